"""Which answer of the library a row of somebody's table of verdicts is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lib.importing.paper_matching import PaperMatcher, PaperReference, match_key
from lib.importing.verdict_columns import VerdictColumns
from lib.records import Paper
from lib.reviews.queue import QueueItem
from lib.reviews.verdict_fields import SHOWN, WrongRow, cell, text
from lib.text.wording import bare


class AnswerMatcher:
    """Ties rows to answers: by the answer's id, or by paper, question and answerer."""

    def __init__(self, items: Sequence[QueueItem], papers: Iterable[Paper], questions: Mapping[str, str]) -> None:
        """`questions`: their texts by what they are called, as `match_key` folds them."""
        self._matcher = PaperMatcher(papers)
        self._questions = questions
        self._by_id = {item.answer_id: item for item in items}
        self._by_place: dict[tuple[str, str], list[QueueItem]] = defaultdict(list)
        for item in items:
            if len(item.paper_ids) == 1:
                self._by_place[item.paper_ids[0], item.question].append(item)
        self._papers: dict[PaperReference, str | None] = {}

    def match(self, row: Mapping[str, str], columns: VerdictColumns, *, only_category: bool) -> QueueItem:
        """Return the answer of a row; `only_category`: it is about the paper, whoever answered. Raises WrongRow."""
        answer_id = cell(row, columns.answer)
        if answer_id:
            if answer_id not in self._by_id:
                raise WrongRow(
                    "its answer is not among these; choose another source, or remove the column of answer ids"
                )
            return self._by_id[answer_id]
        question = text(row, columns.question)
        asked = self._questions.get(match_key(question), question)
        there = self._by_place.get((self._paper(row, columns), asked), [])
        if not there:
            raise WrongRow("its question was not asked of this paper here")
        answerer = cell(row, columns.answerer)
        fitting = [item for item in there if not answerer or bare(item.answerer) == bare(answerer)]
        if not fitting:
            raise WrongRow(f"“{answerer[:SHOWN]}” did not answer this here")
        sources = {item.source for item in fitting}
        if len(fitting) > 1 and not (only_category and len(sources) == 1):
            what = "choose one survey above" if len(sources) > 1 else "name the answerer in a column"
            raise WrongRow(f"{len(fitting)} answers could be meant; {what}")
        return min(fitting, key=lambda item: item.answerer)

    def _paper(self, row: Mapping[str, str], columns: VerdictColumns) -> str:
        """Return the id of the paper that a row names. Raises WrongRow."""
        named = PaperReference(cell(row, columns.paper), cell(row, columns.doi), cell(row, columns.title))
        if named not in self._papers:
            title = PaperReference(
                named.key, named.doi, named.title or named.key
            )  # many call their column of titles “paper”
            self._papers[named] = self._matcher.match(named) or self._matcher.match(title)
        paper_id = self._papers[named]
        if paper_id is None:
            other = "; one of that name with another DOI is another paper" if named.doi else ""
            raise WrongRow(f"its paper is not in the library; looked for by DOI, file name and title{other}")
        return paper_id
