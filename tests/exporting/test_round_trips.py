"""Papers as other programs' parsers read them out of our BibTeX, RIS and CSL-JSON: every field as it went in."""

from __future__ import annotations

import json
from dataclasses import dataclass

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from lib.exporting.bibtex import bibtex, citation_keys
from lib.exporting.references import answer_notes, csl_json, ris
from lib.importing.bibliography import read_bibliography
from lib.records import AnswerSentence, Paper
from tests.exporting.export_samples import OTTERS, citing, export, row
from tests.surveys.answers import answer

Name = tuple[str, str, str]
"""Family with its particles, given names, suffix."""
NAMES: dict[str, Name] = {
    "Ada Lovelace": ("Lovelace", "Ada", ""),
    "Vincent van der Berg": ("van der Berg", "Vincent", ""),
    "Ana Rodrigues da Silva": ("da Silva", "Ana Rodrigues", ""),
    "Łukasz Nowak Jr": ("Nowak", "Łukasz", "Jr"),
    "J. R. R. Tolkien": ("Tolkien", "J. R. R.", ""),
    "Jean-Paul O'Brien": ("O'Brien", "Jean-Paul", ""),
    "Plato": ("Plato", "", ""),
    "World Health Organization": ("World Health Organization", "", ""),
    "The Otter and Owl Consortium": ("The Otter and Owl Consortium", "", ""),
    "Smith and Sons": ("Smith and Sons", "", ""),
    "Gabriel García Márquez": ("García Márquez", "Gabriel", ""),
    "María José de la Fuente Sanz": ("de la Fuente Sanz", "María José", ""),
    "Mary Lloyd George Jr": ("Lloyd George", "Mary", "Jr"),
}
FAMILIES = {name: family for name, (family, _, _) in list(NAMES.items())[-3:]}
"""As a bibliography told them: the words alone do not."""


@dataclass(frozen=True)
class Read:
    """What a parser gave of one work."""

    title: str
    names: list[Name]
    year: str
    journal: str
    volume: str
    pages: str
    doi: str


PAPERS = [
    Paper("a" * 64, "a.pdf", "Otters & reeds: 50% of $x_1$ ~ #", list(NAMES)[:5], 2024, "10.1234/a_b(c)",
          journal="Journal of Reeds & Rivers", volume="12", pages="123-130"),
    Paper("b" * 64, "b.pdf", "Über 雪, naïve Σ-algebras", list(NAMES)[5:], 1999, "10.5555/x", journal="Barns", volume="S1",
          pages="e57", families=FAMILIES),
    Paper("c" * 64, "c.pdf", "A report of nobody's journal", ["Ada Lovelace"], 1843),
]  # fmt: skip
WANTED = [
    Read(p.title, [NAMES[name] for name in p.authors], str(p.year), p.journal, p.volume, p.pages, p.doi) for p in PAPERS
]


def by_pybtex() -> list[Read]:
    plain = LatexNodes2Text().latex_to_text
    entries = parse_string(bibtex(PAPERS), "bibtex").entries
    out = []
    for paper in PAPERS:
        entry = entries[citation_keys(PAPERS)[paper.id]]
        names = []
        for person in entry.persons["author"]:
            family = " ".join([*person.prelast_names, *person.last_names])
            given = " ".join([*person.first_names, *person.middle_names])
            names.append((plain(family), plain(given), " ".join(person.lineage_names)))
        field = {name: plain(value) for name, value in entry.fields.items() if name not in {"doi", "url"}}
        doi = entry.fields.get("doi", "")
        out.append(_read(field["title"], names, field["year"], field, field.get("pages", "").replace("–", "-"), doi))
    return out


def by_bibtexparser() -> list[Read]:
    middlewares = [SeparateCoAuthors(), SplitNameParts(), LatexDecodingMiddleware()]
    library = bibtexparser.parse_string(bibtex(PAPERS), append_middleware=middlewares)
    assert not library.failed_blocks
    out = []
    for entry in library.entries:
        field = {one.key: one.value for one in entry.fields}
        names = [
            (" ".join([*one.von, *one.last]).strip("{}"), " ".join(one.first), " ".join(one.jr))
            for one in field["author"]
        ]
        title = field["title"].removeprefix("{").removesuffix("}")
        out.append(
            _read(title, names, field["year"], field, field.get("pages", "").replace("–", "-"), field.get("doi", ""))
        )
    return out


def by_rispy() -> list[Read]:
    out = []
    for entry in rispy.loads(ris(PAPERS)):
        names = [[*name.split(", "), "", ""][:3] for name in entry["authors"]]
        told = {"journal": entry.get("secondary_title", ""), "volume": entry.get("volume", "")}
        pages = "-".join(entry[key] for key in ("start_page", "end_page") if key in entry)
        out.append(
            _read(entry["title"], [(a, b, c) for a, b, c in names], entry["year"], told, pages, entry.get("doi", ""))
        )
    return out


def by_citeproc() -> list[Read]:
    out = []
    for reference in CiteProcJSON(json.loads(csl_json(PAPERS))).values():
        told = {"journal": str(reference.get("container_title", "")), "volume": str(reference.get("volume", ""))}
        names = [
            (str(one.get("literal") or one.get("family", "")), str(one.get("given", "")), str(one.get("suffix", "")))
            for one in reference["author"]
        ]
        title, year = str(reference["title"]), str(reference["issued"]["year"])
        out.append(_read(title, names, year, told, str(reference.get("page", "")), str(reference.get("DOI", ""))))
    return out


def _read(title: str, names: list[Name], year: str, told: dict[str, str], pages: str, doi: str) -> Read:
    return Read(title, names, year, told.get("journal", ""), told.get("volume", ""), pages, doi)


@pytest.mark.parametrize("reader", [by_pybtex, by_bibtexparser, by_rispy, by_citeproc])
def test_another_parser_reads_every_field_as_it_went_out(reader) -> None:  # type: ignore[no-untyped-def]
    for read, wanted in zip(reader(), WANTED, strict=True):
        assert read == wanted


@pytest.mark.parametrize(("name", "write"), [("a.bib", bibtex), ("a.ris", ris), ("a.json", csl_json)])
def test_every_name_comes_back_to_us_as_it_was(name: str, write) -> None:  # type: ignore[no-untyped-def]
    entries = read_bibliography(name, write(PAPERS).encode()).entries
    assert [entry.authors for entry in entries] == [paper.authors for paper in PAPERS]


def test_answers_go_out_as_notes_of_the_paper_that_they_cite() -> None:
    cited = AnswerSentence("57 otters, all\nin reeds.", [citing("We saw 57 otters\nin the reeds.")], "supported", 1.0)
    made = answer(cited.text, paper_id=OTTERS.id, sentences=[cited])
    notes = answer_notes(export(row(made)))
    wanted = "How many otters? — 57 otters, all in reeds. — “We saw 57 otters in the reeds.” (page 2)"
    assert notes == {OTTERS.id: [wanted]}
    (entry, other) = rispy.loads(ris(export(row(made)).papers, notes=notes))
    assert wanted in entry["notes"]
    assert wanted not in other["notes"]
    (work, *_) = json.loads(csl_json([OTTERS], notes=notes))
    assert work["note"] == wanted
