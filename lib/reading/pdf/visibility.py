"""Whether text is seen: the page is drawn with it and without, and where the two pictures are alike, nobody sees it.

Asked where the page's content makes one doubt it (`doubts`): so it costs nothing on other pages, and no drawing of a viewer need
be done over here to know what lies over what. To be called in a worker: takes no lock.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from math import ceil, floor, inf
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from lib.geometry import Rect, bounding, intersection
from lib.reading.pdf.ink import MIDDLE_EM, UNSURE, Ink, Run, split_run
from lib.reading.pdf.paint import UNTOLD, contrast
from lib.reading.pdf.text_objects import TextObjects

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCALE = 2.5
"""Pixels a point: strokes of small print are more than one wide."""
MOST_PIXELS = 6_000_000
"""Of a picture: larger pages are drawn smaller."""
LEAST_SCALE = 1.0
"""Smaller pictures show no letters."""
MANY_PATHS = 100_000
"""Pages with more drawn paths may take minutes to draw."""
MOST_SECONDS = 4.0
"""Of the processor, for a picture of such a page: half a million plain lines take less."""
SEEN_CONTRAST = 1.4
"""Letters with less contrast to their ground are not seen: a grey of 86 % on white. WCAG 2 asks for 4.5, for 3 of large ones."""
SEEN_COLOUR = 0.5
"""Nor are they where neither red nor green differs by so much of its light; to blue alone the eye is all but blind."""
INKED_QUANTILE = 0.98
"""Ink covers some 20 % of the band of small letters, a "1" alone less: what one in fifty pixels has is within it, and no
neighbour's overhang."""
LEAST_UNSEEN = 2
"""Letters beside one another of a word that is seen otherwise: a thin one alone may be missed."""
BELOW_EM = 0.02
"""How far that band reaches below the baseline."""
PAPER = (255, 255, 255, 255)
"""Red, green, blue and opacity of what pages are drawn on."""
_FLAGS = pdfium.FPDF_REVERSE_BYTE_ORDER | pdfium.FPDF_ANNOT
"""Annotations are drawn: what a stamp lies over is not seen."""
MOST_ANNOTATIONS = 5000
"""Of a page, that are looked at."""
_STAMP = (ctypes.c_ushort * 6)(*b"Stamp\0")
_RED_GREEN_BLUE = (0.2126, 0.7152, 0.0722)
_FLARE = 0.05


def hide_unseen(ink: Ink, page: pypdfium2.PdfPage | None, crop: Rect) -> None:
    """Mark what of the runs in doubt is not seen on the page's picture as hidden; `crop`: the CropBox on the MediaBox as shown.

    Where there is no page, or it cannot be drawn, text as pale as paper counts as unseen, other text as seen; where drawing takes
    too long, which nobody waits for, so does text of which nothing is known, and none that there is a reason to doubt is seen.
    Changes the page: load it anew to draw it.
    """
    try:
        pictures = _pictures(page, crop, ink) if page is not None else None
    except TimeoutError:
        for run in ink.runs:
            run.hidden = run.hidden or (_reason(run) if run.doubt != UNSURE or _is_pale(run) else "")
        ink.is_text_left_out = True
        return
    runs: list[Run] = []
    for run in ink.runs:
        if not run.doubt or run.hidden:
            runs.append(run)
        elif pictures is None:
            run.hidden = _reason(run) if _is_pale(run) else ""
            runs.append(run)
        else:
            seen = _seen_letters(run, ink, pictures[run.doubt == UNSURE])
            if run.is_under_letters and 2 * sum(seen) > len(seen):
                seen = [True] * len(seen)  # a watermark: who reads the line reads across its strokes
            runs.extend([run] if all(seen) else split_run(run, seen, _reason(run)))
    ink.runs = runs


def _reason(run: Run) -> str:
    return "covered" if run.doubt == UNSURE else run.doubt


def _is_pale(run: Run) -> bool:
    """Return whether the run would not be seen on white paper."""
    return run.light != UNTOLD and contrast(run.light, 1.0) < SEEN_CONTRAST


def _has_many_paths(ink: Ink) -> bool:
    return len(ink.fills) + len(ink.rules) + len(ink.outlines) > MANY_PATHS


def _place_of(runs: Sequence[Run], ink: Ink, crop: Rect) -> Rect:
    """Return the part of the CropBox in which the runs stand, on the MediaBox as shown."""
    places = [ink.frame(run.turn).rect_to_shown(*run.band(0, len(run.texts), run.size, run.size)) for run in runs]
    x0, top, x1, bottom = intersection(bounding(places), crop)
    return x0, top, max(x0 + 1, x1), max(top + 1, bottom)


class _Pictures:
    """Pixels of a part of a page with the text in doubt and without it, by row, column and colour (red, green, blue)."""

    def __init__(
        self, shown: NDArray[np.uint8], bare: NDArray[np.uint8], scale: float, left: float, upper: float
    ) -> None:
        self._shown, self._bare, self._scale, self._left, self._upper = shown, bare, scale, left, upper

    def differ(self, rect: Rect, quantile: float = INKED_QUANTILE) -> bool:
        """Return whether text is seen within a rectangle of the MediaBox as shown; yes where it is off the pictures."""
        import numpy as np

        x0, x1 = (round((x - self._left) * self._scale) for x in (rect[0], rect[2]))
        y0, y1 = (round((y - self._upper) * self._scale) for y in (rect[1], rect[3]))
        area = slice(max(0, y0), max(0, y1, y0 + 1)), slice(max(0, x0), max(0, x1, x0 + 1))
        shown, bare = self._shown[area], self._bare[area]
        if not shown.size:
            return True
        if np.array_equal(shown, bare):
            return False
        first, second = _lights()[shown], _lights()[bare]
        apart = np.abs(first - second)
        one, other = first @ np.array(_RED_GREEN_BLUE), second @ np.array(_RED_GREEN_BLUE)
        contrasts = (np.maximum(one, other) + _FLARE) / (np.minimum(one, other) + _FLARE)
        return _reaches(contrasts, quantile, SEEN_CONTRAST) or _reaches(
            np.maximum(apart[..., 0], apart[..., 1]), quantile, SEEN_COLOUR
        )


def _reaches(values: NDArray[np.float64], quantile: float, least: float) -> bool:
    """Return whether that quantile of the values is no less than `least`, as `np.quantile` has it, which takes ten times as long
    for the few pixels of a letter.
    """
    import numpy as np

    place = quantile * (values.size - 1)
    below, above = floor(place), ceil(place)
    ordered = np.partition(values, (below, above), axis=None)
    return bool(ordered[below] + (ordered[above] - ordered[below]) * (place - below) >= least)


@cache
def _lights() -> NDArray[np.float64]:
    """Return the light of each value that a colour of a pixel may have (IEC 61966-2-1), shape (256,)."""
    import numpy as np

    values = np.arange(256) / 255.0
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _pictures(page: pypdfium2.PdfPage, crop: Rect, ink: Ink) -> dict[bool, _Pictures] | None:
    """Return the pictures of the part of the page in doubt, by whether they are for text of which nothing is known; None where it
    cannot be drawn or has another size than was read.

    Raises TimeoutError where that takes too long.
    """
    doubted = [run for run in ink.runs if run.doubt and not run.hidden]
    part = _place_of(doubted, ink, crop)
    width, height = page.get_size()
    if abs(width - (crop[2] - crop[0])) > 1 or abs(height - (crop[3] - crop[1])) > 1:
        return None
    scale = min(SCALE, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    if scale < LEAST_SCALE:
        return None
    left, upper, right, lower = part[0] - crop[0], part[1] - crop[1], crop[2] - part[2], crop[3] - part[3]
    margins = tuple(max(0.0, margin) for margin in (left, lower, right, upper))
    try:
        seconds = MOST_SECONDS if _has_many_paths(ink) else inf
        _show_fields(page)
        shown = _drawn(page, scale, margins, seconds)
        objects = TextObjects(page)
        pictures = {}
        for unsure in (False, True):
            runs = [run for run in doubted if (run.doubt == UNSURE) is unsure]
            if runs:
                objects.hide(runs, ink)
                bare = _drawn(page, scale, margins, seconds)
                pictures[unsure] = _Pictures(shown, bare, scale, crop[0] + margins[0], crop[1] + margins[3])
        return pictures
    except (pypdfium2.PdfiumError, ValueError):
        return None


def _show_fields(page: pypdfium2.PdfPage) -> None:
    """Let the fields of forms be drawn like stamps: pdfium leaves out what is called a widget."""
    for n in range(min(MOST_ANNOTATIONS, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, n)
        if annotation and pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
            pdfium.FPDFAnnot_SetStringValue(annotation, b"Subtype", _STAMP)
        pdfium.FPDFPage_CloseAnnot(annotation)


def _drawn(
    page: pypdfium2.PdfPage, scale: float, margins: tuple[float, ...], seconds: float = inf
) -> NDArray[np.uint8]:
    """Return the pixels of the page without these margins (left, bottom, right, top; pt).

    Raises TimeoutError where that takes more seconds of the processor, ValueError where nothing is left of the page, PdfiumError.
    """
    left, bottom, right, top = (ceil(margin * scale) for margin in margins)
    width, height = (ceil(side * scale) for side in page.get_size())
    across, down = width - left - right, height - bottom - top
    if min(across, down) < 1:
        raise ValueError("nothing of the page is left")
    bitmap = pypdfium2.PdfBitmap.new_native(across, down, pdfium.FPDFBitmap_BGR, rev_byteorder=True)
    place = (-left, -top, width, height)
    try:
        bitmap.fill_rect(PAPER, 0, 0, across, down)
        if seconds == inf:
            pdfium.FPDF_RenderPageBitmap(bitmap, page, *place, 0, _FLAGS)
        else:
            _draw_within(seconds, page, bitmap, place)
        return bitmap.to_numpy()[..., :3].copy()  # type: ignore[no-any-return]
    finally:
        bitmap.close()


def _draw_within(
    seconds: float, page: pypdfium2.PdfPage, bitmap: pypdfium2.PdfBitmap, place: tuple[int, int, int, int]
) -> None:
    """Draw the page, asked at every object whether it took too long, which itself takes time.

    Raises TimeoutError where it did, PdfiumError.
    """
    until = time.process_time() + seconds
    pause = pdfium.IFSDK_PAUSE(version=1)
    pypdfium2.internal.set_callback(pause, "NeedToPauseNow", lambda _: time.process_time() > until)
    state = pdfium.FPDF_RenderPageBitmap_Start(bitmap, page, *place, 0, _FLAGS, pause)
    pdfium.FPDF_RenderPage_Close(page)
    if state == pdfium.FPDF_RENDER_TOBECONTINUED:
        raise TimeoutError
    if state != pdfium.FPDF_RENDER_DONE:
        raise pypdfium2.PdfiumError("the page cannot be drawn")


def _seen_letters(run: Run, ink: Ink, pictures: _Pictures) -> list[bool]:
    """Return of each character whether it is seen: word by word; what has no letter is seen where its neighbour is."""
    told: list[bool | None] = [None] * len(run.texts)
    for start, end in _words(run.texts):
        if any(text[:1].isalnum() for text in run.texts[start:end]):
            rect = run.band(start, end, 2 * MIDDLE_EM * run.size, BELOW_EM * run.size)
            seen = pictures.differ(ink.frame(run.turn).rect_to_shown(*rect))
            told[start:end] = _of_letters(run, start, end, ink, pictures) if seen else [False] * (end - start)
    first = next((seen for seen in told if seen is not None), None)
    if first is None:
        rect = run.band(0, len(told), run.size, MIDDLE_EM * run.size)
        return [pictures.differ(ink.frame(run.turn).rect_to_shown(*rect), quantile=1.0)] * len(told)
    out: list[bool] = []
    last: bool = first
    for one in told:
        last = last if one is None else one
        out.append(last)
    return out


def _of_letters(run: Run, start: int, end: int, ink: Ink, pictures: _Pictures) -> list[bool]:
    """Return of each character of a word, of which something is seen, whether it is: letters together are not where none is."""
    frame, top, low = ink.frame(run.turn), 2 * MIDDLE_EM * run.size, BELOW_EM * run.size
    each = [
        not run.texts[n][:1].isalnum() or pictures.differ(frame.rect_to_shown(*run.band(n, n + 1, top, low)))
        for n in range(start, end)
    ]
    out: list[bool] = []
    for seen, group in groupby(each):
        size = len(list(group))
        out.extend([seen or size < LEAST_UNSEEN] * size)
    return out


def _words(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where the words of a run begin and end."""
    for blank, group in groupby(range(len(texts)), key=lambda n: texts[n].isspace()):
        places = list(group)
        if not blank:
            yield places[0], places[-1] + 1
