"""What raters say of answers: of the whole, and of each citation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from lib.errors import ConfigError
from lib.records import Category, Record

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
    "category": get_args(Category),
}
"""The words of each judgement."""
BLINDS = get_args(Blind)
TEXT = 10_000
"""Characters of what a rater writes."""


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

    def __post_init__(self) -> None:
        if not self.rater.strip():
            raise ConfigError("Say who you are: a verdict is kept with the rater's name.")
        said = (getattr(self, judgement) for judgement in SCHEMES)
        fits = all(word is None or word in scheme for word, scheme in zip(said, SCHEMES.values(), strict=True))
        if not fits or self.blind not in BLINDS:
            raise ConfigError("A verdict is one of the words of the scheme, nothing else.")
        if any(len(words) > TEXT for words in (self.reason, self.correction, self.note, self.own_answer)):
            raise ConfigError(f"A note holds {TEXT:,} characters at the most.")


def is_verdict(verdict: ReviewVerdict | None) -> bool:
    """Whether the answer was judged: a flag, or the rater's own answer with its category before seeing it, is no verdict."""
    if verdict is None:
        return False
    labelled = verdict.category is not None and verdict.blind != "answer_first"
    return verdict.correct is not None or verdict.supported is not None or labelled


def standing(verdicts: Iterable[ReviewVerdict]) -> list[ReviewVerdict]:
    """Those that count: of each rater the newest on each answer and citation that was not taken back, the oldest first."""
    ordered = sorted(verdicts, key=lambda verdict: (verdict.at, verdict.id))
    withdrawn = {(verdict.rater, verdict.withdraws) for verdict in ordered if verdict.withdraws}  # nobody else's
    newest: dict[tuple[str, str, int | None], ReviewVerdict] = {}
    for verdict in ordered:
        if (verdict.rater, verdict.id) not in withdrawn and verdict.withdraws is None:
            place = verdict.rater, verdict.answer_id, verdict.citation
            newest.pop(place, None)
            newest[place] = verdict
    return list(newest.values())
