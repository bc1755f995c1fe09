"""The verdict bar: one component with the keys, and what it hears."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from lib.errors import SidelightError, StoreError
from lib.records.reviews import Blind, ReviewVerdict
from lib.ui.kit.person import remembered_name
from lib.ui.kit.streamlit_internals import component, component_state
from lib.ui.reviews.queue.queue_list import VIEWS
from lib.ui.reviews.queue.rater_queue import Desk
from lib.workspace import Workspace

BAR = "review_bar"
WHOLE = ("correct", "supported", "category", "flag", "reason", "correction", "note")
"""What a rater says of an answer as a whole, as the bar names it and `ReviewVerdict` does."""
KEYS_TOLD = (
    "The keys stand on the buttons. N and P go from citation to citation, Esc leaves a field, Ctrl+Enter goes on. "
    "In the list the arrows move, Enter opens, Esc closes."
)

_HERE = Path(__file__).parent
_component = component("sidelight_verdict", "verdict", "bar", _HERE / "bar.css", _HERE / "bar.js")


def show_bar(data: Mapping[str, Any]) -> None:
    """Mount the bar; what it says is heard by `hear` at the beginning of the next run."""
    _component(key=BAR, data=dict(data), on_outbox_change=lambda: None)


def bar_data(
    mode: Literal["verdict", "own", "end"],
    answer_id: str,
    mine: Sequence[ReviewVerdict],
    citations: Sequence[int],
    desk: Desk,
    go_on: str,
) -> dict[str, Any]:
    """Return an answer for the bar, with what this rater said of it so far."""
    whole = next((v for v in mine if v.citation is None), None)
    cited = {v.citation: v for v in mine if v.citation is not None}
    place = desk.place_of(answer_id)
    client, number = next(reversed(desk.heard.items()), ("", 0))
    return {
        "id": answer_id,
        "mode": mode,
        "goOn": go_on,
        "standing": {name: getattr(whole, name) if whole else _BLANK[name] for name in WHOLE},
        "citations": [
            {
                "number": n,
                "right_passage": cited[n].right_passage if n in cited else None,
                "supported": cited[n].supported if n in cited else None,
            }
            for n in citations
        ],
        "hasPrevious": bool(desk.items) and place != 0,
        "moved": desk.moved,
        "progress": len(desk.done & set(desk.everything)) / max(1, len(desk.everything)),
        "told": desk.told,
        "list": desk.listed,
        "rater": remembered_name(),
        "ack": {"client": client, "n": number},
    }


_BLANK: dict[str, Any] = dict.fromkeys(WHOLE, "") | {
    "correct": None,
    "supported": None,
    "category": None,
    "flag": False,
}


def hear(workspace: Workspace, desk: Desk, blind: Blind, sample: str) -> None:
    """Nothing; what the bar said since the last run is kept, each command once."""
    outbox = component_state(BAR, "outbox") or {}
    client = str(outbox.get("client", ""))
    fresh = [one for one in outbox.get("commands", []) if int(one["n"]) > desk.heard.get(client, 0)]
    if fresh:
        desk.told = ""
    for command in fresh:
        try:
            _DO[command["kind"]](workspace, desk, command, {"blind": blind, "sample": sample})
        except StoreError as fault:
            desk.told = fault.message
            return  # not heard, so that the bar says it again
        except SidelightError as fault:
            desk.told = fault.message
        desk.heard.pop(client, None)
        desk.heard[client] = int(command["n"])


def _word(workspace: Workspace, desk: Desk, command: Mapping[str, Any], how: Mapping[str, Any]) -> None:
    answer_id = str(command["answer"])
    values = {name: command["values"].get(name, _BLANK[name]) for name in WHOLE}
    before = _said_before(workspace, desk, answer_id)
    if before is not None and before.own_answer:
        how = {**how, "own_answer": before.own_answer, "blind": before.blind}
    workspace.reviews.give(answer_id, desk.rater, **values, **how, seconds=command.get("seconds"))
    desk.look_again(workspace, answer_id)
    if command.get("next"):
        desk.go_on(answer_id)


def _cite(workspace: Workspace, desk: Desk, command: Mapping[str, Any], how: Mapping[str, Any]) -> None:
    words = {name: command.get(name) for name in ("right_passage", "supported")}
    workspace.reviews.give(str(command["answer"]), desk.rater, citation=int(command["citation"]), **words, **how)


def _own(workspace: Workspace, desk: Desk, command: Mapping[str, Any], how: Mapping[str, Any]) -> None:
    text = str(command.get("own_answer", "")).strip()
    if not text and not command.get("category"):
        desk.told = "Say what the paper reports, or write your answer first; then the machine’s is shown."
        desk.moved += 1
        return
    how = {**how, "blind": "answer_first"}
    answer_id = str(command["answer"])
    workspace.reviews.give(answer_id, desk.rater, own_answer=text or NO_WORDS, category=command.get("category"), **how)
    desk.moved += 1


NO_WORDS = "(category only)"
"""The own answer of a rater who gave their category without words."""


def _go(workspace: Workspace, desk: Desk, command: Mapping[str, Any], how: Mapping[str, Any]) -> None:
    desk.go(str(command["answer"]), 1 if int(command["by"]) > 0 else -1)


def _list(workspace: Workspace, desk: Desk, command: Mapping[str, Any], how: Mapping[str, Any]) -> None:
    view = str(command.get("view", ""))
    desk.view = view if view in VIEWS else ""


def _show(workspace: Workspace, desk: Desk, command: Mapping[str, Any], how: Mapping[str, Any]) -> None:
    desk.view = ""
    desk.show(workspace, str(command["wanted"]))


def _undo(workspace: Workspace, desk: Desk, command: Mapping[str, Any], how: Mapping[str, Any]) -> None:
    taken = workspace.reviews.undo(desk.rater)
    desk.moved += 1
    if taken is None:
        desk.told = "There is no verdict of yours to take back."
        return
    where = f" on citation {taken.citation}" if taken.citation is not None else ""
    desk.told = f"Taken back: your last word{where}."
    desk.look_again(workspace, taken.answer_id)
    desk.show(workspace, taken.answer_id)


def _said_before(workspace: Workspace, desk: Desk, answer_id: str) -> ReviewVerdict | None:
    """Return what the rater said of the answer as a whole so far."""
    said = workspace.reviews.latest_verdicts([answer_id])
    return next((v for v in said if v.rater == desk.rater and v.citation is None), None)


_Do = Callable[[Workspace, Desk, Mapping[str, Any], Mapping[str, Any]], None]
_DO: dict[str, _Do] = {
    "word": _word,
    "cite": _cite,
    "own": _own,
    "go": _go,
    "undo": _undo,
    "list": _list,
    "show": _show,
}
