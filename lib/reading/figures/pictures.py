"""Where the picture of a caption stands on a page: between the caption and the text nearest to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from lib.geometry import Rect, bounding, intersection, is_empty

Side = Literal["above", "below", "left", "right"]
"""Where a picture lies from its caption."""
SIDES: tuple[Side, ...] = get_args(Side)

SLACK_PT = 3.0
"""Boxes of lines reach a little over the ink: areas may overlap by this much and still lie beside each other."""
LEAST_SIDE_PT = 14.0
"""What is smaller in one direction is a line, a sign or an ornament; a picture has more."""
WORDS_REACH_PT = 26.0
"""Words of a picture (names of axes, legends) stand no further from what is drawn: two lines of text."""
FRAME_SHARE = 0.9
"""What covers more than this share of a caption is the ground it is printed on, not its picture."""
TEXT_SHARE = 0.25
"""A frame that is filled with running text to more than this share is a box of text."""
ROW_SHARE = 0.6
"""Pictures in one row have this share of their heights in common."""
LEAST_WORD_ROWS = 3
"""A figure without anything drawn, such as an example of a text, has words on so many heights."""
LEAST_BLANK_PT = 40.0
"""On a scan, whose drawings are not told, a picture leaves at least so much room between the lines."""


def area(rect: Rect) -> float:
    """Return the rectangle's area, 0 where it is empty."""
    return 0.0 if is_empty(rect) else (rect[2] - rect[0]) * (rect[3] - rect[1])


def covered_share(rect: Rect, by: Rect) -> float:
    """Return which share of the rectangle lies in the other one."""
    return area(intersection(rect, by)) / max(area(rect), 1e-6)


def is_near(rect: Rect, other: Rect, reach: float) -> bool:
    """Return whether the rectangles are no further apart than `reach`."""
    return not is_empty(
        intersection((rect[0] - reach, rect[1] - reach, rect[2] + reach, rect[3] + reach), _thick(other))
    )


def _thick(rect: Rect) -> Rect:
    """Return the rectangle with at least a little extent both ways: a line's has none."""
    return rect[0], rect[1], max(rect[2], rect[0] + 0.1), max(rect[3], rect[1] + 0.1)


@dataclass
class Canvas:
    """One page as captions of one turn have it: what is drawn, the words of pictures, and the text that ends a picture.

    All rectangles in the frame of that text (u0, v0, u1, v1; pt).
    """

    crop: Rect
    ink: list[Rect]
    """Pictures and drawings that may belong to a figure."""
    words: list[Rect]
    """Lines that are no running text: words of pictures."""
    text: list[Rect]
    """Lines of running text, captions and tables: no picture reaches over one."""
    frames: list[Rect] = field(default_factory=list)
    """What is drawn around pictures and their captions together."""
    scanned: bool = False
    """It is a picture as a whole, in which nothing tells the drawings apart."""
    taken: list[Rect] = field(default_factory=list)
    """Pictures that have their caption."""

    def find(self, caption: Rect, side: Side, column: tuple[float, float]) -> Rect | None:
        """Return the picture on that side of the caption, None where there is none.

        `column`: left and right edge of the column in which the caption stands, for pages that were scanned.
        """
        across = side in ("left", "right")
        flipped = side in ("below", "right")
        view = _View(self, across=across, flipped=flipped)
        found = view.picture(view.seen(caption), view.seen_column(column, caption))
        return None if found is None else view.back(found)

    def is_free(self, picture: Rect) -> bool:
        """Return whether no other caption has (most of) the picture."""
        return all(covered_share(other, picture) < 0.5 and covered_share(picture, other) < 0.5 for other in self.taken)

    def with_row(self, picture: Rect) -> Rect:
        """Return the picture with what is drawn beside it, no less high, and has no caption of its own."""
        row = picture
        for rect in sorted(self.ink, key=lambda one: abs(one[0] - picture[0])):
            common = min(rect[3], picture[3]) - max(rect[1], picture[1])
            alike = common > ROW_SHARE * max(rect[3] - rect[1], picture[3] - picture[1])
            both = bounding((row, rect))
            others = [taken for taken in self.taken if taken != picture]
            if alike and not any(covered_share(one, both) > 0 for one in (*self.text, *others)):
                row = bounding([both, *(word for word in self.words if is_near(word, rect, WORDS_REACH_PT / 2))])
        return row


@dataclass(frozen=True)
class _View:
    """The canvas turned so that a picture is looked for above its caption, whichever side it is."""

    canvas: Canvas
    across: bool
    flipped: bool

    def seen(self, rect: Rect) -> Rect:
        """Return the rectangle as it lies in this view."""
        u0, v0, u1, v1 = rect if not self.across else (rect[1], rect[0], rect[3], rect[2])
        return (u0, -v1, u1, -v0) if self.flipped else (u0, v0, u1, v1)

    def back(self, rect: Rect) -> Rect:
        """Return the rectangle of this view as it lies on the canvas."""
        u0, v0, u1, v1 = rect
        if self.flipped:
            v0, v1 = -v1, -v0
        return (u0, v0, u1, v1) if not self.across else (v0, u0, v1, u1)

    def seen_column(self, column: tuple[float, float], caption: Rect) -> tuple[float, float]:
        """Return the extent across this view in which a scanned picture lies."""
        return (caption[1], caption[3]) if self.across else column

    def picture(self, caption: Rect, column: tuple[float, float]) -> Rect | None:
        """Return what is drawn above the caption, up to the text that is nearest to it."""
        frames = [frame for frame in map(self.seen, self.canvas.frames) if covered_share(caption, frame) > FRAME_SHARE]
        spans = [(frame[0], frame[2]) for frame in sorted(frames, key=area)[:1]] or [(caption[0], caption[2])]
        if not self.across:
            spans.append((min(caption[0], column[0]), max(caption[2], column[1])))
        found = (self._picture_over(caption, span) for span in spans)
        picture = next((one for one in found if one is not None), None)
        if picture is None and self.canvas.scanned and not self.across:
            return self._blank(caption, column)
        return picture

    def _picture_over(self, caption: Rect, span: tuple[float, float]) -> Rect | None:
        """Return what is drawn above the caption over that extent, and over that of what is found."""
        text = [self.seen(rect) for rect in self.canvas.text]
        ink = [self.seen(rect) for rect in self.canvas.ink]
        members: list[Rect] = []
        stop = self.seen(self.canvas.crop)[1]
        for _ in range(len(ink) + 1):
            stop = self._stop(text, span, caption)
            members = [rect for rect in ink if _overlap(rect, span) and _between(rect, stop, caption[1])]
            wide = [rect for rect in members if not _is_thin(rect)]
            wider = min([span[0], *(m[0] for m in wide)]), max([span[1], *(m[2] for m in wide)])
            if wider == span:
                break
            span = wider
        return self._with_words(members, stop, caption[1]) or self._of_words(span, stop, caption)

    def _of_words(self, span: tuple[float, float], stop: float, caption: Rect) -> Rect | None:
        """Return the rectangle around words that are no text, where a figure is made of them alone; None for fewer lines."""
        words = [w for w in map(self.seen, self.canvas.words) if _overlap(w, span) and _between(w, stop, caption[1])]
        rows = {round(word[3] / LEAST_SIDE_PT) for word in words}
        return bounding(words) if not self.across and len(rows) >= LEAST_WORD_ROWS else None

    def _stop(self, text: Sequence[Rect], span: tuple[float, float], caption: Rect) -> float:
        """Return where the text ends that is nearest above the caption, the page's edge where there is none."""
        ends = [t[3] for t in text if _overlap(t, span) and t[3] <= caption[1] + SLACK_PT]
        return max(ends, default=self.seen(self.canvas.crop)[1])

    def _with_words(self, members: Sequence[Rect], stop: float, end: float) -> Rect | None:
        """Return the rectangle around the drawings and the words beside them; None for mere lines and signs."""
        drawn = [member for member in members if not _is_thin(member)]
        if not drawn:
            return None
        box = bounding(drawn)
        rest = [member for member in members if _is_thin(member)]
        rest += [word for word in map(self.seen, self.canvas.words) if _between(word, stop, end)]
        grew = True
        while grew:
            near = [rect for rect in rest if is_near(rect, box, WORDS_REACH_PT)]
            rest = [rect for rect in rest if not is_near(rect, box, WORDS_REACH_PT)]
            grew = bool(near)
            box = bounding([box, *near])
        return box

    def _blank(self, caption: Rect, column: tuple[float, float]) -> Rect | None:
        """Return the room between the caption and the line above it, where it is large enough for a picture."""
        crop = self.seen(self.canvas.crop)
        span = max(crop[0], min(column[0], caption[0])), min(crop[2], max(column[1], caption[2]))
        stop = self._stop([self.seen(rect) for rect in self.canvas.text], span, caption)
        return (span[0], stop, span[1], caption[1]) if caption[1] - stop >= LEAST_BLANK_PT else None


def _is_thin(rect: Rect) -> bool:
    return min(rect[2] - rect[0], rect[3] - rect[1]) < LEAST_SIDE_PT


def _overlap(rect: Rect, span: tuple[float, float]) -> bool:
    return min(rect[2], span[1]) - max(rect[0], span[0]) > -SLACK_PT


def _between(rect: Rect, stop: float, end: float) -> bool:
    """Return whether the middle of the rectangle lies between the heights and it does not reach under the lower one."""
    return stop - SLACK_PT <= (rect[1] + rect[3]) / 2 and rect[3] <= end + 2 * SLACK_PT


def without_grounds(
    drawings: Iterable[Rect], captions: Sequence[Rect], text: Sequence[Rect]
) -> tuple[list[Rect], list[Rect]]:
    """Return the drawings without those that captions or running text are printed on, and those of captions by themselves."""
    ink, frames = [], []
    for rect in drawings:
        filled = sum(area(intersection(line, rect)) for line in text) > TEXT_SHARE * max(area(rect), 1e-6)
        if any(covered_share(caption, rect) > FRAME_SHARE for caption in captions):
            frames += [] if filled else [rect]
        elif not filled:
            ink.append(rect)
    return ink, frames
