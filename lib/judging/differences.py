"""What a claim says otherwise than the sentences nearest to it: a number, a direction, a negation, a word that is nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lib.embedding.matrix_product import product
from lib.judging.alignment import weights_of
from lib.judging.pieces import BETTER, CONTINUES, DOWN, NEGATION, UP, WORSE, Ids, Pieces, PieceTable, numbers_of

Kind = Literal["number", "direction", "negation", "missing"]

SAME_PLACE = 0.45
"""Cosine of two numbers' word pieces from which they count the same thing: the pieces know the words around them."""
OPPOSITES = ((UP, DOWN), (DOWN, UP), (BETTER, WORSE), (WORSE, BETTER))
NOWHERE = 0.5
"""Cosine below which a word of the claim is in no sentence, in other words neither."""
WORDS = 40
"""Characters of a word that are shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a claim says otherwise."""

    kind: Kind
    why: str
    """In a few words."""


def differences(claim: Pieces, window: Pieces, table: PieceTable) -> list[Difference]:
    """Return what the claim says otherwise than the window, the sentences nearest to it; the plainest first."""
    cosines = product(claim.vectors, np.ascontiguousarray(window.vectors.T))
    found = [_number(claim, window, cosines, table), _direction(claim, window, cosines, table)]
    found += [_negation(claim, window, table), _missing(claim, cosines, table)]
    return [one for one in found if one is not None]


def _number(claim: Pieces, window: Pieces, cosines: np.ndarray, table: PieceTable) -> Difference | None:
    """Return the number of the claim that the window lacks, with the one that stands in its place there."""
    theirs = numbers_of(window.ids, table)
    have = {number for number, _, _ in theirs}
    own = numbers_of(claim.ids, table)
    said = {number for number, _, _ in own}
    free = [one for one in theirs if one[0] not in said]
    for number, first, end in own:
        if number in have or not free:
            continue
        nearest = max(free, key=lambda one: float(cosines[first:end, one[1] : one[2]].max()))
        if float(cosines[first:end, nearest[1] : nearest[2]].max()) >= SAME_PLACE:
            return Difference("number", f"other number: {number}, the passage says {nearest[0]}")
    return None


def _direction(claim: Pieces, window: Pieces, cosines: np.ndarray, table: PieceTable) -> Difference | None:
    """Return the word of the claim in whose place the window has one of the opposite direction."""
    mine, theirs = table.classes[claim.ids], table.classes[window.ids]
    for one, other in OPPOSITES:
        for place in np.flatnonzero(mine[:, one]):
            same = theirs[:, one] + (window.ids == claim.ids[place]) > 0
            against = np.flatnonzero((theirs[:, other] > 0) & ~same)
            if same.any() or not len(against):
                continue
            nearest = against[int(cosines[place, against].argmax())]
            said, read = word_at(claim.ids, int(place), table), word_at(window.ids, int(nearest), table)
            return Difference("direction", f"other direction: “{said}”, the passage says “{read}”")
    return None


def _negation(claim: Pieces, window: Pieces, table: PieceTable) -> Difference | None:
    mine = bool(table.classes[claim.ids, NEGATION].any())
    theirs = bool(table.classes[window.ids, NEGATION].any())
    if mine == theirs:
        return None
    return Difference("negation", "denied, the passage states it" if mine else "stated, the passage denies it")


def _missing(claim: Pieces, cosines: np.ndarray, table: PieceTable) -> Difference | None:
    """Return the rarest word of the claim that the window has not, in other words neither."""
    lack = np.where(cosines.max(axis=1) < NOWHERE, weights_of(claim, table), 0.0)
    if not lack.any():
        return None
    return Difference("missing", f"the passages do not have “{word_at(claim.ids, int(lack.argmax()), table)}”")


def word_at(ids: Ids | Sequence[int], place: int, table: PieceTable) -> str:
    """Return the whole word that a word piece belongs to, in small letters."""
    first = place
    while first > 0 and table.words[ids[first]].startswith(CONTINUES):
        first -= 1
    end = place + 1
    while end < len(ids) and table.words[ids[end]].startswith(CONTINUES):
        end += 1
    return "".join(table.words[i].removeprefix(CONTINUES) for i in ids[first:end])[:WORDS]
