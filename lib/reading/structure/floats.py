"""Captions, tables and words in figures on a page, told from the running text and from displayed formulas."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from lib.reading.layout.lines import Line
from lib.reading.structure.blocks import CAPTION, Block, Style, rows_of
from lib.reading.structure.headings import KNOWN, numbering_depth
from lib.reading.structure.tables import split_cells
from lib.reading.text.endings import FINAL

_MATHS = re.compile(r"[=≈≤≥<>±×÷∑∏∫√∞∂∇∈∀∃→←↔⇒∝+−*/^|{}αβγδεζηθλμνξπρστφχψω�]")


def tables_apart(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, a table's rows beside its caption cut off from the text that stands as close."""
    out: list[Block] = []
    for n, block in enumerate(blocks):
        above, below = (_is_table_caption(blocks[k]) if 0 <= k < len(blocks) else False for k in (n - 1, n + 1))
        if _is_table_caption(block):
            out.extend(_without_head(block))
            continue
        if block.kind or not (above or below):
            out.append(block)
            continue
        rows = rows_of(block.lines)
        head = (
            next((k for k, row in enumerate(rows) if not _is_cells(row, rows[k + 1 : k + 2])), len(rows))
            if above
            else 0
        )
        tail = next((k for k in range(len(rows), 0, -1) if not _is_cells(rows[k - 1], rows[k - 2 : k - 1])), 0)
        tail = tail if below else len(rows)
        cuts = sorted({0, head if head >= 2 else 0, tail if len(rows) - tail >= 2 else len(rows), len(rows)})
        for start, end in itertools.pairwise(cuts):
            out.append(Block([line for row in rows[start:end] for line in row]))
    return out


def _without_head(caption: Block) -> list[Block]:
    """Return the caption, and the table's rows that stand as close under it as a block of their own."""
    rows = rows_of(caption.lines)
    cut = next((n for n, row in enumerate(rows) if n and sum(len(split_cells(line)) for line in row) >= 3), None)
    if cut is None:
        return [caption]
    return [Block([line for row in part for line in row]) for part in (rows[:cut], rows[cut:])]


def _is_table_caption(block: Block) -> bool:
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
    short = line.u1 - line.u0 < 0.5 * (line.column[1] - line.column[0])
    return short and any(len(other) > 1 for other in beside)


def mark_floats(blocks: list[Block], style: Style) -> list[Block]:
    """Return the page's blocks, those without a kind told: figure and table text, equations, lines of running text among them."""
    near_caption = any(block.kind == "caption" for block in blocks)
    in_table = False
    out: list[Block] = []
    for block in blocks:
        if block.kind == "caption":
            in_table = is_table_caption(block)
        elif block.kind in ("body", "heading"):
            in_table = False
        if block.kind:
            out.append(block)
        elif not in_table and _holds_running_text(block, style):
            out.extend(_parted_formulas(block))
        else:
            loose = near_caption or block.size < 0.93 * style.size or _many_fragments(block)
            block.kind = "table" if loose and not _is_equation(block, style) else "body"
            block.formula = block.kind == "body"
            out.append(block)
    _mark_figure_labels(out)
    out = _joined_captions(out, style)
    _after_table_captions(out, style)
    return out


def _mark_figure_labels(blocks: Sequence[Block]) -> None:
    """A heading set like the words of the figure that it stands over is one of them."""
    for block, below in itertools.pairwise(blocks):
        first, second = block.lines[0], below.lines[0]
        if (
            block.kind == "heading"
            and below.kind == "table"
            and not numbering_depth(block.text)
            and not KNOWN.match(block.text)
        ):
            alike = first.font == second.font and abs(first.size - second.size) < 0.5
            block.kind = "table" if alike and first.page == second.page else "heading"


def _joined_captions(blocks: Sequence[Block], style: Style) -> list[Block]:
    """Return the blocks, lines set wide apart under a caption that is not finished taken into it."""
    out: list[Block] = []
    for block in blocks:
        if (
            out
            and out[-1].kind == "caption"
            and block.kind in ("body", "table")
            and _ends_caption(out[-1], block, style)
        ):
            out[-1].lines = [*out[-1].lines, *block.lines]
        else:
            out.append(block)
    return out


def is_table_caption(caption: Block) -> bool:
    """Return whether the caption is a table's."""
    return caption.text[:3].lower() == "tab"


def _ends_caption(caption: Block, block: Block, style: Style) -> bool:
    last, first = caption.lines[-1], block.lines[0]
    alike = abs(last.size - first.size) < 0.2 and last.font == first.font and abs(last.u0 - first.u0) < first.size
    near = last.page == first.page and 0 < first.v - last.v < 2.2 * first.size
    other = first.font not in style.faces or abs(first.size - style.size) > 0.35
    short = len(block.lines) == 1 and FINAL.search(block.text) is not None
    begun = first.text[:1].islower() or short or not is_table_caption(caption)
    return (
        alike
        and near
        and other
        and begun
        and not FINAL.search(last.text)
        and len(rows_of(block.lines)) == len(block.lines)
    )


def _holds_running_text(block: Block, style: Style) -> bool:
    """Return whether lines of running text stand among the block's equations or fragments."""
    near = [line for line in block.lines if abs(line.size - style.size) <= 0.35]
    return any(_is_text_line(line) and line.u1 - line.u0 > 0.6 * (line.column[1] - line.column[0]) for line in near)


def _is_text_line(line: Line) -> bool:
    words = [w.text for w in line.words if re.fullmatch(r"[(\[“\"'‘]?[a-zà-ÿ’'-]{2,}[.,;:)\]”\"'’]*", w.text)]
    return len(words) >= 2 and len(words) >= 0.45 * len(line.words) and line.u0 < line.column[0] + 3 * line.size


def _parted_formulas(block: Block) -> list[Block]:
    """Return the block in pieces of running text and pieces of formulas between them."""
    out: list[Block] = []
    for line in block.lines:
        formula = not _is_text_line(line)
        if out and out[-1].formula == formula:
            out[-1].lines.append(line)
        else:
            out.append(Block([line], "body", formula=formula))
    return out


def _after_table_captions(blocks: list[Block], style: Style) -> None:
    """Small prose inside a table (long cells) belongs to the table."""
    inside = False
    for block in blocks:
        if block.kind == "caption":
            inside = is_table_caption(block)
        elif inside and block.kind == "heading" and block.size < style.size - 0.35:
            block.kind = "table"
        elif block.kind == "heading" or (block.kind == "body" and abs(block.size - style.size) < 0.3):
            inside = False
        elif inside and block.kind == "body" and block.size < style.size - 0.35:
            block.kind = "table"


def _is_equation(block: Block, style: Style) -> bool:
    text = block.text
    return (
        len(block.lines) <= 6
        and abs(block.size - style.size) < 0.15 * style.size
        and len(_MATHS.findall(text)) >= 1
        and len(text) < 200
    )


def _many_fragments(block: Block) -> bool:
    rows = {round(line.v / 3) for line in block.lines}
    return len(block.lines) >= 1.5 * len(rows) and len(block.lines) > 2
