"""An evidence book: one HTML file with every answer beside clippings of the pages that it rests on.

It needs no server, no network and no script. All text of papers, people and models is escaped, and the file's own policy
forbids whatever is not in it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from lib.citations import citation_key, place_of, shown_boxes
from lib.drawing.records import Clipping
from lib.errors import SidelightError
from lib.exporting.book_contents import entries_of, front
from lib.exporting.export_rows import Evidence, Export, Row, added_line
from lib.exporting.export_tables import about
from lib.exporting.phrases import (
    MADE_WITH,
    change_line,
    final_line,
    origin_line,
    papers_heading,
    reference_line,
    support_note,
    verdict_line,
)
from lib.records import Answer, Box, Citation, Paper
from lib.records.notices import STANDING_WORDS
from lib.text.cleaning import clean, minute, one_line, pages_line, paper_title
from lib.text.dois import doi_link

PICTURE_BYTES = 60_000_000
"""Of clippings in one book, as they stand in the file: more of it no browser opens with ease."""
BYTES_A_MB = 1_000_000
PIXELS_A_CSS_PIXEL = 1.5
"""Of a picture, so that it stays sharp on screens with finer pixels."""
NO_PICTURE = "The words are quoted without a picture of the page: {why}"
FULL = (
    "This book holds {most} MB of pictures and so no more. What follows is text alone: quote and page of each citation."
)

Clip = Callable[[Citation], list[Clipping]]
"""The parts of a paper's pages that show what is cited; raises SidelightError."""
PictureKey = tuple[str, tuple[Box, ...]]
"""A paper and the places on its pages."""


def write_book(export: Export, out: BinaryIO, clip: Clip, most_bytes: int = PICTURE_BYTES) -> None:
    """Write the book, UTF-8. `clip` shows the lines; where it cannot, the book says why and quotes."""
    for piece in _Book(export, clip, most_bytes).pieces():
        out.write(piece.encode("utf-8", "replace"))


@functools.cache
def _style() -> str:
    return (Path(__file__).parent / "evidence_book.css").read_text("utf-8")


@functools.cache
def policy() -> str:
    """Return the content security policy of a book: its own style and the pictures inside it, nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _text(text: str) -> str:
    return html.escape(clean(text))


def _line(text: str) -> str:
    return html.escape(one_line(text))


class _Book:
    """A book as it is written: what stands in it already, and how much room for pictures is left."""

    def __init__(self, export: Export, clip: Clip, most_bytes: int) -> None:
        self._export = export
        self._clip = clip
        self._bytes_left = most_bytes
        self._most_bytes = most_bytes
        self._full = False
        self._shown: dict[PictureKey, str] = {}
        """What is shown already, by the number under which it is."""

    def pieces(self) -> Iterator[str]:
        title = _line(self._export.title) or "Answers"
        yield (
            f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy())}">\n'
            f'<meta name="referrer" content="no-referrer">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>{_style()}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        )
        yield f'<p class="quiet">Evidence book, made with {_line(MADE_WITH)} at {_line(minute(self._export.made_at))}.</p>\n'
        for note in self._export.notes:
            yield f'<p class="note">{_line(note)}</p>\n'
        numbers: dict[str, int] = {}
        """Of the papers' headings, in the order of the contents."""
        if self._export.kind != "answer":
            yield from front(entries_of(self._export))
        shown: list[Paper] | None = None
        for place, row in enumerate(self._export.rows(), start=1):
            if self._export.kind != "answer" and row.papers != shown:
                heading = papers_heading(row)
                again = heading in numbers
                number = numbers.setdefault(heading, len(numbers) + 1)
                anchor = "" if again else f' id="p{number}"'
                yield f"<h2{anchor}>{_line(heading)}</h2>\n"
                shown = row.papers
            yield from self._row(place, row)
        yield '<h2 id="papers">Papers</h2>\n<ul>\n'
        for paper in self._export.papers:
            yield f"<li>{_paper(paper)}</li>\n"
        yield "</ul>\n"
        yield from self._annotations()
        yield '<h2 id="about">About this book</h2>\n<dl>\n'
        for name, value in about(self._export):
            yield f"<dt>{_line(name)}</dt><dd>{_line(str(value))}</dd>\n"
        yield "</dl>\n</body>\n</html>\n"

    def _row(self, place: int, row: Row) -> Iterator[str]:
        label = f"{_line(row.question.label)}: " if row.question.label else ""
        asked = f'<h3 dir="auto">{label}{_line(row.question.text)}</h3>'
        folded = self._export.kind != "answer" and not row.evidence
        if folded:  # nothing to look at: one line, opened by a click
            state = row.category.replace("_", " ") if row.category else "nothing found"
            state = row.final.shown if row.final is not None and not row.final.is_value else state
            yield f'<article id="a{place}">\n<details><summary>{asked} <span class="quiet">{_line(state)}</span></summary>\n'
        else:
            yield f'<article id="a{place}">\n{asked}\n'
        if row.final is not None:
            yield f'<p class="final"><b>Final value:</b> {_line(final_line(row.final))}</p>\n'
        yield f'<p class="quiet">{_line(origin_line(row))}</p>\n'
        if row.change is not None:
            yield f"<p>{_line(change_line(row.change))}</p>\n"
        if row.problem:
            yield f'<p class="note">{_line(row.problem)}</p>\n'
        if row.answer is not None:
            yield _answer(row.answer, row.evidence)
        for verdict in row.verdicts:
            yield f"<p>{_line(verdict_line(verdict))}</p>\n"
        headed = {row.papers[0].id} if len(row.papers) == 1 and self._export.kind != "answer" else set()
        if row.evidence:
            yield '<ol class="evidence">\n'
            for evidence in row.evidence:
                yield from self._cited(
                    f"{place}.{evidence.number}", evidence, name_paper=evidence.paper.id not in headed
                )
            yield "</ol>\n"
        yield "</details>\n</article>\n" if folded else "</article>\n"

    def _cited(self, name: str, evidence: Evidence, *, name_paper: bool) -> Iterator[str]:
        title = paper_title(evidence.paper) if name_paper else ""
        added = added_line(evidence.added_by) if evidence.added_by is not None else ""
        stands = STANDING_WORDS[evidence.standing.standing] if evidence.standing is not None else ""
        place = place_of(evidence.citation) or evidence.section
        where = " · ".join(_line(part) for part in (title, pages_line(evidence.pages), place, added, stands) if part)
        yield f'<li id="c{name}">\n<p class="quiet"><b>[{evidence.number}]</b> {where}</p>\n'
        yield f'<blockquote dir="auto"><span>{_line(evidence.citation.quote)}</span></blockquote>\n'
        if evidence.citation.cell is not None and evidence.citation.cell.caption:
            yield f'<p class="quiet">{_line(evidence.citation.cell.caption)}</p>\n'
        if evidence.citation.picture is not None and evidence.citation.picture.problem:
            yield f'<p class="quiet">{_line(evidence.citation.picture.problem)}</p>\n'
        yield from self._pictures(name, evidence)
        for verdict in evidence.verdicts:
            yield f"<p>{_line(verdict_line(verdict))}</p>\n"
        yield "</li>\n"

    def _annotations(self) -> Iterator[str]:
        """Yield what people marked in the papers, without pictures."""
        if not self._export.annotations:
            return
        titles = {paper.id: paper_title(paper) for paper in self._export.papers}
        yield '<h2 id="annotations">Highlights and notes</h2>\n<ul>\n'
        for paper_id, of in self._export.annotations.items():
            for one in of:
                pages = pages_line([(page, "") for page in sorted({box.page for box in one.boxes})])
                where = " · ".join(_line(part) for part in (titles.get(paper_id, ""), pages) if part)
                note = f'<p dir="auto">{_line(one.note)}</p>\n' if one.note else ""
                quote = f'<blockquote dir="auto"><span>{_line(one.text)}</span></blockquote>'
                yield f'<li>\n<p class="quiet">{where}</p>\n{quote}\n{note}</li>\n'
        yield "</ul>\n"

    def _pictures(self, name: str, evidence: Evidence) -> Iterator[str]:
        boxes = shown_boxes(evidence.citation)
        seen = evidence.citation.paper_id, tuple(boxes)
        if seen in self._shown:
            earlier = self._shown[seen]
            yield f'<p class="quiet"><a href="#c{earlier}">The page is shown above.</a></p>\n'
            return
        if self._full or not boxes:
            return
        try:
            clippings = self._clip(evidence.citation)
        except SidelightError as error:
            yield f'<p class="quiet">{_line(NO_PICTURE.format(why=error.message))}</p>\n'
            return
        size = sum(len(clipping.data) for clipping in clippings) * 4 // 3  # in base64: four characters for three bytes
        if size > self._bytes_left:
            self._full = True
            yield f'<p class="note">{FULL.format(most=self._most_bytes // BYTES_A_MB)}</p>\n'
            return
        self._bytes_left -= size
        self._shown[seen] = name
        for clipping in clippings:
            yield _figure(clipping)


def _figure(clipping: Clipping) -> str:
    data = base64.b64encode(clipping.data).decode()
    width, height = round(clipping.width_px / PIXELS_A_CSS_PIXEL), round(clipping.height_px / PIXELS_A_CSS_PIXEL)
    return (
        f'<figure><img src="data:image/webp;base64,{data}" width="{width}" height="{height}" '
        f'decoding="async" alt="The quoted words, highlighted, on page {clipping.page}"></figure>\n'
    )


def _answer(answer: Answer, evidence: list[Evidence]) -> str:
    """Return the answer's sentences with their numbers, what it left undone, and general knowledge apart."""
    numbers = {citation_key(one.citation): one.number for one in evidence}
    parts = []
    for sentence in answer.sentences:
        cited = sorted({numbers[citation_key(citation)] for citation in sentence.citations})
        marks = "".join(f"<sup>[{number}]</sup>" for number in cited)
        note = support_note(sentence)
        parts.append(_text(sentence.text) + marks + (f' <span class="doubt">({_text(note)})</span>' if note else ""))
    text = " ".join(parts) or _text(answer.text) or "No answer."
    stopped = f'<p class="note">Incomplete: {_line(answer.stopped)}</p>\n' if answer.stopped else ""
    general = ""
    if answer.general:
        general = f'<div class="general"><p>General knowledge, not from the papers: {_text(answer.general)}</p></div>\n'
    return f'<p class="answer" dir="auto">{text}</p>\n{stopped}{general}'


def _paper(paper: Paper) -> str:
    link = doi_link(paper.doi)
    doi = f' <a href="{html.escape(link)}" rel="noopener noreferrer">doi:{_line(paper.doi)}</a>' if link else ""
    return _line(reference_line(paper)) + doi
