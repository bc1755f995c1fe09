"""Which papers a question names, and what is left of it."""

import pytest

from lib.answering.ask import AskParameters, make_answer
from lib.answering.named_papers import named_papers
from lib.records import Answer, Paper, Passage
from tests.answering.test_ask import PASSAGE, Echo, context

PAPERS = {
    one.id: one
    for one in (
        Paper(
            "a",
            "traps.pdf",
            "A light trap for moths",
            ["Kim Bjerge", "Jakob Nielsen"],
            2021,
            "10.1234/traps",
            status="ready",
        ),
        Paper("b", "herons.pdf", "When herons leave their lakes", ["Ana de Müller", "Wei Chen"], 2019, status="ready"),
        Paper("c", "storks.pdf", "Storks and wind", ["Ana Müller"], 2020, status="ready"),
        Paper("d", "notes.pdf", "", [], None, status="ready"),
    )
}


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does Bjerge et al. say about power?", "a"),
        ("What do Bjerge and Nielsen say about power?", "a"),
        ("What is the power use in Bjerge et al. (2021)?", "a"),
        ("How much power does the trap of Bjerge 2021 use?", "a"),
        ("According to Nielsen, how many moths came?", "a"),
        ("What did Bjerge find?", "a"),
        ("What are the limits of Bjerge's paper?", "a"),
        ("What does Muller say about wind?", "bc"),
        ("What does Müller 2020 say about wind?", "c"),
        ("How many moths were counted in the 2021 paper?", "a"),
        ("How many moths were counted in the study from 2019?", "b"),
        ("What does “A light trap for moths” report on power?", "a"),
        ("How many nests are in herons.pdf?", "b"),
        ("What does 10.1234/TRAPS say?", "a"),
        ("Compare Bjerge et al. and Müller et al.: how many animals?", "abc"),
        ("What does Figure 2 of the heron paper show?", "b"),
        ("In the light trap paper, how many moths came?", "a"),
        ("How many nests were there in the paper on storks?", "c"),
        ("What does the article about herons and lakes say?", "b"),
        # these name none
        ("What is the aim of the present paper?", ""),
        ("How many were there in the stork papers?", ""),
        ("What does the badger paper say?", ""),
        ("Why do the herons in the paper leave?", ""),
        ("What are the storks of the article?", ""),
        ("What did Watson et al. find?", ""),
        ("How many moths were there in 2021?", ""),
        ("Why do herons leave?", ""),
        ("Which chen was seen?", ""),
        ("Which papers use light?", ""),
        ("Was Bjerge 2018 cited?", ""),
    ],
)
def test_papers_are_named_by_author_year_title_file_or_doi(question: str, named: str) -> None:
    assert "".join(named_papers(question, PAPERS).paper_ids) == named


def test_a_word_that_many_titles_have_names_no_paper_alone() -> None:
    papers = {"a": Paper("a", "a.pdf", "A model of the methods of moth counts", [], 2021, status="ready")}
    assert named_papers("What does the methods paper say?", papers).paper_ids == []
    assert named_papers("What does the moth model paper say?", papers).paper_ids == ["a"]


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What does Bjerge et al. say about power?", "What does the authors say about power?"),
        ("What is the power use in Bjerge et al. (2021)?", "What is the power use?"),
        ("According to Nielsen, how many moths came?", "how many moths came?"),
        ("How many moths were counted in the 2021 paper?", "How many moths were counted?"),
        ("What did Watson et al. find?", "What did Watson et al. find?"),
        ("Bjerge et al.?", "Bjerge et al.?"),
    ],
)
def test_the_names_are_left_out_of_what_is_searched(question: str, rest: str) -> None:
    assert named_papers(question, PAPERS).question == rest


def test_a_page_of_names_is_looked_through_in_no_time_and_names_nothing_beyond_its_beginning() -> None:
    assert named_papers("and so on " * 700 + "Bjerge et al.", PAPERS).paper_ids == []
    assert named_papers("Aa " * 2_600, PAPERS).paper_ids == []


def ask(question: str, previous: Answer | None = None) -> tuple[Answer, list[tuple[str, list[str] | None]]]:
    searched: list[tuple[str, list[str] | None]] = []

    def find(search: str, paper_ids: list[str] | None = None) -> list[Passage]:
        searched.append((search, paper_ids))
        return [PASSAGE]

    asked = context(ready_papers=lambda: PAPERS, find=find, answer=lambda _: previous)
    answer = make_answer(
        AskParameters(question, "echo"), asked, lambda _: None, previous=previous.id if previous else None
    )
    return answer, searched


def test_a_question_that_names_a_paper_goes_to_it_alone_and_says_so() -> None:
    answer, searched = ask("What does Bjerge et al. say about power?")
    assert searched == [("What does the authors say about power?", ["a"])]
    assert answer.paper_ids == ["a"]
    assert answer.notes == ["Asked only of what the question names: Bjerge and Nielsen 2021."]
    assert answer.question == "What does Bjerge et al. say about power?"


def test_a_follow_up_stays_with_the_paper_that_was_named() -> None:
    first, _ = ask("What does Bjerge et al. say about power?")
    assert ask("And why is it so?", first)[1][0][1] == ["a"]
    assert ask("How many herons were counted at the lakes?", first)[1][0][1] is None


def test_a_model_is_asked_the_question_as_it_was_put() -> None:
    echo = Echo()
    make_answer(
        AskParameters("What does Bjerge et al. say about power?", "echo"),
        context(echo, ready_papers=lambda: PAPERS, find=lambda search, paper_ids=None: [PASSAGE]),
        lambda _: None,
    )
    assert echo.requests[0].question == "What does Bjerge et al. say about power?"
