"""Which typed values are kept as data: those a rule is sure of for what was asked; the others are offered to people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.answering.answerer import OFFLINE
from lib.answering.offline.design_cues import ONE_GROUP
from lib.answering.offline.method_questions import speaks_of_others
from lib.answering.offline.question_kinds import kind_of
from lib.answering.offline.question_words import counted_stems, subject_stems
from lib.answering.offline.relevance import names_repository, states_availability
from lib.records import Answer, Question, Value
from lib.surveys.enumerations import enumerations
from lib.surveys.judged_choices import judged_choice
from lib.surveys.values import NumberInText, numbers_in, parse_value
from lib.text.terms import content_stems

YEARS = range(1900, 2101)
"""A whole number without a unit that is taken for a year."""
MOST_OF, HALF_OF = 0.75, 0.5
"""Shares of the question's subject that a sentence must have: of one that says yes or no most, of one that has a value half."""
FEW_STEMS, NEAR_WORDS = 2, 5
"""A subject of so few words must stand in a sentence with all of them, so near one another."""
_COUNTS_THINGS = re.compile(r"\bhow many\b|\bnumber of\b|\bsample size\b|\bcount\b", re.IGNORECASE)
_MEASURED = re.compile(
    r"(?:%|‰|°|[kcmµμn]?m(?:[²³23])?$|[km]?g$|[mµμ]?l$|mmol|mol|ha$|hz$|[kmg]b$|px|pixels?$|km\b"
    r"|(?:second|minute|hour|day|week|month|year|decade|met(?:er|re)|mile|gram|lit(?:er|re))s?$)",
    re.IGNORECASE,
)
"""A unit of measure: what has it is no count of things."""
_RATE = re.compile(r"\b(?:per(?!\s+cent)|each|every|apiece|respectively)\b", re.IGNORECASE)
"""In a sentence with a number: it counts what is in one of several."""
_PART = re.compile(r"\b(?:groups?|batches|sets?|pairs|blocks|lots) of\s*$", re.IGNORECASE)
"""Before a number: it counts what is in one of several."""
_NEGATED = re.compile(
    r"\b(?:not|no|nor|neither|never|none|without|excluded?|excluding|except|rather than|instead of|unlike|as opposed to)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
"""In a sentence that says of something that it is not so: of what, no rule here can tell."""
_ELSEWHERE = re.compile(
    r"\b(?:previous|earlier|prior|other|another) (?:\w+ )?(?:stud(?:y|ies)|trials?|works?|reports?|papers?|research)\b|\bet al\b",
    re.IGNORECASE,
)
"""In a sentence on the work of others."""
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BOUND = re.compile(
    r"\b(?:up to|at (?:least|most)|(?:not |no )?(?:more|less|fewer) than|maximum of|minimum of|between)\s*$",
    re.IGNORECASE,
)
"""Before a number: it is a limit."""
_TOLD_OF = re.compile(r"(?:\bn|\b(?:is|was|were|of|about|approximately|around)|[:=(])\s*$", re.IGNORECASE)
"""Between a measure and its number: "the median age was 65", "rats (n = 52)"."""
_OPEN = re.compile(
    r"\b(?:may|might|could|would|should|whether|unclear|unknown|possibly|perhaps|however|but|although|though|except|unless"
    r"|partly|partially|in part|some of)\b",
    re.IGNORECASE,
)
"""In a sentence that leaves open, or takes back in part, what it says."""


@dataclass(frozen=True, slots=True)
class SettledValue:
    """A value of an answer: kept as data, or offered; not both."""

    value: Value | None = None
    suggestion: Value | None = None


def settle_value(question: Question, answer: Answer | None) -> SettledValue:
    """Return what the answer says as its question's type: as value where that is sure, else as suggestion; nothing where
    it says nothing.

    Free text is what it is. A typed value is sure where the answer itself is, its sentence is supported, and what it is
    said of is what was asked: a number whose unit or noun is the one asked for, of the whole and not per piece; a single
    choice in a sentence about the question; items of the sort that was asked for.
    """
    if answer is not None and question.answer_type == "choice" and answer.answerer == OFFLINE:
        judged = judged_choice(question, answer)
        if judged is not None:
            return SettledValue(suggestion=judged)  # read out of the passages, not said in so many words
    value = parse_value(question, answer)
    if answer is None or value is None:
        return SettledValue()
    if question.answer_type == "text":
        return SettledValue(value)
    return SettledValue(value) if is_sure(question, answer, value) else SettledValue(suggestion=value)


def is_sure(question: Question, answer: Answer, value: Value) -> bool:
    """Return whether the value is what the answer says of just what was asked."""
    if answer.certainty != "sure" or value.sentence is None or value.sentence >= len(answer.sentences):
        return False
    sentence = answer.sentences[value.sentence]
    if sentence.support != "supported":
        return False
    if question.answer_type == "number" and any(one.column is not None for one in sentence.citations):
        return True  # found by the label of its row and the head of its column, which the answer is sure of
    if question.answer_type != "yes_no" and _of_something_else(sentence.text):
        return False
    own_words = answer.answerer != OFFLINE  # a model speaks to the question, a quote to whatever it is of
    match question.answer_type:
        case "yes_no":
            says_so = re.match(rf"\W*{value.text}\b", sentence.text, re.IGNORECASE) is not None
            return says_so or (not _OPEN.search(sentence.text) and _states(question, sentence.text))
        case "number":
            return _counts_what_was_asked(question, sentence.text, value)
        case "choice":
            named = len(value.items) == 1 and value.items[0].lower() in sentence.text.lower()
            return named and (own_words or _covers(question, sentence.text, HALF_OF))
        case "list":
            return own_words or _lists_what_was_asked(question, sentence.text, value)
    return False


def _of_something_else(text: str) -> bool:
    """Return whether the sentence denies something or tells the work of others: its value may be of that."""
    return bool(_NEGATED.search(text) or _ELSEWHERE.search(text)) or speaks_of_others(text)


def _states(question: Question, text: str) -> bool:
    """Return whether the sentence says whether what is asked is so.

    That code or data can be had is said by naming the place. Else the sentence has most of what the question is about, of two
    words both within a few words.
    """
    if kind_of(question.text) == "link":
        return names_repository(question.text, text) or states_availability(question.text, text)
    subject = subject_stems(question.text)
    if len(subject) > FEW_STEMS:
        return _covers(question, text, MOST_OF)
    places = [i for i, word in enumerate(text.split()) if subject & set(content_stems(word))]
    return _covers(question, text, 1.0) and bool(places) and places[-1] - places[0] <= NEAR_WORDS


def _covers(question: Question, text: str, share: float) -> bool:
    """Return whether the sentence has so much of what the question is about."""
    subject = subject_stems(question.text)
    return bool(subject) and len(subject & set(content_stems(text))) >= share * len(subject)


def _counts_what_was_asked(question: Question, text: str, value: Value) -> bool:
    """Return whether the only number of what was asked in the sentence is this one, of the whole of it."""
    counted = counted_stems(question.text)
    if not counted or (_COUNTS_THINGS.search(question.text) and _MEASURED.match(value.unit)):
        return False
    of_it = [one for one in numbers_in(text) if _is_of(one, counted)]
    if len({one.number for one in of_it}) != 1 or of_it[0].number != value.number:
        return False
    if any(_PART.search(one.before) or _BOUND.search(one.before) for one in of_it):
        return False
    if any(one.search(text) and not one.search(question.text) for one in (_RATE, ONE_GROUP)):
        return False
    return not _is_one_of_several(of_it[0], text) and _covers(question, text, HALF_OF)


def _is_one_of_several(number: NumberInText, text: str) -> bool:
    """Return whether another number of the same unit stands outside brackets: 65 in one group and 63 in the other."""
    others = numbers_in(_BRACKETED.sub(" ", text))
    return any(one.number != number.number and one.unit in {"", number.unit} and not _is_year(one) for one in others)


def _is_year(number: NumberInText) -> bool:
    return not number.unit and number.number in YEARS


def _is_of(number: NumberInText, counted: set[str]) -> bool:
    """Return whether the number is of these things: they are its noun, or the measure that it is told of."""
    if counted <= set(content_stems(f"{number.unit} {number.after}")):
        return True
    return _TOLD_OF.search(number.before) is not None and counted <= set(content_stems(number.before))


def _lists_what_was_asked(question: Question, text: str, value: Value) -> bool:
    """Return whether the sentence enumerates these items and is about what was asked."""
    listed = {item for items in enumerations(text) for item in items}
    return len(value.items) > 1 and set(value.items) <= listed and _covers(question, text, HALF_OF)
