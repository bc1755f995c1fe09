from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from lib.indexing.passages import cut_passages, sentences_of_cut, span_id
from lib.records import Sentence
from tests.embedding.hashing import HashingEmbedder
from tests.indexing.sentences import WHALES, reading, sentence

EMBEDDER = HashingEmbedder(window=40)
KINDS = ("body", "heading", "caption", "table", "reference", "footnote", "front")


def cut(sentences: list[Sentence], target: int = 120):  # type: ignore[no-untyped-def]
    return cut_passages(sentences, EMBEDDER.window, EMBEDDER.count_tokens, target)


readings = st.lists(
    st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(KINDS), st.text("ab .", max_size=120)), max_size=40
).map(lambda parts: [sentence(i, text, section, kind) for i, (section, kind, text) in enumerate(parts)])


@given(readings)
def test_every_written_sentence_but_headings_and_references_stands_in_one_passage(sentences: list[Sentence]) -> None:
    inside = [i for passage in cut(sentences) for i in passage.sentence_ids]
    assert sorted(inside) == [s.id for s in sentences if s.kind not in {"heading", "reference"} and s.text.strip()]


@given(readings)
def test_passage_keeps_to_one_section_and_to_the_window(sentences: list[Sentence]) -> None:
    for passage in cut(sentences):
        members = [sentences[i] for i in passage.sentence_ids]
        assert {member.section for member in members} == {passage.section}
        assert passage.text == " ".join(member.text for member in members)
        (pieces,) = EMBEDDER.count_tokens([passage.text])
        assert pieces <= EMBEDDER.window or len(members) == 1


@given(readings)
def test_passage_is_found_again_from_its_first_and_last_sentence(sentences: list[Sentence]) -> None:
    for passage in cut(sentences):
        assert [s.id for s in sentences_of_cut(sentences, passage.first, passage.last)] == passage.sentence_ids


def test_footnote_between_two_pages_does_not_cut_the_text() -> None:
    sentences = reading(
        ("A", "body", "Judges rated"), ("A", "footnote", "Paid by the hour."), ("A", "body", "every text twice.")
    )
    assert [passage.sentence_ids for passage in cut(sentences)] == [[0, 2], [1]]


def test_heading_ends_a_passage_and_stands_in_none() -> None:
    sentences = reading(("A", "body", "One."), ("A", "heading", "A"), ("A", "body", "Two."))
    assert [passage.sentence_ids for passage in cut(sentences)] == [[0], [2]]


def test_caption_and_rows_of_its_table_stand_together() -> None:
    (table,) = [passage for passage in cut(WHALES) if passage.group == "float"]
    assert table.text == "Table 1: Hyperparameters of the network. parameter: learning rate; value: 0.001"


def test_passages_of_a_section_are_of_like_length() -> None:
    sentences = reading(*[("A", "body", "Ten words of text that all say the same thing.")] * 11)
    lengths = [len(passage.text) for passage in cut_passages(sentences, 256, EMBEDDER.count_tokens, 200)]
    assert len(lengths) == 3
    assert max(lengths) <= 200 * 1.25
    assert min(lengths) >= 200 * 0.65


def test_half_a_character_is_made_whole() -> None:
    (passage,) = cut([sentence(0, "half \ud83d here")])
    assert passage.text == "half ? here"


def test_point_ids_are_the_same_each_time_and_differ_between_readings_and_libraries() -> None:
    assert uuid.UUID(span_id("l", "p", 1, 0, 3)) == uuid.UUID(span_id("l", "p", 1, 0, 3))
    others = {
        span_id(*key) for key in (("l", "p", 2, 0, 3), ("m", "p", 1, 0, 3), ("l", "p", 1, 0, 4), ("l", "q", 1, 0, 3))
    }
    assert len(others | {span_id("l", "p", 1, 0, 3)}) == 5


def test_point_ids_of_two_libraries_sort_alike() -> None:
    spans = [("p", reading, first, first + 2) for reading in (1, 2) for first in range(0, 40, 3)]
    orders = [sorted(spans, key=lambda span: span_id(owner, *span)) for owner in ("one", "two")]
    assert orders[0] == orders[1] != spans


def test_headings_stand_from_the_outermost_in_without_their_numbers() -> None:
    headings = {"": "", "3.2 Data": "Data", "4 Methods > 4.1 Training": "Methods. Training", "IV. Results": "Results"}
    headings |= {"A survey": "A survey", "Images": "Images"}
    for section, heading in headings.items():
        (passage,) = cut([sentence(0, "Said here.", section)])
        assert passage.heading == heading
