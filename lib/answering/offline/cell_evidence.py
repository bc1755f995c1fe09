"""What shows that a cell or a row of a table holds what a question asks for, beside being named by it.

A row and a column that are named are not enough for a sure answer: "the recall for otters in winter" is in no table that knows
no winter, "how many weeks" is no number of patients, and a sentence that gives another number leaves open which one holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lib.answering.answerer import AskRequest, ReadingKey
from lib.answering.offline.cell_names import AskedWords, single_letters
from lib.answering.offline.numbers_asked_for import CITED, PEOPLE, PERCENTAGE
from lib.answering.offline.question_analysis import AskedQuestion
from lib.answering.offline.question_words import HOW_MANY
from lib.answering.offline.units_asked_for import QUANTITY, unit_asked_for
from lib.records import CitedCell, Sentence, Table
from lib.text.terms import content_stems, numbers

LEAST_SAID = 2
"""Words of a question that a sentence must have, all there are, to speak of the same thing."""
_NONE = re.compile(r"^\W*(?:none|no|nil|zero|never)\W*$", re.IGNORECASE)
_DATED = re.compile(r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_COMPOUND = re.compile(r"\b[^\W\d_]+(?:-[^\W\d_]+)+\b")
_WANTS_UNIT = re.compile(
    r"\bhow (?:many|much|old|long|often|frequently|far|tall|deep|heavy|wide)\b"
    r"|\b(?:percentages?|per ?cent|proportions?|shares?)\b",
    re.IGNORECASE,
)
"""Ways of asking after which only one unit will do; "how high" is asked of anything, and "what was the weight" names its head."""


def left_over(words: AskedWords, table: Table, row: int | None, beside: Iterable[str] = ()) -> set[str]:
    """Return the stems of the question that nothing accounts for: no cell of the row, head of the labels, caption or note of the
    table, nor what stands `beside` (the row's label, the heads that count, the paper's title).

    Words for those who took part are said of nobody in particular. `row`: None for the table alone.
    """
    of_table = [cell.text for cell in table.cells if cell.row == row or (cell.is_head and cell.column == 0)]
    said = " ".join([table.label, table.caption, *table.notes, *of_table, *beside])
    return set(words.weights.keys() - words.stems_of(said) - PEOPLE)


def title_of(request: AskRequest, key: ReadingKey) -> str:
    """Return the title of a reading's paper, which holds for all in it; empty where none is known."""
    paper = request.papers.get(key[0])
    return paper.title or "" if paper is not None else ""


def has_what_is_asked(asked: AskedQuestion, cell: CitedCell, in_words: str) -> bool:
    """Return whether the cell, with its label, heads and unit `in_words`, holds the kind of thing asked for, in the unit asked
    for: a number, a date, a count and no percentage.
    """
    if asked.kind == "date":
        return _DATED.search(cell.text) is not None
    if asked.kind != "number":
        return True
    if _NONE.match(cell.text):
        return True
    unit = unit_asked_for(asked.opening) if _WANTS_UNIT.search(asked.opening) else None
    if unit is not None:
        return QUANTITY.search(cell.text) is not None and unit.search(in_words) is not None
    value = in_words.rpartition(": ")[2]
    return QUANTITY.search(PERCENTAGE.sub(" ", value) if HOW_MANY.search(asked.opening) else value) is not None


def names_part_of_compound(words: AskedWords, names: Iterable[str]) -> bool:
    """Return whether a label or head has a compound of which the question has a part alone: "solid" is no "non-solid"."""
    parts = (set(content_stems(compound)) for name in names for compound in _COMPOUND.findall(name))
    return any(part & words.weights.keys() and part - words.weights.keys() for part in parts)


def is_contradicted(words: AskedWords, cell: CitedCell, sentences: Sequence[Sentence]) -> bool:
    """Return whether a sentence of the text has all that the question names, its single letters too, and numbers in the cell's
    unit, but none of the cell's; never where the cell has no unit, as a number by itself may be of anything.
    """
    own, wanted = numbers(cell.text), words.weights.keys() - PEOPLE
    if not own or not cell.unit or len(wanted) < LEAST_SAID:
        return False
    in_unit = re.compile(rf"(\d+(?:[.,]\d+)*)\s?{re.escape(cell.unit)}(?!\w)")
    letters = single_letters(f"{cell.row_label} {' '.join(cell.heads)}")
    for sentence in sentences:
        if sentence.kind != "body" or not wanted <= set(content_stems(sentence.text)):
            continue
        given = in_unit.findall(CITED.sub(" ", sentence.text))
        if letters <= single_letters(sentence.text) and given and not any(_agree(a, b) for a in given for b in own):
            return True
    return False


def _agree(said: str, printed: str) -> bool:
    """Return whether a number is the printed one, or it rounded."""
    decimals = len(said.partition(".")[2])
    try:
        return said == printed or round(float(printed.replace(",", "")), decimals) == float(said.replace(",", ""))
    except ValueError:  # more than one point: a version or a date
        return False
