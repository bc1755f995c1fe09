"""The front of all surveys, as `ws.surveys`."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from lib.answering.answerer import Answerer
from lib.answering.models.batches import Batch, can_batch
from lib.answering.models.choices import AnswererChoice
from lib.answering.models.claude import ClaudeAnswerer
from lib.errors import ConfigError, SidelightError
from lib.records import Answer, Category, Cell, CellKey, Paper, Question, Survey, Value
from lib.storage.parcels import ParcelStore
from lib.storage.question_sets import QuestionSet, QuestionSetStore
from lib.storage.surveys import CategoryChange, CellRow, SurveyHead, SurveyStore
from lib.surveys import comparing
from lib.surveys.estimating import Estimate, Usual, estimates
from lib.surveys.judging import Judged, judged
from lib.surveys.plan import BY_RULE, PlannedPaper, SurveyPlan
from lib.surveys.post import POLL_S, ClaudePost, Post
from lib.surveys.questions import cleaned
from lib.surveys.rows import KeptRows
from lib.surveys.running import Judge, SurveyProgress, SurveyRun

INTERRUPTED = "Sidelight was closed while this survey ran. Resume it to go on."
PROGRESS_S = 0.2
"""Between two words on the progress of a survey that is waited for."""
CLOSE_S = 5.0
"""How long what runs is waited for at the end: a question on its way is noted, and found again at the next start."""
FEW = 10
"""Cells that are asked again by themselves rather than in a batch: sooner, and they cost little."""

log = logging.getLogger(__name__)

AskOne = Callable[[Question, str, str, str, Mapping[str, str], Callable[[], bool], Batch | None], Answer]
"""The answer, not kept yet, to a question, of a paper, by an answerer, in a style, with keys, while the function says so."""
OpenAnswerer = Callable[[str, Mapping[str, str]], Answerer]
"""An answerer by its id, with the keys of a run."""
OnProgress = Callable[[SurveyProgress], object]


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
        self._sets = QuestionSetStore(store.engine)
        self._parcels = ParcelStore(store.engine)
        self._ask = ask
        self._papers = papers
        self._answerers = answerers
        self._prices = prices
        self._has = has
        self._open_answerer = open_answerer
        self._rows = KeptRows(store)
        self._runs: dict[str, SurveyRun] = {}
        self._again: dict[str, set[CellKey]] = {}
        """By survey, finished cells that are still to be asked again."""
        self._next: dict[str, Mapping[str, str]] = {}
        """The keys of surveys that go on as soon as the run that was halted has ended."""
        self._lock = threading.RLock()
        self._closing = False
        self.batch_poll_s = POLL_S
        """Seconds between two looks whether a batch is through."""

    # question sets

    def keep_set(self, name: str, questions: Sequence[Question | str], set_id: str | None = None) -> QuestionSet:
        """The set with these questions, as a new version where it changed; raises SheetError for no question, ConfigError."""
        if not name.strip():
            raise ConfigError("Give the question set a name.")
        return self._sets.keep(name.strip()[:200], cleaned(questions).questions, set_id)

    def sets(self) -> list[QuestionSet]:
        """The newest version of each set, the latest changed first."""
        return self._sets.all()

    def question_set(self, set_id: str, version: int | None = None) -> QuestionSet | None:
        """A version of a set (None: its newest), None where there is none."""
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
        """What a survey would do; raises SidelightError where it could do nothing: no question, no ready paper, no answerer."""
        kept = list(question_set.questions) if question_set else cleaned(questions).questions
        there = self._papers()
        papers = [there[paper_id] for paper_id in dict.fromkeys(paper_ids) if paper_id in there]
        if not papers:
            raise ConfigError("None of the chosen papers is ready. Choose others, or wait until their status is ready.")
        known = {choice.id for choice in self._answerers({})}
        asked = list(dict.fromkeys(answerers))
        if not asked:
            raise ConfigError("No answerer is chosen. Choose at least one.")
        if unknown := [
            name
            for name in [*asked, *({categories_by} - {BY_RULE})]
            if name not in known and not re.fullmatch(r"claude:.+", name)
        ]:
            raise ConfigError(f'There is no answerer "{unknown[0]}". Choose another, or add it in the settings.')
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
        """Time, tokens and cost by answerer, going by what its cells took so far."""
        models = {choice.id: choice.model for choice in self._answerers({})}
        models |= {name: name.partition(":")[2] for name in plan.answerers if name.startswith("claude:")}
        return estimates(plan, self._usual(), models, self._prices())

    def _usual(self) -> dict[str, Usual]:
        return {name: Usual.from_dict(values) for name, values in self._store.averages().items()}

    def missing(self, plan: SurveyPlan, keys: Mapping[str, str]) -> str | None:
        """What the answerers of a plan still need, in plain words; None where they can be asked."""
        needs = {choice.id: choice for choice in self._answerers(keys)}
        for name in [*plan.answerers, plan.categories_by]:
            choice = needs.get(name) or (needs.get("claude") if name.startswith("claude:") else None)
            if choice is not None and choice.needs:
                return f"{choice.name} needs {choice.needs}."
        return None

    def like(self, plan: SurveyPlan) -> SurveyHead | None:
        """A survey under way that asks the same, such as one begun in another tab."""
        for head in self._store.heads():
            if head.id in self._runs and replace(head.plan, name=plan.name) == plan:
                return head
        return None

    # runs

    def start(self, plan: SurveyPlan, keys: Mapping[str, str] | None = None) -> str:
        """The id of a new survey, running from now on, or waiting for a key; raises StoreError."""
        survey_id = self._store.add(plan)
        self.resume(survey_id, keys)
        return survey_id

    def resume(self, survey_id: str, keys: Mapping[str, str] | None = None) -> None:
        """Nothing; a survey that lacks cells goes on, one that is about to stop after that. Raises UnknownSurvey.

        One that runs already is left alone.
        """
        self._resume(survey_id, keys, alone=False)

    def _resume(self, survey_id: str, keys: Mapping[str, str] | None, *, alone: bool) -> None:
        with self._lock:
            head = self._store.head(survey_id)
            if self._closing:
                return
            if (before := self._runs.get(survey_id)) is not None:
                if before.halted:
                    self._next[survey_id] = dict(keys or {})
                return
            again = self._again.get(survey_id, set())
            if head.done >= head.plan.size and not again:
                if head.status != "finished":
                    self._store.set_status(survey_id, "finished")
                return
            if needed := self.missing(head.plan, keys or {}):
                self._store.set_status(survey_id, "waiting", f"{needed} Give it, then resume this survey.")
                return
            self._store.set_status(survey_id, "running")
            run = self._run(survey_id, head.plan, dict(keys or {}), alone, again)
            self._runs[survey_id] = run
        run.start()

    def _run(
        self, survey_id: str, plan: SurveyPlan, keys: Mapping[str, str], alone: bool, again: Collection[CellKey]
    ) -> SurveyRun:
        """`alone`: each question by itself, whatever the plan says of batches."""
        posts = {} if alone else self._posts(survey_id, plan, keys)

        def ask(
            paper_id: str, question: int, answerer: str, goes_on: Callable[[], bool], batch: Batch | None
        ) -> Answer:
            return self._ask(plan.questions[question], paper_id, answerer, plan.style, keys, goes_on, batch)

        return SurveyRun(
            survey_id, plan, self._store, ask, self._has, self._ended, self._judge(plan, keys), posts, again
        )

    def _posts(self, survey_id: str, plan: SurveyPlan, keys: Mapping[str, str]) -> dict[str, Post]:
        """What sends the questions of a run together, by answerer; of those that can, where that is chosen."""
        posts: dict[str, Post] = {}
        for name in plan.answerers if plan.batch else ():
            answerer = self._open_answerer(name, keys) if can_batch(name) else None
            if isinstance(answerer, ClaudeAnswerer):
                posts[name] = ClaudePost(survey_id, answerer, self._parcels, self.batch_poll_s)
        return posts

    def _judge(self, plan: SurveyPlan, keys: Mapping[str, str]) -> Judge | None:
        """What judges the categories of a run; None: the rule."""
        if plan.categories_by == BY_RULE:
            return None

        def judge(question: int, answer: Answer, goes_on: Callable[[], bool]) -> Judged:
            return judged(plan.questions[question], answer, self._open_answerer(plan.categories_by, keys), goes_on)

        return judge

    def _ended(self, run: SurveyRun) -> None:
        with self._lock:
            self._runs.pop(run.id, None)
            self._again.pop(run.id, None)
            if run.again:
                self._again[run.id] = run.again
            keys = self._next.pop(run.id, None)
            if keys is None:
                return
            try:
                self._resume(run.id, keys, alone=False)
            except SidelightError as error:
                log.warning("A survey could not go on after its halt: %s", error.message)

    def resume_interrupted(self) -> None:
        """Nothing; surveys that were running when the app ended go on, those that need a typed key wait for it."""
        for head in self._store.heads():
            if head.status == "running":
                self.resume(head.id)

    def pause(self, survey_id: str) -> None:
        """Nothing; cells being asked are given up and asked again at the next resume."""
        self._halt(survey_id, "paused")

    def cancel(self, survey_id: str, keys: Mapping[str, str] | None = None) -> None:
        """Nothing; the survey ends with what is finished, its batches are cancelled, or its reason says why they are not."""
        self._halt(survey_id, "cancelled", keys)

    def _halt(self, survey_id: str, status: str, keys: Mapping[str, str] | None = None) -> None:
        with self._lock:
            run = self._runs.get(survey_id)
            self._next.pop(survey_id, None)
        if run is not None:
            run.halt("paused" if status == "paused" else "cancelled")
        elif self._store.head(survey_id).status != "finished":
            if status == "paused":
                self._store.set_status(survey_id, "paused")
            else:
                self._store.set_status(survey_id, "cancelled", self._recalled(survey_id, keys))

    def _recalled(self, survey_id: str, keys: Mapping[str, str] | None) -> str | None:
        """None once no batch of a survey works on, or in plain words which still do."""
        if not self._parcels.under_way(survey_id):
            return None
        left = [post.cancel() for post in self._posts(survey_id, self._store.head(survey_id).plan, keys or {}).values()]
        return " ".join(said for said in left if said) or None

    def retry(
        self, survey_id: str, keys_of: Sequence[CellKey] | None = None, keys: Mapping[str, str] | None = None
    ) -> int:
        """How many cells are asked again: those, or all that failed; the others stay as they are. Raises UnknownSurvey.

        A cell that is asked again by its place keeps its answer until there is a new one, and a person's category for good.
        """
        self.wait_or_halt(survey_id)
        head = self._store.head(survey_id)
        missing = head.plan.size - head.done
        if keys_of is None:
            count = self._store.drop_failed(survey_id)
            self._rows.forget(survey_id)
        else:
            again = set(keys_of) & self._store.finished(survey_id)
            count = len(again)
            with self._lock:
                self._again.setdefault(survey_id, set()).update(again)
        if count:
            self._store.set_status(survey_id, "paused")
            self._resume(survey_id, keys, alone=missing == 0 and count <= FEW)
        return count

    def wait_or_halt(self, survey_id: str, seconds: float | None = None) -> None:
        """Nothing; the survey does not run (any more), or was waited for so long."""
        with self._lock:
            run = self._runs.get(survey_id)
            self._next.pop(survey_id, None)
        if run is not None:
            run.halt("paused")
            run.wait(seconds)

    def wait(self, survey_id: str, on_progress: OnProgress | None = None) -> None:
        """Nothing, once the survey does not run (any more); tells its progress meanwhile, and at its end."""
        while (run := self._runs.get(survey_id)) is not None:
            if not run.wait(PROGRESS_S) and on_progress is not None:
                on_progress(run.progress())
        if on_progress is not None:
            on_progress(self.progress(survey_id))

    def progress(self, survey_id: str) -> SurveyProgress:
        """How far a survey is; raises UnknownSurvey."""
        with self._lock:
            run = self._runs.get(survey_id)
            goes_on = survey_id in self._next
        if run is not None:
            return replace(run.progress(), status="running") if goes_on else run.progress()
        head = self.head(survey_id)
        return SurveyProgress(head.done, head.plan.size, head.failed, head.status, None, head.reason)

    def close(self) -> None:
        """Nothing; what runs stops and goes on at the next start."""
        with self._lock:
            self._closing = True
            self._next.clear()
            runs = list(self._runs.values())
        for run in runs:
            run.halt("running")
        end = time.monotonic() + CLOSE_S
        for run in runs:
            run.wait(max(0.0, end - time.monotonic()))

    # what came out

    def heads(self) -> list[SurveyHead]:
        """All surveys without their cells, the newest first."""
        return [self._seen(head) for head in self._store.heads()]

    def head(self, survey_id: str) -> SurveyHead:
        """One survey without its cells; raises UnknownSurvey."""
        return self._seen(self._store.head(survey_id))

    def _seen(self, head: SurveyHead) -> SurveyHead:
        """As it is: one that is noted as running but does not run was interrupted."""
        if head.status == "running" and head.id not in self._runs:
            return replace(head, status="paused", reason=INTERRUPTED)
        return head

    def survey(self, survey_id: str) -> Survey:
        """A survey with all its finished cells and answers; raises UnknownSurvey."""
        head = self.head(survey_id)
        return Survey(
            id=head.id,
            questions=head.plan.questions,
            paper_ids=head.plan.paper_ids,
            answerers=head.plan.answerers,
            cells=self._store.cells(survey_id),
            name=head.name,
            status=head.status,
            reason=head.reason,
            created_at=head.created_at,
        )

    def rows(self, survey_id: str) -> list[CellRow]:
        """The finished cells without their answers, for a matrix of thousands; the same list until something changes."""
        return self._rows.of(survey_id)

    def cells(self, survey_id: str) -> dict[CellKey, Cell]:
        """The finished cells with their answers; none where the survey is gone."""
        return self._store.cells(survey_id)

    def cell(self, survey_id: str, key: CellKey) -> Cell | None:
        """One cell with its answer, None where it is not finished."""
        return self._store.cell(survey_id, key)

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
        self._store.change(survey_id, key, category, value, person.strip(), note)
        self._rows.renew(survey_id, key)

    def changes(self, survey_id: str, key: CellKey | None = None) -> list[CategoryChange]:
        """What people changed in a survey or in one cell, the newest first."""
        return self._store.changes(survey_id, key)

    def rename(self, survey_id: str, name: str) -> None:
        """Nothing; the survey has another name."""
        self._store.rename(survey_id, name.strip()[:200] or "Survey")

    def remove(self, survey_id: str, keys: Mapping[str, str] | None = None) -> str | None:
        """None, or in plain words which batches still work on; the survey, its cells and their answers are gone."""
        self.wait_or_halt(survey_id, CLOSE_S)
        left = self._recalled(survey_id, keys)
        self._store.remove(survey_id)
        self._rows.forget(survey_id)
        return left

    def again(self, survey_id: str) -> SurveyPlan:
        """The plan of a survey once more, with the papers that are still there; raises SidelightError."""
        old = self._store.head(survey_id).plan
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
        """The cells that differ between two runs: category, value or evidence. Raises UnknownSurvey, SidelightError.

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
            (row.paper_id, moved[row.question], row.answerer): row
            for row in self.rows(earlier_id)
            if row.question in moved
        }
        after = {row.key: row for row in self.rows(later_id) if row.question in moved.values()}
        return comparing.changes(before, after)


def _named(questions: Sequence[Question]) -> str:
    first = questions[0].text
    return first if len(questions) == 1 else f"{len(questions)} questions: {first[:60]}"
