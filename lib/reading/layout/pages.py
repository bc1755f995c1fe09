"""One page: its lines in reading order, with what was left out and why, and how good its text is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal, cast

from lib.geometry import Rect, TextFrame, intersection
from lib.reading.layout.columns import order_lines
from lib.reading.layout.drawings import drawn_areas
from lib.reading.layout.dropping import Leftovers
from lib.reading.layout.line_numbers import without_line_numbers
from lib.reading.layout.lines import Line, build_lines
from lib.reading.layout.shading import shading_edges
from lib.reading.layout.watermarks import without_watermarks
from lib.reading.layout.words import Word, cut_words
from lib.reading.pdf.certainty import certainty_of
from lib.reading.pdf.ink import Ink, Run, split_run
from lib.records import Dropped, DropReason
from lib.text.language import is_enciphered

Quality = Literal[
    "good",
    "scan without text",
    "scan with recognised text",
    "garbled",
    "letters unknown",
    "readers disagree",
    "letters contradicted",
    "text left out",
    "second reader",
    "recognised",
    "unreadable",
]
"""How good a page's text is. `scan with recognised text`: by whoever made the PDF, or here. `letters unknown`: some of its fonts
do not tell their letters. `readers disagree`: pdfminer and pdfium read other letters. `letters contradicted`: a font states other
letters than it draws; the drawn ones are read. `text left out`: some that may be seen, for drawing the page takes too long.
`second reader`: pdfium's characters, since pdfminer cannot read the page. `recognised`: no scan, but text only to be had from
its picture."""
GARBLED_SHARE = 0.3
"""A page with more unknown characters than this is garbled."""
LEAST_LETTERS = 10
"""A page with pictures and fewer letters than this is a scan."""
PICTURE_SHARE = 0.6
"""A page is a scan where pictures cover more of it than this and nothing else is printed."""
SCAN_TEXT = ("invisible", "covered")
"""How recognised text stands under a scan's picture: painted in no colour, or before the picture."""
HIDDEN_SHARE = 0.5
"""Text of a scan is a recognised one where more than this share of it is unseen."""
MOST_RULES = 2000
"""A page with more thin lines is a drawing; they part no tables."""
THIN_PT, LONG = 1.6, 5
"""A picture thinner than this and so many times as long is a rule."""
MOST_PICTURES = 200
"""Pictures of a page that are kept: enough to tell a scan."""


@dataclass(slots=True)
class PageText:
    """A page's lines in reading order and what is needed to place and judge them."""

    page: int
    """1-based."""
    width: float
    """Of the MediaBox as shown, pt."""
    height: float
    crop: Rect
    """CropBox: x0, top, x1, bottom on the MediaBox as shown."""
    lines: list[Line]
    quality: Quality
    dropped: list[Dropped] = field(default_factory=list)
    rules: list[Rect] = field(default_factory=list)
    """Thin lines and the edges of shaded rows: x0, top, x1, bottom on the MediaBox as shown."""
    pictures: list[Rect] = field(default_factory=list)
    """Pictures of pixels."""
    drawings: list[Rect] = field(default_factory=list)
    """Where paths are drawn, thin lines among them, see `drawings`."""
    skew: float = 0.0
    """Slope of its lines (down to the right, in the frame of its text) that a straightened picture is without."""

    @property
    def main_turn(self) -> int:
        """The turn of most of its lines."""
        turns = Counter(line.turn for line in self.lines)
        return turns.most_common(1)[0][0] if turns else 0

    def local_crop(self, turn: int) -> Rect:
        """Return the CropBox in the frame of text with this turn: u0, v0, u1, v1."""
        return self.local(self.crop, turn)

    def local(self, rect: Rect, turn: int) -> Rect:
        """Return a rectangle of the MediaBox as shown in the frame of text with this turn: u0, v0, u1, v1."""
        return self.frame(turn).rect_from_shown(rect)

    def frame(self, turn: int) -> TextFrame:
        """Return the frame of text with this turn."""
        return TextFrame.of(turn, self.width, self.height)

    def drop(self, lines: Iterable[Line], reason: DropReason) -> None:
        """Take lines out of the page and note them among what is dropped."""
        taken = {id(line): line for line in lines}
        self.lines = [line for line in self.lines if id(line) not in taken]
        for line in taken.values():
            self._leftovers().add_words(line.words, line.turn, reason)

    def drop_words(self, line: Line, kept: Sequence[Word], reason: DropReason) -> None:
        """Leave the line with the words that are kept and note the others among what is dropped."""
        left = {id(word) for word in kept}
        self._leftovers().add_words([word for word in line.words if id(word) not in left], line.turn, reason)
        line.words = list(kept)
        line.words[0].glued = False
        line.measure()

    def _leftovers(self) -> Leftovers:
        return Leftovers(self.page, self.width, self.height, self.crop, self.skew, self.dropped)

    def to_plain(self) -> dict[str, Any]:
        """Return a dict of JSON types."""
        return {
            "page": self.page,
            "size": [self.width, self.height],
            "crop": list(self.crop),
            "lines": [line.to_plain() for line in self.lines],
            "quality": self.quality,
            "dropped": [piece.to_dict() for piece in self.dropped],
            "rules": [[round(v, 1) for v in rect] for rect in self.rules],
            "pictures": [[round(v, 1) for v in rect] for rect in self.pictures],
            "drawings": [[round(v, 1) for v in rect] for rect in self.drawings],
            "skew": self.skew,
        }

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> PageText:
        """Return the page that `to_plain` wrote."""
        return cls(
            values["page"],
            values["size"][0],
            values["size"][1],
            tuple(values["crop"]),
            [Line.from_plain(line) for line in values["lines"]],
            values["quality"],
            [Dropped.from_dict(piece) for piece in values["dropped"]],
            [tuple(rect) for rect in values["rules"]],
            [tuple(rect) for rect in values["pictures"]],
            [tuple(rect) for rect in values["drawings"]],
            values["skew"],
        )


def read_page(number: int, ink: Ink, crop: Rect, quality: Quality | None = None, skew: float = 0.0) -> PageText:
    """Return the page with its lines in reading order; the main direction of text first, then text turned otherwise.

    `quality` where it is known before; `skew`: see PageText.
    """
    leftovers = Leftovers(number, ink.width, ink.height, crop, skew)
    visible = _visible_runs(ink, crop, leftovers)
    quality = quality or _page_quality(ink, visible, crop)
    if quality == "garbled":
        leftovers.add_runs(visible, "garbled")
        visible = []
    lines = _ordered_lines(number, visible, leftovers)
    drawn = [*ink.rules, *_thin_pictures(ink.pictures)]
    rules = [*drawn, *shading_edges(ink.fills)] if len(drawn) <= MOST_RULES else []
    pictures = ink.pictures[:MOST_PICTURES]
    drawings = drawn_areas(chain(ink.fills, ink.rules, ink.outlines))
    return PageText(
        number, ink.width, ink.height, crop, lines, quality, leftovers.records, rules, pictures, drawings, skew
    )


def _thin_pictures(pictures: Sequence[Rect]) -> list[Rect]:
    """Return the pictures that are rules: what turns PostScript of TeX into PDF may paint them so."""
    return [rect for rect in pictures if LONG * min(_sides(rect)) < max(_sides(rect)) and min(_sides(rect)) < THIN_PT]


def _sides(rect: Rect) -> tuple[float, float]:
    return rect[2] - rect[0], rect[3] - rect[1]


def _ordered_lines(number: int, visible: Sequence[Run], leftovers: Leftovers) -> list[Line]:
    """Return the lines of the page in reading order, watermarks and line numbers left out."""
    by_turn: dict[int, list[Run]] = defaultdict(list)
    for run in visible:
        by_turn[run.turn].append(run)
    words = {turn: cut_words(runs) for turn, runs in by_turn.items()}
    turns = sorted(by_turn, key=lambda t: -sum(len(r.texts) for r in by_turn[t]))
    words = without_watermarks(words, leftovers)
    lines: list[Line] = []
    for turn in turns:
        block = lines[-1].block + 1 if lines else 0
        kept = without_line_numbers(words[turn], turn, leftovers) if turn == turns[0] else words[turn]
        turned = order_lines(build_lines(kept, turn))
        for line in turned:
            line.page = number
            line.block += block
        lines.extend(turned)
    return lines


def _visible_runs(ink: Ink, crop: Rect, leftovers: Leftovers) -> list[Run]:
    """Return the runs that a reader sees; the others are left out."""
    scanned = is_pictured(ink.pictures, crop)
    visible: list[Run] = []
    unseen: dict[DropReason, list[Run]] = defaultdict(list)
    for whole in ink.runs:
        for run in _cropped(whole, ink, crop):
            if _is_seen(run, scanned=scanned):
                visible.append(run)
            else:
                unseen[cast("DropReason", run.hidden)].append(run)
    for reason, runs in unseen.items():
        leftovers.add_runs(runs, reason)
    return visible


def _is_seen(run: Run, *, scanned: bool) -> bool:
    """Return whether a reader sees the run; the recognised text of a scanned page counts, which is invisible or lies under it."""
    return scanned if run.hidden in SCAN_TEXT else not run.hidden


def _cropped(run: Run, ink: Ink, crop: Rect) -> list[Run]:
    """Return the run in pieces, what lies off the CropBox hidden."""
    x0, top, x1, bottom = crop
    level = not run.slope and run.turn == 0
    if level and top <= run.middle <= bottom and run.u0[0] >= x0 and max(run.u1) <= x1:
        return [run]
    inside = [x0 <= x <= x1 and top <= y <= bottom for x, y in run.middles(ink.frame(run.turn))]
    return [run] if all(inside) else split_run(run, inside, "off the page")


def is_pictured(pictures: Sequence[Rect], crop: Rect) -> bool:
    """Return whether one picture covers the page as a scan does."""
    largest = max((_area(intersection(picture, crop)) for picture in pictures), default=0.0)
    return largest > PICTURE_SHARE * _area(crop) > 0


def _area(rect: Rect) -> float:
    x0, top, x1, bottom = rect
    return max(0.0, x1 - x0) * max(0.0, bottom - top)


def _page_quality(ink: Ink, visible: Sequence[Run], crop: Rect) -> Quality:
    """Return how good the text of a page is that pdfminer read."""
    texts = Counter(text for run in visible for text in run.texts if not text.isspace())
    total = sum(texts.values())
    picture = is_pictured(ink.pictures, crop)
    if total < LEAST_LETTERS and ink.pictures:
        return "scan without text"
    if not total:
        return "text left out" if ink.is_text_left_out else "good"
    unknown = sum(n for text, n in texts.items() if text.startswith("(cid:") or _is_unmapped(text))
    if unknown > GARBLED_SHARE * total or is_enciphered(texts, " ".join("".join(run.texts) for run in visible)):
        return "garbled"
    if (unknown or any(run.guessed for run in visible)) and certainty_of(visible).doubtful:
        return "letters unknown"
    if ink.contradicted:
        return "letters contradicted"
    if ink.is_text_left_out:
        return "text left out"
    return "scan with recognised text" if picture and _all_hidden(visible) else "good"


def _is_unmapped(text: str) -> bool:
    """Return whether the character stands for a glyph without a Unicode: a replacement or one of private use."""
    return text == "\ufffd" or "\ue000" <= text <= "\uf8ff"


def _all_hidden(visible: Sequence[Run]) -> bool:
    hidden = sum(len(run.texts) for run in visible if run.hidden in SCAN_TEXT)
    return hidden > HIDDEN_SHARE * sum(len(run.texts) for run in visible)
