"""Which papers the list shows, and in which order."""

from lib.library.paper_job import PaperProgress
from lib.records import Paper
from lib.records.groups import PaperGroup
from lib.ui.papers.list_order import FAILED, NEWEST, ORDERS, READY, UNDER_WAY, PaperFilter, ordered

NEW = Paper("a" * 64, "new.pdf", "“Zebras”", ["Ada Lovelace"], 2020, status="ready", added_at="2026-03", language="en")
MIDDLE = Paper("b" * 64, "middle.pdf", "Écureuils", ["Grace Hopper"], None, status="failed", added_at="2026-02")
OLD = Paper("c" * 64, "old.pdf", "Émeus", [], 2024, status="reading", added_at="2026-01", language="fr")
PAPERS = [NEW, MIDDLE, OLD]
GROUPS = [PaperGroup("g1", "tag", "wet", [NEW.id, OLD.id]), PaperGroup("g2", "collection", "Review", [OLD.id])]


def names(order: str) -> list[str]:
    return [paper.filename.removesuffix(".pdf") for paper in ordered(PAPERS, order, {})]


def test_every_order_puts_papers_where_a_reader_looks_for_them() -> None:
    assert list(ORDERS) == [NEWEST, "Oldest first", "Title", "First author", "Year", "Status"]
    assert names(NEWEST) == ["new", "middle", "old"]
    assert names("Oldest first") == ["old", "middle", "new"]
    assert names("Title") == ["middle", "old", "new"], "without accents and quotation marks"
    assert names("First author") == ["middle", "new", "old"], "by family name, without one last"
    assert names("Year") == ["old", "new", "middle"], "unknown years last"
    assert names("Status") == ["middle", "old", "new"], "what is wrong first"


def test_what_is_being_worked_at_stands_on_top_of_the_newest() -> None:
    queued, reading = PaperProgress("queued", 0, 0, None), PaperProgress("reading", 1, 9, None)
    found = ordered(PAPERS, NEWEST, {MIDDLE.id: queued, OLD.id: reading})
    assert [paper.filename for paper in found] == ["old.pdf", "middle.pdf", "new.pdf"]
    assert ordered(PAPERS, "Title", {NEW.id: reading})[0] is MIDDLE


def test_a_filter_keeps_papers_that_have_one_value_of_each_kind() -> None:
    assert PaperFilter().keep(PAPERS, GROUPS) == PAPERS
    assert PaperFilter(statuses=[FAILED]).keep(PAPERS, GROUPS) == [MIDDLE]
    assert PaperFilter(statuses=[UNDER_WAY, READY], years=[2020, 2024]).keep(PAPERS, GROUPS) == [NEW, OLD]
    assert PaperFilter(years=[None]).keep(PAPERS, GROUPS) == [MIDDLE]
    assert PaperFilter(languages=["fr"]).keep(PAPERS, GROUPS) == [OLD]
    assert PaperFilter(group_ids=["g1"]).keep(PAPERS, GROUPS) == [NEW, OLD]
    assert PaperFilter(group_ids=["g1", "g2"]).keep(PAPERS, GROUPS) == [OLD], "of every group that is named"
    assert PaperFilter(statuses=[READY], group_ids=["g2"]).keep(PAPERS, GROUPS) == []
