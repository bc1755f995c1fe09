"""A model's text as it is written down and passed on: cited by place, cut into the answer's sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.answering import prompts
from lib.answering.answerer import Emit
from lib.answering.support.claims import cut
from lib.records import AnswerSentence, Citation, Cited, TextAdded, Withdrawn

UNCHECKED = ("weak", 0.5)
"""Support of a sentence until the support check has seen it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation of the text from `start` to before `end`."""

    start: int
    end: int
    citation: Citation


class Transcript:
    """Emits text and citations in order and remembers what was emitted.

    Text that may yet turn out to be "The papers do not say." waits, so that what follows that sentence is never emitted
    as an answer. With `live` False everything waits until it is emitted as a whole. After a stop nothing is emitted.
    """

    def __init__(self, emit: Emit, *, live: bool = True) -> None:
        self._emit = emit
        self._live = live
        self.text = ""
        self.marks: list[Mark] = []
        self.goes_on = True
        self.is_held = False
        """While True everything waits, though it would be emitted as it comes: it is not yet clear what it is."""
        self._emitted = 0
        self._cited = 0

    @property
    def begun(self) -> bool:
        """Whether anything has been emitted."""
        return self._emitted > 0

    def add(self, piece: str) -> bool:
        """Return whether to go on, after adding a piece of text."""
        self.text += piece if self.text else piece.lstrip()
        return self._emit_new()

    def mark(self, start: int, end: int, citations: Iterable[Citation]) -> bool:
        """Return whether to go on, after citing the text between two places."""
        self.marks += [Mark(start, end, citation) for citation in citations]
        return self._emit_new()

    def still_wanted(self) -> bool:
        """Return whether to go on, asked while nothing comes."""
        self.goes_on = self.goes_on and self._emit(TextAdded(""))
        return self.goes_on

    def clear(self) -> None:
        """Forget what has not been emitted, for the model is asked again."""
        self.text = self.text[: self._emitted]
        self.marks = self.marks[: self._cited]

    def withdraw(self) -> bool:
        """Return whether to go on, after taking back all there is: it was no part of the answer."""
        if self._emitted and self.goes_on:
            self.goes_on = self._emit(Withdrawn())
        self.text, self.marks, self._emitted, self._cited = "", [], 0, 0
        return self.goes_on

    def emit_between(self, start: int, end: int) -> None:
        """Emit, of what waits, the text between two places with its citations; forget the rest."""
        raw, self.text = self.text, self.text[start:end]
        self.marks = [
            Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.citation)
            for mark in self.marks
            if mark.start < end and mark.end > start and raw[max(mark.start, start) : min(mark.end, end)].strip()
        ]
        self.emit_all()

    def emit_all(self) -> None:
        """Emit what waits."""
        self._live, self.is_held = True, False
        self._emit_new(to_the_end=True)

    def emit_only(self, text: str) -> None:
        """Emit this text in place of all that waits."""
        self.text, self.marks = text, []
        self.emit_all()

    def emitted(self) -> tuple[str, list[AnswerSentence]]:
        """Return the text that was emitted and its sentences with their citations."""
        text = self.text[: self._emitted]
        return text, sentences_of(text, self.marks[: self._cited])

    def _emit_new(self, *, to_the_end: bool = False) -> bool:
        if not self._live or self.is_held or (not to_the_end and not self._emitted and may_say_not_found(self.text)):
            return self.goes_on
        if self.goes_on and len(self.text) > self._emitted:
            piece, self._emitted = self.text[self._emitted :], len(self.text)
            self.goes_on = self._emit(TextAdded(piece))
        while self.goes_on and self._cited < len(self.marks):
            self._cited += 1
            self.goes_on = self._emit(Cited(self.marks[self._cited - 1].citation))
        return self.goes_on


def sentences_of(text: str, marks: Sequence[Mark]) -> list[AnswerSentence]:
    """Return the sentences of the text, each with the citations of the words in it."""
    claims = cut(text)
    spans = [(claim.start, claim.start + len(claim.text), claim.text) for claim in claims]
    if not spans and marks:
        spans = [(0, len(text), text)]
    cited: list[list[Citation]] = [[] for _ in spans]
    for mark in marks:
        for index in _covered(text, mark, spans):
            if mark.citation not in cited[index]:
                cited[index].append(mark.citation)
    support, score = UNCHECKED
    return [AnswerSentence(of, cited[i], support, score) for i, (_, _, of) in enumerate(spans)]  # type: ignore[arg-type]


def _covered(text: str, mark: Mark, spans: Sequence[tuple[int, int, str]]) -> list[int]:
    """Return which spans have a word of the marked text; where it has none, the one before it."""
    words = [match.span() for match in re.finditer(r"\w+", text[mark.start : mark.end])]
    if words:
        start, end = mark.start + words[0][0], mark.start + words[-1][1]
        hit = [i for i, (first, last, _) in enumerate(spans) if first < end and start < last]
        if hit:
            return hit
    before = [i for i, (first, _, _) in enumerate(spans) if first < max(mark.end, 1)]
    return before[-1:] or [0][: len(spans)]


# "The papers do not say."

_WRAPPING = " \t\r\n\"'“”‘’*_`>"


def may_say_not_found(text: str) -> bool:
    """Return whether the text is, or may still become, the sentence that says that the papers do not say."""
    begun, sentence = _folded(text), _folded(prompts.NOT_FOUND)
    return sentence.startswith(begun) or begun.startswith(sentence)


def not_found(text: str) -> tuple[bool, str]:
    """Return whether the text begins by saying that the papers do not say, and what it goes on to tell."""
    sentence = re.compile(r"\s+".join(map(re.escape, prompts.NOT_FOUND.rstrip(".").split())), re.IGNORECASE)
    begun = sentence.match(text.lstrip(_WRAPPING))
    if begun is None:
        return False, ""
    rest = text.lstrip(_WRAPPING)[begun.end() :]
    if rest[:1].isalnum() or re.match(r"\s+[a-z]", rest):  # "The papers do not say which ..." says more than that
        return False, ""
    return True, rest.lstrip("." + _WRAPPING).rstrip()


def _folded(text: str) -> str:
    return " ".join(text.strip(_WRAPPING).rstrip(".").casefold().split())
