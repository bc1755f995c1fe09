"""Words from runs of characters: cut at blanks, at gaps and where the baseline changes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.reading.pdf.encodings import encoding_of
from lib.reading.pdf.glyphs import known_glyph
from lib.reading.pdf.ink import Run
from lib.text.scripts import numbers_forward, plain_letters, right_to_left

GAP_EM = 0.15
"""A wider gap ends a word, as a share of the character's size: pdfplumber's `x_tolerance_ratio` for LaTeX papers."""
HYPHEN_GAP_EM = 0.06
"""A blank after a hyphen that leaves less white than this is none."""
HANGING_EM = 0.8
"""How far under its own baseline the line's stands of a sign that hangs: TeX's roots and sums are an em deep and set about the
axis of the line (The TeXbook, appendix G)."""
OVERLAP_EM = 0.3
"""A character that begins further back than this starts anew (kerning stays below it)."""
SCRIPT_SHIFT_EM = 0.75
"""A smaller character this far off the baseline may still be a sub- or superscript."""
SAME_BASELINE_EM = 0.08
"""Baselines closer than this are one: kerning and rounding move a character by less, a script by more."""
SAME_SIZE_SHARE = 0.12
"""Sizes that differ by less than this share are one word's."""
LEAST_SPACED_LETTERS = 8
"""A shorter run does not tell whether its letters are spaced out."""
SPACED_SHARE = 0.7
"""A run of which more than this share of the gaps would end a word has its letters spaced out."""
MOST_SPACING_EM = 1.2
"""Letters whose usual gap is wider than this stand alone, such as labels on an axis."""
SPACED_WORD_GAP = 1.6
"""A gap so many times the usual one between spaced-out letters ends a word."""
ACCENT_REACH_EM = 0.1
"""The middle of an accent stands at most this far behind its letter's end."""
OVERPRINT_SHARE = 0.002
"""Characters printed twice are looked for on a page where more than this share stands within 2 pt of its like."""
OVERPRINT_PT = 1
"""The same character within this distance is the first one printed again."""
OVERPRINT_CELL_PT = 1.2
"""Side of the cells in which printed characters are looked up; no less than `OVERPRINT_PT`."""

_SPACING_ACCENTS = {
    "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "^": "\u0302", "¨": "\u0308", "˜": "\u0303", "~": "\u0303", "¸": "\u0327",
    "ˇ": "\u030c",
    "˘": "\u0306", "˙": "\u0307", "˚": "\u030a", "¯": "\u0304", "˝": "\u030b", "˛": "\u0328",
}  # fmt: skip
_EXPANDED = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": "-", "\u2010": "-", "\u2011": "-",
    "\ufffe": "-", "\u0002": "-",
}  # fmt: skip
_PLAIN = frozenset(chr(code) for code in range(0x21, 0x7F)) - _SPACING_ACCENTS.keys()
"""Letters, digits and marks that are themselves and no accents."""
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\x00\u200e\u200f\u202a\u202b\u202c\u202d\u202e")


@dataclass(slots=True)
class Word:
    """Characters without a gap, on one baseline, in one size; what stands raised or lowered is a word of its own, glued."""

    text: str
    u0: float
    u1: float
    v: float
    """Baseline, pt down the page in the word's frame."""
    size: float
    font: str
    glued: bool = False
    """No blank stands between it and the word before it in the line."""
    script: int = 0
    """1 raised, -1 lowered, 0 on the line."""


def cut_words(runs: Sequence[Run]) -> list[Word]:
    """Return the words of runs that share a frame, in stream order; overprinted characters count once."""
    gaps = letter_gaps(runs)
    cutter = _Cutter()
    seen = _Overprint(runs)
    for run, gap in zip(runs, gaps, strict=True):
        places: Iterable[tuple[str, float, float]] = zip(run.texts, run.u0, run.u1, strict=True)
        mirrored = right_to_left("".join(run.texts))
        cutter.begin_run(run, gap, mirrored=mirrored)
        if mirrored:
            # read from the right, in a mirrored frame
            places = [(plain_letters(t), -u1, -u0) for t, u0, u1 in sorted(places, key=lambda place: -place[1])]
        for text, u0, u1 in places:
            if text not in _PLAIN and (text.isspace() or not text or text == "\u00a0"):
                cutter.blank()
            elif text not in _INVISIBLE and not (seen.any and seen.again(text, u0, run.v)):
                cutter.add(text, u0, u1)
    cutter.finish()
    return cutter.words


def letter_gaps(runs: Sequence[Run]) -> list[float]:
    """Return each run's largest gap inside a word, pt: 0.15 em, more where letters are spaced out.

    Letter-spaced text has a gap after nearly every letter; its own blanks or its widest gaps cut the words.
    """
    out = []
    for run in runs:
        limit = GAP_EM * run.size
        if len(run.texts) >= LEAST_SPACED_LETTERS:
            gaps = [b - a for a, b in zip(run.u1, run.u0[1:], strict=False)]
            wide = sum(gap > limit for gap in gaps)
            if wide > SPACED_SHARE * len(gaps):
                usual = sorted(gaps)[len(gaps) // 2]
                if usual < MOST_SPACING_EM * run.size:
                    limit = usual * SPACED_WORD_GAP
        out.append(limit)
    return out


def baseline_of(run: Run) -> float:
    """Return the baseline (v) of the line that the run belongs to: TeX's roots and large signs hang down from a raised one."""
    encoding = encoding_of(run.face)
    if encoding is None or not encoding.tex_sign:
        return run.v
    hangs = encoding.hanging or all(text == "√" for text in run.texts)
    return run.v + HANGING_EM * run.size if hangs else run.v


class _Cutter:
    """Collects characters into words."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.texts: list[str] = []
        self.u0 = self.u1 = self.v = self.size = 0.0
        self.font = ""
        self.spaced = True
        self.gap = self.most = 0.0
        self.run_v = self.run_size = 0.0
        self.run_font = ""
        self.mirrored = False

    def begin_run(self, run: Run, gap: float, *, mirrored: bool = False) -> None:
        """Take what follows as characters of this run; `gap`: the largest inside a word, pt."""
        if mirrored != self.mirrored:
            self.finish()
            self.mirrored = mirrored
        self.run_v, self.run_size, self.run_font, self.gap = baseline_of(run), run.size or 1.0, run.face, gap
        self.most = max(gap, GAP_EM * self.run_size)

    def blank(self) -> None:
        """End the word at a blank."""
        self.finish()
        self.spaced = True

    def add(self, text: str, u0: float, u1: float) -> None:
        """Add a character to the word that it goes on with, or begin a word with it."""
        if (
            text in _PLAIN
            and self.texts
            and self.texts[-1] in _PLAIN
            and self.run_v == self.v
            and self.run_size == self.size
            and -OVERLAP_EM * self.size <= u0 - self.u1 <= self.most
        ):  # most letters: what is asked below all comes to the same
            self.texts.append(text)
            self.u1 = max(u1, self.u1)
            return
        plain = len(text) == 1 and text < "\ue000"
        text = _EXPANDED.get(text, text) if plain or text in _EXPANDED else known_glyph(text, self.run_font)
        if not self.texts:
            # a glued script keeps its place after the word before it
            self._start(text, u0, u1, glued=self._touches(u0) and (not self.spaced or self._after_hyphen(u0)))
            return
        shift = abs(self.run_v - self.v)
        on_baseline = shift <= SAME_BASELINE_EM * self.size
        if not on_baseline or abs(self.run_size - self.size) > SAME_SIZE_SHARE * self.size:
            touches = self._follows(u0, self.u1, max(self.size, self.run_size))
            near = shift <= SCRIPT_SHIFT_EM * max(self.size, self.run_size)
            if not (touches and near and on_baseline):
                self.finish()
                self._start(text, u0, u1, glued=touches and near)
                return
        if self._accent(text, u0, u1):
            return
        if not self._follows(u0, self.u1, self.run_size):
            self.finish()
            self._start(text, u0, u1, glued=False)
            return
        self.texts.append(text)
        self.u1 = max(u1, self.u1)

    def _follows(self, u0: float, end: float, size: float) -> bool:
        return -OVERLAP_EM * size <= u0 - end <= max(self.gap, GAP_EM * size)

    def _touches(self, u0: float) -> bool:
        if not self.words:
            return False
        last = self.words[-1]
        near = abs(self.run_v - last.v) <= SCRIPT_SHIFT_EM * max(last.size, self.run_size)
        return near and self._follows(u0, last.u1, max(last.size, self.run_size))

    def _after_hyphen(self, u0: float) -> bool:
        """Return whether only a blank of no width parts the character from a hyphen: a place where a line may break."""
        last = self.words[-1]
        return is_hyphen_end(last.text) and u0 - last.u1 < HYPHEN_GAP_EM * last.size

    def _start(self, text: str, u0: float, u1: float, *, glued: bool) -> None:
        self.texts, self.u0, self.u1 = [text], u0, u1
        self.v, self.size, self.font = self.run_v, self.run_size, self.run_font
        self.glued = glued
        self.spaced = False

    def _accent(self, text: str, u0: float, u1: float) -> bool:
        """Compose an accent that is printed as a character of its own over or under a letter (TeX's OT1 fonts)."""
        last = self.texts[-1]
        middle = (u0 + u1) / 2
        over = self.u1 - u0 > 0.5 * min(u1 - u0, self.u1 - self.u0) and middle < self.u1 + ACCENT_REACH_EM * self.size
        if not over:
            return False
        if last in _SPACING_ACCENTS and text.isalpha():
            self.texts[-1] = unicodedata.normalize("NFC", _dotted(text) + _SPACING_ACCENTS[last])
        elif text in _SPACING_ACCENTS and last[-1:].isalpha():
            self.texts[-1] = unicodedata.normalize("NFC", _dotted(last) + _SPACING_ACCENTS[text])
        else:
            return False
        self.u1 = max(u1, self.u1)
        return True

    def finish(self) -> None:
        """End the word."""
        if self.texts:
            text = "".join(self.texts)
            u0, u1 = self.u0, self.u1
            if self.mirrored:
                text, u0, u1 = numbers_forward(text), -self.u1, -self.u0
            self.words.append(Word(text, u0, u1, self.v, self.size, self.font, self.glued and not self.mirrored))
            self.texts = []


def _dotted(letter: str) -> str:
    return {"ı": "i", "ȷ": "j"}.get(letter, letter)


class _Overprint:
    """Finds characters printed again in the same place: bold by overprint, or a text layer laid twice."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self.cells: dict[tuple[str, int, int], tuple[float, float]] = {}
        places = [
            (t, round(u / 2), v)
            for r in runs
            for v in (round(r.v / 2),)
            for t, u in zip(r.texts, r.u0, strict=True)
            if not t.isspace()
        ]
        self.any = bool(places) and 1 - len(set(places)) / len(places) > OVERPRINT_SHARE

    def again(self, text: str, u: float, v: float) -> bool:
        """Return whether the same character stands within 1 pt already."""
        column, row = int(u // OVERPRINT_CELL_PT), int(v // OVERPRINT_CELL_PT)
        for i in (-1, 0, 1):
            for k in (-1, 0, 1):
                place = self.cells.get((text, column + i, row + k))
                if place is not None and abs(place[0] - u) <= OVERPRINT_PT and abs(place[1] - v) <= OVERPRINT_PT:
                    return True
        self.cells[text, column, row] = (u, v)
        return False


def is_hyphen_end(text: str) -> bool:
    """Return whether a line that ends with this word breaks it with a hyphen."""
    return len(text) > 1 and text.endswith("-") and (text[-2].isalnum() or text[-2] in ")]’'")
