"""Question sets that come with Sidelight, to begin from."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from lib.records import Question

_FOLDER = Path(__file__).with_name("templates")
ORDER = ("deep_learning", "trials", "risk_of_bias", "tripod", "stard", "reviews", "qualitative")
"""Names of the files without their ending, as they are offered."""


@dataclass(frozen=True, slots=True)
class Template:
    """A question set to begin from."""

    id: str
    name: str
    about: str
    """What its questions are about, in a few words."""
    source: str
    """The guidance that its topics follow, in other words than there; empty where there is none."""
    questions: list[Question]


@functools.cache
def templates() -> tuple[Template, ...]:
    """Return all templates in the order in which they are offered."""
    return tuple(_read(name) for name in ORDER)


def _read(name: str) -> Template:
    made = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    questions = [Question.from_dict(question) for question in made["questions"]]
    return Template(name, made["name"], made["about"], made["source"], questions)
