"""Sentences end where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.reading.text.hyphens import LineEndHyphens
from lib.reading.text.sentences import extents, join_lines, sentence_spans

LETTER_PT = 5.0


def line(text: str, v: float = 100) -> Line:
    words, u = [], 50.0
    for part in text.split():
        words.append(Word(part, u, u + LETTER_PT * len(part), v, 10, "Times"))
        u += LETTER_PT * (len(part) + 1)
    return Line(words, 0, page=1)


def cut(text: str) -> list[str]:
    joined = join_lines([line(text)], LineEndHyphens({}))
    return [joined.text[a:b] for a, b in sentence_spans(joined)]


@pytest.mark.parametrize(
    "text",
    [
        "Smith et al. Proposed a method.",
        "It is shown in Fig. 3 and Figs. 4 and 5 of the paper.",
        "Some birds, e.g. Turdus merula, sing early.",
        "This means, i.e. The last one, that it holds.",
        "The value was 3.14 in all trials.",
        "We thank J. R. Smith and A. Jones for help.",
        "The plants of Ocimum spp. Were grown here.",
        "See Sec. 3 (see Table 2. for more) in the text.",
        "It was held in Washington D.C. in May.",
        "Figure 2. The cameras of site one.",
        "Results of Darwin vs. Wallace are the same.",
        "Visit www.example.org for more on v. 2.1 of it.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One ends here. Two ends here.", 2),
        ("It cites a paper.[12] The next begins.", 2),
        ("He said “stop.” Then he went.", 2),
        ("Is it so? It is! Yes.", 3),
        ("All had vitamin C. The others had none.", 2),
        ("Found in many works (Smith et al., 2010). It holds.", 2),
        ("It grew by 5. In 2010 it stopped.", 2),
        ("They used R, Python, etc. The rest used C.", 2),
        ("第一句。第二句。", 2),
    ],
)
def test_a_full_stop_that_ends_a_sentence_ends_it(text: str, count: int) -> None:
    assert len(cut(text)) == count


def test_a_raised_note_mark_stays_with_its_sentence() -> None:
    printed = line("It holds. 12 The next begins.")
    mark = printed.words[2]
    mark.glued, mark.size, mark.v = True, 6, 96
    mark.u0 = printed.words[1].u1
    printed.measure()
    joined = join_lines([printed], {})
    assert [joined.text[a:b] for a, b in sentence_spans(joined)] == ["It holds.¹²", "The next begins."]


def test_a_hyphen_at_a_line_end_is_joined_unless_the_paper_writes_the_compound() -> None:
    lines = [
        line("the experi-"),
        line("ments were semi-"),
        line("supervised at 2010-"),
        line("2012 and COVID-"),
        line("19 was", 90),
    ]
    joined = join_lines(lines, LineEndHyphens({"semi-supervised": 2}))
    assert joined.text == "the experiments were semi-supervised at 2010-2012 and COVID-19 was"


@given(st.lists(st.text("abcXYZ.?! 12()", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=5))
def test_sentences_hold_every_printed_letter_once(texts: list[str]) -> None:
    lines = [line(text, v=100 + 12 * n) for n, text in enumerate(texts)]
    joined = join_lines(lines, LineEndHyphens({}))
    spans = sentence_spans(joined)
    text = "".join(joined.text[a:b] for a, b in spans)
    assert text.replace(" ", "") == "".join("".join(text.split()) for text in texts)
    widths = sum(place.u1 - place.u0 for a, b in spans for place in extents(joined, a, b))
    assert widths <= sum(row.u1 - row.u0 for row in lines) + 0.01


@pytest.mark.parametrize(
    "sentence",
    [
        "The archive A = {a1, a2, . . . , aM} holds each part of it.",
        "The classes are 1, . . . , K and the mean is taken over them.",
        "For i = 1, 2, ... , n the value was kept.",
        "For x1, x2, …, xn the value was kept.",
        "All weights w1, . . ., W are positive.",
        "He said “the night . . . was cold” to the others.",
        "The terms 1 + 2 + . . . + N are summed.",
    ],
)
def test_dots_of_a_series_end_no_sentence(sentence: str) -> None:
    text = f"It was night. {sentence} Nothing else was given."
    assert cut(text) == ["It was night.", sentence, "Nothing else was given."]


def test_dots_behind_a_sentence_end_it() -> None:
    assert cut("The otters slept . . . Nobody counted them.") == ["The otters slept . . .", "Nobody counted them."]
