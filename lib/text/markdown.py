"""Text as Markdown that shows it letter by letter, for files that any renderer may set and for Streamlit's own."""

from __future__ import annotations

import re

from lib.text.cleaning import clean

WORD_JOINER = "\u2060"
"""Renderers look for bare links, addresses and names of icons in the text, after escapes are gone; only a character between
stops them, and this one is not seen.
"""
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&^!])")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
"""All of ASCII, which Markdown takes as letters behind a backslash."""
_LINE_START = re.compile(r"^([-+=:])", re.MULTILINE)
_NUMBERED_LINE = re.compile(r"^(\d+)([.)])", re.MULTILINE)
_LINK_OF_A_FILE = re.compile(
    r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=@)(?=\w)|(?<=\bmailto)(?=:)|(?<=\bxmpp)(?=:)", re.IGNORECASE
)
_ICON_OF_A_FILE = re.compile(r"(?<=:)(?=[a-z+-][\w+-]*:)", re.IGNORECASE)
_FOUND_BY_STREAMLIT = re.compile(r"(?<=:)(?=[\w/+-])|(?<=www)(?=\.)|(?<=@)(?=\w)", re.IGNORECASE)
"""Names of emoji and icons, colours, bare links, addresses."""


def escape_for_file(text: str) -> str:
    """Return the text for a Markdown file: no link, picture, HTML, formula, mention or icon comes of it.

    It stays legible as it is, so only what is a mark is escaped; paragraphs stay.
    """
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    joined = re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()
    apart = _ICON_OF_A_FILE.sub(WORD_JOINER, _LINK_OF_A_FILE.sub(WORD_JOINER, joined))
    escaped = _MARKS.sub(r"\\\1", apart)
    return _NUMBERED_LINE.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", escaped))


def escape_for_screen(line: str) -> str:
    """Return a line for a place where Streamlit reads Markdown: no link, picture, HTML, formula, icon or emoji comes of it."""
    return _PUNCTUATION.sub(r"\\\1", _FOUND_BY_STREAMLIT.sub(WORD_JOINER, line))
