"""The records that travel between the rooms, frozen and JSON-ready.

Every record has `to_dict()` (only JSON types) and `from_dict()` which reads it back equal.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lib.records.notebook import answer_html
from lib.records.record import Record, field_types, plain_value, typed

SentenceKind = Literal["body", "heading", "caption", "table", "equation", "reference", "footnote", "front"]
PaperStatus = Literal["queued", "reading", "indexing", "ready", "failed"]
Support = Literal["supported", "weak", "unsupported", "contradicted", "no_claim"]
AnswerType = Literal["text", "yes_no", "number", "choice", "list"]
Category = Literal["reported", "not_reported", "unclear", "not_applicable", "failed"]
"""`not_applicable`: the question does not arise for the paper, such as which optimiser a field survey used; people and
models say so, no rule does."""
Certainty = Literal["sure", "perhaps", "not_found"]
"""Of an answer, that it answers what was asked."""
SurveyStatus = Literal["running", "paused", "waiting", "finished", "cancelled", "stopped"]
"""`waiting`: for a key; `stopped`: by itself, after one fault too many; `cancelled`: by a person."""

CHANCE = "chance"
"""Among an answer's settings: how likely it answers the question at all, 0-1; the offline answerer tells it."""
CHANCES = "chances"
"""Among an answer's settings: the same by paper id, where one paper was asked after the other."""
RIVALLED = "rivalled"
"""Among an answer's settings: True where another sentence that says something else comes about as near, and nothing else is in
doubt: that the paper reports what was asked is likely, that this is the sentence is not."""
CALL_EACH = "call_each"
"""Among an answer's settings: whether a model was called for each paper by itself."""
ALL_PAPERS = "all_papers"
"""Among an answer's settings: whether all papers of the library were meant, not these by name."""
SURE_CHANCE = 0.8
"""The chance from which an answer goes without a word of doubt. Below it lie 2 % of the answers to factual questions and 29 %
of those to questions on methods, and 16 of the 18 % of questions of another field that are answered though they should not be."""

DropReason = Literal[
    "running header", "running footer", "page number", "margin text", "line number", "watermark", "invisible", "white",
    "clipped", "off the page", "garbled", "unreadable letters", "faint", "too small", "covered", "layer off",
]  # fmt: skip
"""Why text stands in no sentence. `margin text` repeats beside the text, such as a download stamp; `invisible`, `white`
and `clipped` text is painted so that nobody sees it; so is what is `faint` (all but its ground's colour, or transparent),
`too small` or `covered` by what is painted over it, or of a layer that is off; `garbled`: of a page whose letters make no
words."""

NAME = 200
"""Characters of a name that a person gives to a survey, a question set, a screening, a sample."""


@dataclass(frozen=True, slots=True)
class Box(Record):
    """A rectangle on a page as a viewer shows it (CropBox, /Rotate applied): fractions 0-1, origin top left."""

    page: int
    """1-based."""
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Sentence(Record):
    """One sentence of a reading: the currency in which everything else refers to text."""

    id: int
    """Position in the reading, from 0."""
    text: str
    """Clean: ligatures expanded, hyphenation joined, single spaces."""
    section: str
    """Its headings from the outermost in, joined by " > "; empty before the first."""
    kind: SentenceKind
    boxes: list[Box]
    """One per printed line, on every page it touches, in reading order."""
    lines: list[str]
    """The text as printed in each box."""


@dataclass(frozen=True, slots=True)
class Dropped(Record):
    """A printed line, or a part of one, that stands in no sentence, and why."""

    text: str
    page: int
    """1-based."""
    box: Box
    """Where it stands, cut to the page: without area where all of it lies off the page."""
    reason: DropReason


@dataclass(frozen=True, slots=True)
class Paper(Record):
    """A PDF that was added; `id` is the SHA-256 of its bytes."""

    id: str
    filename: str
    title: str = ""
    authors: list[str] = field(default_factory=list)
    """Each "Given Family"."""
    year: int | None = None
    doi: str = ""
    """Bare and lower case, such as "10.3897/bdj.8.e57090"; empty where none is known."""
    page_count: int = 0
    status: PaperStatus = "queued"
    problem: str | None = None
    """Plain words: why it failed, or what of a ready paper could not be read."""
    pages_without_text: list[int] = field(default_factory=list)
    """1-based."""
    added_at: str = ""
    """ISO 8601, UTC."""
    language: str = ""
    """ISO 639-1, of the body; empty where unknown, as in papers read before languages were."""
    journal: str = ""
    volume: str = ""
    pages: str = ""
    """Of the volume, "123-130", or the article's number. These three are empty where unknown."""
    families: dict[str, str] = field(default_factory=dict)
    """The family name by author, of those whose words alone do not tell it: "Gabriel García Márquez"."""


@dataclass(frozen=True, slots=True)
class Why(Record):
    """Why a passage was found."""

    matched_words: list[str]
    """Words of the question that stand in the passage, in the question's order."""
    similarity: float
    """Cosine of question and passage, 0-1."""
    section: str


@dataclass(frozen=True, slots=True)
class Passage(Record):
    """A run of sentences of one section."""

    id: str
    """`{paper_id}:{reading}:{first}-{last}`, sentence ids inclusive."""
    paper_id: str
    reading: int
    sentence_ids: list[int]
    """Ascending, without gaps but for kinds left out."""
    text: str
    """The sentences joined by one space."""
    section: str
    pages: list[int]
    """1-based, ascending."""
    score: float
    """0-1, comparable within one result."""
    why: Why
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class CitedCell(Record):
    """A table's cell as it was when it was cited: what it says, how it is found, and the places of its label and heads."""

    table: str
    """Label of the table, such as "Table 3"; empty where none is printed."""
    row_label: str
    heads: list[str]
    """Of its column, from the top down."""
    text: str
    """As printed; of a whole row empty."""
    unit: str = ""
    """Of its numbers, as the head, the row's label or the caption gives it; empty where none does."""
    caption: str = ""
    label_boxes: list[Box] = field(default_factory=list)
    head_boxes: list[Box] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it stands, in words: "Table 3, row Agrotis puta, column Precision"."""
        row = f"row {self.row_label}" if self.row_label else ""
        column = f"column {', '.join(self.heads)}" if self.heads and self.text else ""
        return ", ".join(part for part in (self.table or "a table", row, column) if part)


@dataclass(frozen=True, slots=True)
class CitedPicture(Record):
    """A figure's picture as it was when it was cited."""

    label: str
    """Such as "Figure 2"."""
    caption: str
    box: Box
    sent: bool = False
    """Whether a model was shown the picture itself, not its caption alone."""
    problem: str | None = None
    """What its figure says of its panels, see `Figure`."""


@dataclass(frozen=True, slots=True)
class CitedEquation(Record):
    """A displayed equation that a quote runs through, as it was when the quote was cited."""

    text: str
    """As it was read, its number last: "E = Q - T (1)"; fractions and scripts stand one after another in it."""
    box: Box


@dataclass(frozen=True, slots=True)
class Citation(Record):
    """What an answer rests on; quote and boxes are copied when the answer is made, so a removed paper keeps its evidence."""

    paper_id: str
    reading: int
    sentence_ids: list[int]
    quote: str
    boxes: list[Box]
    table: int | None = None
    """Where a cell is cited: the table's position among those of the reading, from 0."""
    row: int | None = None
    column: int | None = None
    """Of the cell, as `TableCell` counts them."""
    figure: int | None = None
    """Where a picture is cited: the figure's position among those of the reading, from 0."""
    cell: CitedCell | None = None
    """What is kept of the cell, or of the row where no column is named, so that it is shown without the reading."""
    picture: CitedPicture | None = None
    """What is kept of the figure."""
    equations: list[CitedEquation] = field(default_factory=list)
    """The displayed equations that the sentences run through, in reading order; none in answers from before these were kept."""


@dataclass(frozen=True, slots=True)
class AnswerSentence(Record):
    """One sentence of an answer with its citations and how well the passages support it."""

    text: str
    citations: list[Citation]
    support: Support
    support_score: float
    """0-1, 1 is fully supported."""
    why: str = ""
    """In a few words, where it is not fully supported: what the passages say otherwise or do not have."""


@dataclass(frozen=True, slots=True)
class Answer(Record):
    """An answer as it was given, with everything it rests on."""

    id: str
    question: str
    found: bool
    """False: nothing was found that answers; what that tells of the papers depends on who was asked and how much was read."""
    text: str
    sentences: list[AnswerSentence]
    passages: list[Passage]
    """What was retrieved, best first."""
    answerer: str
    """The answerer's id: `extractive`, or another provider's prefix, with `:NAME` for one of its models or servers."""
    model: str
    paper_ids: list[str]
    prompt: str = ""
    raw: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    """By stage: `find`, `answer`, `check`."""
    tokens: dict[str, int] = field(default_factory=dict)
    """`input`, `output`, and the caches where a model has them; empty offline."""
    cost: float | None = None
    """US dollars, None where no price is known."""
    style: str = "sidelight"
    previous: str | None = None
    """Id of the answer this one follows up."""
    stopped: str | None = None
    """None, or in plain words why it is incomplete."""
    retry_after: float | None = None
    """Seconds after which asking again may help, where the answerer asked to wait; None where it would not."""
    general: str = ""
    """General knowledge that a model told after "not in the papers": no part of the answer, shown apart."""
    notes: list[str] = field(default_factory=list)
    """Plain sentences on how it came about: what was dropped, what was asked again."""
    settings: dict[str, Any] = field(default_factory=dict)
    """What shaped it besides the question: limits, model settings, the embedder, Sidelight's own `version`. Never a key."""
    created_at: str = ""
    """ISO 8601, UTC."""
    certainty: Certainty = "sure"
    """`not_found` where `found` is False, and only there."""
    nearest: list[Citation] = field(default_factory=list)
    """Where nothing answers: the sentences that came nearest, the nearest first."""
    without_evidence: list[str] = field(default_factory=list)
    """Ids of the papers asked one after the other in which nothing was found that answers."""
    unavailable: bool = False
    """Whether the service took no question at all (no key, no credit, too many at once): any other would fare the same."""

    def __post_init__(self) -> None:
        """Keep `certainty` in step with `found`."""
        if not self.found:
            object.__setattr__(self, "certainty", "not_found")
        elif self.certainty == "not_found":
            object.__setattr__(self, "certainty", "perhaps")

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Answer:
        """Return the answer that `to_dict` wrote; one from before its certainty was kept has it from the chance it was given."""
        if "certainty" not in values:
            chance = values.get("settings", {}).get(CHANCE)
            doubtful = isinstance(chance, float) and chance < SURE_CHANCE
            values = {**values, "certainty": "perhaps" if doubtful else "sure"}
        return cls._read(values)

    def _repr_html_(self) -> str:
        """Return it as notebooks show it."""
        return answer_html(self)


@dataclass(frozen=True, slots=True)
class SentenceVerdict(Record):
    """What a model holds of one sentence of an answer."""

    sentence: int
    """Index among the answer's sentences."""
    support: Support
    reason: str


@dataclass(frozen=True, slots=True)
class SecondOpinion(Record):
    """What a model holds of an answer, with how it came about."""

    id: str
    answer_id: str
    answerer: str
    """Of the model that was asked."""
    verdicts: list[SentenceVerdict]
    """Of the sentences it judged; each at most once."""
    model: str
    prompt: str = ""
    raw: str = ""
    seconds: float = 0.0
    tokens: dict[str, int] = field(default_factory=dict)
    cost: float | None = None
    """US dollars, None where no price is known."""
    stopped: str | None = None
    """None, or in plain words why it is incomplete."""
    created_at: str = ""
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class Question(Record):
    """A question of a survey; a plain string stands for one of type `text`."""

    text: str
    label: str = ""
    hint: str = ""
    answer_type: AnswerType = "text"
    choices: list[str] = field(default_factory=list)
    group: str = ""
    """Name of the group of questions that repeats within a paper ("Arm"); empty where it is asked once a paper."""
    measure: str = ""
    """What a meta-analysis takes it for, of `lib.surveys.measures.MEASURES`; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Value(Record):
    """What an answer says, as its question's type."""

    kind: AnswerType
    text: str
    """For people: "yes", "224 px", "Adam; SGD"."""
    number: float | None = None
    unit: str = ""
    """As written beside the number."""
    items: list[str] = field(default_factory=list)
    """Of a list or a choice."""
    sentence: int | None = None
    """Index of the answer's sentence that says it, whose citations are its evidence."""


@dataclass(frozen=True, slots=True)
class Cell(Record):
    """One answer of a survey, or the reason why there is none."""

    answer: Answer | None
    category: Category
    """A person's word where there is one, else as it was judged."""
    problem: str | None = None
    value: Value | None = None
    """What a person said, or what a rule is sure of for what was asked."""
    judged: Category | None = None
    """The category that the rule or a model gave."""
    judged_by: str = "rule"
    """`rule`, or the answerer that judged."""
    suggestion: Value | None = None
    """A value that the answer may tell: offered to people, counted nowhere."""


CellKey = tuple[str, int, str]
"""Paper id, index of the question, answerer."""


@dataclass(frozen=True, slots=True)
class Survey(Record):
    """A list of questions asked of every paper by every answerer."""

    id: str
    questions: list[Question]
    paper_ids: list[str]
    answerers: list[str]
    cells: Mapping[CellKey, Cell] = field(default_factory=dict)
    name: str = ""
    status: SurveyStatus = "finished"
    reason: str | None = None
    """Why it waits, stopped or is incomplete, in plain words."""
    created_at: str = ""
    """ISO 8601, UTC."""

    def to_dict(self) -> dict[str, Any]:
        """Return a dict of JSON types only, `cells` as a list of objects with `paper_id`, `question` and `answerer`."""
        cells = [
            {"paper_id": paper_id, "question": question, "answerer": answerer, **cell.to_dict()}
            for (paper_id, question, answerer), cell in self.cells.items()
        ]
        plain = {f.name: plain_value(getattr(self, f.name)) for f in dataclasses.fields(self) if f.name != "cells"}
        return {**plain, "cells": cells}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Survey:
        """Return the survey that `to_dict` wrote."""
        cells = {(c["paper_id"], c["question"], c["answerer"]): Cell.from_dict(c) for c in values["cells"]}
        kinds = field_types(cls)  # type: ignore[arg-type]
        plain = {name: typed(kind, values[name]) for name, kind in kinds.items() if name in values and name != "cells"}
        return cls(**plain, cells=cells)


@dataclass(frozen=True, slots=True)
class Retrieved(Record):
    """Event: what was found for the question, before the answer begins."""

    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class TextAdded(Record):
    """Event: a piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Withdrawn(Record):
    """Event: the text and the citations so far are no part of the answer, which begins anew; a model only thought aloud."""


@dataclass(frozen=True, slots=True)
class Cited(Record):
    """Event: a citation for the text so far."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Stopped(Record):
    """Event: the answer ended early, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Done(Record):
    """Event: the whole answer; always the last."""

    answer: Answer


Event = Retrieved | TextAdded | Cited | Withdrawn | Stopped | Done
