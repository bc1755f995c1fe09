"""Displayed equations: pieces of formulas put together, told from tables and from the words of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from lib.reading.layout.lines import Line
from lib.reading.structure.blocks import Block, Style

MATHS = re.compile(r"[=≈≤≥<>±×÷∑∏∫√∞∂∇∈∀∃→←↔⇒∝+−*/^|{}αβγδεζηθλμνξπρστφχψω�]")
_SIGN = re.compile(r"[=≈≤≥<>±×÷∑∏∫√∞∂∇∈→⇒∝≡≅∼≪≫←⟨+−]")
"""What makes a formula of letters."""
_NUMBER = re.compile(r"(?:^|\s)\((?:[A-Z]\.?)?\d{1,3}(?:[.–-]\d{1,3})?[a-z]?\)$")
"""How an equation is numbered: "(3)", "(A.2)", "(3a)"."""
_LAST_OF_NUMBER = re.compile(r"(\d+)[a-z]?\)$")
_COUNT_AND_SHARE = re.compile(r"\d%?\s\(\d+(?:[.,]\d+)?\s?%?\)")
"""How tables print counts and shares, means and errors: "34 (56)"."""
_ENDS_IN_DIGIT = re.compile(r"\d%?$")
_WORD = re.compile(r"[a-zà-ÿ]{4,}")
NUMBERED_WORDS_SHARE, WORDS_SHARE = 0.4, 0.15
"""Of the words of an equation with and without a number, those of a language ("otherwise", "subject to")."""
MOST_FRAGMENT_LETTERS = 40
"""A denominator or a script apart from its equation has fewer."""
NUMBER_REACH_EM = 2
"""An equation's number ends no further from its column's edge."""
CLEAR_EM = 1.0
"""It stands so far from a number before it."""
SIZE_SHARE = 0.15
"""An equation's size differs from the running text's by less than this share."""
LEAST_TEXT_WORDS = 4
"""A line of so many words of a language is none of an equation."""
MOST_LINES = 24
"""More pieces are a drawing's."""
NEXT_EQUATION_EM = 0.9
"""What begins so far under an equation's number is the next equation's."""


def mark_equations(blocks: Sequence[Block], style: Style) -> list[Block]:
    """Return a page's blocks, neighbouring pieces of one displayed equation made one block of that kind."""
    out: list[Block] = []
    n = 0
    while n < len(blocks):
        end = n
        while end < len(blocks) and _is_piece(blocks[end], style) and _goes_on(blocks[n:end], blocks[end]):
            end += 1
        if end == n:
            out.append(blocks[n])
            n += 1
            continue
        pieces = blocks[n:end]
        lines = [line for block in pieces for line in block.lines]
        beside_text = all(block.kind == "body" for block in pieces)
        if _is_equation(lines) and (beside_text or _numbered_in_order(lines)):
            out.extend(Block(part, "equation") for part in _one_by_one(lines))
        else:
            out.extend(pieces)
        n = end
    return out


def _is_piece(block: Block, style: Style) -> bool:
    """Return whether the block may be a piece of an equation: a formula among the text, or what looked like a table's words."""
    if block.kind == "body":
        return block.formula
    like_text = abs(block.size - style.size) < SIZE_SHARE * style.size
    fragment = block.size < style.size and len(block.text) < MOST_FRAGMENT_LETTERS
    if block.kind != "table" or block.table is not None or block.caption or block.figure or not (like_text or fragment):
        return False
    return not any(len(_WORD.findall(line.text)) >= LEAST_TEXT_WORDS for line in block.lines)


def _goes_on(pieces: Sequence[Block], block: Block) -> bool:
    if not pieces:
        return True
    last, first = pieces[-1].lines[-1], block.lines[0]
    return last.turn == first.turn and last.column == first.column


def _is_equation(lines: Sequence[Line]) -> bool:
    """Return whether the lines hold signs of mathematics and hardly a word."""
    texts = [word.text for line in lines for word in line.words]
    words = sum(_WORD.search(text) is not None for text in texts)
    numbers = sum(map(_ends_in_number, lines))
    most_words = (NUMBERED_WORDS_SHARE if numbers else WORDS_SHARE) * len(texts)
    return _holds_sign(lines) and words <= most_words and len(lines) <= MOST_LINES * max(1, numbers)


def _numbered(lines: Sequence[Line]) -> bool:
    return any(_ends_in_number(line) for line in lines)


def _numbered_in_order(lines: Sequence[Line]) -> bool:
    """Return whether the lines end in numbers of equations that count on, rather than in a table's, such as "34 (56)"."""
    numbered = [line.text for line in lines if _ends_in_number(line)]
    values = [int(found[1]) for text in numbered if (found := _LAST_OF_NUMBER.search(text))]
    in_order = all(below - above in (0, 1) for above, below in pairwise(values))  # (3a) and (3b) count as one
    table = any(_COUNT_AND_SHARE.search(line.text) for line in lines if line.text not in numbered)
    return bool(values) and in_order and not table


def _ends_in_number(line: Line) -> bool:
    """Return whether the line ends in an equation's number, at its column's edge and clear of a number before it."""
    found = _NUMBER.search(line.text)
    if found is None or line.u1 <= line.column[1] - NUMBER_REACH_EM * line.size:
        return False
    before = line.text[: found.start()]
    if _COUNT_AND_SHARE.search(before):
        return False
    return _ENDS_IN_DIGIT.search(before) is None or line.words[-1].u0 - line.words[-2].u1 > CLEAR_EM * line.size


def _one_by_one(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines in equations: one ends with its number and what stands beside or under it."""
    out: list[list[Line]] = [[]]
    number: Line | None = None
    for n, line in enumerate(lines):
        under = number is not None and line.v > number.v + NEXT_EQUATION_EM * line.size
        if under and _holds_sign([line]) and _numbered(lines[n:]):
            out.append([])
            number = None
        out[-1].append(line)
        if _ends_in_number(line):
            number = line
    return out


def _holds_sign(lines: Sequence[Line]) -> bool:
    return any(_SIGN.search(line.text) for line in lines)
