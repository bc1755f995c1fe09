"""A JSON object that holds an answer sentence by sentence with the numbers each rests on, read while it is written."""

from __future__ import annotations

import json
import re
from typing import Any

from lib.answering.providers.conversation import Outcome
from lib.answering.providers.openai.numbered import MARKER, ModelOutput, numbers_of
from lib.answering.providers.transcript import Transcript
from lib.answering.sources import Sources
from lib.answering.styles import EMPTY

SCHEMA: dict[str, Any] = {
    "name": "answer",
    "strict": True,
    "schema": {
        "type": "object",
        "properties": {
            "found": {"type": "boolean"},
            "sentences": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "text": {"type": "string"},
                        "ids": {"type": "array", "items": {"type": "integer"}},
                    },
                    "required": ["text", "ids"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["found", "sentences"],
        "additionalProperties": False,
    },
}

NO_OBJECT = "it holds no JSON object of the form asked for."
BROKEN = "its JSON ends in the middle or is not valid."
MISFIT = "a sentence in it lacks its text or its ids."
NO_SENTENCES = "it says that there is an answer but holds none."

OVERLAP = 100
"""Characters before a new piece that are looked at again: a field's name may come in parts."""
_FOUND = re.compile(r'(?<!\\)"found"\s*:\s*(true|false)', re.IGNORECASE)
_SENTENCES = re.compile(r'(?<!\\)"sentences"\s*:\s*\[')
_NUMBER = re.compile(r"[ \[]*(-?[0-9]{1,9})(?:\.0)?[ \]]*")
_BETWEEN = re.compile(r"[\s,]*")


class StructuredText:
    """Emits each sentence of such an object as soon as it is complete and valid."""

    def __init__(self, sources: Sources, transcript: Transcript) -> None:
        self._sources = sources
        self._transcript = transcript
        self._output = ModelOutput()
        self._at: int | None = None
        self._looked_at = 0
        self._found: bool | None = None
        self._closed = False
        self._count = 0
        self._misfits = 0
        self._outside: set[int] = set()
        transcript.is_held = True  # until the model says that it found something

    def add(self, piece: str) -> bool:
        """Return whether to go on, after a piece of the output."""
        self._output.add(piece)
        return self._take()

    def end(self, outcome: Outcome, *, whole: bool) -> None:
        """Say in the outcome's `problem` what does not fit or, once something was emitted, in its notes."""
        if self._at is not None:
            self._after(self._at)
        outcome.dropped += len(self._outside)
        outcome.not_found = self._found is False
        problem = self._problem()
        if problem is None or outcome.problem is not None or not self._transcript.goes_on:
            return
        if self._count == 0:
            outcome.problem = problem
            if self._at is None:
                self._keep_as_text()
        elif whole:
            outcome.notes.append(f"A part of the output did not fit and is only in the trace: {problem}")

    def _keep_as_text(self) -> None:
        """Let an output that is no JSON at all wait as it is, with the numbers it may cite."""
        text = self._output.text.strip()
        at = 0
        for marker in MARKER.finditer(text):
            self._transcript.add(text[at : marker.start()])
            self._cite(numbers_of(marker.group()), len(self._transcript.text) - 1)
            at = marker.end()
        self._transcript.add(text[at:])

    def _problem(self) -> str | None:
        if not self._output.raw.strip():
            return EMPTY
        if self._at is None:
            # A bare {"found": false} says all there is to say.
            return None if self._found is False else NO_OBJECT
        if self._misfits:
            return MISFIT
        if not self._closed:
            return BROKEN
        return NO_SENTENCES if self._count == 0 and self._found is not False else None

    def _take(self) -> bool:
        text, start = self._output.raw, self._output.start
        if self._at is None:
            looked_at = None if start is None else max(start, self._looked_at - OVERLAP)
            opened = _SENTENCES.search(text, looked_at) if looked_at is not None else None
            found = _FOUND.search(text, looked_at) if looked_at is not None else None
            self._looked_at = len(text)
            self._found = self._found if found is None else found.group(1).lower() == "true"
            self._transcript.is_held = self._found is not True
            if opened is None:
                return self._transcript.goes_on
            self._at = opened.end()
        return self._take_sentences(self._at)

    def _take_sentences(self, at: int) -> bool:
        while not self._closed:
            between = _BETWEEN.match(self._output.raw, at)
            at = between.end() if between else at
            if self._output.raw[at : at + 1] == "]":
                self._closed = True
                break
            try:
                item, at = json.JSONDecoder(strict=False).raw_decode(self._output.raw, at)
            except (ValueError, RecursionError):  # not whole yet, or nested beyond all sense
                break
            self._at = at
            if not self._take_sentence(item):
                return False
        return self._transcript.goes_on

    def _after(self, at: int) -> None:
        found = _FOUND.search(self._output.raw, at)
        if self._found is None and found is not None:
            self._found = found.group(1).lower() == "true"

    def _take_sentence(self, item: Any) -> bool:
        """Return whether to go on, after a sentence; one that does not fit is passed over and counted."""
        text, ids = (item.get("text"), item.get("ids")) if isinstance(item, dict) else (None, None)
        numbers = _whole_numbers(ids)
        if not isinstance(text, str) or numbers is None:
            self._misfits += 1
            return self._transcript.goes_on
        for marker in MARKER.findall(text):
            numbers += numbers_of(marker)
        text = MARKER.sub("", text).strip()
        if not text:
            return self._transcript.goes_on
        self._count += 1
        start = len(self._transcript.text) + (1 if self._transcript.text else 0)
        if not self._transcript.add(f" {text}" if self._transcript.text else text):
            return False
        return self._cite(numbers, start)

    def _cite(self, numbers: list[int], start: int) -> bool:
        citations, outside = self._sources.cite_numbers(numbers)
        self._outside |= set(outside)
        return self._transcript.mark(max(start, 0), len(self._transcript.text), citations)


def _whole_numbers(ids: Any) -> list[int] | None:
    """Return the ids as numbers; None where they are none. Some models write them as text."""
    if not isinstance(ids, list):
        return None
    numbers = []
    for one in ids:
        if isinstance(one, bool) or not isinstance(one, str | int | float):
            return None
        written = _NUMBER.fullmatch(str(one))
        if written is None:
            return None
        numbers.append(int(written[1]))
    return numbers
