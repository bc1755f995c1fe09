"""Pages set in fonts that tell their letters in one way or another, made by script; the fonts draw boxes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import reportlab
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

EM = 1000
WIDTH = 500
"""Of every glyph, in thousandths of an em."""


def _box(pen) -> None:  # type: ignore[no-untyped-def]
    pen.moveTo((50, 0))
    for corner in ((50, 500), (450, 500), (450, 0)):
        pen.lineTo(corner)
    pen.closePath()


def compact_program(codes: Mapping[int, str], *, empty: bool = False) -> bytes:
    """Return a bare CFF program whose own encoding has these glyphs (names by code), which draw boxes, or nothing (`empty`)."""
    names = [".notdef", *dict.fromkeys(codes.values())]
    strings: dict[str, T2CharString] = {}
    for name in names:
        pen = T2CharStringPen(WIDTH, {})
        if not empty:
            _box(pen)
        strings[name] = pen.getCharString()
    return _compact(strings, codes)


def _compact(strings: Mapping[str, T2CharString], codes: Mapping[int, str]) -> bytes:
    builder = FontBuilder(EM, isTTF=False)
    builder.setupGlyphOrder(list(strings))
    builder.setupCFF("Test", {"FullName": "Test"}, strings, {})
    table = builder.font["CFF "].cff
    table[0].Encoding = [codes.get(code, ".notdef") for code in range(256)]
    out = io.BytesIO()
    table.compile(out, builder.font)
    return out.getvalue()


def true_type_program(
    cmap: Mapping[int, str], names: Sequence[str], *, symbol: bool, keep_names: bool = False, empty: bool = False
) -> bytes:
    """Return a TrueType program with these glyphs, a cmap table for symbols or Unicode, and perhaps their names.

    The glyphs draw boxes, or nothing (`empty`).
    """
    order = [".notdef", *names]
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        if not empty:
            _box(pen)
        glyphs[name] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({0x41: order[1]})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(order, (WIDTH, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost(keepGlyphNames=keep_names)
    table = builder.font["cmap"].tables[0]
    table.platformID, table.platEncID, table.cmap = 3, 0 if symbol else 1, dict(cmap)
    builder.font["cmap"].tables = [table]
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def font(
    document: pikepdf.Pdf,
    name: str,
    subtype: str = "Type1",
    *,
    encoding: str | Mapping[int, str] | None = None,
    program: tuple[str, bytes] | None = None,
    flags: int = 4,
    to_unicode: Mapping[int, str] | None = None,
) -> pikepdf.Object:
    """Return a font dictionary: `encoding` a named one or names by code, `program` its key in the descriptor and its bytes."""
    made = Dictionary(Type=Name.Font, Subtype=Name(f"/{subtype}"), BaseFont=Name(f"/{name}"))
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name(f"/{name}"), Flags=flags, FontBBox=[0, -200, 1000, 800], ItalicAngle=0,
        Ascent=800, Descent=-200, CapHeight=700, StemV=80,
    )  # fmt: skip
    if program is not None:
        key, data = program
        stream = document.make_stream(data)
        stream.Length1 = len(data)
        if key == "FontFile3":
            stream.Subtype = Name("/Type1C")
        descriptor[f"/{key}"] = stream
    made.FirstChar, made.LastChar, made.Widths = 0, 255, Array([WIDTH] * 256)
    if subtype == "Type3":
        box = document.make_stream(b"500 0 d0 50 0 400 500 re f")
        del made["/BaseFont"]
        made.FontBBox, made.FontMatrix = Array([0, 0, 1000, 1000]), Array([0.001, 0, 0, 0.001, 0, 0])
        made.CharProcs = Dictionary({f"/{glyph}": box for glyph in (encoding or {}).values()})  # type: ignore[union-attr]
    else:
        made.FontDescriptor = document.make_indirect(descriptor)
    if isinstance(encoding, str):
        made.Encoding = Name(f"/{encoding}")
    elif encoding is not None:
        listed = [entry for code, glyph in sorted(encoding.items()) for entry in (code, Name(f"/{glyph}"))]
        made.Encoding = Dictionary(Type=Name.Encoding, Differences=Array(listed))
    if to_unicode is not None:
        told = "\n".join(f"<{code:02x}> <{text.encode('utf-16-be').hex()}>" for code, text in to_unicode.items())
        made.ToUnicode = document.make_stream(
            f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
            f"1 begincodespacerange <00> <ff> endcodespacerange {len(to_unicode)} beginbfchar {told} endbfchar endcmap "
            f"CMapName currentdict /CMap defineresource pop end end".encode()
        )
    return document.make_indirect(made)


def numbered_font(document: pikepdf.Pdf, shown: str, stated: str) -> pikepdf.Object:
    """Return a composite font whose glyphs have numbers alone, from 1 on: they show these letters and are stated as those."""
    source = TTFont(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
    outlines, names = source.getGlyphSet(), source.getBestCmap()
    order = [".notdef", *(f"glyph{n}" for n in range(1, len(shown) + 1))]
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for name, letter in zip(order[1:], shown, strict=True):
        pen = TTGlyphPen(None)
        outlines[names[ord(letter)]].draw(pen)
        glyphs[name] = pen.glyph()
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 50)))
    builder.setupHorizontalHeader(ascent=1900, descent=-500)
    builder.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    builder.save(out)
    program = document.make_stream(out.getvalue())
    program.Length1 = len(out.getvalue())
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Some"), Flags=4, FontBBox=[0, -200, 1000, 800], ItalicAngle=0,
        Ascent=800, Descent=-200, CapHeight=700, StemV=80, FontFile2=program,
    )  # fmt: skip
    inner = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/ABCDEF+Some"), CIDToGIDMap=Name.Identity, DW=WIDTH,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=document.make_indirect(descriptor),
    )  # fmt: skip
    told = "\n".join(f"<{n:04x}> <{ord(letter):04x}>" for n, letter in enumerate(stated, start=1))
    return document.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/ABCDEF+Some"), Encoding=Name("/Identity-H"),
            DescendantFonts=Array([document.make_indirect(inner)]),
            ToUnicode=document.make_stream(
                f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <ffff> "
                f"endcodespacerange {len(stated)} beginbfchar {told} endbfchar endcmap end end".encode()
            ),
        )
    )  # fmt: skip


def swapped_font(document: pikepdf.Pdf, subtype: str, drawn: Mapping[str, str]) -> pikepdf.Object:
    """Return a font whose glyphs are called what the letters are and draw others: what is drawn by the letter that it is called.

    `subtype`: Type1, with a CFF program, or Type3.
    """
    source = TTFont(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
    outlines, names = source.getGlyphSet(), source.getBestCmap()
    scale = EM / source["head"].unitsPerEm
    called = {names[ord(letter)]: names[ord(shown)] for letter, shown in drawn.items()}
    strings: dict[str, T2CharString] = {}
    contents = {}
    for name, shown in {".notdef": ".notdef", **called}.items():
        pen = T2CharStringPen(WIDTH, {})
        outlines[shown].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        strings[name] = pen.getCharString()
        contents[name] = outlines[shown]
    named_by = {ord(letter): names[ord(letter)] for letter in drawn}
    if subtype == "Type1":
        program = "FontFile3", _compact(strings, named_by)
        return font(document, "ABCDEF+Some", encoding="WinAnsiEncoding", program=program, flags=32)
    made = font(document, "", "Type3", encoding=named_by)
    for name in called:
        made.CharProcs[f"/{name}"] = document.make_stream(b"500 0 0 -200 1000 1000 d1 " + _path(contents[name], scale))
    return made


def _path(outline: Any, scale: float) -> bytes:
    """Return the operators that fill an outline."""
    pen = RecordingPen()
    outline.draw(TransformPen(Qu2CuPen(pen, 1.0, all_cubic=True), (scale, 0, 0, scale, 0, 0)))
    signs = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "h", "endPath": "h"}
    pieces = [
        " ".join(f"{value:.2f}" for point in points for value in point) + f" {signs[what]}"
        for what, points in pen.value
    ]
    return " ".join([*pieces, "f"]).encode()


def save_page(
    path: Path, document: pikepdf.Pdf, fonts: Mapping[str, pikepdf.Object], shown: Sequence[tuple[str, bytes]]
) -> Path:
    """Save a page of lines that begin under one another, each a list of strings that follow one another in these fonts."""
    page = document.add_blank_page(page_size=(595, 842))
    page.Resources = Dictionary(Font=Dictionary({f"/{name}": made for name, made in fonts.items()}))
    pieces, y, last = [b"BT"], 780, 0
    for name, text in shown:
        if name == "":
            y -= 15
            continue
        if y != last:
            pieces.append(f"1 0 0 1 60 {y} Tm".encode())
        last = y
        pieces.append(f"/{name} 10 Tf <{text.hex()}> Tj".encode())
    page.Contents = document.make_stream(b"\n".join([*pieces, b"ET"]))
    document.save(path)
    return path
