"""Screening counts in the body and decides by rule, question and person, each with its reason."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from lib.errors import ConfigError, SidelightError, StoreError, UnknownPaper
from lib.records import Category, Sentence, SentenceKind, Value
from lib.records.surveys import CellRow, ScreeningRule
from lib.storage.screenings import ScreeningStore
from lib.surveys.cell_stats import figures_of
from lib.surveys.screening import decide, keywords_of, mentions
from lib.surveys.screenings import Screenings
from tests.conftest import Database
from tests.surveys.answers import answer
from tests.surveys.test_surveys import SurveyHarness, wait_until


def sentence(text: str, kind: SentenceKind = "body") -> Sentence:
    return Sentence(0, text, "", kind, [], [])


def test_keywords_count_whole_words_in_the_body_and_never_in_the_references() -> None:
    sentences = [
        sentence("Deep Learning and deep-learning models; a deep\nlearning network."),
        sentence("CNNs beat one CNN.", "caption"),
        sentence("Deep learning. Nature 521.", "reference"),
        sentence("Institute of Deep Learning", "front"),
        sentence("Convolution and convolutional layers, no CNNet."),
    ]
    assert mentions(sentences, ["deep learning", "CNN", "convolution*", "a.b"]) == {
        "deep learning": 3,
        "CNN": 2,
        "convolution*": 2,
        "a.b": 0,
    }


def test_keywords_are_taken_from_commas_and_lines_each_once() -> None:
    assert keywords_of("deep  learning, CNN;cnn\n\n * , U-Net") == ["deep learning", "CNN", "U-Net"]


def _cell(text: str, said: str, category: Category = "reported") -> CellRow:
    given = answer(text, found=category != "not_reported")
    value = Value("yes_no", said) if said else None
    return CellRow("p1", 0, "extractive", given.id, category, category, "rule", value, None, figures_of(given))


def test_too_few_mentions_exclude_at_once_and_the_question_decides_the_rest() -> None:
    rule = ScreeningRule(["deep learning"], 3, "Does it train a network?")
    assert decide(rule, {"deep learning": 2}, None) == (False, "2 mentions in the body, fewer than 3.")
    assert decide(rule, {"deep learning": 3}, None)[0] is None
    assert decide(rule, {"deep learning": 3}, _cell("We train one.", "yes")) == (True, "Answered yes: “We train one.”")
    assert decide(rule, {"deep learning": 3}, _cell("We do not.", "no"))[0] is False
    assert decide(rule, {"deep learning": 3}, _cell("No.", "", "not_reported")) == (False, "The paper does not say so.")


@pytest.mark.parametrize(
    ("keywords", "text", "counts", "told"),
    [
        ("network, networks", "We trained neural networks.", [1, 1], "“network” 1 ×, “networks” 1 ×"),
        ("deep learning, learn*", "A deep learning model.", [1, 1], "“deep learning” 1 ×, “learn*” 1 ×"),
        (
            "deep learning, learning model",
            "A deep learning model.",
            [1, 1],
            "“deep learning” 1 ×, “learning model” 1 ×",
        ),
    ],
)
def test_words_that_several_keywords_match_are_one_mention(
    keywords: str, text: str, counts: list[int], told: str
) -> None:
    words = keywords_of(keywords)
    found = mentions([sentence(text)], words)
    assert [found[word] for word in words] == counts
    assert decide(ScreeningRule(words, 2), found, None) == (False, "1 mention in the body, fewer than 2.")
    assert decide(ScreeningRule(words, 1), found, None) == (True, f"In the body: {told}.")
    twice = mentions([sentence(text), sentence(text)], words)
    assert decide(ScreeningRule(words, 2), twice, None)[0] is True


def test_words_beside_each_other_are_a_mention_each() -> None:
    found = mentions([sentence("A network-model, a network.")], ["network", "model", "network"])
    assert found == {"network": 2, "model": 1}


def test_a_failed_or_unclear_answer_never_decides() -> None:
    rule = ScreeningRule(question="Is it?")
    assert decide(rule, None, replace(_cell("", "", "failed"), problem="No key.")) == (
        None,
        "The question could not be answered: No key.",
    )
    assert decide(rule, None, _cell("Yes, perhaps.", "yes", "unclear"))[0] is None
    assert decide(ScreeningRule(["x"]), None, None)[0] is None
    assert decide(ScreeningRule(["x"]), {"x": 4}, None) == (True, "In the body: “x” 4 ×.")


@pytest.fixture
def harness(database: Database) -> Iterator[SurveyHarness]:
    harness = SurveyHarness(database.open())
    yield harness
    harness.surveys.close()


@dataclass
class Texts:
    """Papers by what they say."""

    sentences: Callable[[str], Sequence[Sentence]]


def _screenings(harness: SurveyHarness) -> Screenings:
    words = {"p1": [sentence("Deep learning of deep learning.")], "p2": [sentence("Owls.")]}
    return Screenings(ScreeningStore(harness.engine), harness.surveys, Texts(words.__getitem__))


def _decided(screenings: Screenings, screening_id: str) -> dict[str, bool | None]:
    end = time.monotonic() + 10
    while any(paper.included is None for paper in screenings.papers(screening_id)):
        assert time.monotonic() < end, screenings.papers(screening_id)
        time.sleep(0.02)
    return {paper.paper_id: paper.included for paper in screenings.papers(screening_id)}


def test_a_screening_counts_asks_and_decides_and_a_person_has_the_last_word(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: answer("Yes, a network is trained.", paper_id=paper)
    screenings = _screenings(harness)
    rule = ScreeningRule(["deep learning"], 2, "Is a network trained?")
    screening_id = screenings.start("DL", rule, ["p1", "p2"])
    assert _decided(screenings, screening_id) == {"p1": True, "p2": False}
    screenings.decide(screening_id, "p2", True, "Ada", "Only the abstract was read.")
    second = screenings.papers(screening_id)[1]
    assert (second.included, second.person, second.reason) == (True, "Ada", "Only the abstract was read.")
    screenings.decide(screening_id, "p2", None, "")
    assert screenings.papers(screening_id)[1].included is False
    screenings.remove(screening_id)
    assert screenings.heads() == []
    assert harness.surveys.heads() == []
    screenings.close()


def test_decisions_are_told_without_loading_a_single_answer(harness: SurveyHarness) -> None:
    harness.say = lambda question, paper, answerer: answer("Yes, we train a network.", paper_id=paper)
    screenings = _screenings(harness)
    screening_id = screenings.start("On topic", ScreeningRule(question="Is a network trained?"), ["p1", "p2"])
    harness.surveys.wait(str(screenings.head(screening_id).survey_id))
    with harness.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM answers")
    told = screenings.papers(screening_id)
    assert [(one.included, one.reason) for one in told] == [(True, "Answered yes: “Yes, we train a network.”")] * 2
    screenings.close()


def test_a_screening_that_was_cut_off_counts_on_at_the_next_start(harness: SurveyHarness) -> None:
    screenings = _screenings(harness)
    screenings.close()
    screening_id = screenings.start("DL", ScreeningRule(["deep learning"]), ["p1", "p2"])
    assert {paper.included for paper in screenings.papers(screening_id)} == {None}
    again = _screenings(harness)
    again.resume_interrupted()
    assert _decided(again, screening_id) == {"p1": True, "p2": False}
    again.close()


def test_a_screening_by_nothing_or_of_nothing_is_refused(harness: SurveyHarness) -> None:
    screenings = _screenings(harness)
    with pytest.raises(ConfigError, match="nothing to screen by"):
        screenings.start("x", ScreeningRule(), ["p1"])
    with pytest.raises(ConfigError, match="No paper is chosen"):
        screenings.start("x", ScreeningRule(["a"]), [])
    with pytest.raises(ConfigError, match="at least one mention"):
        screenings.start("x", replace(ScreeningRule(["a"]), at_least=0), ["p1"])
    with pytest.raises(ConfigError, match="Say who you are"):
        screenings.decide("s", "p1", True, " ")
    screenings.close()


def test_only_a_removed_paper_has_no_mentions_one_that_cannot_be_read_now_stays_undecided(
    harness: SurveyHarness,
) -> None:
    faults: dict[str, SidelightError] = {"p2": StoreError("Busy."), "gone": UnknownPaper("Gone.")}
    words = {"p1": [sentence("Deep learning.")], "waiting": []}

    def sentences(paper_id: str) -> list[Sentence]:
        if paper_id in faults:
            raise faults[paper_id]
        return words[paper_id]

    screenings = Screenings(ScreeningStore(harness.engine), harness.surveys, Texts(sentences))
    screening_id = screenings.start("DL", ScreeningRule(["deep learning"]), ["p1", "p2", "gone", "waiting"])
    wait_until(lambda: not screenings.is_counting(screening_id))
    decided = {paper.paper_id: paper.included for paper in screenings.papers(screening_id)}
    assert decided == {"p1": True, "p2": None, "gone": False, "waiting": None}
    faults.clear()
    words |= {"p2": [sentence("Deep learning.")], "waiting": [sentence("Owls.")]}
    screenings.count_rest(screening_id)
    assert _decided(screenings, screening_id) == {"p1": True, "p2": True, "gone": False, "waiting": False}
    screenings.close()


def test_a_fault_in_counting_costs_its_own_paper_only_and_is_logged_and_told(
    harness: SurveyHarness, caplog: pytest.LogCaptureFixture
) -> None:
    words = {"p1": [sentence("Deep learning.")]}
    screenings = Screenings(ScreeningStore(harness.engine), harness.surveys, Texts(words.__getitem__))
    screening_id = screenings.start("DL", ScreeningRule(["deep learning"]), ["p2", "p1"])
    wait_until(lambda: not screenings.is_counting(screening_id))
    assert {one.paper_id: one.included for one in screenings.papers(screening_id)} == {"p1": True, "p2": None}
    assert "failed over the words of a paper" in str(screenings.fault(screening_id))
    assert "KeyError" in caplog.text
    task = screenings._tasks.get(screening_id)
    assert task is not None
    assert task.problem is None  # it went on to its end
    words["p2"] = [sentence("Owls.")]
    screenings.count_rest(screening_id)
    assert _decided(screenings, screening_id) == {"p1": True, "p2": False}
    assert screenings.fault(screening_id) is None
    screenings.close()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (StoreError("The database is busy."), "The database is busy. Count the rest"),
        (KeyError("x"), "the log says how"),
    ],
)
def test_a_screening_whose_counts_cannot_be_kept_says_so(harness: SurveyHarness, fault: Exception, told: str) -> None:
    class Busy(ScreeningStore):
        def put_counts(self, screening_id: str, counts: Mapping[str, Mapping[str, int]]) -> None:
            raise fault

    screenings = Screenings(Busy(harness.engine), harness.surveys, Texts(lambda _: [sentence("Deep learning.")]))
    screening_id = screenings.start("DL", ScreeningRule(["deep learning"]), ["p1"])
    wait_until(lambda: not screenings.is_counting(screening_id))
    assert told in str(screenings.fault(screening_id))
    screenings.close()


@pytest.mark.parametrize("keyword", ["*learning", "- *", "-"])
def test_a_keyword_without_a_letter_before_its_star_is_refused(harness: SurveyHarness, keyword: str) -> None:
    screenings = _screenings(harness)
    with pytest.raises(ConfigError, match="no letter before"):
        screenings.start("x", ScreeningRule(["deep", keyword]), ["p1"])
    screenings.close()
