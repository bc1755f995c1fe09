"""Running headers, footers, page numbers, stamps and margin line numbers: what repeats over pages and is no text of the paper."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from lib.reading.layout.lines import Line
from lib.reading.layout.pages import Dropped, PageText
from lib.reading.pdf.glyphs import UNKNOWN

MARGIN_SHARE = 0.17
"""Headers and footers stand in this share of the page's height at its top and bottom."""
HEIGHT_STEPS = 100
"""Lines stand at one height where their tops, in so many steps over the page's height, are at most one step apart."""
REPEATING_SHARE = 0.3
"""A line is a header or footer where it comes again on this share of the pages, on the bounds below at least and at most."""
LEAST_REPEATING_PAGES, MOST_REPEATING_PAGES = 2, 4
MOST_LETTERS = 250
"""A longer line is text."""
MOST_LINES_BEYOND = 6
"""At most so many lines stand between a header or footer and the page's edge."""
HEIGHT_SLACK = 0.002
"""Share of the page's height by which lines over each other may overlap."""
SAME_HEIGHT = 0.004
"""Lines whose tops differ by less than this share of the page's height stand beside each other."""
TITLE_WORDS = 2
"""A page on which nothing but headers and footers stands keeps them where one has more words than these."""
LEAST_LINE_NUMBERS = 8
LINE_NUMBER_STEPS = (1, 5)
"""Journals number each line, or each fifth."""
RISING_SHARE = 0.8
"""Of the numbers in a margin those that follow the one before by such a step."""
ALIGNED_PT = 2
"""Line numbers end at most this far from the edge that they share."""
OUTSIDE_SHARE = 0.2
"""Numbers with more than this share of the other lines beginning left of their edge stand inside the text."""
LINE_NUMBER_GAP_EM = 0.5
"""A line number stands further than this before the line that it is of."""
LEAST_UNREADABLE = 4

_NUMBER = re.compile(
    r"^[\W_]*(?:page\s*)?(?P<number>\d{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/|\|)\s*\d{1,5})?[\W_]*$", re.IGNORECASE
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_Places = dict[int, tuple[float, float]]
"""Top and bottom of each line (by its id) as shares of the page's height, in the line's own frame."""


def drop_headers_footers(pages: Sequence[PageText]) -> list[Dropped]:
    """Take headers, footers, page and line numbers out of the pages' lines; return them with the reason.

    The pages are changed in place.
    """
    dropped: list[Dropped] = []
    for page in pages:
        if page.quality == "good":
            dropped.extend(_take_out(page, [line for line in page.lines if _unreadable(line)], "unreadable letters"))
        alone, cut_off = _line_numbers(page)
        dropped.extend(_take_out(page, alone, "line number"))
        dropped.extend(Dropped(page.page, "line number", number) for number in cut_off)
    places = {id(line): _place(page, line) for page in pages for line in page.lines}
    repeated = _repeated(pages, places)
    for page in pages:
        found = [line for line in page.lines if id(line) in repeated]
        if len(found) == len(page.lines) and any(len(line.words) > TITLE_WORDS for line in found):
            continue  # a page that says nothing else says this
        dropped.extend(_take_out(page, found, "running header or footer"))
    return dropped


def _unreadable(line: Line) -> bool:
    """Return whether the line is nothing but letters of a font that does not tell what they are, such as a badge's."""
    letters = "".join(word.text for word in line.words)
    return len(letters) >= LEAST_UNREADABLE and not letters.strip(UNKNOWN)


def _take_out(page: PageText, lines: Sequence[Line], reason: str) -> list[Dropped]:
    """Take the lines out of the page; return them with the reason."""
    if not lines:
        return []
    taken = {id(line) for line in lines}
    page.lines = [line for line in page.lines if id(line) not in taken]
    return [Dropped(page.page, reason, line.text) for line in lines]


def _place(page: PageText, line: Line) -> tuple[float, float]:
    """Return top and bottom as shares of the page's height, in the line's own frame."""
    _, upper, _, lower = page.local_crop(line.turn)
    height = max(1.0, lower - upper)
    return (line.top - upper) / height, (line.bottom - upper) / height


def _normalized(text: str) -> str:
    """Return the text with numbers made alike, a page's number at its beginning or end left out; empty for a number alone."""
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text.lower())).strip("#|-–—.")


def _page_numbers(margin: Sequence[tuple[PageText, Line]], places: _Places) -> set[int]:
    """Return the ids of the lines that are page numbers: numbers at one height on several pages that grow as the pages do."""
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    numbers: list[tuple[int, tuple[int, int]]] = []
    for page, line in margin:
        value = _page_number(line.text)
        if value is None:
            continue
        height = round(HEIGHT_STEPS * places[id(line)][0])
        numbers.append((id(line), (height, value - page.page)))
        for step in (-1, 0, 1):
            found[height + step, value - page.page].add(page.page)
    return {line_id for line_id, key in numbers if len(found[key]) >= LEAST_REPEATING_PAGES}


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


def _repeated(pages: Sequence[PageText], places: _Places) -> set[int]:
    """Return the ids of the lines in the margins that come again on other pages."""
    least = max(LEAST_REPEATING_PAGES, min(MOST_REPEATING_PAGES, round(REPEATING_SHARE * len(pages))))
    texts: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    margin: list[tuple[PageText, Line]] = []
    for page in pages:
        main = page.main_turn
        for line in page.lines:
            top, bottom = places[id(line)]
            outer = top < MARGIN_SHARE or bottom > 1 - MARGIN_SHARE or line.turn != main
            if not outer or len(line.text) > MOST_LETTERS:
                continue
            margin.append((page, line))
            for step in (-1, 0, 1):
                texts[_normalized(line.text), line.turn, round(HEIGHT_STEPS * top) + step].add(page.page)
    numbers = _page_numbers(margin, places)
    out = set()
    for page, line in margin:
        top, _ = places[id(line)]
        text = _normalized(line.text)
        repeats = bool(text) and len(texts[text, line.turn, round(HEIGHT_STEPS * top)]) >= least
        if (repeats and line.turn != 0) or ((repeats or id(line) in numbers) and _outermost(page, line, places)):
            out.add(id(line))
    _add_neighbours(pages, places, out)
    return out


def _outermost(page: PageText, line: Line, places: _Places) -> bool:
    """Return whether at most six lines stand between this one and the page's edge."""
    top, bottom = places[id(line)]
    if top < 0.5:
        beyond = sum(places[id(other)][1] <= top + HEIGHT_SLACK for other in page.lines)
    else:
        beyond = sum(places[id(other)][0] >= bottom - HEIGHT_SLACK for other in page.lines)
    return beyond <= MOST_LINES_BEYOND


def _add_neighbours(pages: Sequence[PageText], places: _Places, out: set[int]) -> None:
    """Add what stands beside a header or footer on the same height, such as a running title that changes with the section."""
    for page in pages:
        main = page.main_turn
        tops = [places[id(line)][0] for line in page.lines if id(line) in out and line.turn == main]
        for line in page.lines:
            if id(line) in out or line.turn != main:
                continue
            top, bottom = places[id(line)]
            in_margin = top < MARGIN_SHARE or bottom > 1 - MARGIN_SHARE
            if in_margin and any(abs(other - top) < SAME_HEIGHT for other in tops):
                out.add(id(line))


def _line_numbers(page: PageText) -> tuple[list[Line], list[str]]:
    """Return the lines that are nothing but the margin's line numbers, and the numbers that were cut off the front of
    a line.
    """
    numbers = [
        (line, line.words[0]) for line in page.lines if line.turn == 0 and re.fullmatch(r"\d{1,4}", line.words[0].text)
    ]
    if len(numbers) < LEAST_LINE_NUMBERS:
        return [], []
    edges = Counter(round(word.u1) for _, word in numbers)
    edge = max(edges, key=lambda e: edges[e - 1] + edges[e] + edges[e + 1])
    aligned = sorted(
        ((line, word) for line, word in numbers if abs(word.u1 - edge) <= ALIGNED_PT), key=lambda pair: pair[1].v
    )
    values = [int(word.text) for _, word in aligned]
    rising = sum(b - a in LINE_NUMBER_STEPS for a, b in itertools.pairwise(values))
    if len(aligned) < LEAST_LINE_NUMBERS or rising < RISING_SHARE * (len(values) - 1):
        return [], []
    others = [line.u0 for line in page.lines if line.turn == 0 and all(line is not other for other, _ in aligned)]
    if others and sum(u0 < edge for u0 in others) > OUTSIDE_SHARE * len(others):
        return [], []
    alone: list[Line] = []
    cut_off: list[str] = []
    for line, word in aligned:
        if len(line.words) == 1:
            alone.append(line)
        elif line.words[1].u0 - word.u1 > LINE_NUMBER_GAP_EM * word.size:
            cut_off.append(word.text)
            line.words = line.words[1:]
            line.words[0].glued = False
            line.measure()
    return alone, cut_off
