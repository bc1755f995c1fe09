"""What a library of Zotero holds, wherever it is read from: items with their files, tags and collections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.errors import SidelightError
from lib.importing.json_references import work_itself, work_of
from lib.importing.reference_entry import Entry
from lib.records import Record
from lib.text.cleaning import one_line

PDF = "application/pdf"
NO_WORKS = frozenset({"attachment", "note", "annotation"})
"""Types of items that belong to a work and are none."""
MOST_LEVELS = 30
"""Collections inside one another; more is a circle."""


class ZoteroError(SidelightError):
    """A library of Zotero that cannot be read, in plain words."""


@dataclass(frozen=True, slots=True)
class ZoteroFile(Record):
    """A PDF that is attached to an item."""

    key: str
    name: str
    path: str = ""
    """Where it is on this machine; empty where only Zotero can say."""


@dataclass(frozen=True, slots=True)
class ZoteroItem(Record):
    """A work with its PDFs, or a PDF that stands alone."""

    key: str
    version: int
    """Rises with every change that was synchronised; 0 as long as none was."""
    entry: Entry
    tags: list[str] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    """Keys of those it stands in."""
    files: list[ZoteroFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ZoteroCollection(Record):
    """A collection, inside another one where `parent` names it."""

    key: str
    name: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class ZoteroLibrary(Record):
    """What was read of a library."""

    source: str
    """Where from: "users/0", "groups/12", or a folder's path; what was taken in is remembered by it and the item's key."""
    name: str
    items: list[ZoteroItem]
    collections: list[ZoteroCollection] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Plain sentences on what could not be read."""

    def path_of(self, key: str) -> str:
        """Return the name of a collection behind those it stands in, such as "Reviews / Bats"; empty for one not here."""
        by_key = {collection.key: collection for collection in self.collections}
        names: list[str] = []
        while key in by_key and len(names) < MOST_LEVELS:
            names.insert(0, by_key[key].name)
            key = by_key[key].parent
        return " / ".join(names)

    def within(self, keys: Iterable[str]) -> set[str]:
        """Return the keys of collections and of all inside them."""
        found: set[str] = set()
        new = set(keys)
        while new:
            found |= new
            new = {one.key for one in self.collections if one.parent in new} - found
        return found

    def items_in(self, keys: Sequence[str]) -> list[ZoteroItem]:
        """Return the items of these collections and of those inside them; of none: all."""
        wanted = self.within(keys)
        return [item for item in self.items if not keys or wanted.intersection(item.collections)]


def items_of(told: Iterable[Mapping[str, Any]]) -> list[ZoteroItem]:
    """Return the works of what Zotero's API (version 3) lists, each with its PDFs; a PDF without a work is one of its own."""
    works: dict[str, Mapping[str, Any]] = {}
    files: dict[str, list[ZoteroFile]] = {}
    alone: list[Mapping[str, Any]] = []
    for item in told:
        data = work_itself(item)
        if data.get("itemType") == "attachment":
            file = _file_of(item, data)
            if file is not None and data.get("parentItem"):
                files.setdefault(str(data["parentItem"]), []).append(file)
            elif file is not None:
                alone.append(item)
        elif str(data.get("itemType")) not in NO_WORKS:
            works.setdefault(str(data.get("key")), item)
    found = [_item_of(number, item, files.get(key, [])) for number, (key, item) in enumerate(works.items(), start=1)]
    return found + [
        _item_of(number, item, [file])
        for number, item in enumerate(alone, start=len(found) + 1)
        if (file := _file_of(item, work_itself(item))) is not None
    ]


def pdfs_of(told: Iterable[Mapping[str, Any]]) -> list[ZoteroFile]:
    """Return the PDFs among items that Zotero's API lists."""
    attached = (one for one in told if work_itself(one).get("itemType") == "attachment")
    return [file for one in attached if (file := _file_of(one, work_itself(one))) is not None]


def data_of(told: Iterable[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    """Return the fields of the items of a type, such as "note"."""
    return [data for one in told if (data := work_itself(one)).get("itemType") == kind]


def collections_of(told: Iterable[Mapping[str, Any]]) -> list[ZoteroCollection]:
    """Return the collections that Zotero's API lists."""
    found = []
    for one in told:
        data = work_itself(one)
        parent = data.get("parentCollection")
        name = one_line(str(data.get("name") or "")) or "unnamed"
        found.append(ZoteroCollection(str(data.get("key")), name, parent if isinstance(parent, str) else ""))
    return found


def _item_of(number: int, item: Mapping[str, Any], files: list[ZoteroFile]) -> ZoteroItem:
    data = work_itself(item)
    version = data.get("version", item.get("version"))
    tags = data.get("tags")
    names = [one.get("tag") if isinstance(one, Mapping) else one for one in tags] if isinstance(tags, list) else []
    collections = data.get("collections")
    return ZoteroItem(
        key=str(data.get("key") or number),
        version=version if isinstance(version, int) else 0,
        entry=work_of(number, data) if data.get("itemType") != "attachment" else Entry(str(data.get("key"))),
        tags=list(dict.fromkeys(one_line(name) for name in names if isinstance(name, str) and name.strip())),
        collections=[str(key) for key in collections] if isinstance(collections, list) else [],
        files=files,
    )


def _file_of(item: Mapping[str, Any], data: Mapping[str, Any]) -> ZoteroFile | None:
    """Return the PDF that an attachment is; None for pages, pictures and links to the web."""
    name = str(data.get("filename") or data.get("path") or data.get("title") or "")
    is_pdf = data.get("contentType") == PDF or name.lower().endswith(".pdf")
    if not is_pdf or data.get("linkMode") == "linked_url":
        return None
    links = item.get("links")
    enclosure = links.get("enclosure") if isinstance(links, Mapping) else None
    href = str(enclosure.get("href") or "") if isinstance(enclosure, Mapping) else ""
    last = name.replace("\\", "/").removeprefix("attachments:").rsplit("/", 1)[-1]
    return ZoteroFile(str(data.get("key")), last or "attachment.pdf", href if href.startswith("file://") else "")
