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
LEAST_LINE_NUMBERS = 8
LEAST_UNREADABLE = 4

_NUMBER = re.compile(
    r"^[\W_]*(?:page\s*)?(?P<number>\d{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/|\|)\s*\d{1,5})?[\W_]*$", re.IGNORECASE
)

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def drop_running(pages: Sequence[PageText]) -> list[Dropped]:
    """Return what was taken out of the pages' lines, by reason; the pages are changed in place."""
    dropped: list[Dropped] = []
    for page in pages:
        if page.quality == "good":
            dropped.extend(_take(page, [line for line in page.lines if _unreadable(line)], "unreadable letters"))
        alone, cut_off = _line_numbers(page)
        dropped.extend(_take(page, alone, "line number"))
        dropped.extend(Dropped(page.page, "line number", number) for number in cut_off)
    places = {id(line): _place(page, line) for page in pages for line in page.lines}
    repeated = _repeated(pages, places)
    for page in pages:
        running = [line for line in page.lines if id(line) in repeated]
        if len(running) == len(page.lines) and any(len(line.words) > 2 for line in running):
            continue  # a page that says nothing else says this
        dropped.extend(_take(page, running, "running header or footer"))
    return dropped


def _unreadable(line: Line) -> bool:
    """Return whether the line is nothing but letters of a font that does not tell what they are, such as a badge's."""
    letters = "".join(word.text for word in line.words)
    return len(letters) >= LEAST_UNREADABLE and not letters.strip(UNKNOWN)


def _take(page: PageText, lines: Sequence[Line], reason: str) -> list[Dropped]:
    gone = {id(line) for line in lines}
    if not gone:
        return []
    page.lines = [line for line in page.lines if id(line) not in gone]
    return [Dropped(page.page, reason, line.text) for line in lines]


def _place(page: PageText, line: Line) -> tuple[float, float, float]:
    """Return top and bottom as shares of the page's height and the middle as a share of its width, in the line's own frame."""
    left, upper, right, lower = page.local_crop(line.turn)
    height, width = max(1.0, lower - upper), max(1.0, right - left)
    return (line.top - upper) / height, (line.bottom - upper) / height, ((line.u0 + line.u1) / 2 - left) / width


def _normal(text: str) -> str:
    """Return the text with numbers made alike, a page's number at its beginning or end left out; empty for a number alone."""
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text.lower())).strip("#|-–—.")


def _page_numbers(margin: Sequence[tuple[PageText, Line]], places: dict[int, tuple[float, float, float]]) -> set[int]:
    """Return ids of the lines that are page numbers: numbers at one height on several pages that grow as the pages do."""
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    numbers: list[tuple[int, tuple[int, int], int]] = []
    for page, line in margin:
        value = _value(line.text)
        if value is None:
            continue
        height = round(100 * places[id(line)][0])
        numbers.append((id(line), (height, value - page.page), page.page))
        for step in (-1, 0, 1):
            found[height + step, value - page.page].add(page.page)
    return {name for name, key, _ in numbers if len(found[key]) >= 2}


def _value(text: str) -> int | None:
    """Return the page number that the line is, None for other lines; Roman numerals count too."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    digits = match["number"].lower()
    if digits.isdigit():
        return int(digits)
    values = [_ROMAN[letter] for letter in digits]
    return sum(-a if a < b else a for a, b in itertools.pairwise([*values, 0]))


def _repeated(pages: Sequence[PageText], places: dict[int, tuple[float, float, float]]) -> set[int]:
    """Return ids of the lines in the margins that come again on other pages."""
    many = max(2, min(4, round(0.3 * len(pages))))
    texts: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    margin: list[tuple[PageText, Line]] = []
    for page in pages:
        main = page.main_turn
        for line in page.lines:
            top, bottom, _ = places[id(line)]
            outer = top < MARGIN_SHARE or bottom > 1 - MARGIN_SHARE or line.turn != main
            if not outer or len(line.text) > 250:
                continue
            margin.append((page, line))
            for step in (-1, 0, 1):
                texts[_normal(line.text), line.turn, round(100 * top) + step].add(page.page)
    numbers = _page_numbers(margin, places)
    out = set()
    for page, line in margin:
        top, _, _ = places[id(line)]
        text = _normal(line.text)
        repeats = bool(text) and len(texts[text, line.turn, round(100 * top)]) >= many
        if (repeats and line.turn != 0) or ((repeats or id(line) in numbers) and _outermost(page, line, places)):
            out.add(id(line))
    _add_neighbours(pages, places, out)
    return out


def _outermost(page: PageText, line: Line, places: dict[int, tuple[float, float, float]]) -> bool:
    """Return whether at most three lines stand between this one and the page's edge."""
    top, bottom, _ = places[id(line)]
    if top < 0.5:
        beyond = sum(places[id(other)][1] <= top + 0.002 for other in page.lines)
    else:
        beyond = sum(places[id(other)][0] >= bottom - 0.002 for other in page.lines)
    return beyond <= 6


def _add_neighbours(pages: Sequence[PageText], places: dict[int, tuple[float, float, float]], out: set[int]) -> None:
    """Take along what stands beside a running line on the same height, such as a running title that changes with the section."""
    heights: Counter[tuple[int, float]] = Counter()
    for page in pages:
        for height in {round(places[id(line)][0], 2) for line in page.lines if id(line) in out}:
            heights[0, height] += 1
    for page in pages:
        main = page.main_turn
        rows = [places[id(line)] for line in page.lines if id(line) in out and line.turn == main]
        for line in page.lines:
            if id(line) in out or line.turn != main:
                continue
            top, bottom, _ = places[id(line)]
            if (top < MARGIN_SHARE or bottom > 1 - MARGIN_SHARE) and any(abs(row[0] - top) < 0.004 for row in rows):
                out.add(id(line))


def _line_numbers(page: PageText) -> tuple[list[Line], list[str]]:
    """Return lines that are nothing but the margin's line numbers, and those numbers that were cut off the front of a line."""
    numbers = [
        (line, line.words[0]) for line in page.lines if line.turn == 0 and re.fullmatch(r"\d{1,4}", line.words[0].text)
    ]
    if len(numbers) < LEAST_LINE_NUMBERS:
        return [], []
    edges = Counter(round(word.u1) for _, word in numbers)
    edge = max(edges, key=lambda e: edges[e - 1] + edges[e] + edges[e + 1])
    aligned = sorted(((line, word) for line, word in numbers if abs(word.u1 - edge) <= 2), key=lambda pair: pair[1].v)
    values = [int(word.text) for _, word in aligned]
    rising = sum(b - a in (1, 5) for a, b in itertools.pairwise(values))
    if len(aligned) < LEAST_LINE_NUMBERS or rising < 0.8 * (len(values) - 1):
        return [], []
    others = [line.u0 for line in page.lines if line.turn == 0 and all(line is not other for other, _ in aligned)]
    if others and sum(u0 < edge for u0 in others) > 0.2 * len(others):
        return [], []
    alone: list[Line] = []
    cut_off: list[str] = []
    for line, word in aligned:
        if len(line.words) == 1:
            alone.append(line)
        elif line.words[1].u0 - word.u1 > 0.5 * word.size:
            cut_off.append(word.text)
            line.words = line.words[1:]
            line.words[0].glued = False
            line.measure()
    return alone, cut_off
