"""What stands between the halves of a sentence in two columns: boxes of text, and captions that are themselves in two."""

from __future__ import annotations

from pathlib import Path

from tests import pdfs
from tests.reading.test_reading import read, sentence

SAID = pdfs.unlike_sentences(24)
BROKEN = "Nobody who counted the otters of the river in a cold spring before sunrise had seen them"
"""Fills a column's last line."""
FILLED = f"{BROKEN} near the old bridge of"
"""Leaves no room for another word in it."""


def test_a_box_over_the_next_column_does_not_cut_the_sentence_that_goes_on_under_it(tmp_path: Path) -> None:
    left = pdfs.column(f"{' '.join(SAID[:9])} {BROKEN}", 60, 120, 230)
    box = [
        ("Strengths of this study", 316, 100, "Helvetica-Bold", 10.0),
        *pdfs.column(" ".join(SAID[9:13]), 316, 118, 214, size=9),
    ]
    under = max(piece[2] for piece in box) + 40
    right = pdfs.column(f"swim in winter. {' '.join(SAID[13:22])}", 310, under, 230)
    page = [("Introduction", 60, 100, "Helvetica-Bold", 12.0), *left, *box, *right]
    reading = read(tmp_path, pdfs.print_loose([[*page]]))
    found = sentence(reading, f"{BROKEN} swim in winter.")
    assert found.section == "Introduction"
    assert sentence(reading, SAID[10]).section == "Strengths of this study"


def test_a_box_with_a_caption_does_not_cut_the_sentence_that_goes_on_with_a_name_under_it(tmp_path: Path) -> None:
    left = pdfs.column(f"{' '.join(SAID[:9])} {FILLED}", 60, 120, 230)
    box = [
        ("Box 1 Who was counted", 316, 100, "Helvetica-Bold", 10.0),
        ("Counted", 316, 122, "Helvetica-Bold", 10.0),
        ("\u2022 Otters.", 316, 134, "Helvetica", 9.0),
        ("\u2022 Herons of the river.", 316, 145, "Helvetica", 9.0),
        ("Left out", 316, 166, "Helvetica-Bold", 10.0),
        *pdfs.column(" ".join(SAID[9:12]), 316, 178, 214, size=9),
    ]
    under = max(piece[2] for piece in box) + 40
    right = pdfs.column(f"Bergen in winter. {' '.join(SAID[13:22])}", 310, under, 230)
    first = [
        ("Counting the otters of the river", 60, 60, "Helvetica-Bold", 16.0),
        *pdfs.column(" ".join(pdfs.unlike_sentences(24, seed=11)), 60, 120, 480),
    ]
    page = [("Introduction", 60, 100, "Helvetica-Bold", 12.0), *left, *box, *right]
    reading = read(tmp_path, pdfs.print_loose([first, page]))
    found = sentence(reading, f"{FILLED} Bergen in winter.")
    assert found.section == "Introduction"
    assert sentence(reading, SAID[10]).section == "Left out"
    assert [s.kind for s in reading.sentences if "Herons of the river" in s.text] == ["body"]


def test_a_caption_in_two_columns_under_a_wide_figure_is_one(tmp_path: Path) -> None:
    text = [
        *pdfs.column(" ".join(SAID[:9]), 60, 100, 230),
        *pdfs.column(" ".join(SAID[9:18]), 310, 100, 230),
    ]
    down = max(piece[2] for piece in text) + 120
    halves = [
        *pdfs.column("Figure 1. Otters of the river by month, with those that were seen twice", 60, down, 230, size=8),
        *pdfs.column("in one week and those that were never seen again in that year at all.", 310, down, 230, size=8),
    ]
    reading = read(tmp_path, pdfs.print_loose([[*text, *halves]]))
    captions = [s.text for s in reading.sentences if s.kind == "caption"]
    assert " ".join(captions).endswith(
        "that were seen twice in one week and those that were never seen again in that year at all."
    )
    assert not any("never seen again" in s.text for s in reading.sentences if s.kind == "body")
