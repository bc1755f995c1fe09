"""Text as Markdown that shows it letter by letter, for files that any renderer may set and for Streamlit's own."""

from __future__ import annotations

import re

from lib.text.cleaning import clean

WORD_JOINER = "\u2060"
"""Streamlit looks for bare links, addresses and names of icons in the text, after escapes are gone; only a character between
stops them, and this one is not seen. In files it would be copied along with the address, so there they stand as code.
"""
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&^!])")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
"""All of ASCII, which Markdown takes as letters behind a backslash."""
_LINE_START = re.compile(r"^([-+=:])", re.MULTILINE)
_NUMBERED_LINE = re.compile(r"^(\d+)([.)])", re.MULTILINE)
_ALIVE_IN_FILES = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/+|(?:mailto|xmpp):|www\.|[\w.+-]*@(?=\w))[^\s`|]*|:[a-z+-][\w+-]*:", re.IGNORECASE
)
"""What renderers make links, mentions and icons of: addresses with a scheme or not, those of mail, names between colons."""
_AFTER_ADDRESS = ".,;:!?)]}>\"'”’"
"""Marks that end the sentence around an address rather than the address."""
_FOUND_BY_STREAMLIT = re.compile(r"(?<=:)(?=[\w/+-])|(?<=www)(?=\.)|(?<=@)(?=\w)", re.IGNORECASE)
"""Names of emoji and icons, colours, bare links, addresses."""


def escape_for_file(text: str) -> str:
    """Return the text for a Markdown file: no link, picture, HTML, formula, mention or icon comes of it.

    It stays legible as it is, so only what is a mark is escaped; paragraphs stay. Addresses and names of icons stand as code,
    where no renderer touches them and from where they can be copied.
    """
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    joined = re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()
    out, end = [], 0
    for found in _ALIVE_IN_FILES.finditer(joined):
        address = found[0].rstrip(_AFTER_ADDRESS) if not found[0].startswith(":") else found[0]
        out += [_MARKS.sub(r"\\\1", joined[end : found.start()]), f"`{address}`"]
        end = found.start() + len(address)
    escaped = "".join([*out, _MARKS.sub(r"\\\1", joined[end:])])
    return _NUMBERED_LINE.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", escaped))


def escape_for_screen(line: str) -> str:
    """Return a line for a place where Streamlit reads Markdown: no link, picture, HTML, formula, icon or emoji comes of it."""
    return _PUNCTUATION.sub(r"\\\1", _FOUND_BY_STREAMLIT.sub(WORD_JOINER, line))
