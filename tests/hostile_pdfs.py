"""PDFs that are made to do harm to who draws them: small files whose pages never end, or take all memory."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.pdfs import make_long

LEVELS = 9
"""Of forms inside forms: each level paints the next ten times, a thousand million in all."""
PAINTED_TIMES = 10


def nested_masks(page: int = 1, pages: int = 1) -> bytes:
    """Return a PDF of some kilobytes with a page of forms nested inside soft masks, each painting the next ten times."""
    with pikepdf.open(io.BytesIO(make_long(pages))) as document:
        group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        form = document.make_stream(b"0.5 g 0 0 600 800 re f")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 600, 800])
        form.Group = group
        for _ in range(LEVELS):
            mask = Dictionary(Type=Name.ExtGState, SMask=Dictionary(S=Name.Luminosity, G=form))
            outer = document.make_stream(b"/M gs /F Do\n" * PAINTED_TIMES)
            outer.Type, outer.Subtype, outer.BBox = Name.XObject, Name.Form, Array([0, 0, 600, 800])
            outer.Group = group
            outer.Resources = Dictionary(
                ExtGState=Dictionary(M=document.make_indirect(mask)), XObject=Dictionary(F=form)
            )
            form = outer
        shown = document.pages[page - 1]
        shown.Resources = Dictionary(
            Font=shown.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()), XObject=Dictionary(Bomb=form)
        )
        shown.contents_add(b"q /Bomb Do Q\n")
        out = io.BytesIO()
        document.save(out, compress_streams=True)
        return out.getvalue()


def strokes(count: int = 300_000) -> bytes:
    """Return a PDF whose only page has so many strokes of curves."""
    with pikepdf.open(io.BytesIO(make_long(1))) as document:
        line = b"".join(
            b"%d %d m %d 700 300 %d 500 %d c S\n" % (i % 600, i % 800, i % 599, i % 799, i % 701) for i in range(1000)
        )
        document.pages[0].contents_add(b"0.1 w [1 1] 0 d\n" + line * (count // 1000))
        out = io.BytesIO()
        document.save(out, compress_streams=True)
        return out.getvalue()
