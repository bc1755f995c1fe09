"""Works of JSON: CSL-JSON as Zotero and Pandoc write it, Zotero's own, Crossref's, OpenAlex's and Semantic Scholar's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lib.importing.index_works import as_csl
from lib.importing.latex import without_tags
from lib.importing.person_names import PersonName, families_of, listed_people, parted_name
from lib.importing.reference_entry import (
    BibliographyError,
    Entry,
    entry_key,
    page_range,
    paths_in,
    pmid_in,
    year_in,
)
from lib.text.dois import doi_of_note, first_doi

LISTS = ("items", "references", "message", "data", "works", "results")
"""Under which names the list of works stands, where it is not the file itself."""
DEPTH = 3
NO_WORKS = ("note", "attachment", "annotation")
"""Types of Zotero's items that stand beside works in its list (its schema's itemTypes)."""
JOURNALS = ("container-title", "publicationTitle", "bookTitle", "proceedingsTitle")


def read_json(name: str, text: str) -> tuple[list[Entry], list[str]]:
    """Return the works of a JSON file; raises BibliographyError where it is none."""
    text = text.lstrip("\ufeff")
    try:
        told = _loaded(text)
    except (ValueError, RecursionError):
        raise BibliographyError(f"“{name}” begins like JSON but is none. Export your references anew.") from None
    items = [work_itself(item) for item in _items(told, DEPTH) if isinstance(item, Mapping)]
    works = [item for item in items if item.get("itemType") not in NO_WORKS]
    return [work_of(number, item) for number, item in enumerate(works, start=1)], []


def _loaded(text: str) -> Any:
    """Return the JSON of a text, or the list of what stands in its lines, one work in each."""
    try:
        return json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _items(told: Any, depth: int) -> Iterable[Any]:
    if isinstance(told, list):
        return told
    if not isinstance(told, Mapping) or depth == 0:
        return []
    inner = next((told[name] for name in LISTS if isinstance(told.get(name), list | Mapping)), None)
    if inner is None or "title" in told:
        return [told]
    return _items(inner, depth - 1)


def work_itself(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the work itself, which Zotero's API wraps."""
    data = item.get("data")
    return data if isinstance(data, Mapping) else as_csl(item)


def work_of(number: int, item: Mapping[str, Any]) -> Entry:
    """Return a work of CSL-JSON, of Zotero or of Crossref; `number` is its place, for one without a key."""
    key = next((item[name] for name in ("citation-key", "citationKey", "id", "key", "DOI") if item.get(name)), "")
    dates = ("issued", "published-print", "published", "published-online", "date", "event-date", "original-date")
    people = _people(item)
    attachments = item.get("attachments")
    paths = (
        [str(one.get("path", "")) for one in attachments if isinstance(one, Mapping)]
        if isinstance(attachments, list)
        else []
    )
    return Entry(
        key=entry_key(str(key)) or f"entry {number}",
        title=without_tags(_text(item.get("title"))),
        authors=[one.name for one in people],
        families=families_of(people),
        year=next((year for name in dates if (year := _year(item.get(name))) is not None), None),
        doi=first_doi(_text(item.get(name)) for name in ("DOI", "doi", "URL", "url"))
        or next((doi for name in ("note", "extra") if (doi := doi_of_note(_text(item.get(name))))), ""),
        paths=paths_in([*paths, _text(item.get("file"))]),
        journal=without_tags(next((_text(item[of]) for of in JOURNALS if _text(item.get(of))), "")),
        volume=str(item.get("volume") or ""),
        pages=page_range(str(item.get("page") or item.get("pages") or item.get("article-number") or "")),
        abstract=without_tags(_text(item.get("abstract")) or _text(item.get("abstractNote"))),
        pmid=pmid_in([str(item.get("PMID") or "")]),
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _people(item: Mapping[str, Any]) -> list[PersonName]:
    """Return the authors of a work; its editors where it has none, as a book may; those of a chapter are its book's."""
    written = next((value for name in ("author", "authors") if isinstance(value := item.get(name), str)), "")
    if written.strip():
        return listed_people(without_tags(written))
    lists = {name: item[name] for name in ("author", "creators", "editor") if isinstance(item.get(name), list)}
    created = lists.get("creators", [])
    by_role = [
        [one for one in created if not isinstance(one, Mapping) or one.get("creatorType", "author") == role]
        for role in ("author", "editor")
    ]
    for people in (lists.get("author", []), by_role[0], lists.get("editor", []), by_role[1]):
        if names := [name for one in people if (name := _name(one)).name]:
            return names
    return []


def _name(one: Any) -> PersonName:
    if not isinstance(one, Mapping):
        return PersonName(one.strip() if isinstance(one, str) else "")
    whole = _text(one.get("literal")) or _text(one.get("name"))
    if whole:
        return PersonName(without_tags(whole))
    particles = (_text(one.get("dropping-particle")), _text(one.get("non-dropping-particle")))
    family = " ".join(part for part in (*particles, _text(one.get("family")) or _text(one.get("lastName"))) if part)
    given = _text(one.get("given")) or _text(one.get("firstName"))
    return parted_name(without_tags(given), without_tags(family), without_tags(_text(one.get("suffix"))))


def _year(date: Any) -> int | None:
    if isinstance(date, Mapping):
        parts = date.get("date-parts")
        flat = [str(part) for one in parts if isinstance(one, list) for part in one] if isinstance(parts, list) else []
        return year_in([*flat[:1], _text(date.get("raw")), _text(date.get("literal")), _text(date.get("date-time"))])
    return year_in([str(date)]) if isinstance(date, str | int) else None
