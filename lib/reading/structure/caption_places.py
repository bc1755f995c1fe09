"""Whether a paper prints the captions of its tables over or under them."""

from __future__ import annotations

from collections.abc import Sequence

from lib.reading.layout.pages import PageText
from lib.reading.structure.blocks import Style
from lib.reading.structure.table_lines import begins_table
from lib.reading.structure.table_regions import TableFinder, table_captions


def captions_stand_under(pages: Sequence[PageText], style: Style) -> bool:
    """Return whether more captions have a table over them alone than under them alone: a journal sets all of them alike, and
    one between two tables belongs to the one on the side where the others have theirs.
    """
    over = under = 0
    for page in pages:
        for turn in dict.fromkeys(line.turn for line in page.lines if begins_table(line, style)):
            lines = [line for line in page.lines if line.turn == turn]
            finder = TableFinder(lines, [page.local(rect, turn) for rect in page.rules], style)
            for caption in table_captions(lines, style):
                has_over, has_under = finder.sides(caption)
                over += has_over and not has_under
                under += has_under and not has_over
    return over > under
