"""A library with two papers and an answer, before a Claude of this machine that speaks slowly."""

from __future__ import annotations

import threading
from pathlib import Path

from lib.records import Paper
from lib.workspace import Workspace
from tests.answering.servers import Block, Reply, claude_reply
from tests.pdfs import LOREM, print_paper

FAR = "The oak at the crossing was felled in the last winter of the study."
OAKS_QUESTION = "When was the oak at the crossing felled?"
OAKS = print_paper(
    sections=[("Methods", [LOREM] * 12), ("Results", [FAR, *[LOREM] * 5])], title="Oaks, and who lives in them", size=18
)
OTTERS_QUESTION = "How many otters were found?"
OTTERS = print_paper(
    sections=[("Methods", ["Otters were counted along the river in winter. The count found 31 otters.", LOREM])],
    title="Otters in winter",
)
HOSTILE = "<b>See</b> ![x](http://evil.example/a.png) "
BLOCKS = [
    Block("31 otters were found.", [(0, 1, 2)]),
    " ",
    Block("They were counted in winter.", [(0, 0, 1)]),
    HOSTILE,
    *[f"And so on, {n} times. " for n in range(12)],
]


def slow_reply(let_go: threading.Event) -> Reply:
    """Return what Claude says, event by event; it stops in the middle until it is let go."""
    return claude_reply(BLOCKS, pause_s=0.02, held=(" 4 times.", let_go))


def fill(folder: Path) -> dict[str, Paper]:
    """Return the papers that now are in the folder's library, by file name."""
    with Workspace.open(folder) as workspace:
        papers = [
            workspace.add_paper(paper.data, filename=name)
            for name, paper in (("otters.pdf", OTTERS), ("oaks.pdf", OAKS))
        ]
        assert workspace.ask(OAKS_QUESTION).found
    assert [paper.status for paper in papers] == ["ready", "ready"]
    return {paper.filename: paper for paper in papers}
