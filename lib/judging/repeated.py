"""What a claim changes in a sentence that it repeats otherwise: a number, a direction, a denial, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from lib.judging.differences import ENDS_SCOPE, OPPOSITES, Difference, denials, word_at
from lib.judging.pieces import Pieces, PieceTable, numbers_of

REPEATED = 0.8
"""Share of a claim's word pieces that a sentence has in their order, from which the claim repeats it."""
LONGEST_CHANGE = 3
"""Word pieces that stand in place of others at most: more of them say something of their own."""


def changes(claim: Pieces, sentence: Pieces, table: PieceTable) -> list[Difference]:
    """Return what the claim has in place of something else in a sentence that it repeats otherwise; none where it does not."""
    own, other = claim.ids.tolist(), sentence.ids.tolist()
    steps = SequenceMatcher(None, own, other, autojunk=False).get_opcodes()
    shared = sum(end - start for tag, start, end, _, _ in steps if tag == "equal")
    if shared < REPEATED * len(own):
        return []
    found: list[Difference] = []
    for tag, start, end, first, last in steps:
        if tag != "equal":
            here, there = range(start, end), range(first, last)
            found += [*_number(claim, sentence, here, there, table), *_turned(claim, sentence, here, there, table)]
    return found


def stands_in(claim: Pieces, sentence: Pieces, table: PieceTable) -> bool:
    """Return whether the claim stands in the sentence word for word, its end mark left out."""
    own, other = claim.ids.tolist(), sentence.ids.tolist()
    if own and table.words[own[-1]] in ".!":
        own = own[:-1]
    return any(other[i : i + len(own)] == own for i in range(len(other) - len(own) + 1))


def _number(claim: Pieces, sentence: Pieces, here: range, there: range, table: PieceTable) -> Iterator[Difference]:
    """Yield the numbers of the claim that stand in place of another."""
    mine = [one for one in numbers_of(claim.ids, table) if one[1] < here.stop and here.start < one[2]]
    theirs = [one for one in numbers_of(sentence.ids, table) if one[1] < there.stop and there.start < one[2]]
    for (said, _, _), (read, _, _) in zip(mine, theirs, strict=False):
        if said != read:
            yield Difference("number", f"other number: {said}, the passage says {read}", repeated=True)


def _turned(claim: Pieces, sentence: Pieces, here: range, there: range, table: PieceTable) -> Iterator[Difference]:
    """Yield an opposite that stands in place of a word, or a denial that only one of the two has."""
    words = {table.words[claim.ids[i]] for i in here} | {table.words[sentence.ids[i]] for i in there}
    if max(len(here), len(there)) > LONGEST_CHANGE or words & ENDS_SCOPE:
        return
    for i in here:
        for k in there:
            if _opposed(int(claim.ids[i]), int(sentence.ids[k]), table):
                said, read = word_at(claim.ids, i, table), word_at(sentence.ids, k, table)
                yield Difference("direction", f"other direction: “{said}”, the passage says “{read}”", repeated=True)
    denies = any(i in here for i in denials(claim, table))
    denied = any(k in there for k in denials(sentence, table))
    if denies != denied:
        why = "denied, the passage states it" if denies else "stated, the passage denies it"
        yield Difference("negation", why, repeated=True)


def _opposed(one: int, other: int, table: PieceTable) -> bool:
    by_class = any(table.classes[one, up] and table.classes[other, down] for up, down in OPPOSITES)
    return by_class or other in table.opposites.get(one, frozenset())
