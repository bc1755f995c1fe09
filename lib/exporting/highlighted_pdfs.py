"""PDFs with the evidence highlighted: a copy of the one paper that is cited, or a ZIP with a copy of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from lib.errors import SidelightError
from lib.exporting.copies import cited_papers, write_copies, write_copy
from lib.exporting.export_format import FileName, WriteContext, Written
from lib.exporting.export_rows import Export
from lib.exporting.file_names import file_name, paper_stem
from lib.records import Paper

PDF_MEDIA_TYPE = "application/pdf"
ZIP_MEDIA_TYPE = "application/zip"
SUFFIX = " - highlighted"
"""Behind the name of the paper, or of the ZIP."""
NOTHING_CITED = "Nothing in this export cites a paper, so there is nothing to highlight."


def write_highlighted(export: Export, out: BinaryIO, context: WriteContext) -> Written:
    """Write the copies; raises SidelightError where nothing is cited, or the only paper's file cannot be copied."""
    cited = cited_papers(export)
    file = _named(export, list(cited.papers.values()))
    if len(cited.papers) > 1:
        return Written(write_copies(cited, out, context.pdfs, context.step), file)
    (paper_id,) = cited.papers
    return Written(write_copy(cited, paper_id, out, context.pdfs), file)


def name_highlighted(export: Export) -> FileName:
    """Return how the file of an export is called; raises SidelightError where nothing is cited."""
    return _named(export, list(cited_papers(export).papers.values()))


def _named(export: Export, papers: Sequence[Paper]) -> FileName:
    """Return the name of the one paper's copy or of the ZIP; raises SidelightError where nothing is cited."""
    if not papers:
        raise SidelightError(NOTHING_CITED)
    several = len(papers) > 1
    ending, title = ("zip", export.title) if several else ("pdf", paper_stem(papers[0]))
    stem = file_name(title, "x").removesuffix(".x")
    suffix = SUFFIX if export.kind != "papers" or export.annotations else ""
    return FileName(f"{stem}{suffix}.{ending}", ZIP_MEDIA_TYPE if several else PDF_MEDIA_TYPE)
