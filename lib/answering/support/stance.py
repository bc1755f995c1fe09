"""What an answer as a whole does: answers, says that the papers do not say, or says so and tells general knowledge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from lib.answering.support.claims import (
    Claim,
    concedes,
    denies_the_rest,
    gives_up,
    is_attributed,
    points_back,
    speaks_in_general,
    sums_up,
)
from lib.text.terms import content_stems

Kind = Literal["answered", "not_found", "not_found_then_general"]
KINDS: tuple[Kind, ...] = ("answered", "not_found", "not_found_then_general")

CENTRAL = 0.3
"""Share of the question's words from which a denial is one of what was asked."""
_EXAMPLES = re.compile(r"\(.*?\)")
_LINGERS, _AFTER_DENIAL = 0.7, 0.5
"""How far general talk colours the sentence after it that neither names a source nor goes on with it, and a denial."""
_REST_SHARE = 0.3
"""What a denial of the rest, behind an answer, counts of one that stands first."""
DOUBTED, GENERAL_DOUBTED, TALK_DOUBTED = 0.5, 0.2, 0.3
"""How far unsupported a claim is taken to be, one that speaks in general, and one that stands in general talk."""
TALK_LEVEL = 0.4
"""From which a sentence stands in general talk."""
MOST_SUPPORTED, MOST_DOUBTED, MOST_GENERAL = 4, 3, 2
"""Sentences from which a feature that counts them is 1."""
MOSTLY = 0.8
"""Of an answer's letters."""

STANCE_FEATURES = (
    "opens_with_denial", "denial", "first", "strongest", "share_of_denials", "last_is_denial", "last_denies", "concludes",
    "concludes_after", "before", "supported", "attributed", "supported_after", "gives_up", "unsupported", "any_unsupported",
    "general", "any_general", "lingering", "any_beyond", "beyond", "nothing_beyond", "worst", "mostly_claims",
)  # fmt: skip


def general_talk(claims: Sequence[Claim]) -> list[float]:
    """Return for each sentence how far it stands in general talk, 0-1: what is usual anywhere is rarely told in one sentence."""
    level = 0.0
    levels = []
    for claim in claims:
        if speaks_in_general(claim) and not claim.empty:
            level = 1.0
        elif claim.denies:
            level *= _AFTER_DENIAL
        elif is_attributed(claim) and not points_back(claim):
            level = 0.0
        elif not (points_back(claim) or claim.listed):
            level *= _LINGERS
        levels.append(level)
    return levels


def centrality(claims: Sequence[Claim], question: str) -> list[float]:
    """Return for each sentence how far it denies just what was asked, 0-1; the examples in the question's brackets apart."""
    asked = set(content_stems(_EXAMPLES.sub("", question)))
    found = []
    for place, claim in enumerate(claims):
        if not claim.denies or concedes(claim):
            found.append(0.0)
            continue
        share = len(asked & set(content_stems(claim.text))) / max(len(asked), 1)
        share = max(share, CENTRAL if gives_up(claim) else 0.0)
        found.append(share * (_REST_SHARE if place > 0 and denies_the_rest(claim) else 1.0))
    return found


def stance_features(claims: Sequence[Claim], unsupported: Sequence[float], question: str) -> dict[str, float]:
    """Return the features by which the kind of an answer is told, as `STANCE_FEATURES` lists them; `unsupported` is 0-1 for
    each sentence.
    """
    central = centrality(claims, question)
    lingering = general_talk(claims)
    everything = range(len(claims))
    denial = next((i for i in everything if central[i] >= CENTRAL), None)
    claiming = [i for i in everything if not claims[i].empty and not claims[i].denies]
    after = [i for i in claiming if denial is not None and i > denial]
    supported = [i for i in claiming if unsupported[i] <= DOUBTED]
    doubtful = [i for i in after if unsupported[i] > DOUBTED]
    general = [
        i
        for i in after
        if speaks_in_general(claims[i]) and not is_attributed(claims[i]) and unsupported[i] > GENERAL_DOUBTED
    ]
    talk = [i for i in after if lingering[i] > TALK_LEVEL and unsupported[i] > TALK_DOUBTED]
    beyond = {*doubtful, *general, *talk}
    last = next((i for i in reversed(everything) if claims[i].denies or not claims[i].empty), len(claims) - 1)
    concludes = sums_up(claims[last]) and not claims[last].denies
    opens = denial is not None and denial <= 1

    def share(chosen: Sequence[int] | set[int]) -> float:
        return sum(len(claims[i].text) for i in chosen) / max(sum(len(claim.text) for claim in claims), 1)

    return {
        "opens_with_denial": float(opens),
        "denial": float(denial is not None),
        "first": central[0],
        "strongest": max(central),
        "share_of_denials": sum(value >= CENTRAL for value in central) / len(claims),
        "last_is_denial": central[last],
        "last_denies": float(claims[last].denies),
        "concludes": float(concludes),
        "concludes_after": float(concludes and opens),
        "before": share([i for i in claiming if denial is None or i < denial]),
        "supported": share(supported),
        "attributed": share([i for i in supported if i in after and is_attributed(claims[i])]),
        "supported_after": float(opens) * min(len(supported), MOST_SUPPORTED) / MOST_SUPPORTED,
        "gives_up": float(any(gives_up(claim) for claim in claims)),
        "unsupported": min(len(doubtful), MOST_DOUBTED) / MOST_DOUBTED,
        "any_unsupported": float(bool(doubtful)),
        "general": min(len(general), MOST_GENERAL) / MOST_GENERAL,
        "any_general": float(bool(general)),
        "lingering": min(len(talk), MOST_DOUBTED) / MOST_DOUBTED,
        "any_beyond": float(bool(beyond)),
        "beyond": share(beyond),
        "nothing_beyond": float(opens and not beyond),
        "worst": max((unsupported[i] for i in after), default=0.0),
        "mostly_claims": float(share(claiming) > MOSTLY),
    }
