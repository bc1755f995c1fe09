"""Bibliographies of people: read in any shape, tied to papers by DOI, then by title."""

import pytest

from lib.errors import SidelightError
from lib.exporting.bibtex import bibtex
from lib.importing.bibliography import GUESSED_LETTERS, Bibliography, read_bibliography
from lib.importing.bibliography_matching import field_changes, match_bibliography
from lib.importing.latex import _word_text, plain_text
from lib.importing.reference_entry import Entry, page_range
from lib.records import Paper
from tests.exporting.export_samples import OTTERS, OWLS

MESSY = r"""
% a comment
@string{otters = "Otters"}
@article{müller2020,
  title = {{D}eep {L}earning for {\"O}tters: {\'e}t{\'e} \& 50\% of $x^2$ -- a study},
  Author = "M{\"u}ller, J{\"o}rg and van der Berg, Anna and {The Otter {and} Owl Consortium} and Nowak, Jr, {\L}ukasz and others",
  year = 2020, doi = {https://doi.org/10.1234/ABC\_d},
}
@article{broken, title = {no end
@inproceedings(paren, title = "Quoted {T}itle", author = {Erd\H{o}s P{\'a}l}, date = {2019-05-04})
@book{dup, title = {A first title}}
@book{dup, title = {A second title}}
@misc{twice, title = {One}, title = {Two}}
@misc{url, title = {By address}, url = {https://doi.org/10.5555/xyz.}}
"""
RIS = """\ufeffTY  - JOUR
AU  - Müller, Jörg
AU  - Berg, Anna, Jr
TI  - A long title
 that goes on
DO  - https://doi.org/10.1234/ABC
PY  - 2020/05//
XX  - odd
ER  -

TY  - CHAP
A1  - Plato
T1  - No end of record
Y1  - 2001
TY  - JOUR
T1  - The last
UR  - http://dx.doi.org/10.9999/last
"""


def entries(text: str, encoding: str = "utf-8", name: str = "refs.bib") -> dict[str, Entry]:
    return {entry.key: entry for entry in read_bibliography(name, text.encode(encoding)).entries}


def test_bibtex_is_read_with_accents_braces_and_names_in_any_form() -> None:
    first = entries(MESSY)["müller2020"]
    assert first.title == "Deep Learning for Ötters: été & 50% of $x^2$ – a study"
    assert first.authors == ["Jörg Müller", "Anna van der Berg", "The Otter and Owl Consortium", "Łukasz Nowak Jr"]
    assert (first.year, first.doi) == (2020, "10.1234/abc_d")


def test_what_cannot_be_read_is_told_by_its_line_and_the_rest_is_kept() -> None:
    read = read_bibliography("refs.bib", MESSY.encode())
    titles = [entry.title for entry in read.entries]
    assert "By address" in titles
    assert {"A first title", "A second title"} <= set(titles)
    assert "Two" in titles, "of a field given twice the later one counts"
    assert any("line 9" in note for note in read.notes)


def test_the_doi_may_stand_in_the_address_and_the_year_in_the_date() -> None:
    read = entries(MESSY)
    assert read["url"].doi == "10.5555/xyz"
    if "paren" in read:
        assert read["paren"].year == 2019


SICI = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        (SICI, SICI),
        (f"https://doi.org/{SICI}", SICI),
        (f"<{SICI}>", SICI),
        (SICI.replace("<", r"\<").replace(">", r"\>"), SICI),
        (SICI.replace("<", r"{\textless}").replace(">", r"{\textgreater}"), SICI),
        (SICI.replace("<", r"\textless{}").replace(">", r"\textgreater{}"), SICI),
        (SICI.replace("<", "$<$").replace(">", "$>$"), SICI),
        ("10.1175/1520-0469(1990)047<0345:ABC>2.0.CO;2.", "10.1175/1520-0469(1990)047<0345:ABC>2.0.CO;2"),
        ("<https://doi.org/10.1234/abc>", "10.1234/abc"),
        ('<a href="https://doi.org/10.1234/abc">10.1234/abc</a>', "10.1234/abc"),
        ("<doi>10.1234/abc</doi>", "10.1234/abc"),
    ],
)
def test_angle_brackets_of_a_doi_are_kept_and_those_around_it_are_not(written: str, doi: str) -> None:
    (entry,) = read_bibliography("r.bib", f"@article{{k, title = {{Otters}}, doi = {{{written}}}}}".encode()).entries
    assert entry.doi == doi.lower()
    if "\\" not in written and "$" not in written:
        (entry,) = read_bibliography("r.ris", f"TY  - JOUR\nTI  - Otters\nDO  - {written}\nER  -\n".encode()).entries
        assert entry.doi == doi.lower()


def test_ris_is_read_with_long_titles_and_without_ends() -> None:
    first, second, third = entries(RIS, name="refs.txt").values()
    assert first == Entry("entry 1", "A long title that goes on", ["Jörg Müller", "Anna Berg Jr"], 2020, "10.1234/abc")
    assert second == Entry("entry 2", "No end of record", ["Plato"], 2001)
    assert third.doi == "10.9999/last"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_odd_encodings_are_told(encoding: str) -> None:
    names = "".join(
        f"@misc{{k{i}, title = {{Über die Größe des Otters, Teil {i}}}, author = {{Jörg Müller}}}}\n" for i in range(9)
    )
    assert entries(names, encoding)["k3"].title == "Über die Größe des Otters, Teil 3"


def test_letters_that_were_guessed_are_told_of() -> None:
    text = "@article{a, title={Vydry v řece}, author={Dvořák, Jiří}}"
    assert read_bibliography("a.bib", text.encode("cp1250")).notes == [GUESSED_LETTERS]
    assert read_bibliography("a.bib", text.encode()).notes == []


def test_line_ends_of_every_system_are_read() -> None:
    for end in ("\r\n", "\r"):
        assert next(iter(entries(RIS.replace("\n", end)).values())).doi == "10.1234/abc"


@pytest.mark.parametrize("data", [b"", b"nothing of the kind", b"\x00\x01\x02", b"@article{"])
def test_what_is_no_bibliography_is_told_in_a_sentence(data: bytes) -> None:
    with pytest.raises(SidelightError, match=r"refs\.bib|encoding"):
        read_bibliography("refs.bib", data)


def test_an_entry_is_tied_by_doi_before_title_and_gives_what_changes() -> None:
    preprint = Entry("pre", "Otters in the reeds", ["Ada Lovelace"], 2020, "10.48550/arxiv.1")
    printed = Entry("print", "Otters in reeds: a study", ["Ada Lovelace"], 2024, "10.1234/otters")
    matched = match_bibliography(Bibliography([preprint, printed], []), [OTTERS, OWLS])
    (edit,) = matched.edits
    assert edit.paper_id == OTTERS.id
    assert edit.changes == {"title": "Otters in reeds: a study", "authors": ["Ada Lovelace"]}
    assert matched.repeated == []
    assert [entry.key for entry in matched.unmatched] == ["pre"], "twenty letters tell no paper"


def test_a_title_ties_whatever_its_accents_case_and_marks() -> None:
    paper = Paper("c" * 64, "c.pdf", "Über die Größe der Otter in Mitteleuropa")
    entry = Entry("k", "UBER DIE GROSSE DER OTTER – in Mitteleuropa.", ["A B"], 1999)
    other = Entry("l", "Über die Größe der Otter in Mitteleuropa", [], None, "10.1/x")
    matched = match_bibliography(Bibliography([entry, other, Entry("m", "Something else entirely here")], []), [paper])
    assert matched.edits[0].changes["year"] == 1999
    assert [e.key for e in matched.repeated] == ["l"]
    assert [e.key for e in matched.unmatched] == ["m"]


def test_what_we_write_we_read_back() -> None:
    odd = Paper(
        "d" * 64,
        "d.pdf",
        r"50% of $x_1$ & more #1 \ {really} 2^n",
        ["Anna van der Berg", "A and B Group"],
        2020,
        "10.1234/a_b",
    )
    read = read_bibliography("own.bib", bibtex([OTTERS, OWLS, odd]).encode()).entries
    for paper, entry in zip((OTTERS, OWLS, odd), read, strict=True):
        assert (entry.title, entry.authors, entry.year, entry.doi) == (
            paper.title,
            paper.authors,
            paper.year,
            paper.doi,
        )


def test_the_outcome_is_told_in_a_sentence() -> None:
    matched = match_bibliography(Bibliography([Entry("k", "x"), Entry("l", "", [], 2025, OTTERS.doi)], []), [OTTERS])
    assert (
        matched.summary() == "1 paper of the library found, 1 with something to change. 1 entry matches no paper here."
    )


@pytest.mark.parametrize(
    "value", [r"\input{/etc/hostname}", r"\include{x} \write18{ls}", "{" * 3000 + "x" + "}" * 3000, r"\undefined{kept}"]
)
def test_latex_in_a_field_is_never_run(value: str) -> None:
    (entry,) = read_bibliography("r.bib", f"@misc{{k, title = {{Otters {value}}}}}".encode()).entries
    assert entry.title.startswith("Otters")
    assert len(entry.title) < 3100


def test_a_field_is_told_by_what_it_would_take_the_place_of() -> None:
    paper = Paper("a" * 64, "a.pdf", "Otters in the reeds of the Avon", [], 2020, "10.1234/a", status="ready")
    text = "@article{x, title={Otters in the reeds of Avon}, author={Ada Lovelace}, year=2021, doi={10.1234/a}}"
    matched = match_bibliography(read_bibliography("a.bib", text.encode()), [paper])
    changes = field_changes(matched, [paper], {paper.id: {"title"}})
    assert [(change.name, change.kind, change.after) for change in changes] == [
        ("title", "typed", "Otters in the reeds of Avon"),
        ("authors", "empty", ["Ada Lovelace"]),
        ("year", "read", 2021),
    ]


def test_journal_volume_and_pages_fill_what_is_not_known() -> None:
    entry = Entry("k", OTTERS.title, [], None, OTTERS.doi, journal="Rivers", volume="3", pages="1-9")
    matched = match_bibliography(Bibliography([entry], []), [OTTERS])
    assert matched.edits[0].changes == {"journal": "Rivers", "volume": "3", "pages": "1-9"}
    assert {change.kind for change in field_changes(matched, [OTTERS], {})} == {"empty"}


@pytest.mark.parametrize(
    ("first", "last", "pages"),
    [
        ("123–30", "", "123-130"),
        ("123--130", "", "123-130"),
        ("5", "9", "5-9"),
        ("e57", "", "e57"),
        ("7", "7", "7"),
        ("", "", ""),
    ],
)
def test_pages_are_a_range_however_they_are_written(first: str, last: str, pages: str) -> None:
    assert page_range(first, last) == pages


PREAMBLE = r"""
@preamble{"\newcommand{\noopsort}[1]{} \providecommand{\noopsort}[1]{#1}
           \def\cprime{$'$}" # "\def\swap#1#2{#2 #1}"
         # "\def\polhk#1{\setbox0=\hbox{#1}{\ooalign{\hidewidth\lower1.5ex\hbox{`}\hidewidth\crcr\unhbox0}}}"
         # "\newcommand*{\bes}[1][Economic]{Business \& #1 Statistics}"}
@preamble{{\let\jes=\bes \def\endless{\endless\endless} \def\boxed#1{\hbox{#1}}}}
@article{a, title = {\noopsort{1973b}The \swap{otter}{small} of Vasil\cprime{}ev}, author = {W\polhk{a}s, \boxed{Jan}},
  journal = {Journal of \jes{}}, volume = {\bes[Health]}, file = {C:\\bes\\swap.pdf}, doi = {10.1234/a}}
@article{b, title = {Otters \endless in the reeds}}
"""


def test_a_files_own_commands_are_put_in_where_its_fields_use_them() -> None:
    read = entries(PREAMBLE)
    first = read["a"]
    assert first.title == "The small otter of Vasil′ev"
    assert first.authors == ["Jan Wąs"]
    assert (first.journal, first.volume) == (
        "Journal of Business & Economic Statistics",
        "Business & Health Statistics",
    )
    assert first.files == ["swap.pdf"]


def test_a_command_that_never_ends_takes_nothing_away() -> None:
    title = entries(PREAMBLE)["b"].title
    assert title.startswith("Otters ")
    assert title.endswith("in the reeds")
    assert len(title) < 60


def test_text_with_latex_is_read_in_pieces_that_say_the_same_as_the_whole() -> None:
    text = r"Fran\c cois {\em two words} of $x + y$ and \(a b\) {\'e}t{\'e}, \emph{in the reeds} ``a -- b''  end"
    assert plain_text(text) == "François two words of $x + y$ and \\(a b\\) été, in the reeds “a – b” end"


def test_a_long_bibliography_reads_each_written_form_of_a_word_once() -> None:
    _word_text.cache_clear()
    authors = r"M{\"u}ller, J{\"o}rg and Nowak, Anna"
    text = "\n".join(f"@article{{k{n}, author = {{{authors}}}, title = {{River {n}}}}}" for n in range(2_000))
    assert len(read_bibliography("a.bib", text.encode()).entries) == 2_000
    assert _word_text.cache_info().misses <= 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_a_bibliography_in_any_usual_encoding_has_its_letters(encoding: str) -> None:
    text = "TY  - JOUR\r\nTI  - Über Möwen, naïve Größen\r\nAU  - Müller, Jörg\r\nPY  - 2001\r\nER  - \r\n"
    (entry,) = read_bibliography("refs.ris", text.encode(encoding)).entries
    assert (entry.title, entry.authors) == ("Über Möwen, naïve Größen", ["Jörg Müller"])


def test_a_bibliography_that_is_too_large_or_of_another_kind_is_told() -> None:
    with pytest.raises(SidelightError, match=r"larger than 50 MB.*Split"):
        read_bibliography("a.bib", b" " * 50_000_001)
    with pytest.raises(SidelightError, match="Save it in UTF-8"):
        read_bibliography("a.bib", bytes(range(256)) * 40)
