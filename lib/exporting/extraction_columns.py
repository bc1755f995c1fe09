"""The columns of the extraction table, of its details, and of the codebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lib.exporting.export_rows import ExtractionRow
from lib.exporting.export_tables import Column, SheetRow
from lib.exporting.spreadsheet_cells import Cell
from lib.records import AnswerType, Box, Question
from lib.reviews.extraction import REVIEWED_WORDS, ExtractedCell, final_category, layer_words, question_heading
from lib.text.cleaning import one_line, pages_line, paper_title
from lib.text.wording import shorten

TABLE, DETAILS, CODEBOOK = "Extraction", "Extraction details", "Codebook"
"""Names of the sheets."""
TYPE_WORDS: dict[AnswerType, str] = {
    "text": "free text",
    "yes_no": "yes or no",
    "number": "number with unit",
    "choice": "one of the choices, or several",
    "list": "list",
}
WIDTHS: dict[AnswerType, int] = {"text": 44, "yes_no": 12, "number": 16, "choice": 22, "list": 36}
"""Characters of a question's column, by its type."""
COMMENT_CHARACTERS = 1_000
"""Of the quotes behind a cell in a workbook; the rest stands among the details."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One cell of the extraction table with its row and question."""

    row: ExtractionRow
    place: int
    """Index of the question."""
    question: Question
    cell: ExtractedCell


@dataclass(frozen=True, slots=True)
class CodebookLine:
    """One question of the codebook."""

    number: int
    """From 1."""
    question: Question
    question_set: str
    """With its version; empty where the survey's questions belong to none."""


def table_columns(questions: Sequence[Question]) -> list[Column[ExtractionRow]]:
    """Return the columns of the table: the paper, which leads to its details, then a question each, its cells with
    their quotes as comments.
    """
    paper: Column[ExtractionRow] = Column("paper", lambda row: row.name, 24, links_to=_first_detail)
    return [paper, *(_question_column(place, heading, questions[place]) for place, heading in headings(questions))]


def wide_columns(questions: Sequence[Question]) -> list[Column[ExtractionRow]]:
    """Return the columns of the wide CSV: of each question its value, and what stands behind it."""
    columns: list[Column[ExtractionRow]] = [
        Column("paper", lambda row: row.name),
        Column("title", lambda row: paper_title(row.paper)),
        Column("authors", lambda row: "; ".join(row.paper.authors)),
        Column("year", lambda row: row.paper.year),
        Column("doi", lambda row: row.paper.doi),
        Column("file", lambda row: row.paper.filename),
    ]
    for place, heading in headings(questions):
        columns.append(Column(heading, _of_cell(place, lambda cell: cell.whole)))
        if questions[place].answer_type == "number":
            columns.append(Column(f"{heading} | number", _of_cell(place, _number)))
            columns.append(Column(f"{heading} | unit", _of_cell(place, _unit)))
        columns += [Column(f"{heading} | {name}", _of_cell(place, read)) for name, read in BEHIND_A_VALUE]
    return columns


def details(row: ExtractionRow, questions: Sequence[Question]) -> Iterator[Detail]:
    """Yield the finished cells of a row, question by question."""
    for place, cell in enumerate(row.cells):
        if cell is not None:
            yield Detail(row, place, questions[place], cell)


def codebook(questions: Sequence[Question], question_set: str) -> Iterator[CodebookLine]:
    """Yield the lines of the codebook; `question_set`: with its version."""
    return (CodebookLine(number, question, question_set) for number, question in enumerate(questions, start=1))


def quotes_line(cell: ExtractedCell) -> str:
    """Return the quotes that a cell rests on, each with its page, a line each."""
    return "\n".join(f"“{one_line(one.quote)}” ({_page(one.boxes)})" for one in cell.evidence)


def headings(questions: Sequence[Question]) -> Iterator[tuple[int, str]]:
    """Yield each question's place with what stands over its column, no two alike."""
    seen: dict[str, int] = {}
    for place, question in enumerate(questions):
        heading = question_heading(question, place)
        seen[heading] = seen.get(heading, 0) + 1
        yield place, heading if seen[heading] == 1 else f"{heading} ({seen[heading]})"


def _question_column(place: int, heading: str, question: Question) -> Column[ExtractionRow]:
    return Column(
        heading,
        _of_cell(place, lambda cell: cell.shown),
        WIDTHS[question.answer_type],
        comment=_of_cell(place, _comment),
        is_quiet=lambda row: (cell := row.cells[place]) is not None and not cell.is_value,
        head_links_to=(CODEBOOK, str(place + 1)),
        head_comment=shorten(one_line(question.text), COMMENT_CHARACTERS) if one_line(question.label) else "",
    )


def _first_detail(row: ExtractionRow) -> SheetRow | None:
    first = next((place for place, cell in enumerate(row.cells) if cell is not None), None)
    return None if first is None else _detail_place(row, first)


def _detail_place(row: ExtractionRow, place: int) -> SheetRow:
    return DETAILS, f"{row.paper.id} {place}"


def _of_cell(place: int, read: Callable[[ExtractedCell], Cell]) -> Callable[[ExtractionRow], Cell]:
    def cell(row: ExtractionRow) -> Cell:
        of = row.cells[place]
        return None if of is None else read(of)

    return cell


def _number(cell: ExtractedCell) -> Cell:
    return cell.final.value.number if cell.final.value is not None else None


def _unit(cell: ExtractedCell) -> Cell:
    return (cell.final.value.unit or None) if cell.final.value is not None else None


def _pages(cell: ExtractedCell) -> Cell:
    return "; ".join(dict.fromkeys(str(box.page) for one in cell.evidence for box in one.boxes)) or None


def _page(boxes: Sequence[Box]) -> str:
    return pages_line([(page, "") for page in sorted({box.page for box in boxes})])


def _comment(cell: ExtractedCell) -> Cell:
    """Return the quotes behind a cell, whose word it is, and how certain."""
    behind = [layer_words(cell.final), cell.certainty]
    lines = [shorten(quotes_line(cell), COMMENT_CHARACTERS), "; ".join(part for part in behind if part)]
    return "\n".join(line for line in lines if line) or None


def _certainty(cell: ExtractedCell) -> Cell:
    return cell.certainty or None


def _notes(cell: ExtractedCell) -> Cell:
    said = (f"{one_line(one.who)}: {one_line(one.note)}" for one in cell.final.layers if one.note and one.who)
    return "; ".join(said) or None


BEHIND_A_VALUE: tuple[tuple[str, Callable[[ExtractedCell], Cell]], ...] = (
    ("category", final_category),
    ("quote", lambda cell: " … ".join(one_line(one.quote) for one in cell.evidence) or None),
    ("page", _pages),
    ("certainty", _certainty),
    ("layer", lambda cell: layer_words(cell.final)),
    ("reviewed", lambda cell: REVIEWED_WORDS[cell.final.reviewed]),
)
DETAIL_COLUMNS: tuple[Column[Detail], ...] = (
    Column(
        "paper",
        lambda one: one.row.name,
        24,
        links_to=lambda one: ("Papers", one.row.paper.id),
        anchor=lambda one: _detail_place(one.row, one.place),
    ),
    Column("question", lambda one: question_heading(one.question, one.place), 24),
    Column("value", lambda one: one.cell.whole, 40),
    Column("number", lambda one: _number(one.cell), 10),
    Column("unit", lambda one: _unit(one.cell), 9),
    Column("category", lambda one: final_category(one.cell), 13),
    Column("quote, with page", lambda one: quotes_line(one.cell) or None, 70),
    Column("certainty", lambda one: _certainty(one.cell), 11),
    Column("layer", lambda one: layer_words(one.cell.final), 26),
    Column("reviewed", lambda one: REVIEWED_WORDS[one.cell.final.reviewed], 14),
    Column("notes of people", lambda one: _notes(one.cell), 30),
    Column("title", lambda one: paper_title(one.row.paper), 40),
    Column(
        "answer id", lambda one: one.cell.answer.id if one.cell.answer else None, 16, links_to=lambda one: _answer(one)
    ),
)
CODEBOOK_COLUMNS: tuple[Column[CodebookLine], ...] = (
    Column("number", lambda line: line.number, 8, anchor=lambda line: (CODEBOOK, str(line.number))),
    Column("label", lambda line: question_heading(line.question, line.number - 1), 24),
    Column("question", lambda line: line.question.text, 60),
    Column("hint", lambda line: line.question.hint or None, 40),
    Column("type", lambda line: TYPE_WORDS[line.question.answer_type], 26),
    Column("choices", lambda line: "; ".join(line.question.choices) or None, 40),
    Column("question set", lambda line: line.question_set or None, 30),
)


def _answer(one: Detail) -> SheetRow | None:
    return ("Answers", one.cell.answer.id) if one.cell.answer is not None else None
