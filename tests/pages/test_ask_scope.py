"""The papers that a question goes to, and what the Ask page says of them."""

import pytest

from tests.pages.conftest import CAMERAS, SOUNDS
from tests.pages.paper_list import choose
from tests.pages.test_ask import ask, wait_for_answer

QUESTION = "How many epochs was the network trained for?"


def paper_id_of(workspace, filename):
    return next(paper.id for paper in workspace.papers() if paper.filename == filename)


def scope_label(at):
    """Return what the button of the choice of papers says."""
    (label,) = [block.proto.popover.label for block in popovers(at) if "Papers:" in block.proto.popover.label]
    return label


def popovers(at):
    """Return every popover on the page."""
    found, todo = [], [at.main]
    while todo:
        block = todo.pop()
        for child in getattr(block, "children", {}).values():
            todo.append(child)
            if getattr(child, "type", "") == "popover":
                found.append(child)
    return found


@pytest.fixture
def asked_of_one(library):
    """Return an answer that one of the two papers was asked for."""
    return library.ask(QUESTION, [paper_id_of(library, "sounds.pdf")])


def test_a_reload_brings_the_papers_of_the_answer_back_and_a_follow_up_goes_to_them(library, screen, asked_of_one):
    at = screen.open("ask", answer=asked_of_one.id)
    assert scope_label(at) == "Papers: 1 chosen"
    assert "Asked of 1 paper: “Hearing bats in the dark”" in screen.words
    ask(at, "And how many recordings?")
    assert wait_for_answer(library, at).paper_ids == asked_of_one.paper_ids
    assert "Asked of 1 paper" in screen.words


def test_an_answer_of_all_papers_is_opened_with_all_papers(library, screen, asked_of_one):
    of_all = library.ask(QUESTION)
    at = screen.open("ask", answer=asked_of_one.id)
    at.session_state["ask_history"] = True
    at.run()
    at.button(key=f"ask_history_{of_all.id}").click().run()
    assert scope_label(at) == "Papers: all 2"
    assert "Asked of" not in screen.words
    at.session_state["ask_history"] = True
    at.run()
    at.button(key=f"ask_history_{asked_of_one.id}").click().run()
    assert scope_label(at) == "Papers: 1 chosen"


def test_another_choice_stays_beside_the_opened_answer(library, screen, asked_of_one):
    cameras = paper_id_of(library, "cameras.pdf")
    at = screen.open("ask", answer=asked_of_one.id)
    at.multiselect(key="ask_papers").set_value([cameras]).run()
    at.run()
    assert at.session_state["ask_papers"] == [cameras]
    ask(at, QUESTION)
    assert wait_for_answer(library, at).paper_ids == [cameras]
    assert "Asked of 1 paper: “Counting animals" in screen.words


def test_papers_chosen_on_the_papers_page_are_not_overruled_by_the_answer_that_still_stands(
    library, screen, asked_of_one
):
    cameras = paper_id_of(library, "cameras.pdf")
    at = screen.open("ask", answer=asked_of_one.id)
    screen.open("papers")
    choose(at, cameras)
    at.button(key="papers_ask").click().run()
    assert at.session_state["ask_papers"] == [cameras]
    screen.open("ask")
    assert at.session_state["ask_answer"] == asked_of_one.id
    assert scope_label(at) == "Papers: 1 chosen"
    assert at.session_state["ask_papers"] == [cameras]


def test_of_a_removed_paper_the_answer_still_says_its_name_as_text(empty, screen):
    gone = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    empty.edit_paper(gone.id, title="![x](http://evil.example/a.png)")
    answer = empty.ask(QUESTION)
    empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    empty.remove_paper(gone.id)
    at = screen.open("ask", answer=answer.id)
    assert scope_label(at) == "Papers: 1"
    (said,) = [element.value for element in at.caption if element.value.startswith("Asked of 1 paper")]
    assert "evil" in said
    assert "![x]" not in said


def test_the_empty_page_counts_the_papers_that_the_question_goes_to(library, screen):
    at = screen.open("ask")
    assert "quotes the 2 papers word for word" in screen.words
    at.multiselect(key="ask_papers").set_value([paper_id_of(library, "sounds.pdf")]).run()
    assert "quotes the chosen paper word for word" in screen.words
    at.multiselect(key="ask_papers").set_value([paper.id for paper in library.papers()]).run()
    assert "quotes the 2 chosen papers word for word" in screen.words


def test_an_answer_of_all_papers_never_narrows_later_questions_to_those_that_were_there(empty, screen):
    empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    answer = empty.ask("How were the recordings cut?")
    empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    at = screen.open("ask", answer=answer.id)
    assert scope_label(at) == "Papers: all 2"
    assert "Asked of 1 paper: “Hearing bats in the dark”" in screen.words
    ask(at, QUESTION)
    assert len(wait_for_answer(empty, at).paper_ids) == 2


def test_a_new_question_goes_back_to_what_was_chosen_before_an_answer_was_opened(library, screen, asked_of_one):
    cameras = paper_id_of(library, "cameras.pdf")
    at = screen.open("ask")
    at.multiselect(key="ask_papers").set_value([cameras]).run()
    at.session_state["ask_history"] = True
    at.run()
    at.button(key=f"ask_history_{asked_of_one.id}").click().run()
    assert at.session_state["ask_papers"] == asked_of_one.paper_ids
    at.button(key="ask_new").click().run()
    assert at.session_state["ask_papers"] == [cameras]
    assert scope_label(at) == "Papers: 1 chosen"


def test_papers_are_chosen_by_their_tag(library, screen):
    cameras = paper_id_of(library, "cameras.pdf")
    group_id = library.groups.put("collection", "Traps", [cameras])
    at = screen.open("ask")
    at.button(key=f"ask_papers_{group_id}").click().run()
    assert not at.exception
    assert scope_label(at) == "Papers: 1 chosen"
    assert at.session_state["ask_papers"] == [cameras]
    library.groups.remove(group_id)


def test_a_paper_in_the_bin_is_asked_no_more_and_its_answer_stays(empty, screen):
    cameras = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    answer = empty.ask(QUESTION)
    empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    at = screen.open("ask", answer=answer.id)
    empty.bin.put([cameras.id])
    at.run()
    assert not at.exception
    assert scope_label(at) == "Papers: 1"
    screen.open("reader", paper=cameras.id)
    assert "was removed. Another one is shown." in " ".join(info.value for info in screen.at.info)
