"""A sentence with the words that were found lit, and nothing else of it alive."""

from lib.records.word_hits import Span, WordHit
from lib.ui.words.snippets import BEFORE, LETTERS, snippet


def hit(text, *words):
    spans = [Span(text.index(word), text.index(word) + len(word)) for word in words]
    return WordHit(0, text, "", "body", 1, spans, [])


def bare(markdown):
    return markdown.replace("\\", "").replace("\u2060", "")


def test_the_words_are_lit_in_their_sentence():
    assert snippet(hit("The otters swam at night", "otters", "night")) == (
        "The :yellow-background[otters] swam at :yellow-background[night]"
    )


def test_nothing_of_a_paper_is_alive():
    shown = snippet(hit("<b>See</b> [x](http://evil.example) $a$ otters ]: red[boo]", "otters"))
    assert "<b>" not in shown
    assert "[x](http" not in shown
    assert "$a$" not in shown
    assert bare(shown) == "<b>See</b> [x](http://evil.example) $a$ :yellow-background[otters] ]: red[boo]"


def test_a_long_sentence_is_cut_around_its_first_word():
    shown = bare(snippet(hit("word " * 100 + "otters " + "more " * 300, "otters")))
    assert shown.startswith("… word")
    assert shown.endswith(" …")
    assert ":yellow-background[otters]" in shown
    assert len(shown) < LETTERS + BEFORE
