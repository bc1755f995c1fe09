"""Where questions are answered: what a question needs is put together, the answer made and kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, Unpack

from lib.absence import patiently
from lib.answering.answerer import OFFLINE, Answerer
from lib.answering.answerers import open_answerer
from lib.answering.ask import AskOptions, AskParameters, OnEvent, make_answer
from lib.answering.providers.batching import BatchAnswerer, BatchExchange
from lib.answering.providers.second_opinion import second_opinion
from lib.answering.styles import OWN, Style
from lib.config import WorkspaceSettings
from lib.errors import ConfigError, ReadingGone, StoreError
from lib.library.live_index import LiveIndex
from lib.library.saved_styles import SavedStyles
from lib.records import Answer, Figure, Paper, Passage, Question, SecondOpinion, Sentence, Table
from lib.records.core import ALL_PAPERS
from lib.storage.answers import AnswerStore
from lib.storage.opinions import OpinionStore
from lib.storage.papers import PaperStore
from lib.storage.reading_cache import GONE, ReadingCache
from lib.storage.schema import whole
from lib.surveys.questions import wanted
from lib.surveys.spending import Spending
from lib.times import now

if TYPE_CHECKING:
    from lib.drawing.records import Picture
    from lib.embedding.embedder import Vectors
    from lib.library.paper_pages import PaperPages

log = logging.getLogger(__name__)

Answered = TypeVar("Answered")


class AskService:
    """Answers questions of one library. Thread-safe."""

    def __init__(
        self,
        styles: SavedStyles,
        settings: WorkspaceSettings,
        library: PaperStore,
        readings: ReadingCache,
        live_index: LiveIndex,
        answers: AnswerStore,
        opinions: OpinionStore,
        pages: PaperPages,
        spending: Spending,
    ) -> None:
        self.styles = styles
        self.settings = settings
        self.library = library
        self.readings = readings
        self.live_index = live_index
        self.answers = answers
        self._opinions = opinions
        self.pages = pages
        self._spending = spending

    def begin(
        self,
        question: str,
        paper_ids: Sequence[str] | None = None,
        answerer: str = OFFLINE,
        **options: Unpack[AskOptions],
    ) -> tuple[str, Callable[[OnEvent], Answer]]:
        """Return the id of an answer to come and what makes and keeps it."""
        preferences = self.settings.current.preferences
        parameters = AskParameters(
            whole(question),
            answerer,
            None if paper_ids is None else list(paper_ids),
            style=options.get("style", OWN),
            word_limit=preferences.word_limit,
            whole_paper=options.get("whole_paper", False),
            hint=options.get("hint", ""),
            each_paper=options.get("each_paper"),
            call_each=options.get("call_each", False),
            general_knowledge=preferences.general_knowledge,
            settings={
                "passage_limit": preferences.passage_limit,
                "embedder": self.live_index.setting,
                **({ALL_PAPERS: True} if paper_ids is None else {}),
            },
            asked_at=self._moment(),
        )

        asked_by = options.get("asked_by", "")

        def keep(answer: Answer) -> None:
            self._keep_answer(answer)
            self._spending.add(answer.cost, asked_by)

        def make(on_event: OnEvent) -> Answer:
            kept_elsewhere = options.get("keep")  # as a survey's cells are, whose survey counts what they cost
            spender = asked_by if kept_elsewhere is None else None
            context = _LibraryContext(
                self,
                parameters,
                preferences.passage_limit,
                options.get("keys"),
                options.get("batch"),
                spender,
                options.get("waits"),
            )
            began = time.monotonic()
            answer = make_answer(parameters, context, on_event, kept_elsewhere or keep, options.get("previous"))
            if kept_elsewhere is None:
                came_to = "stopped" if answer.stopped else "found" if answer.found else "nothing found"
                log.info("Answer %s by %s after %.1f s: %s.", answer.id, answerer, time.monotonic() - began, came_to)
            return answer

        return parameters.id, make

    def _moment(self) -> str:
        """Return when a question is asked now; the answer to one that the database cannot be asked for says so itself."""
        try:
            return self.answers.next_write_time()
        except StoreError:
            return now()

    def ask_cell(
        self,
        question: Question,
        paper_id: str,
        answerer: str,
        style: str,
        keys: Mapping[str, str],
        goes_on: Callable[[], bool],
        batch: BatchExchange | None,
    ) -> Answer:
        """Return the answer of a survey's cell, which the survey keeps. Where its paper is being indexed again, it is asked once
        that is done.
        """
        options = AskOptions(
            style=style, keys=keys, hint=wanted(question), keep=lambda _: None, batch=batch, waits=goes_on
        )
        while True:
            _, make = self.begin(question.text, [paper_id], answerer, **options)
            answer = make(lambda _: goes_on())
            if answer.stopped is None or not self.live_index.wait_for_points([paper_id], goes_on):
                return answer

    def second_opinion(
        self,
        answer_id: str,
        answerer: str,
        keys: Mapping[str, str] | None = None,
        go_on: Callable[[], bool] = lambda: True,
        asked_by: str = "",
    ) -> SecondOpinion:
        """Return what a model holds of each sentence of an answer, kept beside it, which stays as it was given.

        What the world does stands in its `stopped`; False from `go_on` stops. Raises ConfigError, StoreError.
        """
        answer = self.answers.get(answer_id)
        if answer is None:
            raise ConfigError("This answer is no longer in the library.")
        if answerer == OFFLINE:
            raise ConfigError("A second opinion needs a language model. Choose one.")
        self.require_money(answerer, asked_by)
        opinion = second_opinion(answer, open_answerer(answerer, self.settings.current, keys), go_on)
        self._opinions.add(opinion)
        self._spending.add(opinion.cost, asked_by)
        return opinion

    def require_money(self, answerer: str, person: str) -> None:
        """Raise ConfigError where a limit of money is reached and the answerer may cost some."""
        if answerer != OFFLINE and (reason := self._spending.reached(person)) is not None:
            raise ConfigError(reason)

    def _keep_answer(self, answer: Answer) -> None:
        if answer.paper_ids and answer.question.strip():  # a question that no paper could be asked is no history
            self.answers.add(answer)


@dataclass(frozen=True, slots=True)
class _LibraryContext:
    """What one question is answered from: an `AskContext` over the library."""

    service: AskService
    parameters: AskParameters
    passage_limit: int
    keys: Mapping[str, str] | None
    batch: BatchExchange | None
    """Through which the question is asked together with others."""
    spender: str | None
    """Who asks a single question; None for a survey's cell, whose survey looks after the limits of money."""
    waits: Callable[[], bool] | None
    """As long as it says so, an index whose server is away is waited for; None: it is not."""

    def _patiently(self, ask: Callable[[], Answered]) -> Answered:
        """Return what is asked of the index, the database or the files, once they answer where that is waited for."""
        return patiently(ask, self.waits)

    def _from_index(self, ask: Callable[[LiveIndex], Answered]) -> Answered:
        """Return what is asked of the index."""
        return self._patiently(lambda: ask(self.service.live_index))

    def ready_papers(self) -> Mapping[str, Paper]:
        """Return the ready papers among those asked."""
        return self._from_index(lambda index: index.ready_papers(self.parameters.paper_ids))

    def not_searched(self) -> str | None:
        """Return None, or in plain words which of the papers asked could not be searched."""
        return self._from_index(lambda index: index.not_searched(self.parameters.paper_ids))

    def find(self, search: str, paper_ids: Sequence[str] | None = None) -> list[Passage]:
        """Return the passages for a search text, best first; of a question whose batch is through those it was made of."""
        sent = None if self.batch is None else self.batch.passages(self.sentences)
        if sent is not None:
            return sent
        asked = self.parameters.paper_ids if paper_ids is None else paper_ids
        return self._from_index(lambda index: index.find_passages(search, asked, self.passage_limit))

    def find_in(self, search: str, paper_id: str, limit: int) -> list[Passage]:
        """Return the passages of one paper for a search text, best first."""
        return self._from_index(lambda index: index.find_passages(search, [paper_id], limit))

    def reading(self, paper_id: str) -> int:
        """Return the current reading of a paper; raises ReadingGone where the paper was removed meanwhile."""
        current = self._patiently(lambda: self.service.library.readings.current([paper_id]))
        if paper_id not in current:
            raise ReadingGone(GONE)
        return current[paper_id]

    def sentences(self, paper_id: str, reading: int) -> Sequence[Sentence]:
        """Return the sentences of a reading."""
        return self._patiently(lambda: self.service.readings.sentences(paper_id, reading))

    def tables(self, paper_id: str, reading: int) -> Sequence[Table]:
        """Return the tables of a reading."""
        return self._patiently(lambda: self.service.readings.tables(paper_id, reading))

    def figures(self, paper_id: str, reading: int) -> Sequence[Figure]:
        """Return the figures of a reading."""
        return self._patiently(lambda: self.service.readings.figures(paper_id, reading))

    def draw_page(self, paper_id: str, page: int, width_px: int) -> Picture:
        """Return the picture of a page (1-based); raises SidelightError."""
        return self._patiently(lambda: self.service.pages.picture(paper_id, page, width_px))

    def sentence_tokens(self, passages: Sequence[Passage]) -> Mapping[tuple[str, int, int], Vectors]:
        """Return what the index keeps of the word pieces of the passages' sentences."""
        return self._from_index(LiveIndex.open_index).sentence_tokens(passages, self.sentences)

    def answer(self, answer_id: str) -> Answer | None:
        """Return an earlier answer."""
        return self._patiently(lambda: self.service.answers.get(answer_id))

    def open_answerer(self) -> Answerer:
        """Return the answerer that is asked, with the embedder of the open index; through the batch where there is one."""
        if self.spender is not None:
            self.service.require_money(self.parameters.answerer, self.spender)
        self._from_index(LiveIndex.open_index)
        settings, embedder = self.service.settings.current, self.service.live_index.embedder
        opened = open_answerer(self.parameters.answerer, settings, self.keys, embedder)
        return opened.batched(self.batch) if self.batch is not None and isinstance(opened, BatchAnswerer) else opened

    def open_style(self, name: str) -> Style:
        """Return the style of that name."""
        return self._patiently(lambda: self.service.styles.open(name))
