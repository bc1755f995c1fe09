"""Pages that occur twice in a file: what they have in common tells nothing of headers and footers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from lib.reading.layout.pages import PageText

LONG_LETTERS = 20
"""Lines of so many letters tell pages from one another."""
LEAST_LINES = 5
"""A page with fewer of them is like no other."""
SAME_SHARE = 0.8
"""Pages that share so many of them are the same page twice."""


def first_like(pages: Sequence[PageText]) -> dict[int, int]:
    """Return for each page the number of the first page that says the same, itself where none does."""
    pages_by_line: dict[str, list[int]] = defaultdict(list)
    out: dict[int, int] = {}
    for page in pages:
        long = {text for line in page.lines if len(text := line.text) >= LONG_LETTERS}
        shared = Counter(earlier for text in long for earlier in pages_by_line[text])
        like = [earlier for earlier, count in shared.items() if count >= SAME_SHARE * len(long)]
        out[page.page] = out[min(like)] if len(long) >= LEAST_LINES and like else page.page
        for text in long:
            pages_by_line[text].append(page.page)
    return out
