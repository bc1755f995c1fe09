"""Asking a model until it has answered in a usable way, at most twice, and making a draft of what it said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft, Emit
from lib.answering.providers.prices import cost
from lib.answering.providers.service_errors import LONGEST_OWN_WAIT_S, ServiceError
from lib.answering.providers.stream import pause
from lib.answering.providers.transcript import Mark, Transcript, not_found
from lib.answering.styles import CUT, EMPTY, LOOPING, Reading, Style, read_output
from lib.records import TextAdded

BETWEEN_OUTPUTS = "\n\n===== asked again, because {problem} =====\n\n"
REPEATED = "The model began to say the same again and again, and was stopped there."


@dataclass
class Outcome:
    """What came of one call: the text itself is in the transcript."""

    raw: str = ""
    """The output as it came."""
    model: str = ""
    """As the server names it."""
    tokens: dict[str, int] = field(default_factory=dict)
    error: ServiceError | None = None
    """Why the output is not whole."""
    cut: bool = False
    """It reached a length limit; an error says so too."""
    problem: str | None = None
    """Why a whole output does not fit."""
    dropped: int = 0
    """Citations that pointed outside."""
    received: bool = False
    """Whether the model said anything at all."""
    not_found: bool = False
    """The model said so by a field of its own, not by the sentence."""
    notes: list[str] = field(default_factory=list)
    price_share: float = 1.0
    """Of the price of its tokens that is paid for it."""


Call = Callable[[str, Transcript], Outcome]
"""Asks once; gets why the output before could not be used (empty at first)."""


@dataclass(frozen=True)
class _Attempt:
    text: str
    marks: list[Mark]
    outcome: Outcome
    reading: Reading

    @property
    def problem(self) -> str | None:
        return self.outcome.problem or self.reading.problem

    @property
    def rank(self) -> int:
        """The better the output, the higher."""
        if self.problem is None and self.outcome.error is None:
            return 4
        if not self.text.strip():
            return 0
        return {LOOPING: 1, CUT: 2}.get(self.problem or "", 3)


def nothing_to_ask(request: AskRequest) -> bool:
    """Return whether no model need be asked: no sentence to answer from, or a question without a letter."""
    empty = not request.passages and request.whole is None
    return empty or not re.search(r"\w", request.question)


def question_with_hint(request: AskRequest) -> str:
    """Return the question as a model is told it, with its hint where it has one; nothing is searched by the hint."""
    return f"{request.question}\n({request.hint})" if request.hint else request.question


def emit_not_found(emit: Emit, model: str, settings: Mapping[str, Any]) -> Draft:
    """Emit that the papers do not say, and return the draft of it."""
    goes_on = emit(TextAdded(prompts.NOT_FOUND))
    stopped = None if goes_on else prompts.STOPPED_BY_USER
    return Draft(False, prompts.NOT_FOUND, [], model, stopped=stopped, settings=dict(settings))


def unanswered(draft: Draft, error: ServiceError) -> Draft:
    """Return the draft of a question that the service did not take."""
    return replace(draft, stopped=error.sentence, retry_after=error.later_s, unavailable=error.unavailable)


def converse(
    call: Call,
    style: Style,
    emit: Emit,
    draft: Draft,
    prices: Mapping[str, Mapping[str, float]],
    patience_s: float = LONGEST_OWN_WAIT_S,
) -> Draft:
    """Return the draft filled with what the model said; it is asked once more where its output could not be used.

    Nothing is lost: every output stands in `raw`, the best one is the answer, and what is wrong with it is said.
    """
    transcript = Transcript(emit, live=style.streams)
    attempts: list[_Attempt] = []
    problem = ""
    for _ in range(2):
        outcome = _call_patiently(call, problem, transcript, patience_s)
        attempts.append(_Attempt(transcript.text, list(transcript.marks), outcome, _read(transcript, outcome, style)))
        problem = attempts[-1].problem or ""
        failed = outcome.error is not None and not outcome.cut
        if not problem or failed or transcript.begun or not transcript.goes_on:
            break
        transcript.clear()
    chosen = max(reversed(attempts), key=lambda attempt: attempt.rank)
    if not transcript.begun:
        transcript.text, transcript.marks = chosen.text, list(chosen.marks)
    return _filled(draft, chosen, attempts, transcript, style, prices)


def _call_patiently(call: Call, problem: str, transcript: Transcript, patience_s: float) -> Outcome:
    """Return the outcome of a call, made again once where the server only asks for a little patience."""
    outcome = call(problem, transcript)
    error = outcome.error
    if error is None or error.wait_s is None or outcome.received or not transcript.goes_on:
        return outcome
    if not pause(min(error.wait_s, patience_s), transcript.still_wanted):
        return outcome
    return call(problem, transcript)


def _read(transcript: Transcript, outcome: Outcome, style: Style) -> Reading:
    if style.streams:
        empty = not re.search(r"\w", transcript.text) and not outcome.not_found
        return Reading(0, len(transcript.text), EMPTY if empty else None)
    return read_output(transcript.text, style, cut=outcome.cut)


def _filled(
    draft: Draft,
    chosen: _Attempt,
    attempts: list[_Attempt],
    transcript: Transcript,
    style: Style,
    prices: Mapping[str, Mapping[str, float]],
) -> Draft:
    found, general = True, ""
    if transcript.goes_on:
        found, general = _emit(chosen, transcript, style)
    text, sentences = transcript.emitted()
    tokens, dollars = _spent(attempts, draft.model, prices)
    error = chosen.outcome.error if transcript.goes_on else None
    return replace(
        draft,
        found=found and bool(text.strip()),
        text=text,
        sentences=[] if not found else sentences,
        general=general,
        model=chosen.outcome.model or draft.model,
        raw=_raw(attempts),
        tokens=tokens,
        cost=dollars,
        stopped=_stopped(chosen, transcript),
        retry_after=error.later_s if error is not None else None,
        unavailable=error is not None and error.unavailable,
        notes=[*draft.notes, *_notes(chosen, attempts)],
    )


def _emit(chosen: _Attempt, transcript: Transcript, style: Style) -> tuple[bool, str]:
    """Return whether the papers say something, and general knowledge added to that; everything is emitted then."""
    if not style.streams:
        transcript.emit_between(chosen.reading.start, chosen.reading.end)
        return True, ""
    if not transcript.begun:
        begins_so, rest = not_found(transcript.text)
        cited_rest = bool(rest and transcript.marks)
        if chosen.outcome.not_found or (begins_so and not cited_rest):
            general = transcript.text.strip() if chosen.outcome.not_found and not begins_so else rest
            transcript.emit_only(prompts.NOT_FOUND)
            return False, general
    transcript.emit_all()
    return True, ""


def _stopped(chosen: _Attempt, transcript: Transcript) -> str | None:
    if not transcript.goes_on:
        return prompts.STOPPED_BY_USER
    if chosen.outcome.error is not None:
        return chosen.outcome.error.sentence
    if chosen.problem == EMPTY:
        return "The model returned nothing, though it was asked twice. Ask again, or choose another model."
    if chosen.problem == LOOPING:
        return REPEATED
    if chosen.problem is None or transcript.begun:
        return None
    return (
        f"The model's output could not be used, though it was asked twice: {chosen.problem} Ask again, or choose another model; "
        "both outputs are kept in the trace."
    )


def _notes(chosen: _Attempt, attempts: list[_Attempt]) -> list[str]:
    notes = list(chosen.outcome.notes)
    if len(attempts) > 1:
        notes.append(
            f"The first output could not be used as it was: {attempts[0].problem} "
            "The model was asked again; both outputs are kept in the trace."
        )
    if chosen.problem not in {None, EMPTY, LOOPING, CUT} and chosen.text.strip():
        notes.append(f"The output is shown as it came, though {chosen.problem}")
    if chosen.outcome.dropped:
        count = chosen.outcome.dropped
        what = "1 citation that points" if count == 1 else f"{count} citations that point"
        notes.append(f"Dropped: {what} outside what the model was given.")
    return notes


def _raw(attempts: list[_Attempt]) -> str:
    raw = attempts[0].outcome.raw
    for before, attempt in pairwise(attempts):
        raw += BETWEEN_OUTPUTS.format(problem=before.problem) + attempt.outcome.raw
    return raw


def _spent(
    attempts: list[_Attempt], model: str, prices: Mapping[str, Mapping[str, float]]
) -> tuple[dict[str, int], float | None]:
    """Return the tokens and US dollars of all calls together; None where a price is not known."""
    tokens: dict[str, int] = {}
    dollars: list[float | None] = []
    for attempt in attempts:
        spent = attempt.outcome.tokens
        for part, count in spent.items():
            tokens[part] = tokens.get(part, 0) + count
        if spent:
            known = cost(attempt.outcome.model or model, spent, prices)
            known = known if known is not None else cost(model, spent, prices)
            dollars.append(None if known is None else known * attempt.outcome.price_share)
    if not dollars or None in dollars:
        return tokens, None
    return tokens, sum(d for d in dollars if d is not None)
