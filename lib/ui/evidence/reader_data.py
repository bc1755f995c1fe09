"""What the evidence view shows of a whole paper: pages to scroll through, its outline, answers that cite it, words looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lib.citations import number_citations
from lib.records import Answer, Box, Paper
from lib.records.annotations import Annotation
from lib.ui.evidence.component import empty_view, pages_data
from lib.ui.evidence.marks import PLACES, Marks, citation_data, sentence_data
from lib.ui.evidence.outline import outline_of
from lib.ui.evidence.references import references_of
from lib.ui.kit.escaping import visible
from lib.workspace import Workspace

PAGES_BEFORE, PAGES_AFTER = 4, 8
"""Beside the page in sight, drawn ahead so that who scrolls comes to no blank page: some five screens on."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is marked in a paper because a person asked for it."""

    hits: Sequence[Sequence[Box]] = ()
    """Places of the words that are looked for, to be gone through one after the other."""
    others: Sequence[Box] = ()
    """Such as what reading left out: marked alone."""
    framed: Sequence[Box] = ()
    """A figure and its panels."""

    def boxes(self) -> list[Box]:
        """Return all of it."""
        return [*(box for hit in self.hits for box in hit), *self.others]


def reader_data(
    workspace: Workspace,
    paper: Paper,
    page: int,
    answers: Sequence[Answer],
    found: Found | None = None,
    table: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a paper at one of its pages, with its neighbours drawn, the marks of its answers and of what is looked for,
    and the `table` that is open beside it.
    """
    found = found or Found()
    papers = {paper.id: paper}
    ours = [[s for s in answer.sentences if any(c.paper_id == paper.id for c in s.citations)] for answer in answers]
    numbered = number_citations(c for of in ours for s in of for c in s.citations if c.paper_id == paper.id)
    marks = Marks(numbered, found=found.boxes(), framed=found.framed)
    sentences = []
    for answer, of in zip(answers, ours, strict=True):
        for n, sentence in enumerate(of):
            mine = [c for c in sentence.citations if c.paper_id == paper.id]
            heading = visible(answer.question) if n == 0 else ""
            entry = sentence_data(replace(sentence, citations=mine), numbered, heading)
            sentences.append({**entry, "answer": answer.id})
    annotations = workspace.annotations.of(paper.id)
    whole = workspace.sentences(paper.id)
    cited = [citation.boxes for _, citation in numbered.values()]
    standing = workspace.retractions.of([paper]).get(paper.id)
    return {
        **empty_view("reader"),
        "id": f"{paper.id}:reader",
        "label": "Answers that cite this paper" if sentences else "",
        "page": page,
        "page_count": paper.page_count,
        "paper": paper.id,
        "table": None if table is None else dict(table),
        "outline": [entry.to_dict() for entry in outline_of(whole)],
        "hits": [{**_place(hit[0]), "frames": [_place(box) for box in line_frames(hit)]} for hit in found.hits if hit],
        "strip": [
            *({"kind": "cited", **_place(boxes[0])} for boxes in cited if boxes),
            *({"kind": "noted", **_place(one.boxes[0])} for one in annotations),
        ],
        "references": references_of(whole, [one for one in workspace.papers() if one.id != paper.id]),
        "annotations": [_annotation_data(one) for one in annotations],
        "sentences": sentences,
        "citations": [citation_data(n, c, papers, standing=standing) for n, c in numbered.values()],
        **pages_data(workspace, marks, [(paper.id, n) for n in pages_near(page, paper.page_count)], papers),
    }


def _annotation_data(annotation: Annotation) -> dict[str, Any]:
    places = [
        [box.page, *(round(v, PLACES) for v in (box.x0, box.top, box.x1, box.bottom))] for box in annotation.boxes
    ]
    return {"id": annotation.id, "text": visible(annotation.text), "note": visible(annotation.note), "boxes": places}


def pages_near(page: int, count: int) -> list[int]:
    """Return the pages that are drawn for who reads one, the page itself first, then those next to it."""
    near: Iterable[int] = range(page - PAGES_BEFORE, page + PAGES_AFTER + 1)
    return sorted((n for n in near if 1 <= n <= count), key=lambda n: (abs(n - page), n < page))


def line_frames(words: Sequence[Box]) -> list[Box]:
    """Return the boxes of words with those that stand beside one another on a printed line in one.

    Beside one another: no farther apart than a line is high, both as shares of the page; a space is narrower, justified too.
    """
    frames: list[Box] = []
    for box in words:
        last = frames[-1] if frames else None
        if (
            last is not None
            and last.page == box.page
            and last.top <= (box.top + box.bottom) / 2 <= last.bottom
            and max(box.x0 - last.x1, last.x0 - box.x1) <= box.bottom - box.top
        ):
            frames[-1] = Box(
                box.page,
                min(last.x0, box.x0),
                min(last.top, box.top),
                max(last.x1, box.x1),
                max(last.bottom, box.bottom),
            )
        else:
            frames.append(box)
    return frames


def _place(box: Box) -> dict[str, Any]:
    return {"page": box.page, "at": [round(value, PLACES) for value in (box.x0, box.top, box.x1, box.bottom)]}
