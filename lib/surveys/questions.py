"""Question lists: pasted, or from a file, cleaned, with a plain word on what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import cast, get_args

from lib.errors import SheetError
from lib.importing.sheets import Sheet, decoded, doubt_of, read_sheet
from lib.records import AnswerType, Question
from lib.surveys.answer_types import guessed_type
from lib.surveys.measures import MEASURES, measure_of
from lib.text.wording import bare, count

QUESTIONS = 1000
"""A list may hold no more."""
CHARACTERS = 2000
"""A question may hold no more."""
LABEL_CHARACTERS = 40
NUMBERED = 6
"""Characters that the place in the list takes in a label: " (123)"."""
SHOWN = 60
"""Characters of a question in a note."""

TYPE_WORDS: dict[str, AnswerType] = {
    "": "text", "text": "text", "freetext": "text", "open": "text",
    "yesno": "yes_no", "yn": "yes_no", "boolean": "yes_no", "bool": "yes_no",
    "number": "number", "numeric": "number", "numberwithunit": "number", "integer": "number", "count": "number",
    "choice": "choice", "select": "choice", "category": "choice", "singlechoice": "choice",
    "list": "list", "multiple": "list", "items": "list",
}  # fmt: skip

_NUMBERING = re.compile(r"^\s*(?:(?:q|cq|question)?\s*\d{1,4}\s*[.):\t-]\s+|[-*•–]\s+|\(\d{1,4}\)\s+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QuestionList:
    """Questions fit to be asked."""

    questions: list[Question]
    """No empty and no two alike; each has a label, no two labels alike."""
    notes: list[str] = field(default_factory=list)
    """Plain sentences on what was left out or taken otherwise."""


def pasted_questions(text: str) -> QuestionList:
    """Return the questions of a text, one a line, their numbering taken off; raises SheetError where there is none.

    Their answer types are guessed from the wording.
    """
    return _guessed(Question(_NUMBERING.sub("", line)) for line in text.splitlines())


def questions_of_file(name: str, data: bytes) -> QuestionList:
    """Return the questions of a CSV, XLSX or TXT file; raises SheetError with a sentence.

    A table has a column `question` (or `text`), and may have `label`, `hint`, `type`, `choices` (separated by `;` or `|`),
    `group` (asked of each arm, outcome, … of a paper) and `measure` (what a meta-analysis takes it for).
    Without a column `type` the types are guessed from the wording.
    """
    listed = name.lower().endswith((".txt", ".md"))
    text = decoded(name, data) if listed or not data.startswith(b"PK") else ""
    if listed or (text and _is_plain_list(text)):
        found = pasted_questions(text)
    else:
        found = _questions_of_sheet(name, read_sheet(name, data))
    doubt = doubt_of(name, data)
    return QuestionList(found.questions, [doubt, *found.notes]) if doubt else found


def cleaned(questions: Iterable[Question | str]) -> QuestionList:
    """Return the questions without empty and repeated ones, each with a label of its own; raises SheetError where
    none is left.
    """
    notes: list[str] = []
    unique: list[Question] = []
    empty = repeated = cut = 0
    seen: set[str] = set()
    for given in questions:
        question = Question(given) if isinstance(given, str) else given
        text = " ".join(question.text.split())
        same = bare(text)
        if not same:
            empty += bool(question.label or question.hint)
            continue
        if same in seen:
            repeated += 1
            continue
        seen.add(same)
        cut += len(text) > CHARACTERS
        unique.append(_typed(replace(question, text=text[:CHARACTERS]), notes))
    if not unique:
        raise SheetError(
            "There is no question in it. Write one question a line, or upload a table with a column “question”."
        )
    if len(unique) > QUESTIONS:
        raise SheetError(
            f"{len(unique):,} questions are more than a set can hold ({QUESTIONS:,}). Split them into several sets."
        )
    if empty:
        notes.append(f"{count(empty, 'row')} without a question left out.")
    if repeated:
        notes.append(f"{count(repeated, 'question')} left out, being there already.")
    if cut:
        notes.append(f"{count(cut, 'question')} cut at {CHARACTERS:,} characters.")
    return QuestionList(_labelled(unique), notes)


def _guessed(questions: Iterable[Question]) -> QuestionList:
    """Return the same, free text turned into what the wording calls for, with a note that says so."""
    found = cleaned(questions)
    typed = [q if q.choices else replace(q, answer_type=guessed_type(q.text)) for q in found.questions]
    guessed = sum(new.answer_type != old.answer_type for new, old in zip(typed, found.questions, strict=True))
    note = (
        f"The kind of answer was guessed for {count(guessed, 'question')} from "
        f"{'its' if guessed == 1 else 'their'} wording. Look at the column “Answer” before saving."
    )
    return QuestionList(typed, [*found.notes, *([note] if guessed else [])])


def wanted(question: Question) -> str:
    """Return what a model is told besides the question: its hint, and which kind of answer its type calls for."""
    kind = {
        "yes_no": "Begin with Yes or No.",
        "number": "Give the number with its unit.",
        "choice": "Name which of these it is: " + "; ".join(question.choices) + ".",
        "list": "Give the items as a list separated by commas.",
    }.get(question.answer_type, "")
    return " ".join(part for part in (question.hint, kind) if part)


def _typed(question: Question, notes: list[str]) -> Question:
    if question.answer_type not in get_args(AnswerType):
        notes.append(f"“{question.answer_type}” is no answer type; “{question.text[:SHOWN]}” is treated as free text.")
        return replace(question, answer_type="text", choices=[])
    choices = list(dict.fromkeys(choice.strip() for choice in question.choices if choice.strip()))
    if question.answer_type == "choice" and len(choices) < 2:
        notes.append(f"“{question.text[:SHOWN]}” has no choices to choose from and is treated as free text.")
        return replace(question, answer_type="text", choices=[])
    return replace(question, choices=choices if question.answer_type == "choice" else [])


def _labelled(questions: Sequence[Question]) -> list[Question]:
    """Return each with a label, those missing or twice made up of the question's place."""
    labels: set[str] = set()
    labelled = []
    for place, question in enumerate(questions, start=1):
        label = " ".join(question.label.split())[:LABEL_CHARACTERS] or f"Q{place}"
        if label in labels:
            label = f"{label[: LABEL_CHARACTERS - NUMBERED]} ({place})"
        labels.add(label)
        hint, group = " ".join(question.hint.split())[:CHARACTERS], " ".join(question.group.split())[:LABEL_CHARACTERS]
        measure = question.measure if question.measure in MEASURES else ""
        labelled.append(replace(question, label=label, hint=hint, group=group, measure=measure))
    return labelled


def _is_plain_list(text: str) -> bool:
    """Return whether a file is no table but one question a line: no line is a header that names the column."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    names = {bare(cell) for cell in re.split(r"[,;\t|]", first)}
    return not names & {"question", "questions", "text"} and first.rstrip(' "').endswith("?")


def _questions_of_sheet(name: str, sheet: Sheet) -> QuestionList:
    text = sheet.column("question", "questions", "text", "question text")
    if text is None:
        if len(sheet.columns) > 1:
            there = ", ".join(f"“{column[:LABEL_CHARACTERS]}”" for column in sheet.columns[:8])
            raise SheetError(
                f"“{name}” has no column “question”. Its columns are {there}. Name one of them “question”."
            )
        text = sheet.columns[0]
    label, hint = sheet.column("label", "short label", "short", "name", "id"), sheet.column("hint", "help", "note")
    kind, choices = sheet.column("type", "answer type", "answer"), sheet.column("choices", "options")
    group, measure = sheet.column("group", "repeats", "repeats for"), sheet.column("measure", "role")
    questions = []
    for row in sheet.rows:
        given = [one for one in re.split(r"\s*[;|]\s*", row[choices]) if one] if choices else []
        questions.append(
            Question(
                _NUMBERING.sub("", row[text]),
                row[label] if label else "",
                row[hint] if hint else "",
                _answer_type(row[kind]) if kind else "choice" if given else "text",
                given,
                row[group] if group else "",
                measure_of(row[measure]) if measure else "",
            )
        )
    return cleaned(questions) if kind else _guessed(questions)


def _answer_type(word: str) -> AnswerType:
    """Return the type that a word means; an unknown word comes back as it is, for a note."""
    plain = bare(word)
    return TYPE_WORDS[plain] if plain in TYPE_WORDS else cast("AnswerType", word)
