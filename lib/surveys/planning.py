"""What a survey is to do, checked before it is begun: its papers, its answerers, its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.answering.answerer import OFFLINE
from lib.answering.answerers import choice_among
from lib.answering.providers.catalogue import AnswererChoice
from lib.errors import ConfigError
from lib.records import Paper, Question
from lib.records.plan import BY_RULE, PlannedPaper

QUESTION_IN_NAME = 60
"""Characters of the first question in the name of a survey of several."""


def planned_papers(ready: Mapping[str, Paper], paper_ids: Sequence[str]) -> list[PlannedPaper]:
    """Return those of the papers that are ready, each once; raises ConfigError where none is."""
    papers = [ready[paper_id] for paper_id in dict.fromkeys(paper_ids) if paper_id in ready]
    if not papers:
        raise ConfigError("None of the chosen papers is ready. Choose others, or wait until their status is ready.")
    return [PlannedPaper(p.id, p.filename, p.title, p.year, p.doi) for p in papers]


def checked_answerers(choices: Sequence[AnswererChoice], answerers: Sequence[str], categories_by: str) -> list[str]:
    """Return the answerers, each once; raises ConfigError where there is none, or one is unknown or cannot judge categories."""
    asked = list(dict.fromkeys(answerers))
    if not asked:
        raise ConfigError("No answerer is chosen. Choose at least one.")
    if unknown := [name for name in [*asked, *({categories_by} - {BY_RULE})] if choice_among(choices, name) is None]:
        raise ConfigError(f'There is no answerer "{unknown[0]}". Choose another, or add it in the settings.')
    if categories_by == OFFLINE:
        raise ConfigError(
            "The offline answerer judges no categories: it only quotes. Choose the rule or a language model."
        )
    return asked


def name_of(questions: Sequence[Question]) -> str:
    """Return what a survey of these questions is called where nobody named it."""
    first = questions[0].text
    return first if len(questions) == 1 else f"{len(questions)} questions: {first[:QUESTION_IN_NAME]}"
