"""Surveys through the front door: real papers, real answers, a real kill."""

import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.config import Settings
from lib.errors import ConfigError
from lib.importing.label_columns import guessed_columns
from lib.importing.label_table import named_papers, read_labels
from lib.importing.paper_matching import match_papers
from lib.importing.sheets import read_sheet
from lib.records import Question, Survey
from lib.records.surveys import ScreeningRule
from lib.surveys.surveys import INTERRUPTED
from lib.workspace import Workspace
from tests.answering.servers import BatchServer, Block, ModelServer, claude_message, claude_reply
from tests.surveys.test_surveys import wait_until
from tests.test_workspace import OTTERS, OWLS

ROOT = Path(__file__).parent.parent
QUESTIONS = [
    Question("How many otters crossed the transect?", "Otters", answer_type="number"),
    Question("Who ringed the barn owls?", "Ringing"),
    Question("Which deep-sea submarine was used?", "Submarine"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with two ready papers."""
    folder = tmp_path_factory.mktemp("surveyed")
    with Workspace.open(folder, Settings()) as ws:
        ws.add_paper(OTTERS.data, filename="otters.pdf")
        ws.add_paper(OWLS.data, filename="owls.pdf")
    return folder


@pytest.fixture
def ws(folder: Path) -> Iterator[Workspace]:
    with Workspace.open(folder, Settings()) as workspace:
        yield workspace


def ids(ws: Workspace) -> dict[str, str]:
    return {paper.filename: paper.id for paper in ws.papers()}


def test_every_cell_of_a_survey_opens_to_words_of_its_own_paper(ws: Workspace) -> None:
    papers = ids(ws)
    told = []
    survey = ws.run_survey(QUESTIONS, list(papers.values()), on_progress=told.append)
    assert survey.status == "finished"
    assert (told[-1].done, told[-1].total) == (6, 6)
    found = survey.cells[papers["otters.pdf"], 0, "extractive"]
    assert found.category == "reported"
    assert found.value is not None
    assert found.value.number == 57
    for (paper_id, _, _), cell in survey.cells.items():
        assert cell.answer is not None
        for citation in (c for sentence in cell.answer.sentences for c in sentence.citations):
            assert citation.paper_id == paper_id
            held = ws.sentences(paper_id)
            assert citation.quote == " ".join(held[i].text for i in citation.sentence_ids)
    assert survey.cells[papers["owls.pdf"], 2, "extractive"].category == "not_reported"
    assert Survey.from_dict(survey.to_dict()) == survey


def test_a_plain_string_is_a_question_and_no_paper_no_question_are_said(ws: Workspace) -> None:
    survey = ws.run_survey(["How many otters crossed the transect?"], [ids(ws)["otters.pdf"]])
    assert [question.answer_type for question in survey.questions] == ["text"]
    with pytest.raises(ConfigError, match="None of the chosen papers"):
        ws.run_survey(["What?"], ["gone"])


def test_a_model_is_told_the_type_of_answer_and_nothing_is_searched_by_it(folder: Path) -> None:
    with (
        ModelServer(claude_reply([Block("57 otters.", [(0, 0, 1)])])) as server,
        Workspace.open(
            folder, Settings(addresses={"ANTHROPIC_BASE_URL": server.url}, secrets={"ANTHROPIC_API_KEY": "sk-test"})
        ) as ws,
    ):
        plan = ws.surveys.plan(QUESTIONS[:1], [ids(ws)["otters.pdf"]], ["claude"])
        survey_id = ws.surveys.start(plan)
        ws.surveys.wait(survey_id)
        cell = next(iter(ws.surveys.survey(survey_id).cells.values()))
        assert "Give the number with its unit." in str(server.requests[0]["messages"])
    assert cell.answer is not None
    assert cell.answer.question == QUESTIONS[0].text
    words = cell.answer.passages[0].why.matched_words
    assert words
    assert all(word.lower() in QUESTIONS[0].text.lower() for word in words)


def test_a_batch_answers_from_the_passages_it_was_sent_with_though_papers_and_settings_change_meanwhile(
    folder: Path, tmp_path: Path
) -> None:
    def result(params: dict[str, Any]) -> dict[str, Any]:
        sent.append([part["text"] for part in params["messages"][0]["content"][0]["content"]])
        return {"type": "succeeded", "message": claude_message(Block("It is so.", [(0, 0, 1)]))}

    sent: list[list[str]] = []
    with (
        BatchServer(result) as server,
        Workspace.open(
            shutil.copytree(folder, tmp_path / "copy"),
            Settings(addresses={"ANTHROPIC_BASE_URL": server.url}, secrets={"ANTHROPIC_API_KEY": "sk-test"}),
        ) as ws,
    ):
        ws.surveys.runs.batch_poll_s = 0.02
        question = "How many otters crossed the transect?"
        paper = ids(ws)["otters.pdf"]
        survey_id = ws.surveys.start(ws.surveys.plan([question], [paper], ["claude"], batch=True))
        wait_until(lambda: server.looks > 1)
        ws.settings.change(passage_limit=1, word_limit=100)
        server.through.set()
        ws.surveys.wait(survey_id)
        answer = ws.surveys.survey(survey_id).cells[paper, 0, "claude"].answer
    assert answer is not None
    assert server.requests == []
    assert len(answer.passages) > 1
    assert answer.sentences[0].citations[0].quote == sent[0][0]


def test_a_kill_in_the_middle_loses_no_finished_cell_and_resuming_asks_the_rest(folder: Path) -> None:
    script = """
        import sys
        from lib.workspace import Workspace
        ws = Workspace.open(sys.argv[1])
        questions = [f"How many otters crossed transect number {n}?" for n in range(60)]
        def tell(progress):
            if progress.done >= 5:
                print(progress.done, flush=True)
        ws.run_survey(questions, [paper.id for paper in ws.papers()], on_progress=tell)
    """
    victim = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert victim.stdout is not None
    done = int(victim.stdout.readline())
    victim.send_signal(signal.SIGKILL)
    victim.wait(30)
    victim.stdout.close()
    with Workspace.open(folder, Settings()) as ws:
        head = ws.surveys.heads()[0]
        assert (head.status, head.reason) == ("paused", INTERRUPTED)
        kept = ws.surveys.survey(head.id).cells
        assert len(kept) >= done
        assert len(kept) < 120
        survey = ws.resume_survey(head.id)
        assert survey.status == "finished"
        assert len(survey.cells) == 120
        assert {key: survey.cells[key].answer for key in kept} == {key: cell.answer for key, cell in kept.items()}


def test_a_paper_removed_after_its_survey_keeps_its_cells_and_quotes(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        paper = ws.add_paper(OTTERS.data, filename="otters.pdf")
        survey = ws.run_survey(QUESTIONS[:1], [paper.id])
        ws.remove_paper(paper.id)
        kept = ws.surveys.survey(survey.id)
        assert kept.cells == survey.cells
        assert ws.surveys.head(survey.id).plan.papers[0].filename == "otters.pdf"


def test_screening_counts_words_of_the_body_and_asks_by_evidence(ws: Workspace) -> None:
    papers = ids(ws)
    rule = ScreeningRule(["otter"], 2, "Were otters counted?")
    screening_id = ws.screenings.start("Otters", rule, list(papers.values()))
    head = ws.screenings.head(screening_id)
    assert head.survey_id is not None
    ws.surveys.wait(head.survey_id)
    by_paper = {one.paper_id: one for one in ws.screenings.papers(screening_id)}
    assert by_paper[papers["owls.pdf"]].included is False
    assert by_paper[papers["otters.pdf"]].counts["otter"] >= 2
    ws.screenings.remove(screening_id)


def test_a_label_table_is_kept_and_tied_to_the_papers_it_names(ws: Workspace) -> None:
    sheet = read_sheet("t.csv", b"paper,Otters,Owls\notters.pdf,Yes,No\nowls,No,Yes\nother.pdf,No,No\n")
    labels = read_labels(sheet, guessed_columns(sheet, "people")).labels
    table_id = ws.labels.add("People", labels)
    assert ws.labels.labels(table_id) == labels
    assert [(table.name, table.size) for table in ws.labels.tables()] == [("People", 6)]
    assert match_papers(named_papers(labels), ws.papers()) == {
        "otters": ids(ws)["otters.pdf"],
        "owls": ids(ws)["owls.pdf"],
    }
    ws.labels.remove(table_id)
    assert ws.labels.tables() == []
