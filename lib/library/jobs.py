"""The front of all background work, as `ws.jobs`."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Unpack

from lib.acting import require, signed
from lib.answering.answerer import OFFLINE
from lib.answering.ask import AskOptions
from lib.background.answer_tasks import AnswerTask, AnswerTasks
from lib.background.opinion_tasks import OpinionTask, OpinionTasks
from lib.background.quotas import QUOTAS
from lib.config import WorkspaceSettings
from lib.errors import SidelightError
from lib.library.ask_service import AskService
from lib.library.bin import Bin
from lib.library.folders import ImportReport, OnFile, import_folder, import_zip
from lib.library.ingestion import Ingestion
from lib.library.listed_files import describe_listed
from lib.library.paper_job import BatchProgress, PaperProgress
from lib.reading.reading import READER_VERSION
from lib.records.people import Role
from lib.storage.actions import Note
from lib.storage.files import PaperFiles
from lib.storage.papers import PaperStore

FILENAME_LIMIT = 200


class Jobs:
    """Adds papers and makes answers in the background. Thread-safe."""

    def __init__(
        self,
        library: PaperStore,
        files: PaperFiles,
        ingestion: Ingestion,
        settings: WorkspaceSettings,
        ask_service: AskService,
        bin_: Bin,
        note: Note,
    ) -> None:
        """`note` is told who did what."""
        self._note = note
        self._bin = bin_
        self._library = library
        self._files = files
        self._ingestion = ingestion
        self._settings = settings
        self._ask_service = ask_service
        self._answers = AnswerTasks()
        self._opinions = OpinionTasks(ask_service)
        self._storing = threading.Lock()
        """Of two files at once each would have the room that is left."""

    def add(self, name: str, data: bytes, password: str | None = None) -> str:
        """Return the id of the paper, its bytes on disk and its reading queued; one in the bin comes back. Raises DiskFull."""
        return self._add_stream(name, io.BytesIO(data), len(data), password)

    def add_zip(self, name: str, data: bytes, on_file: OnFile = lambda done, total: None) -> ImportReport:
        """Return what became of each file of a ZIP; raises SidelightError where it is none.

        Bibliographies in it give titles and authors to the PDFs that they name.
        """
        limit_mb = self._settings.current.preferences.max_upload_mb
        return self._described(import_zip(io.BytesIO(data), self._add_stream, limit_mb, on_file))

    def add_folder(self, path: str, on_file: OnFile = lambda done, total: None) -> ImportReport:
        """Return what became of each file below a folder of this machine; raises SidelightError where there is none.

        Bibliographies among them give titles and authors to the PDFs that they name. What `on_file` raises stops it; the files
        before that are kept.
        """
        require(Role.ADMINISTRATOR)
        self._note("take in a folder", path)
        if not path.strip():
            raise SidelightError("Type the path of a folder on this machine.")
        folder = os.path.expanduser(path.strip())  # noqa: PTH111 - pathlib's raises for a user nobody knows
        limit_mb = self._settings.current.preferences.max_upload_mb
        return self._described(import_folder(Path(folder), self._add_stream, limit_mb, on_file))

    def _described(self, report: ImportReport) -> ImportReport:
        """Return the report with what the bibliographies among the files gave."""
        listed = describe_listed(report.lists, report.places, self._library)
        return replace(
            report, notes=[*report.notes, *listed.notes], skipped=[*report.skipped, *listed.unreadable], lists={}
        )

    def retry(self, paper_id: str, password: str | None = None) -> None:
        """Queue a failed paper again, with a password where it needs one."""
        self._ingestion.enqueue(paper_id, self._library.paper(paper_id).filename, password)

    def read_again(self, paper_id: str) -> None:
        """Give a ready paper a new reading; it keeps the present one until that is complete."""
        self._ingestion.read_again(paper_id)

    def recognise(self, paper_id: str) -> None:
        """Recognise the text of a paper's pages that are pictures, in the background. Raises UnknownPaper."""
        self._ingestion.recognise(paper_id)

    def outdated(self) -> list[str]:
        """Return the ids of ready papers that an older version of the reader read and that are not being read again."""
        under_way = self.progress()
        return [
            paper_id for paper_id in self._library.readings.made_before(READER_VERSION) if paper_id not in under_way
        ]

    def cancel(self, paper_id: str) -> None:
        """Stop a paper under way: soon it becomes `failed`, to be retried."""
        self._ingestion.cancel(paper_id)

    def wait(self, paper_id: str) -> None:
        """Wait until the paper is no longer under way."""
        self._ingestion.wait(paper_id)

    def progress(self) -> dict[str, PaperProgress]:
        """Return how far each paper under way is, by paper id."""
        return self._ingestion.progress()

    def batch(self) -> BatchProgress:
        """Return how far the papers under way are together."""
        return self._ingestion.batch()

    def ask(
        self,
        question: str,
        paper_ids: list[str] | None = None,
        answerer: str = "extractive",
        **options: Unpack[AskOptions],
    ) -> AnswerTask:
        """Return the answer that begins to be made; arguments as `Workspace.ask` but `on_event`."""
        require(Role.RATER)
        with QUOTAS.question(self._settings.preferences, answerer != OFFLINE) as work:
            options["asked_by"] = signed(options.get("asked_by", ""))
            self._note("ask", question)
            answer_id, make = self._ask_service.begin(question, paper_ids, answerer, **options)
            task = self._answers.ask(answer_id, question, make, answerer)
            work.is_under_way = lambda: not task.ended
        return task

    def answer_task(self, answer_id: str) -> AnswerTask | None:
        """Return an answer being made or made in this process; None where it is neither."""
        return self._answers.get(answer_id)

    def ask_opinion(
        self, answer_id: str, answerer: str, keys: Mapping[str, str] | None = None, asked_by: str = ""
    ) -> OpinionTask:
        """Return the second opinion that begins to be made; kept like one of `Workspace.second_opinion`."""
        with QUOTAS.question(self._settings.preferences, answerer != OFFLINE) as work:
            self._note("ask for an opinion", answer_id)
            task = self._opinions.ask(answer_id, answerer, keys, signed(asked_by))
            work.is_under_way = lambda: not task.ended
        return task

    def opinion_task(self, answer_id: str) -> OpinionTask | None:
        """Return the second opinion on an answer that is being made, or the last that was made in this process."""
        return self._opinions.get(answer_id)

    def close(self) -> None:
        """Stop everything under way; papers are taken up at the next start."""
        self._answers.close()
        self._opinions.close()
        self._ingestion.close()

    def _add_stream(self, name: str, stream: BinaryIO, size: int, password: str | None = None) -> str:
        require(Role.RATER)
        preferences = self._settings.preferences
        with QUOTAS.paper(preferences, size) as work:
            with self._storing if preferences.gigabytes_a_project else nullcontext():
                paper_id = self._files.store(
                    stream, size, lambda: QUOTAS.require_room(preferences, size, self._files.size)
                )
            self._bin.bring_back([paper_id])
            self._ingestion.enqueue(paper_id, plain_filename(name), password)
            work.is_under_way = lambda: self._ingestion.is_under_way(paper_id)
        return paper_id


def plain_filename(name: str) -> str:
    """Return the last part of a path, without control characters, at most 200 characters, its ending kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in last if c.isprintable()).strip() or "paper.pdf"
    stem, dot, ending = clean.rpartition(".")
    if len(clean) > FILENAME_LIMIT and dot and len(ending) <= 10:
        return stem[: FILENAME_LIMIT - len(ending) - 2] + "…." + ending
    return clean[:FILENAME_LIMIT]
