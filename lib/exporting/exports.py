"""The front of exporting, as `ws.exports`: files to take away, and files that come in."""

from __future__ import annotations

import io
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from lib.background.export_tasks import Making, Makings, SavedFile, Step, no_step
from lib.errors import SidelightError, StoreError
from lib.exporting.bibtex import bibtex
from lib.exporting.export_builder import Gathering, Sources
from lib.exporting.export_rows import Export, Row
from lib.exporting.file_names import file_name, paper_stem
from lib.exporting.jsonl_export import write_jsonl
from lib.exporting.markdown_export import write_markdown
from lib.exporting.methods_paragraph import Compared, methods_paragraph
from lib.exporting.spreadsheet import write_citations_csv, write_csv, write_xlsx
from lib.importing.bibliography import Matched, match_bibliography, read_bibliography
from lib.importing.jsonl_import import ImportedFile, import_export, weigh_export
from lib.records import Paper
from lib.records.reviews import Label, LabelTable
from lib.storage.imports import ImportStore

if TYPE_CHECKING:
    from lib.exporting.clippings import DrawPage

Format = Literal["xlsx", "csv", "citations", "jsonl", "markdown", "bibtex", "pdf", "book", "methods"]


@dataclass(frozen=True, slots=True)
class FileKind:
    """How the files of a format are called."""

    words: str
    """For the screen."""
    ending: str
    media_type: str
    suffix: str = ""
    """Behind the title, where two formats end alike."""


FORMATS: dict[Format, FileKind] = {
    "xlsx": FileKind("Excel workbook", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": FileKind("CSV, one row an answer", "csv", "text/csv"),
    "citations": FileKind("CSV, one row a citation", "csv", "text/csv", " - citations"),
    "jsonl": FileKind("JSON lines, for another Sidelight", "jsonl", "application/jsonl"),
    "markdown": FileKind("Markdown", "md", "text/markdown"),
    "bibtex": FileKind("BibTeX of the papers", "bib", "application/x-bibtex"),
    "pdf": FileKind("PDF with the evidence highlighted", "pdf", "application/pdf", " - highlighted"),
    "book": FileKind("Evidence book (HTML)", "html", "text/html", " - evidence"),
    "methods": FileKind("Paragraph for a methods section", "txt", "text/plain", " - methods"),
}
ZIP = FileKind("PDFs with the evidence highlighted", "zip", "application/zip", " - highlighted")
NOTHING_CITED = "Nothing in this export cites a paper, so there is nothing to highlight."


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to take away."""

    name: str
    media_type: str
    data: bytes
    notes: list[str] = field(default_factory=list)
    """Plain sentences on what is missing in it or changed."""


class Exports:
    """Exports answers, surveys and reviews. Thread-safe.

    `of_answer`, `of_survey` and `of_review` say what; `file` makes it in memory, `save` in a folder, `begin` in the
    background; `answer`, `survey` and `review` do both.
    """

    def __init__(self, sources: Sources, draw: DrawPage, imports: ImportStore, makings: Makings) -> None:
        self._sources = sources
        self._draw = draw
        self._imports = imports
        self._gathering = Gathering(sources)
        self._makings = makings
        self._taking_in = threading.Lock()

    def of_answer(self, answer_id: str) -> Export:
        """Return what an export of one answer holds; raises SidelightError where it is gone."""
        return self._gathering.of_answer(answer_id)

    def of_survey(self, survey_id: str, labels: Sequence[tuple[LabelTable, list[Label]]] = ()) -> Export:
        """Return what an export of a survey holds; `labels`: tables that go with it. Raises UnknownSurvey."""
        return self._gathering.of_survey(survey_id, labels)

    def of_review(self, answer_ids: Sequence[str], title: str = "Review") -> Export:
        """Return what an export of reviewed answers holds, in their order; raises SidelightError where all are gone."""
        return self._gathering.of_review(answer_ids, title)

    def answer(self, answer_id: str, wanted: Format) -> ExportFile:
        """Return one answer as a file; raises SidelightError."""
        return self.file(self.of_answer(answer_id), wanted)

    def survey(self, survey_id: str, wanted: Format, compared: Sequence[Compared] = ()) -> ExportFile:
        """Return a survey as a file; `compared` goes into the methods paragraph. Raises SidelightError."""
        return self.file(self.of_survey(survey_id), wanted, compared)

    def review(
        self, answer_ids: Sequence[str], wanted: Format, title: str = "Review", compared: Sequence[Compared] = ()
    ) -> ExportFile:
        """Reviewed answers as a file; `compared` goes into the methods paragraph. Raises SidelightError."""
        return self.file(self.of_review(answer_ids, title), wanted, compared)

    def file(self, export: Export, wanted: Format, compared: Sequence[Compared] = ()) -> ExportFile:
        """Return the export in that format, in memory; raises SidelightError. What is large is better saved."""
        out = io.BytesIO()
        kind, name, notes = self._write(export, wanted, out, compared)
        return ExportFile(name, kind.media_type, out.getvalue(), [*export.notes, *notes])

    def save(
        self, export: Export, wanted: Format, folder: Path, compared: Sequence[Compared] = (), step: Step = no_step
    ) -> SavedFile:
        """Return the export, written into the folder piece by piece and renamed when it is whole; raises SidelightError.

        A file of that name is replaced. `step` hears of each answer or paper that is written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
        except OSError as error:
            raise _not_written(error) from error
        try:
            with os.fdopen(handle, "w+b") as out:
                kind, name, notes = self._write(_counted(export, step), wanted, out, compared, step)
                out.flush()
                os.fsync(out.fileno())
            return SavedFile(Path(part).replace(folder / name), kind.media_type, [*export.notes, *notes])
        except OSError as error:
            raise _not_written(error) from error
        finally:
            Path(part).unlink(missing_ok=True)

    def begin(
        self,
        of: str,
        wanted: Format,
        gather: Callable[[], Export],
        compared: Callable[[], Sequence[Compared]] = tuple,
        state: object = None,
    ) -> Making:
        """Return the file that begins to be made in the background; `of` is its name for `making` and `drop`.

        What was made before of the same is let go. `state` is kept beside it, for who must know whether it is still the same.
        """

        def write(folder: Path, step: Step) -> SavedFile:
            return self.save(gather(), wanted, folder, compared(), step)

        return self._makings.start(of, wanted, state, write)

    def making(self, of: str) -> Making | None:
        """Return what was last begun of it; None where nothing was, or it is old and gone."""
        return self._makings.get(of)

    def drop(self, of: str) -> None:
        """Nothing; what was begun of it is stopped, and its file gone."""
        self._makings.drop(of)

    def named(self, export: Export, wanted: Format) -> tuple[str, str]:
        """Return the name that a file of it has, and its media type; raises SidelightError where there is nothing to
        highlight.
        """
        if wanted != "pdf":
            return named(export.title, wanted)
        from lib.exporting.copies import cited_papers

        kind, name = _named_pdf(export, list(cited_papers(export).papers.values()))
        return name, kind.media_type

    def methods(self, export: Export, compared: Sequence[Compared] = ()) -> str:
        """Return a paragraph for a methods section, the numbers filled in."""
        return methods_paragraph(export, compared)

    def take_in(self, stream: BinaryIO) -> ImportedFile:
        """Return what became of a file that was exported as JSON lines, here or elsewhere; raises ImportFault with a sentence.

        One file after the other: two at once would each count as new what the other keeps.
        """
        with self._taking_in:
            return import_export(stream, self._imports)

    def weigh_in(self, stream: BinaryIO) -> ImportedFile:
        """Return what `take_in` would make of the file now; nothing is kept. Raises ImportFault with a sentence."""
        return weigh_export(stream, self._imports)

    def bibliography(self, name: str, data: bytes, papers: Sequence[Paper]) -> Matched:
        """Return a BibTeX or RIS file beside these papers: what it would change in them; raises SidelightError with a
        sentence.
        """
        return match_bibliography(read_bibliography(name, data), papers)

    def _write(
        self, export: Export, wanted: Format, out: BinaryIO, compared: Sequence[Compared], step: Step = no_step
    ) -> tuple[FileKind, str, list[str]]:
        """Return what was written: its kind, its name, and what is to be said of it."""
        if wanted == "pdf":
            return self._write_pdf(export, out, step)
        if wanted == "bibtex":
            out.write(bibtex(export.papers).encode("utf-8", "replace"))
        elif wanted == "methods":
            out.write((methods_paragraph(export, compared) + "\n").encode("utf-8", "replace"))
        elif wanted == "book":
            from lib.exporting.evidence_book import write_book

            write_book(export, out, self._draw)
        else:
            WRITERS[wanted](export, out)
        return FORMATS[wanted], named(export.title, wanted)[0], []

    def _write_pdf(self, export: Export, out: BinaryIO, step: Step) -> tuple[FileKind, str, list[str]]:
        from lib.exporting.annotating import write_annotated
        from lib.exporting.copies import cited_papers, write_copies

        cited = cited_papers(export)
        kind, name = _named_pdf(export, list(cited.papers.values()))
        if kind is ZIP:
            return kind, name, write_copies(cited, out, self._sources.path, self._sources.password, step)
        (paper_id,) = cited.papers
        marks = cited.highlights[paper_id]
        notes = write_annotated(self._sources.path(paper_id), marks, out, self._sources.password(paper_id))
        return kind, name, notes


WRITERS: Mapping[str, Callable[[Export, BinaryIO], None]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "citations": write_citations_csv,
    "jsonl": write_jsonl,
    "markdown": write_markdown,
}


def named(title: str, wanted: Format) -> tuple[str, str]:
    """Return the name that a file of that title has, and its media type; of PDFs only `Exports.named` knows."""
    return _named(title, FORMATS[wanted]), FORMATS[wanted].media_type


def _named_pdf(export: Export, papers: Sequence[Paper]) -> tuple[FileKind, str]:
    """Return one copy is called as its paper is, several are in a ZIP; raises SidelightError where nothing is cited."""
    if not papers:
        raise SidelightError(NOTHING_CITED)
    if len(papers) > 1:
        return ZIP, _named(export.title, ZIP)
    return FORMATS["pdf"], _named(paper_stem(papers[0]), FORMATS["pdf"])


def _named(title: str, kind: FileKind) -> str:
    stem = file_name(title, "x").removesuffix(".x")
    return f"{stem}{kind.suffix}.{kind.ending}"


def _counted(export: Export, step: Step) -> Export:
    """Return the export, each row of it told to `step` before it is written."""

    def rows() -> Iterator[Row]:
        for done, row in enumerate(export.rows()):
            step("answer", done, export.size)
            yield row

    return replace(export, rows=rows)


def _not_written(error: OSError) -> StoreError:
    return StoreError(f"The file cannot be written ({error.strerror or error}). Nothing of it was kept.")
