"""The title of a paper: the largest text at the top of its first page, or what the file says of itself where it stands there."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from lib.reading.layout.lines import Line
from lib.reading.layout.pages import PageText
from lib.reading.structure.authors import PLACES, are_people, holds_names
from lib.reading.structure.blocks import CAPTION, Style
from lib.reading.structure.headings import ABSTRACT, KNOWN, numbering_depth
from lib.reading.text.hyphens import LineEndHyphens
from lib.reading.text.sentences import join_lines

_NO_TITLE = re.compile(
    r"^(?:untitled|microsoft word|.*\.(?:docx?|pdf|tex|indd|qxd|dvi|rtf|eps)\b.*|doi:.*|\S+|[\d\W_]+|"
    r".*\bno job name\b.*|pii:.*|title|manuscript|article)$",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"@|https?:|\b(?:university|universit[àéä]t?|department|dept|institut\w*|school of|laborator\w+|cent(?:er|re) for|"
    r"faculty|college|soci[ée]t[éeà]|sociedade?|gesellschaft|\w*gmbh|corporation|ltd|inc|\d{5})\b",
    re.IGNORECASE,
)
"""What stands in the lines of authors and affiliations, hardly in titles."""
_KICKER = re.compile(
    r"^(?:(?:original|full|regular|short|brief|rapid|invited|special|systematic|mini|case|technical|research|review|data|"
    r"methods?|letter|clinical|trial|study|primary|open|access|feature|featured|news|and|views|scientific|conference|"
    r"discussion|meta-analysis|perspectives?|opinion|commentary|editorial|viewpoint|correspondence|protocol|"
    r"articles?|papers?|reports?|reviews?|communications?|notes?|contributions?|series|software|tool|resource)\s*[:|•·-]?\s*){1,5}$",
    re.IGNORECASE,
)
"""What kind of paper it is, printed over its title."""
PLACE_WEIGHT = 0.3
"""What a title's likelihood is multiplied by where it names a place or a meeting, or holds a list of people."""
OVER_NAMES_WEIGHT, OVER_NAMES_EM = 1.5, 8
"""And by the first where people's names are the next thing under it, no further than so many ems."""
TIGHT_LEADING_EM, OTHER_LOOKS_SIZE, SUBTITLE_SIZE = 1.6, 0.85, 0.72
"""Lines of one title that are set in another font or weight stand closer than the first, and differ in size by less than the
second tells; a subtitle is no smaller than the third share of the title's size."""
LEAST_MARKED_WORDS = 2
"""So many words of a line of authors, or more, carry a raised mark; of a title its last one may."""
LEAST_TEXT_ENDS = 2
"""Running text has so many ends of sentences before its last one, or more; a title has a colon or one full stop."""
_MEETING = re.compile(
    r"^proceedings of\b|\b(?:conference|congress|symposium|workshop)\b.*\b(?:19|20)\d\d\b|"
    r"\b(?:vol(?:ume)?|issue|no|issn)\b\.?\s*\(?\d",
    re.IGNORECASE,
)
"""What a conference or an issue of a journal is called over the title."""
_PERIODICAL = re.compile(
    r"^(?:the\s)?(?:\w+\s)?(?:journal|annals|archives|bulletin|transactions|acta|revista|zeitschrift|annales)\b|"
    r"^(?:the\s)?(?:(?-i:[A-Z])[\w-]+\s){1,4}(?-i:Journal|JOURNAL)\s(?:of|for)\b",
    re.IGNORECASE,
)
"""What journals are called."""
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s(?:\d{1,2}(?:st|nd|rd|th)?,?\s)?(?:19|20)\d\d\b|"
    r"^(?:19|20)\d\d[/-]\d{1,2}[/-]\d{1,2}$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(?=\S*[^\W\d_])\S*\d{3,}\S*$")
"""A paper's or a report's number, in one word: "IMECE2020-12345"."""
_NOTE_MARK = re.compile(r"^[\d*⋆★†‡§¶∗,\s]{1,5}$|^[a-z]\)?$")
"""What is raised at a title's end and is no part of it."""
_NOTE_SIGN = re.compile(r"^[*⋆★†‡§¶∗,\s]{1,5}$")
_SENTENCE_END = re.compile(r"[^\W\d_]{3,}[.?!]\s+[A-Z]")
COMPARED_LETTERS, LEAST_COMPARED_LETTERS = 40, 20
"""A cover page carries the same first letters of the title; a title, or a line of a reference, of fewer tells nothing."""
UPPER_SHARE = 0.6
"""Titles stand in this share of the page, from its top."""
LEAST_LINE_LETTERS = 3
"""A line of a title has at least so many letters."""
LARGER_PT = 0.4
"""A title is larger than the running text by more than this."""
LONG_LINE_LETTERS = 15
"""The largest text is measured in lines of more characters than these."""
TITLE_SIZE_PT = 0.3
"""Lines of one title differ in size by less than this."""
LEAST_TITLE_SIZE = 0.5
"""A title is at least this share of the largest text's size."""
LEAST_TITLE_WORDS, LEAST_TITLE_LETTERS, MOST_TITLE_LINES = 3, 12, 8
SHORT_TITLE_WORDS, SHORT_TITLE_LETTERS = 2, 8
FULL_TITLE_LETTERS = 60
"""Letters from which on more make a title no likelier: a journal's name may be larger than the title, hardly longer."""
TITLE_LEADING_EM = 1.9
"""Lines of a title stand no further under each other."""
DOUBLE_LEADING_EM = 2.5
"""Those of a manuscript with double space."""
LEADING_GROWS = 1.35
"""Nor is the last of them so many times further from the one before it than that from its own."""
LEAST_GIVEN_LETTERS = 13
"""A shorter title of the document's information is hardly one."""

FirstPages = Sequence[tuple[PageText, Sequence[Line]]]
"""The first two pages at most, each with its lines before headers and footers were taken out."""


def own_pages(first_pages: FirstPages, style: Style) -> FirstPages:
    """Return the pages from the paper's own first one: an archive's cover page carries the same title."""
    if len(first_pages) < 2:
        return first_pages
    cover, own = (
        bare_letters("".join(line.text for line in title_lines(pages, style)))[:COMPARED_LETTERS]
        for pages in (first_pages[:1], first_pages[1:])
    )
    return first_pages[1:] if len(own) > LEAST_COMPARED_LETTERS and cover in ("", own) else first_pages


def joined_title(lines: Sequence[Line], hyphens: LineEndHyphens) -> str:
    """Return the lines as one text, words broken at line ends whole again, without the marks of notes at its ends."""
    if not lines:
        return ""
    last, words = lines[-1], list(lines[-1].words)
    while len(words) > 1 and words[-1].script == 1 and words[-1].glued and _NOTE_MARK.match(words[-1].text):
        if words[-1].text.isdigit() and words[-2].text[-1:].isdigit():
            break  # a power
        words.pop()
    whole = [*map(_without_signs, lines[:-1]), Line(words, last.turn, last.page)]
    return re.sub(r"\s+", " ", join_lines(whole, hyphens).text).strip(" *∗†‡⋆\ufffd")


def _without_signs(line: Line) -> Line:
    """Return the line without the signs of notes raised at its end."""
    words = list(line.words)
    while len(words) > 1 and words[-1].script == 1 and _NOTE_SIGN.match(words[-1].text):
        words.pop()
    return line if len(words) == len(line.words) else Line(words, line.turn, line.page)


def title_lines(first_pages: FirstPages, style: Style) -> list[Line]:
    """Return the lines of the largest text in the upper part of the first page."""
    if not first_pages:
        return []
    page, lines = first_pages[0]
    _, top, _, bottom = page.crop
    at_top = [
        line
        for line in lines
        if line.turn == 0 and line.v - top < UPPER_SHARE * (bottom - top) and _letters(line) >= LEAST_LINE_LETTERS
    ]
    upper = _over_abstract([line for line in at_top if not _is_one_of_the_headings(line, at_top)])
    larger = [line for line in upper if line.size > style.size + LARGER_PT]
    best = _best_run(larger, upper)
    if best and _are_authors(best) and (short := _short_title(larger)):
        return short if short[0].size > best[0].size else best
    bold = [line for line in upper if line.bold]
    if best and _MEETING.search(" ".join(line.text for line in best)):
        return _best_run([line for line in bold if line not in best], upper) or best
    return _with_other_looks(best, larger, upper) or _best_run(bold, upper) or _short_title(larger)


def _with_other_looks(run: Sequence[Line], larger: Sequence[Line], upper: Sequence[Line]) -> list[Line]:
    """Return the title's lines with those right over and under them that are set otherwise, in italics or another font."""
    whole = list(run)
    for line in sorted(larger, key=lambda line: line.v, reverse=True):
        if whole and line not in whole and _continues(line, whole[0], upper, subtitle=line.size > whole[0].size):
            whole.insert(0, line)
    for line in sorted(larger, key=lambda line: line.v):
        colon = whole[-1:] and whole[-1].text.rstrip().endswith(":")
        if whole and line not in whole and _continues(whole[-1], line, upper, subtitle=bool(colon)):
            whole.append(line)
    return whole if len(whole) <= MOST_TITLE_LINES else list(run)


def _continues(above: Line, below: Line, upper: Sequence[Line], *, subtitle: bool = False) -> bool:
    """Return whether two lines of other looks are of one title: nearly as large (the second one may be a `subtitle`), as close
    as lines of one text, on one axis.
    """
    size = max(above.size, below.size)
    least = SUBTITLE_SIZE if subtitle else OTHER_LOOKS_SIZE
    if not 0 < below.v - above.v < TIGHT_LEADING_EM * size or min(above.size, below.size) < least * size:
        return False
    if subtitle and _PERIODICAL.match(above.text):
        return False
    on_axis = abs((above.u0 + above.u1) - (below.u0 + below.u1)) / 2 < size or abs(above.u0 - below.u0) < size
    if not on_axis or any(above.v < other.v < below.v for other in upper):
        return False
    return not any(
        _KICKER.match(line.text) or _PLACES.search(line.text) or _MEETING.search(line.text) or holds_names(line)
        or _DATE.search(line.text) or numbering_depth(line.text) or _are_authors([line])
        for line in (above, below)
    )  # fmt: skip


def _over_abstract(upper: Sequence[Line]) -> list[Line]:
    """Return the lines over the abstract's heading, or another one that every paper has; all where none stands over it."""
    heads = [line.v for line in upper if KNOWN.match(line.text) or (ABSTRACT.match(line.text) and len(line.words) == 1)]
    above = [line for line in upper if line.v < min(heads)] if heads else []
    titled = any(len(line.words) >= LEAST_TITLE_WORDS and not _KICKER.match(line.text) for line in above)
    return above if titled else list(upper)


def _short_title(larger: Sequence[Line]) -> list[Line]:
    """Return the line of two words that is larger than all else and may be a title where nothing longer is."""
    largest = [line for line in larger if line.size > max(other.size for other in larger) - TITLE_SIZE_PT]
    line = largest[0] if len(largest) == 1 else None
    if line is None or len(line.words) < SHORT_TITLE_WORDS or _letters(line) < SHORT_TITLE_LETTERS:
        return []
    return [] if _KICKER.match(line.text) or numbering_depth(line.text) else [line]


def _letters(line: Line) -> int:
    """Return how many letters the line has."""
    return len(re.findall(r"[^\W\d_]", line.text))


def _best_run(candidates: Sequence[Line], upper: Sequence[Line]) -> list[Line]:
    """Return the lines under each other, in one size, that most look like a title; the first one of those that do alike.

    `upper`: all lines of the page's upper part.
    """
    best: list[Line] = []
    best_score = 0.0
    largest = max((line.size for line in candidates if len(line.text) > LONG_LINE_LETTERS), default=0.0)
    for size in sorted({line.size for line in candidates}, reverse=True):
        if size < LEAST_TITLE_SIZE * largest:
            break
        for run in _runs([line for line in candidates if abs(line.size - size) < TITLE_SIZE_PT], candidates):
            score = size * _likelihood(run, upper)
            if score > best_score:
                best, best_score = run, score
    return best


def _likelihood(run: Sequence[Line], upper: Sequence[Line]) -> float:
    """Return how likely lines of their size are a title, 0 where they are none."""
    words, letters = sum(len(line.words) for line in run), sum(map(_letters, run))
    text = " ".join(line.text for line in run)
    over_names = _stands_over_names(run, upper)
    if len(run) > MOST_TITLE_LINES:
        return 0.0
    if words < LEAST_TITLE_WORDS or letters < LEAST_TITLE_LETTERS:
        largest = all(line.size < run[0].size or line in run for line in upper)
        named = _KICKER.match(text) or _NUMBER.match(text)
        return letters / FULL_TITLE_LETTERS if over_names and largest and not named else 0.0
    if ABSTRACT.match(text) or CAPTION.match(text) or len(_SENTENCE_END.findall(text)) >= LEAST_TEXT_ENDS:
        return 0.0
    likelihood = min(1.0, letters / FULL_TITLE_LETTERS)
    if (
        any(named.search(text) for named in (_PLACES, _MEETING, _PERIODICAL))
        or _are_authors(run)
        or _begins_with_a_name(run)
    ):
        likelihood *= PLACE_WEIGHT
    return likelihood * (OVER_NAMES_WEIGHT if over_names else 1.0)


def _begins_with_a_name(run: Sequence[Line]) -> bool:
    """Return whether the first of several lines is a person's name and the next ones tell a place, or one is a day alone."""
    below = " ".join(line.text for line in run[1:])
    dated = any(_DATE.match(line.text.strip()) for line in run[1:])
    return dated or (holds_names(run[0]) and PLACES.search(below) is not None)


def _are_authors(run: Sequence[Line]) -> bool:
    """Return whether the lines are a list of people, or marked as one."""
    marked = sum(word.script == 1 and _NOTE_MARK.match(word.text) is not None for line in run for word in line.words)
    return marked >= LEAST_MARKED_WORDS or are_people(" ".join(line.text for line in run))


def _stands_over_names(run: Sequence[Line], upper: Sequence[Line]) -> bool:
    """Return whether the next line under the run holds people's names."""
    last = run[-1]
    below = [line for line in upper if line.v > last.v and line.u0 < last.u1 and line.u1 > last.u0]
    after = min(below, key=lambda line: line.v, default=None)
    return after is not None and after.v - last.v < OVER_NAMES_EM * last.size and holds_names(after)


def _is_one_of_the_headings(line: Line, upper: Sequence[Line]) -> bool:
    """Return whether the line is numbered, as another one that looks like it is."""
    alike = (other for other in upper if other is not line and other.bold == line.bold)
    return numbering_depth(line.text) > 0 and any(
        numbering_depth(other.text) and abs(other.size - line.size) < TITLE_SIZE_PT for other in alike
    )


def _runs(lines: Sequence[Line], upper: Sequence[Line]) -> list[list[Line]]:
    """Return the lines in runs of those under each other: without a wide gap, or with one as wide as double space makes it
    and nothing else of `upper` in it.
    """
    runs: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.v, line.u0)):
        if runs and _goes_on(runs[-1], line, upper):
            runs[-1].append(line)
        else:
            runs.append([line])
    for run in runs:
        while len(run) > 1 and _KICKER.match(run[0].text):
            del run[0]
    return runs


def _goes_on(run: Sequence[Line], line: Line, upper: Sequence[Line]) -> bool:
    """Return whether the title whose lines are `run` so far goes on in the line."""
    before = run[-1]
    gap = line.v - before.v
    if before.bold != line.bold or line.u0 >= before.u1 or line.u1 <= before.u0:
        return False
    if gap < TITLE_LEADING_EM * line.size:
        return True
    if len(run) > 1 and gap > LEADING_GROWS * (before.v - run[-2].v):
        return False
    between = any(before.v < other.v < line.v for other in upper)
    return gap < DOUBLE_LEADING_EM * line.size and before.font == line.font and not between


def likelier_title(printed: str, info: dict[str, str], first_pages: FirstPages, style: Style) -> str:
    """Return the printed title; that of the document's information where it stands on the page as large, for its letters are
    surer, or where none is printed.
    """
    given = [" ".join(html.unescape(info.get(key, "")).split()) for key in ("xmp:title", "title")]
    lines = first_pages[0][1] if first_pages else ()
    page = bare_letters("".join(line.text for line in lines))
    large = bare_letters("".join(line.text for line in lines if line.bold or line.size > style.size + LARGER_PT))
    largest = max((line.size for line in lines if _letters(line) >= LEAST_LINE_LETTERS), default=0.0)
    alone = {bare_letters(line.text) for line in lines if line.size == largest}
    for title in given:
        if ("\ufffd" in title and printed) or _NO_TITLE.match(title):
            continue
        if len(title) < LEAST_GIVEN_LETTERS and bare_letters(title) not in alone:
            continue
        bare = bare_letters(title)
        if (
            " " in title
            and bare in page
            and (not printed or bare in large)
            and not _is_part(bare, bare_letters(printed))
        ):
            return title
    return printed or next((title for title in given if title and not _NO_TITLE.match(title)), "")


def _is_part(title: str, printed: str) -> bool:
    """Return whether a title is only the first or last part of the printed one."""
    return len(title) < len(printed) and (printed.startswith(title) or printed.endswith(title))


def bare_letters(text: str) -> str:
    """Return the text's Latin letters and digits, lower case, to be compared."""
    return re.sub(r"[^0-9a-zà-ÿ]+", "", text.lower())
