"""Citations of table cells, table rows, figures and equations: what is cited, and what is kept of it to show it later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lib.answering.answerer import AskRequest, Draft, ReadingKey
from lib.answering.cited_equations import with_equations
from lib.records import AnswerSentence, Box, Citation, CitedCell, CitedPicture, Table, TableCell
from lib.text.reference_marks import without_reference_marks
from lib.text.terms import content_stems, numbers

LONGEST_UNIT = 16
"""Characters of a unit; what is longer in brackets explains a head."""
_BRACKETED_UNIT = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
_UNIT_BEHIND_COMMA = re.compile(r",\s*([^\s,]{1,12})\s*$")
_UNIT = re.compile(
    r"(?:[%‰°]\s?[CFK]?|(?:[kcdmµμn]?(?:m|g|l|L|s|V|W|J|Pa|Hz|mol|M|A|Gy|bp|cal)|ha|min|h|d|wk|yrs?|years?|months?|weeks?|days?"
    r"|hours?|minutes?|seconds?|px|pixels?|mmHg|bpm|IU|kg|kcal|US\$|€|\$|£)(?:[²³23]|\^-?\d)?)"
    r"(?:\s?[/·*]\s?(?:[\w%µμ²³.^-]+))*"
)
"""A unit of measure, or several over and by one another."""
_CAPTION_UNIT = re.compile(
    r"\b(?:values?|numbers|figures|data|results) (?:are|is) (?:given |reported |shown |expressed )?(?:in|as) (?:percent\w*|%)"
    r"|\((?:in )?%\)|\bin percent\w*|\bpercentages?\b(?! points)",
    re.IGNORECASE,
)
_COUNT_AND_SHARE = re.compile(r"\b(?:n|no\.?|number)\s*\(%\)", re.IGNORECASE)
"""A head over counts with their shares: "n (%)"."""


def unit_of(table: Table, cell: TableCell) -> str:
    """Return the unit of the cell's numbers: as it stands in its lowest head, its row's label, else in the caption; empty
    where none is printed or the cell has it itself.

    Under "n (%)" the first number is a count and has none.
    """
    if re.search(r"[%‰°]|\d\s?[A-Za-zµμ]{1,4}$", cell.text):
        return ""
    row_label = cell.row_label.rsplit(" > ", 1)[-1]
    labels = [*reversed(cell.heads), row_label, *reversed(cell.row_label.split(" > ")[:-1])]
    if any(_COUNT_AND_SHARE.search(label) for label in labels):
        return ""
    found = next((unit for label in labels if (unit := _unit_in(label))), "")
    if found or any(
        re.fullmatch(r"n|no\.?|number|p(?:[- ]values?)?", head.strip(), re.IGNORECASE) for head in cell.heads
    ):
        return found
    return "%" if _CAPTION_UNIT.search(table.caption) else ""


def _unit_in(label: str) -> str:
    """Return the unit at the end of a head or label: "Age (years)", "Glucose, mg/dL"."""
    match = _BRACKETED_UNIT.search(label) or _UNIT_BEHIND_COMMA.search(label)
    unit = match[1].strip().removeprefix("in ") if match else ""
    return unit if len(unit) <= LONGEST_UNIT and _UNIT.fullmatch(unit) else "%" if label.strip().endswith("%") else ""


def cite_cell(key: ReadingKey, number: int, tables: Sequence[Table], cell: TableCell) -> Citation:
    """Return the citation of one cell of a reading's table; `number`: the table's place among the reading's tables."""
    table = tables[number]
    heads = [one for one in table.cells if one.is_head and _covers(one, cell.column) and one.text.strip()]
    unit = unit_of(table, cell)
    kept = CitedCell(
        table.label,
        cell.row_label,
        list(cell.heads),
        cell.text,
        unit,
        table.caption,
        [box for one in _label_cells(table, cell) for box in one.boxes],
        [box for one in heads for box in one.boxes],
    )
    return Citation(
        *key, list(cell.sentence_ids), cell_in_words(kept), list(cell.boxes),
        table=number, row=cell.row, column=cell.column, cell=kept,
    )  # fmt: skip


def cell_in_words(cell: CitedCell) -> str:
    """Return the cell with its label and heads: "Agrotis puta, Precision: 0.82"."""
    name = ", ".join(part for part in (cell.row_label.replace(" > ", ", "), *cell.heads) if part)
    blank = "" if cell.unit[:1] in ("%", "‰", "°") else " "
    value = without_reference_marks(cell.text) + (f"{blank}{cell.unit}" if cell.unit else "")
    return f"{name}: {value}" if name else value


def _covers(cell: TableCell, column: int) -> bool:
    return cell.column <= column < cell.column + cell.column_span


def _label_cells(table: Table, cell: TableCell) -> list[TableCell]:
    """Return the cells in which the row's label is printed: in the row itself, and the nearest above for its groups."""
    parts = [part.strip() for part in cell.row_label.split(" > ") if part.strip()]
    others = [one for one in table.cells if one is not cell and not one.is_head and one.column < max(cell.column, 1)]
    found = []
    for part in parts:
        same = [one for one in others if one.text.strip() == part and one.row <= cell.row]
        if same:
            found.append(max(same, key=lambda one: one.row))
    return found or [one for one in others if one.row == cell.row and one.column == 0]


def with_places(
    citation: Citation, sentence: str, request: AskRequest, shown: Sequence[tuple[str, int, int]] = ()
) -> Citation:
    """Return the citation with the table's row, the cell or the figure that it is of, or the equations that its text runs
    through; unchanged where there is none of these.

    `shown`: figures that the answerer was shown as pictures. A row is narrowed down to the one cell that has the number
    which the sentence of the answer says.
    """
    if citation.table is not None or citation.figure is not None:
        return citation
    key = (citation.paper_id, citation.reading)
    ids = set(citation.sentence_ids)
    tables = request.tables.get(key, ())
    for number, table in enumerate(tables):
        of_row = ids - set(table.sentence_ids)  # the caption may be cited with its row
        row = [cell for cell in table.cells if of_row and of_row <= set(cell.sentence_ids)]
        if row and not all(cell.is_head for cell in row):
            cell = _said_cell(row, sentence)
            return cite_cell(key, number, tables, cell) if cell else _cite_row(citation, number, table, row)
    for number, figure in enumerate(request.figures.get(key, ())):
        if ids and ids <= set(figure.sentence_ids) and figure.box is not None:
            picture = CitedPicture(figure.label, figure.caption, figure.box, (*key, number) in shown, figure.problem)
            return replace(citation, figure=number, picture=picture)
    return with_equations(citation, request.sentences.get(key, ()))


def _said_cell(row: Iterable[TableCell], sentence: str) -> TableCell | None:
    """Return the only cell of the row with a number of the sentence; of several the one whose heads the sentence has."""
    row = list(row)
    if len({cell.text for cell in row if cell.row_label and not cell.is_head and cell.text in sentence}) > 1:
        return None  # the row itself is said, or quoted
    said = numbers(sentence)
    hits = [cell for cell in row if not cell.is_head and cell.row_label and said & numbers(cell.text)]
    if len(hits) > 1:
        words = set(content_stems(sentence))
        shares = [len(words & set(content_stems(" ".join(cell.heads)))) for cell in hits]
        hits = [cell for cell, share in zip(hits, shares, strict=True) if share == max(shares)]
    return hits[0] if len(hits) == 1 else None


def _cite_row(citation: Citation, number: int, table: Table, row: Sequence[TableCell]) -> Citation:
    label = next((cell.row_label for cell in row if cell.row_label), "")
    heads = [cell for cell in table.cells if cell.is_head]
    kept = CitedCell(
        table.label, label, [], "", "", table.caption, head_boxes=_unique(box for cell in heads for box in cell.boxes)
    )
    return replace(citation, table=number, row=row[0].row, cell=kept)


def _unique(boxes: Iterable[Box]) -> list[Box]:
    return list(dict.fromkeys(boxes))


def draft_with_places(draft: Draft, request: AskRequest) -> Draft:
    """Return the draft with the cells, rows, figures and equations that its citations are of."""

    def placed(sentence: AnswerSentence) -> AnswerSentence:
        citations = [with_places(citation, sentence.text, request, draft.shown) for citation in sentence.citations]
        return replace(sentence, citations=citations) if citations != sentence.citations else sentence

    return replace(draft, sentences=[placed(sentence) for sentence in draft.sentences])
