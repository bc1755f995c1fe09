"""The list of papers as AppTest has it: its rows, and what a browser tells the server of it."""

from __future__ import annotations

import itertools
import json
from typing import Any

from streamlit.testing.v1 import AppTest

from lib.ui.papers.list_component import LIST

_numbers = itertools.count(1)


def list_data(at: AppTest) -> dict[str, Any]:
    """Return what the list shows; empty where the page has none."""
    found = [one.proto for one in at.get("bidi_component") if one.proto.component_name == "sidelight_papers"]
    return json.loads(found[0].json)[0] if found else {}


def tell(at: AppTest, kind: str, **details: Any) -> AppTest:
    """Send a command as the list does, and run the page."""
    commands = [{"n": next(_numbers), "kind": kind, **details}]
    at.session_state[LIST] = {"outbox": {"client": "test", "commands": commands}}
    return at.run()


def choose(at: AppTest, *paper_ids: str, on: bool = True) -> AppTest:
    """Click the ticks of these papers."""
    return tell(at, "choose", papers=list(paper_ids), on=on)


def choose_all(at: AppTest, *, on: bool = True) -> AppTest:
    """Click the tick of all papers that are shown, without a search."""
    return choose(at, *[row["id"] for row in list_data(at)["rows"]], on=on)


def list_words(at: AppTest) -> str:
    """Return what stands in the list as text."""
    return " | ".join(_texts({**list_data(at), "chosen": None, "ack": None}))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        hidden = {"id", "words", "actions"} if "status" in value else set()
        return [text for name, of in value.items() if name not in hidden for text in _texts(of)]
    if isinstance(value, list):
        return [text for of in value for text in _texts(of)]
    return [value] if isinstance(value, str) and value else []
