"""One paper after the other: the best of each in the place of the best of all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lib.answering import prompts
from lib.answering.answerer import Draft, Emit
from lib.answering.offline.any_paper import asks_of_any_paper
from lib.records import AnswerSentence, Certainty, Citation, Cited, Event, Paper, Passage, TextAdded
from lib.records.core import CALL_EACH, CHANCE, CHANCES, SURE_CHANCE
from lib.text.wording import titles_named

PASSAGES_OF_EACH = 5
"""Looked through of each paper for its best sentence."""
A_FEW = 12
"""Papers that are asked one after the other for their aim, their limits, their data: in one ranking over all, papers that word it
otherwise are passed over."""
PASSAGES_A_CALL = 8
"""That a model is given of a paper for which it is called by itself: as many as of one that is asked alone."""
SHARED_PASSAGES = 40
"""That a model is given at the most where every paper has its share: some 12,000 letters."""

FindIn = Callable[[str, str, int], list[Passage]]
"""Returns the passages of one paper for a search text: text, paper id, how many."""
AskOne = Callable[[str, list[Passage], Emit], Draft]
"""Answers from the passages of one paper."""

_PAPERS = r"(?:papers|studies|articles|works|publications|trials)"
_EACH = re.compile(
    r"\b(?:each|every)\b"
    rf"|\b(?:which|what|how many)(?: of (?:the|these|those|them|all))?(?: \w+)? {_PAPERS}\b"
    r"|\bwhich(?: of (?:the|these|those))? (?:paper|study|article|authors?)\b(?! (?:design|area|site|period|type|contribut))"
    r"|\bwhich of (?:them|these|those)\b"
    r"|\bcompar(?:e|es|ing|ison)\b|\bdiffer(?:s|ed|ent|ences?|ently)?\b"
    rf"|\b(?:per|by) (?:paper|study|article)\b|\b(?:across|all) (?:of )?(?:the |these |all )*{_PAPERS}\b",
    re.IGNORECASE,
)


def is_each_paper(question: str, chosen: bool | None, papers: int) -> bool:
    """Return whether every paper is asked by itself: as chosen, else where the question is worded so, or, of a few papers, is
    for what each tells of itself; never of one paper.
    """
    if papers < 2:
        return False
    if chosen is not None:
        return chosen
    return asks_of_each(question) or (papers <= A_FEW and asks_of_any_paper(question))


def asks_of_each(question: str) -> bool:
    """Return whether the question asks for something of each paper: "which papers ...", "compare ...", "each"."""
    return _EACH.search(question) is not None


def in_order(passages: Sequence[Passage], paper_ids: Sequence[str]) -> list[str]:
    """Return the papers in the order of one ranking over all, those it does not hold behind them as given."""
    asked = set(paper_ids)
    ranked = (passage.paper_id for passage in passages)
    return list(dict.fromkeys([*(paper_id for paper_id in ranked if paper_id in asked), *paper_ids]))


def shared_out(search: str, passages: Sequence[Passage], paper_ids: Sequence[str], find_in: FindIn) -> list[Passage]:
    """Return for a model its share of the passages for each paper, at least one; papers beyond SHARED_PASSAGES have none."""
    order = in_order(passages, paper_ids)[:SHARED_PASSAGES]
    share = max(1, max(len(passages), len(order)) // len(order))
    return [passage for paper_id in order for passage in find_in(search, paper_id, share)]


def left_out(given: Sequence[Passage], papers: Mapping[str, Paper]) -> list[str]:
    """Return a note that names the papers which have no share of the passages, as there are too many; none else."""
    with_share = {passage.paper_id for passage in given}
    beyond = [paper.title or paper.filename for paper_id, paper in papers.items() if paper_id not in with_share]
    if len(papers) <= SHARED_PASSAGES or not beyond:
        return []
    likeliest = f"The model was given passages of the {len(with_share):,} likeliest papers"
    return [f"{likeliest}; there was no room for {titles_named(beyond)}."]


class _Listener:
    """Whoever an answer is told to, who may have had enough between two papers."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.goes_on = True

    def asks_on(self, _event: Event) -> bool:
        """Return whether more is wanted; what is said of one paper is told once it is whole."""
        self.goes_on = self.goes_on and self._emit(TextAdded(""))
        return self.goes_on

    def tell(self, event: Event) -> None:
        """Emit an event, also to whom has had enough: what was asked for is told."""
        self.goes_on = self._emit(event) and self.goes_on


def one_after_the_other(
    search: str,
    passages: Sequence[Passage],
    paper_ids: Sequence[str],
    find_in: FindIn,
    ask_one: AskOne,
    emit: Emit,
) -> Draft:
    """Return the best quote of each paper that has one, told as it comes; the others are named by their ids.

    The likeliest papers come first, by the one ranking over all.
    """
    text = ""
    sentences: list[AnswerSentence] = []
    without: list[str] = []
    nearest: list[Citation] = []
    chances: dict[str, float] = {}
    model = ""
    listener = _Listener(emit)
    for paper_id in in_order(passages, paper_ids):
        draft = ask_one(paper_id, find_in(search, paper_id, PASSAGES_OF_EACH), listener.asks_on)
        model = draft.model
        if not listener.goes_on:
            return Draft(
                bool(sentences), text, sentences, model, stopped=prompts.STOPPED_BY_USER, without_evidence=without
            )
        if not draft.found:
            without.append(paper_id)
            nearest += draft.nearest
            continue
        citation = draft.sentences[0].citations[0]
        own = [one for one in draft.sentences if one.citations == [citation]]
        added = ("\n\n" if text else "") + " ".join(one.text for one in own)
        text += added
        sentences += own
        chances[paper_id] = float(draft.settings.get(CHANCE, 0.0))
        if not (emit(TextAdded(added)) and emit(Cited(citation))):
            return Draft(True, text, sentences, model, stopped=prompts.STOPPED_BY_USER, without_evidence=without)
    if not sentences:
        text = prompts.no_sentence_in(len(without))
        emit(TextAdded(text))
        return Draft(False, text, [], model, without_evidence=without, nearest=nearest)
    sure = [chance for chance in chances.values() if chance >= SURE_CHANCE]
    certainty: Certainty = "sure" if len(sure) == len(chances) else "perhaps"
    notes = [] if certainty == "sure" else [_doubt(len(chances) - len(sure), len(chances))]
    settings = {CHANCE: max(chances.values()), CHANCES: chances}
    return Draft(
        True, text, sentences, model, without_evidence=without, certainty=certainty, notes=notes, settings=settings
    )


def _doubt(doubtful: int, papers: int) -> str:
    if papers == 1:
        return "The sentence comes near; whether it answers is not sure."
    if doubtful == papers:
        return f"Of all {papers:,} papers quoted the sentence comes near; whether it answers is not sure."
    of = "Of one" if doubtful == 1 else f"Of {doubtful:,}"
    return f"{of} of the {papers:,} papers quoted the sentence comes near; whether it answers is not sure."


def a_call_each(passages: Sequence[Passage], paper_ids: Sequence[str], ask_one: AskOne, emit: Emit) -> Draft:
    """Return what a model says of each paper, called for every paper by itself: a paragraph a paper that answers, the others
    named; ends with what there is where a call fails.

    `passages`: those of all papers. What a paper says is emitted once it is whole.
    """
    drafts: list[Draft] = []
    without: list[str] = []
    stopped: Draft | None = None
    listener = _Listener(emit)
    for paper_id in in_order(passages, paper_ids):
        own = [passage for passage in passages if passage.paper_id == paper_id]
        if not own:
            without.append(paper_id)
            continue
        draft = ask_one(paper_id, own, listener.asks_on)
        stopped = draft if draft.stopped is not None or not listener.goes_on else None
        if stopped is not None and not draft.sentences:
            break
        if not draft.found:
            without.append(paper_id)
        drafts.append(draft)
        if draft.found:
            lead = "\n\n" if sum(one.found for one in drafts) > 1 else ""
            listener.tell(TextAdded(lead + draft.text))
            for citation in (citation for sentence in draft.sentences for citation in sentence.citations):
                listener.tell(Cited(citation))
        if stopped is not None or not listener.goes_on:
            stopped = stopped or replace(draft, stopped=prompts.STOPPED_BY_USER)
            break
    return _together(drafts, without, stopped)


def _together(drafts: Sequence[Draft], without: Sequence[str], stopped: Draft | None) -> Draft:
    """Return one draft of those of several papers; `stopped`: the one at which it ended early."""
    found = [one for one in drafts if one.found]
    called = [*drafts, *([stopped] if stopped is not None and stopped not in drafts else [])]
    costs = [one.cost for one in called]
    tokens: dict[str, int] = {}
    for one in called:
        for kind, number in one.tokens.items():
            tokens[kind] = tokens.get(kind, 0) + number
    settings = {key: value for one in called for key, value in one.settings.items()}
    return Draft(
        bool(found),
        "\n\n".join(one.text for one in found) or prompts.NOT_FOUND,
        [sentence for one in found for sentence in one.sentences],
        next((one.model for one in reversed(called) if one.model), ""),
        prompt="\n\n".join(one.prompt for one in called),
        raw="\n\n".join(one.raw for one in called),
        tokens=tokens,
        cost=sum(cost for cost in costs if cost is not None) if costs and None not in costs else None,
        stopped=None if stopped is None else stopped.stopped or prompts.STOPPED_BY_USER,
        retry_after=None if stopped is None else stopped.retry_after,
        unavailable=stopped is not None and stopped.unavailable and not drafts,
        general="\n\n".join(one.general for one in called if one.general),
        notes=list(dict.fromkeys(note for one in called for note in one.notes)),
        settings=settings | {CALL_EACH: True},
        without_evidence=list(without),
        shown=[picture for one in called for picture in one.shown],
    )


def with_uncited(draft: Draft, paper_ids: Sequence[str]) -> Draft:
    """Return a model's draft with those papers that it was given passages of and that no sentence of it cites."""
    cited = {citation.paper_id for sentence in draft.sentences for citation in sentence.citations}
    return replace(draft, without_evidence=[paper_id for paper_id in paper_ids if paper_id not in cited])
