"""Glyphs of one font as a viewer draws them: each by its code, on a sheet that pdfium draws.

The sheet is a small PDF with the font as it stands in the paper: what its glyphs are drawn as, whatever they are called and
whatever letters are stated for them, is seen there, for any kind of font that pdfium draws. To be called in a worker: takes no
lock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pypdfium2
from pdfminer.pdftypes import PDFObjRef, PDFStream, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EM_PX, CELL_PX = 32, 48
"""Size of the letters, and of the square in which each stands: strokes of light faces are seen, and accents stay inside."""
LEFT_PX, BASELINE_PX = 8, 14
"""Where in its square a glyph begins, from the left and from below."""
ACROSS = 16
"""Squares in a row."""
MOST_BYTES = 32_000_000
"""Of a font; whole ones of Chinese have 20 million."""
DEEPEST = 32
"""Of objects inside one another; fonts have some five."""
TYPE3_BOX_EM = 1.2
"""Height of a Type 3 font's bounding box."""
_OF_FONT = ("Type", "Subtype", "BaseFont", "Encoding", "FontDescriptor", "CIDToGIDMap", "CIDSystemInfo")
"""What of a font decides how its glyphs are drawn (ISO 32000-1, tables 111 and 117)."""
_OF_DRAWN_FONT = ("FontBBox", "FontMatrix", "CharProcs", "Resources", "FirstChar", "LastChar", "Widths")
"""The same of a Type 3 font (table 112)."""
_FILTERS = ("Filter", "DecodeParms", "F", "FFilter", "FDecodeParms")


def draw_glyphs(spec: Mapping[str, Any], codes: Sequence[int], *, composite: bool) -> NDArray[np.uint8]:
    """Return how dark the pixels of each code's square are (code, down, across; 0 is white paper).

    `spec`: the font's dictionary, of a composite font that of its descendant, whose codes are the glyphs' numbers (CIDs).
    Raises ValueError for a font that is too large, PdfiumError and pdfminer's exceptions for one that is damaged.
    """
    rows = -(-len(codes) // ACROSS)
    document = pypdfium2.PdfDocument(_sheet(spec, codes, rows, composite=composite))
    try:
        bitmap = document[0].render(scale=1, grayscale=True, may_draw_forms=False, draw_annots=False)
        light = bitmap.to_numpy()[..., 0] if bitmap.n_channels > 1 else bitmap.to_numpy()
        light = light.reshape(rows, CELL_PX, ACROSS, CELL_PX).swapaxes(1, 2)
        return 255 - light.reshape(rows * ACROSS, CELL_PX, CELL_PX)[: len(codes)]  # type: ignore[no-any-return]
    finally:
        document.close()


def _sheet(spec: Mapping[str, Any], codes: Sequence[int], rows: int, *, composite: bool) -> bytes:
    """Return a PDF of one page with a glyph in each square, none beyond its own."""
    objects = _Objects()
    size = _size(spec)
    keys = (*_OF_FONT, *_OF_DRAWN_FONT) if _is_drawn(spec) else _OF_FONT
    font = objects.add({key: spec[key] for key in keys if key in spec and not (composite and key == "Encoding")})
    if composite:
        font = objects.put(
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /DescendantFonts [%d 0 R] >>" % font
        )
    digits = 4 if composite else 2
    drawn = []
    for n, code in enumerate(codes):
        x, y = n % ACROSS * CELL_PX, (rows - 1 - n // ACROSS) * CELL_PX
        clip = f"{x} {y} {CELL_PX} {CELL_PX} re W n"
        text = f"BT /F {size:f} Tf {x + LEFT_PX} {y + BASELINE_PX} Td <{code:0{digits}x}> Tj ET"
        drawn.append(f"q {clip} {text} Q")
    content = objects.put_stream(b"<< /Length %d >>", "\n".join(drawn).encode())
    pages = objects.count + 2
    page = objects.put(
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font << /F %d 0 R >> >> >>"
        % (pages, ACROSS * CELL_PX, rows * CELL_PX, content, font)
    )
    objects.put(b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % page)
    return objects.file(objects.put(b"<< /Type /Catalog /Pages %d 0 R >>" % pages))


def _is_drawn(spec: Mapping[str, Any]) -> bool:
    """Return whether content of the PDF draws the font's glyphs (Type 3)."""
    kind = resolve1(spec.get("Subtype"))
    return isinstance(kind, PSLiteral) and literal_name(kind) == "Type3"


def _size(spec: Mapping[str, Any]) -> float:
    """Return the size at which the font's letters stand in their squares, of a Type 3 font by its bounding box."""
    if not _is_drawn(spec):
        return EM_PX
    box, matrix = (list_value(spec.get(key)) for key in ("FontBBox", "FontMatrix"))
    tall = abs(float(resolve1(box[3])) - float(resolve1(box[1]))) * abs(float(resolve1(matrix[3])))
    if not tall:
        raise ValueError("a font of unknown size")
    return EM_PX * TYPE3_BOX_EM / tall


class _Objects:
    """Objects of a PDF that is written, some of them copied from one that pdfminer has open (ISO 32000-1, 7.3 and 7.5)."""

    def __init__(self) -> None:
        self._written: list[bytes] = []
        self._copies: dict[int, int] = {}
        self._bytes = 0

    @property
    def count(self) -> int:
        """How many there are, numbered from 1."""
        return len(self._written)

    def put(self, written: bytes) -> int:
        """Add an object that is written already, and return its number."""
        self._written.append(written)
        return self.count

    def put_stream(self, head: bytes, data: bytes) -> int:
        """Add a stream with this dictionary, in which its length is to be set, and return its number. Raises ValueError."""
        self._bytes += len(data)
        if self._bytes > MOST_BYTES:
            raise ValueError("a font of too many bytes")
        return self.put(head % len(data) + b"\nstream\n" + data + b"\nendstream")

    def add(self, value: object) -> int:
        """Copy a value of pdfminer's with all that it refers to, and return its number."""
        return self.put(self._write(value, 0))

    def file(self, root: int) -> bytes:
        """Return the file whose catalogue has this number."""
        out, places = bytearray(b"%PDF-1.7\n"), []
        for number, written in enumerate(self._written, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, written)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        head = b"xref\n0 %d\n0000000000 65535 f \n" % (self.count + 1)
        tail = b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (self.count + 1, root, len(out))
        return bytes(out + head + table + tail)

    def _write(self, value: object, depth: int) -> bytes:
        if depth > DEEPEST:
            return b"null"
        if isinstance(value, PDFObjRef):
            if value.objid not in self._copies:
                number = self._copies[value.objid] = self.put(b"null")
                found = resolve1(value)
                if isinstance(found, PDFStream):
                    number = self._copies[value.objid] = self._copy_stream(found, depth)
                else:
                    self._written[number - 1] = self._write(found, depth + 1)
            return b"%d 0 R" % self._copies[value.objid]
        if isinstance(value, PDFStream):
            return b"%d 0 R" % self._copy_stream(value, depth)
        if isinstance(value, dict):
            entries = (_name(str(key)) + b" " + self._write(one, depth + 1) for key, one in value.items())
            return b"<< " + b" ".join(entries) + b" >>"
        if isinstance(value, list | tuple):
            return b"[" + b" ".join(self._write(one, depth + 1) for one in value) + b"]"
        return _plain(value)

    def _copy_stream(self, stream: PDFStream, depth: int) -> int:
        entries = {key: one for key, one in stream.attrs.items() if key not in (*_FILTERS, "Length")}
        head = self._write(entries, depth + 1).replace(b"%", b"%%")
        return self.put_stream(head.removesuffix(b">>") + b"/Length %d >>", stream.get_data())


def _plain(value: object) -> bytes:
    if isinstance(value, PSLiteral):
        return _name(literal_name(value))
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, float):
        return b"%f" % value
    if isinstance(value, bytes):
        return b"<" + value.hex().encode() + b">"
    return b"null"


def _name(name: str) -> bytes:
    """Return a name, its letters and digits as they are (ISO 32000-1, 7.3.5)."""
    return b"/" + b"".join(
        bytes([code]) if chr(code).isalnum() and code < 128 else b"#%02x" % code for code in name.encode("utf-8")
    )
