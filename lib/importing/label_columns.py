"""What the columns of a label table hold, as their names and contents suggest."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib.errors import SheetError
from lib.importing.column_names import (
    LABEL_COLUMNS,
    LONG_LABEL_COLUMNS,
    LONG_QUESTION_COLUMNS,
    OF_A_TITLE,
    OF_A_WORK,
    OF_AUTHORS,
    OF_AUTHORS_AND_YEAR,
    PAPER_COLUMNS,
    QUESTION_COLUMNS,
    SOURCE_COLUMNS,
    WORK_COLUMNS,
    YEAR_COLUMNS,
    paper_column_rank,
)
from lib.importing.paper_matching import is_paper_name
from lib.importing.sheets import Sheet
from lib.records import Record
from lib.text.wording import bare

MOST_LABELS, LABEL_REPEATS, LABEL_CHARACTERS = 12, 4, 40
"""A column holds labels where it has few different values, each stands several times on average, and none is long."""
SURE = 8
"""Of `PAPER_COLUMNS`, those that name nothing else."""
KEY_SHARE = 0.9
"""Of the rows, that have values of their own in a column that names papers; some papers have two rows."""
COLUMNS_NAMED = 8
"""In a sentence on columns that are there."""
_TOTAL = re.compile(
    r"(?:(?:grand|sub|sum)[\s-]?)?(?:totals?|sum|mean|average|median|overall|all studies|count|min(?:imum)?|max(?:imum)?|range"
    r"|sd|standard deviation|percent(?:age)?|%|summe|gesamt|insgesamt|mittelwert|anzahl|anteil|moyenne|somme|totales|promedio"
    r"|media|totale|合计|总计)(?:\s*[(\[=:].*)?|n\s*(?:=.*|\(%\))",
    re.IGNORECASE,
)
"""What stands in the place of a paper in a row of sums."""
_FAMILY_AND_YEAR = re.compile(
    r"(?:min|max|range|media|sum|mean|count)\s*[(\[]\s*(?:19|20)\d\d\s?[a-z]?\s*[)\]]", re.IGNORECASE
)
"""Names of families that are words of sums too: "Min (2020)" is a paper, "Total (2020)" and "n = 2020" are counts."""
_REMARK = re.compile(r"(?:notes?|legend|abbreviations?|key|sources?|anmerkung(?:en)?)\s*:|[*†‡§]", re.IGNORECASE)
"""How a line below a table begins."""
_LIKE_A_KEY = re.compile(r"\d|\.pdf\b", re.IGNORECASE)
"""What names of papers have, and titles of groups of them have not."""


@dataclass(frozen=True, slots=True)
class LabelColumns(Record):
    """Which column of a table holds what."""

    paper: str
    """Empty in a table with one row a question."""
    doi: str = ""
    title: str = ""
    question: str = ""
    """Of a table with one row a label, or one row a question; empty where each question has a column of its own."""
    label: str = ""
    source: str = ""
    source_name: str = ""
    """Who gave the labels, where no column says it."""
    questions: dict[str, str] = field(default_factory=dict)
    """Column to question, of a table with one row a paper."""
    pattern: str = ""
    """How the paper column holds paper and question together, such as `Publication_{paper}.pdf_{question}.txt`."""
    words: dict[str, str] = field(default_factory=dict)
    """Label as written to label as meant, such as `y` to `Yes`; others stay as they are."""
    year: str = ""
    """Of the paper, where its column names the authors alone."""
    papers: dict[str, str] = field(default_factory=dict)
    """Column to paper, of a table with one row a question."""


def guessed_columns(sheet: Sheet, source_name: str = "") -> LabelColumns:
    """Return the columns as their names and contents suggest; a person has the last word. Raises SheetError without a
    paper column.
    """
    if papers := _papers_across(sheet):
        question = sheet.column(*QUESTION_COLUMNS) or next(one for one in sheet.columns if one not in papers)
        return LabelColumns("", question=question, source_name=source_name, papers={one: one for one in papers})
    paper = _paper_column(sheet)
    if paper is None:
        there = ", ".join(f"“{column[:LABEL_CHARACTERS]}”" for column in sheet.columns[:COLUMNS_NAMED])
        raise SheetError(f"No column names the paper. The columns are {there}. Call one “paper”, or choose it.")
    doi, title = sheet.column("doi") or "", sheet.column("title", "article name", "article title", "article") or ""
    title = title or next((column for column in sheet.columns if paper_column_rank(column) == OF_A_TITLE), "")
    source = sheet.column(*SOURCE_COLUMNS) or ""
    question, label = _columns_of_long(sheet, paper)
    if label and (question or (pattern := guessed_pattern([row[paper] for row in sheet.rows]))):
        return LabelColumns(
            paper, doi, title, question, label, source, source_name, pattern="" if question else pattern
        )
    year = (sheet.column(*YEAR_COLUMNS) or "") if paper_column_rank(paper) == OF_AUTHORS else ""
    taken = {paper, doi, title, source, sheet.column("status")}
    rows = rows_of_papers(sheet, paper)
    of_works = {bare(name) for name in (*WORK_COLUMNS, *YEAR_COLUMNS)}
    free = [column for column in sheet.columns if column not in taken and bare(column) not in of_works]
    wide = {column: column for column in free if _holds_labels(rows, column)}
    return LabelColumns(paper, doi, title, source=source, source_name=source_name, questions=wide, year=year)


def _columns_of_long(sheet: Sheet, paper: str) -> tuple[str, str]:
    """Return the columns of questions and of labels of a table with one row a label; empty where none is called so.

    What may as well be a question of its own, "outcome" or "score", is taken for one of these where papers have several rows.
    """
    question, label = sheet.column(*QUESTION_COLUMNS) or "", sheet.column(*LABEL_COLUMNS) or ""
    named = [row[paper] for row in sheet.rows if row[paper]]
    if (question and label) or 2 * len(set(named)) > len(named):
        return question, label
    question = question or sheet.column(*LONG_QUESTION_COLUMNS) or ""
    likely = label or sheet.column(*LONG_LABEL_COLUMNS) or ""
    return (question, likely) if question and likely not in {"", question} else ("", label)


def _papers_across(sheet: Sheet) -> list[str]:
    """Return the columns that are papers, of a table with one row a question; none where papers have the rows."""
    first, *others = sheet.columns
    papers = [column for column in others if is_paper_name(column)]
    families = {re.split(r"[\s,(&;]", column, maxsplit=1)[0].casefold() for column in papers}
    if len(families) < 2 or 2 * len(papers) < len(others):
        return []
    values = [row[first] for row in sheet.rows if row[first]]
    return papers if 2 * sum(is_paper_name(value) for value in values) < max(1, len(values)) else []


def rows_of_papers(sheet: Sheet, paper: str) -> list[dict[str, str]]:
    """Return the rows of a table with one row a paper, without those of sums, titles of groups and remarks below it."""
    rows = [row for row in sheet.rows if row[paper] and not _is_total(row[paper])]
    alone = [not any(value for column, value in row.items() if column != paper) for row in rows]
    keys = [row[paper] for row, is_alone in zip(rows, alone, strict=True) if not is_alone]
    are_numbered = 2 * sum(bool(_LIKE_A_KEY.search(key)) for key in keys) > len(keys)
    return [
        row for row, is_alone in zip(rows, alone, strict=True) if not (is_alone and _is_line(row[paper], are_numbered))
    ]


def _is_total(text: str) -> bool:
    """Return whether a text stands in the place of a paper in a row of sums."""
    return bool(_TOTAL.fullmatch(text)) and not (is_paper_name(text) and _FAMILY_AND_YEAR.fullmatch(text))


def _is_line(text: str, are_numbered: bool) -> bool:
    """Return whether what stands alone in its row is a title of a group or a remark, and no paper without labels.

    `are_numbered`: the papers of the table are called by something with a number or by files.
    """
    return bool(_REMARK.match(text)) or (are_numbered and not _LIKE_A_KEY.search(text))


def _paper_column(sheet: Sheet) -> str | None:
    """Return the column that names the papers: by its name, else the first whose values are all but one different."""
    named: dict[int, str] = {}
    for column in sheet.columns:
        if (rank := paper_column_rank(column)) is not None:
            named.setdefault(rank, column)
    return (
        sheet.column(*PAPER_COLUMNS[:SURE])
        or named.get(OF_A_WORK)
        or named.get(OF_AUTHORS_AND_YEAR)
        or sheet.column(*PAPER_COLUMNS[SURE:])
        or named.get(OF_A_TITLE)
        or sheet.column("doi", "title", "pmid", "url", "link")
        or named.get(OF_AUTHORS)
        or next((column for column in sheet.columns if _tells_rows_apart(sheet, column)), None)
    )


def _tells_rows_apart(sheet: Sheet, column: str) -> bool:
    """Return whether the values of a column are words that hardly repeat, as names of papers are."""
    values = [row[column] for row in sheet.rows if row[column]]
    least = math.ceil(KEY_SHARE * len(sheet.rows))
    is_named = sum(bool(re.search(r"[^\W\d_]", value)) for value in values) >= least
    return len(sheet.rows) > 1 and len(set(values)) >= least and is_named


def guessed_pattern(keys: Sequence[str]) -> str:
    """Return how keys hold paper and question together, told from what all of them have in common; empty where they do not.

    Such as `Publication_{paper}.pdf_{question}.txt`.
    """
    if len(keys) < 2:
        return ""
    words = re.match(r"(?:[A-Za-z]+[_\W])*", _common(keys))  # a number in front is part of the paper's name
    front = words[0] if words else ""
    back = _common([key[::-1] for key in keys])[::-1]
    middles = [key[len(front) : len(key) - len(back)] for key in keys]
    for joint in (".pdf_", "_", " ", ":", "|"):
        parts = [middle.rsplit(joint, 1) for middle in middles]
        if all(len(part) == 2 and all(part) for part in parts):
            questions = {part[1] for part in parts}
            if len(questions) < len(parts) and _common(list(questions)).rstrip("0123456789"):
                return f"{front}{{paper}}{joint}{{question}}{back}"
    return ""


def _common(texts: Sequence[str]) -> str:
    """Return what all begin with."""
    return os.path.commonprefix(list(texts))  # noqa: RUF071 - of words, not of paths


def _holds_labels(rows: Sequence[Mapping[str, str]], column: str) -> bool:
    """Return whether the column repeats a few short words, as labels do."""
    values = [row[column] for row in rows if row[column]]
    few = len(set(values)) <= max(2, min(MOST_LABELS, len(values) // LABEL_REPEATS))
    return bool(values) and few and all(len(value) <= LABEL_CHARACTERS for value in values)
