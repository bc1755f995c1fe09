"""Zotero RDF, the export that keeps collections, tags and files: RDF/XML with Dublin Core, FOAF, PRISM and bibliontology."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from lib.importing.latex import without_tags
from lib.importing.person_names import PersonName, families_of, parted_name
from lib.importing.reference_entry import Entry, page_range, year_in
from lib.importing.zotero.items import ZoteroCollection, ZoteroError, ZoteroFile, ZoteroItem
from lib.text.cleaning import one_line
from lib.text.dois import first_doi

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ZOTERO = "{http://www.zotero.org/namespaces/export#}"
DC = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"
BIB = "{http://purl.org/net/biblio#}"
FOAF = "{http://xmlns.com/foaf/0.1/}"
PRISM = "{http://prismstandard.org/namespaces/1.2/basic/}"
LINK = "{http://purl.org/rss/1.0/modules/link/}"
ABOUT, RESOURCE = f"{RDF}about", f"{RDF}resource"
SKIPPED = frozenset({f"{ZOTERO}Attachment", f"{ZOTERO}Collection", f"{BIB}Memo", f"{BIB}Journal", f"{BIB}Series"})
"""Nodes that are no works."""


def read_rdf(name: str, data: bytes) -> tuple[list[ZoteroItem], list[ZoteroCollection], list[str]]:
    """Return items, collections and notes of a file; raises ZoteroError where it is none."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ZoteroError(f"“{name}” declares a document type, which Zotero never does. It was not read.")
    try:
        root = fromstring(data)  # noqa: S314 - nothing is declared in it that could be expanded
    except (ParseError, ValueError, LookupError) as error:
        raise ZoteroError(f"“{name}” is no RDF that can be read ({error}). Export it again.") from None
    nodes = {about: node for node in root if (about := node.get(ABOUT))}
    collections, of = _collections(root)
    items = []
    for number, node in enumerate(root, start=1):
        if node.tag in SKIPPED or node.tag.startswith(f"{FOAF}"):
            continue
        key = node.get(ABOUT) or f"#item_{number}"
        entry = _entry_of(key, node, nodes)
        files = [file for link in node.iter(f"{LINK}link") if (file := _file(nodes.get(link.get(RESOURCE) or "")))]
        if entry.title or entry.doi or files:
            tags = list(dict.fromkeys(tag for subject in node.findall(f"{DC}subject") if (tag := _all_text(subject))))
            items.append(ZoteroItem(key, 0, entry, tags, of.get(key, []), files))
    linked = {link.get(RESOURCE) for link in root.iter(f"{LINK}link")}
    for about, node in nodes.items():  # PDFs that stand alone
        if about not in linked and node.tag == f"{ZOTERO}Attachment" and (file := _file(node)) is not None:
            items.append(ZoteroItem(about, 0, Entry(about), [], of.get(about, []), [file]))
    return items, collections, []


def _collections(root: Element) -> tuple[list[ZoteroCollection], dict[str, list[str]]]:
    """Return the collections, and by item those it stands in."""
    nodes = {node.get(ABOUT) or "": node for node in root.iter(f"{ZOTERO}Collection")}
    parents: dict[str, str] = {}
    of: dict[str, list[str]] = {}
    for key, node in nodes.items():
        for part in node.findall(f"{TERMS}hasPart"):
            member = part.get(RESOURCE) or ""
            if member in nodes:
                parents[member] = key
            else:
                of.setdefault(member, []).append(key)
    found = [
        ZoteroCollection(key, _text(node, f"{DC}title") or "unnamed", parents.get(key, ""))
        for key, node in nodes.items()
    ]
    return found, of


def _entry_of(key: str, node: Element, nodes: dict[str, Element]) -> Entry:
    home = _home(node, nodes)
    places = [node] if home is None else [node, home]
    pages = _text(node, f"{BIB}pages")
    people = list(_people(node, "authors")) or list(_people(node, "editors"))
    return Entry(
        key=_text(node, f"{ZOTERO}citationKey") or key,
        title=without_tags(_text(node, f"{DC}title")),
        authors=[one.name for one in people],
        families=families_of(people),
        year=year_in([_text(node, f"{DC}date")]),
        doi=first_doi([text for place in places for text in _identifiers(place)] + [key]),
        journal=without_tags(_text(home, f"{DC}title")) if home is not None else "",
        volume=next((volume for place in places if (volume := _text(place, f"{PRISM}volume"))), ""),
        pages=page_range(pages) if pages else "",
        abstract=without_tags(_text(node, f"{TERMS}abstract")),
    )


def _home(node: Element, nodes: dict[str, Element]) -> Element | None:
    """Return the journal, book or proceedings that a work stands in: inside it, or named by it."""
    part = node.find(f"{TERMS}isPartOf")
    if part is None:
        return None
    inner = next(iter(part), None)
    return inner if inner is not None else nodes.get(part.get(RESOURCE) or "")


def _identifiers(node: Element) -> Iterator[str]:
    for one in node.findall(f"{DC}identifier"):
        yield _all_text(one)


def _people(node: Element, role: str) -> Iterator[PersonName]:
    for seq in node.findall(f"{BIB}{role}"):
        for person in seq.iter(f"{FOAF}Person"):
            given = _text(person, f"{FOAF}givenName") or _text(person, f"{FOAF}givenname")
            family = _text(person, f"{FOAF}surname")
            if (one := parted_name(one_line(given), one_line(family))).name:
                yield one


def _file(node: Element | None) -> ZoteroFile | None:
    """Return the PDF of an attachment; None for other kinds, and for those that are on the web alone."""
    if node is None or node.tag != f"{ZOTERO}Attachment":
        return None
    place = node.find(f"{RDF}resource")
    path = place.get(RESOURCE) or "" if place is not None else ""
    if not path.lower().endswith(".pdf"):
        return None
    return ZoteroFile(node.get(ABOUT) or path, path.replace("\\", "/").rsplit("/", 1)[-1], path)


def _text(node: Element | None, tag: str) -> str:
    found = None if node is None else node.find(tag)
    return "" if found is None else _all_text(found)


def _all_text(node: Element) -> str:
    return one_line("".join(node.itertext()))
