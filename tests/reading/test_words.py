"""Words are cut where the print has a gap."""

from __future__ import annotations

import io

import pdfplumber
import pytest

from lib.reading.characters import Run
from lib.reading.content import read_ink
from lib.reading.glyphs import known_glyph
from lib.reading.lines import build_lines
from lib.reading.words import cut_words
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


def test_a_glyph_without_unicode_is_named_where_tex_tells_and_marked_elsewhere() -> None:
    assert known_glyph("(cid:0)", "ABCDEF+CMSY10") == "−"
    assert known_glyph("(cid:7)", "Unknown") == "\ufffd"
    assert known_glyph("x", "Unknown") == "x"
