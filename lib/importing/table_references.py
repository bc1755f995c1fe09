"""Works of a table: the CSV files of PubMed, Scopus, Zotero and others, whose columns may be named in other languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from lib.importing.latex import without_tags
from lib.importing.person_names import PersonName, families_of, listed_people
from lib.importing.reference_entry import Entry, page_range, paths_in, pmid_in, year_in
from lib.importing.sheets import read_sheet
from lib.text.dois import first_doi

TITLE = (
    "Title", "Article Title", "Document Title", "TI", "Publication Title",
    "Titel", "Titre", "Título", "Titolo", "Tytuł", "Название", "Заглавие",
    "题名", "标题", "篇名", "標題", "タイトル", "論文名", "제목",
)  # fmt: skip
AUTHORS = (
    "Author Full Names",
    "AF",
    "Authors",
    "Author",
    "Author(s)",
    "Author/s",
    "AU",
    "authorships.author.display_name",
    "Autor", "Autoren", "Autor(en)", "Verfasser", "Auteur", "Auteurs", "Auteur(s)", "Autores", "Autor(es)", "Autore", "Autori",
    "Autorzy", "Автор", "Авторы", "作者", "著者", "著者名", "저자",
)  # fmt: skip
YEAR = (
    "Publication Year", "Published Year", "Year", "Published", "Date", "PubYear", "PY",
    "Jahr", "Erscheinungsjahr", "Année", "Année de publication", "Año", "Año de publicación", "Ano", "Ano de publicação", "Anno",
    "Jaar", "Rok", "Год", "年", "年份", "出版年", "发表时间", "発行年", "연도",
)  # fmt: skip
DOI = ("DOI", "DI", "DOI Link", "Url", "Link")
KEY = ("Key", "PMID", "EID", "ID")
JOURNAL = (
    "Journal",
    "Journal/Book",
    "Source title",
    "Source Title",
    "Publication Title",
    "Container title",
    "SO",
    "primary_location.source.display_name",
    "Zeitschrift", "Revue", "Revista", "Rivista", "Tijdschrift", "Czasopismo", "Журнал",
    "来源", "文献来源", "刊名", "雑誌名", "資料名",
)  # fmt: skip
VOLUME = ("Volume", "VL", "biblio.volume")
PAGES = ("Pages", "Page", "Pagination", "Article Number", "Art. No.", "AR")
FIRST_PAGE = ("Page start", "Start Page", "BP", "biblio.first_page")
LAST_PAGE = ("Page end", "End Page", "EP", "biblio.last_page")
CITATION = ("Citation",)
ABSTRACT = (
    "Abstract", "Abstract Note",
    "Zusammenfassung", "Kurzfassung", "Résumé", "Resumen", "Resumo", "Riassunto", "Samenvatting", "Streszczenie",
    "Аннотация",
    "摘要", "抄録", "초록",
)  # fmt: skip
PMID = ("PMID", "PubMed ID", "Pubmed Id")
NOTES = ("Notes",)
FILES = ("File Attachments", "Files", "File")


_CITATION = re.compile(r";\s*(?P<volume>[A-Za-z]?\d+)(?:\s*\([^()]*\))?:(?P<pages>[\w-]+)")
"""As PubMed's table has it: "J Otters. 2020 Mar;12(3):123-130."."""


def read_table(name: str, data: bytes) -> tuple[list[Entry], list[str]]:
    """Return the works of a table that has a column of titles, of DOIs or of PubMed numbers; none where it has not."""
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
            CITATION,
        )
    }
    if all(column[names] is None for names in (TITLE, DOI, PMID)):
        return [], []

    def cell(row: dict[str, str], names: tuple[str, ...]) -> str:
        of = column[names]
        return row.get(of, "") if of is not None else ""

    return [_entry(number, functools.partial(cell, row)) for number, row in enumerate(sheet.rows, start=1)], []


def _entry(number: int, cell: Callable[[tuple[str, ...]], str]) -> Entry:
    people = _people(cell(AUTHORS))
    cited = _CITATION.search(cell(CITATION))
    return Entry(
        key=cell(KEY) or f"entry {number}",
        title=without_tags(cell(TITLE)),
        authors=[one.name for one in people],
        year=year_in([cell(YEAR)]),
        doi=first_doi([cell(DOI)]),
        paths=paths_in([cell(FILES)]),
        journal=without_tags(cell(JOURNAL)),
        volume=cell(VOLUME) or (cited["volume"] if cited else ""),
        pages=page_range(cell(FIRST_PAGE), cell(LAST_PAGE))
        or page_range(cell(PAGES) or (cited["pages"] if cited else "")),
        abstract=without_tags(cell(ABSTRACT)),
        pmid=pmid_in([cell(PMID)]),
        notes=cell(NOTES),
        families=families_of(people),
    )


def _people(text: str) -> list[PersonName]:
    """Return the people of a cell; Scopus puts a number in brackets behind each, PubMed a full stop behind the last."""
    plain = re.sub(r"\s*\(\d+\)", "", text).strip().replace("|", ";")
    return listed_people(plain.rstrip(".") if "," in plain and ";" not in plain else plain)
