from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.answerer import Draft, Emit
from lib.answering.each_paper import (
    SHARED_PASSAGES,
    _doubt,
    a_call_each,
    asks_of_each,
    in_order,
    is_each_paper,
    left_out,
    one_after_the_other,
    shared_out,
    with_uncited,
)
from lib.answering.offline.answerer import ExtractiveAnswerer
from lib.answering.prompts import STOPPED_BY_USER
from lib.records import AnswerSentence, Citation, Cited, Event, Paper, Passage, TextAdded
from lib.records.core import CALL_EACH, CHANCE, CHANCES
from tests.answering.requests import request

PAPERS = {
    "otters": ["The otters were counted from a boat.", "It rained."],
    "bats": ["The bats slept."],
    "herons": ["Herons nest. The herons were counted from a tower.", "The herons were counted from a tower."],
}
ASKED = request("How were the animals counted from a boat or tower?", PAPERS)


def find_in(search: str, paper_id: str, limit: int) -> list[Passage]:
    return [passage for passage in ASKED.passages if passage.paper_id == paper_id][:limit]


def ask_one(paper_id: str, passages: list[Passage], emit: Emit) -> Draft:
    return ExtractiveAnswerer().answer(
        replace(
            ASKED,
            passages=passages,
            papers={paper_id: ASKED.papers[paper_id]},
            sentences={key: reading for key, reading in ASKED.sentences.items() if key[0] == paper_id},
        ),
        emit,
    )


def ask(paper_ids: list[str], goes_on: int = 100) -> tuple[Draft, list[Event]]:
    events: list[Event] = []

    def emit(event: Event) -> bool:
        events.append(event)
        return len(events) < goes_on

    return one_after_the_other("counted", ASKED.passages, paper_ids, find_in, ask_one, emit), events


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("Which optimiser did each study use?", True),
        ("Which papers used a boat?", True),
        ("Compare the traps.", True),
        ("How do they differ?", True),
        ("Which of these studies is the largest?", True),
        ("Which study design was used?", False),
        ("What do the authors conclude?", False),
        ("How many otters were counted?", False),
    ],
)
def test_it_is_asked_of_each_paper_where_the_question_says_so(question: str, each: bool) -> None:
    assert asks_of_each(question) is each
    assert is_each_paper(question, None, 300) is each  # a few papers are asked so for more questions, see below
    assert is_each_paper(question, True, 3)
    assert not is_each_paper(question, True, 1)


def test_every_paper_has_one_quote_and_those_without_are_named() -> None:
    draft, events = ask(list(PAPERS))
    quoted = [citation.paper_id for sentence in draft.sentences for citation in sentence.citations]
    assert sorted(quoted) == ["herons", "otters"]
    assert draft.without_evidence == ["bats"]
    assert draft.text == "".join(event.text for event in events if isinstance(event, TextAdded))
    assert sum(isinstance(event, Cited) for event in events) == 2


def test_where_no_paper_answers_it_says_of_how_many() -> None:
    draft, _ = ask(["bats"])
    assert (draft.found, draft.text) == (False, "No sentence found that answers this in this paper.")
    assert draft.without_evidence == ["bats"]


def test_stopped_it_keeps_what_came() -> None:
    whole, _ = ask(list(PAPERS))
    draft, _ = ask(list(PAPERS), goes_on=3)
    assert draft.stopped
    assert draft.text
    assert len(draft.text) < len(whole.text)


def test_a_model_is_given_a_share_of_each_paper() -> None:
    shared = shared_out("counted", ASKED.passages[:1], list(PAPERS), find_in)
    assert {passage.paper_id for passage in shared} == set(PAPERS)


def test_papers_that_a_model_does_not_cite_are_named() -> None:
    draft, _ = ask(["otters"])
    assert with_uncited(draft, ["otters", "bats"]).without_evidence == ["bats"]


def test_stop_is_heard_while_no_paper_answers() -> None:
    asked: list[str] = []

    def nothing(paper_id: str, _passages: list[Passage], emit: Emit) -> Draft:
        asked.append(paper_id)
        emit(TextAdded("x"))
        return Draft(False, "", [], "m")

    draft = one_after_the_other("x", [], [str(n) for n in range(50)], find_in, nothing, lambda _event: False)
    assert (asked, draft.stopped) == (["0"], STOPPED_BY_USER)


def test_what_came_nearest_in_any_paper_is_kept_where_none_answers() -> None:
    near = {name: Citation(name, 1, [0], f"Near in {name}.", []) for name in ("a", "b")}
    draft = one_after_the_other(
        "x",
        [],
        list(near),
        find_in,
        lambda paper_id, _passages, _emit: Draft(False, "", [], "m", nearest=[near[paper_id]]),
        lambda _event: True,
    )
    assert draft.nearest == list(near.values())


def test_the_text_is_that_of_the_sentences_reference_marks_and_all() -> None:
    said = AnswerSentence("Otters swim [3].", [Citation("a", 1, [0], "Otters swim.", [])], "supported", 1.0)
    draft = one_after_the_other(
        "x", [], ["a", "b"], find_in, lambda *_: Draft(True, said.text, [said], "m"), lambda _event: True
    )
    assert draft.text == "Otters swim [3].\n\nOtters swim [3]."


def test_one_paper_with_an_answer_is_not_one_among_one() -> None:
    assert _doubt(3, 3).startswith("Of all 3 papers quoted")
    assert _doubt(1, 1) == "The sentence comes near; whether it answers is not sure."
    assert _doubt(1, 3).startswith("Of one of the 3 papers")


def of(paper_id: str, text: str, **more: object) -> Draft:
    """Return a model's draft on one paper."""
    said = AnswerSentence(text, [Citation(paper_id, 1, [0], text, [])], "supported", 1.0)
    return Draft(True, text, [said], "m", tokens={"input": 10}, cost=0.5, **more)  # type: ignore[arg-type]


def call_each(drafts: dict[str, Draft], goes_on: int = 100) -> tuple[Draft, list[str], list[Event]]:
    called: list[str] = []
    events: list[Event] = []

    def ask_one(paper_id: str, own: list[Passage], _emit: Emit) -> Draft:
        called.append(paper_id)
        assert {passage.paper_id for passage in own} == {paper_id}
        return drafts[paper_id]

    def emit(event: Event) -> bool:
        events.append(event)
        return len(events) < goes_on

    return a_call_each(ASKED.passages, list(drafts), ask_one, emit), called, events


def test_a_model_called_for_each_paper_says_something_of_each_and_costs_what_all_calls_cost() -> None:
    silent = Draft(False, "The papers do not say.", [], "m", tokens={"input": 10}, cost=0.5)
    draft, called, events = call_each(
        {"otters": of("otters", "A boat."), "bats": silent, "herons": of("herons", "A tower.")}
    )
    assert sorted(called) == ["bats", "herons", "otters"]
    assert sorted(draft.text.split("\n\n")) == ["A boat.", "A tower."]
    assert (draft.tokens, draft.cost, draft.without_evidence) == ({"input": 30}, 1.5, ["bats"])
    assert draft.text == "".join(event.text for event in events if isinstance(event, TextAdded))
    assert draft.settings[CALL_EACH]


def test_a_call_that_fails_ends_it_with_what_the_others_said() -> None:
    refused = Draft(False, "", [], "m", stopped="Too many questions.", retry_after=5.0)
    order = in_order(ASKED.passages, list(PAPERS))
    drafts = {order[0]: of(order[0], "First."), order[1]: refused, order[2]: of(order[2], "Third.")}
    draft, called, _ = call_each(drafts)
    assert called == order[:2]
    assert (draft.found, draft.text, draft.stopped, draft.retry_after) == (True, "First.", "Too many questions.", 5.0)
    assert not draft.unavailable


def test_a_person_who_stops_between_two_calls_pays_for_no_more() -> None:
    draft, called, _ = call_each({name: of(name, f"Of {name}.") for name in PAPERS}, goes_on=1)
    assert len(called) == 1
    assert (draft.stopped, draft.found) == (STOPPED_BY_USER, True)


def test_the_chance_of_each_paper_is_kept() -> None:
    draft, _ = ask(list(PAPERS))
    assert set(draft.settings[CHANCES]) == {"otters", "herons"}
    assert max(draft.settings[CHANCES].values()) == draft.settings[CHANCE]


def test_papers_without_room_are_named() -> None:
    papers = {str(n): Paper(str(n), "a.pdf", title=f"Paper {n}") for n in range(SHARED_PASSAGES + 2)}
    given = [replace(ASKED.passages[0], paper_id=str(n)) for n in range(SHARED_PASSAGES)]
    (note,) = left_out(given, papers)
    assert note.endswith("there was no room for “Paper 40” and “Paper 41”.")
    assert not left_out(given, {str(n): papers[str(n)] for n in range(SHARED_PASSAGES)})


@pytest.mark.parametrize(
    ("question", "few"),
    [
        ("Is the data available?", True),
        ("What are the limitations?", True),
        ("Where is the code for the otter counts?", False),
        ("How were otters counted?", False),
    ],
)
def test_a_few_papers_are_asked_one_after_the_other_for_what_each_tells_of_itself(question: str, few: bool) -> None:
    assert is_each_paper(question, None, 3) is few
    assert not is_each_paper(question, None, 300)
    assert not is_each_paper(question, False, 3)
