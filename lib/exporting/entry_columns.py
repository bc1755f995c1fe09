"""The columns of the entries of repeating groups, a row an entry: in a file of their own and as a sheet of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lib.exporting.export_rows import Export, RepeatedRow
from lib.exporting.export_tables import Column
from lib.exporting.extraction_columns import headings
from lib.exporting.spreadsheet_cells import Cell
from lib.records import Question
from lib.text.cleaning import one_line, pages_line, paper_title

ENTRIES = "Rows"
"""Name of the sheet."""


def has_groups(questions: Sequence[Question]) -> bool:
    """Return whether any of the questions repeats within a paper."""
    return any(question.group for question in questions)


def entry_columns(questions: Sequence[Question]) -> list[Column[RepeatedRow]]:
    """Return the columns: the paper, which leads to its row among the papers, the entry, each repeated question, and where the
    values were read.
    """
    names = dict(headings(questions))
    repeated = [place for place, question in enumerate(questions) if question.group]
    return [
        Column("paper", lambda row: row.name, 24, links_to=lambda row: ("Papers", row.paper.id)),
        Column("title", lambda row: paper_title(row.paper), 40),
        Column("year", lambda row: row.paper.year, 7),
        Column("doi", lambda row: row.paper.doi, 24, doi=True),
        Column("group", lambda row: row.of.group, 14),
        Column("number", lambda row: row.number, 8),
        Column("name", lambda row: row.entry.name or None, 30),
        *(Column(names[place], _value_of(place), 16) for place in repeated),
        Column("read in", _places, 30),
        Column("saved by", lambda row: row.of.person or ("a person" if row.of.saved_at else None), 16),
    ]


def group_tables(export: Export) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """Yield each repeating group that has entries: its name, the heads of its columns and the texts of its rows, as documents
    print them; nothing where the export may not hold them.
    """
    names = dict(headings(export.questions))
    by_group: dict[str, list[RepeatedRow]] = {}
    for row in export.repeated() if export.repeated is not None and has_groups(export.questions) else ():
        by_group.setdefault(row.of.group, []).append(row)
    for group, rows in by_group.items():
        heads = ["paper", group, *(names[place] for place in rows[0].places), "read in"]
        values = [[str(_value_of(place)(row) or "") for place in row.places] for row in rows]
        yield (
            group,
            heads,
            [[row.name, row.entry.name, *of, str(_places(row) or "")] for row, of in zip(rows, values, strict=True)],
        )


def _value_of(place: int) -> Callable[[RepeatedRow], Cell]:
    def value(row: RepeatedRow) -> Cell:
        values = dict(zip(row.places, row.entry.values, strict=False))
        return values.get(place) or None

    return value


def _places(row: RepeatedRow) -> Cell:
    """Return where the values were read: "Table 2, Otter (page 3)"."""
    cited = row.entry.citations
    if not cited:
        return None
    pages = pages_line([(page, "") for page in sorted({box.page for one in cited for box in one.boxes})])
    label = cited[0].cell.table if cited[0].cell is not None else ""
    return f"{one_line(label) or 'a table'} ({pages})"
