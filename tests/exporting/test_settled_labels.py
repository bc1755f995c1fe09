"""Settled labels travel with what they settle: the judgement, the answer, the papers."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.config import Settings
from lib.importing.jsonl_import import ImportedFile
from lib.workspace import Workspace
from tests.pdfs import print_paper

OTTERS = print_paper(title="Otters in the reeds", sections=[("Results", ["In all 57 otters crossed the transect."])])
OWLS = print_paper(title="Owls in the barn", sections=[("Methods", ["The barn owls were ringed by volunteers."])])
QUESTION = "How many otters crossed the transect?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, bytes]]:
    """Yield a workspace with an answer from two papers that raters differ on, two of its judgements settled; and its export."""
    with Workspace.open(tmp_path_factory.mktemp("from"), Settings()) as ws:
        papers = [ws.add_paper(p.data, filename=name) for p, name in ((OTTERS, "otters.pdf"), (OWLS, "owls.pdf"))]
        ws.ask(QUESTION, paper_ids=[paper.id for paper in papers])
        (item,) = ws.reviews.items()
        ws.reviews.give(item.answer_id, "Ada", correct="partly", supported="yes")
        ws.reviews.give(item.answer_id, "Ben", correct="wrong", supported="yes")
        ws.reviews.settle("correct", item, "partly", "Cleo", "Half of it.")
        ws.reviews.settle("category", item, "reported", "Cleo")
        yield ws, ws.exports.review([item.answer_id], "jsonl").data


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "data", Settings()) as workspace:
        yield workspace


def take_in(ws: Workspace, data: bytes, change: Callable[[dict[str, Any]], object] = lambda line: None) -> ImportedFile:
    lines = [json.loads(line) for line in data.splitlines()]
    for line in lines:
        if line["record"] == "settled":
            change(line)
    return ws.imports.import_file(io.BytesIO(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))


def as_before(line: dict[str, Any]) -> None:
    """Write the line as it was written before a label said what it settles."""
    line["paper_id"] = " ".join(line.pop("paper_ids"))
    del line["judgement"], line["answer_id"]


def test_what_is_settled_of_an_answer_from_several_papers_opens_elsewhere(
    made: tuple[Workspace, bytes], fresh: Workspace
) -> None:
    ws, data = made
    report = take_in(fresh, data)
    assert report.faults == []
    assert report.new["settled"] == 2
    assert fresh.reviews.settled() == ws.reviews.settled()
    (item,) = fresh.reviews.items()
    assert fresh.reviews.gold_labels("correct", [item]) == {(item.answer_id,): "partly"}
    assert fresh.reviews.gold_labels("supported", [item]) == {}


def test_a_file_of_before_tells_what_was_settled_by_what_raters_differ_on(
    made: tuple[Workspace, bytes], fresh: Workspace
) -> None:
    ws, data = made
    report = take_in(fresh, data, as_before)
    assert report.faults == []
    assert [(one.label, one.judgement, one.answer_id) for one in fresh.reviews.settled()] == [
        (one.label, one.judgement, one.answer_id) for one in ws.reviews.settled()
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"label": "oaks"}, "no label of this judgement"),
        ({"answer_id": "somebody-elses"}, "settles an answer that the file does not hold"),
        ({"judgement": "category", "label": "reported"}, "not of one answer"),
        ({"person": " "}, "name of who settles"),
    ],
)
def test_a_settled_label_that_cannot_be_is_left_out_and_said(
    made: tuple[Workspace, bytes], fresh: Workspace, change: dict[str, str], why: str
) -> None:
    def changed(line: dict[str, Any]) -> None:
        if line["judgement"] == "correct":
            line.update(change)

    report = take_in(fresh, made[1], changed)
    assert [fault for fault in report.faults if why in fault]
    assert [one.judgement for one in fresh.reviews.settled()] == ["category"]
