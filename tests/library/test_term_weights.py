"""What a question's terms weigh: by the passages that the library counts itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.config import Settings
from lib.embedding.keywords import question_keywords
from lib.indexing.term_counts import TermCounts
from lib.library.term_weights import TermWeights
from lib.storage.database import writing
from lib.storage.reading_terms import forget_terms
from lib.workspace import Workspace
from tests import pdfs

OTTERS = pdfs.make_paper(sections=[("Methods", ["Otters were weighed in spring.", "Otters slept on the bank."])])
OWLS = pdfs.make_paper(sections=[("Methods", ["Owls were ringed in autumn by two observers."])])


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, Settings()) as workspace:
        yield workspace


def weight(ws: Workspace, word: str) -> float:
    (value,) = TermWeights(ws._library.readings.terms)(question_keywords(word)[0])
    kept = ws.index.term_weights(question_keywords(word)[0])
    assert kept == [value], "what is counted on and on is what is counted anew"
    return value


def idf(passages: int, there: int) -> float:
    return math.log1p((passages - there + 0.5) / (there + 0.5))


def test_terms_weigh_by_the_papers_that_are_there(ws: Workspace) -> None:
    assert weight(ws, "otters") == idf(0, 0)
    otters = ws.add_paper(OTTERS, "otters.pdf")
    in_otters = ws.open_index().count(otters.id)
    assert weight(ws, "otters") == idf(in_otters, 1)
    owls = ws.add_paper(OWLS, "owls.pdf")
    of_both = ws.open_index().count()
    assert of_both > in_otters
    assert (weight(ws, "otters"), weight(ws, "owls")) == (idf(of_both, 1), idf(of_both, 1))
    ws.bin.put([owls.id])
    assert weight(ws, "owls") == idf(of_both, 1), "what is in the bin may come back, and is still in the index"
    ws.remove_paper(owls.id)
    assert (weight(ws, "otters"), weight(ws, "owls")) == (idf(in_otters, 1), idf(in_otters, 0))


def test_a_paper_read_again_is_counted_once(ws: Workspace) -> None:
    otters = ws.add_paper(OTTERS, "otters.pdf")
    before = weight(ws, "otters")
    ws.jobs.read_again(otters.id)
    ws.jobs.wait(otters.id)
    assert ws.current_reading(otters.id) == 2
    assert weight(ws, "otters") == before


def test_terms_of_a_folder_that_kept_none_are_counted_at_the_next_start(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        paper = ws.add_paper(OTTERS, "otters.pdf")
        before = weight(ws, "otters")

        with writing(ws._engine) as connection:
            forget_terms(connection, paper.id)
        assert weight(ws, "otters") == idf(0, 0)
    with Workspace.open(tmp_path, Settings()) as ws:
        ws.open_index()
        assert weight(ws, "otters") == before


def test_counts_are_stored_as_they_are_and_add_up() -> None:
    one, other = TermCounts.of([[7, 4_000_000_000], [7]]), TermCounts.of([[9, 7], []])
    total = TermCounts.sum([one, TermCounts.from_text(other.to_text())])
    assert total.passages == 4
    assert dict(zip(total.terms.tolist(), total.counts.tolist(), strict=True)) == {7: 3, 9: 1, 4_000_000_000: 1}
    assert TermCounts.from_text(total.to_text()).weights([7, 8]) == [idf(4, 3), idf(4, 0)]
    assert TermCounts.sum([]).weights([7]) == [idf(0, 0)]
    assert TermCounts.from_text(TermCounts.of([]).to_text()).passages == 0
