"""Bibliographies that lie among PDFs in a ZIP or a folder: titles and authors for the PDFs that their entries name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.errors import SidelightError
from lib.importing.bibliography_matching import FIELDS
from lib.importing.zotero.exported_folder import read_listed
from lib.importing.zotero.items import ZoteroItem
from lib.storage.papers import PaperStore
from lib.text.wording import count

ENDINGS = (".bib", ".bibtex", ".ris", ".nbib", ".ciw", ".enw", ".rdf", ".json")
"""Of files that may list works."""
MEGABYTES = 50
"""Of all of them in one ZIP or folder together."""
MOST_LISTS = 10
"""Of one ending in one ZIP or folder: settings and notes of programs are JSON too."""


def lists_works(name: str) -> bool:
    """Return whether a file of that name may list works."""
    return name.lower().endswith(ENDINGS)


@dataclass
class ListedFiles:
    """What the bibliographies of one ZIP or folder gave."""

    described: set[str] = field(default_factory=set)
    """Ids of the papers that an entry names."""
    notes: list[str] = field(default_factory=list)
    """Plain sentences on what was found."""
    unreadable: list[list[str]] = field(default_factory=list)
    """[name, reason] of those that could not be read."""


def describe_listed(lists: Mapping[str, bytes], places: Mapping[str, str], papers: PaperStore) -> ListedFiles:
    """Give papers the fields of the entries that name their files, but for those that a person gave; return what was found.

    `lists`: bytes of bibliographies by path; `places`: ids of papers by the path of their file, in the same ZIP or folder. A file
    that several entries name, as whole proceedings, is nobody's.
    """
    report = ListedFiles()
    known = _Places(places)
    for name, data in lists.items():
        try:
            items = read_listed(name, data)
        except SidelightError as error:
            reason = "It is not named .pdf." if name.lower().endswith(".json") else error.message
            report.unreadable.append([name, reason])
            continue
        named: dict[str, list[ZoteroItem]] = defaultdict(list)
        for item in items:
            for paper_id in {found for file in item.files if (found := known.paper_of(file.path or file.name))}:
                named[paper_id].append(item)
        given = [paper_id for paper_id, of in named.items() if len(of) == 1 and _write(papers, paper_id, of[0])]
        report.described.update(given)
        report.notes.append(_sentence(name, len(items), len(given)))
    return report


def _sentence(name: str, entries: int, given: int) -> str:
    listed = f"“{name}” lists {count(entries, 'work')}"
    if given:
        return f"{listed}; {count(given, 'paper')} got title, authors and year from it."
    return (
        f"{listed} and names none of the PDFs here. Choose it under “Titles from a bibliography” once the papers are read: "
        "they are then found by DOI and title."
    )


class _Places:
    """Papers by the path of their file."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._by_name: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
        for path, paper_id in places.items():
            parts = _parts(path)
            self._by_name[parts[0]].append((parts, paper_id))

    def paper_of(self, written: str) -> str | None:
        """Return the paper whose file has that name and, of several, the most folders in common; None where that is not one."""
        wanted = _parts(written)
        shared = [(_in_common(wanted, parts), paper_id) for parts, paper_id in self._by_name.get(wanted[0], [])]
        most = max((number for number, _ in shared), default=0)
        best = {paper_id for number, paper_id in shared if number == most}
        return best.pop() if len(best) == 1 else None


def _parts(path: str) -> list[str]:
    """Return the parts of a path from its end: the file's name, its folder, …, in small letters."""
    return path.replace("\\", "/").casefold().split("/")[::-1]


def _in_common(one: list[str], other: list[str]) -> int:
    number = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        number += 1
    return number


def _write(papers: PaperStore, paper_id: str, item: ZoteroItem) -> bool:
    """Give a paper what an entry says and nobody typed; return whether the entry says anything."""
    offered = {name: value for name in FIELDS if (value := getattr(item.entry, name))}
    typed = papers.edited().get(paper_id, set())
    changes: dict[str, Any] = {name: value for name, value in offered.items() if name not in typed}
    if changes:
        papers.edit(paper_id, changes)
    return bool(offered)
