"""Where words of a sentence stand in print."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from lib.reading.text.word_boxes import cut_box, span_boxes
from lib.records import Box, Sentence
from lib.text.letter_widths import share_of_line

LINE = "When words fail, 31 otters will swim (Lutra lutra)."


def sentence(text, *lines, width=1.0):
    boxes = [Box(1, 0.0, 0.1 * n, width, 0.1 * n + 0.02) for n in range(len(lines))]
    return Sentence(0, text, "", "body", boxes, list(lines))


def test_a_share_is_as_wide_as_times_prints_it():
    start, end = LINE.index("otters"), LINE.index("otters") + 6
    whole = stringWidth(LINE, "Times-Roman", 1000)
    left, right = share_of_line(LINE, start, end)
    assert left == pytest.approx(stringWidth(LINE[:start], "Times-Roman", 1000) / whole, abs=0.004)
    assert right == pytest.approx(stringWidth(LINE[:end], "Times-Roman", 1000) / whole, abs=0.004)


def test_a_word_over_a_line_break_has_a_box_on_both_lines():
    of = sentence("The otters swam.", "The ot-", "ters swam.")
    boxes = span_boxes(of, [(4, 10)])
    assert [box.top for box in boxes] == [0.0, 0.1]
    assert boxes[0].x0 > 0.4
    assert boxes[0].x1 < 1.0  # without the hyphen
    assert boxes[1].x0 == 0.0
    assert boxes[1].x1 < 0.6


def test_ligatures_and_letters_apart_are_the_same_letters():
    (box,) = span_boxes(sentence("We fitted it.", "We ﬁtted it."), [(3, 9)])
    assert 0.1 < box.x0 < 0.4
    assert 0.6 < box.x1 < 0.9


def test_a_line_that_is_read_from_the_right_is_cut_from_the_right():
    box = cut_box(Box(1, 0.0, 0.1, 1.0, 0.12), "שלום לעולם", 0, 4)
    assert box.x1 == 1.0
    assert 0.4 < box.x0 < 0.7


def test_a_line_that_is_printed_upright_is_not_cut():
    upright = Box(1, 0.1, 0.1, 0.12, 0.6)
    assert cut_box(upright, "arXiv preprint", 0, 5) == upright


ROW = Sentence(
    0,
    "Site: Rhine near Basel; Otters: 31; Seen: 313",
    "",
    "table",
    [Box(1, 0.1, 0.1, 0.5, 0.12), Box(1, 0.1, 0.13, 0.5, 0.15)],
    ["Rhine near 31 313", "Basel"],
)


def spans_of(*words):
    return [(ROW.text.index(word), ROW.text.index(word) + len(word)) for word in words]


def test_words_of_a_row_whose_text_says_more_than_is_printed_are_marked_where_they_are_printed():
    basel, number = span_boxes(ROW, spans_of("Basel", "31"))
    assert (basel.top, basel.x0) == (0.13, pytest.approx(0.1))
    assert number.top == 0.1
    assert 0.3 < number.x0 < number.x1 < 0.42, "not the number that begins with it"
    (own,) = span_boxes(ROW, spans_of("Rhine", "Otters"))
    assert own.x1 < 0.3, "a word of the row's heads is printed elsewhere"


def test_a_row_is_marked_whole_where_the_words_stand_in_its_heads_alone():
    assert span_boxes(ROW, spans_of("Otters")) == ROW.boxes
    assert span_boxes(ROW, []) == []


def placed(text, width=0.01):
    """Return the letters of a line, each as wide as the next, at the height of the first line of `sentence`."""
    return [
        (char, n * width, 0.005, (n + 1) * width, 0.015)
        for n, char in enumerate(text.replace(" ", ""))
        if char.isalnum()
    ]


@pytest.mark.parametrize(
    ("printed", "begins", "ends"),
    [
        ("Weﬁttedit", 0.02, 0.07),  # a ligature is two letters of the text
        ("We1fittedit", 0.03, 0.09),  # a mark that the sentence leaves out: the word is there once all the same
    ],
)
def test_a_word_lies_on_the_letters_of_its_page(printed, begins, ends):
    (box,) = span_boxes(sentence("We fitted it.", "We fitted it."), [(3, 9)], {1: placed(printed)})
    assert (box.x0, box.x1) == pytest.approx((begins, ends))
    assert (box.top, box.bottom) == (0.0, 0.02)  # as high as its line


@pytest.mark.parametrize("printed", ["Wefittedfitted", "Wefit", "", "xWefitxtedit"])
def test_letters_that_are_not_surely_the_words_are_not_used(printed):
    of = sentence("We fitted it.", "We fitted it.")
    assert span_boxes(of, [(3, 9)], {1: placed(printed)}) == span_boxes(of, [(3, 9)])


def test_letters_of_the_lines_above_and_below_are_not_the_lines():
    others = [(char, x0, top + 0.1, x1, bottom + 0.1) for char, x0, top, x1, bottom in placed("otherline")]
    (box,) = span_boxes(sentence("We fitted it.", "We fitted it."), [(3, 9)], {1: placed("Wefittedit") + others})
    assert (box.x0, box.x1) == pytest.approx((0.02, 0.08))
