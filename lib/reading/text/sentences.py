"""Sentences from printed lines: words joined into clean text, cut at full stops that end a sentence, with a box a line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lib.reading.layout.lines import BULLETS, Line
from lib.reading.layout.words import Word, is_hyphen_end
from lib.reading.text.hyphens import LineEndHyphens
from lib.reading.text.print_form import print_forms

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
_SELDOM_END = frozenset(_NEVER_END.split())
"""Abbreviations that end no sentence unless the next word plainly begins one."""
_MAY_END = frozenset(_CAN_END.split())
"""Abbreviations that also end sentences; what follows decides."""

_END = re.compile(
    r"(?P<stop>[.!?…]+|[。！？｡]|[؟۔।])(?P<close>[)\]}\"'”’»›]*)(?P<notes>(?:\s?\ue000[^\ue001]*\ue001|\[\d[\d,\s–-]*\])?)(?P<gap>\s+|"
    r"(?<=[。！？｡])|$)"
)
_SENTENCE_END = re.compile(r"[.!?:。！？؟۔…]['\"”’»)\]]*(?:\d{1,3}(?:[,–-]\d{1,3})*)?$")
"""A text's end at which a sentence may end; note marks may follow."""
_SERIES_END = re.compile(r"[,;]\s*(?:\.\s?\.\s?\.|…)$")
"""A text's end where a series goes on: "a1, a2, . . ."."""
_DOTS_BEFORE, _DOTS_BEHIND = re.compile(r"\.\s+$"), re.compile(r"\s*\.(?!\w)")
"""Another dot before and behind a dot, blanks between them: the dots of a series, or what was left out of a quote."""
_WORD_BEGINS = re.compile(r"[A-ZÀ-Ý]\w+['’]?\w*[\s,]")
"""What may begin a sentence behind such dots; a letter alone is the last of a series."""
_OPENERS = "\"'“‘«‹([{¿¡"
CAPTION_LABEL = re.compile(
    r"(?:(?:Supplement\w+|Appendix|Extended Data) )?(?:Fig(?:ure)?\.?|Tab(?:le)?\.?|Scheme|Box|Plate|Algorithm|Tableau|Abb\.)\s?"
    r"[A-Z]?\d+(?:[.-]\d+)*[a-zA-Z]?\s?[.:|]"
)
"""What a caption begins with; its full stop ends no sentence."""
_LABEL = re.compile(rf"(?:\(?(?:\d{{1,3}}|[a-zA-Z]|[ivxIVX]{{1,5}})[.)]|[{BULLETS}–—-])$")
_LETTER_BEGINNERS = "The|This|These|In|We|It|A|An|However|For|To|Our|As|Thus|Then|If|When"
_BEGINNERS = "The|This|These|In|We|It|However|For|Our|Thus|Moreover|Furthermore"
_AFTER_LETTER = re.compile(rf"(?:{_LETTER_BEGINNERS})\s")
"""What plainly begins a sentence after a single capital letter."""
_AFTER_ABBREVIATION = re.compile(rf"(?:{_BEGINNERS})\s")
"""What plainly begins one after an abbreviation."""
_EQUATION_NUMBER = re.compile(r"\([\w.–-]{1,8}\)")
MOST_LABEL_LETTERS = 5
"""Characters of a list's label."""
WORD_ASCENT_EM, WORD_DESCENT_EM = 0.74, 0.22
"""How far a box reaches above and below a word's baseline: over the ascenders and descenders of text faces."""
LINE_ASCENT_EM, LINE_DESCENT_EM = 1.05, 0.5
"""How far words of a line reach above and below its baseline at most, scripts among them."""
MOST_WORD_SIZE = 1.1
"""A word's box is no higher than that of a word of so many times its line's size."""


class PlacedWord(NamedTuple):
    """A word of joined lines: where it stands in their text and on which line."""

    start: int
    end: int
    line: int
    word: Word
    text: str
    """As it is printed, a hyphen at the line's end too."""


@dataclass(frozen=True, slots=True)
class JoinedLines:
    """Clean text of successive lines, with its words."""

    text: str
    words: list[PlacedWord]
    lines: Sequence[Line]


def ends_sentence(text: str) -> bool:
    """Return whether a sentence may end where the text ends; note marks may follow its full stop, dots of a series none."""
    return _SENTENCE_END.search(text) is not None and _SERIES_END.search(text) is None


def join_lines(lines: Sequence[Line], hyphens: LineEndHyphens) -> JoinedLines:
    """Return the lines as one clean text: hyphens at line ends joined, single blanks."""
    parts: list[str] = []
    words: list[PlacedWord] = []
    at = 0
    glue = True
    for number, line in enumerate(lines):
        for position, (word, text) in enumerate(zip(line.words, print_forms(line.words), strict=True)):
            if not glue and not (word.glued and position > 0):
                parts.append(" ")
                at += 1
            cut = 0
            glue = False
            if position == len(line.words) - 1 and number + 1 < len(lines):
                following = lines[number + 1].words[0].text
                glue, cut = _line_end(text, following, hyphens)
            printed, text = text, text[: len(text) - cut]
            words.append(PlacedWord(at, at + len(text), number, word, printed))
            parts.append(text)
            at += len(text)
    return JoinedLines("".join(parts), words, lines)


def _line_end(text: str, following: str, hyphens: LineEndHyphens) -> tuple[bool, int]:
    """Return whether the next line's first word joins this one without a blank, and how many letters go."""
    if is_hyphen_end(text):
        if following[:1].islower() or hyphens.breaks_capitals(text, following):
            join = hyphens.join(text, following)
            return join != "suspended", int(join == "whole")
        return following[:1].isalnum(), 0
    if re.search(r"(?:https?://|www\.|doi\.org/)\S*[/._=&?-]$", text) and re.match(r"[\w/.-]", following):
        return True, 0
    if text.endswith("/") and len(text) > 1 and following[:1].isalnum():
        return True, 0
    if re.search(r"\d[–—]$", text) and following[:1].isdigit():
        return True, 0
    return False, 0


def sentence_spans(joined: JoinedLines) -> list[tuple[int, int]]:
    """Return start and end of each sentence in the text of joined lines."""
    text = _with_bracketed_notes(joined)
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


def _with_bracketed_notes(joined: JoinedLines) -> str:
    """Return the text with raised words (note marks) in private brackets of the same length, so that they can follow
    a full stop.
    """
    chars = list(joined.text)
    for before, placed in itertools.pairwise(joined.words):
        size = placed.end - placed.start
        if placed.word.script == 1 and size and re.search(r"[.!?][)\]}\"'”’]*$", before.word.text):
            chars[placed.start : placed.end] = ["\ue000"] + ["x"] * (size - 2) + ["\ue001"] if size > 1 else ["\ue002"]
    return "".join(chars).replace("\ue002", "”")


def _ends(text: str, match: re.Match[str]) -> bool:
    """Return whether this full stop ends a sentence."""
    stop = match["stop"]
    if stop[0] in "。！？｡؟۔।":
        return True
    following = text[match.end() :]
    opened = following.lstrip(_OPENERS)
    first = opened[:1]
    if not first or first.islower() or first in ",;:)]}":
        return False
    before = text[: match.start()]
    spaced = not match["close"] and (
        _DOTS_BEFORE.search(before) is not None or _DOTS_BEHIND.match(text, match.end("stop"))
    )
    if spaced or stop in ("...", "…"):
        series = re.search(r"[,;]\s*[.\s]*$", before) is not None
        return not series and not opened.startswith(".") and _WORD_BEGINS.match(opened) is not None
    if stop != ".":
        return True
    word = re.search(r"[^\s([{\"'“‘/]*$", text[: match.start()])[0]  # type: ignore[index]
    return _stop_ends(word, first, following, bool(match["close"]), text[: match.start()])


def _stop_ends(word: str, first: str, following: str, closed: bool, before: str) -> bool:
    """Return whether a full stop after this word ends a sentence.

    `first`: the first letter of what follows, quotes and brackets left out; `closed`: a quote or bracket closes after the
    stop; `before`: the text up to the stop.
    """
    lower = word.lower().strip(".")
    if re.fullmatch(r"[A-Z]", word) or re.fullmatch(r"(?:[A-Z]\.-?)+[A-Z]", word):
        # an initial, unless it plainly ends a sentence: "vitamin C. The", "group A. We"
        return (
            _AFTER_LETTER.match(following) is not None
            and not re.search(r"(?:^|[\s(])[A-Z]\.\s*$", before[: len(before) - len(word)])
            and not closed
        )
    if lower in _SELDOM_END and not closed:
        return lower in _MAY_END and _AFTER_ABBREVIATION.match(following) is not None and lower not in ("fig", "no")
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
        last_start, last_end = out[-1] if out else (0, 0)
        if out and last_end - last_start <= MOST_LABEL_LETTERS and _LABEL.match(text[last_start:last_end]):
            out[-1] = (last_start, end)
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


def extents(joined: JoinedLines, start: int, end: int) -> list[Extent]:
    """Return the printed places of the text between `start` and `end`, one a line."""
    within = [w for w in joined.words if w.start < end and (w.end > start or w.end == w.start)]
    return [
        _extent(joined.lines[number], list(words), start, end)
        for number, words in itertools.groupby(within, key=lambda word: word.line)
    ]


def whole_extent(line: Line) -> Extent:
    """Return the whole line's printed place."""
    texts = print_forms(line.words)
    words = [PlacedWord(0, len(text), 0, word, text) for word, text in zip(line.words, texts, strict=True)]
    return _extent(line, words, 0, max(placed.end for placed in words))


def whole_equation(lines: Sequence[Line]) -> Extent:
    """Return the one place of an equation's pieces, its number the last of its text."""
    ordered = sorted(lines, key=lambda line: _EQUATION_NUMBER.fullmatch(line.text) is not None)
    places = [whole_extent(line) for line in ordered]
    return Extent(
        lines[0], min(p.u0 for p in places), max(p.u1 for p in places), min(p.top for p in places),
        max(p.bottom for p in places), " ".join(p.text for p in places),
    )  # fmt: skip


def _extent(line: Line, words: list[PlacedWord], start: int, end: int) -> Extent:
    lefts, rights, tops, bottoms = [], [], [], []
    highest, lowest = line.v - LINE_ASCENT_EM * line.size, line.v + LINE_DESCENT_EM * line.size
    seen: tuple[float, float] | None = None
    for placed in words:
        word = placed.word
        left, right = word.u0, word.u1
        if start > placed.start or end < placed.end:
            width = (right - left) / max(1, len(placed.text))
            left += width * max(0, start - placed.start)
            right -= width * max(0, placed.end - end)
        lefts.append(left)
        rights.append(right)
        if (word.v, word.size) != seen:
            seen = word.v, word.size
            # a bracket or symbol font may claim any height: no word reaches further than a script of its line does
            size = min(word.size, MOST_WORD_SIZE * line.size)
            tops.append(max(word.v - WORD_ASCENT_EM * size, highest))
            bottoms.append(min(word.v + WORD_DESCENT_EM * size, lowest))
    text = "".join(("" if p.word.glued or not n else " ") + p.text for n, p in enumerate(words))
    return Extent(line, min(lefts), max(rights), min(tops), max(bottoms), text)
