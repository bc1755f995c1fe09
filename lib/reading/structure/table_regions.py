"""Where a page's tables stand: from a table's caption and the rules under or over it to the notes at its foot."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.geometry import Rect
from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.structure.blocks import Style
from lib.reading.structure.table_lines import (
    CELL_GAP_EM,
    LEADING_EM,
    LEAST_ROWS,
    NOTE_GAP_EM,
    TEXT_SHARE,
    Region,
    TableLines,
    begins_caption,
    begins_table,
    pieces,
)
from lib.reading.structure.tables_over import TablesOverCaptions
from lib.reading.tables.heads import is_numeric
from lib.reading.tables.ruling import Level
from lib.reading.text.sentences import ends_sentence

CAPTION_LINES = 14
"""A caption has at most so many lines."""
CAPTION_SIZE_PT = 0.7
"""Lines of one caption differ in size by less than this."""
TEXT_LINES = 2
"""So many lines of running text under each other end a table."""
BEYOND_ROWS = 3
"""Of the rows under a table's last rule that are its own one of the first so many holds numbers."""
PICTURE_EM = 8
"""Rules without a row between them that are further apart than this bound a picture; those of a head stand closer."""
NOTE_SIZE_PT = 0.3
"""A note is smaller than the running text by more than this."""
NOTE_WORDS = 7
"""A line of one piece and so many words under the last row is a note."""
NOTE_HEAD = re.compile(r"^(?:notes?|abbreviations?|sources?|legend)\s*[:.]", re.IGNORECASE)
"""What notes begin with that stand under a table's last rule."""
NOTE_MARK = re.compile(
    r"^(?:[*†‡§¶#∗⋆]|\(?[a-z0-9]\)?[\s.:)]|notes?\b|abbreviations?\b|source\b|legend\b|values?\s|data\s|https?://|doi\b)",
    re.IGNORECASE,
)
"""What a note begins with."""


def find_regions(page: PageText, style: Style, *, captions_under: bool = False) -> list[Region]:
    """Return the tables of the page that rules bound, by the order of their captions; `captions_under`: the paper prints its
    captions under its tables.
    """
    out: list[Region] = []
    for turn in dict.fromkeys(line.turn for line in page.lines):
        lines = [line for line in page.lines if line.turn == turn]
        captions = table_captions(lines, style)
        if captions:
            rules = [page.local(rect, turn) for rect in page.rules]
            finder = TableFinder(lines, rules, style, captions_under=captions_under)
            for caption in captions:
                region = finder.find(caption)
                if region is not None:
                    finder.taken.update(id(line) for line in region.lines)
                    out.append(region)
    return out


def table_captions(lines: Sequence[Line], style: Style) -> list[Line]:
    """Return the lines that begin captions of tables, those left out with which a sentence of running text goes on."""
    befores = [None, *lines]
    return [
        line
        for before, line in zip(befores, lines, strict=False)
        if begins_table(line, style) and not (before is not None and _goes_on_text(before, line, style))
    ]


def _goes_on_text(before: Line, line: Line, style: Style) -> bool:
    """Return whether the line goes on with a filled line of running text over it that ends no sentence."""
    near = 0 < line.v - before.v < LEADING_EM * line.size and before.column == line.column
    alike = style.has_size(line.size) and before.size == line.size and before.font == line.words[0].font
    filled = before.u1 - before.u0 > TEXT_SHARE * (before.column[1] - before.column[0])
    return near and alike and filled and not ends_sentence(before.text)


class TableFinder:
    """Finds the tables among the lines of one turn."""

    def __init__(
        self, lines: Sequence[Line], rules: Sequence[Rect], style: Style, *, captions_under: bool = False
    ) -> None:
        self._page = TableLines(lines, rules, style)
        self._over = TablesOverCaptions(self._page)
        self._captions_under = captions_under

    @property
    def taken(self) -> set[int]:
        """Lines (by id) of tables that were found; more may be added."""
        return self._page.taken

    def find(self, caption: Line) -> Region | None:
        """Return the table under the caption, else the one over it (the other way round where captions stand under their
        tables), else the rows of cells under it that no rules bound; None where there are none.
        """
        over, under = (self._over.ruled, self._over.unruled), (self._under,)
        ways = (*over, *under) if self._captions_under else (*under, self._over.ruled)
        ways = (*ways, self._unruled, self._over.unruled)
        return next((region for way in ways if (region := way(caption)) is not None), None)

    def sides(self, caption: Line) -> tuple[bool, bool]:
        """Return whether rules bound a table over the caption, and whether they bound one under it."""
        over = self._over.ruled(caption) or self._over.unruled(caption)
        return over is not None, self._under(caption) is not None

    # under its caption

    def _under(self, caption: Line) -> Region | None:
        reach = caption.v + CAPTION_LINES * LEADING_EM * caption.size
        below = [level for level in self._page.levels if caption.v - 1 < level.v < reach]
        extent = self._page.extent(caption, below[:3])
        if extent is None:
            return None
        left, right = min(extent[0], caption.u0), extent[1]
        rows = self._page.rows(left, right, caption.top, None)
        top = next(level.v for level in below if level.covered(left, right) > 0)
        start = self._caption_end(caption, rows, top)
        if start is None:
            return None
        captioned, body_rows = rows[:start], rows[start:]
        levels = [level for level in self._page.levels if level.v > caption.v - 1 and level.is_full(left, right)]
        if _bound_a_picture(levels, body_rows):
            return None
        count = self._body_end(body_rows, levels)
        region = self._page.region(caption, captioned, body_rows[:count], (left, right))
        if region is not None:
            region.notes = self._notes(body_rows[count:], region, levels)
        return region

    def _caption_end(self, caption: Line, rows: Sequence[Sequence[Line]], top: float) -> int | None:
        """Return the number of rows that are the caption's, None where something else stands between it and the rule."""
        for n, row in enumerate(rows):
            if row[0].v > top:
                return n if n else None
            if n == 0 and caption not in row:
                return None
            if n and begins_table(row[0], self._page.style):
                return None
            if n and all(line.bold for line in row) and not rows[n - 1][-1].bold:
                return n
            if n and (pieces(row, CELL_GAP_EM) > 1 or abs(row[0].size - rows[n - 1][0].size) > CAPTION_SIZE_PT + 2):
                return n
        return None

    def _body_end(self, rows: Sequence[Sequence[Line]], levels: Sequence[Level]) -> int:
        """Return the number of rows down to the table's last rule."""
        end = 0
        text = 0
        for n, row in enumerate(rows):
            closing = [level for level in levels if n and rows[n - 1][0].v - 1 < level.v <= row[0].v - 1]
            if closing:
                end, text = n, 0
            if begins_caption(row[0], self._page.style):
                return end
            if closing and NOTE_HEAD.match(row[0].text):
                break
            text = text + 1 if self._page.is_text(row) else 0
            if text >= TEXT_LINES:
                break
        else:
            if rows and any(level.v > rows[-1][0].v - 1 for level in levels):
                return self._without_notes(rows, len(rows), levels)
        if end:
            more = self._rows_beyond(rows, end)
            return end + more if more else self._without_notes(rows, end, levels)
        return self._open_end(rows)

    def _rows_beyond(self, rows: Sequence[Sequence[Line]], end: int) -> int:
        """Return how many rows of the table stand under its last rule, which parts its heads or its last row from the
        others: rows of cells close under each other, numbers among the first of them.
        """
        beyond = rows[end:]
        if not beyond or beyond[0][0].v - rows[end - 1][0].v > NOTE_GAP_EM * beyond[0][0].size:
            return 0
        if not any(is_numeric(row) for row in beyond[:BEYOND_ROWS]) or NOTE_MARK.match(beyond[0][0].text):
            return 0
        return self._open_end(beyond)

    def _without_notes(self, rows: Sequence[Sequence[Line]], end: int, levels: Sequence[Level]) -> int:
        """Return the end without the rows between its last rules where these are notes alone."""
        while end:
            over = [level.v for level in levels if level.v < rows[end - 1][0].v]
            start = next((n for n in range(end) if rows[n][0].v > over[-1]), end) if over else 0
            if start < LEAST_ROWS or not all(_is_note(row) for row in rows[start:end]):
                break
            end = start
        return end

    def _open_end(self, rows: Sequence[Sequence[Line]]) -> int:
        """Return the number of rows of a table without a rule at its foot: down to the last one with several cells."""
        end = 0
        text = 0
        for n, row in enumerate(rows):
            if begins_caption(row[0], self._page.style):
                break
            if n and row[0].v - rows[n - 1][0].v > 2 * NOTE_GAP_EM * row[0].size:
                break
            text = text + 1 if self._page.is_text(row) else 0
            if text >= TEXT_LINES:
                break
            if pieces(row, CELL_GAP_EM) > 1:
                end = n + 1
        return end

    def _notes(self, rows: Sequence[Sequence[Line]], region: Region, levels: Sequence[Level]) -> list[Line]:
        """Return the lines of the notes under the table's last row."""
        out: list[Line] = []
        last = max(region.body, key=lambda line: line.v)
        rule = min((level.v for level in levels if level.v > last.v - 1), default=last.v)
        before = max(last.v, rule)
        for row in rows:
            line = row[0]
            small = line.size < self._page.style.size - NOTE_SIZE_PT
            gap = line.v - before
            if gap > NOTE_GAP_EM * max(line.size, last.size if not out else 0) or begins_caption(
                line, self._page.style
            ):
                break
            if any(before < level.v < line.v - 1 for level in levels) and out:
                break
            if not small and not (not out and NOTE_MARK.match(line.text) and line.words[0].script == 1):
                break
            if out and line.size > out[-1].size + CAPTION_SIZE_PT:
                break
            out.extend(row)
            before = line.v
        return out

    # at the head of a further page

    def at_head(self, left: float, right: float) -> tuple[list[list[Line]], list[Line], list[Rect]]:
        """Return the rows of cells between the edges at the head of the page, the notes under them and the rules among
        them; empty where other text stands there.
        """
        rows = self._page.rows(left, right, float("-inf"), None)
        top = min(line.v for line in self._page.lines)
        if not rows or rows[0][0].v - top > rows[0][0].size:
            return [], [], []
        levels = [level for level in self._page.levels if level.is_full(left, right)]
        count = self._body_end(rows, levels) if levels else self._open_end(rows)
        body = rows[:count]
        if not body:
            return [], [], []
        region = self._page.region(body[0][0], (), body, (left, right), least=1)
        if region is None:
            return [], [], []
        return body, self._notes(rows[count:], region, levels), region.rules

    # without rules

    def _unruled(self, caption: Line) -> Region | None:
        """Return the rows of cells under the caption, down to what is running text, another caption or far below."""
        lines = [line for line in self._page.lines if line.v > caption.top]
        extents = [caption.column, (min(line.u0 for line in lines), max(line.u1 for line in lines))]
        for left, right in dict.fromkeys(extents):
            rows = self._page.rows(left, right, caption.top, None)
            start = self._cells_start(caption, rows)
            if start is None:
                continue
            count = self._open_end(rows[start:])
            body = rows[start : start + count]
            region = self._page.region(caption, rows[:start], body, (left, right)) if body else None
            if region is not None:
                region.notes = self._notes(rows[start + count :], region, ())
                return region
        return None

    def _cells_start(self, caption: Line, rows: Sequence[Sequence[Line]]) -> int | None:
        """Return the number of rows that are the caption's: those before the first row of cells; None where no cells stand
        near under it.
        """
        for n, row in enumerate(rows):
            if n == 0:
                if caption not in row or len(row) > 1:
                    return None
                continue
            gap = row[0].v - rows[n - 1][0].v
            if n > CAPTION_LINES or gap > 2 * NOTE_GAP_EM * row[0].size or begins_caption(row[0], self._page.style):
                return None
            if pieces(row, CELL_GAP_EM) > 1:
                return None if self._page.is_text(row) else n
        return None


def _bound_a_picture(levels: Sequence[Level], rows: Sequence[Sequence[Line]]) -> bool:
    """Return whether rules far apart stand over all rows: the table between them is a picture, the rows are its notes."""
    if not rows or not levels or levels[-1].v > rows[0][0].v:
        return False
    return levels[-1].v - levels[0].v > PICTURE_EM * rows[0][0].size


def _is_note(row: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in row)
    return pieces(row, CELL_GAP_EM) == 1 and (len(text.split()) >= NOTE_WORDS or NOTE_MARK.match(text) is not None)
