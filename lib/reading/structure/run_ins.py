"""Headings that run into their paragraph ("2.1. Study area. The river …", "METHODS: We …"), cut off as blocks of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.reading.pdf.glyphs import is_bold, is_italic
from lib.reading.structure.blocks import Block, Style
from lib.reading.structure.headings import ABSTRACT, CAPTION_WORD, KEY_WORDS, KNOWN, is_formula, numbering_depth
from lib.reading.text.sentences import ends_sentence

MOST_LINES = 3
"""Of a heading that runs into its paragraph."""
MOST_WORDS, MOST_LABEL_WORDS = 25, 5
"""Of such a heading, and of a label that only its words and its colon tell."""
LEAST_LETTERS, LEAST_NUMBERED_LETTERS = 4, 2
SIZE_SHARE = 0.12
"""It differs from its paragraph in size by at most this share."""
COMPANY = 2
"""A look that alone tells a heading (italics, a face without a telling name) does so where this many paragraphs begin
with it: one alone is emphasis, or a species."""
SHORT_LINE_EM = 2
"""A line that ends further than this before its column's edge ends a paragraph."""
NEW_SIZE_PT = 0.3
"""Sizes that differ by more than this begin another text."""
INDENT_EM = 0.8
"""A line that begins further right than the one before begins a paragraph."""
LEADING_EM = 1.7
"""Lines of one paragraph stand no further under each other."""

_PART = re.compile(
    r"^(?:(?:study |main |primary |secondary |key |major |principal )?(?:background|context|introduction|rationale|importance|"
    r"objectives?|aims?|purpose|goals?|hypothes[ie]s|design|setting|participants?|patients?|subjects?|population|"
    r"interventions?|exposures?|outcomes?|measures?|measurements?|methods?|methodology|procedures?|analys[ie]s|results?|"
    r"findings?|limitations?|conclusions?|interpretation|significance|relevance|implications?|registration|discussion|"
    r"data sources?|study selection|data extraction|data synthesis)"
    r"(?:\s*(?:/|and|&|,)\s*|\s+)?){1,4}(?:\s+(?:number|of the study))?$|^trial registration(?: number)?$",
    re.IGNORECASE,
)
"""What the parts of a structured abstract are called."""
_NUMBER = re.compile(r"^(?:\d{1,2}|[A-Z])(?:\.\d{1,2})+\.?$")
"""A section's number of two parts and more: one of a single part before a text is also a list's."""
_STOP = re.compile(r"[.:?\u2014\u2013]$")
_ABBREVIATED = re.compile(
    r"^\(?(?:[A-Za-z]|\w\.\w|vs|cf|e\.g|i\.e|sp|spp|var|subsp|ssp|no|nos|fig|figs|eq|dr|st|al|ca|approx)\.$",
    re.IGNORECASE,
)
_ITEM_LABEL = re.compile(r"^(?:\w+\s)?\w+\s\(?[\dIVX]{1,3}[a-z]?\)?[.:]$")
""""Step 1.", "Hypothesis 2a:" name an item, no section."""


@dataclass(frozen=True, slots=True)
class _RunIn:
    """Where a heading stands in its block: from a word of one line up to a word of the same or a later one."""

    first: int
    start: int
    last: int
    end: int
    """The first word of line `last` that is no more of it."""
    look: tuple[str, float]
    sure: bool
    """Its words, number or boldness tell; else only company does."""


def split_run_ins(blocks: Sequence[Block], style: Style) -> list[Block]:
    """Return the blocks, headings that stand at the beginning of a paragraph cut off as blocks of their own."""
    found = [list(_run_ins_of(blocks, n, style)) for n in range(len(blocks))]
    company = Counter(one.look for of in found for one in of)
    out: list[Block] = []
    for block, run_ins in zip(blocks, found, strict=True):
        kept = [one for one in run_ins if one.sure or company[one.look] >= COMPANY]
        out.extend(_cut(block, kept) if kept else [block])
    return out


def _run_ins_of(blocks: Sequence[Block], n: int, style: Style) -> Iterator[_RunIn]:
    """Yield the headings that run into the block's paragraphs, from the top."""
    block = blocks[n]
    if block.kind != "body" or block.whole or (block.formula and not _ends_in_text(block, style)):
        return
    plain = _plain_faces(block, style)
    in_abstract = _in_abstract(blocks, n)
    after = 0
    for k, line in enumerate(block.lines):
        if k < after:
            continue
        begins = _begins_paragraph(block.lines[k - 1], line) if k else not _continues_sentence(blocks, n)
        one = _run_in_at(block, k, plain, style) if begins else None
        if one is None and begins and (in_abstract or _is_capital_label(line.words)):
            one = _label_at(block, k, 0)
        if one is None and in_abstract:
            one = _label_inside(block, k)
        if one is None:
            continue
        after = one.last + 1
        yield one
        if one.sure and (second := _run_in_at(block, one.last, plain, style, start=one.end)) is not None:
            after = second.last + 1
            same = second.last == one.last
            yield replace(
                second, start=0, end=second.end - one.end if same else second.end
            )  # in what is left of its line


def _ends_in_text(block: Block, style: Style) -> bool:
    """Return whether what was taken for a formula, for it is short, is a heading and the first words of its paragraph."""
    line = block.lines[-1]
    full = line.u1 > line.column[1] - SHORT_LINE_EM * line.size
    first, last = block.lines[0].words[0], line.words[-1]
    return full and last.font in style.faces and first.font not in style.faces and len(first.text) > 1


def _plain_faces(block: Block, style: Style) -> frozenset[str]:
    """Return the faces of the block's own running text: an abstract may be set all in another face than the body."""
    faces: Counter[str] = Counter()
    for line in block.lines:
        for word in line.words:
            faces[word.font] += len(word.text)
    last = block.lines[-1].words[-1].font
    most = last if last in style.faces else faces.most_common(1)[0][0]  # a block may be little more than its heading
    if most not in style.faces:
        return frozenset([most])
    look = is_bold(most), is_italic(most)
    return frozenset(face for face in style.faces if (is_bold(face), is_italic(face)) == look)


def _in_abstract(blocks: Sequence[Block], n: int) -> bool:
    """Return whether the block belongs to the abstract."""
    for block in reversed(blocks[: n + 1]):
        if block.section or ABSTRACT.match(block.text):
            return block.section == "Abstract" or bool(ABSTRACT.match(block.text))
        if block.kind == "heading":
            return False
    return False


def _continues_sentence(blocks: Sequence[Block], n: int) -> bool:
    """Return whether the block goes on with a sentence that the running text before it broke off."""
    before = next((block for block in reversed(blocks[:n]) if block.kind in ("body", "heading")), None)
    return before is not None and before.kind == "body" and not before.formula and not _is_ended(before.lines[-1])


def _is_ended(line: Line) -> bool:
    return ends_sentence(line.text) or line.text.endswith(":")


def _begins_paragraph(before: Line, line: Line) -> bool:
    """Return whether a paragraph may begin with the line: the one before ends short, or it stands or looks otherwise."""
    short = before.u1 < line.column[1] - SHORT_LINE_EM * line.size
    other = abs(before.size - line.size) > NEW_SIZE_PT or before.font != line.font
    apart = line.v - before.v > LEADING_EM * line.size
    indented = line.u0 > before.u0 + INDENT_EM * line.size
    return short or other or ((apart or indented) and _is_ended(before))


def _run_in_at(block: Block, k: int, plain: frozenset[str], style: Style, start: int = 0) -> _RunIn | None:
    """Return the heading that begins with word `start` of line `k`, where a paragraph begins; None where none does."""
    lines = _lines_at(block, k)
    stream = [(n, w, word) for n, line in lines for w, word in enumerate(line.words) if n > k or w >= start]
    words = [word for _, _, word in stream]
    size = next((word.size for word in words if word.font in plain and not word.script), block.size)
    if not words or abs(words[0].size - size) > SIZE_SHARE * size:
        return None
    span = _span(words, plain)
    if not 0 < span < len(words):
        return None
    count = _first_stop(words, span)
    ended = count > 0
    count = count or span
    head = " ".join(word.text for word in words[:count])
    if count > MOST_WORDS or count == len(words) or not _can_head(head):
        return None
    named = [word for word in words[:count] if len(word.text) > 1 and not _NUMBER.match(word.text)]
    bold = bool(named) and all(is_bold(word.font) for word in named) and not style.bold
    known = bool(KNOWN.match(head) or _PART.match(head.rstrip(" .:—–")))
    if not ended and not ((known or (bold and count > 1)) and words[count].text[:1].isupper()):
        return None
    n, w, _ = stream[count - 1]
    face = (named or words)[0]
    sure = known or (bold and ended) or numbering_depth(head) > 1
    return _RunIn(k, start, n, w + 1, (face.font, round(face.size)), sure)


def _lines_at(block: Block, k: int) -> Iterator[tuple[int, Line]]:
    """Yield the lines from `k` on over which a heading may run, with their places; another number begins another one."""
    for n, line in enumerate(block.lines[k : k + MOST_LINES], k):
        if n > k and _NUMBER.match(line.words[0].text):
            return
        yield n, line


def _span(words: Sequence[Word], plain: frozenset[str]) -> int:
    """Return how many words from the first on are set otherwise than the paragraph; a number before them may be plain."""
    count = 1 if _NUMBER.match(words[0].text) else 0
    if count == len(words) or words[count].font in plain:
        return 0
    while count < len(words) and (words[count].font not in plain or len(words[count].text) == 1 or words[count].script):
        count += 1
    while count and count < len(words) and words[count - 1].font in plain:
        count -= 1
    return count


def _first_stop(words: Sequence[Word], span: int) -> int:
    """Return how many words there are up to the first full stop, colon or dash within the span; 0 without one."""
    for n in range(span):
        text = words[n].text
        number = n == 0 and numbering_depth(f"{text} A") > 0
        if number or not _STOP.search(text) or _ABBREVIATED.match(text):
            continue
        if text.endswith(":") or n + 1 == len(words) or not words[n + 1].text[:1].islower():
            return n + 1
    return 0


def _can_head(head: str) -> bool:
    """Return whether words that are set like a heading can be one: neither a caption's label, a formula nor an item's name."""
    least = LEAST_NUMBERED_LETTERS if numbering_depth(head) > 1 else LEAST_LETTERS
    letters = len(re.findall(r"[^\W\d_]", head))
    begins = head[0].isupper() or head[0].isdigit()
    return (
        begins
        and letters >= least
        and not CAPTION_WORD.match(head)
        and not KEY_WORDS.match(head)
        and not _ITEM_LABEL.match(head)
        and (letters < LEAST_LETTERS or not is_formula(head))
    )


def _is_capital_label(words: Sequence[Word]) -> bool:
    return len(words[0].text) >= LEAST_LETTERS and words[0].text.isupper()


def _label_at(block: Block, k: int, w: int) -> _RunIn | None:
    """Return the part of a structured abstract that begins with word `w` of line `k`, told by its words and its colon."""
    words = block.lines[k].words[w : w + MOST_LABEL_WORDS]
    count = next((n for n, word in enumerate(words, 1) if word.text.endswith((":", ".", "—"))), 0)
    label = " ".join(word.text for word in words[:count])
    colon = label.endswith((":", "—")) or label.isupper()
    if not count or not colon or not label[0].isupper() or not _PART.match(label.rstrip(" .:—")):
        return None
    if w + count == len(block.lines[k].words):
        return None
    return _RunIn(k, w, k, w + count, (words[0].font, round(words[0].size)), sure=True)


def _label_inside(block: Block, k: int) -> _RunIn | None:
    """Return the first part of a structured abstract that begins within line `k` after a sentence's end."""
    words = block.lines[k].words
    before = block.lines[k - 1].words[-1] if k else None
    for w, word in enumerate(words):
        previous = words[w - 1] if w else before
        if previous is not None and ends_sentence(previous.text) and not word.glued and (one := _label_at(block, k, w)):
            return one
    return None


def _cut(block: Block, run_ins: Sequence[_RunIn]) -> list[Block]:
    """Return the block in pieces: the headings, and the text before, between and after them."""
    pieces: list[Block] = []
    lines = list(block.lines)
    done = 0  # lines before it are in the pieces
    for one in run_ins:
        before, start = _cut_line(lines[one.first], one.start)
        text = [*lines[done : one.first], *([before] if before else [])]
        if text:
            pieces.append(Block(text, "body", block.section if not pieces else ""))
        same = one.first == one.last
        ending = start if same and start is not None else lines[one.last]
        end, rest = _cut_line(ending, one.end - one.start if same else one.end)
        parts = [end] if same else [start, *lines[one.first + 1 : one.last], end]
        head = [part for part in parts if part is not None]
        pieces.append(Block(head, "heading", block.section if not pieces else "", run_in=True))
        done = one.last
        if rest is None:
            done += 1
        else:
            lines[one.last] = rest
    pieces.append(Block(lines[done:], "body"))
    return pieces


def _cut_line(line: Line, count: int) -> tuple[Line | None, Line | None]:
    """Return the line's first `count` words as a line, and the others as one; None for no words."""
    if not 0 < count < len(line.words):
        return (line, None) if count else (None, line)
    head, rest = line.words[:count], line.words[count:]
    head[0].glued = rest[0].glued = False
    first, second = (Line(words, line.turn, line.page, line.block, line.column) for words in (head, rest))
    return first, second
