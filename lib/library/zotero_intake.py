"""Taking in papers from Zotero, as `ws.zotero`: what is new there, and its PDFs with titles, tags and collections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from lib.errors import SidelightError
from lib.importing.bibliography_matching import FIELDS
from lib.importing.zotero.exported_folder import read_exported_folder
from lib.importing.zotero.items import ZoteroFile, ZoteroItem, ZoteroLibrary
from lib.importing.zotero.local_api import ADDRESS, OWN, LocalZotero
from lib.library.jobs import Jobs
from lib.storage.paper_groups import NAME_LETTERS, PaperGroupStore
from lib.storage.papers import PaperStore
from lib.storage.zotero import TakenItem, ZoteroStore

State = Literal["new", "changed", "here", "no file"]
"""`new`: never taken in; `changed`: in Zotero, since it was; `no file`: no PDF is attached, so that there is nothing to read."""
MOST_TAGS = 40
"""Of one item: keywords of publishers come by the dozen."""


@dataclass(frozen=True, slots=True)
class OfferedItem:
    """An item of a library of Zotero, beside this one."""

    item: ZoteroItem
    state: State


@dataclass
class IntakeReport:
    """What became of items that were taken in."""

    added: list[str] = field(default_factory=list)
    """Ids of the papers that came in."""
    known: list[str] = field(default_factory=list)
    """Ids of papers that were here already, by their bytes; they got the item's fields where nobody had given others."""
    renewed: list[str] = field(default_factory=list)
    """Ids of papers whose item was changed in Zotero."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """Name of a file, and why it was left out, in plain words."""


class ZoteroIntake:
    """Reads libraries of Zotero and takes in what is chosen. Thread-safe."""

    def __init__(self, store: ZoteroStore, jobs: Jobs, papers: PaperStore, groups: PaperGroupStore) -> None:
        self._store = store
        self._jobs = jobs
        self._papers = papers
        self._groups = groups
        self.address = ADDRESS
        """Of Zotero's local API."""

    def libraries(self) -> dict[str, str]:
        """Return the libraries of the Zotero that runs on this machine, by where they are. Raises ZoteroError."""
        return LocalZotero(self.address).libraries()

    def library(self, source: str = OWN) -> ZoteroLibrary:
        """Return a library of the Zotero that runs on this machine. Raises ZoteroError."""
        return LocalZotero(self.address).library(source)

    def folder(self, path: str) -> ZoteroLibrary:
        """Return the library of a folder that Zotero exported. Raises ZoteroError."""
        return read_exported_folder(Path(path.strip()).expanduser())

    def offered(self, library: ZoteroLibrary, collections: Sequence[str] = ()) -> list[OfferedItem]:
        """Return the items of these collections (none: of all) with what they are to this library, in Zotero's order.

        An item whose version is that which was taken in, and whose fields are, is here; a removed paper is new again.
        """
        taken = self._store.of(library.source)
        there = {paper.id for paper in self._papers.papers()}
        return [
            OfferedItem(item, _state(item, taken.get(item.key, []), there)) for item in library.items_in(collections)
        ]

    def take_in(
        self,
        library: ZoteroLibrary,
        items: Sequence[ZoteroItem],
        progress: Callable[[int, int], object] = lambda done, total: None,
    ) -> IntakeReport:
        """Return what became of the items: their PDFs are queued to be read, with titles, authors, DOIs, tags and collections.

        What a person typed here stays. A PDF that is attached to several items is one paper, with the fields of the first.
        """
        report = IntakeReport()
        taken = self._store.of(library.source)
        placed: dict[tuple[str, str], list[str]] = {}
        given: set[str] = set()
        there = {paper.id for paper in self._papers.papers()}
        for number, item in enumerate(items, start=1):
            before = {one.paper_id: one for one in taken.get(item.key, [])}
            for file in item.files:
                paper_id = self._add(library, file, report, before, there)
                if paper_id is None:
                    continue
                written = {} if paper_id in given else self._write(paper_id, item, before.get(paper_id))
                given.add(paper_id)
                self._store.put(library.source, TakenItem(item.key, paper_id, item.version, written))
                for name in item.tags[:MOST_TAGS]:
                    placed.setdefault(("tag", name[:NAME_LETTERS].strip()), []).append(paper_id)
                for key in item.collections:
                    if path := library.path_of(key):
                        placed.setdefault(("collection", path[-NAME_LETTERS:].strip()), []).append(paper_id)
            progress(number, len(items))
        for (kind, name), paper_ids in placed.items():
            self._groups.put("tag" if kind == "tag" else "collection", name, paper_ids)
        return report

    def _add(
        self,
        library: ZoteroLibrary,
        file: ZoteroFile,
        report: IntakeReport,
        before: Mapping[str, TakenItem],
        there: set[str],
    ) -> str | None:
        """Return the id of the paper of a PDF; None where it cannot be had, which the report says. `there`: papers by now."""
        try:
            paper_id = self._jobs.add(file.name, self._place(library, file).read_bytes())
        except SidelightError as error:
            report.problems.append((file.name, error.message))
            return None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "there is no such path"
            report.problems.append((file.name, f"Zotero knows it, but it cannot be opened on this machine ({reason})."))
            return None
        kind = report.renewed if paper_id in before else report.known if paper_id in there else report.added
        there.add(paper_id)
        kind.append(paper_id)
        return paper_id

    def _place(self, library: ZoteroLibrary, file: ZoteroFile) -> Path:
        is_local = library.source == OWN or library.source.startswith("groups/")
        path = LocalZotero(self.address).path_of(library.source, file) if is_local else Path(file.path or file.name)
        if not path.is_file():
            raise SidelightError(
                "Its file is not on this machine. Open it in Zotero once, so that it is downloaded, or export it again with "
                "files."
            )
        return path

    def _write(self, paper_id: str, item: ZoteroItem, before: TakenItem | None) -> dict[str, Any]:
        """Give the paper the item's fields, but for those that a person typed here; return what was given."""
        offered: dict[str, Any] = {name: value for name in FIELDS if (value := getattr(item.entry, name))}
        typed = self._papers.edited().get(paper_id, set())
        paper = self._papers.paper(paper_id)
        ours = dict(before.written) if before is not None else {}
        mine = {name for name in typed if name not in ours or getattr(paper, name) != ours[name]}
        changes = {name: value for name, value in offered.items() if name not in mine}
        if changes:
            self._papers.edit(paper_id, changes)
        return {name: value for name, value in offered.items() if name in changes}


def _state(item: ZoteroItem, taken: Iterable[TakenItem], there: set[str]) -> State:
    kept = [one for one in taken if one.paper_id in there]
    if not item.files:
        return "no file"
    if not kept:
        return "new"
    fields: dict[str, Any] = {name: value for name in FIELDS if (value := getattr(item.entry, name))}
    is_same = all(all(fields.get(name) == value for name, value in one.written.items()) for one in kept)
    return "here" if is_same and all(one.version >= item.version for one in kept) else "changed"
