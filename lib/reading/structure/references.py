"""Marks the blocks that are reference lists."""

from __future__ import annotations

import re
from collections import Counter

from lib.reading.structure.blocks import Block, Style
from lib.reading.structure.headings import KNOWN, REFERENCES, HeadingStyle

_REFERENCE_ENDS = re.compile(
    r"^(?:[A-Z]\.?\s+|\d+\.?\s+)?(?:appendi|supplement|supporting|acknowledg|author|about the author|biograph|"
    r"additional|figure|table|notes?$|index|how to cite|annex|"
    r"online material|electronic|data avail|publisher|conflict|competing|fund|ethic|credit|abbrev)",
    re.IGNORECASE,
)

MOST_END_LETTERS = 60
"""A heading of the list's own level that ends it is shorter; a longer one is an entry in bold."""
ENTRY_SIZE_PT = 0.2
"""Entries differ from the list's usual size by less than this."""
OWN_SIZE_PT = 0.4
"""A list that goes on elsewhere is known by its size where that differs from the running text's by more than this."""
LETTERS_A_MARK = 60
"""A list of works has a year or an initial in so many characters."""


def mark_references(blocks: list[Block]) -> None:
    """Mark everything under a references heading, up to a heading that begins something else."""
    inside: HeadingStyle | None = None
    for block in blocks:
        if block.kind == "heading":
            look = HeadingStyle.of(block.lines[0])
            if REFERENCES.match(block.text):
                inside = look
            elif inside is not None and _ends_list(block.text, same_level=look == inside):
                inside = None
            elif inside is not None:
                block.kind = "reference"
        elif inside is not None and block.kind in ("body", "footnote", "table"):
            block.kind = "reference"


def _ends_list(heading: str, *, same_level: bool) -> bool:
    """Return whether a heading under the one of the references begins something else; `same_level`: it looks like that one."""
    if _REFERENCE_ENDS.match(heading):
        return True
    no_entry = len(heading) < MOST_END_LETTERS and not re.search(r"\d{4}|[,;]", heading)
    return same_level and (no_entry or KNOWN.match(heading) is not None)


def mark_stray_references(blocks: list[Block], style: Style) -> None:
    """Mark references that go on after other short sections, as where a page's columns end in them side by side."""
    sizes = Counter(round(block.size, 1) for block in blocks if block.kind == "reference")
    if not sizes:
        return
    usual = sizes.most_common(1)[0][0]
    first = next(n for n, block in enumerate(blocks) if block.kind == "reference")
    for block in blocks[first:]:
        if (
            block.kind in ("body", "table", "footnote")
            and abs(block.size - usual) < ENTRY_SIZE_PT
            and abs(usual - style.size) > OWN_SIZE_PT
            and _cites(block)
        ):
            block.kind = "reference"


def _cites(block: Block) -> bool:
    """Return whether the block reads like a list of works: years, initials and page ranges, no running text."""
    text = block.text
    years = len(re.findall(r"\b(?:19|20)\d\d[a-z]?\b", text))
    initials = len(re.findall(r"\b[A-Z]\.|\b[A-Z]{1,3}[,;]", text))
    return years >= 1 and years + initials >= len(text) / LETTERS_A_MARK
