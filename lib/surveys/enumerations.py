"""The enumerations of a sentence: "accuracy, precision and recall" as three items."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.text.terms import STOP_WORDS

FEWEST = 3
"""Items of a bare enumeration; two joined by "and" are mostly no list, but behind a lead-in such as "including"."""
LOOKED_AT = 2000
"""Characters of a sentence; what is longer is no sentence, and every lead-in of it would be looked behind."""
LONGEST = 7
"""Words of an item; what is longer is a clause between commas."""

_CITED = re.compile(
    r"\[[\d,;\s–-]+\]|\((?:[^()]*\b(?:19|20)\d\d[a-z]?[^()]*)\)|(?<=[a-z])\d{1,3}(?:[,–-]\d{1,3})*(?=[\s:;,.]|$)"
)
_ASIDE = re.compile(r"\(([^()]*)\)")
_LEAD = re.compile(
    r"(?::|\b(?:such as|including|include[ds]?|namely|i\.e\.|e\.g\.|following|consist(?:s|ed|ing) of|compris(?:es|ed|ing)"
    r"|for example|for instance|like)),?\s+",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"(?<=[a-z)])[.!?]\s+(?=[A-Z])|\s[–—]\s")
_LAST = re.compile(r"^(?:and|or|as well as)\s+(.*)$|^(.+?)\s+(?:and|or)\s+(.+)$", re.IGNORECASE)
_AND = re.compile(r"^(?:and|or)\s+", re.IGNORECASE)
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+")
_GLUE = frozenset(
    {"of", "a", "an", "the", "for", "with", "in", "on", "at", "per", "to", "from", "into", "between", "no", "not"}
)
_WITHIN = frozenset({"of", "a", "an", "the"})
_ARTICLE = re.compile(r"^(?:an?|the|both|either)(?:\s+|$)", re.IGNORECASE)
_BREAKS = STOP_WORDS - _GLUE
"""Words that no item holds: a clause does."""
_INFLECTED = re.compile(r"[a-z]{2,}(?:ed|ied)$")


def enumerations(text: str) -> list[list[str]]:
    """Return every enumeration of a sentence, in its order, each with its items as written; articles in front are left out.

    What stands in brackets is looked through for itself, and citations are passed over.
    """
    bare = _CITED.sub("", text[:LOOKED_AT])
    asides = [inner for inner in _ASIDE.findall(bare) if "," in inner or ";" in inner]
    parts = [_ASIDE.sub("", bare), *asides]
    return [items for part in parts for clause in _CLAUSE_END.split(part) for items in _of_clause(clause.strip(" ."))]


def _of_clause(clause: str) -> list[list[str]]:
    led = [items for match in _LEAD.finditer(clause) if len(items := _leading_items(clause[match.end() :])) >= 2]
    if led:
        return led
    bare = _bare_run(clause)
    return [bare] if len(bare) >= FEWEST else []


def _leading_items(rest: str) -> list[str]:
    """Return the items that begin a text, divided by semicolons or by commas with an "and" or "or" before the last."""
    parts = [_AND.sub("", part.strip(" .")) for part in rest.split(";")]
    if len(parts) >= FEWEST:  # a row of a table names the head of each cell
        return [_bare(part) for part in parts] if all(_is_item(part) and ":" not in part for part in parts) else []
    parts = _comma_parts(rest)
    for last, part in enumerate(parts):
        items, ends = _closing(part)
        if items and (ends or last > 0):
            return _items([*parts[:last], *items])
        if not _is_item(part):
            return []
    return []


def _bare_run(clause: str) -> list[str]:
    """Return the longest run of items between commas that an "and" or "or" closes, its first the last words of what
    it stands in.
    """
    parts = _comma_parts(clause)
    best: list[str] = []
    for last, part in enumerate(parts):
        closing, _ = _closing(part)
        first = last
        while closing and first > 1 and _is_item(parts[first - 1]):
            first -= 1
        if closing and first > 0:
            items = _items([_words_of_first_item(parts[first - 1]), *parts[first:last], *closing])
            best = max(best, items, key=len)
    return best


def _comma_parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\s*,\s+", text)]


def _items(parts: Sequence[str]) -> list[str]:
    """Return the parts without their articles; none where one has nothing else."""
    bare = [_bare(part) for part in parts]
    return bare if all(bare) else []


def _closing(part: str) -> tuple[list[str], bool]:
    """Return the one or two items with which an enumeration ends (of "and C", C; of "B and C", both) and whether
    nothing follows.
    """
    match = _LAST.match(part)
    if match is None:
        return [], False
    before, after = match[2], match[1] or match[3]
    if before is None and (inner := _LAST.match(after)) and inner[2]:  # "as well as C and D"
        before, after = inner[2], inner[3]
    head = _head(after)
    if not head or (before is not None and not _is_item(before)):
        return [], False
    return [*([before] if before else []), head], head == after.strip(" .")


def _is_item(part: str) -> bool:
    words = _NUMBERED.sub("", part).split()
    if not 1 <= len(words) <= LONGEST:
        return False
    plain = [_plain(word) for word in words]
    if any(word in _BREAKS for word in plain):
        return False
    return not any(_INFLECTED.match(word) for word in plain[2:])


def _head(part: str) -> str:
    """Return the words of the last item: up to where a clause goes on."""
    words: list[str] = []
    for word in part.split()[:LONGEST]:
        plain = _plain(word)
        participle = words and words[-1][-1:].isalpha() and not words[-1].endswith("ly") and _INFLECTED.match(plain)
        if plain in _BREAKS or participle or (words and plain in _GLUE - _WITHIN):
            break
        words.append(word)
    return " ".join(words).strip(" .")


def _words_of_first_item(part: str) -> str:
    """Return the words of the first item: behind the last word of the clause before it; none of what one does ("to train")."""
    words: list[str] = []
    for word in reversed(part.split()):
        plain = _plain(word)
        if plain == "to":
            return ""
        if plain in _BREAKS or plain in _GLUE or _INFLECTED.match(plain) or word.endswith((":", ";")):
            break
        words.insert(0, word)
    return " ".join(words) if len(words) < LONGEST else ""


def _plain(word: str) -> str:
    return word.strip("“”\"'’.,:").lower()


def _bare(item: str) -> str:
    return _ARTICLE.sub("", _NUMBERED.sub("", item.strip(" .;,"))).strip()
