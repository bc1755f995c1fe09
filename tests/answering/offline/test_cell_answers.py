"""A question that names a row and a column of a table is answered with the cell where they meet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.answerer import Draft
from lib.answering.offline.answerer import ExtractiveAnswerer
from lib.answering.offline.cell_answers import cell_of_row
from lib.answering.offline.question_analysis import analyse_question
from tests.answering.requests import request
from tests.answering.tables import box, table

SPECIES = [
    ["Species", "Precision", "Recall", "Weight (g)"],
    ["Lutra lutra", "0.82", "0.91", "7.5"],
    ["Meles meles", "0.64", "0.58", "11"],
]
SIDE_EFFECTS = [
    ["Adverse event", "Treatment arm (n = 52)", "Control arm (n = 50)"],
    ["Grade 3 nausea", "4 (7.7)", "2 (4.0)"],
    ["Grade 4 nausea", "1 (1.9)", "0"],
]
PROSE = [
    "Table 1 Results of the network on the test records.",
    "Species Precision Recall Weight (g)",
    "Lutra lutra 0.82 0.91 7.5",
    "Meles meles 0.64 0.58 11",
    "Records of the river were kept by volunteers in all seasons.",
    "The precision of the network fell where the water was turbid.",
]


def ask(question: str, rows: list[list[str]], caption: str = "") -> Draft:
    asked = request(question, {"p": PROSE})
    (key,) = asked.sentences
    return ExtractiveAnswerer().answer(replace(asked, tables={key: [table(rows, caption=caption)]}), lambda _: True)


def test_the_cell_is_cited_alone_with_its_label_and_head() -> None:
    draft = ask("What was the precision for Lutra lutra?", SPECIES)
    assert draft.certainty == "sure"
    ((citation,),) = [sentence.citations for sentence in draft.sentences]
    assert (citation.table, citation.row, citation.column) == (0, 1, 1)
    assert citation.boxes == [box(1, 1)]
    assert citation.cell is not None
    assert citation.cell.label_boxes == [box(1, 0)]
    assert citation.cell.head_boxes == [box(0, 1)]
    assert citation.cell.place == "Table 1, row Lutra lutra, column Precision"
    assert draft.text == "Lutra lutra, Precision: 0.82"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many patients in the treatment arm had grade 3 nausea?", "4 (7.7)"),
        ("How many patients in the control arm had grade 4 nausea?", "0"),
    ],
)
def test_arms_and_grades_are_told_apart(question: str, text: str) -> None:
    (sentence,) = ask(question, SIDE_EFFECTS, "Patients with adverse events, n (%)").sentences
    assert sentence.citations[0].cell is not None
    assert sentence.citations[0].cell.text == text


def test_the_unit_of_the_head_goes_with_the_value() -> None:
    assert ask("What was the weight of Meles meles?", SPECIES).text.endswith(": 11 g")


@pytest.mark.parametrize(
    "question",
    [
        "What was the precision for Vulpes vulpes?",  # no such row
        "What was the sensitivity for Lutra lutra?",  # no such column
        "How many patients in the treatment arm had grade 2 nausea?",  # no such grade
        "Why was the precision for Lutra lutra low?",  # a cell gives no reason
    ],
)
def test_no_cell_answers_what_no_row_and_column_have(question: str) -> None:
    draft = ask(question, SPECIES + SIDE_EFFECTS[1:])
    assert all(citation.column is None for sentence in draft.sentences for citation in sentence.citations)


def test_a_question_that_names_many_cells_alike_is_not_answered_by_one() -> None:
    rows = [["Site", "Precision"], *([f"Site {n}", f"0.{n}"] for n in range(1, 6))]
    draft = ask("What was the precision of the site?", rows)
    assert all(citation.column is None for sentence in draft.sentences for citation in sentence.citations)


def test_a_table_that_was_not_made_out_answers_nothing() -> None:
    asked = request("What was the precision for Lutra lutra?", {"p": PROSE})
    (key,) = asked.sentences
    lines = table(
        [[" ".join(row)] for row in SPECIES]
    )  # as a reading keeps such a table: each line a cell of the only column
    unclear = replace(lines, problem="The rows and columns of this table could not be made out.")
    draft = ExtractiveAnswerer().answer(replace(asked, tables={key: [unclear]}), lambda _: True)
    assert all(citation.column is None for sentence in draft.sentences for citation in sentence.citations)


def test_the_only_column_of_a_table_is_not_taken_for_one_of_another_table() -> None:
    asked = request("What was the recall for Lutra lutra?", {"p": PROSE})
    (key,) = asked.sentences
    alone = table([["Species", "Records"], ["Lutra lutra", "31"]])
    other = table([["Site", "Recall"], ["River", "0.7"]], label="Table 2", first=9)
    draft = ExtractiveAnswerer().answer(replace(asked, tables={key: [alone, other]}), lambda _: True)
    assert all(citation.column is None for sentence in draft.sentences for citation in sentence.citations)


GROUPS = [
    ["Patients", "Group C (n = 30)", "Group L (n = 31)", "Remarks of the nurse"],
    ["Hypertension", "26/9", "24/11", "Two were new"],
    ["Diabetes", "3/27", "5/26", ""],
]


@pytest.mark.parametrize(("group", "value"), [("C", "26/9"), ("L", "24/11")])
def test_groups_named_by_a_letter_are_told_apart(group: str, value: str) -> None:
    (sentence,) = ask(f"How many patients in group {group} had hypertension?", GROUPS).sentences
    assert sentence.citations[0].cell is not None
    assert sentence.citations[0].cell.text == value


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("What do the remarks of the nurse say about high blood pressure?", 3),
        ("What is reported of high blood pressure in group L?", 2),
        ("What is reported of high blood pressure?", None),
        ("What is reported of high blood pressure in the groups?", None),
    ],
)
def test_of_a_row_that_was_found_the_cell_whose_head_is_named_is_cited(question: str, column: int | None) -> None:
    asked = request(question, {"p": PROSE})
    (key,) = asked.sentences
    made = table(GROUPS)
    row = next(cell for cell in made.cells if cell.text == "24/11")
    cited = cell_of_row(analyse_question(question, None), replace(asked, tables={key: [made]}), key, row.sentence_ids)
    assert (cited.citations[0].column if cited else None) == column


DRUGS = [
    ["Drug", "Route", "Patients, n (%)"],
    ["Cisplatin", "intravenous", "12 (40)"],
    ["Tegafur", "oral", "9 (30)"],
    ["Folinate", "oral", "4 (13)"],
    ["Total", "", "25 (83)"],
]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Which drugs were given?", ["Cisplatin", "Tegafur", "Folinate"]),
        ("Which drugs were oral?", ["Tegafur", "Folinate"]),
    ],
)
def test_a_list_is_answered_by_the_column_under_the_head_that_is_asked_for(question: str, items: list[str]) -> None:
    draft = ask(question, DRUGS)
    assert [sentence.text for sentence in draft.sentences] == items
    first = draft.sentences[-1].citations[0]
    assert (first.column, first.quote) == (0, "Folinate")
    assert first.cell is not None
    assert first.cell.heads == ["Drug"]


def test_a_list_of_what_the_caption_says_its_rows_are_is_answered_by_their_labels() -> None:
    rows = [["", "Counts"], ["Leaf", "12"], ["Root", "9"]]
    draft = ask("Which organs were counted?", rows, caption="Counts of each plant organ in all years")
    assert [sentence.text for sentence in draft.sentences] == ["Leaf", "Root"]


def test_no_column_of_numbers_is_a_list_of_names() -> None:
    rows = [["Place", "Patients"], ["Jena", "12"], ["Gera", "9"]]
    draft = ask("Which patients were treated?", rows)
    assert "12" not in draft.text.split("\n")


def test_a_short_form_in_a_head_is_asked_for_by_what_it_stands_for() -> None:
    rows = [["Species", "TP", "FP"], ["Lutra lutra", "24", "6"], ["Meles meles", "11", "50"]]
    draft = ask(
        "How many false positives were there for Meles meles?",
        rows,
        caption="Counts. TP, true positive; FP, false positive",
    )
    assert draft.text == "Meles meles, FP: 50"


@pytest.mark.parametrize("head", ["Other (%)", "Notes"])
def test_a_head_of_common_words_can_be_asked_for(head: str) -> None:
    rows = [["Item", "Yes (%)", head], ["Privacy given", "99", "1.5"], ["Health explained", "88.7", "11.3"]]
    assert ask(f"What is the {head} for health explained?", rows).text.endswith("11.3%" if "%" in head else "11.3")


def test_words_for_the_place_of_a_cell_and_that_there_is_a_value_ask_for_no_other() -> None:
    for question in ("What is reported as recall in the row Lutra lutra?", "What recall did Lutra lutra reach?"):
        draft = ask(question, SPECIES)
        assert (draft.certainty, draft.text) == ("sure", "Lutra lutra, Recall: 0.91")


def test_a_counted_row_is_asked_for_by_its_name() -> None:
    rows = [["No", "Animal", "Seen"], ["1 Otter", "", "31"], ["2 Grey owl", "", "32"]]
    assert ask("How many grey owls were seen?", rows).text.endswith("32")
