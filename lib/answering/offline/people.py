"""The words by which papers and questions call the people, and the animals, that took part in a study."""

from __future__ import annotations

from collections.abc import Sequence

OF_ANYBODY = (
    "patient", "inpatient", "in-patient", "outpatient", "out-patient", "participant", "subject", "people", "person",
    "individual", "woman", "man", "child", "adult", "volunteer", "student", "respondent", "user",
)  # fmt: skip
"""Words for whoever took part."""
OF_SOME = (
    "case", "girl", "boy", "infant", "newborn", "adolescent", "mother", "parent", "nurse", "physician", "teacher", "pupil",
    "employee", "worker", "resident", "farmer", "athlete", "runner", "player",
)  # fmt: skip
"""Words for some: alone they are the first half of another as often, "case report", "nurse practitioner"."""
OF_ANIMALS = ("animal", "mouse", "rat", "dog", "bird", "calf", "cow", "pig", "sheep", "horse", "cat", "rabbit", "fish")
_PLURALS = {
    "people": "people",
    "woman": "women",
    "man": "men",
    "child": "children",
    "mouse": "mice",
    "calf": "calves",
    "sheep": "sheep",
    "fish": "fish",
}
"""Of words that do more than take an "s"."""


def plurals(words: Sequence[str]) -> list[str]:
    """Return the words in the plural."""
    return [_PLURALS.get(word, f"{word}s") for word in words]


def either_number(words: Sequence[str]) -> list[str]:
    """Return the words in the singular and the plural, each once."""
    return list(dict.fromkeys([*words, *plurals(words)]))


def alternation(words: Sequence[str]) -> str:
    """Return the pattern of any of the words."""
    return rf"(?:{'|'.join(words)})"
