"""Giving back to Zotero, as `ws.zotero_return`: highlights and a note with the answers, for papers that came from there."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lib.errors import SidelightError
from lib.exporting.export_rows import Export
from lib.exporting.zotero_items import PaperMarks, highlight_items, marks_of, note_item
from lib.importing.zotero.items import ZoteroError, data_of, pdfs_of
from lib.importing.zotero.local_api import ADDRESS, OWN, LocalZotero
from lib.importing.zotero.local_writes import WrittenItems, ZoteroWriter
from lib.library.paper_pages import PaperPages
from lib.storage.zotero import ZoteroStore
from lib.text.cleaning import paper_title

ANOTHER_FILE = "None of its PDFs in Zotero is the one that was read here, so there is nothing to mark."
NOT_FROM_ZOTERO = "It did not come from Zotero. Take it in from there under “Papers”; nothing is added twice."
PLACE_PT = 0.5
"""Points by which the same highlight may lie elsewhere: numbers are rounded on their way."""


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """What would be written for one paper."""

    title: str
    source: str
    """The library of Zotero."""
    highlights: list[dict[str, Any]]
    notes: list[dict[str, Any]]


@dataclass
class ReturnPlan:
    """What would be written, before anything is."""

    papers: list[PlannedPaper] = field(default_factory=list)
    there: int = 0
    """Highlights and notes that Zotero has already."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """Title of a paper, and why nothing can be written for it."""

    @property
    def highlights(self) -> int:
        """How many highlights would be written."""
        return sum(len(one.highlights) for one in self.papers)

    @property
    def notes(self) -> int:
        """How many notes would be written."""
        return sum(len(one.notes) for one in self.papers)


class ZoteroReturn:
    """Writes what answers rest on into the Zotero of this machine. Nothing there is changed or removed. Thread-safe."""

    def __init__(self, store: ZoteroStore, pages: PaperPages) -> None:
        self._store = store
        self._pages = pages
        self.address = ADDRESS
        """Of Zotero's local API."""

    def has_papers(self) -> bool:
        """Return whether any paper came from the Zotero of this machine."""
        return any(source == OWN or source.startswith("groups/") for source in self._store.sources())

    def plan(self, export: Export) -> ReturnPlan:
        """Return what would be written for an export. Raises ZoteroError where Zotero does not run or takes no writes."""
        ZoteroWriter(self.address).check()
        zotero = LocalZotero(self.address)
        marks = marks_of(export)
        places = self._store.places(list(marks))
        plan = ReturnPlan()
        for paper_id, of in marks.items():
            title = paper_title(of.paper)
            local = _local(places.get(paper_id, []))
            if not local:
                plan.problems.append((title, NOT_FROM_ZOTERO))
                continue
            try:
                self._add(plan, zotero, local, of, export.title)
            except SidelightError as error:
                plan.problems.append((title, error.message))
        return plan

    def write(self, plan: ReturnPlan) -> WrittenItems:
        """Write what was planned, once Zotero's user has allowed it there; return what became of it. Raises ZoteroError."""
        by_source: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for paper in plan.papers:
            by_source[paper.source] += [*paper.highlights, *paper.notes]
        writer = ZoteroWriter(self.address)
        report = WrittenItems()
        for source, items in by_source.items():
            try:
                done = writer.create(source, items)
            except ZoteroError as error:
                if not report.written:
                    raise
                report.problem = report.problem or error.message
                continue
            report.written += done.written
            report.refused += done.refused
            report.problem = report.problem or done.problem
        return report

    def _add(
        self,
        plan: ReturnPlan,
        zotero: LocalZotero,
        local: Sequence[tuple[str, str]],
        marks: PaperMarks,
        title: str,
    ) -> None:
        """Add what is to be written for one paper. Raises SidelightError where its file in Zotero is not this one."""
        source, item, attachment, children = self._attachment(zotero, local, marks.paper.id)
        boxes = [box for place in marks.places for box in place.boxes]
        rects = iter(self._pages.user_rects(marks.paper.id, boxes))
        of_places = [[next(rects) for _ in place.boxes] for place in marks.places]
        labels = self._pages.page_labels(marks.paper.id)
        wanted = list(highlight_items(attachment, marks.places, of_places, labels))
        known = {_place(one) for one in data_of(zotero.children(source, attachment), "annotation")}
        highlights = [one for one in wanted if _place(one) not in known]
        notes = []
        if item != attachment:  # a PDF that stands alone has no notes of its own
            note = note_item(item, title, marks)
            texts = {_words(str(one.get("note", ""))) for one in data_of(children, "note")}
            notes = [note] if _words(note["note"]) not in texts else []
            plan.there += 1 - len(notes)
        plan.there += len(wanted) - len(highlights)
        if highlights or notes:
            plan.papers.append(PlannedPaper(paper_title(marks.paper), source, highlights, notes))

    def _attachment(
        self, zotero: LocalZotero, local: Sequence[tuple[str, str]], paper_id: str
    ) -> tuple[str, str, str, list[Mapping[str, Any]]]:
        """Return library, item, the attachment whose file is the paper, and what belongs to the item."""
        problem: SidelightError = ZoteroError(ANOTHER_FILE)
        for source, item in local:
            try:
                children = zotero.children(source, item)
                for file in pdfs_of([*children, zotero.item(source, item)]):
                    if _is_file(zotero.path_of(source, file), paper_id):
                        return source, item, file.key, children
            except ZoteroError as error:
                problem = error
        raise problem


def _local(places: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those items that are of the Zotero that runs on this machine, not of an exported folder."""
    return [(source, item) for source, item in places if source == OWN or source.startswith("groups/")]


def _is_file(path: Path, paper_id: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == paper_id
    except OSError:
        return False


def _place(annotation: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what two highlights of the same words have in common."""
    try:
        position = json.loads(str(annotation.get("annotationPosition")))
        rects = [*position["rects"], *position.get("nextPageRects", [])]
        return position["pageIndex"], *(round(float(value) / PLACE_PT) for rect in rects for value in rect)
    except (ValueError, TypeError, KeyError, RecursionError):
        return (str(annotation.get("key")),)


def _words(note: str) -> str:
    """Return the words of a note alone: Zotero writes its HTML anew."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", note)).split())
