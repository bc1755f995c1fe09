"""Letters of fonts with an encoding of their own are read as printed; where nothing tells them, the page says so."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from lib.reading.document import open_document
from lib.reading.layout.pages import PageText
from lib.reading.pdf.bitmap_fonts import CORK, TYPEWRITER, bitmap_encoding
from lib.reading.pdf.characters import InkDevice
from lib.reading.pdf.encodings import ROMAN
from tests import fonts

PROSE = (
    b"The otters of the valley were counted from the bank on forty nights by two people who wrote down all that they saw",
    b"and the weather of each night was noted beside the number of the animals that had been seen in the water",
) * 4


def _read(tmp_path: Path, shown: list[tuple[str, bytes]], **made: dict[str, object]) -> PageText:
    document = pikepdf.new()
    of_page = {"R": fonts.font(document, "Times-Roman", encoding="WinAnsiEncoding", flags=32)}
    of_page |= {key: fonts.font(document, **options) for key, options in made.items()}  # type: ignore[arg-type]
    return _page(fonts.save_page(tmp_path / "a.pdf", document, of_page, shown))


def _page(path: Path) -> PageText:
    opened = open_document(path, None)
    try:
        return opened.page(1)
    finally:
        opened.close()


def _text(page: PageText) -> str:
    return " ".join(line.text for line in page.lines)


def _within(sign: bytes, before: bytes = b"value ", after: bytes = b" five") -> list[tuple[str, bytes]]:
    return [("R", before), ("S", sign), ("R", after)]


@pytest.mark.parametrize(
    ("font", "code", "letter"),
    [
        ({"name": "Symbol"}, b"m", "μ"),
        ({"name": "Symbol"}, b"\xa3", "≤"),
        ({"name": "ABCDEF+Symbol", "encoding": "WinAnsiEncoding"}, b"\xb3", "≥"),
        ({"name": "SymbolMT", "subtype": "TrueType"}, b"a", "α"),
        ({"name": "SymbolMT", "subtype": "TrueType", "encoding": "WinAnsiEncoding"}, b"\xb1", "±"),
        ({"name": "SymbolMT", "subtype": "TrueType", "to_unicode": {109: "m"}}, b"m", "μ"),
        ({"name": "Symbol", "encoding": "WinAnsiEncoding", "to_unicode": {163: "£"}}, b"\xa3", "≤"),
        ({"name": "Symbol", "to_unicode": {177: "±"}}, b"\xb1", "±"),
        ({"name": "ZapfDingbats"}, b"4", "✔"),
        ({"name": "Wingdings", "subtype": "TrueType"}, b"\xe0", "→"),
        ({"name": "CMSY10"}, b"\x14", "≤"),
        ({"name": "XYZABC+CMMI7", "encoding": {22: "g22"}}, b"\x16", "μ"),
        ({"name": "MSBM10"}, b"R", "ℝ"),
        ({"name": "QQQQQQ+AdvP4C4E74", "encoding": {1: "C20"}}, b"\x01", "≤"),
        ({"name": "QQQQQQ+AdvP4C4E74", "encoding": "WinAnsiEncoding"}, b"\xbc", "="),
        ({"name": "QQQQQQ+AdvPSSym", "encoding": {2: "C177"}, "to_unicode": {2: "p"}}, b"\x02", "±"),
        ({"name": "QQQQQQ+AdvPS586B", "encoding": "WinAnsiEncoding"}, b",", "<"),
        ({"name": "Universal-GreekwithMathPi", "encoding": {109: "H9262"}}, b"m", "μ"),
        ({"name": "Anything", "encoding": {7: "lessorequalslant"}}, b"\x07", "⩽"),
        ({"name": "Anything", "encoding": {7: "summationdisplay"}}, b"\x07", "∑"),
        ({"name": "Anything", "encoding": "WinAnsiEncoding"}, b"\x81", "•"),
        ({"name": "Anything", "encoding": {3: "fi"}, "to_unicode": {3: "\ufffd"}}, b"\x03", "fi"),
    ],
)
def test_a_font_shows_what_its_name_or_its_glyphs_names_tell(
    tmp_path: Path, font: dict[str, object], code: bytes, letter: str
) -> None:
    page = _read(tmp_path, _within(code), S=font)
    assert _text(page) == f"value {letter} five"
    assert page.quality == "good"


@pytest.mark.parametrize(
    ("font", "letter"),
    [
        ({"program": ("FontFile3", fonts.compact_program({3: "plusminus"}))}, "±"),
        ({"program": ("FontFile3", fonts.compact_program({3: "H9262"}))}, "μ"),
        ({"program": ("FontFile", b"%!PS\n/Encoding 256 array\ndup 3 /greaterequal put\nreadonly def eexec")}, "≥"),
        (
            {
                "subtype": "TrueType",
                "program": (
                    "FontFile2",
                    fonts.true_type_program({0xF003: "beta"}, ["beta"], symbol=True, keep_names=True),
                ),
            },
            "β",
        ),
        (
            {
                "name": "ABCDEF+Symbol",
                "subtype": "TrueType",
                "encoding": "WinAnsiEncoding",
                "program": ("FontFile2", fonts.true_type_program({0xF003: "glyph1"}, ["glyph1"], symbol=True)),
                "code": b"b",
            },
            "β",
        ),
        (
            {
                "subtype": "TrueType",
                "encoding": {3: "g1"},
                "program": ("FontFile2", fonts.true_type_program({0x3A9: "x"}, ["x"], symbol=False)),
            },
            "Ω",
        ),
    ],
    ids=["CFF", "CFF, Mathematical Pi", "Type 1", "TrueType, symbols", "TrueType named Symbol", "glyph by number"],
)
def test_a_font_program_tells_letters_that_the_pdf_does_not(
    tmp_path: Path, font: dict[str, object], letter: str
) -> None:
    code = font.pop("code", b"\x03")
    page = _read(tmp_path, _within(code), S={"name": "ABCDEF+Some", **font})  # type: ignore[arg-type]
    assert _text(page) == f"value {letter} five"


def test_ligatures_of_a_font_without_encoding_are_those_of_its_program(tmp_path: Path) -> None:
    codes = {ord(c): c for c in "abcdefghijklmnopqrstuvwxyz"} | {32: "space", 2: "fi", 3: "fl"}
    lines = [piece for line in PROSE for piece in (("S", line), ("", b""))]
    made = {"name": "ABCDEF+Roman", "program": ("FontFile3", fonts.compact_program(codes))}
    page = _read(tmp_path, [*lines, ("S", b"the \x02rst \x03at \x02eld")], S=made)
    assert "the first flat field" in _text(page)
    assert page.quality == "good"


def test_bitmap_fonts_named_by_their_codes_are_text_fonts_where_that_makes_words(tmp_path: Path) -> None:
    named = {code: f"a{code}" for code in range(128)}
    lines = [piece for line in PROSE for piece in (("S", line.replace(b" ", b"")), ("", b""))]
    made = {"name": "", "subtype": "Type3", "encoding": named}
    page = _read(tmp_path, [("S", b"the"), ("R", b" "), ("S", b"e\x0eect"), *lines], S=made)
    assert _text(page).startswith("the effiect")
    assert page.quality == "good"


def test_bitmap_fonts_of_two_encodings_have_their_ligatures_marks_and_accents(tmp_path: Path) -> None:
    text = b"the, e\x1eect \x10of\x11 30\x1540, \x1cne \xe9t\xe9"
    lines = [piece for line in PROSE for piece in (("S", line.replace(b" ", b"")), ("", b""))]
    used = {code: f"a{code}" for code in {*text, *b"".join(PROSE)} - {0x20}}
    made = {"name": "", "subtype": "Type3", "encoding": used}
    shown = [piece for word in text.split() for piece in (("S", word), ("R", b" "))]
    page = _read(tmp_path, [*shown, *lines], S=made)
    assert _text(page).startswith("the, effiect “of” 30–40, fine été")
    assert page.quality == "good"


def test_a_bitmap_font_of_formulas_is_taken_for_no_text_font() -> None:
    letters = dict.fromkeys(b"abcdefghiklmnopqrstuvwxyz", 500.0)
    assert bitmap_encoding({*letters, 27, 28}, letters | {ord("n"): 600.0, 27: 571.0, 28: 437.0}) is None  # σ, τ
    assert bitmap_encoding({*letters, 27, 28}, letters | {ord("n"): 556.0, 27: 583.0, 28: 556.0}) is CORK
    assert bitmap_encoding({*letters, 12}, letters | {ord("n"): 556.0, 12: 556.0}) is ROMAN
    assert bitmap_encoding({*letters, ord("{")}, letters | {ord("{"): 500.0}) is TYPEWRITER


def test_a_page_with_letters_that_no_font_tells_says_so(tmp_path: Path) -> None:
    lines = [piece for line in PROSE for piece in (("R", line), ("S", b"\x05\x06\x07"), ("", b""))]
    named = {code: f"q{code + 40}" for code in range(5, 8)}
    page = _read(tmp_path, lines, S={"name": "ABCDEF+XYZ", "encoding": named})
    assert page.quality == "letters unknown"
    assert "\ufffd" in _text(page)
    assert "otters of the valley" in _text(page)


def test_a_page_on_which_two_readers_read_other_letters_says_so(tmp_path: Path) -> None:
    # the font program's own names say another letter than pdfium takes the code for
    codes = {ord(c): c for c in "abcdefghijklmnopqrstuvwxyz"} | {32: "space", ord("e"): "H9262"}
    lines = [piece for line in PROSE for piece in (("S", line.lower()), ("", b""))]
    made = {"name": "ABCDEF+Roman", "program": ("FontFile3", fonts.compact_program(codes))}
    page = _read(tmp_path, lines, S=made)
    assert page.quality == "readers disagree"


PRINTABLE = {code: chr(code) for code in range(32, 127)}
SWAPPED = PRINTABLE | {ord("2"): "7", ord("7"): "2"}


@pytest.mark.parametrize(
    "made",
    [
        {"name": "Helvetica", "encoding": "WinAnsiEncoding", "flags": 32},
        {"name": "ABCDEF+Roman", "encoding": {50: "two", 55: "seven"}, "flags": 32},
        {
            "name": "ABCDEF+Roman",
            "subtype": "TrueType",
            "program": (
                "FontFile2",
                fonts.true_type_program(
                    {code: f"shape{code}" for code in PRINTABLE}, [f"shape{code}" for code in PRINTABLE], symbol=False
                ),
            ),
            "encoding": "WinAnsiEncoding",
            "flags": 32,
        },
        {
            "name": "ABCDEF+Roman",
            "program": ("FontFile3", fonts.compact_program({50: "two", 55: "seven", 52: "four"})),
        },
    ],
    ids=["stated encoding", "names", "true type", "program's names"],
)
def test_digits_that_are_stated_as_others_are_read_as_drawn_and_the_page_says_so(
    tmp_path: Path, made: dict[str, object]
) -> None:
    page = _read(tmp_path, [("R", b"a dose of "), ("S", b"247"), ("R", b" mg")], S=made | {"to_unicode": SWAPPED})
    assert _text(page) == "a dose of 247 mg"
    assert page.quality == "letters contradicted"


SHOWN = "the dose was 1234567890 mg"
"""Letters of a page whose glyphs have no names."""


@pytest.mark.parametrize(
    ("stated", "read", "quality"),
    [
        (SHOWN, SHOWN, "good"),
        (SHOWN.translate(str.maketrans("27", "72")), SHOWN, "letters contradicted"),
        (SHOWN.translate(str.maketrans("sw", "ws")), SHOWN, "letters contradicted"),
    ],
    ids=["as shown", "digits", "letters"],
)
def test_letters_of_glyphs_without_names_are_known_by_how_they_are_drawn(
    tmp_path: Path, stated: str, read: str, quality: str
) -> None:
    letters = "".join(dict.fromkeys(SHOWN))
    document = pikepdf.new()
    made = fonts.numbered_font(
        document, letters.replace(" ", "."), "".join(stated[SHOWN.index(one)] for one in letters)
    )
    shown = b"".join((letters.index(one) + 1).to_bytes(2) for one in SHOWN)
    page = _page(fonts.save_page(tmp_path / "a.pdf", document, {"S": made}, [("S", shown)]))
    assert _text(page) == read
    assert page.quality == quality


@pytest.mark.parametrize("subtype", ["Type1", "Type3"])
@pytest.mark.parametrize(
    ("swaps", "quality"), [({}, "good"), ({"2": "7", "7": "2", "s": "w", "w": "s"}, "letters contradicted")]
)
def test_glyphs_under_telling_names_that_draw_other_letters_are_read_as_drawn_and_the_page_says_so(
    tmp_path: Path, subtype: str, swaps: dict[str, str], quality: str
) -> None:
    letters = dict.fromkeys(SHOWN.replace(" ", ""))
    document = pikepdf.new()
    of_page = {
        "R": fonts.font(document, "Times-Roman", encoding="WinAnsiEncoding", flags=32),
        "S": fonts.swapped_font(document, subtype, {one: swaps.get(one, one) for one in letters}),
    }
    stated = SHOWN.translate(str.maketrans(swaps))
    shown = [piece for word in stated.split() for piece in (("S", word.encode()), ("R", b" "))]
    page = _page(fonts.save_page(tmp_path / "a.pdf", document, of_page, shown))
    assert _text(page) == SHOWN
    assert page.quality == quality


def test_names_of_glyphs_that_mean_nothing_contradict_nobody(tmp_path: Path) -> None:
    # given out one after the other from "A" on, as some programs do
    letters = "0123456789the doswa"
    told = dict(enumerate(letters, start=65))
    codes = {letter: code for code, letter in told.items()}
    shown = bytes(codes[letter] for letter in "the dose was 247")
    made = {"name": "ABCDEF+Roman", "encoding": {code: chr(code) for code in told}, "to_unicode": told}
    page = _read(tmp_path, [("S", shown)], S=made)
    assert _text(page) == "the dose was 247"
    assert page.quality == "good"


def test_of_two_readers_that_disagree_the_one_that_reads_words_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [piece for line in PROSE for piece in (("R", line), ("", b""))]
    shifted = InkDevice._glyph

    def misread(self: InkDevice, font: object, cid: int) -> tuple[str, float, object]:
        text, width, displacement = shifted(self, font, cid)  # type: ignore[arg-type]
        return {"a": "x", "e": "q", "i": "w", "o": "z", "u": "v"}.get(text, text), width, displacement

    monkeypatch.setattr(InkDevice, "_glyph", misread)
    page = _read(tmp_path, lines)
    assert page.quality == "second reader"
    assert "The otters of the valley" in _text(page)


def test_a_damaged_font_program_leaves_the_rest_of_the_page(tmp_path: Path) -> None:
    page = _read(
        tmp_path, _within(b"\x03"), S={"name": "ABCDEF+Some", "program": ("FontFile3", b"\x01\x00\x04\x01broken")}
    )
    assert _text(page).startswith("value ")
    assert _text(page).endswith(" five")
