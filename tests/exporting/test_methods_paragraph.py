"""The methods paragraph has the right numbers in it."""

from lib import __version__
from lib.exporting.methods_paragraph import Compared, methods_paragraph
from lib.statistics.agreement import compare
from tests.exporting.export_samples import OTTERS, OWLS, export, row, verdict
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
    assert "For 1 verdict the rater had answered from the paper before seeing the answer." in text
    assert "right for the paper (n = 2): 1 (50.0 %) correct and 1 (50.0 %) wrong." in text
    assert "borne by the evidence shown (n = 1): 1 (100.0 %) not supported." in text
    assert "on single citations (n = 1): 1 (100.0 %) supported." in text


def test_agreement_comes_with_interval_and_majority_baseline() -> None:
    one = compare(["y"] * 20 + ["n"] * 10, ["y"] * 15 + ["n"] * 15)
    text = methods_paragraph(export(*survey_rows()), [Compared("Ada", "claude", one)])
    assert "Ada and claude agreed on 25 (83.3 %) of 30 items (Cohen's kappa 0.67, 95 % interval 0.42 to 0.92)" in text
    assert "the majority baseline is 50.0 %" in text


def test_an_undefined_kappa_is_said_and_no_number_is_made_up() -> None:
    text = methods_paragraph(export(*survey_rows()), [Compared("Ada", "Ben", compare(["y", "y"], ["y", "y"]))])
    assert "kappa is undefined, since all labels are the same" in text
    assert "nan" not in text.lower()
    assert "labelled nothing in common" in methods_paragraph(export(), [Compared("Ada", "Ben", compare([], []))])


def test_answers_outside_surveys_are_counted_by_what_was_found() -> None:
    rows = [row(answer("a"), category=None, judged=None), row(answer("no", found=False), category=None, judged=None)]
    text = methods_paragraph(export(*rows))
    assert "Of 2 answers, 1 (50.0 %) rested on passages of the papers" in text
    assert "for 1 nothing was found that answers" in text
