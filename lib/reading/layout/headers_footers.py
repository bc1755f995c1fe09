"""Running headers, footers, page numbers and what repeats in the margins: whole lines that come again on other pages, set
apart from the text, at the edge of the page.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from lib.geometry import Rect
from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.layout.repeated_pages import first_like
from lib.reading.layout.stray_line_numbers import drop_stray_line_numbers
from lib.reading.pdf.glyphs import UNKNOWN

MARGIN_SHARE = 0.17
"""Headers and footers stand in this share of the page's height at its top and bottom."""
PLACE_PT = 8
"""A line that comes again stands at most this far higher or lower."""
SIDE_PT = 4
"""And begins, ends or is centred at most this far from where it did."""
SIZE_PT = 0.6
"""And differs in size by at most this."""
REPEATING_SHARE = 0.3
"""It comes again on this share of the pages, on the bounds below at least and at most."""
LEAST_REPEATING_PAGES, MOST_REPEATING_PAGES = 2, 4
COVERAGE = 0.6
"""Of the pages between its first and its last, or of every other one of them, it is on this share."""
LONG_LETTERS = 12
"""A line of so many letters needs no more than the least number of pages, in its place to the left and right or not."""
NEAR_EM = 2.0
"""Where only those pages have it, it stands at the page's edge or this close to another header or footer."""
SHORT_LETTERS, SHORT_SHARE = 4, 0.5
"""A line of fewer letters, such as a label in a figure, comes again on this share of all pages."""
MOST_LETTERS = 250
"""A longer line is text."""
MOST_LINES_BEYOND = 2
"""At most so many rows that do not come again stand between a header or footer and the page's edge."""
ROW_EM = 0.6
"""Lines whose baselines are closer than this share a row."""
APART = 1.3
"""Headers and footers stand this many times as far from the text as its lines from one another."""
TABLE_HEAD_EM = 2.5
"""A row this close over a table's row is the table's head."""
CELL_GAP_EM = 1.2
"""Words further apart than this are cells of a table, where a line has two such gaps."""
MOST_WORDS_BESIDE = 6
"""A word or two repeat in the margin beside the text; what has more words than these is text, or is turned."""
MOST_BESIDE = 4
"""Beside the text repeat at most so many lines; more are a column of a table."""
TITLE_WORDS = 2
"""A page on which nothing but headers and footers stands keeps them where one has more words than these."""
LEAST_UNREADABLE = 4

_NUMBER = re.compile(
    r"^[\W_]*(?:page\s*)?(?P<number>\d{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/|\|)\s*\d{1,5})?[\W_]*$", re.IGNORECASE
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(slots=True)
class _Placed:
    """A line of a page and where it stands, in the frame of its own text, from the top and the left of the CropBox (pt)."""

    page: PageText
    line: Line
    top: float
    left: float
    right: float
    width: float
    """Of the page, in the same frame."""
    height: float
    keys: list[str] = field(default_factory=list)

    @property
    def spot(self) -> tuple[float, ...]:
        """What `stands_like` goes by, to 0.01 pt: lines of one spot stand like the same lines."""
        places = self.top, self.left, self.right, self.width, self.line.size
        return self.page.page % 2, *(round(place, 2) for place in places)

    @property
    def in_upper_margin(self) -> bool:
        """Whether headers may stand here."""
        return self.top < MARGIN_SHARE * self.height

    @property
    def in_lower_margin(self) -> bool:
        """Whether footers may stand here."""
        bottom = self.top + self.line.bottom - self.line.top
        return not self.in_upper_margin and bottom > (1 - MARGIN_SHARE) * self.height

    def stands_like(self, other: _Placed, *, anywhere: bool) -> bool:
        """Return whether the other line stands in the same place of its page in the same size; `anywhere` on its height."""
        if abs(self.top - other.top) > PLACE_PT or abs(self.line.size - other.line.size) > SIZE_PT:
            return False
        if anywhere:
            return True
        middles = self.left + self.right - other.left - other.right
        sides = [self.left - other.left, self.right - other.right, middles / 2]
        if (self.page.page - other.page.page) % 2:  # facing pages mirror each other
            sides += [self.width - self.right - other.left, self.width - self.left - other.right]
        return min(map(abs, sides)) <= SIDE_PT


def drop_headers_footers(pages: Sequence[PageText]) -> None:
    """Take headers, footers, page numbers and what repeats in margins out of the pages' lines, which note them as dropped."""
    for page in pages:
        if page.quality == "good":
            page.drop([line for line in page.lines if _unreadable(line)], "unreadable letters")
    _drop_watermarks(pages)
    drop_stray_line_numbers(pages)
    by_page = {page.page: _places(page) for page in pages}
    repeated = _repeated(by_page, first_like(pages))
    for page in pages:
        _drop_beside(page, [one for one in by_page[page.page] if id(one.line) in repeated])
        _drop_above_and_below(page, by_page[page.page], repeated)


def _unreadable(line: Line) -> bool:
    """Return whether the line is nothing but letters of a font that does not tell what they are, such as a badge's."""
    letters = "".join(word.text for word in line.words)
    return len(letters) >= LEAST_UNREADABLE and not letters.strip(UNKNOWN)


def _drop_watermarks(pages: Sequence[PageText]) -> None:
    """Drop the words of watermarks where they stand over no text, as other pages have them over theirs."""
    marks = {piece.text for page in pages for piece in page.dropped if piece.reason == "watermark"}
    if not marks:
        return
    usual = median(line.size for page in pages for line in page.lines) if any(page.lines for page in pages) else 0.0
    for page in pages:
        page.drop([line for line in page.lines if line.size > usual and line.text in marks], "watermark")


def _places(page: PageText) -> list[_Placed]:
    crops = {turn: page.local_crop(turn) for turn in {line.turn for line in page.lines}}
    return [_placed(page, line, crops[line.turn]) for line in page.lines]


def _placed(page: PageText, line: Line, crop: Rect) -> _Placed:
    left, upper, right, lower = crop
    place = _Placed(page, line, line.top - upper, line.u0 - left, line.u1 - left, right - left, max(1.0, lower - upper))
    in_margin = place.in_upper_margin or place.in_lower_margin
    if (in_margin or len(line.words) <= MOST_WORDS_BESIDE) and len(text := line.text) <= MOST_LETTERS:
        place.keys = list(_keys(text, page.page))
    return place


def _keys(text: str, page: int) -> Iterator[str]:
    """Yield what the line has in common with the same line of other pages: its letters and numbers, and the same with one
    number as far from the page's as it is.
    """
    plain = re.sub(r"\s+", "", text.lower())
    yield plain
    for number in re.finditer(r"\d{1,5}", plain):
        yield f"{plain[: number.start()]}#{int(number[0]) - page}#{plain[number.end() :]}"
    value = _page_number(text)
    if value is not None:
        yield f"#{value - page}"


def _page_number(text: str) -> int | None:
    """Return the page number that the line is, None for other lines; Roman numerals count too."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    digits = match["number"].lower()
    if digits.isdigit():
        return int(digits)
    values = [_ROMAN[letter] for letter in digits]
    return sum(-a if a < b else a for a, b in itertools.pairwise([*values, 0]))


def _repeated(by_page: dict[int, list[_Placed]], like: dict[int, int]) -> dict[int, bool]:
    """Return the ids of the lines that come again in their place on other pages, each with whether these are many, and of
    the same at the edge of pages that have it elsewhere; of pages that occur twice the first counts.
    """
    many = max(LEAST_REPEATING_PAGES, min(MOST_REPEATING_PAGES, round(REPEATING_SHARE * len(set(like.values())))))
    groups: dict[str, list[_Placed]] = defaultdict(list)
    for places in by_page.values():
        for place in places:
            for key in place.keys:
                groups[key].append(place)
    out: dict[int, bool] = {}
    known: dict[str, float] = {}
    for key, group in groups.items():
        if len(group) < LEAST_REPEATING_PAGES:
            continue
        for place, on in _pages_alike(group, like, key):
            if (
                len(on) >= LEAST_REPEATING_PAGES
                and _is_steady(on)
                and (len(on) >= many or _letters(key) >= LONG_LETTERS)
            ):
                out[id(place.line)] = out.get(id(place.line), False) or len(on) >= many
                known[place.keys[0]] = place.line.size
    parts = _Parts(known)
    for place in (place for places in by_page.values() for place in places):
        in_margin = place.in_upper_margin or place.in_lower_margin
        if in_margin and place.keys and id(place.line) not in out and parts.has(place):
            out[id(place.line)] = True
    return out


def _pages_alike(group: Sequence[_Placed], like: dict[int, int], key: str) -> Iterator[tuple[_Placed, set[int]]]:
    """Yield each line of the group with the pages that have one where it stands; none for a short line on few pages.

    A table may repeat a word in each of its rows on each of many pages: lines are compared with those on about their height
    alone, and once for each spot.
    """
    anywhere = _letters(key) >= LONG_LETTERS
    short = not key.startswith("#") and _letters(key) < SHORT_LETTERS
    least = SHORT_SHARE * len(set(like.values())) if short else 0
    by_height: dict[int, list[_Placed]] = defaultdict(list)
    for place in group:
        by_height[int(place.top // PLACE_PT)].append(place)
    at_spot: dict[tuple[float, ...], set[int]] = {}
    for place in group:
        on = at_spot.get(place.spot)
        if on is None:
            height = int(place.top // PLACE_PT)
            near = itertools.chain.from_iterable(by_height.get(height + step, ()) for step in (-1, 0, 1))
            on = {like[other.page.page] for other in near if place.stands_like(other, anywhere=anywhere)}
            on = on if len(on) >= least else set()
            at_spot[place.spot] = on
        yield place, on


def _letters(text: str) -> int:
    return sum(letter.isalnum() for letter in text)


class _Parts:
    """What comes again on other pages, with its parts: first pages have their headers elsewhere, or cut in two."""

    def __init__(self, known: dict[str, float]) -> None:
        self._known = known
        self._sizes: dict[str, list[float]] = {}

    def has(self, place: _Placed) -> bool:
        """Return whether the line is, in the same size, what comes again, or a part of it."""
        text = place.keys[0]
        if _letters(text) < SHORT_LETTERS:
            return False
        if text not in self._sizes:
            self._sizes[text] = [size for other, size in self._known.items() if text in other]
        return any(abs(size - place.line.size) <= SIZE_PT for size in self._sizes[text])


def _is_steady(on: set[int]) -> bool:
    """Return whether these are most of the pages between the first and the last of them, or of every other one."""
    even, odd = ({page for page in on if page % 2 == parity} for parity in (0, 1))
    return any(
        len(pages) >= LEAST_REPEATING_PAGES and len(pages) >= COVERAGE * ((max(pages) - min(pages)) // step + 1)
        for pages, step in ((on, 1), (even, 2), (odd, 2))
    )


def _drop_beside(page: PageText, repeated: Sequence[_Placed]) -> None:
    """Drop what repeats left or right of all text: a stamp, a word in the margin, the header of a page set sideways."""
    main = page.main_turn
    ids = {id(one.line) for one in repeated}
    text = [line for line in page.lines if id(line) not in ids and line.turn == main]
    if not text:
        return
    left, right = min(line.u0 for line in text), max(line.u1 for line in text)
    before: list[Line] = []
    behind: list[Line] = []
    for one in repeated:
        line = one.line
        shown = page.frame(line.turn).rect_to_shown(line.u0, line.top, line.u1, line.bottom)
        u0, _, u1, _ = page.local(shown, main)
        if u1 < left:
            before.append(line)
        elif u0 > right:
            behind.append(line)
    for beside in (before, behind):
        if len(beside) <= MOST_BESIDE:
            page.drop([line for line in beside if _page_number(line.text) is not None], "page number")
            page.drop([line for line in beside if _page_number(line.text) is None], "margin text")


def _drop_above_and_below(page: PageText, places: Sequence[_Placed], repeated: dict[int, bool]) -> None:
    """Drop the rows of lines that come again at the top and at the bottom of the page."""
    main = page.main_turn
    present = {id(line) for line in page.lines}
    rows = _rows([one for one in places if one.line.turn == main and id(one.line) in present])
    if not any(id(one.line) in repeated for row in rows for one in row):
        return
    leading = _leading(rows)
    above = list(itertools.takewhile(lambda row: all(one.in_upper_margin for one in row), rows))
    below = list(itertools.takewhile(lambda row: all(one.in_lower_margin for one in row), rows[::-1]))
    upper = _running_rows(rows, len(above), repeated, leading)
    lower = _running_rows(rows[::-1], len(below), repeated, leading)
    lines = [line for row in (*upper, *lower) for line in row]
    if len(lines) == len(page.lines) and any(len(line.words) > TITLE_WORDS for line in lines):
        return  # a page that says nothing else says this
    for reason, found in (("running header", upper), ("running footer", lower)):
        for row in found:
            for line in row:
                numbered = _page_number(line.text) is not None
                page.drop([line], "page number" if numbered else reason)  # type: ignore[arg-type]


def _rows(places: Sequence[_Placed]) -> list[list[_Placed]]:
    """Return the lines in rows on one height, from the top down."""
    rows: list[list[_Placed]] = []
    for one in sorted(places, key=lambda one: one.line.v):
        if rows and one.line.v - rows[-1][0].line.v < ROW_EM * max(one.line.size, rows[-1][0].line.size):
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _leading(rows: Sequence[Sequence[_Placed]]) -> float:
    """Return the usual distance (pt) between the rows of a page."""
    steps = [below[0].line.v - above[0].line.v for above, below in itertools.pairwise(rows)]
    return median(steps) if steps else 0.0


def _running_rows(
    rows: Sequence[Sequence[_Placed]], in_margin: int, repeated: dict[int, bool], leading: float
) -> list[list[Line]]:
    """Return the lines of the running rows from one edge of the page inwards; `rows` come in that order, the first
    `in_margin` of them stand where running rows may.
    """
    found: list[tuple[int, list[Line]]] = []
    beyond = 0
    for n, row in enumerate(rows[:in_margin]):
        running = [one for one in row if id(one.line) in repeated]
        strong = any(repeated[id(one.line)] for one in running)
        near = n == 0 or bool(
            found and found[-1][0] == n - 1 and _distance(rows[n - 1], row) < NEAR_EM * row[0].line.size
        )
        if (
            running
            and (strong or near)
            and all(one in running or _is_apart(one, rows[n + 1 :], leading) for one in row)
        ):
            found.append((n, [one.line for one in row]))
            continue
        beyond += 1
        if beyond > MOST_LINES_BEYOND:
            break
    while found and not _is_set_apart(found[-1][0], rows, leading):
        found.pop()
    return [lines for _, lines in found]


def _is_set_apart(n: int, rows: Sequence[Sequence[_Placed]], leading: float) -> bool:
    """Return whether the row is no table's, and set apart from what stands next towards the middle of the page."""
    if n + 1 == len(rows):
        return True
    row, following = rows[n], rows[n + 1]
    downwards = following[0].line.v > row[0].line.v
    if downwards and _distance(row, following) < TABLE_HEAD_EM * row[0].line.size and _is_table_row(following):
        return False
    return any(_is_apart(one, rows[n + 1 :], leading) for one in row)


def _is_table_row(row: Sequence[_Placed]) -> bool:
    """Return whether the row is one of a table: several pieces in one column."""
    columns = [one.line.column for one in row]
    return len(set(columns)) < len(columns) or any(_wide_gaps(one.line) > 1 for one in row)


def _wide_gaps(line: Line) -> int:
    gaps = (after.u0 - before.u1 for before, after in itertools.pairwise(line.words))
    return sum(gap > CELL_GAP_EM * line.size for gap in gaps)


def _distance(row: Sequence[_Placed], other: Sequence[_Placed]) -> float:
    """Return how far apart (pt) the baselines of two rows are."""
    return abs(row[0].line.v - other[0].line.v)


def _is_apart(one: _Placed, inward: Sequence[Sequence[_Placed]], leading: float) -> bool:
    """Return whether the line is set apart from the first line over or under it, towards the middle of the page."""
    line = one.line
    near = next((o.line for row in inward for o in row if o.line.u0 < line.u1 and line.u0 < o.line.u1), None)
    if near is None:
        return True
    return abs(near.v - line.v) > APART * max(leading, line.size)
