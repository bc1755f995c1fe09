"""The front of exporting, as `ws.exports`: files to take away, and files that come in."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from lib.errors import SidelightError, StoreError
from lib.exporting.bibliography import Matched, match_bibliography, read_bibliography
from lib.exporting.bibtex import bibtex
from lib.exporting.gathering import Gathering, Sources
from lib.exporting.importing import ImportedFile, import_export
from lib.exporting.jsonl import write_jsonl
from lib.exporting.markdown import write_markdown
from lib.exporting.methods import Compared, methods_paragraph
from lib.exporting.names import file_name, paper_stem
from lib.exporting.rows import Export
from lib.exporting.spreadsheet import write_citations_csv, write_csv, write_xlsx
from lib.records import Paper
from lib.reviews.labels import Label
from lib.storage.imports import ImportStore
from lib.storage.labels import LabelTable

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

    `of_answer`, `of_survey` and `of_review` say what; `file` and `save` make it; `answer`, `survey` and `review` do both.
    """

    def __init__(self, sources: Sources, draw: DrawPage, imports: ImportStore) -> None:
        self._sources = sources
        self._draw = draw
        self._imports = imports
        self._gathering = Gathering(sources)

    def of_answer(self, answer_id: str) -> Export:
        """What an export of one answer holds; raises SidelightError where it is gone."""
        return self._gathering.of_answer(answer_id)

    def of_survey(self, survey_id: str, labels: Sequence[tuple[LabelTable, list[Label]]] = ()) -> Export:
        """What an export of a survey holds; `labels`: tables that go with it. Raises UnknownSurvey."""
        return self._gathering.of_survey(survey_id, labels)

    def of_review(self, answer_ids: Sequence[str], title: str = "Review") -> Export:
        """What an export of reviewed answers holds, in their order; raises SidelightError where all are gone."""
        return self._gathering.of_review(answer_ids, title)

    def answer(self, answer_id: str, wanted: Format) -> ExportFile:
        """One answer as a file; raises SidelightError."""
        return self.file(self.of_answer(answer_id), wanted)

    def survey(self, survey_id: str, wanted: Format, compared: Sequence[Compared] = ()) -> ExportFile:
        """A survey as a file; `compared` goes into the methods paragraph. Raises SidelightError."""
        return self.file(self.of_survey(survey_id), wanted, compared)

    def review(
        self, answer_ids: Sequence[str], wanted: Format, title: str = "Review", compared: Sequence[Compared] = ()
    ) -> ExportFile:
        """Reviewed answers as a file; `compared` goes into the methods paragraph. Raises SidelightError."""
        return self.file(self.of_review(answer_ids, title), wanted, compared)

    def file(self, export: Export, wanted: Format, compared: Sequence[Compared] = ()) -> ExportFile:
        """The export in that format, in memory; raises SidelightError. What is large is better saved."""
        out = io.BytesIO()
        kind, name, notes = self._write(export, wanted, out, compared)
        return ExportFile(name, kind.media_type, out.getvalue(), [*export.notes, *notes])

    def save(self, export: Export, wanted: Format, folder: Path, compared: Sequence[Compared] = ()) -> Path:
        """The path of the export, written into the folder piece by piece and renamed when it is whole; raises SidelightError.

        A file of that name is replaced.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
        except OSError as error:
            raise _not_written(error) from error
        try:
            with os.fdopen(handle, "w+b") as out:
                _, name, _ = self._write(export, wanted, out, compared)
                out.flush()
                os.fsync(out.fileno())
            return Path(part).replace(folder / name)
        except OSError as error:
            raise _not_written(error) from error
        finally:
            Path(part).unlink(missing_ok=True)

    def methods(self, export: Export, compared: Sequence[Compared] = ()) -> str:
        """A paragraph for a methods section, the numbers filled in."""
        return methods_paragraph(export, compared)

    def take_in(self, stream: BinaryIO) -> ImportedFile:
        """What became of a file that was exported as JSON lines, here or elsewhere; raises ImportFault with a sentence."""
        return import_export(stream, self._imports)

    def bibliography(self, name: str, data: bytes, papers: Sequence[Paper]) -> Matched:
        """A BibTeX or RIS file beside these papers: what it would change in them; raises SidelightError with a sentence."""
        return match_bibliography(read_bibliography(name, data), papers)

    def _write(
        self, export: Export, wanted: Format, out: BinaryIO, compared: Sequence[Compared]
    ) -> tuple[FileKind, str, list[str]]:
        """What was written: its kind, its name, and what is to be said of it."""
        if wanted == "pdf":
            return self._write_pdf(export, out)
        if wanted == "bibtex":
            out.write(bibtex(export.papers).encode("utf-8", "replace"))
        elif wanted == "methods":
            out.write((methods_paragraph(export, compared) + "\n").encode("utf-8", "replace"))
        elif wanted == "book":
            from lib.exporting.book import write_book

            write_book(export, out, self._draw)
        else:
            WRITERS[wanted](export, out)
        kind = FORMATS[wanted]
        return kind, _named(export.title, kind), []

    def _write_pdf(self, export: Export, out: BinaryIO) -> tuple[FileKind, str, list[str]]:
        from lib.exporting.annotating import write_annotated
        from lib.exporting.copies import cited_papers, write_copies

        cited = cited_papers(export)
        if not cited.papers:
            raise SidelightError(NOTHING_CITED)
        if len(cited.papers) > 1:
            notes = write_copies(cited, out, self._sources.path, self._sources.password)
            return ZIP, _named(export.title, ZIP), notes
        ((paper_id, paper),) = cited.papers.items()
        marks = cited.highlights[paper_id]
        notes = write_annotated(self._sources.path(paper_id), marks, out, self._sources.password(paper_id))
        return FORMATS["pdf"], _named(paper_stem(paper), FORMATS["pdf"]), notes


WRITERS: Mapping[str, Callable[[Export, BinaryIO], None]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "citations": write_citations_csv,
    "jsonl": write_jsonl,
    "markdown": write_markdown,
}


def _named(title: str, kind: FileKind) -> str:
    stem = file_name(title, "x").removesuffix(".x")
    return f"{stem}{kind.suffix}.{kind.ending}"


def _not_written(error: OSError) -> StoreError:
    return StoreError(f"The file cannot be written ({error.strerror or error}). Nothing of it was kept.")
