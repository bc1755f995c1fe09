"""Questions to begin with: from the headings of the papers, none of which is common to all papers."""

import pytest

from lib.answering.example_questions import EXAMPLES, SectionSize, example_questions, own_heading

PAPER = [
    SectionSize("a", "Abstract", 5),
    SectionSize("a", "1 Introduction", 20),
    SectionSize("a", "2 Methods > 2.1 Growth of the moss", 12),
    SectionSize("a", "2 Methods > 2.2 Statistics", 9),
    SectionSize("a", "3 Results", 30),
    SectionSize("a", "4 Limitations", 4),
]


def test_they_ask_for_the_aim_first_and_for_what_the_longest_own_sections_name():
    assert example_questions(PAPER) == [
        "What is the aim of this paper?",
        "What does the paper say about “Growth of the moss”?",
        "What does the paper say about “Statistics”?",
        "What are the main findings?",
    ]


def test_several_papers_are_asked_as_several():
    questions = example_questions([*PAPER, SectionSize("b", "Bats at night", 40)])
    assert questions[:2] == ["What are the aims of these papers?", "What do the papers say about “Bats at night”?"]
    assert len(questions) == EXAMPLES


def test_papers_whose_headings_are_common_to_all_papers_are_asked_four_questions_too():
    sections = [
        SectionSize(paper, part, 9) for paper in "ab" for part in ("Introduction", "Methods", "Results", "Limitations")
    ]
    assert example_questions(sections) == [
        "What are the aims of these papers?",
        "What are the main findings?",
        "What limitations are named?",
        "Which methods were used?",
    ]


def test_a_paper_whose_headings_say_nothing_gives_fewer_questions():
    assert example_questions([SectionSize("a", "", 50)]) == []
    assert example_questions([SectionSize("a", "1 Introduction", 50)]) == ["What is the aim of this paper?"]


def test_a_section_of_one_sentence_and_a_heading_that_comes_twice_are_asked_once_at_most():
    sections = [SectionSize("a", "Moss", 1), SectionSize("a", "Peat", 5), SectionSize("b", "PEAT", 4)]
    assert example_questions(sections) == ["What do the papers say about “Peat”?"]


@pytest.mark.parametrize(
    ("section", "heading"),
    [
        ("3.2. Drying of peat", "Drying of peat"),
        ("IV. THE DRYING OF PEAT", "The drying of peat"),
        ("DRYING", ""),
        ("EVAPORATION", "Evaporation"),
        ("2.1 PDSS", ""),
        ("2.1 PDSS and sleep", "PDSS and sleep"),
        ("2 Materials and Methods", ""),
        ("Author contributions", ""),
        ("A heading that goes on for far too many words to be one", ""),
        ("x = 3.2 ± 0.1", ""),
        ("", ""),
    ],
)
def test_a_heading_is_taken_without_its_number_and_only_where_it_names_a_subject(section, heading):
    assert own_heading(section) == heading
