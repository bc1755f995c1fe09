"""Verdicts from elsewhere: reader to their answers, every rater's own, nothing overwritten, every row accounted for."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from openpyxl import Workbook

from lib.errors import SheetError
from lib.importing.paper_matching import match_key
from lib.importing.sheets import Sheet, read_sheet
from lib.importing.verdict_columns import guessed_verdict_columns, holds_verdicts
from lib.records import Paper
from lib.records.reviews import ReviewVerdict
from lib.reviews.queue import QueueItem
from lib.reviews.reviews import Reviews
from lib.reviews.verdict_rows import ReadVerdicts, VerdictTableReader
from lib.reviews.verdicts import latest_verdicts
from lib.storage.verdicts import VerdictStore
from tests.conftest import Database
from tests.surveys.test_surveys import SurveyHarness

PAPERS = [
    Paper("p1", "oaks.pdf", title="How tall the oaks of the valley grow", doi="10.1000/oaks"),
    Paper("p2", "elms.pdf", title="Where the elms of the valley stand"),
]
QUESTIONS = ["What data?", "Which model?"]


def items(*answerers: str, source: str = "s") -> list[QueueItem]:
    return [
        QueueItem(f"{source}-{who}-{p.id}-{n}", source, question, [p.id], who, "reported", "reported", None, "", "")
        for who in answerers or ("extractive",)
        for p in PAPERS
        for n, question in enumerate(QUESTIONS)
    ]


def read(
    table: str | bytes,
    *,
    there: list[QueueItem] | None = None,
    said: tuple[ReviewVerdict, ...] = (),
    ever: tuple[ReviewVerdict, ...] = (),
    **columns: object,
) -> ReadVerdicts:
    sheet = read_sheet("t.csv", table.encode() if isinstance(table, str) else table)
    newer = bool(columns.pop("newer", False))
    guessed = guessed_verdict_columns(sheet, str(columns.pop("rater_name", "")))
    by_answer: dict[str, list[ReviewVerdict]] = {}
    for verdict in said:
        by_answer.setdefault(verdict.answer_id, []).append(verdict)
    questions = {match_key(text): text for text in QUESTIONS}
    chosen = type(guessed).from_dict({**guessed.to_dict(), **columns})
    reader = VerdictTableReader(there or items(), PAPERS, questions, by_answer, [*said, *ever], lambda answer_id: 2)
    return reader.read(sheet, chosen, newer=newer)


def summary(found: ReadVerdicts) -> list[tuple[str, str, str | None, str | None, str | None]]:
    return [(v.answer_id, v.rater, v.correct, v.supported, v.category) for v in found.verdicts]


def test_rows_are_matched_by_doi_file_name_and_title_and_keep_their_raters() -> None:
    found = read(
        "file,doi,title,question,rater,correct,supported\n"
        "x,https://doi.org/10.1000/OAKS,,What data?,Ada,correct,yes\n"
        "ELMS.PDF,,,which model,Bob  Box,wrong,no\n"
        "y,,Where the Elms of the valley stand.,What data?,Ada,partly correct,cannot tell\n"
    )
    assert found.left_out == []
    assert summary(found) == [
        ("s-extractive-p1-0", "Ada", "correct", "yes", None),
        ("s-extractive-p2-1", "Bob Box", "wrong", "no", None),
        ("s-extractive-p2-0", "Ada", "partly", "cannot_tell", None),
    ]


def test_every_row_that_cannot_be_taken_in_is_named_with_its_reason() -> None:
    found = read(
        "file,question,answerer,rater,correct\n"
        "ash.pdf,What data?,,Ada,correct\n"
        "oaks.pdf,Who paid?,,Ada,correct\n"
        "oaks.pdf,What data?,claude,Ada,correct\n"
        "oaks.pdf,What data?,,,correct\n"
        "oaks.pdf,What data?,,Ada,so-so\n"
        "oaks.pdf,What data?,,Ada,\n"
    )
    assert found.verdicts == []
    assert [(one.row, one.why) for one in found.left_out] == [
        (2, "its paper is not in the library; looked for by DOI, file name and title"),
        (3, "its question was not asked of this paper here"),
        (4, "“claude” did not answer this here"),
        (5, "it names no rater; say whose verdicts these are"),
        (6, "“so-so” is no word for “correct”; say above which one it means"),
    ]
    assert found.strange == {"correct": {"so-so": 1}}
    assert found.empty == 1


def test_a_file_name_whose_paper_has_another_doi_is_named() -> None:
    found = read("file,doi,question,rater,correct\noaks.pdf,10.1000/other,What data?,Ada,correct\n")
    assert found.verdicts == []
    assert found.left_out[0].why.endswith("one of that name with another DOI is another paper")


def test_an_odd_word_means_what_a_person_says_it_means() -> None:
    table = "file,question,rater,correct\noaks.pdf,What data?,Ada,so-so\n"
    assert read(table, words={"correct:so-so": "partly"}).verdicts[0].correct == "partly"


def test_long_odd_words_that_begin_alike_are_told_apart() -> None:
    long = "so-so as far as can be told from the abstract and the figures and the supplement " * 2
    table = f"file,question,rater,correct\noaks.pdf,What data?,Ada,{long}one\nelms.pdf,What data?,Ada,{long}two\n"
    one, two = read(table).strange["correct"]
    found = read(table, words={f"correct:{one}": "partly", f"correct:{two}": "wrong"})
    assert [verdict.correct for verdict in found.verdicts] == ["partly", "wrong"]


def test_a_row_that_could_mean_two_answers_is_left_out_unless_it_is_about_the_paper() -> None:
    two = items("extractive", "claude")
    row = "file,question,rater,{}\noaks.pdf,What data?,Ada,{}\n"
    assert (
        "2 answers could be meant; name the answerer" in read(row.format("correct", "wrong"), there=two).left_out[0].why
    )
    named = "file,question,answerer,rater,correct\noaks.pdf,What data?,Claude,Ada,wrong\n"
    assert summary(read(named, there=two)) == [("s-claude-p1-0", "Ada", "wrong", None, None)]
    (verdict,) = read(row.format("category", "not reported"), there=two).verdicts
    assert (verdict.category, verdict.correct) == ("not_reported", None)
    surveys = items() + items(source="t")
    assert "choose one survey above" in read(row.format("category", "reported"), there=surveys).left_out[0].why


def test_an_answer_id_needs_no_paper_and_no_question() -> None:
    found = read("answer id,rater,correct\ns-extractive-p1-1,Ada,no\ngone,Ada,yes\n")
    assert summary(found) == [("s-extractive-p1-1", "Ada", "wrong", None, None)]
    assert "its answer is not among these" in found.left_out[0].why


def test_a_verdict_on_one_citation_says_nothing_of_the_whole_answer() -> None:
    (verdict,) = read(
        "answer id,citation,rater,correct,supported,right passage\ns-extractive-p1-0,2,Ada,correct,partly,no\n"
    ).verdicts
    assert (verdict.citation, verdict.correct, verdict.supported, verdict.right_passage) == (2, None, "partly", False)


EARLIER = ReviewVerdict(
    "v1", "s-extractive-p1-0", "Ada", "2026-02-01T00:00:00.000000+00:00", correct="wrong", supported="no"
)
ROW = "file,question,rater,at,correct\noaks.pdf,What data?,Ada,{},{}\n"


def test_what_a_rater_said_here_stays_and_the_row_that_differs_is_named() -> None:
    found = read(ROW.format("", "correct"), said=(EARLIER,))
    assert (found.verdicts, found.differing) == ([], 1)
    assert "Ada judged this here already and otherwise; that stays" in found.left_out[0].why
    same = read(ROW.format("", "wrong"), said=(EARLIER,))
    assert (same.verdicts, same.same, same.left_out) == ([], 1, [])
    other = read(ROW.format("", "correct").replace("Ada", "Bob"), said=(EARLIER,))
    assert len(other.verdicts) == 1


def test_a_later_time_or_a_persons_wish_brings_a_differing_row_in_beside_the_earlier_word() -> None:
    later = read(ROW.format("2026-03-01 10:00:00", "correct"), said=(EARLIER,)).verdicts
    assert [verdict.at for verdict in later] == ["2026-03-01T10:00:00.000000+00:00"]
    assert read(ROW.format("2026-01-01", "correct"), said=(EARLIER,)).verdicts == []
    (wished,) = read(ROW.format("", "correct"), said=(EARLIER,), newer=True).verdicts
    assert [verdict.correct for verdict in latest_verdicts([EARLIER, wished])] == ["correct"]


def test_a_time_to_come_or_none_at_all_is_now() -> None:
    for written in ("2999-01-01", "yesterday", ""):
        (verdict,) = read(ROW.format(written, "correct")).verdicts
        assert verdict.at > "2026-01-01"
        assert verdict.at < "2900-01-01"


def test_the_same_table_twice_gives_the_same_verdicts_and_of_two_rows_the_later_counts() -> None:
    table = ROW.format("", "correct") + "oaks.pdf,What data?,Ada,,wrong\n"
    first, second = read(table).verdicts, read(table).verdicts
    assert [verdict.correct for verdict in first] == ["wrong"]
    assert [verdict.id for verdict in first] == [verdict.id for verdict in second]


LONG = "file,question,rater,at,correct,supported,note\n"


def test_rows_of_one_rater_on_one_answer_add_up() -> None:
    for at in ("", "2026-03-01"):
        found = read(f"{LONG}oaks.pdf,What data?,Ada,{at},correct,,one\noaks.pdf,What data?,Ada,{at},,yes,two\n")
        assert summary(found) == [("s-extractive-p1-0", "Ada", "correct", "yes", None)]
        assert (found.verdicts[0].note, found.left_out) == ("one\ntwo", [])
    days = read(f"{LONG}oaks.pdf,What data?,Ada,2026-03-02,,yes,\noaks.pdf,What data?,Ada,2026-03-01,wrong,,\n")
    (counts,) = latest_verdicts(days.verdicts)
    assert (counts.correct, counts.supported, counts.at[:10]) == ("wrong", "yes", "2026-03-02")


def test_a_row_that_a_later_row_contradicts_is_named() -> None:
    found = read(f"{LONG}oaks.pdf,What data?,Ada,,correct,,\noaks.pdf,What data?,Ada,,wrong,,\n")
    assert [verdict.correct for verdict in found.verdicts] == ["wrong"]
    assert [(one.row, one.why) for one in found.left_out] == [
        (2, "row 3 of the table judges the same otherwise; the later row counts")
    ]
    dated = read(f"{LONG}oaks.pdf,What data?,Ada,,correct,,\noaks.pdf,What data?,Ada,2026-03-01,wrong,,\n")
    assert [verdict.correct for verdict in dated.verdicts] == ["wrong"]
    assert "with a later time" in dated.left_out[0].why


HALF = ReviewVerdict("v1", "s-extractive-p1-0", "Ada", "2026-02-01T00:00:00.000000+00:00", correct="correct", note="n")


@pytest.mark.parametrize(
    ("at", "newer"), [("", False), ("", True), ("2026-03-01", False), ("2026-03-01", True), ("2026-01-01", False)]
)
def test_what_a_row_leaves_open_stays_as_it_was_said(at: str, newer: bool) -> None:
    found = read(f"{LONG}oaks.pdf,What data?,Ada,{at},,yes,\n", said=(HALF,), newer=newer)
    assert found.left_out == []
    (counts,) = latest_verdicts([HALF, *found.verdicts])
    assert (counts.correct, counts.supported, counts.note) == ("correct", "yes", "n")
    again = read(f"{LONG}oaks.pdf,What data?,Ada,{at},,yes,\n", said=(counts,), newer=newer)
    assert (again.verdicts, again.same) == ([], 1)


@pytest.mark.parametrize(("at", "newer"), [("2026-03-01", False), ("", True)])
def test_a_later_row_that_judges_otherwise_takes_nothing_else_away(at: str, newer: bool) -> None:
    (verdict,) = read(f"{LONG}oaks.pdf,What data?,Ada,{at},wrong,,\n", said=(HALF,), newer=newer).verdicts
    assert latest_verdicts([HALF, verdict]) == [verdict]
    assert (verdict.correct, verdict.note) == ("wrong", "n")


def test_another_note_stands_below_the_one_before() -> None:
    (verdict,) = read(f"{LONG}oaks.pdf,What data?,Ada,,correct,,m\n", said=(HALF,)).verdicts
    assert (verdict.correct, verdict.note) == ("correct", "n\nm")


def test_what_was_taken_back_is_not_offered_again_unless_as_a_newer_word() -> None:
    table = ROW.format("", "correct")
    (came,) = read(table).verdicts
    back = ReviewVerdict("w1", came.answer_id, "Ada", came.at, withdraws=came.id)
    found = read(table, ever=(came, back))
    assert (found.verdicts, found.differing) == ([], 1)
    assert "Ada took this back here; that stays" in found.left_out[0].why
    (again,) = read(table, ever=(came, back), newer=True).verdicts
    assert again.id != came.id
    assert [verdict.id for verdict in latest_verdicts([came, back, again])] == [again.id]


def test_a_table_that_came_in_says_nothing_new_though_its_rater_changed_their_mind_in_it() -> None:
    table = ROW.format("2026-03-01", "correct") + "oaks.pdf,What data?,Ada,2026-03-02,wrong\n"
    first = tuple(read(table).verdicts)
    assert len(first) == 2
    again = read(table, said=tuple(latest_verdicts(first)), ever=first)
    assert (again.verdicts, again.same, again.left_out) == ([], 2, [])


def test_a_citation_that_the_answer_does_not_have_is_named() -> None:
    rows = "answer id,citation,rater,supported\ns-extractive-p1-0,2,Ada,yes\ns-extractive-p1-0,9999,Ada,yes\n"
    found = read(rows)
    assert [verdict.citation for verdict in found.verdicts] == [2]
    assert found.left_out[0].why == "its answer has no citation 9,999; it has 2 citations"


def test_a_row_that_judges_a_citation_as_whole_answers_are_judged_is_named() -> None:
    found = read("answer id,citation,rater,correct,note\ns-extractive-p1-0,1,Ada,correct,n\n")
    assert found.verdicts == []
    assert "which are of the whole answer" in found.left_out[0].why


def test_texts_come_in_as_they_were_before_an_export_guarded_them() -> None:
    (verdict,) = read("answer id,rater,correct,note,reason\ns-extractive-p1-0,Ada,yes,'=1+1,'quoted'\n").verdicts
    assert (verdict.note, verdict.reason) == ("=1+1", "'quoted'")
    long = read(f"answer id,rater,correct,note\ns-extractive-p1-0,Ada,yes,{'x' * 10_001}\n")
    assert "10,000 characters" in long.left_out[0].why


def test_a_workbook_with_formulas_and_dates_is_read_by_what_its_cells_show() -> None:
    book = Workbook()
    book.active.append(["file", "question", "rater", "at", "correct", "note"])
    from datetime import datetime

    book.active.append(["oaks.pdf", "What data?", "Ada", datetime(2026, 3, 1, 10), "correct", "=1+1"])
    out = io.BytesIO()
    book.save(out)
    (verdict,) = read(out.getvalue()).verdicts
    assert (verdict.at, verdict.note) == ("2026-03-01T10:00:00.000000+00:00", "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_other_programs_are_read(encoding: str) -> None:
    table = (
        "file;question;rater;correct\noaks.pdf;What data?;Zoë Müller;correct\nelms.pdf;What data?;Zoë Müller;wrong\n"
    )
    assert {verdict.rater for verdict in read(table.encode(encoding)).verdicts} == {"Zoë Müller"}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("rater,correct", "No column names the paper"),
        ("file,rater,correct", "No column names the question"),
        ("file,question,rater", "No column holds a verdict"),
    ],
)
def test_a_table_that_lacks_a_column_says_which(header: str, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        read(f"{header}\n{','.join('x' for _ in header.split(','))}\n")


def test_tables_of_verdicts_are_told_from_tables_of_labels() -> None:
    assert holds_verdicts(Sheet(["Answer ID", "rater"], []))
    assert holds_verdicts(Sheet(["file", "question", "correct"], []))
    assert not holds_verdicts(Sheet(["UID", "CQ1", "CQ2"], []))


@pytest.mark.timeout(120)  # what looked at every answer for every row would not end
def test_ten_thousand_rows_take_seconds() -> None:
    rows = [f"oaks.pdf,What data?,Rater {n},correct,a note\n" for n in range(10_000)]
    found = read("file,question,rater,correct,note\n" + "".join(rows))
    assert len(found.verdicts) == 10_000


@pytest.fixture
def harness(database: Database) -> Iterator[SurveyHarness]:
    harness = SurveyHarness(database.open())
    yield harness
    harness.surveys.close()


def test_verdicts_that_came_in_count_once_and_beside_those_given_here(harness: SurveyHarness) -> None:
    survey = harness.run("extractive")
    reviews = Reviews(VerdictStore(harness.engine), harness.answers, harness.surveys)
    there = reviews.items(survey.id)
    given = reviews.give(there[0].answer_id, "Ada", correct="wrong")
    rows = "".join(f"{item.answer_id},Ada,correct\n{item.answer_id},Bob,wrong\n" for item in there)
    sheet = read_sheet("t.csv", f"answer id,rater,correct\n{rows}".encode())
    columns = guessed_verdict_columns(sheet)

    def imported() -> int:
        reader = reviews.verdict_table_reader(reviews.items(survey.id), harness.papers.values(), {})
        return reviews.add_all(reader.read(sheet, columns).verdicts)

    assert (imported(), imported()) == (2 * len(there) - 1, 0)
    assert reviews.raters() == ["Ada", "Bob"]
    assert next(v for v in reviews.latest_verdicts([there[0].answer_id]) if v.rater == "Ada") == given
    reviews.undo("Bob")
    reader = reviews.verdict_table_reader(reviews.items(survey.id), harness.papers.values(), {})
    assert reader.read(sheet, columns).verdicts == [], "what a rater took back does not come again with the same table"
    cited = read_sheet("t.csv", f"answer id,rater,citation,supported\n{there[0].answer_id},Cleo,99,yes\n".encode())
    assert "no citation 99" in reader.read(cited, guessed_verdict_columns(cited)).left_out[0].why
