"""The verdict bar: one component with the keys, and what is done with its commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from lib.errors import SidelightError, StoreError
from lib.records.reviews import SCHEMES, Blind, ReviewVerdict, SettledLabel
from lib.reviews.label_sources import Disagreement
from lib.ui.kit.escaping import visible
from lib.ui.kit.person import remembered_name
from lib.ui.kit.streamlit_internals import component, component_state
from lib.ui.reviews.queue.queue_list import VIEWS
from lib.ui.reviews.queue.rater import blind_mode
from lib.ui.reviews.queue.rater_queue import RaterQueue
from lib.ui.reviews.review_terms import label_words
from lib.workspace import Workspace

BAR = "review_bar"
WHOLE = ("correct", "supported", "category", "flag", "reason", "correction", "note")
"""What a rater says of an answer as a whole, as the bar names it and `ReviewVerdict` does."""
KEYS_HELP = (
    "The keys stand on the buttons. N and P go from citation to citation, Esc leaves a field, Ctrl+Enter goes on. "
    "In the list the arrows move, Enter opens, Esc closes."
)

Mode = Literal["verdict", "own", "end", "coming"]
"""What of the open answer the bar is for, see `BarData` in bar_data.js."""

_HERE = Path(__file__).parent
_component = component("sidelight_verdict", "verdict", "bar", _HERE / "bar.css", _HERE / "bar.js")


def mount_bar(data: Mapping[str, Any]) -> None:
    """Mount the bar; what it says is taken by `handle_commands` at the beginning of the next run."""
    _component(key=BAR, data=data, on_outbox_change=lambda: None, on_ready_change=lambda: None)


def takes_keys() -> bool:
    """Return whether the bar is in the browser's page and keeps what is pressed.

    The browser loads the bar's program after the page's text. What is on the screen without the bar invites keys that nobody
    takes: so the answer is drawn once the bar is there.
    """
    return bool(component_state(BAR, "ready"))


def bar_data(
    mode: Mode,
    answer_id: str,
    mine: Sequence[ReviewVerdict],
    citations: Sequence[int],
    queue: RaterQueue,
    advance: str,
    settling: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return an answer for the bar, with what this rater said of it so far; `settling`: what there is to settle of it."""
    whole = next((v for v in mine if v.citation is None), None)
    cited = {v.citation: v for v in mine if v.citation is not None}
    place = queue.place_of(answer_id)
    client, number = next(reversed(queue.handled.items()), ("", 0))
    return {
        "id": answer_id,
        "mode": mode,
        "advance": advance,
        "verdict": {name: getattr(whole, name) if whole else _EMPTY[name] for name in WHOLE},
        "citations": [
            {
                "number": n,
                "right_passage": cited[n].right_passage if n in cited else None,
                "supported": cited[n].supported if n in cited else None,
            }
            for n in citations
        ],
        "hasPrevious": bool(queue.items) and place != 0,
        "moved": queue.moves,
        "progress": len(queue.done & set(queue.all_ids)) / max(1, len(queue.all_ids)),
        "message": queue.message,
        "list": queue.list_data,
        "settling": list(settling),
        "rater": remembered_name(),
        "blind": blind_mode(),
        "ack": {"client": client, "n": number},
    }


_EMPTY: dict[str, Any] = dict.fromkeys(WHOLE, "") | {
    "correct": None,
    "supported": None,
    "category": None,
    "flag": False,
}


def handle_commands(workspace: Workspace, queue: RaterQueue, blind: Blind, sample: str) -> None:
    """Keep what the bar said since the last run, each command once."""
    outbox = component_state(BAR, "outbox") or {}
    client = str(outbox.get("client", ""))
    new = [one for one in outbox.get("commands", []) if int(one["n"]) > queue.handled.get(client, 0)]
    if new:
        queue.message = ""
    for command in new:
        try:
            _HANDLERS[command["kind"]](workspace, queue, command, {"blind": blind, "sample": sample})
        except StoreError as error:
            queue.message = error.message
            return  # not acknowledged, so that the bar sends it again
        except SidelightError as error:
            queue.message = error.message
        queue.handled.pop(client, None)
        queue.handled[client] = int(command["n"])


def _give_verdict(
    workspace: Workspace, queue: RaterQueue, command: Mapping[str, Any], conditions: Mapping[str, Any]
) -> None:
    answer_id = str(command["answer"])
    values = {name: command["values"].get(name, _EMPTY[name]) for name in WHOLE}
    given = workspace.reviews.latest_verdicts([answer_id])
    before = next((v for v in given if v.rater == queue.rater and v.citation is None), None)
    conditions = {**conditions, "blind": _blind_of(values, before, given, queue, answer_id, conditions["blind"])}
    if before is not None:
        conditions |= {"own_answer": before.own_answer, "evidence": before.evidence}
    workspace.reviews.give(answer_id, queue.rater, **values, **conditions, seconds=command.get("seconds"))
    queue.refresh_done(workspace, answer_id)
    if command.get("next"):
        queue.open_next(answer_id)


def _blind_of(
    values: Mapping[str, Any],
    before: ReviewVerdict | None,
    given: Sequence[ReviewVerdict],
    queue: RaterQueue,
    answer_id: str,
    chosen: Blind,
) -> Blind:
    """Return what the rater had not seen when judging so; `before`: what they said so far, `given`: all verdicts that count."""
    if before is not None and (before.own_answer or all(values[name] == getattr(before, name) for name in SCHEMES)):
        return before.blind
    if queue.covered == answer_id:
        return chosen or "no_earlier_verdicts"
    if any(verdict.rater != queue.rater for verdict in given):
        return ""
    return chosen or (before.blind if before is not None else "")


def _judge_citation(
    workspace: Workspace, queue: RaterQueue, command: Mapping[str, Any], conditions: Mapping[str, Any]
) -> None:
    words = {name: command.get(name) for name in ("right_passage", "supported")}
    workspace.reviews.give(
        str(command["answer"]), queue.rater, citation=int(command["citation"]), **words, **conditions
    )


def _give_own_answer(
    workspace: Workspace, queue: RaterQueue, command: Mapping[str, Any], conditions: Mapping[str, Any]
) -> None:
    text = str(command.get("own_answer", "")).strip()
    if not text and not command.get("category"):
        queue.message = "Say what the paper reports, or write your answer first; then the machine’s is shown."
        queue.moves += 1
        return
    conditions = {**conditions, "blind": "answer_first"}
    answer_id = str(command["answer"])
    workspace.reviews.give(
        answer_id, queue.rater, own_answer=text or NO_OWN_WORDS, category=command.get("category"), **conditions
    )
    queue.moves += 1


NO_OWN_WORDS = "(category only)"
"""The own answer of a rater who gave their category without words."""


def settling_data(found: Sequence[Disagreement], settled: Sequence[SettledLabel]) -> list[dict[str, Any]]:
    """Return for the bar what raters differ on, with the words of each and the id of what stands settled there."""
    ids = {one.judgement: one.id for one in settled}
    return [
        {
            "judgement": one.judgement,
            "words": [f"{visible(rater)}: {label_words(label)}" for rater, label in one.labels.items()],
            "settled": ids.get(one.judgement, ""),
        }
        for one in found
    ]


def _settle(workspace: Workspace, queue: RaterQueue, command: Mapping[str, Any], conditions: Mapping[str, Any]) -> None:
    """Settle what the rater chose to settle, each as one decision; what somebody else settled meanwhile is said."""
    answer_id = str(command["answer"])
    item = next((one for one in workspace.reviews.items() if one.answer_id == answer_id), None)
    if item is None:
        queue.message = "This answer is no longer in the library, so nothing of it can be settled."
        return
    mine = _earlier_verdict(workspace, queue, answer_id)
    evidence = mine.evidence if mine is not None else []
    for judgement in SCHEMES:
        label = command["labels"].get(judgement)
        if label:
            workspace.reviews.settle(
                judgement,
                item,
                str(label),
                queue.rater,
                str(command.get("note", "")).strip(),
                value=str(command.get("value", "")),
                evidence=evidence,
                instead_of=str(command["instead_of"].get(judgement, "")),
            )
    queue.message = "Settled."


def _step(workspace: Workspace, queue: RaterQueue, command: Mapping[str, Any], conditions: Mapping[str, Any]) -> None:
    queue.step(str(command["answer"]), 1 if int(command["by"]) > 0 else -1)


def _set_view(
    workspace: Workspace, queue: RaterQueue, command: Mapping[str, Any], conditions: Mapping[str, Any]
) -> None:
    view = str(command.get("view", ""))
    queue.view = view if view in VIEWS else ""


def _open(workspace: Workspace, queue: RaterQueue, command: Mapping[str, Any], conditions: Mapping[str, Any]) -> None:
    queue.view = ""
    queue.open(workspace, str(command["wanted"]))


def _undo(workspace: Workspace, queue: RaterQueue, command: Mapping[str, Any], conditions: Mapping[str, Any]) -> None:
    taken = workspace.reviews.undo(queue.rater)
    queue.moves += 1
    if taken is None:
        queue.message = "There is no verdict of yours to take back."
        return
    where = f" on citation {taken.citation}" if taken.citation is not None else ""
    queue.message = f"Taken back: your last verdict{where}."
    queue.refresh_done(workspace, taken.answer_id)
    queue.open(workspace, taken.answer_id)


def _earlier_verdict(workspace: Workspace, queue: RaterQueue, answer_id: str) -> ReviewVerdict | None:
    """Return what the rater said of the answer as a whole so far."""
    verdicts = workspace.reviews.latest_verdicts([answer_id])
    return next((v for v in verdicts if v.rater == queue.rater and v.citation is None), None)


_Handler = Callable[[Workspace, RaterQueue, Mapping[str, Any], Mapping[str, Any]], None]
_HANDLERS: dict[str, _Handler] = {
    "word": _give_verdict,
    "cite": _judge_citation,
    "own": _give_own_answer,
    "settle": _settle,
    "go": _step,
    "undo": _undo,
    "list": _set_view,
    "show": _open,
}
