"""Files that are no PDFs are named with what to do; PDFs come in by their bytes as by their name."""

import pytest

from lib.ui.papers.file_kinds import advice_for


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("draft.DOCX", "save it as PDF"),
        ("page.png", "a picture"),
        ("library.bib", "Titles from a bibliography"),
        ("labels.xlsx", "Review"),
        ("papers.rar", "as a ZIP"),
        ("thing.xyz", "save it as PDF"),
    ],
)
def test_each_kind_says_what_to_do(name, words):
    assert words in advice_for(name, b"PK\3\4")


@pytest.mark.parametrize("name", ["paper.pdf", "PAPER.PDF", "papers.zip", "paper"])
def test_a_pdf_or_a_zip_by_its_name_is_taken(name):
    assert advice_for(name, b"whatever") is None


def test_a_pdf_under_another_name_is_taken_by_its_bytes():
    assert advice_for("download.html", b"\n%PDF-1.4 ...") is None
