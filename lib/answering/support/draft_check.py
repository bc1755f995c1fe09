"""The support check laid over a model's draft: each sentence judged, general knowledge split off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft
from lib.answering.sources import Sources
from lib.records import AnswerSentence, Citation
from lib.text.terms import numbers

if TYPE_CHECKING:
    from lib.answering.support.check import SupportReport

AROUND = 2
"""Sentences before and after a cited one that belong to its context."""

GENERAL_LEFT_OUT = "General knowledge that the model added was left out."
NUMBER_NOT_CITED = "{number} stands in nothing that is cited here"
FOUND_BY_CHECK = (
    "This style asks the model for no citations: those shown are the passages in which the check found the statement."
)


def check_draft(draft: Draft, request: AskRequest, general_knowledge: str = "apart") -> Draft:
    """Return the draft with the support of every sentence; what is not in the papers is a state, general knowledge is apart.

    A sentence is compared with what the model was given: the passages and, of a whole paper, what is cited with the
    sentences around it. Sentences with citations are kept in the text, however they are supported.
    """
    if draft.sentences:
        draft = _with_check(draft, request)
    if draft.general and general_knowledge == "left out":
        draft = replace(draft, general="", notes=[*draft.notes, GENERAL_LEFT_OUT])
    return draft


def _with_check(draft: Draft, request: AskRequest) -> Draft:
    from lib.answering.support.check import check_support

    contexts, owners = _contexts(draft, request)
    report = check_support(draft.text, contexts, request.question)
    sentences = [_with_numbers_cited(one, request.question) for one in _with_support(draft, report)]
    if request.style.template is not None:
        sentences = _cited_by_check(sentences, report, owners)
        draft = replace(draft, notes=[*draft.notes, FOUND_BY_CHECK])
    claims = [one for one in sentences if one.support != "no_claim"]
    # A claim that cites is an answer, even where the check, which goes by words, cannot follow (another language).
    if any(one.citations for one in claims) or (claims and report.kind == "answered"):
        return replace(draft, sentences=sentences)
    return _not_found(draft, sentences)


def _contexts(draft: Draft, request: AskRequest) -> tuple[list[str], list[Citation | None]]:
    """Return what each sentence may rest on, and the citation of it where it is a passage."""
    passages = Sources.of(replace(request, whole=None)).listed
    contexts = [source.text for source in passages]
    owners: list[Citation | None] = [source.cite(0, len(source.sentences)) for source in passages]
    if request.whole is not None:
        reading = request.sentences.get(request.whole, ())
        for citation in (citation for one in draft.sentences for citation in one.citations):
            first, last = citation.sentence_ids[0], citation.sentence_ids[-1]
            contexts.append(" ".join(s.text for s in reading[max(first - AROUND, 0) : last + AROUND + 1]))
            owners.append(citation)
    return contexts, owners


def _with_support(draft: Draft, report: SupportReport) -> list[AnswerSentence]:
    """Return the draft's sentences with what the check says of the same words; both are cut the same way."""
    judged = {one.text: one for one in report.sentences}
    return [
        replace(one, support=judged[one.text].grade, support_score=judged[one.text].score, why=judged[one.text].why)
        if one.text in judged
        else replace(one, support="unsupported", support_score=0.0)
        for one in draft.sentences
    ]


def _with_numbers_cited(sentence: AnswerSentence, question: str) -> AnswerSentence:
    """Return the sentence, no more than partly supported where a number of it stands in nothing that it cites: neither in the
    sentences, nor in the cell with its label, heads and caption.
    """
    seen = next((c.picture for c in sentence.citations if c.picture is not None and c.picture.sent), None)
    if seen is not None and sentence.support != "no_claim":
        return replace(sentence, support="weak", why=prompts.READ_OFF.format(label=seen.label or "a figure"))
    if sentence.support != "supported" or not sentence.citations:
        return sentence
    cited = " ".join(_cited_text(citation) for citation in sentence.citations)
    known = [float(number) for number in numbers(f"{cited} {question}") if number.replace(".", "", 1).isdigit()]
    missing = [number for number in sorted(numbers(sentence.text)) if not _is_among(number, known)]
    if not missing:
        return sentence
    return replace(sentence, support="weak", why=NUMBER_NOT_CITED.format(number=missing[0]))


def _cited_text(citation: Citation) -> str:
    """Return all that stands at what is cited."""
    cell, picture = citation.cell, citation.picture
    beside = [] if cell is None else [cell.table, cell.row_label, *cell.heads, cell.text, cell.caption]
    beside += [] if picture is None else [picture.label, picture.caption]
    return " ".join([citation.quote, *beside])


def _is_among(number: str, known: Sequence[float]) -> bool:
    """Return whether the number is one of those known, rounded to as many decimals as it has, or one as a share in percent."""
    if not number.replace(".", "", 1).isdigit():
        return True  # no plain number: "1,5,7"
    places = len(number.partition(".")[2])
    wanted = float(number)
    return any(round(one * factor, places) == wanted for one in known for factor in (1, 100, 0.01))


def _cited_by_check(
    sentences: Sequence[AnswerSentence], report: SupportReport, owners: Sequence[Citation | None]
) -> list[AnswerSentence]:
    """Return the sentences, those that a passage supports citing that passage."""
    contexts = {one.text: one.context for one in report.sentences if one.supported}
    cited = []
    for sentence in sentences:
        context = contexts.get(sentence.text)
        owner = owners[context] if context is not None and sentence.support != "no_claim" else None
        cited.append(sentence if owner is None or sentence.citations else replace(sentence, citations=[owner]))
    return cited


def _not_found(draft: Draft, sentences: Sequence[AnswerSentence]) -> Draft:
    """Return the draft of a model that says in its own words that the papers do not say, and what it tells besides apart.

    Apart goes what cites nothing and what the check does not find in the papers.
    """
    rest = [one for one in sentences if not one.citations and one.support in {"weak", "unsupported", "contradicted"}]
    from_papers = [one for one in sentences if one not in rest]
    if not rest:
        return replace(draft, found=False, sentences=list(sentences))
    text = " ".join(one.text for one in from_papers) or prompts.NOT_FOUND
    return replace(draft, found=False, text=text, sentences=from_papers, general=" ".join(one.text for one in rest))
