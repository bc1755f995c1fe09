"""Pasted words are found where they are printed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from lib.reading.text.locate import locate
from lib.records import Box, Sentence
from tests import pdfs
from tests.reading.test_reading import read

SENTENCES = pdfs.unlike_sentences(60)


def test_a_quote_is_found_over_line_column_and_page_breaks_whatever_its_spacing_and_case(tmp_path: Path) -> None:
    printed = pdfs.print_paper(sections=[("Methods", [SENTENCES])], columns=2, hyphenated=True, justified=True)
    reading = read(tmp_path, printed.data)
    for sentence in SENTENCES:
        boxes = locate(reading.sentences, f" {sentence.upper()}  ".replace(" ", "  "))
        places = printed.places(sentence)
        assert [box.page for box in boxes] == [place.page for place in places]
        for box, place in zip(boxes, places, strict=True):
            assert (box.x0, box.x1) == pytest.approx((place.x0, place.x1), abs=0.03)


def test_part_of_a_line_gives_part_of_its_box(tmp_path: Path) -> None:
    printed = pdfs.print_paper(sections=[("Methods", [["Every camera was checked twice by the first author."]])])
    reading = read(tmp_path, printed.data)
    (whole,) = printed.places("Every camera was checked twice by the first author.")
    (box,) = locate(reading.sentences, "checked twice")
    assert whole.x0 < box.x0 < box.x1 < whole.x1


def test_ligatures_and_hyphens_do_not_count(tmp_path: Path) -> None:
    printed = pdfs.print_paper(sections=[("Methods", [["The classifier was defined by semi-supervised training."]])])
    reading = read(tmp_path, printed.data)
    assert locate(reading.sentences, "classi\ufb01er was de\ufb01ned by semi\u00adsupervised")


def test_words_that_are_not_there_are_not_found(tmp_path: Path) -> None:
    reading = read(tmp_path, pdfs.make_paper())
    assert locate(reading.sentences, "words that nobody wrote") == []
    assert locate(reading.sentences, "") == []


def test_scripts_are_apart_in_sentences_and_found_as_they_are_pasted(tmp_path: Path) -> None:
    pieces = [
        ("The dataset", 0),
        ("85", 4),
        (" held CO", 0),
        ("2", -2),
        (" at 10", 0),
        ("-3", 4),
        (" bar in all of the nights.", 0),
    ]
    reading = read(tmp_path, _raised(pieces))
    text = "The dataset⁸⁵ held CO₂ at 10⁻³ bar in all of the nights."
    assert text in [sentence.text for sentence in reading.sentences]
    for pasted in (text, "The dataset85 held CO2 at 10-3 bar", "The dataset held CO2 at", "dataset [85] held CO₂"):
        assert locate(reading.sentences, pasted), pasted


def test_a_quote_is_found_whose_mark_ran_over_the_end_of_a_line() -> None:
    lines = ["This was shown before [3,", "4] and it holds for rats²", "as well."]
    boxes = [Box(1, 10, top, 110, top + 10) for top in (10, 22, 34)]
    sentence = Sentence(0, " ".join(lines), "", "body", boxes, lines)
    for quote in ("This was shown before and it holds for rats²", "before and it holds for rats as well"):
        assert [box.top for box in locate([sentence], quote)][:2] == [10, 22]


def _raised(pieces: list[tuple[str, int]]) -> bytes:
    """Return a page with a line of pieces of text, each with how far it stands above the baseline, then in small letters."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    left = 72.0
    for text, up in pieces:
        size = 6 if up else 10
        canvas.setFont("Helvetica", size)
        canvas.drawString(left, 700 + up, text)
        left += stringWidth(text, "Helvetica", size)
    canvas.save()
    return buffer.getvalue()
