"""What the section of a passage tells of it, where one paper is asked: evidence comes in wider clusters than neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.indexing.candidates import Candidates
from lib.indexing.finding import PartOf
from lib.indexing.ranking import Scores

SECTION_WEIGHT = 0.1
"""Of the mean of a section's passages, added to each of them, for every section that it lies in. Coverage of broad questions
within 4,000 characters, with OTHERS_WEIGHT: on the half of the development papers that it was chosen on 0.568 to 0.574, on the
other 0.619 to 0.638; of trials 0.875 to 0.884. Over five budgets from 2,000 to 6,000 characters 0.564 to 0.565, and 0.578 to
0.592. With 0.3 of the outermost section's mean alone the first of them gain more, and first quotes are lost."""
OTHERS_WEIGHT = 2.0
"""Taken off a passage of a section on other people's work, unless that is asked for: who asks what was done means by this paper.
Alone, over the five budgets, 0.564 to 0.568 and 0.578 to 0.582."""
_GAP = r"[\s‐‑-]"
_WORK = r"(?:works?|research|stud(?:y|ies)|approach(?:es)?|literature)"
OTHERS_WORK = re.compile(
    rf"\b(?:related|previous|prior|earlier|existing){_GAP}{_WORK}\b|\bliterature{_GAP}review\b"
    rf"|\bstate{_GAP}of{_GAP}the{_GAP}art\b",
    re.IGNORECASE,
)
"""Headings of what others did."""
_SET_BESIDE = re.compile(r"\b(?:compar|validat)\w*|\bagainst\b", re.IGNORECASE)
"""Headings of what this paper found beside others: "Comparison with previous studies"."""
_OWN_WORK = re.compile(
    r"[\W\d]*(?:[ivx]+\.\s*)?(?:[\w-]+,? (?:and|&) )?(?:methods?|methodology|results?|findings|discussion)\b",
    re.IGNORECASE,
)
"""Headings of this paper's own work: nothing below them is others'."""
ASKS_FOR_OTHERS = re.compile(
    r"\b(?:others?|another|related|previous(?:ly)?|prior|earlier|existing|literature|so far|before|known"
    rf"|state{_GAP}of{_GAP}the{_GAP}art|compar\w+|differ\w*|et al)\b",
    re.IGNORECASE,
)


def with_sections(question: str, candidates: Candidates, scores: Scores, part_of: PartOf) -> Scores:
    """Return the scores with SECTION_WEIGHT of the mean of each section they lie in added, and OTHERS_WEIGHT off others' work.

    Unchanged where several papers are asked: of those only the best passages are candidates, and their mean tells nothing of a
    section. A passage without a heading above it, or alone below one, has no mean added.
    """
    if len(candidates.readings) != 1 or not len(candidates):
        return scores
    start = int(candidates.first.min())
    sentences = part_of(*candidates.readings[0], start, int(candidates.first.max()))
    sections = [sentences[int(first) - start].section for first in candidates.first]
    own = scores.copy()
    if not ASKS_FOR_OTHERS.search(question):
        own[[_is_of_others(section) for section in sections]] -= OTHERS_WEIGHT
    out = own.copy()
    for below in _by_section(sections):
        out[below] += SECTION_WEIGHT * own[below].mean()
    return out


def _is_of_others(section: str) -> bool:
    """Return whether a section, or one that it lies in, is on other people's work, and none above that on this paper's own."""
    for heading in section.split(" > "):
        if OTHERS_WORK.search(heading) and not _SET_BESIDE.search(heading):
            return True
        if _OWN_WORK.match(heading):
            return False
    return False


def _by_section(sections: Sequence[str]) -> list[list[int]]:
    """Return the places of the passages that lie in each section, those in the sections below it among them, two at least."""
    places: dict[str, list[int]] = {}
    for place, section in enumerate(sections):
        headings = section.split(" > ") if section else []
        for depth in range(len(headings)):
            places.setdefault(" > ".join(headings[: depth + 1]), []).append(place)
    return [found for found in places.values() if len(found) > 1]
