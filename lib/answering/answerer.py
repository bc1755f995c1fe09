"""The one interface of everything that answers, what it is given and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from lib.answering.styles import Style
from lib.records import Answer, AnswerSentence, Certainty, Citation, Event, Figure, Paper, Passage, Sentence, Table

if TYPE_CHECKING:
    from lib.drawing.records import Picture
    from lib.embedding.embedder import Vectors

Emit = Callable[[Event], bool]
"""Takes an event; False means stop."""

ReadingKey = tuple[str, int]
"""Paper id and reading."""

SentenceTokens = Callable[[Sequence[Passage]], Mapping[tuple[str, int, int], "Vectors"]]
"""The word-piece vectors of the passages' sentences, by paper id, reading and sentence id, as far as they are kept."""


OFFLINE = "extractive"
"""The id of the answerer that quotes the papers and asks no model."""
OFFLINE_NAME = "Quotes from the papers, no language model"
"""How it is called on every screen and in every file."""


OTHER_LANGUAGE = "asked_in"
"""Among an answer's settings: the language of a question that is in another one than its papers (ISO 639-1)."""


@dataclass(frozen=True)
class AskRequest:
    """A question with what was found for it."""

    question: str
    passages: list[Passage]
    """Best first."""
    sentences: Mapping[ReadingKey, Sequence[Sentence]]
    """All sentences of every reading that a passage is of; `id` is the position."""
    papers: Mapping[str, Paper]
    tables: Mapping[ReadingKey, Sequence[Table]] = field(default_factory=dict)
    """Those of every reading that a passage is of."""
    figures: Mapping[ReadingKey, Sequence[Figure]] = field(default_factory=dict)
    draw_page: Callable[[str, int, int], Picture] | None = None
    """What draws a page of a paper (1-based), so many pixels wide, for models that see; raises SidelightError."""
    previous: Answer | None = None
    """The turn before, where the question follows one up."""
    style: Style = field(default_factory=Style)
    """How a model is asked and its output read; answerers that ask no model have no use for it."""
    word_limit: int = 400
    whole: ReadingKey | None = None
    """A paper to be read whole: a model is given all its sentences, the passages only order the display."""
    hint: str = ""
    """What a model is told besides the question, such as which kind of answer is wanted."""
    sentence_tokens: SentenceTokens = lambda _: {}
    """What is kept of the sentences' word pieces, so that the offline answerer need not embed them."""
    one_of_several: bool = False
    """Whether the paper is asked as one of several, one after the other: then one sentence of it is wanted."""


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
    retry_after: float | None = None
    """Seconds after which asking again may help; None where it would not."""
    unavailable: bool = False
    """Whether the service took no question at all, whichever it was."""
    general: str = ""
    """General knowledge told after "not in the papers"; no part of the text."""
    notes: list[str] = field(default_factory=list)
    """Plain sentences: what was dropped, what was asked again."""
    settings: dict[str, Any] = field(default_factory=dict)
    """What the answerer was set to; never a key."""
    certainty: Certainty | None = None
    """That it answers what was asked; None: told by the share of its claims that the passages support."""
    nearest: list[Citation] = field(default_factory=list)
    """Where nothing answers: what came nearest, the nearest first."""
    without_evidence: list[str] = field(default_factory=list)
    """Ids of the papers asked one after the other in which nothing was found that answers."""
    shown: list[tuple[str, int, int]] = field(default_factory=list)
    """Figures that a model was shown as pictures: paper id, reading, place among its figures."""


class Answerer(Protocol):
    """Answers from the passages it is given and cites them.

    Emits TextAdded and Cited as it goes (Retrieved, Stopped and Done are the caller's); the TextAdded pieces joined are
    the draft's text, but for those before a Withdrawn. While it waits for a model it emits an empty TextAdded now and
    then, so that stop is heard at once.
    It never raises for what the world does: the draft says it in `stopped`.
    """

    @property
    def id(self) -> str:
        """The id it is opened by, such as `extractive`."""
        ...

    def answer(self, request: AskRequest, emit: Emit) -> Draft:
        """Return the answer; ends early, with what there is, once `emit` returns False."""
        ...
