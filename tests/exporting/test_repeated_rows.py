"""Entries of repeating groups as files: a row an entry, for metafor and for RevMan."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import BinaryIO

import docx
import openpyxl
import pytest

from lib.errors import SidelightError
from lib.exporting.export_rows import Export, RepeatedRow, only_by
from lib.exporting.extraction_documents import write_docx, write_markdown_table
from lib.exporting.repeated_rows import write_entries_csv, write_metafor_csv, write_revman_csv
from lib.exporting.spreadsheet import write_extraction_xlsx, write_xlsx
from lib.records import Paper, Question
from lib.records.repeats import RepeatedEntries, RepeatedEntry
from tests.exporting.export_samples import OTTERS, OWLS, export, head

Write = Callable[[Export, BinaryIO], list[str]]
ARMS = [
    Question("Mean?", "Mean", group="Arm", measure="mean"),
    Question("SD?", "SD", group="Arm", measure="sd"),
    Question("n?", "n", group="Arm", measure="n"),
]
EVENTS = [
    Question("Deaths, treated?", "a", group="Outcome", measure="events_1"),
    Question("Treated?", "n1", group="Outcome", measure="n_1"),
    Question("Deaths, control?", "c", group="Outcome", measure="events_2"),
    Question("Control?", "n2", group="Outcome", measure="n_2"),
]


def of(questions: Sequence[Question], *entries: tuple[Paper, str, Sequence[str]]) -> Export:
    """Return the export of a survey whose papers have these entries."""
    made = head()
    made = replace(made, plan=replace(made.plan, questions=list(questions)))
    rows = []
    for number, (paper, name, values) in enumerate(entries, 1):
        group = RepeatedEntries("s1", paper.id, questions[0].group)
        rows.append(
            RepeatedRow(
                paper, paper.authors[0], group, number, RepeatedEntry(name, list(values)), list(range(len(questions)))
            )
        )
    return export(surveys=[made], repeated=lambda: iter(rows))


def written(write: Write, made: Export) -> list[dict[str, str]]:
    out = io.BytesIO()
    write(made, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    return [{name: text for name, text in row.items() if name != "exported with"} for row in rows]


def test_two_arms_of_a_paper_are_a_comparison_for_both_packages() -> None:
    made = of(ARMS, (OTTERS, "fed", ["8.1 kg", "0.4", "12"]), (OTTERS, "unfed", ["7.2", "0.5", "1,013"]))
    (row,) = written(write_metafor_csv, made)
    numbers = {"m1i": "8.1", "sd1i": "0.4", "n1i": "12.0", "m2i": "7.2", "sd2i": "0.5", "n2i": "1013.0"}
    assert {name: row[name] for name in numbers} == numbers
    assert (row["study"], row["year"], row["entry"]) == ("Ada Lovelace", "2024", "fed – unfed")
    (row,) = written(write_revman_csv, made)
    assert (row["Experimental Mean"], row["Control SD"], row["Control Total"]) == ("8.1", "0.5", "1013.0")


def test_three_arms_stay_three_rows_and_no_comparison() -> None:
    made = of(ARMS, *((OTTERS, name, ["1", "2", "3"]) for name in "abc"))
    assert [row["mi"] for row in written(write_metafor_csv, made)] == ["1.0"] * 3
    assert written(write_revman_csv, made) == []
    assert "comparisons of two groups" in write_revman_csv(made, io.BytesIO())[0]


def test_counts_of_two_groups_have_all_four_cells() -> None:
    made = of(EVENTS, (OTTERS, "death", ["3", "20", "5", "19"]), (OWLS, "death", ["1", "10", "", "11"]))
    first, second = written(write_metafor_csv, made)
    assert [first[name] for name in ("ai", "bi", "ci", "di")] == ["3.0", "17.0", "5.0", "14.0"]
    assert (second["ci"], second["di"]) == ("", "")


def test_every_entry_is_a_row_with_its_words() -> None:
    made = of(ARMS, (OTTERS, "=1+1", ["8.1 ± 0.4", "", "12"]), (OWLS, "unfed", ["7", "1", "2"]))
    first, second = written(write_entries_csv, made)
    assert (first["paper"], first["name"], first["Mean"], first["SD"]) == ("Ada Lovelace", "'=1+1", "8.1 ± 0.4", "")
    assert (second["group"], second["number"], second["n"]) == ("Arm", "2", "2")


@pytest.mark.parametrize("write", [write_xlsx, write_extraction_xlsx])
def test_the_workbook_has_the_entries_as_a_sheet_of_their_own(write: Callable[[Export, BinaryIO], None]) -> None:
    made = of(ARMS, (OTTERS, "=1+1", ["8.1 ± 0.4", "", "12"]), (OWLS, "unfed", ["7", "1", "2"]))
    out = io.BytesIO()
    write(replace(made, extraction=lambda: iter(())), out)
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert book.sheetnames.index("Rows") < book.sheetnames.index("Papers")
    head, first, second = book["Rows"].iter_rows()
    named = [str(one.value) for one in head]
    assert [first[named.index(name)].value for name in ("name", "Mean")] == ["'=1+1", "8.1 ± 0.4"]
    assert first[named.index("name")].data_type == "s"
    assert first[0].hyperlink.location.startswith("'Papers'!")
    assert [second[named.index(name)].value for name in ("group", "number", "n")] == ["Arm", 2, "2"]


def test_word_and_markdown_have_a_table_of_each_group() -> None:
    made = of(ARMS, (OTTERS, "fed | *x*", ["8.1", "", "12"]), (OWLS, "unfed", ["7", "1", "2"]))
    made = replace(made, extraction=lambda: iter(()))
    out = io.BytesIO()
    write_docx(made, out)
    rows = [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(out.getvalue())).tables[-1].rows]
    assert rows == [
        ["paper", "Arm", "Mean", "SD", "n", "read in"],
        ["Ada Lovelace", "fed | *x*", "8.1", "", "12", ""],
        [OWLS.authors[0], "unfed", "7", "1", "2", ""],
    ]
    text = io.BytesIO()
    write_markdown_table(made, text)
    lines = text.getvalue().decode().split("## Rows: Arm\n\n")[1].splitlines()
    assert lines[:2] == ["| paper | Arm | Mean | SD | n | read in |", "| --- | --- | --- | --- | --- | --- |"]
    assert "fed \\| \\*x\\*" in lines[2]


def test_a_workbook_without_repeated_questions_has_no_such_sheet() -> None:
    out = io.BytesIO()
    write_xlsx(export(surveys=[head()], repeated=lambda: iter(())), out)
    assert "Rows" not in openpyxl.load_workbook(io.BytesIO(out.getvalue())).sheetnames


def test_surveys_without_repeated_or_measured_questions_say_what_to_do() -> None:
    nothing = export(surveys=[head()], repeated=lambda: iter(()))
    for write in (write_entries_csv, write_metafor_csv, write_revman_csv):
        assert "Repeats for" in write(nothing, io.BytesIO())[0]
    unmeasured = of([Question("Colour?", "Colour", group="Arm")], (OTTERS, "fed", ["red"]))
    assert "Measure" in write_metafor_csv(unmeasured, io.BytesIO())[0]
    assert write_entries_csv(unmeasured, io.BytesIO()) == []


def test_a_blind_rater_gets_no_rows_of_others() -> None:
    made = only_by(of(ARMS, (OTTERS, "fed", ["8", "1", "2"])), "Ada")
    with pytest.raises(SidelightError):
        written(write_entries_csv, made)
