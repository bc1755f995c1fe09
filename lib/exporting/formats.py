"""The export formats there are. A new one is a writer of its own and one entry in `FORMATS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from lib.errors import SidelightError
from lib.exporting.bibtex import bibtex
from lib.exporting.evidence_book import write_book
from lib.exporting.export_format import ANSWER_KINDS, Format, WriteContext, Written, plain_writer, text_writer
from lib.exporting.export_rows import Export, Kind
from lib.exporting.extraction_documents import write_docx, write_markdown_table
from lib.exporting.highlighted_pdfs import PDF_MEDIA_TYPE, SUFFIX, name_highlighted, write_highlighted
from lib.exporting.jsonl_export import write_jsonl
from lib.exporting.markdown_export import write_markdown
from lib.exporting.methods_paragraph import methods_paragraph
from lib.exporting.references import csl_json, reference_notes, ris
from lib.exporting.repeated_rows import entries_writer, write_entries_csv, write_metafor_csv, write_revman_csv
from lib.exporting.spreadsheet import (
    write_citations_csv,
    write_csv,
    write_extraction_xlsx,
    write_papers_csv,
    write_papers_xlsx,
    write_wide_csv,
    write_xlsx,
)
from lib.exporting.tool_sheet import write_tool_sheet
from lib.records.groups import groups_of

ANSWERS_OF_A_BOOK_AT_ONCE = 12
"""As `ANSWERS_AT_ONCE`; its pages are drawn."""
ANSWERS_HIGHLIGHTED_AT_ONCE = 1
"""As `ANSWERS_AT_ONCE`; whole PDFs are copied."""
PAPERS_LISTED_AT_ONCE = 5_000
"""As `ANSWERS_AT_ONCE`, of an export of papers: a line each."""


def _write_book(export: Export, out: BinaryIO, context: WriteContext) -> Written:
    write_book(export, out, context.pdfs.clip)
    return Written()


def _write_sheet(export: Export, out: BinaryIO, context: WriteContext) -> Written:
    write_tool_sheet(export, out, context.compared())
    return Written()


def _tags(export: Export) -> Mapping[str, Sequence[str]]:
    return groups_of(export.groups, "tag")


SURVEYS: frozenset[Kind] = frozenset(("survey",))
PAPERS: frozenset[Kind] = frozenset(("papers",))
FORMATS: tuple[Format, ...] = (
    Format(
        "xlsx",
        "Excel workbook",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        plain_writer(write_xlsx),
    ),
    Format(
        "extraction_xlsx",
        "Excel, the extraction table alone",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        plain_writer(write_extraction_xlsx),
        suffix=" - extraction",
        kinds=SURVEYS,
    ),
    Format(
        "extraction_csv",
        "CSV, one row a paper",
        "csv",
        "text/csv",
        plain_writer(write_wide_csv),
        suffix=" - extraction",
        kinds=SURVEYS,
    ),
    Format(
        "extraction_docx",
        "Word table, one row a paper",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        plain_writer(write_docx),
        suffix=" - extraction",
        kinds=SURVEYS,
    ),
    Format(
        "extraction_markdown",
        "Markdown table, one row a paper",
        "md",
        "text/markdown",
        plain_writer(write_markdown_table),
        suffix=" - extraction",
        kinds=SURVEYS,
    ),
    Format(
        "entries_csv",
        "CSV, a row for each arm, outcome, …",
        "csv",
        "text/csv",
        entries_writer(write_entries_csv),
        suffix=" - rows",
        kinds=SURVEYS,
    ),
    Format(
        "metafor_csv",
        "CSV for metafor (R)",
        "csv",
        "text/csv",
        entries_writer(write_metafor_csv),
        suffix=" - metafor",
        kinds=SURVEYS,
    ),
    Format(
        "revman_csv",
        "CSV for RevMan",
        "csv",
        "text/csv",
        entries_writer(write_revman_csv),
        suffix=" - RevMan",
        kinds=SURVEYS,
    ),
    Format("csv", "CSV, one row an answer", "csv", "text/csv", plain_writer(write_csv)),
    Format(
        "citations",
        "CSV, one row a citation",
        "csv",
        "text/csv",
        plain_writer(write_citations_csv),
        suffix=" - citations",
    ),
    Format("jsonl", "JSON lines, for another Sidelight", "jsonl", "application/jsonl", plain_writer(write_jsonl)),
    Format("markdown", "Markdown", "md", "text/markdown", plain_writer(write_markdown)),
    Format(
        "bibtex",
        "BibTeX of the papers",
        "bib",
        "application/x-bibtex",
        text_writer(lambda export, _: bibtex(export.papers, _tags(export), export.standings)),
        kinds=ANSWER_KINDS | PAPERS,
    ),
    Format(
        "ris",
        "RIS of the papers, with notes",
        "ris",
        "application/x-research-info-systems",
        text_writer(lambda export, _: ris(export.papers, _tags(export), export.standings, reference_notes(export))),
        kinds=ANSWER_KINDS | PAPERS,
    ),
    Format(
        "csl",
        "CSL-JSON of the papers, with notes",
        "json",
        "application/vnd.citationstyles.csl+json",
        text_writer(
            lambda export, _: csl_json(export.papers, _tags(export), export.standings, reference_notes(export))
        ),
        kinds=ANSWER_KINDS | PAPERS,
    ),
    Format(
        "pdf",
        "PDF with the evidence highlighted",
        "pdf",
        PDF_MEDIA_TYPE,
        write_highlighted,
        suffix=SUFFIX,
        answers_at_once=ANSWERS_HIGHLIGHTED_AT_ONCE,
        name_by_content=name_highlighted,
    ),
    Format(
        "papers_xlsx",
        "Excel table of the papers",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        plain_writer(write_papers_xlsx),
        suffix=" - papers",
        kinds=PAPERS,
        answers_at_once=PAPERS_LISTED_AT_ONCE,
    ),
    Format(
        "papers_csv",
        "CSV of the papers",
        "csv",
        "text/csv",
        plain_writer(write_papers_csv),
        suffix=" - papers",
        kinds=PAPERS,
        answers_at_once=PAPERS_LISTED_AT_ONCE,
    ),
    Format(
        "papers_pdf",
        "PDFs, with your highlights and notes",
        "pdf",
        PDF_MEDIA_TYPE,
        write_highlighted,
        suffix=" - PDFs",
        kinds=PAPERS,
        answers_at_once=ANSWERS_HIGHLIGHTED_AT_ONCE,
        name_by_content=name_highlighted,
    ),
    Format(
        "book",
        "Evidence book (HTML)",
        "html",
        "text/html",
        _write_book,
        suffix=" - evidence",
        answers_at_once=ANSWERS_OF_A_BOOK_AT_ONCE,
    ),
    Format(
        "methods",
        "Paragraph for a methods section",
        "txt",
        "text/plain",
        text_writer(lambda export, context: methods_paragraph(export, context.compared()) + "\n"),
        suffix=" - methods",
    ),
    Format("tool_sheet", "Tool sheet for the appendix", "md", "text/markdown", _write_sheet, suffix=" - tool sheet"),
)
"""In the order in which they are offered."""


def find_format(wanted: str) -> Format:
    """Return the format of that id; raises SidelightError where there is none."""
    found = next((one for one in FORMATS if one.id == wanted), None)
    if found is None:
        raise SidelightError(f"There is no export format “{wanted}”.")
    return found
