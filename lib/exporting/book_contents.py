"""The front of an evidence book: its matrix, its contents, its index by question."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lib.exporting.export_rows import Export, Row
from lib.exporting.phrases import answerer_line, final_line, papers_heading
from lib.records import Category
from lib.reviews.extraction import ExtractedCell, final_category
from lib.surveys.category_signs import SIGNS
from lib.text.cleaning import one_line
from lib.text.references import author_years

NAMED_CHARACTERS = 90
"""Of a question in the contents."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer of the book, as its front names it."""

    place: int
    """From 1, in the order of the book."""
    heading: str
    """Of its papers."""
    name: str
    """Of its paper in few words."""
    question: str
    label: str
    answerer: str
    category: Category | None
    found: bool
    final: ExtractedCell | None
    """What the question of its paper is held to be."""
    is_shown: bool
    """Whether it is the answer that shows the final value best."""

    @property
    def anchor(self) -> str:
        """What a link to it names."""
        return f"a{self.place}"

    @property
    def sign(self) -> str:
        """Of its category; outside surveys whether anything was found."""
        return SIGNS[self.category or ("reported" if self.found else "not_reported")]

    @property
    def state(self) -> str:
        """The same in words."""
        return self.category.replace("_", " ") if self.category else "answered" if self.found else "nothing found"


def entries_of(export: Export) -> list[Entry]:
    """Return what the front names of each answer; reads all rows once."""
    names = author_years(export.papers)
    return [_entry(place, row, names) for place, row in enumerate(export.rows(), start=1)]


def _entry(place: int, row: Row, names: dict[str, str]) -> Entry:
    found = row.answer is not None and row.answer.found
    name = names.get(row.papers[0].id, "") if len(row.papers) == 1 else f"{len(row.papers):,} papers"
    label = one_line(row.question.label)
    question, final = one_line(row.question.text), row.final
    is_shown = final is not None and row.answer is not None and row.answer.id == final.final.answer_id
    return Entry(place, papers_heading(row), name, question, label, row.answerer, row.category, found, final, is_shown)


def front(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the matrix, the contents and the index by question, in HTML."""
    papers = list(dict.fromkeys(entry.heading for entry in entries))
    questions = list(dict.fromkeys((entry.question, entry.label) for entry in entries))
    yield '<nav aria-label="Contents">\n'
    if len(entries) > 1:
        yield from _matrix(entries, papers, questions)
    yield "<h2>Contents</h2>\n<ol>\n"
    for number, heading in enumerate(papers, start=1):
        yield f'<li><a href="#p{number}">{_line(heading)}</a></li>\n'
    yield "</ol>\n<details><summary>Index by question</summary>\n"
    for question, label in questions:
        yield f"<h3>{_line(_named(question, label))}</h3>\n<p>"
        of = [entry for entry in entries if (entry.question, entry.label) == (question, label)]
        yield " · ".join(
            f'<a href="#{one.anchor}">{_line(one.name or one.heading)}</a> {_line(one.state)}' for one in of
        )
        yield "</p>\n"
    yield '</details>\n<p><a href="#papers">Papers</a> · <a href="#about">About this book</a></p>\n</nav>\n'


def _matrix(entries: Sequence[Entry], papers: Sequence[str], questions: Sequence[tuple[str, str]]) -> Iterator[str]:
    there: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        there.setdefault((entry.heading, entry.question, entry.label), []).append(entry)
    several = len({entry.answerer for entry in entries}) > 1
    yield '<h2>Matrix</h2>\n<div class="wide"><table>\n<thead><tr><th scope="col">paper</th>'
    for number, (question, label) in enumerate(questions, start=1):
        heading = f"{number} {label}" if label else str(number)
        yield f'<th scope="col" title="{_line(question)}"><span>{_line(heading)}</span></th>'
    yield "</tr></thead>\n<tbody>\n"
    for heading in papers:
        name = next(entry.name for entry in entries if entry.heading == heading) or heading
        yield f'<tr><th scope="row" title="{_line(heading)}">{_line(name)}</th>'
        for question, label in questions:
            of = there.get((heading, question, label), [])
            yield f"<td>{_final_sign(of)}{' '.join(_sign(one, several=several) for one in of)}</td>"
        yield "</tr>\n"
    yield "</tbody></table></div>\n"
    words = {entry.sign: entry.state for entry in entries}
    held = [entry.final for entry in entries if entry.final is not None]
    words |= {SIGNS[one.final.category or one.final.state]: final_category(one) for one in held}
    if any(one.final.layer != "answerer" for one in held):
        yield (
            '<p class="quiet">In bold the final value of each cell, whose word it is when pointed at; below it what each '
            "answerer said.</p>\n"
        )
    yield f'<p class="quiet">{" · ".join(f"{_line(sign)} {_line(state)}" for sign, state in words.items())}</p>\n'


def _final_sign(entries: Sequence[Entry]) -> str:
    """Return the sign of what the answers of one place are held to be after all layers, over those of the answers; nothing
    where it is not known, or one answer alone says it.
    """
    shown = next((one for one in entries if one.is_shown), entries[0]) if entries else None
    if shown is None or shown.final is None:
        return ""
    final = shown.final.final
    if len(entries) == 1 and final.layer == "answerer":
        return ""
    sign = SIGNS[final.category or final.state]
    return f'<a class="held" href="#{shown.anchor}" title="{_line(final_line(shown.final))}">{_line(sign)}</a>'


def _sign(entry: Entry, *, several: bool) -> str:
    by = f", {answerer_line(entry.answerer)}" if several else ""
    return f'<a href="#{entry.anchor}" title="{_line(entry.state + by)}">{_line(entry.sign)}</a>'


def _named(question: str, label: str) -> str:
    short = question if len(question) <= NAMED_CHARACTERS else f"{question[: NAMED_CHARACTERS - 1]}…"
    return f"{label}: {short}" if label else short


def _line(text: str) -> str:
    return html.escape(one_line(text))
