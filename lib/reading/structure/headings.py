"""Headings: what they look like, how they are numbered, and the section path that they give to what follows them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lib.reading.layout.lines import BULLETS, Line
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
CAPTION_WORD = re.compile(
    r"^(?:fig|tab|scheme|box|plate|algorithm|listing|theorem|lemma|proof|proposition|corollary|"
    r"definition \d|remark \d|example \d)",
    re.IGNORECASE,
)
KEY_WORDS = re.compile(
    r"^(?:key\s?-?words?|index terms|mots[- ]cl[ée]s|schlüsselwörter|palabras clave)\b", re.IGNORECASE
)
_MARKED_ITEM = re.compile(rf"^[{BULLETS}]\s")
_UNIT = re.compile(r"[\[(][^\W\d_]{0,3}[°%µμ/][^)\]]*[\])]$|\[[^\]\s]{1,6}\]$")
"""What an axis ends with: "[°C]", "(%)"."""
NUMBERED = re.compile(r"^(?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2})*)(?P<dot>\.?)\s+(?=[A-Z0-9À-Ýα-ω“\"(])")
_ITEM = re.compile(r"^\(?(?:\d{1,2}|[ivx]{1,5}|[a-zA-Z])\)\s*\S")
_LISTED = re.compile(r"^[^;\d][^;]*(?:;[^;]+){2,}$")
"""Key words under their own heading; a heading may name two things ("Limitations; future work")."""
_TURN = re.compile(r"^[A-Z]{1,3}\d{1,3}:")
"""A turn of a quoted dialogue or interview: "A1: …"."""
_ROMAN = re.compile(r"^(?P<number>[IVX]{1,5})\.\s+(?=[A-Z])")

LEVEL_SIZE_PT = 0.6
"""Headings whose sizes differ by so much are of two levels; text larger than the running text by so much stands out."""
CAPITALS_SHARE = 0.9
"""A heading is in capitals where they are more than this share of its letters."""
MIXED_LETTERS, CAPITALS_IN_MIXED = 6, 0.55
"""A word in small capitals whose font gives some as small letters has so many letters, more than this share of them capitals."""
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
WORD_LETTERS, LEAST_WORDS_BESIDE = 4, 2
"""A heading with a letter under the line has at least so many words of so many letters."""
MOST_NUMBERED_WORDS, MOST_PLAIN_NUMBERED_WORDS = 20, 12
"""Words of a numbered heading that stands out, and of one that only stands alone."""
MOST_WORDS = 25
"""Words of a heading that stands out by its size or face."""
MOST_CAPITALS_WORDS, LEAST_CAPITAL_LETTERS = 14, 4
"""Words of a heading that stands out by its capitals alone, and how many of these it has."""
SMALLER_PT = 0.4
"""Text after a larger heading is smaller than it by more than this, or in another face."""

LINES_KEPT = 2048
"""Of so many texts it is remembered whether they are in capitals: a line is asked about several times in a row."""


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
        return cls(round(line.size * 2) / 2, line.font, line.bold, line.italic, _in_capitals(line.text), run_in)

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
    if _small_capitals(text):
        text = text.upper()
    return text.rstrip(" :.").strip()


@functools.lru_cache(maxsize=LINES_KEPT)
def _in_capitals(text: str) -> bool:
    """Return whether the text is set in capitals, large or small."""
    letters = [c for c in text if c.isalpha()]
    upper = len(letters) >= LEAST_CAPITALS and sum(map(str.isupper, letters)) > CAPITALS_SHARE * len(letters)
    return upper or _small_capitals(text)


def _small_capitals(text: str) -> bool:
    """Return whether small capitals were read as letters of both cases ("DIsCUssION", "MATERIALs AND METHODs").

    Plurals of abbreviations ("CNNs", "siRNAs") are shorter, and stand among words of small letters.
    """
    words = re.findall(r"[^\W\d_]{2,}", text)
    odd = [word for word in words if len(word) >= MIXED_LETTERS and CAPITALS_IN_MIXED < _upper(word) < 1]
    return bool(odd) and all(word.isupper() or word in odd or len(word) < WORD_LETTERS for word in words)


def _upper(word: str) -> float:
    """Return the share of capitals among a word's letters."""
    return sum(c.isupper() for c in word) / len(word)


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
    if is_formula(text) or _TURN.match(text) or _runs_on(lines, style) or (after and names_text(lines, after)):
        return False
    if first.words[0].script == 1 or _LISTED.match(text):
        return False
    if KEY_WORDS.match(text) or _MARKED_ITEM.match(text) or _UNIT.search(text) or _is_indexed(lines):
        return False
    return _stands_out(lines, text, style, alone=alone, after=after)


def _runs_on(lines: Sequence[Line], style: Style) -> bool:
    """Return whether running text follows a heading in its own last line: it stands at the beginning of a paragraph."""
    first, last = lines[0].words[0], lines[-1].words[-1]
    words = [word for line in lines for word in line.words]
    text = next((n for n, word in enumerate(words) if n and word.font in style.faces and len(word.text) > 1), 0)
    stopped = text > 1 and words[text - 1].text[-1:] in ".:—"
    running = last.font in style.faces and style.has_size(last.size) and (last.text[:1].islower() or stopped)
    return running and (first.font not in style.faces or abs(first.size - last.size) > SAME_SIZE_PT)


def names_text(lines: Sequence[Line], after: Line) -> bool:
    """Return whether the lines begin with a name and a colon, and go on in the face of the line after them: of a note beside
    the text, which has a face of its own ("**Funding:** The authors …").
    """
    words = [word for line in lines for word in line.words]
    other = next((n for n, word in enumerate(words) if word.font != words[0].font), 0)
    return other > 0 and words[other - 1].text.endswith(":") and {word.font for word in words[other:]} <= after.faces


def _is_indexed(lines: Sequence[Line]) -> bool:
    """Return whether the text is a formula's: a letter under the line ("Y_i, otherwise") among hardly any words.

    Figures under the line are chemistry ("CO2 flux").
    """
    words = [word for line in lines for word in line.words]
    indexed = any(word.script == -1 and word.text[:1].isalpha() for word in words)
    return indexed and sum(len(word.text) >= WORD_LETTERS and not word.script for word in words) < LEAST_WORDS_BESIDE


def is_formula(text: str) -> bool:
    """Return whether the text has too few words, or a sign, for anything but a formula."""
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
    plain = style.faces | (_faces_of_text(after, faces) if after is not None else set())
    other_face = not faces & plain or (look.bold and not style.bold and all(line.bold for line in lines))
    numbered = NUMBERED.match(text) or _ROMAN.match(text)
    sections = numbering_depth(text) > 1 and (other_face or larger)  # one number alone is a list's too
    if text.endswith(".") and not (sections or (numbered and larger) or look.bold or look.capitals):
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


def _faces_of_text(line: Line, head: AbstractSet[str]) -> AbstractSet[str]:
    """Return the faces of the line, without those of a heading set in the faces `head` that runs into it."""
    text = Line(rest, line.turn) if (rest := [word for word in line.words if word.font not in head]) else line
    begins = line.words[0].font in head and line.words[-1].font not in head
    return text.faces if begins else line.faces


def numbering_depth(text: str) -> int:
    """Return 1 for "2 Methods", 2 for "2.1 Data", 0 without a number."""
    match = NUMBERED.match(text)
    if match:
        # "A. Data" is a first level in one paper and a second in another: its looks tell
        depth = match["number"].count(".") + 1
        return depth if depth > 1 or match["number"].isdigit() else 0
    return 1 if _ROMAN.match(text) else 0


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
        if style.run_in and depth == 1 and any(one.depth and not one.style.run_in for one in self._open):
            depth = 0  # a list's item: sections of the first level stand above their text in this paper
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
