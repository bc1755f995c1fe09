"""Figures and tables that a question names by their number, and what is told of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.answerer import AskRequest
from lib.answering.offline.answerer import ExtractiveAnswerer
from lib.answering.offline.figure_passages import with_named_figures
from lib.answering.offline.named_figures import Label, find_figure, label_of, named_figures, without_labels
from lib.records import Answer, Box, Figure, Sentence, Table
from tests.answering import requests
from tests.answering.tables import table

TEXT = [
    requests.sentence(0, "We counted moths at forty oaks for three summers."),
    requests.sentence(1, "Fig. 2. Moths by night.", "caption"),
    requests.sentence(2, "(A) Counts at oaks.", "caption"),
    requests.sentence(3, "(B, C) Counts at ponds and hedges.", "caption"),
    requests.sentence(4, "Nights without wind had the most moths (Fig. 2A)."),
    requests.sentence(5, "Figure 2 shows how the counts fell after midnight."),
    requests.sentence(6, "Oaks had twice as many moths as ponds (Figs 2B, 3)."),
    requests.sentence(7, "Table 1 Traps and lamps.", "caption"),
    requests.sentence(8, "Trap: Moths", "table"),
    requests.sentence(9, "North: 14", "table"),
    requests.sentence(10, "South: 21", "table"),
    requests.sentence(11, "Fig. 3. Lamps by type.", "caption"),
    requests.sentence(12, "Lamps had been bought in spring."),
]
FIGURES = [
    Figure("Figure 2", "Moths by night.", Box(1, 0.1, 0.1, 0.5, 0.5), sentence_ids=[1, 2, 3]),
    Figure("Figure 3", "Lamps by type.", Box(2, 0.1, 0.1, 0.5, 0.5), sentence_ids=[11]),
]
TABLES = [replace(table([["Trap", "Moths"], ["North", "14"], ["South", "21"]], first=8), sentence_ids=[7])]


def request(
    question: str, texts: dict[str, list[Sentence]] | None = None, previous: Answer | None = None
) -> AskRequest:
    texts = texts or {"a": TEXT}
    made = requests.request(question, texts, previous=previous)
    return replace(made, figures={(one, 1): FIGURES for one in texts}, tables={(one, 1): TABLES for one in texts})


def lit(question: str, **options: object) -> list[list[int]]:
    """Return the ids of the sentences that each quote cites."""
    draft = ExtractiveAnswerer().answer(request(question, **options), lambda _: True)  # type: ignore[arg-type]
    return list(
        {tuple(one.citations[0].sentence_ids): one.citations[0].sentence_ids for one in draft.sentences}.values()
    )


@pytest.mark.parametrize(
    ("question", "labels", "panels"),
    [
        ("What does Figure 5 show?", ["figure 5"], ""),
        ("What is in fig. 2b?", ["figure 2"], "B"),
        ("Describe Fig. 3(a, c)", ["figure 3"], "AC"),
        ("Compare figures 2 and 3", ["figure 2", "figure 3"], ""),
        ("What do Figs. 1A–C show?", ["figure 1"], "ABC"),
        ("What does panel B of Figure 5 depict?", ["figure 5"], "B"),
        ("Explain Table IV", ["table IV"], ""),
        ("What is in Supplementary Table 2?", ["table S2"], ""),
        ("What is in Table S2?", ["table S2"], ""),
        ("What does S4 Fig show?", ["figure S4"], ""),
        ("What does Extended Data Fig. 1 show?", ["figure E1"], ""),
        ("What does Scheme 1 present?", ["scheme 1"], ""),
        ("Which table has the counts?", [], ""),
        ("How many figures were 20 cm wide?", [], ""),
        ("In Table 1, 3 patients dropped out. Why?", ["table 1"], ""),
        ("Which of Table 2 and 5 controls?", ["table 2"], ""),
        ("Why do Tables 2, 5% and 3 differ?", ["table 2"], ""),
        ("Compare figure 2 and 3", ["figure 2", "figure 3"], ""),
        ("What do Figure 2 and 3 tell about mortality?", ["figure 2", "figure 3"], ""),
        ("Compare Fig. 2 and 3 in terms of accuracy", ["figure 2", "figure 3"], ""),
        ("What do Table 1 or 2 say?", ["table 1", "table 2"], ""),
        ("Why is Table 1, 3 of which are sums, short?", ["table 1"], ""),
        ("Describe Fig. 1A, 2B", ["figure 1", "figure 2"], "AB"),
        ("What do Figures 2-4 show?", ["figure 2", "figure 3", "figure 4"], ""),
        ("What do Figs. S1 to S3 show?", ["figure S1", "figure S2", "figure S3"], ""),
        ("Describe Figures 1, 3–5 and 7", ["figure 1", "figure 3", "figure 4", "figure 5", "figure 7"], ""),
        ("What does Figure 2-4 show?", ["figure 2-4"], ""),
        ("Does Figure 3 plot a curve?", ["figure 3"], ""),
        ("What does Figure A.1 show?", ["figure A1"], ""),
        ("Does part a of Figure 2 differ?", ["figure 2"], ""),
        ("What is in part (a) of Figure 2?", ["figure 2"], "A"),
    ],
)
def test_figures_and_tables_are_named_by_their_number(question: str, labels: list[str], panels: str) -> None:
    named = named_figures(question)
    assert [f"{one.kind} {one.number}" for one in named.labels] == labels
    assert "".join(named.panels) == panels


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("What does Figure 5 show?", True),
        ("Please describe the results in Table 2.", True),
        ("What is the caption of Figure 1?", True),
        ("What does panel B of Figure 5 show?", True),
        ("How many moths does Figure 5 show?", False),
        ("What was the count at oaks in Table 2?", False),
        ("What do the whiskers in Figure 6 mean?", False),
    ],
)
def test_it_is_told_whether_nothing_else_is_asked(question: str, alone: bool) -> None:
    assert named_figures(question).alone is alone


@pytest.mark.parametrize(
    ("label", "number"),
    [("Figure 2", "2"), ("Fig. S2", "S2"), ("Supplementary Figure 2", "S2"), ("Table A.1", "A1"), ("Table 2.1", "2.1")],
)
def test_a_printed_label_is_the_same_however_it_is_written(label: str, number: str) -> None:
    found = label_of(label)
    assert found is not None
    assert found.number == number


def test_a_question_without_its_labels_keeps_the_rest() -> None:
    assert without_labels("According to Table 2, how many moths were there?") == "how many moths were there?"
    assert without_labels("How many moths are shown in Figs. 2 and 3?") == "How many moths are ?"


def test_the_caption_answers_what_a_figure_shows_and_then_what_the_text_says_of_it() -> None:
    assert lit("What does Figure 2 show?") == [[1, 2, 3], [5], [4]]


def test_a_panel_is_told_by_its_part_of_the_caption_and_the_sentences_on_it() -> None:
    assert lit("What does panel B of Figure 2 show?") == [[1, 3], [6]]


def test_a_panel_alone_is_of_the_figure_before() -> None:
    before = requests.answered("What does Figure 2 show?")
    assert lit("And what does panel A show?", previous=before) == [[1, 2], [4]]


def test_a_follow_up_that_asks_of_something_else_is_not_of_the_figure_before() -> None:
    assert named_figures("And panel B?", "What does Figure 3 show?").labels == (Label("figure", "3"),)
    assert not named_figures("Does panel b of the jury agree?", "What does Figure 3 show?").labels


@pytest.mark.parametrize(
    ("letter", "text"),
    [
        ("C", "Larvae were kept at 37 °C, in the dark."),
        ("E", "Ponds, i.e. those without fish."),
        ("C", "C. elegans by age."),
        ("B", "Hepatitis B, by year."),
    ],
)
def test_a_letter_within_a_caption_is_no_panel(letter: str, text: str) -> None:
    caption = [requests.sentence(0, "Fig. 4. Larvae.", "caption"), requests.sentence(1, text, "caption")]
    figure = Figure("Figure 4", "Larvae.", Box(1, 0.1, 0.1, 0.5, 0.5), sentence_ids=[0, 1])
    more = [*caption, requests.sentence(2, "Counts.", "caption")]
    found = find_figure(Label("figure", "4"), [letter], more, [], [replace(figure, sentence_ids=[0, 1, 2])])
    assert found is not None
    assert [one.id for one in found.caption] == [0, 1, 2], "no part is told of: the whole caption"


@pytest.mark.parametrize("text", ["b, Ponds.", "B: Ponds.", "B. Ponds.", "(b) Ponds.", "Oaks; b, ponds."])
def test_a_part_of_a_caption_begins_with_its_letter(text: str) -> None:
    caption = [
        requests.sentence(0, "Fig. 4. Larvae.", "caption"),
        requests.sentence(1, "Counts.", "caption"),
        requests.sentence(2, text, "caption"),
    ]
    figure = Figure("Figure 4", "Larvae.", Box(1, 0.1, 0.1, 0.5, 0.5), sentence_ids=[0, 1, 2])
    found = find_figure(Label("figure", "4"), ["B"], caption, [], [figure])
    assert found is not None
    assert [one.id for one in found.caption] == [0, 2]


def test_a_table_is_told_by_its_caption() -> None:
    assert lit("What is shown in Table 1?") == [[7]]


def test_one_paper_with_the_caption_answers_surely_and_several_do_not() -> None:
    one = ExtractiveAnswerer().answer(request("What does Figure 2 show?"), lambda _: True)
    assert (one.certainty, one.notes) == ("sure", [])
    two = ExtractiveAnswerer().answer(request("What does Figure 2 show?", {"a": TEXT, "b": TEXT}), lambda _: True)
    assert two.certainty == "perhaps"
    assert {citation.paper_id for one in two.sentences for citation in one.citations} == {"a", "b"}
    assert any("2 papers have a Figure 2" in note for note in two.notes)


def test_a_figure_that_the_paper_has_not_is_not_found() -> None:
    draft = ExtractiveAnswerer().answer(request("What does Figure 9 show?"), lambda _: True)
    assert not draft.found


def test_a_figure_whose_caption_was_not_read_is_told_by_the_sentences_that_name_it_and_not_surely() -> None:
    made = replace(request("What does Figure 2 show?"), figures={})
    draft = ExtractiveAnswerer().answer(made, lambda _: True)
    assert draft.certainty == "perhaps"
    assert draft.sentences[0].citations[0].sentence_ids == [5]


def test_a_value_is_taken_from_the_table_that_is_named() -> None:
    other = replace(table([["Trap", "Moths"], ["North", "99"]], label="Table 2", first=20), sentence_ids=[])
    made = request("How many moths were in the North trap according to Table 1?")
    made = replace(made, tables={("a", 1): [other, *TABLES]})
    draft = ExtractiveAnswerer().answer(made, lambda _: True)
    citation = draft.sentences[0].citations[0]
    assert citation.cell is not None
    assert (citation.table, citation.cell.text) == (1, "14")


@pytest.mark.parametrize("label", ["Figure 3", "Table 1"])
def test_cells_of_a_table_answer_only_where_that_table_is_named(label: str) -> None:
    draft = ExtractiveAnswerer().answer(
        request(f"How many moths were counted in the South in {label}?"), lambda _: True
    )
    cells = [citation for one in draft.sentences for citation in one.citations if citation.row is not None]
    assert bool(cells) is label.startswith("Table")


def test_an_answer_that_stands_elsewhere_than_in_the_absent_table_named_is_not_sure() -> None:
    draft = ExtractiveAnswerer().answer(request("How many moths were counted in the South in Table 9?"), lambda _: True)
    assert draft.found
    assert draft.certainty == "perhaps"
    assert "Not found: Table 9. The answer stands elsewhere." in draft.notes


def test_a_graph_is_the_figure_of_its_number_and_is_searched_for_where_there_is_none() -> None:
    assert lit("What does graph 2 show?")[0] == [1, 2, 3]
    assert ExtractiveAnswerer().answer(request("What moths does map 9 show at oaks?"), lambda _: True).found


def test_papers_that_only_speak_of_a_figure_do_not_have_it() -> None:
    text = [requests.sentence(0, "Larvae are as in Figure 7 of Smith.")]
    draft = ExtractiveAnswerer().answer(request("What does Figure 7 show?", {"a": text, "b": text}), lambda _: True)
    assert draft.found
    assert not any("have a Figure 7" in note for note in draft.notes)


def test_what_is_asked_of_a_figure_and_stands_nowhere_is_answered_by_its_caption_and_not_surely() -> None:
    draft = ExtractiveAnswerer().answer(request("Which glaciers does Figure 3 show?"), lambda _: True)
    assert draft.certainty == "perhaps"
    assert draft.sentences[0].citations[0].sentence_ids == [11]


def test_models_are_given_the_caption_the_rows_and_what_the_text_says_of_it_first() -> None:
    found = requests.request("?", {"a": TEXT[:1]}).passages
    passages = with_named_figures(
        named_figures("What is in Table 1 and Figure 2?"),
        found,
        {"a": 1},
        lambda *_: TEXT,
        lambda *_: TABLES,
        lambda *_: FIGURES,
    )
    assert [one.sentence_ids for one in passages] == [[7, 8, 9, 10], [1, 2, 3, 4, 5], [0]]
    assert passages[0].why.matched_words == ["Table 1"]


def test_a_paper_in_which_nothing_was_found_is_looked_at_where_few_are_asked() -> None:
    named = named_figures("What does Figure 3 show?")
    options = (lambda *_: TEXT, lambda *_: TABLES, lambda *_: FIGURES)
    assert [one.sentence_ids for one in with_named_figures(named, [], {"a": 1}, *options)] == [[6], [11]]
    assert with_named_figures(named, [], dict.fromkeys("abcd", 1), *options) == []


def test_neither_caption_nor_sentence_is_none() -> None:
    tables: list[Table] = []
    assert find_figure(Label("figure", "9"), [], TEXT, tables, FIGURES) is None
