"""What happened to the things that a question counts, such as "died" in "How many calves died?", and whether a paper says it.

A paper may say it in words that come near to none of the question's: "lost to follow-up" of those who dropped out. So where no
word of the event is found, a sentence with a number and the counted thing still answers perhaps; without one, none does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from lib.answering.offline.question_kinds import LOOKED_AT
from lib.answering.offline.question_words import AUXILIARY, HOW_MANY, without_paper
from lib.embedding.embedder import Vectors
from lib.text.terms import content_stems

EVENT_NEAR = 0.65
"""The cosine from which a sentence says what happened, in whatever word. In 60 questions of our own that count something the
words that no sentence says come to 0.29 to 0.62 in the nearest one, those said by another word ("ill", "examined") to 0.67 and
more."""
OF_ANY_STUDY = frozenset(
    content_stems(
        "use run ran conduct carry carried perform make made take took taken part participate enrol enroll enrolled "
        "recruit include consider examine analyse analyze assess evaluate test study studied investigate measure collect "
        "gather obtain sample survey screen select choose chosen identify identified find found record give given treat "
        "assign allocate randomise randomize divide divided split receive involve contain comprise consist cover leave "
        "left remain total altogether complete"
    )
)
"""Stems of what any study does with what it counts: told as "n = 40" as often as in words."""
_EVENT = re.compile(
    r"(?:(?!\b(?:of|in|on|at|by|for|from|with|to|into|during|after|before|between|per|than|through|until|within|without|among"
    r"|under|over|and|or|that|which|who|because|due|as|when|while|if|each|every)\b)[\w\s'’-])*"
)
"""The words up to the first preposition or conjunction."""
_OWNED = re.compile(
    r"\W*(?:does|do|did)\s+(?!(?:not|never|have|contain|need|use|comprise|include)\b)(?:[\w'’-]+\s+){1,8}?"
    r"(?:have|contain|need|use|comprise|include)\b",
    re.IGNORECASE,
)
"""Whose the counted things are, "does the encoder have": nothing happens to them."""


def event_stems(question: str) -> frozenset[str]:
    """Return the stems of what a question says of the things it counts; none where any study does that, where it asks
    what something has or needs, or asks otherwise.
    """
    question = without_paper(question[:LOOKED_AT])
    counted = HOW_MANY.search(question)
    if counted is None or _OWNED.match(question, counted.end()):
        return frozenset()
    said = _EVENT.match(question, counted.end())
    words = re.sub(rf"\b{AUXILIARY}\b", " ", said[0] if said else "")
    return frozenset(content_stems(words)) - OF_ANY_STUDY - set(content_stems(counted["what"]))


def is_said(event: Set[str], paper_stems: Set[str], words: Sequence[tuple[Set[str], Vectors]]) -> bool:
    """Return whether a paper says any word of the event: as it is, or by one that comes near to it in a sentence.

    `words`: the stems of each word of the question, and their cosines with a row for each sentence and a column for each piece.
    """
    of_event = [cosines for stems, cosines in words if stems & event and cosines.size]
    if event & paper_stems or not of_event:
        return True
    return any(float(cosines.mean(axis=1).max()) >= EVENT_NEAR for cosines in of_event)
