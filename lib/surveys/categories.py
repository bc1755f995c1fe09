"""Whether an answer reports what was asked, told from the answer's own state and support, and by what it was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from lib.answering.answerer import OFFLINE, OTHER_LANGUAGE
from lib.answering.certainty import SUPPORTED_SHARE, chance_in_words, supported_share
from lib.records import Answer, Category
from lib.records.core import RIVALLED, SURE_CHANCE
from lib.records.plan import BY_RULE
from lib.text.wording import count

CATEGORIES: tuple[Category, ...] = ("reported", "not_reported", "unclear", "not_applicable", "failed")
NO_LABEL: frozenset[str] = frozenset({"failed", "not_applicable"})
"""Categories left out of the number that a share is of: nothing was asked of the paper, or nothing there is to ask."""
CATEGORY_WORDS: dict[Category, str] = {
    "reported": "reported",
    "not_reported": "not reported",
    "unclear": "unclear",
    "not_applicable": "not applicable",
    "failed": "failed",
}


def categorise(answer: Answer | None) -> Category:
    """Return the category of an answer.

    `failed`: none at all, an empty one, or one that ended early, whatever it says so far. `not_reported`: the papers do
    not say. `reported`: at least half of its claims stand in the passages. `unclear`: it claims nothing, more than half of
    what it claims does not, or it quotes what may be no answer; where only the choice among sentences of the paper is in doubt,
    the paper does report it.
    """
    if answer is None or answer.stopped is not None or not (answer.text.strip() or answer.general.strip()):
        return "failed"
    if not answer.found:
        # Across languages nothing is found, whatever the paper reports.
        return "unclear" if OTHER_LANGUAGE in answer.settings and answer.answerer == OFFLINE else "not_reported"
    if answer.certainty != "sure" and not answer.settings.get(RIVALLED):
        return "unclear"
    share = supported_share(answer.sentences)
    return "reported" if share is not None and share >= SUPPORTED_SHARE else "unclear"


class Categorised(Protocol):
    """A finished cell, of a matrix or of an export."""

    @property
    def answerer(self) -> str:
        """Who answered."""
        ...

    @property
    def judged(self) -> Category | None:
        """The category that the rule or a model gave."""
        ...

    @property
    def judged_by(self) -> str:
        """`rule`, or the answerer that judged."""
        ...

    @property
    def changed(self) -> bool:
        """Whether a person gave it another."""
        ...


@dataclass
class Ground:
    """By what the categories of cells were given: counted cell by cell, told in a few sentences."""

    by_rule: Counter[str] = field(default_factory=Counter)
    """Cells by answerer."""
    by_model: Counter[str] = field(default_factory=Counter)
    """Cells by the answerer that judged."""
    changed: int = 0
    """By people."""

    @classmethod
    def of(cls, cells: Iterable[Categorised]) -> Ground:
        """Return the ground of the categories of these cells."""
        ground = cls()
        for cell in cells:
            ground.add(cell)
        return ground

    def add(self, cell: Categorised) -> None:
        """Count the cell. One that failed has no category to be told of, but one that a person gave it."""
        self.changed += cell.changed
        if cell.judged is None or cell.judged == "failed":
            return
        if cell.judged_by in ("", BY_RULE):
            self.by_rule[cell.answerer] += 1
        else:
            self.by_model[cell.judged_by] += 1

    def words(self, name: Callable[[str], str] = str) -> str:
        """Return the sentences, empty for no cell. `name`: what a model is called, by the id of its answerer."""
        sentences = []
        if rule := sum(self.by_rule.values()):
            sentences.append(
                f"The category of {count(rule, 'cell')} was given by rule: “reported” where at least half of what the answer "
                "claims stands in the passages, “not reported” where it says that the paper does not tell, “unclear” otherwise."
            )
        if offline := self.by_rule[OFFLINE]:
            which = "All of these are" if offline == rule else f"{offline:,} of these {'is' if offline == 1 else 'are'}"
            sentences.append(
                f"{which} of the offline answerer, which only quotes: of it “reported” means that a sentence was quoted that "
                f"{chance_in_words(SURE_CHANCE)} answers the question or more than that, “unclear” that one comes near it."
            )
        for model, cells in sorted(self.by_model.items()):
            sentences.append(
                f"The category of {count(cells, 'cell')} was given by {name(model)} from answer and passages."
            )
        if self.changed:
            sentences.append(f"People changed the category of {count(self.changed, 'cell')}.")
        return " ".join(sentences)
