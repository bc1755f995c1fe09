"""The displayed equations that a citation's sentences run through, in papers made by script and beside lines at known places."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.answering.cited_equations import MOST_EQUATIONS, with_equations
from lib.records import Box, Citation, CitedEquation, CitedPicture, Sentence
from tests.reading.structure.test_equations import AFTER, COLON, TEXT, page_with_equation
from tests.reading.test_reading import read

CAPITAL = "The temperature of the surroundings is that of the nearest weather station of the whole valley,", AFTER[1]


def cite(*sentences: Sentence) -> Citation:
    ids = [one.id for one in sentences]
    return Citation("p", 1, ids, "quoted", [box for one in sentences for box in one.boxes])


def owners(sentences: list[Sentence]) -> list[str]:
    """Return the texts of the sentences of running text that are cited with an equation."""
    return [one.text for one in sentences if one.kind == "body" and with_equations(cite(one), sentences).equations]


def test_a_sentence_with_words_above_and_below_an_equation_is_cited_with_it(tmp_path: Path) -> None:
    sentences = read(tmp_path, page_with_equation(("E = Q - T + S / K",), "(1)")).sentences
    (owner,) = owners(sentences)
    assert "so that its rate is where the temperature of" in owner
    (equation,) = [one for one in sentences if one.kind == "equation"]
    citation = with_equations(cite(*[one for one in sentences if one.text == owner]), sentences)
    assert citation.equations == [CitedEquation("E = Q - T + S / K (1)", equation.boxes[0])]
    assert Citation.from_dict(citation.to_dict()) == citation


def test_what_leads_to_an_equation_is_cited_with_it_and_a_new_sentence_below_it_is_not(tmp_path: Path) -> None:
    page = page_with_equation(("E = Q - T + S / K",), "(1)", (TEXT[0], COLON), CAPITAL)
    (owner,) = owners(read(tmp_path, page).sentences)
    assert owner.endswith("and so the rate is:")


def test_a_sentence_that_goes_on_behind_a_colon_is_cited_with_the_equation(tmp_path: Path) -> None:
    page = page_with_equation(("E = Q - T + S / K",), "(1)", (TEXT[0], COLON))
    (owner,) = owners(read(tmp_path, page).sentences)
    assert "and so the rate is: where the temperature" in owner


def test_an_equation_between_two_finished_sentences_is_of_neither(tmp_path: Path) -> None:
    before = TEXT[0], "reservoirs, whose temperatures were read every hour in both of the winters, as said before."
    page = page_with_equation(("E = Q - T + S / K",), "(1)", before, CAPITAL)
    sentences = read(tmp_path, page).sentences
    assert [one.text for one in sentences if one.kind == "equation"] == ["E = Q - T + S / K (1)"]
    assert owners(sentences) == []


LEFT, RIGHT = (0.1, 0.48), (0.52, 0.9)


def of(
    number: int, text: str, *places: tuple[tuple[float, float], float], page: int = 1, kind: str = "body"
) -> Sentence:
    """Return a sentence of lines 0.015 of the page high, each at a column's edges and the top of the line."""
    boxes = [Box(page, x0, top, x1, top + 0.015) for (x0, x1), top in places]
    return Sentence(number, text, "", kind, boxes, ["" for _ in boxes])  # type: ignore[arg-type]


def test_an_equation_at_the_top_of_a_column_is_of_the_sentence_that_goes_on_below_it() -> None:
    sentences = [
        of(0, "An abstract goes over both columns.", ((LEFT[0], RIGHT[1]), 0.1)),
        of(1, "The left column begins here.", (LEFT, 0.3)),
        of(2, "The rate is below.", (LEFT, 0.9), (RIGHT, 0.36)),
        of(3, "Q - T", ((0.6, 0.9), 0.3), kind="equation"),
        of(4, "The right column ends here.", (RIGHT, 0.5)),
    ]
    assert owners(sentences) == ["The rate is below."]


def test_an_equation_beside_a_short_last_line_is_below_it() -> None:
    sentences = [
        of(0, "It is seen at once that the rate is", (LEFT, 0.3), ((0.1, 0.13), 0.32)),
        of(1, "Q - T", ((0.25, 0.48), 0.36), kind="equation"),
        of(2, "and nothing else is.", (LEFT, 0.4)),
        of(3, "A sentence of the other column is read on beside it.", (RIGHT, 0.3), (RIGHT, 0.4)),
    ]
    assert owners(sentences) == [sentences[0].text, sentences[2].text]


def test_a_heading_parts_an_equation_from_what_stands_above_it() -> None:
    sentences = [
        of(0, "an item of a list without an end", (LEFT, 0.3)),
        of(1, "Methods", ((0.1, 0.2), 0.33), kind="heading"),
        of(2, "Q - T", ((0.25, 0.48), 0.36), kind="equation"),
        of(3, "The rate is above.", (LEFT, 0.4)),
    ]
    assert owners(sentences) == []


def test_a_cited_equation_is_kept_itself_and_a_long_derivation_in_part() -> None:
    lines = [of(1 + n, f"Q - {n}", ((0.2, 0.4), 0.32 + 0.03 * n), kind="equation") for n in range(MOST_EQUATIONS + 2)]
    sentences = [of(0, "The rate is given by", (LEFT, 0.3)), *lines]
    assert [one.text for one in with_equations(cite(lines[3]), sentences).equations] == ["Q - 3"]
    kept = with_equations(cite(sentences[0]), sentences).equations
    assert [one.text for one in kept] == [f"Q - {n}" for n in range(MOST_EQUATIONS)]


def test_lines_of_turned_text_are_followed_by_no_equation() -> None:
    turned = [Box(1, 0.1 + 0.02 * n, 0.1, 0.115 + 0.02 * n, 0.9) for n in (0, 1)]
    sentences = [
        Sentence(0, "The rate is", "", "body", turned, ["", ""]),
        Sentence(1, "Q - T", "", "equation", [Box(1, 0.11, 0.3, 0.13, 0.6)], [""]),
    ]
    assert owners(sentences) == []


@pytest.mark.parametrize("ids", [[], [99]])
def test_a_citation_of_no_known_sentence_and_one_of_a_figure_stay_as_they_are(ids: list[int]) -> None:
    sentences = [
        of(0, "The rate is", (LEFT, 0.3)),
        of(1, "Q - T", ((0.2, 0.4), 0.33), kind="equation"),
    ]
    unknown = Citation("p", 1, ids, "quoted", [])
    assert with_equations(unknown, sentences) == unknown
    of_figure = Citation("p", 1, [0], "quoted", [], figure=0, picture=CitedPicture("Figure 1", "", Box(1, 0, 0, 1, 1)))
    assert with_equations(of_figure, sentences) == of_figure
