"""Headings: what they look like and how they are numbered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lib.reading.layout.lines import Line
from lib.reading.pdf.faces import is_bold
from lib.reading.structure.blocks import Style

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
        upper = len(letters) >= 3 and sum(c.isupper() for c in letters) > 0.9 * len(letters)
        return cls(round(line.size * 2) / 2, line.font, line.bold, line.italic, upper, run_in)

    def alike(self, other: HeadingStyle) -> bool:
        """Return whether both belong to one level by their looks."""
        if self.run_in != other.run_in or abs(self.size - other.size) >= 0.6 or self.capitals != other.capitals:
            return False
        return self.face == other.face or (self.bold, self.italic) == (other.bold, other.italic) != (False, False)

    def stronger(self, other: HeadingStyle) -> bool:
        """Return whether it is plainly the style of a higher level than the other."""
        if self.run_in != other.run_in:
            return other.run_in
        if abs(self.size - other.size) >= 0.6:
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
    if not 2 <= len(text) <= 250 or len(lines) > 4 or not re.search(r"[^\W\d_]{2}", text):
        return False
    first = lines[0]
    usual = after.size if after is not None else style.size
    if KNOWN.match(text) and len(lines) == 1:
        return alone or first.size >= 0.85 * usual
    if text[0].islower() and not _ITEM.match(text):
        return False
    if re.search(r"[,;–-]$", text) or re.match(r"^[\d\W_]+$", text) or first.size < 0.88 * min(usual, style.size):
        return False
    if _is_formula(text) or _TURN.match(text) or _runs_on(lines, style):
        return False
    return _distinct(lines, text, style, alone=alone, after=after)


def _runs_on(lines: Sequence[Line], style: Style) -> bool:
    """Return whether running text follows a heading in its own last line: it stands at the beginning of a paragraph."""
    first, last = lines[0].words[0], lines[-1].words[-1]
    running = last.font in style.faces and abs(last.size - style.size) < 0.35 and last.text[:1].islower()
    return running and (first.font not in style.faces or abs(first.size - last.size) > 0.35)


def _is_formula(text: str) -> bool:
    words = re.findall(r"[a-zà-ÿ]{3,}|[A-ZÀ-Ý]{4,}", text)
    letters = sum(c.isalpha() for c in text)
    return not words or letters < 0.55 * len(text.replace(" ", "")) or re.search(r"[=∑∫√�≤≥]", text) is not None


def _distinct(lines: Sequence[Line], text: str, style: Style, *, alone: bool, after: Line | None) -> bool:
    look = HeadingStyle.of(lines[0])
    words = len(text.split())
    larger = min(line.size for line in lines) >= style.size + 0.6
    faces = set().union(*(line.faces for line in lines))
    plain = style.faces | (after.faces if after is not None else set())
    other_face = not faces & plain or (look.bold and not style.bold and all(line.bold for line in lines))
    numbered = NUMBERED.match(text) or _ROMAN.match(text)
    if text.endswith(".") and not (numbered or look.bold or look.capitals):
        return False
    if numbered and words <= 20 and (other_face or larger or look.capitals or (alone and words <= 12)):
        return True
    if larger and words <= 25:
        return after is None or after.size < lines[-1].size - 0.4 or not faces & after.faces
    if other_face and words <= 25:
        return alone or after is None or not faces & after.faces
    return look.capitals and words <= 14 and alone and len(re.findall(r"[A-Z]", text)) >= 4


def numbering_depth(text: str) -> int:
    """1 for "2 Methods", 2 for "2.1 Data", 0 without a number."""
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
    if abs(line.size - style.size) > 0.12 * style.size or words[0].font in style.faces:
        return 0
    count = 0
    while count < len(words) and (
        words[count].font not in style.faces or len(words[count].text) == 1 or words[count].script
    ):
        count += 1
    if not 0 < count < len(words) or count > 15:
        return 0
    head = " ".join(word.text for word in words[:count])
    if (
        CAPTION_WORD.match(head)
        or len(re.findall(r"[^\W\d_]", head)) < 4
        or (not head[0].isupper() and not head[0].isdigit())
    ):
        return 0
    bold = all(is_bold(word.font) for word in words[:count] if len(word.text) > 1) and not style.bold
    ended = re.search(r"[.:?\u2014\u2013]$", head) is not None
    # italics alone are also species and emphasis: they need a full stop and more than a name
    return count if (ended and (bold or count >= 2)) or (bold and count >= 2 and words[count].text[:1].isupper()) else 0
