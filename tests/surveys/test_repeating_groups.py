"""Groups of questions that repeat within a paper: what is read out of tables, and only where it is sure."""

from __future__ import annotations

from collections.abc import Sequence

from lib.records import Question, Table, TableCell
from lib.surveys.measures import measure_of
from lib.surveys.questions import cleaned, questions_of_file
from lib.surveys.repeating_groups import groups_of
from lib.surveys.table_entries import plain_number, table_entries

KEY = ("p" * 64, 1)
WEIGHT = [
    Question("What is the mean weight?", "Weight", group="Arm", measure="mean"),
    Question("What is its standard deviation?", "SD", group="Arm", measure="sd"),
    Question("How many animals?", "Animals", group="Arm", measure="n"),
]


def table(heads: Sequence[str], *rows: Sequence[str], caption: str = "", problem: str | None = None) -> Table:
    cells = [TableCell(0, column, text, is_head=True) for column, text in enumerate(heads)]
    for number, row in enumerate(rows, 1):
        cells += [
            TableCell(number, column, text, row_label=row[0], heads=[heads[column]], sentence_ids=[number])
            for column, text in enumerate(row)
            if text
        ]
    return Table("Table 2", caption, cells=cells, problem=problem)


def values(*tables: Table, questions: Sequence[Question] = WEIGHT) -> list[tuple[str, list[str]]]:
    return [(entry.name, entry.values) for entry in table_entries(questions, tables, KEY)]


def test_rows_of_the_table_with_a_column_for_each_question_are_entries() -> None:
    other = table(["Site", "Traps"], ["Jena", "4"])
    found = table(["Arm", "Weight", "SD", "Animals"], ["Fed", "8.1", "0.4", "12"], ["Unfed", "7.2", "", "13"])
    assert values(other, found) == [("Fed", ["8.1", "0.4", "12"]), ("Unfed", ["7.2", "", "13"])]
    (fed, _) = table_entries(WEIGHT, [other, found], KEY)
    assert [(one.table, one.row, one.column) for one in fed.citations] == [(1, 1, 1), (1, 1, 2), (1, 1, 3)]


def test_two_tables_with_as_many_columns_are_not_sure() -> None:
    one = table(["Arm", "Weight", "SD"], ["Fed", "8.1", "0.4"])
    assert values(one, one) == []


def test_one_column_alone_or_a_recognised_table_is_not_sure() -> None:
    assert values(table(["Arm", "Weight"], ["Fed", "8.1"])) == []
    assert values(table(["Arm", "Weight", "SD"], ["Fed", "8.1", "0.4"], problem="recognised")) == []


def test_mean_and_sd_in_one_cell_are_parted_only_where_the_table_says_sd() -> None:
    rows = [["Fed (n = 12)", "8.1 ± 0.4", "3"]]
    questions = [*WEIGHT, Question("Deaths?", "Deaths", group="Arm")]
    said = table(["Arm", "Weight", "Deaths"], *rows, caption="Means ± SD of weights.")
    assert values(said, questions=questions) == [("Fed (n = 12)", ["8.1", "0.4", "12", "3"])]
    unsaid = table(["Arm", "Weight", "Deaths"], *rows, caption="Means ± SEM of weights.")
    assert values(unsaid, questions=questions) == [("Fed (n = 12)", ["8.1 ± 0.4", "", "12", "3"])]


def test_numbers_are_plain_for_programs() -> None:
    texts = ["−1,204.5 kg", "12 (34%)", "≥ 0.5", "none"]
    assert [plain_number(text) for text in texts] == ["-1204.5", "12", "0.5", ""]


def test_a_file_of_questions_gives_group_and_measure() -> None:
    found = questions_of_file(
        "q.csv",
        b'question,label,type,group,measure\nMean?,Mean,number,Arm,"Mean, group 1"\nSite?,Site,text,,\nX?,X,number,Arm,cubit\n',
    ).questions
    assert [(one.group, one.measure) for one in found] == [("Arm", "mean_1"), ("", ""), ("Arm", "")]
    assert groups_of(found) == {"Arm": [0, 2]}


def test_measures_are_known_by_their_words_and_names() -> None:
    assert [measure_of(words) for words in ("SD", "sd_1", "True positives", "")] == ["sd", "sd_1", "tp", ""]


def test_an_unknown_measure_is_none() -> None:
    assert cleaned([Question("How many?", measure="cubit", group="  Time   point ")]).questions[0].measure == ""
    assert cleaned([Question("How many?", group="  Time   point ")]).questions[0].group == "Time point"
