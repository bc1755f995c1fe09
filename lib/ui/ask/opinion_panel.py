"""Second opinions on an answer: asked for, under way, kept beside it."""

from __future__ import annotations

from typing import Any

from lib.background.opinion_tasks import OpinionTask
from lib.records import Answer, SecondOpinion
from lib.ui.evidence.marks import SUPPORT_WORDS
from lib.ui.kit.answerer_choice import answerer_label, cost_line, judges, typed_keys
from lib.ui.kit.escaping import visible
from lib.workspace import Workspace


def ask_opinion(workspace: Workspace, answer_id: str, judge: str) -> None:
    """Ask the model in the background, where it is one of those that can be."""
    if any(choice.id == judge for choice in judges(workspace)):
        workspace.jobs.ask_opinion(answer_id, judge, typed_keys())


def stop_opinion(workspace: Workspace, answer_id: str) -> None:
    """Close the connection to the model that is asked."""
    running = _running_opinion(workspace, answer_id)
    if running is not None:
        running.stop()


def is_awaited(workspace: Workspace, answer_id: str) -> bool:
    """Return whether an opinion on the answer is still to come."""
    return _running_opinion(workspace, answer_id) is not None


def opinions_data(workspace: Workspace, answer: Answer) -> list[dict[str, Any]]:
    """Return the opinions on the answer as the component takes them: of each model its last, the one under way behind them."""
    last = workspace.jobs.opinion_task(answer.id)  # asked first: once it is done, its opinion is kept
    opinions = {opinion.answerer: opinion for opinion in workspace.opinions(answer.id)}
    if last is not None and not last.ended:
        opinions.pop(last.answerer, None)
    shown = [_opinion_data(opinion, answer) for opinion in opinions.values()]
    if last is not None and not last.ended:
        shown.append(
            {**_empty_opinion(last.answerer), "note": "Reading the answer against its passages …", "live": True}
        )
    elif last is not None and last.problem is not None:
        shown.append({**_empty_opinion(last.answerer), "note": visible(last.problem), "again": last.answerer})
    return shown


def _running_opinion(workspace: Workspace, answer_id: str) -> OpinionTask | None:
    running = workspace.jobs.opinion_task(answer_id)
    return None if running is None or running.ended else running


def _empty_opinion(answerer: str, model: str = "") -> dict[str, Any]:
    return {
        "title": f"Second opinion · {visible(answerer_label(answerer, model))}",
        "note": "",
        "verdicts": [],
        "again": "",
        "live": False,
    }


def _opinion_data(opinion: SecondOpinion, answer: Answer) -> dict[str, Any]:
    blank = _empty_opinion(opinion.answerer, opinion.model)
    return {
        **blank,
        "title": " · ".join([blank["title"], *cost_line(opinion.tokens, opinion.cost)]),
        "note": visible(opinion.stopped or ""),
        "again": opinion.answerer if opinion.stopped else "",
        "verdicts": [
            {
                "text": visible(answer.sentences[verdict.sentence].text),
                "words": SUPPORT_WORDS[verdict.support],
                "support": verdict.support,
                "reason": visible(verdict.reason),
            }
            for verdict in opinion.verdicts
        ],
    }
