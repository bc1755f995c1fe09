"""Questions to begin with, made from the headings of the papers that are asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

EXAMPLES = 4
LEAST_SENTENCES = 2
"""Of a section: a shorter one is seldom asked about."""
HEADING_WORDS = range(1, 7)
HEADING_LETTERS = range(4, 48)
ABBREVIATION_LETTERS = 6
"""One word of capitals and digits, no longer, is an abbreviation: it says nothing to who has not read the paper."""
_NUMBERING = re.compile(r"^(?:(?:section|chapter|part)\s+)?(?:\d+(?:\.\d+)*|[IVXLC]+|[A-Z])[.):]?\s+(?=\S)")
_PARTS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(rf"\b(?:{heading})\b", re.IGNORECASE), one, several)
    for heading, one, several in (
        (
            "abstract|summary|introduction|background|objectives?|aims?",
            "What is the aim of this paper?",
            "What are the aims of these papers?",
        ),
        ("results?|findings", "What are the main findings?", "What are the main findings?"),
        ("limitations?", "What are the limitations?", "What limitations are named?"),
        ("conclusions?|concluding|discussions?", "What is concluded?", "What is concluded?"),
        ("future|outlook", "What future work is planned?", "What future work is planned?"),
        ("funding|acknowledge?ments?", "Who funded the work?", "Who funded the work?"),
        ("methods?|methodology|materials|experiments?", "Which methods were used?", "Which methods were used?"),
    )
)
"""Parts that papers of every field have, with what the offline answerer is asked for them: of one paper, of several."""
OWN = 2
"""Questions about what the papers' own headings name, where there are parts for the others."""
_COMMON = re.compile(
    r"\b(?:abstract|summary|introduction|background|objectives?|methods?|methodology|materials?|experiments?|experimental"
    r"|results?|findings|discussions?|conclusions?|concluding|limitations?|references|bibliography|appendi(?:x|ces)"
    r"|acknowledge?ments?|supplement\w*|supporting|declarations?|contributions?|availability|competing|conflicts?|funding"
    r"|related work|overview|outlook|preliminaries|future|keywords|contents|notation|notes?|abbreviations|ethics?|consent"
    r"|authors?|disclosures?)\b",
    re.IGNORECASE,
)
"""In headings that say nothing of what their own paper is about."""


@dataclass(frozen=True, slots=True)
class SectionSize:
    """A section of a paper and how many sentences of its text stand in it."""

    paper_id: str
    section: str
    """Its headings from the outermost in, joined by " > "."""
    sentences: int


def example_questions(sections: Sequence[SectionSize]) -> list[str]:
    """Return up to `EXAMPLES` questions that these sections may answer: of parts that all papers have, and of their own.

    `sections`: of the papers asked, in reading order. The longest sections with a heading of their own come first.
    """
    several = len({one.paper_id for one in sections}) > 1
    parts = [
        of_several if several else of_one
        for heading, of_one, of_several in _PARTS
        if any(heading.search(one.section) for one in sections)
    ]
    own: list[str] = []
    for one in sorted(sections, key=lambda one: -one.sentences):
        heading = own_heading(one.section) if one.sentences >= LEAST_SENTENCES else ""
        if heading and heading.casefold() not in {other.casefold() for other in own}:
            own.append(heading)
    asked = [f"What {'do the papers' if several else 'does the paper'} say about “{heading}”?" for heading in own]
    return list(dict.fromkeys([*parts[:1], *asked[:OWN], *parts[1:], *asked]))[:EXAMPLES]


def own_heading(section: str) -> str:
    """Return the innermost heading without its number, where it names a subject of the paper; else an empty string."""
    heading = _NUMBERING.sub("", " ".join(section.rpartition(" > ")[2].split())).strip(" .:")
    if heading.isupper():
        if " " not in heading and len(heading) <= ABBREVIATION_LETTERS:
            return ""
        heading = heading.capitalize()
    letters = sum(letter.isalpha() for letter in heading)
    fits = len(heading.split()) in HEADING_WORDS and len(heading) in HEADING_LETTERS and letters > len(heading) * 0.7
    return heading if fits and not _COMMON.search(heading) else ""
