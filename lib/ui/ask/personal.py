"""What a person adds to an answer on *Ask*: a verdict, kept where labels are kept, and passages that are quoted too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.answering.cited_equations import with_equations
from lib.citations import citation_key, numbered_with
from lib.records import Answer, Citation, Sentence
from lib.records.reviews import CORRECT, ReviewVerdict
from lib.ui.kit.access import may_write
from lib.ui.kit.person import set_person, who_judges
from lib.workspace import Workspace


def verdict_data(workspace: Workspace, answer: Answer) -> dict[str, str] | None:
    """Return what the person here said of a whole answer; None of one that ended early, and for who may not judge."""
    if answer.stopped is not None or not may_write():
        return None
    person = who_judges()
    said = _verdict_of(workspace, answer.id, person)
    return {"word": (said.correct or "") if said is not None else "", "rater": person}


def give_verdict(workspace: Workspace, answer_id: str, asked: Mapping[str, Any]) -> None:
    """Keep the verdict with the person's name, or take theirs back; what is no verdict changes nothing."""
    if not who_judges():
        set_person(str(asked.get("name", "")))
    person, word = who_judges(), asked.get("word")
    if not person:
        return
    if word in CORRECT:
        workspace.reviews.give(answer_id, person, correct=word)
        return
    while (said := _verdict_of(workspace, answer_id, person)) is not None:  # behind it an earlier one may count again
        workspace.reviews.give(answer_id, person, withdraws=said.id)


def _verdict_of(workspace: Workspace, answer_id: str, person: str) -> ReviewVerdict | None:
    """Return the verdict of that person on the whole answer that counts."""
    given = workspace.reviews.latest_verdicts([answer_id])
    return next((one for one in given if one.rater == person and one.citation is None and one.correct), None)


def change_quotes(workspace: Workspace, answer: Answer, asked: Mapping[str, Any]) -> None:
    """Quote a passage of the answer too, by its rank from 1, or take such a quote away by its id."""
    store = workspace.added_citations
    there = store.of([answer.id]).get(answer.id, [])
    away, rank = asked.get("away"), asked.get("rank")
    if any(one.id == away for one in there):
        store.remove(str(away))
    elif isinstance(rank, int) and 1 <= rank <= len(answer.passages):
        passage = answer.passages[rank - 1]
        cited = Citation(
            passage.paper_id, passage.reading, list(passage.sentence_ids), passage.text, list(passage.boxes)
        )
        if citation_key(cited) not in numbered_with(answer, there):
            store.add(answer.id, with_equations(cited, _sentences_around(workspace, cited)), who_judges())


def _sentences_around(workspace: Workspace, cited: Citation) -> list[Sentence]:
    """Return the sentences on the pages of a citation, in reading order; none where its reading is gone."""
    pages = {box.page for box in cited.boxes}
    found = [one for page in pages for one in workspace.pages.sentences(cited.paper_id, page, cited.reading)]
    return sorted({one.id: one for one in found}.values(), key=lambda one: one.id)
