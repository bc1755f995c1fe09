"""PDFs that are made to do harm to who draws them: small files whose pages never end, or take all memory."""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.pdfs import make_long

LEVELS = 9
"""Of forms inside forms: each level paints the next ten times, a thousand million in all."""
PAINTED_TIMES = 10
MEGABYTE = 1 << 20


def nested_masks(page: int = 1, pages: int = 1) -> bytes:
    """Return a PDF of some kilobytes with a page of forms nested inside soft masks, each painting the next ten times."""
    with pikepdf.open(io.BytesIO(make_long(pages))) as document:
        group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        form = form_of(document, b"0.5 g 0 0 600 800 re f")
        form.Group = group
        for _ in range(LEVELS):
            mask = Dictionary(Type=Name.ExtGState, SMask=Dictionary(S=Name.Luminosity, G=form))
            masks = Dictionary(M=document.make_indirect(mask))
            form = painting(document, form, b"/M gs /F Do\n", ExtGState=masks)
            form.Group = group
        shown = document.pages[page - 1]
        shown.Resources = Dictionary(
            Font=shown.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()), XObject=Dictionary(Bomb=form)
        )
        shown.contents_add(b"q /Bomb Do Q\n")
        return saved(document)


def form_of(document: pikepdf.Pdf, content: bytes) -> pikepdf.Stream:
    """Return a form as large as a page."""
    form = document.make_stream(content)
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 600, 800])
    return form


def painting(document: pikepdf.Pdf, inner: pikepdf.Object, how: bytes, **resources: Dictionary) -> pikepdf.Stream:
    """Return a form that paints another one, named `/F`, ten times."""
    outer = form_of(document, how * PAINTED_TIMES)
    outer.Resources = Dictionary(XObject=Dictionary(F=inner), **resources)
    return outer


def strokes(count: int = 300_000) -> bytes:
    """Return a PDF whose only page has so many strokes of curves."""
    with pikepdf.open(io.BytesIO(make_long(1))) as document:
        line = b"".join(
            b"%d %d m %d 700 300 %d 500 %d c S\n" % (i % 600, i % 800, i % 599, i % 799, i % 701) for i in range(1000)
        )
        document.pages[0].contents_add(b"0.1 w [1 1] 0 d\n" + line * (count // 1000))
        return saved(document)


def inflated(megabytes: int = 2000) -> bytes:
    """Return a small PDF whose page's content is compressed twice and comes to so many megabytes of blanks."""
    squeeze, inner = zlib.compressobj(9), io.BytesIO()
    for _ in range(megabytes):
        inner.write(squeeze.compress(b" " * MEGABYTE))
    inner.write(squeeze.flush())
    with pikepdf.open(io.BytesIO(make_long(1))) as document:
        content = document.make_stream(b"")
        content.write(
            zlib.compress(inner.getvalue(), 9),
            filter=Array([Name.FlateDecode, Name.FlateDecode]),
            decode_parms=pikepdf.Object.parse(b"[null null]"),
        )
        document.pages[0].Contents = content
        return saved(document)


def nested_text() -> bytes:
    """Return a PDF of some kilobytes whose page shows a form of text inside forms, a thousand million times in all."""
    with pikepdf.open(io.BytesIO(make_long(1))) as document:
        shown = document.pages[0]
        fonts = shown.obj.Resources.Font
        name = next(iter(fonts.keys()))
        form = form_of(document, f"BT {name} 8 Tf 50 400 Td (All work and no play.) Tj ET".encode())
        form.Resources = Dictionary(Font=fonts)
        for _ in range(LEVELS):
            form = painting(document, form, b"/F Do\n")
        shown.Resources = Dictionary(Font=fonts, XObject=Dictionary(Bomb=form))
        shown.contents_add(b"q /Bomb Do Q\n")
        return saved(document)


def flood_of_letters(count: int = 5_000_000) -> bytes:
    """Return a PDF whose only page shows so many letters."""
    with pikepdf.open(io.BytesIO(make_long(1))) as document:
        name = next(iter(document.pages[0].obj.Resources.Font.keys()))
        line = b"(" + b"abcdefghi " * 100 + b") Tj T*\n"
        begin = f"BT {name} 1 Tf 1 TL 1 790 Td\n".encode()
        document.pages[0].contents_add(begin + line * (count // 1000) + b"ET\n")
        return saved(document)


def huge_picture(side: int = 40_000) -> bytes:
    """Return a PDF with a picture of so many dots each way, all white."""
    squeeze, packed = zlib.compressobj(9), io.BytesIO()
    for _ in range(side):
        packed.write(squeeze.compress(b"\xff" * side))
    packed.write(squeeze.flush())
    with pikepdf.open(io.BytesIO(make_long(1))) as document:
        picture = document.make_stream(b"")
        picture.write(packed.getvalue(), filter=Name.FlateDecode)
        picture.Type, picture.Subtype, picture.Width, picture.Height = Name.XObject, Name.Image, side, side
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
        document.pages[0].obj.Resources.XObject = Dictionary(P=picture)
        document.pages[0].contents_add(b"q 500 0 0 500 50 50 cm /P Do Q\n")
        return saved(document)


def many_pages(count: int = 1_000_000) -> bytes:
    """Return a PDF whose tree of pages names the same page so many times."""
    with pikepdf.open(io.BytesIO(make_long(1))) as document:
        leaf, width = document.pages[0].obj, 1000
        branch = document.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([leaf] * width), Count=width))
        document.Root.Pages.Kids = Array([branch] * (count // width))
        document.Root.Pages.Count = count
        return saved(document)


def wide_map() -> bytes:
    """Return a PDF whose font maps a range of four thousand million codes to letters."""
    with pikepdf.open(io.BytesIO(make_long(1))) as document:
        fonts = document.pages[0].obj.Resources.Font
        mapped = b"1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange\n"
        mapped += b"1 beginbfrange <00000000> <FFFFFFFE> <0041> endbfrange\n"
        for name in fonts.keys():  # noqa: SIM118 - a PDF's dictionary gives its names by keys() alone
            fonts[name].ToUnicode = document.make_stream(
                b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n" + mapped + b"endcmap end end\n"
            )
        return saved(document)


def deep_arrays(depth: int = 1_000_000) -> bytes:
    """Return a PDF with an array inside an array, so many deep."""
    data = make_long(1)
    nested = b"\n999 0 obj\n" + b"[" * depth + b"]" * depth + b"\nendobj\n"
    at = data.rindex(b"xref", 0, data.rindex(b"startxref"))
    return data[:at] + nested + data[at:].replace(b"/Root", b"/Extra 999 0 R /Root")


def saved(document: pikepdf.Pdf) -> bytes:
    """Return a PDF's bytes, compressed."""
    out = io.BytesIO()
    document.save(out, compress_streams=True)
    return out.getvalue()


EVERY_KIND = (
    nested_masks,
    strokes,
    inflated,
    nested_text,
    flood_of_letters,
    huge_picture,
    many_pages,
    wide_map,
    deep_arrays,
)
"""Makers of one file of each kind."""
