"""Plain text of a model with sentence numbers in square brackets: "Adam was used [3, 7]."."""

from __future__ import annotations

import re

from lib.answering.providers.conversation import Outcome
from lib.answering.providers.openai.citation_marks import next_marker, numbers_of
from lib.answering.providers.openai.model_output import ModelOutput
from lib.answering.providers.transcript import Transcript
from lib.answering.sources import Sources
from lib.records import Citation


class NumberedText:
    """Emits such a text as it comes, the markers taken out and made into citations of the words before them.

    Where the very first thing is a marker, the model puts them in front: then they are of the words behind them.
    """

    def __init__(
        self, sources: Sources, transcript: Transcript, *, reads_numbers: bool = True, waits: bool = False
    ) -> None:
        """Read for these sources; `waits`: nothing is emitted before the end of the thinking, which begins without a tag."""
        self.output = ModelOutput()
        self._sources = sources
        self._transcript = transcript
        self._reads_numbers = reads_numbers
        self._waits = waits
        self._withdrawals = 0
        self._begin()

    def _begin(self) -> None:
        self._taken = 0
        self._outside: set[int] = set()
        self._leads = False
        self._waiting: list[Citation] = []
        self._transcript.is_held = self._waits and not self.output.thought

    def add(self, piece: str) -> bool:
        """Return whether to go on, after a piece of the output."""
        self.output.add(piece)
        return self._take(at_end=False)

    def end(self, outcome: Outcome, *, whole: bool) -> None:
        """Emit what was held back, and count what pointed outside."""
        if self._transcript.goes_on:
            self.output.end()
            self._take(at_end=True)
            before = len(self._transcript.text)
            self._transcript.mark(max(before - 1, 0), before, self._waiting)
        outcome.dropped += len(self._outside)

    def _take(self, *, at_end: bool) -> bool:
        """Return whether to go on, after emitting what of the text is certain."""
        if self.output.withdrawals > self._withdrawals:
            self._withdrawals = self.output.withdrawals
            if not self._transcript.withdraw():
                return False
            self._begin()
        self._transcript.is_held = self._waits and not self.output.thought
        text = self.output.text
        while self._reads_numbers and (marker := next_marker(text, self._taken, at_end=at_end)):
            start, end = marker
            if not self._emit_up_to(text, start):
                return False
            if end < 0:
                return True
            self._taken = end
            if not self._cite(text[start:end]):
                return False
        return self._emit_up_to(text, len(text))

    def _emit_up_to(self, text: str, certain: int) -> bool:
        if certain <= self._taken:
            return self._transcript.goes_on
        piece, self._taken = text[self._taken : certain], certain
        return self._emit(piece)

    def _emit(self, piece: str) -> bool:
        start = len(self._transcript.text)
        goes_on = self._transcript.add(piece)
        word = re.search(r"\w", self._transcript.text[start:]) if self._waiting else None
        if word is None or not goes_on:
            return goes_on
        citations, self._waiting = self._waiting, []
        return self._transcript.mark(start + word.start(), start + word.end(), citations)

    def _cite(self, marker: str) -> bool:
        numbers = numbers_of(marker)
        if not numbers:
            return self._transcript.goes_on
        citations, outside = self._sources.cite_numbers(numbers)
        self._outside |= set(outside)
        before = len(self._transcript.text.rstrip())
        self._leads = self._leads or before == 0
        if self._leads:
            self._waiting += citations
            return self._transcript.goes_on
        return self._transcript.mark(before - 1, before, citations)
