"""The extraction table as a Word document and as Markdown, each cell's quotes one click away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from lib.exporting.entry_columns import group_tables
from lib.exporting.export_rows import Export, ExtractionRow, extraction_rows
from lib.exporting.extraction_columns import headings, quotes_line
from lib.exporting.phrases import MADE_WITH, reference_line
from lib.reviews.extraction import ExtractedCell, layer_words
from lib.text.cleaning import clean, minute, one_line
from lib.text.dois import doi_link
from lib.text.markdown import escape_for_file

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table, _Cell

QUESTIONS_A_TABLE = 5
"""Columns beside the paper's that a page across holds legibly; more questions go into further tables."""
PAPER_CM, PAGE_CM = 3.2, 25.7
"""Width of the paper's column, and of a page across between its margins."""
LONG_CM, SHORT_CM, MARGIN_CM = 29.7, 21.0, 2.0
"""Of A4, and of its margins."""
NO_QUOTE = "without a quote"
"""Of a value that a person gave and did not point at words for."""
TABLE_PT = 8
"""Size of letters in the table."""


def write_docx(export: Export, out: BinaryIO) -> None:
    """Write the table for Word: pages across, its head on each, a link in each cell to its quotes behind the table, and the rows
    of questions that repeat within a paper, a table a group.

    Raises SidelightError where the export has no extraction table.
    """
    import docx  # the start of the app does not need it

    rows = list(extraction_rows(export))
    document = docx.Document()
    _set_up(document, export.title)
    document.add_heading(one_line(export.title) or "Extraction table", 1)
    document.add_paragraph(f"Made with {MADE_WITH} at {minute(export.made_at)}.{_set_line(export)}")
    columns = list(headings(export.questions))
    for first in range(0, len(columns), QUESTIONS_A_TABLE):
        part = columns[first : first + QUESTIONS_A_TABLE]
        if len(columns) > QUESTIONS_A_TABLE:
            document.add_heading(f"Questions {first + 1} to {first + len(part)} of {len(columns)}", 2)
        _add_table(document, part, rows)
    for group, heads, lines in group_tables(export):
        document.add_heading(_xml(f"Rows: {one_line(group)}"), 2)
        _add_lines(document, heads, lines)
    document.add_heading("Evidence", 2)
    for number, (name, heading, row, cell) in enumerate(_evidence(export, rows), start=1):
        _add_evidence(document, number, name, f"{row.name}, {heading}", cell)
    document.add_heading("Papers", 2)
    for row in rows:
        document.add_paragraph(_xml(f"{row.name}: {reference_line(row.paper)} {doi_link(row.paper.doi)}".strip()))
    document.save(out)


def write_markdown_table(export: Export, out: BinaryIO) -> None:
    """Write the same as Markdown, each cell's quotes as a footnote; raises SidelightError as `write_docx` does."""
    rows = list(extraction_rows(export))
    for block in _markdown(export, rows):
        out.write(f"{block}\n\n".encode("utf-8", "replace"))


def _markdown(export: Export, rows: Sequence[ExtractionRow]) -> Iterator[str]:
    columns = list(headings(export.questions))
    yield f"# {_line(export.title) or 'Extraction table'}"
    yield _line(f"Made with {MADE_WITH} at {minute(export.made_at)}.{_set_line(export)}")
    noted = {(row.paper.id, place): name for name, _, row, place in _places(export, rows)}
    lines = [
        "| paper | " + " | ".join(_line(heading) for _, heading in columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for row in rows:
        cells = []
        for place, _ in columns:
            cell = row.cells[place]
            note = f"[^{noted[row.paper.id, place]}]" if (row.paper.id, place) in noted else ""
            cells.append(_shown(cell) + note if cell is not None else "")
        lines.append(f"| {_line(row.name)} | " + " | ".join(cells) + " |")
    yield "\n".join(lines)
    for group, heads, of_group in group_tables(export):
        yield f"## Rows: {_line(group)}"
        table = [heads, ["---"] * len(heads), *of_group]
        yield "\n".join(
            "| " + " | ".join(text if text == "---" else _line(text) for text in line) + " |" for line in table
        )
    for name, _, _, cell in _evidence(export, rows):
        quotes = "; ".join(_line(line) for line in (quotes_line(cell) or NO_QUOTE).split("\n"))
        yield f"[^{name}]: {quotes} *{_line(_behind(cell))}*"
    yield "## Papers"
    yield "\n".join(f"- **{_line(row.name)}:** {_line(reference_line(row.paper))}" for row in rows) or "None."


def _shown(cell: ExtractedCell) -> str:
    """Return what stands in a cell; a judgement in italics."""
    return _line(cell.shown) if cell.is_value else f"*{_line(cell.shown)}*"


def _line(text: str) -> str:
    return escape_for_file(one_line(text))


def _set_line(export: Export) -> str:
    return f" Questions: {one_line(export.question_set)}." if export.question_set else ""


def _places(export: Export, rows: Sequence[ExtractionRow]) -> Iterator[tuple[str, str, ExtractionRow, int]]:
    """Yield the cells that are explained behind the table: a name that serves as an anchor, the heading, row and place."""
    for number, row in enumerate(rows, start=1):
        for place, heading in headings(export.questions):
            cell = row.cells[place]
            if cell is not None and _is_explained(cell):
                yield f"p{number}q{place + 1}", heading, row, place


def _evidence(export: Export, rows: Sequence[ExtractionRow]) -> Iterator[tuple[str, str, ExtractionRow, ExtractedCell]]:
    for name, heading, row, place in _places(export, rows):
        cell = row.cells[place]
        if cell is not None:
            yield name, heading, row, cell


def _is_explained(cell: ExtractedCell) -> bool:
    """Return whether a cell's quotes, or whose word its value is, stand behind the table; a judgement alone says whose it is."""
    return bool(cell.evidence) or cell.is_value


def _behind(cell: ExtractedCell) -> str:
    """Return whose word the cell is, and how certain: "answerer: …; perhaps"."""
    return "; ".join(part for part in (layer_words(cell.final), cell.certainty) if part)


# Word


def _xml(text: str) -> str:
    """Return the text as XML can hold it."""
    return clean(text)


def _set_up(document: Document, title: str) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(LONG_CM), Cm(SHORT_CM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    document.core_properties.title = one_line(title)[:255]
    document.core_properties.author = ""
    document.core_properties.comments = f"Made with {MADE_WITH}"


def _add_table(document: Document, columns: Sequence[tuple[int, str]], rows: Sequence[ExtractionRow]) -> None:
    from docx.shared import Cm

    table = document.add_table(1, len(columns) + 1, style="Table Grid")
    table.autofit = False
    widths = [PAPER_CM, *[(PAGE_CM - PAPER_CM) / len(columns)] * len(columns)]
    heads = ["paper", *(heading for _, heading in columns)]
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _write(cell, head, bold=True)
    _repeat_head(table)
    for number, row in enumerate(rows, start=1):
        cells = table.add_row().cells
        _write(cells[0], row.name)
        for at, (place, _) in enumerate(columns, start=1):
            of = row.cells[place]
            if of is not None:
                anchor = f"p{number}q{place + 1}" if _is_explained(of) else ""
                _write(cells[at], of.shown, anchor, italic=not of.is_value)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _add_lines(document: Document, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Add a plain table, its head on each page."""
    table = document.add_table(1, len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _write(cell, head, bold=True)
    _repeat_head(table)
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            _write(cell, text)


def _write(cell: _Cell, text: str, anchor: str = "", *, bold: bool = False, italic: bool = False) -> None:
    """Write a cell's text; `anchor`: of what a small arrow behind it leads to; `italic`: a judgement, no value."""
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(_xml(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(TABLE_PT)
    if anchor:
        link = _element("w:hyperlink", {"w:anchor": anchor, "w:history": "1"})
        arrow = paragraph.add_run(" ↓")
        arrow.font.size = Pt(TABLE_PT)
        link.append(arrow._r)
        paragraph._p.append(link)


def _repeat_head(table: Table) -> None:
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", {"w:val": "true"}))


def _add_evidence(document: Document, number: int, name: str, heading: str, cell: ExtractedCell) -> None:
    paragraph = document.add_paragraph()
    paragraph._p.append(_element("w:bookmarkStart", {"w:id": str(number), "w:name": name}))
    paragraph.add_run(_xml(f"{heading}: ")).bold = True
    paragraph.add_run(_xml(quotes_line(cell) or NO_QUOTE))
    paragraph.add_run(_xml(f" [{_behind(cell)}]")).italic = True
    paragraph._p.append(_element("w:bookmarkEnd", {"w:id": str(number)}))


def _element(tag: str, attributes: dict[str, str]) -> BaseOxmlElement:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made
