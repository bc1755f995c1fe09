"""Plain text of a model with sentence numbers in square brackets: "Adam was used [3, 7]."."""

from __future__ import annotations

import re

from lib.answering.providers.conversation import Outcome
from lib.answering.providers.transcript import Transcript
from lib.answering.sources import Sources
from lib.records import Citation

_ONE = r"[\[【]\s*\d{1,6}(?:\s*(?:[,;–-]|and)\s*\d{1,6})*\s*(?:†[^\]】\n]{0,30})?[\]】]"
MARKER = re.compile(rf"[ \t]*{_ONE}(?:[ \t]*,?[ \t]*{_ONE})*")
"""Also 【3】 and 【3†source】, as some models have learnt to write."""
_OPEN = re.compile(r"[ \t]*[\[【](?:[\s\d,;–\-and]{0,80}|[\s\d]{1,10}†[^\]】\n]{0,30})$|[ \t]+$")
"""The end of a text that may yet become a marker."""
_JOIN = re.compile(r"[ \t]*,?[ \t]*")
_RANGE = re.compile(r"(\d{1,6})\s*[–-]\s*(\d{1,6})|(\d{1,6})")
RANGE_LIMIT = 50
"""Sentences that one range may span."""
_THOUGHT = re.compile(r"</think(?:ing)?>\s*", re.IGNORECASE)
OPENING = 60
"""Characters in which an output begins to think aloud, if it does."""
_THINKING = ("<think>", "<thinking>")


class ModelOutput:
    """A growing output without the thinking aloud in front of it, which some servers send along."""

    def __init__(self) -> None:
        self.raw = ""
        """All of the output."""
        self.start: int | None = None
        """Where it begins to speak; None while it still thinks, or may."""

    @property
    def text(self) -> str:
        """What it says; empty while it still thinks."""
        return "" if self.start is None else self.raw[self.start :]

    def add(self, piece: str) -> None:
        """Add a piece; only what is new is looked through, for some think long."""
        seen = max(len(self.raw) - len("</thinking>"), 0)
        self.raw += piece
        if self.start is not None:
            return
        begun = self.raw[:OPENING].lstrip().lower()
        if begun.startswith(_THINKING):
            thought = _THOUGHT.search(self.raw, seen)
            self.start = thought.end() if thought else None
        elif not any(thinking.startswith(begun) for thinking in _THINKING):
            self.start = 0


def numbers_of(marker: str) -> list[int]:
    """Return the numbers of a marker, ranges filled."""
    numbers: list[int] = []
    for first, last, single in _RANGE.findall(re.sub(r"†[^\]】]*", "", marker)):
        if single:
            numbers.append(int(single))
        elif 0 <= int(last) - int(first) < RANGE_LIMIT:
            numbers += range(int(first), int(last) + 1)
        else:
            numbers += [int(first), int(last)]
    return numbers


class NumberedText:
    """Emits such a text as it comes, the markers taken out and made into citations of the words before them.

    Where the very first thing is a marker, the model puts them in front: then they are of the words behind them.
    """

    def __init__(self, sources: Sources, transcript: Transcript, *, reads_numbers: bool = True) -> None:
        self._sources = sources
        self._transcript = transcript
        self._reads_numbers = reads_numbers
        self._output = ModelOutput()
        self._taken = 0
        self._outside: set[int] = set()
        self._leads = False
        self._waiting: list[Citation] = []
        transcript.is_held = False

    def add(self, piece: str) -> bool:
        """Return whether to go on, after a piece of the output."""
        self._output.add(piece)
        return self._take(self._output.text, at_end=False)

    def end(self, outcome: Outcome, *, whole: bool) -> None:
        """Emit what was held back, and count what pointed outside."""
        if self._transcript.goes_on:
            text = self._output.text
            # Thinking that never ended is all there is.
            self._take(text if text or whole else self._output.raw, at_end=True)
            before = len(self._transcript.text)
            self._transcript.mark(max(before - 1, 0), before, self._waiting)
        outcome.dropped += len(self._outside)

    def _take(self, text: str, *, at_end: bool) -> bool:
        """Return whether to go on, after emitting what of the text is certain."""
        waiting = None if at_end or not self._reads_numbers else _OPEN.search(text, self._taken)
        certain = waiting.start() if waiting else len(text)
        while self._reads_numbers and (marker := MARKER.search(text, self._taken, certain)):
            if not at_end and _JOIN.fullmatch(text, marker.end(), certain):
                # Another bracket may follow at once and belongs to it.
                certain = marker.start()
                break
            if not self._emit(text[self._taken : marker.start()]):
                return False
            self._taken = marker.end()
            if not self._cite(marker.group()):
                return False
        return self._emit_up_to(text, certain)

    def _emit_up_to(self, text: str, certain: int) -> bool:
        if certain <= self._taken:
            return self._transcript.goes_on
        piece, self._taken = text[self._taken : certain], certain
        return self._emit(piece)

    def _emit(self, piece: str) -> bool:
        start = len(self._transcript.text)
        goes_on = self._transcript.add(piece) if piece else self._transcript.goes_on
        word = re.search(r"\w", self._transcript.text[start:]) if self._waiting else None
        if word is None or not goes_on:
            return goes_on
        citations, self._waiting = self._waiting, []
        return self._transcript.mark(start + word.start(), start + word.end(), citations)

    def _cite(self, marker: str) -> bool:
        citations, outside = self._sources.cite_numbers(numbers_of(marker))
        self._outside |= set(outside)
        before = len(self._transcript.text.rstrip())
        self._leads = self._leads or before == 0
        if self._leads:
            self._waiting += citations
            return self._transcript.goes_on
        return self._transcript.mark(before - 1, before, citations)
