"""Runs a page's content stream through pdfminer's interpreter, with the clip path kept and the hot paths shortened."""

from __future__ import annotations

import functools
import re
from typing import Any, cast

from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import stream_value

from lib.geometry import Rect
from lib.reading.pdf.characters import Ink, InkDevice, meet
from lib.reading.pdf.operators import operators

FORM_DEPTH = 12
"""Forms inside forms; deeper ones are a trap, not a paper."""


class InkInterpreter(PDFPageInterpreter):
    """pdfminer's interpreter that also keeps the clip path's bounding box, which pdfminer passes over."""

    device: InkDevice
    depth = 0

    def init_state(self, ctm: Any) -> None:
        """Begin with the clip that the surrounding content left."""
        super().init_state(ctm)
        self.clips: list[Rect | None] = []
        self.clipping = False

    def subinterp(self) -> InkInterpreter:
        """Return an interpreter for a form inside this content."""
        inner = cast("InkInterpreter", super().subinterp())
        inner.depth = self.depth + 1
        return inner

    def execute(self, streams: Any) -> None:
        """Run the streams as one; a stream that its own content calls again is left out, as in pdfminer."""
        self.stream_ids.clear()
        pieces = []
        for item in streams:
            stream = stream_value(item)
            if stream.objid is None or stream.objid in self.parent_stream_ids:
                continue
            self.stream_ids.add(stream.objid)
            pieces.append(stream.get_data())
        actions = _actions()
        for name, operands in operators(b"\n".join(pieces)):
            action = actions.get(name)
            if action is None:
                continue
            method, count = action
            if count < 0:
                self.argstack = operands
                method(self)
            elif count == 0:
                method(self)
            elif len(operands) >= count:
                method(self, *operands[-count:])

    def do_q(self) -> None:
        """Save the graphics state and the clip."""
        super().do_q()
        self.clips.append(self.device.clip)

    def do_Q(self) -> None:  # noqa: N802 - pdfminer finds operators by this name
        """Restore the graphics state and the clip."""
        super().do_Q()
        if self.clips:
            self.device.clip = self.clips.pop()

    def do_W(self) -> None:  # noqa: N802
        """The path now being built will clip."""
        self.clipping = True

    def do_W_a(self) -> None:  # noqa: N802
        """The path now being built will clip, by the even-odd rule."""
        self.clipping = True

    def do_n(self) -> None:
        """End a path without painting it."""
        self._clip()
        self.curpath = []

    def do_S(self) -> None:  # noqa: N802
        """Stroke the path."""
        self._clip_then(super().do_S)

    def do_f(self) -> None:
        """Fill the path."""
        self._clip_then(super().do_f)

    def do_f_a(self) -> None:
        """Fill the path by the even-odd rule."""
        self._clip_then(super().do_f_a)

    def do_B(self) -> None:  # noqa: N802
        """Fill and strokes the path."""
        self._clip_then(super().do_B)

    def do_B_a(self) -> None:  # noqa: N802
        """Fill and strokes the path by the even-odd rule."""
        self._clip_then(super().do_B_a)

    def _clip_then(self, paint: Any) -> None:
        path = self.curpath
        paint()
        self.curpath = path
        self._clip()
        self.curpath = []

    def _clip(self) -> None:
        if not self.clipping:
            return
        self.clipping = False
        rect = self.device.shown_rect(self.curpath)
        if rect is not None:
            self.device.clip = meet(self.device.clip, rect)

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        """Draw a picture or a form; what the form clips ends with it."""
        if self.depth > FORM_DEPTH:
            return
        clip = self.device.clip
        try:
            super().do_Do(xobjid_arg)
        finally:
            self.device.clip = clip
            self.device.set_ctm(self.ctm)

    def do_TJ(self, seq: Any) -> None:  # noqa: N802
        """Show text; without pdfminer's copy of the graphics state for every operator."""
        if self.textstate.font is not None and isinstance(seq, list):
            self.device.render_string(self.textstate, seq, self.graphicstate.ncs, self.graphicstate)


@functools.cache
def _actions() -> dict[str, tuple[Any, int]]:
    """By operator name: the method and how many operands it takes, -1 where it takes them from the stack."""
    actions = {}
    for attribute in dir(InkInterpreter):
        if attribute.startswith("do_"):
            name = attribute[3:]
            method = getattr(InkInterpreter, attribute)
            count = method.__code__.co_argcount - 1
            if name in ("SC", "sc", "SCN", "scn"):
                count = -1
            actions[{"_q": "'", "_w": '"'}.get(name, re.sub("_a$", "*", name))] = (method, count)
    return actions


def read_ink(page: PDFPage, resources: PDFResourceManager, device: InkDevice | None = None) -> Ink:
    """Return what the page paints, in stream order; raises pdfminer's exceptions for a page that it cannot read."""
    device = device or InkDevice(resources)
    rotation = shown_rotation(page)
    x0, y0, x1, y1 = media_box(page)
    ctm = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }.get(rotation, (1, 0, 0, 1, -x0, -y0))
    width, height = (x1 - x0, y1 - y0) if rotation % 180 == 0 else (y1 - y0, x1 - x0)
    device.begin(width, height)
    InkInterpreter(resources, device).render_contents(page.resources or {}, page.contents, ctm=ctm)
    return device.ink


def media_box(page: PDFPage) -> Rect:
    """Return the page's MediaBox with sorted corners (PDF user space)."""
    return _sorted(page.mediabox)


def crop_box(page: PDFPage) -> Rect:
    """Return the CropBox cut to the MediaBox, the MediaBox where nothing is left of it (as pdfium shows it)."""
    media = media_box(page)
    crop = meet(media, _sorted(page.cropbox)) if page.cropbox else media
    return crop if crop[2] - crop[0] > 0 and crop[3] - crop[1] > 0 else media


def shown_rotation(page: PDFPage) -> int:
    """0, 90, 180 or 270 degrees clockwise; other values are rounded down as viewers do."""
    return int(page.rotate) // 90 % 4 * 90


def shown_crop(page: PDFPage) -> Rect:
    """Return the CropBox as x0, top, x1, bottom on the MediaBox as shown."""
    left, bottom, right, top = media_box(page)
    x0, y0, x1, y1 = crop_box(page)
    rotation = shown_rotation(page)
    if rotation == 90:
        return y0 - bottom, x0 - left, y1 - bottom, x1 - left
    if rotation == 180:
        return right - x1, y0 - bottom, right - x0, y1 - bottom
    if rotation == 270:
        return top - y1, right - x1, top - y0, right - x0
    return x0 - left, top - y1, x1 - left, top - y0


def _sorted(box: Any) -> Rect:
    x0, y0, x1, y1 = (float(value) for value in box)
    if x0 == x1 or y0 == y1:
        raise PDFException("page without a size")
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
