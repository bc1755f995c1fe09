"""Words hidden by what a PDF's graphics can do: whatever way it is, what nobody sees is no text of the paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pikepdf
import pypdfium2.raw as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from lib.reading.layout.pages import PageText
from lib.reading.pdfium_document import PdfiumDocument
from tests import fonts
from tests.reading.layout.test_pages import SEEN, UNSEEN, page_with
from tests.reading.test_reading import read

WHOLE = Array([0, 0, 595, 842])
Draw = Callable[[Pdf, Page], bytes]


def text(before: str = "", *, size: float = 10, at: str = "60 500 Td", words: str = UNSEEN, font: str = "F2") -> bytes:
    return f"BT /{font} {size} Tf {before} {at} ({words}) Tj ET\n".encode()


def ramp(first: list[float], last: list[float]) -> Dictionary:
    """Return a function from 0 to 1 that goes from one colour to another."""
    return Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array(first), C1=Array(last), N=1)


def stream(document: Pdf, content: bytes, **entries: object) -> Object:
    made = document.make_stream(content)
    for name, value in entries.items():
        made[f"/{name}"] = value
    return document.make_indirect(made)


def form(document: Pdf, page: Page, content: bytes, **entries: object) -> Object:
    return stream(
        document, content, Type=Name.XObject, Subtype=Name.Form, BBox=WHOLE, Resources=page.Resources,
        Group=Dictionary(S=Name.Transparency), **entries,
    )  # fmt: skip


def named(page: Page, kind: str, **entries: Object) -> None:
    """Let the page's content call these by name."""
    for name, value in entries.items():
        if f"/{kind}" not in page.Resources:
            page.Resources[f"/{kind}"] = Dictionary()
        page.Resources[f"/{kind}"][f"/{name}"] = value


# colours


def in_a_tint(alternate: Name, make: Callable[[Pdf], Object], *, ink: str = "/Ghost") -> Draw:
    def draw(document: Pdf, page: Page) -> bytes:
        named(page, "ColorSpace", S=Array([Name.Separation, Name(ink), alternate, make(document)]))
        return b"/S cs 1 scn " + text()

    return draw


def sampled_white(document: Pdf) -> Object:
    return stream(
        document,
        b"\x00\xff",
        FunctionType=0,
        Domain=Array([0, 1]),
        Range=Array([0, 1]),
        Size=Array([2]),
        BitsPerSample=8,
    )


def calculated_white(document: Pdf) -> Object:
    return stream(document, b"{ pop 1 }", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1]))


def in_several_inks(document: Pdf, page: Page) -> bytes:
    none = stream(document, b"{ pop pop 0 0 0 0 }", FunctionType=4, Domain=Array([0, 1] * 2), Range=Array([0, 1] * 4))
    named(page, "ColorSpace", S=Array([Name.DeviceN, Array([Name.A, Name.B]), Name.DeviceCMYK, none]))
    return b"/S cs 1 1 scn " + text()


def by_a_table_of_colours(document: Pdf, page: Page) -> bytes:
    table = pikepdf.String(b"\xff\xff\xff\x00\x00\x00")
    named(page, "ColorSpace", S=Array([Name.Indexed, Name.DeviceRGB, 1, table]))
    return b"/S cs 0 scn " + text()


def no_ink_of_four(document: Pdf, page: Page) -> bytes:
    return b"0.02 0.01 0.08 0 k " + text()


def in_an_empty_pattern(document: Pdf, page: Page) -> bytes:
    tile = stream(
        document, b"", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=Array([0, 0, 5, 5]), XStep=5,
        YStep=5, Resources=Dictionary(),
    )  # fmt: skip
    named(page, "Pattern", P=tile)
    return b"/Pattern cs /P scn " + text()


def outlined_in_white_over_black(document: Pdf, page: Page) -> bytes:
    return b"1 G 6 w " + text("2 Tr", words="Nobody sees this other sentence at all")


def outlined_in_dashes_that_never_come(document: Pdf, page: Page) -> bytes:
    return b"[0 100000] 50 d " + text("1 Tr")


# transparency


def state(document: Pdf, page: Page, **entries: object) -> bytes:
    named(page, "ExtGState", A=Dictionary(**entries))
    return b"/A gs "


def black_mask(document: Pdf, page: Page) -> Dictionary:
    inside = stream(
        document, b"0 g 0 0 595 842 re f", Type=Name.XObject, Subtype=Name.Form, BBox=WHOLE,
        Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray),
    )  # fmt: skip
    return Dictionary(S=Name.Luminosity, G=inside)


def masked_and_made_solid(document: Pdf, page: Page) -> bytes:
    named(page, "ExtGState", B=Dictionary(ca=1, CA=1))
    return state(document, page, SMask=black_mask(document, page)) + b"/B gs " + text()


def solid_inside_a_clear_form(document: Pdf, page: Page) -> bytes:
    named(page, "ExtGState", B=Dictionary(ca=1, CA=1, SMask=Name("/None")))
    named(page, "XObject", Fm=form(document, page, b"/B gs " + text()))
    return state(document, page, ca=0.02) + b"/Fm Do\n"


def solid_inside_a_masked_form(document: Pdf, page: Page) -> bytes:
    named(page, "ExtGState", B=Dictionary(ca=1, CA=1, SMask=Name("/None")))
    named(page, "XObject", Fm=form(document, page, b"/B gs " + text()))
    return state(document, page, SMask=black_mask(document, page)) + b"/Fm Do\n"


def half_clear_six_times(document: Pdf, page: Page) -> bytes:
    half = state(document, page, ca=0.55)
    inner = text()
    for n in range(6):
        named(page, "XObject", **{f"F{n}": form(document, page, half + inner)})
        inner = f"/F{n} Do ".encode()
    return half + inner


def mixed_with_white(mode: str, color: bytes, *, inside: bool) -> Draw:
    def draw(document: Pdf, page: Page) -> bytes:
        named(page, "XObject", Fm=form(document, page, color + text()))
        mixed = state(document, page, BM=Name(f"/{mode}")) + (b"/Fm Do\n" if inside else color + text())
        return b"q 1 g 0 400 595 200 re f Q " + mixed

    return draw


def through_a_function_to_white(document: Pdf, page: Page) -> bytes:
    return state(document, page, TR=ramp([1], [1])) + text()


# clipping


def clipped_to(path: bytes) -> Draw:
    return lambda document, page: path + text()


def clipped_to_other_letters(document: Pdf, page: Page) -> bytes:
    return text("7 Tr", words=".", at="60 600 Td") + text("0 Tr")


# what lies over it, or is its ground


def beside(after: bytes = b"", before: bytes = b"") -> Draw:
    return lambda document, page: before + text() + after


def under_a_shading(document: Pdf, page: Page) -> bytes:
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceGray, Coords=Array([0, 0, 600, 0]), Function=ramp([1], [0.9]),
        Extend=Array([True, True]),
    )  # fmt: skip
    named(page, "Shading", Sh=shading)
    return text() + b"50 480 400 40 re W n /Sh sh\n"


def under_a_pattern(entries: Callable[[Pdf, Page], Dictionary]) -> Draw:
    def draw(document: Pdf, page: Page) -> bytes:
        named(page, "Pattern", P=document.make_indirect(entries(document, page)))
        return text() + b"/Pattern cs /P scn 50 480 400 40 re f\n"

    return draw


def white_shading(document: Pdf, page: Page) -> Dictionary:
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceGray, Coords=Array([0, 0, 600, 0]), Function=ramp([1], [1]),
        Extend=Array([True, True]),
    )  # fmt: skip
    return Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading)


def white_tiles(document: Pdf, page: Page) -> Object:
    return stream(
        document, b"1 g 0 0 5 5 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
        BBox=Array([0, 0, 5, 5]), XStep=5, YStep=5, Resources=Dictionary(),
    )  # fmt: skip


def under_a_form_in_a_form(document: Pdf, page: Page) -> bytes:
    named(page, "XObject", Inner=form(document, page, b"1 g 50 480 400 40 re f"))
    named(page, "XObject", Outer=form(document, page, b"/Inner Do"))
    return text() + b"/Outer Do\n"


def under_an_inline_picture(head: bytes, sample: bytes) -> Draw:
    return beside(b"1 g q 400 0 0 40 50 480 cm BI /W 1 /H 1 " + head + b" ID " + sample + b" EI Q\n")


SLANTED = "1 0 0 1 60 450 cm .966 .259 -.259 .966 0 0"
"""Text that begins at (60, 450) and rises by 15 degrees."""


def slanted(under: bytes = b"", over: bytes = b"", colour: bytes = b"0 g ") -> Draw:
    placed = text(at=".966 .259 -.259 .966 60 450 Tm")
    return lambda document, page: under + colour + placed + over


def of_a_layer(*, form_too: bool = False, ruled: bool = False) -> Draw:
    """Return what draws the words in a layer that is off inside one that is on, perhaps by a rule over layers."""

    def draw(document: Pdf, page: Page) -> bytes:
        off, on = (document.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("Off", "On"))
        document.Root.OCProperties = Dictionary(OCGs=Array([off, on]), D=Dictionary(OFF=Array([off])))
        rule = Dictionary(Type=Name.OCMD, VE=Array([Name.Not, on]))
        layer = document.make_indirect(rule) if ruled else off
        named(page, "Properties", Off=layer, On=on)
        inner = b"/OC /Off BDC " + text() + b"EMC\n"
        if form_too:
            named(page, "XObject", Fm=form(document, page, text(), OC=layer))
            inner = b"/Fm Do\n"
        return b"/OC /On BDC " + inner + b"EMC\n"

    return draw


def annotated(subtype: str, appearance: bytes = b"1 g 0 0 400 30 re f", **entries: object) -> Draw:
    """Return what draws the words and lays an annotation over them; with an empty appearance the viewer draws it."""

    def draw(document: Pdf, page: Page) -> bytes:
        made = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array([50, 490, 450, 520]), F=4)
        if appearance:
            shown = stream(
                document, appearance, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 400, 30]),
                Resources=Dictionary(ExtGState=Dictionary(M=Dictionary(BM=Name.Multiply))),
            )  # fmt: skip
            made.AP = Dictionary(N=shown)
        for name, value in entries.items():
            made[f"/{name}"] = value
        placed = document.make_indirect(made)
        page.obj["/Annots"] = Array([placed])
        document.Root.AcroForm = Dictionary(Fields=Array([placed] if subtype == "Widget" else []))
        return text()

    return draw


def under_boxes_that_let_half_through(document: Pdf, page: Page) -> bytes:
    return text() + state(document, page, ca=0.45) + b"1 g " + b"0 400 500 200 re f " * 9


def with_large_signs(*, before: bool) -> Draw:
    def draw(document: Pdf, page: Page) -> bytes:
        dingbats = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
        named(page, "Font", Zd=document.make_indirect(dingbats))
        block = text(size=330, at="0 350 Td", words="n", font="Zd")
        return b"0 g " + block + text() if before else text() + b"1 g " + block

    return draw


def white_among_black(document: Pdf, page: Page) -> bytes:
    lower = text(at="60 495 Td", words="Many tall letters fill the lower row.")
    upper = text(at="60 504.5 Td", words="gypsy jumping quickly gypsy jumping gypsy")
    return b"1 g " + text() + b"0 g " + lower + upper


# letters


def in_letters_drawn_by(content: bytes, box: tuple[int, ...] = (0, 0, 600, 1000)) -> Draw:
    def draw(document: Pdf, page: Page) -> bytes:
        codes = range(33, 127)
        names = {code: f"c{code}" for code in codes}
        glyph = stream(document, b"500 0 0 0 500 800 d1 " + content)
        page.Resources.Font["/T3"] = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array(list(box)), FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            FirstChar=33, LastChar=126, Widths=Array([500] * len(codes)), Resources=Dictionary(),
            Encoding=Dictionary(Differences=Array([33, *(Name(f"/{name}") for name in names.values())])),
            CharProcs=Dictionary({f"/{name}": glyph for name in names.values()}),
            ToUnicode=stream(document, unicode_map({code: chr(code) for code in codes})),
        )  # fmt: skip
        return text(font="T3")

    return draw


def in_empty_letters_of(program: tuple[str, bytes], subtype: str) -> Draw:
    def draw(document: Pdf, page: Page) -> bytes:
        encoding = "WinAnsiEncoding" if subtype == "TrueType" else None
        named(
            page, "Font", Em=fonts.font(document, "ABCDEF+Some", subtype, encoding=encoding, program=program, flags=32)
        )
        return text(font="Em")

    return draw


LETTERS = {code: chr(code) for code in map(ord, sorted({*UNSEEN} - {*" ."}))}


def under_boxes_that_leave_first_letters(document: Pdf, page: Page) -> bytes:
    courier = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
    named(page, "Font", Co=document.make_indirect(courier))
    words = "Nobody sees this other sentence"
    inner = [n for n in range(1, len(words)) if " " not in words[n - 1 : n + 1]]
    return text(font="Co", words=words) + b"1 g " + b"".join(b"%d 490 6 30 re f " % (60 + 6 * n) for n in inner)


def as_one_letter(document: Pdf, page: Page) -> bytes:
    page.Resources.Font["/U"] = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding,
        ToUnicode=stream(document, unicode_map({65: UNSEEN})),
    )  # fmt: skip
    return text(words="A", font="U")


def by_a_font_of_the_graphics_state(document: Pdf, page: Page) -> bytes:
    set_by = state(document, page, Font=Array([page.Resources.Font["/F2"], 0.3]))
    return b"BT /F2 10 Tf " + set_by + f"60 500 Td ({UNSEEN}) Tj ET\n".encode()


def unicode_map(letters: dict[int, str]) -> bytes:
    lines = "".join(f"<{code:02X}> <{word.encode('utf-16-be').hex()}>\n" for code, word in letters.items())
    begin = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
    return f"{begin}{len(letters)} beginbfchar\n{lines}endbfchar endcmap end end".encode()


HIDDEN: dict[str, Draw] = {
    "a tint to white": in_a_tint(Name.DeviceGray, lambda document: ramp([0], [1])),
    "a tint to no ink": in_a_tint(Name.DeviceCMYK, lambda document: ramp([0, 0, 0, 1], [0, 0, 0, 0])),
    "a tint by samples": in_a_tint(Name.DeviceGray, sampled_white),
    "a tint by a calculation": in_a_tint(Name.DeviceGray, calculated_white),
    "the ink None": in_a_tint(Name.DeviceGray, lambda document: ramp([1], [0]), ink="/None"),
    "several inks": in_several_inks,
    "a table of colours": by_a_table_of_colours,
    "little ink": no_ink_of_four,
    "an empty pattern": in_an_empty_pattern,
    "a white outline": outlined_in_white_over_black,
    "dashes": outlined_in_dashes_that_never_come,
    "a mask before opacity": masked_and_made_solid,
    "opacity inside a clear form": solid_inside_a_clear_form,
    "opacity inside a masked form": solid_inside_a_masked_form,
    "half clear forms": half_clear_six_times,
    "screened": mixed_with_white("Screen", b"0 g ", inside=False),
    "lightened": mixed_with_white("Lighten", b"0 g ", inside=True),
    "multiplied white": mixed_with_white("Multiply", b"1 g ", inside=False),
    "difference": mixed_with_white("Difference", b"0 g ", inside=True),
    "a transfer function": through_a_function_to_white,
    "clipped to two corners": clipped_to(b"0 0 1 1 re 594 841 1 1 re W n "),
    "clipped twice by even and odd": clipped_to(b"0 0 595 842 re 0 0 595 842 re W* n "),
    "clipped to a sliver": clipped_to(b"0 0 m 595 842 l 594 842 l 0 1 l h W n "),
    "clipped to a slanted strip": clipped_to(
        b".707 .707 -.707 .707 300 0 cm 0 0 2 800 re W n .707 -.707 .707 .707 -212 212 cm "
    ),
    "clipped to letters": clipped_to_other_letters,
    "a shading over it": under_a_shading,
    "thin boxes over it": beside(b"1 g " + b"".join(b"50 %d 400 2.2 re f " % (497 + 2 * n) for n in range(7))),
    "narrow boxes over it": beside(b"1 g " + b"".join(b"%.1f 490 2.8 30 re f " % (50 + 2.5 * n) for n in range(160))),
    "a thick line over it": beside(b"1 G 30 w 50 503 m 450 503 l S "),
    "a hatching over it": beside(
        b"1 G 1 w " + b"".join(b"50 %.1f m 450 %.1f l " % (490 + 0.8 * n, 490 + 0.8 * n) for n in range(40)) + b"S "
    ),
    "a pattern over it": under_a_pattern(white_tiles),
    "a pattern of shading over it": under_a_pattern(white_shading),
    "a form in a form over it": under_a_form_in_a_form,
    "an inline picture over it": under_an_inline_picture(b"/BPC 8 /CS /G", b"\xff"),
    "an inline mask over it": under_an_inline_picture(b"/BPC 1 /IM true", b"\x00"),
    "the same letters outlined in white over it": beside(b"1 g 1 G 3 w " + text("2 Tr")),
    "outlined letters over it": lambda document, page: text() + b"1 g 1 G 6 w " + text("2 Tr", words="M" * 40),
    "a layer inside a layer": of_a_layer(),
    "a form of a layer inside a layer": of_a_layer(form_too=True),
    "a rule over layers": of_a_layer(ruled=True),
    "a slanted box over slanted words": slanted(over=f"q {SLANTED} cm 1 g -5 -5 400 20 re f Q\n".encode()),
    "an upright box over slanted words": slanted(over=b"1 g 50 452 400 200 re f\n"),
    "slanted on its own colour": slanted(under=f"q {SLANTED} cm 0 g -5 -5 400 20 re f Q\n".encode()),
    "slanted and white": slanted(colour=b"1 g "),
    "a stamp": annotated("Stamp"),
    "a square": annotated("Square"),
    "a free text": annotated("FreeText"),
    "a field": annotated("Widget", FT=Name.Tx, T="field"),
    "a link that paints": annotated("Link"),
    "a highlight that is opaque": annotated("Highlight", QuadPoints=Array([50, 520, 450, 520, 50, 490, 450, 490])),
    "a square that the viewer draws": annotated("Square", b"", IC=Array([1, 1, 1])),
    "half clear boxes over it": under_boxes_that_let_half_through,
    "a large sign over it": with_large_signs(before=False),
    "a large sign under it": with_large_signs(before=True),
    "a thick line under it": beside(before=b"0 G 30 w 50 503 m 450 503 l S "),
    "white between black lines": white_among_black,
    "squeezed": lambda document, page: text("8 Tz"),
    "stacked": lambda document, page: text("-5 Tc"),
    "flattened": lambda document, page: text(at="1 0 0 .05 60 500 Tm"),
    "letters without a drawing": in_letters_drawn_by(b""),
    "letters drawn elsewhere": in_letters_drawn_by(b"90000 0 500 700 re f"),
    "letters of no size": in_letters_drawn_by(b"0 0 0 0 re f"),
    "letters clipped away": in_letters_drawn_by(b"0 0 1 1 re W n 100 100 300 300 re f"),
    "letters drawn tiny": in_letters_drawn_by(b".001 0 0 .001 0 0 cm 0 0 500 700 re f"),
    "letters of no size without a box": in_letters_drawn_by(b"0 0 0 0 re f", box=(0, 0, 0, 0)),
    "a letter that states a sentence": as_one_letter,
    "empty letters of TrueType": in_empty_letters_of(
        ("FontFile2", fonts.true_type_program(LETTERS, list(LETTERS.values()), symbol=False, empty=True)), "TrueType"
    ),
    "empty letters of CFF": in_empty_letters_of(("FontFile3", fonts.compact_program(LETTERS, empty=True)), "Type1"),
    "leaning": lambda document, page: text(at="1 0 4 1 60 500 Tm"),
    "all but the first letters covered": under_boxes_that_leave_first_letters,
    "a font of the graphics state": by_a_font_of_the_graphics_state,
    "white where there are many paths": lambda document, page: (
        b"1 g " + text() + b"0 g " + b"".join(b"%d 300 m %d 302 l S\n" % (n % 500, n % 500) for n in range(20_500))
    ),
}  # fmt: skip


def seen_in_a_tint(document: Pdf, page: Page) -> bytes:
    named(page, "ColorSpace", S=Array([Name.Separation, Name.Black, Name.DeviceGray, ramp([1], [0])]))
    return b"/S cs 1 scn " + text()


SEEN_ALL_THE_SAME: dict[str, Draw] = {
    "a black tint": seen_in_a_tint,
    "multiplied black": mixed_with_white("Multiply", b"0 g ", inside=True),
    "a form that is little clear": lambda document, page: state(document, page, ca=0.8) + text(),
    "clipped to a circle around it": clipped_to(
        b"-200 500 m -200 1200 800 1200 800 500 c 800 -200 -200 -200 -200 500 c h W n "
    ),
    "clipped twice to a rectangle": clipped_to(b"0 0 595 842 re W n 10 10 500 800 re W n "),
    "underlined": beside(b"0 G 1 w 60 498 m 250 498 l S "),
    "struck through": beside(b"0 G .5 w 60 503 m 250 503 l S "),
    "in a frame": beside(b"0 G 1 w 50 490 400 30 re S "),
    "black outlines": lambda document, page: text("2 Tr"),
    "slanted": lambda document, page: text(at="1 0 .2 1 60 500 Tm"),
    "condensed": lambda document, page: text("60 Tz"),
    "spaced": lambda document, page: text("0.5 Tc"),
    "in pieces, one operator each": lambda document, page: (
        b"BT /F2 10 Tf 60 500 Td "
        + b" ".join(b"(%s) Tj" % word.encode() for word in re.split(r"(?<= )", UNSEEN))
        + b" ET\n"
    ),
    "under a highlight": annotated("Highlight", b"/M gs 1 1 0 rg 0 0 400 30 re f"),
    "under a hidden stamp": annotated("Stamp", F=2),
    "under a frame": annotated("Square", b"2 w 1 1 398 28 re S"),
    "slanted in a clip as high as it": lambda document, page: (
        b"50 440 200 65 re W n " + text(at=".966 .259 -.259 .966 60 450 Tm")
    ),
}


def made(draw: Draw) -> bytes:
    with pikepdf.open(io.BytesIO(page_with(lambda canvas: None))) as document:
        page = document.pages[0]
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources.Font["/F2"] = document.make_indirect(helvetica)
        page.contents_add(b"q " + draw(document, page) + b" Q")
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def read_by_the_second(folder: Path, data: bytes) -> PageText:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    with closing(PdfiumDocument(path)) as document:
        return document.page(1)


@pytest.mark.parametrize("way", HIDDEN)
def test_hidden_words_are_left_out_and_listed(tmp_path: Path, way: str) -> None:
    reading = read(tmp_path, made(HIDDEN[way]))
    sentences = " ".join(sentence.text for sentence in reading.sentences)
    assert SEEN in sentences
    assert not [word for word in UNSEEN.rstrip(".").split() if word in sentences.replace(SEEN, "").split()]
    assert any(word in piece.text for piece in reading.dropped for word in ("Nobody", "sentence", "e"))


@pytest.mark.parametrize("way", HIDDEN)
def test_the_second_reader_leaves_the_same_words_out(tmp_path: Path, way: str) -> None:
    page = read_by_the_second(tmp_path, made(HIDDEN[way]))
    sentences = " ".join(line.text for line in page.lines)
    assert SEEN in sentences
    assert not [word for word in UNSEEN.rstrip(".").split() if word in sentences.replace(SEEN, "").split()]


@pytest.mark.parametrize("way", [way for way in SEEN_ALL_THE_SAME if not way.startswith("slanted")])
def test_the_second_reader_keeps_the_same_words(tmp_path: Path, way: str) -> None:
    page = read_by_the_second(tmp_path, made(SEEN_ALL_THE_SAME[way]))
    assert UNSEEN in [line.text for line in page.lines]
    assert not page.dropped


@pytest.mark.parametrize("way", SEEN_ALL_THE_SAME)
def test_words_that_are_seen_stay(tmp_path: Path, way: str) -> None:
    reading = read(tmp_path, made(SEEN_ALL_THE_SAME[way]))
    assert any(UNSEEN in sentence.text for sentence in reading.sentences)
    assert not reading.dropped


@pytest.mark.parametrize(("seconds", "is_left_out"), [(60.0, False), (0.0, True)])
def test_where_many_paths_lie_text_in_doubt_is_looked_at_for_a_while_and_left_out_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, is_left_out: bool
) -> None:
    monkeypatch.setattr("lib.reading.pdf.visibility.MANY_PATHS", 100)
    monkeypatch.setattr("lib.reading.pdf.visibility.MOST_SECONDS", seconds)
    lines = b"".join(b"%d 300 m %d 302 l S\n" % (n % 500, n % 500) for n in range(500))
    covered = text(at="60 600 Td", words="Quietly all of this is covered.") + b"1 g 50 590 400 30 re f 0 g "
    framed = (
        b".9 g 50 490 400 30 re f 0 g " + text() + b"q 50 490 400 30 re 51 491 398 28 re W* n 50 490 400 30 re f Q "
    )
    reading = read(tmp_path, made(lambda document, page: covered + framed + lines))
    sentences = " ".join(sentence.text for sentence in reading.sentences)
    assert SEEN in sentences
    assert "Quietly" not in sentences
    assert (UNSEEN not in sentences) is is_left_out
    assert reading.page_quality == ["text left out" if is_left_out else "good"]


@pytest.mark.parametrize("most_covers", [100, 50_000])
def test_where_many_paths_take_too_long_the_second_reader_leaves_out_pale_words_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_covers: int
) -> None:
    monkeypatch.setattr("lib.reading.pdf.visibility.MANY_PATHS", 100)
    monkeypatch.setattr("lib.reading.pdf.visibility.MOST_SECONDS", 0.0)
    monkeypatch.setattr("lib.reading.pdf.doubts.MOST_COVERS", most_covers)
    lines = b"".join(b"%d 300 m %d 302 l S\n" % (n % 500, n % 500) for n in range(500))
    page = read_by_the_second(tmp_path, made(lambda document, page: b"1 g " + text() + b"0 g " + lines))
    assert SEEN in " ".join(line.text for line in page.lines)
    assert [piece.text for piece in page.dropped] == [UNSEEN]


CUT_COMPACT = fonts.compact_program(LETTERS)[:4] + b"\x00\x01\x01\x01\x02A\x00\x01\x01\x01\x03\x1e\x12"
"""A CFF program whose Top DICT ends in a real number."""


@pytest.mark.parametrize(
    ("key", "data", "filtered"),
    [
        ("FontFile3", fonts.compact_program(LETTERS), "/Nope"),
        ("FontFile3", CUT_COMPACT, ""),
        ("FontFile2", b"\x05ab", "/RunLengthDecode"),
    ],
)
def test_a_font_that_cannot_be_decoded_lets_no_hidden_words_through(
    tmp_path: Path, key: str, data: bytes, filtered: str
) -> None:
    def draw(document: Pdf, page: Page) -> bytes:
        subtype = "TrueType" if key == "FontFile2" else "Type1"
        broken = fonts.font(document, "ABCDEF+Some", subtype, encoding="WinAnsiEncoding", program=(key, data), flags=32)
        if filtered:
            broken.FontDescriptor[f"/{key}"].write(data, filter=Name(filtered))
        named(page, "Font", F3=broken)
        return text(at="60 650 Td", words="Broken words", font="F3") + b"1 g " + text()

    reading = read(tmp_path, made(draw))
    sentences = " ".join(sentence.text for sentence in reading.sentences)
    assert SEEN in sentences
    assert UNSEEN not in sentences
    assert reading.page_quality[0] != "second reader"


def test_a_page_with_many_paths_is_drawn_with_its_text_and_without_and_no_third_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.reading.pdf.visibility.MANY_PATHS", 100)
    starts: list[object] = []
    start = pdfium.FPDF_RenderPageBitmap_Start
    monkeypatch.setattr(pdfium, "FPDF_RenderPageBitmap_Start", lambda *given: starts.append(given) or start(*given))
    lines = b"".join(b"%d 300 m %d 302 l S\n" % (n % 500, n % 500) for n in range(500))
    reading = read(tmp_path, made(lambda document, page: b"1 g " + text() + b"0 g " + lines))
    assert UNSEEN not in " ".join(sentence.text for sentence in reading.sentences)
    assert len(starts) == 2
