"""What the section of a passage tells of it, where one paper is asked: evidence comes in wider clusters than neighbours."""

from __future__ import annotations

import re

import numpy as np

from lib.indexing.candidates import Candidates
from lib.indexing.finding import PartOf
from lib.indexing.ranking import Scores

SECTION_WEIGHT = 0.3
"""Of the mean of an outermost section's passages, added to each of them. Chosen on one half of the development papers: coverage
of broad questions within 2,000 to 6,000 characters, a mean of five budgets: 0.564 to 0.568 (at 0.2: 0.565, at 0.4: 0.568),
on the other half 0.578 to 0.587."""
OTHERS_WEIGHT = 2.0
"""Taken off a passage of a section on other people's work, unless that is asked for: who asks what was done means by this paper.
With it 0.568 to 0.575 on that half (at 1: 0.573), 0.587 to 0.593 on the other."""
_WORK = r"(?:works?|research|stud(?:y|ies)|approach(?:es)?|literature)"
OTHERS_WORK = re.compile(
    rf"\b(?:related|previous|prior|earlier|existing) {_WORK}\b|\bliterature review\b|\bstate of the art\b",
    re.IGNORECASE,
)
"""Headings of what others did."""
ASKS_FOR_OTHERS = re.compile(
    r"\b(?:others?|another|related|previous(?:ly)?|prior|earlier|existing|literature|so far|before|known|state of the art"
    r"|compar\w+|differ\w*)\b",
    re.IGNORECASE,
)


def with_sections(question: str, candidates: Candidates, scores: Scores, part_of: PartOf) -> Scores:
    """Return the scores with SECTION_WEIGHT of their outermost section's mean added, and OTHERS_WEIGHT off others' work.

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
        own[[OTHERS_WORK.search(section) is not None for section in sections]] -= OTHERS_WEIGHT
    outermost = np.array([section.split(" > ")[0] for section in sections])
    out = own.copy()
    for name in np.unique(outermost[outermost != ""]):
        below = outermost == name
        if below.sum() > 1:
            out[below] += SECTION_WEIGHT * own[below].mean()
    return out
