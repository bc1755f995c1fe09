"""Marks the title block, and what stands around the abstract: affiliations, key words, dates, notes on rights."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from lib.reading.structure.blocks import SMALL_SIZE, Block, Style
from lib.reading.structure.headings import ABSTRACT, KEY_WORDS, KNOWN, HeadingStyle

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

_RUN_IN_ABSTRACT = re.compile(ABSTRACT.pattern + r"\s?[:.—–-]", re.IGNORECASE)
"""What an abstract begins with whose heading is none by its looks: "Abstract: We …", "Abstract—We …"."""

LONG_TEXT = 300
"""Characters of a block that may be an abstract."""
LEAST_TEXT_LINES = 4
"""Lines of a block that may be an abstract or a paragraph of the text."""
APART_EM = 1.9
"""Baselines further apart than this have white between them."""
NARROW_SHARE = 0.6
"""A column narrower than this share of the text's usual one is a margin's."""
NOTE_SIZE = 0.85
"""An abstract is in no less than this share of the running text's size."""
ABSTRACT_SIZE_PT = 0.2
"""Blocks of one abstract differ in size by less than this."""
MOST_COMMAS = 0.15
"""A word that ends in a comma or semicolon for each of these words: prose has fewer, lists of names and places more."""


def mark_front(blocks: list[Block], style: Style) -> None:
    """Mark the title block, and what stands around the abstract: affiliations, key words, dates, notes on rights."""
    if not blocks:
        return
    opening = [block for block in blocks if block.page <= blocks[0].page + 1]
    start = next((n for n, block in enumerate(opening) if _begins_text(block)), None)
    running = next((n for n, block in enumerate(opening) if _is_running_text(block, style)), None)
    if start is None or (running is not None and running < start):
        start = running if running is not None else start or 0
        _name_unmarked(blocks, start)
    elif not any(ABSTRACT.match(block.text) for block in opening):
        for block in _unmarked_abstract(blocks[:start]):
            block.section = "Abstract"
    if _is_abstract_in_one_face(blocks[start]):
        blocks[start].section = "Abstract"
    for block in blocks[:start]:
        if not block.section and block.kind != "caption":
            block.kind = "front"
    _mark_above(blocks, start)
    _mark_after(blocks, start, style)


def _mark_after(blocks: Sequence[Block], start: int, style: Style) -> None:
    """Mark what belongs to the title block among the blocks from the abstract on, on the first two pages."""
    first_page = blocks[0].page
    in_abstract, abstract = False, None
    captioned = any(block.kind == "caption" and block.page == first_page for block in blocks)
    for n, block in enumerate(blocks[start:], start=start):
        if block.page > first_page + 1:
            break
        if block.kind == "heading":
            look = HeadingStyle.of(block.lines[0])
            opens = bool(ABSTRACT.match(block.text))
            # "Background", "Methods", "Results" in lesser type under it are parts of the abstract
            in_abstract = opens or (in_abstract and abstract is not None and abstract.stronger(look))
            abstract = look if opens else abstract
        elif block.kind == "body" and ABSTRACT.match(block.text):
            in_abstract = True  # "Abstract: ..." in one block
            continue
        belongs = _is_note_at_side(block, style) or _RIGHTS.match(block.text)
        if block.page != first_page and not belongs and not (in_abstract and KEY_WORDS.match(block.text)):
            continue
        in_text = n > start and _stands_before_text(block, blocks[n + 1 :], style)
        is_table = block.kind == "table" and captioned
        if not (is_table or in_text) or _FRONT_WORDS.match(block.text):
            _mark_beside_abstract(block, style, in_abstract=in_abstract or block.section == "Abstract")


def _stands_before_text(block: Block, after: Sequence[Block], style: Style) -> bool:
    """Return whether running text follows in the block's own column: small text there is an example or a figure's."""
    column = block.lines[0].column
    return any(
        other.page == block.page and other.lines[0].column == column and _is_running_text(other, style)
        for other in itertools.takewhile(lambda one: one.page == block.page, after)
    )


def _mark_above(blocks: Sequence[Block], start: int) -> None:
    """Mark what stands higher on the page than the abstract's heading, in whichever column, as the title block's."""
    first = blocks[start]
    if not ABSTRACT.match(first.text):
        return
    end = next((n for n in range(start, len(blocks)) if blocks[n].page != first.page), len(blocks))
    below: Block | None = None
    for block in reversed(blocks[start + 1 : end]):
        above = block.kind in ("body", "heading", "table") and block.lines[-1].v < first.lines[0].v
        if above and (below is None or below.kind == "front" or _stand_apart(block, below)):
            block.kind = "front"
        below = block


def _stand_apart(block: Block, below: Block) -> bool:
    """Return whether there is white between the block and the next one, or they stand in different columns."""
    last, first = block.lines[-1], below.lines[0]
    return last.column != first.column or first.v - last.v > APART_EM * last.size


def _is_note_at_side(block: Block, style: Style) -> bool:
    """Return whether the block is small and in a narrow column beside the text."""
    width = block.lines[0].column[1] - block.lines[0].column[0]
    return block.size < SMALL_SIZE * style.size and width < NARROW_SHARE * style.measure


def _mark_beside_abstract(block: Block, style: Style, *, in_abstract: bool) -> None:
    """Mark the block as front matter where it is key words, dates, affiliations or a note on rights."""
    small = style.is_larger_than(block.size)
    if _FRONT_WORDS.match(block.text):
        front = block.kind in ("body", "footnote", "table", "heading")
    elif block.kind == "body":
        front = small and (not in_abstract or _is_note_at_side(block, style) or block.size < NOTE_SIZE * style.size)
    else:
        front = block.kind == "footnote" or (block.kind == "table" and small)
    if front:
        block.kind = "front"


def _is_running_text(block: Block, style: Style) -> bool:
    """Return whether the block is a paragraph in the paper's running style."""
    same = style.has_size(block.size) and block.lines[-1].font in style.faces
    return same and len(block.lines) >= LEAST_TEXT_LINES and _is_paragraph(block)


def _is_paragraph(block: Block) -> bool:
    return block.kind == "body" and block.is_prose and not _FRONT_WORDS.match(block.text)


def _is_long(block: Block) -> bool:
    return len(block.text) > LONG_TEXT and len(block.lines) >= LEAST_TEXT_LINES


def _name_unmarked(blocks: Sequence[Block], start: int) -> None:
    """Name an abstract without a printed heading, and the introduction after it."""
    known = [b.text for b in blocks[start:] if b.kind == "heading" and KNOWN.match(b.text)]
    if not known:
        return
    large = [b for b in blocks[:start] if _is_long(b) and _is_paragraph(b)]
    introduced = any(re.search(r"introduction|einleitung", text, re.IGNORECASE) for text in known)
    if large:
        large[-1].section = "Abstract"
        if not introduced:
            blocks[start].section = "Introduction"
    elif introduced:
        blocks[start].section = "Abstract"


def _unmarked_abstract(above: Sequence[Block]) -> list[Block]:
    """Return the blocks of an abstract without a heading, among those above the introduction's: the last made of sentences."""
    spoken = [n for n, block in enumerate(above) if _is_paragraph(block) and _is_made_of_sentences(block)]
    if not spoken:
        return []
    first = last = spoken[-1]
    while first - 1 in spoken and _are_alike(above[first - 1], above[last]):
        first -= 1
    return list(above[first : last + 1])


def _is_made_of_sentences(block: Block) -> bool:
    """Return whether the block is long and made of sentences; affiliations are made of commas."""
    words = block.text.split()
    commas = sum(word.endswith((",", ";")) for word in words)
    return _is_long(block) and commas < MOST_COMMAS * len(words)


def _are_alike(one: Block, other: Block) -> bool:
    return abs(one.size - other.size) < ABSTRACT_SIZE_PT and one.lines[0].column == other.lines[0].column


def _is_abstract_in_one_face(block: Block) -> bool:
    """Return whether the block is an abstract with its heading in the face of its text, which no looks tell."""
    one_face = block.lines[0].words[0].font == block.lines[-1].words[-1].font
    return block.kind == "body" and one_face and _RUN_IN_ABSTRACT.match(block.text) is not None


def _begins_text(block: Block) -> bool:
    """Return whether the block is where a paper's text begins: its abstract or its first known or numbered heading."""
    text = block.text
    if block.kind == "heading":
        known = KNOWN.match(text) and not _FRONT_WORDS.match(text)
        return bool(known) or re.match(r"^(?:1|I)\.?\s+[A-Z]", text) is not None
    return bool(ABSTRACT.match(text)) and bool(
        re.match(r"^\S+(?:\s\S+)?\s?[:.—–-]", text) or block.lines[0].words[0].font != block.lines[-1].font
    )
