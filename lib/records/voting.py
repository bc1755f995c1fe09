"""One label out of several answerers' labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

TIE = "tie"
FAILED = "failed"


def majority_vote(labels: Sequence[str]) -> str:
    """Return the label that most votes name; "tie" where two lead together, "failed" where nobody voted.

    A label "failed" is no vote. The commonest label wins without an absolute majority.
    """
    ranking = Counter(label for label in labels if label != FAILED).most_common(2)
    if not ranking:
        return FAILED
    if len(ranking) == 2 and ranking[0][1] == ranking[1][1]:
        return TIE
    return ranking[0][0]
