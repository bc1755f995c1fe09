"""The front of all surveys, as `ws.surveys`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from lib.answering.answerer import OFFLINE
from lib.answering.answerers import choice_among
from lib.answering.providers.catalogue import AnswererChoice
from lib.errors import ConfigError, SidelightError, UnknownSurvey
from lib.records import Category, Cell, CellKey, Paper, Question, Survey, Value
from lib.records.plan import BY_RULE, PlannedPaper, SurveyPlan
from lib.records.surveys import CategoryChange, CellRow, QuestionSet, SurveyHead
from lib.storage.averages import Averages
from lib.storage.question_sets import QuestionSetStore
from lib.storage.surveys import SurveyStore
from lib.surveys import comparing
from lib.surveys.cell_cache import CellRowCache
from lib.surveys.estimating import Estimate, Usual, estimates
from lib.surveys.progress import SurveyProgress, standing
from lib.surveys.questions import cleaned
from lib.surveys.runner import CLOSE_S, AskOne, OnProgress, OpenAnswerer, SurveyRuns
from lib.surveys.values import parse_value

INTERRUPTED = "Sidelight was closed while this survey ran. It goes on by itself in a moment; Resume begins at once."


class Surveys:
    """Question sets, and surveys that run in the background. Thread-safe."""

    def __init__(
        self,
        store: SurveyStore,
        ask: AskOne,
        papers: Callable[[], Mapping[str, Paper]],
        answerers: Callable[[Mapping[str, str]], Sequence[AnswererChoice]],
        prices: Callable[[], Mapping[str, Mapping[str, float]]],
        has: Callable[[str], bool],
        open_answerer: OpenAnswerer,
    ) -> None:
        self._store = store
        self._cells = store.cells
        self._sets = QuestionSetStore(store.engine)
        self._averages = Averages(store.engine)
        self._papers = papers
        self._answerers = answerers
        self._prices = prices
        self._rows = CellRowCache(store.cells)
        self.runs = SurveyRuns(store, ask, has, open_answerer, self.missing)

    # question sets

    def keep_set(self, name: str, questions: Sequence[Question | str], set_id: str | None = None) -> QuestionSet:
        """Return the set with these questions, as a new version where it changed; raises SheetError for no question,
        ConfigError.
        """
        if not name.strip():
            raise ConfigError("Give the question set a name.")
        return self._sets.save(name.strip()[:200], cleaned(questions).questions, set_id)

    def sets(self) -> list[QuestionSet]:
        """Return the newest version of each set, the latest changed first."""
        return self._sets.all()

    def question_set(self, set_id: str, version: int | None = None) -> QuestionSet | None:
        """Return a version of a set (None: its newest), None where there is none."""
        return self._sets.get(set_id, version)

    def remove_set(self, set_id: str) -> None:
        """Nothing; the set is offered no more."""
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
    ) -> SurveyPlan:
        """Return what a survey would do; raises SidelightError where it could do nothing: no question, no ready
        paper, no answerer.
        """
        kept = list(question_set.questions) if question_set else cleaned(questions).questions
        there = self._papers()
        papers = [there[paper_id] for paper_id in dict.fromkeys(paper_ids) if paper_id in there]
        if not papers:
            raise ConfigError("None of the chosen papers is ready. Choose others, or wait until their status is ready.")
        choices = self._answerers({})
        asked = list(dict.fromkeys(answerers))
        if not asked:
            raise ConfigError("No answerer is chosen. Choose at least one.")
        if unknown := [
            name for name in [*asked, *({categories_by} - {BY_RULE})] if choice_among(choices, name) is None
        ]:
            raise ConfigError(f'There is no answerer "{unknown[0]}". Choose another, or add it in the settings.')
        if categories_by == OFFLINE:
            raise ConfigError(
                "The offline answerer judges no categories: it only quotes. Choose the rule or a language model."
            )
        return SurveyPlan(
            questions=kept,
            papers=[PlannedPaper(p.id, p.filename, p.title, p.year, p.doi) for p in papers],
            answerers=asked,
            name=name.strip()[:200] or (question_set.name if question_set else _named(kept)),
            question_set=question_set.id if question_set else "",
            version=question_set.version if question_set else 0,
            style=style,
            excluded=dict(excluded or {}),
            repeats=repeats,
            categories_by=categories_by,
            batch=batch,
        )

    def estimate(self, plan: SurveyPlan) -> list[Estimate]:
        """Time, tokens and cost by answerer, then of a model that judges the categories, going by what cells took so far."""
        choices = self._answerers({})
        asked = {name: choice_among(choices, name) for name in [*plan.answerers, plan.categories_by]}
        models = {name: choice.model for name, choice in asked.items() if choice is not None}
        judging = {} if plan.categories_by == BY_RULE else _usual(self._averages.of_judges())
        return estimates(plan, _usual(self._averages.of_answerers()), judging, models, self._prices())

    def missing(self, plan: SurveyPlan, keys: Mapping[str, str]) -> str | None:
        """Return what the answerers of a plan still need, in plain words; None where they can be asked."""
        choices = self._answerers(keys)
        for name in [*plan.answerers, plan.categories_by]:
            choice = choice_among(choices, name)
            if choice is not None and choice.needs:
                return f"{choice.name} needs {choice.needs}."
        return None

    def like(self, plan: SurveyPlan) -> SurveyHead | None:
        """Return a survey under way that asks the same, such as one begun in another tab."""
        holder = self._store.under_way(plan)
        return None if holder is None else self.head(holder)

    # runs

    def start(self, plan: SurveyPlan, keys: Mapping[str, str] | None = None, *, join: bool = False) -> str:
        """Return the id of a new survey, running from now on, or waiting for a key; raises StoreError.

        `join`: where one is under way that asks the same, its id instead, whoever came first, and in whatever process.
        """
        return self.runs.start(plan, keys, join)

    def resume(self, survey_id: str, keys: Mapping[str, str] | None = None) -> None:
        """Nothing; a survey that lacks cells goes on, one that is about to stop after that. Raises UnknownSurvey.

        One that runs already is left alone.
        """
        self.runs.resume(survey_id, keys)

    def resume_interrupted(self) -> None:
        """Nothing; surveys that were running when the app ended go on, those that need a typed key wait for it."""
        self.runs.resume_interrupted()

    def pause(self, survey_id: str) -> None:
        """Nothing; cells being asked are given up and asked again at the next resume."""
        self.runs.pause(survey_id)

    def cancel(self, survey_id: str, keys: Mapping[str, str] | None = None) -> None:
        """Nothing; the survey ends with what is finished, its batches are cancelled, or its reason says why they are not."""
        self.runs.cancel(survey_id, keys)

    def retry(
        self, survey_id: str, keys_of: Sequence[CellKey] | None = None, keys: Mapping[str, str] | None = None
    ) -> int:
        """Return how many cells are asked again: those, or all that failed; the others stay as they are. Raises UnknownSurvey.

        A cell that a person called failed is asked again by its place alone. It then keeps its answer until there is a new
        one, and a person's category for good.
        """
        count = self.runs.retry(survey_id, keys_of, keys)
        if keys_of is None:
            self._rows.forget(survey_id)
        return count

    def wait(self, survey_id: str, on_progress: OnProgress | None = None) -> None:
        """Nothing, once the survey does not run (any more); tells its progress meanwhile, and at its end."""
        self.runs.wait(survey_id, on_progress)
        if on_progress is not None:
            on_progress(self.progress(survey_id))

    def progress(self, survey_id: str) -> SurveyProgress:
        """Return how far a survey is; raises UnknownSurvey."""
        if (running := self.runs.progress(survey_id)) is not None:
            return running
        head = self.head(survey_id)
        return standing(head)

    def close(self) -> None:
        """Nothing; what runs stops and goes on at the next start."""
        self.runs.close()

    # what came out

    def heads(self) -> list[SurveyHead]:
        """Return all surveys without their cells, the newest first."""
        found = []
        for head in self._store.heads():
            with suppress(UnknownSurvey):  # removed while this list was read
                found.append(self._seen(head))
        return found

    def head(self, survey_id: str) -> SurveyHead:
        """Return one survey without its cells; raises UnknownSurvey."""
        return self._seen(self._store.head(survey_id))

    def _seen(self, head: SurveyHead) -> SurveyHead:
        """As it is: one that is noted as running but does not run was interrupted, or has just ended."""
        if head.status != "running" or head.id in self.runs:
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
        """Equal as long as nothing is new in the rows of a survey."""
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
        """Nothing; a person's word on a cell counts from now on, and is kept with name and time.

        What is not reported has no value.
        """
        if not person.strip():
            raise ConfigError("Say who you are: a change is kept with a name.")
        value = value if category in {"reported", "unclear"} else None
        self._cells.change_category(survey_id, key, category, value, person.strip(), note)
        self._rows.refresh(survey_id, key)

    def changes(self, survey_id: str, key: CellKey | None = None) -> list[CategoryChange]:
        """Return what people changed in a survey or in one cell, the newest first."""
        return self._cells.changes(survey_id, key)

    def rename(self, survey_id: str, name: str) -> None:
        """Nothing; the survey has another name."""
        self._store.rename(survey_id, name.strip()[:200] or "Survey")

    def remove(self, survey_id: str, keys: Mapping[str, str] | None = None) -> str | None:
        """None, or in plain words which batches still work on; the survey, its cells and their answers are gone."""
        self.runs.halt_and_wait(survey_id, CLOSE_S)
        left = self.runs.cancel_batches(survey_id, keys)
        self._store.remove(survey_id)
        self._rows.forget(survey_id)
        return left

    def again(self, survey_id: str) -> SurveyPlan:
        """Return the plan of a survey once more, with the papers that are still there; raises SidelightError.

        What people `corrected` in the earlier run stays there: answers that are new were read by nobody yet. `compare` shows it.
        """
        old = self._store.head(survey_id).plan
        if not set(old.paper_ids) & set(self._papers()):
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
        kept = {"question_set": old.question_set, "version": old.version, "excluded": old.excluded}
        return replace(fresh, questions=old.questions, categories_by=old.categories_by, **kept)  # type: ignore[arg-type]

    def compare(self, earlier_id: str, later_id: str) -> list[comparing.CellChange]:
        """Return the cells that differ between two runs: the answers' category, value or evidence, or what people made of them.

        Raises UnknownSurvey, SidelightError.
        Questions go by their words, so that a set may have been reordered between the runs.
        """
        earlier, later = self._store.head(earlier_id), self._store.head(later_id)
        places = {question.text: place for place, question in enumerate(later.plan.questions)}
        moved = {
            place: places[question.text]
            for place, question in enumerate(earlier.plan.questions)
            if question.text in places
        }
        if not moved:
            raise SidelightError("These two surveys have no question in common, so there is nothing to compare.")
        before = {
            (paper_id, moved[question], answerer): cell
            for (paper_id, question, answerer), cell in self._compared(earlier).items()
            if question in moved
        }
        after = {key: cell for key, cell in self._compared(later).items() if key[1] in moved.values()}
        return comparing.changes(before, after)

    def corrected(self, survey_id: str) -> set[CellKey]:
        """Return the cells to which a person gave another category or value than the answer has. Raises UnknownSurvey."""
        return {key for key, cell in self._compared(self._store.head(survey_id)).items() if cell.person}

    def _compared(self, head: SurveyHead) -> dict[CellKey, comparing.Compared]:
        """Return the finished cells for a comparison: what answerers gave, and apart from it what people made of that."""
        touched = {(change.paper_id, change.question, change.answerer) for change in self._cells.changes(head.id)}
        return {
            row.key: comparing.compared(row, self._own_value(head, row) if row.key in touched else row.value)
            for row in self.rows(head.id)
        }

    def _own_value(self, head: SurveyHead, row: CellRow) -> Value | None:
        """Return what the answer of a cell says, whatever a person typed over it."""
        cell = self._cells.get(head.id, row.key)
        if cell is None or row.judged == "failed":
            return None
        return parse_value(head.plan.questions[row.question], cell.answer)


def _usual(averages: Mapping[str, Mapping[str, float]]) -> dict[str, Usual]:
    return {name: Usual.from_dict(values) for name, values in averages.items()}


def _named(questions: Sequence[Question]) -> str:
    first = questions[0].text
    return first if len(questions) == 1 else f"{len(questions)} questions: {first[:60]}"
