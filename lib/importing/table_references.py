"""Works of a table: the CSV files of PubMed, Scopus, Zotero and others."""

from __future__ import annotations

import re

from lib.importing.latex import without_tags
from lib.importing.person_names import listed_people
from lib.importing.reference_entry import Entry, page_range, paths_in, pmid_in, year_in
from lib.importing.sheets import read_sheet
from lib.text.dois import first_doi
from lib.text.wording import count

TITLE = ("Title", "Article Title", "Document Title", "Publication Title")
AUTHORS = ("Author Full Names", "Authors", "Author", "Author(s)")
YEAR = ("Publication Year", "Published Year", "Year", "Published", "Date", "PubYear")
DOI = ("DOI", "DOI Link", "Url", "Link")
KEY = ("Key", "PMID", "EID", "ID")
JOURNAL = ("Journal", "Journal/Book", "Source title", "Source Title", "Publication Title", "Container title")
VOLUME = ("Volume",)
PAGES = ("Pages", "Page", "Article Number", "Art. No.")
FIRST_PAGE, LAST_PAGE = ("Page start", "Start Page"), ("Page end", "End Page")
ABSTRACT = ("Abstract", "Abstract Note")
PMID = ("PMID", "PubMed ID", "Pubmed Id")
NOTES = ("Notes",)
FILES = ("File Attachments", "Files", "File")


def read_table(name: str, data: bytes) -> tuple[list[Entry], list[str]]:
    """Return the works of a table that has a column of titles or of DOIs; none where it has not."""
    sheet = read_sheet(name, data)
    column: dict[tuple[str, ...], str | None] = {
        names: sheet.column(*names)
        for names in (
            TITLE,
            AUTHORS,
            YEAR,
            DOI,
            KEY,
            FILES,
            JOURNAL,
            VOLUME,
            PAGES,
            FIRST_PAGE,
            LAST_PAGE,
            ABSTRACT,
            PMID,
            NOTES,
        )
    }
    if column[TITLE] is None and column[DOI] is None:
        return [], []

    def cell(row: dict[str, str], names: tuple[str, ...]) -> str:
        of = column[names]
        return row.get(of, "") if of is not None else ""

    entries = [
        Entry(
            key=cell(row, KEY) or f"entry {number}",
            title=without_tags(cell(row, TITLE)),
            authors=_people(cell(row, AUTHORS)),
            year=year_in([cell(row, YEAR)]),
            doi=first_doi([cell(row, DOI)]),
            paths=paths_in([cell(row, FILES)]),
            journal=without_tags(cell(row, JOURNAL)),
            volume=cell(row, VOLUME),
            pages=page_range(cell(row, FIRST_PAGE), cell(row, LAST_PAGE)) or page_range(cell(row, PAGES)),
            abstract=without_tags(cell(row, ABSTRACT)),
            pmid=pmid_in([cell(row, PMID)]),
            notes=cell(row, NOTES),
        )
        for number, row in enumerate(sheet.rows, start=1)
    ]
    named = [entry for entry in entries if entry.title or entry.doi]
    left = len(entries) - len(named)
    return named, [f"{count(left, 'row')} with neither a title nor a DOI left out."] if left else []


def _people(text: str) -> list[str]:
    """Return the people of a cell; Scopus puts a number in brackets behind each, PubMed a full stop behind the last."""
    plain = re.sub(r"\s*\(\d+\)", "", text).strip()
    return listed_people(plain.rstrip(".") if "," in plain and ";" not in plain else plain)
