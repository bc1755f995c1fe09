"""What an answer says, as the type its question asks for: yes or no, a number with its unit, a choice, a list."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lib.answering.offline.units_asked_for import NO_COUNT
from lib.records import Answer, Question, Value
from lib.surveys.enumerations import enumerations
from lib.text.reference_marks import without_raised_marks
from lib.text.terms import STOP_WORDS, content_stems, stem
from lib.text.wording import shorten

ITEMS = 50
"""Of a list, the first ones."""
TEXT = 400
"""Characters of a value that is read out of an answer, and of each item of a list."""
TYPED = 10_000
"""Characters of a value that a person types, as the screens take them."""

_WORD = r"\b(?![-‐‑]\w|\.\s?\d)"
"""The end of a "no" that denies: "no-slip" and "No. 3" deny nothing."""
_YES_NO = re.compile(rf"^\W*(yes|no){_WORD}", re.IGNORECASE)
_ITSELF = re.compile(r"\b(?:stud(?:y|ies)|papers?|articles?|authors?|work)\b", re.IGNORECASE)
"""A question's words for the paper itself, which every sentence of it is about."""
_NEGATION = re.compile(
    rf"\b(?:no{_WORD}|(?:no-one|not|never|none|neither|nor|without|unavailable|cannot|lacks?|lacking)\b)|n['’]t\b",
    re.IGNORECASE,
)
_TOLD = r"(?:declar|disclos|stat|report|mention|describ|acknowledg|discuss|specif|document)\w*"
_ASKS_WHETHER_TOLD = re.compile(
    rf"^\W*(?:do|does|did|have|has|is|are|was|were)\b.{{0,80}}?\b{_TOLD}(?=\W|$)", re.IGNORECASE
)
"""A question whether the paper says anything of a matter: that there is none is said, too."""
_NOT_TOLD = re.compile(
    rf"\b(?:not|never|neither|nor|without|failed to|no(?: \w+)? (?:was|were))(?: \w+){{0,2}} {_TOLD}|n['’]t {_TOLD}",
    re.IGNORECASE,
)
_MINUS = r"""
    (?<![^\s(\[{<>=≤≥~≈∼±×·:;|"'“‘])
    (?:−(?=\d)|(?<![\d%]\s)[-‐‑–](?=\d)|(?:(?<=[=<>≤≥~≈∼(\[])|(?<=[=<>≤≥~≈∼:;,]\s)|(?<=[a-z]{2}\s))−\s)"""
"""A minus sign. Behind another number a hyphen or dash is a range's, and a minus between blanks a difference's."""
_POWER = r"""
    (?:(?P<mantissa>\d+(?P<tenths>[.,]\d+)?)\s?[x×·⋅∙*]\s?)?10(?P<exponent>
      \s?\^\s?[{(]?\s?[-–−+]?\s?\d{1,3}(?!\d|[.,]\d)(?:\s?[)}])?
      |[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}
      |−\s?(?:\d|10)(?!\d|[.,]\d|\s?[%‰°])  # above 10 it may be a range
      |(?(mantissa)\s?(?:[-−]\s?\d{1,3}|–\d|(?<=\s)\d{1,2})(?!\d|[.,]\d)
        |(?:(?<=[<≤]10)|(?<=[<≤]\s10))−\d{2,3}(?!\d|[.,]\d))
      |(?(mantissa)(?(tenths)[1-9]\d?|[1-9])(?!\d|[.,]\d|\s?[x×])|(?!)))  # the text has lost that it stands higher"""
"""A power of ten, its exponent raised, behind `^`, or only told by its minus."""
_NUMBER = re.compile(
    rf"""(?<![\w.,/‐‑–−-])[-‐‑−+±~≈<>≤≥]??\s?
    (?P<number>(?P<minus>{_MINUS})?(?:{_POWER}
      |(?P<plain>[1-9]\d?\d?(?:[ ,\u2009\u00a0]\d\d\d)+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?(?:[eE][-+−]?\d+)?)))
    (?P<unit>\s?(?:[%‰°]\s?[CFK]?(?![a-z])|[A-Za-zµμΩ][\w/²³·^-]*))?""",
    re.VERBOSE,
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ ,\u2009\u00a0]\d{3})+(?:\.\d+)?")
_ASCII = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−–‐‑", "0123456789-+----")
_ENGLISH = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty"""
_WRITTEN = {word: float(number) for number, word in enumerate(_ENGLISH.split())}
_COUNTING = "|".join(word + NO_COUNT if word == "one" else word for word in _WRITTEN)
_WRITTEN_NUMBER = re.compile(rf"\b(?P<number>{_COUNTING})\s+(?P<unit>[a-z][\w-]*)", re.IGNORECASE)
_BRACKETED = re.compile(r"\[[\d,;\s–-]+\]|\((?:[^()]*\b(?:19|20)\d\d[a-z]?[^()]*)\)")
"""Citations in a paper's text: their numbers are nobody's answer."""
_YEAR = re.compile(r"^[-‐‑–−]?\s?(?:1[89]|20)\d\d$")
_ABOUT_TIME = re.compile(r"\b(year|when|date)\b", re.IGNORECASE)
_ASKS_SHARE = re.compile(r"%|\b(?:percent\w*|proportion|share|fraction)\b", re.IGNORECASE)
_ASKS_COUNT = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_BULLET = re.compile(r"^[^\S\n]*(?:[-*•–]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
WORDS_BEFORE, WORDS_AFTER = 6, 2
"""Around a number, in which the question's words are looked for."""
BEFORE_WEIGHT, UNIT_WEIGHT = 2, 2
"""What a word of the question before a number or in its unit counts beside one after it."""
ALL_OF = 2
"""A question of so few words must stand in a sentence with all of them, a longer one with half."""
BEHIND = 10_000
"""Characters by which a choice that is only named by its words' stems comes behind any that is named word for word."""
LEAST_CELLS = 2
"""Cells of a table that an answer is made of are the items of a list."""
FEW_WORDS = 12
"""Of an answer that is one short sentence: then it is itself the only item."""


def parse_value(question: Question, answer: Answer | None) -> Value | None:
    """Return the value of an answer with the sentence that has it; None where the papers do not say or it cannot be told."""
    if answer is None or not answer.found or not answer.text.strip():
        return None
    match question.answer_type:
        case "yes_no":
            return _yes_no(question, answer)
        case "number":
            return _number(question, answer)
        case "choice":
            return _choice(question, answer)
        case "list":
            return _list(question, answer)
    return Value("text", shorten(" ".join(answer.text.split()), TEXT), sentence=0 if answer.sentences else None)


def _sentences(answer: Answer) -> list[tuple[int, str]]:
    """Return the sentences that claim something, those with evidence first, each with its index."""
    claims = [(i, s) for i, s in enumerate(answer.sentences) if s.support != "no_claim"] or list(
        enumerate(answer.sentences)
    )
    return [(i, s.text) for i, s in sorted(claims, key=lambda pair: not pair[1].citations)]


def _yes_no(question: Question, answer: Answer) -> Value | None:
    """Return what the answer says in so many words, else whether a sentence that is about what is asked states or denies it.

    A quote says neither yes nor no by itself: one that holds too few of the question's words leaves it open.
    """
    for i, sentence in enumerate(answer.sentences):
        if said := _YES_NO.match(sentence.text):
            cited = i if sentence.citations else next((j for j, s in enumerate(answer.sentences) if s.citations), i)
            return Value("yes_no", said[1].lower(), sentence=cited)
    asked = set(content_stems(_ITSELF.sub(" ", question.text)))
    needed = len(asked) if len(asked) <= ALL_OF else (len(asked) + 1) // 2
    for i, text in _sentences(answer):
        if len(asked & set(content_stems(text))) >= needed:
            denied = _NOT_TOLD if _ASKS_WHETHER_TOLD.search(question.text) else _NEGATION
            return Value("yes_no", "no" if denied.search(text) else "yes", sentence=i)
    return None


def _number(question: Question, answer: Answer) -> Value | None:
    """Return the number beside which the question's words stand; the first one where they stand beside none."""
    in_cell = _number_in_cell(question, answer)
    if in_cell is not None:
        return in_cell
    asked = set(content_stems(question.text))
    counts = _asks_count(question)
    best: tuple[int, int, Value] | None = None
    for order, (i, text) in enumerate(_sentences(answer)):
        for found in numbers_in(text):
            if _YEAR.match(found.written) and not found.unit and not _ABOUT_TIME.search(question.text):
                continue
            if counts and _is_share(found.unit):
                continue
            near = _nearness(asked, found)
            shown = _with_unit(found.written, found.unit)
            if best is None or (near, -order) > best[:2]:
                best = near, -order, Value("number", shown, found.number, found.unit, sentence=i)
    return best[2] if best else None


def _number_in_cell(question: Question, answer: Answer) -> Value | None:
    """Return the number of the first cell that the answer cites; of "4 (7.7)" the one in brackets where a share is asked for."""
    for i, sentence in enumerate(answer.sentences):
        cell = next((c.cell for c in sentence.citations if c.cell is not None and c.column is not None), None)
        found = [] if cell is None else list(numbers_in(cell.text))
        if cell is None or not found:
            continue
        share = _ASKS_SHARE.search(question.text) is not None and "(" in cell.text and len(found) > 1
        one = found[1] if share else found[0]
        unit = one.unit or ("%" if share else cell.unit)
        if _asks_count(question) and _is_share(unit):
            continue
        return Value("number", _with_unit(one.written, unit), one.number, unit, sentence=i)
    return None


def _asks_count(question: Question) -> bool:
    """Return whether the question asks how many there are, and for no share of them."""
    return _ASKS_COUNT.search(question.text) is not None and _ASKS_SHARE.search(question.text) is None


def _is_share(unit: str) -> bool:
    """Return whether the unit is that of a share, which counts nothing."""
    return unit[:1] in {"%", "‰"} or unit.lower().startswith("percent") or unit.lower() == "per"


def _with_unit(written: str, unit: str) -> str:
    return f"{written}{'' if unit[:1] == '%' else ' '}{unit}".strip()


@dataclass(frozen=True, slots=True)
class NumberInText:
    """A number in a sentence."""

    number: float | None
    """None where no float holds it."""
    unit: str
    written: str
    before: str
    """The words before it, back to the number before."""
    after: str
    """The two words after it."""
    rest: str = ""
    """All that comes after it."""


def _nearness(asked: set[str], found: NumberInText) -> int:
    """Return how much of the question stands beside a number: its unit says most, the words before it more than those after."""
    before, after, unit = (len(asked & set(content_stems(text))) for text in (found.before, found.after, found.unit))
    return BEFORE_WEIGHT * before + after + UNIT_WEIGHT * unit


def numbers_in(text: str) -> Iterator[NumberInText]:
    """Yield the numbers of a sentence in its order; those of citations are passed over, raised ones too."""
    bare = _BRACKETED.sub(lambda cited: " " * len(cited[0]), without_raised_marks(text))
    matches = sorted([*_NUMBER.finditer(bare), *_WRITTEN_NUMBER.finditer(bare)], key=lambda match: match.start())
    end = 0
    for match in matches:
        written = match["number"]
        before = bare[end : match.start()].split()[-WORDS_BEFORE:]
        after = bare[match.end("number") :].split()[:WORDS_AFTER]
        end = match.end()
        yield NumberInText(
            _WRITTEN[written.lower()] if match.re is _WRITTEN_NUMBER else _value_of(match),
            _unit(match["unit"]),
            written,
            " ".join(before),
            " ".join(after),
            bare[match.end("number") :],
        )


def _value_of(found: re.Match[str]) -> float | None:
    """Return the number that a match of `_NUMBER` writes; None where it is beyond what a float holds."""
    sign = "-" if found["minus"] else ""
    if exponent := found["exponent"]:
        power = re.sub(r"[^\d+-]", "", exponent.translate(_ASCII))
        number = float(f"{sign}{_plain(found['mantissa'] or '1')}e{power}")
    else:
        number = float(sign + _plain(found["plain"]))
    return number if math.isfinite(number) else None


def _plain(digits: str) -> str:
    """Return the digits as Python writes them: a comma or blank before three of them parts thousands, else a comma is
    the point.
    """
    if _THOUSANDS.fullmatch(digits):
        return re.sub(r"[ ,\u2009\u00a0]", "", digits)
    return digits.replace(",", ".").replace("−", "-")


def _unit(word: str | None) -> str:
    plain = (word or "").strip().rstrip(".")
    return "" if plain.lower() in STOP_WORDS else plain


def _choice(question: Question, answer: Answer) -> Value | None:
    """Return the choices that the answer names, the one named first in front; of a cited cell those that its own text names,
    whatever its label and heads say.
    """
    in_cells = [
        (i, one.cell.text)
        for i, sentence in enumerate(answer.sentences)
        for one in sentence.citations
        if one.cell is not None and one.column is not None
    ]
    return _named_choices(question, in_cells) or _named_choices(question, _sentences(answer))


def _named_choices(question: Question, texts: Iterable[tuple[int, str]]) -> Value | None:
    named: dict[str, tuple[int, int]] = {}
    for i, text in texts:
        for choice in question.choices:
            place = _place_of(choice, text)
            if place is not None:
                named.setdefault(choice, (i, place))
    if not named:
        return None
    items = sorted(named, key=lambda choice: named[choice])
    return Value("choice", "; ".join(items), items=items, sentence=named[items[0]][0])


def _place_of(choice: str, text: str) -> int | None:
    """Return where the choice is named, word for word or by its words' stems."""
    if exact := re.search(rf"(?<!\w){re.escape(choice)}(?!\w)", text, re.IGNORECASE):
        return exact.start()
    wanted = content_stems(choice)
    stems = [stem(word) for word in re.findall(r"\w+", text.lower())]
    if wanted and all(word in stems for word in wanted):
        return BEHIND + stems.index(wanted[0])
    return None


def _list(question: Question, answer: Answer) -> Value | None:
    """Return the items of a list as written: bullets, else the enumeration in the sentence that is most about the question.

    None where no sentence enumerates anything: a sentence cut at its commas is no list.
    """
    cells = [c.cell for s in answer.sentences for c in s.citations if c.cell is not None and c.column is not None]
    if len(cells) >= LEAST_CELLS and len(cells) == len(answer.sentences):
        return _listed([cell.text for cell in cells], 0)
    bullets = [item.strip(" .;") for item in _BULLET.findall(answer.text)]
    if len(bullets) >= 2:
        return _listed(bullets, 0 if answer.sentences else None)
    asked = set(content_stems(_ITSELF.sub(" ", question.text)))
    candidates = [
        ((len(asked & set(content_stems(text))), len(items)), -order, i, items)
        for order, (i, text) in enumerate(_sentences(answer))
        for items in enumerations(text)
    ]
    if candidates:
        *_, i, items = max(candidates, key=lambda one: one[:2])
        return _listed(items, i)
    if len(answer.sentences) == 1 and len(answer.text.split()) <= FEW_WORDS:
        return _listed([answer.text.strip(" .")], 0)
    return None


def _listed(items: Sequence[str], sentence: int | None) -> Value:
    unique = list(dict.fromkeys(shorten(" ".join(item.split()), TEXT) for item in items if item))[:ITEMS]
    return Value("list", "; ".join(unique), items=unique, sentence=sentence)


def typed_value(question: Question, text: str) -> Value | None:
    """Return the value that a person typed for a question, as its type; None where nothing was typed."""
    shown = shorten(" ".join(text.split()), TYPED)
    if not shown:
        return None
    kind = question.answer_type
    if kind == "number":
        found = next(numbers_in(shown), None)
        return Value(kind, shown, found.number, found.unit) if found else Value(kind, shown)
    if kind in ("list", "choice"):
        return Value(kind, shown, items=[item for part in shown.split(";") if (item := part.strip())])
    return Value(kind, shown.lower() if kind == "yes_no" else shown)
