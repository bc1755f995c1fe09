"""Small papers of which no two are alike: a page each, made in a moment, for tests and benchmarks of many."""

from __future__ import annotations

import random

from tests import pdfs

SUBJECTS = ("otters", "owls", "larches", "mosses", "beetles", "trout", "lichens", "herons")
PLACES = ("Norway", "Chile", "Kenya", "Japan", "Spain", "Canada", "India", "Poland")


def small_paper(number: int) -> bytes:
    """Return the paper of that number; it says how many of which animal or plant were counted, and where."""
    chance = random.Random(number)  # noqa: S311 - no secret
    subject, place = chance.choice(SUBJECTS), chance.choice(PLACES)
    counted = f"We counted {number + 20} {subject} in {place} between May and August."
    return pdfs.make_paper(
        sections=[("Methods", [counted, " ".join(pdfs.unlike_sentences(4, seed=number))])],
        title=f"A count of {subject} in {place}, part {number}",
    )
