"""Papers as they are cited in few words: "Zheng et al. 2024"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from lib.records import Paper
from lib.text.cleaning import one_line, paper_title

PARTICLES = frozenset(
    ["van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ten", "ter", "zu", "zum"]
)
"""Words that belong to the family name after them."""
SUFFIXES = frozenset(["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"])
"""Words behind a family name that are none themselves."""
BODIES = re.compile(
    r"\b(?:group|team|study|consortium|committee|society|institute|institut|university|association|organi[sz]ation|network|"
    r"collaboration|collaborative|investigators|collaborators|project|center|centre|council|agency|department|ministry|"
    r"foundation|federation|commission|academy|laboratory|bureau|working|trial|initiative|alliance|programme|class|type)\b",
    re.IGNORECASE,
)
"""Words of the names of bodies, by which they are told from people."""
TITLE_LETTERS = 60
"""Of a title that stands for unknown authors."""
NO_DATE = "n.d."
"""For "no date", in the place of a year that is not known, as reference styles write it (APA 7, section 9.17)."""


class Work(Protocol):
    """What has authors."""

    @property
    def authors(self) -> list[str]:
        """Each "Given Family"."""
        ...

    @property
    def families(self) -> dict[str, str]:
        """As `Paper.families`."""
        ...


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name as reference managers part it."""

    family: str
    """Particles with it; of a body, and of a name of one word, the whole."""
    given: str = ""
    suffix: str = ""


def is_body(name: str) -> bool:
    """Return whether a name is that of a body, such as a consortium, not of a person."""
    return bool(BODIES.search(name)) or bool(re.search(r"\sand\s", name, re.IGNORECASE))


def name_parts(name: str, family: str = "") -> NameParts:
    """Return the parts of a name as papers have it, "Given Family Jr"; what has a comma, and a body's, stays whole.

    `family`: where it is known and not the last word with its particles.
    """
    words = one_line(name).split()
    if not family and (len(words) < 2 or "," in name or is_body(name)):
        return NameParts(" ".join(words))
    suffix = words.pop() if len(words) > 2 and words[-1].lower() in SUFFIXES else ""
    own = one_line(family).split()
    if own and words[-len(own) :] == own:
        return NameParts(" ".join(own), " ".join(words[: -len(own)]), suffix)
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return NameParts(" ".join(words[start:]), " ".join(words[:start]), suffix)


def inverted(name: str, family: str = "") -> str:
    """Return "Family, Given, Jr", parted as `name_parts` does."""
    parts = name_parts(name, family)
    return ", ".join(part for part in (parts.family, parts.given, parts.suffix) if part)


def family_name(name: str, family: str = "") -> str:
    """Return the family name of a person, particles and what stands behind it with it; the whole of a name of one word."""
    if family:
        return family
    words = one_line(name.split(",")[0]).split()
    if len(words) < 2 or "," in name:
        return " ".join(words)
    start = len(words) - (2 if len(words) > 2 and words[-1].lower() in SUFFIXES else 1)
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return " ".join(words[start:])


def family_names(work: Work) -> list[str]:
    """Return the family names of the authors of a paper, a record or an entry."""
    return [family for name in work.authors if (family := family_name(name, work.families.get(name, "")))]


def year_words(year: int | None) -> str:
    """Return the year as it stands behind authors: "2024", or "n.d." where it is not known."""
    return str(year) if year else NO_DATE


def author_year(paper: Paper) -> str:
    """Return "Lovelace 2024", "Lovelace and Hopper 2024" or "Lovelace et al. 2024"; a year that is not known is "n.d.".

    Where no author is known it is the beginning of the title, or the file's name, with the year if there is one.
    """
    families = family_names(paper)
    if not families:
        title = paper_title(paper)
        short = title if len(title) <= TITLE_LETTERS else title[: TITLE_LETTERS - 1].rsplit(" ", 1)[0] + "…"
        return f"{short} {paper.year}" if paper.year else short
    who = " and ".join(families) if len(families) < 3 else f"{families[0]} et al."
    return f"{who} {year_words(paper.year)}"


def author_years(papers: Iterable[Paper]) -> dict[str, str]:
    """Return `author_year` by paper id, no two alike: "Zheng et al. 2024a" and "2024b", "Zheng n.d.-a", by title and id.

    The same papers always have the same letters, in whatever order they come.
    """
    alike: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        alike[author_year(paper)].append(paper)
    named: dict[str, str] = {}
    for words, of in alike.items():
        ordered = sorted(of, key=lambda paper: (paper_title(paper).casefold(), paper.id))
        for place, paper in enumerate(ordered):
            named[paper.id] = _with_letter(words, place) if len(of) > 1 else words
    return named


def _with_letter(words: str, place: int) -> str:
    """Return the name with a letter: straight behind a year, behind a dash where none is known, else apart from the title."""
    between = "-" if words.endswith(NO_DATE) else "" if words[-1:].isdigit() else " "
    return f"{words}{between}{letters(place)}"


def letters(number: int) -> str:
    """Return the number in letters: 0 is "a", 25 "z", 26 "aa"."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(97 + rest) + name
    return name
