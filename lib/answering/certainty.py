"""How sure an answer is, told from the share of its claims that the passages support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lib.records import Answer, AnswerSentence, Certainty
from lib.records.core import CHANCE, CHANCES, SURE_CHANCE

if TYPE_CHECKING:
    from lib.answering.answerer import Draft

SUPPORTED_SHARE = 0.5
"""Of the claims, that the passages must support where an answer reports something."""
VERY_LIKELY_CHANCE = 0.95
"""The chance of an answer from which it is called very likely."""
SUPPORT_WEIGHTS = {"supported": 1.0, "weak": 0.5}
"""What a claim adds to the share of those that are supported."""


def supported_share(sentences: Sequence[AnswerSentence]) -> float | None:
    """Return the share of the claims that the passages support, a weak one counting half; None where nothing is claimed."""
    claims = [sentence.support for sentence in sentences if sentence.support != "no_claim"]
    if not claims:
        return None
    return sum(SUPPORT_WEIGHTS.get(support, 0.0) for support in claims) / len(claims)


CERTAINTY_WORDS: Mapping[Certainty, str] = {"sure": "answered", "perhaps": "perhaps", "not_found": "not found"}
"""How sure an answer is, as people read it, on every screen and in every file."""


def certainty_in_words(answer: Answer) -> str:
    """Return how sure an answer is: of one that is sure how likely, where its answerer gave one chance for all of it."""
    chance = answer.settings.get(CHANCE)
    if answer.certainty == "sure" and isinstance(chance, float) and not answer.settings.get(CHANCES):
        return chance_in_words(chance)
    return CERTAINTY_WORDS[answer.certainty]


def chance_in_words(chance: float) -> str:
    """Return how likely it is that an answer answers, by its chance 0-1, as a word."""
    if chance >= VERY_LIKELY_CHANCE:
        return "very likely"
    return "likely" if chance >= SURE_CHANCE else "perhaps"


def certainty_of(draft: Draft) -> Certainty:
    """Return what the answerer says of its draft; where it says nothing, `sure` if the passages support half of the claims."""
    if not draft.found:
        return "not_found"
    if draft.certainty is not None:
        return draft.certainty
    share = supported_share(draft.sentences)
    return "sure" if share is not None and share >= SUPPORTED_SHARE else "perhaps"
