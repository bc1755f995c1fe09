"""Papers as BibTeX, read back by a BibTeX parser."""

import bibtexparser

from lib import __version__
from lib.exporting.bibtex import bibtex, citation_keys
from lib.records import Paper
from tests.exporting.export_samples import OTTERS, OWLS


def fields(text: str) -> list[dict[str, str]]:
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    return [
        {"key": entry.key, "type": entry.entry_type, **{f.key: f.value for f in entry.fields}}
        for entry in library.entries
    ]


def test_an_entry_has_title_authors_year_and_doi() -> None:
    (entry,) = fields(bibtex([OTTERS]))
    assert entry["key"] == "lovelace2024otters"
    assert entry["author"] == "Lovelace, Ada and Hopper, Grace"
    assert (entry["title"], entry["year"], entry["doi"]) == ("{Otters in the reeds}", "2024", "10.1234/otters")


def test_what_made_it_is_a_comment() -> None:
    library = bibtexparser.parse_string(bibtex([OTTERS, OWLS]))
    assert [one.comment for one in library.comments] == [f"% Made with Sidelight {__version__}"]
    assert len(library.blocks) == 3


def test_what_latex_would_run_is_escaped() -> None:
    odd = Paper(
        "c" * 64, "c.pdf", r"50% of $x_1$ & \input{/etc/passwd} }#~^{", ["A & B Group and Sons", "R{o}se"], 2020
    )
    (entry,) = fields(bibtex([odd]))
    assert entry["title"] == (
        r"{50\% of \$x\_1\$ \& \textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{} "
        r"\textbraceright{}\#\textasciitilde{}\textasciicircum{}\textbraceleft{}}"
    )
    assert entry["author"].count(" and ") == 2
    assert entry["author"].startswith(r"{A \& B Group and Sons}")


def test_a_paper_of_which_only_the_file_is_known_has_an_entry() -> None:
    (entry,) = fields(bibtex([Paper("d" * 64, "scan_1.pdf")]))
    assert entry["key"] == "paperdddddddd"
    assert entry["note"] == r"File scan\_1.pdf"


def test_keys_are_unique_and_the_same_in_any_order() -> None:
    twins = [Paper(c * 64, f"{c}.pdf", "Otters at night", ["Ada Lovelace"], 2024) for c in "cde"]
    keys = citation_keys([OTTERS, OWLS, *twins])
    assert len(set(keys.values())) == 5
    assert keys[OWLS.id] == "muller2021owls"
    assert keys == citation_keys([*reversed(twins), OWLS, OTTERS])


def test_a_key_with_a_letter_does_not_meet_another_papers_key() -> None:
    papers = [Paper(c * 64, "", title, ["A B"], 2020) for c, title in zip("cde", ("Ott", "Ott", "Otta"), strict=True)]
    assert len(set(citation_keys(papers).values())) == 3
