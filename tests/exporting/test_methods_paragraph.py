"""The methods paragraph has the right numbers in it."""

import io
import re
from pathlib import Path

from lib import __version__
from lib.exporting.export_rows import ExtractionRow
from lib.exporting.methods_paragraph import Compared, methods_paragraph
from lib.exporting.tool_sheet import EVALUATION, TO_FILL_IN, write_tool_sheet
from lib.records.final_values import LayerValue
from lib.records.reviews import ORDERED, SCHEMES, ReviewPlan, Sample, SettledLabel
from lib.statistics.agreement import compare
from lib.statistics.group_agreement import compare_group
from tests.exporting.export_samples import HOW_MANY, OTTERS, OWLS, export, head, row, verdict
from tests.exporting.test_extraction import cell
from tests.surveys.answers import answer

CLAUDE = {
    "answerer": "claude",
    "model": "claude-x-1",
    "settings": {"embedder": "minilm", "passage_limit": 8},
    "created_at": "2026-01-03T10:00:00+00:00",
}


def survey_rows() -> list:
    return [
        row(answer("a", **CLAUDE), answerer="claude"),
        row(answer("b", **CLAUDE), answerer="claude", papers=[OWLS], category="not_reported", judged="reported"),
        row(answer("c")),
        row(answer=None, category="failed", judged="failed", evidence=[]),
    ]


def test_papers_questions_answerers_models_and_dates_are_told() -> None:
    text = methods_paragraph(export(*survey_rows()))
    assert "We asked 1 question of 2 papers with Sidelight" in text
    assert "claude (model claude-x-1), asked on 2026-01-03" in text
    assert "no language model, asked on 2026-01-01" in text
    assert "at most the 8 best passages found for the question (embedder minilm)" in text


def test_the_versions_that_made_the_answers_are_told() -> None:
    here = row(answer("a", settings={"version": __version__}))
    newer = row(answer("b", settings={"version": "99.1"}))
    before = row(answer("c"))
    asked = "We asked 1 question of 1 paper with Sidelight"
    assert methods_paragraph(export(here)).startswith(f"{asked} {__version__}, which reads")
    assert methods_paragraph(export(here, newer, before)).startswith(
        f"{asked} {__version__}, 99.1 and an earlier version (put together by Sidelight {__version__}), which reads"
    )
    odd = row(answer("d", settings={"version": 7}))
    assert methods_paragraph(export(odd)).startswith(f"{asked} an earlier version (put together")


def test_shares_of_categories_leave_out_what_failed() -> None:
    text = methods_paragraph(export(*survey_rows()))
    assert "Of 4 cells (a question, a paper and an answerer each), 1 failed." in text
    assert "Of the other 3, 2 (66.7 %) reported, 1 (33.3 %) not reported and 0 (0.0 %) unclear" in text
    assert "People changed the category of 1 cell." in text


def test_verdicts_are_counted_apart_for_right_and_for_supported() -> None:
    made = answer("a", paper_id=OTTERS.id)
    said = [
        verdict(made.id, correct="correct", supported="no"),
        verdict(made.id, "Ben", correct="wrong", blind="answer_first"),
        verdict(made.id, "Ben", citation=1, supported="yes"),
    ]
    text = methods_paragraph(export(row(made, said)))
    assert "2 raters reviewed 1 answer by eye." in text
    assert "For 1 of 2 verdicts the rater had answered from the paper before seeing the answer." in text
    assert "right for the paper (n = 2): 1 (50.0 %) correct and 1 (50.0 %) wrong." in text
    assert "borne by the evidence shown (n = 1): 1 (100.0 %) not supported." in text
    assert "on single citations (n = 1): 1 (100.0 %) supported." in text


def test_agreement_comes_with_interval_and_majority_baseline() -> None:
    one = compare(["y"] * 20 + ["n"] * 10, ["y"] * 15 + ["n"] * 15)
    text = methods_paragraph(export(*survey_rows()), [Compared("Ada", "claude", one)])
    assert "Ada and claude agreed on 25 (83.3 %) of 30 items (Cohen's kappa 0.67, 95 % interval 0.42 to 0.92; " in text
    assert "; Gwet's AC1 0.68); the majority baseline is 50.0 %" in text


def test_what_fits_labels_that_prevail_or_have_an_order_stands_beside_kappa() -> None:
    first, second = ["correct"] * 9 + ["partly", "cannot_tell"], ["correct"] * 8 + ["partly", "wrong", "correct"]
    one = compare(first, second, SCHEMES["correct"], ORDERED["correct"])
    text = methods_paragraph(export(*survey_rows()), [Compared("Ada", "Ben", one)])
    assert (
        f"; Gwet's AC1 {one.ac1:.2f}; linearly weighted kappa {one.weighted:.2f} on the 10 with ordered labels); "
        in text
    )
    few = compare(first[:5], second[:5], SCHEMES["correct"], ORDERED["correct"])
    assert "undefined, since all labels are the same; Gwet's AC1 1.00;" in methods_paragraph(
        export(*survey_rows()), [Compared("Ada", "Ben", few)]
    )


def test_three_raters_are_told_together_too() -> None:
    labels = {name: {n: "y" if n < 5 + at else "n" for n in range(9)} for at, name in enumerate(("Ada", "Ben", "Cem"))}
    group = compare_group(labels)
    text = methods_paragraph(export(*survey_rows()), [Compared("the 3 raters", "", group, "what the papers report")])
    assert "On what the papers report, the 3 raters gave the same label in 85.2 % of the pairs of labels" in text
    assert f"(Krippendorff's alpha {group.alpha:.2f}, 95 % interval" in text
    assert f"; Fleiss' kappa {group.fleiss:.2f}, 95 % interval" in text
    few = compare_group({name: {0: "y", 1: "n"} for name in labels})
    assert "alpha" not in methods_paragraph(export(*survey_rows()), [Compared("the 3 raters", "", few)])


def test_how_many_raters_an_item_needs_is_told_with_those_that_have_had_fewer() -> None:
    ada = LayerValue("rater", "Ada", "not_reported", None)
    cells = [cell(), cell(layers=[ada]), cell(layers=[ada], layer="settled")]
    table = lambda: iter([ExtractionRow(OTTERS, "Lovelace 2024", cells)])  # noqa: E731
    text = methods_paragraph(export(extraction=table, review_plan=ReviewPlan(2)))
    assert (
        "What reviewers agree on counts once 2 have judged the item independently of one another. Of 1 item judged by fewer, "
        "the word of these does not count." in text
    )
    assert "counts once" not in methods_paragraph(export(extraction=table))
    unknown = methods_paragraph(export(extraction=table, review_plan=ReviewPlan(is_damaged=True)))
    assert "How many reviewers an item needs cannot be read any more" in unknown


def test_an_undefined_kappa_is_said_and_no_number_is_made_up() -> None:
    text = methods_paragraph(export(*survey_rows()), [Compared("Ada", "Ben", compare(["y"] * 5, ["y"] * 5))])
    assert "kappa is undefined, since all labels are the same" in text
    few = methods_paragraph(export(*survey_rows()), [Compared("Ada", "Ben", compare(["y", "n"], ["n", "n"]))])
    assert "agreed on 1 of 2 items, fewer than 5, which tell no coefficient." in few
    assert "Intervals of kappa" not in few
    assert "nan" not in text.lower()
    assert "labelled nothing in common" in methods_paragraph(export(), [Compared("Ada", "Ben", compare([], []))])


def test_what_nobody_read_is_told_and_nothing_says_otherwise() -> None:
    read, unread = answer("a", paper_id=OTTERS.id), answer("b", paper_id=OTTERS.id)
    text = methods_paragraph(export(row(read, [verdict(read.id, correct="correct")]), row(unread)))
    assert "1 rater reviewed 1 answer by eye." in text
    assert "The other 1 answer was not judged by anyone." in text
    assert "nobody" not in text
    assert "No answer was judged by a person." in methods_paragraph(export(row(unread)))


def test_samples_settlements_and_final_values_are_told() -> None:
    sample = Sample("s", "First", "2026-01-01", 7, 5, "category", 40, ["a", "b", "c", "d", "e"])
    label = SettledLabel("l", [OTTERS.id], HOW_MANY.text, "reported", "Cem", "", "2026-01-02", "category")
    cells = [cell(), cell(layer="settled"), cell(state="disputed", layer=None, category=None, value=None)]
    table = lambda: iter([ExtractionRow(OTTERS, "Lovelace 2024", cells)])  # noqa: E731
    made = export(
        *survey_rows(), samples=[sample], settled=[label], extraction=table, question_set="Animals, version 2"
    )
    text = methods_paragraph(made)
    assert "A random sample of 5 answers was drawn of 40 (seed 7, stratified by category; “First”)." in text
    assert "1 label on which raters differed or that stood in doubt was settled by one person." in text
    assert (
        "Of 3 data items of the reports, 1 settled by people, 1 an answerer's alone and 1 disputed between raters and without "
        "a value." in text
    )
    assert "question set “Animals, version 2”" in text
    assert "PRISMA 2020" in text


def test_the_settings_of_each_answerer_are_told_where_all_its_answers_have_them() -> None:
    asked = [
        answer(t, answerer="claude", settings={"temperature": 0, "max_tokens": n}) for t, n in (("a", 1), ("b", 2))
    ]
    text = methods_paragraph(export(*(row(one, answerer="claude") for one in asked)))
    assert "(temperature 0)" in text
    assert "max" not in text.split("Answers were given")[1].split(".")[0]


def test_the_tool_sheet_tells_who_checked_what_and_leaves_the_rest_to_the_authors() -> None:
    made = answer("a", paper_id=OTTERS.id)
    said = [verdict(made.id, "Ada *x*", correct="correct")]
    out = io.BytesIO()
    write_tool_sheet(export(row(made, said), verdicts=said, surveys=[head()]), out)
    text = out.getvalue().decode()
    assert "judged, changed or settled by Ada \\*x\\*." in text
    assert "1 rater reviewed 1 answer by eye." in text
    assert text.count(TO_FILL_IN) == 3
    empty = io.BytesIO()
    write_tool_sheet(export(row(made)), empty)
    assert "Nobody is recorded to have checked an answer" in empty.getvalue().decode()


def test_the_figures_of_the_tool_sheet_stand_in_the_documents() -> None:
    docs = " ".join(path.read_text("utf-8") for path in Path("docs").glob("*.md"))
    for _, result in EVALUATION:
        assert all(figure in docs for figure in re.findall(r"\d\.\d+", result)), result


def test_answers_outside_surveys_are_counted_by_what_was_found() -> None:
    rows = [row(answer("a"), category=None, judged=None), row(answer("no", found=False), category=None, judged=None)]
    text = methods_paragraph(export(*rows))
    assert "Of 2 answers, 1 (50.0 %) rested on passages of the papers" in text
    assert "for 1 nothing was found that answers" in text
