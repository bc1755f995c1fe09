"""Words are cut where the print has a gap."""

from __future__ import annotations

import io

import pdfplumber
import pytest

from lib.reading.layout.lines import build_lines, join_words
from lib.reading.layout.words import cut_words
from lib.reading.pdf.ink import Run
from lib.reading.pdf.interpreter import read_ink
from tests import pdfs


def run(
    text: str, u: float = 0, v: float = 100, size: float = 10, gap: float = 0, step: float = 5, face: str = "Times"
) -> Run:
    starts = [u + n * (step + gap) for n in range(len(text))]
    return Run(list(text), starts, [s + step for s in starts], v, size, face, 0, "", face)


def test_words_are_those_of_pdfplumber() -> None:
    data = pdfs.make_paper(columns=2, justified=True, hyphenated=True)
    with pdfplumber.open(io.BytesIO(data)) as document:
        page = document.pages[0]
        theirs = [word["text"] for word in page.extract_words(x_tolerance_ratio=0.15, use_text_flow=True)]
        assert [word.text for word in cut_words(read_ink(page.page_obj, document.rsrcmgr).runs)] == theirs


def test_a_gap_without_a_blank_cuts_words() -> None:
    assert [w.text for w in cut_words([run("deep"), run("learning", u=23)])] == ["deep", "learning"]
    assert [w.text for w in cut_words([run("deep"), run("er", u=20.5)])] == ["deeper"]


def test_letter_spaced_text_is_cut_at_its_wide_gaps() -> None:
    spaced = run("ABSTRACTWEUSE", gap=2.5)
    for n in range(8, 13):
        spaced.u0[n] += 6
        spaced.u1[n] += 6
    assert [w.text for w in cut_words([spaced])] == ["ABSTRACT", "WEUSE"]


def test_characters_printed_twice_count_once() -> None:
    assert [w.text for w in cut_words([run("bold"), run("bold", u=0.3)])] == ["bold"]


def test_ligatures_are_expanded_and_odd_hyphens_are_plain() -> None:
    assert [w.text for w in cut_words([run("e\ufb03cient\u00ad")])] == ["efficient-"]


@pytest.mark.parametrize(
    ("accent", "letter", "composed"), [("´", "e", "é"), ("¨", "u", "ü"), ("ˇ", "c", "č"), ("´", "ı", "í")]
)
def test_an_accent_printed_over_a_letter_is_composed(accent: str, letter: str, composed: str) -> None:
    runs = [run("caf"), run(accent, u=15), run(letter, u=15)]
    assert [w.text for w in cut_words(runs)] == [f"caf{composed}"]


def test_a_raised_mark_is_glued_to_its_word() -> None:
    words = cut_words([run("animals"), run("12", u=35, v=96, size=6, step=3)])
    (printed,) = build_lines(words, 0)
    assert printed.text == "animals12"
    assert [w.script for w in printed.words] == [0, 1]


def run_of(texts: str, starts: list[float], width: float = 5) -> Run:
    return Run(list(texts), starts, [start + width for start in starts], 100, 10, "Serif", 0)


def test_hebrew_is_read_from_the_right_however_it_is_stored() -> None:
    hello, year = "שלום", "2030"
    logical = [120.0 - 5 * n for n in range(4)]
    stored_as_said = run_of(hello, logical)
    stored_as_seen = run_of(hello[::-1], logical[::-1])
    number = run_of(year, [81.0 + 5 * n for n in range(4)])
    for run in (stored_as_said, stored_as_seen):
        (line,) = build_lines(cut_words([run, number]), 0)
        assert line.text == f"{hello} {year}"


def test_a_blank_of_no_width_after_a_hyphen_parts_no_word() -> None:
    starts = [5.0 * n for n in range(4)]
    joined = Run(
        list("low- key"), [*starts, 20, 20, 25, 30], [*[s + 5 for s in starts], 20, 25, 30, 35], 100, 10, "S", 0
    )
    apart = Run(
        list("low- key"), [*starts, 20, 23, 28, 33], [*[s + 5 for s in starts], 23, 28, 33, 38], 100, 10, "S", 0
    )
    assert join_words(cut_words([joined])) == "low-key"
    assert join_words(cut_words([apart])) == "low- key"
