from __future__ import annotations

import pytest

from lib.errors import ReadingGone
from lib.reading.reading import PaperReading
from lib.records import Box, Sentence
from lib.storage.papers import PaperStore
from lib.storage.reading_cache import READINGS, ReadingCache
from tests.conftest import Database

PAPER = "a" * 64


@pytest.fixture
def library(database: Database) -> PaperStore:
    return PaperStore(database.open())


def add(library: PaperStore, paper_id: str = PAPER, count: int = 9) -> list[Sentence]:
    sentences = [Sentence(i, f"Sentence {i}.", "A", "body", [Box(1, 0, 0, 1, 1)], ["x"]) for i in range(count)]
    library.queue(paper_id, "a.pdf")
    library.readings.begin(paper_id, PaperReading("", [], None, "", 1, [], None, sentences, ["text"]), 1)
    return sentences


def test_a_part_is_the_same_whether_the_reading_is_in_memory_or_not(library: PaperStore) -> None:
    sentences = add(library)
    cache = ReadingCache(library.readings)
    assert cache.part(PAPER, 1, 2, 4) == sentences[2:5]
    assert cache.sentences(PAPER, 1) == sentences
    assert cache.part(PAPER, 1, 2, 4) == sentences[2:5]


def test_a_reading_in_memory_is_not_loaded_again_until_it_is_forgotten(library: PaperStore) -> None:
    add(library)
    cache = ReadingCache(library.readings)
    assert cache.sentences(PAPER, 1) is cache.sentences(PAPER, 1)
    library.remove(PAPER)
    assert cache.sentences(PAPER, 1)
    cache.forget()
    with pytest.raises(ReadingGone, match="was removed"):
        cache.sentences(PAPER, 1)
    with pytest.raises(ReadingGone):
        cache.part(PAPER, 1, 0, 3)


def test_memory_holds_the_readings_used_last(library: PaperStore) -> None:
    papers = [f"{number:064x}" for number in range(READINGS + 1)]
    for paper_id in papers:
        add(library, paper_id, 1)
    cache = ReadingCache(library.readings)
    first, second, *_ = [cache.sentences(paper_id, 1) for paper_id in papers[:-1]]
    assert cache.sentences(papers[0], 1) is first
    cache.sentences(papers[-1], 1)
    assert cache.sentences(papers[0], 1) is first
    assert cache.sentences(papers[1], 1) is not second


def test_tables_and_figures_are_not_loaded_again_either(library: PaperStore) -> None:
    add(library)
    cache = ReadingCache(library.readings)
    assert cache.tables(PAPER, 1) == library.readings.tables(PAPER, 1)
    assert cache.tables(PAPER, 1) is cache.tables(PAPER, 1)
    assert cache.figures(PAPER, 1) is cache.figures(PAPER, 1)
    held = cache.tables(PAPER, 1)
    cache.forget()
    assert cache.tables(PAPER, 1) is not held
