"""The figures and tables that a question names by their number: "What does Figure 5 show?", "panel B of Table 2"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lib.answering.offline.question_kinds import LOOKED_AT
from lib.answering.offline.question_words import without_paper
from lib.records import Figure, Sentence, Table
from lib.text.terms import content_stems

_BEFORE = r"(?:(?P<before>suppl?(?:ement(?:ary|al)?)?\b\.?|supporting|extended data|appendix|additional|online)\s+)?"
_WHAT = (
    r"(?P<what>fig(?:ure|ura)?s?|abb(?:ildung(?:en)?)?|tab(?:le|elle|elles|la|leau|leaux)?s?|schemes?|plates?|charts?|graphs?"
    r"|maps?|exhibits?|photos?)\b\.?"
)
_NUMBER = r"(?:[SA-E][.-]?)?\d{1,3}(?:[.-]\d{1,2}(?!\d))?|[IVX]{1,5}(?![a-z])"
_PANELS = r"(?:\s?\([a-h](?:\s?[-–,&]\s?[a-h])*\)|[a-h](?:[-–,&][a-h])*(?!\w))?"
_ONE = rf"(?:{_NUMBER}){_PANELS}(?!\w)"
_NAMED = re.compile(
    rf"\b{_BEFORE}{_WHAT}\s*(?:(?:no\.?|number|nr\.?|#)\s*)?"
    rf"(?P<list>{_ONE}(?:\s*(?:,|&|\band\b|\bor\b|\bto\b|\bthrough\b|-|–|, and)\s*{_ONE}(?!\s?%|[.,]\d))*)",
    re.IGNORECASE,
)
_NUMBER_AND_PANELS = re.compile(
    rf"(?P<range>(?:-|–|\bto\b|\bthrough\b)\s*)?(?P<number>{_NUMBER})(?P<panels>{_PANELS})(?!\w)", re.IGNORECASE
)
_PLURAL = re.compile(r"(?:s|en|eaux)\.?$", re.IGNORECASE)
"""The end of a word for figures or tables that several numbers may follow: "Figs. 2 and 3"."""
_GOES_ON = re.compile(
    r"\s*(?:$|[.?!;)\]]|(?:shows?|presents?|depicts?|differ|compares?|contains?|gives?|reports?|says?|tells?|suggests?|ha(?:s|ve|d)"
    r"|is|are|was|were|do|does|did|in|on|of|for|from|about|with|by|at|to|as|that|which|both|respectively|regarding|together)\b)",
    re.IGNORECASE,
)
"""What stands behind another number of one word, "Figure 2 and 3?", that counts nothing: "Table 1 and 3 patients"."""
_JOINED = re.compile(r"(?:\band\b|\bor\b|&)\s*\S+$", re.IGNORECASE)
"""A list whose last number is joined by a word: behind a comma alone a count may follow, "Table 1, 3 of which"."""
_MOST_OF_RANGE = 20
"""Numbers of a range; "2-215" is something else."""
_TURNED = re.compile(r"\b(?P<number>S\d{1,3})\s+(?P<what>Fig(?:ure)?|Table)s?\b\.?")
"""As PLOS names its supplements: "S4 Fig"."""
_PANEL = re.compile(
    r"\b(?:(?:[Ss]ub-?)?[Pp]anel|[Ss]ub-?figure)s?\s+\(?(?P<first>[A-Ha-h])\)?"
    r"(?:\s*(?:,|and|&|-|–)\s*\(?(?P<second>[A-Ha-h])\)?)?(?!\w)"
    r"|\b[Pp]arts?\s+(?:\((?P<bracketed>[A-Ha-h])\)|(?P<bare>[A-Hb-h]))(?!\w)"  # "part a" may be an article
)
_GONE = "\N{OBJECT REPLACEMENT CHARACTER}"
_LED_TO = re.compile(
    r"(?:\b(?:according to|as shown in|(?:shown|listed|given|reported) in|in|from|of|on|by|per)\s+)?(?:the\s+)?"
    rf"{_GONE}(?:\s*,)?",
    re.IGNORECASE,
)
_WRITTEN = {"figure": ("fig", "abb"), "table": ("tab",)}
"""How the words of a kind begin."""
_DRAWN = frozenset({"chart", "graph", "map", "photo", "plate"})
"""Words that people use for a figure whatever is printed below it."""
_SUPPLEMENT = {"appendix": "A", "extended data": "E"}
"""What stands before a number as its letter; of every other word for a supplement S."""
_SHOWING = (
    "show shown shows depict depicts depicted present presents presented describe describes described illustrate illustrates "
    "illustrated plot plots plotted display displays displayed contain contains contained give gives given tell tells report "
    "reports reported list lists listed summarise summarize summarised explain explains mean means represent represents "
    "visualise visualize compare see seen look find caption title legend heading content contents panel panels part parts "
    "subfigure result results finding findings value values number numbers information data detail details main point "
    "please according row rows column columns message exactly say says"
)
SHOWING = frozenset(content_stems(_SHOWING))
"""Stems of the words that ask what a figure or table shows, and name nothing themselves."""


@dataclass(frozen=True, slots=True)
class Label:
    """The number of a figure or table, whatever way it is written: "Fig. S2", "Supplementary Figure 2", "S2 Fig"."""

    kind: str
    """`figure`, `table`, or the word that is printed: `scheme`, `plate`, `map`, ..."""
    number: str
    """Such as "5", "S2", "IV"."""


@dataclass(frozen=True, slots=True)
class NamedFigures:
    """What a question names by its number, and whether it asks of nothing else."""

    labels: tuple[Label, ...] = ()
    panels: tuple[str, ...] = ()
    """Letters of the parts that are asked for, upper case."""
    alone: bool = False
    """What is shown there is asked, and no other word says of what."""

    @property
    def is_numbered(self) -> bool:
        """Whether all have the words that papers number: a "map 3" may be a thing of the study."""
        return bool(self.labels) and all(one.kind in _WRITTEN for one in self.labels)


def named_figures(question: str, previous: str | None = None) -> NamedFigures:
    """Return the figures and tables that the question names; a part alone ("And panel B?") is one of the turn before's."""
    question = question[:LOOKED_AT]
    labels = list(_labels(question))
    panels = {letter.upper() for _, of in labels for letter in of} | set(_panels(question))
    named = tuple(dict.fromkeys(label for label, _ in labels))
    rest = without_paper(_PANEL.sub(" ", without_labels(question)))
    only_shown = set(content_stems(rest)) <= SHOWING
    if not named and panels and previous and only_shown:
        named = named_figures(previous).labels
    return NamedFigures(named, tuple(sorted(panels)), bool(named) and only_shown)


def without_labels(question: str) -> str:
    """Return the question without the figures and tables named, nor what leads to them: "according to Table 2"."""
    return " ".join(_LED_TO.sub(" ", _TURNED.sub(_GONE, _NAMED.sub(_GONE, question))).replace(_GONE, " ").split())


def label_of(label: str) -> Label | None:
    """Return the number of a printed label, such as "Supplementary Figure 1"; None of one without."""
    return next((one for one, _ in _labels(label)), None)


def names_of(label: Label) -> str:
    """Return the label in words: "Figure 5"."""
    return f"{label.kind.title()} {label.number}"


def _labels(text: str) -> Iterator[tuple[Label, str]]:
    """Yield each figure or table that the text names, with the letters of its parts that stand there."""
    for match in _NAMED.finditer(text):
        kind, before = _kind(match["what"]), (match["before"] or "").lower()
        for number, panels in _listed(match):
            if before and not number[0].isalpha():
                number = _SUPPLEMENT.get(before, "S") + number
            yield Label(kind, number), panels
    for match in _TURNED.finditer(text):
        yield Label(_kind(match["what"]), match["number"].upper()), ""


def _listed(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Yield the numbers that follow the word for a figure or table, with the letters of parts; behind a plural a range is
    each of its numbers, behind a singular another number than the first one must be told from a count.
    """
    several, before = _PLURAL.search(match["what"]) is not None, ""
    ones = list(_NUMBER_AND_PANELS.finditer(match["list"]))
    goes_on = _JOINED.search(match["list"]) is not None and _GOES_ON.match(match.string, match.end()) is not None
    for one in ones:
        number, panels = re.sub(r"(?<=[A-Z])[.-]", "", one["number"].upper()), "".join(_letters(one["panels"]))
        if one is not ones[0] and not several and not goes_on and number.isdecimal() and not panels:
            return
        first, _, last = number.partition("-")
        within = _range(first, last) if several else []
        between = _range(before, number)[1:-1] if several and before and one["range"] else []
        yield from ((of_range, "") for of_range in (*within, *between))
        if not within:
            yield number, panels
        before = number


def _range(first: str, last: str) -> list[str]:
    """Return the numbers from the first to the last, these included: "S2" to "S4" is S2, S3 and S4; none where it is none."""
    letter = first[0] if first[0].isalpha() else ""
    low, high = first.removeprefix(letter), last.removeprefix(letter)
    if not (low.isdecimal() and high.isdecimal() and 0 < int(high) - int(low) < _MOST_OF_RANGE):
        return []
    return [f"{letter}{number}" for number in range(int(low), int(high) + 1)]


def _kind(word: str) -> str:
    word = word.lower()
    if word.startswith(("fig", "abb")):
        return "figure"
    return "table" if word.startswith("tab") else word.removesuffix("s")


def _letters(panels: str) -> list[str]:
    """Return the letters of parts: "A-C" is A, B and C."""
    first, *more = re.findall(r"[a-h]", panels.lower()) or [""]
    if first and len(more) == 1 and re.search(r"[-–]", panels):
        return [chr(code) for code in range(ord(first), ord(more[0]) + 1)]
    return [letter for letter in (first, *more) if letter]


def _panels(question: str) -> Iterator[str]:
    for match in _PANEL.finditer(question):
        yield from (letter.upper() for letter in match.groups() if letter)


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A named figure or table of one paper: where it is told of."""

    caption: list[Sentence]
    """In reading order; empty where the paper only speaks of it."""
    rows: list[Sentence]
    """A table's."""
    referring: list[Sentence]
    """Sentences of the running text that name it, those first that tell what it shows."""

    @property
    def ids(self) -> set[int]:
        """Of all these sentences."""
        return {one.id for one in (*self.caption, *self.rows, *self.referring)}


def find_figure(
    label: Label, panels: Sequence[str], reading: Sequence[Sentence], tables: Sequence[Table], figures: Sequence[Figure]
) -> FoundFigure | None:
    """Return what a paper tells of the figure or table; None where neither a caption nor a sentence names it."""
    both: list[Table | Figure] = [*tables, *figures]
    captions = [one for one in both if one.sentence_ids and label_of(one.label) == label]
    if not captions and label.kind in _DRAWN:
        return find_figure(replace(label, kind="figure"), panels, reading, tables, figures)
    caption = sorted({i for one in captions for i in one.sentence_ids if i < len(reading)})
    held = {i for one in captions if isinstance(one, Table) for cell in one.cells for i in cell.sentence_ids}
    rows = [reading[i] for i in sorted(held - set(caption)) if i < len(reading)]
    referring = _referring(label, panels, reading)
    if not caption and not referring:
        return None
    return FoundFigure(_of_panels(panels, [reading[i] for i in caption]), rows, referring)


def _of_panels(panels: Sequence[str], caption: list[Sentence]) -> list[Sentence]:
    """Return the caption's first sentence and those on the parts asked for; the whole where no part is asked for or told."""
    told = [one for one in caption if any(_is_on(panel, one.text) for panel in panels)]
    if not told:
        return caption
    return caption[:1] + [one for one in told if one is not caption[0]]


def _is_on(panel: str, text: str) -> bool:
    """Return whether a sentence of a caption tells of the part: "(B)", "panel b"; "B, ..." and "b: ..." where a sentence or
    clause begins, for "37 °C, " and "i.e. " are none; as one of a range, too: "(A-C)".
    """
    if re.search(rf"\({panel}\)|\bpanel {panel}\b", text, re.IGNORECASE):
        return True
    if re.search(rf"(?:^|[.;:]\s+)(?:[{panel}{panel.lower()}][,:)]\s|{panel}\.\s(?=[A-Z]))", text):
        return True
    ranges = re.findall(r"\(([a-h])\s?[-–,&]\s?([a-h])\)", text, re.IGNORECASE)
    return any(first.upper() <= panel <= last.upper() for first, last in ranges)


def _referring(label: Label, panels: Sequence[str], reading: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences of the running text that name the figure: of its parts asked for where some do, and those first
    that name it as what shows something and not in brackets behind what they say.
    """
    words = _WRITTEN.get(label.kind, (label.kind,))
    named = [
        one
        for one in reading
        if one.kind == "body"
        and any(word in one.text.lower() for word in words)  # most have no label at all
        and any(of == label for of, _ in _labels(one.text))
    ]
    wanted = set(panels)
    of_panels = [one for one in named if any(of == label and wanted & set(on.upper()) for of, on in _labels(one.text))]
    return sorted(of_panels or named, key=lambda one: (_only_in_brackets(label, one.text), one.id))


def _only_in_brackets(label: Label, text: str) -> bool:
    outside = re.sub(r"\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]", " ", text)
    return not any(of == label for of, _ in _labels(outside))
