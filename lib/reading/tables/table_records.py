"""Records of the tables that a paper's paragraphs hold, with the ids of their sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lib.reading.layout.lines import Line
from lib.reading.structure.paragraphs import Paragraph
from lib.reading.structure.tables import PrintedTable, cell_text
from lib.reading.tables.labels import split_label
from lib.records import Box, Sentence, Table, TableCell

NOT_MADE_OUT = "The rows and columns of this table could not be made out; its lines stand as they are printed."


def table_records(
    parts: Sequence[Paragraph], sentences: Mapping[int, Sequence[Sentence]], box: Callable[[Line], Box]
) -> list[Table]:
    """Return the tables in reading order; `sentences` are those of each paragraph, by its place among `parts`."""
    captions = {id(part.lines[0]): n for n, part in enumerate(parts) if part.kind == "caption"}
    places: dict[PrintedTable, list[int]] = {}
    for n, part in enumerate(parts):
        if part.table is not None:
            places.setdefault(part.table, []).append(n)
    out = []
    for table, rows in places.items():
        caption = sentences.get(captions.get(id(table.caption[0]), -1), ()) if table.caption else ()
        label, text = split_label(" ".join(sentence.text for sentence in caption))
        cells = [cell for number, n in enumerate(rows) for cell in _cells(number, parts[n], sentences[n], box)]
        notes = [s.text for n in rows if (row := parts[n].row) is not None and row.note for s in sentences[n]]
        pages = sorted({b.page for cell in cells for b in cell.boxes})
        made_out = len({cell.column for cell in cells}) > 1
        ids = [sentence.id for sentence in caption]
        out.append(Table(label, text, notes, pages, cells, ids, None if made_out else NOT_MADE_OUT))
    return out


def _cells(number: int, part: Paragraph, sentences: Sequence[Sentence], box: Callable[[Line], Box]) -> list[TableCell]:
    row = part.row
    if row is None or row.note:
        return []
    ids = [sentence.id for sentence in sentences]
    label = cell_text(row.cells[0][1]) if row.columns[0] == 0 and not row.head else ""
    return [
        TableCell(
            number,
            column,
            cell_text(lines),
            is_head=row.head,
            row_label=label if column else "",
            heads=[head] if head else [],
            boxes=[box(line) for line in lines],
            sentence_ids=ids,
        )
        for column, (head, lines) in zip(row.columns, row.cells, strict=True)
    ]
