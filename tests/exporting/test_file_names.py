"""Names of files made of titles."""

import re

import pytest

from lib.exporting.file_names import file_name, paper_stem, same_name
from lib.records import Paper


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Otters in the reeds", "Otters in the reeds.xlsx"),
        ("a/b\\c: d?", "a b c d.xlsx"),
        ("../../etc/passwd", "etc passwd.xlsx"),
        ("Otters 🦦 and owls", "Otters and owls.xlsx"),
        ("🦦🦉", "paper.xlsx"),
        ("", "paper.xlsx"),
        (" ... ", "paper.xlsx"),
        ("CON", "_CON.xlsx"),
        ("lpt1.old", "_lpt1.old.xlsx"),
        ("Über Müller – 水獭", "Über Müller – 水獭.xlsx"),
        ("tab\tand\nline\x00end", "tab and lineend.xlsx"),
        ("\u202egnp.exe", "gnp.exe.xlsx"),
    ],
)
def test_a_title_gives_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title, "xlsx") == name


@pytest.mark.parametrize("title", ["word " * 60, "x" * 300, "水獭" * 150])
def test_a_long_title_is_cut_where_it_is_still_known(title: str) -> None:
    name = file_name(title, "pdf")
    assert len(name) <= 84
    assert len(name.encode()) <= 210
    assert title.startswith(name.removesuffix(".pdf"))


def test_no_two_names_are_alike_whatever_the_case() -> None:
    taken: set[str] = set()
    names = [
        file_name(title, "pdf", taken) for title in ("Otters", "otters", "OTTERS", "O\u0308tters", "Ötters", "/", "?")
    ]
    assert names[:3] == ["Otters.pdf", "otters (2).pdf", "OTTERS (3).pdf"]
    assert len({same_name(name) for name in names}) == len(names)
    assert all(re.fullmatch(r"[^/\\:*?\"<>|]+\.pdf", name) for name in names)


@pytest.mark.parametrize(
    ("authors", "year", "stem"),
    [
        (["Ada Lovelace"], 2024, "Lovelace 2024 Otters"),
        (["Ada Lovelace"], None, "Lovelace n.d. Otters"),
        ([], 2024, "2024 Otters"),
        ([], None, "Otters"),
    ],
)
def test_a_papers_file_is_named_by_author_year_and_title(authors: list[str], year: int | None, stem: str) -> None:
    assert paper_stem(Paper("a" * 64, "a.pdf", "Otters", authors, year)) == stem
    assert file_name(stem, "pdf") == f"{stem}.pdf"
