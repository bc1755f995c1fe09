"""What people marked in papers: kept, changed, removed."""

import pytest

from lib.records import Box
from lib.storage.annotations import AnnotationStore
from tests.conftest import Database


@pytest.fixture
def store(database: Database) -> AnnotationStore:
    return AnnotationStore(database.open())


def test_marked_words_come_back_in_the_order_of_the_paper(store: AnnotationStore) -> None:
    late = store.add("p", "later words", [Box(2, 0.1, 0.1, 0.5, 0.12)], "a note")
    early = store.add(
        "p", "early \N{GREEK SMALL LETTER ALPHA}", [Box(1, 0.1, 0.9, 0.5, 0.92), Box(2, 0.1, 0.0, 0.5, 0.02)]
    )
    store.add("q", "another paper's", [Box(1, 0.1, 0.1, 0.5, 0.12)])
    assert store.of("p") == [early, late]


def test_a_note_is_changed_and_a_mark_is_removed(store: AnnotationStore) -> None:
    made = store.add("p", "words", [Box(1, 0.1, 0.1, 0.5, 0.12)])
    store.set_note(made.id, "doubtful")
    assert [one.note for one in store.of("p")] == ["doubtful"]
    store.remove(made.id)
    store.remove(made.id)
    store.set_note(made.id, "gone")
    assert store.of("p") == []


def test_words_without_a_place_are_refused(store: AnnotationStore) -> None:
    with pytest.raises(ValueError, match="place"):
        store.add("p", "words", [])
