"""Blocks of lines, what they look like, and what the paper's running text looks like."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from lib.reading.layout.columns import SAME_ROW_EM
from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.layout.words import is_hyphen_end
from lib.reading.pdf.glyphs import is_bold
from lib.reading.tables.grid import PrintedTable
from lib.reading.text.sentences import ends_sentence
from lib.records import SentenceKind

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
RUNNING_SIZE_SHARE = 0.55
"""Of sizes with this share of the commonest one's letters the largest is the running text's: a reference list may be as long."""
SAME_SIZE_PT = 0.35
"""Sizes that differ by less are one: a line's size is rounded to 0.1 pt, and fonts are scaled to fit."""
SMALL_SIZE = 0.93
"""Notes, captions and tables are set in less than this share of the running text's size."""
CAPTION_SIZE_PT = 0.4
"""A caption in the running text's face differs from it in size by more than this."""
LEAST_STYLE_WORDS = 4
"""A line of fewer words tells nothing of the running text."""
MEASURE_STEP_PT = 5
"""Widths of columns are counted in steps of this."""
NO_TEXT_SIZE_PT, NO_TEXT_MEASURE_PT = 10, 400
"""Size and column of the running text of a paper without any: a usual page's."""
LEAST_PROSE_LETTERS = 12
LOWER_SHARE = 0.4
"""Of the letters of running text those in words of lower case."""
FILLED_LOWER_SHARE = 0.2
"""The same where its lines are filled as a paragraph's are: names, codes and numbers leave fewer to it."""
FILLED_ROWS = 3
"""Lines of a paragraph that is told by how they are filled."""
FILLED_LEADING_EM = 2.8
"""They stand no further under each other, set with double spacing."""
FILL_EM = 0.5
"""A line is filled where the next one's first word would reach further beyond the column than a blank may shrink; lines of a
paragraph begin no further from its edge."""
LONE_LINE_LOWER_SHARE = 0.5
"""The same for one line alone."""
LONE_LINE_WORDS = 5
"""A line alone that does not fill its column is running text where it has more words than these."""
PIECES_SHARE = 0.34
"""Of the rows of running text those in several pieces; a table has more."""
WIDE_LINE_SHARE = 0.7
"""A line that fills this share of its column is wide."""
WIDE_ROWS_SHARE = 0.4
"""Of the rows of running text those that are wide."""
LOWER_WORD = re.compile(r"[(\[“\"'‘]?[a-zà-ÿ’'-]{2,}[.,;:)\]”\"'’]*")
"""A word of lower-case letters, with the marks around it."""
_ITEM = re.compile(r"^(?:[•●▪■◦‣►▶▸➢➤❖◆✓✔]\s*\w|[·∙°]\s+[^\W\d]{2})")
_SPEAKS_OF = re.compile(
    r"^(?:shows?|presents?|illustrates?|depicts?|lists?|gives?|summari[sz]es?|provides?|displays?|compares?|"
    r"reports?|contains?|describes?|"
    r"demonstrates?|represents?|reveals?|indicates?|and|in|is|are|was|were|to|for|as|of|we|that|can|on|with|"
    r"from|outlines?|details?|plots?|has|have)\b"
)
"""What follows "Figure 3" in text that speaks of the figure."""


@dataclass
class Block:
    """Lines under each other in one column, in one kind.

    The lines stay as they are, so that what they look like is measured once; a block with other lines is another block.
    """

    lines: Sequence[Line]
    kind: SentenceKind | Literal[""] = ""
    """Empty until it is told."""
    section: str = ""
    """Name of a section that begins here without a printed heading."""
    caption: Sequence[Line] = ()
    """Of a whole table the lines of the caption beside it."""
    table: PrintedTable | None = None
    """The table whose rows it holds, where rules on the page bound it."""
    figure: bool = False
    """It holds the words inside a figure with a caption under it."""
    formula: bool = False
    """It is a displayed formula, or a piece of one, in the running text."""
    whole: bool = False
    """No heading runs into its paragraphs."""
    run_in: bool = False
    """A heading that stands at the beginning of a paragraph's first line."""

    @property
    def page(self) -> int:
        """1-based."""
        return self.lines[0].page

    @cached_property
    def text(self) -> str:
        """Its lines joined by blanks."""
        return " ".join(line.text for line in self.lines).strip()

    @cached_property
    def size(self) -> float:
        """The size of most of its characters (pt)."""
        sizes: Counter[float] = Counter()
        for line in self.lines:
            sizes[line.size] += sum(len(word.text) for word in line.words)
        return sizes.most_common(1)[0][0]

    @cached_property
    def is_prose(self) -> bool:
        """Whether it looks like running text: lines that fill their column, words of lower-case letters."""
        return self._is_prose(math.inf)

    def is_prose_of(self, style: Style) -> bool:
        """Return whether it is running text of the paper's looks and width, in a column that something wider makes wider."""
        alike = all(style.has_size(line.size) and line.faces & style.faces for line in self.lines)
        return alike and self._is_prose(style.measure)

    def _is_prose(self, measure: float) -> bool:
        words = [word.text for line in self.lines for word in line.words]
        letters = sum(len(word) for word in words)
        lower = sum(len(word) for word in words if LOWER_WORD.fullmatch(word))
        if letters < LEAST_PROSE_LETTERS:
            return False
        if lower < LOWER_SHARE * letters:
            return lower >= FILLED_LOWER_SHARE * letters and is_filled(self.lines)
        rows = rows_of(self.lines)
        if sum(len(row) > 1 for row in rows) > PIECES_SHARE * len(rows):
            return False
        wide = sum(
            line.u1 - line.u0 > WIDE_LINE_SHARE * min(measure, line.column[1] - line.column[0]) for line in self.lines
        )
        if len(rows) == 1:
            return lower > LONE_LINE_LOWER_SHARE * letters and (wide > 0 or len(words) > LONE_LINE_WORDS)
        return wide >= WIDE_ROWS_SHARE * len(rows)


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

    def has_size(self, size: float) -> bool:
        """Return whether text of this size (pt) is as large as the running text."""
        return abs(size - self.size) < SAME_SIZE_PT

    def is_larger_than(self, size: float) -> bool:
        """Return whether text of this size (pt) is plainly smaller than the running text."""
        return size < self.size - SAME_SIZE_PT


def body_style(pages: Sequence[PageText]) -> Style:
    """Return what most of the paper's text looks like."""
    sizes: Counter[float] = Counter()
    fonts: Counter[tuple[float, str]] = Counter()
    widths: Counter[int] = Counter()
    for page in pages:
        for line in page.lines:
            letters = sum(len(word.text) for word in line.words)
            if len(line.words) < LEAST_STYLE_WORDS:
                continue
            sizes[line.size] += letters
            fonts[line.size, line.font] += letters
            widths[round((line.column[1] - line.column[0]) / MEASURE_STEP_PT) * MEASURE_STEP_PT] += letters
    if not sizes:
        return Style(NO_TEXT_SIZE_PT, "", False, NO_TEXT_MEASURE_PT)
    size = _body_size(sizes)
    faces: Counter[str] = Counter()
    for (other, font), n in fonts.items():
        if abs(other - size) < SAME_SIZE_PT:
            faces[font] += n
    font = max(faces, key=lambda name: faces[name])
    running = frozenset(name for name, n in faces.items() if n > RUNNING_FACE_SHARE * sum(faces.values()))
    return Style(size, font, is_bold(font), float(widths.most_common(1)[0][0]), running)


def _body_size(sizes: Counter[float]) -> float:
    """Return the commonest size; of two near in number (text and a long reference list) the larger."""
    most = max(sizes.values())
    return max(size for size, n in sizes.items() if n >= RUNNING_SIZE_SHARE * most)


def begins_item(line: Line) -> bool:
    """Return whether the line begins with a bullet that is no sign of a formula, and a word behind it."""
    return _ITEM.match(line.text) is not None


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines in rows of one height."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and abs(rows[-1][0].v - line.v) < SAME_ROW_EM * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def is_filled(lines: Sequence[Line]) -> bool:
    """Return whether the lines are set as a paragraph is: under each other, from the column's edge on, each broken where the
    next word had no room, the last one at a sentence's end.
    """
    if len(lines) < FILLED_ROWS or not ends_sentence(lines[-1].text):
        return False
    return all(goes_on_filled(before, line) for before, line in pairwise(lines))


def goes_on_filled(before: Line, line: Line) -> bool:
    """Return whether the line goes on with one over it that was broken because the next word had no room in it."""
    left, right = line.column
    reach = before.u1 + line.words[0].u1 - line.words[0].u0
    full = is_hyphen_end(before.text) or reach > right - FILL_EM * line.size
    flush = abs(line.u0 - left) < FILL_EM * line.size
    close = FILL_EM * line.size < line.v - before.v < FILLED_LEADING_EM * line.size
    return full and flush and close and before.column == line.column and before.turn == line.turn


def caption_match(line: Line, style: Style) -> re.Match[str] | None:
    """Return the match of a line that begins a caption ("Figure 3. ...", "Table 2 ..."), None for text that only
    speaks of one.
    """
    match = CAPTION.match(line.text)
    if match is None or not line.text[0].isupper():
        return None
    rest = line.text[match.end() :].strip()
    after = match["after"].strip()
    if after in (".", ":", "|") or not rest:
        return match if not _SPEAKS_OF.match(rest) else None
    if _SPEAKS_OF.match(rest) or (after == ")" and rest[:1].islower()):
        return None
    label_face, rest_face = line.words[0].font, line.words[-1].font
    own_face = label_face not in (style.font, rest_face)
    own_size = abs(line.size - style.size) > CAPTION_SIZE_PT
    return match if own_face or own_size or rest[:1].isupper() else None


def shown_top(page: PageText, line: Line) -> float:
    """Return the top of the line as a share of the shown page's height."""
    _, top, _, _ = page.frame(line.turn).rect_to_shown(line.u0, line.top, line.u1, line.bottom)
    _, upper, _, lower = page.crop
    return (top - upper) / max(1.0, lower - upper)
