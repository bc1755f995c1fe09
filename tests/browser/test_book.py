"""The evidence book in a browser without a network: pictures, styles and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from lib.exporting.evidence_book import write_book
from tests.browser.conftest import open_window
from tests.exporting.export_samples import OTTERS, export, row
from tests.exporting.test_evidence_book import clip
from tests.surveys.answers import answer

EVIL = "<script>document.title = 'run'</script><img src=http://evil.example/x onerror=\"document.title = 'run'\">"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_book_opens_without_a_server_and_asks_nobody_for_anything(browser, tmp_path: Path, scheme: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "book.html"
    evil = replace(OTTERS, title=EVIL)
    with path.open("wb") as out:
        write_book(
            export(row(), row(answer(EVIL, general=EVIL), papers=[evil]), papers=[evil], title="Book"), out, clip
        )
    asked, said = [], []
    context = open_window(browser, offline=True, color_scheme=scheme, viewport={"width": 420, "height": 900})
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    drawn = page.evaluate("[...document.images].map(image => image.complete && image.naturalWidth > 100)")
    wide = page.evaluate("document.documentElement.scrollWidth")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    title = page.title()
    context.close()
    assert drawn == [True, True]
    assert title == "Book"
    assert said == [], "the policy lets its own style and pictures through"
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert wide <= 420
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
