"""Our characters are plain pdfplumber's."""

from __future__ import annotations

import io

import pdfplumber
import pytest

from lib.reading.pdf.interpreter import read_ink
from tests import pdfs

PAPER = pdfs.print_paper(
    columns=2, justified=True, hyphenated=True, header="Header {page}", sections=[("Methods", [pdfs.LOREM] * 12)]
)


@pytest.mark.parametrize(
    "paper",
    [
        PAPER,
        PAPER.turned(90),
        PAPER.turned(180),
        PAPER.turned(270),
        PAPER.shifted(-70, 130),
        PAPER.cropped(40, 50, 60, 70),
    ],
    ids=["plain", "turned 90", "turned 180", "turned 270", "offset media box", "cropped"],
)
def test_characters_are_those_of_plain_pdfplumber(paper: pdfs.PrintedPaper) -> None:
    with pdfplumber.open(io.BytesIO(paper.data)) as document:
        for page in document.pages:
            ink = read_ink(page.page_obj, document.rsrcmgr)
            ours = []
            for run in ink.runs:
                frame = ink.frame(run.turn)
                low = run.v + run.drop
                for text, u0, u1 in zip(run.texts, run.u0, run.u1, strict=True):
                    ours.append((text, run.font, *frame.rect_to_shown(u0, low - run.height, u1, low)))
            left, upper = page.bbox[:2]
            theirs = [
                (c["text"], c["fontname"], c["x0"] - left, c["top"] - upper, c["x1"] - left, c["bottom"] - upper)
                for c in page.chars
            ]
            assert [char[:2] for char in ours] == [char[:2] for char in theirs]
            for our, their in zip(ours, theirs, strict=True):
                assert our[2:] == pytest.approx(their[2:], abs=0.01)
