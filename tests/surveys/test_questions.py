"""Question lists come clean out of whatever people bring."""

import io

import pytest
from openpyxl import Workbook

from lib.errors import SheetError
from lib.records import Question
from lib.surveys.questions import cleaned, pasted_questions, questions_of_file


def test_pasted_lines_lose_their_numbering_but_not_their_numbers() -> None:
    listed = pasted_questions(
        "1. What data?\n\n - Which model?\nCQ3: Which year, 2019 or 2020?\n(4) How many?\n3 sites?"
    )
    texts = [question.text for question in listed.questions]
    assert texts == ["What data?", "Which model?", "Which year, 2019 or 2020?", "How many?", "3 sites?"]
    assert [question.label for question in listed.questions] == ["Q1", "Q2", "Q3", "Q4", "Q5"]


def test_empty_and_repeated_questions_are_left_out_and_said() -> None:
    listed = cleaned(["What data?", "  what DATA ", Question("", label="Forgotten"), "Which model?"])
    assert [question.text for question in listed.questions] == ["What data?", "Which model?"]
    assert listed.notes == ["1 row without a question left out.", "1 question left out, being there already."]


def test_a_set_of_500_is_taken_and_one_of_more_than_1000_refused() -> None:
    assert len(cleaned(f"Question number {n}?" for n in range(500)).questions) == 500
    with pytest.raises(SheetError, match="1,001 questions"):
        cleaned(f"Question number {n}?" for n in range(1001))


def test_nothing_to_ask_is_said() -> None:
    with pytest.raises(SheetError, match="no question"):
        pasted_questions("  \n\n")


def test_a_table_gives_labels_hints_types_and_choices() -> None:
    table = "Question;Short label;Hint;Answer type;Choices\nIs code shared?;Code;GitHub;yes/no;\nWhich?;Kind;;choice;a|b|a\n"
    listed = questions_of_file("q.csv", table.encode("cp1252"))
    assert listed.questions == [
        Question("Is code shared?", "Code", "GitHub", "yes_no", []),
        Question("Which?", "Kind", "", "choice", ["a", "b"]),
    ]
    assert listed.notes == []


def test_an_unknown_type_and_a_choice_without_choices_become_free_text_and_are_said() -> None:
    listed = questions_of_file("q.csv", b"question,type\nWhat?,essay\nWhich?,choice\n")
    assert [question.answer_type for question in listed.questions] == ["text", "text"]
    assert "essay" in listed.notes[0]
    assert "no choices" in listed.notes[1]


def test_a_table_without_the_column_says_which_columns_it_has() -> None:
    with pytest.raises(SheetError, match=r"no column “question”\. Its columns are “a”, “b”"):
        questions_of_file("q.csv", b"a,b\n1,2\n")


def test_a_file_of_bare_questions_is_a_list_though_they_hold_commas() -> None:
    listed = questions_of_file("q.csv", b"What data, e.g. images, were used?\nWhich model?\n")
    assert [question.text for question in listed.questions] == ["What data, e.g. images, were used?", "Which model?"]


def test_an_excel_file_is_read_and_odd_encodings_too() -> None:
    book = Workbook()
    book.active.append(["question", "label"])
    book.active.append(["Wie viele Bäume?", 7])
    stream = io.BytesIO()
    book.save(stream)
    assert questions_of_file("q.xlsx", stream.getvalue()).questions == [Question("Wie viele Bäume?", "7")]
    assert pasted_questions("Wie viele Bäume?").questions[0].text == "Wie viele Bäume?"
    utf16 = questions_of_file("q.txt", "Wie viele Bäume?\n".encode("utf-16"))
    assert utf16.questions[0].text == "Wie viele Bäume?"
