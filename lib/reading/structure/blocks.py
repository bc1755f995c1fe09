"""Blocks of lines with the kind of text they hold: heading, body, caption, table, footnote, front or reference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.pdf.characters import Frame
from lib.reading.pdf.faces import is_bold

CAPTION = re.compile(
    r"^(?:(?:supplementary|supporting|extended data|appendix|online|additional)\s+)?"
    r"(?P<what>fig(?:ure)?s?|tab(?:le|\.|elle|leau)?s?|scheme|box|plate|algorithm|listing|chart|map|"
    r"abb(?:ildung)?|carte|photo|graph(?:ique)?|encadré|exhibit|appendix table)"
    r"\.?\s*(?P<number>[SA]?\d{1,3}(?:[.-]\d{1,3})*[a-z]?|[IVX]{1,5}|[A-Z]\d{0,2})(?P<after>\s*[.:|"
    r")\u2013\u2014\u2009–-]|\s|$)",
    re.IGNORECASE,
)
RUNNING_FACE_SHARE = 0.12
"""A face that carries more of the running text than this is no heading's."""
_BODY_AFTER = re.compile(
    r"^(?:shows?|presents?|illustrates?|depicts?|lists?|gives?|summari[sz]es?|provides?|displays?|compares?|"
    r"reports?|contains?|describes?|"
    r"demonstrates?|represents?|reveals?|indicates?|and|in|is|are|was|were|to|for|as|of|we|that|can|on|with|"
    r"from|outlines?|details?|plots?|has|have)\b"
)


@dataclass(slots=True)
class Block:
    """Lines under each other in one column, in one kind."""

    lines: list[Line]
    kind: str = ""
    section: str = ""
    """Name of a section that begins here without a printed heading."""
    captioned: bool = False
    """It is a whole table with a caption beside it."""
    figure: bool = False
    """It holds the words inside a figure with a caption under it."""
    formula: bool = False
    """It is a displayed formula, or a piece of one, in the running text."""
    run_in: bool = False
    """A heading that stands at the beginning of a paragraph's first line."""

    @property
    def page(self) -> int:
        """1-based."""
        return self.lines[0].page

    @property
    def text(self) -> str:
        """Its lines joined by blanks."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """The size of most of its characters (pt)."""
        sizes: Counter[float] = Counter()
        for line in self.lines:
            sizes[line.size] += sum(len(word.text) for word in line.words)
        return sizes.most_common(1)[0][0]


@dataclass(frozen=True, slots=True)
class Style:
    """What the paper's running text looks like."""

    size: float
    font: str
    bold: bool
    measure: float
    """Usual width of a column, pt."""
    faces: frozenset[str] = frozenset()
    """The faces of its running text."""


def body_style(pages: Sequence[PageText]) -> Style:
    """Return size and face of most of the paper's text."""
    sizes: Counter[float] = Counter()
    fonts: Counter[tuple[float, str]] = Counter()
    widths: Counter[int] = Counter()
    for page in pages:
        for line in page.lines:
            letters = sum(len(word.text) for word in line.words)
            if len(line.words) < 4:
                continue
            sizes[line.size] += letters
            fonts[line.size, line.font] += letters
            widths[round((line.column[1] - line.column[0]) / 5) * 5] += letters
    if not sizes:
        return Style(10, "", False, 400)
    size = _body_size(sizes)
    faces: Counter[str] = Counter()
    for (other, font), n in fonts.items():
        if abs(other - size) < 0.35:
            faces[font] += n
    font = max(faces, key=lambda name: faces[name])
    running = frozenset(name for name, n in faces.items() if n > RUNNING_FACE_SHARE * sum(faces.values()))
    return Style(size, font, is_bold(font), float(widths.most_common(1)[0][0]), running)


def _body_size(sizes: Counter[float]) -> float:
    """Return the commonest size; of two near in number (text and a long reference list) the larger."""
    most = max(sizes.values())
    return max(size for size, n in sizes.items() if n >= 0.55 * most)


def cut_blocks(page: PageText) -> list[Block]:
    """Return the page's blocks in reading order."""
    blocks: list[Block] = []
    for line in page.lines:
        if blocks and blocks[-1].lines[-1].block == line.block:
            blocks[-1].lines.append(line)
        else:
            blocks.append(Block([line]))
    return blocks


def is_prose(block: Block, style: Style) -> bool:
    """Return whether the block looks like running text: lines that fill their column, words of lower-case letters."""
    words = [word.text for line in block.lines for word in line.words]
    letters = sum(len(word) for word in words)
    lower = sum(len(word) for word in words if re.fullmatch(r"[(\[“\"'‘]?[a-zà-ÿ’'-]{2,}[.,;:)\]”\"'’]*", word))
    if letters < 12 or lower < 0.4 * letters:
        return False
    rows = rows_of(block.lines)
    several = sum(len(row) > 1 for row in rows)
    if several > 0.34 * len(rows):
        return False
    wide = [line for line in block.lines if line.u1 - line.u0 > 0.7 * (line.column[1] - line.column[0])]
    if len(rows) == 1:
        return lower > 0.5 * letters and (bool(wide) or len(words) > 5)
    return len(wide) >= 0.4 * len(rows)


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines in rows of one height."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and abs(rows[-1][0].v - line.v) < 0.45 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def caption_match(line: Line, style: Style, *, starts: bool) -> re.Match[str] | None:
    """Return the match of a line that begins a caption ("Figure 3. ...", "Table 2 ..."), None for text that only
    speaks of one.
    """
    match = CAPTION.match(line.text)
    if match is None or not starts or not line.text[0].isupper():
        return None
    rest = line.text[match.end() :].strip()
    after = match["after"].strip()
    if after in (".", ":", "|") or not rest:
        return match if not _BODY_AFTER.match(rest) else None
    if _BODY_AFTER.match(rest) or (after == ")" and rest[:1].islower()):
        return None
    first = line.words[0]
    rest_font = line.words[-1].font
    if first.font != style.font and (first.font != rest_font or abs(line.size - style.size) > 0.4):
        return match
    if abs(line.size - style.size) > 0.4:
        return match
    return match if rest[:1].isupper() else None


def shown_top(page: PageText, line: Line) -> float:
    """Return top of the line as a share of the shown page's height."""
    rect = Frame(line.turn, page.width, page.height).rect(line.u0, line.top, line.u1, line.bottom)
    return (rect[1] - page.crop[1]) / max(1.0, page.crop[3] - page.crop[1])
