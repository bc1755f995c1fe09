"""What people say of answers and papers: verdicts, settled labels, samples, tables of labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from lib.errors import ConfigError
from lib.records import Category, Citation, Record

_PDF = re.compile(r"\.pdf$", re.IGNORECASE)


def plain_key(key: str) -> str:
    """Return the key as keys are compared: without `.pdf`, lower case, outer blanks off."""
    return _PDF.sub("", key.strip()).casefold()


LabelCell = tuple[str, str]
"""Paper key as it is compared, and question."""


@dataclass(frozen=True, slots=True)
class Label(Record):
    """One label that one source gave to one question of one paper."""

    paper_key: str
    """As written."""
    question: str
    source: str
    """Who gave it: a person, a model."""
    label: str
    """Empty where the row has none."""
    doi: str = ""
    title: str = ""

    @property
    def cell(self) -> LabelCell:
        """What it is a label of."""
        return plain_key(self.paper_key), self.question


Correct = Literal["correct", "partly", "wrong", "cannot_tell"]
"""Whether the answer is right for the paper, whatever evidence it shows."""
Supported = Literal["yes", "partly", "no", "cannot_tell"]
"""Whether the evidence shown says what the answer, or the sentence that cites it, says."""
Judgement = Literal["correct", "supported", "category"]
"""Which word of a verdict is meant; the first two are of an answer, a category is what the paper reports on a question."""
Blind = Literal["", "no_earlier_verdicts", "answer_first"]
"""What the rater did not see: nothing hidden; the verdicts of others; the machine's answer, until they had given their own."""
CORRECT: tuple[Correct, ...] = ("correct", "partly", "wrong", "cannot_tell")
SUPPORTED: tuple[Supported, ...] = ("yes", "partly", "no", "cannot_tell")
SCHEMES: dict[Judgement, tuple[str, ...]] = {
    "correct": CORRECT,
    "supported": SUPPORTED,
    "category": ("reported", "not_reported", "unclear", "not_applicable"),
}
"""The words of each judgement that people give. That an answer failed is no word on a paper."""
ORDERED: dict[Judgement, tuple[str, ...]] = {"correct": CORRECT[:3], "supported": SUPPORTED[:3], "category": ()}
"""Those that have an order, the best first."""
BLINDS = get_args(Blind)
TEXT = 10_000
"""Characters of what a rater writes."""


_CORRECT, _SUPPORTED = frozenset({None, *CORRECT}), frozenset({None, *SUPPORTED})
_CATEGORIES = frozenset({None, *get_args(Category)})
"""Raters of earlier versions could call an answer failed."""


@dataclass(frozen=True, slots=True)
class ReviewVerdict(Record):
    """One word of one rater at one moment; later ones stand beside it and never in its place."""

    id: str
    answer_id: str
    rater: str
    at: str
    """ISO 8601, UTC."""
    citation: int | None = None
    """The printed number of a citation, from 1; None: the answer as a whole."""
    correct: Correct | None = None
    """Of the whole answer."""
    supported: Supported | None = None
    """Of the whole answer, or of the sentence by this citation."""
    right_passage: bool | None = None
    """Of a citation: whether it points at a passage about what is asked."""
    category: Category | None = None
    """What the rater finds in the paper, as the machine's category is told."""
    flag: bool = False
    """To be looked at again."""
    reason: str = ""
    correction: str = ""
    """What the answer should be."""
    note: str = ""
    own_answer: str = ""
    """What the rater found in the paper before seeing the machine's answer."""
    blind: Blind = ""
    sample: str = ""
    """Id of the sample it was reviewed in."""
    seconds: float | None = None
    """From seeing the answer to the verdict."""
    withdraws: str | None = None
    """Id of the verdict of the same rater that this takes back."""
    evidence: list[Citation] = field(default_factory=list)
    """What the rater points at as the right evidence, each with its words and boxes."""

    def __post_init__(self) -> None:
        if not self.rater.strip():
            raise ConfigError("Say who you are: a verdict is kept with the rater's name.")
        fits = self.correct in _CORRECT and self.supported in _SUPPORTED and self.category in _CATEGORIES
        if not fits or self.blind not in BLINDS:
            raise ConfigError("A verdict is one of the words of the scheme, nothing else.")
        if max(len(self.reason), len(self.correction), len(self.note), len(self.own_answer)) > TEXT:
            raise ConfigError(f"A note holds {TEXT:,} characters at the most.")


@dataclass(frozen=True, slots=True)
class Sample(Record):
    """A sample as it was drawn."""

    id: str
    name: str
    created_at: str
    seed: int
    size: int
    """Asked for."""
    strata: str
    """What it was stratified by; empty: nothing."""
    of: int
    """How many it was drawn from."""
    answer_ids: list[str] = field(default_factory=list)
    """In the order in which they are reviewed."""
    blind: str = ""
    """What its raters do not see; see `Blind`."""


@dataclass(frozen=True, slots=True)
class SettledLabel(Record):
    """What an answer, or what a paper reports on a question, is held to be after raters disagreed."""

    id: str
    paper_ids: list[str]
    question: str
    label: str
    person: str
    note: str
    at: str
    judgement: Judgement | None = None
    """None: of before it was kept, and not to be told from the label."""
    answer_id: str | None = None
    """The answer that it is about; None of a category, which is of the paper, and where an old one does not tell."""
    value: str = ""
    """With a category: what the paper reports, as a person types it; empty: not settled."""
    evidence: list[Citation] = field(default_factory=list)
    """What whoever settled it points at as the right evidence."""

    def check(self, *, earlier: bool = False) -> None:
        """Raise ConfigError for what cannot be settled. Not asked of what is stored already: it is shown as it is.

        `earlier`: of an earlier version, whose people could call what a paper reports failed.
        """
        if not self.person.strip() or not self.label.strip():
            raise ConfigError("Settling needs a label and the name of who settles it.")
        kept = earlier and (self.judgement, self.label) == ("category", "failed")
        if self.judgement is not None and self.label not in SCHEMES[self.judgement] and not kept:
            words = ", ".join(SCHEMES[self.judgement])
            raise ConfigError(f"“{self.label[:40]}” is no label of this judgement. It is settled to one of: {words}.")
        if self.answer_id is not None and self.judgement not in ("correct", "supported"):
            raise ConfigError("A category is settled of a paper and a question, not of one answer.")
        if max(len(self.value), len(self.note)) > TEXT:
            raise ConfigError(f"A note or value holds {TEXT:,} characters at the most.")

    @property
    def place(self) -> tuple[str, ...]:
        """What it settles: the newest label of a place counts."""
        if self.answer_id is not None:
            return str(self.judgement), self.answer_id
        return str(self.judgement), " ".join(self.paper_ids), self.question


@dataclass(frozen=True, slots=True)
class ReviewPlan(Record):
    """How a survey is reviewed: by how many, who sees whose verdicts, and who reads what."""

    raters_needed: int = 1
    """So many must have judged a cell before what they agree on is its final value; 2: double rating."""
    independent: bool = True
    """Whether a rater sees what others say of a cell only once so many as are needed have judged it."""
    papers: dict[str, list[str]] = field(default_factory=dict)
    """By rater the ids of the papers assigned to them."""
    answers: dict[str, list[str]] = field(default_factory=dict)
    """By rater the ids of the answers assigned to them, beside those of their papers."""
    is_damaged: bool = False
    """Whether it stands for one that cannot be read any more: the rules are not known, and nothing counts as agreed."""

    def is_agreed_by(self, raters: int) -> bool:
        """Return whether what so many raters agree on is a cell's final value."""
        return not self.is_damaged and raters >= self.raters_needed


@dataclass(frozen=True, slots=True)
class LabelTable(Record):
    """A table of labels without its labels."""

    id: str
    name: str
    created_at: str
    size: int
    """Labels in it."""
