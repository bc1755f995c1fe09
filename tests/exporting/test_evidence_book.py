"""The evidence book: complete in itself, strict, with the words lit."""

import base64
import hashlib
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from PIL import Image

from lib.drawing.clippings import clippings_of, cut_clipping, group_lines
from lib.drawing.records import Clipping
from lib.errors import PasswordNeeded
from lib.exporting.evidence_book import write_book
from lib.exporting.export_rows import Export
from lib.records import Box, Citation, CitedEquation, CitedPicture, Question
from tests.exporting.export_samples import OTTERS, OWLS, citing, export, row, verdict
from tests.surveys.answers import answer


def page_image(page: int) -> Image.Image:
    """Return a grey page, darker from page to page."""
    return Image.new("RGB", (1200, 1680), (250 - page, 250 - page, 250 - page))


def clip(citation: Citation) -> list[Clipping]:
    return [cut_clipping(page_image(lit[0].box.page), lit) for lit in clippings_of(citation)]


def locked(citation: Citation) -> list[Clipping]:
    raise PasswordNeeded("This PDF needs a password.")


def book(made: Export, page=clip, **limits: int) -> str:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    write_book(made, out, page, **limits)
    return out.getvalue().decode()


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def pictures(text: str) -> list[Image.Image]:
    found = re.findall(r'src="data:image/webp;base64,([^"]+)"', text)
    return [Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB") for data in found]


def test_a_book_shows_question_answer_quote_page_and_a_clipping_with_lit_words() -> None:
    text = book(export(row()))
    for words in (
        "How many otters?",
        "We saw 57 otters.<sup>[1]</sup>",
        '<h2 id="p1">Otters in the reeds</h2>',
        "page 1",
        "reported",
    ):
        assert words in text
    (picture,) = pictures(text)
    red, green, blue = picture.getpixel((picture.width // 2, picture.height // 2))
    assert red > 200
    assert green > 180
    assert blue < 140, "the words are lit"
    red, _, blue = picture.getpixel((3, 3))
    assert abs(red - blue) < 12, "what stands around them is not"


def test_a_book_needs_nothing_from_elsewhere_and_forbids_it() -> None:
    text = book(export(row()))
    tags = Tags(text)
    assert tags.open == []
    names = {name for name, _ in tags.found}
    assert not names & {"script", "link", "iframe", "object", "embed", "form", "base", "svg", "video", "audio"}
    for name, attributes in tags.found:
        assert not any(key.startswith("on") or key == "style" for key in attributes), name
        assert (attributes.get("src") or "data:image/webp;").startswith("data:image/webp;")
        assert (attributes.get("href") or "#").startswith(("#", "https://doi.org/10."))
    policy = next(a["content"] for name, a in tags.found if a.get("http-equiv") == "Content-Security-Policy") or ""
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() in policy


@pytest.mark.parametrize(
    "evil",
    ["<script>alert(1)</script>", '"><img src=http://evil.example onerror=x>', "</style><b>", "&lt;b&gt;", "\x00<b>"],
)
def test_text_of_papers_people_and_models_is_shown_letter_by_letter(evil: str) -> None:
    paper = OTTERS.__class__(**{**OTTERS.to_dict(), "title": evil, "doi": f"10.1234/{evil}", "authors": [evil]})
    made = answer(evil, general=evil, stopped=evil)
    said = [verdict(made.id, evil.replace("\x00", "x"), correct="wrong", note=evil)]
    text = book(
        export(row(made, said, papers=[paper], question=Question(evil, evil), problem=evil), papers=[paper], title=evil)
    )
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "h3",
        "p",
        "article",
        "ol",
        "li",
        "b",
        "span",
    }
    allowed |= {"blockquote", "figure", "img", "ul", "dl", "dt", "dd", "sup", "div", "a"}
    allowed |= {"nav", "details", "summary"}  # of the front
    tags = Tags(text)
    assert {name for name, _ in tags.found} <= allowed
    assert tags.open == []
    assert sum(name == "b" for name, _ in tags.found) == 1
    assert not [
        a
        for name, a in tags.found
        if name == "a"
        and not re.fullmatch(r"#[acp][\d.]+|#papers|#about|https://doi\.org/10\.[^\"<> ]+", a["href"] or "")
    ]


def test_where_the_pdf_cannot_be_shown_the_words_are_quoted_and_it_is_said_why() -> None:
    text = book(export(row()), locked)
    assert "needs a password" in text
    assert "We saw 57 otters." in text
    assert pictures(text) == []


def test_a_book_that_grows_too_large_goes_on_in_words_and_says_so() -> None:
    rows = []
    for i in range(3):
        made = answer(f"Answer {i}.")
        place = citing("q", Box(1, 0.1, 0.1 * i + 0.1, 0.9, 0.1 * i + 0.2))
        rows.append(row(replace(made, sentences=[replace(made.sentences[0], citations=[place])])))
    whole = book(export(*rows))
    assert len(pictures(whole)) == 3
    small = book(export(*rows), most_bytes=len(re.findall(r"base64,([^\"]+)", whole)[0]) + 10)
    assert len(pictures(small)) == 1
    assert small.count("What follows is text alone") == 1
    assert "Answer 2." in small


def test_words_shown_already_are_not_shown_twice() -> None:
    text = book(export(row(), row()))
    assert len(pictures(text)) == 1
    assert '<a href="#c1.1">The page is shown above.</a>' in text
    assert 'id="c1.1"' in text


def cited(boxes: list[Box]) -> Citation:
    return Citation("p", 1, [0], "quoted", boxes)


def test_lines_of_two_columns_or_pages_make_two_clippings() -> None:
    left, below = Box(1, 0.1, 0.9, 0.45, 0.92), Box(1, 0.1, 0.93, 0.45, 0.95)
    right, later = Box(1, 0.55, 0.1, 0.9, 0.12), Box(2, 0.1, 0.1, 0.45, 0.12)
    assert group_lines([left, below, right, later]) == [[left, below], [right], [later]]
    assert [one.page for one in clip(cited([left, below, right, later]))] == [1, 1, 2]
    assert group_lines([]) == []


EQUATION = Box(1, 0.3, 0.4, 0.9, 0.44)


@pytest.mark.parametrize(
    ("boxes", "clippings"),
    [
        ([Box(1, 0.1, 0.37, 0.9, 0.39), Box(1, 0.1, 0.45, 0.9, 0.47)], 1),  # among its lines
        ([Box(1, 0.1, 0.37, 0.9, 0.39)], 1),  # under the words that lead to it
        ([Box(1, 0.1, 0.9, 0.9, 0.92)], 2),  # at the top of the next column
        ([Box(2, 0.1, 0.1, 0.9, 0.12)], 2),
    ],
)
def test_an_equation_is_clipped_with_the_lines_that_run_through_it_as_it_is_printed(
    boxes: list[Box], clippings: int
) -> None:
    citation = replace(cited(boxes), equations=[CitedEquation("E = Q (1)", EQUATION)])
    cut = clippings_of(citation)
    assert len(cut) == len(clip(citation)) == clippings
    tints = {one.box: one.rgb for group in cut for one in group}
    assert tints[EQUATION] == (255, 255, 255)
    assert all(tints[box] != (255, 255, 255) for box in boxes)


def test_an_equation_that_is_cited_itself_is_highlighted_once() -> None:
    citation = replace(cited([EQUATION]), equations=[CitedEquation("E = Q (1)", EQUATION)])
    assert [[one.box for one in group] for group in clippings_of(citation)] == [[EQUATION]]
    ((lit,),) = clippings_of(citation)
    assert lit.rgb != (255, 255, 255)


def test_a_citation_names_its_paper_where_no_heading_does() -> None:
    assert "Otters in the reeds · page 1" in book(export(row(), kind="answer"))
    assert "Otters in the reeds · page 1" not in book(export(row()))


def test_a_short_line_is_clipped_with_its_neighbours() -> None:
    (short,) = clip(cited([Box(1, 0.9, 0.1, 0.95, 0.12)]))
    assert short.width_px >= 0.43 * 1200


def test_a_box_at_the_edge_of_the_page_is_clipped_within_it() -> None:
    (cut,) = clip(cited([Box(1, 0.0, 0.0, 1.0, 1.0)]))
    assert (cut.width_px, cut.height_px) == (1200, 1680)


def test_the_front_has_matrix_contents_and_index_and_all_links_lead_somewhere() -> None:
    made = export(
        row(answer("We saw 57 otters.", paper_id=OTTERS.id)),
        row(answer("no", found=False), papers=[OWLS], evidence=[], category="not_reported"),
        row(answer("They slept.", paper_id=OTTERS.id), question=Question("Where?", "where"), papers=[OWLS]),
    )
    text = book(made)
    tags = Tags(text)
    links = [of["href"] for _, of in tags.found if (of.get("href") or "").startswith("#")]
    ids = {of["id"] for _, of in tags.found if "id" in of}
    assert {link[1:] for link in links} <= ids
    assert {"#a1", "#a2", "#a3", "#p1", "#p2"} <= set(links)
    front, body = text.split("</nav>")
    assert front.index("<h2>Matrix</h2>") < front.index("<h2>Contents</h2>") < front.index("Index by question")
    assert 'title="reported">✓</a></td>' in front
    assert 'title="not reported">–</a></td>' in front
    assert "<summary><h3" in body.split('id="a2"')[1].split("</article>")[0], "what was not found is folded"
    assert "<details>" not in body.split('id="a1"')[1].split("</article>")[0]


def test_a_book_of_one_answer_has_no_contents() -> None:
    assert "<nav" not in book(export(row(), kind="answer"))


def test_a_figure_whose_parts_are_not_sure_says_so() -> None:
    made = row()
    picture = CitedPicture("Figure 2", "Otters", Box(1, 0.1, 0.1, 0.9, 0.4), problem="Compare its <b>parts</b>.")
    cited = [replace(one, citation=replace(one.citation, figure=0, picture=picture)) for one in made.evidence]
    assert '<p class="quiet">Compare its &lt;b&gt;parts&lt;/b&gt;.</p>' in book(export(replace(made, evidence=cited)))
