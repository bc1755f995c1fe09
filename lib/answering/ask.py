"""From a question to an Answer: find, answer, put together."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from lib import __version__
from lib.answering import prompts
from lib.answering.answerer import OFFLINE, OTHER_LANGUAGE, Answerer, AskRequest, Draft, Emit, ReadingKey
from lib.answering.caption_passages import with_captions, without_captions
from lib.answering.certainty import certainty_of
from lib.answering.cited_places import draft_with_places
from lib.answering.each_paper import (
    PASSAGES_A_CALL,
    FindIn,
    a_call_each,
    in_order,
    is_each_paper,
    left_out,
    one_after_the_other,
    shared_out,
    with_uncited,
)
from lib.answering.named_papers import NamedPapers, named_papers, note_of
from lib.answering.offline.figure_passages import PAPERS_LOOKED_AT, with_named_figures
from lib.answering.offline.named_figures import NamedFigures, named_figures
from lib.answering.offline.part_passages import with_part
from lib.answering.offline.question_analysis import is_follow_up, standalone
from lib.answering.offline.short_forms import forms_asked, with_other_forms
from lib.answering.providers.batching import BatchExchange
from lib.answering.question_language import language_warning, question_language
from lib.answering.styles import Style
from lib.answering.support.draft_check import check_draft
from lib.errors import ReadingGone, SidelightError
from lib.records import Answer, Done, Event, Figure, Paper, Passage, Retrieved, Sentence, Stopped, Table
from lib.text.terms import tokens
from lib.times import now

if TYPE_CHECKING:
    from lib.drawing.records import Picture
    from lib.embedding.embedder import Vectors

NO_PAPER_READY = "No paper is ready yet. Add a PDF on the Papers page and ask again when its status is ready."
NONE_OF_THESE_READY = "None of the chosen papers is ready. Choose others, or wait until their status is ready."
PAPERS_READ_FOR_FORMS = 3
"""Papers of which short forms are looked for before anything is found; of more, each when its turn comes."""
QUESTION_LETTERS = 8000
"""Of a question at the most: four pages; a pasted paper is no question."""
TOO_LONG = "The question has {letters:,} letters, {limit:,} are the most that can be asked. Shorten it, or add the text as a PDF."
EMPTY_QUESTION = "The question is empty. Type what you want to know."
NO_WORD = "The question has no word that could be searched for. Say in a sentence what you want to know."
ONE_PAPER = "Reading a whole paper needs exactly one paper. Choose one, or ask without the whole paper."

OnEvent = Callable[[Event], bool | None]
"""Takes an event; False means stop."""


class AskOptions(TypedDict, total=False):
    """How a question is asked, besides its papers and its answerer; as the arguments of `Workspace.ask`."""

    previous: str | None
    whole_paper: bool
    style: str
    keys: Mapping[str, str] | None
    hint: str
    keep: Callable[[Answer], None]
    """What keeps the answer, where it belongs to something else than the library's own list."""
    each_paper: bool | None
    """Whether every paper is asked by itself; None: as the question is worded."""
    call_each: bool
    """Whether a model that is asked of every paper by itself is called for each, in the place of once for all."""
    batch: BatchExchange | None
    """Through which the question is asked together with others."""
    waits: Callable[[], bool] | None
    """As long as it says so, an index whose server is away is waited for; None: the answer says that it is away."""
    asked_by: str
    """The person whose limit of money it counts for; empty where nobody gave a name."""


@dataclass(frozen=True, slots=True)
class AskParameters:
    """A question as it was asked."""

    question: str
    answerer: str
    paper_ids: list[str] | None = None
    """None: all papers."""
    previous: Answer | None = None
    style: str = "sidelight"
    word_limit: int = 400
    whole_paper: bool = False
    hint: str = ""
    """What a model is told besides the question; nothing is searched by it."""
    each_paper: bool | None = None
    """Whether every paper is asked by itself; None: as the question is worded."""
    call_each: bool = False
    """Whether a model that is asked of every paper by itself is called for each, in the place of once for all."""
    general_knowledge: str = "apart"
    """What becomes of general knowledge that a model adds: kept `apart`, or `left out`."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What else shapes the answer, for its trace."""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    """The id that the Answer will have."""
    asked_at: str = field(default_factory=now)
    """When it was asked, ISO 8601, UTC."""


class AskContext(Protocol):
    """What a question is answered from; each call may raise a SidelightError, whose sentence ends the answer."""

    def ready_papers(self) -> Mapping[str, Paper]:
        """Return the ready papers among those asked."""
        ...

    def not_searched(self) -> str | None:
        """Return None, or in plain words which of the papers asked could not be searched."""
        ...

    def find(self, search: str, paper_ids: Sequence[str] | None = None) -> list[Passage]:
        """Return the passages for a search text, best first; of some of the papers asked where these are given."""
        ...

    def find_in(self, search: str, paper_id: str, limit: int) -> list[Passage]:
        """Return the passages of one paper for a search text, best first."""
        ...

    def reading(self, paper_id: str) -> int:
        """Return the current reading of a paper."""
        ...

    def sentences(self, paper_id: str, reading: int) -> Sequence[Sentence]:
        """Return the sentences of a reading."""
        ...

    def tables(self, paper_id: str, reading: int) -> Sequence[Table]:
        """Return the tables of a reading."""
        ...

    def figures(self, paper_id: str, reading: int) -> Sequence[Figure]:
        """Return the figures of a reading."""
        ...

    def draw_page(self, paper_id: str, page: int, width_px: int) -> Picture:
        """Return the picture of a page (1-based)."""
        ...

    def sentence_tokens(self, passages: Sequence[Passage]) -> Mapping[tuple[str, int, int], Vectors]:
        """Return what the index keeps of the word pieces of the passages' sentences."""
        ...

    def answer(self, answer_id: str) -> Answer | None:
        """Return an earlier answer."""
        ...

    def open_answerer(self) -> Answerer:
        """Return the answerer that is asked."""
        ...

    def open_style(self, name: str) -> Style:
        """Return the style of that name."""
        ...


def make_answer(
    parameters: AskParameters,
    context: AskContext,
    on_event: OnEvent,
    keep: Callable[[Answer], None] = lambda _: None,
    previous: str | None = None,
) -> Answer:
    """Return the whole Answer, kept and then emitted as the last event; what the world does stands in its `stopped`.

    `previous`: id of the answer that this one follows up.
    """
    emit = _EventEmitter(on_event)
    try:
        if previous is not None:
            parameters = replace(parameters, previous=context.answer(previous))
        answer = _answer(parameters, context, emit)
    except SidelightError as error:
        answer = _unanswered(parameters, error.message)
    try:
        keep(answer)
    except SidelightError as error:
        answer = replace(
            answer, stopped=f"{answer.stopped or ''} The answer could not be saved: {error.message}".strip()
        )
    if answer.stopped is not None:
        emit(Stopped(answer.stopped))
    emit(Done(answer))
    return answer


class _EventEmitter:
    """Emits events and remembers that one was answered with stop."""

    def __init__(self, on_event: OnEvent) -> None:
        self._on_event = on_event
        self.goes_on = True

    def __call__(self, event: Event) -> bool:
        self.goes_on = self._on_event(event) is not False and self.goes_on
        return self.goes_on


def _answer(parameters: AskParameters, context: AskContext, emit: _EventEmitter) -> Answer:
    if not parameters.question.strip():
        return _unanswered(parameters, EMPTY_QUESTION)
    if (letters := len(parameters.question)) > QUESTION_LETTERS:
        return _unanswered(parameters, TOO_LONG.format(letters=letters, limit=QUESTION_LETTERS))
    if not _has_a_word(parameters.question):
        return _unanswered(parameters, NO_WORD)
    papers, missing = context.ready_papers(), context.not_searched()
    if not papers:
        return _unanswered(
            parameters, missing or (NO_PAPER_READY if parameters.paper_ids is None else NONE_OF_THESE_READY)
        )
    named = _named(parameters, papers)
    of_named = 0 < len(named.paper_ids) < len(papers)
    notes = [note_of(named, papers)] if of_named else []
    if of_named:
        papers = {paper_id: papers[paper_id] for paper_id in named.paper_ids}
    asked = replace(_unanswered(parameters, prompts.STOPPED_BY_USER), paper_ids=list(papers), notes=notes)
    if parameters.whole_paper and len(papers) != 1:
        return replace(asked, stopped=ONE_PAPER)
    try:
        answer = _answer_of(papers, parameters, context, emit, asked, named.question, of_named=of_named)
        return replace(answer, stopped=answer.stopped or missing or context.not_searched())
    except SidelightError as error:
        return replace(asked, stopped=error.message)


def _has_a_word(question: str) -> bool:
    """Return whether there is anything but signs and single Latin letters."""
    return any(len(word) > 1 or not word.isascii() for word in tokens(question))


def _named(parameters: AskParameters, papers: Mapping[str, Paper]) -> NamedPapers:
    """Return the papers that the question names; one that leans on the turn before goes where that one went."""
    named = named_papers(parameters.question, papers)
    before = parameters.previous.question if parameters.previous else ""
    if named.paper_ids or not before or not is_follow_up(parameters.question):
        return named
    return replace(named, paper_ids=named_papers(before, papers).paper_ids)


def _answer_of(
    papers: Mapping[str, Paper],
    parameters: AskParameters,
    context: AskContext,
    emit: _EventEmitter,
    asked: Answer,
    question: str,
    *,
    of_named: bool,
) -> Answer:
    """Return the answer from the papers; `question`: without the words that name them, `of_named`: whether some are left out."""
    began = time.perf_counter()
    before = parameters.previous.question if parameters.previous else None
    search = standalone(question, before and named_papers(before, papers).question)
    each = is_each_paper(parameters.question, parameters.each_paper, len(papers))
    wanted = _with_short_forms(search, list(papers), context)
    passages = context.find(wanted, list(papers)) if of_named else context.find(wanted)
    if each and parameters.answerer != OFFLINE:
        passages, notes = _of_each(search, passages, papers, context, call_each=parameters.call_each)
        asked = replace(asked, notes=[*asked.notes, *notes])
    passages = _with_named_figures(named_figures(question, before), passages, list(papers), context)
    # Answerers get no captions among the passages: `Sources` puts them before their rows. Those of a batch are kept as shown.
    passages = without_captions(with_part(question, passages, context.sentences), context.sentences)
    shown = with_captions(passages, context.sentences, context.tables, context.figures)
    found_at = time.perf_counter()
    asked = replace(asked, passages=shown, seconds={"find": found_at - began})
    if not emit(Retrieved(shown)):
        return asked
    try:
        answerer, style = context.open_answerer(), context.open_style(parameters.style)
    except SidelightError as error:
        return replace(asked, stopped=error.message)  # what was found is there for the next try
    offline = parameters.answerer == OFFLINE
    told = question if offline else parameters.question
    one_by_one = each and (offline or parameters.call_each)  # then each paper's sentences are read when its turn comes
    request = None if one_by_one else _request(told, parameters, context, papers, passages, style)
    opened_at = time.perf_counter()

    def ask_one(paper_id: str, own: list[Passage], goes_on: Emit) -> Draft:
        of_one = _request(told, parameters, context, {paper_id: papers[paper_id]}, own, style)
        of_one = replace(of_one, one_of_several=offline)
        made = draft_with_places(answerer.answer(of_one, goes_on), of_one)
        return made if offline else check_draft(made, of_one, parameters.general_knowledge)

    if request is None and offline:
        draft = one_after_the_other(search, passages, list(papers), _finding_forms(context), ask_one, emit)
    elif request is None:
        draft = a_call_each(passages, list(papers), ask_one, emit)
    else:
        draft = answerer.answer(request, emit)
    answered_at = time.perf_counter()
    if request is not None:
        draft = draft_with_places(draft, request)
    if request is not None and parameters.answerer != OFFLINE:  # its quotes are what they rest on
        draft = check_draft(draft, request, parameters.general_knowledge)
        if each:
            draft = with_uncited(draft, list(dict.fromkeys(passage.paper_id for passage in passages)))
    seconds = {
        "find": found_at - began,
        "answer": answered_at - opened_at,
        "check": time.perf_counter() - answered_at,
    }
    return _put_together(_with_language(asked, papers, parameters), draft, seconds, parameters)


def _with_short_forms(search: str, paper_ids: Sequence[str], context: AskContext) -> str:
    """Return what is searched for with the other form of each short form in it that the papers explain; of a few papers."""
    if len(paper_ids) > PAPERS_READ_FOR_FORMS:
        return search
    readings = []
    for paper_id in paper_ids:
        with suppress(ReadingGone):  # the paper was removed meanwhile: nothing will be found in it either
            readings.append(context.sentences(paper_id, context.reading(paper_id)))
    return with_other_forms(search, forms_asked(search, readings))


def _with_named_figures(
    named: NamedFigures, passages: list[Passage], paper_ids: Sequence[str], context: AskContext
) -> list[Passage]:
    """Return the passages with those before them that hold the figures and tables named."""
    readings: dict[str, int] = {}
    for paper_id in paper_ids[: PAPERS_LOOKED_AT + 1] if named.labels else ():
        with suppress(ReadingGone):  # the paper was removed meanwhile
            readings[paper_id] = context.reading(paper_id)
    return with_named_figures(named, passages, readings, context.sentences, context.tables, context.figures)


def _finding_forms(context: AskContext) -> FindIn:
    """Return what finds passages of one paper by either form of its short forms."""

    def find_in(text: str, paper_id: str, limit: int) -> list[Passage]:
        return context.find_in(_with_short_forms(text, [paper_id], context), paper_id, limit)

    return find_in


def _of_each(
    search: str, passages: list[Passage], papers: Mapping[str, Paper], context: AskContext, *, call_each: bool
) -> tuple[list[Passage], list[str]]:
    """Return what a model is given of each paper, and a note on papers that there was no room for.

    `passages`: found in all papers; `call_each`: whether it is called for every paper by itself.
    """
    if call_each:
        order = in_order(passages, list(papers))
        return [one for paper_id in order for one in context.find_in(search, paper_id, PASSAGES_A_CALL)], []
    shared = shared_out(search, passages, list(papers), context.find_in)
    return shared, left_out(shared, papers)


def _with_language(asked: Answer, papers: Mapping[str, Paper], parameters: AskParameters) -> Answer:
    """Return the answer to come with a note where the question is in another language than its papers."""
    offline = parameters.answerer == OFFLINE
    warning = language_warning(parameters.question, papers.values(), offline)
    if warning is None:
        return asked
    settings = {**asked.settings, OTHER_LANGUAGE: question_language(parameters.question)}
    return replace(asked, notes=[warning, *asked.notes], settings=settings)


def _request(
    question: str,
    parameters: AskParameters,
    context: AskContext,
    papers: Mapping[str, Paper],
    passages: list[Passage],
    style: Style,
) -> AskRequest:
    keys: set[ReadingKey] = {(passage.paper_id, passage.reading) for passage in passages}
    if len(papers) == 1 and not keys:  # a part of the paper may be asked for that shares no word with the question
        (paper_id,) = papers
        keys.add((paper_id, context.reading(paper_id)))
    whole: ReadingKey | None = None
    if parameters.whole_paper:
        (paper_id,) = papers
        whole = (paper_id, context.reading(paper_id))
        keys.add(whole)
    return AskRequest(
        question=question,
        passages=passages,
        sentences={key: context.sentences(*key) for key in sorted(keys)},
        tables={key: context.tables(*key) for key in sorted(keys)},
        figures={key: context.figures(*key) for key in sorted(keys)},
        papers=papers,
        previous=parameters.previous,
        style=style,
        word_limit=parameters.word_limit,
        whole=whole,
        hint=parameters.hint,
        sentence_tokens=context.sentence_tokens,
        draw_page=context.draw_page,
    )


def _unanswered(parameters: AskParameters, stopped: str) -> Answer:
    """Return an answer that has nothing but the reason why."""
    return Answer(
        id=parameters.id,
        question=parameters.question,
        found=False,
        text="",
        sentences=[],
        passages=[],
        answerer=parameters.answerer,
        model="",
        paper_ids=list(parameters.paper_ids or []),
        style=parameters.style,
        previous=parameters.previous.id if parameters.previous else None,
        stopped=stopped,
        settings={"version": __version__},
        created_at=parameters.asked_at,
    )


def _put_together(asked: Answer, draft: Draft, seconds: dict[str, float], parameters: AskParameters) -> Answer:
    limits = {"word_limit": parameters.word_limit, "whole_paper": parameters.whole_paper}
    if draft.without_evidence or parameters.each_paper:
        limits["each_paper"] = True
    return replace(
        asked,
        found=draft.found,
        text=draft.text,
        sentences=draft.sentences,
        model=draft.model,
        prompt=draft.prompt,
        raw=draft.raw,
        tokens=draft.tokens,
        cost=draft.cost,
        stopped=draft.stopped,
        retry_after=draft.retry_after,
        unavailable=draft.unavailable,
        general=draft.general,
        notes=[*asked.notes, *draft.notes],
        certainty=certainty_of(draft),
        nearest=[] if OTHER_LANGUAGE in asked.settings else draft.nearest,  # across languages none is near
        without_evidence=draft.without_evidence,
        settings={**limits, **parameters.settings, **draft.settings, **asked.settings},
        seconds=seconds,
    )
