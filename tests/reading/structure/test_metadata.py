"""What a paper is called, who wrote it and when, from its first page."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest

from lib.reading.reading import PaperReading
from tests import pdfs
from tests.reading.test_reading import read

TITLE = [("Counting hedgehogs in gardens", 140, 80, "Helvetica-Bold", 14.0)]
TEXT = pdfs.column(" ".join(pdfs.unlike_sentences(12)) + " Writer (1976) and Author (2001) said so.", 60, 260, 470)


def metadata(tmp_path: Path, *pieces: pdfs.Piece) -> tuple[str, list[str], int | None]:
    reading = read(tmp_path, pdfs.print_loose([[*TITLE, *pieces, *TEXT]]))
    return reading.title, reading.authors, reading.year


def test_affiliations_longer_than_the_title_are_no_title(tmp_path: Path) -> None:
    title, authors, _ = metadata(
        tmp_path,
        ("Ada Lovelace and Grace Brewster Hopper", 150, 110, "Helvetica", 12),
        ("Department of Computing Science, University of London", 110, 124, "Helvetica", 12),
        ("12 Gower Street, London WC1, United Kingdom", 130, 138, "Helvetica", 12),
        ("{lovelace,hopper}@london.ac.uk", 170, 152, "Courier", 12),
    )
    assert title == "Counting hedgehogs in gardens"
    assert authors == ["Ada Lovelace", "Grace Brewster Hopper"]


@pytest.mark.parametrize(
    ("foot", "year"),
    [
        ("Proceedings of the 5th Meeting on Gardens, pages 12-19, Bergen, June 2007.", 2007),
        ("c 2008 Association for Gardens (c) 2008", 2008),
        ("page 1", None),
    ],
    ids=["proceedings", "rights", "works that it cites alone"],
)
def test_the_year_is_the_proceedings_and_never_a_citations(tmp_path: Path, foot: str, year: int | None) -> None:
    assert metadata(tmp_path, (foot, 100, 815, "Times-Italic", 8))[2] == year


def test_names_printed_in_false_small_capitals_are_names(tmp_path: Path) -> None:
    names = ("emilio Guirado, Siham tabik, Marga Rivas, Domingo Alcaraz", 100, 110, "Helvetica-Bold", 10)
    _, authors, _ = metadata(tmp_path, names, ("francisco Herrera", 100, 122, "Helvetica-Bold", 10))
    assert authors == ["Emilio Guirado", "Siham Tabik", "Marga Rivas", "Domingo Alcaraz", "Francisco Herrera"]


def block(*rows: tuple[str, float, float], font: str = "Helvetica", size: float = 11) -> list[pdfs.Piece]:
    """Return pieces of text at these places, left edge and baseline."""
    return [(text, x, down, font, size) for text, x, down in rows]


PEOPLE = ["Jane Doe", "Karl Müller", "Maria Rossi", "Tom Fox"]
CENTRES = (110, 230, 350, 470)


@pytest.mark.parametrize("under", [["Univ. of Avon", "TU Bergen", "ETH Zug", "Otter Inc."], ["UC Avon"] * 4])
def test_people_beside_one_another_over_their_affiliations_are_all_and_alone_the_authors(
    tmp_path: Path, under: list[str]
) -> None:
    mails = [f"{name.split()[0].lower()}@x.example" for name in PEOPLE]
    pieces = block(
        *(
            (text, x - 25, 110 + 14 * n)
            for n, row in enumerate((PEOPLE, under, mails))
            for x, text in zip(CENTRES, row, strict=True)
        )
    )
    assert metadata(tmp_path, *pieces)[1] == PEOPLE


def test_a_second_row_of_people_follows_the_affiliations_of_the_first(tmp_path: Path) -> None:
    pieces = [
        *block(("Jane Doe", 110, 110), ("Karl Müller", 300, 110), font="Helvetica-Bold"),
        *block(
            ("Otter Lab", 110, 124), ("Heron Works", 300, 124), ("j@x.example", 110, 138), ("k@x.example", 300, 138)
        ),
        *block(("Maria Rossi", 110, 162), ("Tom Fox", 300, 162), font="Helvetica-Bold"),
        *block(("Otter Lab", 110, 176), ("Heron Works", 300, 176)),
    ]
    assert metadata(tmp_path, *pieces)[1] == PEOPLE


def test_raised_marks_degrees_particles_and_a_name_over_a_line_end(tmp_path: Path) -> None:
    def raised(text: str, x: float, down: float) -> pdfs.Piece:
        return (text, x, down - 4, "Helvetica", 6)

    first, second = "Jane A. Doe, MD, PhD", ", Kees van der Berg, MSc, Daniel S."
    width = pdfs.width_of(first, "Helvetica", 11)
    pieces = [
        *block((first, 100, 110), (second, 100 + width + 6, 110)),
        raised("1,*", 100 + width, 110),
        *block(("Weld, Dr. Tom Fox, Jr., and Julio Cesar de Souza", 100, 123)),
        *block(("1 Department of Rivers, University of Avon", 100, 140), size=8),
    ]
    assert metadata(tmp_path, *pieces)[1] == [
        "Jane A. Doe",
        "Kees van der Berg",
        "Daniel S. Weld",
        "Tom Fox Jr",
        "Julio Cesar de Souza",
    ]


def test_names_in_capitals_and_one_under_the_other_in_a_narrow_column_beside_the_abstract(tmp_path: Path) -> None:
    names = block(*((name.upper(), 60, 112 + 14 * n) for n, name in enumerate(PEOPLE)))
    place = block(("Department of Rivers,", 60, 172), ("Avon, United Kingdom", 60, 182), size=8)
    abstract = pdfs.column(" ".join(pdfs.unlike_sentences(4)), 230, 112, 300, size=9)
    assert metadata(tmp_path, *names, *place, *abstract)[1] == PEOPLE


@pytest.mark.parametrize(
    "line", ["A leaflet of the garden society for its members", "Spring in the Garden", "Minutes of the Meeting"]
)
def test_a_line_that_is_no_name_is_no_author(tmp_path: Path, line: str) -> None:
    assert metadata(tmp_path, *block((line, 140, 110)))[1] == []


def titled(tmp_path: Path, *pieces: pdfs.Piece, info: dict[str, str] | None = None) -> PaperReading:
    with pikepdf.open(io.BytesIO(pdfs.print_loose([[*pieces, *TEXT]]))) as pdf:
        for name, value in (info or {}).items():
            pdf.docinfo[f"/{name}"] = value
        out = io.BytesIO()
        pdf.save(out)
    return read(tmp_path, out.getvalue())


def test_what_kind_of_paper_it_is_is_no_part_of_the_title(tmp_path: Path) -> None:
    kicker = ("Research Article", 140, 62, "Helvetica-Oblique", 14)
    assert titled(tmp_path, kicker, *TITLE).title == "Counting hedgehogs in gardens"


def test_a_title_with_double_space_is_whole_and_its_second_line_no_author(tmp_path: Path) -> None:
    title = [
        ("A Perspective on Counts of Otters in", 140, 80, "Helvetica-Bold", 18),
        ("River Surveys", 140, 117, "Helvetica-Bold", 18),
    ]
    reading = titled(tmp_path, *title, *block(("Jane Doe and Karl Müller", 140, 160), size=13))
    assert (reading.title, reading.authors) == ("A Perspective on Counts of Otters in River Surveys", PEOPLE[:2])


def test_the_printed_title_and_authors_come_before_those_of_the_file(tmp_path: Path) -> None:
    running = ("Proceedings of the Otter Meeting", 60, 40, "Helvetica", 8)
    authors = block(("Daniel S. Weld, Jane Doe", 140, 110))
    info = {"Title": "Proceedings of the Otter Meeting", "Author": "Weld, Daniel; Doe, Jane"}
    reading = titled(tmp_path, running, *TITLE, *authors, info=info)
    assert (reading.title, reading.authors) == ("Counting hedgehogs in gardens", ["Daniel S. Weld", "Jane Doe"])


@pytest.mark.parametrize(
    ("stamp", "year", "doi"),
    [
        ("arXiv:2412.98765v2 [cs.CL] 20 Dec 2024", 2024, "10.48550/arxiv.2412.98765"),
        ("arXiv:1706.03762", 2017, "10.48550/arxiv.1706.03762"),
        ("arXiv:cs/9901001v1", 1999, "10.48550/arxiv.cs/9901001"),
        ("Journal of Gardens 31 (2), June 2004", 2004, ""),
        ("Notes on Gardens | 2006", 2006, ""),
        ("Set of rules 2019, in gardens", None, ""),
        ("Markets for gardens 2019, in full", None, ""),
        ("Downloaded from gardens.example by guest on 12 March 2024", None, ""),
        ("Downloaded from gardens.example on 12 March 2024. Vol. 8, 2003", None, ""),
    ],
)
def test_stamps_and_the_line_of_a_journal_tell_the_year_and_visits_do_not(
    tmp_path: Path, stamp: str, year: int | None, doi: str
) -> None:
    reading = titled(tmp_path, *TITLE, (stamp, 60, 30, "Times-Roman", 8))
    assert (reading.year, reading.doi) == (year, doi)


def test_a_doi_of_the_reference_list_is_never_the_papers(tmp_path: Path) -> None:
    entries = ["Doe, J. (2011). On otters in rivers. Rivers 12, 34-56.", "doi:10.1234/rivers.2011.12"]
    listed = block(("References", 60, 80), *((text, 60, 100 + 14 * n) for n, text in enumerate(entries)))
    assert read(tmp_path, pdfs.print_loose([[*TITLE, *TEXT], listed])).doi == ""


@pytest.mark.parametrize(("own", "found"), [("10.1234/rivers-020-1", True), ("10.1234/rivers-020-12", False)])
def test_an_own_doi_that_begins_a_cited_one_is_the_papers(tmp_path: Path, own: str, found: bool) -> None:
    entries = ["Doe, J. (2011). On otters in rivers. Rivers 12, 34-56.", "https://doi.org/10.1234/rivers-020-12"]
    listed = block(("References", 60, 80), *((text, 60, 100 + 14 * n) for n, text in enumerate(entries)))
    printed = (f"https://doi.org/{own}", 60, 240, "Times-Roman", 10)
    assert read(tmp_path, pdfs.print_loose([[*TITLE, printed, *TEXT], listed])).doi == (own if found else "")


def test_a_doi_at_the_head_comes_before_one_that_is_cited_above_it_in_the_file(tmp_path: Path) -> None:
    cited = ("See also doi:10.1234/other of 1999.", 60, 240, "Times-Roman", 10)
    reading = titled(tmp_path, cited, *TITLE, ("https://doi.org/10.1234/own.5", 60, 30, "Times-Roman", 8))
    assert reading.doi == "10.1234/own.5"


def test_the_year_in_which_the_file_was_made_is_the_papers_only_right_after_the_newest_work_it_cites(
    tmp_path: Path,
) -> None:
    works = [
        "Doe J. Otters of 1 river. J Otters 2003; 1: 2-9.",
        "Fox T. Herons. J Herons 2007; 3: 2040-2049.",
        "Rossi M. Ice. 2005.",
    ]
    entries = [(f"[{n}] {work}", 60.0, 520.0 + 14 * n, "Times-Roman", 10.0) for n, work in enumerate(works, 1)]
    pieces = [*TITLE, ("References", 60.0, 515.0, "Helvetica-Bold", 12.0), *entries]
    assert titled(tmp_path, *pieces).year is None
    assert titled(tmp_path, *pieces, info={"CreationDate": "D:20080412"}).year == 2008
    assert titled(tmp_path, *pieces, info={"CreationDate": "D:20190412"}).year is None


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("September 19, 2015", 2015),
        ("2012/10/24, v1.88", 2012),
        ("Released 13.01.2019", 2019),
        ("24 de novembro de 2018", 2018),
        ("1. Januar 2010", 2010),
        ("(Dated: 27 December 2016)", 2016),
        ("Working paper of the otter count, 2021.", 2021),
        ("12 de set de 2019", 2019),
        ("févr. 2019", 2019),
        ("Magazine 2019", None),
        ("Outcomes 2018", None),
        ("Settings 2021", None),
        ("Data set 2021", None),
        ("Received 3 May 2020", None),
        ("School of Rivers, Avon NSW, 2006", None),
        ("Figure 1: Otters at the bridge, 2010.", None),
        ("Rivers of 2015 and how the otters that live in them were counted then", None),
    ],
)
def test_the_day_that_stands_alone_under_the_title_tells_the_year(tmp_path: Path, day: str, year: int | None) -> None:
    authors = ("Jane Doe and Karl Miller", 140, 110, "Helvetica", 12)
    under = (day, 140, 130, "Helvetica", 11)
    assert titled(tmp_path, *TITLE, authors, under, info={"CreationDate": "D:20230412"}).year == year


def test_the_range_of_a_copyright_is_less_sure_than_the_day_and_the_papers_own_citation_than_neither(
    tmp_path: Path,
) -> None:
    rights = ("(c) 2007-2021 Otter Press", 60, 815, "Times-Roman", 8)
    cite = ("Doe J. 2019. Counting hedgehogs in gardens. J Otters 3, 1-9", 60, 800, "Times-Roman", 8)
    assert titled(tmp_path, *TITLE, rights).year == 2021
    assert titled(tmp_path, *TITLE, rights, cite).year == 2019


def test_a_subtitle_in_smaller_letters_belongs_to_the_title(tmp_path: Path) -> None:
    rows = [
        (17, "Helvetica-Bold", "The hedgehog package^{*}"),
        (14, "Helvetica", "Counting them in gardens by night"),
        (11, "Helvetica", "Jane Doe <jane@avon.example>"),
    ]
    reading = titled(tmp_path, *set_rows(*rows, centre=290))
    assert reading.title == "The hedgehog package Counting them in gardens by night"
    assert reading.authors == ["Jane Doe"]


def test_a_papers_number_in_larger_letters_is_not_its_title(tmp_path: Path) -> None:
    rows = [(16, "Helvetica-Bold", "OTTERS2020-12345"), BIG, (10, "Helvetica", "Jane Doe, Karl Miller")]
    assert titled(tmp_path, *set_rows(*rows)).title == "Counting hedgehogs in gardens"


def test_a_title_of_two_words_is_one_and_numbered_headings_are_none(tmp_path: Path) -> None:
    pieces = [
        ("Otter Counts", 200, 80, "Helvetica-Bold", 14.0),
        ("Jane Doe and Karl Miller", 190, 100, "Helvetica", 10),
        ("1 Introduction", 60, 200, "Helvetica-Bold", 12),
        ("2 Conclusion and Outlook", 60, 240, "Helvetica-Bold", 12),
        *TEXT,
    ]
    reading = read(tmp_path, pdfs.print_loose([pieces]))
    assert reading.title == "Otter Counts"
    assert reading.authors == ["Jane Doe", "Karl Miller"]


def test_a_short_title_over_names_is_the_title_and_not_the_names(tmp_path: Path) -> None:
    authors = ("Jane Doe", "Tom Fox", "Ada Lovelace")
    reading = read(tmp_path, pdfs.make_paper(title="Paper number 0", authors=authors))
    assert (reading.title, reading.authors) == ("Paper number 0", list(authors))


def set_rows(*rows: tuple[float, str, str], left: float = 60, centre: float | None = None) -> list[pdfs.Piece]:
    """Return rows of (size, font, text) under one another; what stands between "^{" and "}" is raised."""
    pieces: list[pdfs.Piece] = []
    down = 70.0
    for size, font, text in rows:
        down += size * 1.35
        parts = [part for part in re.split(r"(\^\{[^}]*\})", text) if part]
        placed = [(p[2:-1], size * 0.65, 0.35) if p.startswith("^{") else (p, size, 0.0) for p in parts]
        widths = [pdfs.width_of(part, font, own) for part, own, _ in placed]
        x = left if centre is None else centre - sum(widths) / 2
        for (part, own, rise), width in zip(placed, widths, strict=True):
            pieces.append((part, x, down - rise * size, font, own))
            x += width
        down += size * 0.3
    return pieces


BIG = (18.0, "Helvetica-Bold", "Counting hedgehogs in gardens")


@pytest.mark.parametrize(
    "rows",
    [
        ["Jane Doe, Student Member, IEEE, Karl Müller, Member, IEEE, Maria Rossi, Senior", "Member, IEEE, and Tom Fox"],
        ["Jane Doe, University of Avon; Karl Müller, Bergen Institute of Rivers;", "Maria Rossi and Tom Fox, Avon Lab"],
        ["Jane Doe, Karl Müller, Maria Rossi, Tom Fox; for the Otter Trial Investigators"],
        ["Jane Doe^{1}, Karl Müller^{2}, Maria Rossi^{1}, Tom", "Fox^{2}, and the OTTER Consortium"],
        ["Jane Doe  jane@avon.example  and  Karl Müller  k.m@avon.example", "Maria Rossi and Tom Fox"],
        ["Jane Doe, Karl Müller, Maria Rossi                    March 2009", "and Tom Fox"],
        ["The OTTER Study Group: Jane Doe^{1}, Karl Müller^{2}, Maria Rossi^{1}, Tom Fox^{2}"],
        ["Jane Doe (University of Avon), Karl Müller (Bergen),", "Maria Rossi (Zug) and Tom Fox (University of Avon)"],
        ["Jane Doe^{1}, MSc; Karl Müller^{2}, Dr rer nat; Maria Rossi^{1}, MD; Tom Fox^{2}, Dr. med."],
        ["Jane Doe^{1[0000-0002-1825-0097]}, Karl Müller^{2[0000-0001-5109-3700]},", "Maria Rossi^{1} and Tom Fox"],
        ["Jane Doe^{1}, Karl Müller^{2}, Maria Rossi^{1} y Tom Fox^{2}", "A phase I/II study of the otter"],
        ["Jane Doe, M.D., Ph.D., Karl Müller, M.D., Maria Rossi, Ph.D., M.P.H.,", "and Tom Fox, M.B., B.S., for the OTTER Team"],
        ["A Preprint", "Jane Doe, Karl Müller, Maria Rossi and Tom Fox"],
    ],
    ids=[
        "memberships", "places in the row", "a group after them", "a group in the row", "addresses", "a date beside",
        "a group before them", "places in brackets", "doctors", "long marks", "another language",
        "degrees with full stops", "what kind of paper it is",
    ],
)  # fmt: skip
def test_what_stands_among_the_names_is_no_name_and_hides_none(tmp_path: Path, rows: list[str]) -> None:
    reading = titled(tmp_path, *set_rows(BIG, *((10, "Helvetica", row) for row in rows)))
    assert reading.authors == PEOPLE


def test_a_day_under_a_team_is_no_name(tmp_path: Path) -> None:
    rows = [BIG, (12, "Helvetica", "FTC 9773, Robocracy"), (12, "Helvetica", "Released Feb 16th, 2019")]
    assert titled(tmp_path, *set_rows(*rows)).authors == []


def test_family_names_before_initials_are_turned(tmp_path: Path) -> None:
    reading = titled(tmp_path, *set_rows(BIG, (10, "Helvetica", "Doe, J.^{1}, Müller, K.^{2} and Rossi, M. A.^{1}")))
    assert reading.authors == ["J. Doe", "K. Müller", "M. A. Rossi"]


@pytest.mark.parametrize("centre", [None, 300.0])
def test_text_as_large_as_the_title_is_none(tmp_path: Path, centre: float | None) -> None:
    abstract = "Abstract. Otters swim in most rivers. Nobody counted them before. We counted them in June."
    rows = [
        (11, "Helvetica-Bold", "Proceedings of the Meeting on Rivers 2009, Avon"),
        (12.5, "Helvetica-Bold", "Otters of the river"),
        (12, "Helvetica", "Jane Doe^{1} and Karl Müller^{2}"),
        *((12, "Helvetica", abstract) for _ in range(3)),
    ]
    reading = titled(tmp_path, *set_rows(*rows, centre=centre))
    assert (reading.title, reading.authors) == ("Otters of the river", PEOPLE[:2])


def test_a_title_of_two_words_over_marked_names_is_the_title(tmp_path: Path) -> None:
    rows = [(*BIG[:2], "Otter Counts"), (13.0, "Helvetica", "Jane Doe,^{1,*} Karl Müller^{2} and Tom Fox^{1}")]
    reading = titled(tmp_path, *set_rows(*rows))
    assert (reading.title, reading.authors) == ("Otter Counts", ["Jane Doe", "Karl Müller", "Tom Fox"])


def test_a_title_keeps_its_words_own_hyphens_and_powers_and_loses_marks(tmp_path: Path) -> None:
    rows = [
        (18.0, "Helvetica-Bold", "A non-"),
        (18.0, "Helvetica-Bold", "inferior count of 10^{6} otters in rivers^{a)}"),
    ]
    said = "The non-inferior count was made."
    text = pdfs.column(f"{said} {' '.join(pdfs.unlike_sentences(9))}", 60, 260, 470)
    reading = read(tmp_path, pdfs.print_loose([[*set_rows(*rows), *text]]))
    assert reading.title == "A non-inferior count of 10⁶ otters in rivers"


def test_marks_on_a_line_of_their_own_part_names_and_a_name_without_one_goes_on_in_the_next_row(tmp_path: Path) -> None:
    row = "Jane Doe   , Karl Müller   , Maria"
    first, second = (60 + pdfs.width_of(row[: row.index(" ", 6 + at)], "Helvetica", 10) for at in (0, 13))
    pieces = [
        *set_rows(BIG),
        *block((row, 60, 120), ("Francesca Rossi", 60, 133), size=10),
        *block(("1", first, 114), ("2", second, 114), ("1", 140, 127), size=6),
    ]
    assert titled(tmp_path, *pieces).authors == ["Jane Doe", "Karl Müller", "Maria Francesca Rossi"]


def test_a_numbered_heading_beside_the_title_and_a_meeting_over_it_are_no_part_of_it(tmp_path: Path) -> None:
    beside = [
        ("Counting hedgehogs in gardens", 60, 86, "Times-Bold", 10.0),
        ("4 Gardens of the river towns", 320, 86, "Times-Bold", 10.0),
        ("1 Introduction", 60, 125, "Times-Bold", 10.0),
        ("2 Otters and hedgehogs", 60, 200, "Times-Bold", 10.0),
    ]
    assert titled(tmp_path, *beside).title == "Counting hedgehogs in gardens"
    over = [("Proceedings of the garden meeting", 60, 60, "Helvetica-Bold", 16.0), (*beside[0][:4], 10.0)]
    assert titled(tmp_path, *over).title == "Counting hedgehogs in gardens"


@pytest.mark.parametrize(
    ("rows", "title", "authors"),
    [
        (
            [(18.0, "Helvetica-Bold", "Counts of the otter"), (18.0, "Helvetica-BoldOblique", "Lutra lutra"),
             (17.0, "Times-Bold", "in rivers"), (10, "Helvetica", "Jane Doe and Tom Fox")],
            "Counts of the otter Lutra lutra in rivers", ["Jane Doe", "Tom Fox"],
        ),
        ([(12, "Helvetica", "OTTERS"), (8, "Helvetica", "Jane Doe"), (8, "Helvetica", "Avon Clinic")], "OTTERS", ["Jane Doe"]),
        (
            [(15, "Helvetica", "Otter counts"), (12, "Helvetica", "Jane Doe and others"), (12, "Helvetica", "June 20, 2019")],
            "Otter counts", ["Jane Doe"],
        ),
        (
            [(26, "Times-Bold", "Journal of Garden Mammals"), (14, *BIG[1:]), (10, "Helvetica", "Jane Doe, Tom Fox")],
            BIG[2], ["Jane Doe", "Tom Fox"],
        ),
        (
            [(12, "Times-Bold", "COUNTING THE HEDGEHOGS"), (12, "Times-Bold", "IN GARDENS"), (12, "Times-Bold", ""),
             (12, "Times-Bold", "JANE DOE"), (12, "Times-Roman", "University of Avon")],
            "COUNTING THE HEDGEHOGS IN GARDENS", ["Jane Doe"],
        ),
        ([BIG, (10, "Helvetica", "Otter Development Group")], BIG[2], []),
    ],
    ids=["in italics", "one word", "a day under the names", "a journal's larger name", "names in capitals", "a body"],
)  # fmt: skip
def test_a_title_and_its_people_are_told_apart_by_what_stands_around_them(
    tmp_path: Path, rows: list[tuple[float, str, str]], title: str, authors: list[str]
) -> None:
    reading = titled(tmp_path, *set_rows(*rows))
    assert (reading.title, reading.authors) == (title, authors)


def test_names_beside_a_date_that_ends_their_neighbours_column_are_the_authors(tmp_path: Path) -> None:
    beside = [("Received: 3 May 2019", 60, 120, "Helvetica", 7), ("Jane Doe, Tom Fox", 230, 120, "Helvetica-Bold", 9)]
    assert titled(tmp_path, *set_rows(BIG), *beside).authors == ["Jane Doe", "Tom Fox"]


def test_a_doi_at_a_lines_end_does_not_take_the_next_sentence_along(tmp_path: Path) -> None:
    lines = [
        ("See Otter Letters 12, doi:10.1234/otter.v7.", 60, 200, "Helvetica", 10),
        ("The count is new.", 60, 212, "Helvetica", 10),
    ]
    assert titled(tmp_path, *set_rows(BIG), *lines).doi == "10.1234/otter.v7"


@pytest.mark.parametrize("marks", ["^{1,4}", ""], ids=["with marks", "without"])
def test_who_signs_at_a_letters_end_wrote_it(tmp_path: Path, marks: str) -> None:
    signed = [(9, "Helvetica-Bold", f"{name}{marks}") for name in PEOPLE]
    place = (7, "Helvetica", "^{1}Department of Rivers, University of Avon, Avon")
    end = [(t, x, down + 400, f, s) for t, x, down, f, s in set_rows(*signed, place)]
    pages = [[*set_rows(BIG), *TEXT], [*pdfs.column(" ".join(pdfs.unlike_sentences(20)), 60, 80, 470), *end]]
    reading = read(tmp_path, pdfs.print_loose(pages))
    assert (reading.title, reading.authors) == (BIG[2], PEOPLE)


def marked_names(*names: str, x: float = 100, down: float = 110) -> list[pdfs.Piece]:
    """Return names in a row, each with a raised number and a comma behind it."""
    pieces: list[pdfs.Piece] = []
    for name in names:
        end = x + pdfs.width_of(name, "Helvetica", 11)
        pieces += [(name, x, down, "Helvetica", 11), ("1", end, down - 4, "Helvetica", 6)]
        pieces.append((",", end + 4, down, "Helvetica", 11))
        x = end + 11
    return pieces


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_name_of_one_word_is_told_by_its_mark_among_marked_names(tmp_path: Path, place: int) -> None:
    names = ["Budi Santoso", "Dewi Lestari"]
    names.insert(place, "Suharto")
    assert metadata(tmp_path, *marked_names(*names))[1] == names


def test_the_end_of_a_name_in_the_next_line_is_no_name_of_one_word(tmp_path: Path) -> None:
    first = [*marked_names("Ada Lovelace", "Grace Hopper"), ("John", 300, 110, "Helvetica", 11)]
    _, authors, _ = metadata(tmp_path, *first, *marked_names("Smith", "Kurt Goedel", down=123))
    assert authors == ["Ada Lovelace", "Grace Hopper", "John Smith", "Kurt Goedel"]


@pytest.mark.parametrize(
    ("given", "printed", "authors"),
    [
        ("Plato", "Plato", ["Plato"]),
        ("bell hooks", "bell hooks", ["bell hooks"]),
        ("Administrator", "Anonymous", []),
        ("The Editorial Board", "The Editorial Board", []),
        ("gardens", "A study of gardens", []),
    ],
)
def test_odd_names_are_those_that_the_file_gives_and_the_page_prints_alone(
    tmp_path: Path, given: str, printed: str, authors: list[str]
) -> None:
    line = (printed, 180, 110, "Helvetica", 11)
    with pikepdf.open(io.BytesIO(pdfs.print_loose([[*TITLE, line, *TEXT]]))) as document:
        document.docinfo["/Author"] = given
        document.save(changed := io.BytesIO())
    assert read(tmp_path, changed.getvalue()).authors == authors
