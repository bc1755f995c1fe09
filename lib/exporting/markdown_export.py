"""An export as Markdown, to be read as it is or set by any renderer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from lib.citations import citation_key, place_of
from lib.exporting.bibtex import sentence_of
from lib.exporting.export_rows import Evidence, Export, Row, added_line
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
from lib.records import Answer, Paper
from lib.records.annotations import Annotation
from lib.records.notices import STANDING_WORDS, PaperStanding
from lib.text.cleaning import minute, one_line, pages_line
from lib.text.dois import doi_link
from lib.text.markdown import escape_for_file
from lib.text.references import author_years


def write_markdown(export: Export, out: BinaryIO) -> None:
    """Write the export, UTF-8. Nothing in it is a live link, picture or HTML but the papers' DOIs."""
    for block in _blocks(export):
        out.write(f"{block}\n\n".encode("utf-8", "replace"))


def _line(text: str) -> str:
    return escape_for_file(one_line(text))


def _blocks(export: Export) -> Iterator[str]:
    yield f"# {_line(export.title) or 'Answers'}"
    yield f"Made with {_line(MADE_WITH)} at {_line(minute(export.made_at))}."
    for note in export.notes:
        yield f"*{_line(note)}*"
    shown = None
    names = author_years(export.papers)
    for row in export.rows():
        if export.kind != "answer" and row.papers != shown:
            yield f"## {_line(papers_heading(row))}"
            shown = row.papers
        headed = {row.papers[0].id} if export.kind != "answer" and len(row.papers) == 1 else set()
        yield from _row(row, {paper_id: name for paper_id, name in names.items() if paper_id not in headed})
    yield "## Papers"
    yield (
        "\n".join(
            f"- **{_line(names[paper.id])}:** {_paper(paper, export.standings.get(paper.id))}"
            for paper in export.papers
        )
        or "None."
    )
    if export.annotations:
        yield "## Highlights and notes"
        yield "\n".join(
            _annotation(one, names.get(paper_id, "")) for paper_id, of in export.annotations.items() for one in of
        )


def _row(row: Row, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the blocks of a row; `names`: how papers are cited, but for the one that the heading names."""
    label = f"{_line(row.question.label)}: " if row.question.label else ""
    yield f"### {label}{_line(row.question.text)}"
    if row.final is not None:
        yield f"**Final value:** {_line(final_line(row.final))}"
    yield _line(origin_line(row))
    if row.change is not None:
        yield _line(change_line(row.change))
    if row.problem:
        yield f"**Problem:** {_line(row.problem)}"
    if row.answer is not None:
        yield _answer(row.answer, row.evidence)
        if row.answer.general:
            yield f"**General knowledge, not from the papers:** {_line(row.answer.general)}"
    if row.evidence:
        yield "\n".join(_cited(evidence, names.get(evidence.paper.id, "")) for evidence in row.evidence)
    if row.verdicts:
        yield "\n".join(f"- {_line(verdict_line(verdict))}" for verdict in row.verdicts)


def _answer(answer: Answer, evidence: list[Evidence]) -> str:
    """Return the answer's sentences, each with the numbers of its citations and a word where the passages do not bear it."""
    if not answer.sentences:
        return escape_for_file(answer.text) or "*No answer.*"
    numbers = {citation_key(one.citation): one.number for one in evidence}
    out = []
    for sentence in answer.sentences:
        cited = sorted({numbers[citation_key(citation)] for citation in sentence.citations})
        marks = "".join(f" \\[{number}\\]" for number in cited)
        note = support_note(sentence)
        note = f" *({escape_for_file(note)})*" if note else ""
        out.append(escape_for_file(sentence.text) + marks + note)
    stopped = f"\n\n*Incomplete: {_line(answer.stopped)}*" if answer.stopped else ""
    return " ".join(out) + stopped


def _cited(evidence: Evidence, name: str) -> str:
    """Return a citation with its place, behind the paper's short name where that is not said above."""
    of = place_of(evidence.citation) or evidence.section
    place = ", ".join(_line(part) for part in (name, pages_line(evidence.pages), of) if part)
    said = "".join(f"\n    - {_line(verdict_line(verdict))}" for verdict in evidence.verdicts)
    by = f", *{_line(added_line(evidence.added_by))}*" if evidence.added_by is not None else ""
    by += f", **{STANDING_WORDS[evidence.standing.standing]}**" if evidence.standing is not None else ""
    return f"- \\[{evidence.number}\\] “{_line(evidence.citation.quote)}” ({place}{by}){said}"


def _annotation(annotation: Annotation, name: str) -> str:
    """Return marked words with their place and the note on them."""
    pages = sorted({box.page for box in annotation.boxes})
    place = ", ".join(_line(part) for part in (name, pages_line([(page, "") for page in pages])) if part)
    note = f": {_line(annotation.note)}" if annotation.note else ""
    return f"- “{_line(annotation.text)}” ({place}){note}"


def _paper(paper: Paper, standing: PaperStanding | None) -> str:
    link = doi_link(paper.doi)
    doi = f" [{_line(f'doi:{paper.doi}')}]({link})" if link else ""
    stands = f" **{_line(sentence_of(standing))}.**" if standing is not None else ""
    return _line(reference_line(paper)) + doi + stands
