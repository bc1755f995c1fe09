"""The Ask page: a question, its answer, history, and what is said when there is nothing to ask."""

import time
from dataclasses import replace

import pytest

from lib.records import AnswerSentence, Citation
from lib.records.core import CHANCES
from lib.storage.answers import AnswerStore
from tests.pages.components import components, data_of
from tests.pages.conftest import SOUNDS, Screen
from tests.pdfs import print_paper, unlike_sentences
from tests.surveys.answers import answer as made_answer

QUESTION = "How were the recordings cut?"


def ask(at, question):
    at.chat_input[0].set_value(question).run()
    assert not at.exception


def shown_evidence(at):
    """Return the data of the evidence view."""
    (component,) = components(at)
    return data_of(component)


def wait_for_answer(workspace, at):
    answer_id = at.session_state["ask_answer"]
    deadline = time.monotonic() + 30
    while not (running := workspace.jobs.answer_task(answer_id)).ended:
        assert time.monotonic() < deadline, "no answer came"
        time.sleep(0.02)
    assert running.problem is None
    at.run()
    assert not at.exception
    return workspace.answer(answer_id)


def test_without_a_paper_the_page_says_what_is_needed(empty, screen):
    screen.open("ask")
    assert "Add PDFs on the Papers page" in screen.words


def test_a_question_without_a_paper_is_a_plain_sentence(empty, screen):
    at = screen.open("ask")
    ask(at, QUESTION)
    assert len(at.warning) == 1
    assert empty.answers() == []


@pytest.mark.parametrize("blank", ["   ", "\n"])
def test_an_empty_question_is_a_plain_sentence(library, screen, blank):
    at = screen.open("ask")
    ask(at, blank)
    assert "The question is empty" in at.warning[0].value


def test_the_answer_quotes_the_paper_and_shows_its_numbers_and_passages(library, screen):
    at = screen.open("ask")
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    assert at.subheader[0].value.replace("\\", "") == QUESTION
    view = shown_evidence(at)
    texts = [sentence["text"] for sentence in view["sentences"]]
    assert "Each recording was cut into clips of three seconds." in texts
    assert "no language model" in view["label"]
    assert [c["number"] for c in view["citations"]] == list(range(1, len(view["citations"]) + 1))
    assert [p["rank"] for p in view["passages"]] == list(range(1, len(answer.passages) + 1))
    assert all({"section", "pages", "score", "why"} <= set(p) for p in view["passages"])


def test_the_marks_of_the_page_are_the_boxes_of_the_citation(library, screen):
    at = screen.open("ask")
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    deadline = time.monotonic() + 20
    while shown_evidence(at)["pending"] and time.monotonic() < deadline:
        time.sleep(0.05)
        at.run()
    cited = answer.sentences[0].citations[0]
    page = next(
        p for p in shown_evidence(at)["pages"] if (p["paper"], p["page"]) == (cited.paper_id, cited.boxes[0].page)
    )
    marked = [line["at"] for line in page["lines"] if 1 in line.get("cites", [])]
    assert marked == [[round(v, 5) for v in (b.x0, b.top, b.x1, b.bottom)] for b in cited.boxes]
    assert "/media/" in page["url"]


def test_a_reload_keeps_the_answer(library, screen):
    at = screen.open("ask")
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    again = type(screen)()
    at = again.open("ask", answer=answer.id)
    assert shown_evidence(at)["id"] == answer.id
    assert QUESTION in again.words


def test_the_history_brings_an_answer_back(library, screen):
    answer = library.ask("What was trained for 40 epochs?")
    at = screen.open("ask")
    at.session_state["ask_history"] = True
    at.run()
    at.button(key=f"ask_history_{answer.id}").click().run()
    assert not at.session_state["ask_history"]
    assert shown_evidence(at)["id"] == answer.id


def test_the_history_is_looked_through_by_question_name_paper_and_answerer(library, screen):
    sounds = next(paper for paper in library.papers() if paper.title == "Hearing bats in the dark")
    of_bats, of_all = library.ask("What was recorded?", [sounds.id]), library.ask("What was resized?")
    library.history.rename(of_all.id, "Pictures and their size")
    at = screen.open("ask")
    at.session_state["ask_history"] = True
    at.run()

    def listed(words):
        at.text_input(key="ask_history_words").set_value(words).run()
        assert not at.exception
        return {one.id for one in (of_bats, of_all) if any(b.key == f"ask_history_{one.id}" for b in at.button)}

    assert listed("bats") == {of_bats.id}
    assert listed("size pictures") == {of_all.id}
    assert listed("language model") == {of_bats.id, of_all.id}
    assert listed("no such words") == set()


def test_an_answer_of_the_history_is_named_removed_and_brought_back(library, screen):
    answer = library.ask("What was cut?")
    at = screen.open("ask", answer=answer.id)
    at.session_state["ask_history"] = True
    at.run()
    at.button(key=f"ask_history_icon_rename_{answer.id}").click().run()
    at.text_input(key="ask_history_name").set_value("Cutting")
    next(button for button in at.button if button.label == "Keep").click().run()
    assert library.history.name_of(answer.id) == "Cutting"
    at.button(key=f"ask_history_icon_remove_{answer.id}").click().run()
    assert library.answer(answer.id) is None
    at.session_state["ask_history"] = False
    at = screen.open("ask", answer=answer.id)
    assert "no longer in the library" in screen.words
    at.button(key="ask_restore").click().run()
    assert library.answer(answer.id) == answer
    assert "Cutting" in screen.words


def test_a_second_question_follows_up_and_a_new_one_does_not(library, screen):
    at = screen.open("ask")
    ask(at, QUESTION)
    first = wait_for_answer(library, at)
    ask(at, "And how many hours?")
    assert wait_for_answer(library, at).previous == first.id
    at.button(key="ask_new").click().run()
    ask(at, "What was resized?")
    assert wait_for_answer(library, at).previous is None


def test_earlier_answers_of_a_thread_stand_as_text_above_and_open_by_a_click_that_shows_what_followed(library, screen):
    at = screen.open("ask")
    ask(at, QUESTION)
    first = wait_for_answer(library, at)
    ask(at, "And how many hours?")
    second = wait_for_answer(library, at)
    assert QUESTION in screen.words
    assert first.text.split()[0] in screen.words
    at.button(key="ask_before").click().run()
    assert shown_evidence(at)["id"] == first.id
    at.button(key=f"ask_after_{second.id}").click().run()
    assert shown_evidence(at)["id"] == second.id
    later = Screen().open("ask", answer=first.id)  # another session, another day
    assert "And how many hours" in later.button(key=f"ask_after_{second.id}").label


def test_only_the_chosen_papers_are_asked(library, screen):
    sounds = next(paper for paper in library.papers() if paper.filename == "sounds.pdf")
    at = screen.open("ask")
    at.multiselect(key="ask_papers").select(sounds.id).run()
    ask(at, "How was the network trained?")
    assert wait_for_answer(library, at).paper_ids == [sounds.id]


def test_what_the_papers_do_not_say_is_said(library, screen):
    at = screen.open("ask")
    ask(at, "Who won the football championship in Brazil?")
    answer = wait_for_answer(library, at)
    assert not answer.found
    view = shown_evidence(at)
    assert not view["found"]
    assert [sentence["text"] for sentence in view["sentences"]] == [answer.text]


def test_an_answer_that_is_gone_is_a_plain_sentence(library, screen):
    at = screen.open("ask", answer="nothing")
    assert "no longer in the library" in at.info[0].value


def test_a_hostile_question_stays_text(library, screen):
    at = screen.open("ask")
    ask(at, "![x](http://evil.example/a.png)?")
    assert "![x]" not in at.subheader[0].value


def test_an_answerer_without_its_key_is_a_plain_sentence(library, screen):
    at = screen.open("ask")
    at.selectbox(key="ask_answerer").select("claude").run()
    ask(at, QUESTION)
    assert "needs a key" in at.warning[0].value.replace("\\", "")
    assert at.session_state["ask_answer"] is None


def test_a_question_typed_without_a_key_is_kept_with_the_field_for_the_key(library, screen):
    at = screen.open("ask")
    at.selectbox(key="ask_answerer").select("claude").run()
    ask(at, QUESTION)
    at.run()
    assert QUESTION in screen.words
    assert at.text_input(key="settings_key_anthropic").label.startswith("Key for Claude")
    at.button(key="ask_waiting_other").click().run()
    assert wait_for_answer(library, at).question == QUESTION
    assert "needs a key" not in screen.words


def test_a_question_that_waits_for_a_key_goes_off_once_the_key_is_typed(library, screen):
    at = screen.open("ask")
    at.selectbox(key="ask_answerer").select("claude").run()
    ask(at, QUESTION)
    at.text_input(key="settings_key_anthropic").set_value("sk-test").run()
    assert "are sent to" in screen.words  # it asks for consent, as any first question to a service
    assert QUESTION in screen.words
    assert "needs a key" not in screen.words


def test_the_citation_of_the_address_is_the_one_that_is_shown_first(library, screen):
    answer = library.ask(QUESTION)
    at = screen.open("ask", answer=answer.id, citation="2")
    assert shown_evidence(at)["start"] == 2
    for wrong in ("", "x", "9" * 9):
        again = type(screen)()
        assert shown_evidence(again.open("ask", answer=answer.id, citation=wrong))["start"] == 0


def test_back_from_another_page_the_citation_is_the_one_that_was_open(library, screen):
    answer = library.ask(QUESTION)
    screen.open("ask", answer=answer.id, citation="2")
    screen.open("reader")
    at = screen.open("ask")
    assert shown_evidence(at)["start"] == 2
    assert at.query_params["citation"] in ("2", ["2"])
    other = library.ask("How long was training?")
    assert shown_evidence(screen.open("ask", answer=other.id))["start"] == 0


def test_of_a_removed_paper_the_answer_keeps_its_words_and_marks(empty, screen):
    paper = empty.edit_paper(empty.add_paper(SOUNDS.data, filename="sounds.pdf").id, year=2000)
    answer = empty.ask(QUESTION)
    empty.remove_paper(paper.id)
    at = screen.open("ask", answer=answer.id)
    deadline = time.monotonic() + 20
    while shown_evidence(at)["pending"] and time.monotonic() < deadline:
        time.sleep(0.05)
        at.run()
    view = shown_evidence(at)
    assert view["citations"][0]["quote"] == answer.sentences[0].citations[0].quote
    assert view["citations"][0]["label"] == "Hopper 2000, PDF not here"
    (page, *_) = view["pages"]
    assert page["problem"]
    assert any(line["mark"] == "cited" for line in page["lines"])
    before = at.session_state["ask_answer"]
    at.run()
    assert view == shown_evidence(at)
    assert at.session_state["ask_answer"] == before


def test_an_answer_with_sixty_citations_has_each_number_its_page_and_its_mark(empty, screen):
    wanted = unlike_sentences(60)
    printed = print_paper(sections=[("Methods", [wanted])])
    paper = empty.add_paper(printed.data, filename="long.pdf")
    there = {one.text: one for one in empty.sentences(paper.id)}
    cited = [there[text] for text in wanted]
    sentences = [
        AnswerSentence(one.text, [Citation(paper.id, 1, [one.id], one.text, one.boxes)], "supported", 1.0)
        for one in cited
    ]
    answer = made_answer(paper_id=paper.id, sentences=sentences, text=" ".join(wanted))
    AnswerStore(empty._engine).add(answer)
    at = screen.open("ask", answer=answer.id, citation="60")
    deadline = time.monotonic() + 30
    while shown_evidence(at)["pending"] and time.monotonic() < deadline:
        time.sleep(0.05)
        at.run()
    view = shown_evidence(at)
    assert [one["number"] for one in view["citations"]] == list(range(1, 61))
    assert [one["cites"] for one in view["sentences"]] == [[number] for number in range(1, 61)]
    assert view["start"] == 60
    marked = {number for page in view["pages"] for line in page["lines"] for number in line.get("cites") or ()}
    assert marked == set(range(1, 61))
    assert len(view["pages"]) == paper.page_count > 1


def test_a_question_becomes_one_of_a_survey_by_a_click(library, screen):
    at = screen.open("ask")
    ask(at, QUESTION)
    wait_for_answer(library, at)
    at.button(key="ask_survey").click().run()
    assert not at.exception
    (kept,) = library.surveys.sets()
    assert [question.text for question in kept.questions] == [QUESTION]
    assert "1 question × " in screen.words


def test_one_paper_after_the_other_names_those_without_evidence(library, screen):
    at = screen.open("ask")
    at.toggle(key="ask_each").set_value(True).run()
    ask(at, QUESTION)
    answer = wait_for_answer(library, at)
    view = shown_evidence(at)
    assert answer.settings["each_paper"]
    assert len(view["missing"]) == len(answer.without_evidence) >= 1


def test_doubt_stands_above_the_quotes_and_what_came_nearest_below_a_no(library, screen):
    at = screen.open("ask")
    ask(at, "Which quasar won the cup?")
    answer = wait_for_answer(library, at)
    view = shown_evidence(at)
    assert answer.text.startswith("No sentence found that answers this in ")
    assert view["certainty"] == "not found"
    assert [one["quote"] for one in view["nearest"]] == [citation.quote for citation in answer.nearest]
    held = [set(answer.passages[one["passage"] - 1].sentence_ids) for one in view["nearest"] if one["passage"]]
    assert len(held) == len(answer.nearest), "each leads to the passage that holds it"
    assert all(set(near.sentence_ids) <= ids for near, ids in zip(answer.nearest, held, strict=True))


def test_what_a_call_for_each_paper_costs_stands_beside_the_choice(library, screen):
    at = screen.open("ask")
    at.toggle(key="ask_each").set_value(True).run()
    assert not [one for one in at.toggle if one.key == "ask_call_each"], "no model is asked"
    at.selectbox(key="ask_answerer").select("claude").run()
    (call_each,) = [one for one in at.toggle if one.key == "ask_call_each"]
    assert call_each.label.replace("\\", "").startswith("A call for each: 2 calls, about 5,160 tokens, $0.")


def test_the_papers_of_an_answer_one_by_one_are_sorted_by_a_click(library, screen):
    first, second = sorted(library.papers(), key=lambda paper: paper.title)
    said = [
        AnswerSentence("So.", [Citation(paper.id, 1, [0], "So.", [])], "supported", 1.0) for paper in (second, first)
    ]
    answer = made_answer(paper_id=first.id, sentences=said, text="So.\n\nSo.")
    answer = replace(answer, paper_ids=[first.id, second.id], settings={CHANCES: {first.id: 0.6, second.id: 0.9}})
    AnswerStore(library._engine).add(answer)
    at = screen.open("ask", answer=answer.id)
    shown = {}
    for order in ("as found", "paper", "certainty"):
        at.session_state["ask_order"] = order
        at.run()
        shown[order] = [one["cites"] for one in shown_evidence(at)["sentences"]]
    assert shown == {"as found": [[1], [2]], "paper": [[2], [1]], "certainty": [[1], [2]]}
    headings = [one["heading"].split(" · ")[0] for one in shown_evidence(at)["sentences"]]
    assert headings == ["Likely", "Perhaps"]
