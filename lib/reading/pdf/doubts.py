"""Text of which the page's content alone makes one doubt that anybody sees it, and why.

Too small and overprinted text is known from here; whether the rest is seen, the page's picture tells (`visibility`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import inf
from unicodedata import category

from lib.reading.pdf.ink import UNSURE, Cover, Ink, Run
from lib.reading.pdf.paint import UNTOLD, contrast

SMALL_PT, SMALL_SHARE = 2.5, 0.003
"""Letters are too small up to both: a size of which small letters are 0.4 mm tall, and this share of the page's longer side,
which a viewer that fits the page to the screen shows three pixels tall."""
SQUEEZED_PT, SQUEEZED_EM = 0.25, 0.1
"""Letters that are no wider than this on the mean, or stand no further apart, are too small, however tall they are. The narrowest
letters of print are a quarter of their size wide."""
FLAT_SHARE = 0.2
"""So are letters whose size is this share of their width at most; of the widest in print it is more than half."""
LEAST_SQUEEZED = 6
"""Letters: accents and the parts of signs have no width."""
DOUBTED_CONTRAST = 2.0
"""Below it the picture is asked: what colours without a profile come to is not sure. Text is made to have 4.5 (WCAG 2)."""
WHITE = 0.98
"""Luminance from which text is called white, 99 % of each colour."""
BAND_PT = 20.0
"""Height of the bands in which what covers is looked up."""
MOST_COVERS = 50_000
"""Of a page with more painted areas all text is looked at in the picture."""
BLOCKS = ("So", "Co", "Cn")
"""Unicode's categories of signs that may be as large as a letter's whole place: symbols, and what fonts define themselves."""
ASCENT_EM, DESCENT_EM = 0.8, 0.25
"""How far the letters of a font reach over the baseline and under it."""
SAME_LINE_EM, SIZES_APART = 0.3, 2.0
"""Text is printed over other text where the baselines are closer than this and the sizes differ by no more than this factor."""
BASELINE_PT = 0.1
"""Runs of one line have one baseline."""
MOST_NEAR = 200
"""Runs on one baseline that are compared with one: a line has dozens, a page made to do harm has them all on one."""
LEAST_OVERPRINTED, OVERPRINTED_SHARE = 6, 0.6
"""So many letters, and this share of those of one line, lie under others: some lie under blanks or under their like; marks over
and through letters are no letters."""


def note_doubts(ink: Ink, *, is_all_told: bool = True) -> None:
    """Note which runs are hidden, being too small or overprinted, and which are in doubt and why.

    Where not `is_all_told`, by a reader that knows neither clips nor layers nor masks, everything is in doubt.
    """
    shown = [run for run in ink.runs if not run.hidden]
    tall = min(SMALL_PT, SMALL_SHARE * max(ink.width, ink.height))
    for run in shown:
        if _is_too_small(run, tall):
            run.hidden = "too small"
    shown = [run for run in shown if not run.hidden]
    over = _runs_over(shown)
    _note_overprinted(shown, over)
    covers = _Covers(ink, shown, in_many="covered" if is_all_told else UNSURE)
    for n, run in enumerate(shown):
        if not run.hidden and not run.doubt:
            run.doubt = covers.doubt(run) or _doubt_under(run, over.get(n, ())) or ("" if is_all_told else UNSURE)
            run.is_under_letters = run.doubt == "covered" and covers.are_letters_over(run)


def _is_too_small(run: Run, tall: float) -> bool:
    across = run.u1[-1] - run.u0[0]
    if run.size > tall and across > max(SQUEEZED_PT, 2 * SQUEEZED_EM * run.size) * len(run.texts):
        return False
    inked = [(a, b, len(text)) for text, a, b in zip(run.texts, run.u0, run.u1, strict=True) if not text.isspace()]
    letters = sum(size for _, _, size in inked)
    wide = sum(b - a for a, b, _ in inked) / letters if inked else tall
    if run.size <= tall and wide <= tall:
        return True
    if letters < LEAST_SQUEEZED:
        return False
    if run.is_drawn:
        return wide <= SQUEEZED_PT
    least = max(SQUEEZED_PT, SQUEEZED_EM * run.size)
    apart = (max(a for a, _, _ in inked) - min(a for a, _, _ in inked)) / (letters - 1)
    return wide <= least or apart <= least or run.size <= FLAT_SHARE * wide


class _Covers:
    """What a page's painted areas hide or are the ground of, large letters among them."""

    def __init__(self, ink: Ink, runs: Sequence[Run], in_many: str) -> None:
        """`in_many`: the doubt of all text where there are too many areas to tell which lie over it."""
        self._ink, self._in_many = ink, in_many
        covers = [*ink.covers, *self._covering_letters(runs)]
        self._many = len(covers) > MOST_COVERS
        self._bands: dict[int, list[Cover]] = defaultdict(list)
        for cover in () if self._many else sorted(covers, key=lambda cover: cover.order):
            for band in range(int(cover.rect[1] // BAND_PT), int(cover.rect[3] // BAND_PT) + 1):
                self._bands[band].append(cover)

    def _covering_letters(self, runs: Sequence[Run]) -> Iterator[Cover]:
        """Yield the places of letters that are far larger than the page's smallest, and of signs that fill their place."""
        least = SIZES_APART * min((run.size for run in runs), default=0.0)
        for run in runs:
            blocks = any(category(text[:1] or " ") in BLOCKS for text in run.texts)
            if blocks or run.size > least:
                top, bottom = run.v - ASCENT_EM * run.size, run.v + DESCENT_EM * run.size
                rect = self._ink.frame(run.turn).rect_to_shown(min(run.u0), top, max(run.u1), bottom)
                yield Cover(rect, run.order, UNTOLD, inf if blocks else run.size)

    def doubt(self, run: Run) -> str:
        """Return why the run may be unseen, empty where there is no doubt."""
        if self._many:
            return self._in_many
        grounds = [1.0]
        for cover, is_under_all in self._touching(run):
            if cover.order > run.order:
                return "covered"
            if is_under_all:
                grounds.clear()
            grounds.append(cover.light)
        return next(filter(None, (faintness(run.light, ground) for ground in grounds)), "")

    def are_letters_over(self, run: Run) -> bool:
        """Return whether nothing but letters lies over the run, such as those of a watermark."""
        over = [] if self._many else [cover for cover, _ in self._touching(run) if cover.order > run.order]
        return bool(over) and all(cover.letters_pt for cover in over)

    def _touching(self, run: Run) -> Iterator[tuple[Cover, bool]]:
        """Yield what touches the middle of the run's letters, in the order of painting, and whether it lies along all of it."""
        first, last = min(run.u0), max(run.u1)
        ends = first, run.middle_at(first), last, run.middle_at(last)
        x0, top, x1, bottom = self._ink.frame(run.turn).rect_to_shown(*ends)
        for band in range(int(top // BAND_PT), int(bottom // BAND_PT) + 1):
            for cover in self._bands.get(band, ()):
                left, upper, right, lower = cover.rect
                if left > x1 or right < x0 or upper > bottom or lower < top or cover.order == run.order:
                    continue
                if not 0 < cover.letters_pt <= SIZES_APART * run.size:
                    yield cover, left <= x0 and right >= x1 and upper <= top and lower >= bottom


def faintness(light: float, ground: float) -> str:
    """Return why text of a luminance may not be seen on a ground of this one; empty where it is."""
    if light != UNTOLD and ground != UNTOLD and contrast(light, ground) >= DOUBTED_CONTRAST:
        return ""
    return "white" if light > WHITE and ground > WHITE else "faint"


def _doubt_under(run: Run, later: Iterable[Run]) -> str:
    """Return why a run may be unseen under others: letters of its own colour let it show between them, others may wipe it out."""
    return "covered" if any(other.light == UNTOLD or other.light != run.light for other in later) else ""


def _note_overprinted(runs: Sequence[Run], over: Mapping[int, Sequence[Run]]) -> None:
    """Hide lines that lie under other lines, letter under letter; the same letters twice are one line in bold.

    `over`: see `_runs_over`.
    """
    for line in _lines(runs) if over else ():
        if not any(n in over for n, _ in line):
            continue
        letters = sum(text.isalnum() for _, run in line for text in run.texts)
        under = sum(_letters_under(run, over[n]) for n, run in line if n in over)
        if under >= LEAST_OVERPRINTED and under >= OVERPRINTED_SHARE * letters:
            for _, run in line:
                run.hidden = "covered"


def _lines(runs: Sequence[Run]) -> Iterator[list[tuple[int, Run]]]:
    """Yield runs, with their places, that follow one another on one baseline."""
    line: list[tuple[int, Run]] = []
    for n, run in enumerate(runs):
        last = line[-1][1] if line else None
        if last and (run.turn != last.turn or abs(run.v - last.v) > BASELINE_PT or run.u0[0] < last.u1[-1] - run.size):
            yield line
            line = []
        line.append((n, run))
    if line:
        yield line


def _runs_over(runs: Sequence[Run]) -> dict[int, list[Run]]:
    """Return by a run's place the runs that are painted over it: later, on about its line, over at least half of the shorter."""
    out: dict[int, list[Run]] = defaultdict(list)
    order = sorted(range(len(runs)), key=lambda n: (runs[n].turn, runs[n].v))
    for place, n in enumerate(order):
        run = runs[n]
        reach = run.v + SAME_LINE_EM * run.size
        for k in islice(order, place + 1, place + MOST_NEAR):
            other = runs[k]
            if other.v >= reach or other.turn != run.turn:
                break
            if other.u0[0] < run.u1[-1] and run.u0[0] < other.u1[-1] and _lies_over(run, other):
                first, last = sorted((n, k))
                out[first].append(runs[last])
    return out


def _lies_over(run: Run, other: Run) -> bool:
    small, large = sorted((run.size, other.size))
    overlap = min(run.u1[-1], other.u1[-1]) - max(run.u0[0], other.u0[0])
    shorter = min(run.u1[-1] - run.u0[0], other.u1[-1] - other.u0[0])
    return abs(run.v - other.v) < SAME_LINE_EM * small and large <= SIZES_APART * small and 2 * overlap >= shorter


def _letters_under(run: Run, later: Sequence[Run]) -> int:
    """Return how many letters of a run lie under other letters of runs that are painted later."""
    return sum(
        text.isalnum() and any(_is_under(text, (a + b) / 2, other) for other in later)
        for text, a, b in zip(run.texts, run.u0, run.u1, strict=True)
    )


def _is_under(text: str, middle: float, other: Run) -> bool:
    for letter, a, b in zip(other.texts, other.u0, other.u1, strict=True):
        if a <= middle <= b:
            return letter.isalnum() and letter != text
    return False
