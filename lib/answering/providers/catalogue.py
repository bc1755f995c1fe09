"""What can be asked, as it is offered: answerers, and the models that a service lists."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.answering.providers.prices import price_of
from lib.config import Settings
from lib.records import Record

LISTING_S = 15.0
"""Seconds for a list of models."""


@dataclass(frozen=True, slots=True)
class AnswererChoice(Record):
    """An answerer that can be chosen."""

    id: str
    name: str
    """For the screen."""
    needs: str | None = None
    """What it still needs, in plain words; None where it can be asked."""
    model: str = ""
    """Empty where the server chooses, and offline."""
    key: str | None = None
    """Under which name a typed key goes into `keys`; None where no key is used."""
    key_variable: str = ""
    """The environment variable that may hold its key; empty where there is none."""


@dataclass(frozen=True, slots=True)
class ModelChoice(Record):
    """A model that a service lists."""

    id: str
    name: str
    note: str = ""
    """Such as "deprecated, retires 2027-01-01"."""
    price: dict[str, float] = field(default_factory=dict)
    """US dollars a million tokens of `input` and `output`; empty where none is known."""


def model_choice(model: str, settings: Settings, name: str = "", note: str = "") -> ModelChoice:
    """Return a model as it is offered, with its price where one is known."""
    price = price_of(model, settings.preferences.prices)
    known = {} if price is None else {"input": price.input, "output": price.output}
    return ModelChoice(model, name or model, note, known)


def key_needed(variable: str) -> str:
    """Return what an answerer without its key needs, in plain words."""
    return f"a key: type one in Settings → Answerers, or set {variable}"
