"""What a claim says otherwise than the sentences nearest to it: a number, a direction, a negation, a word that is nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Literal

import numpy as np

from lib.embedding.matrix_product import product
from lib.judging.alignment import weights_of
from lib.judging.pieces import (
    BETTER,
    CONTINUES,
    DIFFERENT,
    DOWN,
    NEGATION,
    SHOW,
    UP,
    WORSE,
    Ids,
    Pieces,
    PieceTable,
    numbers_of,
)

Kind = Literal["number", "direction", "negation", "missing"]

SAME_PLACE = 0.45
"""Cosine of two numbers' word pieces from which they count the same thing: the pieces know the words around them."""
OPPOSITE_PLACE = 0.5
"""The same of two words of opposite directions."""
SAME_SCOPE = 0.58
"""The same, as a mean, of the words that one text denies and the other states."""
SCOPE_PIECES, DENIED_PIECES, TELLING_RARITY = 7, 2, 0.45
"""Word pieces that a negation reaches over, how many of them are compared, and how rare one must be to say something."""
ENDS_SCOPE = frozenset({",", ".", ";", ":", "but", "and", "(", ")"})
"""Word pieces behind which a negation does not reach."""
ALMOST_DENIES = frozenset(
    {"unlikely", "hardly", "scarcely", "barely", "rarely", "seldom", "refute", "refutes", "refuted"}
)
"""Words that deny what follows, beside those of the class NEGATION."""
NO_DENIAL = frozenset({"only", "just", "merely", "necessarily"})
"""Behind "not" they deny nothing of what follows."""
EFFECTS = (UP, DOWN, BETTER, WORSE, DIFFERENT, SHOW)
"""Classes of the words that tell of an effect, a difference or a connection."""
EFFECT_REACH = 4
"""Word pieces behind a negation within which such a word is denied: "no evidence", "was not associated"."""
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
    in_place: bool = True
    """Whether it is the same words that are said otherwise, by those around them; else it may be said of something besides."""
    repeated: bool = False
    """Whether the rest of the claim is said in the same words."""


def differences(claim: Pieces, window: Pieces, table: PieceTable) -> list[Difference]:
    """Return what the claim says otherwise than the window, the sentences nearest to it; the plainest first."""
    cosines = product(claim.vectors, np.ascontiguousarray(window.vectors.T))
    found = [_number(claim, window, cosines, table), _direction(claim, window, cosines, table)]
    found += [_negation(claim, window, cosines, table), _missing(claim, cosines, table)]
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
    found = list(_opposed_words(claim, window, cosines, table))
    for one, other in OPPOSITES:
        for place in np.flatnonzero(mine[:, one]):
            same = theirs[:, one] + (window.ids == claim.ids[place]) > 0
            against = np.flatnonzero((theirs[:, other] > 0) & ~same)
            if same.any() or not len(against):
                continue
            nearest = int(against[int(cosines[place, against].argmax())])
            found.append((float(cosines[place, nearest]), int(place), nearest))
    # A word of the window stands against the one of the claim in whose place it is, not against another of its direction.
    found = [one for one in found if cosines[:, one[2]].max() <= one[0]] or [(0.0, *one[1:]) for one in found]
    if not found:
        return None
    cosine, own_place, other_place = max(found)
    said, read = word_at(claim.ids, own_place, table), word_at(window.ids, other_place, table)
    return Difference("direction", f"other direction: “{said}”, the passage says “{read}”", cosine >= OPPOSITE_PLACE)


def _opposed_words(
    claim: Pieces, window: Pieces, cosines: np.ndarray, table: PieceTable
) -> Iterator[tuple[float, int, int]]:
    """Yield words of the claim whose opposite the window has, and not themselves: cosine, place, place of the opposite."""
    have = set(window.ids.tolist())
    for place, number in enumerate(claim.ids.tolist()):
        opposite = table.opposites.get(number, frozenset())
        if number in have or not opposite & have:
            continue
        against = np.flatnonzero(np.isin(window.ids, list(opposite)))
        nearest = int(against[int(cosines[place, against].argmax())])
        yield float(cosines[place, nearest]), place, nearest


def _negation(claim: Pieces, window: Pieces, cosines: np.ndarray, table: PieceTable) -> Difference | None:
    """Return what only one of the two denies: in its very place, an effect, or anywhere."""
    denied, stated = (
        _denies_alone(claim, window, cosines, table),
        _denies_alone(window, claim, cosines.T, table),
    )
    mine, theirs = bool(denials(claim, table)), bool(denials(window, table))
    own, other = _effects(claim, table), _effects(window, table)
    if own[0] and other[0]:  # "no evidence that it raises the risk", "was not associated with the risk"
        return None
    in_place = max(denied, stated) >= SAME_SCOPE
    against = (own[0] and other == (False, True)) or (other[0] and own == (False, True))
    if not in_place and not against and mine == theirs:
        return None
    denies = denied >= stated if in_place else own[0] if against else mine
    return Difference(
        "negation",
        "denied, the passage states it" if denies else "stated, the passage denies it",
        in_place or against,
    )


def _effects(text: Pieces, table: PieceTable) -> tuple[bool, bool]:
    """Return whether the text denies an effect, and whether it states one."""
    effects = table.classes[text.ids][:, EFFECTS].any(axis=1)
    denied = np.zeros(len(text), bool)
    for place in denials(text, table):
        reach = takewhile(
            lambda i: table.words[text.ids[i]] not in ENDS_SCOPE,
            range(place + 1, min(len(text), place + 1 + EFFECT_REACH)),
        )
        denied[list(reach)] = True
    return bool((effects & denied).any()), bool((effects & ~denied).any())


def _denies_alone(one: Pieces, other: Pieces, cosines: np.ndarray, table: PieceTable) -> float:
    """Return how near the words that `one` denies come to such in `other` that are not denied there, as a mean cosine; else 0."""
    best = 0.0
    for place in denials(one, table):
        denied = _scope(one, place, table)
        matched = [int(cosines[i].argmax()) for i in denied]
        if denied and not any(_is_denied(other, i, table) for i in matched):
            best = max(best, float(np.mean([cosines[i, k] for i, k in zip(denied, matched, strict=True)])))
    return best


def _scope(text: Pieces, place: int, table: PieceTable) -> list[int]:
    """Return the first two pieces behind a negation that say what is denied."""
    behind = takewhile(
        lambda i: table.words[text.ids[i]] not in ENDS_SCOPE, range(place + 1, min(len(text), place + 1 + SCOPE_PIECES))
    )
    telling = (i for i in behind if table.rarity[text.ids[i]] > TELLING_RARITY and not table.classes[text.ids[i]].any())
    return list(islice(telling, DENIED_PIECES))


def _is_denied(text: Pieces, place: int, table: PieceTable) -> bool:
    return any(place - SCOPE_PIECES <= i <= place for i in denials(text, table))


def denials(text: Pieces, table: PieceTable) -> list[int]:
    """Return the places of the words that deny."""
    words = [table.words[i] for i in text.ids]
    found = table.classes[text.ids, NEGATION] > 0
    after = [*words[1:], ""]
    return [i for i in range(len(words)) if (found[i] or words[i] in ALMOST_DENIES) and after[i] not in NO_DENIAL]


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
