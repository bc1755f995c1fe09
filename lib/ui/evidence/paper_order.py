"""In which order an answer shows the papers that were asked one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Literal, get_args

from lib.records import Answer, Paper
from lib.records.core import CALL_EACH, CHANCES
from lib.ui.kit.escaping import paper_title

PaperOrder = Literal["as found", "paper", "year", "certainty"]
"""The likeliest paper first, as they were asked; by title; the newest first; the surest first."""


def orders_of(answer: Answer) -> list[PaperOrder]:
    """Return the orders in which the papers of an answer can be shown; none of one that was not asked paper by paper."""
    of = [paper_id for paper_id, _ in _runs(answer)]
    if len(of) < 2 or len(set(of)) < len(of):
        return []
    if answer.settings.get(CHANCES):
        return list(get_args(PaperOrder))
    return ["as found", "paper", "year"] if answer.settings.get(CALL_EACH) else []


def sentence_order(answer: Answer, order: PaperOrder, papers: Mapping[str, Paper]) -> list[int]:
    """Return the indices of the answer's sentences in that order of their papers; those of a paper stay as they are."""
    if order not in orders_of(answer):
        return list(range(len(answer.sentences)))
    chances = answer.settings.get(CHANCES) or {}

    def key(paper_id: str) -> tuple[float, str]:
        paper = papers.get(paper_id)
        title = paper_title(paper).casefold() if paper is not None else ""
        if order == "year":
            return -float(paper.year or 0) if paper is not None else 0.0, title
        return (-float(chances.get(paper_id, 0.0)), "") if order == "certainty" else (0.0, title)

    runs = _runs(answer)
    if order != "as found":
        runs.sort(key=lambda run: key(run[0]))
    return [index for _, indices in runs for index in indices]


def _runs(answer: Answer) -> list[tuple[str, list[int]]]:
    """Return the papers in the order in which the answer speaks of them, each with the indices of its sentences.

    A sentence that cites nothing belongs to the paper before it.
    """
    of: list[str] = []
    for sentence in answer.sentences:
        cited = next((citation.paper_id for citation in sentence.citations), of[-1] if of else "")
        of.append(cited)
    return [(paper_id, list(indices)) for paper_id, indices in groupby(range(len(of)), key=lambda i: of[i])]
