"""Bibliographies that people bring, in whichever format, as the works they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.importing.bibtex_reading import read_bibtex
from lib.importing.endnote_xml import is_endnote_xml, read_endnote_xml
from lib.importing.json_references import read_json
from lib.importing.reference_entry import BibliographyError, Entry
from lib.importing.sheets import decoded, doubt_of
from lib.importing.table_references import read_table
from lib.importing.tagged_reading import tagged_reader

GUESSED_LETTERS = (
    "The file does not say in which encoding it is, so its accented letters were guessed. Look at the names: where they are "
    "wrong, export it in UTF-8."
)
MEGABYTES = 50
"""Of a file at most."""
ENDINGS = ("bib", "bibtex", "ris", "nbib", "ciw", "enw", "json", "xml", "csv", "tsv", "txt")
"""Of the files that are read."""
LEAST_TABS = 4
"""In the first line of a table that is called .txt, as Web of Science calls its."""
_BIBTEX = re.compile(r"@\s*[A-Za-z]+\s*[{(]")


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What a file gave."""

    entries: list[Entry]
    faults: list[str]
    """Plain sentences on parts that could not be read."""
    nameless: list[Entry] = field(default_factory=list)
    """Entries that name no work, neither by title or DOI nor by a file."""

    @property
    def notes(self) -> list[str]:
        """The faults, and how many entries name no work, for whoever leaves those out."""
        if not self.nameless:
            return list(self.faults)
        have, were = (
            ("1 entry has", "was") if len(self.nameless) == 1 else (f"{len(self.nameless):,} entries have", "were")
        )
        return [*self.faults, f"{have} neither title nor DOI and {were} left out."]


def read_bibliography(name: str, data: bytes) -> Bibliography:
    """Return the works that a file names by title, DOI or file; raises BibliographyError where it names none, SheetError."""
    found = read_records(name, data)
    if not found.entries:
        raise _nothing(name, found.notes)
    return found


def read_records(name: str, data: bytes) -> Bibliography:
    """Return the records of a file, by what is in it, also where none of them names a work by title, DOI or file.

    Raises BibliographyError where nothing can be read of any, SheetError; with a sentence. Read are BibTeX, RIS, CSL-JSON and
    other JSON, PubMed's .nbib, Web of Science's .ciw, EndNote's .enw and XML, RefWorks' and Cochrane's tagged text, or a table
    with a column of titles, of DOIs or of PubMed numbers.
    """
    if len(data) > MEGABYTES * 1_000_000:
        raise BibliographyError(f"“{name}” is larger than {MEGABYTES} MB. Split it into smaller files.")
    read, faults = _read(name, data)
    if doubt_of(name, data):
        faults = [*faults, GUESSED_LETTERS]
    entries = [entry for entry in read if _is_named(entry)]
    found = Bibliography(entries, faults, [entry for entry in read if not _is_named(entry)])
    if not entries and not any(_says_something(entry) for entry in found.nameless):
        raise _nothing(name, found.notes)
    return found


def _nothing(name: str, notes: Sequence[str]) -> BibliographyError:
    why = f" {notes[0]}" if notes else ""
    return BibliographyError(
        f"“{name}” holds no reference that can be read.{why} Export your references as BibTeX, RIS or CSL-JSON."
    )


def _says_something(entry: Entry) -> bool:
    """Return whether an entry is of a work, whichever that is: any JSON and any table has entries that say nothing of one."""
    return bool(entry.pmid or entry.authors or entry.year or entry.journal or entry.abstract)


def _is_named(entry: Entry) -> bool:
    return bool(entry.title or entry.doi or entry.paths)


def _read(name: str, data: bytes) -> tuple[list[Entry], list[str]]:
    if data.startswith(b"PK"):
        return read_table(name, data)
    text = decoded(name, data)
    begun = text.lstrip("\ufeff \t\r\n")
    if begun[:1] in {"[", "{"}:
        return read_json(name, text)
    if is_endnote_xml(text):
        return read_endnote_xml(name, text)
    tagged = tagged_reader(text)
    if tagged is not None:
        return tagged(text)
    if _BIBTEX.search(text):
        return read_bibtex(text)
    is_table = name.lower().endswith((".csv", ".tsv")) or begun.partition("\n")[0].count("\t") >= LEAST_TABS
    return read_table(name, data) if is_table else ([], [])
