"""Text of papers, people and models as it may stand in a file that others open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from lib.records import Paper

WORD_JOINER = "\u2060"
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\x0b\x0c\x85]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Control and half characters, those that turn the direction of what follows, and those that no XML takes."""
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&^!])")
_LINE_START = re.compile(r"^([-+=:])", re.MULTILINE)
_NUMBERED_LINE = re.compile(r"^(\d+)([.)])", re.MULTILINE)
# Renderers look for bare links in the text, after escapes are gone; only a character between stops them.
_BARE_LINK = re.compile(
    r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=@)(?=\w)|(?<=\bmailto)(?=:)|(?<=\bxmpp)(?=:)", re.IGNORECASE
)
_ICON = re.compile(r"(?<=:)(?=[a-z+-][\w+-]*:)", re.IGNORECASE)


def clean(text: str) -> str:
    """Return the text without control and half characters and without those that turn its direction; line ends are line feeds."""
    if text.isprintable():  # most texts, and quickly told: neither line ends nor anything that is taken out
        return text
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """Return the text as `clean` leaves it, on one line."""
    return " ".join(clean(text).split())


def markdown(text: str) -> str:
    """Return the text for a Markdown file, shown letter by letter: no link, picture, HTML, formula, mention or icon
    comes of it.
    """
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    joined = re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()
    apart = _ICON.sub(WORD_JOINER, _BARE_LINK.sub(WORD_JOINER, joined))
    escaped = _MARKS.sub(r"\\\1", apart)
    return _NUMBERED_LINE.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", escaped))


def minute(at: str) -> str:
    """Return a time of a record (ISO 8601) to the minute: "2026-03-01 10:02 UTC"; as it stands where it is none."""
    try:
        moment = datetime.fromisoformat(at)
        return f"{(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError):  # of a file that another program wrote
        return at


def doi_link(doi: str) -> str:
    """Return the address of a DOI, empty where it is none."""
    return f"https://doi.org/{quote(doi, safe='/:;.-_')}" if _DOI.fullmatch(doi) and clean(doi) == doi else ""


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
