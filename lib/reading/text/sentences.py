"""Sentences from printed lines: words joined into clean text, cut at full stops that end a sentence, with a box a line."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word, is_hyphen_end

_ABBREVIATIONS = """
    al fig figs eq eqs eqn eqns ref refs sec sect tab no nos vol vols pp p ed eds cf ca approx resp vs viz i.e
    e.g i.v etc dr prof mr mrs ms st dept univ inc ltd co corp jr sr suppl supp spp sp subsp ssp var cv gen nov
    f syn nom comb cit loc op ch chap chaps art app appx min max jan feb mar apr jun jul aug sep sept oct nov
    dec mon tue wed thu fri sat sun a.k.a u.s u.k e.u ph.d m.sc b.sc a.m p.m v s.d s.e s.l s.str alg algs thm
    prop def lem cor ex exs rem bzw z.b d.h u.a vgl abb bd hrsg nr env nat int natl assoc proc trans conf symp
    lett rev sci biol ecol med phys chem acad soc am eur bull mem ann inst lab labs tel ext est hist fam ord cl
    ser str temp conc wt mol sd se i.p s.c w.r.t aka ave blvd rd mt ft hr hrs secs mins incl excl esp freq avg
    std dev obs
"""
_NEVER_END = (
    "fig figs eq eqs eqn ref refs tab no nos cf ca e.g i.e vs resp spp sp subsp var cv approx dr prof mr mrs ms pp al"
)
_CAN_END = "etc al inc ltd co corp jr sr u.s u.k e.u ph.d a.m p.m min max sd se sp spp h d s no sec ex app"
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
"""Words after whose full stop a sentence goes on, lower case."""
_ALWAYS_GOES_ON = frozenset(_NEVER_END.split())
_MAY_END = frozenset(_CAN_END.split())
"""Abbreviations that also end sentences; what follows decides."""

_END = re.compile(
    r"(?P<stop>[.!?…]+|[。！？｡]|[؟۔।])(?P<close>[)\]}\"'”’»›]*)(?P<notes>(?:\s?\ue000[^\ue001]*\ue001|\[\d[\d,\s–-]*\])?)(?P<gap>\s+|"
    r"(?<=[。！？｡])|$)"
)
_OPENERS = "\"'“‘«‹([{¿¡"
CAPTION_LABEL = re.compile(
    r"(?:(?:Supplement\w+|Appendix|Extended Data) )?(?:Fig(?:ure)?\.?|Tab(?:le)?\.?|Scheme|Box|Plate|Algorithm|Tableau|Abb\.)\s?"
    r"[A-Z]?\d+(?:[.-]\d+)*[a-zA-Z]?\s?[.:|]"
)
"""What a caption begins with; its full stop ends no sentence."""
_LABEL = re.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|[•●▪■◦‣∙·–—-])$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a stretch of text: where it stands in the text and on which line."""

    start: int
    end: int
    line: int
    word: Word
    cut: int
    """Letters of the word that the text leaves out at its end (a hyphen)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Clean text of successive lines, with its words."""

    text: str
    pieces: list[Piece]
    lines: Sequence[Line]


def stretch_of(lines: Sequence[Line], vocabulary: Mapping[str, int]) -> Stretch:
    """Return the lines as one clean text: hyphens at line ends joined, single blanks."""
    parts: list[str] = []
    pieces: list[Piece] = []
    at = 0
    glue = True
    for number, line in enumerate(lines):
        for position, word in enumerate(line.words):
            text = word.text
            if not glue and not (word.glued and position > 0):
                parts.append(" ")
                at += 1
            cut = 0
            glue = False
            if position == len(line.words) - 1 and number + 1 < len(lines):
                following = lines[number + 1].words[0].text
                glue, cut = _line_end(text, following, vocabulary)
            kept = text[: len(text) - cut] if cut else text
            pieces.append(Piece(at, at + len(kept), number, word, cut))
            parts.append(kept)
            at += len(kept)
    return Stretch("".join(parts), pieces, lines)


def _line_end(text: str, following: str, vocabulary: Mapping[str, int]) -> tuple[bool, int]:
    """Return whether the next line's first word joins this one without a blank, and how many letters go."""
    if is_hyphen_end(text):
        if following[:1].islower():
            return True, 0 if _compound(text, following, vocabulary) else 1
        return following[:1].isalnum(), 0
    if re.search(r"(?:https?://|www\.|doi\.org/)\S*[/._=&?-]$", text) and re.match(r"[\w/.-]", following):
        return True, 0
    if text.endswith("/") and len(text) > 1 and following[:1].isalnum():
        return True, 0
    if re.search(r"\d[–—]$", text) and following[:1].isdigit():
        return True, 0
    return False, 0


def _compound(text: str, following: str, vocabulary: Mapping[str, int]) -> bool:
    """Return whether the hyphen at the line's end belongs to the word ("semi-" "supervised"), as the paper's other words tell."""
    first = re.split(r"[^\w'’-]", text[:-1].lower())[-1]
    second = re.match(r"[\w'’-]*", following.lower())[0]  # type: ignore[index]
    if not first or not second:
        return True
    if first[-1].isdigit():
        return True
    hyphened, joined = vocabulary.get(f"{first}-{second}", 0), vocabulary.get(first + second, 0)
    if hyphened or joined:
        return hyphened > joined
    tail = first.split("-")[-1]
    if "-" in first and not vocabulary.get(tail + second):
        return bool(vocabulary.get(tail)) and len(tail) > 3
    if first in (
        "self",
        "well",
        "non",
        "cross",
        "half",
        "long",
        "short",
        "high",
        "low",
        "state",
        "data",
        "time",
        "large",
        "small",
        "open",
    ):
        return bool(vocabulary.get(second))
    return len(first) >= 4 and len(second) >= 4 and vocabulary.get(first, 0) > 1 and vocabulary.get(second, 0) > 1


def vocabulary_of(lines: Iterable[Line]) -> Counter[str]:
    """Return how often each word stands inside a line, lower case; what stands at a line's end may be broken and does
    not count.
    """
    words: Counter[str] = Counter()
    for line in lines:
        for word in line.words[1:-1]:
            for part in re.findall(r"[^\W\d_][\w'’-]*", word.text.lower()):
                words[part.strip("-'’")] += 1
    return words


def cut_stretch(stretch: Stretch) -> list[tuple[int, int]]:
    """Start and end of each sentence in the stretch's text."""
    text = _marked(stretch)
    cuts = [0]
    label = CAPTION_LABEL.match(text)
    for match in _END.finditer(text, label.end() if label else 0):
        if match.end() >= len(text.rstrip()):
            break
        if _ends(text, match):
            cuts.append(match.end())
    cuts.append(len(text))
    spans = []
    for start, end in itertools.pairwise(cuts):
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            spans.append((start, end))
    return _with_labels(text, spans)


def _marked(stretch: Stretch) -> str:
    """Return the text with raised words (note marks) in private brackets of the same length, so that they can follow
    a full stop.
    """
    chars = list(stretch.text)
    for before, piece in zip(stretch.pieces, stretch.pieces[1:], strict=False):
        size = piece.end - piece.start
        if piece.word.script == 1 and size and re.search(r"[.!?][)\]}\"'”’]*$", before.word.text):
            chars[piece.start : piece.end] = ["\ue000"] + ["x"] * (size - 2) + ["\ue001"] if size > 1 else ["\ue002"]
    return "".join(chars).replace("\ue002", "”")


def _ends(text: str, match: re.Match[str]) -> bool:
    """Return whether this full stop ends a sentence."""
    stop = match["stop"]
    if stop[0] in "。！？｡؟۔।":
        return True
    following = text[match.end() :]
    opened = following.lstrip(_OPENERS)
    first = opened[:1]
    if not first or first.islower():
        return False
    if stop != ".":
        return True
    word = re.search(r"[^\s([{\"'“‘/]*$", text[: match.start()])[0]  # type: ignore[index]
    return _stop_ends(word, first, following, bool(match["close"]), text[: match.start()])


def _stop_ends(word: str, first: str, following: str, closed: bool, before: str) -> bool:
    lower = word.lower().strip(".")
    if closed and ")" in following[:0]:
        return True
    if re.fullmatch(r"[A-Z]", word) or re.fullmatch(r"(?:[A-Z]\.-?)+[A-Z]", word):
        # an initial, unless it plainly ends a sentence: "vitamin C. The", "group A. We"
        return (
            bool(re.match(r"(?:The|This|These|In|We|It|A|An|However|For|To|Our|As|Thus|Then|If|When)\s", following))
            and not re.search(r"(?:^|[\s(])[A-Z]\.\s*$", before[: len(before) - len(word)])
            and not closed
        )
    if lower in _ALWAYS_GOES_ON and not closed:
        return (
            lower in _MAY_END
            and bool(re.match(r"(?:The|This|These|In|We|It|However|For|Our|Thus|Moreover|Furthermore)\s", following))
            and lower not in ("fig", "no")
        )
    if lower in ABBREVIATIONS and not closed:
        return lower in _MAY_END and first.isupper() and not re.match(r"[A-Z]\.", following)
    if re.fullmatch(r"\d{1,3}", word) and re.search(r"(?:^|\s)$", before[: len(before) - len(word)]):
        whole = before[: len(before) - len(word)].strip()
        return bool(whole) and not re.search(r"[.!?:]$", whole)
    return not first.isdigit() or not re.fullmatch(r"(?:v|ver|version|sect?|chap|eq|fig|tab|no)", lower)


def _with_labels(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans, a list label ("1.", "(a)", "•") that was cut off joined to what follows it."""
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and len(text[out[-1][0] : out[-1][1]]) <= 5 and _LABEL.match(text[out[-1][0] : out[-1][1]]):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


@dataclass(frozen=True, slots=True)
class Extent:
    """A sentence's part of one printed line, in the line's frame."""

    line: Line
    u0: float
    u1: float
    top: float
    bottom: float
    text: str


def extents(stretch: Stretch, start: int, end: int) -> list[Extent]:
    """Return the printed places of the text between `start` and `end`, one a line."""
    out: list[Extent] = []
    number = -1
    members: list[Piece] = []
    for piece in stretch.pieces:
        if (piece.end <= start and piece.end > piece.start) or piece.start >= end:
            continue
        if piece.line != number and members:
            out.append(_extent(stretch.lines[number], members, start, end))
            members = []
        number = piece.line
        members.append(piece)
    if members:
        out.append(_extent(stretch.lines[number], members, start, end))
    return out


def whole_extent(line: Line) -> Extent:
    """Return the whole line's printed place."""
    pieces = [Piece(0, len(word.text), 0, word, 0) for word in line.words]
    return _extent(line, pieces, 0, max(piece.end for piece in pieces))


def _extent(line: Line, pieces: list[Piece], start: int, end: int) -> Extent:
    lefts, rights, tops, bottoms = [], [], [], []
    for piece in pieces:
        word = piece.word
        width = (word.u1 - word.u0) / max(1, len(word.text))
        lefts.append(word.u0 + width * max(0, start - piece.start))
        rights.append(word.u1 - width * max(0, piece.end - end))
        # a bracket or symbol font may claim any height: no word reaches further than a script of its line does
        size = min(word.size, 1.1 * line.size)
        tops.append(max(word.v - 0.74 * size, line.v - 1.05 * line.size))
        bottoms.append(min(word.v + 0.22 * size, line.v + 0.5 * line.size))
    text = "".join(("" if p.word.glued or not n else " ") + p.word.text for n, p in enumerate(pieces))
    return Extent(line, min(lefts), max(rights), min(tops), max(bottoms), text)
