"""Plain text of a model with sentence numbers in square brackets: "Adam was used [3, 7]."."""

from __future__ import annotations

import re

from lib.answering.providers.conversation import Outcome
from lib.answering.providers.transcript import Telling
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
_THINKING = ("<think>", "<thinking>")


class Spoken:
    """A growing output without the thinking aloud in front of it, which some servers send along."""

    def __init__(self) -> None:
        self.came = ""
        """All of the output."""
        self.start: int | None = None
        """Where it begins to speak; None while it still thinks, or may."""

    @property
    def text(self) -> str:
        """What it says; empty while it still thinks."""
        return "" if self.start is None else self.came[self.start :]

    def add(self, piece: str) -> None:
        """Nothing; only what is new is looked through, for some think long."""
        seen = max(len(self.came) - len("</thinking>"), 0)
        self.came += piece
        if self.start is not None:
            return
        begun = self.came[:60].lstrip().lower()
        if begun.startswith(_THINKING):
            thought = _THOUGHT.search(self.came, seen)
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
    """Tells such a text as it comes, the markers taken out and made into citations of the words before them.

    Where the very first thing is a marker, the model puts them in front: then they are of the words behind them.
    """

    def __init__(self, sources: Sources, telling: Telling, *, reads_numbers: bool = True) -> None:
        self._sources = sources
        self._telling = telling
        self._reads_numbers = reads_numbers
        self._spoken = Spoken()
        self._taken = 0
        self._outside: set[int] = set()
        self._leads = False
        self._waiting: list[Citation] = []
        telling.held = False

    def add(self, piece: str) -> bool:
        """Return whether to go on, after a piece of the output."""
        self._spoken.add(piece)
        return self._take(self._spoken.text, at_end=False)

    def end(self, outcome: Outcome, *, whole: bool) -> None:
        """Nothing; what was held back is told, and what pointed outside is counted."""
        if self._telling.going:
            text = self._spoken.text
            # Thinking that never ended is all there is.
            self._take(text if text or whole else self._spoken.came, at_end=True)
            before = len(self._telling.text)
            self._telling.mark(max(before - 1, 0), before, self._waiting)
        outcome.dropped += len(self._outside)

    def _take(self, text: str, *, at_end: bool) -> bool:
        """Return whether to go on, after telling what of the text is certain."""
        waiting = None if at_end or not self._reads_numbers else _OPEN.search(text, self._taken)
        certain = waiting.start() if waiting else len(text)
        while self._reads_numbers and (marker := MARKER.search(text, self._taken, certain)):
            if not at_end and _JOIN.fullmatch(text, marker.end(), certain):
                # Another bracket may follow at once and belongs to it.
                certain = marker.start()
                break
            if not self._tell(text[self._taken : marker.start()]):
                return False
            self._taken = marker.end()
            if not self._cite(marker.group()):
                return False
        return self._tell_up_to(text, certain)

    def _tell_up_to(self, text: str, certain: int) -> bool:
        if certain <= self._taken:
            return self._telling.going
        piece, self._taken = text[self._taken : certain], certain
        return self._tell(piece)

    def _tell(self, piece: str) -> bool:
        start = len(self._telling.text)
        going = self._telling.add(piece) if piece else self._telling.going
        word = re.search(r"\w", self._telling.text[start:]) if self._waiting else None
        if word is None or not going:
            return going
        citations, self._waiting = self._waiting, []
        return self._telling.mark(start + word.start(), start + word.end(), citations)

    def _cite(self, marker: str) -> bool:
        citations, outside = self._sources.cite_numbers(numbers_of(marker))
        self._outside |= set(outside)
        before = len(self._telling.text.rstrip())
        self._leads = self._leads or before == 0
        if self._leads:
            self._waiting += citations
            return self._telling.going
        return self._telling.mark(before - 1, before, citations)
