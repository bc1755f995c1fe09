"""The title block, and what stands around the abstract: affiliations, key words, dates, notes on rights."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from lib.reading.structure.blocks import Block, Style, is_prose
from lib.reading.structure.headings import ABSTRACT, KNOWN, HeadingStyle

_FRONT_WORDS = re.compile(
    r"^(?:[a ]*key\s?words?|key-words|index terms|\*?\s*correspondence(?! (?:analys|between))|\*?\s*corresponding author|"
    r"e-?mail|received|accepted|published|"
    r"citation|how to cite|cite this|copyright|©|"
    r"academic editor|editor|edited by|reviewed by|doi|https?://doi|open access|article history|article info|"
    r"licen[cs]e|specialty section|subject|this article|"
    r"this is an open|.{0,40}licensee|"
    r"mots[- ]cl[ée]s|abbreviations|available online|to cite|funding|competing interests|data availability|"
    r"contributed equally|these authors|issn|pacs|msc|jel|ccs|acm)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"^(?:©|\(c\)|copyright|this is an open|this article is distributed)", re.IGNORECASE)

LONG_TEXT = 300
"""Characters of a block that may be an abstract."""
MOST_COMMAS = 0.15
"""A word that ends in a comma or semicolon for each of these words: prose has fewer, lists of names and places more."""


def mark_front(blocks: list[Block], style: Style) -> None:
    """The title block, and what stands around the abstract: affiliations, key words, dates, notes on rights."""
    if not blocks:
        return
    first_page = blocks[0].page
    begun = next(
        (n for n, block in enumerate(blocks) if block.page <= first_page + 1 and _begins_text(block, style)), None
    )
    running = next(
        (n for n, block in enumerate(blocks) if block.page <= first_page + 1 and _is_running_text(block, style)), None
    )
    if begun is None or (running is not None and running < begun):
        begun = running if running is not None else begun or 0
        _name_unmarked(blocks, begun, style)
    elif not any(ABSTRACT.match(block.text.strip()) for block in blocks if block.page <= first_page + 1):
        for block in _unmarked_abstract(blocks[:begun], style):
            block.section = "Abstract"
    for block in blocks[:begun]:
        if not block.section and block.kind != "caption":
            block.kind = "front"
    _mark_above(blocks, begun)
    _mark_after(blocks, begun, style)


def _mark_after(blocks: Sequence[Block], begun: int, style: Style) -> None:
    """Mark what belongs to the title block among the blocks from the abstract on, on the first two pages."""
    first_page = blocks[0].page
    in_abstract, abstract = False, None
    captioned = any(block.kind == "caption" and block.page == first_page for block in blocks)
    for n, block in enumerate(blocks[begun:], start=begun):
        if block.page > first_page + 1:
            break
        if block.kind == "heading":
            look = HeadingStyle.of(block.lines[0])
            opens = bool(ABSTRACT.match(block.text.strip()))
            # "Background", "Methods", "Results" in lesser type under it are parts of the abstract
            in_abstract = opens or (in_abstract and abstract is not None and abstract.stronger(look))
            abstract = look if opens else abstract
        elif block.kind == "body" and ABSTRACT.match(block.text.strip()):
            in_abstract = True  # "Abstract: ..." in one block
            continue
        if block.page != first_page and not _is_note_at_side(block, style) and not _RIGHTS.match(block.text):
            continue
        kept = (block.kind == "table" and captioned) or (n > begun and _before_text(block, blocks[n + 1 :], style))
        if not kept or _FRONT_WORDS.match(block.text):
            _mark_beside_abstract(block, style, in_abstract=in_abstract or block.section == "Abstract")


def _before_text(block: Block, after: Sequence[Block], style: Style) -> bool:
    """Return whether running text follows in the block's own column: small text there is an example or a figure's."""
    column = block.lines[0].column
    return any(
        other.page == block.page and other.lines[0].column == column and _is_running_text(other, style)
        for other in itertools.takewhile(lambda one: one.page == block.page, after)
    )


def _mark_above(blocks: Sequence[Block], begun: int) -> None:
    """What stands higher on the page than the abstract's heading, in whichever column, belongs to the title block."""
    first = blocks[begun]
    if not ABSTRACT.match(first.text.strip()):
        return
    end = next((n for n in range(begun, len(blocks)) if blocks[n].page != first.page), len(blocks))
    below: Block | None = None
    for block in reversed(blocks[begun + 1 : end]):
        above = block.kind in ("body", "heading", "table") and block.lines[-1].v < first.lines[0].v
        if above and (below is None or below.kind == "front" or _apart(block, below)):
            block.kind = "front"
        below = block


def _apart(block: Block, below: Block) -> bool:
    """Return whether there is white between the block and the next one, or they stand in different columns."""
    last, first = block.lines[-1], below.lines[0]
    return last.column != first.column or first.v - last.v > 1.9 * last.size


def _is_note_at_side(block: Block, style: Style) -> bool:
    """Return whether the block is small and in a narrow column beside the text."""
    width = block.lines[0].column[1] - block.lines[0].column[0]
    return block.size < 0.93 * style.size and width < 0.6 * style.measure


def _mark_beside_abstract(block: Block, style: Style, *, in_abstract: bool) -> None:
    """Key words, dates, affiliations and notes on rights on the first page."""
    small = block.size < style.size - 0.35
    if _FRONT_WORDS.match(block.text):
        front = block.kind in ("body", "footnote", "table", "heading")
    elif block.kind == "body":
        front = small and (not in_abstract or _is_note_at_side(block, style) or block.size < 0.85 * style.size)
    else:
        front = block.kind == "footnote" or (block.kind == "table" and small)
    if front:
        block.kind = "front"


def _is_running_text(block: Block, style: Style) -> bool:
    """Return whether the block is a paragraph in the paper's running style."""
    same = abs(block.size - style.size) < 0.35 and block.lines[-1].font in style.faces
    return (
        block.kind == "body"
        and same
        and len(block.lines) >= 4
        and is_prose(block, style)
        and not _FRONT_WORDS.match(block.text)
    )


def _is_paragraph(block: Block, style: Style) -> bool:
    return block.kind == "body" and is_prose(block, style) and not _FRONT_WORDS.match(block.text)


def _name_unmarked(blocks: Sequence[Block], begun: int, style: Style) -> None:
    """Name an abstract without a printed heading, and the introduction after it."""
    known = [b.text.strip() for b in blocks[begun:] if b.kind == "heading" and KNOWN.match(b.text.strip())]
    if not known:
        return
    large = [b for b in blocks[:begun] if len(b.text) > LONG_TEXT and len(b.lines) >= 4 and _is_paragraph(b, style)]
    introduced = any(re.search(r"introduction|einleitung", text, re.IGNORECASE) for text in known)
    if large:
        large[-1].section = "Abstract"
        if not introduced:
            blocks[begun].section = "Introduction"
    elif introduced:
        blocks[begun].section = "Abstract"


def _unmarked_abstract(above: Sequence[Block], style: Style) -> list[Block]:
    """Return the blocks of an abstract without a heading, among those above the introduction's: the last that speak."""
    spoken = [n for n, block in enumerate(above) if _is_paragraph(block, style) and _speaks(block)]
    if not spoken:
        return []
    first = last = spoken[-1]
    while first - 1 in spoken and _alike(above[first - 1], above[last]):
        first -= 1
    return list(above[first : last + 1])


def _speaks(block: Block) -> bool:
    """Return whether the block is long and made of sentences; affiliations are made of commas."""
    words = block.text.split()
    commas = sum(word.endswith((",", ";")) for word in words)
    return len(block.text) > LONG_TEXT and len(block.lines) >= 4 and commas < MOST_COMMAS * len(words)


def _alike(one: Block, other: Block) -> bool:
    return abs(one.size - other.size) < 0.2 and one.lines[0].column == other.lines[0].column


def _begins_text(block: Block, style: Style) -> bool:
    """Return whether the block is where a paper's text begins: its abstract or its first known or numbered heading."""
    text = block.text.strip()
    if block.kind == "heading":
        known = KNOWN.match(text) and not _FRONT_WORDS.match(text)
        return bool(known) or re.match(r"^(?:1|I)\.?\s+[A-Z]", text) is not None
    return bool(ABSTRACT.match(text)) and bool(
        re.match(r"^\S+(?:\s\S+)?\s?[:.—–-]", text) or block.lines[0].words[0].font != block.lines[-1].font
    )
