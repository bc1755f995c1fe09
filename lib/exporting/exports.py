"""The front of exporting, as `ws.exports`: files to take away."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import BinaryIO

from lib.background.export_tasks import ExportTask, ExportTasks, SavedFile, Step, no_step
from lib.errors import SidelightError, StoreError
from lib.exporting import formats
from lib.exporting.export_builder import ExportBuilder, ExportSources
from lib.exporting.export_format import FileName, Format, WriteContext, Written
from lib.exporting.export_rows import Export, ExtractionRow, Kind, Row
from lib.exporting.methods_paragraph import Compared
from lib.records.final_values import FinalValue
from lib.records.interchange import EXPORT_KINDS
from lib.records.reviews import Judgement, Label, LabelTable
from lib.statistics.group_agreement import compare_group
from lib.storage.actions import Note
from lib.surveys.comparing import Place

COMPARED_ON: dict[Judgement, str] = {
    "category": "what the papers report",
    "correct": "whether answers are correct",
}
"""On what the agreement of a survey's raters is told, in words."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to take away."""

    name: str
    media_type: str
    data: bytes
    notes: list[str] = field(default_factory=list)
    """Plain sentences on what is missing in it or changed."""


class Exports:
    """Exports answers, surveys, reviews and papers. Thread-safe.

    `of_answer`, `of_survey`, `of_review` and `of_papers` say what; `file` makes it in memory, `save` in a folder, `begin` in the
    background; `answer`, `survey` and `review` do both.
    """

    def __init__(self, sources: ExportSources, tasks: ExportTasks, note: Note) -> None:
        """`note` is told who takes what away."""
        self._note = note
        self._sources = sources
        self._builder = ExportBuilder(sources)
        self._tasks = tasks

    def formats(self, kind: Kind) -> tuple[Format, ...]:
        """Return the formats that can hold an answer, a survey, a review or papers, in the order in which they are offered."""
        return tuple(one for one in formats.FORMATS if kind in one.kinds)

    def format(self, wanted: str) -> Format:
        """Return the format of that id; raises SidelightError where there is none."""
        return formats.find_format(wanted)

    def of_answer(self, answer_id: str) -> Export:
        """Return what an export of one answer holds; raises SidelightError where it is gone."""
        return self._builder.of_answer(answer_id)

    def of_survey(self, survey_id: str, labels: Sequence[tuple[LabelTable, list[Label]]] = ()) -> Export:
        """Return what an export of a survey holds; `labels`: tables that go with it. Raises UnknownSurvey."""
        return self._builder.of_survey(survey_id, labels)

    def of_review(self, answer_ids: Sequence[str], title: str = "Review") -> Export:
        """Return what an export of reviewed answers holds, in their order; raises SidelightError where all are gone."""
        return self._builder.of_review(answer_ids, title)

    def of_papers(self, paper_ids: Sequence[str], title: str = "Papers") -> Export:
        """Return what an export of papers holds, with what people marked in them; raises SidelightError where none is left."""
        return self._builder.of_papers(paper_ids, title)

    def extraction(
        self, survey_id: str, paper_ids: Sequence[str] | None = None, finals: Mapping[Place, FinalValue] | None = None
    ) -> Iterator[ExtractionRow]:
        """Yield the rows of a survey's extraction table by author and year, all or those of some papers; `finals`: what its cells
        are held to be, as somebody may see it. Raises UnknownSurvey.
        """
        return self._builder.extraction(survey_id, paper_ids, finals)

    def extraction_names(self, survey_id: str) -> dict[str, str]:
        """Return author and year of each paper of a survey by its id, in the order of those rows. Raises UnknownSurvey."""
        return self._builder.extraction_names(survey_id)

    def answer(self, answer_id: str, wanted: str) -> ExportFile:
        """Return one answer as a file; raises SidelightError."""
        return self.file(self.of_answer(answer_id), wanted)

    def survey(self, survey_id: str, wanted: str, compared: Sequence[Compared] = ()) -> ExportFile:
        """Return a survey as a file; `compared` goes into the methods paragraph. Raises SidelightError."""
        return self.file(self.of_survey(survey_id), wanted, compared)

    def review(
        self, answer_ids: Sequence[str], wanted: str, title: str = "Review", compared: Sequence[Compared] = ()
    ) -> ExportFile:
        """Return reviewed answers as a file; `compared` goes into the methods paragraph. Raises SidelightError."""
        return self.file(self.of_review(answer_ids, title), wanted, compared)

    def file(self, export: Export, wanted: str, compared: Sequence[Compared] = ()) -> ExportFile:
        """Return the export in that format, in memory; raises SidelightError. What is large is better saved."""
        self._note("export", f"{wanted} {export.title}")
        out = io.BytesIO()
        file, notes = self._write(export, wanted, out, compared)
        return ExportFile(file.name, file.media_type, out.getvalue(), [*export.notes, *notes])

    def save(
        self, export: Export, wanted: str, folder: Path, compared: Sequence[Compared] = (), step: Step = no_step
    ) -> SavedFile:
        """Write the export into the folder piece by piece, rename the file when it is whole and return it; raises SidelightError.

        A file of that name is replaced. `step` hears of each answer or paper that is written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
        except OSError as error:
            raise _not_written(error) from error
        try:
            with os.fdopen(handle, "w+b") as out:
                file, notes = self._write(_counted(export, step), wanted, out, compared, step)
                out.flush()
                os.fsync(out.fileno())
            return SavedFile(Path(part).replace(folder / file.name), file.media_type, [*export.notes, *notes])
        except OSError as error:
            raise _not_written(error) from error
        finally:
            Path(part).unlink(missing_ok=True)

    def begin(
        self,
        of: str,
        wanted: str,
        gather: Callable[[], Export],
        compared: Callable[[], Sequence[Compared]] = tuple,
        state: object = None,
    ) -> ExportTask:
        """Begin to make a file in the background, and return it; `of` is its name for `task`.

        What was made before of the same is let go. `state` is kept beside it, for who must know whether it is still the same.
        """

        def write(folder: Path, step: Step) -> SavedFile:
            return self.save(gather(), wanted, folder, compared(), step)

        self._note("export", f"{wanted} {of}")
        return self._tasks.export(of, wanted, state, write)

    def task(self, of: str) -> ExportTask | None:
        """Return what was last begun of it; None where nothing was, or it is old and gone."""
        return self._tasks.get(of)

    def file_name(self, wanted: str, title: str, gather: Callable[[], Export]) -> FileName:
        """Return how a file of that format and title is called; raises SidelightError where there is nothing to write.

        `gather` gives the export where the title is empty, or the format's files are called by what they hold.
        """
        of = self.format(wanted)
        return of.named(title) if title and of.name_by_content is None else of.named_for(gather())

    def _write(
        self, export: Export, wanted: str, out: BinaryIO, compared: Sequence[Compared], step: Step = no_step
    ) -> tuple[FileName, list[str]]:
        """Return how the file that was written is called, and what is to be said of it."""
        of = self.format(wanted)
        if export.kind not in of.kinds:
            raise SidelightError(f"“{of.words}” cannot hold {EXPORT_KINDS[export.kind]}. Choose another format.")
        context = WriteContext(self._sources.pdfs, lambda: compared or self._compared(export), step)
        written: Written = of.write(export, out, context)
        return written.file or of.named(export.title), written.notes

    def _compared(self, export: Export) -> list[Compared]:
        """Return how far every two raters of a survey agree; nothing where they are not to be seen, or did not judge the same."""
        if export.kind != "survey" or export.extraction is None:
            return []
        items, compared = self._sources.reviews.items(export.surveys[0].id), []
        for judgement, on in COMPARED_ON.items():
            labels = self._sources.reviews.labels(judgement, items)
            for first, second in combinations(labels, 2):
                found = self._sources.reviews.agreement(labels[first], labels[second], judgement)
                if found.n:
                    compared.append(Compared(first, second, found, on))
            if len(labels) > 2:
                compared.append(Compared(f"the {len(labels)} raters", "", compare_group(labels), on))
        return compared


def _counted(export: Export, step: Step) -> Export:
    """Return the export whose rows are told to `step` one by one, each before it is written."""

    def rows() -> Iterator[Row]:
        for done, row in enumerate(export.rows()):
            step("answer", done, export.size)
            yield row

    return replace(export, rows=rows)


def _not_written(error: OSError) -> StoreError:
    return StoreError(f"The file cannot be written ({error.strerror or error}). Nothing of it was kept.")
