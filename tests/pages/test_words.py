"""The Words page: hits by paper, links to their lines, a way to a question."""

from lib.ui.kit.papers_to_ask import CHOICE
from lib.ui.words.screen import WORDS
from tests.pages.paper_list import tell


def paper_of(workspace, filename):
    return next(paper for paper in workspace.papers() if paper.filename == filename)


def test_without_papers_the_page_says_what_is_needed(empty, screen):
    screen.open("words")
    assert "no paper to search yet" in screen.words
    screen.at.button(key="words_empty_add").click().run()
    assert "Try it with a sample paper" in [button.label for button in screen.at.button]


def test_words_of_the_address_are_found_and_each_hit_leads_to_its_page(library, screen):
    at = screen.open("words", words="counting")
    assert at.text_input(key="words_typed").value == "counting"
    assert "2 papers" in screen.words  # in one of the titles, and "who count them"
    assert ":yellow-background[Counting]" in screen.words
    links = [link.proto for link in at.get("page_link")]
    cameras = paper_of(library, "cameras.pdf")
    assert any(f"paper={cameras.id}" in link.query_string and "words=counting" in link.query_string for link in links)


def test_what_is_typed_goes_to_the_address_and_what_is_nowhere_is_said(library, screen):
    at = screen.open("words")
    at.text_input(key="words_typed").set_value('quantum "').run()
    assert not at.exception
    assert at.query_params["words"] == 'quantum "'
    assert "stands in no paper" in screen.words


def test_the_papers_with_the_words_can_be_asked(library, screen):
    at = screen.open("words", words="512 pixels")
    at.button(key="words_ask").click().run()
    assert at.session_state[CHOICE] == [paper_of(library, "cameras.pdf").id]


def test_the_search_of_papers_leads_to_their_words(library, screen):
    at = screen.open("papers")
    tell(at, "words", words="bats")
    assert not at.exception
    assert at.text_input(key=WORDS).value == "bats"


def test_the_words_become_a_question_to_the_papers_that_have_them(library, screen):
    at = screen.open("words", words='"512 pixels"')
    at.button(key="words_question").click().run()
    assert not at.exception
    assert at.session_state[CHOICE] == [paper_of(library, "cameras.pdf").id]
    assert at.subheader[0].value.replace("\\", "") == "What do the papers say about “512 pixels”?"


def test_the_papers_with_the_words_are_tagged_and_searched_by_their_tag(library, screen):
    cameras = paper_of(library, "cameras.pdf")
    group_id = library.groups.put("tag", "pixels", [cameras.id])
    at = screen.open("words", words="counting")
    assert "2 papers" in screen.words
    at.multiselect(key="words_groups").set_value([group_id]).run()
    assert "in 1 paper" in screen.words
    library.groups.remove(group_id)
    at.run()
    assert not at.exception
    assert "2 papers" in screen.words
