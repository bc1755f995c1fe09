from __future__ import annotations

import pytest

from lib.answering.offline.quotable import is_asked_boilerplate, is_list_of_names, is_prose, is_quotable
from tests.answering.requests import sentence

QUESTION = "How was the survey of the lake carried out?"


@pytest.mark.parametrize(
    "text",
    [
        "Copyright: © 2020 by the authors.",
        "This is an open access article distributed under the Creative Commons Attribution License.",
        "Publisher's note: the journal remains neutral with regard to jurisdictional claims.",
        "Received: 3 May 2019; Accepted: 4 June 2019; Published: 9 July 2019",
        "Correspondence: a.person@lake.example; Tel.: +386-1-4771-446",
        "We thank the wardens of the lake for their help.",
        "The authors declare that no competing interests exist.",
        "Ada Lovelace, Grace Hopper, Mary Anning and Rosalind Franklin.",
        "J. Smith, A. Jones, and B. Brown. 2001. Soil. Journal of Soil 12(3):14.",
        "0.2 0.4 0.6 0.8",
        "Cells with Total number",
        "R> C[, 1] <- exp( - k[1] * t)",
        "of 12.",
    ],
)
def test_furniture_and_scraps_are_not_quoted(text: str) -> None:
    assert not is_quotable(sentence(0, text), QUESTION)


@pytest.mark.parametrize(
    "text",
    [
        "The lake was surveyed by boat in June.",
        "Les deux rives du lac furent visitées en juin.",
        "To this end, two boats crossed the lake on parallel lines",
    ],
)
def test_prose_is_quoted_whatever_its_language(text: str) -> None:
    assert is_quotable(sentence(0, text), QUESTION)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who funded the study?", "This work was supported by the Lake Fund."),
        ("Which licence does the article have?", "Distributed under the Creative Commons Attribution License."),
        ("When was the paper accepted?", "Received: 3 May 2019; Accepted: 4 June 2019"),
        ("Do the authors declare a conflict of interest?", "The authors declare no conflicts of interest."),
        ("Who are the authors of the paper?", "Ada Lovelace 1, Grace Hopper 2"),
    ],
)
def test_furniture_is_quoted_where_just_that_is_asked_for(question: str, text: str) -> None:
    front = sentence(0, text, kind="front")
    assert is_quotable(front, question)
    assert is_asked_boilerplate(question, text)
    assert not is_quotable(front, QUESTION)
    assert not is_asked_boilerplate(QUESTION, text)


def test_a_row_of_a_table_is_quoted_and_words_out_of_a_figure_are_not() -> None:
    assert is_quotable(sentence(0, "Category: Leaf; Boxes: 2051; AP: 26.5", kind="table"), QUESTION)
    assert not is_quotable(sentence(0, "Transformer (initialized) n( ) o", kind="table"), QUESTION)


@pytest.mark.parametrize("kind", ["heading", "reference"])
def test_headings_and_references_are_never_quoted(kind: str) -> None:
    assert not is_quotable(sentence(0, "The lake was surveyed by boat in June.", kind=kind), QUESTION)


@pytest.mark.parametrize(
    "text",
    [
        "Dropout improved the accuracy.",
        "Training took two hours.",
        "The net was trained, then it was tested, and errors were counted.",
        "In Vienna and in Graz, both nets were trained.",
    ],
)
def test_short_prose_is_no_list_of_names(text: str) -> None:
    assert not is_list_of_names(text)
    assert is_quotable(sentence(0, text), "What improved the accuracy?")


@pytest.mark.parametrize(
    "text",
    ["Ann B. Lee, José Ruiz and Wei Chen", "Ana M. Silva1,2, Öner Yılmaz3∗ & K. J. O’Brien4", "Ann Lee | Bob van Dam"],
)
def test_names_alone_are_a_list_of_names(text: str) -> None:
    assert is_list_of_names(text) == ("van" not in text)


@pytest.mark.parametrize(
    "pumped",
    [
        "The levels were " + "3, 4, " * 400 + "and so on.",
        "Bit string " + "01" * 2000 + " x.",
        "A B" + "1 " * 3000,
        "Al Bo, " * 900 + "x",
    ],
)
@pytest.mark.timeout(20)  # what grew with every digit as it once did would not end
def test_no_text_is_judged_without_end(pumped: str) -> None:
    is_quotable(sentence(0, pumped), "Which levels were used?")
    is_quotable(sentence(0, pumped, kind="table"), "Who wrote this?")


def test_a_sentence_full_of_makers_and_versions_is_prose() -> None:
    named = "IBM SPSS Statistics (Version 22, IBM, Chicago, IL, USA) and GraphPad Prism (Version 6)."
    assert is_prose(f"Analyses were performed using {named}")
    assert not is_prose(named)


@pytest.mark.parametrize(
    "text",
    [
        "BMI, body mass index; HbA1c, hemoglobin A1c; CRP, C-reactive protein.",
        "4EBP1 = Eukaryotic binding protein 1, BIA=Bioelectrical impedance analysis, CK-MB = creatine kinase, CS = citrate.",
        "Note: BMI: body mass index; CRP: C-reactive protein; SD: standard deviation.",
    ],
)
def test_abbreviations_spelled_out_are_quoted_only_where_one_is_asked_for(text: str) -> None:
    for kind in ("body", "table", "footnote"):
        note = sentence(0, text, kind=kind)
        assert not is_quotable(note, "What was the effect of metformin on HbA1c?")
        assert is_quotable(note, "What does CRP stand for?")


def test_prose_that_explains_its_signs_and_rows_of_a_table_are_no_list_of_abbreviations() -> None:
    prose = (
        "The precision of the detector was computed from the counts of all the boxes in the test set, where TP = true"
        " positives, FP = false positives and FN = false negatives."
    )
    assert is_quotable(sentence(0, prose), "How was the precision computed?")
    row = sentence(0, "Category: Cat; Boxes: 2051; AP: 26.5; Size: small", kind="table")
    assert is_quotable(row, "How large is the AP?")
