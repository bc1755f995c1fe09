"""The bin in the database: a row goes there whole, is nowhere else meanwhile, and comes back whole."""

from typing import Any

import pytest
from sqlalchemy import select

from lib.errors import IN_BIN, UnknownPaper
from lib.storage.full_text import FullText
from lib.storage.paper_groups import PaperGroupStore
from lib.storage.papers import Deletion, PaperStore
from lib.storage.schema import ALL_READINGS, binned_papers
from lib.storage.schema import papers as paper_table
from lib.text.word_query import parse_words
from tests.conftest import Database
from tests.storage.test_papers import read, reading


@pytest.fixture
def papers(database: Database) -> PaperStore:
    store = PaperStore(database.open())
    read(store, "p", reading("One otter.", "Two otters \N{GREEK SMALL LETTER ALPHA}.", title="Otters"))
    read(store, "q", reading("Three owls.", title="Owls"))
    store.edit("p", {"title": "Mine", "year": 1999})
    return store


def row(store: PaperStore, paper_id: str) -> dict[str, Any]:
    with store.engine.connect() as connection:
        return dict(connection.execute(select(paper_table).where(paper_table.c.id == paper_id)).mappings().one())


def test_a_row_comes_back_with_every_column_as_it_was(papers: PaperStore) -> None:
    before = row(papers, "p")
    assert before["page_quality"]
    assert before["edits"]
    papers.bin.put("p")
    assert papers.bin.restore("p")
    assert row(papers, "p") == before
    assert not papers.bin.restore("p")
    assert papers.bin.papers() == []


def test_a_row_of_an_older_version_takes_the_columns_that_came_later(papers: PaperStore) -> None:
    papers.bin.put("p")
    with papers.engine.begin() as connection:
        record = connection.execute(select(binned_papers.c.record)).scalar_one()
        del record["journal"]
        connection.execute(binned_papers.update().values(record={**record, "a_column_that_went": 1}))
    papers.bin.restore("p")
    assert papers.paper("p").journal == ""
    assert papers.paper("p").title == "Mine"


def test_a_paper_in_the_bin_is_found_by_nothing_and_named_to_its_answers(papers: PaperStore) -> None:
    full_text = FullText(papers.engine)
    otters = parse_words("otters", ["en"])
    assert [of.paper_id for of in full_text.counts(otters)] == ["p"]
    papers.bin.put("p")
    assert [paper.id for paper in papers.papers()] == ["q"]
    assert list(papers.ready_papers()) == ["q"]
    assert papers.readings.current() == {"q": 1}
    assert list(papers.readings.points()) == [("q", 1)]
    assert papers.bin.points() == 2
    assert full_text.counts(otters) == []
    assert papers.counts() == {"papers": 1, "pages": 1, "sentences": 1}
    assert papers.removed_papers(["p", "q"])["p"].title == "Mine"
    assert papers.has("p"), "its file stays"
    with pytest.raises(UnknownPaper, match=IN_BIN):
        papers.edit("p", {"title": "x"})
    with pytest.raises(UnknownPaper):
        papers.bin.put("p")


def test_a_paper_that_is_queued_again_comes_out_of_the_bin(papers: PaperStore) -> None:
    papers.bin.put("p")
    assert not papers.queue("p", "other.pdf")
    assert papers.paper("p").title == "Mine"
    assert papers.bin.ids() == []


def test_work_under_way_is_queued_when_it_comes_back(papers: PaperStore) -> None:
    papers.queue("r", "r.pdf")
    papers.begin_stage("r", "reading")
    papers.bin.put("r")
    assert papers.unfinished() == []
    papers.bin.restore("r")
    assert [(paper.id, paper.status) for paper in papers.unfinished()] == [("r", "queued")]


def test_a_paper_removed_for_good_leaves_the_bin_and_its_groups(papers: PaperStore) -> None:
    groups = PaperGroupStore(papers.engine)
    groups.put("tag", "wet", ["p"])
    groups.put("collection", "Review", ["p"])
    papers.bin.put("p")
    papers.remove("p")
    assert papers.bin.papers() == []
    assert papers.deletions() == [Deletion("p", ALL_READINGS)]
    assert papers.readings.sentences("p", 1) == []
    assert [(group.name, group.paper_ids) for group in groups.all()] == [("Review", [])]
    with pytest.raises(UnknownPaper):
        papers.remove("p")


def test_the_last_that_was_removed_stands_first_and_the_older_ones_are_told_by_their_moment(papers: PaperStore) -> None:
    papers.bin.put("p")
    papers.bin.put("q")
    first, second = papers.bin.papers()
    assert (first.paper.id, second.paper.id) == ("q", "p")
    assert papers.bin.ids(before=first.removed_at) == ["p"]
