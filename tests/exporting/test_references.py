"""Papers as BibTeX, RIS and CSL-JSON say the same when they are read back."""

from dataclasses import replace

import pytest

from lib.exporting.bibtex import bibtex
from lib.exporting.references import csl_json, ris
from lib.importing.bibliography import read_bibliography
from lib.records import Paper
from tests.exporting.export_samples import OTTERS, OWLS

PAPERS = [
    replace(OTTERS, journal="Journal of Reeds & Rivers", volume="12", pages="123-130"),
    replace(OWLS, authors=["Vincent van der Berg", "Plato"], journal="Barns", pages="e57"),
]
WRITERS = {"a.bib": bibtex, "a.ris": ris, "a.json": csl_json}


@pytest.mark.parametrize("name", WRITERS)
def test_every_field_comes_back_as_it_was(name: str) -> None:
    entries = read_bibliography(name, WRITERS[name](PAPERS).encode()).entries
    for entry, paper in zip(entries, PAPERS, strict=True):
        for field in ("title", "authors", "year", "doi", "journal", "volume", "pages"):
            assert getattr(entry, field) == getattr(paper, field), field


@pytest.mark.parametrize("name", WRITERS)
def test_a_line_end_in_a_title_begins_no_new_field(name: str) -> None:
    evil = Paper("c" * 64, "x.pdf", "One\r\nER  - \r\nTY  - JOUR\r\nTI  - Two", ["A B"], 2020, journal="J\nER  - ")
    (entry,) = read_bibliography(name, WRITERS[name]([evil]).encode()).entries
    assert entry.title.startswith("One ER")


@pytest.mark.parametrize("name", WRITERS)
def test_a_paper_of_which_nothing_is_known_is_no_broken_entry(name: str) -> None:
    read_bibliography(name, WRITERS[name]([OTTERS, Paper("d" * 64, "x.pdf")]).encode())
