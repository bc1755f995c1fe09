"""What a person types to find words, understood whatever it is: words in all their forms, "phrases", numbers, beginn*.

A query is a list of terms, all of which must stand in one sentence. A term stands where one of its runs does: tokens beside one
another. Stems are tokens with `STEM` before them, stored beside the words as they are printed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from lib.text.search_tokens import SearchToken, search_tokens
from lib.text.stemming import stem

STEM = "="
"""Before a stem: no token of a text begins so."""
MOST_TERMS = 24
"""More of what is typed or pasted does not narrow the search any further, and costs time."""
MOST_TOKENS = 60
"""Of one phrase."""

_PART = regex.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]?|[^\s\"“”„«»]+")
_LETTERS_NUMBER = regex.compile(r"(\p{L}+)(\p{Nd}{1,3})")


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens that stand beside one another."""

    tokens: tuple[str, ...]
    begins: bool = False
    """Whether the last token is only the beginning of a word."""


@dataclass(frozen=True, slots=True)
class Term:
    """What one word or phrase may look like; one of the runs is enough."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class WordQuery:
    """Terms that must all stand in a sentence; without any, nothing is looked for."""

    terms: tuple[Term, ...]

    def spans(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return where the terms stand in a text, as start and end of its characters, in order and apart from one another."""
        tokens = search_tokens(text)
        printed = [token.form for token in tokens]
        stems = [STEM + stem(token.word, language) for token in tokens]
        places = {
            (first, first + len(run.tokens))
            for term in self.terms
            for run in term.runs
            for first in _places(run, stems if run.tokens[0].startswith(STEM) else printed)
        }
        return _joined((tokens[first].start, tokens[end - 1].end) for first, end in places)


def parse_words(words: str, languages: Iterable[str] = ("en",)) -> WordQuery:
    """Return the query that typed words mean; `languages` (ISO 639-1) are those of the papers that are searched.

    Quotation marks (any, also without an end) hold a phrase as it is printed; what stands alone is a word in all its forms; a
    "*" behind a word leaves its end open. Nothing is an error.
    """
    known = tuple(dict.fromkeys(languages))
    terms = (_term(phrase, known, quoted=quoted) for phrase, quoted in _parts(words))
    return WordQuery(tuple(dict.fromkeys(term for term in terms if term))[:MOST_TERMS])


def stored_tokens(text: str, language: str) -> tuple[list[str], list[str]]:
    """Return a text's words as they are printed, and their stems with `STEM` before them, both in order."""
    tokens = search_tokens(text)
    return [token.form for token in tokens], [STEM + stem(token.word, language) for token in tokens]


def _parts(words: str) -> Iterator[tuple[str, bool]]:
    for found in _PART.finditer(words):
        yield (found[0], False) if found[1] is None else (found[1], True)


def _term(phrase: str, languages: Sequence[str], *, quoted: bool) -> Term | None:
    tokens = search_tokens(phrase)[:MOST_TOKENS]
    if not tokens:
        return None
    printed = tuple(token.form for token in tokens)
    if quoted:
        return Term((Run(printed),))
    if phrase.endswith("*"):
        return Term((Run(printed, begins=True),))
    runs = [Run(printed), *(Run(_stems(tokens, language)) for language in languages)]
    if apart := _LETTERS_NUMBER.fullmatch(printed[-1]):  # "R2" is printed "R²" as well, which is two tokens
        runs.append(Run((*printed[:-1], *apart.groups())))
    return Term(tuple(dict.fromkeys(runs)))


def _stems(tokens: Sequence[SearchToken], language: str) -> tuple[str, ...]:
    return tuple(STEM + stem(token.word, language) for token in tokens)


def _places(run: Run, tokens: Sequence[str]) -> Iterator[int]:
    size = len(run.tokens)
    for first in range(len(tokens) - size + 1):
        *before, last = tokens[first : first + size]
        fits = last.startswith(run.tokens[-1]) if run.begins else last == run.tokens[-1]
        if fits and tuple(before) == run.tokens[:-1]:
            yield first


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap as one."""
    return functools.reduce(_with_span, sorted(spans), [])


def _with_span(spans: list[tuple[int, int]], span: tuple[int, int]) -> list[tuple[int, int]]:
    if spans and span[0] <= spans[-1][1]:
        return [*spans[:-1], (spans[-1][0], max(spans[-1][1], span[1]))]
    return [*spans, span]
