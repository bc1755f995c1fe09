"""Sentences under words that affirm, deny or doubt what they say, as in "There is no evidence that ..."."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Literal

Frame = Literal["affirmed", "denied", "doubted"]
AFFIRMED = (
    "There is evidence that {s}", "It has been shown that {s}", "Studies suggest that {s}", "We found that {s}",
    "Experts say that {s}", "The data support the view that {s}", "It is likely that {s}", "These results confirm that {s}",
    "According to the report, {s}", "It is well known that {s}", "Taken together, {s}", "Yes, {s}",
)  # fmt: skip
DENIED = (
    "There is no evidence that {s}", "It is not true that {s}", "It has not been shown that {s}", "We did not find that {s}",
    "It is a myth that {s}", "The data do not support the view that {s}", "It is unlikely that {s}",
    "There is little reason to think that {s}", "Contrary to what was thought, it is not the case that {s}",
    "These results refute the claim that {s}", "No study has shown that {s}", "Nothing suggests that {s}",
    "It was once believed that {s}, but this is wrong", "The claim that {s} is false",
)  # fmt: skip
DOUBTED = (
    "It is unclear whether {s}", "We asked whether {s}", "It remains to be seen whether {s}",
    "The aim of the study was to find out whether {s}", "Further research is needed to show whether {s}",
    "It is not known whether {s}", "Whether {s} was not examined", "It has been debated whether {s}",
)  # fmt: skip
FRAMES: dict[Frame, tuple[str, ...]] = {"affirmed": AFFIRMED, "denied": DENIED, "doubted": DOUBTED}
_LABELS: tuple[tuple[Frame, Frame, int], ...] = (
    ("affirmed", "affirmed", 0), ("affirmed", "denied", 1), ("denied", "affirmed", 1), ("denied", "denied", 0),
    ("affirmed", "doubted", 2), ("denied", "doubted", 2),
)  # fmt: skip
"""Of the claim's words and the text's, what the text does to the claim."""
PLAIN = 0.5
"""How often a sentence that is affirmed stands as it is."""
NEGATED = re.compile(
    r"\b(?:not|no|never|without|neither|nor|cannot|unlikely|unclear|whether)\b|n['’]t\b|\?", re.IGNORECASE
)
"""In a sentence: put under words that deny, it would be denied twice."""
_NAME = re.compile(r"[A-Z]\w*[A-Z0-9]|I\b")
"""At the beginning of a sentence: a short form, which keeps its capital."""


def framed(text: str, frame: Frame, chance: random.Random) -> str:
    """Return the sentence under words of this frame."""
    inside = text.strip().rstrip(".!?")
    if not _NAME.match(inside):
        inside = inside[:1].lower() + inside[1:]
    found = chance.choice(FRAMES[frame]).format(s=inside)
    return f"{found[0].upper()}{found[1:]}."


def framings(text: str, chance: random.Random) -> Iterator[tuple[str, str, int]]:
    """Yield the sentence as a claim and as a text, each under words of its own, and what the text does to the claim:
    0 supports, 1 contradicts, 2 neither.
    """
    for own, other, label in _LABELS:
        yield _plain_or_framed(text, own, chance), _plain_or_framed(text, other, chance), label


def _plain_or_framed(text: str, frame: Frame, chance: random.Random) -> str:
    if frame == "affirmed" and chance.random() < PLAIN:
        return text
    return framed(text, frame, chance)
