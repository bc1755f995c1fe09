from __future__ import annotations

import pytest

from lib.answering.offline.answerability import match_papers
from lib.answering.offline.answerer import WORDLESS_CHANCE, _certain, is_answered
from lib.answering.offline.others_work import tells_others_work
from lib.answering.offline.question_analysis import AskedQuestion
from lib.records import Sentence
from tests.answering.requests import request, sentence

QUESTION = "How long did the herons rest?"


def of_others(text: str, section: str = "Methods", question: str = QUESTION) -> bool:
    one = sentence(0, text, section=section)
    return tells_others_work(question, one, [one])


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("However, Ruiz et al. [42] reported that herons rested for 10 weeks.", "Results"),
        ("Ruiz and Lee [15] kept herons and found that they rested for 10 weeks.", "Methods"),
        ("Ruiz and Lee (2010) observed that herons rest for 10 weeks.", "Results"),
        ("In a study by Ruiz et al., herons rested for 10 weeks.", "Results"),
        ("Previous studies let herons rest for 10 weeks.", "Results"),
        ("Many studies let herons rest for 10 weeks.", "Discussion"),
        ("Herons rest for 10 weeks [3].", "1. Introduction"),
    ],
)
def test_what_a_cited_author_did_is_the_work_of_others(text: str, section: str) -> None:
    assert of_others(text, section)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("In our study herons rested for 10 weeks, longer than before [3].", "Discussion"),
        ("Herons were kept as in Ruiz et al. [3].", "Methods"),
        ("Following Ruiz et al. [3], herons rested for 10 weeks.", "Methods"),
        ("SPSS [12] was used.", "Methods"),
        ("Statistica and SPSS (2010) were used.", "Methods"),
        ("Many studies were excluded.", "Results"),
        ("Herons rested for 10 weeks.", "Discussion"),
    ],
)
def test_what_the_authors_did_is_their_own_whomever_they_cite(text: str, section: str) -> None:
    assert not of_others(text, section)


def test_a_question_that_names_the_author_or_earlier_work_asks_for_it() -> None:
    text = "Ruiz et al. [42] reported that herons rested for 10 weeks."
    assert not of_others(text, question="How long did the herons of Ruiz et al. rest?")
    assert not of_others(text, question="How long did herons rest for Ruiz?")
    assert not of_others(text, question="How long did herons rest in previous studies?")


def retold(section: str) -> list[Sentence]:
    return [
        sentence(0, "Ruiz and Lee [15] submitted herons to two conditions.", section=section),
        sentence(1, "The rest was on a perch, with a duration of two minutes.", section=section),
        sentence(2, "In our study the herons were ringed.", section=section),
        sentence(3, "The rings were worn for two weeks.", section=section),
    ]


def test_a_discussion_that_goes_on_with_a_cited_study_tells_it_until_it_speaks_of_its_own() -> None:
    discussion, results = retold("Discussion"), retold("Results and discussion")
    assert [tells_others_work(QUESTION, one, discussion) for one in discussion] == [True, True, False, False]
    assert not tells_others_work(QUESTION, results[1], results)


def test_what_this_study_did_leads_before_what_another_did_and_the_other_is_never_sure() -> None:
    other = sentence(0, "Ruiz et al. [42] reported that the herons rested for 10 weeks.", section="Discussion")
    own = sentence(1, "The herons had their rest over 3 weeks.")
    asked = AskedQuestion("For how many weeks did the herons rest?")
    (both,) = match_papers(asked, request(asked.text, {"p": [other, own]}), None)
    assert max(both.scored, key=lambda one: one.score).candidate.sentence is own
    (alone,) = match_papers(asked, request(asked.text, {"p": [other]}), None)
    assert is_answered(asked, alone, 1, 0.99)
    assert _certain(asked, alone, alone.scored, 1, 0.99) == WORDLESS_CHANCE


def test_a_reason_may_be_taken_from_the_work_of_others() -> None:
    asked = AskedQuestion("Why did the herons rest?")
    text = "Ruiz et al. [42] reported that the herons rested because of the cold."
    (match,) = match_papers(asked, request(asked.text, {"p": [text]}), None)
    assert not match.scored[0].of_others
