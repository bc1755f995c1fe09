"""The one interface of everything that answers, what it is given and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from lib.errors import ConfigError
from lib.records import Answer, AnswerSentence, Event, Paper, Passage, Sentence

if TYPE_CHECKING:
    from lib.config import Settings
    from lib.embedding.embedder import Embedder

Emit = Callable[[Event], bool]
"""Takes an event; False means stop."""

ReadingKey = tuple[str, int]
"""Paper id and reading."""


@dataclass(frozen=True)
class AskRequest:
    """A question with what was found for it."""

    question: str
    passages: list[Passage]
    """Best first."""
    sentences: Mapping[ReadingKey, Sequence[Sentence]]
    """All sentences of every reading that a passage is of; `id` is the position."""
    papers: Mapping[str, Paper]
    previous: Answer | None = None
    """The turn before, where the question follows one up."""
    style: str = "sidelight"
    word_limit: int = 400


@dataclass(frozen=True)
class Draft:
    """What an answerer made of a request; the workspace makes the Answer of it."""

    found: bool
    text: str
    sentences: list[AnswerSentence]
    model: str
    prompt: str = ""
    raw: str = ""
    tokens: dict[str, int] = field(default_factory=dict)
    cost: float | None = None
    """US dollars, None where no price is known."""
    stopped: str | None = None
    """None, or in plain words why it is incomplete."""


class Answerer(Protocol):
    """Answers from the passages it is given and cites them.

    Emits TextAdded and Cited as it goes (Retrieved, Stopped and Done are the caller's); the TextAdded pieces joined are
    the draft's text. It never raises for what the world does: the draft says it in `stopped`.
    """

    @property
    def id(self) -> str:
        """The id it is opened by, such as `extractive`."""
        ...

    def answer(self, request: AskRequest, emit: Emit) -> Draft:
        """The answer; ends early, with what there is, once `emit` returns False."""
        ...


def open_answerer(
    answerer_id: str, settings: Settings, keys: Mapping[str, str] | None = None, embedder: Embedder | None = None
) -> Answerer:
    """The answerer of that id: `extractive`; raises ConfigError with a plain sentence where there is none.

    `keys` are those typed in a browser session; they are handed on, never kept. `embedder` helps the offline answerer
    to compare sentences; without one it goes by words alone.
    """
    kind, _, _ = answerer_id.partition(":")
    if answerer_id == "extractive":
        from lib.answering.extractive import ExtractiveAnswerer

        return ExtractiveAnswerer(embedder)
    if kind in {"claude", "openai"}:
        raise ConfigError(f'The answerer "{answerer_id}" is not available in this version. Choose "extractive".')
    raise ConfigError(f'There is no answerer "{answerer_id}". Choose "extractive".')
