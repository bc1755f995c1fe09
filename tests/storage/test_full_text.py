"""The full-text search of both databases: what is found, what older versions left out, what is gone."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import text

from lib.storage.advisory_locks import AdvisoryLocks
from lib.storage.full_text import FullText, SentencePlace
from lib.storage.papers import PaperStore
from lib.text.word_query import parse_words
from tests.conftest import Database
from tests.storage.test_papers import cite, read, reading

TEXTS = (
    "Networks were trained on 1,200 pictures.",
    "Training Apis mellifera takes 0.05 s.",
    "Mellifera is no Apis.",
    "Les modèles, c'est l'été \\ 'x' & | ! :* <-> ().",
)


@pytest.fixture
def papers(database: Database) -> PaperStore:
    return PaperStore(database.open())


@pytest.fixture
def full_text(papers: PaperStore) -> FullText:
    read(papers, "p", reading(*TEXTS))
    return FullText(papers.engine)


def find(full_text: FullText, words: str) -> dict[tuple[str, int], list[int]]:
    query = parse_words(words)
    found: dict[tuple[str, int], list[int]] = {}
    for of in full_text.counts(query):
        places = full_text.first(query, [of], None)
        assert len(places) == of.count
        assert full_text.first(query, [of], 1) == places[:1]
        found[of.paper_id, of.reading] = [place.sentence for place in places]
    return found


def ids(full_text: FullText, words: str) -> list[int]:
    return find(full_text, words).get(("p", 1), [])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("train", [0, 1]),
        ('"training"', [1]),
        ("apis mellifera", [1, 2]),
        ('"apis mellifera"', [1]),
        ("1200", [0]),
        ("0,05", [1]),
        ("pict*", [0]),
        ("modeles ete", [3]),
        ("Apis absent", []),
        ('" * ( AND tokens:x', []),
        ("' \\ & | ! :* <->", []),
        ("", []),
    ],
)
def test_both_databases_find_the_same(full_text: FullText, words: str, found: list[int]) -> None:
    assert ids(full_text, words) == found


def test_whatever_is_typed_no_database_fails(full_text: FullText) -> None:
    for words in (
        '"',
        "a" * 9999,
        "x " * 999,
        "\0\ud800",
        "^a NEAR(b, 3) {tokens} : c",
        "'); DROP TABLE papers; --",
        "=train",
    ):
        find(full_text, words)


def test_a_reading_of_an_older_version_is_filled_in_once(papers: PaperStore, full_text: FullText) -> None:
    with papers.engine.begin() as connection:
        connection.execute(text("DELETE FROM sentence_tokens"))
        connection.execute(text("DELETE FROM searched_readings"))
    assert ids(full_text, "train") == []
    assert full_text.fill(lambda: False) == 0
    assert full_text.fill() == 1
    assert ids(full_text, "train") == [0, 1]
    assert full_text.fill() == 0


def test_two_processes_that_fill_at_once_store_each_reading_once(papers: PaperStore) -> None:
    for name in ("p", "q", "r"):
        read(papers, name, reading(*TEXTS))
    with papers.engine.begin() as connection:
        connection.execute(text("DELETE FROM sentence_tokens"))
        connection.execute(text("DELETE FROM searched_readings"))
    together, of_both = threading.Barrier(2), threading.Lock()
    if papers.engine.dialect.name == "postgresql":
        locks = [AdvisoryLocks(papers.engine) for _ in range(2)]
        fillers = [FullText(papers.engine, one.lock("words")) for one in locks]
    else:
        fillers = [FullText(papers.engine, of_both) for _ in range(2)]

    def come_together() -> bool:
        with suppress(threading.BrokenBarrierError):
            together.wait(1)  # both know what is missing, and neither has stored it
        return True

    with ThreadPoolExecutor(2) as pool:
        filled = [one.result() for one in [pool.submit(filler.fill, come_together) for filler in fillers]]
    assert sum(filled) == 3
    assert find(FullText(papers.engine), "train") == {(name, 1): [0, 1] for name in ("p", "q", "r")}


def test_tokens_of_another_version_are_made_anew(papers: PaperStore, full_text: FullText) -> None:
    with papers.engine.begin() as connection:
        connection.execute(text("UPDATE searched_readings SET version = 0"))
    assert full_text.fill() == 1
    assert ids(full_text, "train") == [0, 1]


def test_only_the_current_reading_is_searched(papers: PaperStore, full_text: FullText) -> None:
    cite(papers, "p", 1)
    number = papers.readings.begin("p", reading("Trained anew."), reader_version=2)
    assert set(find(full_text, "train")) == {("p", 1)}
    papers.readings.finish("p", number, reading("Trained anew."), points=1)
    assert find(full_text, "train") == {("p", 2): [0]}
    assert papers.readings.sentences("p", 1)  # an answer cites them


def test_a_removed_paper_leaves_no_word_behind(papers: PaperStore, full_text: FullText) -> None:
    read(papers, "q", reading("Trained as well."))
    papers.remove("p")
    assert find(full_text, "train") == {("q", 1): [0]}
    with papers.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sentence_tokens")).scalar() == 1


def test_sentences_come_back_by_their_place_without_those_that_are_gone(full_text: FullText) -> None:
    there, gone = SentencePlace("p", 1, 2), SentencePlace("p", 9, 2)
    assert [(place, one.text) for place, one in full_text.sentences([there, gone]).items()] == [(there, TEXTS[2])]
    assert full_text.sentences([]) == {}
