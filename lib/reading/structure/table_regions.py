"""Where a page's tables stand: from a table's caption and the rules under or over it to the notes at its foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lib.geometry import Rect
from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.structure.blocks import CAPTION, LOWER_WORD, Style, caption_match
from lib.reading.structure.labels import is_table_caption
from lib.reading.tables.columns import row_words
from lib.reading.tables.heads import is_numeric
from lib.reading.tables.printed_rows import printed_rows
from lib.reading.tables.ruling import Level, levels_of
from lib.reading.text.sentences import ends_sentence

LEAST_WIDTH_PT = 60
"""A rule shorter than this is no table's first."""
CAPTION_LINES = 14
"""A caption has at most so many lines."""
LEADING_EM = 1.6
"""Lines of a caption or a note stand no further under each other; blank lines let in."""
EDGE_PT = 6
"""Words of a table stand no further outside its rules."""
CAPTION_SIZE_PT = 0.7
"""Lines of one caption differ in size by less than this."""
CELL_GAP_EM = 1.2
"""A caption has no gap as wide as this."""
HEAD_GAP_EM = 0.7
"""Heads over narrow columns stand no nearer to each other."""
TEXT_SHARE = 0.7
"""A line of running text fills more than this share of its column."""
TEXT_LOWER_SHARE = 0.4
"""Of its words those of lower-case letters."""
TEXT_LINES = 2
"""So many lines of running text under each other end a table."""
LEAST_ROWS = 2
BEYOND_ROWS = 3
"""Of the rows under a table's last rule that are its own one of the first so many holds numbers."""
NOTE_GAP_EM = 2.2
"""A note begins no further under the table's last rule or the note before it."""
DOUBLE_PT = 4
"""Rules nearer to each other are a double one."""
CORNER_SHARE = 0.4
"""A rule that leaves out the corner over the first column covers more than this share of the table."""
MOST_CORNER_ROWS = 4
"""Heads beside such a corner have at most so many printed lines."""
PICTURE_EM = 8
"""Rules without a row between them that are further apart than this bound a picture; those of a head stand closer."""
NOTE_SIZE_PT = 0.3
"""A note is smaller than the running text by more than this."""
NOTE_WORDS = 7
"""A line of one piece and so many words under the last row is a note."""
CONTINUED = re.compile(r"^\W*(?:cont(?:inued|inuation|'?d|\.)?|suite|fortsetzung)\W*(?:\bfrom\b.*)?$", re.IGNORECASE)
"""What stands in place of a caption on the further pages of a table."""
ENDS_CONTINUED = re.compile(r"[(\[]\s*cont(?:inued|'?d|\.)?\s*[)\]]\W*$", re.IGNORECASE)
NOTE_HEAD = re.compile(r"^(?:notes?|abbreviations?|sources?|legend)\s*[:.]", re.IGNORECASE)
"""What notes begin with that stand under a table's last rule."""
NOTE_MARK = re.compile(
    r"^(?:[*†‡§¶#∗⋆]|\(?[a-z0-9]\)?[\s.:)]|notes?\b|abbreviations?\b|source\b|legend\b|values?\s|data\s|https?://|doi\b)",
    re.IGNORECASE,
)
"""What a note begins with."""


@dataclass(eq=False, slots=True)
class Region:
    """A table's place on a page: the lines of its caption, of its rows and of its notes."""

    caption: list[Line]
    body: list[Line]
    rules: list[Rect]
    """In the frame of its text."""
    notes: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """All its lines."""
        return [*self.caption, *self.body, *self.notes]

    @property
    def continues(self) -> bool:
        """Whether it goes on with a table of the page before."""
        text = " ".join(line.text for line in self.caption)
        match = CAPTION.match(text)
        return match is not None and CONTINUED.match(text[match.end() :]) is not None

    def repeats(self, caption: Sequence[Line]) -> bool:
        """Return whether its caption is that of a table of the page before once more, or says at its end that it goes on."""
        if not caption or self.caption[0].page != caption[0].page + 1:
            return False
        first, again = (" ".join(line.text for line in lines) for lines in (caption, self.caption))
        return again == first or ENDS_CONTINUED.search(again) is not None


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


def begins_table(line: Line, style: Style) -> bool:
    """Return whether the line begins a table's caption, also on a further page."""
    text = line.text
    match = CAPTION.match(text)
    if match is None or not is_table_caption(text):
        return False
    return CONTINUED.match(text[match.end() :]) is not None or caption_match(line, style) is not None


class TableFinder:
    """Finds the tables among the lines of one turn."""

    def __init__(
        self, lines: Sequence[Line], rules: Sequence[Rect], style: Style, *, captions_under: bool = False
    ) -> None:
        self._lines = lines
        self._rules = rules
        self._levels = levels_of(rules)
        self._style = style
        self._captions_under = captions_under
        self.taken: set[int] = set()
        """Lines of tables that were found."""

    def find(self, caption: Line) -> Region | None:
        """Return the table under the caption, else the one over it (the other way round where captions stand under their
        tables), else the rows of cells under it that no rules bound; None where there are none.
        """
        over, under = (self._over, self._over_unruled), (self._under,)
        ways = (*over, *under) if self._captions_under else (*under, self._over)
        ways = (*ways, self._unruled, self._over_unruled)
        return next((region for way in ways if (region := way(caption)) is not None), None)

    def sides(self, caption: Line) -> tuple[bool, bool]:
        """Return whether rules bound a table over the caption, and whether they bound one under it."""
        over = self._over(caption) or self._over_unruled(caption)
        return over is not None, self._under(caption) is not None

    # under its caption

    def _under(self, caption: Line) -> Region | None:
        reach = caption.v + CAPTION_LINES * LEADING_EM * caption.size
        below = [level for level in self._levels if caption.v - 1 < level.v < reach]
        extent = self._extent(caption, below[:3])
        if extent is None:
            return None
        left, right = min(extent[0], caption.u0), extent[1]
        rows = self._rows(left, right, caption.top, None)
        top = next(level.v for level in below if level.covered(left, right) > 0)
        start = self._caption_end(caption, rows, top)
        if start is None:
            return None
        captioned, body_rows = rows[:start], rows[start:]
        levels = [level for level in self._levels if level.v > caption.v - 1 and level.is_full(left, right)]
        if _bound_a_picture(levels, body_rows):
            return None
        count = self._body_end(body_rows, levels)
        region = self._region(caption, captioned, body_rows[:count], (left, right))
        if region is not None:
            region.notes = self._notes(body_rows[count:], region, levels)
        return region

    def _extent(self, caption: Line, levels: Sequence[Level]) -> tuple[float, float] | None:
        """Return the edges of the widest rule near the caption that stands over or under its words."""
        strokes = [
            (u0, u1)
            for level in levels
            for u0, u1 in level.strokes()
            if u1 - u0 > LEAST_WIDTH_PT and u0 < caption.u1 and u1 > caption.u0
        ]
        return max(strokes, key=lambda stroke: stroke[1] - stroke[0], default=None)

    def _rows(self, left: float, right: float, top: float, bottom: float | None) -> list[list[Line]]:
        inside = [
            line
            for line in self._lines
            if id(line) not in self.taken
            and left - EDGE_PT < (line.u0 + line.u1) / 2 < right + EDGE_PT
            and line.v > top
            and (bottom is None or line.v < bottom)
        ]
        return printed_rows(inside)

    def _caption_end(self, caption: Line, rows: Sequence[Sequence[Line]], top: float) -> int | None:
        """Return the number of rows that are the caption's, None where something else stands between it and the rule."""
        for n, row in enumerate(rows):
            if row[0].v > top:
                return n if n else None
            if n == 0 and caption not in row:
                return None
            if n and begins_table(row[0], self._style):
                return None
            if n and all(line.bold for line in row) and not rows[n - 1][-1].bold:
                return n
            if n and (_pieces(row, CELL_GAP_EM) > 1 or abs(row[0].size - rows[n - 1][0].size) > CAPTION_SIZE_PT + 2):
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
            if begins_caption(row[0], self._style):
                return end
            if closing and NOTE_HEAD.match(row[0].text):
                break
            text = text + 1 if self._is_text(row) else 0
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
            if begins_caption(row[0], self._style):
                break
            if n and row[0].v - rows[n - 1][0].v > 2 * NOTE_GAP_EM * row[0].size:
                break
            text = text + 1 if self._is_text(row) else 0
            if text >= TEXT_LINES:
                break
            if _pieces(row, CELL_GAP_EM) > 1:
                end = n + 1
        return end

    def _is_text(self, row: Sequence[Line]) -> bool:
        """Return whether the row is a line of running text, or one in each of several columns."""
        columns = {line.column for line in row}
        return len(columns) == len(row) and all(self._is_text_line(line) for line in row)

    def _is_text_line(self, line: Line) -> bool:
        if not self._style.has_size(line.size) or not line.faces & self._style.faces:
            return False
        words = [word.text for word in line.words]
        lower = sum(LOWER_WORD.fullmatch(word) is not None for word in words)
        wide = line.u1 - line.u0 > TEXT_SHARE * (line.column[1] - line.column[0])
        return wide and len(words) > 3 and lower > TEXT_LOWER_SHARE * len(words) and _pieces([line], CELL_GAP_EM) == 1

    def _region(
        self,
        caption: Line,
        captioned: Sequence[Sequence[Line]],
        body: Sequence[Sequence[Line]],
        extent: tuple[float, float],
        least: int = LEAST_ROWS,
    ) -> Region | None:
        lines = [line for row in body for line in row]
        apart = [_pieces(row, CELL_GAP_EM) > 1 for row in body]
        if len(body) < least or not any(apart) or sum(_pieces(row, HEAD_GAP_EM) > 1 for row in body) < least:
            return None
        top = min(caption.top, min(line.top for line in lines) - caption.size)
        bottom = max(line.bottom for line in lines) + caption.size
        left, right = extent
        rules = [
            r for r in self._rules if r[0] < right + EDGE_PT and r[2] > left - EDGE_PT and r[1] < bottom and r[3] > top
        ]
        return Region([line for row in captioned for line in row], lines, rules)

    def _notes(self, rows: Sequence[Sequence[Line]], region: Region, levels: Sequence[Level]) -> list[Line]:
        """Return the lines of the notes under the table's last row."""
        out: list[Line] = []
        last = max(region.body, key=lambda line: line.v)
        rule = min((level.v for level in levels if level.v > last.v - 1), default=last.v)
        before = max(last.v, rule)
        for row in rows:
            line = row[0]
            small = line.size < self._style.size - NOTE_SIZE_PT
            gap = line.v - before
            if gap > NOTE_GAP_EM * max(line.size, last.size if not out else 0) or begins_caption(line, self._style):
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
        rows = self._rows(left, right, float("-inf"), None)
        top = min(line.v for line in self._lines)
        if not rows or rows[0][0].v - top > rows[0][0].size:
            return [], [], []
        levels = [level for level in self._levels if level.is_full(left, right)]
        count = self._body_end(rows, levels) if levels else self._open_end(rows)
        body = rows[:count]
        if not body:
            return [], [], []
        region = self._region(body[0][0], (), body, (left, right), least=1)
        if region is None:
            return [], [], []
        return body, self._notes(rows[count:], region, levels), region.rules

    # without rules

    def _unruled(self, caption: Line) -> Region | None:
        """Return the rows of cells under the caption, down to what is running text, another caption or far below."""
        lines = [line for line in self._lines if line.v > caption.top]
        extents = [caption.column, (min(line.u0 for line in lines), max(line.u1 for line in lines))]
        for left, right in dict.fromkeys(extents):
            rows = self._rows(left, right, caption.top, None)
            start = self._cells_start(caption, rows)
            if start is None:
                continue
            count = self._open_end(rows[start:])
            body = rows[start : start + count]
            region = self._region(caption, rows[:start], body, (left, right)) if body else None
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
            if n > CAPTION_LINES or gap > 2 * NOTE_GAP_EM * row[0].size or begins_caption(row[0], self._style):
                return None
            if _pieces(row, CELL_GAP_EM) > 1:
                return None if self._is_text(row) else n
        return None

    # over its caption

    def _over(self, caption: Line) -> Region | None:
        near = NOTE_GAP_EM * caption.size
        above = [level for level in self._levels if caption.top - near < level.v < caption.v - caption.size / 2]
        extent = self._extent(caption, above[-2:])
        if extent is None:
            return None
        left, right = extent
        levels = [
            level for level in self._levels if level.v < caption.v - caption.size / 2 and level.is_full(left, right)
        ]
        rows = self._rows(left, right, float("-inf"), caption.v - caption.size / 2)
        top = len(rows)
        if len(levels) < 2 or not rows:
            return None
        start = levels[-1].v
        for level in reversed(levels[:-1]):
            if start - level.v < DOUBLE_PT:
                start = level.v
                continue
            between = [n for n, row in enumerate(rows) if level.v < row[0].v < start]
            if any(self._is_text(rows[n]) and self._is_text(rows[n - 1]) for n in between[1:]) or not between:
                break
            if any(begins_caption(rows[n][0], self._style) for n in between):
                break
            top, start = between[0], level.v
        top = self._under_corner(rows, top, start, (left, right))
        body = [row for row in rows[top:] if row[0].v < levels[-1].v]
        captioned = self._captioned(caption, left, right)
        if not captioned or caption not in captioned[0]:
            return None
        return self._region(caption, captioned, body, extent) if body else None

    def _under_corner(self, rows: Sequence[Sequence[Line]], top: int, start: float, extent: tuple[float, float]) -> int:
        """Return the first row of the table that begins with row `top` under the rule at `start`: heads stand over it where the
        rule over them leaves out the corner over the first column, and reaches to the table's right edge.
        """
        left, right = extent
        over = [
            (level.v, u0)
            for level in self._levels
            if level.v < start - 1
            for u0, u1 in level.strokes()
            if left + EDGE_PT < u0 and abs(u1 - right) < EDGE_PT and u1 - u0 > CORNER_SHARE * (right - left)
        ]
        if not over:
            return top
        v, edge = over[-1]
        heads = [n for n, row in enumerate(rows) if v < row[0].v < start]
        if (
            not heads
            or len(heads) > MOST_CORNER_ROWS
            or any(row[0].u0 < edge - EDGE_PT for row in rows[heads[0] : top])
        ):
            return top
        return heads[0]

    def _over_unruled(self, caption: Line) -> Region | None:
        """Return the rows of cells right over the caption that no two rules bound: numbers among them, up to what is running
        text, another caption or far above.
        """
        extents = [caption.column, (min(line.u0 for line in self._lines), max(line.u1 for line in self._lines))]
        for left, right in dict.fromkeys(extents):
            rows = self._rows(left, right, float("-inf"), caption.v - caption.size / 2)
            below, start = caption.v, len(rows)
            for n in reversed(range(len(rows))):
                row = rows[n]
                reach = NOTE_GAP_EM * max(row[0].size, caption.size)
                far = below - row[0].v > (reach if n + 1 < len(rows) else 2 * reach)
                if far or self._is_text(row) or begins_caption(row[0], self._style) or _pieces(row, HEAD_GAP_EM) == 1:
                    break
                below, start = row[0].v, n
            body = rows[start:]
            if any(is_numeric(row) for row in body):
                region = self._region(caption, self._captioned(caption, left, right), body, (left, right))
                if region is not None:
                    return region
        return None

    def _captioned(self, caption: Line, left: float, right: float) -> list[list[Line]]:
        """Return the lines of a caption that stands under its table."""
        rows = [row for row in self._rows(left, right, caption.top, None) if row[0].v >= caption.v - 1]
        count = 1
        while (
            count < len(rows)
            and rows[count][0].v - rows[count - 1][0].v < LEADING_EM * caption.size
            and rows[count][0].block == caption.block
        ):
            count += 1
        return rows[:count]


def begins_caption(line: Line, style: Style) -> bool:
    """Return whether the line begins a caption of any kind."""
    return caption_match(line, style) is not None or begins_table(line, style)


def _bound_a_picture(levels: Sequence[Level], rows: Sequence[Sequence[Line]]) -> bool:
    """Return whether rules far apart stand over all rows: the table between them is a picture, the rows are its notes."""
    if not rows or not levels or levels[-1].v > rows[0][0].v:
        return False
    return levels[-1].v - levels[0].v > PICTURE_EM * rows[0][0].size


def _is_note(row: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in row)
    return _pieces(row, CELL_GAP_EM) == 1 and (len(text.split()) >= NOTE_WORDS or NOTE_MARK.match(text) is not None)


def _pieces(row: Sequence[Line], gap_em: float) -> int:
    words = row_words(row)
    size = max(line.size for line in row)
    return 1 + sum(b.u0 - a.u1 > gap_em * size for a, b in pairwise(words))
