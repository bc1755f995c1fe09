"""DOIs as people write them: found in text, made comparable, led to."""

from __future__ import annotations

import re
from urllib.parse import quote

from lib.text.cleaning import clean

REGISTRANT = r"10\.\d{4,9}"
"""How every DOI begins, as a regular expression: ten, and the number of who gave it."""
DOI_IN_PAPER = re.compile(
    rf"\b{REGISTRANT}/(?:[^\s\"'<>,;|]|<[^\s\"'<>/:]*:[^\s\"'<>/]*>|(?<=\.CO);(?=2-))+(?<![.)\]}}:])", re.IGNORECASE
)
"""As it is printed: it ends before a full stop, comma, quote or bracket, which belong to the sentence around it.

Angle brackets and the semicolon as a serial's item has them (SICI, ANSI/NISO Z39.56: `<693::AID-ASI4>3.0.CO;2-O`).
"""
DOI_IN_BIBLIOGRAPHY = re.compile(rf"{REGISTRANT}/(?:[^\s{{}}\"<>]|<[^\s{{}}\"<>/:]*:[^\s{{}}\"<>/]*>)+", re.IGNORECASE)
"""As it stands in a field of BibTeX or RIS, to the end of the field or of an address: semicolons, commas and quotes may be its
own, braces are not. Angle brackets only in the pairs that a serial's item has (SICI): others enclose it.
"""
_WHOLE = re.compile(rf"{REGISTRANT}/\S+")
_KEY = re.compile(rf"({REGISTRANT})[/_](\S+)")
_BEFORE = re.compile(
    r"\A(?:doi\b[\s:]*(?!\.))?(?:(?:https?:)?(?://)?(?:www\.|dx\.)?doi\.org/)?(?:doi:\s*)?", re.IGNORECASE
)


def bare_doi(text: str) -> str:
    """Return the DOI without an address or "doi" before it or a full stop behind it, in lower case."""
    return _BEFORE.sub("", text.strip()).rstrip(" .,;").lower()


def doi_of_key(key: str) -> str:
    """Return the DOI that a key is, also where it stands as a file name with `_` for the slash; empty where it is none."""
    found = _KEY.fullmatch(bare_doi(key))
    return f"{found[1]}/{found[2]}".lower() if found else ""


def doi_link(doi: str) -> str:
    """Return the address of a DOI, empty where it is none."""
    return f"https://doi.org/{quote(doi, safe='/:;.-_')}" if _WHOLE.fullmatch(doi) and clean(doi) == doi else ""
