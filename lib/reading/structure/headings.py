"""Headings: what they look like, how they are numbered, and the section path that they give to what follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lib.reading.layout.lines import Line
from lib.reading.pdf.glyphs import is_bold
from lib.reading.structure.blocks import SAME_SIZE_PT, Style

KNOWN = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s+|[IVX]+\.?\s+|[A-Z]\.\s+)?(?:a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|introduction|"
    r"background|related works?|literature review|"
    r"(?:materials?|patients?|subjects?|data)\s+and\s+methods?|methods?\s+and\s+materials?|methods?|methodology|"
    r"experiments?|experimental(?:\s+\w+)?|"
    r"results?(?:\s+and\s+discussions?)?|discussions?(?:\s+and\s+conclusions?)?|"
    r"conclusions?(?:\s+and\s+\w+(?:\s\w+)?)?|concluding remarks|limitations|future work|"
    r"acknowledge?ments?|references?(?:\s+cited)?|bibliography|literature cited|works cited|literature|"
    r"literatur|r[ée]f[ée]rences?(?:\s+bibliographiques)?|bibliographie|"
    r"appendix(?:\s+[A-Z0-9])?|appendices|supplementary (?:materials?|information|data)|supporting information|"
    r"additional (?:files?|information)|abbreviations|"
    r"author(?:s['’])?\s+contributions?|(?:conflicts?|declaration) of (?:competing )?interests?|"
    r"competing (?:financial )?interests?(?: statement)?|funding(?: information| statement)?|"
    r"data (?:availability|accessibility)(?: statement)?|ethics (?:statement|approval.*)|orcid|keywords?|résumé|"
    r"zusammenfassung|einleitung|conclusion générale|remerciements)\s*[:.]?$",
    re.IGNORECASE,
)
REFERENCES = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s+|[IVX]+\.?\s+|[A-Z]\.\s+)?(?:references?(?:\s+(?:cited|and notes?|list))?|"
    r"bibliography|literature(?:\s+cited)?|works cited|list of references|cited literature|literatur(?:verzeichnis)?|"
    r"r[ée]f[ée]rences?(?:\s+bibliographiques?)?|bibliographie|referencias(?:\s+bibliográficas)?|bibliografía|"
    r"sources)\s*[:.]?$",
    re.IGNORECASE,
)
ABSTRACT = re.compile(
    r"^(?:a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|author summary|résumé|zusammenfassung|resumen)\b", re.IGNORECASE
)
CAPTION_WORD = re.compile(r"^(?:fig|tab|scheme|box|plate|algorithm|listing|theorem|lemma|proof)", re.IGNORECASE)
NUMBERED = re.compile(r"^(?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2})*)(?P<dot>\.?)\s+(?=[A-Z0-9À-Ýα-ω“\"(])")
_ITEM = re.compile(r"^\(?(?:\d{1,2}|[ivx]{1,5}|[a-zA-Z])\)\s*\S")
_TURN = re.compile(r"^[A-Z]{1,3}\d{1,3}:")
"""A turn of a quoted dialogue or interview: "A1: …"."""
_ROMAN = re.compile(r"^(?P<number>[IVX]{1,5})\.\s+(?=[A-Z])")

LEVEL_SIZE_PT = 0.6
"""Headings whose sizes differ by so much are of two levels; text larger than the running text by so much stands out."""
CAPITALS_SHARE = 0.9
"""A heading is in capitals where they are more than this share of its letters."""
LEAST_CAPITALS = 3
"""Fewer letters tell nothing of it."""
LEAST_LETTERS, MOST_LETTERS = 2, 250
"""Characters of a heading."""
MOST_LINES = 4
KNOWN_SIZE = 0.85
"""A heading that every paper has is at least this share of the size of what follows it."""
LEAST_SIZE = 0.88
"""Any other is at least this share of the size of what follows it, or of the running text."""
FORMULA_LETTERS_SHARE = 0.55
"""Text of which less than this share is letters is a formula."""
MOST_NUMBERED_WORDS, MOST_PLAIN_NUMBERED_WORDS = 20, 12
"""Words of a numbered heading that stands out, and of one that only stands alone."""
MOST_WORDS = 25
"""Words of a heading that stands out by its size or face."""
MOST_CAPITALS_WORDS, LEAST_CAPITAL_LETTERS = 14, 4
"""Words of a heading that stands out by its capitals alone, and how many of these it has."""
SMALLER_PT = 0.4
"""Text after a larger heading is smaller than it by more than this, or in another face."""
RUN_IN_SIZE_SHARE = 0.12
"""A heading that runs into its paragraph differs from the running text in size by at most this share."""
MOST_RUN_IN_WORDS, LEAST_RUN_IN_LETTERS = 15, 4


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """What tells one level of headings from another."""

    size: float
    face: str
    bold: bool
    italic: bool
    capitals: bool
    run_in: bool = False
    """It stands at the beginning of a paragraph."""

    @classmethod
    def of(cls, line: Line, *, run_in: bool = False) -> HeadingStyle:
        """Return the style of a heading's first line."""
        letters = [c for c in line.text if c.isalpha()]
        upper = len(letters) >= LEAST_CAPITALS and sum(c.isupper() for c in letters) > CAPITALS_SHARE * len(letters)
        return cls(round(line.size * 2) / 2, line.font, line.bold, line.italic, upper, run_in)

    def alike(self, other: HeadingStyle) -> bool:
        """Return whether both belong to one level by their looks."""
        if (
            self.run_in != other.run_in
            or abs(self.size - other.size) >= LEVEL_SIZE_PT
            or self.capitals != other.capitals
        ):
            return False
        return self.face == other.face or (self.bold, self.italic) == (other.bold, other.italic) != (False, False)

    def stronger(self, other: HeadingStyle) -> bool:
        """Return whether it is plainly the style of a higher level than the other."""
        if self.run_in != other.run_in:
            return other.run_in
        if abs(self.size - other.size) >= LEVEL_SIZE_PT:
            return self.size > other.size
        return (self.capitals, self.bold, not self.italic) > (other.capitals, other.bold, not other.italic)


def clean_heading(text: str) -> str:
    """Return the heading as a section name: single blanks, letter-spacing undone, no colon or full stop at its end."""
    text = re.sub(r"\s+", " ", text).strip()
    if re.fullmatch(r"(?:\w )+\w", text):
        text = text.replace(" ", "")
    return text.rstrip(" :.").strip()


def looks_like_heading(lines: Sequence[Line], style: Style, *, alone: bool, after: Line | None) -> bool:
    """Return whether these lines are a heading by their looks: another face, size or capitals, short, no sentence.

    `alone`: they are a block of their own. `after` is the line that follows in the same block.
    """
    text = " ".join(line.text for line in lines).strip()
    if not LEAST_LETTERS <= len(text) <= MOST_LETTERS or len(lines) > MOST_LINES or not re.search(r"[^\W\d_]{2}", text):
        return False
    first = lines[0]
    usual = after.size if after is not None else style.size
    if KNOWN.match(text) and len(lines) == 1:
        return alone or first.size >= KNOWN_SIZE * usual
    if text[0].islower() and not _ITEM.match(text):
        return False
    if re.search(r"[,;–-]$", text) or re.match(r"^[\d\W_]+$", text) or first.size < LEAST_SIZE * min(usual, style.size):
        return False
    if _is_formula(text) or _TURN.match(text) or _runs_on(lines, style):
        return False
    return _stands_out(lines, text, style, alone=alone, after=after)


def _runs_on(lines: Sequence[Line], style: Style) -> bool:
    """Return whether running text follows a heading in its own last line: it stands at the beginning of a paragraph."""
    first, last = lines[0].words[0], lines[-1].words[-1]
    running = last.font in style.faces and style.has_size(last.size) and last.text[:1].islower()
    return running and (first.font not in style.faces or abs(first.size - last.size) > SAME_SIZE_PT)


def _is_formula(text: str) -> bool:
    words = re.findall(r"[a-zà-ÿ]{3,}|[A-ZÀ-Ý]{4,}", text)
    letters = sum(c.isalpha() for c in text)
    return (
        not words
        or letters < FORMULA_LETTERS_SHARE * len(text.replace(" ", ""))
        or re.search(r"[=∑∫√�≤≥]", text) is not None
    )


def _stands_out(lines: Sequence[Line], text: str, style: Style, *, alone: bool, after: Line | None) -> bool:
    """Return whether the lines are set unlike the running text and what follows them, as a heading of their length is."""
    look = HeadingStyle.of(lines[0])
    words = len(text.split())
    larger = min(line.size for line in lines) >= style.size + LEVEL_SIZE_PT
    faces = set().union(*(line.faces for line in lines))
    plain = style.faces | (after.faces if after is not None else set())
    other_face = not faces & plain or (look.bold and not style.bold and all(line.bold for line in lines))
    numbered = NUMBERED.match(text) or _ROMAN.match(text)
    if text.endswith(".") and not (numbered or look.bold or look.capitals):
        return False
    if numbered and words <= MOST_NUMBERED_WORDS:
        plain_number = alone and words <= MOST_PLAIN_NUMBERED_WORDS
        if other_face or larger or look.capitals or plain_number:
            return True
    if larger and words <= MOST_WORDS:
        return after is None or after.size < lines[-1].size - SMALLER_PT or not faces & after.faces
    if other_face and words <= MOST_WORDS:
        return alone or after is None or not faces & after.faces
    capitals = len(re.findall(r"[A-Z]", text)) >= LEAST_CAPITAL_LETTERS
    return look.capitals and words <= MOST_CAPITALS_WORDS and alone and capitals


def numbering_depth(text: str) -> int:
    """Return 1 for "2 Methods", 2 for "2.1 Data", 0 without a number."""
    match = NUMBERED.match(text)
    if match:
        # "A. Data" is a first level in one paper and a second in another: its looks tell
        depth = match["number"].count(".") + 1
        return depth if depth > 1 or match["number"].isdigit() else 0
    return 1 if _ROMAN.match(text) else 0


def run_in_length(line: Line, style: Style) -> int:
    """Return how many words at the line's beginning are a heading that runs into its paragraph, 0 for none.

    Bold or another face than the running text, ended by a full stop, a colon or a dash, then running text.
    """
    words = line.words
    if abs(line.size - style.size) > RUN_IN_SIZE_SHARE * style.size or words[0].font in style.faces:
        return 0
    count = 0
    while count < len(words) and (
        words[count].font not in style.faces or len(words[count].text) == 1 or words[count].script
    ):
        count += 1
    if not 0 < count < len(words) or count > MOST_RUN_IN_WORDS:
        return 0
    head = " ".join(word.text for word in words[:count])
    if (
        CAPTION_WORD.match(head)
        or len(re.findall(r"[^\W\d_]", head)) < LEAST_RUN_IN_LETTERS
        or (not head[0].isupper() and not head[0].isdigit())
    ):
        return 0
    bold = all(is_bold(word.font) for word in words[:count] if len(word.text) > 1) and not style.bold
    ended = re.search(r"[.:?\u2014\u2013]$", head) is not None
    # italics alone are also species and emphasis: they need a full stop and more than a name
    return count if (ended and (bold or count >= 2)) or (bold and count >= 2 and words[count].text[:1].isupper()) else 0


@dataclass(frozen=True, slots=True)
class _OpenHeading:
    """A heading that the current place stands under."""

    name: str
    style: HeadingStyle
    depth: int
    """Of its number; 0 without one."""


class SectionPath:
    """The headings above the current place, from the outermost in."""

    def __init__(self) -> None:
        self._open: list[_OpenHeading] = []

    def enter(self, text: str, style: HeadingStyle, *, top: bool = False) -> None:
        """Take in a heading: numbered ones by their number, others by the style they share with one that is open."""
        depth = 1 if top else numbering_depth(text)
        name = clean_heading(text)
        keep = len(self._open)
        if depth:
            keep = self._above_number(depth, style)
        else:
            for n, other in enumerate(self._open):
                same_level = other.style.alike(style) and (not other.depth or style.size == other.style.size)
                if same_level or style.stronger(other.style):
                    keep = n
                    break
        del self._open[keep:]
        self._open.append(_OpenHeading(name, style, depth))

    def name(self, text: str) -> None:
        """Take in a section of the first level that has no printed heading."""
        self._open = [_OpenHeading(text, HeadingStyle(0, "", False, False, False), 1)]

    def _above_number(self, depth: int, style: HeadingStyle) -> int:
        """Return how many of the open headings stand above one that is numbered to this depth."""
        for n, other in enumerate(self._open):
            no_higher = depth == 1 or other.style.alike(style) or not other.style.stronger(style)
            if other.depth >= depth or (not other.depth and no_higher):
                return n
        return len(self._open)

    def __str__(self) -> str:
        return " > ".join(heading.name for heading in self._open)
