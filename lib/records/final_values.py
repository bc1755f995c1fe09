"""What a cell of a survey is held to be in the end, and what each of its layers says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lib.records import Category, Citation, Record, Value

Layer = Literal["answerer", "vote", "changed", "rater", "settled"]
"""Who speaks, the weakest first: an answerer, the vote of several, a person who changed the cell, a rater, a settlement."""
State = Literal["given", "tie", "disputed", "none"]
"""`given`: there is a category. `tie`: the answerers' vote has none. `disputed`: raters differ and nobody settled it.
`none`: people hold the answers to be wrong, or not to be judged, and said nothing in their place.
"""
Reviewed = Literal["0", "1", "2", "agreed", "disputed", "settled"]
"""By how many raters (`2`: two or more who judged different things), or what two or more of them came to."""
REVIEWED: tuple[Reviewed, ...] = ("0", "1", "2", "agreed", "disputed", "settled")


@dataclass(frozen=True, slots=True)
class LayerValue(Record):
    """What one layer says of a cell."""

    layer: Layer
    who: str
    """The answerer's id, the person's name; empty of a vote."""
    category: Category | None
    """None where it tells none: a tie, a rater who only held an answer to be wrong."""
    value: Value | None = None
    at: str = ""
    """ISO 8601, UTC; empty of a vote."""
    note: str = ""
    answer_id: str | None = None
    """The answer that it is, or is about; None of what is about the paper."""
    label: str = ""
    """A rater's or settlement's word on that answer: `correct`, `partly`, `wrong`, `cannot_tell`."""
    evidence: list[Citation] = field(default_factory=list)
    """What a person points at as the right evidence."""
    outdated: bool = False
    """Whether the answer was asked again since."""


@dataclass(frozen=True, slots=True)
class FinalValue(Record):
    """What a question of a paper is held to be."""

    paper_id: str
    question: int
    state: State
    layer: Layer | None
    """That the category is of; None where there is none: disputed."""
    category: Category | None
    value: Value | None
    value_layer: Layer | None
    """That the value is of: a weaker one where the layer of the category tells no value and nobody objects."""
    reviewed: Reviewed
    answer_id: str | None
    """The answer that shows it best, whose evidence stands for it unless people pointed at other."""
    evidence: list[Citation]
    """What people pointed at as the right evidence; empty: that of the answer."""
    layers: list[LayerValue]
    """Everything said, each layer kept apart, the weakest first."""

    @property
    def raters(self) -> list[LayerValue]:
        """What each rater said."""
        return [one for one in self.layers if one.layer == "rater"]
