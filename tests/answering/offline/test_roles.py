from __future__ import annotations

import pytest

from lib.answering.offline.role_cues import Role
from lib.answering.offline.roles import SURE_SCORE, role_of, tellings
from lib.records import Sentence
from tests.answering.requests import sentence


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Which limitations do the authors name?", "limitation"),
        ("What are the limitations of electric fishing?", None),
        ("What was the aim of the work?", "aim"),
        ("What is the purpose of the second probe?", None),
        ("Who funded the study?", "funding"),
        ("What did each author contribute? Author contributions", None),
        ("What is the main contribution of this paper?", "contribution"),
        ("Can you summarise the paper?", "summary"),
        ("What is this paper about?", "summary"),
        ("What future work is suggested?", "future work"),
        ("What do the authors conclude?", "conclusion"),
        ("What were the main findings?", "finding"),
        ("What study design was used?", "method"),
        ("What is the primary outcome?", None),
        ("How many herons were ringed?", None),
        ("", None),
    ],
)
def test_a_part_is_asked_for_where_the_question_is_about_nothing_besides(question: str, role: Role | None) -> None:
    assert role_of(question) == role


PAPER = [
    ("Abstract", "We studied herons at three lakes in spring."),
    ("Abstract", "Our results show that herons leave shallow lakes earlier than deep ones."),
    ("Introduction", "Herons are limited to lakes with fish (Smith 1999)."),
    ("Introduction", "The aim of this study was to find out when herons leave."),
    ("Methods", "We used a trap that is limited to the shore."),
    ("Discussion > Limitations", "Only adult birds were ringed, and the winter was mild."),
    ("Discussion", "Our study was limited to three lakes, so the results should be interpreted with caution."),
    ("Conclusion", "We conclude that depth matters."),
    ("Conclusion", "Further studies should include rivers in several countries."),
    ("Funding", "Funding: this work was funded by the Lake Trust."),
    ("Author contributions", "Funding acquisition: A.B. and C.D. contributed."),
]
READING = [sentence(i, text, section=section) for i, (section, text) in enumerate(PAPER)]


@pytest.mark.parametrize(
    ("role", "best"),
    [("aim", 3), ("finding", 1), ("conclusion", 7), ("future work", 8), ("funding", 9), ("limitation", 6)],
)
def test_a_part_is_told_where_papers_say_it_and_how_they_word_it(role: Role, best: int) -> None:
    assert tellings(role, READING)[0].sentence.id == best


def test_a_section_of_its_own_needs_no_cue_and_introductions_and_methods_name_no_limitation() -> None:
    assert {told.sentence.id for told in tellings("limitation", READING)} == {5, 6}


def test_a_paper_that_tells_no_such_part_has_none() -> None:
    plain: list[Sentence] = [sentence(0, "Herons were counted at noon from the dam.")]
    assert tellings("limitation", plain) == tellings("funding", plain) == []


def test_why_a_study_was_done_is_told_by_what_was_not_known() -> None:
    assert role_of("Why was this study needed?") == "motivation"
    assert role_of("Why was atropine given?") is None
    paper = [
        sentence(0, "Herons are grey.", section="Introduction"),
        sentence(1, "Little is known about when herons leave their lakes.", section="Introduction"),
        sentence(2, "Few studies of boats used radar.", section="Methods"),
    ]
    assert tellings("motivation", paper)[0].sentence.id == 1


@pytest.mark.parametrize(
    "text",
    [
        "The aim of this study was to count otters in all rivers.",
        "The primary objective of this double-blind randomised trial is to compare two traps.",
        "Our goal was to count otters in all rivers.",
        "The main objective was to find out where otters breed.",
        "Aim: to count the otters of all rivers.",
        "This pilot study aimed to count otters in all rivers.",
        "In this paper, the aim is to count otters.",
    ],
)
def test_the_aim_of_this_paper_is_sure(text: str) -> None:
    assert tellings("aim", [sentence(0, text, section="Introduction")])[0].score >= SURE_SCORE


@pytest.mark.parametrize(
    "text",
    [
        "The aim of the federal act is to protect otters in all rivers.",
        "The aim of the federal act on research is to protect otters in all rivers.",
        "The national programme aims to bring otters back to all rivers.",
        "The purpose of the dam was to store water for the summer.",
        "A reserve was planned to keep the otters in the valley.",
    ],
)
def test_the_aim_of_something_else_is_not_the_papers(text: str) -> None:
    assert tellings("aim", [sentence(0, text, section="Introduction")]) == []
