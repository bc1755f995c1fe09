"""What other programs may ask of an open workspace: operations by name, with JSON in and JSON out."""

from __future__ import annotations

import functools
import inspect
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from lib.background.job_queue import AT_ONCE
from lib.citations import citation_key, numbered_in
from lib.errors import ConfigError, SidelightError, StoreError
from lib.records import Answer, Citation, Paper, Passage, Question, Sentence, Table
from lib.sharing.links import answer_link, cited, page_link
from lib.surveys.progress import SurveyProgress
from lib.workspace import Workspace

PASSAGES = 50
"""Passages that one search gives at the most."""
LOOK_S = 5.0
"""Seconds between two looks whether anybody takes them."""
INDEX_S = 120.0
"""Seconds that a search waits for an index that is being made again, after a restore or damage."""
SENTENCES = 60
"""Sentences that are read at once at the most: some two pages."""

Tell = Callable[[dict[str, Any]], bool]
"""Takes how far an operation is; False where nobody listens any more."""


def nobody(_: dict[str, Any]) -> bool:
    """Take no note, and let it go on."""
    return True


@dataclass(frozen=True, slots=True)
class Operations:
    """The operations of one workspace, each a method that returns JSON types; all raise SidelightError with a sentence."""

    workspace: Workspace
    app: str
    """Where the app is opened in a browser."""

    def call(self, name: str, arguments: Mapping[str, Any], tell: Tell = nobody) -> Any:
        """Return what the operation of that name gives; raises SidelightError, also for a name or arguments there are not."""
        run = OPERATIONS.get(name)
        if run is None:
            raise ConfigError(f"There is no operation “{name}”.")
        try:
            inspect.signature(run).bind(self, tell, **arguments)
        except TypeError as error:
            raise ConfigError(f"The operation “{name}” cannot be called like this: {error}.") from error
        return run(self, tell, **arguments)

    def papers(self, _: Tell) -> list[dict[str, Any]]:
        """Return all papers, the newest first, each with the address that opens it."""
        return [self._paper(paper) for paper in self.workspace.papers()]

    def add(self, tell: Tell, paths: Sequence[str], password: str | None = None) -> list[dict[str, Any]]:
        """Return the papers of files and of folders' PDFs, each read to its end; one that cannot be read says why.

        It ends behind the present one where nobody listens any more. Of a shared library as many are put at a time as one
        worker takes.
        """
        files = [file for path in paths for file in _pdfs(Path(path))]
        added: list[dict[str, Any]] = []
        rest, has_left = iter(files), threading.Event()
        threads = ThreadPoolExecutor(AT_ONCE["paper"])
        add = functools.partial(self.workspace.add_paper, password=password, goes_on=lambda: not has_left.is_set())
        many = AT_ONCE["paper"] if self.workspace.deployment.is_shared else 1
        try:
            under_way = deque(threads.submit(add, file) for file in islice(rest, many))
            while under_way:
                paper = self._paper(self._read_to_its_end(under_way.popleft(), tell, len(added), len(files)))
                added.append(paper)
                if not tell({"done": len(added), "total": len(files), "paper": paper}):
                    break
                under_way.extend(threads.submit(add, file) for file in islice(rest, 1))
        finally:
            has_left.set()
            threads.shutdown(wait=False, cancel_futures=True)  # what is put is read, whoever waits for it
        return added

    def _read_to_its_end(self, reading: Future[Paper], tell: Tell, done: int, total: int) -> Paper:
        """Return the paper once it is ready or failed; say meanwhile why it waits: nobody takes it, or something is away."""
        said = None
        while True:
            try:
                return reading.result(LOOK_S)
            except FutureTimeout:
                why = self.workspace.deployment.files_away or self.workspace.deployment.idle_reason()
                if why is not None and why != said:
                    tell({"done": done, "total": total, "reason": why})
                said = why

    def search(self, _: Tell, query: str, papers: Sequence[str] | None = None, limit: int = 8) -> list[dict[str, Any]]:
        """Return the passages that answer a question best, each with its citation."""
        chosen = self._chosen(papers)
        self._wait_for_index(chosen)
        found = self.workspace.find_passages(query, chosen, max(1, min(limit, PASSAGES)))
        titles = {paper.id: paper.title or paper.filename for paper in self.workspace.papers()}
        return [
            {
                "passage": passage.id,
                "paper": passage.paper_id,
                "title": titles.get(passage.paper_id, ""),
                "section": passage.section,
                "pages": passage.pages,
                "text": passage.text,
                "score": passage.score,
                **cited(self.app, _whole(passage)),
            }
            for passage in found
        ]

    def ask(
        self,
        tell: Tell,
        question: str,
        papers: Sequence[str] | None = None,
        answerer: str = "extractive",
        whole_paper: bool = False,
        confirmed: bool = False,
    ) -> dict[str, Any]:
        """Return an answer, kept as any other, with each citation numbered and its address.

        `confirmed`: somebody said yes to sending text to the answerer's host, which is kept.
        """
        self._check_host(answerer, confirmed)
        answer = self.workspace.ask(
            question,
            self._chosen(papers),
            answerer,
            whole_paper=whole_paper,
            on_event=lambda event: tell({"event": type(event).__name__}),
        )
        return self._answer(answer)

    def passage(self, _: Tell, paper: str, first: int = 0, count: int = 20) -> dict[str, Any]:
        """Return sentences of a paper in reading order from the id `first` on, each with its citation."""
        paper_id = self._id(paper)
        sentences = self.workspace.sentences(paper_id)
        reading = self._reading(paper_id)
        first = max(0, first)
        shown = sentences[first : first + max(1, min(count, SENTENCES))]
        return {
            "paper": self._paper(self.workspace.paper(paper_id)),
            "sentence_count": len(sentences),
            "sentences": [
                {
                    "id": sentence.id,
                    "section": sentence.section,
                    "kind": sentence.kind,
                    "text": sentence.text,
                    **cited(self.app, Citation(paper_id, reading, [sentence.id], sentence.text, sentence.boxes)),
                }
                for sentence in shown
            ],
        }

    def tables(self, _: Tell, paper: str) -> list[dict[str, Any]]:
        """Return the tables of a paper, each with its rows of texts and the citation of its caption."""
        paper_id = self._id(paper)
        reading = self._reading(paper_id)
        by_id = {sentence.id: sentence for sentence in self.workspace.sentences(paper_id)}
        return [
            {
                "label": table.label,
                "caption": table.caption,
                "notes": table.notes,
                "problem": table.problem,
                "rows": _rows(table),
                **cited(
                    self.app,
                    _table_citation(paper_id, reading, n, table, by_id),
                    page_link(self.app, paper_id, table.pages[0] if table.pages else 1),
                ),
            }
            for n, table in enumerate(self.workspace.tables(paper_id))
        ]

    def survey(
        self,
        tell: Tell,
        questions: Sequence[Mapping[str, Any]],
        papers: Sequence[str] | None = None,
        answerers: Sequence[str] = ("extractive",),
        name: str = "",
        confirmed: bool = False,
    ) -> dict[str, Any]:
        """Return a survey that has run: its id, how far it came, its cells. It goes on where nobody listens any more."""
        for answerer in answerers:
            self._check_host(answerer, confirmed)
        surveys = self.workspace.surveys
        chosen = self._chosen(papers)
        ready = [paper.id for paper in self.workspace.papers() if paper.status == "ready"]
        asked = [Question.from_dict(question) for question in questions]
        wanted = chosen if chosen is not None else self.workspace.copies.without_copies(ready) or []
        survey_id = surveys.start(surveys.plan(asked, wanted, answerers, name=name))

        def report(progress: SurveyProgress) -> None:
            tell({"survey": survey_id, **progress.to_dict()})

        surveys.wait(survey_id, report)
        whole = surveys.survey(survey_id).to_dict()
        return {"id": survey_id, "progress": surveys.progress(survey_id).to_dict(), "cells": whole["cells"]}

    def export(self, _: Tell, path: str, wanted: str = "xlsx", survey: str = "", answer: str = "") -> dict[str, Any]:
        """Return where a file of a survey or an answer was written, with what is to be said of it.

        `path`: a folder, where the file is named by its title, or the file's own name.
        """
        exports, place = self.workspace.exports, Path(path)
        gathered = exports.of_survey(survey) if survey else exports.of_answer(answer)
        if place.is_dir():
            saved = exports.save(gathered, wanted, place)
            return {"path": str(saved.path), "notes": saved.notes}
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            # in a folder of its own: a file that is called by the title there is another one
            with tempfile.TemporaryDirectory(dir=place.parent, prefix=".sidelight-") as beside:
                saved = exports.save(gathered, wanted, Path(beside))
                saved.path.replace(place)
        except OSError as error:
            raise StoreError(f"{place} cannot be written ({error.strerror or error}).") from error
        return {"path": str(place), "notes": saved.notes}

    def surveys(self, _: Tell) -> list[dict[str, Any]]:
        """Return all surveys, without their cells."""
        return [
            {"id": head.id, "name": head.plan.name, "status": head.status, "done": head.done, "total": head.plan.size}
            for head in self.workspace.surveys.heads()
        ]

    # helpers

    def _paper(self, paper: Paper) -> dict[str, Any]:
        return {**paper.to_dict(), "link": page_link(self.app, paper.id)}

    def _answer(self, answer: Answer) -> dict[str, Any]:
        numbered = numbered_in(answer)
        sentences = [
            {
                "text": sentence.text,
                "support": sentence.support,
                "citations": [
                    {"number": number, **cited(self.app, one, answer_link(self.app, answer.id, number))}
                    for one in sentence.citations
                    for number in [numbered[citation_key(one)][0]]
                ],
            }
            for sentence in answer.sentences
        ]
        nearest = [cited(self.app, one) for one in answer.nearest]
        link = answer_link(self.app, answer.id)
        return {"answer": answer.to_dict(), "sentences": sentences, "nearest": nearest, "link": link}

    def _reading(self, paper_id: str) -> int:
        return self.workspace.current_reading(paper_id)

    def backup(self, _: Tell, path: str = "", with_pdfs: bool = True) -> dict[str, Any]:
        """Return what a new backup holds, written to a file, into a folder, or (no path) where backups are kept."""
        target = Path(path) if path else None
        if target is not None and target.is_dir():
            target = target / self.workspace.backups.new_name()
        return self.workspace.backups.make(target, with_pdfs=with_pdfs).to_dict()

    def check(self, _: Tell) -> list[str]:
        """Return sentences on what is damaged in the data folder and what was done about it; none where all is well."""
        return self.workspace.inspection.run()

    def claim(self, tell: Tell, is_copy: bool) -> dict[str, Any]:
        """Return how many passages the library has on its server, once it is a library of its own or the only one."""
        passages = self.workspace.index.settle_claim(
            lambda done, total: tell({"done": done, "total": total}), is_copy=is_copy
        )
        return {"passages": passages}

    def _wait_for_index(self, papers: Sequence[str] | None) -> None:
        """Wait for an index that is being made again. Raises SidelightError where papers are still not in it."""
        self.workspace.index.wait_until_whole(INDEX_S)
        if (problem := self.workspace.index.not_searched(papers)) is not None:
            raise SidelightError(problem)

    def _chosen(self, papers: Sequence[str] | None) -> list[str] | None:
        return None if papers is None else [self._id(paper) for paper in papers]

    def _id(self, name: str) -> str:
        """Return the id of a paper by that or its beginning, its file's name or its DOI; raises SidelightError."""
        found = [paper for paper in self.workspace.papers() if _is_called(paper, name)]
        if len(found) == 1:
            return found[0].id
        which = "several papers are" if found else "no paper is"
        raise SidelightError(f"In the library {which} called “{name}”. Give the id, the file's name or the DOI.")

    def _check_host(self, answerer: str, confirmed: bool) -> None:
        models = self.workspace.models
        host = models.unconfirmed_host(answerer)
        if host and not confirmed:
            raise ConfigError(
                f"Text of the question and of the papers would be sent to {host}. Say yes to that once: on the Ask page, or "
                "with --yes on the command line."
            )
        if host:
            models.confirm_host(host)


Operation = Callable[..., Any]
OPERATIONS: dict[str, Operation] = {
    one.__name__: one
    for one in (
        Operations.papers,
        Operations.add,
        Operations.search,
        Operations.ask,
        Operations.passage,
        Operations.tables,
        Operations.survey,
        Operations.surveys,
        Operations.export,
        Operations.backup,
        Operations.check,
        Operations.claim,
    )
}
"""By name; nothing else can be called from outside."""


def _is_called(paper: Paper, name: str) -> bool:
    begins = len(name) >= 8 and paper.id.startswith(name)  # 8: as short as the ids that version control prints
    return begins or (bool(name) and name in {paper.filename, paper.doi})


def _pdfs(path: Path) -> list[Path]:
    """Return the file, or the PDFs below a folder, links left out."""
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.suffix.lower() == ".pdf" and p.is_file() and not p.is_symlink())


def _whole(passage: Passage) -> Citation:
    return Citation(passage.paper_id, passage.reading, passage.sentence_ids, passage.text, passage.boxes)


def _rows(table: Table) -> list[list[str]]:
    """Return the texts of the cells, row by row; a cell over several places stands in the first of them."""
    width = max((cell.column + 1 for cell in table.cells), default=0)
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, [""] * width)[cell.column] = cell.text
    return [rows[n] for n in sorted(rows)]


def _table_citation(paper_id: str, reading: int, n: int, table: Table, by_id: Mapping[int, Sentence]) -> Citation:
    boxes = [box for i in table.sentence_ids if i in by_id for box in by_id[i].boxes]
    quote = " ".join(part for part in (table.label, table.caption) if part)
    return Citation(paper_id, reading, table.sentence_ids, quote, boxes, table=n)
