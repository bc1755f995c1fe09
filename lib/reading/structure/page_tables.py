"""Tables taken out of a page's lines before its blocks are told: each with its caption, and its further pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.structure.blocks import Block, Style
from lib.reading.structure.caption_labels import split_label
from lib.reading.structure.further_pages import ends_page, find_further
from lib.reading.structure.table_lines import Region
from lib.reading.structure.table_regions import find_regions
from lib.reading.tables.grid import GridCell, GridRow, PrintedTable
from lib.reading.tables.table_reader import printed_table
from lib.reading.text.sentences import ends_sentence

NOTE_SIGN = re.compile(r"^[*†‡§¶#∗⋆]")


class PageTables:
    """Cuts the pages of one paper, one after the other, into blocks; tables that rules bound are blocks already."""

    def __init__(self, style: Style, *, captions_under: bool) -> None:
        self._style = style
        self._captions_under = captions_under
        self._by_label: dict[str, PrintedTable] = {}
        self._open: tuple[Region, PrintedTable] | None = None
        """The table at the foot of the page before."""
        self._last = PrintedTable((), [])

    def cut(self, page: PageText) -> list[Block]:
        """Return the page's blocks in reading order, those of tables and their captions with their kind."""
        regions = find_regions(page, self._style, captions_under=self._captions_under)
        further = self._open and find_further(page, self._style, *self._open, regions)
        if further:
            regions = [further, *regions]
        open_before, self._open = self._open, None
        of_line = {id(line): region for region in regions for line in region.lines}
        out: list[Block] = []
        done: set[int] = set()
        for (region, _), lines in groupby(page.lines, key=lambda line: (of_line.get(id(line)), line.block)):
            if region is None:
                out.append(Block(list(lines)))
            elif id(region) not in done:
                done.add(id(region))
                if region is further and open_before:
                    out.append(self._further_block(region, open_before[1]))
                else:
                    out.extend(self._blocks(region))
                if ends_page(page, region):
                    self._open = (region, self._last)
        return out

    def _further_block(self, region: Region, first: PrintedTable) -> Block:
        """Return the rows of a further page without a caption, added to the table of the page before."""
        table = printed_table(region.body, region.rules, ())
        if not first.has_heads_of(table) or not any(row.head for row in table.rows):
            table = printed_table(region.body, region.rules, (), headless=True)
        first.take_columns(table)
        table.rows.extend(_note_rows(region.notes))
        first.go_on(table)
        self._last = first
        return Block([line for row in table.rows for line in row.lines], "table", table=first)

    def _blocks(self, region: Region) -> list[Block]:
        table = printed_table(region.body, region.rules, region.caption)
        table.rows.extend(_note_rows(region.notes))
        label = split_label(" ".join(line.text for line in region.caption))[0].lower()
        first = self._by_label.get(label)
        if first is not None and (region.continues or region.repeats(first.caption)):
            first.go_on(table)
            table = first
        else:
            self._by_label[label] = table
        self._last = table
        lines = [line for row in table.rows for line in row.lines if line.page == region.body[0].page]
        return [Block(region.caption, "caption"), Block(lines, "table", caption=region.caption, table=table)]


def _note_rows(lines: Sequence[Line]) -> list[GridRow]:
    """Return one row a note: cut at raised marks and signs, and at sentences that end short of the edge."""
    out: list[list[Line]] = []
    right = max((line.u1 for line in lines), default=0.0)
    for line in lines:
        before = out[-1][-1] if out else None
        marked = line.words[0].script == 1 or NOTE_SIGN.match(line.text) is not None
        ended = before is not None and ends_sentence(before.text) and before.u1 < right - 3 * line.size
        if before is None or marked or (ended and line.v > before.v + line.size / 2):
            out.append([line])
        else:
            out[-1].append(line)
    return [GridRow([GridCell(0, note)], note=True) for note in out]
