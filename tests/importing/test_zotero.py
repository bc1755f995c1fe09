"""Libraries of Zotero: through its local API, and from folders that it exported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.importing.zotero.exported_folder import read_exported_folder
from lib.importing.zotero.items import ZoteroError, ZoteroFile
from lib.importing.zotero.local_api import PAGE, LocalZotero
from tests.importing.zotero_server import ZoteroServer, attached, collection, work

RDF = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:link="http://purl.org/rss/1.0/modules/link/"
 xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
 <bib:Article rdf:about="http://example.org/bats">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
  <bib:authors><rdf:Seq>
   <rdf:li><foaf:Person><foaf:surname>Hopper</foaf:surname><foaf:givenName>Grace</foaf:givenName></foaf:Person></rdf:li>
   <rdf:li><foaf:Person><foaf:surname>The Bat Group</foaf:surname></foaf:Person></rdf:li>
  </rdf:Seq></bib:authors>
  <link:link rdf:resource="#item_2"/>
  <dc:subject>bats</dc:subject>
  <dc:subject><z:AutomaticTag><rdf:value>night</rdf:value></z:AutomaticTag></dc:subject>
  <dc:title>Hearing bats &lt;i&gt;in&lt;/i&gt; the dark</dc:title>
  <dc:date>May 4, 2019</dc:date>
  <bib:pages>12-9</bib:pages>
 </bib:Article>
 <bib:Journal rdf:about="urn:issn:1234-5678">
  <prism:volume>7</prism:volume><dc:title>Journal of Bats</dc:title><dc:identifier>DOI 10.1234/BATS</dc:identifier>
 </bib:Journal>
 <z:Attachment rdf:about="#item_2">
  <z:itemType>attachment</z:itemType><rdf:resource rdf:resource="files/2/bats.pdf"/><dc:title>Full Text</dc:title>
 </z:Attachment>
 <z:Collection rdf:about="#collection_1">
  <dc:title>Animals</dc:title><dcterms:hasPart rdf:resource="#collection_2"/></z:Collection>
 <z:Collection rdf:about="#collection_2"><dc:title>Bats</dc:title>
  <dcterms:hasPart rdf:resource="http://example.org/bats"/></z:Collection>
</rdf:RDF>
"""


def test_a_library_is_read_with_collections_tags_and_pdfs(tmp_path: Path) -> None:
    pdf = tmp_path / "a b #1.pdf"
    pdf.write_bytes(b"%PDF-1.4")
    items = [
        work("W1", "Hearing bats in the dark", version=0, collections=("C2",)),
        attached("A1", "W1", pdf),
        attached("A2", "W1", None, "linked_file", filename=None, path="attachments:bats/other.pdf"),
        attached("A3", "W1", None, "linked_url"),
        attached("A4", "", pdf),
        {
            "key": "N1",
            "version": 1,
            "data": {"key": "N1", "itemType": "note", "parentItem": "W1", "note": "<p>mine</p>"},
        },
        {"key": "H1", "version": 1, "data": {"key": "H1", "itemType": "annotation", "parentItem": "A1"}},
    ]
    with ZoteroServer(items, [collection("C1", "Animals"), collection("C2", "Bats", "C1")]) as server:
        server.files["A2"] = (tmp_path / "elsewhere" / "other.pdf").as_uri()
        zotero = LocalZotero(server.address)
        library = zotero.library()
        bats, alone = library.items
        assert zotero.path_of(library.source, bats.files[0]) == pdf
        assert zotero.path_of(library.source, bats.files[1]) == tmp_path / "elsewhere" / "other.pdf"
        with pytest.raises(ZoteroError, match="does not have this"):
            zotero.path_of(library.source, ZoteroFile("GONE", "x.pdf"))
    entry = bats.entry
    assert (entry.title, entry.authors, entry.year) == ("Hearing bats in the dark", ["Grace Hopper"], 2019)
    assert (entry.doi, entry.journal, entry.volume, entry.pages) == ("10.1234/bats", "Journal of Bats", "7", "12-19")
    assert (bats.tags, [file.name for file in bats.files]) == (["bats"], ["a b #1.pdf", "other.pdf"])
    assert [file.key for file in alone.files] == ["A4"]
    assert library.path_of("C2") == "Animals / Bats"
    assert library.items_in(["C1"]) == [bats]


def test_a_large_library_comes_in_pages() -> None:
    items = [work(f"W{n}", f"Title {n}") for n in range(2 * PAGE + 5)]
    with ZoteroServer(items) as server:
        assert len(LocalZotero(server.address).library().items) == 2 * PAGE + 5
        pages = [path for path in server.asked if "/items" in path]
    assert len(pages) == 3
    assert all("itemType=-annotation" in path for path in pages)


def test_a_library_that_changes_while_it_is_read_is_read_again() -> None:
    with ZoteroServer([work("W1", "One")]) as server:
        plain = server.reply

        def reply(path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], str]:
            answer = plain(path, query)
            if path.endswith("/items") and len(server.items) == 1:
                server.items.append(work("W2", "Two"))
                server.version += 1
            return answer

        server.reply = reply  # type: ignore[method-assign]
        assert [item.entry.title for item in LocalZotero(server.address).library().items] == ["One", "Two"]


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ((200, "<html>"), "is not Zotero"),
        ((200, '{"a": 1}'), "is not Zotero"),
        ((500, "Error"), "refused"),
        ((501, "API version not implemented"), "another version"),
        ((404, "No endpoint found"), "older than version 7"),
    ],
)
def test_whatever_else_answers_is_a_plain_sentence(says: tuple[int, str], words: str) -> None:
    with ZoteroServer([]) as server:
        server.says = says
        with pytest.raises(ZoteroError, match=words):
            LocalZotero(server.address).library()


def test_a_zotero_that_does_not_run_or_keeps_to_itself_is_told() -> None:
    with ZoteroServer([]) as server:
        server.enabled = False
        with pytest.raises(ZoteroError, match="allow other applications"):
            LocalZotero(server.address).libraries()
    with pytest.raises(ZoteroError, match="Start it"):
        LocalZotero(server.address).libraries()
    with pytest.raises(ZoteroError, match="this machine alone"):
        LocalZotero("http://example.org:23119/api")


def test_zotero_rdf_gives_works_files_and_collections(tmp_path: Path) -> None:
    (tmp_path / "files" / "2").mkdir(parents=True)
    (tmp_path / "files" / "2" / "bats.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "Bats.rdf").write_text(RDF, encoding="utf-8")
    library = read_exported_folder(tmp_path)
    (item,) = library.items
    entry = item.entry
    assert (entry.title, entry.authors, entry.year) == (
        "Hearing bats in the dark",
        ["Grace Hopper", "The Bat Group"],
        2019,
    )
    assert (entry.doi, entry.journal, entry.volume, entry.pages) == ("10.1234/bats", "Journal of Bats", "7", "12-19")
    assert item.tags == ["bats", "night"]
    assert [file.path for file in item.files] == [str(tmp_path / "files" / "2" / "bats.pdf")]
    assert library.items_in(["#collection_1"]) == [item]
    assert library.path_of("#collection_2") == "Animals / Bats"


def test_rdf_that_declares_entities_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.rdf").write_text(
        RDF.replace("<rdf:RDF", '<!DOCTYPE a [<!ENTITY b "c">]>\n<rdf:RDF', 1), encoding="utf-8"
    )
    with pytest.raises(ZoteroError, match="document type"):
        read_exported_folder(tmp_path)


def test_the_json_of_better_bibtex_gives_works_files_and_collections(tmp_path: Path) -> None:
    (tmp_path / "files" / "7").mkdir(parents=True)
    (tmp_path / "files" / "7" / "bats.pdf").write_bytes(b"%PDF-1.4")
    told = {
        "config": {"label": "BetterBibTeX JSON"},
        "collections": {"C1": {"key": "C1", "name": "Bats", "parent": None, "items": [7]}},
        "items": [
            {"itemID": 7, "itemKey": "W1", "itemType": "journalArticle", "title": "Hearing bats", "citationKey": "hopper2019",
             "creators": [{"creatorType": "author", "firstName": "Grace", "lastName": "Hopper"}], "tags": [{"tag": "bats"}],
             "attachments": [{"path": "files/7/bats.pdf", "title": "PDF"}, {"path": "/elsewhere/gone.pdf"}, {"url": "http://x"}]},
            {"itemID": 8, "itemType": "note", "note": "mine"},
        ],
    }  # fmt: skip
    (tmp_path / "export.json").write_text(json.dumps(told), encoding="utf-8")
    library = read_exported_folder(tmp_path)
    (item,) = library.items
    assert (item.key, item.entry.key, item.entry.authors) == ("W1", "hopper2019", ["Grace Hopper"])
    assert [file.path for file in item.files] == [str(tmp_path / "files" / "7" / "bats.pdf"), "/elsewhere/gone.pdf"]
    assert library.items_in(["C1"]) == [item]


def test_bibtex_beside_its_files_is_a_library_too(tmp_path: Path) -> None:
    (tmp_path / "files" / "1").mkdir(parents=True)
    (tmp_path / "files" / "1" / "Hopper - 2019.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "refs.bib").write_text(
        "@article{a, title={Hearing bats}, file={Full Text PDF:files/1/Hopper - 2019.pdf:application/pdf}}"
        "@article{b, title={Seeing owls}}",
        encoding="utf-8",
    )
    first, second = read_exported_folder(tmp_path).items
    assert [file.path for file in first.files] == [str(tmp_path / "files" / "1" / "Hopper - 2019.pdf")]
    assert second.files == []


@pytest.mark.parametrize("name", ["", "x.rdf", "x.json", "x.bib"])
def test_a_folder_without_a_list_that_can_be_read_is_a_plain_sentence(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / name).write_text("{ nothing", encoding="utf-8")
    with pytest.raises(Exception, match=r"no list of works|no RDF|no JSON|is none") as caught:
        read_exported_folder(tmp_path)
    assert hasattr(caught.value, "message")


def test_what_a_list_should_not_say_and_names_too_long_are_passed_over(tmp_path: Path) -> None:
    long = f"{'ё' * 200}.pdf"  # as Windows takes it: 404 bytes
    told = {
        "items": [
            {"itemType": ["x"], "title": "Otters of the river", "tags": 3, "attachments": [{"path": f"files/{long}"}]},
            {"itemType": "book", "title": "Owls of the forest", "attachments": 1.5},
        ],
        "collections": {"A": {"key": "A", "name": "n", "items": 7}},
    }
    (tmp_path / "list.json").write_text(json.dumps(told))
    library = read_exported_folder(tmp_path)
    assert [item.entry.title for item in library.items] == ["Otters of the river", "Owls of the forest"]
    assert [file.path for file in library.items[0].files] == [f"files/{long}"]


def test_a_folder_that_may_not_be_looked_into_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("closed", "export"):
        (tmp_path / name).mkdir()
    (tmp_path / "export" / "list.bib").write_text("@article{a, title={Otters of the river}}")
    look = Path.iterdir

    def iterdir(folder: Path) -> Iterator[Path]:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return look(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert [item.entry.title for item in read_exported_folder(tmp_path).items] == ["Otters of the river"]
