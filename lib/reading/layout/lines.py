"""Printed lines from words: words on one baseline, side by side, in the order of the text."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.reading.layout.words import GAP_EM, SAME_BASELINE_EM, Word
from lib.reading.pdf.glyphs import UNKNOWN, is_bold, is_italic
from lib.text.scripts import mostly_right_to_left, right_to_left

FLOW_GAP_EM = 1.3
"""Words that follow each other in the stream and stand on one baseline are one line up to this gap."""
JOIN_GAP_EM = 1.0
"""Pieces of one baseline that do not follow each other in the stream are one line up to this gap."""
STRETCH_GAP_EM = 2.2
"""The same for pieces that do: TeX stretches the blank after a full stop in narrow columns."""
SECTION_NUMBER_GAP_EM = 3.5
"""The same for a section's number and the name of a section that every paper has."""
GUTTER_GAP_EM = 0.45
"""The same where the right piece begins at an edge at which many lines begin."""
PIECE_OVERLAP_EM = 0.3
"""Pieces of one baseline that overlap by more are two prints over each other."""
FLOW_OVERLAP_EM = 0.6
"""The same for words that follow each other in the stream: kerning and slanted letters reach back."""
DROP_CAP_SIZE = 1.7
"""A drop cap is at least so many times as large as the text beside it."""
ASCENT_EM, DESCENT_EM = 0.78, 0.24
"""How far letters reach above and below the baseline."""
MAIN_SIZE_SHARE = 0.5
"""Sizes with this share of the characters that the commonest size has may be the line's own."""
MARK_LETTERS_SHARE = 0.25
"""What has a smaller share of letters is a mark or a number raised beside words, such as an ORCID, though it may be longer."""
SCRIPT_SIZE = 0.92
"""Smaller than this share of the line's size may be a sub- or superscript."""
LARGER_SIZE, SAME_SIZE = 1.05, 0.95
"""A following word of more than so many times the size before it is larger; one of more than the second figure no smaller."""
NEW_BASELINE_EM = 0.2
"""A following word of the same size this close to the baseline moves it: a scan's lines are not quite level."""
FLOW_SHIFT_EM = 0.15
"""Words that follow each other on baselines this close stand on one line whatever their gap."""
RAISED_EM, RAISED_SCRIPT_EM = 0.35, 0.6
"""Words that follow each other closely may stand this far off the baseline, smaller ones the second figure."""
RAISED_GAP_EM = 0.5
"""Words off the baseline are of the line up to this gap."""
SAME_LINE_SHIFT_EM = 0.12
"""Baselines of pieces of one line are no further apart."""
SECTION_NUMBER_SHIFT_EM = 0.1
"""The same for a section's number and its name."""
SECTION_NUMBER_SIZE_PT = 0.3
"""A section's number and its name differ in size by less than this."""
SCRIPT_PIECE_SIZE = 0.85
"""A piece smaller than this share of the other one may be its sub- or superscript."""
SCRIPT_PIECE_WORDS = 3
"""More words than these are no sub- or superscript."""
SCRIPT_PIECE_SHIFT_EM, SCRIPT_PIECE_GAP_EM, SCRIPT_PIECE_OVERLAP_EM = 0.6, 0.25, 0.2
"""How far a sub- or superscript may stand off the baseline, behind the other piece and inside it."""
GLUED_GAP_EM, SCRIPT_GLUED_GAP_EM = 0.25, 0.12
"""Sorted anew, words that were printed without a blank stay so below the first gap, scripts below the second."""
SCRIPT_UNGLUE_SHIFT_EM = 0.1
"""Words whose baselines differ by more are word and script."""
ROW_PT = 2
"""Lines are looked up by their baseline in rows of this height."""
LEAST_EDGE_LINES, EDGE_LINES_SHARE = 5, 0.06
"""So many lines and this share of all begin (within 1 pt) at the edge of a column."""
BULLETS = "•●▪■◦‣►▶▸➢➤❖◆✓✔∙·"
BULLET_GAP_EM, BULLET_SHIFT_EM = 3.5, 0.3
"""A bullet stands this close before its item, and this far off its baseline."""
_SECTION_NUMBER = re.compile(r"^(?:\d{1,2}|[IVX]{1,4})\.?$")
_SECTION_NAME = re.compile(
    r"^(?:introduction|background|related|references|bibliography|conclusions?|discussions?|results|methods?|materials|"
    r"acknowledge?ments?|experiments?|evaluation|appendix)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Line:
    """Words side by side on one baseline, in the frame in which they stand upright (u along the text, v down; pt)."""

    words: list[Word]
    turn: int
    page: int = 0
    """1-based."""
    block: int = 0
    """Lines of one block stand under each other in one column."""
    column: tuple[float, float] = (0.0, 0.0)
    """Left and right edge of the column it stands in."""
    u0: float = field(init=False, default=0.0)
    u1: float = field(init=False, default=0.0)
    v: float = field(init=False, default=0.0)
    """Baseline of its main size."""
    size: float = field(init=False, default=0.0)
    """The size of most of its characters."""
    font: str = field(init=False, default="")
    """The font of most of its characters."""
    _text: str | None = field(init=False, default=None, repr=False, compare=False)
    _faces: frozenset[str] | None = field(init=False, default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.measure()

    def measure(self) -> None:
        """Take extents, size, font and scripts anew from the words: to be called after any change of these."""
        words = self.words
        self.renew_text()
        self.u0 = min([w.u0 for w in words])
        self.u1 = max([w.u1 for w in words])
        if len({(w.size, w.v, w.font) for w in words}) == 1:  # most lines
            self.size, self.v, self.font = round(words[0].size, 1), words[0].v, words[0].font
            for w in words:
                w.script = 0
            return
        weights: dict[tuple[float, float], int] = {}
        letters: dict[tuple[float, float], int] = {}
        fonts: Counter[str] = Counter()
        for w in words:
            key = round(w.size, 1), w.v
            weights[key] = weights.get(key, 0) + len(w.text)
            letters[key] = letters.get(key, 0) + sum(map(str.isalpha, w.text))
            fonts[w.font] += len(w.text)
        # the line's own size is the largest that carries a fair share of it: scripts are smaller and few
        most = max(weights.values())
        self.size, self.v = max(
            (key for key, n in weights.items() if n >= MAIN_SIZE_SHARE * most), key=lambda key: key[0]
        )
        worded = max(letters, key=lambda key: (letters[key], key[0]))
        if worded[0] > self.size and letters[self.size, self.v] < MARK_LETTERS_SHARE * weights[self.size, self.v]:
            self.size, self.v = worded
        self.font = fonts.most_common(1)[0][0]
        for w in words:
            shift = self.v - w.v
            small = w.size < SCRIPT_SIZE * self.size
            w.script = (1 if shift > 0 else -1) if small and abs(shift) > SAME_BASELINE_EM * self.size else 0

    def renew_text(self) -> None:
        """Let text and faces be made anew: to be called after words changed their order, their letters or their blanks."""
        self._text = self._faces = None

    @property
    def text(self) -> str:
        """The words as printed, one blank where the print has any; made once, since it is asked for dozens of times."""
        if self._text is None:
            self._text = join_words(self.words)
        return self._text

    @property
    def top(self) -> float:
        """Upper edge of its letters (v)."""
        return self.v - ASCENT_EM * self.size

    @property
    def bottom(self) -> float:
        """Lower edge of its letters (v)."""
        return self.v + DESCENT_EM * self.size

    @property
    def faces(self) -> frozenset[str]:
        """The faces of its words; marks and single letters do not count."""
        if self._faces is None:
            named = {w.font for w in self.words if len(w.text) > 1 and any(map(str.isalpha, w.text))}
            self._faces = frozenset(named or {self.font})
        return self._faces

    @property
    def bold(self) -> bool:
        """Whether most of it is in a bold face, as its name tells."""
        return is_bold(self.font)

    @property
    def italic(self) -> bool:
        """Whether most of it is in a slanted face, as its name tells."""
        return is_italic(self.font)

    def to_plain(self) -> list[Any]:
        """Return a list of JSON types."""
        words = [
            [w.text, round(w.u0, 2), round(w.u1, 2), round(w.v, 2), round(w.size, 2), w.font, int(w.glued)]
            for w in self.words
        ]
        return [words, self.turn, self.page, self.block, [round(c, 2) for c in self.column]]

    @classmethod
    def from_plain(cls, values: Sequence[Any]) -> Line:
        """Return the line that `to_plain` wrote."""
        plain_words, turn, page, block, (left, right) = values
        words = [Word(t, u0, u1, v, size, font, bool(glued)) for t, u0, u1, v, size, font, glued in plain_words]
        return cls(words, turn, page, block, (left, right))


def join_words(words: Iterable[Word]) -> str:
    """Return the words as text, glued ones without a blank."""
    parts: list[str] = []
    for word in words:
        if parts and not word.glued:
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def build_lines(words: Sequence[Word], turn: int) -> list[Line]:
    """Return lines of words that share a frame, in stream order of their first word."""
    return _join_pieces(_cut_pieces(words), turn)


def _cut_pieces(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words in pieces: those that follow each other in the stream on one baseline."""
    pieces: list[list[Word]] = []
    v = size = end = 0.0
    for word in words:
        if pieces and _continues(word, v, size, end) and not is_drop_cap(pieces[-1], word.size):
            pieces[-1].append(word)
            larger, level = word.size > LARGER_SIZE * size, abs(word.v - v) < NEW_BASELINE_EM * size
            if larger or (level and word.size > SAME_SIZE * size):
                v, size = word.v, max(size, word.size)
            end = max(end, word.u1)
        else:
            word.glued = False
            pieces.append([word])
            v, size, end = word.v, word.size, word.u1
    return pieces


def is_drop_cap(words: Sequence[Word], size: float) -> bool:
    """Return whether the words are one capital, far larger than text of this size: a drop cap."""
    letter = words[0]
    return len(words) == 1 and len(letter.text) == 1 and letter.text.isupper() and letter.size >= DROP_CAP_SIZE * size


def _continues(word: Word, v: float, size: float, end: float) -> bool:
    """Return whether the word goes on with the piece that has this baseline and size and ends at `end`."""
    large = max(size, word.size)
    gap = word.u0 - end
    if not -FLOW_OVERLAP_EM * large <= gap <= FLOW_GAP_EM * large:
        return False
    shift = abs(word.v - v)
    if shift <= FLOW_SHIFT_EM * large:
        return True
    smaller = min(size, word.size) < SCRIPT_SIZE * large
    return shift <= (RAISED_SCRIPT_EM if smaller else RAISED_EM) * large and gap <= RAISED_GAP_EM * large


def _join_pieces(pieces: list[list[Word]], turn: int) -> list[Line]:
    """Return the lines: pieces of one baseline joined where only a word's gap lies between them and nothing says column."""
    lines = [Line(piece, turn) for piece in pieces]
    edges = _left_edges(lines)
    rows: dict[int, list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        rows[round(line.v / ROW_PT)].append(n)
    absorbed: set[int] = set()
    for n in range(len(lines)):
        if n not in absorbed:
            _absorb_neighbours(n, lines, rows, absorbed, edges)
    out = [line for n, line in enumerate(lines) if n not in absorbed]
    for line in out:
        if mostly_right_to_left(line.text):
            order_from_right(line)
        _name_bullet(line)
    return out


def order_from_right(line: Line) -> None:
    """Put the words in the order in which a script that runs from right to left is read, those of other scripts among
    them from the left to the right.
    """
    ordered = sorted(line.words, key=lambda word: -(word.u0 + word.u1))
    line.words = []
    for other, group in itertools.groupby(ordered, key=_is_of_other_script):
        members = list(group)
        line.words.extend(reversed(members) if other else members)
    line.words[0].glued = False
    for before, word in itertools.pairwise(line.words):
        gap = max(before.u0 - word.u1, word.u0 - before.u1)
        word.glued = gap < GAP_EM * line.size
    line.renew_text()


def _is_of_other_script(word: Word) -> bool:
    """Return whether letters or digits of a script that runs from left to right make up the word."""
    return not right_to_left(word.text) and bool(re.search(r"\w", word.text))


def _name_bullet(line: Line) -> None:
    """Make a bullet of an unknown glyph that stands alone before a line's words, on the line and not raised."""
    if len(line.words) < 2:
        return
    first, second = line.words[:2]
    if first.text == UNKNOWN and not first.script and not second.glued and second.text[:2].isalpha():
        first.text = "•"
        line.renew_text()


def _left_edges(lines: Sequence[Line]) -> set[int]:
    """Return the left edges (whole pt) at which many lines begin: joining over one would join two columns."""
    counts: Counter[int] = Counter(round(line.u0) for line in lines)
    least = max(LEAST_EDGE_LINES, EDGE_LINES_SHARE * len(lines))
    return {edge for edge in counts if counts[edge - 1] + counts[edge] + counts[edge + 1] >= least}


def _absorb_neighbours(
    n: int, lines: list[Line], rows: dict[int, list[int]], absorbed: set[int], edges: set[int]
) -> None:
    """Take the pieces that stand on the line's baseline beside it into line `n`, and note them as absorbed."""
    line = lines[n]
    changed = True
    while changed:
        changed = False
        row = round(line.v / ROW_PT)
        reach = int(SCRIPT_PIECE_SHIFT_EM * line.size / ROW_PT) + 1
        for k in [k for step in range(-reach, reach + 1) for k in rows.get(row + step, ())]:
            if k == n or k in absorbed or not _same_line(line, lines[k], edges, follows=k == n + 1):
                continue
            words = [*line.words, *lines[k].words]
            order = sorted(words, key=lambda w: (w.u0 + w.u1) / 2) if k != n + 1 or lines[k].u0 < line.u0 else words
            _unglue(order)
            line.words = order
            line.measure()
            absorbed.add(k)
            changed = True


def _unglue(words: list[Word]) -> None:
    """Set the blanks anew after words were sorted."""
    words[0].glued = False
    for before, word in itertools.pairwise(words):
        large = max(before.size, word.size)
        gap = word.u0 - before.u1
        if word.glued:
            word.glued = gap < GLUED_GAP_EM * large
        elif before.size != word.size or abs(before.v - word.v) > SCRIPT_UNGLUE_SHIFT_EM * large:
            word.glued = gap < SCRIPT_GLUED_GAP_EM * large


def _is_number_of(left: Line, right: Line, gap: float) -> bool:
    """Return whether the left piece is a section's number and the right one its title."""
    return (
        0 < gap <= SECTION_NUMBER_GAP_EM * left.size
        and len(left.words) == 1
        and _SECTION_NUMBER.match(left.words[0].text) is not None
        and abs(left.size - right.size) < SECTION_NUMBER_SIZE_PT
        and _SECTION_NAME.match(right.words[0].text) is not None
    )


def _is_bullet_of(left: Line, right: Line, gap: float) -> bool:
    """Return whether the left piece is a bullet alone and the right one begins its item."""
    return (
        0 < gap <= BULLET_GAP_EM * right.size
        and len(left.words) == 1
        and left.words[0].text in BULLETS
        and right.words[0].text not in BULLETS
    )


def _same_line(line: Line, other: Line, edges: set[int], *, follows: bool) -> bool:
    """Return whether two pieces are of one line; `follows`: `other` comes right after `line` in the stream."""
    large = max(line.size, other.size)
    left, right = (line, other) if line.u0 <= other.u0 else (other, line)
    gap = right.u0 - left.u1
    shift = abs(line.v - other.v)
    if _is_number_of(left, right, gap):
        return shift < SECTION_NUMBER_SHIFT_EM * large
    if _is_bullet_of(left, right, gap):
        return shift < BULLET_SHIFT_EM * right.size
    if min(line.size, other.size) < SCRIPT_PIECE_SIZE * large:
        small = line if line.size < other.size else other
        if len(small.words) > SCRIPT_PIECE_WORDS or shift > SCRIPT_PIECE_SHIFT_EM * large:
            return False
        overlap = small.u1 - small.u0 + SCRIPT_PIECE_OVERLAP_EM * large
        return -overlap <= gap <= SCRIPT_PIECE_GAP_EM * large
    if shift > SAME_LINE_SHIFT_EM * large:
        return False
    if round(right.u0) in edges and gap > GUTTER_GAP_EM * large:
        return False
    return -PIECE_OVERLAP_EM * large <= gap <= (STRETCH_GAP_EM if follows and right is other else JOIN_GAP_EM) * large
