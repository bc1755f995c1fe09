"""File names made of titles: every system takes them, and people know the file by them."""

from __future__ import annotations

import re
import unicodedata

from lib.records import Paper
from lib.text.cleaning import one_line
from lib.text.references import family_names, year_words

LETTERS = 80
"""Of the name without its ending, at most."""
BYTES = 200
"""Of the same in UTF-8; file systems take 255 for all of it."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%#&{}$!@`\']')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_ALLOWED = ("L", "M", "N", "P", "Zs", "Sm", "Sc")
"""Unicode categories of characters in a name: letters, marks, digits, punctuation, blanks, signs of sums and of money."""


def file_name(title: str, ending: str, taken: set[str] | None = None) -> str:
    """Return a name such as "Otters in the reeds.xlsx"; `ending` without its full stop.

    `taken` are the names already given, as `same_name` compares them; the new one joins them. A name is never empty, never
    one that Windows keeps for devices, never one that differs from a taken one in case or accents' form alone.
    """
    plain = unicodedata.normalize("NFC", _FORBIDDEN.sub(" ", one_line(title)))
    known = "".join(c for c in plain if unicodedata.category(c)[0] in _ALLOWED or unicodedata.category(c) in _ALLOWED)
    stem = _shortened(" ".join(known.split()).strip(" .-_~")) or "paper"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    name, copy = f"{stem}.{ending}", 2
    while taken is not None and same_name(name) in taken:
        name, copy = f"{stem} ({copy}).{ending}", copy + 1
    if taken is not None:
        taken.add(same_name(name))
    return name


def paper_stem(paper: Paper) -> str:
    """Return what a paper's file is named by, author, year and title: "Lovelace 2024 Otters in the reeds", "Lovelace n.d. Owls".

    Where author and title are both unknown it is the file's own name without the ending.
    """
    title = one_line(paper.title)
    family = next(iter(family_names(paper)), "")
    if not family and not title:
        return re.sub(r"\.pdf$", "", one_line(paper.filename), flags=re.IGNORECASE)
    year = year_words(paper.year) if family else str(paper.year or "")
    return " ".join(part for part in (family, year, title) if part)


def same_name(name: str) -> str:
    """Return the name as systems compare it that tell neither case nor forms of accents apart."""
    return unicodedata.normalize("NFKC", name).casefold()


def _shortened(text: str) -> str:
    """Return its first words, as many as fit."""
    short = text[:LETTERS]
    while len(short.encode()) > BYTES:
        short = short[:-1]
    if short != text and " " in short[LETTERS // 2 :]:
        short = short.rsplit(" ", 1)[0]
    return short.strip(" .-_,;")
