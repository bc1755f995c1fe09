"""One work as databases and reference managers export it, each in its own shape: `exports.jsonl` beside this.

Made up in the shapes of their documentation and of public files: Scopus, Embase, IEEE, ProQuest, Ovid, Cochrane, RefWorks, Web of
Science, Google Scholar, CNKI, PubMed, Dimensions, Lens, OpenAlex, Rayyan, Covidence, Semantic Scholar, Crossref, ERIC, Mendeley,
ACM, dblp, Springer, JabRef, Citavi, Zotero, EndNote.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lib.importing.bibliography import read_bibliography
from lib.importing.reference_entry import BibliographyError

EXPORTS: dict[str, str] = {
    one["name"]: one["text"]
    for one in map(json.loads, Path(__file__).with_name("exports.jsonl").read_text("utf-8").splitlines())
}


@pytest.mark.parametrize("name", EXPORTS)
def test_the_work_is_read_whole(name: str) -> None:
    found = read_bibliography(name, EXPORTS[name].encode())
    assert found.nameless == [], "neither a head nor a foot of the file is a work"
    entry = found.entries[0]
    assert entry.title.rstrip(".") == "Otters in the river and how many there are of them"
    assert [person.removesuffix(" Karl").split()[-1] for person in entry.authors] in (["Doe", "Berg"], ["Jane", "Berg"])
    assert (entry.year, entry.doi) == (2020, "10.1234/abc_d.1")
    assert (entry.journal, entry.volume, entry.pages) == ("Journal of Otters", "12", "123-130")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("name", ["scopus.ris", "jabref.bib", "scholar.enw", "endnote.xml"])
def test_its_encoding_does_not_matter(name: str, encoding: str) -> None:
    text = EXPORTS[name].replace("Otters in", "Ötters in").removeprefix("\ufeff")
    entry = read_bibliography(name, text.encode(encoding)).entries[0]
    assert entry.title.startswith("Ötters in the river")


def test_damaged_xml_is_a_sentence() -> None:
    with pytest.raises(BibliographyError, match="damaged"):
        read_bibliography("a.xml", b"<xml><records><record><titles></record>")
