"""Annotated copies of the PDFs that an export rests on: one, or several in a ZIP."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from lib.background.export_tasks import Step, no_step
from lib.drawing.records import Highlight
from lib.errors import SidelightError
from lib.exporting.export_format import PaperPdfs
from lib.exporting.export_rows import Evidence, Export, Row, added_line
from lib.exporting.file_names import file_name, paper_stem
from lib.exporting.phrases import MADE_WITH, final_line
from lib.records import Paper
from lib.text.cleaning import one_line, paper_title

LEFT_OUT = "Not annotated.txt"
"""The file in the ZIP that names the papers without a copy."""

NOTED, MARKED = "note", "mark"
"""In the tags of words that a person marked, with a note and without."""
MARKED_NOTE = "Marked by a person"
POINTED = "rater"
"""In the tags of words at which a rater points as the right evidence, behind the number of the question or the answer."""


@dataclass(frozen=True, slots=True)
class CitedPapers:
    """The papers that an export cites, each with what is to be marked in it."""

    papers: dict[str, Paper] = field(default_factory=dict)
    highlights: dict[str, list[Highlight]] = field(default_factory=lambda: defaultdict(list))


def cited_papers(export: Export) -> CitedPapers:
    """Return the marks by paper, numbered as the answer's citations are, with what raters point at; of an export of papers all
    of these, marked or not.

    Those of a survey stand behind the number of the question, "5.1": question 5, citation 1 of its answer; those of several
    answers that belong to no one survey behind that of the answer, counted anew in each paper.
    """
    cited = CitedPapers({paper.id: paper for paper in export.papers} if export.kind == "papers" else {})
    counted: dict[str, int] = defaultdict(int)
    for row in export.rows():
        by_paper: dict[str, list[int]] = defaultdict(list)
        for place, evidence in enumerate(row.evidence):
            by_paper[evidence.paper.id].append(place)
        before: dict[str, str] = {}
        pointed = {citation.paper_id for verdict in row.verdicts for citation in verdict.evidence}
        for paper_id in by_paper.keys() | (pointed & {paper.id for paper in row.papers}):
            counted[paper_id] += 1
            numbers = {"answer": "", "survey": f"{row.question_place + 1}."}
            before[paper_id] = numbers.get(export.kind, f"{counted[paper_id]}.")
        for paper_id, places in by_paper.items():
            for place in places:
                evidence = row.evidence[place]
                cited.papers[paper_id] = evidence.paper
                cited.highlights[paper_id].append(
                    Highlight(
                        f"{before[paper_id]}{evidence.number}",
                        evidence.citation.boxes,
                        _note(row, evidence),
                        one_line(evidence.citation.quote),
                    )
                )
        _add_pointed(cited, row, before)
    for paper_id, marked in export.annotations.items():
        if paper_id in cited.papers:
            cited.highlights[paper_id] += [
                Highlight(
                    NOTED if one.note else MARKED, one.boxes, one_line(one.note) or MARKED_NOTE, one_line(one.text)
                )
                for one in marked
            ]
    return cited


def _add_pointed(cited: CitedPapers, row: Row, before: Mapping[str, str]) -> None:
    """Add what raters point at as the right evidence for an answer, under what stands in front of its numbers, by paper."""
    papers = {paper.id: paper for paper in row.papers}
    for verdict in row.verdicts:
        for citation in verdict.evidence:
            if citation.paper_id in papers:
                cited.papers.setdefault(citation.paper_id, papers[citation.paper_id])
                note = f"{_asked(row)} (right evidence: {one_line(verdict.rater)}){_held(row)}"
                mark = Highlight(
                    f"{before[citation.paper_id]}{POINTED}", citation.boxes, note, one_line(citation.quote)
                )
                cited.highlights[citation.paper_id].append(mark)


def _note(row: Row, evidence: Evidence) -> str:
    by = row.answerer if evidence.added_by is None else added_line(evidence.added_by)
    return f"{_asked(row)} ({one_line(by)}){_held(row)}"


def _asked(row: Row) -> str:
    label = f"{one_line(row.question.label)}: " if row.question.label else ""
    return f"{label}{one_line(row.question.text)}"


def _held(row: Row) -> str:
    """Return what the question of the paper is held to be; empty outside surveys, or where a rater may not see it."""
    return f" — final value: {final_line(row.final)}" if row.final is not None else ""


def write_copies(
    cited: CitedPapers,
    out: BinaryIO,
    pdfs: PaperPdfs,
    step: Step = no_step,
) -> list[str]:
    """Write a ZIP with a copy of each paper and return plain sentences on what could not be done. `step` is told of each.

    Papers without a file, or that need a password, are named in a text file inside.
    """
    taken: set[str] = {LEFT_OUT.casefold()}
    problems: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as files:  # PDFs are compressed already
        for done, (paper_id, paper) in enumerate(cited.papers.items()):
            step("paper", done, len(cited.papers))
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / "copy.pdf"
                try:
                    pdfs.write_highlighted(paper_id, cited.highlights[paper_id], copy, MADE_WITH)
                except SidelightError as error:
                    problems.append(f"{paper_title(paper)}: {error.message}")
                    continue
                files.write(copy, file_name(paper_stem(paper), "pdf", taken))
        if problems:
            files.writestr(LEFT_OUT, "\n".join(problems) + "\n")
    return problems


def write_copy(cited: CitedPapers, paper_id: str, out: BinaryIO, pdfs: PaperPdfs) -> list[str]:
    """Write the copy of one paper and return plain sentences on it; raises SidelightError where it cannot be copied."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.pdf"
        notes = pdfs.write_highlighted(paper_id, cited.highlights[paper_id], copy, MADE_WITH)
        with copy.open("rb") as written:
            shutil.copyfileobj(written, out)
    return notes
