"""Records of the tables that a paper's paragraphs hold, with the ids of their sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence

from lib.reading.layout.lines import Line
from lib.reading.structure.caption_labels import split_label
from lib.reading.structure.paragraphs import Paragraph
from lib.reading.tables.grid import GridCell, GridRow, PrintedTable
from lib.records import Box, Sentence, Table, TableCell

NOT_MADE_OUT = "The rows and columns of this table could not be made out; its lines stand as they are printed."
RECOGNISED = "The letters of this table were recognised in a picture of the page: compare its numbers with the page."
_SIGNS = re.compile(r"[*†‡§¶#∗⋆]+")


def table_records(
    parts: Sequence[Paragraph],
    sentences: Mapping[int, Sequence[Sentence]],
    box: Callable[[Line], Box],
    pictured: Collection[int],
) -> list[Table]:
    """Return the tables in reading order; `sentences` are those of each paragraph, by its place among `parts`; `pictured`
    are the pages (1-based) whose letters were recognised in a picture.
    """
    captions = {id(part.lines[0]): n for n, part in enumerate(parts) if part.kind == "caption"}
    places: dict[PrintedTable, list[int]] = {}
    for n, part in enumerate(parts):
        if part.table is not None:
            places.setdefault(part.table, []).append(n)
    out = []
    for table, rows in places.items():
        caption = sentences.get(captions.get(id(table.caption[0]), -1), ()) if table.caption else ()
        label, text = split_label(" ".join(sentence.text for sentence in caption))
        ids = {id(parts[n].row): [sentence.id for sentence in sentences[n]] for n in rows}
        notes = [s.text for n in rows if (row := parts[n].row) is not None and row.note for s in sentences[n]]
        cells = _cells([row for row in table.rows if not row.note], ids, _marks(notes), box)
        pages = sorted({b.page for cell in cells for b in cell.boxes})
        problem = None if table.made_out else NOT_MADE_OUT
        if problem is None and not set(pages).isdisjoint(pictured):
            problem = RECOGNISED
        out.append(Table(label, text, notes, pages, cells, [sentence.id for sentence in caption], problem))
    return out


def _cells(
    rows: Sequence[GridRow], ids: Mapping[int, list[int]], marks: Mapping[str, str], box: Callable[[Line], Box]
) -> list[TableCell]:
    return [
        TableCell(
            number,
            cell.column,
            cell.text,
            cell.row_span,
            cell.column_span,
            is_head=row.head,
            row_label=cell.label,
            heads=cell.heads,
            boxes=[box(line) for line in cell.lines],
            sentence_ids=ids.get(id(row), []),
            notes=[marks[mark] for mark in _marks_in(cell) if mark in marks],
        )
        for number, row in enumerate(rows)
        for cell in row.cells
    ]


def _marks(notes: Sequence[str]) -> dict[str, str]:
    """Return the notes by the mark they begin with: a sign, or a letter or figure alone."""
    out: dict[str, str] = {}
    for note in notes:
        match = re.match(r"^([*†‡§¶#∗⋆]+|[a-z0-9](?=[\s.:)]|[A-Z]))", _plain(note))
        if match:
            out.setdefault(match[1], note)
    return out


def _marks_in(cell: GridCell) -> list[str]:
    """Return the raised marks and the signs in a cell."""
    words = [word for line in cell.lines for word in line.words]
    raised = [mark for word in words if word.script == 1 for mark in re.split(r"[,\s]+", _plain(word.text)) if mark]
    return list(dict.fromkeys([*raised, *_SIGNS.findall(cell.text)]))


def _plain(text: str) -> str:
    """Return the text with raised letters on the line."""
    return unicodedata.normalize("NFKC", text)
