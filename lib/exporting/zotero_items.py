"""Evidence as items of Zotero: a highlight of the PDF's attachment for each cited place, a note of the work with the answers."""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.exporting.copies import MARKED_NOTE
from lib.exporting.export_rows import Evidence, Export, Row, added_line
from lib.exporting.phrases import MADE_WITH, answerer_line
from lib.geometry import Rect
from lib.records import Box, Paper
from lib.text.cleaning import one_line, pages_line

TAG = "Sidelight"
"""Of every item, by which they are found in Zotero."""
COLOUR = "#ffd400"
"""Zotero's own yellow."""
TEXT_CHARACTERS = 8_000
"""Of a highlight's text and of its comment at most."""
NOTE_CHARACTERS = 200_000
"""Of a note at most; Zotero does not synchronise longer ones."""
POSITION_CHARACTERS = 65_000
"""Of a highlight's place; Zotero takes no longer one."""


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """Words of a paper that are to be lit."""

    boxes: Sequence[Box]
    quote: str
    comment: str
    order: int
    """Of its first sentence in the paper's reading; 0 where a person marked words."""


@dataclass(slots=True)
class PaperMarks:
    """What an export says of one paper."""

    paper: Paper
    places: list[MarkedPlace] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """A piece of the note for each answer, as HTML."""


def marks_of(export: Export) -> dict[str, PaperMarks]:
    """Return what the answers of an export cite, and what people marked in these papers, by paper."""
    found: dict[str, PaperMarks] = {}
    for row in export.rows():
        by_paper: dict[str, list[Evidence]] = defaultdict(list)
        for evidence in row.evidence:
            by_paper[evidence.paper.id].append(evidence)
        for paper_id, of in by_paper.items():
            marks = found.setdefault(paper_id, PaperMarks(of[0].paper))
            marks.places += [_place(row, evidence) for evidence in of]
            marks.answers.append(_answer(row, of))
    for paper_id, marked in export.annotations.items():
        if paper_id in found:
            found[paper_id].places += [
                MarkedPlace(one.boxes, one_line(one.text), one_line(one.note) or MARKED_NOTE, 0) for one in marked
            ]
    return found


def _place(row: Row, evidence: Evidence) -> MarkedPlace:
    by = answerer_line(row.answerer) if evidence.added_by is None else added_line(evidence.added_by)
    citation = evidence.citation
    comment = f"[{evidence.number}] {one_line(row.question.text)} ({one_line(by)})"
    return MarkedPlace(citation.boxes, one_line(citation.quote), comment, min(citation.sentence_ids, default=0))


def _answer(row: Row, evidence: Sequence[Evidence]) -> str:
    """Return the question, what was answered, and the quotes from this paper."""
    text = one_line(row.answer.text) if row.answer is not None else ""
    quotes = "".join(
        f"<li>“{_escaped(one.citation.quote)}” ({_escaped(pages_line(one.pages))})</li>" for one in evidence
    )
    said = f"<p>{_escaped(text)}</p>" if text else ""
    by = f"<p><em>{_escaped(answerer_line(row.answerer))}</em></p>"
    return f"<h2>{_escaped(row.question.text)}</h2>{by}{said}<ul>{quotes}</ul>"


def _escaped(text: str) -> str:
    return html.escape(one_line(text))


def highlight_items(
    attachment: str, places: Sequence[MarkedPlace], rects: Sequence[Sequence[Rect | None]], labels: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield the highlights of an attachment: one for each place, with all comments on it.

    `rects`: of each place the rectangles of its boxes in PDF user space, None of a page that the file does not have; `labels`:
    printed on the pages. A place over a page's end is one highlight, as in Zotero; over more pages several.
    """
    comments: dict[str, list[str]] = {}
    items: dict[str, dict[str, Any]] = {}
    for place, own in zip(places, rects, strict=True):
        by_page: dict[int, list[Rect]] = defaultdict(list)
        for box, rect in zip(place.boxes, own, strict=True):
            if rect is not None:
                by_page[box.page].append(rect)
        for page, position in _positions(by_page):
            top = min(box.top for box in place.boxes if box.page == page)
            key = json.dumps(position, separators=(",", ":"))
            if len(key) > POSITION_CHARACTERS:
                continue
            comments.setdefault(key, []).append(place.comment)
            items[key] = {
                "itemType": "annotation",
                "parentItem": attachment,
                "annotationType": "highlight",
                "annotationText": place.quote[:TEXT_CHARACTERS],
                "annotationComment": "\n".join(dict.fromkeys(comments[key]))[:TEXT_CHARACTERS],
                "annotationColor": COLOUR,
                "annotationPageLabel": _label(page, labels),
                "annotationSortIndex": f"{page - 1:05d}|{min(place.order, 999_999):06d}|{int(top * 1000):05d}",
                "annotationPosition": key,
                "tags": [{"tag": TAG}],
            }
    yield from items.values()


def _positions(by_page: Mapping[int, list[Rect]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the page (1-based) and the place of each highlight."""
    pages = sorted(by_page)
    while pages:
        page = pages.pop(0)
        position: dict[str, Any] = {"pageIndex": page - 1, "rects": [list(rect) for rect in by_page[page]]}
        if pages and pages[0] == page + 1:
            position["nextPageRects"] = [list(rect) for rect in by_page[pages.pop(0)]]
        yield page, position


def _label(page: int, labels: Sequence[str]) -> str:
    return (labels[page - 1] if page <= len(labels) else "") or str(page)


def note_item(parent: str, title: str, marks: PaperMarks) -> dict[str, Any]:
    """Return the note of a work: what was asked of it, the answers, and the quotes that they rest on."""
    text = f"<h1>{_escaped(f'Answers: {title}' if title else 'Answers')}</h1>"
    for answer in marks.answers:
        if len(text) + len(answer) > NOTE_CHARACTERS:
            text += "<p>…</p>"
            break
        text += answer
    text += f"<p>Made with {_escaped(MADE_WITH)}</p>"
    return {"itemType": "note", "parentItem": parent, "note": text, "tags": [{"tag": TAG}]}
