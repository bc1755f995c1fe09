"""Text as exact search compares it: tokens without case and accents, each with its place; of papers and of what is typed.

A word is a run of letters and digits, so that "co-training" is two words beside one another. A number is one token however
its thousands and decimals are written ("1,200" and "1200", "0,05", ".05" and "0.05"). Scripts that write no spaces (Chinese,
Japanese, Thai, …) give one token a character. A raised number is a token of its own: a reference mark must not hide the word
before it.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

TOKENIZER_VERSION = 1
"""Raised whenever the same text gives other tokens, or a word other stems: what was stored before is made anew."""
LONGEST_TOKEN = 200
"""Characters of a token that count: a database takes a word of 2,046 bytes at most (PostgreSQL's tsvector)."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TOKEN = regex.compile(
    rf"""
    (?P<number> (?<![\p{{L}}\p{{N}}\p{{M}}._])
        (?: \d{{1,3}}(?:[,'’\u2009\u202f\u00a0]\d{{3}})+ (?!\d) (?:\.\d+)?  # thousands apart
          | \d+[.,]\d+ (?![.,]?\d)
          | \.\d+
          | \d+ )
        (?![\p{{L}}\p{{M}}]) )
  | (?P<unspaced> [{_UNSPACED}]\p{{M}}* )
  | (?P<raised> [⁰¹²³⁴⁵⁶⁷⁸⁹]+ )
  | (?P<word> (?: (?![{_UNSPACED}⁰¹²³⁴⁵⁶⁷⁸⁹]) [\p{{L}}\p{{N}}\p{{M}}] )+ )
    """,
    regex.VERBOSE,
)
_GROUPED = regex.compile(r"[,'’\u2009\u202f\u00a0](?=\d{3}(?!\d))")
_GROUPS = regex.compile(r"\d{1,3}(?:[,'’\u2009\u202f\u00a0]\d{3})+(?:\.\d+)?")
_OF_ONE_PIECE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
"""What a plain keyboard types for letters that Unicode does not take apart."""


@dataclass(frozen=True, slots=True)
class SearchToken:
    """A word, a number or a sign of a text, with its place."""

    word: str
    """Lower case, with its accents: what a stemmer takes."""
    form: str
    """Without accents: what is compared."""
    start: int
    end: int
    """Of the characters of the text it was made from; `end` is exclusive."""


def search_tokens(text: str) -> list[SearchToken]:
    """Return the tokens of a text in order."""
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[SearchToken]:
    for found in _TOKEN.finditer(text):
        if found["number"] is not None:
            word = form = _number(found["number"])
        else:
            word, form = _folded(found[0][:LONGEST_TOKEN])
        if form:
            yield SearchToken(word, form, found.start(), found.end())


@functools.lru_cache(maxsize=200_000)
def _folded(word: str) -> tuple[str, str]:
    """Return a word in lower case, and the same without accents, vowel points and width."""
    word = unicodedata.normalize("NFKC", word).casefold()
    apart = unicodedata.normalize("NFKD", word).translate(_OF_ONE_PIECE)
    return word, unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def _number(text: str) -> str:
    """Return a number as it is compared: no thousands' separators, a point, a nought before it."""
    if _GROUPS.fullmatch(text):
        text = _GROUPED.sub("", text)
    text = unicodedata.normalize("NFKC", text).replace(",", ".")
    return f"0{text}" if text.startswith(".") else text
