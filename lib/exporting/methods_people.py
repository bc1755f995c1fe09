"""What people did with the answers of an export, counted and in sentences: who read what, how blind, and what came of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.exporting.export_rows import Export
from lib.records.reviews import ReviewVerdict, Sample
from lib.reviews.extraction import ExtractedCell
from lib.text.cleaning import one_line
from lib.text.wording import count, listed

RULE = (
    "The final value of a data item of a report is what was settled; else what the reviewers agreed on; where they differed and "
    "nobody settled it, none; else what a person changed it to; else the vote of several answerers, or what the one said."
)


@dataclass
class Reading:
    """Who read which answers."""

    raters: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By answer, those who judged it."""
    blind: Counter[str] = field(default_factory=Counter)
    """Verdicts on whole answers by what their rater did not see."""

    def add(self, verdicts: Sequence[ReviewVerdict], of_citations: Sequence[ReviewVerdict]) -> None:
        """Count verdicts that count: on an answer as a whole, and on its citations."""
        for verdict in (*verdicts, *of_citations):
            self.raters[verdict.answer_id].add(verdict.rater)
        self.blind.update(verdict.blind for verdict in verdicts)

    @property
    def people(self) -> set[str]:
        """All who judged any."""
        return {rater for of in self.raters.values() for rater in of}


def reading_sentences(reading: Reading, answered: int) -> list[str]:
    """Return how many people read how many of so many answers, how blind they were, and what nobody read."""
    read, people = len(reading.raters), reading.people
    if not people:
        return ["No answer was judged by a person."] if answered else []
    out = [f"{count(len(people), 'rater').capitalize()} reviewed {count(read, 'answer')} by eye."]
    twice = sum(len(of) > 1 for of in reading.raters.values())
    if len(people) > 1:
        out.append(f"Of these, {twice:,} {'was' if twice == 1 else 'were'} judged by two or more.")
    given = sum(reading.blind.values())
    if first := reading.blind["answer_first"]:
        out.append(f"For {_of(first, given)} the rater had answered from the paper before seeing the answer.")
    if hidden := reading.blind["no_earlier_verdicts"]:
        out.append(f"For {_of(hidden, given)} the rater did not see those of others.")
    if seen := reading.blind[""]:
        out.append(f"For {_of(seen, given)} nothing was hidden from the rater.")
    if unread := answered - read:
        out.append(f"The other {unread:,} {'answer was' if unread == 1 else 'answers were'} not judged by anyone.")
    return out


def sample_sentences(samples: Sequence[Sample]) -> list[str]:
    """Return how each sample was drawn, so that it can be drawn again."""
    out = []
    for one in samples:
        strata = f", stratified by {one_line(one.strata.replace('_', ' '))}" if one.strata else ""
        drawn = len(one.answer_ids)
        out.append(
            f"A random sample of {count(drawn, 'answer')} was drawn of {one.of:,} (seed {one.seed}{strata}; "
            f"“{one_line(one.name)}”)."
        )
    return out


def final_sentences(export: Export) -> list[str]:
    """Return by what rule values are final, and whose word how many of them are; nothing for an export without a table."""
    if export.extraction is None:
        return []
    cells = [cell for row in export.extraction() for cell in row.cells if cell is not None]
    by: Counter[str] = Counter(cell.final.layer or cell.final.state for cell in cells)
    words = (
        ("settled", "settled by people"),
        ("rater", "agreed by or given by raters"),
        ("changed", "changed by a person"),
        ("vote", "the answerers' vote"),
        ("answerer", "an answerer's alone"),
        ("disputed", "disputed between raters and without a value"),
        ("tie", "without a majority of the answerers"),
    )
    if not cells:
        return []
    told = [f"{by[name]:,} {said}" for name, said in words if by[name]]
    return [RULE, *_needed(export, cells), f"Of {count(len(cells), 'data item')} of the reports, {listed(told)}."]


def _needed(export: Export, cells: Sequence[ExtractedCell]) -> list[str]:
    """Return how many raters an item needs where it is more than one or not known, and how many items have had fewer so far."""
    if export.review_plan.is_damaged:
        return [
            "How many reviewers an item needs cannot be read any more (the database is damaged there): what reviewers agree on "
            "does not count."
        ]
    needed = export.review_plan.raters_needed
    if needed < 2:
        return []
    alone = " independently of one another" if export.review_plan.independent else ""
    out = [f"What reviewers agree on counts once {needed:,} have judged the item{alone}."]
    judged = [len(cell.final.raters) for cell in cells]
    fewer = sum(
        0 < number < needed and cell.final.layer not in ("settled", "rater") and cell.final.state != "disputed"
        for number, cell in zip(judged, cells, strict=True)
    )
    if fewer:
        out.append(f"Of {count(fewer, 'item')} judged by fewer, the word of these does not count.")
    return out


def settled_sentences(export: Export) -> list[str]:
    """Return what was settled, by how many people."""
    if not export.settled:
        return []
    people = len({one_line(one.person) for one in export.settled})
    by = "one person" if people == 1 else f"{people:,} people"
    was = "was" if len(export.settled) == 1 else "were"
    labels = count(len(export.settled), "label")
    return [f"{labels} on which raters differed or that stood in doubt {was} settled by {by}."]


def _of(part: int, whole: int) -> str:
    """Return a part of all verdicts: "1 verdict", "3 of 5 verdicts"."""
    return f"{part:,} of {whole:,} verdicts" if part != whole else count(whole, "verdict")
