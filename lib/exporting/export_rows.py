"""What an export holds: one row an answer, with its paper, its question, its evidence and what raters said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from lib.citations import citation_key, numbered_in, numbered_with, section_of
from lib.errors import SidelightError
from lib.records import Answer, Category, Citation, Paper, Question, Support, Value
from lib.records.annotations import AddedCitation, Annotation
from lib.records.groups import PaperGroup
from lib.records.notices import NoticeList, PaperStanding
from lib.records.repeats import RepeatedEntries, RepeatedEntry
from lib.records.reviews import Label, LabelTable, ReviewPlan, ReviewVerdict, Sample, SettledLabel
from lib.records.surveys import CategoryChange, QuestionSet, SurveyHead
from lib.reviews.extraction import ExtractedCell
from lib.reviews.verdicts import latest_verdicts
from lib.surveys.settling import SettledValue, settle_value

Kind = Literal["answer", "survey", "review", "papers"]
NO_TABLE = (
    "There is no extraction table: only a survey has one, and a rater who must not see the others' verdicts gets none."
)
CellPlace = tuple[str, str, int, str]
"""Survey, paper, index of the question, answerer."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered citation of an answer."""

    number: int
    """As printed, from 1."""
    citation: Citation
    paper: Paper
    section: str
    """Its headings from the outermost in, joined by " > "; empty where it is not known."""
    statement: str
    """The sentences of the answer that rest on it."""
    support: list[Support]
    """Of each of these sentences."""
    pages: list[tuple[int, str]]
    """1-based position, and the label printed in the PDF where it has labels of its own."""
    verdicts: list[ReviewVerdict]
    """That count, on this citation."""
    added_by: str | None = None
    """Who added it to the answer, empty where they did not say; None: it is the answer's own."""
    standing: PaperStanding | None = None
    """Of its paper, where that was retracted, corrected or is under an expression of concern."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, or a survey's cell without one."""

    papers: list[Paper]
    """That were asked; of a cell one."""
    question: Question
    answerer: str
    answer: Answer | None
    evidence: list[Evidence]
    verdicts: list[ReviewVerdict]
    """That count, on the answer as a whole."""
    category: Category | None = None
    """A person's word where there is one; None for an answer outside surveys."""
    judged: Category | None = None
    judged_by: str = ""
    value: Value | None = None
    suggestion: Value | None = None
    """Offered beside the answer, no value until a person takes it."""
    problem: str | None = None
    """Why there is no answer, or why it is incomplete."""
    survey_id: str = ""
    question_place: int = 0
    """Index among the survey's questions."""
    figures: dict[str, Any] = field(default_factory=dict)
    """Of the survey's cell, as it was kept."""
    finished_at: str = ""
    change: CategoryChange | None = None
    """What a person last made of the survey's cell."""
    final: ExtractedCell | None = None
    """What the question of the paper is held to be after all layers; None outside surveys, or where a rater may not see it."""

    @property
    def changed(self) -> bool:
        """Whether a person gave it another category than the rule or model did."""
        return self.category != self.judged

    @property
    def cell(self) -> CellPlace:
        """Where it stands among the surveys' cells."""
        return self.survey_id, self.papers[0].id if self.papers else "", self.question_place, self.answerer


@dataclass(frozen=True, slots=True)
class ExtractionRow:
    """One paper of the extraction table."""

    paper: Paper
    name: str
    """Author and year, no two alike."""
    cells: list[ExtractedCell | None]
    """One a question; None where nothing is finished."""


@dataclass(frozen=True, slots=True)
class RepeatedRow:
    """One entry of a group of questions that repeats within a paper."""

    paper: Paper
    name: str
    """Author and year, no two alike."""
    of: RepeatedEntries
    number: int
    """From 1, among the entries of its group and paper."""
    entry: RepeatedEntry
    places: list[int]
    """Indices of the group's questions."""


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be exported; its rows are read as they are written, so that a large survey never stands in memory."""

    kind: Kind
    title: str
    made_at: str
    """ISO 8601, UTC."""
    papers: list[Paper]
    """Asked or cited, in the order in which they are named."""
    rows: Callable[[], Iterator[Row]]
    groups: list[PaperGroup] = field(default_factory=list)
    """Tags and collections of the library."""
    size: int = 0
    """Number of the rows."""
    surveys: list[SurveyHead] = field(default_factory=list)
    changes: list[CategoryChange] = field(default_factory=list)
    """Of the surveys' cells, by people."""
    verdicts: list[ReviewVerdict] = field(default_factory=list)
    """All ever given on these answers, withdrawn ones included."""
    samples: list[Sample] = field(default_factory=list)
    settled: list[SettledLabel] = field(default_factory=list)
    labels: list[tuple[LabelTable, list[Label]]] = field(default_factory=list)
    question_sets: list[QuestionSet] = field(default_factory=list)
    """That the surveys asked, each in the version that they asked."""
    notes: list[str] = field(default_factory=list)
    """Plain sentences: what is missing and why."""
    extraction: Callable[[], Iterator[ExtractionRow]] | None = None
    """One row a paper, of the one survey's questions, by author and year; None where it is no survey, or holds what a blind
    rater may not see.
    """
    repeated: Callable[[], Iterator[RepeatedRow]] | None = None
    """The entries of the one survey's repeating groups; None as for `extraction`."""
    annotations: dict[str, list[Annotation]] = field(default_factory=dict)
    """What people marked in the papers, by paper; papers without are left out."""
    added: list[AddedCitation] = field(default_factory=list)
    """Citations that people added to these answers."""
    review_plan: ReviewPlan = field(default_factory=ReviewPlan)
    """How many raters each cell of the one survey needs, and whether they work independently."""
    question_set: str = ""
    """Of the one survey, with its version; empty where its questions belong to none."""
    standings: Mapping[str, PaperStanding] = field(default_factory=dict)
    """Of those of its papers that were retracted, corrected or are under an expression of concern, by id."""
    notice_list: NoticeList | None = None
    """The list of retractions by which that is known; None where none was brought in."""

    @property
    def questions(self) -> list[Question]:
        """Those of the one survey, a column each of its extraction table."""
        return self.surveys[0].plan.questions if self.surveys else []


def extraction_rows(export: Export) -> Iterator[ExtractionRow]:
    """Return the rows of the extraction table; raises SidelightError where the export has none."""
    if export.extraction is None:
        raise SidelightError(NO_TABLE)
    return export.extraction()


def unknown_paper(paper_id: str) -> Paper:
    """Return what stands for a paper of which nothing is known any more."""
    return Paper(paper_id, "", status="failed", problem="Nothing is known of this paper any more.")


def evidence_of(
    answer: Answer,
    papers: Mapping[str, Paper],
    verdicts: Sequence[ReviewVerdict] = (),
    labels: Callable[[str], Sequence[str]] = lambda _: (),
    added: Sequence[AddedCitation] = (),
    standings: Mapping[str, PaperStanding] | None = None,
) -> list[Evidence]:
    """Return the answer's citations by printed number, those behind them that people added; `verdicts` on the answer, `labels`
    printed on the pages of a paper, `standings` of papers by id.
    """
    by_number: dict[int, list[ReviewVerdict]] = {}
    for verdict in latest_verdicts(verdicts):
        if verdict.citation is not None:
            by_number.setdefault(verdict.citation, []).append(verdict)
    out = []
    own = numbered_in(answer)
    by_person = {citation_key(one.citation): one.person for one in reversed(added)}
    for key, (number, citation) in numbered_with(answer, added).items():
        resting = [s for s in answer.sentences if any(citation_key(c) == key for c in s.citations)]
        printed = labels(citation.paper_id)
        pages = sorted({box.page for box in citation.boxes})
        out.append(
            Evidence(
                number=number,
                citation=citation,
                paper=papers.get(citation.paper_id) or unknown_paper(citation.paper_id),
                section=section_of(citation, answer.passages),
                statement=" ".join(sentence.text for sentence in resting) or added_line(by_person.get(key, "")),
                support=[sentence.support for sentence in resting],
                pages=[(page, _label(page, printed)) for page in pages],
                verdicts=by_number.get(number, []),
                added_by=None if key in own else by_person.get(key, ""),
                standing=(standings or {}).get(citation.paper_id),
            )
        )
    return out


def added_line(person: str) -> str:
    """Return that a citation is a person's, not the answer's: "added by Jane"."""
    return f"added by {person or 'a person'}"


def only_by(export: Export, rater: str) -> Export:
    """Return the export without what anybody but the rater said of the answers: categories are theirs, else as judged."""
    own = [change for change in export.changes if change.person == rater]
    newest = newest_changes(own)

    def rows() -> Iterator[Row]:
        for row in export.rows():
            evidence = [
                replace(one, verdicts=_verdicts_of(rater, one.verdicts))
                for one in row.evidence
                if one.added_by in (None, rater)
            ]
            said = replace(row, evidence=evidence, verdicts=_verdicts_of(rater, row.verdicts), final=None)
            yield _changed_by(newest.get(row.cell), said) if row.change is not None else said

    return replace(
        export,
        rows=rows,
        changes=own,
        verdicts=_verdicts_of(rater, export.verdicts),
        settled=[],
        labels=[],
        annotations={},  # nobody's name stands at them
        added=[one for one in export.added if one.person == rater],
        extraction=None,
        repeated=None,
    )


def _changed_by(change: CategoryChange | None, row: Row) -> Row:
    """Return the cell as that change leaves it; as it was answered and judged where there is none."""
    if change is not None:
        return replace(row, category=change.category, value=change.value, change=change)
    of = SettledValue() if row.judged == "failed" else settle_value(row.question, row.answer)
    return replace(row, category=row.judged, value=of.value, suggestion=of.suggestion, change=None)


def newest_changes(changes: Sequence[CategoryChange]) -> dict[CellPlace, CategoryChange]:
    """Return the change that counts on each changed cell: the newest."""
    return {(c.survey_id, c.paper_id, c.question, c.answerer): c for c in sorted(changes, key=lambda one: one.at)}


def _verdicts_of(rater: str, verdicts: Sequence[ReviewVerdict]) -> list[ReviewVerdict]:
    return [verdict for verdict in verdicts if verdict.rater == rater]


def whole_answer(verdicts: Sequence[ReviewVerdict]) -> list[ReviewVerdict]:
    """Return the verdicts that count on an answer as a whole."""
    return [verdict for verdict in latest_verdicts(verdicts) if verdict.citation is None]


def _label(page: int, printed: Sequence[str]) -> str:
    return printed[page - 1] if 0 < page <= len(printed) else ""
