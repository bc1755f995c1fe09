"""What a person points at on a page as the right evidence: the sentence, the table's cell or its row under the words chosen."""

from __future__ import annotations

from collections.abc import Sequence

from lib.answering.cited_equations import with_equations
from lib.answering.cited_places import cite_cell
from lib.records import Box, Citation, CitedCell, Sentence, Table, TableCell

COVERED = 0.5
"""Share of the smaller of two boxes that lies in both: below it they only touch, as lines that stand close do."""
MOST_SENTENCES = 12
"""That one citation points at; a page chosen whole is no evidence."""


def pointed_citation(
    key: tuple[str, int], boxes: Sequence[Box], sentences: Sequence[Sentence], tables: Sequence[Table]
) -> Citation | None:
    """Return the citation of what stands in the boxes; None where no sentence does, or more than can be meant.

    `key`: paper and reading, whose `sentences` and `tables` these are. Words of one cell point at the cell, of several cells of
    one row at the row, others at their whole sentences.
    """
    for number, table in enumerate(tables):
        cells = [cell for cell in table.cells if not cell.is_head and _meets(cell.boxes, boxes)]
        if not cells or not all(_meets([box], [b for cell in cells for b in cell.boxes]) for box in boxes):
            continue
        if len(cells) == 1:
            return cite_cell(key, number, tables, cells[0])
        if len({cell.row for cell in cells}) == 1:
            return _cite_row(key, number, table, cells[0].row)
    chosen = [sentence for sentence in sentences if _meets(sentence.boxes, boxes)]
    if not 0 < len(chosen) <= MOST_SENTENCES:
        return None
    cited = Citation(
        *key,
        [sentence.id for sentence in chosen],
        " ".join(sentence.text for sentence in chosen),
        [box for sentence in chosen for box in sentence.boxes],
    )
    return with_equations(cited, sentences)


def _cite_row(key: tuple[str, int], number: int, table: Table, row: int) -> Citation:
    cells = [cell for cell in table.cells if cell.row == row and not cell.is_head]
    label = next((cell.row_label for cell in cells if cell.row_label), "")
    said = "; ".join(_with_head(cell) for cell in cells if cell.text.strip())
    kept = CitedCell(table.label, label, [], "", "", table.caption)
    ids = sorted({sentence_id for cell in cells for sentence_id in cell.sentence_ids})
    return Citation(*key, ids, said, [box for cell in cells for box in cell.boxes], table=number, row=row, cell=kept)


def _with_head(cell: TableCell) -> str:
    return f"{cell.heads[-1]}: {cell.text}" if cell.heads else cell.text


def _meets(these: Sequence[Box], those: Sequence[Box]) -> bool:
    return any(_share(one, other) >= COVERED for one in these for other in those if one.page == other.page)


def _share(one: Box, other: Box) -> float:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min((box.x1 - box.x0) * (box.bottom - box.top) for box in (one, other))
    return width * height / smaller if smaller > 0 else 0.0
