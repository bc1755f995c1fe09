"""The front of all surveys, as `ws.surveys`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace

from lib.acting import require, signed
from lib.answering.answerers import choice_among
from lib.background.quotas import QUOTAS
from lib.config import Preferences
from lib.errors import ConfigError, UnknownSurvey
from lib.records import Category, Cell, CellKey, Question, Survey, Value
from lib.records.core import NAME
from lib.records.people import Role
from lib.records.plan import BY_RULE, SurveyPlan
from lib.records.surveys import CategoryChange, CellRow, QuestionSet, SurveyHead
from lib.storage.averages import Averages
from lib.storage.question_sets import QuestionSetStore
from lib.storage.surveys import SurveyStore
from lib.surveys import comparing
from lib.surveys.cell_cache import CellRowCache
from lib.surveys.estimating import Estimate, Usual, estimates
from lib.surveys.planning import checked_answerers, name_of, planned_papers
from lib.surveys.progress import SurveyProgress, progress_at_rest
from lib.surveys.questions import cleaned
from lib.surveys.run_comparison import RunComparison
from lib.surveys.runner import CLOSE_S, OnProgress, SurveyRuns, what_is_missing
from lib.surveys.services import AsksCells, Models, Papers

NO_LABEL_OF_PEOPLE = (
    "“Failed” says that no answer came, nothing of the paper. Say what the paper reports, or ask this cell again."
)
INTERRUPTED = "Sidelight was closed while this survey ran. It goes on by itself in a moment; Resume begins at once."


class Surveys:
    """Question sets, and surveys that run in the background. Thread-safe."""

    def __init__(
        self,
        store: SurveyStore,
        papers: Papers,
        asks: AsksCells,
        models: Models,
        preferences: Callable[[], Preferences] = Preferences,
        runs: SurveyRuns | None = None,
    ) -> None:
        """`preferences`: say how many surveys a person may have running. `runs`: what runs them; None: this process alone."""
        self._preferences = preferences
        self._store = store
        self._cells = store.cells
        self._sets = QuestionSetStore(store.engine)
        self._averages = Averages(store.engine)
        self._papers = papers
        self._models = models
        self._rows = CellRowCache(store.cells)
        self._comparison = RunComparison(store.cells, self._rows)
        self.runs = runs or SurveyRuns(store, papers, asks, models)

    # question sets

    def save_set(self, name: str, questions: Sequence[Question | str], set_id: str | None = None) -> QuestionSet:
        """Store a set, as a new version where it changed, and return it. Raises SheetError for no question, ConfigError."""
        if not name.strip():
            raise ConfigError("Give the question set a name.")
        return self._sets.save(name.strip()[:NAME], cleaned(questions).questions, set_id)

    def sets(self) -> list[QuestionSet]:
        """Return the newest version of each set, the latest changed first."""
        return self._sets.all()

    def question_set(self, set_id: str, version: int | None = None) -> QuestionSet | None:
        """Return a version of a set (None: its newest), None where there is none."""
        return self._sets.get(set_id, version)

    def remove_set(self, set_id: str) -> None:
        """Offer the set no more."""
        self._sets.remove(set_id)

    # before a run

    def plan(
        self,
        questions: Sequence[Question | str],
        paper_ids: Sequence[str],
        answerers: Sequence[str] = ("extractive",),
        *,
        name: str = "",
        style: str = "sidelight",
        question_set: QuestionSet | None = None,
        excluded: Mapping[str, str] | None = None,
        categories_by: str = BY_RULE,
        batch: bool = False,
        repeats: str = "",
        asked_by: str = "",
    ) -> SurveyPlan:
        """Return what a survey would do; raises SidelightError where it could do nothing: no question, no ready
        paper, no answerer. `asked_by`: the person whose limit of money it counts for.
        """
        asked = list(question_set.questions) if question_set else cleaned(questions).questions
        papers = planned_papers(self._papers.ready_papers(), paper_ids)
        chosen = checked_answerers(self._models.answerers(), answerers, categories_by)
        return SurveyPlan(
            questions=asked,
            papers=papers,
            answerers=chosen,
            name=name.strip()[:NAME] or (question_set.name if question_set else name_of(asked)),
            question_set=question_set.id if question_set else "",
            version=question_set.version if question_set else 0,
            style=style,
            excluded=dict(excluded or {}),
            repeats=repeats,
            categories_by=categories_by,
            batch=batch,
            asked_by=signed(asked_by),
        )

    def estimate(self, plan: SurveyPlan) -> list[Estimate]:
        """Return time, tokens and cost by answerer, then of a model that judges the categories, from what cells took so far."""
        choices = self._models.answerers()
        asked = {name: choice_among(choices, name) for name in [*plan.answerers, plan.categories_by]}
        models = {name: choice.model for name, choice in asked.items() if choice is not None}
        judging = {} if plan.categories_by == BY_RULE else _usual(self._averages.of_judges())
        pictured = {name for name in plan.answerers if self._models.shows_pictures(name)}
        return estimates(plan, _usual(self._averages.of_answerers()), judging, models, self._models.prices(), pictured)

    def missing(self, plan: SurveyPlan, keys: Mapping[str, str]) -> str | None:
        """Return what the answerers of a plan still need, in plain words; None where they can be asked."""
        return what_is_missing(plan, self._models.answerers(keys))

    def under_way(self, plan: SurveyPlan) -> SurveyHead | None:
        """Return a survey under way that asks the same, such as one begun in another tab."""
        holder = self._store.under_way(plan)
        return None if holder is None else self.head(holder)

    # runs

    def start(self, plan: SurveyPlan, keys: Mapping[str, str] | None = None, *, join: bool = False) -> str:
        """Begin a survey and return its id; it runs from now on, or waits for a key. Raises StoreError.

        `join`: where one is under way that asks the same, its id instead, whoever came first, and in whatever process.
        """
        with QUOTAS.survey(self._preferences()) as work:
            survey_id = self.runs.start(plan, keys, join)
            work.is_under_way = lambda: survey_id in self.runs
        return survey_id

    def resume(self, survey_id: str, keys: Mapping[str, str] | None = None) -> None:
        """Let a survey that lacks cells go on, one that is about to stop after that. Raises UnknownSurvey.

        One that runs already is left alone.
        """
        with nullcontext() if survey_id in self.runs else self._counted(survey_id):
            self.runs.resume(survey_id, keys)

    @contextmanager
    def _counted(self, survey_id: str) -> Iterator[None]:
        """Count a survey that is begun in the block as that of who is at work, for as long as it runs. Raises NotAllowed."""
        with QUOTAS.survey(self._preferences()) as work:
            yield
            work.is_under_way = lambda: survey_id in self.runs

    def extend(
        self,
        survey_id: str,
        paper_ids: Sequence[str] = (),
        questions: Sequence[Question | str] = (),
        keys: Mapping[str, str] | None = None,
    ) -> None:
        """Add papers and questions to a survey that does not run, and ask what is new; its cells stay as they are.

        Papers and questions that it has already are left out. Raises UnknownSurvey, SheetError, and ConfigError where it runs
        or none of the papers is ready.
        """
        with self._counted(survey_id):
            papers = planned_papers(self._papers.ready_papers(), paper_ids) if paper_ids else []
            self.runs.extend(survey_id, papers, cleaned(questions).questions if questions else [], keys)

    def resume_interrupted(self) -> None:
        """Let surveys that were running when the app ended go on; those that need a typed key wait for it."""
        self.runs.resume_interrupted()

    def put_running(self) -> None:
        """Put surveys that run, and that nobody runs or fewer than could, into the queue that several processes share."""
        self.runs.put_running()

    def pause(self, survey_id: str) -> None:
        """Halt a survey; cells being asked are given up and asked again at the next resume."""
        self.runs.pause(survey_id)

    def cancel(self, survey_id: str, keys: Mapping[str, str] | None = None) -> None:
        """End a survey with what is finished; its batches are cancelled, or its reason says why they are not."""
        self.runs.cancel(survey_id, keys)

    def retry(
        self, survey_id: str, keys_of: Sequence[CellKey] | None = None, keys: Mapping[str, str] | None = None
    ) -> int:
        """Ask cells again, those or all that failed, and return how many; the others stay as they are. Raises UnknownSurvey.

        A cell that a person called failed is asked again by its place alone. It then keeps its answer until there is a new
        one, and a person's category for good.
        """
        count = self.runs.retry(survey_id, keys_of, keys)
        if keys_of is None:
            self._rows.forget(survey_id)
        return count

    def wait(self, survey_id: str, on_progress: OnProgress | None = None) -> None:
        """Wait until the survey does not run (any more); report its progress meanwhile, and at its end."""
        self.runs.wait_for_end(survey_id, on_progress)
        if on_progress is not None:
            on_progress(self.progress(survey_id))

    def progress(self, survey_id: str) -> SurveyProgress:
        """Return how far a survey is; raises UnknownSurvey."""
        if (running := self.runs.progress(survey_id)) is not None:
            return running
        return progress_at_rest(self.head(survey_id))

    def close(self) -> None:
        """Stop what runs; it goes on at the next start."""
        self.runs.close()

    # what came out

    def heads(self) -> list[SurveyHead]:
        """Return all surveys without their cells, the newest first."""
        found = []
        for head in self._store.heads():
            with suppress(UnknownSurvey):  # removed while this list was read
                found.append(self._checked(head))
        return found

    def head(self, survey_id: str) -> SurveyHead:
        """Return one survey without its cells; raises UnknownSurvey."""
        return self._checked(self._store.head(survey_id))

    def _checked(self, head: SurveyHead) -> SurveyHead:
        """Return the head as the survey is: one that is noted as running but does not run was interrupted, or has just ended."""
        if head.status != "running" or self.runs.is_shared or head.id in self.runs:
            return head
        now = self._store.head(head.id)  # what a run ends with is noted before it runs no more
        if now.status != "running" or now.id in self.runs:
            return now
        return replace(now, status="paused", reason=INTERRUPTED)

    def survey(self, survey_id: str) -> Survey:
        """Return a survey with all its finished cells and answers; raises UnknownSurvey."""
        head = self.head(survey_id)
        return Survey(
            id=head.id,
            questions=head.plan.questions,
            paper_ids=head.plan.paper_ids,
            answerers=head.plan.answerers,
            cells=self._cells.all(survey_id),
            name=head.name,
            status=head.status,
            reason=head.reason,
            created_at=head.created_at,
        )

    def rows(self, survey_id: str) -> list[CellRow]:
        """Return the finished cells without their answers, for a matrix of thousands; the same list until something changes."""
        return self._rows.of(survey_id)

    def stamp(self, survey_id: str) -> tuple[object, ...]:
        """Return what is equal as long as nothing is new in the rows of a survey."""
        return *self._cells.stamp(survey_id), self._cells.change_count(survey_id)

    def cells(self, survey_id: str) -> dict[CellKey, Cell]:
        """Return the finished cells with their answers; none where the survey is gone."""
        return self._cells.all(survey_id)

    def cell(self, survey_id: str, key: CellKey) -> Cell | None:
        """Return one cell with its answer, None where it is not finished."""
        return self._cells.get(survey_id, key)

    def change(
        self,
        survey_id: str,
        key: CellKey,
        category: Category,
        person: str,
        *,
        value: Value | None = None,
        note: str = "",
    ) -> None:
        """Store a person's word on a cell with name and time; it counts from now on.

        What is not reported has no value.
        """
        person = signed(person)
        if not person:
            raise ConfigError("Say who you are: a change is kept with a name.")
        if category == "failed":
            raise ConfigError(NO_LABEL_OF_PEOPLE)
        value = value if category in {"reported", "unclear"} else None
        self._cells.change_category(survey_id, key, category, value, person, note)
        self._rows.refresh(survey_id, key)

    def changes(self, survey_id: str, key: CellKey | None = None) -> list[CategoryChange]:
        """Return what people changed in a survey or in one cell, the newest first."""
        return self._cells.changes(survey_id, key)

    def own_value(self, head: SurveyHead, row: CellRow) -> Value | None:
        """Return what the answer of a cell says, whatever a person typed over it."""
        return self._comparison.own_value(head, row)

    def rename(self, survey_id: str, name: str) -> None:
        """Give the survey another name."""
        self._store.rename(survey_id, name.strip()[:NAME] or "Survey")

    def remove(self, survey_id: str, keys: Mapping[str, str] | None = None) -> str | None:
        """Remove the survey, its cells and their answers; return None, or in plain words which batches still work on."""
        require(Role.ADMINISTRATOR)
        self.runs.halt_and_wait(survey_id, CLOSE_S)
        left = self.runs.cancel_batches(survey_id, keys)
        self._store.remove(survey_id)
        self._rows.forget(survey_id)
        return left

    def plan_again(self, survey_id: str) -> SurveyPlan:
        """Return the plan of a survey once more, with the papers that are still there; raises SidelightError.

        What people `corrected` in the earlier run stays there: answers that are new were read by nobody yet. `compare` shows it.
        """
        old = self._store.head(survey_id).plan
        if not set(old.paper_ids) & set(self._papers.ready_papers()):
            raise ConfigError(
                "None of this survey's papers is ready in the library any more. Add them again to ask once more."
            )
        fresh = self.plan(
            old.questions,
            old.paper_ids,
            old.answerers,
            name=old.name,
            style=old.style,
            batch=old.batch,
            repeats=survey_id,
        )
        unchanged = {"question_set": old.question_set, "version": old.version, "excluded": old.excluded}
        return replace(fresh, questions=old.questions, categories_by=old.categories_by, **unchanged)  # type: ignore[arg-type]

    def compare(self, earlier_id: str, later_id: str) -> list[comparing.CellChange]:
        """Return the cells that differ between two runs: the answers' category, value or evidence, or what people made of them.

        Raises UnknownSurvey, SidelightError.
        Questions go by their words, so that a set may have been reordered between the runs.
        """
        return self._comparison.compare(self._store.head(earlier_id), self._store.head(later_id))

    def corrected(self, survey_id: str) -> set[CellKey]:
        """Return the cells to which a person gave another category or value than the answer has. Raises UnknownSurvey."""
        return self._comparison.corrected(self._store.head(survey_id))


def _usual(averages: Mapping[str, Mapping[str, float]]) -> dict[str, Usual]:
    return {name: Usual.from_dict(values) for name, values in averages.items()}
