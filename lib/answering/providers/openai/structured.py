"""A JSON object that holds an answer sentence by sentence with the numbers each rests on, read while it is written."""

from __future__ import annotations

import json
import re
from typing import Any

from lib.answering import prompts
from lib.answering.providers.conversation import Outcome
from lib.answering.providers.openai.answer_object import read_item, repaired_items, repaired_object, with_latex
from lib.answering.providers.openai.citation_marks import MARKER, numbers_of
from lib.answering.providers.openai.model_output import ModelOutput
from lib.answering.providers.transcript import Transcript
from lib.answering.sources import Sources
from lib.answering.styles import EMPTY

MOST_IDS, MOST_SENTENCES = 12, 60
"""More than an answer of any length has. Small models, bound to the grammar alone, else go on counting until their limit."""
SCHEMA: dict[str, Any] = {
    "name": "answer",
    "strict": True,
    "schema": {
        "type": "object",
        "properties": {
            "found": {"type": "boolean"},
            "sentences": {
                "type": "array",
                "maxItems": MOST_SENTENCES,
                "items": {
                    "type": "object",
                    "properties": {
                        "text": {"type": "string"},
                        "ids": {"type": "array", "maxItems": MOST_IDS, "items": {"type": "integer"}},
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


def without_bounds(schema: Any) -> Any:
    """Return a schema whose lists may be of any length."""
    if not isinstance(schema, dict):
        return schema
    return {name: without_bounds(value) for name, value in schema.items() if name != "maxItems"}


NO_OBJECT = "it holds no JSON object of the form asked for."
BROKEN = "its JSON ends in the middle or is not valid."
MISFIT = "a sentence in it lacks its text or its ids."
COPIED = "it repeats the example of the form in the place of an answer."
NO_SENTENCES = "it says that there is an answer but holds none."

MENDED = "The JSON of the output was not valid; what could be read of it is shown."

OVERLAP = 100
"""Characters before a new piece that are looked at again: a field's name may come in parts."""
_FOUND = re.compile(r'(?<!\\)"found"\s*:\s*(true|false)', re.IGNORECASE)
_SENTENCES = re.compile(r'(?<!\\)"sentences"\s*:\s*\[')
_CUT_IN_IDS = re.compile(r"\"\s*:\s*\[[\d\s,\"]*$")
_BETWEEN = re.compile(r"[\s,]*")
_BEGINS_AT_ONCE = re.compile(r"\s*(?:```\w*\s*)?(?:\{|$)")


def _up_to_the_cut(last: list[Any], rest: str) -> list[Any]:
    """Return what can be kept of the item in whose middle an output was cut off: a whole sentence with the ids that are whole.

    A small model may go on with its ids until its limit.
    """
    if not last or _CUT_IN_IDS.search(rest) is None or (item := read_item(last[0])) is None:
        return []
    numbers = (item.numbers or [])[: -1 if rest[-1:].isdigit() else None]
    return [{"text": item.text, "ids": numbers}] if numbers else []


class StructuredText:
    """Emits each sentence of such an object as soon as it is complete and valid; what is not is mended at the end.

    Where words stand in front of the object, all of it waits for the end: they may be thinking, with a draft in it.
    """

    def __init__(self, sources: Sources, transcript: Transcript) -> None:
        self.output = ModelOutput()
        self._sources = sources
        self._transcript = transcript
        self._withdrawals = 0
        self._begin()

    def _begin(self) -> None:
        self._at: int | None = None
        self._looked_at = 0
        self._found: bool | None = None
        self._closed = False
        self._count = 0
        self._misfits = 0
        self._copied = 0
        self._uncited: list[str] = []
        self._mended = False
        self._outside: set[int] = set()
        self._transcript.is_held = True  # until the model says that it found something

    def add(self, piece: str) -> bool:
        """Return whether to go on, after a piece of the output."""
        self.output.add(piece)
        return self._take()

    def end(self, outcome: Outcome, *, whole: bool) -> None:
        """Say in the outcome's `problem` what does not fit or, once something was emitted, in its notes."""
        self.output.end()
        if self._take():
            self._take_later_object()
            self._mend(whole=whole)
        if self._at is not None:
            self._after(self._at)
        outcome.dropped += len(self._outside)
        outcome.not_found = self._found is False
        problem = self._problem()
        if self._mended:
            outcome.notes.append(MENDED)
        if problem is None or outcome.problem is not None or not self._transcript.goes_on:
            return
        if self._count == 0:
            outcome.problem = problem
            self._transcript.is_held = True  # the model is asked again
            self._keep_as_text()
        elif whole:
            outcome.notes.append(f"A part of the output did not fit and is only in the trace: {problem}")

    def _take_later_object(self) -> None:
        """Read the last object where the first holds nothing: some write a try, then a better one."""
        later = list(_SENTENCES.finditer(self.output.text, self._at or 0))
        if self._at is not None and later and not self._count and not self._misfits:
            self._at, self._closed = later[-1].end(), False
            self._take_sentences(self._at)

    def _mend(self, *, whole: bool) -> None:
        """Take what is not valid JSON, or has other names, as far as it can be read."""
        if self._closed or (self._at is None and self._found is False):
            return
        if self._at is not None:
            rest = self.output.text[self._at :]
            items = repaired_items(rest)
            if not whole and not rest.rstrip().endswith(("}", "]")):
                items = [*items[:-1], *_up_to_the_cut(items[-1:], rest)]
        else:
            found, items = repaired_object(self.output.text)
            self._found = self._found if found is None else found
        for item in items:
            if not self._take_sentence(item):
                return
        self._mended = self._count > 0 and bool(items)
        self._closed = self._mended and whole

    def _keep_as_text(self) -> None:
        """Let an output that is no such object wait as it is, with the numbers it may cite."""
        copied = self._at is not None or self._copied
        text = " ".join(self._uncited) if self._uncited else "" if copied else self.output.text.strip()
        at = 0
        for marker in MARKER.finditer(text):
            self._transcript.add(text[at : marker.start()])
            self._cite(numbers_of(marker.group()), len(self._transcript.text) - 1)
            at = marker.end()
        self._transcript.add(text[at:])

    def _problem(self) -> str | None:
        if not self.output.text.strip():
            return EMPTY
        if self._at is None and self._count == 0 and not self._misfits and not self._copied:
            # A bare {"found": false} says all there is to say.
            return None if self._found is False else NO_OBJECT
        if self._copied and self._count == 0:
            return COPIED
        if self._misfits:
            return MISFIT
        if not self._closed:
            return BROKEN
        return NO_SENTENCES if self._count == 0 and self._found is not False else None

    def _take(self) -> bool:
        if self.output.withdrawals > self._withdrawals:
            self._withdrawals = self.output.withdrawals
            if not self._transcript.withdraw():
                return False
            self._begin()
        text = self.output.text
        if self._at is None:
            looked_at = max(0, self._looked_at - OVERLAP)
            opened = _SENTENCES.search(text, looked_at)
            found = _FOUND.search(text, looked_at)
            self._looked_at = len(text)
            self._found = self._found if found is None else found.group(1).lower() == "true"
            self._transcript.is_held = self._found is not True or _BEGINS_AT_ONCE.match(text) is None
            if opened is None:
                return self._transcript.goes_on
            self._at = opened.end()
        return self._take_sentences(self._at)

    def _take_sentences(self, at: int) -> bool:
        text = self.output.text
        while not self._closed:
            between = _BETWEEN.match(text, at)
            at = between.end() if between else at
            if text[at : at + 1] == "]":
                self._closed = True
                break
            try:
                item, end = json.JSONDecoder(strict=False).raw_decode(text, at)
            except (ValueError, RecursionError):  # not whole yet, not valid, or nested beyond all sense
                break
            written, at = text[at:end], end
            if "\\" in written and (latex := with_latex(written)) != written:
                item = json.loads(latex, strict=False)
            self._at = at
            if not self._take_sentence(item):
                return False
        return self._transcript.goes_on

    def _after(self, at: int) -> None:
        found = _FOUND.search(self.output.text, at)
        if self._found is None and found is not None:
            self._found = found.group(1).lower() == "true"

    def _take_sentence(self, item: Any) -> bool:
        """Return whether to go on, after a sentence; one that does not fit is passed over and counted."""
        sentence = read_item(item)
        if sentence is None or sentence.numbers is None:
            self._misfits += 1
            self._uncited += [sentence.text] if sentence is not None and sentence.text else []
            return self._transcript.goes_on
        if not sentence.text:
            return self._transcript.goes_on
        if sentence.text.strip(" .\"'").casefold() == prompts.EXAMPLE_SENTENCE:
            self._copied += 1
            return self._transcript.goes_on
        self._count += 1
        start = len(self._transcript.text) + (1 if self._transcript.text else 0)
        if not self._transcript.add(f" {sentence.text}" if self._transcript.text else sentence.text):
            return False
        return self._cite(sentence.numbers, start)

    def _cite(self, numbers: list[int], start: int) -> bool:
        citations, outside = self._sources.cite_numbers(numbers)
        self._outside |= set(outside)
        return self._transcript.mark(max(start, 0), len(self._transcript.text), citations)
