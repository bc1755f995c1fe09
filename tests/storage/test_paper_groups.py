"""Tags and collections: put, found, renamed, taken out, hidden with their papers."""

import pytest

from lib.errors import SidelightError
from lib.records.groups import groups_of
from lib.storage.paper_groups import NAME_LETTERS, PaperGroupStore
from lib.storage.papers import PaperStore
from tests.conftest import Database


@pytest.fixture
def papers(database: Database) -> PaperStore:
    store = PaperStore(database.open())
    for paper_id in ("p", "q", "r"):
        store.queue(paper_id, f"{paper_id}.pdf")
    return store


@pytest.fixture
def groups(papers: PaperStore) -> PaperGroupStore:
    return PaperGroupStore(papers.engine)


def listed(groups: PaperGroupStore) -> list[tuple[str, str, list[str]]]:
    return [(group.kind, group.name, group.paper_ids) for group in groups.all()]


def test_papers_are_put_together_under_a_name_whatever_its_case(groups: PaperGroupStore) -> None:
    first = groups.put("tag", "  Field\nwork ", ["q", "p", "q"])
    assert groups.put("tag", "FIELD WORK", ["r", "p"]) == first
    groups.put("collection", "Field work", [])
    assert listed(groups) == [("collection", "Field work", []), ("tag", "Field work", ["p", "q", "r"])]
    assert groups_of(groups.all(), "tag") == {paper_id: ["Field work"] for paper_id in "pqr"}


def test_a_tag_is_gone_with_its_last_paper_and_a_collection_stays(groups: PaperGroupStore) -> None:
    tag, collection = groups.put("tag", "wet", ["p", "q"]), groups.put("collection", "Review", ["p"])
    groups.take_out(tag, ["p"])
    assert ("tag", "wet", ["q"]) in listed(groups)
    groups.take_out(tag, ["q"])
    groups.take_out(collection, ["p"])
    assert listed(groups) == [("collection", "Review", [])]
    groups.remove(collection)
    assert listed(groups) == []


def test_papers_in_the_bin_keep_their_tags_and_are_not_shown_with_them(
    groups: PaperGroupStore, papers: PaperStore
) -> None:
    groups.put("tag", "wet", ["p"])
    papers.bin.put("p")
    assert listed(groups) == [("tag", "wet", [])]
    papers.bin.restore("p")
    assert listed(groups) == [("tag", "wet", ["p"])]


def test_a_group_gets_another_name_unless_another_has_it(groups: PaperGroupStore) -> None:
    wet, dry = groups.put("tag", "wet", ["p"]), groups.put("tag", "dry", ["q"])
    groups.rename(wet, "Wet")
    groups.rename(dry, "arid")
    assert [name for _, name, _ in listed(groups)] == ["arid", "Wet"]
    with pytest.raises(SidelightError, match="already"):
        groups.rename(dry, "WET")


@pytest.mark.parametrize("name", ["", " \n ", "x" * (NAME_LETTERS + 1)])
def test_a_name_that_cannot_stand_in_a_line_is_refused(groups: PaperGroupStore, name: str) -> None:
    with pytest.raises(SidelightError):
        groups.put("tag", name, ["p"])
    assert listed(groups) == []
