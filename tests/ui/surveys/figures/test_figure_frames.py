"""The figures of a survey count cells as they are and say nothing of what is too little to tell."""

from __future__ import annotations

import pytest

from lib.records import Question
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.records.surveys import CellRow
from lib.surveys.comparing import agreements
from lib.ui.surveys.figures import figure_frames, plots

NAMES = {"extractive": "Quotes", "claude": "Claude"}
QUESTIONS = [Question("Which data were used?", "Data"), Question("Is the code shared?", "Q2")]


def plan_of(*years: int | None) -> SurveyPlan:
    papers = [PlannedPaper(f"p{n}", f"p{n}.pdf", f"Paper {n}", year) for n, year in enumerate(years)]
    return SurveyPlan(QUESTIONS, papers, list(NAMES))


def row(paper: int, question: int, category: str, who: str = "extractive", seconds: float = 1.0) -> CellRow:
    return CellRow(
        f"p{paper}",
        question,
        who,
        f"{paper}-{question}-{who}",
        category,
        category,
        "rule",
        None,
        None,
        {"seconds": seconds},
    )  # type: ignore[arg-type]


def test_no_two_questions_have_one_label_whatever_they_are_called() -> None:
    names = ["Data (3)", "Data", "Data", "Data", "Data (4)"]
    plan = SurveyPlan([Question(f"What of {n}?", name) for n, name in enumerate(names)], [], list(NAMES))
    labels = figure_frames.question_labels(plan)
    assert len(set(labels.values())) == len(names)
    assert labels[1] == "Data"


def test_a_label_that_only_counts_is_the_one_that_the_matrix_shows() -> None:
    plan = SurveyPlan([Question("How many?", "Q4"), Question("Why so?")], [], list(NAMES))
    assert list(figure_frames.question_labels(plan).values()) == ["Q4 · How many?", "Q2 · Why so?"]


def test_of_a_question_failed_cells_are_not_counted() -> None:
    rows = [row(0, 0, "reported"), row(1, 0, "failed"), row(2, 0, "unclear"), row(0, 1, "not_reported")]
    frame = figure_frames.by_question(plan_of(2020, 2020, 2020), rows, {"extractive": "Quotes"})
    assert frame.to_dict("records") == [
        {"question": "Data", "answerer": "Quotes", "reported": 1, "papers": 2, "share": None},
        {"question": "Q2 · Is the code shared?", "answerer": "Quotes", "reported": 0, "papers": 1, "share": None},
    ]
    assert figure_frames.question_sentence(frame) == (
        "“Data” is reported most, in 1 of 2 papers; “Q2 · Is the code shared?” least, in 0 of 1 papers."
    )


def test_a_question_of_few_papers_has_its_counts_and_no_bar() -> None:
    many = figure_frames.FEW_PAPERS
    rows = [row(n, 0, "reported" if n else "unclear") for n in range(many)]
    rows += [row(n, 1, "reported") for n in range(many - 1)]
    names = {"extractive": "Quotes"}
    chart = plots.share_by_question(
        figure_frames.by_question(plan_of(*[2020] * many), rows, names), ["Quotes"]
    ).to_dict()
    (lines,) = chart["datasets"].values()
    assert [(one["share"], one["reported"], one["papers"]) for one in lines] == [(0.8, 4, 5), (None, 4, 4)]


def test_questions_that_are_reported_equally_often_are_all_named() -> None:
    names = {"extractive": "Quotes"}
    plan = SurveyPlan([Question("?", label) for label in "ABCDEFG"], plan_of(2020, 2020, 2020).papers, list(names))
    reported = {0: 2, 1: 1, 2: 2, 3: 1, 4: 1, 5: 1, 6: 1}
    rows = [row(p, q, "reported" if p < reported[q] else "unclear") for q in reported for p in range(3)]
    assert figure_frames.question_sentence(figure_frames.by_question(plan, rows, names)) == (
        "“A” and “C” are reported most, in 2 of 3 papers; “B”, “D”, “E” and 2 more least, in 1 of 3 papers."
    )
    alike = [one for one in rows if one.question in (0, 2)]
    frame = figure_frames.by_question(plan, alike, names)
    assert figure_frames.question_sentence(frame) == "Every question is reported alike: 2 of 3 papers."


def test_without_a_cell_that_did_not_fail_that_is_said() -> None:
    frame = figure_frames.by_question(plan_of(2020), [row(0, 0, "failed")], NAMES)
    assert figure_frames.question_sentence(frame) == "No cell is finished that did not fail."


def test_no_line_goes_through_a_year_with_few_papers_or_over_a_gap() -> None:
    many = figure_frames.FEW_PAPERS
    years = [2015] * many + [2016] * many + [2017] * (many - 1) + [2018] * many + [2020] * many
    rows = [row(n, 0, "reported") for n in range(len(years))]
    frame = figure_frames.by_year(plan_of(*years), rows, {"extractive": "Quotes"})
    assert list(frame["enough"]) == [True, True, False, True, True]
    runs = dict(zip(frame["year"], frame["run"], strict=True))
    assert runs[2015] == runs[2016]
    assert len(set(runs.values())) == 4


def test_a_year_with_few_papers_has_no_point() -> None:
    rows = [row(n, 0, "reported") for n in range(2)]
    frame = figure_frames.by_year(plan_of(2015, 2016), rows, {"extractive": "Quotes"})
    layers = plots.share_by_year(frame, ["Quotes"], (2015, 2016)).to_dict()["layer"]
    assert all({"filter": "datum.enough"} in layer["transform"] for layer in layers)


def test_papers_are_counted_once_a_year_and_those_without_a_year_left_out() -> None:
    plan = plan_of(2019, 2019, None, 2021)
    rows = [row(n, q, "reported") for n in range(4) for q in range(2)]
    assert figure_frames.papers_by_year(plan).to_dict("records") == [
        {"year": 2019, "papers": 2},
        {"year": 2021, "papers": 1},
    ]
    frame = figure_frames.by_year(plan, rows, {"extractive": "Quotes"})
    assert list(zip(frame["year"], frame["papers"], frame["answers"], strict=True)) == [(2019, 2, 4), (2021, 1, 2)]
    assert (
        figure_frames.year_sentence(frame)
        == "There is no trend over the years to show: fewer than two years have 5 papers."
    )
    assert list(figure_frames.by_year(plan, rows, {"extractive": "Quotes"}, question=1)["answers"]) == [2, 1]


def test_the_axis_of_papers_has_whole_numbers_only() -> None:
    chart = plots.papers_by_year(figure_frames.papers_by_year(plan_of(2019, 2021)), (2019, 2021)).to_dict()
    assert chart["encoding"]["y"]["axis"]["tickMinStep"] == 1
    assert chart["encoding"]["x"]["axis"]["tickMinStep"] == 1


def test_the_first_and_the_last_year_with_enough_papers_are_told() -> None:
    years = [2015] * 5 + [2020] * 5
    rows = [row(n, 0, "reported" if n in (0, 5, 6, 7, 8, 9) else "not_reported") for n in range(10)]
    frame = figure_frames.by_year(plan_of(*years), rows, {"extractive": "Quotes"})
    assert figure_frames.year_sentence(frame) == (
        "Of the answers 20% are “reported” for papers of 2015, 100% for those of 2020."
    )


def test_two_answerers_agreement_says_n_and_baseline() -> None:
    rows = [row(n, 0, "reported", who) for n in range(4) for who in NAMES]
    rows += [row(4, 0, "reported"), row(4, 0, "unclear", "claude")]
    frame = figure_frames.by_pair(agreements(rows, list(NAMES)), NAMES)
    (line,) = frame.to_dict("records")
    assert (line["agreed"], line["n"], line["share"]) == (4, 5, 0.8)
    assert line["commonest"] == 0.8
    assert figure_frames.pair_sentence(frame) == "Quotes and Claude give the same category in 80% of the cells."


def test_of_few_cells_that_two_answerers_finished_the_counts_alone_are_told() -> None:
    rows = [row(n, 0, "reported", who) for n in range(4) for who in NAMES]
    frame = figure_frames.by_pair(agreements(rows, list(NAMES)), NAMES)
    (line,) = frame.to_dict("records")
    assert (line["agreed"], line["n"], line["share"], line["commonest"]) == (4, 4, None, None)
    assert (
        figure_frames.pair_sentence(frame) == "Of fewer than 5 cells that two answerers finished no agreement is drawn."
    )


def test_answerers_without_a_cell_in_common_agree_on_nothing() -> None:
    frame = figure_frames.by_pair(agreements([row(0, 0, "reported")], list(NAMES)), NAMES)
    assert figure_frames.pair_sentence(frame) == "No two answerers have finished the same cell yet."


def test_time_is_of_papers_that_are_finished() -> None:
    rows = [row(0, 0, "reported", seconds=2), row(0, 1, "failed", seconds=1), row(1, 0, "reported", seconds=9)]
    frame = figure_frames.by_paper(plan_of(2020, 2020), rows, NAMES)
    assert frame.to_dict("records") == [{"paper": "Paper 0", "answerer": "Quotes", "seconds": 3.0}]
    assert figure_frames.time_sentence(frame) == "Half of the papers took at most 3.0 s for all questions."


@pytest.mark.parametrize(("seconds", "scale"), [((1.0, 2.0), None), ((0.1, 60.0), "log")])
def test_times_far_apart_stand_on_a_logarithmic_axis(seconds: tuple[float, float], scale: str | None) -> None:
    rows = [row(n, q, "reported", seconds=took / 2) for n, took in enumerate(seconds) for q in range(2)]
    chart = plots.seconds_by_paper(figure_frames.by_paper(plan_of(2020, 2020), rows, NAMES), ["Quotes"]).to_dict()
    assert chart["layer"][0]["encoding"]["x"]["scale"].get("type") == scale
