"""Where a table begins among the rows of a sheet: below notes, titles and blank lines, under one head row or two."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from lib.importing.column_names import (
    LABEL_COLUMNS,
    LIST_COLUMNS,
    OF_A_TITLE,
    OF_A_WORK,
    OF_AUTHORS_AND_YEAR,
    PAPER_COLUMNS,
    QUESTION_COLUMNS,
    SOURCE_COLUMNS,
    SURE_PAPER_COLUMNS,
    paper_column_rank,
)
from lib.text.wording import bare

LOOKED_AT = 30
"""Rows that are looked through for the head: notes above it are rarely longer."""
KINDS = tuple(
    frozenset(bare(name) for name in names)
    for names in (
        {*PAPER_COLUMNS, *SURE_PAPER_COLUMNS},
        {*QUESTION_COLUMNS, *LIST_COLUMNS},
        LABEL_COLUMNS,
        SOURCE_COLUMNS,
    )
)
"""The names of what columns hold, by kind: a head has several kinds, a line such as "Source | Web of Science" above it one."""
_NUMBER = re.compile(r"[\d\s.,:%+-]+")


@dataclass(slots=True)
class Grid:
    """The rows of one sheet that hold anything."""

    name: str
    rows: list[list[str]]
    """Cells stripped, each row up to its last filled one; a merged range has its value in every cell."""
    numbers: list[int]
    """The number of each row in the sheet, from 1."""
    merged_across: set[int] = field(default_factory=set)
    """Indices of rows with cells merged across: a group's head, or a title."""
    is_hidden: bool = False
    """Whether the workbook does not show it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The names of a table's columns, and where its rows begin."""

    columns: list[str]
    first: int
    """Index of the head's row; of two, of the lower one."""


def head_of(grid: Grid, index: int | None = None) -> Head | None:
    """Return the head of the table in a sheet, guessed unless the index of its row is given; None where there is no table."""
    at = _guessed(grid) if index is None else index
    if at is None or at >= len(grid.rows):
        return None
    rows = grid.rows
    if index is None and (_heads_groups(grid, at) or _fills_gaps(rows, at)):
        at += 1
    width = max((len(row) for row in rows[at:]), default=0)
    groups = _groups(rows[at - 1], width) if at > 0 and _is_group_row(rows[at - 1], rows[at]) else [""] * width
    return Head(_distinct(rows[at], groups, width), at)


def paper_rank(columns: Collection[str]) -> int:
    """Return how surely a table is one of papers: 0 by a sure name, 1 by another, 2 where it is one of questions, else 3."""
    names = {bare(column) for column in columns}
    kinds = (SURE_PAPER_COLUMNS, PAPER_COLUMNS, QUESTION_COLUMNS)
    if any(paper_column_rank(column) in {OF_A_WORK, OF_AUTHORS_AND_YEAR, OF_A_TITLE} for column in columns):
        return 0
    return next((rank for rank, kind in enumerate(kinds) if names & {bare(name) for name in kind}), len(kinds))


def _guessed(grid: Grid) -> int | None:
    """Return the index of the first row that looks like a head: about as wide as the table.

    One further down takes its place if a sure name of a paper column is in it, and the first has no name that is known, or fewer
    of them and of fewer kinds, or none of a paper and fewer cells. A word such as "number" is a value in many tables.
    """
    rows = grid.rows[:LOOKED_AT]
    if len(grid.rows) < 2:
        return None
    typical = sorted(len(_filled(row)) for row in rows)[len(rows) // 2]
    least = max(2, (typical + 1) // 2)
    wide = [at for at, row in enumerate(rows) if _breadth(grid, at) >= least and at + 1 < len(grid.rows)]
    if not wide:
        return 0
    first = wide[0]
    named = (at for at in wide[1:] if paper_rank(rows[at]) == 0 and not _numbers(rows[at]))
    return next((at for at in named if _is_rather_head(rows[at], rows[first])), first)


def _is_rather_head(row: Sequence[str], first: Sequence[str]) -> bool:
    """Return whether a row with a sure paper column is rather the head than the first one as wide as the table."""
    (kinds, names), (first_kinds, first_names) = _known(row), _known(first)
    wider = len(_filled(row)) - len(_filled(first))
    if wider < 0:
        return False
    is_unnamed = paper_rank(first) > 1 and (first_names == 0 or wider > 0)
    return is_unnamed or (kinds > first_kinds and names > first_names)


def _known(row: Sequence[str]) -> tuple[int, int]:
    """Return how many kinds of columns a row names, and how many of its cells are such names."""
    names = {bare(cell) for cell in row}
    return sum(bool(names & kind) for kind in KINDS), len(names & frozenset().union(*KINDS))


def _breadth(grid: Grid, at: int) -> int:
    """Return how many cells of a row are filled, those that are merged into one counted once."""
    filled = _filled(grid.rows[at])
    return len(set(filled) if at in grid.merged_across else filled)


def _heads_groups(grid: Grid, at: int) -> bool:
    """Return whether a row heads groups of columns whose own names stand in the row below."""
    if at not in grid.merged_across or at + 2 >= len(grid.rows):
        return False
    below = grid.rows[at + 1]
    return not _numbers(below) and len(set(_filled(below))) >= len(set(_filled(grid.rows[at])))


def _fills_gaps(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Return whether a row without merged cells heads groups: names in the row below it stand where it is empty, and the
    other way round.
    """
    if at + 2 >= len(rows):
        return False
    above, below = rows[at], rows[at + 1]
    filled = [(bool(cell), bool(under)) for cell, under in zip_longest(above, below, fillvalue="")]
    is_alternate = (False, True) in filled and filled[0] == (True, False)
    return is_alternate and not _numbers(below) and len(_filled(below)) >= len(_filled(above)) - 1


def _is_group_row(row: Sequence[str], below: Sequence[str]) -> bool:
    """Return whether a row above a head names groups of its columns, and is no title."""
    return len(set(_filled(row))) >= 2 and len(row) <= len(below) and not _numbers(row)


def _groups(row: Sequence[str], width: int) -> list[str]:
    """Return the group of each column: a group's name stands above its first one, or above all."""
    groups, last = [], ""
    for place in range(width):
        last = (row[place] if place < len(row) else "") or last
        groups.append(last)
    return groups


def _distinct(head: Sequence[str], groups: Sequence[str], width: int) -> list[str]:
    """Return the head's names, no two alike: their group in front, or a number behind; made-up ones where they are missing."""
    cells = [" ".join(head[place].split()) if place < len(head) else "" for place in range(width)]
    names: dict[str, None] = {}
    for place, cell in enumerate(cells):
        group = " ".join(groups[place].split())
        name = f"{group}: {cell}" if cell and group and group != cell and cells.count(cell) > 1 else cell or group
        name = name or f"column {place + 1}"
        copy, number = name, 2
        while copy in names:
            copy, number = f"{name} ({number})", number + 1
        names[copy] = None
    return list(names)


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell]


def _numbers(row: Sequence[str]) -> bool:
    """Return whether a row holds bare numbers, as rows of data do; a year may head a column."""
    return any(_NUMBER.fullmatch(cell) and not re.fullmatch(r"(19|20)\d\d", cell) for cell in _filled(row))
