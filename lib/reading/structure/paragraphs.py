"""Paragraphs from blocks: cut at indents, joined over column and page breaks, floats taken out of the running text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.geometry import Rect
from lib.reading.layout.columns import SAME_ROW_EM
from lib.reading.layout.lines import BULLETS, Line
from lib.reading.structure.blocks import Block, begins_item
from lib.reading.structure.headings import ABSTRACT, REFERENCES, HeadingStyle, SectionPath, names_text
from lib.reading.tables.grid import GridRow, PrintedTable
from lib.reading.tables.table_reader import printed_table
from lib.reading.text.sentences import ends_sentence
from lib.records import SentenceKind

_BULLET = re.compile(
    rf"^(?:[{BULLETS}–—-]|°(?=\s[^\W\d]{{2}})|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)]|\([a-z]?\d{{1,2}}[a-z]?(?:\.\d)?\))\s"
)
_ENTRY = re.compile(r"^(?:\[\d{1,3}\]|\[[A-Z][^\]]{0,20}\]|\(?\d{1,3}[.)]|\d{1,3}\s+[A-ZÀ-Ý])")
_OPENING = re.compile(r"^(?:\d\.?\s|I\.\s)?\|?\s*(?:introduction|einleitung)\b", re.IGNORECASE)
INDENT_EM = 0.8
"""A line that begins further from its column's edge is indented."""
FLUSH_EM = 0.5
"""A line that begins no further from an edge stands at it; one no further under another stands beside it."""
DEEP_INDENT_EM = 5
"""A line that begins further from its column's edge is a displayed formula, not a paragraph's first."""
FULL_EM = 1.5
"""A line that ends no further before its column's edge fills it."""
SHORT_EM = 2
"""A line that ends further before its column's edge ends an item of a list."""
SHORT_SHARE = 0.15
"""A line that leaves more than this share of its column ends a paragraph."""
COLUMN_LEADING_EM = 2.8
"""A paragraph goes on in its own column no further down than this."""
EQUATION_LEADING_EM = 20
"""The same over displayed equations."""
ITEM_LEADING_EM = 1.6
"""Lines of a list's item stand no further under each other."""
TEXT_SIZE_SHARE = 0.12
"""Parts of one paragraph differ in size by at most this share."""
FRONT_SIZE_PT = 0.3
"""Lines of one entry of a title block differ in size by less than this."""
NUMBERED_SHARE = 0.15
"""A reference list is numbered where this share of its lines begins with a number."""
HANGING_SHARE = 0.2
"""It hangs where more than this share of its lines is indented."""
ENTRY_INDENT_EM = 3
"""A numbered entry begins no further from the list's edge."""
FIGURE_ROWS = 12
"""So many rows of words inside a figure stand in one sentence."""


@dataclass(slots=True)
class Paragraph:
    """Lines of one kind that belong together, with the section they stand in."""

    lines: list[Line]
    kind: SentenceKind
    section: str
    closed: bool = False
    """Nothing may be joined to it."""
    row: GridRow | None = None
    """The row of a table that it is."""
    table: PrintedTable | None = None
    """The table of that row."""


Rules = Mapping[tuple[int, int], Sequence[Rect]]
"""Thin lines by page and turn, in the frame of text with that turn."""


def cut_paragraphs(blocks: Sequence[Block], rules: Rules) -> list[Paragraph]:
    """Return the paper's paragraphs in reading order, those of its title block first; `rules` part the heads of tables
    from their rows.
    """
    builder = _ParagraphBuilder(rules)
    builder.opening = opening_of(blocks)
    builder.paragraphs.extend(p for block in blocks if block.kind == "front" for p in _cut_float(block, "", rules))
    for block in whole_tables(blocks):
        if block.kind == "heading":
            builder.add_heading(block)
        elif block.kind == "body":
            builder.add_body(block)
        elif block.kind != "front":
            builder.add_float(block)
    builder.release_floats()
    return builder.paragraphs


class _ParagraphBuilder:
    """Puts paragraphs together block by block: a float inside a sentence is held back until its paragraph has ended."""

    def __init__(self, rules: Rules) -> None:
        self.paragraphs: list[Paragraph] = []
        self.opening: Block | None = None
        """The heading of the introduction: of the first level whatever it looks like."""
        self._rules = rules
        self._path = SectionPath()
        self._floats: list[Paragraph] = []  # held back

    def add_heading(self, block: Block) -> None:
        """Enter the section that the heading names."""
        if block.section:
            self._path.name(block.section)
        style = HeadingStyle.of(block.lines[0], run_in=block.run_in)
        named = ABSTRACT.match(block.text) or REFERENCES.match(block.text)
        self._path.enter(block.text, style, top=block is self.opening or named is not None)
        self.release_floats()
        self.paragraphs.append(Paragraph(list(block.lines), "heading", str(self._path), closed=True))

    def add_body(self, block: Block) -> None:
        """Add running text; its first paragraph goes on with the last one where that is not finished."""
        if block.section:
            self._path.name(block.section)
        first, *others = _cut_body(block, str(self._path))
        last = self.paragraphs[-1] if self.paragraphs else None
        over_equation = any(part.kind == "equation" for part in self._floats)
        if last is None or last.kind != "body" or not _continues(last, first, over_equation=over_equation):
            self.release_floats()
            self.paragraphs += [first, *others]
            return
        last.lines = [*last.lines, *first.lines]
        if others:
            self.paragraphs += others[:-1]
            self.release_floats()
            self.paragraphs.append(others[-1])

    def add_float(self, block: Block) -> None:
        """Add what is not running text: a caption, a table, a note, a reference list."""
        pieces = _cut_float(block, str(self._path), self._rules)
        last = self.paragraphs[-1] if self.paragraphs else None
        inside = (
            last is not None and last.kind == "body" and not _is_finished(last, over_equation=block.kind == "equation")
        )
        if inside and block.kind != "reference":
            self._floats.extend(pieces)
        else:
            self.release_floats()
            self.paragraphs.extend(pieces)

    def release_floats(self) -> None:
        """Add the floats that were held back."""
        self.paragraphs.extend(self._floats)
        self._floats = []


def opening_of(blocks: Sequence[Block]) -> Block | None:
    """Return the heading of the introduction; a lesser one before it is a part of the abstract."""
    found: Block | None = None
    abstract = False
    for block in blocks:
        if block.kind != "heading" or block.run_in:
            continue
        abstract = abstract or bool(ABSTRACT.match(block.text))
        if not _OPENING.match(block.text):
            continue
        if found is None:
            found = block
        elif abstract and block.page <= found.page + 1:
            weaker = HeadingStyle.of(found.lines[0]).stronger(HeadingStyle.of(block.lines[0]))
            return found if weaker else block
    return found


def _is_finished(paragraph: Paragraph, *, over_equation: bool) -> bool:
    """Return whether the paragraph ends with its last line; what a colon leads to may be an equation inside a sentence."""
    text = paragraph.lines[-1].text
    return ends_sentence(text) and not (over_equation and text.endswith(":"))


def _continues(before: Paragraph, after: Paragraph, *, over_equation: bool = False) -> bool:
    """Return whether a paragraph goes on in another column, on another page or after a float."""
    if before.closed or after.closed or before.section != after.section:
        return False
    end, start = before.lines[-1], after.lines[0]
    unfinished = not _is_finished(before, over_equation=over_equation)
    lower = start.text[:1].islower() or (start.text[:1] in "([" and start.text[1:2].islower())
    if end.page == start.page and end.column == start.column and end.block + 1 >= start.block and end.v < start.v:
        leading = EQUATION_LEADING_EM if over_equation else COLUMN_LEADING_EM
        return unfinished and lower and start.v - end.v < leading * end.size
    if abs(end.size - start.size) > TEXT_SIZE_SHARE * end.size:
        return False
    indented = start.u0 - start.column[0] > INDENT_EM * start.size
    full = end.u1 > end.column[1] - FULL_EM * end.size
    broken = end.u1 + start.words[0].u1 - start.words[0].u0 > end.column[1]  # a ragged line, the next word had no room
    if unfinished and end.text.endswith(":"):
        return lower
    if unfinished:
        return (
            lower
            or (end.text.endswith("-") and start.text[:1].isdigit())
            or ((full or broken) and not indented and start.text[:1] not in BULLETS)
        )
    small = not _BULLET.match(start.text) and not start.text[:1].isupper()
    return (full or (broken and lower)) and not indented and small


def _cut_body(block: Block, section: str) -> list[Paragraph]:
    """Return the block's paragraphs, cut where a line is indented or the one before ends short; a formula is one of its own."""
    if block.formula:
        return [Paragraph(list(block.lines), "body", section, closed=True)]
    out: list[Paragraph] = []
    for line in block.lines:
        if not out or _begins_paragraph(out[-1].lines, line):
            out.append(Paragraph([line], "body", section))
        else:
            out[-1].lines.append(line)
    return out


def _begins_paragraph(paragraph: Sequence[Line], line: Line) -> bool:
    """Return whether the line begins a new paragraph after these lines of the one before."""
    first, before = paragraph[0], paragraph[-1]
    left, right = line.column
    if _is_in_list_item(first, before, line) or _continues_sentence(before, line):
        return False
    indent, before_indent = line.u0 - left, before.u0 - left
    indented = indent > INDENT_EM * line.size and before_indent < FLUSH_EM * line.size
    if indented and line.v - before.v > FLUSH_EM * line.size:
        return indent < DEEP_INDENT_EM * line.size or ends_sentence(before.text)
    if begins_item(line) or (begins_item(first) and _follows_item(first, before, line)):
        return True
    if _BULLET.match(line.text) and (before.u1 < right - SHORT_EM * line.size or ends_sentence(before.text)):
        return True
    return (
        before.u1 < right - SHORT_SHARE * (right - left)
        and ends_sentence(before.text)
        and line.v > before.v + FLUSH_EM * line.size
    )


def _is_in_list_item(first: Line, before: Line, line: Line) -> bool:
    """Return whether the line stands under the text of a list's item, whose label sticks out to the left."""
    aligned = before is first or abs(line.u0 - before.u0) < FLUSH_EM * line.size
    inside = line.u0 > first.u0 + FLUSH_EM * line.size and aligned
    close = 0 < line.v - before.v < ITEM_LEADING_EM * line.size
    return inside and close and bool(_BULLET.match(first.text)) and not _BULLET.match(line.text)


def _follows_item(first: Line, before: Line, line: Line) -> bool:
    """Return whether the line, outdented and behind a short one, is text that follows the item."""
    outdented = line.u0 < first.words[min(1, len(first.words) - 1)].u0 - FLUSH_EM * line.size
    return outdented and before.u1 < line.column[1] - SHORT_EM * line.size and line.text[:1].isupper()


def _continues_sentence(before: Line, line: Line) -> bool:
    """Return whether the line plainly continues a sentence: the line before is full and unfinished, this one begins
    in lower case.
    """
    full = before.u1 > line.column[1] - FULL_EM * line.size
    return full and line.text[:1].islower() and not ends_sentence(before.text) and not _BULLET.match(line.text)


def whole_tables(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, those of a table with a caption over or under it made one, and those of words inside a figure."""
    out: list[Block] = []
    whole = {id(block.caption[0]) for block in blocks if block.table is not None and block.caption}
    n = 0
    while n < len(blocks):
        if blocks[n].kind != "table" or blocks[n].table is not None:
            out.append(blocks[n])
            n += 1
            continue
        end = n + 1
        while end < len(blocks) and _same_table(blocks[end - 1], blocks[end]):
            end += 1
        above, below = (_caption_of(blocks, k, blocks[n].page) for k in (n - 1, end))
        lines = [line for b in blocks[n:end] for line in b.lines]
        captions = [blocks[k].lines for k, what in ((n - 1, above), (end, below)) if what == "tab"]
        free = [caption for caption in captions if id(caption[0]) not in whole]
        if free:
            out.append(Block(lines, "table", caption=free[0]))
        elif below == "fig":
            out.append(Block(lines, "table", figure=True))
        else:
            out.extend(blocks[n:end])
        n = end
    return out


def _caption_of(blocks: Sequence[Block], n: int, page: int) -> str:
    """Return what the caption at this place is of ("tab", "fig"), empty where it is of anything else or no caption of
    the page stands there.
    """
    if not 0 <= n < len(blocks) or blocks[n].kind != "caption" or blocks[n].page != page:
        return ""
    text = blocks[n].text.lower()
    return next((what for what in ("tab", "fig") if text.startswith(what)), "")


def _same_table(before: Block, after: Block) -> bool:
    same_turn = before.lines[0].turn == after.lines[0].turn
    return after.kind == "table" and after.table is None and after.page == before.page and same_turn


def _cut_float(block: Block, section: str, rules: Rules) -> list[Paragraph]:
    """Return the paragraphs of a block that is not running text."""
    if block.kind == "reference":
        return _entries(block, section)
    if block.kind == "table":
        if block.table is not None:
            return _table_rows(block.table, section, block.page)
        if block.figure:
            return _figure(block, section)
        if not block.caption:
            return _rows(block, section)
        return _table_rows(
            printed_table(block.lines, rules.get((block.page, block.lines[0].turn), ()), block.caption), section
        )
    if block.kind == "front":
        return [Paragraph(lines, "front", section, closed=True) for lines in _front_lines(block)]
    if block.kind == "equation":
        return [Paragraph(list(block.lines), "equation", section, closed=True)]
    if block.kind == "footnote":
        return _notes(block, section)
    return [Paragraph(list(block.lines), "caption", section, closed=True)]


def _table_rows(table: PrintedTable, section: str, page: int | None = None) -> list[Paragraph]:
    """Return the table's rows (None: of all its pages)."""
    return [
        Paragraph(row.lines, "table", section, closed=True, row=row, table=table)
        for row in table.rows
        if page is None or row.lines[0].page == page
    ]


def _notes(block: Block, section: str) -> list[Paragraph]:
    """Return one paragraph a footnote: cut at raised marks and at signs after a sentence's end."""
    out: list[Paragraph] = []
    for n, line in enumerate(block.lines):
        first = line.words[0]
        marked = first.script == 1 or re.match(r"^[*†‡§¶]", first.text) is not None
        if n == 0 or (marked and ends_sentence(block.lines[n - 1].text)) or (marked and first.script == 1):
            out.append(Paragraph([line], "footnote", section, closed=True))
        else:
            out[-1].lines.append(line)
    return out


def _front_lines(block: Block) -> list[list[Line]]:
    """Return the entries of a title block: lines under each other in one face and size."""
    out: list[list[Line]] = []
    for n, line in enumerate(block.lines):
        before = block.lines[n - 1] if n else None
        alike = before is not None and (before.font == line.font or names_text([before], line))
        same = alike and before is not None and abs(before.size - line.size) < FRONT_SIZE_PT
        if before is not None and same and line.v > before.v:
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _rows(block: Block, section: str) -> list[Paragraph]:
    """Return one paragraph a row of lines on one height."""
    rows: list[list[Line]] = []
    for line in block.lines:
        if rows and abs(rows[-1][-1].v - line.v) < SAME_ROW_EM * line.size and line.turn == rows[-1][-1].turn:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [Paragraph(row, "table", section, closed=True) for row in rows]


def _figure(block: Block, section: str) -> list[Paragraph]:
    """Return the words inside a figure, many rows together: an axis' numbers are nothing that one would cite alone."""
    rows = [row.lines for row in _rows(block, section)]
    parts = [rows[n : n + FIGURE_ROWS] for n in range(0, len(rows), FIGURE_ROWS)]
    return [Paragraph([line for row in part for line in row], "table", section, closed=True) for part in parts]


def _entries(block: Block, section: str) -> list[Paragraph]:
    """Return one paragraph a reference: cut at numbers or hanging indents."""
    lines = block.lines
    numbered = sum(bool(_ENTRY.match(line.text)) for line in lines)
    left = min(line.u0 for line in lines)
    hanging = sum(line.u0 > left + FLUSH_EM * line.size for line in lines)
    out: list[Paragraph] = []
    for n, line in enumerate(lines):
        if n == 0:
            begins = True
        elif numbered >= NUMBERED_SHARE * len(lines) and numbered > 1:
            begins = bool(_ENTRY.match(line.text)) and line.u0 <= left + ENTRY_INDENT_EM * line.size
        elif hanging > HANGING_SHARE * len(lines):
            begins = line.u0 <= left + FLUSH_EM * line.size
        else:
            begins = ends_sentence(lines[n - 1].text) and lines[n - 1].u1 < line.column[1] - FULL_EM * line.size
        if begins:
            out.append(Paragraph([line], "reference", section))
        else:
            out[-1].lines.append(line)
    return out
