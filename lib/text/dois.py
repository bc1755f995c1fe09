"""DOIs as people write them: found in text, made comparable, led to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from lib.text.cleaning import clean
from lib.text.entities import without_entities

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
_NOTE = re.compile(
    r"\s*+(?:(?!doi:|https?:)[A-Za-z]++:\s*+(?!10\.)(?=\S*\d)\S++\s++)*+(?P<name>doi\b[\s:=]*+)?(?P<doi>(?:https?://\S*?)?"
    rf"{REGISTRANT}(?:/|%2F).*)",
    re.IGNORECASE,
)
"""A DOI in a line of a note, behind nothing but its own name and other numbers with theirs ("PMID: 123; DOI: …")."""
_LINK = re.compile(r"\\(?:url|href|doi)\b|[{}]")
_PAGES = re.compile(
    r"(?:/(?:abstract|full|fulltext|full-text|pdf|epdf|pdfdirect|meta|html|references|summary|tables|figures|issuetoc)|\.pdf|\.full"
    r"|\.html?|\.short|\.abstract)+/?$",
    re.IGNORECASE,
)
"""What publishers put behind a DOI in the addresses of their own pages."""
_ESCAPES = (
    (re.compile(r"\{\\([_%&#<>~$])\}"), r"\1"),
    (re.compile(r"\$\\?([<>_])\$"), r"\1"),
    (re.compile(r"\\([_%&#<>~$/])"), r"\1"),
    (re.compile(r"\{?\\char\s*`\\?([_%&#<>~$])\s*\}?"), r"\1"),
    (re.compile(r"\{?\\slash(?![a-z])(?:\{\})?\s*\}?"), "/"),
    (re.compile(r"^\s*\$([^$]*)\$\s*$"), r"\1"),
    (re.compile(r"\{([_<>&%#/])\}"), r"\1"),
    (re.compile(r"\{?\\textbackslash(?![a-z])(?:\{\})?\s*\}?(?=[_%&#])"), ""),
    (re.compile(r"\\(?:allowbreak|hspace\s*\{\s*0[^{}]*\}|linebreak)(?![a-z])(?:\{\}|\s)*|\\-"), ""),
    (re.compile(r"(?<=[\w/][-/._])[ \t]*\r?\n[ \t]*(?=[\w(])(?!10\.\d|https?:|doi\b)", re.IGNORECASE), ""),
    (re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]"), ""),
)
"""How programs escape an address for LaTeX, Mendeley's `{\\_}` among them, and where they break it; and what nobody sees."""
_COMMAND = re.compile(r"\{?\\text(less|greater|underscore|asciitilde|endash)(?![a-z])(?:\{\})?\s*\}?")
_NAMED = {"less": "<", "greater": ">", "underscore": "_", "asciitilde": "~", "endash": "–"}


def first_doi(texts: Iterable[str]) -> str:
    """Return the first DOI in fields of a bibliography, bare and in lower case; empty where there is none."""
    for text in texts:
        if doi := _doi_in(text):
            return doi
    return ""


def doi_of_note(note: str) -> str:
    """Return the DOI of the work itself that a line of a note gives; empty where there is none.

    It stands alone in its line, or with "DOI" in front. Others are those of other works: "Erratum in: 10.…", "See also 10.…".
    """
    for line in note.splitlines():
        found = _NOTE.match(_LINK.sub(" ", _unescaped(line)))
        dois = {_doi_in(word) for word in found["doi"].split()} if found is not None else set()
        if found is not None and (found["name"] or len(dois) == 1):
            return _doi_in(found["doi"])
    return ""


def _doi_in(text: str) -> str:
    plain = without_entities(_unescaped(text))
    plain = unquote(plain) if re.search(r"%[0-9a-f]{2}", plain, re.IGNORECASE) else plain
    found = DOI_IN_BIBLIOGRAPHY.search(plain)
    if found is None:
        return ""
    doi, before = found[0], plain[: found.start()]
    address = re.search(r"https?://\S*$", before, re.IGNORECASE)
    if address is not None:
        doi = re.split(r"&" if "?" in address[0] else r"[?#]", doi)[0]
        doi = doi if re.match(r"https?://(?:dx\.|www\.)?doi\.org/", address[0], re.IGNORECASE) else _PAGES.sub("", doi)
    return bare_doi(doi).rstrip(".,;)") if doi.count("(") < doi.count(")") else bare_doi(doi).rstrip(".,;")


def _unescaped(text: str) -> str:
    """Return an address or DOI as it was before somebody escaped it for LaTeX."""
    text = _COMMAND.sub(lambda found: _NAMED[found[1]], text)
    for pattern, plain in _ESCAPES:
        text = pattern.sub(plain, text)
    return text


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
