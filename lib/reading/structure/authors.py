"""The authors as the first page prints them under the title: names in rows, in columns over their affiliations, in lists."""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lib.reading.layout.lines import Line, join_words
from lib.reading.layout.words import Word
from lib.reading.structure.days import is_day
from lib.reading.structure.degrees import without_dotted_degrees
from lib.reading.structure.headings import ABSTRACT, KEY_WORDS, KNOWN

CENTRED_EM = 2
"""A title is centred where a line begins further than this right of its left edge, which is taken 1 em too far left."""
SAME_EM = 0.25
"""Or where its lines begin apart by more, and their centres lie apart by less than this."""
OUTSIDE_EM = 12
"""Authors may stand this far (in ems of the title) left and right of a title that is centred."""
FIRST_BELOW_EM, ZONE_EM = 12, 40
"""The first names stand no further (in ems of the title) under it, the last ones no further than the second figure."""
ROW_EM = 0.35
"""Lines whose baselines are this close stand beside one another."""
RAISED_EM = 0.75
"""Marks that stand alone in their line are raised over the names by up to this."""
NAME_GAP_EM = 0.9
"""A wider gap parts two people who stand beside one another; a blank is 0.25 em, of justified text up to 0.7."""
BLANKS = 2.0
"""And one wider than so many of the line's usual blanks: a scan's letters stand further apart than their size says."""
SAME_SIZE_PT = 0.6
"""Rows of authors differ in size by at most this."""
LIST_LEADING_EM = 2.2
"""A list of authors goes on in a row no further down."""
ALIGNED_EM = 1.5
"""An affiliation is centred on, or begins at, the name above it."""
NEW_GROUP = 1.3
"""A row that stands so many times further down than the rows before it begins another group of people."""
NAMES_SHARE = 0.6
"""Of the pieces of a row of authors those that look like names."""
PROSE_WORDS, PROSE_SHARE = 9, 0.5
"""A line of so many words, this share of them in small letters, is text."""
LEAST_PIECE_LETTERS = 3
"""A shorter piece between commas is a mark."""
LEAST_NAME_WORDS, MOST_NAME_WORDS = 2, 6
ACRONYM_LETTERS = 2
"""A word of so many capitals in a name that has small letters too is an institution's."""

PLACES = re.compile(
    r"@|https?:|\bwww\.|\b(?:univ(?:ersi\w+)?|univ\.|department\w*|dept|d[ée]partement|dipartimento|institut\w*|istituto|schools?|"
    r"laborator\w+|labs?|cent(?:er|re|ro|rum)s?|facult\w+|facoltà|college|colegio|academ\w+|hospital\w*|h[ôo]pital|"
    r"klinik\w*|clinics?|polytechni\w+|politecnico|"
    r"[ée]cole|escuela|ecole|gmbh|corporation|corp|ltd|llc|inc|company|research|sciences?|technolog\w+|engineering|"
    r"informatics?|informati[kq]\w*|computing|computers?|division|section|unit|programme?|ministry|museum|garden|"
    r"observatory|agency|council|foundation|society|association|consortium|street|road|avenue|drive|building|"
    r"floor|campus|box|usa|u\.s\.a|uk|united|republic|china|japan|germany|france|italy|spain|canada|australia|"
    r"netherlands|india|korea|brazil|switzerland|sweden|norway|denmark|finland|scotland|england|ireland|israel)\b",
    re.IGNORECASE,
)
"""What stands in the lines of affiliations, hardly in names and titles: kinds of institutions, of addresses, countries."""
_NO_NAMES = re.compile(
    r"\b(?:abstract|journals?|volume|vol|received|accepted|published|open access|articles?|papers?|review(?:ed)?|"
    r"original|preprints?|manuscripts?|edit(?:ed|ors?)|proceedings|conference|workshop|symposium|issn|copyright|rights|keywords?|"
    r"introduction|director|manager|team|groups?|board|panel|consortium|support|office|committee|collaboration|government|e-?mails?|correspond\w+|protocol|phase|study|studies|trials?|report|supplement\w*|appendix|chapter|section|january|february|march|"
    r"april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"^(?:\*?\s*correspond\w+|received|accepted|published|citation|copyright|©|doi\b|https?:|open access|article info|"
    r"how to cite|to cite|cite this|editor|academic editor|edited by|reviewed by|background|objectives?\b)",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"(?<![\w.])(?:Dr\.?\s(?:rer|med|phil|sc|techn|h\.?c)\.?(?:\s(?:nat|pol|oec|soc|vet|dent|hum|biol|habil))*|Ph\.?\s?D|M\.?\s?D|M\.?\s?Sc|B\.?\s?Sc|D\.?\s?Sc|Sc\.?\s?D|D\.?\s?Phil|M\.?\s?Phil|Pharm\.?\s?D|Dr|Prof(?:essor)?|"
    r"MPH|MHS|MHSc|MSPH|MBBS|MB\s?BS|MBChB|MB\s?ChB|MB|BCh|ChB|BChir|FRCS|FRCP|FRCPC|FRACP|MRCP|MRCS|FACP|FACC|FACS|"
    r"FESC|FAHA|FCCP|DVM|RN|BSN|MSN|DNP|DPT|EdD|MBA|MEd|MSW|LLM|DDS|DMD|DrPH|PsyD|BScN|BEng|MEng|Ing|Dipl)"
    r"(?:\s?\([^)]{1,12}\))?(?![\w])\.?"
)
"""Titles and degrees beside names, by their case: "Ing" is one, "ING" may be a name."""
_MEMBERSHIP = re.compile(
    r"(?<![\w.])(?:(?:(?:Graduate )?Student|Senior|Life|Associate|Affiliate|Honorary|Charter)\s+)*"
    r"(?:Member|MEMBER|Fellow|FELLOW)\s*,?\s+[A-Z]{3,6}\b"
)
"""Of a learned society, beside names: "Senior Member, IEEE"."""
_GROUP = re.compile(
    r"(?:\b(?:and|&)\s+)?(?:\b(?:on behalf of|for)\s+)?\bthe\s+[^,;]*?\b(?:consorti(?:um|a)|collaborat(?:ion|ors)|groups?|"
    r"investigators|network|committee|initiative|alliance|journal|team|project)\b.*$|\bon behalf of\b.*$",
    re.IGNORECASE,
)
"""For whom the authors write, after their names."""
_GROUP_BEFORE = re.compile(
    r"^(?:the\s)?[^,;:]*\b(?:consortium|collaboration|group|investigators|network|committee)\s*:", re.IGNORECASE
)
_FAMILY_FIRST = re.compile(
    r"\b([A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?)\s*,\s*((?:[A-ZÀ-Þ]\.[\s-]?){1,4})(?=\s*(?:,|;|&|and\b|$))"
)
"""A family name before its initials: "Doe, J. A."."""
LEAST_FAMILY_FIRST = 2
"""So many names of a row are of that form where it is the row's."""
_EMAIL = re.compile(r"[({\[<⟨⌈]*(?:mailto:)?[\w.+{}-]+@[\w.-]+[)}\]>⟩⌉]*|\{[^{}]*\}@\S+")
_DATED = re.compile(
    r"^(?:(?:revised|submitted|draft|version|released|printed|dated|updated|compiled)\s+(?:on\s+)?)?"
    r"(?:[\d,]{1,2}(?:st|nd|rd|th)?\s+)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:[\d\s,.]|st\b|nd\b|rd\b|th\b)*$",
    re.IGNORECASE,
)
_SHORT_DEGREES = re.compile(r"(?<=,)\s*(?:MS|MA|BS|BA|DO|PT|RD|JD|NP|PA)(?=\s*(?:,|$|\band\b|&))")
_MARKS = re.compile(
    r"[\d*†‡§¶∗#⋆✉✝‖◇♢♣♠♥♦⁎⃰\u00b9\u00b2\u00b3\u2070-\u209f\u1d2c-\u1d6a\ufffd]+|(?<!\S)(?:i?ID|ORCID)(?!\S)"
)
_SEPARATOR = re.compile(r"\s*(?:,|;|·|•|\||&|/|\b(?:and|AND|And|und|et al|et)\b)\s*")
_OTHER_AND = re.compile(r"(?:^|\s)(?:y|e|i|og|och|en|ve)\s+(?=[^\W\d_])")
_IN_BRACKETS = re.compile(r"\([^()]*\)(?=\s*(?:,|;|\band\b|&|$))")
"""A person's place or role behind the name."""
_ENDS_LIST = re.compile(r"(?:&|\b(?:and|AND|And|und|et))\s+[^,;&]*$")
"""Before the last name of a list."""
LEAST_PARTED = 2
"""So many marks follow names of a row whose names all have one."""
_PARTICLES = frozenset(
    [
        *(
            "van",
            "von",
            "der",
            "den",
            "de",
            "del",
            "della",
            "di",
            "da",
            "das",
            "dos",
            "do",
            "du",
            "la",
            "le",
            "los",
            "las",
        ),
        *("ten", "ter", "zu", "zum", "af", "av", "bin", "ibn", "al", "el", "y", "e", "und", "st", "'t"),
    ]
)
MARKED = "\ue000"
"""Stands behind a word alone between separators that carries a raised mark, as the names around it do: a name of one word."""
_ONE_WORD = re.compile(r"(?:^|[,;&]|\band\b)\s*(?!and\b)[A-ZÀ-Þ][^\W\d_]*[a-zß-ÿ][^\W\d_]{2,}$")
"""A text's end at which one word of four letters or more stands between separators."""
LEAST_NAMES_BESIDE = 2
"""People of more than one word in a list in which one word is a name too."""
_JUNIOR = re.compile(r"^(?:Jr|Sr|I{2,3}|IV)\.?$")
_WORD = re.compile(r"^[^\W\d_](?:[^\W\d_]|['’‘`´.\-‐‑–])*$")


@dataclass(frozen=True, slots=True)
class _Segment:
    """What stands together in a row, without a wide gap."""

    text: str
    """Marks and gaps turned into commas."""
    u0: float
    u1: float


@dataclass(frozen=True, slots=True)
class _Row:
    """Segments beside one another."""

    segments: list[_Segment]
    font: str
    size: float
    v: float
    plain: str
    """As printed."""

    @property
    def place(self) -> bool:
        """Whether it names a place or an institution, other than the group for which the authors write."""
        return PLACES.search(_IN_BRACKETS.sub(" ", _EMAIL.sub(" ", _without_group(self.plain)))) is not None

    @property
    def listed(self) -> bool:
        """Whether commas or "and" part its names."""
        return re.search(r",|;|\band\b|&", self.plain, re.IGNORECASE) is not None


def printed_authors(lines: Sequence[Line], title: Sequence[Line]) -> list[str]:
    """Return the names of the people under the title, in reading order; empty where none are found.

    `lines` are those of the title's page.
    """
    if not title:
        return []
    rows = [row for row in _rows(_zone(lines, title)) if re.search(r"[^\W\d_]{2}", row.plain)]  # else marks alone
    size = title[-1].size
    start = next((n for n, row in enumerate(rows) if _names_of(row)), None)
    if start is None:
        near = [row for row in rows if row.v - title[-1].v <= FIRST_BELOW_EM * size]
        return _without_repeated([name for row in near for name in _names_before_place(row)])
    if rows[start].v - title[-1].v > FIRST_BELOW_EM * size:
        return []
    return _without_repeated(_names_of_rows(rows[start:]))


def signing_authors(lines: Sequence[Line]) -> list[str]:
    """Return the people who sign at the end of a letter, each alone in a line over an affiliation; empty where none do.

    `lines` are those of the paper's second half without its references, in reading order.
    """
    found: list[str] = []
    for n, line in enumerate(lines):
        if not PLACES.search(line.text):
            continue
        run: list[str] = []
        below = line
        for above in reversed(lines[:n]):
            alike = below is line or (above.font, round(above.size)) == (below.font, round(below.size))
            names = _names_of(_row([above])) if alike and _is_next(above, below) else []
            if len(names) != 1:
                break
            run, below = [*names, *run], above
        found += run
    return _without_repeated(found)


def _is_next(above: Line, below: Line) -> bool:
    """Return whether a line stands right under another one in its column."""
    return above.column == below.column and 0 < below.v - above.v < LIST_LEADING_EM * below.size


def _names_before_place(row: _Row) -> list[str]:
    """Return the names with which the row begins, where their affiliation follows in it ("A. Author, University of …")."""
    found: list[str] = []
    for part in _joined(row).split(";"):
        pieces = _pieces(part)
        names = list(itertools.takewhile(is_name, pieces))
        if names and len(names) < len(pieces) and PLACES.search(pieces[len(names)]):
            found += names
    return found


def holds_names(line: Line) -> bool:
    """Return whether the line holds people's names, and hardly anything else."""
    return bool(_names_of(_row([line])))


def _zone(lines: Sequence[Line], title: Sequence[Line]) -> list[Line]:
    """Return the lines between the title and the abstract, from the top."""
    bottom, size = max(line.v for line in title), title[-1].size
    left, right = min(line.u0 for line in title) - size, max(line.u1 for line in title)
    if _is_centred(title, left, lines):
        left, right = left - OUTSIDE_EM * size, right + OUTSIDE_EM * size
    below = [
        line
        for line in lines
        if line.turn == 0 and bottom < line.v < bottom + ZONE_EM * size and left < line.u0 < right and line not in title
    ]
    below.sort(key=lambda line: (line.v, line.u0))
    zone: list[Line] = []
    over: list[tuple[float, float]] = []  # columns in which the title block is over
    for line in below:
        if any(line.u0 < end and line.u1 > begin for begin, end in over):
            continue
        if ABSTRACT.match(line.text) or KNOWN.match(line.text):
            break
        if _is_prose(line):
            over.append((line.u0, line.u1))
        elif _ends_zone(line):
            beside = any(abs(other.v - line.v) < ROW_EM * line.size for other in below if other is not line)
            over.append((line.u0, line.u1) if beside else (min(line.u0, line.column[0]), max(line.u1, line.column[1])))
        else:
            zone.append(line)
    return zone


def _is_centred(title: Sequence[Line], left: float, lines: Sequence[Line]) -> bool:
    """Return whether the title's lines are centred, or may be: on one another or one of them on all text of the page.

    `left` is the title's left edge, taken 1 em too far left.
    """
    begins, centres = [line.u0 for line in title], [(line.u0 + line.u1) / 2 for line in title]
    size = title[-1].size
    apart = max(begins) - min(begins) > SAME_EM * size
    middle = (min(line.u0 for line in lines) + max(line.u1 for line in lines)) / 2
    on_page = any(abs(centre - middle) < SAME_EM * size for centre in centres)
    one_centre = max(centres) - min(centres) < SAME_EM * size
    return len(title) == 1 or (apart and (one_centre or on_page)) or max(begins) - left > CENTRED_EM * size


def _ends_zone(line: Line) -> bool:
    """Return whether the title block is over with this line: key words, a date or a note begin."""
    return any(pattern.match(line.text.strip()) for pattern in (KEY_WORDS, _STOP))


def _is_prose(line: Line) -> bool:
    """Return whether the line is one of running text."""
    words = line.text.split()
    small = sum(word.islower() and word.strip(",.;") not in _PARTICLES for word in words)
    return len(words) >= PROSE_WORDS and small >= PROSE_SHARE * len(words)


def _rows(lines: Sequence[Line]) -> Iterator[_Row]:
    """Yield the lines as rows of segments, from the top."""
    group: list[Line] = []
    for line in lines:
        near = RAISED_EM if all(map(_is_marks, group)) else ROW_EM
        if group and line.v - group[0].v > near * line.size:
            yield _row(group)
            group = []
        group.append(line)
    if group:
        yield _row(group)


def _is_marks(line: Line) -> bool:
    """Return whether marks alone stand in the line, such as those of affiliations over names set apart from them."""
    return re.search(r"[^\W\d_]{2}", line.text) is None


def _row(lines: Sequence[Line]) -> _Row:
    ordered = _with_marks(sorted(lines, key=lambda line: line.u0))
    segments = [segment for line in ordered for segment in _segments(line)]
    main = max(ordered, key=lambda line: (not _EMAIL.search(line.text), len(line.text)))
    undated = [segment for segment in segments if not (_DATED.match(segment.text) or is_day(segment.text))]
    plain = " ".join(line.text for line in ordered)
    if undated and len(undated) < len(segments):
        segments, plain = undated, " ".join(segment.text for segment in undated)
    return _Row(segments, main.font, main.size, main.v, plain)


def _with_marks(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those of marks alone in the one over whose words they stand."""
    named, marks = [line for line in lines if not _is_marks(line)], [line for line in lines if _is_marks(line)]
    if not named or not marks:
        return list(lines)
    words: list[list[Word]] = [[] for _ in named]
    for word in (word for line in marks for word in line.words):
        left = [n for n, line in enumerate(named) if line.u0 <= word.u0]
        words[left[-1] if left else 0].append(word)
    return [
        Line([replace(w) for w in sorted([*line.words, *over], key=lambda w: w.u0)], line.turn, line.page)
        for line, over in zip(named, words, strict=True)
    ]


def _segments(line: Line) -> Iterator[_Segment]:
    """Yield what stands between wide gaps; marks off the line become commas."""
    group: list[Word] = []
    gaps = [word.u0 - before.u1 for before, word in pairwise(line.words) if not word.glued]
    widest = max(NAME_GAP_EM * line.size, BLANKS * statistics.median_low(gaps or [0.0]))
    for word in line.words:
        if group and word.u0 - group[-1].u1 > widest:
            yield _segment(group)
            group = []
        group.append(word)
    yield _segment(group)


def _segment(words: Sequence[Word]) -> _Segment:
    text = ""
    for raised, run in _runs(words):
        if raised and _ONE_WORD.search(text):
            text += MARKED
        text += " , " if raised else f" {_EMAIL.sub(' , ', join_words(run))}"
    return _Segment(" ".join(_MARKS.sub(" , ", text).split()), words[0].u0, words[-1].u1)


def _runs(words: Sequence[Word]) -> Iterator[tuple[bool, list[Word]]]:
    """Yield the words in runs of those off the line and others."""
    run: list[Word] = []
    for word in words:
        if run and bool(run[-1].script) != bool(word.script):
            yield bool(run[-1].script), run
            run = []
        run.append(word)
    yield bool(run[-1].script), run


def _names_of_rows(rows: Sequence[_Row]) -> list[str]:
    """Return the names in the rows from the first with names on; affiliations between them are left out."""
    first = rows[0]
    text = _joined(first)
    names_row, between = first, list[_Row]()
    for before, row in pairwise(rows):
        alike = abs(row.size - first.size) <= SAME_SIZE_PT and row.font == first.font
        if alike and _goes_on(names_row, between, before, row):
            text += f" {_joined(row)}" if not between and _is_broken(before, row) else f" , {_joined(row)}"
            names_row, between = row, []
        else:
            between.append(row)
    return _names(text)


def _goes_on(names_row: _Row, between: Sequence[_Row], before: _Row, row: _Row) -> bool:
    """Return whether the row, which is set like the names, holds names too."""
    if not between and before.listed and row.v - before.v < LIST_LEADING_EM * row.size:
        joined = _joined(before) + " " + _joined(row)
        return not row.place and _is_mostly_names(joined)
    if not _names_of(row):
        return False
    if not between:
        near = row.v - before.v < LIST_LEADING_EM * row.size
        return near and not _is_under(before, row)
    unlike = all(one.font != row.font or abs(one.size - row.size) > SAME_SIZE_PT for one in between)
    leading = max(one.v - other.v for other, one in pairwise([names_row, *between]))
    return unlike or row.v - before.v > NEW_GROUP * leading or "@" in before.plain


def _is_broken(row: _Row, after: _Row) -> bool:
    """Return whether a name may be broken at the end of the row, which is one of a list: either half is none alone, or
    it has no mark, as others of the row have.
    """
    text = _joined(row)
    last, first = _pieces(text)[-1:], _pieces(_joined(after))[:1]
    unparted = text.count(" , ") >= LEAST_PARTED and not _SEPARATOR.match(text[-1:]) and not _ENDS_LIST.search(text)
    return row.listed and (unparted or not all(is_name(piece.title()) for piece in [*last, *first]))


def _is_under(names: _Row, row: _Row) -> bool:
    """Return whether each piece of the row stands under one of the names, as an affiliation does."""
    if len(row.segments) != len(names.segments) or row.listed:
        return False
    for above, below in zip(names.segments, row.segments, strict=True):
        centre = abs((above.u0 + above.u1) - (below.u0 + below.u1)) / 2
        if min(centre, abs(above.u0 - below.u0)) > ALIGNED_EM * row.size:
            return False
    words = [word for segment in row.segments for word in segment.text.split()]
    texts = [segment.text for segment in row.segments]
    return len(set(texts)) < len(texts) or (not names.plain.isupper() and any(map(_is_acronym, words)))


def _is_acronym(word: str) -> bool:
    return len(word) >= ACRONYM_LETTERS and word.isupper() and word.isalpha()


def _joined(row: _Row) -> str:
    """Return the row's text; a gap between segments parts names, unless commas do and it stands within a name."""
    text = row.segments[0].text
    for segment in row.segments[1:]:
        last, first = _pieces(text)[-1:], _pieces(segment.text)[:1]
        parted = not row.listed or not last or not first or all(map(is_name, [*last, *first]))
        whole = not parted and not _SEPARATOR.match(text[-1:]) and is_name(f"{last[0]} {first[0]}")
        text += f" {segment.text}" if whole else f" , {segment.text}"
    return text


def _names_of(row: _Row) -> list[str]:
    """Return the names in a row that holds mostly names, and no place; else none."""
    text = _joined(row)
    if all(_DATED.match(segment.text) for segment in row.segments):
        return []
    if row.place or _NO_NAMES.search(_IN_BRACKETS.sub(" ", _without_group(row.plain))) or not _is_mostly_names(text):
        return []
    return _names(text)


def _pieces(text: str) -> list[str]:
    """Return what stands between separators, without degrees and marks."""
    text = re.sub(r"^(?:authors?|by)\s*:?\s+(?=[A-Z])", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\band(?=[A-Z])", "and ", text)  # set without a blank
    text = re.sub(r"(?:\s+and)?\s+others\s*$|\s+et\s+al\b\.?", "", text)
    text = _SHORT_DEGREES.sub(" ", _DEGREES.sub(" , ", _MEMBERSHIP.sub(" , ", _without_group(text))))
    text = _IN_BRACKETS.sub(" ", text)
    if len(_FAMILY_FIRST.findall(text)) >= LEAST_FAMILY_FIRST:
        text = _FAMILY_FIRST.sub(r"\2 \1", text)
    else:
        text = without_dotted_degrees(text)
    pieces: list[str] = []
    for piece in _SEPARATOR.split(text):
        plain = re.sub(r"\s[a-z]$", "", " ".join(piece.strip(" .-:()[]").split()))  # "Jane Doe a": a mark on the line
        if " " in plain:
            plain = plain.replace(MARKED, "")  # the end of a name that began in the line before
        if _JUNIOR.match(plain) and pieces:
            pieces[-1] += f" {plain}"
        elif len(plain) >= LEAST_PIECE_LETTERS:
            pieces.extend(_at_other_ands(plain if " " in plain else _parted(plain)))
    return pieces


def _at_other_ands(piece: str) -> list[str]:
    """Return the two people between whom another language's "and" stands, one letter that may be within a name too
    ("Costa e Silva"); the piece where it is none.
    """
    before, _, after = _OTHER_AND.sub("\n", piece, count=1).partition("\n")
    return (
        [name for name in (before, after) if name]
        if after and is_name(after) and (not before or is_name(before))
        else [piece]
    )


def _without_group(text: str) -> str:
    """Return the text without the group for which the authors write: before their names and a colon, or behind them."""
    return _GROUP.sub(" ", _GROUP_BEFORE.sub(" ", text))


def _parted(word: str) -> str:
    """Return a name set without blanks, in a tight line, with them: "StenH.Vermund" as "Sten H. Vermund"."""
    return re.sub(
        r"(?<=[a-zß-ÿ.])(?<!Mc)(?<!Mac)(?<!De)(?<!Di)(?<!La)(?<!Le)(?<!Du)(?<!Van)(?<!Von)(?=[A-ZÀ-Þ])", " ", word
    )


def are_people(text: str) -> bool:
    """Return whether the text is a list of people's names."""
    pieces = _pieces(text)
    return len(pieces) > 1 and sum(map(is_name, pieces)) >= NAMES_SHARE * len(pieces)


def _is_mostly_names(text: str) -> bool:
    pieces = _pieces(text)
    if _holds_several(pieces):
        pieces = [piece for piece in pieces if not _is_marked_word(piece)]
    good = sum(map(is_name, pieces))
    # fonts that print small capitals for capitals give them as small letters
    return good > 0 and (good >= NAMES_SHARE * len(pieces) or all(is_name(piece.title()) for piece in pieces))


def _names(text: str) -> list[str]:
    pieces = _pieces(text)
    single = {piece for piece in pieces if _is_marked_word(piece)} if _holds_several(pieces) else set()
    others = [piece for piece in pieces if piece not in single]
    almost = not all(map(is_name, others)) and any(map(is_name, others)) and all(is_name(p.title()) for p in others)
    named = [piece for piece in pieces if almost or piece in single or is_name(piece)]
    return [_capitalised(piece.removesuffix(MARKED)) for piece in named]


def names_institution(text: str) -> bool:
    """Return whether a word of institutions, places or what else is printed near a title stands in the text."""
    return _NO_NAMES.search(text) is not None or PLACES.search(text) is not None


def _is_marked_word(piece: str) -> bool:
    """Return whether the piece is one word with a raised mark, and none of a place or a role."""
    word = piece.removesuffix(MARKED)
    return word != piece and _WORD.match(word) is not None and not names_institution(word)


def _holds_several(pieces: Sequence[str]) -> bool:
    return sum(map(is_name, pieces)) >= LEAST_NAMES_BESIDE


def is_name(text: str) -> bool:
    """Return whether the text looks like a person's name: capitalised words and initials, particles between them."""
    words = text.split()
    if not LEAST_NAME_WORDS <= len(words) <= MOST_NAME_WORDS or _NO_NAMES.search(text) or PLACES.search(text):
        return False
    if not all(_WORD.match(word) for word in words) or not words[-1][0].isupper():
        return False
    if sum(len(word.strip(".")) > 1 for word in words) < 1:
        return False
    return all(_is_capital(word) or word.lower() in _PARTICLES for word in words)


def _is_capital(word: str) -> bool:
    """Return whether the word begins like a name's: "Weld", "D.", "d'Alembert", "al-Amin"."""
    return word[0].isupper() or re.match(r"^(?:d|l|o|al|el|ul|ibn)['’\-][^\W\d_]", word) is not None


def _capitalised(name: str) -> str:
    """Return the name with capitals at the beginning of its words alone, where it is printed all in capitals or without."""
    words = name.split()
    if name.isupper() and any(len(word.strip(".")) > ACRONYM_LETTERS for word in words):
        return " ".join(_lowered(word) for word in words)
    ends = (0, len(words) - 1)
    return " ".join(
        word[0].upper() + word[1:] if n in ends and not _is_capital(word) else word for n, word in enumerate(words)
    )


def _lowered(word: str) -> str:
    if word.lower() in _PARTICLES:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda part: part[0][0] + part[0][1:].lower(), word) if len(word) > 1 else word


def _without_repeated(names: Sequence[str]) -> list[str]:
    """Return the names that stand once: what stands twice or more among them is an affiliation."""
    return [name for name in names if list(names).count(name) == 1]
