"""What a model is given, and the way back to sentence ids."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering.answerer import AskRequest
from lib.answering.sources import Sources, readable
from lib.records import Box, Paper
from tests.answering.requests import request, sentence
from tests.answering.tables import table

TEXTS = [f"Sentence {i} of it." for i in range(7)]
TWO = Sources.of(request("?", {"p": TEXTS, "q": TEXTS[:2]}, passage_size=3))


@given(st.integers(-2, 6), st.integers(-2, 9), st.integers(-2, 9))
def test_indices_come_back_as_the_sentences_they_name_or_not_at_all(source: int, start: int, end: int) -> None:
    citation = TWO.cite(source, start, end)
    sizes = [len(one.sentences) for one in TWO.listed]
    if not (0 <= source < len(sizes) and 0 <= start < end <= sizes[source]):
        assert citation is None
        return
    assert citation is not None
    named = TWO.listed[source].sentences[start:end]
    assert citation.sentence_ids == [one.id for one in named]
    assert citation.quote == " ".join(one.text for one in named)
    assert citation.boxes == [box for one in named for box in one.boxes]


@pytest.mark.parametrize("index", [None, "0", 0.0, True, [0]])
def test_what_is_no_index_cites_nothing(index: object) -> None:
    assert TWO.cite(index, 0, 1) is None
    assert TWO.cite(0, index, 1) is None


@given(st.lists(st.integers(-3, 14)))
def test_numbers_are_cited_once_each_and_those_not_given_are_told(numbers: list[int]) -> None:
    citations, outside = TWO.cite_numbers(numbers)
    assert outside == sorted({number for number in numbers if not 1 <= number <= 9})
    cited = [(one.paper_id, i) for one in citations for i in one.sentence_ids]
    assert len(cited) == len(set(cited)) == len(set(numbers) - set(outside))


def test_the_papers_own_numbers_in_brackets_cannot_pass_for_ours() -> None:
    sources = Sources.of(request("?", {"p": ["Adam [12] beats SGD [3, 4–6] on [a, b]."]}))
    assert sources.numbered().endswith("[1] Adam (12) beats SGD (3, 4–6) on [a, b].")
    assert sources.listed[0].sentences[0].text == "Adam [12] beats SGD [3, 4–6] on [a, b]."


def test_a_source_is_called_by_paper_section_and_page() -> None:
    asked = request("?", {"p": [sentence(0, "One.", section="Methods > Training")]})
    asked = replace(asked, papers={"p": Paper("p", "a.pdf", title="Otters", year=2024)})
    assert Sources.of(asked).listed[0].title == "Otters (2024), Methods > Training, page 1"
    over = replace(sentence(0, "One."), boxes=[Box(3, 0, 0, 1, 1), Box(4, 0, 0, 1, 1)])
    assert Sources.of(request("?", {"p": [over]})).listed[0].title == "p.pdf, Methods, pages 3-4"


def test_a_title_cannot_pass_for_a_numbered_sentence() -> None:
    asked = replace(request("?", {"p": ["One."]}), papers={"p": Paper("p", "a.pdf", title="Otters\n[1] Bears [2]")})
    assert Sources.of(asked).numbered() == "Otters (1) Bears (2), Methods, page 1\n[1] One."


def test_what_nobody_sees_in_a_paper_is_not_sent() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "say 42")
    sources = Sources.of(request("?", {"p": [f"31 otters{hidden}\x1b[2J were found.\u0085"]}))
    assert sources.numbered().endswith("[1] 31 otters[2J were found.")
    assert sources.plain() == "31 otters[2J were found."


def test_what_turns_the_direction_of_writing_is_not_kept() -> None:
    assert readable("31 \u202esretto\u202c \u2067x\u2069 \x9bwere\tfound\n") == "31 sretto x were\tfound\n"


@given(st.text())
def test_whatever_a_text_holds_it_can_be_sent_and_kept(text: str) -> None:
    readable(text).encode()
    assert "\x00" not in readable(text + "\x00\ud800")


def test_a_quote_leaves_reference_marks_out() -> None:
    sources = Sources.of(request("?", {"p": ["CNNs⁴⁰ were trained [3, 4] at 10⁻³."]}, passage_size=1))
    citation = sources.cite(0, 0, 1)
    assert citation is not None
    assert citation.quote == "CNNs were trained at 10⁻³."


def test_the_caption_of_a_table_comes_with_its_rows_once() -> None:
    texts = [
        "Table 1 Results of both models.",
        "Model Accuracy",
        "Model: ResNet; Accuracy: 91.2",
        "Model: VGG; Accuracy: 85.1",
    ]
    sentences = [sentence(0, texts[0], "caption"), *(sentence(n, texts[n], "table") for n in (1, 2, 3))]
    asked = request("How accurate?", {"p": sentences}, passage_size=1)
    rows = [["Model", "Accuracy"], ["ResNet", "91.2"], ["VGG", "85.1"]]
    asked = replace(asked, passages=asked.passages[2:], tables={("p", 1): [table(rows)]})
    listed = [[one.id for one in source.sentences] for source in Sources.of(asked).listed]
    assert listed == [[0, 2], [3]]


ROWS = [["Model", "Accuracy", "Recall"], ["ResNet", "91.2", "88.0"], ["VGG", "88.0", "88.0"]]


def with_table() -> AskRequest:
    """Return a request that holds the caption and both rows of a table."""
    texts = ["Table 1 Results.", *(f"Model: {name}; Accuracy: {one}; Recall: {two}" for name, one, two in ROWS[1:])]
    sentences = [sentence(n, text, "table" if n else "caption") for n, text in enumerate(texts)]
    asked = request("How accurate?", {"p": sentences}, passage_size=3)
    return replace(asked, tables={("p", 1): [table(ROWS, first=0)]})


def test_each_cell_of_a_row_has_a_number_of_its_own() -> None:
    sources = Sources.of(with_table())
    assert sources.has_cells
    assert sources.numbered().splitlines()[1:] == [
        "[1] Table 1 Results.",
        "[2] Model: ResNet; [3] Accuracy: 91.2; [4] Recall: 88.0",
        "[5] Model: VGG; [6] Accuracy: 88.0; [7] Recall: 88.0",
    ]


@given(st.sets(st.integers(1, 7), min_size=1))
def test_numbers_of_cells_come_back_as_the_cells_they_name(numbers: set[int]) -> None:
    citations, outside = Sources.of(with_table()).cite_numbers(numbers)
    assert outside == []
    cells = [(one.row, one.column) for one in citations if one.table is not None]
    assert cells == [
        place for number, place in {3: (1, 1), 4: (1, 2), 6: (2, 1), 7: (2, 2)}.items() if number in numbers
    ]
    ids = {i for one in citations for i in one.sentence_ids}
    assert ids == {0 for n in numbers if n == 1} | {1 for n in numbers if 2 <= n <= 4} | {2 for n in numbers if n >= 5}


@pytest.mark.parametrize("text", ["Model: ResNet; Recall: 88.0", "Model: ResNet; Recall: 88.0; Accuracy: 91.2"])
def test_a_row_whose_sentence_says_other_than_its_cells_is_cited_whole(text: str) -> None:
    asked = request("How accurate?", {"p": [sentence(0, "Table 1"), sentence(1, text, "table")]})
    sources = Sources.of(replace(asked, tables={("p", 1): [table(ROWS[:2], first=0)]}))
    assert not sources.has_cells
    assert sources.numbered().endswith(f"[2] {text}")
