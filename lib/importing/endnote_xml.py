"""Works of EndNote's XML, which it writes its libraries in and other tools pass on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, iterparse

from lib.importing.latex import without_tags
from lib.importing.person_names import families_of, given_first
from lib.importing.reference_entry import (
    BibliographyError,
    Entry,
    entry_key,
    page_range,
    paths_in,
    year_in,
)
from lib.text.cleaning import one_line
from lib.text.dois import first_doi

_DECLARATION = re.compile(r"\A[\ufeff\s]*<\?xml[^>]*\?>")
"""It names the encoding that the file had before it was read."""


def is_endnote_xml(text: str) -> bool:
    """Return whether a text is such a file, by its beginning."""
    begun = text.lstrip("\ufeff \t\r\n")[:2_000]
    return begun.startswith("<") and "<records>" in begun


def read_endnote_xml(name: str, text: str) -> tuple[list[Entry], list[str]]:
    """Return the works of a file; raises BibliographyError where it is damaged."""
    entries: list[Entry] = []
    data = io.BytesIO(_DECLARATION.sub("", text).encode("utf-8", "replace"))
    try:
        for _, element in iterparse(data):  # noqa: S314 - expat itself refuses entities that grow
            if element.tag == "record":
                entries.append(_entry_of(len(entries) + 1, element))
                element.clear()
    except (ParseError, ValueError, RecursionError):
        raise BibliographyError(
            f"“{name}” begins like EndNote's XML but is damaged. Export your references anew."
        ) from None
    return entries, []


def _entry_of(number: int, record: Element) -> Entry:
    def texts(*paths: str) -> list[str]:
        return [text for path in paths for node in record.findall(path) if (text := one_line("".join(node.itertext())))]

    people = [
        given_first(name)
        for name in texts("contributors/authors/author") or texts("contributors/secondary-authors/author")
    ]
    return Entry(
        key=entry_key(next(iter(texts("label", "rec-number")), "")) or f"entry {number}",
        title=without_tags(next(iter(texts("titles/title")), "")),
        authors=[one.name for one in people],
        year=year_in(texts("dates/year", "dates/pub-dates/date")),
        doi=first_doi(texts("electronic-resource-num", "urls/related-urls/url")),
        paths=paths_in(_files(record)),
        journal=without_tags(
            next(iter(texts("periodical/full-title", "titles/secondary-title", "alt-periodical/full-title")), "")
        ),
        volume=next(iter(texts("volume")), ""),
        pages=page_range(next(iter(texts("pages")), "")),
        abstract=without_tags(" ".join(texts("abstract"))),
        notes=" | ".join(texts("notes", "research-notes")),
        families=families_of(people),
    )


def _files(record: Element) -> Iterator[str]:
    """Yield where its PDFs lie; EndNote writes "internal-pdf://" and the folder of its library."""
    for node in record.findall("urls/pdf-urls/url"):
        yield one_line("".join(node.itertext())).removeprefix("internal-pdf://").removeprefix("file://")
