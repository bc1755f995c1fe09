"""A folder that Zotero exported, with or without its files: Zotero RDF, Better BibTeX JSON, BibTeX or CSL-JSON beside PDFs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lib.importing.bibliography import read_bibliography
from lib.importing.json_references import work_of
from lib.importing.reference_entry import Entry
from lib.importing.sheets import decoded
from lib.importing.zotero.items import ZoteroCollection, ZoteroError, ZoteroFile, ZoteroItem, ZoteroLibrary
from lib.importing.zotero.rdf import read_rdf
from lib.text.cleaning import one_line

ENDINGS = (".rdf", ".json", ".bib", ".ris")
"""Of the file that lists the works, the one that says most first."""
MEGABYTES = 200
"""Of that file at most."""
MOST_FILES = 50_000
"""In the folder."""
MOST_FOLDERS = 20
"""In it that are looked into for the list."""


def read_exported_folder(folder: Path) -> ZoteroLibrary:
    """Return the library that a folder holds; raises ZoteroError where none can be read.

    PDFs are found where the list says, else by their names below the folder; a path that leads elsewhere is kept as it is.
    """
    if not folder.is_dir():
        raise ZoteroError(f"{folder} is not a folder on this machine.")
    listed = _list_in(folder)
    try:
        data = listed.read_bytes()
    except OSError as error:
        raise ZoteroError(f"“{listed.name}” cannot be opened ({error.strerror}).") from error
    if len(data) > MEGABYTES * 1_000_000:
        raise ZoteroError(f"“{listed.name}” is larger than {MEGABYTES} MB. Export a collection at a time.")
    places = _Places(folder)
    items, collections, notes = _read(listed.name, data)
    items = [replace(item, files=[places.found(file) for file in item.files]) for item in items]
    if not items:
        raise ZoteroError(f"“{listed.name}” lists no work. Export the collection again, as Zotero RDF with its files.")
    return ZoteroLibrary(str(folder), folder.name or str(folder), items, collections, notes)


def _list_in(folder: Path) -> Path:
    """Return the file that lists the works: in the folder itself, or in the one folder that it holds."""
    for place in (folder, *[one for one in _entries(folder) if one.is_dir()][:MOST_FOLDERS]):
        for ending in ENDINGS:
            for path in _entries(place):
                if path.suffix.lower() == ending and path.is_file() and not path.name.startswith("."):
                    return path
    raise ZoteroError(
        "In this folder is no list of works. In Zotero, export as Zotero RDF or Better BibTeX JSON, with files."
    )


def _entries(folder: Path) -> list[Path]:
    """Return what a folder holds, by name; nothing of one that may not be looked into."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


class _Places:
    """Where the PDFs of an export are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_name: dict[str, list[Path]] = {}
        count = 0
        for parent, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                count += 1
                if name.lower().endswith(".pdf") and count <= MOST_FILES:
                    self._by_name.setdefault(name.casefold(), []).append(Path(parent) / name)

    def found(self, file: ZoteroFile) -> ZoteroFile:
        """Return the file with its place; one that is not there keeps the path that was written."""
        written = file.path.replace("\\", "/")
        inside = self._folder / written if written else None
        if inside is not None and _is_file(inside):  # an absolute path stands for itself
            return replace(file, path=str(inside))
        by_name = self._by_name.get(file.name.casefold(), [])
        fitting = [path for path in by_name if written and path.as_posix().endswith(written)] or by_name
        return replace(file, path=str(fitting[0])) if len(fitting) == 1 else file


def _is_file(path: Path) -> bool:
    """Return whether a file is there; a name that is too long for this system is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_listed(name: str, data: bytes) -> list[ZoteroItem]:
    """Return the works that a file lists, each with its PDFs as written; raises SidelightError with a sentence."""
    return _read(name, data)[0]


def _read(name: str, data: bytes) -> tuple[list[ZoteroItem], list[ZoteroCollection], list[str]]:
    if name.lower().endswith(".rdf"):
        return read_rdf(name, data)
    if name.lower().endswith(".json"):
        told = _json(name, data)
        if isinstance(told, Mapping) and isinstance(told.get("items"), list):
            return *_better_bibtex(told), []
    read = read_bibliography(name, data)
    items = [ZoteroItem(entry.key, 0, entry, files=_files(entry)) for entry in read.entries]
    return items, [], read.notes


def _files(entry: Entry) -> list[ZoteroFile]:
    return [ZoteroFile(name, name, path) for name, path in zip(entry.files, entry.paths, strict=True)]


def _json(name: str, data: bytes) -> Any:
    try:
        return json.loads(decoded(name, data).lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise ZoteroError(f"“{name}” is no JSON that can be read. Export it again.") from None


def _better_bibtex(told: Mapping[str, Any]) -> tuple[list[ZoteroItem], list[ZoteroCollection]]:
    """Return what the JSON of Better BibTeX holds: works with their attachments' paths, and collections by number or key."""
    listed = [one for one in told["items"] if isinstance(one, Mapping)]
    kept = told.get("collections")
    collections = [one for one in kept.values() if isinstance(one, Mapping)] if isinstance(kept, Mapping) else []
    of: dict[str, list[str]] = {}
    for one in collections:
        for item in _listed(one.get("items")):
            of.setdefault(str(item), []).append(str(one.get("key") or one.get("id")))
    items = []
    for number, one in enumerate(listed, start=1):
        kind = str(one.get("itemType"))
        if kind in {"note", "annotation"}:
            continue
        alone = kind == "attachment"
        key = str(one.get("itemKey") or one.get("key") or one.get("citationKey") or one.get("citekey") or number)
        tags = [t.get("tag") if isinstance(t, Mapping) else t for t in _listed(one.get("tags"))]
        items.append(
            ZoteroItem(
                key=key,
                version=one["version"] if isinstance(one.get("version"), int) else 0,
                entry=Entry(key) if alone else work_of(number, one),
                tags=list(dict.fromkeys(one_line(tag) for tag in tags if isinstance(tag, str) and tag.strip())),
                collections=of.get(str(one.get("itemID")), []) or of.get(key, []),
                files=list(_attached([one] if alone else _listed(one.get("attachments")))),
            )
        )
    return items, [
        ZoteroCollection(
            str(one.get("key") or one.get("id")),
            one_line(str(one.get("name") or "unnamed")),
            str(one.get("parent") or ""),
        )
        for one in collections
    ]


def _listed(told: Any) -> list[Any]:
    """Return what is a list; nothing for whatever else a file says in its place."""
    return told if isinstance(told, list) else []


def _attached(told: Iterable[Any]) -> Iterable[ZoteroFile]:
    for one in told:
        path = str(one.get("path") or one.get("localPath") or "") if isinstance(one, Mapping) else ""
        if path.lower().endswith(".pdf"):
            yield ZoteroFile(str(one.get("itemKey") or path), path.replace("\\", "/").rsplit("/", 1)[-1], path)
