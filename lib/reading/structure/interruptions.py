"""What stands inside a sentence without belonging to it: a figure's words taken for headings or text, displayed examples,
boxes over the text of the next column.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from lib.reading.structure.blocks import Block, Style, begins_item
from lib.reading.structure.headings import ABSTRACT, KNOWN, numbering_depth
from lib.reading.text.sentences import ends_sentence

LONG_LINE = 0.6
"""A line that fills this share of its column may go on in the next; ragged lines end where the next word has no room."""
REACH = 40
"""The other half of a sentence is looked for among this many blocks."""
LEAST_WORDS = 2
"""The other half of a sentence begins with a line of at least so many words."""
UNINDENTED_EM = 0.8
"""A line that begins this close to its column's left edge is not indented."""

INSET_EM = 0.35
"""A box's lines stand further inside than this from the left edge of the column whose text goes on under it."""
LEAST_BOX_BLOCKS = 2
"""Of a box: its heading and its text."""
_BOX = re.compile(r"^(?:box|panel|encadré|kasten)\b", re.IGNORECASE)
"""What the caption of a box begins with."""
BOX_SIZE_SHARE = 0.12
"""The halves of a sentence around a box differ in size by at most this share."""

_OPEN_END = re.compile(r"[\w,’'\"”)\]%-]$")


def mark_interruptions(blocks: Sequence[Block], style: Style) -> None:
    """Correct the kinds of headings and text between the two halves of a sentence; the blocks are changed in place.

    What stands in the same column, between the halves, is displayed text; what stands elsewhere is a float's.
    """
    for n, block in enumerate(blocks):
        if not _breaks_off(block, style):
            continue
        end = _other_half(blocks, n, style)
        if end is None:
            continue
        displayed = _stand_under_each_other(blocks[n : end + 1])
        for other in blocks[n + 1 : end]:
            if other.kind == "heading" or (other.kind == "body" and not displayed):
                other.kind = "body" if displayed or _stand_under_each_other([block, other]) else "table"
                other.formula = other.kind == "body"


def without_boxes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, boxes between the halves of a sentence put before the section in which the sentence stands.

    Such a box has a heading or caption and text and stands at the top of a column, inset, over the sentence's other half.
    """
    out, told = list(blocks), [block for block in blocks if block.kind != "front"]
    for n, block in enumerate(told):
        last = block.lines[-1]
        if block.kind != "body" or ends_sentence(last.text) or not _OPEN_END.search(last.text):
            continue
        start = next((k for k in range(n + 1, len(told)) if not _is_between(told[k])), len(told))
        end = start
        while end < len(told) and _is_inset(told[start], told[end]):
            end += 1
        box, under = told[start:end], told[end] if end < len(told) else None
        if len(box) < LEAST_BOX_BLOCKS or under is None:
            continue
        named = box[0].kind == "caption"
        if (named or (box[0].kind == "heading" and start == n + 1)) and _goes_on_under(
            block, box[-1], under, named=named
        ):
            _mark_items(box)
            out = [other for other in out if not any(other is one for one in box)]
            at = next(k for k, other in enumerate(out) if other is block)
            before = max((k for k in range(at) if out[k].kind == "heading" and not out[k].run_in), default=at)
            out[before:before] = box
    return out


def _is_between(block: Block) -> bool:
    """Return whether the block is a float that may stand between a sentence's halves beside a box: a table, a caption."""
    return block.kind in ("table", "footnote") or (block.kind == "caption" and not _BOX.match(block.text))


def _mark_items(box: Sequence[Block]) -> None:
    """Make lists in a box, which a caption near them makes look like a table's words, its text."""
    for block in box:
        if block.kind == "table" and begins_item(block.lines[0]):
            block.kind = "body"


def _is_inset(first: Block, block: Block) -> bool:
    """Return whether the block stands in the column of the box that begins with the first one, inside of its left edge."""
    column = first.lines[0].column
    named = first.kind == "caption" and _BOX.match(first.text) is not None
    own = (block is first or block.kind == "table") and block.table is None and named
    if not own and block.kind not in ("heading", "body"):
        return False
    if block.page != first.page or block.lines[0].column != column:
        return False
    inset = INSET_EM * block.size
    return all(line.u0 >= column[0] + inset for line in block.lines)


def _goes_on_under(block: Block, over: Block, other: Block, *, named: bool) -> bool:
    """Return whether a sentence that the block breaks off goes on in the other one, which stands under a box's last block;
    under a box with a caption (`named`) also with a name, where the block's last line is filled.
    """
    begin = other.lines[0]
    last = block.lines[-1]
    under = (
        other.page == over.page
        and block.page in (other.page, other.page - 1)
        and begin.column == over.lines[0].column
        and begin.v > over.lines[-1].v
    )
    elsewhere = other.page != block.page or begin.column != last.column
    alike = abs(begin.size - last.size) <= BOX_SIZE_SHARE * begin.size
    filled = last.u1 + begin.words[0].u1 - begin.words[0].u0 > last.column[1] - INSET_EM * last.size
    goes_on = begin.text[:1].islower() or begin.text[:1].isdigit() or (named and filled)
    flush = begin.u0 < begin.column[0] + INSET_EM * begin.size
    return under and elsewhere and flush and other.kind == "body" and alike and goes_on


def _breaks_off(block: Block, style: Style) -> bool:
    """Return whether the block is running text whose last line is no short one and ends no sentence."""
    last = block.lines[-1]
    left, right = last.column
    long = last.u1 > left + LONG_LINE * (right - left)
    unfinished = _OPEN_END.search(last.text) is not None and not ends_sentence(last.text)
    return block.kind == "body" and not block.formula and long and _is_set_like_text(block, style) and unfinished


def _is_set_like_text(block: Block, style: Style) -> bool:
    """Return whether the block is set like running text."""
    return style.has_size(block.size) and bool(block.lines[-1].faces & style.faces)


def _other_half(blocks: Sequence[Block], n: int, style: Style) -> int | None:
    """Return the block that continues the sentence which block `n` breaks off, None where other text comes first."""
    first = blocks[n]
    for k in range(n + 1, min(len(blocks), n + REACH)):
        block = blocks[k]
        if block.page > first.page + 1 or block.kind == "reference":
            return None
        if block.kind == "heading" and _begins_section(block):
            return None
        if block.kind != "body":
            continue
        begins_lower = block.text[:1].islower() and len(block.lines[0].words) >= LEAST_WORDS
        if begins_lower and _is_set_like_text(block, style) and _is_flush(block):
            return k
        if block.is_prose:
            return None
    return None


def _begins_section(block: Block) -> bool:
    """Return whether the heading is one that parts the text whatever stands around it."""
    text = block.text
    return block.run_in or bool(KNOWN.match(text) or ABSTRACT.match(text) or numbering_depth(text))


def _is_flush(block: Block) -> bool:
    """Return whether the block begins at its column's left edge."""
    first = block.lines[0]
    return first.u0 < first.column[0] + UNINDENTED_EM * first.size


def _stand_under_each_other(blocks: Sequence[Block]) -> bool:
    """Return whether the blocks stand under each other in one column of one page."""
    lines = [line for block in blocks for line in block.lines]
    first = lines[0]
    same = all(line.page == first.page and line.column == first.column and line.turn == first.turn for line in lines)
    return same and all(b.lines[0].v > a.lines[-1].v for a, b in itertools.pairwise(blocks))
