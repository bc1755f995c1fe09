"""Names of people as bibliographies write them, as "Given Family", and which of the words are the family's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lib.importing.latex import plain_text
from lib.text.references import BODIES, name_parts

INITIALS = r"(?:[^\W\d_]\.?(?:[ -]?[^\W\d_]\.)*|[A-Z]{1,4})"
"""As "J.", "J.-P.", "JA"."""
_ORGANISATION = re.compile(r"^\{.*\}$", re.DOTALL)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|esq)\.?", re.IGNORECASE)
_FAMILY_FIRST = re.compile(r"(?P<family>\S.*?)\s+(?P<given>(?:[A-Z]\.[ -]?){1,5}|(?:[A-Z][a-z]?\.-?){1,4})")
_FAMILY_FIRST_BARE = re.compile(r"(?P<family>[^\W\d_][\w'’.-]*(?:\s[^\W\d_][\w'’-]+){0,2})\s+(?P<given>[A-Z]{1,3})")
_BETWEEN_PEOPLE = re.compile(r"\s*(?:\||；|<br\s*/?>|(?<!:)//)\s*", re.IGNORECASE)
"""What parts the people of a plain list besides semicolons; "http://" parts none."""
_NUMBER_OF_PERSON = re.compile(r"\s*[(\[](?:\d{1,12}|(?:orcid:?\s*)?\d{4}-\d{4}-\d{4}-\d{3}[\dX])[)\]]", re.IGNORECASE)
"""An identifier, or a footnote's number, behind a name."""
_IN_CHINESE = re.compile(r"[㐀-鿿]{2,4}(?:[，、,]\s*[㐀-鿿]{2,4})+")
_EXTENDED = re.compile(r"^\s*(?:given|family|prefix|suffix|useprefix|\w+-i)\s*=", re.IGNORECASE)
OTHERS = frozenset({"others", "et al", "et al.", "...", "[no author name available]", "[no authors listed]"})


class PersonName(NamedTuple):
    """A name as a bibliography has it."""

    name: str
    """ "Given Family", a suffix behind it; of a body, the whole."""
    family: str = ""
    """Where it is written apart; empty where the words alone have to tell it."""


def families_of(people: Iterable[PersonName]) -> dict[str, str]:
    """Return the family names by name that the words alone do not tell, as `Paper.families` has them."""
    return {one.name: one.family for one in people if one.family and name_parts(one.name).family != one.family}


def bibtex_people(text: str) -> list[PersonName]:
    """Return the names of an author field of BibTeX or biblatex; "others" left out, bodies in braces whole."""
    names = []
    for name in _several(text):
        plain = " ".join(name.split())
        if not plain or plain.lower() in OTHERS:
            continue
        if _ORGANISATION.match(plain):
            body = plain_text(plain)
            names += [PersonName(body)] if body.lower() not in OTHERS else []
        elif _EXTENDED.match(plain):
            names.append(_extended(plain))
        else:
            person = given_first(plain, plain_text)
            names.append(person if person.family else PersonName(person.name, _family_of_latex(plain)))
    return [one for one in names if one.name]


def listed_people(text: str) -> list[PersonName]:
    """Return the names of one line of RIS, a CSV or another plain list, be it of one person or of several."""
    text = _NUMBER_OF_PERSON.sub("", _BETWEEN_PEOPLE.sub("; ", " ".join(text.split())))
    if _IN_CHINESE.fullmatch(text.strip()):
        return [PersonName(name) for name in re.split(r"[，、,]\s*", text.strip())]
    return [given_first(name, plain_text) for name in _several(text, plain=True) if name and name.lower() not in OTHERS]


def given_first(name: str, plain: Callable[[str], str] = str) -> PersonName:
    """Return a name with its family last: "von Family, Jr, Given", "Family, Given, Jr" and "Family G.H." too."""
    parts = [plain(part) for part in split_outside_braces(name, r"\s*,\s*")]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return _initials_first(parts[0]) if parts else PersonName("")
    family, given, junior = parts[0], parts[-1], " ".join(parts[1:-1])
    is_body = " " in family and BODIES.search(family) and not re.fullmatch(INITIALS, given)
    if is_body or any(" & " in part for part in parts):
        return PersonName(", ".join(parts))  # "Ministry of Health, Labour and Welfare", "Ernst & Young, Deloitte"
    if junior and _SUFFIX.fullmatch(given):
        given, junior = junior, given
    elif len(parts) == 2 and _SUFFIX.fullmatch(given):
        return PersonName(f"{_initials_first(family).name} {given}")
    first, _, last = given.rpartition(" ")
    if first and not junior and _SUFFIX.fullmatch(last):  # "King, Martin Luther Jr", as MEDLINE has it
        given, junior = first, last
    return PersonName(" ".join(part for part in (given, family, junior) if part), family)


def family_first_initials(name: str) -> PersonName:
    """Return a name as MEDLINE writes it, "Doe JA", with its initials first."""
    family, _, given = name.strip().rpartition(" ")
    return PersonName(f"{given} {family}", family) if family and given.isupper() else PersonName(name.strip())


def parted_name(given: str, family: str, suffix: str = "") -> PersonName:
    """Return a name whose parts stand in fields of their own."""
    return PersonName(" ".join(part for part in (given, family, suffix) if part), family if given else "")


def _family_of_latex(name: str) -> str:
    """Return the family of a name without commas: from the first word in small letters on, else the last word or group in braces
    (BibTeX's rule, after Patashnik's BibTeXing); empty where it is one word.
    """
    words = [word for word in split_outside_braces(name, r"[\s~]+") if word]
    small = next((at for at, word in enumerate(words[1:-1], start=1) if word[:1].islower()), len(words) - 1)
    family = plain_text(" ".join(words[small:])) if len(words) > 1 else ""
    return family if " " in family else ""


def _initials_first(name: str) -> PersonName:
    """Return "Liu R." as "R. Liu"; a name that has no initials behind it as it is."""
    if BODIES.search(name) or "," in name:
        return PersonName(name)
    found = _FAMILY_FIRST.fullmatch(name) or _FAMILY_FIRST_BARE.fullmatch(name)
    if found is None or _SUFFIX.fullmatch(found["given"]) or _are_initials(found["family"], found["given"]):
        return PersonName(name)
    return parted_name(found["given"].strip(), found["family"])


def _are_initials(first: str, second: str) -> bool:
    """Return whether the first of two words may be initials itself: "LIU R." has full stops behind its initials alone."""
    is_family = len(first) > 1 and "." not in first and second.rstrip().endswith(".")
    return not is_family and bool(re.fullmatch(INITIALS, first))


def _extended(name: str) -> PersonName:
    """Return a name in biblatex's long form: "given=Jean, prefix=de la, family=Fontaine"."""
    parts = {}
    for part in split_outside_braces(name, r"\s*,\s*"):
        key, _, value = part.partition("=")
        parts[key.strip().lower()] = plain_text(value.strip().strip('"'))
    family = " ".join(part for part in (parts.get("prefix", ""), parts.get("family", "")) if part)
    return parted_name(parts.get("given") or parts.get("given-i", ""), family, parts.get("suffix", ""))


def _several(text: str, *, plain: bool = False) -> list[str]:
    """Return the names that stand in one text, with "and", ";" or, where they can be told apart, commas between."""
    text = " ".join(text.split())  # a run of blanks is looked through from each of them
    text = re.sub(r"^and | and$", "", text, flags=re.IGNORECASE)
    names = [name.strip() for name in split_outside_braces(text, r"\s+(?:and|AND|And)\s+(?=\S)|\s*;\s*(?=\S|$)")]
    names = [name for name in names if name]
    if plain and " and " in text and len(names) > 1 and _is_one_body(text, names):
        names = [name.strip() for name in text.split(";") if name.strip()]
        if len(names) == 1:
            return names
    return [one for name in names for part in _at_ampersands(name) for one in (_in_commas(part) or [part])]


def _at_ampersands(text: str) -> list[str]:
    """Return the people of "Smith, John & Doe, Anna", and with its commas alone "Jo Smith, Li Doe & Bo Li"; else the text, as for
    a list of firms, one of which may have the "&" in its name.
    """
    parts = [part.strip(" ,") for part in split_outside_braces(text, r"\s+\\?&\s+") if part.strip(" ,")]
    if len(parts) < 2 or "," not in text or BODIES.search(text):
        return [text]
    if all("," in part for part in parts):
        return parts
    joined = ", ".join(parts)
    people = all(len(piece.split()) > 1 for piece in split_outside_braces(joined, r"\s*,\s*"))
    return [joined] if people and _in_commas(joined) else [text]


def _is_one_body(text: str, names: list[str]) -> bool:
    """Return whether an "and" is a part of a name: "Department of Food and Agriculture"."""
    first, *rest = text.split(",")
    if rest:  # "Ministry of Health, Labour and Welfare": none of its parts is a person's given names
        parts = [part.strip() for name in names for part in name.split(",")]
        return bool(BODIES.search(first)) and not any(re.fullmatch(INITIALS, part) for part in parts)
    return bool(BODIES.search(text) or any(" " not in name for name in names))


def _in_commas(text: str) -> list[str] | None:
    """Return the people of a list that has commas alone between them; None where it may be one name."""
    parts = [part.strip() for part in split_outside_braces(text, r"\s*,\s*")]
    parts = [part for part in parts if part]
    if _EXTENDED.match(text) or len(parts) < 3:
        pair = len(parts) == 2 and all(_FAMILY_FIRST_BARE.fullmatch(part) for part in parts)
        return parts if pair else None
    if len(parts) >= 4 and len(parts) % 2 == 0 and all(re.fullmatch(INITIALS, part) for part in parts[1::2]):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    if any(_SUFFIX.fullmatch(part) for part in parts):
        return None
    if len(parts) >= 4 and len(parts) % 2 == 0 and any(" " not in part for part in parts[::2]):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return parts if all(len(part.split()) > 1 for part in parts) else None


def split_outside_braces(text: str, separator: str) -> Iterator[str]:
    """Yield the parts between what matches, braces and what a backslash escapes apart."""
    depth, start = 0, 0
    pattern = re.compile(separator)
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        match = pattern.match(text, at) if depth <= 0 else None
        if match and match.end() > at:
            yield text[start:at]
            start = at = match.end()
            continue
        at += 1
    yield text[start:]
