"""Text of which the page's content alone makes one doubt that anybody sees it, and why.

Too small and overprinted text is known from here; whether the rest is seen, the page's picture tells (`visibility`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from lib.geometry import TURNS
from lib.reading.pdf.ink import Cover, Ink, Run
from lib.reading.pdf.paint import UNTOLD, contrast

SMALL_PT, SMALL_SHARE = 2.5, 0.003
"""Letters are too small up to both: a size of which small letters are 0.4 mm tall, and this share of the page's longer side,
which a viewer that fits the page to the screen shows three pixels tall."""
SQUEEZED_PT = 0.25
"""Letters that are no wider than this on the mean are too small, however tall they are."""
LEAST_SQUEEZED = 6
"""Letters: accents and the parts of signs have no width."""
DOUBTED_CONTRAST = 2.0
"""Below it the picture is asked: what colours without a profile come to is not sure. Text is made to have 4.5 (WCAG 2)."""
WHITE = 0.98
"""Luminance from which text is called white, 99 % of each colour."""
BAND_PT = 20.0
"""Height of the bands in which what covers is looked up."""
MOST_COVERS = 5000
"""A page with more painted areas is a drawing: all its text is looked at in the picture."""
SAME_LINE_EM, SIZES_APART = 0.3, 2.0
"""Text is printed over other text where the baselines are closer than this and the sizes differ by no more than this factor."""
BASELINE_PT = 0.1
"""Runs of one line have one baseline."""
MOST_NEAR = 200
"""Runs on one baseline that are compared with one: a line has dozens, a page made to do harm has them all on one."""
LEAST_OVERPRINTED, OVERPRINTED_SHARE = 6, 0.6
"""So many letters, and this share of those of one line, lie under others: some lie under blanks or under their like; marks over
and through letters are no letters."""


def note_doubts(ink: Ink) -> None:
    """Note which runs are hidden, being too small or overprinted, and which are in doubt and why."""
    shown = [run for run in ink.runs if not run.hidden]
    tall = min(SMALL_PT, SMALL_SHARE * max(ink.width, ink.height))
    for run in shown:
        if _is_too_small(run, tall):
            run.hidden = "too small"
    shown = [run for run in shown if not run.hidden]
    _note_overprinted(shown)
    covers = _Covers(ink)
    for run in shown:
        if not run.hidden and not run.doubt:
            run.doubt = covers.doubt(run)


def _is_too_small(run: Run, tall: float) -> bool:
    across = run.u1[-1] - run.u0[0]
    if run.size > tall and across > SQUEEZED_PT * len(run.texts):
        return False
    inked = [b - a for text, a, b in zip(run.texts, run.u0, run.u1, strict=True) if not text.isspace()]
    wide = sum(inked) / len(inked) if inked else tall
    return (run.size <= tall and wide <= tall) or (len(inked) >= LEAST_SQUEEZED and wide <= SQUEEZED_PT)


class _Covers:
    """What a page's painted areas hide or are the ground of."""

    def __init__(self, ink: Ink) -> None:
        self._frames = {turn: ink.frame(turn) for turn in TURNS}
        self._many = len(ink.covers) > MOST_COVERS
        self._bands: dict[int, list[Cover]] = defaultdict(list)
        for cover in () if self._many else ink.covers:
            for band in range(int(cover.rect[1] // BAND_PT), int(cover.rect[3] // BAND_PT) + 1):
                self._bands[band].append(cover)

    def doubt(self, run: Run) -> str:
        """Return why the run may be unseen, empty where there is no doubt."""
        if self._many:
            return "covered"
        if not self._bands:
            return _faintness(run, 1.0)
        places = (0, len(run.texts) // 2, -1)
        points = self._frames[run.turn].row_to_shown([(run.u0[n] + run.u1[n]) / 2 for n in places], run.middle)
        for x, y in points:
            ground = 1.0
            for cover in self._bands.get(int(y // BAND_PT), ()):
                x0, top, x1, bottom = cover.rect
                if x0 <= x <= x1 and top <= y <= bottom:
                    if cover.order > run.order:
                        return "covered"
                    ground = cover.light
            why = _faintness(run, ground)
            if why:
                return why
        return ""


def _faintness(run: Run, ground: float) -> str:
    """Return why the run may not be seen on a ground of this lightness."""
    if run.light != UNTOLD and ground != UNTOLD and contrast(run.light, ground) >= DOUBTED_CONTRAST:
        return ""
    return "white" if run.light > WHITE and ground > WHITE else "faint"


def _note_overprinted(runs: Sequence[Run]) -> None:
    """Hide lines that lie under other lines, letter under letter; the same letters twice are one line in bold."""
    over = _runs_over(runs)
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
