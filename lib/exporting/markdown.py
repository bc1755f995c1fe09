"""An export as Markdown, to be read as it is or set by any renderer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lib.citations import citation_key
from lib.exporting.rows import Evidence, Export, Row
from lib.exporting.tables import CORRECT_WORDS, SUPPORTED_WORDS
from lib.exporting.text import doi_link, markdown, one_line, pages_line, paper_title
from lib.records import Answer, Paper
from lib.reviews.verdicts import ReviewVerdict

SUPPORT_NOTES = {"weak": "only partly in the passages", "unsupported": "not in the passages"}


def write_markdown(export: Export, out: BinaryIO) -> None:
    """Nothing; the export is written, UTF-8. Nothing in it is a live link, picture or HTML but the papers' DOIs."""
    for block in _blocks(export):
        out.write(f"{block}\n\n".encode("utf-8", "replace"))


def _line(text: str) -> str:
    return markdown(one_line(text))


def _blocks(export: Export) -> Iterator[str]:
    yield f"# {_line(export.title) or 'Answers'}"
    yield f"Made with Sidelight at {_line(export.made_at)}."
    for note in export.notes:
        yield f"*{_line(note)}*"
    shown = None
    for row in export.rows():
        if export.kind != "answer" and row.papers != shown:
            yield f"## {_line('; '.join(paper_title(paper) for paper in row.papers[:5])) or 'No paper'}"
            shown = row.papers
        yield from _row(row)
    yield "## Papers"
    yield "\n".join(f"- {_paper(paper)}" for paper in export.papers) or "None."


def _row(row: Row) -> Iterator[str]:
    label = f"{_line(row.question.label)}: " if row.question.label else ""
    yield f"### {label}{_line(row.question.text)}"
    yield _made(row)
    if row.problem:
        yield f"**Problem:** {_line(row.problem)}"
    if row.answer is not None:
        yield _answer(row.answer, row.evidence)
        if row.answer.general:
            yield f"**General knowledge, not from the papers:** {_line(row.answer.general)}"
    if row.evidence:
        yield "\n".join(_cited(evidence) for evidence in row.evidence)
    if row.verdicts:
        yield "\n".join(f"- {_line(verdict.rater)}: {_said(verdict)}" for verdict in row.verdicts)


def _made(row: Row) -> str:
    parts = [row.answerer]
    if row.answer is not None:
        parts += [row.answer.model] if row.answer.model not in ("", row.answerer) else []
        parts += [row.answer.created_at]
    if row.category:
        parts.append(row.category.replace("_", " ") + (", changed by a person" if row.changed else ""))
    if row.value is not None and row.value.text:
        parts.append(f"value: {row.value.text}")
    return " · ".join(_line(part) for part in parts if part)


def _answer(answer: Answer, evidence: list[Evidence]) -> str:
    """The answer's sentences, each with the numbers of its citations and a word where the passages do not bear it."""
    if not answer.sentences:
        return markdown(answer.text) or "*No answer.*"
    numbers = {citation_key(one.citation): one.number for one in evidence}
    out = []
    for sentence in answer.sentences:
        cited = sorted({numbers[citation_key(citation)] for citation in sentence.citations})
        marks = "".join(f" \\[{number}\\]" for number in cited)
        note = f" *({SUPPORT_NOTES[sentence.support]})*" if sentence.support in SUPPORT_NOTES else ""
        out.append(markdown(sentence.text) + marks + note)
    stopped = f"\n\n*Incomplete: {_line(answer.stopped)}*" if answer.stopped else ""
    return " ".join(out) + stopped


def _cited(evidence: Evidence) -> str:
    place = f"{_line(paper_title(evidence.paper))}, {_line(pages_line(evidence.pages))}"
    section = f", {_line(evidence.section)}" if evidence.section else ""
    said = "".join(f"\n    - {_line(verdict.rater)}: {_said(verdict)}" for verdict in evidence.verdicts)
    return f"- \\[{evidence.number}\\] “{_line(evidence.citation.quote)}” ({place}{section}){said}"


def _said(verdict: ReviewVerdict) -> str:
    words = []
    if verdict.correct:
        words.append(CORRECT_WORDS[verdict.correct])
    if verdict.right_passage is not None:
        words.append("right passage" if verdict.right_passage else "not the right passage")
    if verdict.supported:
        words.append(f"supported: {SUPPORTED_WORDS[verdict.supported]}")
    if verdict.category:
        words.append(verdict.category.replace("_", " "))
    words += ["flagged"] if verdict.flag else []
    texts = [("reason", verdict.reason), ("correction", verdict.correction), ("note", verdict.note)]
    words += [f"{name}: {_line(text)}" for name, text in texts if text]
    return "; ".join(words) or "no judgement"


def _paper(paper: Paper) -> str:
    authors = ", ".join(paper.authors[:6]) + (" et al." if len(paper.authors) > 6 else "")
    parts = [_line(authors), str(paper.year or ""), _line(paper_title(paper))]
    link = doi_link(paper.doi)
    doi = f" [{_line(f'doi:{paper.doi}')}]({link})" if link else ""
    return ". ".join(part for part in parts if part) + "." + doi
