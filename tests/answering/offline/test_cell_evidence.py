"""A cell that is named answers surely only where all of the question stands at it, and nothing else fits as well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.answerer import Draft
from lib.answering.offline.answerer import ExtractiveAnswerer
from lib.answering.offline.cell_answers import row_answers_surely
from lib.answering.offline.question_analysis import analyse_question
from lib.records import Paper, Table
from tests.answering.requests import request
from tests.answering.tables import table

OTTERS = [
    ["Species", "Weight (g)", "Treated (%)", "Time treated (days)", "Fed"],
    ["Lutra lutra", "7.5", "40", "12", "fish"],
    ["Meles meles", "11", "25", "3", "worms"],
]
PROSE = [
    "Table 1 What was measured of both species.",
    "Lutra lutra 7.5 40 12 fish",
    "Meles meles 11 25 3 worms",
    "Records of the river were kept by volunteers in all seasons.",
    "The weight of both species fell where the water was turbid.",
]


def ask(question: str, tables: list[Table], *, more: str = "", title: str = "") -> Draft:
    asked = request(question, {"p": [*PROSE, *([more] if more else [])]})
    (key,) = asked.sentences
    papers = {"p": Paper("p", "p.pdf", status="ready", title=title)}
    return ExtractiveAnswerer().answer(replace(asked, tables={key: tables}, papers=papers), lambda _: True)


def shown(draft: Draft) -> list[str]:
    return [one.cell.text for part in draft.sentences for one in part.citations if one.cell is not None]


@pytest.mark.parametrize(
    ("caption", "notes", "title", "certainty"),
    [
        ("", [], "", "perhaps"),
        ("Species of the river", [], "", "sure"),
        ("", ["All records are of the river."], "", "sure"),
        ("", [], "Mustelids of a river", "sure"),
    ],
)
def test_a_condition_must_stand_at_the_table_or_hold_for_the_whole_paper(
    caption: str, notes: list[str], title: str, certainty: str
) -> None:
    made = replace(table(OTTERS, caption=caption), notes=notes)
    draft = ask("What was the weight of Lutra lutra in the river?", [made], title=title)
    assert (draft.certainty, shown(draft)) == (certainty, ["7.5"])


@pytest.mark.parametrize(
    ("question", "certainty"),
    [
        ("How many Lutra lutra were treated?", "perhaps"),  # a percentage is no count
        ("What percentage of Lutra lutra was treated?", "sure"),
        ("How many Lutra lutra were fed?", "perhaps"),  # fish is no number
        ("When were Lutra lutra fed?", "perhaps"),  # nor a date
        ("What were Lutra lutra fed?", "sure"),
    ],
)
def test_a_cell_must_hold_what_is_asked_for_in_its_unit(question: str, certainty: str) -> None:
    column = 4 if "fed" in question else 2
    assert ask(question, [table([[row[0], row[column]] for row in OTTERS])]).certainty == certainty


@pytest.mark.parametrize(("head", "certainty"), [("Time treated (days)", "sure"), ("Time treated (n)", "perhaps")])
def test_how_long_wants_a_length_of_time(head: str, certainty: str) -> None:
    rows = [["Species", head], ["Lutra lutra", "12"], ["Meles meles", "3"]]
    assert ask("How long was the time that Lutra lutra was treated?", [table(rows)]).certainty == certainty


def test_another_table_of_which_as_much_holds_leaves_both_open() -> None:
    other = [["Species", "Weight (g)"], ["Lutra lutra", "9.1"], ["Meles meles", "14"]]
    question = "What was the weight of Lutra lutra in the river?"
    of_river = table(OTTERS, caption="Species of the river")
    of_sea = table(other, label="Table 2", first=9)
    assert ask(question, [of_river, of_sea]).certainty == "sure"
    noted = replace(of_sea, notes=["As in the river."])
    draft = ask(question, [of_river, noted])
    assert (draft.certainty, shown(draft)) == ("perhaps", ["7.5"])


def test_cells_named_alike_that_say_the_same_are_one_answer() -> None:
    again = [["Species", "Weight (g)"], ["Lutra lutra", "7.5"], ["Meles meles", "14"]]
    tables = [table(OTTERS), table(again, label="Table 2", first=9)]
    assert ask("What was the weight of Lutra lutra?", tables).certainty == "sure"
    assert ask("What was the weight of Meles meles?", tables).certainty == "perhaps"


@pytest.mark.parametrize(
    ("sentence", "certainty"),
    [
        ("The weight of Lutra lutra was 9.1 g in the end.", "perhaps"),
        ("The weight of Lutra lutra was 7.5 g in the end.", "sure"),
        ("The weight of Lutra lutra was some 8 g in the end.", "sure"),  # rounded
        ("The weight of Lutra lutra was taken 12 times.", "sure"),
        ("The weight of Meles meles was 9.1 g in the end.", "sure"),
    ],
)
def test_a_sentence_that_gives_another_number_in_the_unit_leaves_open_which_holds(
    sentence: str, certainty: str
) -> None:
    draft = ask("What was the weight of Lutra lutra?", [table(OTTERS)], more=sentence)
    assert (draft.certainty, shown(draft)) == (certainty, ["7.5"])


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("What is reported of Lutra lutra?", True),
        ("What was Lutra lutra fed?", True),
        ("What is reported of otters?", False),  # near in meaning, but not named
        ("What was Lutra lutra fed in winter?", False),
    ],
)
def test_a_row_answers_surely_where_it_is_named_and_has_all_that_was_asked(question: str, holds: bool) -> None:
    asked = request(question, {"p": PROSE})
    (key,) = asked.sentences
    made = table(OTTERS)
    row = next(cell for cell in made.cells if cell.text == "fish")
    with_table = replace(asked, tables={key: [made]})
    assert row_answers_surely(analyse_question(question, None), with_table, key, row.sentence_ids) is holds
    assert row_answers_surely(analyse_question(question, None), with_table, key, [4])  # of no table
