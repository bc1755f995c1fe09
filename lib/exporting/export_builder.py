"""Puts together the exports of an answer, of a survey, of a review, of papers."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lib.errors import SidelightError
from lib.exporting.export_format import PaperPdfs, PaperStandings
from lib.exporting.export_rows import (
    CellPlace,
    Export,
    ExtractionRow,
    RepeatedRow,
    Row,
    evidence_of,
    newest_changes,
    unknown_paper,
    whole_answer,
)
from lib.records import Answer, Paper, Question
from lib.records.annotations import AddedCitation
from lib.records.final_values import FinalValue
from lib.records.notices import STANDINGS, PaperStanding
from lib.records.reviews import Label, LabelTable, ReviewVerdict, Sample, SettledLabel
from lib.records.surveys import CategoryChange, CellRow, QuestionSet, SurveyHead
from lib.reviews.extraction import ExtractedCell, extracted_cell
from lib.reviews.reviews import Reviews
from lib.storage.added_citations import AddedCitationStore
from lib.storage.annotations import AnnotationStore
from lib.storage.answers import AnswerStore
from lib.storage.paper_groups import PaperGroupStore
from lib.storage.papers import PaperStore
from lib.surveys.comparing import Place
from lib.surveys.repeating_groups import RepeatingGroups, groups_of
from lib.surveys.surveys import Surveys
from lib.text.cleaning import paper_title
from lib.text.references import author_years

ANSWERS_AT_ONCE = 100
"""Answers that stand in memory at a time."""
LABELLED_PAPERS = 500
"""Papers whose page labels are remembered while one export is written."""
GONE = "This answer is no longer in the library, so there is nothing to export."


NO_PAPER = "None of these papers is in the library any more."


@dataclass(frozen=True, slots=True)
class ExportSources:
    """Where exports take what they hold from."""

    answers: AnswerStore
    papers: PaperStore
    groups: PaperGroupStore
    surveys: Surveys
    reviews: Reviews
    pdfs: PaperPdfs
    """Of a paper's PDF, as it was typed while the app runs."""
    annotations: AnnotationStore
    added: AddedCitationStore
    repeating: RepeatingGroups
    retractions: PaperStandings


class ExportBuilder:
    """Puts together what exports hold. Rows are read as they are written."""

    def __init__(self, sources: ExportSources) -> None:
        self._sources = sources

    def of_answer(self, answer_id: str) -> Export:
        """Return one answer; raises SidelightError where it is gone."""
        return self._of_answers("answer", [answer_id])

    def of_survey(self, survey_id: str, labels: Sequence[tuple[LabelTable, list[Label]]] = ()) -> Export:
        """Return every finished cell, paper by paper; raises UnknownSurvey. `labels`: tables that go with it."""
        surveys = self._sources.surveys
        head = surveys.head(survey_id)
        rows = {row.key: row for row in surveys.rows(survey_id)}
        answer_ids = [row.answer_id for row in rows.values() if row.answer_id]
        papers = self._papers(head.plan.paper_ids, [head])
        verdicts = list(self._sources.reviews.all(answer_ids))
        by_answer = _by_answer(verdicts)
        added = self._added(answer_ids)
        standings = self._sources.retractions.of(papers.values())
        changes = surveys.changes(survey_id)
        newest = newest_changes(changes)
        ordered = [key for key in head.plan.places() if key in rows]
        finals = self._sources.reviews.final_values(survey_id)
        missing = head.plan.size - len(ordered)
        notes = (
            [f"{missing:,} of {head.plan.size:,} cells are not finished and so not in this export."] if missing else []
        )

        def cells() -> Iterator[Row]:
            printed = self._page_labels()
            places = [(rows[key], finals.get(key[:2])) for key in ordered]
            for row, answer, final in self._answered(places):
                yield self._cell(head, row, answer, papers, by_answer, newest, printed, added, standings, final)

        return Export(
            kind="survey",
            title=head.name,
            made_at=_now(),
            papers=[papers[paper_id] for paper_id in head.plan.paper_ids],
            groups=self._sources.groups.all(),
            rows=cells,
            size=len(ordered),
            surveys=[head],
            changes=changes,
            verdicts=verdicts,
            samples=self._samples(answer_ids),
            settled=self._settled(answer_ids, head.plan.paper_ids, [question.text for question in head.plan.questions]),
            labels=list(labels),
            question_sets=self._question_sets([head]),
            notes=[*notes, *standing_notes(papers, standings)],
            standings=standings,
            notice_list=self._sources.retractions.current(),
            annotations=self._sources.annotations.of_papers(head.plan.paper_ids),
            added=[one for of in added.values() for one in of],
            extraction=lambda: self.extraction(survey_id),
            repeated=lambda: self.repeated(survey_id),
            review_plan=self._sources.reviews.plans.of(survey_id),
            question_set=self._question_set(head),
        )

    def extraction(
        self, survey_id: str, paper_ids: Sequence[str] | None = None, finals: Mapping[Place, FinalValue] | None = None
    ) -> Iterator[ExtractionRow]:
        """Yield the rows of the extraction table by author and year; `paper_ids`: of these papers alone; `finals`: what its cells
        are held to be, as somebody may see it. Raises UnknownSurvey.
        """
        head = self._sources.surveys.head(survey_id)
        finals = self._sources.reviews.final_values(survey_id) if finals is None else finals
        papers = self._papers(head.plan.paper_ids, [head])
        names = author_years(papers.values())
        wanted = papers if paper_ids is None else [paper_id for paper_id in paper_ids if paper_id in papers]
        for paper_id in sorted(wanted, key=lambda one: (names[one].casefold(), one)):
            there = [finals.get((paper_id, question)) for question in range(len(head.plan.questions))]
            answers = self._sources.answers.some([one.answer_id for one in there if one and one.answer_id])
            cells = [extracted_cell(one, answers.get(one.answer_id or "")) if one else None for one in there]
            yield ExtractionRow(papers[paper_id], names[paper_id], cells)

    def repeated(self, survey_id: str) -> Iterator[RepeatedRow]:
        """Yield the entries of the survey's repeating groups, paper by paper by author and year. Raises UnknownSurvey."""
        head = self._sources.surveys.head(survey_id)
        papers = self._papers(head.plan.paper_ids, [head])
        places = groups_of(head.plan.questions)
        for paper_id, name in self.extraction_names(survey_id).items():
            for of in self._sources.repeating.of_survey(head, paper_id) if places else ():
                for number, entry in enumerate(of.entries, 1):
                    yield RepeatedRow(papers[paper_id], name, of, number, entry, places[of.group])

    def extraction_names(self, survey_id: str) -> dict[str, str]:
        """Return author and year of each paper of a survey by its id, in the order of the rows. Raises UnknownSurvey."""
        head = self._sources.surveys.head(survey_id)
        names = author_years(self._papers(head.plan.paper_ids, [head]).values())
        return dict(sorted(names.items(), key=lambda one: (one[1].casefold(), one[0])))

    def _question_set(self, head: SurveyHead) -> str:
        """Return the survey's question set with its version, empty where it has none or that is gone."""
        plan = head.plan
        known = self._sources.surveys.question_set(plan.question_set, plan.version) if plan.question_set else None
        return f"{known.name}, version {plan.version}" if known is not None else ""

    def of_review(self, answer_ids: Sequence[str], title: str = "Review") -> Export:
        """Return these answers, of surveys or not, in their order, with all that was said of them; those gone are left out."""
        return self._of_answers("review", answer_ids, title)

    def of_papers(self, paper_ids: Sequence[str], title: str) -> Export:
        """Return these papers, in their order; those that are gone are left out. Raises SidelightError where all are."""
        there = {paper.id: paper for paper in self._sources.papers.papers()}
        papers = {paper_id: there[paper_id] for paper_id in paper_ids if paper_id in there}
        if not papers:
            raise SidelightError(NO_PAPER)
        standings = self._sources.retractions.of(papers.values())
        return Export(
            kind="papers",
            title=title,
            made_at=_now(),
            papers=list(papers.values()),
            rows=lambda: iter(()),
            groups=self._sources.groups.all(),
            size=len(papers),
            annotations=self._sources.annotations.of_papers(list(papers)),
            notes=standing_notes(papers, standings),
            standings=standings,
            notice_list=self._sources.retractions.current(),
        )

    def _of_answers(self, kind: str, answer_ids: Sequence[str], title: str = "") -> Export:
        wanted = list(dict.fromkeys(answer_ids))
        places = self._places(wanted)
        single = {i: answer for i in wanted if i not in places and (answer := self._sources.answers.get(i)) is not None}
        kept = [answer_id for answer_id in wanted if answer_id in places or answer_id in single]
        if not kept:
            raise SidelightError(GONE)
        heads = list({head.id: head for head, _ in places.values()}.values())
        paper_ids = [row.paper_id for _, row in places.values()]
        for answer in single.values():
            paper_ids += [*answer.paper_ids, *(c.paper_id for sentence in answer.sentences for c in sentence.citations)]
        papers = self._papers(list(dict.fromkeys(paper_ids)), heads)
        verdicts = list(self._sources.reviews.all(kept))
        by_answer = _by_answer(verdicts)
        added = self._added(kept)
        standings = self._sources.retractions.of(papers.values())
        changes = [change for head in heads for change in self._sources.surveys.changes(head.id)]
        newest = newest_changes(changes)

        def rows() -> Iterator[Row]:
            printed = self._page_labels()
            finals = {head.id: self._sources.reviews.final_values(head.id) for head in heads}
            cells = [places[answer_id] for answer_id in kept if answer_id in places]
            of_cells = self._answered([(row, finals[head.id].get((row.paper_id, row.question))) for head, row in cells])
            for answer_id in kept:
                if answer_id in places:
                    row, answer, final = next(of_cells)
                    yield self._cell(
                        places[answer_id][0], row, answer, papers, by_answer, newest, printed, added, standings, final
                    )
                else:
                    yield self._single(
                        single[answer_id],
                        papers,
                        by_answer.get(answer_id, ()),
                        printed,
                        added.get(answer_id, ()),
                        standings,
                    )

        lost = len(wanted) - len(kept)
        gone = [f"{lost:,} of the answers are no longer in the library and so not in this export."] if lost else []
        asked = [question.text for head in heads for question in head.plan.questions]
        asked += [answer.question for answer in single.values()]
        return Export(
            kind="answer" if kind == "answer" else "review",
            title=title or (single[kept[0]].question if kept[0] in single else heads[0].name),
            made_at=_now(),
            papers=list(papers.values()),
            groups=self._sources.groups.all(),
            rows=rows,
            size=len(kept),
            surveys=heads,
            changes=changes,
            verdicts=verdicts,
            samples=self._samples(kept),
            settled=self._settled(kept, list(papers), asked),
            question_sets=self._question_sets(heads),
            annotations=self._sources.annotations.of_papers(list(papers)),
            added=[one for of in added.values() for one in of],
            notes=[*gone, *standing_notes(papers, standings)],
            standings=standings,
            notice_list=self._sources.retractions.current(),
        )

    def _places(self, answer_ids: Sequence[str]) -> dict[str, tuple[SurveyHead, CellRow]]:
        """Return the survey and cell of each answer that belongs to one."""
        wanted, found = set(answer_ids), {}
        for head in self._sources.surveys.heads():
            for row in self._sources.surveys.rows(head.id):
                if row.answer_id in wanted and row.answer_id is not None:
                    found[row.answer_id] = head, row
        return found

    def _answered(
        self, rows: Sequence[tuple[CellRow, FinalValue | None]]
    ) -> Iterator[tuple[CellRow, Answer | None, ExtractedCell | None]]:
        """Yield the cells with their answers, which are read a few at a time, and what their places are held to be."""
        for first in range(0, len(rows), ANSWERS_AT_ONCE):
            some = rows[first : first + ANSWERS_AT_ONCE]
            shown = [final.answer_id for _, final in some if final is not None]
            wanted = dict.fromkeys([*(row.answer_id for row, _ in some), *shown])
            answers = self._sources.answers.some([answer_id for answer_id in wanted if answer_id])
            held: dict[int, ExtractedCell] = {}  # answerers of a place stand side by side and share its final value
            for row, final in some:
                if final is not None and id(final) not in held:
                    held[id(final)] = extracted_cell(final, answers.get(final.answer_id or ""))
                yield row, answers.get(row.answer_id or ""), held[id(final)] if final is not None else None

    def _cell(
        self,
        head: SurveyHead,
        row: CellRow,
        answer: Answer | None,
        papers: Mapping[str, Paper],
        by_answer: Mapping[str, Sequence[ReviewVerdict]],
        newest: Mapping[CellPlace, CategoryChange],
        printed: Callable[[str], Sequence[str]],
        added: Mapping[str, Sequence[AddedCitation]],
        standings: Mapping[str, PaperStanding],
        final: ExtractedCell | None,
    ) -> Row:
        verdicts = by_answer.get(answer.id, ()) if answer is not None else ()
        return Row(
            papers=[papers[row.paper_id]],
            question=head.plan.questions[row.question],
            answerer=row.answerer,
            answer=answer,
            evidence=evidence_of(answer, papers, verdicts, printed, added.get(answer.id, ()), standings)
            if answer is not None
            else [],
            verdicts=whole_answer(verdicts),
            category=row.category,
            judged=row.judged,
            judged_by=row.judged_by,
            value=row.value,
            suggestion=row.suggestion,
            problem=row.problem,
            survey_id=head.id,
            question_place=row.question,
            figures=row.figures,
            finished_at=row.finished_at,
            change=newest.get((head.id, *row.key)),
            final=final,
        )

    def _single(
        self,
        answer: Answer,
        papers: Mapping[str, Paper],
        verdicts: Sequence[ReviewVerdict],
        printed: Callable[[str], Sequence[str]],
        added: Sequence[AddedCitation],
        standings: Mapping[str, PaperStanding],
    ) -> Row:
        return Row(
            papers=[papers.get(paper_id) or unknown_paper(paper_id) for paper_id in answer.paper_ids],
            question=Question(answer.question),
            answerer=answer.answerer,
            answer=answer,
            evidence=evidence_of(answer, papers, verdicts, printed, added, standings),
            verdicts=whole_answer(verdicts),
        )

    def _papers(self, paper_ids: Sequence[str], heads: Sequence[SurveyHead]) -> dict[str, Paper]:
        """Return the papers by id, in that order; of those that are gone what the store or a survey's plan still knows."""
        there = {paper.id: paper for paper in self._sources.papers.papers()}
        known = {**self._sources.papers.removed_papers(paper_ids), **there}
        planned = {
            paper.id: Paper(paper.id, paper.filename, paper.title, year=paper.year, doi=paper.doi, status="failed")
            for head in heads
            for paper in head.plan.papers
        }
        return {i: known.get(i) or planned.get(i) or unknown_paper(i) for i in paper_ids}

    def _added(self, answer_ids: Sequence[str]) -> dict[str, list[AddedCitation]]:
        """Return the citations that people added to answers."""
        found: dict[str, list[AddedCitation]] = {}
        for first in range(0, len(answer_ids), ANSWERS_AT_ONCE):
            found |= self._sources.added.of(answer_ids[first : first + ANSWERS_AT_ONCE])
        return found

    def _page_labels(self) -> Callable[[str], Sequence[str]]:
        """Return what reads the printed labels of a paper's pages, each file opened once."""
        return functools.lru_cache(maxsize=LABELLED_PAPERS)(self._sources.pdfs.page_labels)

    def _question_sets(self, heads: Sequence[SurveyHead]) -> list[QuestionSet]:
        asked = dict.fromkeys((head.plan.question_set, head.plan.version) for head in heads if head.plan.question_set)
        found = (self._sources.surveys.question_set(set_id, version) for set_id, version in asked)
        return [one for one in found if one is not None]

    def _samples(self, answer_ids: Sequence[str]) -> list[Sample]:
        wanted = set(answer_ids)
        return [sample for sample in self._sources.reviews.samples() if wanted & set(sample.answer_ids)]

    def _settled(
        self, answer_ids: Sequence[str], paper_ids: Sequence[str], questions: Sequence[str]
    ) -> list[SettledLabel]:
        """Return those of the answers; those of no single answer by their papers and question."""
        answers, papers, asked = set(answer_ids), set(paper_ids), set(questions)
        return [
            one
            for one in self._sources.reviews.settled()
            if one.answer_id in answers
            or (one.answer_id is None and papers.issuperset(one.paper_ids) and one.question in asked)
        ]


def _by_answer(verdicts: Sequence[ReviewVerdict]) -> dict[str, list[ReviewVerdict]]:
    found: dict[str, list[ReviewVerdict]] = defaultdict(list)
    for verdict in verdicts:
        found[verdict.answer_id].append(verdict)
    return dict(found)


def standing_notes(papers: Mapping[str, Paper], standings: Mapping[str, PaperStanding]) -> list[str]:
    """Return a sentence on each paper that was retracted or otherwise put in doubt, the gravest first."""
    order = sorted(standings, key=lambda paper_id: STANDINGS.index(standings[paper_id].standing))
    return [f"“{paper_title(papers[paper_id])}” is {standings[paper_id].words()}." for paper_id in order]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
