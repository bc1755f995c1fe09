"""Where questions are answered: what a question needs is put together, the answer made and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Unpack

from lib.answering.answerer import OFFLINE, Answerer
from lib.answering.answerers import open_answerer
from lib.answering.ask import Enquiry, Evidence, How, OnEvent, make_answer
from lib.answering.providers.batches import BatchAnswerer, BatchExchange
from lib.answering.providers.second_opinion import second_opinion
from lib.answering.styles import OWN, open_style
from lib.config import WorkspaceSettings
from lib.errors import ConfigError
from lib.library.live_index import LiveIndex
from lib.records import Answer, Passage, Question, SecondOpinion
from lib.storage.answers import AnswerStore
from lib.storage.opinions import OpinionStore
from lib.storage.papers import PaperStore
from lib.storage.schema import whole
from lib.storage.sentence_cache import SentenceCache
from lib.surveys.questions import wanted


class AskService:
    """Answers questions of one library. Thread-safe."""

    def __init__(
        self,
        folder: Path,
        settings: WorkspaceSettings,
        library: PaperStore,
        readings: SentenceCache,
        live_index: LiveIndex,
        answers: AnswerStore,
        opinions: OpinionStore,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._library = library
        self._readings = readings
        self._live_index = live_index
        self._answers = answers
        self._opinions = opinions

    def begin(
        self,
        question: str,
        paper_ids: Sequence[str] | None = None,
        answerer: str = OFFLINE,
        **how: Unpack[How],
    ) -> tuple[str, Callable[[OnEvent], Answer]]:
        """Return the id of an answer to come and what makes and keeps it."""
        preferences = self._settings.current.preferences
        enquiry = Enquiry(
            whole(question),
            answerer,
            None if paper_ids is None else list(paper_ids),
            style=how.get("style", OWN),
            word_limit=preferences.word_limit,
            whole_paper=how.get("whole_paper", False),
            hint=how.get("hint", ""),
            general_knowledge=preferences.general_knowledge,
            settings={"passage_limit": preferences.passage_limit, "embedder": self._live_index.setting},
        )

        batch = how.get("batch")

        def find(search: str) -> list[Passage]:
            sent = None if batch is None else batch.passages(self._readings.sentences)
            if sent is not None:
                return sent
            return self._live_index.find_passages(search, enquiry.paper_ids, preferences.passage_limit)

        def make(on_event: OnEvent) -> Answer:
            evidence = Evidence(
                ready_papers=lambda: self._live_index.ready_papers(enquiry.paper_ids),
                not_searched=lambda: self._live_index.not_searched(enquiry.paper_ids),
                answer=self._answers.get,
                find=find,
                sentences=self._readings.sentences,
                open_answerer=lambda: self._open_answerer(answerer, how.get("keys"), batch),
                reading=lambda paper_id: self._library.readings.current([paper_id])[paper_id],
                open_style=lambda name: open_style(name, self._folder),
                sentence_tokens=lambda passages: self._live_index.open_index().sentence_tokens(
                    passages, self._readings.sentences
                ),
            )
            return make_answer(enquiry, evidence, on_event, how.get("keep", self._keep_answer), how.get("previous"))

        return enquiry.id, make

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
        """Return the answer of a survey's cell, which the survey keeps."""
        how = How(style=style, keys=keys, hint=wanted(question), keep=lambda _: None, batch=batch)
        _, make = self.begin(question.text, [paper_id], answerer, **how)
        return make(lambda _: goes_on())

    def model(self, answerer: str, keys: Mapping[str, str] | None) -> Answerer:
        """Return an answerer by its id, for what needs no index; raises ConfigError."""
        return open_answerer(answerer, self._settings.current, keys)

    def _open_answerer(
        self, answerer: str, keys: Mapping[str, str] | None, batch: BatchExchange | None = None
    ) -> Answerer:
        self._live_index.open_index()
        opened = open_answerer(answerer, self._settings.current, keys, self._live_index.embedder)
        return opened.batched(batch) if batch is not None and isinstance(opened, BatchAnswerer) else opened

    def second_opinion(
        self,
        answer_id: str,
        answerer: str,
        keys: Mapping[str, str] | None = None,
        go_on: Callable[[], bool] = lambda: True,
    ) -> SecondOpinion:
        """Return what a model holds of each sentence of an answer, kept beside it, which stays as it was given.

        What the world does stands in its `stopped`; False from `go_on` stops. Raises ConfigError, StoreError.
        """
        answer = self._answers.get(answer_id)
        if answer is None:
            raise ConfigError("This answer is no longer in the library.")
        if answerer == OFFLINE:
            raise ConfigError("A second opinion needs a language model. Choose one.")
        opinion = second_opinion(answer, self.model(answerer, keys), go_on)
        self._opinions.add(opinion)
        return opinion

    def _keep_answer(self, answer: Answer) -> None:
        if answer.paper_ids and answer.question.strip():  # a question that no paper could be asked is no history
            self._answers.add(answer)
