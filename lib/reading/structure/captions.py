"""Captions set in two columns under a figure as wide as the page: their second half belongs to the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lib.reading.structure.blocks import Block, Style
from lib.reading.text.sentences import ends_sentence

SAME_HEIGHT_EM = 0.5
"""The halves begin at one height: their first baselines differ by less than this."""
SAME_SIZE_PT = 0.3
"""And are set in one size, which the running text beside them has not."""


def whole_captions(blocks: Sequence[Block], style: Style) -> list[Block]:
    """Return the blocks of a page, each caption with the half that stands beside it in the next column."""
    out = list(blocks)
    for caption in [block for block in blocks if block.kind == "caption" and not style.has_size(block.size)]:
        half = next((other for other in out if other.kind == "body" and _is_second_half(caption, other)), None)
        if half is not None:
            out.remove(half)
            out[out.index(caption)] = replace(caption, lines=[*caption.lines, *half.lines])
    return out


def _is_second_half(caption: Block, other: Block) -> bool:
    """Return whether the block goes on with the caption: it begins beside it, looks like it, and the caption is not ended."""
    first, last, begin = caption.lines[0], caption.lines[-1], other.lines[0]
    beside = begin.column[0] > first.column[1] and abs(begin.v - first.v) < SAME_HEIGHT_EM * first.size
    alike = begin.font == last.font and abs(other.size - caption.size) < SAME_SIZE_PT
    return beside and alike and not ends_sentence(last.text) and not begin.text[:1].isupper()
