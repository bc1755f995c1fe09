"""The final value of a cell: one rule over layers that are kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.records import Category, Question, Value
from lib.records.final_values import FinalValue
from lib.records.reviews import Correct, ReviewPlan, ReviewVerdict, SettledLabel
from lib.records.surveys import CategoryChange, CellRow
from lib.reviews.final_values import PlaceWords, final_value

PAPER = "a" * 64
NUMBER = Question("How many animals?", answer_type="number")
ANSWERERS = ("extractive", "claude", "openai")
CATEGORIES: tuple[Category, ...] = ("reported", "not_reported", "unclear", "not_applicable")
CORRECT: tuple[Correct | None, ...] = (None, "correct", "partly", "wrong", "cannot_tell")


def number(text: str) -> Value:
    return Value("number", text, float(text))


def cell(answerer: str = "extractive", judged: Category = "reported", value: str = "12", second: int = 0) -> CellRow:
    at = f"2026-01-01T00:00:{second:02}.000000+00:00"
    of = number(value) if value and judged == "reported" else None
    return CellRow(PAPER, 0, answerer, f"answer-{answerer}", judged, judged, "rule", of, None, {}, at)


def said(rater: str, of: CellRow, second: int = 1, **words: object) -> tuple[CellRow, ReviewVerdict]:
    at = f"2026-01-02T00:00:{second:02}.000000+00:00"
    verdict = ReviewVerdict(f"{rater}{of.answerer}{second}", of.answer_id or "", rater, at, **words)  # type: ignore[arg-type]
    return of, verdict


def settled(label: str, of: CellRow | None = None, at: str = "2026-01-03", **words: object) -> SettledLabel:
    judgement, answer_id = ("correct", of.answer_id) if of else ("category", None)
    return SettledLabel("s", [PAPER], NUMBER.text, label, "Cleo", "", at, judgement, answer_id, **words)  # type: ignore[arg-type]


def changed(category: Category, value: str = "", answerer: str = "extractive", person: str = "Dora") -> CategoryChange:
    of = number(value) if value else None
    return CategoryChange("c", "s", PAPER, 0, answerer, category, of, person, "", "2026-01-02")


def final(
    cells: Sequence[CellRow] = (),
    verdicts: Sequence[tuple[CellRow, ReviewVerdict]] = (),
    changes: Sequence[CategoryChange] = (),
    labels: Sequence[SettledLabel] = (),
    needed: int = 1,
) -> FinalValue:
    return final_value(PlaceWords(NUMBER, cells or [cell()], verdicts, changes, labels), ReviewPlan(needed))


def held(value: FinalValue) -> tuple[str, str | None, str | None, str | None]:
    """Return state, layer, category and value of a cell."""
    return value.state, value.layer, value.category, value.value.text if value.value else None


def test_nobody_spoke_so_the_answerer_or_the_vote_of_several_counts() -> None:
    assert held(final()) == ("given", "answerer", "reported", "12")
    three = [cell("extractive", "not_reported"), cell("claude", value="12"), cell("openai", value="12")]
    voted = final(three)
    assert held(voted) == ("given", "vote", "reported", "12")
    assert voted.answer_id == "answer-claude"
    assert [one.layer for one in voted.layers] == ["answerer"] * 3 + ["vote"]


def test_a_vote_without_a_winner_is_a_tie_and_no_category() -> None:
    assert held(final([cell("extractive", "not_reported"), cell("claude")])) == ("tie", "vote", None, None)
    assert held(final([cell("extractive", value="3"), cell("claude", value="4")])) == (
        "given",
        "vote",
        "reported",
        None,
    )


def test_a_persons_change_goes_before_the_answerer_and_what_raters_say_before_it() -> None:
    assert held(final(changes=[changed("reported", "13")])) == ("given", "changed", "reported", "13")
    one = cell()
    agreed = final([one], [said("Ada", one, correct="correct")], [changed("not_reported")])
    assert held(agreed) == ("given", "rater", "reported", "12")


def test_a_changed_cell_keeps_the_answerers_own_value_beside_it() -> None:
    one = replace(cell(), value=number("99"))
    words = PlaceWords(NUMBER, [one], changes=[changed("reported", "99")], own_values={"extractive": number("12")})
    layers = {layer.layer: layer.value.text for layer in final_value(words).layers if layer.value}
    assert layers == {"answerer": "12", "changed": "99"}


def test_two_raters_who_agree_decide_and_are_counted() -> None:
    one = cell()
    both = [said("Ada", one, category="not_reported"), said("Ben", one, 2, category="not_reported")]
    assert held(final([one], both)) == ("given", "rater", "not_reported", None)
    assert final([one], both).reviewed == "agreed"
    assert final([one], both[:1]).reviewed == "1"
    assert final([one]).reviewed == "0"
    beside = [said("Ada", one, supported="yes"), said("Ben", one, 2, category="reported")]
    assert final([one], beside).reviewed == "2"


def test_where_raters_differ_there_is_no_value_until_it_is_settled() -> None:
    one = cell()
    differing = [said("Ada", one, correct="correct"), said("Ben", one, 2, correct="wrong")]
    disputed = final([one], differing, [changed("unclear")])
    assert held(disputed) == ("disputed", None, None, None)
    assert disputed.reviewed == "disputed"
    by_value = [said("Ada", one, correction="14"), said("Ben", one, 2, correction="15")]
    assert final([one], by_value).state == "disputed"
    done = final([one], differing, [changed("unclear")], [settled("correct", one)])
    assert held(done) == ("given", "settled", "reported", "12")
    assert (done.reviewed, [layer.layer for layer in done.layers]) == (
        "settled",
        ["answerer", "changed", "rater", "rater", "settled"],
    )


def test_numbers_that_are_written_otherwise_are_no_dispute() -> None:
    one = cell(value="1200")
    assert final([one], [said("Ada", one, correct="correct"), said("Ben", one, 2, correction="1,200")]).state == "given"


def test_a_correction_is_the_raters_value_and_says_that_it_is_reported() -> None:
    one = cell(judged="not_reported")
    corrected = final([one], [said("Ada", one, correct="wrong", correction="34")])
    assert held(corrected) == ("given", "rater", "reported", "34")


def test_an_answer_held_to_be_wrong_gives_no_value() -> None:
    one = cell()
    assert held(final([one], [said("Ada", one, correct="wrong")])) == ("none", "rater", None, None)
    kept = final([one], [said("Ada", one, correct="wrong", category="reported")])
    assert held(kept) == ("given", "rater", "reported", None)
    assert held(final([one], labels=[settled("wrong", one)])) == ("none", "settled", None, None)


def test_a_category_without_a_value_takes_the_value_of_a_weaker_layer_of_that_category() -> None:
    one = cell()
    found = final([one], [said("Ada", one, category="reported")])
    assert (found.layer, found.value_layer) == ("rater", "answerer")
    assert final([one], labels=[settled("reported", value="77")]).value_layer == "settled"


def test_before_enough_raters_have_judged_their_word_is_no_final_value() -> None:
    one = cell()
    ada = said("Ada", one, category="unclear")
    assert held(final([one], [ada], needed=2)) == ("given", "answerer", "reported", "12")
    both = [ada, said("Ben", one, 2, category="unclear")]
    assert held(final([one], both, needed=2)) == ("given", "rater", "unclear", None)


def test_what_was_settled_of_an_answer_asked_again_does_not_hold_of_the_new_one() -> None:
    old, new = cell(), replace(cell(second=9), answer_id="answer-new")
    assert final([new], labels=[settled("wrong", old)]).layer == "answerer"
    of_paper = final([new], labels=[settled("not_reported", at="2026-01-01T00:00:05.000000+00:00")])
    assert held(of_paper) == ("given", "settled", "not_reported", None)
    assert of_paper.layers[-1].outdated  # it is the paper's, and was settled looking at another answer


def test_of_one_raters_verdicts_on_several_answers_the_newest_word_on_the_paper_counts() -> None:
    two = [cell("extractive"), cell("claude", "not_reported")]
    spoken = [said("Ada", two[0], 1, category="unclear"), said("Ada", two[1], 2, correct="correct")]
    assert held(final(two, spoken))[2] == "unclear"  # in so many words, before what a word on an answer says


@st.composite
def places(draw: st.DrawFn) -> PlaceWords:
    """Return a place with answerers, raters, changes and settlements as they come."""
    names = ANSWERERS[: draw(st.integers(1, 3))]
    cells = [cell(name, draw(st.sampled_from((*CATEGORIES, "failed"))), draw(st.sampled_from("12"))) for name in names]
    spoken = []
    for second, rater in enumerate(draw(st.lists(st.sampled_from(("Ada", "Ben", "Eve")), max_size=4))):
        words = {
            "correct": draw(st.sampled_from(CORRECT)),
            "category": draw(st.sampled_from((None, *CATEGORIES))),
            "correction": draw(st.sampled_from(("", "1", "2"))),
        }
        spoken.append(said(rater, draw(st.sampled_from(cells)), second, **words))
    changes = [changed(draw(st.sampled_from(CATEGORIES)), answerer=name) for name in names if draw(st.booleans())]
    labels = [settled(draw(st.sampled_from(CATEGORIES)))] if draw(st.booleans()) else []
    if draw(st.booleans()):
        labels.append(settled(draw(st.sampled_from(("correct", "partly", "wrong", "cannot_tell"))), cells[0]))
    return PlaceWords(NUMBER, cells, spoken, changes, labels)


@given(places())
def test_the_strongest_layer_that_speaks_gives_the_value(words: PlaceWords) -> None:
    found = final_value(words)
    layers = [one.layer for one in found.layers]
    if "settled" in layers:
        assert (found.layer, found.reviewed) == ("settled", "settled")
    elif found.state == "disputed":
        assert (found.category, found.value, found.layer) == (None, None, None)
        assert len({one.who for one in found.raters}) > 1
    elif found.layer == "changed":
        assert "changed" in layers
        assert not any(one.category for one in found.raters)
    elif found.layer in ("vote", "answerer"):
        assert found.layer == ("vote" if len(words.cells) > 1 else "answerer")
        assert not {"changed", "settled"} & set(layers)
    assert (found.category is None) == (found.state != "given")
    assert (found.value is None) == (found.value_layer is None)


@given(places())
def test_a_settled_category_always_ends_the_dispute(words: PlaceWords) -> None:
    found = final_value(replace(words, settled=[*words.settled, settled("unclear", at="2027")]))
    assert (found.state, found.layer, found.category) == ("given", "settled", "unclear")


@given(places())
def test_every_word_said_stays_in_its_layer(words: PlaceWords) -> None:
    layers = final_value(words).layers
    assert [one.who for one in layers if one.layer == "answerer"] == [one.answerer for one in words.cells]
    assert [one.category for one in layers if one.layer == "changed"] == [one.category for one in words.changes]
    assert FinalValue.from_dict(final_value(words).to_dict()) == final_value(words)


@given(places(), st.randoms())
def test_the_order_in_which_raters_came_does_not_matter(words: PlaceWords, random: object) -> None:
    raters = {}
    for of, verdict in words.verdicts:
        raters.setdefault(verdict.rater, []).append((of, verdict))
    groups = list(raters.values())
    random.shuffle(groups)  # type: ignore[attr-defined]
    other = final_value(replace(words, verdicts=[one for group in groups for one in group]))
    found = final_value(words)
    assert (other.state, other.category, other.reviewed) == (found.state, found.category, found.reviewed)


@pytest.mark.parametrize("judged", ["failed", "not_applicable"])
def test_a_cell_without_an_answer_has_no_value(judged: Category) -> None:
    assert held(final([cell(judged=judged)])) == ("given", "answerer", judged, None)
