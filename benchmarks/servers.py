"""How the faults, thinking, JSON and lists of model servers are understood.

    python -m benchmarks.servers [PRESET ...]

Plays what `server_shapes.py` writes down on loopback, asks one question of each, and prints by preset how many came out as they
have to, and each that did not. Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.server_shapes import ANSWER, ANSWERED, CREDIT, CUT, GOOD, KEY, MODEL, SHAPES, WAIT, WORDS, Shape
from lib.answering.answerer import Draft
from lib.answering.providers.keys import Key
from lib.answering.providers.openai import answerer as openai_answerer
from lib.answering.providers.openai.answerer import OpenAIAnswerer
from lib.answering.providers.openai.settings import Endpoint
from tests.answering.requests import request
from tests.answering.servers import ModelServer, Reply, chat_reply

OTTERS = [
    "Otters were counted along the river in winter.",
    "The count found 31 otters.",
    "Weather was mild.",
    "Counts were repeated.",
]
LONG = [
    "Counts were made along the river, with two observers on each bank and a third one who wrote down what they saw."
] * 60
"""More sentences, of which a server that cuts the prompt reads only some."""
TAKES_NONE = frozenset({WAIT, CREDIT, KEY})
"""What holds of any question: a survey keeps its cells then, to ask them again."""


def main() -> None:
    """Run the benchmark and print what it saw."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("preset", nargs="*")
    chosen = arguments.parse_args().preset
    shapes = [shape for shape in SHAPES if not chosen or shape.preset in chosen]
    right, of = Counter[str](), Counter[str]()
    for shape in shapes:
        wrong = what_is_wrong(shape)
        of[shape.preset] += 1
        right[shape.preset] += wrong is None
        if wrong is not None:
            print(f"{shape.preset}: {shape.what}: {wrong}")
    for preset, count in of.items():
        print(f"{preset:12} {right[preset]} of {count}")
    print(f"{'all':12} {right.total()} of {of.total()}")


def what_is_wrong(shape: Shape) -> str | None:
    """Return what came of a shape, where it is not what has to come of it."""
    draft, asked = ask(shape)
    stopped = draft.stopped or ""
    if shape.comes_of_it in {ANSWERED, CUT}:
        ids = [one for sentence in draft.sentences for citation in sentence.citations for one in citation.sentence_ids]
        note = any("read only a part" in note for note in draft.notes)
        good = draft.text.strip() == ANSWER and ids == [1] and not stopped and note == (shape.comes_of_it == CUT)
        if good and shape.listing is not None and asked.get("model") != "good-model":
            return f"asks {asked.get('model')!r}"
        return None if good else f"{draft.text[:80]!r}, cites {ids}, {stopped or draft.notes!r}"
    if not re.search(WORDS[shape.comes_of_it], stopped) or not re.search(shape.says, stopped):
        return stopped or f"no fault: {draft.text[:80]!r}, {draft.notes!r}"
    if shape.comes_of_it in TAKES_NONE | {MODEL} and not draft.unavailable and draft.retry_after is None:
        return f"a survey would lose its cells: {stopped}"
    if shape.wait_s is not None and not shape.wait_s[0] <= (draft.retry_after or -1) <= shape.wait_s[1]:
        return f"waits {draft.retry_after} s: {stopped}"
    return None


def ask(shape: Shape) -> tuple[Draft, dict[str, Any]]:
    """Return what came of one question to a server that has this shape, and its last request."""

    def reply(asked: dict[str, Any]) -> Reply:
        refused = next((said for option, said in shape.refuses.items() if _has(asked, option)), None)
        numbered = chat_reply(f"{ANSWER} [2]") if "response_format" not in asked else chat_reply(GOOD)
        return refused or shape.reply or numbered

    sentences = OTTERS + (LONG if shape.comes_of_it == CUT else [])
    openai_answerer.capabilities = type(openai_answerer.capabilities)()
    with ModelServer(reply, listing=shape.listing) as server:
        model = "" if shape.listing is not None else "good-model"
        endpoint = Endpoint("lab", server.url + "/v1", model)
        answerer = OpenAIAnswerer("openai:lab", endpoint, Key("sk-none"), seconds=5, patience_s=0.001)
        draft = answerer.answer(
            request("How many otters were found?", {"p": sentences}, passage_size=70), lambda _: True
        )
    return draft, server.requests[-1] if server.requests else {}


def _has(asked: dict[str, Any], option: str) -> bool:
    """Return whether a request has a parameter, or more of it, as in "max_tokens > 1230"."""
    name, _, most = option.partition(" > ")
    return name in asked and (not most or asked[name] > int(most))


if __name__ == "__main__":
    main()
