"""The front of all screenings, as `ws.screenings`."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from lib.acting import require, signed
from lib.background.tasks import Task, Tasks
from lib.errors import ConfigError, SidelightError, UnknownPaper
from lib.records import Question, Sentence
from lib.records.core import NAME
from lib.records.people import Role
from lib.records.surveys import ScreeningHead, ScreeningRule
from lib.storage.screenings import ScreeningStore
from lib.surveys.screening import Screened, decide, has_word, mentions
from lib.surveys.surveys import Surveys

COUNTED_AT_ONCE = 20
"""Papers between two writes of what was counted."""
BROKE_OFF = (
    "Sidelight failed over the words of a paper; the log says how. That paper is not counted, so its mentions decide "
    "nothing. Count it again, or decide on it by hand."
)
STOPPED = "The words are not all counted: {why} Count the rest again."

log = logging.getLogger(__name__)


class HasSentences(Protocol):
    """What has the text of the papers."""

    def sentences(self, paper_id: str) -> Sequence[Sentence]:
        """Return the sentences of a paper, none before it is ready; raises UnknownPaper."""
        ...


@dataclass(eq=False)
class CountTask(Task[None]):
    """The mentions in the papers of a screening, whose id is the task's, being counted.

    Its problem is why it ended before all were counted.
    """

    what: ClassVar[str] = "Counting mentions"
    failure: ClassVar[str] = STOPPED.format(why="Sidelight failed over them; the log says how.")

    left_out: str | None = field(default=None, init=False)
    """Why a paper was left uncounted while the others are counted, in plain words."""


class Screenings:
    """Screenings that count in the background and ask by a survey of one question. Thread-safe."""

    def __init__(self, store: ScreeningStore, surveys: Surveys, papers: HasSentences) -> None:
        self._store = store
        self._surveys = surveys
        self._papers = papers
        self._tasks: Tasks[CountTask] = Tasks("screen", 1)

    def start(
        self,
        name: str,
        rule: ScreeningRule,
        paper_ids: Sequence[str],
        keys: Mapping[str, str] | None = None,
        asked_by: str = "",
    ) -> str:
        """Begin a screening that counts and asks in the background, and return its id.

        `asked_by`: the person whose limit of money its question counts for.
        Raises SidelightError where it could do nothing.
        """
        if not rule.keywords and not rule.question.strip():
            raise ConfigError("Give keywords, a question, or both: else there is nothing to screen by.")
        if rule.at_least < 1:
            raise ConfigError("A paper needs at least one mention.")
        if not paper_ids:
            raise ConfigError("No paper is chosen. Choose the papers to be screened.")
        if wordless := [word for word in rule.keywords if not has_word(word)]:
            raise ConfigError(
                f"The keyword “{wordless[0]}” has no letter before its *, so it would stand for every word or none. "
                "Write the beginning of a word, such as “learn*”."
            )
        survey_id = None
        if rule.question.strip():
            question = Question(rule.question, label="On topic", answer_type="yes_no")
            called = f"Screening: {name}"[:NAME]
            plan = self._surveys.plan([question], paper_ids, [rule.answerer], name=called, asked_by=asked_by)
            survey_id = self._surveys.start(plan, keys)
        screening_id = self._store.add(name.strip()[:NAME] or "Screening", rule, paper_ids, survey_id)
        if rule.keywords:
            self._start_counting(screening_id)
        return screening_id

    def resume_interrupted(self) -> None:
        """Count what a kill left uncounted."""
        for head in self._store.heads():
            self.count_rest(head.id)

    def count_rest(self, screening_id: str) -> None:
        """Begin to count papers that were not ready, or that a kill left. Raises UnknownSurvey."""
        head = self._store.head(screening_id)
        if head.rule.keywords and not self.is_counting(screening_id) and self._uncounted(head):
            self._start_counting(screening_id)

    def is_counting(self, screening_id: str) -> bool:
        """Return whether mentions are being counted."""
        task = self._tasks.get(screening_id)
        return task is not None and not task.ended

    def fault(self, screening_id: str) -> str | None:
        """Return why papers were left uncounted when they were counted last, in plain words; None where nothing went wrong."""
        task = self._tasks.get(screening_id)
        return None if task is None else task.problem or task.left_out

    def _start_counting(self, screening_id: str) -> None:
        task = CountTask(screening_id)
        self._tasks.start_or_join(task, lambda: self._count(task))

    def _uncounted(self, head: ScreeningHead) -> list[str]:
        known = self._store.counted(head.id)
        return [paper_id for paper_id in head.paper_ids if not (paper_id in known and known[paper_id].counts)]

    def heads(self) -> list[ScreeningHead]:
        """Return all screenings, the newest first."""
        return self._store.heads()

    def head(self, screening_id: str) -> ScreeningHead:
        """Return one screening; raises UnknownSurvey."""
        return self._store.head(screening_id)

    def papers(self, screening_id: str) -> list[Screened]:
        """Return every paper with the decision on it as it stands now, in the order in which they were chosen. Raises
        UnknownSurvey.
        """
        head = self._store.head(screening_id)
        known = self._store.counted(screening_id)
        rows = (
            self._surveys.rows(head.survey_id) if head.survey_id else []
        )  # without answers: it is asked while it runs
        cells = {row.paper_id: row for row in rows}
        screened = []
        for paper_id in head.paper_ids:
            here = known.get(paper_id)
            counts = here.counts if here and (here.counts or not head.rule.keywords) else None
            included, reason = decide(head.rule, counts, cells.get(paper_id))
            person = ""
            if here is not None and here.included is not None:
                included, reason, person = here.included, here.reason or reason, here.person
            screened.append(Screened(paper_id, included, reason, counts or {}, person))
        return screened

    def decide(self, screening_id: str, paper_id: str, included: bool | None, person: str, reason: str = "") -> None:
        """Store a person's word, which counts from now on; None takes it back. Raises ConfigError without a name."""
        person = signed(person)
        if included is not None and not person:
            raise ConfigError("Say who you are: a decision is kept with a name.")
        self._store.decide(screening_id, paper_id, included, reason, person)

    def remove(self, screening_id: str) -> None:
        """Remove the screening and the survey of its question."""
        require(Role.ADMINISTRATOR)
        head = self._store.head(screening_id)
        self._store.remove(screening_id)
        if head.survey_id:
            self._surveys.remove(head.survey_id)

    def close(self) -> None:
        """Stop counting; what is not counted yet is counted at the next start."""
        self._tasks.close()

    def _count(self, task: CountTask) -> None:
        try:
            head = self._store.head(task.id)
            left = self._uncounted(head)
            for start in range(0, len(left), COUNTED_AT_ONCE):
                batch = left[start : start + COUNTED_AT_ONCE]
                found = {paper_id: self._mentions(task, head.rule.keywords, paper_id) for paper_id in batch}
                counts = {paper_id: mentioned for paper_id, mentioned in found.items() if mentioned is not None}
                self._store.put_counts(task.id, counts)
        except SidelightError as error:
            log.warning("A screening stopped counting: %s", error.message)
            raise SidelightError(STOPPED.format(why=error.message)) from error

    def _mentions(self, task: CountTask, keywords: Sequence[str], paper_id: str) -> dict[str, int] | None:
        """Return the mentions in a paper; None where they cannot be counted now: it is not read yet, or its text
        cannot be had.
        """
        try:
            sentences = self._papers.sentences(paper_id)
            return mentions(sentences, keywords) if sentences else None
        except UnknownPaper:  # removed meanwhile: nothing of it can be on topic
            return dict.fromkeys(keywords, 0)
        except SidelightError as error:
            log.warning("The words of a paper could not be counted: %s", error.message)
            return None
        except Exception:
            log.exception("Counting the words of a paper broke off")
            task.left_out = BROKE_OFF
            return None
