"""What each block of a paper is: heading, body, caption, table, footnote, front or reference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from lib.reading.layout.pages import PageText
from lib.reading.structure.blocks import SMALL_SIZE, Block, Style, caption_match, goes_on_filled, shown_top
from lib.reading.structure.caption_places import captions_stand_under
from lib.reading.structure.captions import whole_captions
from lib.reading.structure.equations import mark_equations
from lib.reading.structure.floats import is_table_caption, mark_floats, split_off_tables
from lib.reading.structure.front_matter import mark_front
from lib.reading.structure.headings import (
    ABSTRACT,
    KNOWN,
    LEVEL_SIZE_PT,
    REFERENCES,
    HeadingStyle,
    numbering_depth,
)
from lib.reading.structure.interruptions import mark_interruptions, without_boxes
from lib.reading.structure.page_tables import PageTables
from lib.reading.structure.references import mark_references, mark_stray_references
from lib.reading.structure.run_ins import split_run_ins
from lib.reading.structure.split_blocks import split_block

FOOT_SHARE = 0.45
"""Footnotes begin lower on the page than this share of its height."""
LEAST_FOOTNOTE_LETTERS = 25
"""A marked note that is no prose and whose mark is not raised is longer than this."""
_FOOTNOTE_MARK = re.compile(r"^(?:\d{1,2}(?=\s?[A-Za-z“\"(])|[*†‡§¶#∗⋆]|[a-z]\s?(?=[A-Z]))")
_CONTRIBUTIONS = re.compile(r"contributions?\b|\bcredit\b", re.IGNORECASE)


def classify(pages: Sequence[PageText], style: Style) -> list[Block]:
    """Return the paper's blocks in reading order, each with its kind."""
    blocks: list[Block] = []
    tables = PageTables(style, captions_under=captions_stand_under(pages, style))
    for page in pages:
        cut = [piece for block in tables.cut(page) for piece in ([block] if block.kind else split_block(block, style))]
        blocks.extend(_mark_page(page, split_off_tables(cut), style))
    mark_references(blocks)
    mark_stray_references(blocks, style)
    mark_front(blocks, style)
    mark_interruptions(blocks, style)
    _mark_figure_words(blocks)
    _mark_text_over_page_ends(blocks, style)
    _mark_roles(blocks)
    for block in blocks:
        if block.table is not None:
            block.kind = "table"
    return without_boxes(split_run_ins(blocks, style))


def _mark_figure_words(blocks: Sequence[Block]) -> None:
    """Make words that look like a heading but stand over no text a figure's, unless headings of the same looks do."""
    headings = [(n, HeadingStyle.of(block.lines[0])) for n, block in enumerate(blocks) if block.kind == "heading"]
    heading_styles = {style for n, style in headings if _stands_over_text(blocks, n)}
    for n, style in headings:
        text = blocks[n].text
        named = KNOWN.match(text) or ABSTRACT.match(text) or REFERENCES.match(text) or numbering_depth(text)
        if not named and style not in heading_styles and not _stands_over_text(blocks, n):
            blocks[n].kind = "table"


def _mark_text_over_page_ends(blocks: Sequence[Block], style: Style) -> None:
    """Make a few filled lines at a page's end text, whose paragraph goes on over it in their own looks: being short and set
    unlike the paper's text, they may look like a heading or like words of a table.
    """
    for block, after in pairwise(blocks):
        bare = block.table is None and not block.caption and not block.figure
        if block.kind not in ("heading", "table") or not bare or len(block.lines) == 1:
            continue
        if after.kind != "body" or after.page == block.page or numbering_depth(block.text):
            continue
        alike = HeadingStyle.of(block.lines[-1]) == HeadingStyle.of(after.lines[0])
        filled = all(goes_on_filled(one, other) for one, other in pairwise(block.lines))
        if alike and filled and block.size < style.size + LEVEL_SIZE_PT:
            block.kind = "body"


def _stands_over_text(blocks: Sequence[Block], n: int) -> bool:
    """Return whether running text follows the heading, or those under it."""
    below = next((block for block in blocks[n + 1 :] if block.kind != "heading"), None)
    return below is not None and below.kind in ("body", "reference") and not below.formula


def _mark_roles(blocks: Sequence[Block]) -> None:
    """Make what stands under a heading on who did what text of one piece: its roles and names in bold are no headings."""
    roles = False
    for block in blocks:
        if block.kind == "heading":
            if roles and ":" in block.text and not KNOWN.match(block.text):
                block.kind = "body"
            else:
                roles = _CONTRIBUTIONS.search(block.text) is not None
        if block.kind == "body" and roles:
            block.whole = True


def _mark_page(page: PageText, blocks: list[Block], style: Style) -> list[Block]:
    """Return the page's blocks with the kinds that a page's looks tell: captions, footnotes, tables and figures, body."""
    main = max((line.turn for line in page.lines), key=[line.turn for line in page.lines].count, default=0)
    for n, block in enumerate(blocks):
        if block.kind:
            continue
        if block.lines[0].turn != main:
            block.kind = "table"
        elif caption_match(block.lines[0], style):
            block.kind = "caption"
        elif not _under_table_caption(blocks, n) and _is_footnote(page, blocks, n, style):
            block.kind = "footnote"
        elif block.is_prose or block.is_prose_of(style):
            block.kind = "body"
    return whole_captions(mark_equations(mark_floats(blocks, style), style), style)


def _under_table_caption(blocks: Sequence[Block], n: int) -> bool:
    return n > 0 and blocks[n - 1].kind == "caption" and is_table_caption(blocks[n - 1])


def _is_footnote(page: PageText, blocks: list[Block], n: int, style: Style) -> bool:
    """Return whether the block is small text at the foot of its column."""
    block = blocks[n]
    small = SMALL_SIZE * style.size
    if block.size > small or shown_top(page, block.lines[0]) < FOOT_SHARE:
        return False
    last_of_column = all(
        other.lines[0].column != block.lines[0].column or other.size <= small for other in blocks[n + 1 :]
    )
    return (
        last_of_column
        and bool(_FOOTNOTE_MARK.match(block.text))
        and (block.lines[0].words[0].script == 1 or block.is_prose or len(block.text) > LEAST_FOOTNOTE_LETTERS)
    )
