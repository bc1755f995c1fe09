"""Sentences altered on purpose, in a direction, a negation or a number, so that what said them says them no longer."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_OPPOSITES = """
increased decreased|increase decrease|increases decreases|increasing decreasing|higher lower|greater smaller|more fewer|more less
improved worsened|improves worsens|improve worsen|improvement deterioration|better worse|longer shorter|larger smaller
reduced increased|reduces increases|reduce increase|reduction increase|reducing increasing|lower higher|less more|fewer more
decreased increased|decreases increases|decrease increase|positive negative|positively negatively|above below|faster slower
stronger weaker|high low|low high|gain loss|rise fall|rose fell|superior inferior|effective ineffective|promotes inhibits
promoted inhibited|inhibits promotes|inhibited promoted|activates suppresses|suppresses activates|before after|after before
most least|smaller larger|shorter longer|worse better|early late|upregulated downregulated|downregulated upregulated
maximum minimum|minimum maximum|always never|enhanced impaired|beneficial harmful|safe unsafe|similar different|without with
"""
OPPOSITES: dict[str, list[str]] = {}
for _line in re.split(r"[|\n]", _OPPOSITES.strip()):
    _word, _other = _line.split()
    OPPOSITES.setdefault(_word, []).append(_other)
_OPPOSED = re.compile(rf"\b({'|'.join(sorted(OPPOSITES, key=len, reverse=True))})\b")
_VERB = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|may|might|will|would|should|did|does|do)\b(?! (?:not|no)\b)"
)
_DENIED = re.compile(
    r"\b(?:did|does|do) not\b|\b(is|are|was|were|has|have|had|can|could|may|will|would|should) not\b|\bno\b(?= \w)|\bcannot\b"
)
_NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)?(?![\w]|[.,]\d)")
DENIAL_TAKEN_OUT = 0.7
"""How often a sentence that denies is made one that states, rather than denied once more."""
LARGEST_STEP = 9


def other_direction(text: str, chance: random.Random) -> str | None:
    """Return the text with one word of direction turned into its opposite; None where it has none."""
    found = list(_OPPOSED.finditer(text))
    if not found:
        return None
    word = chance.choice(found)
    return text[: word.start()] + chance.choice(OPPOSITES[word[1]]) + text[word.end() :]


def other_negation(text: str, chance: random.Random) -> str | None:
    """Return the text with a "not" put in or taken out; None where neither can be done."""
    denied = list(_DENIED.finditer(text))
    if denied and chance.random() < DENIAL_TAKEN_OUT:
        found = chance.choice(denied)
        instead = {"cannot": "can", "no": "a"}.get(found[0], found[1] or "")
        return re.sub(r"\s+", " ", text[: found.start()] + instead + text[found.end() :])
    verbs = list(_VERB.finditer(text))[:2]
    if not verbs:
        return None
    end = chance.choice(verbs).end()
    return f"{text[:end]} not{text[end:]}"


def other_number(text: str, chance: random.Random) -> str | None:
    """Return the text with one number changed; None where it has none."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    number = chance.choice(found)
    return text[: number.start()] + _another(number[0], chance) + text[number.end() :]


def _another(number: str, chance: random.Random) -> str:
    step = chance.randint(1, LARGEST_STEP)
    if number.isdigit():
        value = int(number)
        return str(
            chance.choice([value + step, value * 2 + 1, value * 10 + step, max(value - step, 0) or value + step])
        )
    digits = list(number)
    place = chance.choice([i for i, one in enumerate(digits) if one.isdigit()])
    digits[place] = str((int(digits[place]) + step) % 10)
    return "".join(digits)


ALTERATIONS: dict[str, Callable[[str, random.Random], str | None]] = {
    "direction": other_direction,
    "negation": other_negation,
    "number": other_number,
}


def altered(text: str, chance: random.Random) -> dict[str, str]:
    """Return the text altered in each way that it can be, by name."""
    found = {name: alter(text, chance) for name, alter in ALTERATIONS.items()}
    return {name: other for name, other in found.items() if other and other != text}
