"""A paper's reading: pages put together into sentences with boxes, sections and metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.geometry import Rect, fractions_of
from lib.reading.figures.figure_records import figure_records
from lib.reading.figures.figures import find_figures
from lib.reading.layout.headers_footers import drop_headers_footers
from lib.reading.layout.pages import PageText, Quality, is_pictured
from lib.reading.structure.blocks import body_style
from lib.reading.structure.classify import classify
from lib.reading.structure.metadata import find_metadata
from lib.reading.structure.paragraphs import Paragraph, cut_paragraphs, whole_tables
from lib.reading.table_records import table_records
from lib.reading.text.hyphens import LineEndHyphens, vocabulary_of
from lib.reading.text.sentences import Extent, extents, join_lines, sentence_spans, whole_equation, whole_extent
from lib.records import Box, Dropped, Figure, Sentence, Table

READER_VERSION = 6
"""Raised whenever the reader's output changes in a release."""
PICTURED: tuple[Quality, ...] = ("scan with recognised text", "recognised")
"""How good the text of pages is whose letters were recognised in a picture."""
WHOLE_KINDS = ("heading", "table", "equation", "reference")
"""Kinds whose paragraphs are one sentence whatever full stops stand in them."""


@dataclass(frozen=True)
class PaperReading:
    """What a paper says, sentence by sentence, and what could not be read."""

    title: str
    authors: list[str]
    year: int | None
    doi: str
    page_count: int
    pages_without_text: list[int]
    """1-based."""
    problem: str | None
    """Pages that could not be read, in plain words."""
    sentences: list[Sentence]
    page_quality: list[Quality]
    """One a page, see `pages.Quality`."""
    dropped: list[Dropped] = field(default_factory=list)
    """Text that stands in no sentence, with the reason."""
    recognised: list[int] = field(default_factory=list)
    """Pages (1-based) whose text was recognised here."""
    language: str = ""
    """ISO 639-1, of the body; empty where nothing tells."""
    journal: str = ""
    volume: str = ""
    pages: str = ""
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def to_plain(self) -> dict[str, Any]:
        """Return a dict of JSON types."""
        return {
            "title": self.title,
            "authors": self.authors,
            "year": self.year,
            "doi": self.doi,
            "page_count": self.page_count,
            "pages_without_text": self.pages_without_text,
            "problem": self.problem,
            "sentences": [_plain_sentence(s) for s in self.sentences],
            "page_quality": self.page_quality,
            "language": self.language,
            "journal": self.journal,
            "volume": self.volume,
            "pages": self.pages,
            "dropped": [piece.to_dict() for piece in self.dropped],
            "tables": [table.to_dict() for table in self.tables],
            "figures": [figure.to_dict() for figure in self.figures],
        }

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> PaperReading:
        """Return the reading that `to_plain` wrote."""
        sentences = [
            Sentence(n, text, section, kind, [Box(*box) for box in boxes], lines)
            for n, (text, section, kind, boxes, lines) in enumerate(values["sentences"])
        ]
        dropped = [Dropped.from_dict(piece) for piece in values["dropped"]]
        tables = [Table.from_dict(table) for table in values["tables"]]
        figures = [Figure.from_dict(figure) for figure in values["figures"]]
        records = {"sentences": sentences, "dropped": dropped, "tables": tables, "figures": figures}
        return cls(**{**values, **records})


def _plain_sentence(sentence: Sentence) -> list[Any]:
    boxes = [[b.page, b.x0, b.top, b.x1, b.bottom] for b in sentence.boxes]
    return [sentence.text, sentence.section, sentence.kind, boxes, sentence.lines]


def put_together(pages: Sequence[PageText], page_count: int, info: dict[str, str]) -> PaperReading:
    """Return the reading of pages that were read; pages that are missing among `page_count` are named in `problem`."""
    quality = {page.page: page.quality for page in pages}
    first_pages = [(page, list(page.lines)) for page in pages[:2]]
    drop_headers_footers(pages)
    _correct_stamped_scans(pages, quality)
    style = body_style(pages)
    blocks = classify(pages, style)
    parts = cut_paragraphs(blocks, _rules(pages))
    by_number = {page.page: page for page in pages}
    hyphens = LineEndHyphens(vocabulary_of(line for page in pages for line in page.lines))
    of_parts = _sentences(parts, pages, hyphens)
    sentences = [sentence for group in of_parts.values() for sentence in group]
    cited = [sentence.text for sentence in sentences if sentence.kind == "reference"]
    last_lines = [line for block in blocks[len(blocks) // 2 :] if block.kind != "reference" for line in block.lines]
    metadata = find_metadata(first_pages, info, style, hyphens, cited, last_lines)
    empty = [page.page for page in pages if not page.lines]
    missing = sorted(set(range(1, page_count + 1)) - set(quality))
    return PaperReading(
        metadata.title,
        metadata.authors,
        metadata.year,
        metadata.doi,
        page_count,
        sorted(empty + missing),
        None,
        sentences,
        [quality.get(number, "unreadable") for number in range(1, page_count + 1)],
        [piece for page in pages for piece in page.dropped],
        journal=metadata.journal,
        volume=metadata.volume,
        pages=metadata.pages,
        tables=table_records(
            parts,
            of_parts,
            lambda line: _box(whole_extent(line), by_number[line.page]),
            {page.page for page in pages if page.quality in PICTURED},
        ),
        figures=figure_records(find_figures(whole_tables(blocks), pages, style), parts, of_parts, by_number),
    )


def _correct_stamped_scans(pages: Sequence[PageText], quality: dict[int, Quality]) -> None:
    """Correct the quality of pages whose only text repeats over pages: scans that somebody stamped or numbered."""
    for page in pages:
        if not page.lines and page.quality == "good" and is_pictured(page.pictures, page.crop):
            quality[page.page] = "scan without text"


def _rules(pages: Sequence[PageText]) -> dict[tuple[int, int], list[Rect]]:
    """Return the pages' thin lines by page and turn, in the frame of text with that turn."""
    out = {}
    for page in pages:
        for turn in {line.turn for line in page.lines}:
            out[page.page, turn] = [page.local(rect, turn) for rect in page.rules]
    return out


def _sentences(
    parts: Sequence[Paragraph], pages: Sequence[PageText], hyphens: LineEndHyphens
) -> dict[int, list[Sentence]]:
    """Return the sentences of each paragraph, by its place among `parts`, numbered through."""
    by_number = {page.page: page for page in pages}
    out: dict[int, list[Sentence]] = {}
    number = 0
    for n, part in enumerate(parts):
        out[n] = []
        for text, places in _placed_texts(part, hyphens):
            boxes = [_box(place, by_number[place.line.page]) for place in places]
            lines = [place.text for place in places]
            out[n].append(Sentence(number, text, part.section, part.kind, boxes, lines))
            number += 1
    return out


def _placed_texts(part: Paragraph, hyphens: LineEndHyphens) -> Iterator[tuple[str, list[Extent]]]:
    """Yield the text of each sentence of a paragraph, with where it is printed."""
    if part.row is not None:
        yield part.row.text, [whole_extent(line) for line in part.lines]
        return
    if part.kind == "equation":
        place = whole_equation(part.lines)
        yield place.text, [place]
        return
    joined = join_lines(part.lines, hyphens)
    spans = [(0, len(joined.text))] if part.kind in WHOLE_KINDS else sentence_spans(joined)
    for start, end in spans:
        text = joined.text[start:end].strip()
        if text:
            yield text, extents(joined, start, end)


def _box(place: Extent, page: PageText) -> Box:
    """Return the place as fractions of the page as shown, cut to it."""
    frame = page.frame(place.line.turn)
    rect = frame.rect_to_shown(place.u0, place.top, place.u1, place.bottom)
    if page.skew:
        rect = frame.skewed(rect, page.skew)
    return fractions_of(page.page, rect, page.crop)
