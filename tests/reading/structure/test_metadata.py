"""What a paper is called, who wrote it and when, from its first page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import pdfs
from tests.reading.test_reading import read

TITLE = [("Counting hedgehogs in gardens", 140, 80, "Helvetica-Bold", 14.0)]
TEXT = pdfs.column(" ".join(pdfs.unlike_sentences(12)) + " Writer (1976) and Author (2001) said so.", 60, 260, 470)


def metadata(tmp_path: Path, *pieces: pdfs.Piece) -> tuple[str, list[str], int | None]:
    reading = read(tmp_path, pdfs.print_loose([[*TITLE, *pieces, *TEXT]]))
    return reading.title, reading.authors, reading.year


def test_affiliations_longer_than_the_title_are_no_title(tmp_path: Path) -> None:
    title, authors, _ = metadata(
        tmp_path,
        ("Ada Lovelace and Grace Brewster Hopper", 150, 110, "Helvetica", 12),
        ("Department of Computing Science, University of London", 110, 124, "Helvetica", 12),
        ("12 Gower Street, London WC1, United Kingdom", 130, 138, "Helvetica", 12),
        ("{lovelace,hopper}@london.ac.uk", 170, 152, "Courier", 12),
    )
    assert title == "Counting hedgehogs in gardens"
    assert authors == ["Ada Lovelace", "Grace Brewster Hopper"]


@pytest.mark.parametrize(
    ("foot", "year"),
    [
        ("Proceedings of the 5th Meeting on Gardens, pages 12-19, Bergen, June 2007.", 2007),
        ("c 2008 Association for Gardens (c) 2008", 2008),
        ("page 1", 2001),
    ],
    ids=["proceedings", "rights", "what it cites"],
)
def test_the_year_is_the_proceedings_before_a_citations(tmp_path: Path, foot: str, year: int) -> None:
    assert metadata(tmp_path, (foot, 100, 815, "Times-Italic", 8))[2] == year


def test_names_printed_in_false_small_capitals_are_names(tmp_path: Path) -> None:
    names = ("emilio Guirado, Siham tabik, Marga Rivas, Domingo Alcaraz", 100, 110, "Helvetica-Bold", 10)
    _, authors, _ = metadata(tmp_path, names, ("francisco Herrera", 100, 122, "Helvetica-Bold", 10))
    assert authors == ["Emilio Guirado", "Siham Tabik", "Marga Rivas", "Domingo Alcaraz", "Francisco Herrera"]
