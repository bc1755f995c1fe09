"""The text objects of a page as pdfium has them, found by where they begin: so that single runs can be left out of a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from lib.geometry import Point, ShownPage, shown_rotation
from lib.reading.pdf.ink import FORM_DEPTH, Ink, Run

SAME_PT = 0.2
"""Both readers have a baseline within this."""
AROUND_EM = 2.0
"""How far before a run its object may begin where the readers' widths of letters differ."""
_Start = tuple[float, float, int]
"""Where something begins (u, v; pt), and its place in the order of painting."""
_ROW_PT = 2.0
"""Height of the rows in which objects are looked up."""


class TextObjects:
    """Where each text object of a page begins, on the MediaBox as shown."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        shown = ShownPage(page.get_mediabox(), shown_rotation(page.get_rotation()))
        self._all: list[tuple[pypdfium2.PdfObject, Point]] = []
        self._by_order: dict[int, int] = {}
        whole: dict[int, pypdfium2.PdfMatrix] = {}
        for order, item in enumerate(page.get_objects(max_depth=FORM_DEPTH)):
            if item.type not in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM):
                continue
            matrix = item.get_matrix()
            if item.container is not None:
                matrix = matrix.multiply(whole[id(item.container)])
            if item.type == pdfium.FPDF_PAGEOBJ_FORM:
                whole[id(item)] = matrix
                continue
            self._by_order[order] = len(self._all)
            self._all.append((item, shown.from_user(matrix.e, matrix.f)))

    def hide(self, runs: Sequence[Run], ink: Ink) -> None:
        """Let the objects of these runs of the ink paint nothing; where one is not found, all of the page."""
        found: set[int] = set()
        lines: dict[int, _Lines] = {}
        for run in runs:
            if run.objects is not None:
                found.update(self._by_order[order] for order in run.objects if order in self._by_order)
                continue
            if run.turn not in lines:
                lines[run.turn] = _Lines(ink, run.turn, [point for _, point in self._all])
            objects = lines[run.turn].objects_of(run)
            if not objects:
                found = set(range(len(self._all)))
                break
            found.update(objects)
        self._hide(found)

    def _hide(self, places: Iterable[int]) -> None:
        for n in places:
            pdfium.FPDFTextObj_SetTextRenderMode(self._all[n][0].raw, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


class _Lines:
    """Where text objects and runs begin in the frame of one turn, both in the order of painting."""

    def __init__(self, ink: Ink, turn: int, points: Iterable[Point]) -> None:
        frame = ink.frame(turn)
        self._objects: dict[int, list[_Start]] = defaultdict(list)
        for n, point in enumerate(points):
            u, v = frame.from_shown(*point)
            self._objects[round(v / _ROW_PT)].append((u, v, n))
        self._runs: dict[int, list[_Start]] = defaultdict(list)
        for run in ink.runs:
            if run.turn == turn:
                self._runs[round(run.v / _ROW_PT)].append((min(run.u0), run.v, run.order))

    def objects_of(self, run: Run) -> list[int]:
        """Return the objects of a run: where a line has as many objects as runs, the one of its place in their order; else all
        that begin about where it stands, for both readers need not have letters of the same width.
        """
        objects = sorted((n, at) for at, n in _near(self._objects, run.v))
        orders = sorted({n for _, n in _near(self._runs, run.v)})
        if len(objects) == len(orders):
            return [objects[orders.index(run.order)][0]]
        first, last = min(run.u0), max(run.u1)
        before = [(at, n) for n, at in objects if at <= first + SAME_PT]
        found = [n for n, at in objects if first - AROUND_EM * run.size <= at < last]
        return [*found, max(before)[1]] if before else found


def _near(starts: Mapping[int, Sequence[_Start]], v: float) -> Iterator[tuple[float, int]]:
    """Yield what begins on a baseline."""
    row = round(v / _ROW_PT)
    for at in (row - 1, row, row + 1):
        for u, baseline, n in starts.get(at, ()):
            if abs(baseline - v) <= SAME_PT:
                yield u, n
