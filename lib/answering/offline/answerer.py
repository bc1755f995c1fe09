"""The offline answerer: quotes the sentences of the papers that answer the question, whole, the best one first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING

from lib.answering import prompts
from lib.answering.answerer import OFFLINE, AskRequest, Draft, Emit
from lib.answering.offline.answerability import PaperMatch, chance_of_answer, match_papers
from lib.answering.offline.any_paper import OF_AVAILABILITY
from lib.answering.offline.cell_answers import (
    ASKED_OF_CELLS,
    SURE_COVERAGE,
    CellAnswer,
    cell_answers,
    cell_of_row,
    row_answers_surely,
)
from lib.answering.offline.cell_lists import ListAnswer, list_answers
from lib.answering.offline.definitions import term_of
from lib.answering.offline.figure_answers import (
    FigureAnswer,
    figure_answers,
    note_on_absent,
    note_on_several,
    of_named_tables,
)
from lib.answering.offline.named_figures import NamedFigures, named_figures, without_labels
from lib.answering.offline.numbers_asked_for import HALF_MATCH, NAMED_APART, PEOPLE
from lib.answering.offline.question_analysis import AskedQuestion, analyse_question, asks_two
from lib.answering.offline.question_kinds import Kind
from lib.answering.offline.quoting import Quote, choose, quotes_of, says_the_same, within
from lib.answering.offline.relevance import (
    Scored,
    names_one_of,
    names_repository,
    states_availability,
    tells_where_kept,
)
from lib.answering.offline.role_answers import PERHAPS, SURE, RoleAnswer, role_answers
from lib.answering.offline.role_cues import CUES
from lib.answering.offline.roles import role_of, sounds_like
from lib.answering.offline.units_asked_for import unit_asked_for
from lib.records import AnswerSentence, Certainty, Citation, Cited, TextAdded
from lib.records.core import CHANCE, RIVALLED, SURE_CHANCE
from lib.text.terms import content_stems
from lib.text.wording import titles_named

if TYPE_CHECKING:
    from lib.embedding.embedder import Embedder

ANSWERED_CHANCE = 0.5
"""The chance of an answer from which one is given."""
CHANCE_DIGITS = 3
"""Decimals of the chance as it is kept with the answer."""
WORDLESS_CHANCE = 0.75
"""The most that an answer's chance may be where no quote has a word of the question: near in meaning is not the same."""
SURELY_MORE: Mapping[Kind, float] = MappingProxyType(
    {"number": NAMED_APART, "date": 0.0, "place": 0.0, "person": 0.0, "reason": 0.0, "comparison": 0.0, "list": 0.0}
)
"""How far the quote must have more than so much of what such a question asks for, to be a sure answer: a number of the thing
asked for or in its unit, a date, a place, someone, a reason, a comparison, several things."""
CLEAR_MARGIN, ACCOUNTED_MARGIN = 0.15, 0.1
"""How far above the best sentence that is not quoted the first one must lie for a sure answer, and where it has all of the
question's words. On 433 questions of our own (`benchmarks/questions.py`, all but the fifth held-out half) 5.0 % of the sure
answers are wrong instead of 12.0 %, and 75 % of the right ones stay sure."""
QUESTION_STEMS = 2
"""Words of meaning from which a text asks for something; one alone only names what it is about, and nothing surely answers it."""
PAPER_MARGIN = 0.18
"""How far below the best sentence of all papers the best of one may lie, for it to be quoted beside."""
NEAREST = 3
"""Sentences that are shown where none answers."""


@dataclass(frozen=True)
class PaperAnswer:
    """What one paper answers."""

    quotes: list[Quote]
    """The best first; one at least."""
    chance: float
    """That it answers what was asked, 0-1."""
    rivalled: bool = False
    """Another sentence that says something else comes about as near, and nothing else is in doubt."""


@dataclass(frozen=True)
class ExtractiveAnswerer:
    """Quotes; writes nothing of its own, asks no model and needs no network."""

    embedder: Embedder | None = None
    id: str = OFFLINE

    def answer(self, request: AskRequest, emit: Emit) -> Draft:
        """Return the sentences that answer, best paper first; `found` False, with what came nearest, where none does."""
        asked = analyse_question(
            request.question, request.previous.question if request.previous else None, request.hint
        )
        named = named_figures(request.question, request.previous.question if request.previous else None)
        figures = figure_answers(named, request)
        if named.alone and (figures or named.is_numbered):
            return self._of_figures(named, figures, asked, request, emit)
        if figures:
            request = of_named_tables(named, request)
            asked = replace(asked, text=without_labels(asked.text))
        draft = self._of_words(asked, named, figures, request, emit)
        return _doubted(named, draft) if named.is_numbered and not figures and draft.found else draft

    def _of_words(
        self,
        asked: AskedQuestion,
        named: NamedFigures,
        figures: Sequence[FigureAnswer],
        request: AskRequest,
        emit: Emit,
    ) -> Draft:
        """Return the sentences or cells that answer what the question's words ask for, of the figures and tables named."""
        role = role_of(asked.opening)
        of_role = [] if role is None else [_of_part(asked, one) for one in role_answers(role, request)]
        lists = [] if of_role else list_answers(asked, request)
        if lists and lists[0].is_sure:
            return _quote_cells(lists, emit, self.id)
        cells = [] if of_role else cell_answers(asked, request)
        if cells and cells[0].is_sure:
            return _quote_cells(cells, emit, self.id)
        answers, nearest = (of_role, []) if of_role else self._by_relevance(asked, request)
        if role is not None and not of_role:  # a sentence that only shares its words names no limitation
            answers = [] if role in CUES else [one for one in answers if sounds_like(role, one.quotes[0].text)]
        answers = _of_what_is_named(figures, answers, surely=not of_role)
        if not answers and (lists or cells):
            return _quote_cells(lists or cells, emit, self.id)
        if not answers and figures:
            return self._of_figures(named, figures, asked, request, emit)
        if not answers:
            return self._not_found(request, nearest, emit)
        best = sorted(answers, key=lambda one: -one.chance)
        chance = round(best[0].chance, CHANCE_DIGITS)
        certainty: Certainty = "sure" if chance >= SURE_CHANCE else "perhaps"
        if cells and _names_more(cells[0], best[0]):
            return _quote_cells(cells, emit, self.id)
        cell = _asked_cell(asked, request, best)
        if cell is not None:
            chance = chance if cell.is_sure else min(chance, WORDLESS_CHANCE)
            cells_of_row = [cell if chance >= SURE_CHANCE else replace(cell, undisputed=False)]
            return replace(_quote_cells(cells_of_row, emit, self.id), settings={CHANCE: chance})
        kept = _within_limit(best, request.word_limit)
        draft = _quote(kept, emit, self.id)
        notes = [] if certainty == "sure" else [prompts.NOT_SURE]
        notes += _without_room(best, kept, request)
        notes += [prompts.TWO_QUESTIONS] if asks_two(request.question) else []
        rivalled = {RIVALLED: True} if best[0].rivalled else {}
        return replace(draft, settings={CHANCE: chance, **rivalled}, notes=notes, certainty=certainty)

    def _of_figures(
        self,
        named: NamedFigures,
        figures: Sequence[FigureAnswer],
        asked: AskedQuestion,
        request: AskRequest,
        emit: Emit,
    ) -> Draft:
        """Return what the figures and tables named show: sure where nothing else is asked and one paper has their captions;
        `found` False where no paper has or names them.
        """
        if not figures:
            return self._not_found(request, nearest_sentences(match_papers(asked, request, self.embedder)), emit)
        sure = named.alone and len(figures) == 1 and figures[0].has_caption
        told = [PaperAnswer(one.quotes, SURE if sure else PERHAPS) for one in figures]
        kept = _within_limit(told, request.word_limit)
        notes = [
            *([] if sure else [prompts.NOT_SURE]),
            *note_on_several(named, figures),
            *_without_room(told, kept, request),
        ]
        draft = _quote(kept, emit, self.id)
        return replace(draft, settings={CHANCE: told[0].chance}, notes=notes, certainty="sure" if sure else "perhaps")

    def _by_relevance(self, asked: AskedQuestion, request: AskRequest) -> tuple[list[PaperAnswer], list[Citation]]:
        """Return the papers that answer, and the sentences that come nearest, whether they answer or not."""
        papers = len(request.papers)
        matches = match_papers(asked, request, self.embedder)
        answers = []
        best = max((each.score for one in matches for each in one.scored), default=0.0)
        for one in matches:
            if not one.scored:
                continue
            paper = request.papers.get(one.paper_id)
            title = (paper.title or "") if paper is not None else ""
            far = max(each.score for each in one.scored) < best - PAPER_MARGIN
            if far and not names_wanted_repository(asked, one, papers, title):
                continue
            chance = chance_of_answer(one.features, self.embedder, papers)
            if is_answered(asked, one, papers, chance, title):
                chosen = choose(one.scored, asked.kind)
                candidate = chosen[0].candidate
                reading = request.sentences[candidate.paper_id, candidate.reading]
                quotes = quotes_of(chosen, reading, request.word_limit, asked.kind)
                certain = _certain(asked, one, chosen, papers, chance, title)
                lead = candidate.sentence
                if lead.kind == "table" and not row_answers_surely(
                    asked, request, (candidate.paper_id, candidate.reading), [lead.id]
                ):
                    certain = min(certain, WORDLESS_CHANCE)
                rivalled = certain >= SURE_CHANCE and certain == chance and not _stands_out(asked, one, chosen)
                answers.append(PaperAnswer(quotes, min(certain, WORDLESS_CHANCE) if rivalled else certain, rivalled))
        return answers, nearest_sentences(matches)

    def _not_found(self, request: AskRequest, nearest: Sequence[Citation], emit: Emit) -> Draft:
        text = prompts.no_sentence_in(len(request.papers))
        emit(TextAdded(text))
        return Draft(False, text, [], model=self.id, nearest=list(nearest))


def _of_what_is_named(
    figures: Sequence[FigureAnswer], answers: Sequence[PaperAnswer], *, surely: bool
) -> list[PaperAnswer]:
    """Return the answers that are of the figures and tables which the question names; all where it names none.

    `surely`: whether one that surely answers may stand elsewhere.
    """
    held = {place for one in figures for place in one.places}
    return [
        one
        for one in answers
        if not figures or (surely and one.chance >= SURE_CHANCE) or held.intersection(_places(one.quotes[0]))
    ]


def _doubted(named: NamedFigures, draft: Draft) -> Draft:
    """Return the answer as one that is not sure: what it names is in no paper."""
    notes = [note_on_absent(named), *([] if prompts.NOT_SURE in draft.notes else [prompts.NOT_SURE]), *draft.notes]
    return replace(draft, notes=notes, certainty="perhaps")


def _places(quote: Quote) -> set[tuple[str, int, int]]:
    return {(quote.paper_id, quote.reading, sentence.id) for sentence in quote.sentences}


def _of_part(asked: AskedQuestion, answer: RoleAnswer) -> PaperAnswer:
    """Return what a paper tells of a part of it; surely, where it names one of the examples that the question gives."""
    named = names_one_of(asked.examples, answer.quotes[0].text)
    return PaperAnswer(answer.quotes, max(answer.chance, SURE) if named else answer.chance)


def _names_more(cell: CellAnswer, best: PaperAnswer) -> bool:
    """Return whether cells that do not surely answer are nearer to the question than the best sentences: these are a table's
    themselves, or the question names the cells whole and the sentences have nothing of what is left over of it.
    """
    lead = best.quotes[0].sentences
    if all(sentence.kind == "table" for sentence in lead):
        return True
    said = {stem for quote in best.quotes for stem in content_stems(quote.text)}
    return (cell.named or cell.coverage >= SURE_COVERAGE) and not (cell.left_over and cell.left_over <= said)


def _asked_cell(asked: AskedQuestion, request: AskRequest, best: Sequence[PaperAnswer]) -> CellAnswer | None:
    """Return the cell that the question names in the row which alone answers; None where no row does, or no cell is named."""
    first = best[0].quotes[0]
    if asked.kind not in ASKED_OF_CELLS or len(best) > 1 or [one.kind for one in first.sentences] != ["table"]:
        return None
    return cell_of_row(asked, request, (first.paper_id, first.reading), [first.sentences[0].id])


def _quote_cells(answers: Sequence[CellAnswer] | Sequence[ListAnswer], emit: Emit, model: str) -> Draft:
    """Return the draft of cells, one a sentence, each paper's on lines of their own: sure where every paper has one sure."""
    sure = [one for one in answers if one.is_sure]
    text = ""
    sentences: list[AnswerSentence] = []
    stopped = None
    for number, answer in enumerate(sure or answers):
        for place, citation in enumerate(answer.citations):
            lead = "" if not text else "\n\n" if place == 0 and number else "\n"
            text += lead + citation.quote
            sentences.append(AnswerSentence(citation.quote, [citation], "supported", 1.0))
            if stopped is None and not (emit(TextAdded(lead + citation.quote)) and emit(Cited(citation))):
                stopped = prompts.STOPPED_BY_USER
    notes = [] if sure else [prompts.NOT_SURE]
    certainty: Certainty = "sure" if sure else "perhaps"
    return Draft(True, text, sentences, model, stopped=stopped, notes=notes, certainty=certainty)


def _certain(
    asked: AskedQuestion, paper_match: PaperMatch, chosen: Sequence[Scored], papers: int, chance: float, title: str = ""
) -> float:
    """Return the chance of an answer once it is chosen.

    A quote with no word of the question but for those who took part never surely answers it, nor one that has not what
    such a question asks for (a number of that thing or in that unit, a date, a place, someone, a reason), nor one that does
    not tell where code or data can be had, nor one that tells what another study did; nor does a paper that never names the
    thing that is asked for, or has no word for what happened to those it counts. One that names an example which the
    question gives needs none of its words.
    """
    if names_wanted_repository(asked, paper_match, papers, title) or spells_out(asked, paper_match):
        return 1.0
    lead = chosen[0].candidate.sentence
    if chosen[0].of_others:
        return min(chance, WORDLESS_CHANCE)
    if asked.kind == "link" and not tells_where_kept(asked.opening, lead.text, lead.section):
        return min(chance, WORDLESS_CHANCE)
    if chosen[0].type_match <= SURELY_MORE.get(asked.kind, -1.0):
        return min(chance, WORDLESS_CHANCE)
    if asked.kind == "other" and len(asked.stems) < QUESTION_STEMS and not asked.about:
        return min(chance, WORDLESS_CHANCE)
    if paper_match.features["example"] and not paper_match.features["unsaid"]:
        return chance  # it names what the question itself calls an answer, in whatever words
    if asked.stems and not any(one.coverage for one in chosen):
        return min(chance, WORDLESS_CHANCE)
    own = asked.stems - PEOPLE
    if own and not any(own.intersection(content_stems(one.candidate.text)) for one in chosen):
        return min(chance, WORDLESS_CHANCE)
    if paper_match.features["unnamed"] or paper_match.features["unsaid"]:
        return min(chance, WORDLESS_CHANCE)
    return chance


def _stands_out(asked: AskedQuestion, paper_match: PaperMatch, chosen: Sequence[Scored]) -> bool:
    """Return whether the first quote is clearly nearer to the question than what is not quoted and says something else: by less
    where its sentence, the others quoted or its heading have every word of the question but those for who took part.
    """
    near = [one for one in paper_match.scored if one.score > chosen[0].score - CLEAR_MARGIN]
    others = [one.score for one in near if not any(one is quoted or says_the_same(one, quoted) for quoted in chosen)]
    margin = chosen[0].score - max(others, default=-math.inf)
    heading = chosen[0].candidate.sentence.section.rsplit(" > ", 1)[-1]
    said = {stem for text in (heading, *(one.candidate.text for one in chosen)) for stem in content_stems(text)}
    return margin >= (ACCOUNTED_MARGIN if asked.stems - PEOPLE <= said else CLEAR_MARGIN)


def nearest_sentences(matches: Sequence[PaperMatch]) -> list[Citation]:
    """Return the sentences of all papers' running text that come nearest to the question, the nearest first."""
    of_prose = (one for match in matches for one in match.scored if one.candidate.sentence.kind == "body")
    every = sorted(of_prose, key=lambda one: -one.score)[:NEAREST]
    return [Quote(one.candidate.paper_id, one.candidate.reading, [one.candidate.sentence]).cite() for one in every]


def names_wanted_repository(asked: AskedQuestion, paper_match: PaperMatch, papers: int, title: str = "") -> bool:
    """Return whether one of the best sentences says where, or whether, the code or data asked for can be had: of one paper,
    or of one among several, `title` its own, that the question names by words of it or asks of with no other word.
    """
    if asked.kind != "link" or (papers > 1 and not _names_no_other(asked, title)):
        return False
    best = [one.candidate.sentence for one in choose(paper_match.scored, asked.kind)]
    return any(
        names_repository(asked.opening, one.text) or states_availability(asked.opening, one.text, one.section)
        for one in best
    )


def _names_no_other(asked: AskedQuestion, title: str) -> bool:
    """Return whether all that the question names beside the data or code asked for is in the paper's title."""
    return set(content_stems(asked.search)) - OF_AVAILABILITY <= set(content_stems(title))


def spells_out(asked: AskedQuestion, paper_match: PaperMatch) -> bool:
    """Return whether what a short form stands for is asked and the best sentence has it, whatever else it says."""
    short = term_of(asked.opening)
    return (
        asked.kind == "definition" and short.isupper() and choose(paper_match.scored, asked.kind)[0].type_match >= 1.0
    )


def is_answered(asked: AskedQuestion, paper_match: PaperMatch, papers: int, chance: float, title: str = "") -> bool:
    """Return whether the paper answers: the chance suffices, and one of the best sentences has the number or date asked for.

    A place where code or data lie, named by the paper itself, answers who asks for it of one paper, however it is worded.
    `papers`: how many were asked; `title`: the paper's own.
    """
    if not paper_match.scored:
        return False
    if names_wanted_repository(asked, paper_match, papers, title):
        return True
    if spells_out(asked, paper_match):
        return True
    if asked.about and paper_match.features["absent"] >= 1.0:
        return False  # it leans on the turn before, but what it names itself is nowhere in the paper
    if asked.kind == "number" and paper_match.features["unnamed"]:
        return False  # what a paper never names it does not count
    unsaid = paper_match.features["unsaid"]  # a number of the counted things may yet tell it
    needed = HALF_MATCH if unsaid or unit_asked_for(asked.opening) is not None else 0.0
    if asked.kind in {"number", "date"} and not any(
        one.type_match > needed for one in choose(paper_match.scored, asked.kind)
    ):
        return False
    return chance >= ANSWERED_CHANCE


def _within_limit(answers: Sequence[PaperAnswer], word_limit: int) -> list[list[Quote]]:
    """Return by paper, in the order given, the quotes that fit into the limit.

    Each paper's best comes before any paper's second, so that a long paper does not crowd out the others.
    """
    in_turn = [quote for turn in zip_longest(*(one.quotes for one in answers)) for quote in turn if quote is not None]
    kept = {id(quote) for quote in within(in_turn, word_limit)}
    by_paper = [[quote for quote in one.quotes if id(quote) in kept] for one in answers]
    return [quotes for quotes in by_paper if quotes]


def _without_room(answers: Sequence[PaperAnswer], kept: Sequence[Sequence[Quote]], request: AskRequest) -> list[str]:
    """Return a note that names the papers which answer and of which no quote fits into the limit; none else."""
    quoted = {quotes[0].paper_id for quotes in kept}
    beyond = [one.quotes[0].paper_id for one in answers if one.quotes[0].paper_id not in quoted]
    titles = [paper.title or paper.filename for one in beyond if (paper := request.papers.get(one)) is not None]
    note = f"Within {request.word_limit:,} words there was no room for quotes of {titles_named(titles)}."
    return [note] if titles else []


def _quote(by_paper: Sequence[Sequence[Quote]], emit: Emit, model: str) -> Draft:
    """Return the draft, emitted quote by quote; ends with the last whole one once the listener says stop."""
    text = ""
    sentences: list[AnswerSentence] = []
    for number, quotes in enumerate(by_paper):
        for place, quote in enumerate(quotes):
            citation = quote.cite()
            lead = "" if not text else "\n\n" if place == 0 and number > 0 else " "
            added = lead + quote.text
            text += added
            sentences += [AnswerSentence(sentence.text, [citation], "supported", 1.0) for sentence in quote.sentences]
            if not (emit(TextAdded(added)) and emit(Cited(citation))):
                return Draft(True, text, sentences, model, stopped=prompts.STOPPED_BY_USER)
    return Draft(True, text, sentences, model)
