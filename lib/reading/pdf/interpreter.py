"""Runs a page's content stream through pdfminer's interpreter, with the clip path kept and the hot paths shortened."""

from __future__ import annotations

import functools
import re
import sys
from typing import Any, cast

from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, resolve1, stream_value
from pdfminer.psparser import LIT, literal_name

from lib.geometry import (
    Rect,
    ShownPage,
    crop_box,
    intersection,
    is_empty,
    shown_rotation,
    sorted_rect,
    turned_matrix_y_up,
    turned_size,
)
from lib.reading.pdf.annotations import annotation_places
from lib.reading.pdf.characters import InkDevice
from lib.reading.pdf.doubts import note_doubts
from lib.reading.pdf.ink import FORM_DEPTH, Cover, Ink
from lib.reading.pdf.operators import operators
from lib.reading.pdf.paint import UNTOLD
from lib.reading.pdf.paths import is_upright_rectangle
from lib.reading.pdf.tints import tint_space
from lib.reading.pdf.transparency import Transparency

LAYER = LIT("OC")
"""The tag of optional content (ISO 32000-1, 8.11.3.2)."""
LAST = sys.maxsize
"""When annotations are painted."""
UNSET: Any = ()
"""The colour before one is set: what the space's own first one comes to is told by the picture."""


class InkInterpreter(PDFPageInterpreter):
    """pdfminer's interpreter that also keeps the clip path's bounding box, which pdfminer passes over."""

    device: InkDevice
    depth = 0

    def init_state(self, ctm: Any) -> None:
        """Begin with the clip that the surrounding content left."""
        super().init_state(ctm)
        self.clips: list[tuple[Rect | None, bool, Transparency]] = []
        self.clipping = False

    def init_resources(self, resources: Any) -> None:
        """Prepare what the content names; of tints, the functions that tell their colours."""
        super().init_resources(resources)
        spaces = resolve1((resources or {}).get("ColorSpace"))
        for name, spec in spaces.items() if isinstance(spaces, dict) else ():
            space = tint_space(spec)
            if space is not None:
                self.csmap[name] = space

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
        """Save the graphics state, the clip and the transparency."""
        super().do_q()
        self.clips.append((self.device.clip, self.device.clip_is_rough, self.device.transparency))

    def do_Q(self) -> None:  # noqa: N802 - pdfminer finds operators by this name
        """Restore the graphics state, the clip and the transparency."""
        super().do_Q()
        if self.clips:
            self.device.clip, self.device.clip_is_rough, self.device.transparency = self.clips.pop()

    def do_gs(self, name: Any) -> None:
        """Take transparency and font from a dictionary of the graphics state."""
        states = resolve1((self.resources or {}).get("ExtGState"))
        state = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        if not isinstance(state, dict):
            return
        self.device.transparency = self.device.transparency.changed(state)
        font = resolve1(state.get("Font"))
        if isinstance(font, list) and len(font) == 2 and isinstance(resolve1(font[1]), int | float):
            self.textstate.font = self.rsrcmgr.get_font(getattr(font[0], "objid", None), dict_value(font[0]))
            self.textstate.fontsize = resolve1(font[1])

    def do_cs(self, name: Any) -> None:
        """Choose the space of filled colours, whose first colour is not known before it is used."""
        super().do_cs(name)
        self.graphicstate.ncolor = UNSET

    def do_CS(self, name: Any) -> None:  # noqa: N802
        """Choose the space of stroked colours."""
        super().do_CS(name)
        self.graphicstate.scolor = UNSET

    def do_sh(self, name: Any) -> None:
        """Fill what the clip leaves with a shading."""
        self.device.paint_shading()

    def do_W(self) -> None:  # noqa: N802
        """Let the path now being built clip."""
        self.clipping = True

    def do_W_a(self) -> None:  # noqa: N802
        """Let the path now being built clip, by the even-odd rule."""
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
        """Fill and stroke the path."""
        self._clip_then(super().do_B)

    def do_B_a(self) -> None:  # noqa: N802
        """Fill and stroke the path by the even-odd rule."""
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
        rect = self.device.shown_rect(self.curpath, bent=True)
        if rect is not None:
            self.device.clip = intersection(self.device.clip, rect)
        if not is_upright_rectangle(self.curpath, self.ctm):
            self.device.clip_is_rough = True

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        """Draw a picture or a form; what the form clips ends with it."""
        if self.depth > FORM_DEPTH:
            return
        clip, rough, transparency = self.device.clip, self.device.clip_is_rough, self.device.transparency
        self.device.transparency = transparency.inside()
        layered = self._is_of_a_layer(xobjid_arg)
        if layered:
            self.device.begin_tag(LAYER)
        try:
            super().do_Do(xobjid_arg)
        finally:
            self.device.clip, self.device.clip_is_rough, self.device.transparency = clip, rough, transparency
            if layered:
                self.device.end_tag()
            self.device.set_ctm(self.ctm)

    def _is_of_a_layer(self, name: Any) -> bool:
        stream = resolve1(self.xobjmap.get(literal_name(name)))
        return isinstance(stream, PDFStream) and "OC" in stream

    def do_TJ(self, seq: Any) -> None:  # noqa: N802
        """Show text; without pdfminer's copy of the graphics state for every operator."""
        if self.textstate.font is not None and isinstance(seq, list):
            self.device.render_string(self.textstate, seq, self.graphicstate.ncs, self.graphicstate)


@functools.cache
def _actions() -> dict[str, tuple[Any, int]]:
    """Return, by operator name, the method and how many operands it takes, -1 where it takes them from the stack."""
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
    media, rotation = _sized_rect(page.mediabox), _rotation(page)
    device.begin(*turned_size(media, rotation))
    ctm = turned_matrix_y_up(media, rotation)
    InkInterpreter(resources, device).render_contents(page.resources or {}, page.contents, ctm=ctm)
    ink = device.ink
    ink.covers += [Cover(rect, LAST, UNTOLD) for rect in annotation_places(page, ShownPage(media, rotation))]
    note_doubts(ink)
    return ink


def shown_crop(page: PDFPage) -> Rect:
    """Return the CropBox as x0, top, x1, bottom on the MediaBox as shown; raises PDFException for a page without a size."""
    media = _sized_rect(page.mediabox)
    crop = crop_box(media, _sized_rect(page.cropbox) if page.cropbox else None)
    return ShownPage(media, _rotation(page)).rect_from_user(crop)


def _rotation(page: PDFPage) -> int:
    return shown_rotation(int(page.rotate))


def _sized_rect(box: Any) -> Rect:
    rect = sorted_rect(*(float(value) for value in box))
    if is_empty(rect):
        raise PDFException("page without a size")
    return rect
