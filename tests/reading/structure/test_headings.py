"""Headings that run into their paragraph give its section; what only looks like one does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import pdfs
from tests.reading.test_reading import read

TEXT = pdfs.unlike_sentences(60, seed=31)
LEFT, WIDTH, SIZE = 60.0, 470.0, 10.0
Run = tuple[str, str]
"""Words and the face they are set in."""


class Page:
    """Puts headings and paragraphs under each other, faces mixed within a line."""

    def __init__(self) -> None:
        self.pieces: list[pdfs.Piece] = [("Otters along a river in winter", LEFT, 70, "Helvetica-Bold", 20)]
        self.down = 110.0

    def heading(self, text: str, font: str = "Helvetica-Bold", size: float = 13) -> Page:
        self.pieces.append((text, LEFT, self.down, font, size))
        self.down += 1.6 * size
        return self

    def paragraph(self, *runs: Run, size: float = SIZE) -> Page:
        x = LEFT
        for text, font in runs:
            for word in text.split():
                width = pdfs.width_of(f"{word} ", font, size)
                if x + width > LEFT + WIDTH:
                    x, self.down = LEFT, self.down + 1.2 * size
                self.pieces.append((word, x, self.down, font, size))
                x += width
        self.down += 2.2 * size
        return self

    def sections(self, folder: Path) -> dict[str, str]:
        """Return the section of each sentence of running text by its text."""
        reading = read(folder, pdfs.print_loose([self.pieces]))
        return {s.text: s.section for s in reading.sentences if s.kind == "body"}


def body(first: int, count: int = 3) -> Run:
    return " ".join(TEXT[first : first + count]), "Times-Roman"


@pytest.mark.parametrize("face", ["Times-Italic", "Times-Bold"])
def test_numbered_headings_that_run_into_their_paragraph_stand_under_the_section_above(
    tmp_path: Path, face: str
) -> None:
    page = Page().heading("2. Methods")
    page.paragraph(("2.1. Study Area.", face), body(0)).paragraph(("2.2. HIV.", face), body(3))
    sections = page.heading("3. Results").paragraph(body(6)).sections(tmp_path)
    assert sections[TEXT[0]] == sections[TEXT[2]] == "2. Methods > 2.1. Study Area"
    assert sections[TEXT[3]] == "2. Methods > 2.2. HIV"
    assert sections[TEXT[6]] == "3. Results"


def test_a_heading_ends_at_its_full_stop_though_a_name_in_its_face_follows(tmp_path: Path) -> None:
    page = Page().heading("2. Methods")
    page.paragraph(("2.1. Alignment. SeaView", "Times-Italic"), ("was used first.", "Times-Roman"), body(0))
    assert page.sections(tmp_path)["SeaView was used first."] == "2. Methods > 2.1. Alignment"


def test_a_number_in_the_face_of_the_text_belongs_to_the_heading(tmp_path: Path) -> None:
    page = Page().heading("Methods")
    page.paragraph(("2.1", "Times-Roman"), ("Study area.", "Times-Bold"), body(0))
    assert page.sections(tmp_path)[TEXT[0]] == "Methods > 2.1 Study area"


def test_a_heading_over_two_lines_is_whole(tmp_path: Path) -> None:
    long = "Effects of the temperature of the water on how often otters dive for fish at night in rivers that freeze in winter."
    page = Page().heading("Results").paragraph((long, "Times-Bold"), body(0))
    assert page.sections(tmp_path)[TEXT[0]] == f"Results > {long[:-1]}"


def test_italics_tell_a_heading_in_company_and_emphasis_alone(tmp_path: Path) -> None:
    page = Page().heading("Methods")
    page.paragraph(("Field work.", "Times-Italic"), body(0)).paragraph(("Statistics.", "Times-Italic"), body(3))
    sections = page.sections(tmp_path)
    assert (sections[TEXT[0]], sections[TEXT[3]]) == ("Methods > Field work", "Methods > Statistics")
    alone = Page().heading("Methods").paragraph(("Lutra lutra.", "Times-Italic"), body(0)).paragraph(body(3))
    assert alone.sections(tmp_path)[TEXT[0]] == "Methods"


@pytest.mark.parametrize("face", ["Times-Bold", "Times-Roman"])
def test_the_parts_of_a_structured_abstract_are_its_sections(tmp_path: Path, face: str) -> None:
    page = Page().heading("Abstract")
    page.paragraph(("Background:", face), body(0), ("Methods:", face), body(3), ("Conclusions:", face), body(6))
    sections = page.heading("1. Introduction").paragraph(body(9)).sections(tmp_path)
    assert [sections[TEXT[n]] for n in (0, 2, 3, 6)] == [
        "Abstract > Background",
        "Abstract > Background",
        "Abstract > Methods",
        "Abstract > Conclusions",
    ]
    assert sections[TEXT[9]] == "1. Introduction"


def test_the_introduction_of_an_abstract_is_none_of_the_paper(tmp_path: Path) -> None:
    page = Page().heading("Abstract", size=14)
    for n, name in enumerate(("Introduction", "Methods", "Results")):
        page.heading(name, size=11.5).paragraph(body(3 * n))
    page.heading("Introduction", size=12).paragraph(body(9)).heading("Results", size=12).paragraph(body(12))
    sections = page.sections(tmp_path)
    assert [sections[TEXT[n]] for n in (0, 3, 6)] == [
        f"Abstract > {name}" for name in ("Introduction", "Methods", "Results")
    ]
    assert (sections[TEXT[9]], sections[TEXT[12]]) == ("Introduction", "Results")


@pytest.mark.parametrize(
    "runs",
    [
        [("Keywords: otter, river, winter, ice", "Times-Bold")],
        [("Otters; rivers; winter", "Times-Bold")],
        [("Step 1.", "Times-Bold"), ("We count.", "Times-Roman")],
        [("• Adults that were seen twice", "Times-Bold")],
        [("x = 3 y + 2.", "Times-Bold"), ("We count.", "Times-Roman")],
    ],
)
def test_key_words_labels_of_items_and_formulas_are_no_sections(tmp_path: Path, runs: list[Run]) -> None:
    page = Page().heading("1. Introduction").paragraph(body(0)).paragraph(*runs).paragraph(body(3))
    assert page.sections(tmp_path)[TEXT[3]] == "1. Introduction"


def test_a_heading_may_name_two_things_with_a_semicolon_between(tmp_path: Path) -> None:
    page = Page().heading("Introduction").paragraph(body(0)).heading("Limitations; future work").paragraph(body(3))
    assert page.sections(tmp_path)[TEXT[3]] == "Limitations; future work"


def test_items_of_a_numbered_list_are_no_sections(tmp_path: Path) -> None:
    page = Page().heading("2. Methods").paragraph(body(0))
    for n, item in enumerate(("Adults that were seen.", "Consent was given.", "Willing to be seen."), start=1):
        page.paragraph((f"{n} {item}", "Helvetica"))
    assert page.paragraph(body(3)).sections(tmp_path)[TEXT[3]] == "2. Methods"


def test_small_capitals_that_were_read_as_small_letters_are_of_the_same_level(tmp_path: Path) -> None:
    page = Page().heading("INTRODUCTION").paragraph(body(0)).heading("MATERIALs AND METHODs").paragraph(body(3))
    sections = page.heading("DIsCUssION").paragraph(body(6)).sections(tmp_path)
    assert [sections[TEXT[n]] for n in (0, 3, 6)] == ["INTRODUCTION", "MATERIALS AND METHODS", "DISCUSSION"]


def test_a_heading_smaller_than_the_text_under_a_table_is_none_of_its_rows(tmp_path: Path) -> None:
    page = Page().heading("Methods").heading("Sites", "Helvetica-Oblique", 9).paragraph(body(0))
    page.pieces.append(("Table 1. Sites and otters.", LEFT, page.down, "Helvetica-Bold", 8))
    for row in range(4):
        page.pieces += [
            (str(7 * row + column), LEFT + 90 * column, page.down + 12 + 10 * row, "Helvetica", 8)
            for column in range(4)
        ]
    page.down += 80
    sections = page.heading("Counts", "Helvetica-Oblique", 9).paragraph(body(3)).sections(tmp_path)
    assert (sections[TEXT[0]], sections[TEXT[3]]) == ("Methods > Sites", "Methods > Counts")


def test_a_heading_that_fills_its_line_leaves_the_text_in_the_lines_under_it(tmp_path: Path) -> None:
    head = "Measures of the otters that were seen in the first winter, the second and the third one."
    page = Page().heading("Methods")
    for n in (0, 3):
        page.pieces.append((head, LEFT, page.down, "Times-Italic", 11.5))
        page.down += 13.8
        page.paragraph(body(n), size=11.5)
    sections = page.heading("Results").paragraph(body(6)).sections(tmp_path)
    assert {sections[TEXT[n]] for n in (0, 3)} == {f"Methods > {head[:-1]}"}


def test_a_heading_in_another_size_than_its_paragraph_that_fills_most_of_its_line(tmp_path: Path) -> None:
    head = "Effect of the water and the weather on the otters of the river in each of the winters."
    page = Page().heading("Results")
    for n in (0, 6):
        first, *rest = TEXT[n].split()
        page.pieces.append((head, LEFT, page.down, "Helvetica-Bold", 10.5))
        page.pieces.append(
            (first, LEFT + pdfs.width_of(f"{head} ", "Helvetica-Bold", 10.5), page.down, "Times-Roman", 9.5)
        )
        page.down += 11.5
        page.paragraph((f"{' '.join(rest)} {body(n + 1)[0]}", "Times-Roman"), size=9.5)
    sections = page.heading("Discussion").paragraph(body(12, 8), size=9.5).sections(tmp_path)
    assert {sections[TEXT[n]] for n in (1, 7)} == {f"Results > {head[:-1]}"}


def test_two_headings_at_the_beginning_of_one_paragraph_stand_under_each_other(tmp_path: Path) -> None:
    page = Page().heading("Methods")
    page.paragraph(("The otters.", "Times-Bold"), ("Counts by night.", "Times-Italic"), body(0))
    page.paragraph(("Counts by day.", "Times-Italic"), body(3))
    sections = page.heading("Results").paragraph(body(6)).sections(tmp_path)
    assert sections[TEXT[0]] == "Methods > The otters > Counts by night"
    assert sections[TEXT[3]] == "Methods > The otters > Counts by day"
