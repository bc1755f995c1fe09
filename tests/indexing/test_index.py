from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient

from lib.config import Preferences, Settings
from lib.embedding.embedder import TokenEmbeddings
from lib.errors import DiskFull
from lib.indexing.index import PassageIndex
from lib.indexing.passages import cut_passages
from lib.indexing.server import ServerVectorStore
from lib.indexing.server_connection import ServerConnection
from lib.indexing.vector_files import VectorFiles
from lib.records import Sentence
from tests.embedding.hashing import HashingEmbedder
from tests.indexing.sentences import BIRDS, WHALES, filler, reading

EMBEDDER = HashingEmbedder()
READINGS = {("whales", 1): WHALES, ("birds", 3): BIRDS}
BIRDS_BODY = [(s.section, s.kind, s.text) for s in BIRDS]
CURRENT = {"whales": 1, "birds": 3}


class CountingEmbedder(HashingEmbedder):
    """One that keeps what it embedded, and fails the first few times."""

    def __init__(self, fails: int = 0) -> None:
        super().__init__()
        self.embedded: list[str] = []
        self.fails = fails

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        self.fails -= 1
        if self.fails >= 0:
            raise RuntimeError("no answer")
        self.embedded += texts
        return super().embed_tokens(texts)


def sentences_of(paper_id: str, number: int, first: int, last: int) -> list[Sentence]:
    return READINGS[paper_id, number][first : last + 1]


@pytest.fixture(params=["edge", "memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PassageIndex]:
    if request.param == "edge":
        index = PassageIndex.open(tmp_path, Settings(), EMBEDDER)
    else:
        connection = ServerConnection([], client=QdrantClient(":memory:"))
        store = ServerVectorStore(connection, "sidelight-test", EMBEDDER.dimensions)
        index = PassageIndex(store, VectorFiles(tmp_path / "vectors"), EMBEDDER)
    yield index
    index.close()


@pytest.fixture
def filled(index: PassageIndex) -> PassageIndex:
    for key, sentences in READINGS.items():
        index.add(*key, sentences)
    return index


def test_passage_that_answers_comes_first_with_its_sentences(filled: PassageIndex) -> None:
    best, *_ = filled.find("How were whales counted from aeroplanes?", CURRENT, sentences_of)
    members = [WHALES[i] for i in best.sentence_ids]
    assert "Whales were counted from aeroplanes at a height of 300 metres." in best.text
    assert best.text == " ".join(member.text for member in members)
    assert (best.paper_id, best.reading, best.section) == ("whales", 1, "Methods")
    assert best.id == f"whales:1:{best.sentence_ids[0]}-{best.sentence_ids[-1]}"
    assert best.boxes == [box for member in members for box in member.boxes]
    assert best.pages == [1]


def test_why_names_the_words_the_likeness_and_the_section(filled: PassageIndex) -> None:
    best, *_ = filled.find("Where were birds recorded? By microphone?", CURRENT, sentences_of)
    assert best.why.matched_words == ["birds", "recorded", "microphone"]
    assert 0.2 < best.why.similarity <= 1
    assert best.why.section == "Results"


def test_scores_fall_and_no_sentence_is_shown_twice(filled: PassageIndex) -> None:
    passages = filled.find("whales counted network kappa filler", CURRENT, sentences_of, limit=20)
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    shown = [(passage.paper_id, i) for passage in passages for i in passage.sentence_ids]
    assert len(shown) == len(set(shown))


def test_tables_are_found_with_their_caption(filled: PassageIndex) -> None:
    best, *_ = filled.find("learning rate hyperparameters", CURRENT, sentences_of)
    assert {WHALES[i].kind for i in best.sentence_ids} == {"caption", "table"}


def test_reference_lists_are_neither_stored_nor_found(filled: PassageIndex) -> None:
    passages = filled.find("Ahab whales 1851", {"whales": 1}, sentences_of, 30)
    assert "reference" not in {WHALES[i].kind for passage in passages for i in passage.sentence_ids}
    assert filled.add("bibliography", 1, reading(("References", "reference", "[1] A. Ahab. Whales. 1851."))) == 0


def test_limit_is_kept(filled: PassageIndex) -> None:
    assert len(filled.find("whales", CURRENT, sentences_of, limit=2)) == 2


def test_only_the_papers_asked_are_searched(filled: PassageIndex) -> None:
    assert {p.paper_id for p in filled.find("whales", {"birds": 3}, sentences_of)} == {"birds"}
    assert filled.find("whales", {}, sentences_of) == []
    assert filled.find("whales", {"whales": 7}, sentences_of) == []


@pytest.mark.parametrize(
    "question",
    ["", "  \n", "the of and", "?", "鯨はどう数えた", "<b>whales</b> & [1]", "half \ud83d", "whales " * 5000],
)
def test_odd_questions_end_in_a_plain_list(filled: PassageIndex, question: str) -> None:
    passages = filled.find(question, CURRENT, sentences_of)
    assert (passages == []) == (not question.strip())


def test_same_question_finds_the_same_each_time(filled: PassageIndex) -> None:
    first = filled.find("network filler of note", CURRENT, sentences_of)
    assert all(filled.find("network filler of note", CURRENT, sentences_of) == first for _ in range(5))


def test_adding_again_makes_nothing_twice(filled: PassageIndex) -> None:
    before = filled.count()
    assert filled.add("whales", 1, WHALES) == filled.count("whales", 1)
    assert filled.count() == before


def test_progress_ends_at_all_passages(index: PassageIndex) -> None:
    seen: list[tuple[int, int]] = []
    points = index.add("whales", 1, WHALES, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (points, points)


def test_cancelled_adding_stops_before_the_next_batch(index: PassageIndex) -> None:
    assert index.add("whales", 1, WHALES, cancelled=lambda: True) == 0
    assert index.count() == 0


def test_deleted_reading_is_gone_from_store_and_disk(filled: PassageIndex, tmp_path: Path) -> None:
    filled.add("whales", 2, WHALES)
    filled.delete("whales", 1)
    assert (filled.count("whales", 1), filled.count("whales", 2)) == (0, filled.count("whales"))
    filled.delete("whales")
    assert filled.count("whales") == 0
    assert filled.count() == filled.count("birds") > 0
    assert [path.name for path in tmp_path.rglob("*.vectors")] == ["birds.3.vectors"]
    assert filled.find("whales", {"whales": 1}, sentences_of) == []


def test_without_its_vector_file_a_reading_is_still_found(filled: PassageIndex, tmp_path: Path) -> None:
    for path in tmp_path.rglob("whales.*.vectors"):
        path.unlink()
    passages = filled.find("whales counted from aeroplanes", CURRENT, sentences_of, limit=3)
    assert any("Whales were counted" in passage.text for passage in passages)


def test_reading_without_sentences_has_no_passages(index: PassageIndex) -> None:
    assert index.add("empty", 1, []) == 0
    assert index.add("headings", 1, reading(("A", "heading", "A"), ("A", "body", "  "))) == 0


def test_index_is_there_after_closing_and_opening(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path, Settings(), EMBEDDER)
    points = index.add("whales", 1, WHALES)
    found = index.find("whales counted", {"whales": 1}, sentences_of)
    index.close()
    again = PassageIndex.open(tmp_path, Settings(), EMBEDDER)
    assert again.count() == points
    assert again.find("whales counted", {"whales": 1}, sentences_of) == found
    again.close()


def test_another_embedder_begins_another_store(tmp_path: Path) -> None:
    first = PassageIndex.open(tmp_path, Settings(), EMBEDDER)
    first.add("whales", 1, WHALES)
    second = PassageIndex.open(tmp_path, Settings(), HashingEmbedder(dimensions=64))
    assert second.count() == 0
    first.close()
    second.close()


def test_full_disk_refuses_to_open(tmp_path: Path) -> None:
    full = Settings(preferences=Preferences(disk_margin_mb=10**12))
    with pytest.raises(DiskFull, match="MB free"):
        PassageIndex.open(tmp_path, full, EMBEDDER)


def test_many_papers_are_searched_like_few(index: PassageIndex) -> None:
    papers = {f"paper{i}": 2 for i in range(40)}
    for paper_id in papers:
        index.add(paper_id, 1, WHALES)  # an older reading
        index.add(paper_id, 2, WHALES)
    passages = index.find(
        "How were whales counted from aeroplanes?",
        papers,
        lambda paper_id, number, first, last: WHALES[first : last + 1],
        limit=10,
    )
    assert {passage.reading for passage in passages} == {2}
    assert "reference" not in {WHALES[i].kind for passage in passages for i in passage.sentence_ids}


def test_passages_of_several_papers_are_balanced(index: PassageIndex) -> None:
    """Eight passages of one paper are each nearer to the question than the other paper's, which is found all the same."""
    said = (
        "by two observers who sat at bubble windows",
        "only while sea and sky stayed calm",
        "along transects drawn at random each morning",
        "twice so that missed animals could be estimated",
        "in spring before the ice had gone",
        "at a speed of ninety knots without stops",
        "with infrared cameras under both wings",
        "and their calves were noted apart",
    )
    one = reading(
        *itertools.chain.from_iterable(
            [
                (f"Part {i}", "body", f"Whales were counted from aeroplanes {how}."),
                *filler(6, section=f"Part {i}", word=f"word{i}"),
            ]
            for i, how in enumerate(said)
        )
    )
    other = reading(
        *filler(6, word="other"),
        ("Boats", "body", "Whales and seals of the harbour were counted from boats and aeroplanes."),
        *filler(6, word="more"),
    )
    sources = {"one": one, "other": other}
    for paper_id, sentences in sources.items():
        index.add(paper_id, 1, sentences)

    def found(limit: int) -> list[str]:
        passages = index.find(
            "whales counted from aeroplanes",
            {"one": 1, "other": 1},
            lambda p, _, first, last: sources[p][first : last + 1],
            limit=limit,
        )
        assert all("counted from" in passage.text for passage in passages)
        return [passage.paper_id for passage in passages]

    assert found(3) == ["one"] * 3
    assert "other" in found(8)


def test_what_is_said_twice_is_shown_once(index: PassageIndex) -> None:
    said = "Twelve judges rated the fluency of two hundred generated weather reports on a five point scale."
    twice = reading(("Abstract", "body", said), ("Conclusion", "body", f"In sum: {said}"), *BIRDS_BODY)
    index.add("twice", 1, twice)
    passages = index.find(
        "Who rated fluency of reports?", {"twice": 1}, lambda p, _, first, last: twice[first : last + 1], limit=3
    )
    assert sum(said in passage.text for passage in passages) == 1


def test_llama_index_retrieves_over_the_same_points(filled: PassageIndex) -> None:
    words = "Whales were counted from aeroplanes at a height of 300 metres."
    nodes = filled.as_llama_index().as_retriever(similarity_top_k=5).retrieve(words)
    assert any(words in node.get_content() and node.node.metadata["paper_id"] == "whales" for node in nodes)
    assert [node.score for node in nodes] == sorted((node.score for node in nodes), reverse=True)


def test_a_heading_helps_to_find_what_stands_below_it(index: PassageIndex) -> None:
    said = "It was done twice by each of them and then once more."
    both = reading(
        *filler(3),
        ("Storage", "heading", "Storage"),
        ("Storage", "body", said),
        ("Camera calibration", "heading", "Camera calibration"),
        ("Camera calibration", "body", said.replace("them", "us")),
    )
    index.add("both", 1, both)
    best, *_ = index.find("camera calibration", {"both": 1}, lambda p, _, first, last: both[first : last + 1], limit=3)
    assert best.section == "Camera calibration"
    vectors = index._files.read("both", 1)
    assert vectors is not None
    texts = [part.text for part in cut_passages(both, EMBEDDER.window, EMBEDDER.count_tokens)]
    assert np.diff(vectors.offsets).tolist() == [count - 2 for count in EMBEDDER.count_tokens(texts)]


def test_a_question_is_embedded_once_for_all_papers(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    index = PassageIndex.open(tmp_path, Settings(), embedder)
    for key, sentences in READINGS.items():
        index.add(*key, sentences)
    embedder.embedded.clear()
    for paper_id, number in CURRENT.items():
        index.find("How were whales counted?", {paper_id: number}, sentences_of)
    index.close()
    assert embedder.embedded == ["How were whales counted?"]


def test_what_was_embedded_ahead_is_written_and_embedded_no_second_time(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    index = PassageIndex.open(tmp_path, Settings(), embedder)
    plain = PassageIndex.open(tmp_path / "plain", Settings(), HashingEmbedder())
    try:
        plain.add("whales", 1, WHALES)
        with closing(index.embed_ahead(WHALES)) as ahead:
            assert index.add("whales", 1, WHALES, ahead=ahead) == plain.count()
            once = list(embedder.embedded)
            assert index.agrees("whales", 1)
            assert index.count() == plain.count()
            index.add("whales", 2, WHALES, ahead=ahead)  # what was taken is gone
        assert embedder.embedded == 2 * once
    finally:
        index.close()
        plain.close()


def test_embedding_ahead_that_failed_is_tried_anew(tmp_path: Path) -> None:
    embedder = CountingEmbedder(fails=1)
    index = PassageIndex.open(tmp_path, Settings(), embedder)
    try:
        with closing(index.embed_ahead(WHALES)) as ahead:
            with pytest.raises(RuntimeError, match="no answer"):
                index.add("whales", 1, WHALES, ahead=ahead)
            assert index.add("whales", 1, WHALES, ahead=ahead) > 0
    finally:
        index.close()


def test_what_another_embedder_has_embedded_ahead_is_not_written(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path, Settings(), HashingEmbedder())
    other = CountingEmbedder()
    try:
        with closing(index.embed_ahead(WHALES)) as ahead:
            index.embed_with(other)
            index.add("whales", 1, WHALES, ahead=ahead)
        assert other.embedded
    finally:
        index.close()
