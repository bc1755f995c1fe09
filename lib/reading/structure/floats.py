"""Captions, tables and words in figures on a page, told from the running text and from displayed formulas."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from lib.reading.layout.lines import Line
from lib.reading.structure.blocks import (
    CAPTION,
    LOWER_WORD,
    PIECES_SHARE,
    SMALL_SIZE,
    Block,
    Style,
    begins_item,
    goes_on_filled,
    rows_of,
)
from lib.reading.structure.equations import MATHS
from lib.reading.structure.headings import KNOWN, numbering_depth
from lib.reading.tables.pieces import split_cells
from lib.reading.text.sentences import ends_sentence

LEAST_CELLS = 3
"""A row in so many pieces under a caption's text is a table's first."""
LEAST_TABLE_ROWS = 2
SHORT_CELL_SHARE = 0.5
"""A piece narrower than this share of its column may be a cell of the row beside it."""
LABEL_SIZE_PT = 0.5
"""A figure's label and its words differ in size by less than this."""
CAPTION_LINE_SIZE_PT = 0.2
"""Lines of one caption differ in size by less than this."""
CAPTION_LEADING_EM = 2.2
"""They stand no further under each other than this."""
TEXT_LINE_SHARE = 0.6
"""A line of running text among formulas fills more of its column than this."""
ITEMS_SHARE = 0.3
"""Of the lines of a list those that begin an item; the others go on with one."""
LEAST_TEXT_WORDS, TEXT_WORDS_SHARE = 2, 0.45
"""It has at least so many words of lower case, and so many of all."""
TEXT_INDENT_EM = 3
"""It begins no further from its column's edge."""
BODY_SIZE_PT = 0.3
"""Prose that differs from the running text in size by less than this ends a table."""
LEAST_ITEMS = 2
"""So many lines with a label are a list, of which each item is a paragraph."""
_DASHED = re.compile(r"^[-–—]\s+[^\W\d]{2}")
_LABEL = re.compile(r"^(?:[-–—*]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s")
FORMULA_LINES, FORMULA_LETTERS = 6, 200
"""A displayed formula has at most so many lines, and fewer characters."""
FORMULA_SIZE_SHARE = 0.15
"""Its size differs from the running text's by less than this share."""
FRAGMENTS_A_ROW = 1.5
"""A block of so many pieces a row, or more, is a table or a figure's words."""
FRAGMENT_ROW_PT = 3
"""Pieces are counted in rows of this height."""
LEAST_FRAGMENTS = 3
FLUSH_EM = 0.5
"""Lines of a paragraph begin no further from their column's edge; those of entries that hang do."""
LEAST_LINE_WORDS = 3
"""Lines set as the running text is have on average at least so many words; labels have fewer."""
WORDS_SHARE = 0.7
"""Of their characters those in words without a digit."""


def split_off_tables(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, a table's rows beside its caption cut off from the text that stands as close."""
    out: list[Block] = []
    for n, block in enumerate(blocks):
        above, below = (_begins_table_caption(blocks[k]) if 0 <= k < len(blocks) else False for k in (n - 1, n + 1))
        if _begins_table_caption(block):
            out.extend(_split_caption(block))
            continue
        if block.kind or not (above or below):
            out.append(block)
            continue
        rows = rows_of(block.lines)
        start = _rows_of_cells_above(rows) if above else 0
        end = _rows_of_cells_below(rows) if below else len(rows)
        cuts = sorted(
            {
                0,
                start if start >= LEAST_TABLE_ROWS else 0,
                end if len(rows) - end >= LEAST_TABLE_ROWS else len(rows),
                len(rows),
            }
        )
        for first, last in itertools.pairwise(cuts):
            out.append(Block([line for row in rows[first:last] for line in row]))
    return out


def _rows_of_cells_above(rows: Sequence[Sequence[Line]]) -> int:
    """Return the row before which all are rows of cells."""
    return next((k for k, row in enumerate(rows) if not _is_cells(row, rows[k + 1 : k + 2])), len(rows))


def _rows_of_cells_below(rows: Sequence[Sequence[Line]]) -> int:
    """Return the row from which on all are rows of cells."""
    return next((k for k in range(len(rows), 0, -1) if not _is_cells(rows[k - 1], rows[k - 2 : k - 1])), 0)


def _split_caption(caption: Block) -> list[Block]:
    """Return the caption, and the table's rows that stand as close under it as a block of their own."""
    rows = rows_of(caption.lines)
    cut = next(
        (n for n, row in enumerate(rows) if n and sum(len(split_cells(line)) for line in row) >= LEAST_CELLS), None
    )
    if cut is None:
        return [caption]
    return [Block([line for row in part for line in row]) for part in (rows[:cut], rows[cut:])]


def _begins_table_caption(block: Block) -> bool:
    """Return whether a block whose kind is not told yet begins with a table's number."""
    return (
        not block.kind
        and re.match(r"^tab", block.text, re.IGNORECASE) is not None
        and CAPTION.match(block.text) is not None
    )


def _is_cells(row: Sequence[Line], beside: Sequence[Sequence[Line]]) -> bool:
    """Return whether the row is in pieces, or a short piece next to such a row."""
    if len(row) > 1:
        return True
    line = row[0]
    short = line.u1 - line.u0 < SHORT_CELL_SHARE * (line.column[1] - line.column[0])
    return short and any(len(other) > 1 for other in beside)


def mark_floats(blocks: list[Block], style: Style) -> list[Block]:
    """Return the page's blocks, those without a kind told: figure and table text, equations, lines of running text among them."""
    near_caption = any(block.kind == "caption" for block in blocks)
    in_table = False
    out: list[Block] = []
    for block in blocks:
        if block.kind == "caption":
            in_table = is_table_caption(block)
        elif block.kind in ("body", "heading") or block.table is not None:
            in_table = False
        if block.kind:
            out.append(block)
        elif not in_table and _is_list(block, style):
            block.kind = "body"
            out.append(block)
        elif not in_table and _holds_running_text(block, style):
            out.extend(_split_formulas(block))
        elif not in_table and near_caption and _is_set_as_text(block, style):
            block.kind = "body"
            hangs = any(line.u0 - line.column[0] > FLUSH_EM * line.size for line in block.lines)
            block.formula = hangs and sum(_LABEL.match(line.text) is not None for line in block.lines) < LEAST_ITEMS
            out.append(block)
        else:
            loose = near_caption or block.size < SMALL_SIZE * style.size or _many_fragments(block)
            block.kind = "table" if loose and not _is_equation(block, style) else "body"
            block.formula = block.kind == "body"
            out.append(block)
    _mark_figure_labels(out)
    out = _join_captions(out, style)
    _mark_table_prose(out, style)
    return out


def _mark_figure_labels(blocks: Sequence[Block]) -> None:
    """Make a heading that is set like the words of the figure under it one of them."""
    for block, below in itertools.pairwise(blocks):
        first, second = block.lines[0], below.lines[0]
        if (
            block.kind == "heading"
            and below.kind == "table"
            and not numbering_depth(block.text)
            and not KNOWN.match(block.text)
        ):
            alike = first.font == second.font and abs(first.size - second.size) < LABEL_SIZE_PT
            block.kind = "table" if alike and first.page == second.page else "heading"


def _join_captions(blocks: Sequence[Block], style: Style) -> list[Block]:
    """Return the blocks, lines set wide apart under a caption that is not finished taken into it."""
    out: list[Block] = []
    for block in blocks:
        if (
            out
            and out[-1].kind == "caption"
            and block.kind in ("body", "table")
            and block.table is None
            and _finishes_caption(out[-1], block, style)
        ):
            caption = out[-1]
            out[-1] = replace(caption, lines=[*caption.lines, *block.lines])
        else:
            out.append(block)
    return out


def is_table_caption(caption: Block) -> bool:
    """Return whether the caption is a table's."""
    return caption.text.lower().startswith("tab")


def _finishes_caption(caption: Block, block: Block, style: Style) -> bool:
    """Return whether the block goes on with a caption that is not finished."""
    last, first = caption.lines[-1], block.lines[0]
    alike = (
        abs(last.size - first.size) < CAPTION_LINE_SIZE_PT
        and last.font == first.font
        and abs(last.u0 - first.u0) < first.size
    )
    near = last.page == first.page and 0 < first.v - last.v < CAPTION_LEADING_EM * first.size
    other = first.font not in style.faces or not style.has_size(first.size)
    short = len(block.lines) == 1 and ends_sentence(block.text)
    begun = first.text[:1].islower() or short or not is_table_caption(caption)
    return (
        alike
        and near
        and other
        and begun
        and not ends_sentence(last.text)
        and len(rows_of(block.lines)) == len(block.lines)
    )


def _is_list(block: Block, style: Style) -> bool:
    """Return whether the block is a list of items with bullets, set like the running text."""
    first = block.lines[0]
    like_text = style.has_size(block.size) and bool(first.faces & style.faces)
    items = sum(begins_item(line) for line in block.lines)
    return like_text and begins_item(first) and items >= ITEMS_SHARE * len(block.lines)


def _is_set_as_text(block: Block, style: Style) -> bool:
    """Return whether the block is set as the running text is, in its face and size from the column's edge on, one piece a
    line, though its words are names: a list of institutions, who did what.
    """
    words = [word.text for line in block.lines for word in line.words]
    letters = sum(len(word) for word in words)
    named = sum(len(word) for word in words if not any(char.isdigit() for char in word) and word[-1:] not in "=<>")
    return (
        len(words) >= LEAST_LINE_WORDS * len(block.lines)
        and named >= WORDS_SHARE * letters
        and all(style.has_size(line.size) and line.faces & style.faces for line in block.lines)
        and all(line.u0 < line.column[0] + TEXT_INDENT_EM * line.size for line in block.lines)
        and len(rows_of(block.lines)) == len(block.lines)
        and sum(len(split_cells(line)) > 1 for line in block.lines) <= PIECES_SHARE * len(block.lines)
    )


def _holds_running_text(block: Block, style: Style) -> bool:
    """Return whether lines of running text stand among the block's equations or fragments."""
    return any(
        style.has_size(line.size)
        and _is_text_line(line)
        and line.u1 - line.u0 > TEXT_LINE_SHARE * (line.column[1] - line.column[0])
        for line in block.lines
    )


def _is_text_line(line: Line) -> bool:
    """Return whether the line is one of running text: words of lower case from its column's edge on."""
    words = sum(LOWER_WORD.fullmatch(word.text) is not None for word in line.words)
    enough = words >= LEAST_TEXT_WORDS and words >= TEXT_WORDS_SHARE * len(line.words)
    return begins_item(line) or (enough and line.u0 < line.column[0] + TEXT_INDENT_EM * line.size)


def _split_formulas(block: Block) -> list[Block]:
    """Return the block in pieces of running text and pieces of formulas between them; a line of names, codes or numbers
    between filled ones of the text, or under the text of a list's item, is text.
    """
    lines = block.lines
    text = [_is_text_line(line) for line in lines]
    item: float | None = None  # where the text of the last item begins
    for n, (before, line) in enumerate(itertools.pairwise(lines)):
        if begins_item(before) and len(before.words) > 1:
            item = before.words[1].u0
        hangs = item is not None and abs(line.u0 - item) < FLUSH_EM * line.size
        if hangs or goes_on_filled(before, line):
            text[n + 1] = text[n + 1] or text[n]
    parts = itertools.groupby(zip(text, lines, strict=True), key=lambda one: one[0])
    pieces = [(is_text, [line for _, line in part]) for is_text, part in parts]
    return [Block(piece, "body", formula=not is_text and not _are_dashed(piece)) for is_text, piece in pieces]


def _are_dashed(lines: Sequence[Line]) -> bool:
    """Return whether the lines are items of a list with dashes."""
    return len(lines) >= LEAST_ITEMS and all(_DASHED.match(line.text) for line in lines)


def _mark_table_prose(blocks: list[Block], style: Style) -> None:
    """Count small prose inside a table (long cells) to the table."""
    inside = False
    for n, block in enumerate(blocks):
        if block.kind == "caption":
            inside = is_table_caption(block)
        elif block.table is not None:
            inside = False
        elif (
            inside
            and block.kind == "heading"
            and style.is_larger_than(block.size)
            and not _heads_text(blocks, n, style)
        ):
            block.kind = "table"
        elif block.kind == "heading" or (block.kind == "body" and abs(block.size - style.size) < BODY_SIZE_PT):
            inside = False
        elif inside and block.kind == "body" and style.is_larger_than(block.size):
            block.kind = "table"


def _heads_text(blocks: Sequence[Block], n: int, style: Style) -> bool:
    """Return whether the heading stands over running text, nearer to it than to the table above."""
    if not 0 < n < len(blocks) - 1:
        return False
    above, block, below = blocks[n - 1], blocks[n], blocks[n + 1]
    first, last = block.lines[0], block.lines[-1]
    text = below.kind == "body" and not below.formula and style.has_size(below.size)
    gap, gap_above = below.lines[0].v - last.v, first.v - max(line.v for line in above.lines)
    return text and abs(below.lines[0].u0 - first.u0) < first.size and 0 < gap < gap_above


def _is_equation(block: Block, style: Style) -> bool:
    return (
        len(block.lines) <= FORMULA_LINES
        and abs(block.size - style.size) < FORMULA_SIZE_SHARE * style.size
        and MATHS.search(block.text) is not None
        and len(block.text) < FORMULA_LETTERS
    )


def _many_fragments(block: Block) -> bool:
    rows = {round(line.v / FRAGMENT_ROW_PT) for line in block.lines}
    return len(block.lines) >= FRAGMENTS_A_ROW * len(rows) and len(block.lines) >= LEAST_FRAGMENTS
