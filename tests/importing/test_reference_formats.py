"""References in every format that managers and databases export, as they really look."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from lib.errors import SidelightError
from lib.importing.bibliography import read_bibliography
from lib.importing.bibliography_matching import match_bibliography
from lib.importing.bibtex_blocks import MOST_UNCLOSED, BibtexReader
from lib.importing.latex import plain_text
from lib.importing.latex_groups import group_ends
from lib.importing.person_names import bibtex_people, listed_people
from lib.importing.reference_entry import PATH_CHARACTERS, Entry, paths_in
from lib.records import Paper
from lib.text.dois import doi_of_note, first_doi
from lib.text.references import family_names

TITLE = "Otters in the river and how many there are of them"


def read(text: str, name: str = "refs.txt") -> list[Entry]:
    return read_bibliography(name, text.encode()).entries


# DOIs


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        (r"10.5555/978-3-1{\_}7", "10.5555/978-3-1_7"),
        (r"10.5555/978-3-1\_7", "10.5555/978-3-1_7"),
        (r"10.5555/978-3-1{\textunderscore}7", "10.5555/978-3-1_7"),
        (r"10.5555/978-3-1\textunderscore{}7", "10.5555/978-3-1_7"),
        (r"10.5555/978-3-1$\_$7", "10.5555/978-3-1_7"),
        (r"10.5555/978{\char`\_}7", "10.5555/978_7"),
        (r"10.5555\slash abc", "10.5555/abc"),
        ("10.5555{/}abc", "10.5555/abc"),
        (r"10.5555/\allowbreak 978-3-\-1\_7", "10.5555/978-3-1_7"),
        (r"10.5555/978{\textbackslash}_7", "10.5555/978_7"),
        ("10.5555/978-3-\n   1_7", "10.5555/978-3-1_7"),
        ("10.5555/978-\n10.6666/x", "10.5555/978-"),
        ("$10.5555/abc$", "10.5555/abc"),
        ("10.5555/978-3-1{_}7", "10.5555/978-3-1_7"),
        ("https://doi.org/10.5555%2F978-3-1_7", "10.5555/978-3-1_7"),
        ("10.1002/(SICI)1097-0258(1998)17%3C16::AID%3E3.0.CO;2-2", "10.1002/(sici)1097-0258(1998)17<16::aid>3.0.co;2-2"),
        ("10.1002/a&lt;b:c&gt;d", "10.1002/a<b:c>d"),
        ("https://onlinelibrary.wiley.com/doi/full/10.1002/abc.1", "10.1002/abc.1"),
        ("https://onlinelibrary.wiley.com/doi/10.1002/abc.1/abstract", "10.1002/abc.1"),
        ("https://www.tandfonline.com/doi/pdf/10.1080/123.4?needAccess=true", "10.1080/123.4"),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0001&type=printable", "10.1371/journal.pone.0001"),
        ("https://doi.org/10.1093/abc/full", "10.1093/abc/full"),
        ("\u200b10.1234/ab\u200bc", "10.1234/abc"),
        ("none", ""),
        ("https://a.b/view?doi=10.1000/abc&section=2", "10.1000/abc"),
        ("https://a.b/view?doi=10.1000/abc&amp;copy=2", "10.1000/abc"),
        ("10.1000/a&notb", "10.1000/a&notb"),
    ],
)  # fmt: skip
def test_a_doi_is_what_it_was_before_somebody_escaped_it(written: str, doi: str) -> None:
    assert first_doi([written]) == doi


@pytest.mark.parametrize(
    ("note", "doi"),
    [
        ("10.1000/own", "10.1000/own"),
        ("Accepted\nDOI: 10.1000/own", "10.1000/own"),
        ("PMID: 12; doi:10.1000/own, open access", "10.1000/own"),
        (r"\href{https://doi.org/10.1000/own}{10.1000/own}", "10.1000/own"),
        ("Erratum in: 10.1000/erratum", ""),
        ("Erratum in: Nature. 2020. doi: 10.1000/erratum", ""),
        ("See also 10.1000/other.work", ""),
        ("10.1000/one 10.1000/other", ""),
        ("Comment: 10.1000/one 10.1000/other", ""),
    ],
)
def test_a_note_gives_the_works_own_doi_alone(note: str, doi: str) -> None:
    assert doi_of_note(note) == doi
    assert read(f"@article{{a, title={{A}}, note={{{note}}}}}")[0].doi == doi
    assert read(json.dumps([{"title": "A", "note": note}]))[0].doi == doi
    assert (
        read("".join(f"{line}\n" for line in ["TY  - JOUR", "TI  - A", *(f"N1  - {one}" for one in note.split("\n"))]))[
            0
        ].doi
        == doi
    )


# LaTeX and HTML


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"CO{\textless}sub{\textgreater}2{\textless}/sub{\textgreater} {\&} more", "CO2 & more"),
        ("CO<sub>2</sub> &amp; <i>Lutra</i> <jats:italic>x</jats:italic> p &lt; 0.05", "CO2 & Lutra x p < 0.05"),
        (r"{\textalpha}-synuclein, {\textDelta}G, {\textlambda}", "α-synuclein, ΔG, λ"),
        (r"The \mbox{ten mice} of \hbox{Ulm}", "The ten mice of Ulm"),
        (r"The \verb|a_b{c}| command", "The a_b{c} command"),
        (r"\verb+\LaTeX+ in {\em use}", r"\LaTeX in use"),
        (r"Using \verb!x^2$~#%! and \lstinline|int x;|", "Using x^2$~#% and int x;"),
        (r"\verb*=a <b>= at the end", "a <b> at the end"),
        (r"A \verbatim text \verb without an end", "A verbatim text verb without an end"),
        (r"\href{https://a.b}{The words} at \url{c.d}", "The words at c.d"),
        (
            r"\enquote{Otters of \enquote{Ulm}} in\hspace{1em}rivers a\hspace*{-1em}b",
            "“Otters of “Ulm”” in rivers ab",
        ),
        (r"An $\mathcal{O}(n)$ bound in $\mathbb{R}$", "An O(n) bound in R"),
        (r"\unknown{kept} and \foo bar", "kept and foo bar"),
        (r"{\pounds}3, {\euro}5, \glqq{}x\grqq{}, {\guillemotleft}y{\guillemotright}", "£3, €5, „x“, «y»"),
        (r"{\em Lutra} \textit{lutra} {\bfseries b}", "Lutra lutra b"),
        (r"\noopsort{1973b}Otters", "Otters"),
        (r"x{\textbar}y {\textminus}3 {\texttimes} {\textregistered}", "x|y −3 × ®"),
        (
            r"TNF-$\alpha$, \(\beta_{2}\)-agonists, $\Delta$\textit{F508}",
            "TNF-α, β₂-agonists, ΔF508",
        ),  # signs, no formulas
        (r"CO$_2$, Ca$^{2+}$, $^{13}$C, 10$^{-3}$, $\mathrm{H_2O}$, 21$^{st}$", "CO₂, Ca²⁺, ¹³C, 10⁻³, H₂O, 21ˢᵗ"),
        (
            r"$k$-means, $\pm$2\%, $p<0.05$, $x^2$, $a_1$, $\frac{a}{b}$",
            r"k-means, ±2%, $p<0.05$, $x^2$, $a_1$, $\frac{a}{b}$",
        ),
        (r"costs $5 and $6, {\$}7", "costs $5 and $6, $7"),
        (r"\foreignlanguage{german}{Otter} <inline-formula>k</inline-formula>", "Otter k"),
        (r"DVIto\kern-.15em VDU and \raise .25ex\hbox{up} \hbox to 3pt{in}", "DVItoVDU and up in"),
        (r"A\raisebox{0.5ex}{b}c \rule{1cm}{2pt}x \scalebox{2}{Big}", "Abc x Big"),
        (r"{\tt\char`\\parskip} and \char`\%", r"\parskip and %"),
        ("If a < b and c > d then x", "If a < b and c > d then x"),
        ("If a<b and c>d, <i>x</i>", "If a<b and c>d, x"),
        ("Of <b> and &lt;i&gt;", "Of <b> and <i>"),
        ('<p>A<br>B <span class="nocase" id=x>C</span></p><p>D</p><mml:none/>', "A B C D"),
        ("<sub>a<sub>b</sub></sub>", "ab"),
        ("Black&white, R&notes", "Black&white, R&notes"),
    ],
)
def test_no_command_takes_text_away(written: str, text: str) -> None:
    assert plain_text(written) == text


# people


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Doe, J. and {The Otter and Owl Consortium} and others", ["J. Doe", "The Otter and Owl Consortium"]),
        ("given=Jean, prefix=de la, family=X and family=Doe, given=John, suffix=Jr", ["Jean de la X", "John Doe Jr"]),
        ("Doe, Jr., John and Roe, Jane, III", ["John Doe Jr.", "Jane Roe III"]),
        ("Smith, J.; Doe, A.", ["J. Smith", "A. Doe"]),
        ("Smith, J., Doe, A., Ray, B.C.", ["J. Smith", "A. Doe", "B.C. Ray"]),
        ("Harry L. {Baldwin, Jr.}", ["Harry L. Baldwin, Jr."]),
        ("Liu R. AND van den Berg J.M.", ["R. Liu", "J.M. van den Berg"]),
        ("Ludwig van Beethoven", ["Ludwig van Beethoven"]),
        ("Martin Luther King Jr. and Jane Roe III", ["Martin Luther King Jr.", "Jane Roe III"]),
        (r"Doe, Jane \& Roe, Richard", ["Jane Doe", "Richard Roe"]),
        ("Doe, J. and {et al.}", ["J. Doe"]),
        ("Doe, J. and ", ["J. Doe"]),
    ],
)  # fmt: skip
def test_people_of_bibtex(written: str, names: list[str]) -> None:
    assert [one.name for one in bibtex_people(written)] == names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Sánchez-Cortés, Pedro J.; Montes, Maria", ["Pedro J. Sánchez-Cortés", "Maria Montes"]),
        ("Smith, John and Doe, Jane", ["John Smith", "Jane Doe"]),
        ("Food and Agriculture Organization", ["Food and Agriculture Organization"]),
        ("Liu R.", ["R. Liu"]),
        ("Doe JA, Müller K", ["JA Doe", "K Müller"]),
        ("LIU R.", ["R. LIU"]),
        ("Jane Doe, Richard Roe & Bo Li", ["Jane Doe", "Richard Roe", "Bo Li"]),
        ("Doe, J., Roe, R., & Li, B.", ["J. Doe", "R. Roe", "B. Li"]),
        ("Food & Drug Administration", ["Food & Drug Administration"]),
        ("Ernst & Young, Deloitte, KPMG", ["Ernst & Young, Deloitte, KPMG"]),
        ("Deloitte, Ernst & Young", ["Deloitte, Ernst & Young"]),
        ("Smith, John & Doe", ["Smith, John & Doe"]),
        ("Doe JA, Müller K & Li B", ["JA Doe", "K Müller", "B Li"]),
        ("[No author name available]", []),
        ("Study Group B", ["Study Group B"]),
        ("Ministry of Health, Labour and Welfare", ["Ministry of Health, Labour and Welfare"]),
        ("Doe, Jane | Roe, Richard", ["Jane Doe", "Richard Roe"]),
        ("Doe, Jane<br/>Roe, Richard // Li, Bo", ["Jane Doe", "Richard Roe", "Bo Li"]),
        (
            "Doe, Jane (1); Roe, Richard (0000-0001-2345-678X); Li, Bo (Beijing)",
            ["Jane Doe", "Richard Roe", "Bo (Beijing) Li"],
        ),
        ("王伟，李娜、张敏", ["王伟", "李娜", "张敏"]),
        ("Plato", ["Plato"]),
        ("Doe, Jane, Roe, Richard B., van der Berg, Karl", ["Jane Doe", "Richard B. Roe", "Karl van der Berg"]),
        ("Jane Doe, Richard Roe, Karl Berg, Max Weber", ["Jane Doe", "Richard Roe", "Karl Berg", "Max Weber"]),
    ],
)
def test_people_of_plain_lists(written: str, names: list[str]) -> None:
    assert [one.name for one in listed_people(written)] == names


COMPOUND = {
    "Gabriel García Márquez": "García Márquez",
    "María José de la Fuente Sanz": "de la Fuente Sanz",
    "Ludwig zur Mühlen": "zur Mühlen",
    "Mary Lloyd George Jr.": "Lloyd George",
}
SIMPLE = ["Ada Lovelace", "Vincent van der Berg"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.bib", "@article{k, title={Otters}, author={García Márquez, Gabriel and de la Fuente Sanz, María José and zur Mühlen, "
         "Ludwig and Lloyd George, Jr., Mary and Lovelace, Ada and van der Berg, Vincent}}"),
        ("b.bib", "@article{k, title={Otters}, author={Gabriel {García Márquez} and María José de la {Fuente Sanz} and Ludwig "
         "zur Mühlen and {Lloyd George}, Jr., Mary and Ada Lovelace and Vincent van der Berg}}"),
        ("c.bib", "@article{k, title={Otters}, author={given=Gabriel, family={García Márquez} and given=María José, prefix=de "
         "la, family=Fuente Sanz and given=Ludwig, prefix=zur, family=Mühlen and given=Mary, family=Lloyd George, suffix=Jr. and "
         "given=Ada, family=Lovelace and given=Vincent, prefix=van der, family=Berg}}"),
        ("d.ris", "TY  - JOUR\nTI  - Otters\nAU  - García Márquez, Gabriel\nAU  - de la Fuente Sanz, María José\nAU  - zur "
         "Mühlen, Ludwig\nAU  - Lloyd George, Mary, Jr.\nAU  - Lovelace, Ada\nAU  - van der Berg, Vincent\nER  - \n"),
        ("e.json", json.dumps([{"id": "k", "title": "Otters", "author": [
            {"family": "García Márquez", "given": "Gabriel"},
            {"family": "Fuente Sanz", "given": "María José", "non-dropping-particle": "de la"},
            {"family": "Mühlen", "given": "Ludwig", "dropping-particle": "zur"},
            {"family": "Lloyd George", "given": "Mary", "suffix": "Jr."},
            {"family": "Lovelace", "given": "Ada"},
            {"family": "van der Berg", "given": "Vincent"}]}])),
        ("f.nbib", "PMID- 1234567\nTI  - Otters\nFAU - García Márquez, Gabriel\nFAU - de la Fuente Sanz, María José\nFAU - zur "
         "Mühlen, Ludwig\nFAU - Lloyd George, Mary Jr.\nFAU - Lovelace, Ada\nFAU - van der Berg, Vincent\n"),
        ("g.enw", "%0 Journal Article\n%T Otters\n%A García Márquez, Gabriel\n%A de la Fuente Sanz, María José\n%A zur Mühlen, "
         "Ludwig\n%A Lloyd George, Mary, Jr.\n%A Lovelace, Ada\n%A van der Berg, Vincent\n"),
    ],
    ids=["BibTeX", "BibTeX in braces", "biblatex", "RIS", "CSL", "PubMed", "EndNote"],
)  # fmt: skip
def test_a_family_name_of_several_words_is_kept(name: str, text: str) -> None:
    entry = read_bibliography(name, text.encode()).entries[0]
    assert entry.authors == [*COMPOUND, *SIMPLE]
    assert {one: entry.families.get(one) for one in entry.authors[:3]} == dict(list(COMPOUND.items())[:3])
    assert not set(SIMPLE) & set(entry.families)
    assert family_names(entry) == [*COMPOUND.values(), "Lovelace", "van der Berg"]


# BibTeX


def test_strings_are_put_in_and_joined_in_either_brackets() -> None:
    first, second = read(
        '@string{ott = "Otters"}\n@string(aut = {M{\\"u}ller, Hans})\n'
        '@article{a, author = aut # { and Doe, Jane}, title = "Of " # ott # " alone", year = 2020, month = jan # "~1"}\n'
        "@article(b, author = AUT, title = {In (round) brackets}, year = 1972)"
    )
    assert (first.authors, first.title, first.year) == (["Hans Müller", "Jane Doe"], "Of Otters alone", 2020)
    assert (second.authors, second.title, second.year) == (["Hans Müller"], "In (round) brackets", 1972)


def test_a_string_may_stand_behind_the_entries_that_use_it() -> None:
    first, second = read(
        '@article{a, title = "Of " # ott, journal = jv}\n@string{ott = "Otters"}\n@string{jv = "Valley"}\n'
        '@string{ott = "Owls"}\n@article{b, title = "Of " # ott}'
    )
    assert (first.title, first.journal, second.title) == ("Of Otters", "Valley", "Of Owls")


def test_strings_that_name_themselves_grow_to_an_end() -> None:
    (entry,) = read("@string{a = a # a}\n" * 200 + "@article{x, title = {Otters}, abstract = a # {end}}")
    assert (entry.title, len(entry.abstract)) == ("Otters", 2**16 + 3)


def test_words_without_braces_are_a_value_and_cost_no_entry() -> None:
    (entry,) = read("@article{a, author={Smith, J.}; title={Otters}, journal=Valley Notes, year=in press}")
    assert (entry.authors, entry.title, entry.journal, entry.year) == (["J. Smith"], "Otters", "Valley Notes", None)


@pytest.mark.parametrize(
    "fields",
    [
        "author = {Smith, J.}\n title = {Otters},\n year = 2020",
        'author = "Smith, J."\n title = "Otters"\n year = "2020"\n',
        "author = {Smith, J.} title = {Otters} year = 2020,",
        "author = {Smith, J.},, title = {Otters}, year = {2020},",
        'author = {Smith, J.}, title = "The "Otters" of it", year = 2020',
        "author = {Smith, J.},\n % a remark, with a comma\n title = {Otters}, year = 2020",
    ],
)
def test_a_missing_comma_swallows_no_field(fields: str) -> None:
    first, second = read(f"@article{{a,\n {fields}}}\n@article{{b, title={{Second}}, year=2021}}")
    assert (first.authors, first.year) == (["J. Smith"], 2020)
    assert "Otters" in first.title
    assert second == Entry("b", "Second", [], 2021)


def test_what_is_no_field_is_left_out_and_told() -> None:
    found = read_bibliography(
        "a.bib", b"@article{a,\n title = {Otters},\n !!! nonsense\n year = 2020,\n}\n@misc{b, title={B}}"
    )
    assert [(entry.title, entry.year) for entry in found.entries] == [("Otters", 2020), ("B", None)]
    assert found.notes == ["In the entry in line 1, line 3 is no field and was left out."]


def test_a_missing_bracket_costs_one_field_and_is_told() -> None:
    text = (
        "@article{a, title = {No end of a field,\n  year = {2001},\n}\n@misc{b, title = {No end}, year = 2002\n"
        '@misc{c, title = {No end of a quote}, note = "x\n}\n@misc{d, title = {Last}, year = 2004\n'
    )
    told = read_bibliography("refs.bib", text.encode())
    assert [(one.key, one.title, one.year) for one in told.entries if one.key != "c"] == [
        ("a", "No end of a field", None),
        ("b", "No end", 2002),
        ("d", "Last", 2004),
    ]
    assert told.entries[2].title == "No end of a quote"
    assert all(any(f"line {line}" in note for note in told.notes) for line in (1, 4, 5, 7))


def test_a_key_or_a_field_given_twice_loses_nothing() -> None:
    first, second = read(
        "@article{k, author={Wade, A.}, title={One}}\n@article{k, author={Wade, A. and Chen, T.-H.}, title={Two}, "
        "author={Low, D.}}"
    )
    assert (first.title, second.title) == ("One", "Two")
    assert second.authors == ["A. Wade", "T.-H. Chen", "D. Low"]


def test_an_entry_inherits_the_year_and_stands_in_its_book_but_has_not_its_title_pages_or_doi() -> None:
    first, _, third = read(
        "@inproceedings{a, title={A paper}, author={Doe, J.}, crossref={Proc}}\n"
        "@proceedings{proc, title={All of it}, year=2019, doi={10.5555/book}, editor={Boss, B.}, volume=7, pages={1--900}}\n"
        "@article{c, title={C}, xdata={shared, gone}}\n@xdata{shared, author={Roe, J.}, date={2020-05}}\n"
    )
    assert first == Entry("a", "A paper", ["J. Doe"], 2019, journal="All of it", volume="7")
    assert (third.authors, third.year) == (["J. Roe"], 2020)


def test_a_journal_of_its_own_is_kept_and_the_book_that_is_named_counts_before_its_title() -> None:
    first, second, *_ = read(
        "@incollection{a, title={A}, booktitle={Own}, crossref={book}}\n@incollection{b, title={B}, crossref={book}}\n"
        "@book{book, title={Title of it}, booktitle={Named}, journal={No}, volume=3}\n"
    )
    assert (first.journal, first.volume) == ("Own", "3")
    assert second.journal == "No"


def test_crossrefs_in_a_circle_end() -> None:
    assert len(read("@misc{a, title={A}, crossref={b}}\n@misc{b, title={B}, crossref={a}}")) == 2


def test_an_entry_without_a_key_gives_nothing_to_others() -> None:
    first, second, third = read(
        "@book{title={The book}, author={Boss, B.}, year=1999, doi={10.5555/book}}\n"
        "@article{a, title={A}}\n@article{b, title={B}, crossref={}, xdata={, }}"
    )
    assert first.doi == "10.5555/book"
    assert (second, third) == (Entry("a", "A"), Entry("b", "B"))


class OnceThrough(str):
    """A text of which no part is counted anew: with an entry a count, the time grew with the square of their number."""

    def count(self, *_: object) -> int:  # type: ignore[override]
        raise AssertionError("the text is gone through from its beginning again")


def test_the_lines_of_entries_are_known_without_going_through_the_file_for_each() -> None:
    blocks = BibtexReader(OnceThrough("\n@article{a, title={A {B\\} {c}}}}\r\n\n@misc(b, title={B}\n)")).read()
    assert [(block.key, block.line, block.fields["title"]) for block in blocks] == [
        ("a", 2, "A {B\\} {c}}"),
        ("b", 4, "B"),
    ]


# tags


def test_ris_fields_before_the_type_belong_to_what_follows() -> None:
    first, second = read(
        "DB  - McK\nTI  - How many\nTY  - JOUR\nAU  - Marsh, A. J.\nPY  - 2006\nER  - \n\n"
        "DB  - WoS\nTI  - Meetings\nTY  - JOUR\nAU  - Hill, R.\nPY  - 2011\nER  - \n"
    )
    assert (first.title, first.authors, first.year) == ("How many", ["A. J. Marsh"], 2006)
    assert (second.title, second.authors, second.year) == ("Meetings", ["R. Hill"], 2011)


def test_ris_without_ends_whose_works_begin_with_another_tag_are_kept_apart() -> None:
    text = "{0}  - {1}\n{2}  - {3}\nTY  - JOUR\nPY  - {4}\n"
    people = [("AU", "Doe, J.", "TI", "First", 2000), ("AU", "Roe, K.", "TI", "Second", 2001)]
    first, second = read("".join(text.format(*one) for one in people))
    assert (first.title, first.authors, first.year) == ("First", ["J. Doe"], 2000)
    assert (second.title, second.authors, second.year) == ("Second", ["K. Roe"], 2001)
    titles = [("TI", "First", "AU", "Doe, J.", 2000), ("TI", "Second", "AU", "Roe, K.", 2001)]
    assert [one.authors for one in read("".join(text.format(*one) for one in titles))] == [["J. Doe"], ["K. Roe"]]


@pytest.mark.parametrize("head", ["ty  - jour\n{}er  - \n", "Ty  - JOUR\n{}Er  - \n", "TY\t- JOUR\n{}ER\t- \n"])
def test_tags_of_ris_may_be_written_small_or_with_a_tab(head: str) -> None:
    mark = "\t" if "\t" in head else "  "
    tags = "".join(
        f"{tag}{mark}- {value}\n" for tag, value in (("ti", "Otters"), ("AU", "Marsh, A. J."), ("py", "2006"))
    )
    (entry,) = read(head.format(tags.replace("ti", "TI").replace("py", "PY") if "TY" in head else tags))
    assert (entry.title, entry.authors, entry.year) == ("Otters", ["A. J. Marsh"], 2006)


def test_small_letters_at_the_beginning_of_a_line_are_no_tag_beside_tags_in_capitals() -> None:
    (entry,) = read("TY  - JOUR\nTI  - Otters that live\nin  - and out of - rivers\nER  - \n")
    assert entry.title == "Otters that live in - and out of - rivers"


@pytest.mark.parametrize("comment", ["%A  comment by X", "%A made by X\n%T of a tool"])
def test_a_comment_before_bibtex_is_no_tag_of_endnote(comment: str) -> None:
    assert read(f"{comment}\n@article{{a, title={{{TITLE}}}}}")[0].title == TITLE
    assert [one.title for one in read("%A Doe, J.\n%T Otters\n%0 Book\n%T B")] == ["Otters", "B"]


def test_the_type_of_endnote_may_stand_behind_other_tags() -> None:
    first, second = read("%T One\n%A Doe, J.\n%0 Book\n%D 2001\n\n%T Two\n%0 Book\n%D 2002\n", "a.enw")
    assert (first.title, first.authors, first.year) == ("One", ["J. Doe"], 2001)
    assert (second.title, second.authors, second.year) == ("Two", [], 2002)


NBIB = """
PMID- 12345678
OWN - NLM
DP  - 2020 Mar 12
TI  - Otters in the river and how many there are
      of them
LID - 10.5555/otters.1 [doi]
FAU - Doe, Jane A
AU  - Doe JA
FAU - Müller, Karl
AU  - Müller K
AID - S0000 [pii]

PMID- 2
TI  - Second.
AU  - Roe J
CN  - Otter Group
"""
DATES = ("TY  - JOUR\nTI  - A\nDA  - 20200131\nER  - \n", "PMID- 7\nTI  - A\nDEP - 20200131\n")
CIW = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Doe, JA
   Müller, K
AF Doe, Jane A
   Müller, Karl
TI Otters in the river
   and how many there are of them
PY 2020
DI 10.5555/otters.1
ER

EF
"""
ENW = "%0 Journal Article\n%T {}\n%A Doe, Jane A\n%A Müller, Karl\n%D 2020\n%R 10.5555/otters.1\n\n%0 Book\n%T B\n%A WHO,\n"
CSL: dict[str, Any] = {
    "id": "doe2020",
    "title": TITLE,
    "author": [{"family": "Doe", "given": "Jane A"}, {"family": "Müller", "given": "Karl"}],
    "issued": {"date-parts": [["2020", 3]]},
    "DOI": "10.5555/OTTERS.1",
}
ZOTERO = {
    "key": "X",
    "data": {
        "title": f"<i>{TITLE}</i>",
        "creators": [
            {"creatorType": "author", "firstName": "Jane A", "lastName": "Doe"},
            {"creatorType": "author", "name": "Karl Müller"},
            {"creatorType": "translator", "name": "Nobody"},
        ],
        "date": "März 2020",
        "url": "https://doi.org/10.5555/otters.1",
    },
}
CROSSREF = {"message": {"items": [CSL | {"title": [TITLE], "issued": {"date-parts": [[2020]]}}]}}
PUBMED_CSV = f'PMID,Title,Authors,Publication Year,DOI\n1,{TITLE},"Doe JA, Müller K.",2020,10.5555/otters.1\n'
SCOPUS_CSV = (
    f'"Authors","Author full names","Title","Year","DOI"\n"Doe J.A.; Müller K.","Doe, Jane A (123); Müller, Karl (45)",'
    f'"{TITLE}",2020,"10.5555/otters.1"\n'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.nbib", NBIB),
        ("a.ciw", CIW),
        ("a.enw", ENW.format(TITLE)),
        ("a.json", json.dumps([CSL])),
        ("a.json", json.dumps({"items": [CSL]})),
        ("a.json", json.dumps([ZOTERO])),
        ("a.json", json.dumps(CROSSREF)),
        ("a.csv", PUBMED_CSV),
        ("a.csv", SCOPUS_CSV),
    ],
)
def test_every_format_is_read(name: str, text: str) -> None:
    first = read(text, name)[0]
    names = ["JA Doe", "K Müller"] if text is PUBMED_CSV else ["Jane A Doe", "Karl Müller"]
    assert (first.title, first.authors, first.year, first.doi) == (TITLE, names, 2020, "10.5555/otters.1")


@pytest.mark.parametrize(
    "head",
    ["Titel;Autoren;Erscheinungsjahr;Zusammenfassung", "Título;Autores;Año;Resumen", "Titre;Auteur(s);Année;Résumé",
     "题名;作者;年;摘要", "Название;Авторы;Год;Аннотация"],
)  # fmt: skip
def test_a_table_may_name_its_columns_in_other_languages(head: str) -> None:
    (one,) = read(f"{head}\n{TITLE};Doe, Jane A;2020;Counted at dawn.\n", "a.csv")
    assert (one.title, one.authors, one.year, one.abstract) == (TITLE, ["Jane A Doe"], 2020, "Counted at dawn.")


@pytest.mark.parametrize("text", DATES)
def test_a_date_without_marks_has_its_year(text: str) -> None:
    assert read(text)[0].year == 2020


def test_web_of_science_with_people_in_one_line_a_group_and_early_access() -> None:
    text = "PT J\nAU Doe, J.; Roe, A.\nTI A\nER\n\nPT C\nCA Otter Group\nBE Ray, I\nTI B\nEA JAN 2021\nER\n"
    first, second = read(text, "a.ciw")
    assert first.authors == ["J. Doe", "A. Roe"]
    assert (second.authors, second.year) == (["Otter Group"], 2021)


def test_json_of_a_work_a_line_and_people_as_text_are_read() -> None:
    first, second = read('{"title": "A", "author": "Doe, J; Roe, A"}\n{"title": "B"}\n', "a.json")
    assert (first.authors, second.title) == (["J Doe", "A Roe"], "B")


def test_people_without_full_names_and_groups_are_read() -> None:
    assert read(NBIB, "a.nbib")[1].authors == ["J Roe", "Otter Group"]
    assert read(ENW.format(TITLE), "a.enw")[1].authors == ["WHO"]


def test_the_editors_of_a_chapter_are_not_its_authors() -> None:
    editor, author = ({"creatorType": role, "firstName": role, "lastName": "Doe"} for role in ("editor", "author"))
    chapter, book = read(
        json.dumps([{"title": "C", "creators": [editor, author]}, {"title": "B", "creators": [editor]}])
    )
    assert (chapter.authors, book.authors) == (["author Doe"], ["editor Doe"])
    csl = {"title": "C", "author": [], "editor": [{"family": "Doe"}]}
    assert read(json.dumps([csl]))[0].authors == ["Doe"]


@pytest.mark.parametrize("text", ["{", "[1, 2]", '{"a": 1}', "[" * 100_000, "Title,Year\n", "%0 Book\n"])
def test_what_holds_no_work_is_told(text: str) -> None:
    with pytest.raises(SidelightError, match=r"a\.csv"):
        read(text, "a.csv")


# files


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Full Text PDF:files/12/Smith2020.pdf:application/pdf;Snapshot:files/13/x.html:text/html", ["Smith2020.pdf"]),
        (":Smith2020.pdf:PDF", ["Smith2020.pdf"]),
        (r"C\:\\Users\\x\\Smith 2020.pdf", ["Smith 2020.pdf"]),
        (r"Doe - A\; B.pdf:files/12/Doe - A\; B.pdf:application/pdf;x.html:files/x.html:text/html", ["Doe - A; B.pdf"]),
        (r":C$\backslash$:/Users/x/Smith{\_}2020.pdf:pdf", ["Smith_2020.pdf"]),
        ("file:///storage/ABC/Smith%202020.pdf", ["Smith 2020.pdf"]),
        ("a.pdf;b.PDF", ["a.pdf", "b.PDF"]),
        ("internal-pdf://1234/Smith.pdf", ["Smith.pdf"]),
        (r"files/M{\"u}ller2020.pdf:application/pdf", ["Müller2020.pdf"]),
        ("/home/x/notes.txt", []),
    ],
)
def test_the_names_of_pdfs_are_read_from_fields_for_files(written: str, names: list[str]) -> None:
    paths = paths_in([written])
    assert [path.rsplit("/", 1)[-1] for path in paths] == names


UNKNOWN = "Some scanned paper whose title is not known"


def edits(text: str, *papers: Paper) -> list[str]:
    return [edit.paper_id for edit in match_bibliography(read_bibliography("a.bib", text.encode()), papers).edits]


def test_a_file_ties_an_entry_to_its_paper_unless_its_title_is_another_or_the_name_is_no_ones() -> None:
    entry = f"@article{{x, title={{{UNKNOWN}}}, file={{:files/1/main.pdf:PDF}}}}"
    assert edits(entry, Paper("p", "main.pdf")) == ["p"]
    assert edits(entry, Paper("p", "main.pdf", title="Owls of the barns in the upper valley")) == []
    twice = entry + "@article{y, title={Another one whose title nobody knows}, file={:files/2/main.pdf:PDF}}"
    assert edits(twice, Paper("p", "main.pdf")) == []


def test_copies_each_get_the_entry_and_it_is_said() -> None:
    known = {"title": TITLE, "doi": "10.5555/otters.1"}
    papers = [Paper("p", "a.pdf", **known), Paper("q", "b.pdf", **known)]
    entry = "@article{a, doi={10.5555/otters.1}, year={2020}}"
    matched = match_bibliography(read_bibliography("a.bib", entry.encode()), papers)
    assert [(edit.paper_id, edit.changes) for edit in matched.edits] == [("p", {"year": 2020}), ("q", {"year": 2020})]
    assert (matched.unmatched, matched.repeated) == ([], [])
    assert matched.notes == ["2 papers of the library are copies of one work and get the same entry: a.pdf, b.pdf."]
    assert matched.told() == matched.summary()


def test_a_doi_is_checked_against_title_and_year() -> None:
    paper = Paper("p", "a.pdf", title="Counting otters in rivers by camera traps", year=2020, doi="10.5555/book")
    other = "@article{{x, title={{Owls of the barns in the upper valley}}, year={year}, doi={{10.5555/book}}}}"
    matched = match_bibliography(read_bibliography("a.bib", other.format(year=1987).encode()), [paper])
    assert (matched.edits, [entry.key for entry in matched.unmatched]) == ([], ["x"])
    assert matched.notes == [
        "The entry “x” has the DOI or the file of a.pdf, but the title of another work. It was left out."
    ]
    assert edits(other.format(year=2020), paper) == [], "chapters of one book have one year"
    by_doe = replace(paper, authors=["Jane Doe", "K. Roe"])
    written = other.format(year=2020).replace("year=", "author={Doe, J.}, year=")
    assert edits(written, by_doe) == ["p"], "its title may have been misread: year and author agree"


def test_of_chapters_with_the_doi_of_their_book_each_paper_gets_its_own() -> None:
    paper = Paper("p", "a.pdf", title=TITLE, authors=["Jane Doe"], year=2020, doi="10.5555/book")
    entry = "@incollection{{{key}, title={{{title}}}, author={{Doe, J.}}, year=2020, doi={{10.5555/book}}, file={{{key}.pdf}}}}"
    both = entry.format(key="b", title="Owls of the barns in the upper valley") + entry.format(key="a", title=TITLE)
    matched = match_bibliography(read_bibliography("a.bib", both.encode()), [paper])
    assert [edit.entry.key for edit in matched.edits] == ["a"]
    assert [one.key for one in matched.unmatched] == ["b"]
    untitled = match_bibliography(read_bibliography("a.bib", both.encode()), [replace(paper, title="")])
    assert [edit.entry.key for edit in untitled.edits] == ["a"], "its file is the paper's"
    nothing = match_bibliography(
        read_bibliography("a.bib", both.encode()), [replace(paper, title="", filename="x.pdf")]
    )
    assert (nothing.edits, len(nothing.notes)) == ([], 2)


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"Na\char239ve caf\char233", "Naïve café"),
        (r"\char233 t\char233 s", "étés"),
        (r'\char"E9 t\char"E9', "été"),
        (r"x {\char'351} y", "x é y"),
        (r"40\char`\%{} and \char`&c", "40% and &c"),
        (r"\symbol{233}t\symbol{233}", "été"),
        (r"\char37{} of {\char123}", "% of {"),
        (r"\character{a} \char9999999", r"a char9999999"),
    ],
)
def test_characters_by_their_number_are_read(latex: str, plain: str) -> None:
    assert plain_text(latex) == plain


def test_a_single_entry_without_title_and_doi_is_counted() -> None:
    read = read_bibliography(
        "a.ris", b"TY  - JOUR\nTI  - Otters in the reeds\nER  - \nTY  - JOUR\nAU  - Liu, R.\nER  - \n"
    )
    assert read.notes == ["1 entry has neither title nor DOI and was left out."]
    assert [one.authors for one in read.nameless] == [["R. Liu"]]


@pytest.mark.parametrize(
    ("written", "paths"),
    [
        ("Full Text PDF:files/1/main.pdf:application/pdf;PDF:files/2/main.pdf:application/pdf",
         ["files/1/main.pdf", "files/2/main.pdf"]),
        ("main.pdf:files/1/main.pdf:application/pdf", ["files/1/main.pdf"]),
        (r"C\:\\Users\\me\\a b.pdf", ["/Users/me/a b.pdf"]),
        (".pdf", []),
        ("x" * 200_000 + ".pdf" * 3, None),
    ],
)  # fmt: skip
def test_the_folders_of_pdfs_are_kept_where_they_are_written(written: str, paths: list[str] | None) -> None:
    found = paths_in([written])
    assert found == paths if paths is not None else all(len(path) <= PATH_CHARACTERS + 4 for path in found)


def test_groups_end_at_their_own_brace() -> None:
    assert group_ends(r"a{b{c}\}d}{e") == {1: 10, 3: 6}
    assert group_ends("}{}") == {1: 3}
    deep = 5_000
    assert group_ends("{" * deep + "}" * deep)[0] == 2 * deep


@pytest.mark.parametrize("opening", ["{", '"'])
def test_an_entry_most_of_whose_values_never_end_is_read_as_far_as_a_few_of_them(opening: str) -> None:
    broken = "".join(f"  f{n} = {opening}T{n},\n" for n in range(2 * MOST_UNCLOSED))
    reader = BibtexReader(f"@article{{one,\n{broken}\n@article{{two,\n  title = {{Otters}}\n}}")
    one, two = reader.read()
    assert [one.fields[f"f{n}"] for n in range(MOST_UNCLOSED)] == [f"T{n}" for n in range(MOST_UNCLOSED)]
    assert len(one.fields) == MOST_UNCLOSED
    assert reader.notes[-1] == "The entry in line 1 has no end; it is taken as far as it goes."
    assert two.fields == {"title": "Otters"}
