"""The Review page: what it says, what the bar's words become, agreement, settling, labels imported."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lib.records import Question, Survey, Value
from lib.records.reviews import Label
from lib.reviews.queue import QueueFilter
from lib.surveys.surveys import Surveys
from lib.ui.reviews.queue import bar, queue_view
from lib.workspace import Workspace
from tests.pages.components import components, data_of
from tests.pages.conftest import CAMERAS, QUESTIONS, Screen, show_all_verdicts

_numbers = itertools.count(1)


def begin(screen: Screen, name: str = "Ada", **query: str) -> Any:
    at = screen.open("review", **query)
    at.text_input(key="review_rater_name").set_value(name)
    at.button(key="review_rater_begin").click().run()
    return at


def say(at: Any, kind: str, answer: str, **words: Any) -> None:
    """Send what the bar sends when a key is pressed."""
    command = {"n": next(_numbers), "answer": answer, "kind": kind, **words}
    at.session_state["review_bar"] = {"outbox": {"client": "test", "commands": [command]}}
    at.run()
    assert not at.exception, at.exception


def shown(at: Any) -> str:
    """Return the id of the answer that the address names."""
    named = at.query_params["answer"]
    return named if isinstance(named, str) else named[0]


BLANK = {
    "correct": None,
    "supported": None,
    "category": None,
    "flag": False,
    "reason": "",
    "correction": "",
    "note": "",
}


def judge(at: Any, answer: str, *, then: bool = True, **values: Any) -> None:
    say(at, "word", answer, values={**BLANK, **values}, seconds=2.0, next=then)


def ids(workspace: Workspace) -> list[str]:
    return [item.answer_id for item in workspace.reviews.queue(QueueFilter(only="all"), "")]


def rate(workspace: Workspace, rater: str, correct: str, **words: Any) -> None:
    """Rate answers, one letter an answer: correct, partly, wrong."""
    said = {"c": "correct", "p": "partly", "w": "wrong"}
    for answer_id, letter in zip(ids(workspace), correct, strict=False):
        workspace.reviews.give(answer_id, rater, correct=said[letter], **words)


def test_without_an_answer_the_page_says_what_a_review_needs(empty: Workspace, screen: Screen) -> None:
    screen.open("review")
    assert "a review needs an answer" in screen.words


def test_the_name_is_asked_for_once_and_verdicts_are_kept_with_it(surveyed_library: Workspace, screen: Screen) -> None:
    at = screen.open("review")
    assert "Begin" in screen.words
    begin(screen, " Ada  Lovelace ")
    at.switch_page("pages/papers.py").run()
    at.switch_page("pages/review.py").run()
    assert "of 6 reviewed" in screen.words
    judge(at, ids(surveyed_library)[0], correct="correct", supported="yes")
    (kept,) = surveyed_library.reviews.latest_verdicts()
    assert (kept.rater, kept.correct, kept.supported, kept.seconds) == ("Ada Lovelace", "correct", "yes", 2.0)


def test_a_verdict_goes_on_to_the_next_and_the_progress_with_it(surveyed_library: Workspace, screen: Screen) -> None:
    at = begin(screen)
    first, second, *_ = ids(surveyed_library)
    assert shown(at) == first
    judge(at, first, correct="wrong", supported="no")
    assert shown(at) == second
    assert "**1** of 6 reviewed" in screen.words


def test_a_command_that_is_sent_twice_counts_once(surveyed_library: Workspace, screen: Screen) -> None:
    at = begin(screen)
    before = len(surveyed_library.reviews.history(ids(surveyed_library)[0]))
    judge(at, ids(surveyed_library)[0], correct="wrong")
    at.run()
    assert len(surveyed_library.reviews.history(ids(surveyed_library)[0])) == before + 1


def test_a_word_outside_the_scheme_is_refused_in_words(surveyed_library: Workspace, screen: Screen) -> None:
    at = begin(screen)
    judge(at, ids(surveyed_library)[0], correct="excellent")
    assert surveyed_library.reviews.latest_verdicts() == []
    assert "one of the words of the scheme" in at.session_state["review_desk"].message


def test_all_reviewed_is_said_and_the_queue_can_be_looked_through_again(
    surveyed_library: Workspace, screen: Screen
) -> None:
    at = begin(screen)
    for answer_id in ids(surveyed_library):
        judge(at, answer_id, correct="correct", supported="yes")
    assert "All 6 of this queue are reviewed." in screen.words
    say(at, "go", "end", by=-1)
    assert shown(at) == ids(surveyed_library)[-1]


def test_undo_reopens_what_was_judged_last(surveyed_library: Workspace, screen: Screen) -> None:
    at = begin(screen)
    first = ids(surveyed_library)[0]
    judge(at, first, correct="correct", supported="yes")
    say(at, "undo", shown(at))
    assert shown(at) == first
    assert "**0** of 6 reviewed" in screen.words
    assert surveyed_library.reviews.latest_verdicts() == []


def test_others_verdicts_are_hidden_until_all_of_the_own_is_said(surveyed_library: Workspace, screen: Screen) -> None:
    """Independence is the survey's setting, on by default: the first of three judgements must not show another's yet."""
    rate(surveyed_library, "Bob", "w")
    at = begin(screen)
    first = ids(surveyed_library)[0]
    earlier = len(surveyed_library.reviews.history(first))
    assert "Bob" not in screen.words
    judge(at, first, then=False, correct="correct")
    assert "Bob" not in screen.words
    judge(at, first, then=False, correct="correct", supported="yes", category="reported")
    assert "Bob**: wrong" in screen.words
    judge(at, first, then=False, correct="partly", supported="yes", category="reported")
    blind = [one.blind for one in surveyed_library.reviews.history(first)[earlier:]]
    assert blind == ["no_earlier_verdicts", "no_earlier_verdicts", ""], "what was said with Bob's word in sight says so"


def test_a_rater_who_comes_back_to_a_judged_answer_sees_the_others(surveyed_library: Workspace, screen: Screen) -> None:
    rate(surveyed_library, "Bob", "w")
    at = begin(screen, only="all")
    first = ids(surveyed_library)[0]
    judge(at, first, correct="correct")
    assert shown(at) != first
    say(at, "go", shown(at), by=-1)
    assert shown(at) == first
    assert "Bob**: wrong" in screen.words


def test_where_raters_do_not_work_independently_a_rater_may_still_choose_not_to_see_the_others(
    surveyed_library: Workspace, screen: Screen
) -> None:
    rate(surveyed_library, "Bob", "w")
    show_all_verdicts(surveyed_library)
    at = begin(screen)
    assert "Bob**: wrong" in screen.words
    at.radio(key="review_blind").set_value("no_earlier_verdicts").run()
    assert "Bob" not in screen.words


def test_a_sample_is_drawn_with_its_seed_shown_and_hides_what_it_says(
    surveyed_library: Workspace, screen: Screen
) -> None:
    at = begin(screen)
    at.text_input(key="review_sample_name").set_value("Pilot")
    at.number_input(key="review_sample_size").set_value(2)
    seed = next(field for field in at.number_input if field.label == "Seed")
    assert seed.value > 0
    seed.set_value(42)
    at.selectbox(key="review_sample_blind").set_value("answer_first")
    at.button(key="review_sample_draw").click().run()
    assert "2 of 6, random, seed 42 · I answer first" in screen.words
    (sample,) = surveyed_library.reviews.samples()
    first = sample.answer_ids[0]
    assert shown(at) == first
    say(at, "own", first, own_answer="Forty epochs.", category="reported")
    assert "Your own answer: Forty epochs." in screen.words
    judge(at, first, correct="correct", supported="yes", category="reported")
    (kept,) = surveyed_library.reviews.latest_verdicts([first])
    assert (kept.own_answer, kept.blind, kept.sample) == ("Forty epochs.", "answer_first", sample.id)


def test_who_judged_all_of_a_sample_sees_how_far_they_agree_once_a_second_has(
    surveyed_library: Workspace, screen: Screen
) -> None:
    sample = surveyed_library.reviews.draw_sample("Pilot", QueueFilter(), 2, 1, blind="no_earlier_verdicts")
    for rater, words in (("Bob", ("correct", "wrong")), ("Cleo", ("correct",))):
        for answer_id, word in zip(sample.answer_ids, words, strict=False):
            surveyed_library.reviews.give(answer_id, rater, correct=word, supported="yes", category="reported")
    at = begin(screen, sample=sample.id, only="to do")
    assert "κ" not in screen.words
    for answer_id in sample.answer_ids:
        judge(at, answer_id, correct="correct", supported="yes", category="reported")
    assert "Ada and Bob, correct for the paper: 1 of 2 ·" in screen.words
    assert "Cleo, correct" not in screen.words, "who left half-way has not judged the sample"


def test_an_answer_that_is_gone_is_said_and_can_be_passed(surveyed_library: Workspace, screen: Screen) -> None:
    at = begin(screen, answer="gone", only="all")
    assert "reviewed" in screen.words
    assert shown(at) == ids(surveyed_library)[0]


def test_a_removed_paper_leaves_quotes_and_verdicts(empty: Workspace, screen: Screen) -> None:
    paper = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    empty.run_survey(QUESTIONS[:1], [paper.id])
    answer_id = empty.reviews.items()[0].answer_id
    empty.reviews.give(answer_id, "Bob", correct="correct")
    empty.remove_paper(paper.id)
    show_all_verdicts(empty)
    begin(screen, answer=answer_id, only="all")
    assert "is not in the library as a PDF" in screen.words
    assert "add the PDF to see the page" in screen.words
    assert "Bob**: correct" in screen.words


def listed(at: Any) -> dict[str, Any]:
    found: dict[str, Any] = at.session_state["review_desk"].list_data
    return found


def test_the_queue_as_a_list_shows_what_is_left_and_flagged_and_opens_what_is_chosen(
    surveyed_library: Workspace, screen: Screen
) -> None:
    at = begin(screen, only="all")
    first, second, third, *_ = ids(surveyed_library)
    assert listed(at) is None
    judge(at, first, correct="correct", supported="yes", flag=True)
    say(at, "list", shown(at), view="left")
    assert [row["id"] for row in listed(at)["rows"]] == ids(surveyed_library)[1:]
    say(at, "list", shown(at), view="flagged")
    assert [(row["id"], row["done"], row["flag"]) for row in listed(at)["rows"]] == [(first, True, True)]
    say(at, "list", shown(at), view="all")
    assert [row["place"] for row in listed(at)["rows"]] == [1, 2, 3, 4, 5, 6]
    say(at, "show", second, wanted=third)
    assert shown(at) == third
    assert listed(at) is None


def test_the_list_does_not_tell_a_blind_rater_how_well_an_answer_is_supported(
    surveyed_library: Workspace, screen: Screen
) -> None:
    at = begin(screen, only="all")
    say(at, "list", shown(at), view="least supported")
    assert any(row["support"] for row in listed(at)["rows"])
    at.radio(key="review_blind").set_value("answer_first").run()
    assert not any(row["support"] for row in listed(at)["rows"])


def test_another_rater_begins_at_the_first_answer_not_where_the_one_before_stopped(
    surveyed_library: Workspace, screen: Screen
) -> None:
    at = begin(screen)
    first = shown(at)
    judge(at, first, correct="correct", supported="yes", category="reported")
    assert shown(at) != first
    at.text_input(key="review_rater_change").set_value("Ben").run()
    assert shown(at) == first


def test_somebody_else_is_asked_for_their_name(surveyed_library: Workspace, screen: Screen) -> None:
    at = begin(screen)
    at.button(key="review_rater_other").click().run()
    assert "Begin" in screen.words
    at.text_input(key="review_rater_name").set_value("Bob")
    at.button(key="review_rater_begin").click().run()
    judge(at, ids(surveyed_library)[0], correct="correct")
    assert [one.rater for one in surveyed_library.reviews.latest_verdicts()] == ["Bob"]


# agreement


def test_one_rater_alone_is_told_how_agreement_comes_about(surveyed_library: Workspace, screen: Screen) -> None:
    rate(surveyed_library, "Ada", "ccc")
    screen.open("review", part="agreement")
    assert "Ada is the only one so far" in screen.words
    assert "nan" not in screen.words.lower().replace("nance", "")


def test_of_fewer_than_five_answers_the_numbers_alone_are_shown(surveyed_library: Workspace, screen: Screen) -> None:
    rate(surveyed_library, "Ada", "ccww")
    rate(surveyed_library, "Bob", "ccwc")
    at = screen.open("review", part="agreement")
    assert {metric.label: metric.value for metric in at.metric} == {"Agree": "3 of 4", "Cohen’s κ": "–"}
    assert "%" not in screen.words
    assert "1 to settle of 1" in screen.words


def test_two_raters_are_shown_beside_the_majority_baseline(surveyed_library: Workspace, screen: Screen) -> None:
    rate(surveyed_library, "Ada", "ccwwcc")
    rate(surveyed_library, "Bob", "ccwccw")
    at = screen.open("review", part="agreement")
    figures = {metric.label: metric.value for metric in at.metric}
    assert figures == {"Agree": "66.7%", "Cohen’s κ": "0.25", "Always the commonest label": "66.7%"}
    assert "4 of 6 answers" in screen.words
    assert "AC1 0.61 · weighted κ 0.25" in screen.words
    assert "2 to settle of 2" in screen.words


def test_an_undefined_kappa_is_said_in_words(surveyed_library: Workspace, screen: Screen) -> None:
    rate(surveyed_library, "Ada", "cccccc")
    rate(surveyed_library, "Bob", "cccccc")
    at = screen.open("review", part="agreement")
    assert {metric.label: metric.value for metric in at.metric}["Cohen’s κ"] == "–"
    assert "kappa is undefined" in screen.words
    assert "All verdicts of both are “correct”" in screen.words


def test_of_fewer_than_five_answers_no_kappa_and_no_interval_is_shown(
    surveyed_library: Workspace, screen: Screen
) -> None:
    rate(surveyed_library, "Ada", "cw")
    rate(surveyed_library, "Bob", "ww")
    rate(surveyed_library, "Cleo", "ww")
    at = screen.open("review", part="agreement")
    assert {metric.label: metric.value for metric in at.metric}["Cohen’s κ"] == "–"
    assert "too few to tell, 2 judged by both" in screen.words
    assert "95 %" not in screen.words
    assert "Fleiss’ κ and Krippendorff’s α are left out" in screen.words


def test_settling_stays_with_the_survey_that_was_compared(surveyed_library: Workspace, screen: Screen) -> None:
    rate(surveyed_library, "Ada", "c")
    rate(surveyed_library, "Bob", "w")
    (survey,) = surveyed_library.surveys.heads()
    begin(screen, "Cleo")
    at = screen.open("review", part="agreement", source=survey.id)
    at.button(key=f"review_open_{ids(surveyed_library)[0]}").click().run()
    assert at.query_params["source"] == survey.id
    assert at.query_params["answer"] == ids(surveyed_library)[0]


def test_three_raters_get_the_figures_of_a_group(surveyed_library: Workspace, screen: Screen) -> None:
    for name, said in (("Ada", "ccwwcc"), ("Bob", "ccwccw"), ("Cleo", "ccwcc")):
        rate(surveyed_library, name, said)
    at = screen.open("review", part="agreement")
    assert "All 3 raters" in screen.words
    assert "Fleiss’ κ" in screen.words
    assert "Krippendorff’s α" in screen.words
    assert "5 judged by all" in screen.words
    by_part = {frame.columns[0]: frame for frame in (one.value for one in at.dataframe) if "agree" in frame.columns}
    assert set(by_part["paper"]["paper"]) == {paper.title for paper in surveyed_library.papers()}
    assert list(by_part["paper"]["judged by two or more"]) == [3, 3]
    assert list(by_part["question"]["judged by two or more"]) == [2, 2, 2]


def test_a_rater_is_compared_with_the_answerer_and_with_a_label_table(
    surveyed_library: Workspace, screen: Screen
) -> None:
    for item in surveyed_library.reviews.items():
        surveyed_library.reviews.give(item.answer_id, "Ada", category=item.category)
    said = {"cameras.pdf": "reported", "sounds": "maybe"}
    table_id = surveyed_library.labels.add(
        "Table", [Label(name, QUESTIONS[0], "people", label) for name, label in said.items()]
    )
    at = screen.open("review", part="agreement")
    at.segmented_control(key="review_judgement").set_value("category").run()
    pairs = at.selectbox(key="review_pair_second")
    assert list(pairs.options) == [
        "Ada",
        "Quotes from the papers, no language model",
        "people · Table (table)",
    ]
    assert {metric.label: metric.value for metric in at.metric}["Agree"] == "100.0%"
    pairs.set_value(f"table:{table_id}:people").run()
    assert "“maybe” (1), which no rater here can say" in screen.words


def settling(at: Any) -> list[dict[str, Any]]:
    """Return what the bar offers to settle."""
    found: list[dict[str, Any]] = data_of(components(at)[0])["settling"]
    return found


def test_a_disagreement_leads_to_its_evidence_where_it_is_settled_into_the_gold_set(
    surveyed_library: Workspace, screen: Screen
) -> None:
    rate(surveyed_library, "Ada", "c")
    rate(surveyed_library, "Bob", "w")
    answer_id = ids(surveyed_library)[0]
    begin(screen, "Cleo")
    at = screen.open("review", part="agreement")
    at.button(key=f"review_open_{answer_id}").click().run()
    assert shown(at) == answer_id
    assert settling(at) == [{"judgement": "correct", "words": ["Ada: correct", "Bob: wrong"], "settled": ""}]
    say(at, "settle", answer_id, labels={"correct": "partly"}, value="", note="half of it", instead_of={"correct": ""})
    (settled,) = surveyed_library.reviews.settled()
    assert (settled.label, settled.judgement, settled.answer_id, settled.person, settled.note) == (
        "partly", "correct", answer_id, "Cleo", "half of it"
    )  # fmt: skip
    assert "settled by **Cleo**" in screen.words
    assert "half of it" in screen.words
    say(at, "settle", answer_id, labels={"correct": "wrong"}, value="", note="", instead_of={"correct": ""})
    assert "Cleo has settled this meanwhile as “partly”" in at.session_state["review_desk"].message
    assert len(surveyed_library.reviews.settled()) == 1
    at.segmented_control(key="review_part").set_value("agreement").run()
    assert "settled: **partly**" in screen.words


# labels in

MODELS = {
    "first.csv": b"UID,Status,CQ5,CQ10\n1.pdf,Complete,Yes,No\n2.pdf,Complete,No,No\n3.pdf,Complete,Yes,No\n",
    "second.csv": b"UID,Status,CQ5,CQ10\n1.pdf,Complete,Yes,No\n2.pdf,Complete,Yes,No\n3.pdf,Complete,Yes,No\n",
    "third.csv": b"UID,Status,CQ5,CQ10\n1.pdf,Complete,No,No\n2.pdf,Complete,No,Yes\n3.pdf,Complete,No,No\n",
}
PEOPLE = b"no,Article_name,DOI,Dataset,Source Code\n1,First,10.1/a,y,n\n2,Second,10.1/b,y,n\n3,Third,10.1/c,y,n\n"


def _upload(at: Any, files: dict[str, bytes]) -> None:
    at.file_uploader[0].set_value([(name, data, "text/csv") for name, data in files.items()]).run()
    assert not at.exception, at.exception


def _keep(at: Any) -> None:
    next(button for button in at.button if button.label == "Save as a label table").click().run()
    assert not at.exception, at.exception


def test_tables_come_in_are_renamed_voted_on_and_compared_beside_the_baseline(
    surveyed_library: Workspace, screen: Screen
) -> None:
    at = screen.open("review", part="labels")
    _upload(at, MODELS)
    assert "18 labels of 3 papers; 0 of them are in the library." in screen.words
    assert "not found in the library" in " ".join(one.label for one in at.expander)
    _keep(at)
    _upload(at, {"people.csv": PEOPLE})
    for column, name in (("Dataset", "CQ5"), ("Source Code", "CQ10")):
        at.selectbox(key=next(w.key for w in at.selectbox if w.label == column)).set_value(name)
    for word, label in (("y (", "Yes"), ("n (", "No")):
        next(w for w in at.text_input if w.label.startswith(word)).set_value(label)
    at.run()
    _keep(at)
    tables = {table.name: table for table in surveyed_library.labels.tables()}
    assert set(tables) == {"Labels", "people"}
    people = surveyed_library.labels.labels(tables["people"].id)
    assert {(label.question, label.label) for label in people} == {("CQ5", "Yes"), ("CQ10", "No")}
    models = [f"{tables['Labels'].id}:{name}" for name in ("first", "second", "third")]
    at.multiselect(key="review_compare_first").set_value(models)
    at.selectbox(key="review_compare_second").set_value(f"{tables['people'].id}:people").run()
    figures = {metric.label: metric.value for metric in at.metric}
    assert figures["Agree"] == "5 of 6"
    assert figures["Always each question’s commonest label"] == "6 of 6"
    assert "agrees less with" in screen.words


def test_a_table_with_papers_in_columns_comes_in(surveyed_library: Workspace, screen: Screen) -> None:
    at = screen.open("review", part="labels")
    _upload(at, {"across.csv": b"Question,a.pdf,b.pdf\nCQ5,Yes,No\nCQ10,No,No\n"})
    assert "4 labels of 2 papers; 0 of them are in the library." in screen.words
    next(w for w in at.multiselect if w.label == "Columns of papers").set_value(["b.pdf"]).run()
    assert "2 labels of 1 paper; 0 of them are in the library." in screen.words
    assert not at.exception, at.exception


def test_what_a_table_is_made_of_is_shown_letter_by_letter(surveyed_library: Workspace, screen: Screen) -> None:
    at = screen.open("review", part="labels")
    picture = "![x](http://a.example/p.png)"
    table = f"UID,{picture}\n1.pdf,{picture}\n2.pdf,Other\n"
    _upload(at, {f"{picture.replace('/', '')}.csv": table.encode(), "other.csv": table.encode()})
    labels = [w.label for w in (*at.selectbox, *at.text_input)]
    assert sum("png" in label for label in labels) >= 3
    assert not [label for label in labels if "![x](" in label]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no table"),
        (b"a,b\n1,2\n", "No column names the paper"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel file"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(
    surveyed_library: Workspace, screen: Screen, data: bytes, words: str
) -> None:
    at = screen.open("review", part="labels")
    _upload(at, {"broken.csv": data})
    assert words in screen.words


def test_a_label_table_is_removed_after_asking(surveyed_library: Workspace, screen: Screen) -> None:
    table_id = surveyed_library.labels.add("Table", [Label("1", "Q", "people", "Yes")])
    at = screen.open("review", part="labels")
    at.button(key=f"review_table_remove_{table_id}").click().run()
    assert surveyed_library.labels.tables() != []
    at.button(key=f"review_table_gone_{table_id}").click().run()
    assert surveyed_library.labels.tables() == []


def test_the_gold_labels_can_be_taken_away_and_read_again(surveyed_library: Workspace, tmp_path: Path) -> None:
    from lib.importing.label_columns import guessed_columns
    from lib.importing.label_table import read_labels
    from lib.importing.sheets import read_sheet
    from lib.ui.reviews.agreement.disagreements import gold_csv, gold_rows

    item = replace(surveyed_library.reviews.items()[0], question="=1+1")
    of_paper = surveyed_library.reviews.settle("category", item, "unclear", "Cleo")
    of_answer = surveyed_library.reviews.settle("correct", item, "wrong", "Cleo")
    sheet = read_sheet("gold.csv", gold_csv(gold_rows(surveyed_library, [of_paper, of_answer])))
    read = read_labels(sheet, guessed_columns(sheet)).labels
    assert {label.paper_key for label in read} == {surveyed_library.paper(item.paper_ids[0]).filename}
    assert [(label.question, label.label, label.source) for label in read] == [
        ("'=1+1", "unclear", "gold"),
        ("'=1+1", "wrong", "gold, correct for the paper, extractive"),
    ]


@pytest.fixture
def epochs(surveyed_library: Workspace) -> Iterator[Survey]:
    """Yield a survey of one number, removed afterwards: the module's library stays as it is."""
    paper = next(one for one in surveyed_library.papers() if "camera" in one.title)
    question = Question("For how many epochs was the network trained?", answer_type="number")
    survey = surveyed_library.run_survey([question], [paper.id])
    yield survey
    surveyed_library.surveys.remove(survey.id)


def test_the_value_that_is_judged_stands_above_the_answer(
    surveyed_library: Workspace, epochs: Survey, screen: Screen
) -> None:
    (row,) = surveyed_library.surveys.rows(epochs.id)
    kept = row.value or row.suggestion
    assert kept is not None
    assert "40" in kept.text
    begin(screen, source=epochs.id)
    assert re.search(rf"(value|value offered, not checked): {kept.text}", screen.words)
    surveyed_library.surveys.change(epochs.id, row.key, row.category, "Eve", value=replace(kept, text="4,193"))
    screen.open("review", source=epochs.id)
    assert "4,193" not in screen.words, "whoever is still to judge sees the answerer's own"
    surveyed_library.reviews.give(str(row.answer_id), "Ada", correct="correct", supported="yes", category="reported")
    screen.open("review", source=epochs.id, only="all", answer=str(row.answer_id))
    assert "value: 4,193" in screen.words


def test_no_answer_stands_there_before_the_bar_that_takes_its_keys(
    surveyed_library: Workspace, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_view, "takes_keys", bar.takes_keys)
    at = begin(screen)
    assert "in the queue" not in screen.words
    at.session_state[bar.BAR] = {"ready": True}
    at.run()
    assert "1 of 6 in the queue" in screen.words


def test_a_value_that_is_only_offered_is_said_to_be_apart_from_the_verdict(
    surveyed_library: Workspace, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(screen)
    (survey,) = surveyed_library.surveys.heads()
    rows = [
        replace(row, value=None, suggestion=Value("number", "12%", 12, "%"))
        for row in surveyed_library.surveys.rows(survey.id)
    ]
    monkeypatch.setattr(Surveys, "rows", lambda self, survey_id, *args, **kwargs: rows)
    monkeypatch.setattr(Surveys, "own_value", lambda self, head, row: None)
    at = screen.open("review", source=survey.id)
    (offered,) = [one for one in at.caption if "value offered" in one.value]
    assert "value offered, not checked: 12% (apart from the verdict)" in offered.value.replace("\\", "")
    assert "neither taken nor refused by a verdict" in offered.help
