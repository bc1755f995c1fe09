"""What an export format is: how it is called, what it can hold, how its files are named and what writes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from lib.background.export_tasks import Step, no_step
from lib.drawing.records import Clipping, Highlight
from lib.exporting.export_rows import Export, Kind
from lib.exporting.file_names import file_name
from lib.exporting.methods_paragraph import Compared
from lib.records import Citation, Paper
from lib.records.notices import NoticeList, PaperStanding

ANSWER_KINDS: frozenset[Kind] = frozenset(("answer", "survey", "review"))
"""What holds answers; the kind left over holds papers alone."""
ANSWERS_AT_ONCE = 250
"""Answers at most for a file that is made while the browser waits for it: about two seconds of work."""


@dataclass(frozen=True, slots=True)
class FileName:
    """How a file to take away is called."""

    name: str
    """With its ending."""
    media_type: str


class PaperPdfs(Protocol):
    """The PDFs of papers, opened outside this process; `lib.library.paper_pages` says what each call returns and raises."""

    def clip(self, citation: Citation) -> list[Clipping]:
        """Return the parts of pages that show what is cited; raises SidelightError."""
        ...

    def page_labels(self, paper_id: str) -> list[str]:
        """Return the labels printed on the pages."""
        ...

    def write_highlighted(self, paper_id: str, highlights: Sequence[Highlight], out: Path, made_with: str) -> list[str]:
        """Write a copy with highlights and return what is to be said of it; raises SidelightError."""
        ...


class PaperStandings(Protocol):
    """Which papers were retracted or corrected; `lib.library.retractions` says what each call returns."""

    def of(self, papers: Iterable[Paper]) -> dict[str, PaperStanding]:
        """Return those of these papers that the list names, by id."""
        ...

    def current(self) -> NoticeList | None:
        """Return the list that was brought in; None where none was."""
        ...


@dataclass(frozen=True, slots=True)
class WriteContext:
    """What a writer may need besides the export itself."""

    pdfs: PaperPdfs
    compared: Callable[[], Sequence[Compared]] = tuple
    """Says how far raters agree."""
    step: Step = no_step


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be said of a file that was written."""

    notes: list[str] = field(default_factory=list)
    """Plain sentences on what is missing in it or changed."""
    file: FileName | None = None
    """How it is called; None where the export's title says it."""


class Write(Protocol):
    """Writes an export."""

    def __call__(self, export: Export, out: BinaryIO, context: WriteContext) -> Written:
        """Write the export to `out`; raises SidelightError, or OSError where it cannot be written."""


@dataclass(frozen=True, slots=True)
class Format:
    """An export format."""

    id: str
    words: str
    """For the screen."""
    ending: str
    media_type: str
    write: Write
    suffix: str = ""
    """Behind the title, where two formats end alike."""
    kinds: Collection[Kind] = ANSWER_KINDS
    """What it can hold."""
    answers_at_once: int = ANSWERS_AT_ONCE
    name_by_content: Callable[[Export], FileName] | None = None
    """What names its files where the title does not; raises SidelightError where there is nothing to write."""

    def named(self, title: str) -> FileName:
        """Return how a file of that title is called."""
        stem = file_name(title, "x").removesuffix(".x")
        return FileName(f"{stem}{self.suffix}.{self.ending}", self.media_type)

    def named_for(self, export: Export) -> FileName:
        """Return how a file of the export is called; raises SidelightError where there is nothing to write."""
        return self.name_by_content(export) if self.name_by_content is not None else self.named(export.title)


def plain_writer(write: Callable[[Export, BinaryIO], None]) -> Write:
    """Return a writer that needs the export alone and has nothing to say of the file."""

    def written(export: Export, out: BinaryIO, context: WriteContext) -> Written:
        write(export, out)
        return Written()

    return written


def text_writer(text: Callable[[Export, WriteContext], str]) -> Write:
    """Return a writer of one text, UTF-8; what UTF-8 cannot hold becomes a question mark."""

    def written(export: Export, out: BinaryIO, context: WriteContext) -> Written:
        out.write(text(export, context).encode("utf-8", "replace"))
        return Written()

    return written
