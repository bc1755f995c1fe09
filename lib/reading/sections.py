"""Headings and the section path they give to what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lib.reading.blocks import Block, Style
from lib.reading.lines import Line

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
    r"^(?:\d+(?:\.\d+)*\.?\s+|[IVX]+\.?\s+|[A-Z]\.\s+)?(?:references?(?:\s+(?:cited|and notes|list))?|"
    r"bibliography|literature(?:\s+cited)?|works cited|list of references|cited literature|literatur(?:verzeichnis)?|"
    r"r[ée]f[ée]rences?(?:\s+bibliographiques?)?|bibliographie|referencias(?:\s+bibliográficas)?|bibliografía|"
    r"sources)\s*[:.]?$",
    re.IGNORECASE,
)
ABSTRACT = re.compile(
    r"^(?:a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|author summary|résumé|zusammenfassung|resumen)\b", re.IGNORECASE
)
NUMBERED = re.compile(r"^(?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2})*)(?P<dot>\.?)\s+(?=[A-Z0-9À-Ýα-ω“\"(])")
_ROMAN = re.compile(r"^(?P<number>[IVX]{1,5})\.\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """What tells one level of headings from another."""

    size: float
    bold: bool
    italic: bool
    capitals: bool

    @classmethod
    def of(cls, line: Line) -> HeadingStyle:
        """The style of a heading's first line."""
        letters = [c for c in line.text if c.isalpha()]
        upper = len(letters) >= 3 and sum(c.isupper() for c in letters) > 0.9 * len(letters)
        return cls(round(line.size * 2) / 2, line.bold, line.italic, upper)


def clean_heading(text: str) -> str:
    """The heading as a section name: single blanks, letter-spacing undone, no colon at its end."""
    text = re.sub(r"\s+", " ", text).strip()
    if re.fullmatch(r"(?:\w )+\w", text):
        text = text.replace(" ", "")
    return text.rstrip(" :").strip()


def looks_like_heading(lines: Sequence[Line], style: Style, *, alone: bool) -> bool:
    """Whether these lines are a heading by their looks: another face, size or capitals, short, no sentence."""
    text = " ".join(line.text for line in lines).strip()
    if not 2 <= len(text) <= 200 or len(lines) > 4 or not re.search(r"[^\W\d_]{2}", text):
        return False
    first = lines[0]
    if KNOWN.match(text) and len(lines) == 1:
        return first.size >= 0.85 * style.size or alone
    if text[0].islower() or re.search(r"[,;–-]$", text) or re.match(r"^[\d\W_]+$", text):
        return False
    distinct = max(line.size for line in lines) >= style.size + 0.6 and min(line.size for line in lines) >= style.size
    bold = all(line.bold for line in lines) and not style.bold
    look = HeadingStyle.of(first)
    if first.size < 0.88 * style.size:
        return False
    numbered = NUMBERED.match(text) or _ROMAN.match(text)
    if text.endswith(".") and not (numbered or bold or look.capitals):
        return False
    words = len(text.split())
    if numbered and words <= 18 and (bold or distinct or look.italic or look.capitals or (alone and words <= 12)):
        return True
    if (bold or distinct) and words <= 25:
        return True
    if look.capitals and words <= 14 and alone:
        return len(re.findall(r"[A-Z]", text)) >= 4
    other_face = look.italic and all(line.italic for line in lines) and "ital" not in style.font.lower()
    return bool(other_face and alone and words <= 14 and text[0].isupper())


def numbering_depth(text: str) -> int:
    """1 for "2 Methods", 2 for "2.1 Data", 0 without a number."""
    match = NUMBERED.match(text)
    if match:
        return match["number"].count(".") + 1
    return 1 if _ROMAN.match(text) else 0


class SectionPath:
    """The headings above the current place, from the outermost in."""

    def __init__(self) -> None:
        self._open: list[tuple[str, HeadingStyle, int]] = []

    def enter(self, text: str, style: HeadingStyle, *, top: bool = False) -> None:
        """Takes in a heading: numbered ones by their number, others by the style they share with one that is open."""
        depth = 1 if top else numbering_depth(text)
        name = clean_heading(text)
        keep = len(self._open)
        if depth:
            keep = self._above_number(depth, style)
        else:
            for n, (_, other, other_depth) in enumerate(self._open):
                if (_alike(other, style) and not other_depth) or (
                    _alike(other, style) and other_depth and style.size == other.size
                ):
                    keep = n
                    break
                if _stronger(style, other):
                    keep = n
                    break
        del self._open[keep:]
        self._open.append((name, style, depth))

    def _above_number(self, depth: int, style: HeadingStyle) -> int:
        for n, (_, other, other_depth) in enumerate(self._open):
            if other_depth >= depth or (
                not other_depth and (depth == 1 or _alike(other, style) or not _stronger(other, style))
            ):
                return n
        return len(self._open)

    def __str__(self) -> str:
        return " > ".join(name for name, _, _ in self._open)


def _alike(first: HeadingStyle, second: HeadingStyle) -> bool:
    return (
        abs(first.size - second.size) < 0.6
        and first.bold == second.bold
        and first.italic == second.italic
        and first.capitals == second.capitals
    )


def _stronger(first: HeadingStyle, second: HeadingStyle) -> bool:
    """Whether the first style is plainly that of a higher level."""
    if abs(first.size - second.size) >= 0.6:
        return first.size > second.size
    weight = (first.capitals, first.bold, not first.italic)
    other = (second.capitals, second.bold, not second.italic)
    return weight > other


def heading_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Those that are headings."""
    return [block for block in blocks if block.kind == "heading"]
