"""What was exported opens elsewhere; what is not right is left out and told."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from lib import __version__
from lib.config import Settings
from lib.errors import SidelightError
from lib.importing.jsonl_import import ImportedFile, ImportFileError
from lib.importing.record_validation import WrongRecord, read_record
from lib.records import Answer, Box, Question
from lib.records.reviews import Label, LabelTable, ReviewVerdict, SettledLabel
from lib.reviews.extraction import layer_words
from lib.storage.schema import sentences
from lib.workspace import Workspace
from tests.pdfs import print_paper

OTTERS = print_paper(
    title="Otters in the reeds",
    sections=[("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."])],
)
OWLS = print_paper(title="Owls in the barn", sections=[("Methods", ["The barn owls were ringed by volunteers."])])
QUESTION = "How many otters crossed the transect?"
NEEDING_PDFS = {"pdf", "entries_csv", "metafor_csv", "revman_csv"}
"""Formats that need the papers' files, or questions that repeat within a paper."""

Made = tuple[Workspace, str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Yield a workspace with a reviewed survey of two papers, the survey's id, and its export."""
    with Workspace.open(tmp_path_factory.mktemp("from"), Settings()) as ws:
        papers = [ws.add_paper(p.data, filename=name) for p, name in ((OTTERS, "otters.pdf"), (OWLS, "owls.pdf"))]
        survey = ws.run_survey([Question(QUESTION, "count", answer_type="number")], [paper.id for paper in papers])
        ws.surveys.change(survey.id, (papers[1].id, 0, "extractive"), "unclear", "Ada")
        (answer_id, *_) = (item.answer_id for item in ws.reviews.items(survey.id))
        ws.reviews.give(answer_id, "Ada", correct="correct", note="=1+1")
        ws.reviews.undo("Ada")
        ws.reviews.give(answer_id, "Ben", citation=1, supported="partly")
        exports = ws.exports
        table = LabelTable("t1", "By hand", "2026-01-01T00:00:00+00:00", 1), [Label("otters.pdf", "count", "Ben", "57")]
        yield ws, survey.id, exports.file(exports.of_survey(survey.id, [table]), "jsonl").data


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "data", Settings()) as workspace:
        yield workspace


def take_in(ws: Workspace, data: bytes) -> ImportedFile:
    return ws.imports.import_file(io.BytesIO(data))


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the file with every line changed."""
    lines = [json.loads(line) for line in data.splitlines()]
    for line in lines:
        change(line)
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def test_a_review_opens_in_another_installation(made: Made, fresh: Workspace) -> None:
    ws, survey_id, data = made
    report = take_in(fresh, data)
    assert report.faults == []
    there, here = ws.surveys.survey(survey_id), fresh.surveys.survey(survey_id)
    assert here.to_dict() == there.to_dict()
    assert fresh.surveys.changes(survey_id) == ws.surveys.changes(survey_id)
    for item in ws.reviews.items(survey_id):
        assert fresh.reviews.history(item.answer_id) == ws.reviews.history(item.answer_id)
    assert fresh.labels.labels("t1") == [Label("otters.pdf", "count", "Ben", "57")]
    assert report.survey_ids == [survey_id]
    assert report.new["answers"] == 2
    assert report.new["verdicts"] == 3


def test_the_question_set_that_a_survey_asked_comes_with_it(fresh: Workspace, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "with a set", Settings()) as ws:
        paper = ws.add_paper(OTTERS.data, filename="otters.pdf")
        asked = ws.surveys.save_set("Counts", [Question(QUESTION, "count", answer_type="number")])
        survey_id = ws.surveys.start(ws.surveys.plan([], [paper.id], question_set=asked))
        ws.surveys.wait(survey_id)
        data = ws.exports.file(ws.exports.of_survey(survey_id), "jsonl").data
    report = take_in(fresh, data)
    assert report.faults == []
    assert fresh.surveys.sets() == [asked]
    assert take_in(fresh, data).new["question_sets"] == 0


def test_a_label_failed_of_an_earlier_version_is_taken_in(made: Made, fresh: Workspace) -> None:
    ws, survey_id, data = made
    item = ws.reviews.items(survey_id)[0]
    old = SettledLabel(
        "old", item.paper_ids, item.question, "failed", "Ada", "", "2026-01-01T00:00:00+00:00", "category"
    )
    line = json.dumps({"record": "settled", **old.to_dict()}).encode()
    assert take_in(fresh, data + line + b"\n").faults == []
    assert [one.label for one in fresh.reviews.settled()] == ["failed"]


def test_a_file_of_before_versions_were_told_opens_too(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    assert json.loads(data.splitlines()[0])["made_with"] == f"Sidelight {__version__}"

    def older(line: dict[str, Any]) -> None:
        line.pop("made_with", None)
        line.get("settings", {}).pop("version", None)

    assert take_in(fresh, changed(data, older)).faults == []
    cells = fresh.surveys.cells(survey_id).values()
    assert [cell.answer is not None and "version" not in cell.answer.settings for cell in cells] == [True, True]


def test_a_review_that_an_earlier_version_exported_opens_and_is_gone_on_with(fresh: Workspace) -> None:
    """The file was written by the version before final values, several raters' plans and question sets in exports."""
    data = Path(__file__).with_name("review_of_before.jsonl").read_bytes()
    lines = [json.loads(line) for line in data.splitlines()]
    report = take_in(fresh, data)
    assert report.faults == []
    (survey_id,) = report.survey_ids
    told = {(one["paper_id"], one["question"]): one for one in lines if one["record"] == "cell"}
    answers = {one["id"]: one["text"] for one in lines if one["record"] == "answer"}
    cells = fresh.surveys.cells(survey_id)
    assert {key[:2]: cell.answer.text for key, cell in cells.items() if cell.answer} == {
        place: answers[one["answer_id"]] for place, one in told.items()
    }
    (change,) = fresh.surveys.changes(survey_id)
    assert (change.person, change.category) == ("Ada", "not_reported")
    agreed = next(one["answer_id"] for one in lines if one["record"] == "verdict")
    assert {(one.rater, one.correct) for one in fresh.reviews.history(agreed)} == {
        ("Ada", "correct"),
        ("Bo", "correct"),
    }
    finals = {(row.paper.filename, place): cell for row in fresh.exports.extraction(survey_id)
              for place, cell in enumerate(row.cells) if cell is not None}  # fmt: skip
    assert len(finals) == len(told)
    assert {str(one.final.layer) for one in finals.values()} == {"answerer", "changed", "rater"}
    assert "raters: Ada, Bo" in [layer_words(one.final) for one in finals.values()]
    fresh.reviews.give(agreed, "Cleo", correct="wrong")  # and the work goes on
    for kind in fresh.exports.formats("survey"):
        if kind.id not in NEEDING_PDFS:
            assert fresh.exports.survey(survey_id, kind.id).data


def test_what_opened_exports_to_the_same_lines(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    take_in(fresh, data)
    exports = fresh.exports
    again = exports.file(exports.of_survey(survey_id), "jsonl").data
    kinds = ("answer", "cell", "verdict", "change", "survey")
    first, second = (
        sorted(json.dumps(line) for line in map(json.loads, of.splitlines()) if line["record"] in kinds)
        for of in (data, again)
    )
    assert first == second


def test_importing_twice_brings_nothing_twice(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    take_in(fresh, data)
    report = take_in(fresh, data)
    assert sum(report.new.values()) == 0
    assert report.there == 11
    assert "Nothing new was imported." in report.summary()
    assert len(fresh.surveys.cells(survey_id)) == 2


def test_importing_at_home_changes_nothing_but_what_was_not_kept_there(made: Made) -> None:
    ws, survey_id, data = made
    before = ws.surveys.survey(survey_id)
    new = take_in(ws, data).new
    assert {name for name, number in new.items() if number} == {"tables", "labels"}
    assert ws.surveys.survey(survey_id) == before


def test_where_the_pdf_is_missing_quote_and_page_stand_in_words(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    report = take_in(fresh, data)
    assert sorted(report.papers_missing) == ["Otters in the reeds", "Owls in the barn"]
    assert "add it to see the pages" in report.summary()
    text = fresh.exports.survey(survey_id, "markdown").data.decode()
    assert "“In all 57 otters crossed the transect.” (page 1" in text


def test_a_pdf_added_later_never_lends_its_sentences_to_other_words(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    take_in(fresh, data)
    paper = fresh.add_paper(OTTERS.data, filename="otters.pdf")
    cell = fresh.surveys.cells(survey_id)[paper.id, 0, "extractive"]
    assert cell.answer is not None
    cited = {c.reading for s in cell.answer.sentences for c in s.citations}
    own = fresh._library.readings.current([paper.id])[paper.id]
    assert own not in cited, "the imported number is another installation's"
    assert take_in(fresh, data).papers_missing == ["Owls in the barn"]


def test_a_reading_that_says_the_same_here_is_the_same_reading(made: Made, fresh: Workspace) -> None:
    ws, survey_id, data = made
    paper = fresh.add_paper(OTTERS.data, filename="otters.pdf")
    take_in(fresh, data)
    key = paper.id, 0, "extractive"
    assert fresh.surveys.cells(survey_id)[key].answer == ws.surveys.cells(survey_id)[key].answer


def test_a_quote_without_its_reference_marks_is_of_the_same_reading(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    paper = fresh.add_paper(OTTERS.data, filename="otters.pdf")
    own = fresh._library.readings.current([paper.id])[paper.id]
    with fresh._engine.begin() as connection:
        for row in connection.execute(select(sentences.c.id, sentences.c.text)).all():
            marked = row.text.replace(" the ", " [3] the ")
            connection.execute(update(sentences).where(sentences.c.id == row.id).values(text=marked))
    take_in(fresh, data)
    answer = fresh.surveys.cells(survey_id)[paper.id, 0, "extractive"].answer
    assert answer is not None
    assert {c.reading for s in answer.sentences for c in s.citations} == {own}


def test_a_reading_that_says_something_else_here_gets_another_number(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    paper = fresh.add_paper(OTTERS.data, filename="otters.pdf")

    def other_words(line: dict[str, Any]) -> None:
        for sentence in line.get("sentences", ()):
            for citation in sentence["citations"]:
                citation["quote"] = "Another reader cut the sentences otherwise."

    take_in(fresh, changed(data, other_words))
    answer = fresh.surveys.cells(survey_id)[paper.id, 0, "extractive"].answer
    assert answer is not None
    own = fresh._library.readings.current([paper.id])[paper.id]
    readings = {c.reading for s in answer.sentences for c in s.citations} | {p.reading for p in answer.passages}
    assert own not in readings
    assert all(passage.id.split(":")[1] == str(passage.reading) for passage in answer.passages)


def test_a_survey_that_was_running_does_not_go_on_here_by_itself(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made

    def run(line: dict[str, Any]) -> None:
        if line["record"] == "survey":
            line["status"] = "running"

    half = b"".join(line for line in changed(data, run).splitlines(keepends=True) if b'"unclear"' not in line)
    take_in(fresh, half)
    head = fresh.surveys.head(survey_id)
    assert head.status == "cancelled"
    assert head.reason == "Imported with 1 of its 2 cells."


def test_a_broken_line_is_left_out_and_named_by_its_number(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    lines = data.splitlines(keepends=True)
    verdict = next(place for place, line in enumerate(lines) if b'"record":"verdict"' in line)
    lines[verdict] = lines[verdict][:40] + b"\n"
    report = take_in(fresh, b"".join(lines))
    assert report.faults == [f"Line {verdict + 1} was left out: it is broken: no JSON."]
    assert report.new["verdicts"] == 2
    assert len(fresh.surveys.cells(survey_id)) == 2


def test_a_file_cut_off_in_a_line_gives_what_came_before(made: Made, fresh: Workspace) -> None:
    report = take_in(fresh, made[2][:-30])
    assert report.left_out == 1
    assert report.new["answers"] == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no export of Sidelight"),
        (b"%PDF-1.7 \x00\xff", "no export of Sidelight"),
        (b'{"record":"answer"}\n', "no export of Sidelight"),
        (b"[" * 100_000, "no export of Sidelight"),
        (b'{"record":"sidelight-export","version":99}\n', "newer Sidelight exported this file"),
    ],
)
def test_a_file_that_is_none_of_ours_or_newer_is_refused_in_a_sentence(
    fresh: Workspace, data: bytes, words: str
) -> None:
    with pytest.raises(ImportFileError, match=words):
        take_in(fresh, data)


def of_kind(kind: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    def change(line: dict[str, Any]) -> None:
        if line["record"] == kind:
            line.update(values)

    return change


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (of_kind("paper", id="../../etc/passwd"), "papers"),
        (of_kind("answer", id="../x"), "answers"),
        (of_kind("answer", text=["a list"]), "answers"),
        (of_kind("answer", created_at="zzzz"), "answers"),
        (of_kind("answer", created_at="2026-02-31T00:00:00+00:00"), "answers"),
        (of_kind("answer", cost=True), "answers"),
        (
            of_kind("answer", sentences=[{"text": "x", "citations": [], "support": "sure", "support_score": 1}]),
            "answers",
        ),
        (of_kind("answer", passages={"a": 1}), "answers"),
        (of_kind("verdict", correct="brilliant"), "verdicts"),
        (of_kind("verdict", rater="  "), "verdicts"),
        (of_kind("verdict", answer_id="another"), "verdicts"),
        (of_kind("cell", question=7), "cells"),
        (of_kind("cell", category="maybe"), "cells"),
        (of_kind("cell", finished_at="0001-01-01T00:00:00+00:00"), "cells"),
        (of_kind("cell", figures={"supported": "abc"}), "cells"),
        (of_kind("cell", figures={"supported": 1.5}), "cells"),
        (of_kind("cell", figures={"seconds": "x"}), "cells"),
        (of_kind("cell", figures={"input": -1}), "cells"),
        (of_kind("cell", figures={"cost": []}), "cells"),
        (of_kind("cell", figures={"text": ["words"]}), "cells"),
        (of_kind("cell", figures={"pages": ["one"]}), "cells"),
        (of_kind("cell", figures={"judging": {"by": "claude"}}), "cells"),
        (of_kind("survey", status="exploded"), "surveys"),
        (of_kind("label", table_id="another"), "labels"),
    ],
)
def test_a_record_that_is_not_of_its_type_is_left_out(
    made: Made, fresh: Workspace, change: Callable[[dict[str, Any]], None], lost: str
) -> None:
    report = take_in(fresh, changed(made[2], change))
    assert report.new[lost] == 0
    assert report.left_out > 0
    assert report.faults[0].startswith("Line ")
    assert fresh.surveys.heads() is not None
    for head in fresh.surveys.heads():
        assert all(row.question == 0 for row in fresh.surveys.rows(head.id))


def test_a_verdict_of_a_time_to_come_counts_from_now_and_not_for_ever(made: Made, fresh: Workspace) -> None:
    take_in(fresh, changed(made[2], of_kind("verdict", at="2099-01-01T00:00:00+00:00", withdraws=None, citation=None)))
    (answer_id,) = {verdict.answer_id for verdict in fresh.reviews.latest_verdicts()}
    later = fresh.reviews.give(answer_id, "Ben", correct="wrong")
    assert later in fresh.reviews.latest_verdicts([answer_id])


def test_a_colleagues_correction_that_comes_back_counts_if_it_is_the_newest(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    take_in(fresh, data)
    (corrected, other) = sorted(fresh.surveys.rows(survey_id), key=lambda row: not row.changed)
    (change,) = (line for line in map(json.loads, data.splitlines()) if line["record"] == "change")
    said = {"id": "bens", "category": "not_reported", "person": "Ben", "value": None}
    bens = [change | said | {"at": "2099-01-01T00:00:00+00:00"}]
    bens += [change | said | {"id": "earlier", "at": "2020-01-01T00:00:00+00:00", "category": "reported"}]
    lines = [line for line in data.splitlines() if json.loads(line)["record"] != "change"]
    report = take_in(fresh, b"\n".join([*lines, *(json.dumps(line).encode() for line in bens)]))
    assert "2 cell corrections imported." in report.summary()
    now = {row.key: row for row in fresh.surveys.rows(survey_id)}
    assert now[corrected.key].category == "not_reported"
    assert now[other.key] == other
    fresh.surveys.change(survey_id, corrected.key, "unclear", "Ada")
    assert next(one.person for one in fresh.surveys.changes(survey_id, corrected.key)) == "Ada"


def test_cells_that_come_with_a_later_file_finish_their_survey(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    take_in(fresh, b"".join(line for line in data.splitlines(keepends=True) if b'"unclear"' not in line))
    assert fresh.surveys.head(survey_id).status == "cancelled"
    take_in(fresh, data)
    head = fresh.surveys.head(survey_id)
    assert (head.status, head.reason) == ("finished", None)


def test_answers_of_a_survey_that_was_answered_anew_here_are_none_of_asks(made: Made, fresh: Workspace) -> None:
    data = made[2]
    anew = {line["id"]: f"anew-{n}" for n, line in enumerate(map(json.loads, data.splitlines())) if "id" in line}

    def answered_anew(line: dict[str, Any]) -> None:
        name = {"answer": "id", "cell": "answer_id", "verdict": "answer_id"}.get(line["record"])
        if name is not None:
            line[name] = anew[line[name]]

    take_in(fresh, changed(data, answered_anew))
    report = take_in(fresh, data)
    assert (report.new["answers"], report.new["cells"], report.new["verdicts"]) == (2, 0, 0)
    assert fresh.reviews.items("ask") == []


def test_the_answer_of_a_cell_that_cannot_be_used_is_none_of_asks(made: Made, fresh: Workspace) -> None:
    report = take_in(fresh, changed(made[2], of_kind("cell", category="maybe")))
    assert (report.new["answers"], report.answer_ids) == (2, [])
    assert fresh.reviews.items("ask") == []


def test_records_are_told_from_what_only_looks_like_them() -> None:
    box = {"page": 1, "x0": 0.1, "top": 0.1, "x1": 0.2, "bottom": 0.2}
    assert read_record(Box, {**box, "unknown": 1}) == Box(1, 0.1, 0.1, 0.2, 0.2)
    for wrong in (
        {"page": 0},
        {"x0": 1e9},
        {"x0": float("nan")},
        {"x0": 0.3},
        {"page": 1.5},
        {"page": True},
        {"top": "0"},
    ):
        with pytest.raises(WrongRecord):
            read_record(Box, {**box, **wrong})
    with pytest.raises(WrongRecord, match="lacks"):
        read_record(Box, {"page": 1})
    with pytest.raises(SidelightError):
        read_record(ReviewVerdict, {"id": "1", "answer_id": "2", "rater": "", "at": ""})
    deep: Any = 1
    for _ in range(50):
        deep = {"a": deep}
    with pytest.raises(WrongRecord):
        read_record(Answer, {"settings": deep})


def test_a_file_is_weighed_before_and_nothing_of_it_is_kept(made: Made, fresh: Workspace) -> None:
    _, survey_id, data = made
    weighed = fresh.imports.dry_run(io.BytesIO(data))
    assert fresh.surveys.heads() == []
    assert fresh.reviews.raters() == []
    assert "New here: 1 survey, 2 cells, 2 answers, 1 cell correction, 3 verdicts" in weighed.preview()
    report = take_in(fresh, data)
    assert (weighed.new, weighed.papers_missing, weighed.survey_ids) == (
        report.new,
        report.papers_missing,
        report.survey_ids,
    )
    assert [head.id for head in fresh.surveys.heads()] == [survey_id]
    assert fresh.imports.dry_run(io.BytesIO(data)).preview() == "Everything in it is here already."


def test_what_is_no_export_is_refused_before_anything_is_kept(fresh: Workspace) -> None:
    with pytest.raises(ImportFileError, match="no export of Sidelight"):
        fresh.imports.dry_run(io.BytesIO(b"%PDF-1.7\n"))


def test_tags_and_collections_come_with_their_papers(made: Made, fresh: Workspace) -> None:
    ws, survey_id, _ = made
    otters = next(paper.id for paper in ws.papers() if paper.filename == "otters.pdf")
    ids = [ws.groups.put("tag", "wet, cold", [otters]), ws.groups.put("collection", "Review", [otters])]
    exports = ws.exports
    data = exports.file(exports.of_survey(survey_id), "jsonl").data
    assert b"keywords = {wet; cold}" in exports.file(exports.of_survey(survey_id), "bibtex").data
    assert b"KW  - wet, cold" in exports.file(exports.of_survey(survey_id), "ris").data
    for group_id in ids:
        ws.groups.remove(group_id)
    take_in(fresh, data)
    assert [group.paper_ids for group in fresh.groups.all()] == [[], []], "the PDF is not here"
    fresh.add_paper(OTTERS.data)
    assert [(group.kind, group.name) for group in fresh.groups.all()] == [
        ("collection", "Review"),
        ("tag", "wet, cold"),
    ]
    assert [group.paper_ids for group in fresh.groups.all()] == [[otters], [otters]]
    assert take_in(fresh, data).new["groups"] == 0


@pytest.mark.parametrize("tags", ["wet", [3], ["x" * 99], [" "], {"a": 1}])
def test_tags_that_are_none_are_passed_over(made: Made, fresh: Workspace, tags: object) -> None:
    def spoil(line: dict[str, Any]) -> None:
        if line["record"] == "paper":
            line["tags"] = tags

    assert take_in(fresh, changed(made[2], spoil)).left_out == 0
    assert fresh.groups.all() == []
