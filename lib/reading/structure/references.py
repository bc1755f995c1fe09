"""Which blocks are reference lists."""

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


def mark_references(blocks: list[Block], style: Style) -> None:
    """Everything under a references heading, up to a heading that begins something else."""
    inside: HeadingStyle | None = None
    for block in blocks:
        if block.kind == "heading":
            look = HeadingStyle.of(block.lines[0])
            if REFERENCES.match(block.text.strip()):
                inside = look
            elif (
                inside is not None
                and (_REFERENCE_ENDS.match(block.text.strip()) or (look == inside and KNOWN.match(block.text.strip())))
            ) or (
                inside is not None
                and look == inside
                and len(block.text) < 60
                and not re.search(r"\d{4}|[,;]", block.text)
            ):
                inside = None
            elif inside is not None:
                block.kind = "reference"
        elif inside is not None and block.kind in ("body", "footnote", "table"):
            block.kind = "reference"


def mark_stray_references(blocks: list[Block], style: Style) -> None:
    """References that go on after other short sections, as where a page's columns end in them side by side."""
    sizes = Counter(round(block.size, 1) for block in blocks if block.kind == "reference")
    if not sizes:
        return
    usual = sizes.most_common(1)[0][0]
    first = next(n for n, block in enumerate(blocks) if block.kind == "reference")
    for block in blocks[first:]:
        if (
            block.kind in ("body", "table", "footnote")
            and abs(block.size - usual) < 0.2
            and abs(usual - style.size) > 0.4
            and _cites(block)
        ):
            block.kind = "reference"


def _cites(block: Block) -> bool:
    """Return whether the block reads like a list of works: years, initials and page ranges, no running text."""
    text = block.text
    years = len(re.findall(r"\b(?:19|20)\d\d[a-z]?\b", text))
    initials = len(re.findall(r"\b[A-Z]\.|\b[A-Z]{1,3}[,;]", text))
    return years >= 1 and years + initials >= len(text) / 60
