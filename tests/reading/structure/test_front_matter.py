"""The title block keeps to itself: the abstract is text with its name, whatever stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.reading.reading import PaperReading
from tests import pdfs
from tests.reading.test_reading import read

UNIQUE = pdfs.unlike_sentences(60, seed=23)
ABSTRACT, TEXT = UNIQUE[:8], UNIQUE[8:30]
LEFT, WIDTH = 156.0, 399.0
TITLE = ("Otters along a river in winter", LEFT, 120, "Helvetica-Bold", 22)
AUTHORS = ("Ada Lovelace, Grace Hopper", LEFT, 150, "Helvetica", 10)
AFFILIATION = (
    "Department of Otters, University of Granada, Calle Real 1, 18071, Granada, Spain, Department of Rivers, Faculty of "
    "Science, University of Almeria, Carretera 7, 04120, Almeria, Spain, Institute for Winter, Campus North, Building 7, "
    "Uppsala University, 75236, Uppsala, Sweden, Museum of Traps, Department of Records, Harvard, Cambridge, USA"
)


def page(*pieces: pdfs.Piece, rest: list[pdfs.Piece]) -> bytes:
    """Return a first page with the title, and a second one on which the text goes on."""
    return pdfs.print_loose([[TITLE, AUTHORS, *pieces], rest])


def below(pieces: list[pdfs.Piece], gap: float) -> float:
    return pieces[-1][2] + gap


def of(reading: PaperReading, section: str) -> list[str]:
    return [s.text for s in reading.sentences if s.kind == "body" and s.section == section]


def test_dates_in_the_margin_part_no_sentence_of_the_abstract_beside_them(tmp_path: Path) -> None:
    abstract = pdfs.column(" ".join(ABSTRACT), LEFT, 200, WIDTH, font="Helvetica-Bold", size=9)
    text = pdfs.column(" ".join(TEXT), LEFT, below(abstract, 40), WIDTH, size=9)
    dates = [
        ("Received: May 2019", 9, 204, "Times-Roman", 8.5),
        ("Accepted: Jun 2019", 9, 216, "Times-Roman", 8.5),
        ("Published: xx xxxx", 9, 228, "Times-Roman", 8.5),
    ]
    reading = read(tmp_path, page(*dates, *abstract, *text, rest=[("Methods", LEFT, 80, "Helvetica-Bold", 12)]))
    assert [s.text for s in reading.sentences if s.text in ABSTRACT] == ABSTRACT
    assert {s.kind for s in reading.sentences if "2019" in s.text} == {"front"}


def with_introduction(abstract: str) -> bytes:
    affiliation = pdfs.column(AFFILIATION, LEFT, 170, WIDTH, size=7)
    lines = pdfs.column(abstract, LEFT, below(affiliation, 25), WIDTH, font="Helvetica", size=8.8)
    keywords = ("Keywords: otters; rivers; winter", LEFT, below(lines, 25), "Helvetica", 7)
    heading = ("1. Introduction", LEFT, keywords[2] + 30, "Helvetica-Bold", 12)
    text = pdfs.column(" ".join(TEXT), LEFT, heading[2] + 20, WIDTH)
    return page(*affiliation, *lines, keywords, heading, *text, rest=[])


def test_an_abstract_without_a_heading_is_text_named_abstract(tmp_path: Path) -> None:
    reading = read(tmp_path, with_introduction(" ".join(ABSTRACT)))
    assert of(reading, "Abstract") == ABSTRACT
    assert of(reading, "1. Introduction") == TEXT
    assert all(s.kind == "front" for s in reading.sentences if "University" in s.text or "Keywords" in s.text)


@pytest.mark.parametrize("heading", ["Abstract: ", "Abstract—", "Summary. "])
def test_an_abstract_whose_heading_runs_into_it_is_text_in_lesser_type_too(tmp_path: Path, heading: str) -> None:
    reading = read(tmp_path, with_introduction(heading + " ".join(ABSTRACT)))
    body = [s.text for s in reading.sentences if s.kind == "body"]
    assert " ".join(body) == " ".join([heading + ABSTRACT[0], *ABSTRACT[1:], *TEXT])
    assert of(reading, "Abstract")[-7:] == ABSTRACT[1:]
    assert of(reading, "1. Introduction") == TEXT


def test_an_affiliation_with_a_raised_number_is_no_section(tmp_path: Path) -> None:
    mark = ("1", LEFT, 176, "Helvetica-Oblique", 5.5)
    affiliation = ("Department of Otters, Granada", LEFT + 6, 180, "Helvetica-Oblique", 9)
    abstract = pdfs.column(" ".join(ABSTRACT), LEFT, 215, WIDTH, font="Helvetica", size=9)
    heading = ("INTRODUCTION", LEFT, below(abstract, 30), "Helvetica-Bold", 12)
    text = pdfs.column(" ".join(TEXT), LEFT, heading[2] + 20, WIDTH, size=9)
    reading = read(tmp_path, page(mark, affiliation, *abstract, heading, *text, rest=[]))
    assert not any("Department" in s.section for s in reading.sentences)


def test_whom_to_write_to_stands_in_no_sentence_that_goes_on_over_the_page(tmp_path: Path) -> None:
    lines = pdfs.column(" ".join(TEXT), LEFT, 200, WIDTH)
    first = lines[: len(lines) // 2]
    assert not first[-1][0].endswith(".")
    note = pdfs.column(
        "Correspondence and requests for materials should be addressed to A.L. or to G.H. at the department of otters.",
        LEFT,
        below(first, 40),
        WIDTH,
        font="Helvetica",
        size=9.8,
    )
    rest = [(text, x, 80 + 12 * n, font, size) for n, (text, x, _, font, size) in enumerate(lines[len(first) :])]
    reading = read(tmp_path, page(*first, *note, rest=rest))
    assert [s.text for s in reading.sentences if s.kind == "body"] == TEXT
