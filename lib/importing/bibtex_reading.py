"""Works of a BibTeX or biblatex file."""

from __future__ import annotations

from lib.importing.bibtex_blocks import BibtexReader, Block
from lib.importing.latex import plain_text
from lib.importing.latex_macros import expand, macros_in
from lib.importing.person_names import bibtex_people, families_of
from lib.importing.reference_entry import Entry, entry_key, page_range, paths_in, pmid_in, year_in
from lib.text.dois import doi_of_note, first_doi

DOI_FIELDS = ("doi", "url", "ee", "bdsk-url-1", "howpublished", "eprint")
JOURNAL_FIELDS = ("journaltitle", "journal", "booktitle")
FILE_FIELDS = ("file", "pdf", "localfile", "local-url", "attachments")

NOT_PRINTED = frozenset((*FILE_FIELDS, *DOI_FIELDS))
"""Fields that hold no LaTeX text: a path's backslash begins no command."""

NO_WORKS = frozenset({"xdata", "set"})
"""Kinds of entries that hold what others inherit, or name others: works of none (biblatex manual, 2.1.1)."""


def read_bibtex(text: str) -> tuple[list[Entry], list[str]]:
    """Return the works of a file, and plain sentences on what could not be read."""
    reader = BibtexReader(text.lstrip("\ufeff"))
    blocks = reader.read()
    macros = macros_in(reader.preambles)
    for block in blocks if macros else ():
        for name, value in block.fields.items():
            if "\\" in value and name not in NOT_PRINTED:
                block.fields[name] = expand(value, macros)
    return [_entry_of(block) for block in blocks if block.kind not in NO_WORKS], reader.notes


def _entry_of(block: Block) -> Entry:
    fields = block.fields
    people = bibtex_people(fields.get("author", "") or fields.get("editor", ""))
    title = ": ".join(part for name in ("title", "subtitle") if (part := plain_text(fields.get(name, ""))))
    return Entry(
        key=entry_key(block.key),
        title=title,
        authors=[one.name for one in people],
        year=year_in(fields.get(name, "") for name in ("year", "date", "issued")),
        doi=first_doi(fields.get(name, "") for name in DOI_FIELDS) or doi_of_note(fields.get("note", "")),
        paths=paths_in(fields.get(name, "") for name in FILE_FIELDS),
        journal=next((name for of in JOURNAL_FIELDS if (name := plain_text(fields.get(of, "")))), ""),
        volume=plain_text(fields.get("volume", "")),
        pages=page_range(
            plain_text(fields.get("pages", "") or fields.get("eid", "") or fields.get("article-number", ""))
        ),
        abstract=plain_text(fields.get("abstract", "")),
        pmid=pmid_in([fields.get("pmid", "")]),
        families=families_of(people),
    )
