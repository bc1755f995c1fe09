"""Text of papers, people and models as it may stand in a file that others open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from lib.records import Paper
from lib.text.hidden_characters import without_hidden

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\x0b\x0c\x85]")
"""All that ends a line somewhere, Unicode's own among them."""


def clean(text: str) -> str:
    """Return the text without control and half characters and without those that turn its direction; line ends are line feeds."""
    if text.isprintable():  # most texts, and quickly told: neither line ends nor anything that is taken out
        return text
    return without_hidden(_LINE_ENDS.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """Return the text as `clean` leaves it, on one line."""
    return " ".join(clean(text).split())


def minute(at: str) -> str:
    """Return a time of a record (ISO 8601) to the minute: "2026-03-01 10:02 UTC"; as it stands where it is none."""
    try:
        moment = datetime.fromisoformat(at)
        return f"{(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError):  # of a file that another program wrote
        return at


def pages_line(pages: Sequence[tuple[int, str]]) -> str:
    """Return where a citation stands, in words: "page 4", "pages 4 and 5"; with a printed label of its own "page 4
    (printed 212)".
    """
    if not pages:
        return "page not known"
    named = [
        f"{page} (printed {one_line(label)})" if label not in ("", str(page)) else str(page) for page, label in pages
    ]
    return f"page {named[0]}" if len(named) == 1 else f"pages {', '.join(named[:-1])} and {named[-1]}"


def paper_title(paper: Paper) -> str:
    """Return the title, or the file's name where none is known."""
    return one_line(paper.title) or one_line(paper.filename) or "Untitled"
