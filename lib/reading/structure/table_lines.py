"""The lines and rules of a page among which tables are looked for, and what a table's place is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lib.geometry import Rect
from lib.reading.layout.lines import Line
from lib.reading.structure.blocks import CAPTION, LOWER_WORD, Style, caption_match
from lib.reading.structure.caption_labels import is_table_caption
from lib.reading.tables.columns import row_words
from lib.reading.tables.printed_rows import printed_rows
from lib.reading.tables.ruling import Level, levels_of

LEAST_WIDTH_PT = 60
"""A rule shorter than this is no table's first."""
LEADING_EM = 1.6
"""Lines of a caption or a note stand no further under each other; blank lines let in."""
EDGE_PT = 6
"""Words of a table stand no further outside its rules."""
CELL_GAP_EM = 1.2
"""A caption has no gap as wide as this."""
HEAD_GAP_EM = 0.7
"""Heads over narrow columns stand no nearer to each other."""
TEXT_SHARE = 0.7
"""A line of running text fills more than this share of its column."""
TEXT_LOWER_SHARE = 0.4
"""Of its words those of lower-case letters."""
LEAST_ROWS = 2
NOTE_GAP_EM = 2.2
"""A note begins no further under the table's last rule or the note before it."""
CONTINUED = re.compile(r"^\W*(?:cont(?:inued|inuation|'?d|\.)?|suite|fortsetzung)\W*(?:\bfrom\b.*)?$", re.IGNORECASE)
"""What stands in place of a caption on the further pages of a table."""
ENDS_CONTINUED = re.compile(r"[(\[]\s*cont(?:inued|'?d|\.)?\s*[)\]]\W*$", re.IGNORECASE)


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


class TableLines:
    """The lines of one turn on a page, and the rules in their frame."""

    def __init__(self, lines: Sequence[Line], rules: Sequence[Rect], style: Style) -> None:
        self.lines = lines
        self._rules = rules
        self.levels = levels_of(rules)
        self.style = style
        self.taken: set[int] = set()
        """Lines of tables that were found."""

    def extent(self, caption: Line, levels: Sequence[Level]) -> tuple[float, float] | None:
        """Return the edges of the widest rule near the caption that stands over or under its words; where the first one keeps to
        the caption's column, of those that do: one over the page may be at its foot.
        """
        strokes = [
            (u0, u1)
            for level in levels
            for u0, u1 in level.strokes()
            if u1 - u0 > LEAST_WIDTH_PT and u0 < caption.u1 and u1 > caption.u0
        ]
        left, right = caption.column[0] - EDGE_PT, caption.column[1] + EDGE_PT
        inside = [stroke for stroke in strokes if left < stroke[0] and stroke[1] < right]
        kept = inside if inside and strokes[0] in inside else strokes
        return max(kept, key=lambda stroke: stroke[1] - stroke[0], default=None)

    def rows(self, left: float, right: float, top: float, bottom: float | None) -> list[list[Line]]:
        """Return the lines between the edges and heights (None: down to the foot) in rows, those of found tables left out."""
        inside = [
            line
            for line in self.lines
            if id(line) not in self.taken
            and left - EDGE_PT < (line.u0 + line.u1) / 2 < right + EDGE_PT
            and line.v > top
            and (bottom is None or line.v < bottom)
        ]
        return printed_rows(inside)

    def is_text(self, row: Sequence[Line]) -> bool:
        """Return whether the row is a line of running text, or one in each of several columns."""
        columns = {line.column for line in row}
        return len(columns) == len(row) and all(self.is_text_line(line) for line in row)

    def is_text_line(self, line: Line) -> bool:
        """Return whether the line is one of running text that fills its column."""
        if not self.style.has_size(line.size) or not line.faces & self.style.faces:
            return False
        words = [word.text for word in line.words]
        lower = sum(LOWER_WORD.fullmatch(word) is not None for word in words)
        wide = line.u1 - line.u0 > TEXT_SHARE * (line.column[1] - line.column[0])
        return wide and len(words) > 3 and lower > TEXT_LOWER_SHARE * len(words) and pieces([line], CELL_GAP_EM) == 1

    def region(
        self,
        caption: Line,
        captioned: Sequence[Sequence[Line]],
        body: Sequence[Sequence[Line]],
        extent: tuple[float, float],
        least: int = LEAST_ROWS,
    ) -> Region | None:
        """Return the table of these rows, with the rules around and in it; None for rows that are not in several pieces."""
        lines = [line for row in body for line in row]
        apart = [pieces(row, CELL_GAP_EM) > 1 for row in body]
        if len(body) < least or not any(apart) or sum(pieces(row, HEAD_GAP_EM) > 1 for row in body) < least:
            return None
        top = min(caption.top, min(line.top for line in lines) - caption.size)
        bottom = max(line.bottom for line in lines) + caption.size
        left, right = extent
        rules = [
            r for r in self._rules if r[0] < right + EDGE_PT and r[2] > left - EDGE_PT and r[1] < bottom and r[3] > top
        ]
        return Region([line for row in captioned for line in row], lines, rules)


def begins_table(line: Line, style: Style) -> bool:
    """Return whether the line begins a table's caption, also on a further page."""
    text = line.text
    match = CAPTION.match(text)
    if match is None or not is_table_caption(text):
        return False
    return CONTINUED.match(text[match.end() :]) is not None or caption_match(line, style) is not None


def begins_caption(line: Line, style: Style) -> bool:
    """Return whether the line begins a caption of any kind."""
    return caption_match(line, style) is not None or begins_table(line, style)


def pieces(row: Sequence[Line], gap_em: float) -> int:
    """Return in how many pieces a row is where wider gaps cut it."""
    words = row_words(row)
    size = max(line.size for line in row)
    return 1 + sum(b.u0 - a.u1 > gap_em * size for a, b in pairwise(words))
