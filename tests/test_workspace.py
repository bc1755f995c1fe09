"""The front door, over real papers made by script, the real reader, encoder and index."""

import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from lib.config import Settings
from lib.errors import ConfigError, FolderInUse, PasswordNeeded, ReadingError, StoreError, UnknownPaper
from lib.records import Answer, Cited, Done, Event, Retrieved, TextAdded
from lib.workspace import Workspace
from tests.answering.servers import Block, ModelServer, claude_reply
from tests.pdfs import make_blank, make_broken, make_long, print_paper

ROOT = Path(__file__).parent.parent
OTTERS = print_paper(
    title="Otters in the reeds",
    sections=[
        ("Methods", ["We counted the otters with four thermal cameras. The cameras stood two metres above the water."]),
        ("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."]),
    ],
)
OWLS = print_paper(
    title="Owls in the barn",
    sections=[
        ("Methods", ["The barn owls were ringed by volunteers. Each ring carried a number of six digits."]),
        ("Results", ["A quarter of the owls came back in the following spring. No owl came back twice."]),
    ],
)
QUESTION = "How many otters crossed the transect?"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Yield a workspace with two ready papers, for tests that change nothing."""
    with Workspace.open(tmp_path_factory.mktemp("kept"), Settings()) as ws:
        ws.add_paper(OTTERS.data, filename="otters.pdf")
        ws.add_paper(OWLS.data, filename="owls.pdf")
        yield ws


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "data", Settings()) as workspace:
        yield workspace


def cited(answer: Answer) -> list:
    return [citation for sentence in answer.sentences for citation in sentence.citations]


# the main job


def test_an_answer_quotes_the_words_and_its_boxes_lie_on_them(kept: Workspace) -> None:
    answer = kept.ask(QUESTION)
    assert answer.found
    assert answer.stopped is None
    first = cited(answer)[0]
    assert "In all 57 otters crossed the transect." in first.quote
    (place,) = OTTERS.places("In all 57 otters crossed the transect.")
    assert any(
        box.page == place.page
        and box.x0 <= place.x0 + 0.01
        and box.x1 >= place.x1 - 0.01
        and abs(box.top - place.top) < 0.02
        for box in first.boxes
    )


def test_every_citation_resolves_to_sentences_of_its_reading(kept: Workspace) -> None:
    answer = kept.ask("Who ringed the owls, and how many came back?")
    assert cited(answer)
    for citation in cited(answer):
        sentences = {sentence.id: sentence for sentence in kept.sentences(citation.paper_id)}
        assert citation.quote == " ".join(sentences[i].text for i in citation.sentence_ids)
        assert citation.boxes == [box for i in citation.sentence_ids for box in sentences[i].boxes]


def test_a_choice_of_papers_is_kept_to(kept: Workspace) -> None:
    owls = next(paper for paper in kept.papers() if paper.filename == "owls.pdf")
    answer = kept.ask(QUESTION, paper_ids=[owls.id])
    assert {passage.paper_id for passage in answer.passages} == {owls.id}
    assert answer.paper_ids == [owls.id]


def test_what_the_papers_do_not_say_is_said(kept: Workspace) -> None:
    answer = kept.ask("Which optimiser and learning rate trained the convolutional network?")
    assert not answer.found
    assert cited(answer) == []
    assert answer.passages, "the nearest passages are shown"


@pytest.mark.parametrize("question", [QUESTION, "What was the method of the study?", "Summarise the papers."])
def test_passages_share_no_sentence_and_are_what_the_answer_shows(kept: Workspace, question: str) -> None:
    passages = kept.find_passages(question)
    ids = [(passage.paper_id, i) for passage in passages for i in passage.sentence_ids]
    assert len(ids) == len(set(ids))
    assert [passage.id for passage in passages] == [passage.id for passage in kept.ask(question).passages]
    assert all(0 <= passage.score <= 1 for passage in passages)


def test_a_figure_named_is_looked_for_in_all_papers_where_no_choice_is_given(ws: Workspace) -> None:
    told = "Figure 3 tells of the rings that the otters left."
    for name, line in (("otters.pdf", told), ("owls.pdf", "Figure 4 shows what a figure does show.")):
        printed = print_paper(title=f"On {name}", sections=[("Results", [line])])
        assert ws.add_paper(printed.data, filename=name).status == "ready"
    question = "What does Figure 3 show?"
    passages = ws.find_passages(question, None, 1)
    assert told in [passage.text for passage in passages]
    assert [passage.id for passage in passages] == [
        passage.id for passage in ws.find_passages(question, [paper.id for paper in ws.papers()], 1)
    ]


def test_events_tell_the_answer_from_passages_to_done(kept: Workspace) -> None:
    events: list[Event] = []
    answer = kept.ask(QUESTION, on_event=lambda event: events.append(event))
    assert isinstance(events[0], Retrieved)
    assert events[-1] == Done(answer)
    assert "".join(event.text for event in events if isinstance(event, TextAdded)) == answer.text
    assert [event.citation for event in events if isinstance(event, Cited)] == cited(answer)


def test_an_event_answered_with_false_stops(kept: Workspace) -> None:
    answer = kept.ask(QUESTION, on_event=lambda event: False)
    assert answer.stopped
    assert answer.passages
    assert cited(answer) == []


def test_an_answer_made_in_the_background_ends_up_in_the_history(kept: Workspace) -> None:
    running = kept.jobs.ask(QUESTION)
    deadline = time.monotonic() + 30
    while not running.ended and time.monotonic() < deadline:
        time.sleep(0.01)
    assert running.problem is None
    assert kept.jobs.answer_task(running.id) is running
    assert kept.answer(running.id) == running.result
    assert kept.answers(limit=1)[0].id == running.id


@pytest.mark.parametrize("question", ["", "  \n "])
def test_an_empty_question_is_a_plain_sentence(kept: Workspace, question: str) -> None:
    before = len(kept.answers())
    answer = kept.ask(question)
    assert "empty" in answer.stopped
    assert len(kept.answers()) == before


def test_an_answerer_that_does_not_exist_is_a_plain_sentence(kept: Workspace) -> None:
    assert "oracle" in kept.ask(QUESTION, answerer="oracle").stopped


def test_a_question_without_a_ready_paper_is_a_plain_sentence(ws: Workspace) -> None:
    answer = ws.ask(QUESTION)
    assert not answer.found
    assert "No paper is ready" in answer.stopped
    assert ws.find_passages(QUESTION) == []


def test_a_removed_paper_in_the_choice_is_a_plain_sentence(ws: Workspace) -> None:
    paper = ws.add_paper(OTTERS.data)
    ws.remove_paper(paper.id)
    assert "None of the chosen papers is ready" in ws.ask(QUESTION, paper_ids=[paper.id]).stopped


# papers


def test_the_same_bytes_are_the_same_paper(ws: Workspace) -> None:
    first = ws.add_paper(OTTERS.data, filename="otters.pdf")
    passages = ws.usage().passages
    second = ws.add_paper(OTTERS.data, filename="copy of otters.pdf")
    assert second == first
    assert len(ws.papers()) == 1
    assert ws.usage().passages == passages == ws.open_index().count()


def test_a_removed_paper_leaves_nothing_but_its_answers(ws: Workspace) -> None:
    paper = ws.add_paper(OTTERS.data, filename="otters.pdf")
    other = ws.add_paper(OWLS.data, filename="owls.pdf")
    answer = ws.ask(QUESTION, paper_ids=[paper.id])
    assert ws.open_index().count(paper.id) > 0
    others = ws.open_index().count(other.id)
    ws.remove_paper(paper.id)
    assert ws.open_index().count(paper.id) == 0
    assert ws.open_index().count(other.id) == others
    assert [path.stem for path in (ws.folder / "papers").rglob("*.pdf")] == [other.id]
    assert {passage.paper_id for passage in ws.find_passages(QUESTION)} == {other.id}
    assert ws.answer(answer.id) == answer, "quote, page and boxes are the answer's own"
    with pytest.raises(UnknownPaper):
        ws.paper(paper.id)
    with pytest.raises(UnknownPaper):
        ws.pages.picture(paper.id, 1)


def test_a_paper_added_again_after_removal_never_reuses_a_cited_reading(ws: Workspace) -> None:
    paper = ws.add_paper(OTTERS.data)
    answer = ws.ask(QUESTION)
    ws.remove_paper(paper.id)
    again = ws.add_paper(OTTERS.data)
    assert again.status == "ready"
    assert cited(ws.ask(QUESTION))[0].reading > cited(answer)[0].reading


def test_reading_again_keeps_what_an_answer_cites(ws: Workspace) -> None:
    paper = ws.add_paper(OTTERS.data)
    old = cited(ws.ask(QUESTION))[0]
    ws.jobs.read_again(paper.id)
    ws.jobs.wait(paper.id)
    new = cited(ws.ask(QUESTION))[0]
    assert new.reading == old.reading + 1
    assert ws.open_index().count(paper.id, old.reading) == 0
    assert ws.open_index().count(paper.id) == ws.open_index().count(paper.id, new.reading) > 0
    assert ws.pages.sentences(paper.id, old.boxes[0].page, old.reading)


def test_reading_again_drops_a_reading_that_nothing_cites(ws: Workspace) -> None:
    paper = ws.add_paper(OTTERS.data)
    sentences = ws.usage().sentences
    ws.jobs.read_again(paper.id)
    ws.jobs.wait(paper.id)
    assert ws.usage().sentences == sentences


def test_edits_survive_reading_again(ws: Workspace) -> None:
    paper = ws.add_paper(OTTERS.data)
    ws.edit_paper(paper.id, title="The right title", authors=["Ada Lovelace"], year=1843, doi="10.1/x")
    ws.jobs.read_again(paper.id)
    ws.jobs.wait(paper.id)
    edited = ws.paper(paper.id)
    assert (edited.title, edited.authors, edited.year, edited.doi) == (
        "The right title",
        ["Ada Lovelace"],
        1843,
        "10.1/x",
    )


# bad input


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (b"<html>not found</html>", "not a PDF"), (make_broken(), "PDF"), (make_blank(), "text")],
    ids=["empty", "html", "broken", "no text"],
)
def test_a_bad_file_fails_alone_with_a_plain_reason(ws: Workspace, data: bytes, words: str) -> None:
    bad = ws.add_paper(data, filename="bad.pdf")
    assert bad.status == "failed"
    assert words.lower() in bad.problem.lower()
    assert "Sidelight failed" not in bad.problem
    assert ws.add_paper(OTTERS.data).status == "ready"


def test_a_file_that_is_not_there_is_a_plain_reason(ws: Workspace, tmp_path: Path) -> None:
    paper = ws.add_paper(tmp_path / "nowhere.pdf")
    assert paper.status == "failed"
    assert "cannot be opened" in paper.problem


def test_a_password_opens_the_paper_and_is_written_nowhere(tmp_path: Path) -> None:
    data = OTTERS.encrypted("correct horse").data
    folder = tmp_path / "data"
    with Workspace.open(folder, Settings()) as ws:
        paper = ws.add_paper(data, filename="locked.pdf")
        assert paper.status == "failed"
        assert "password" in paper.problem.lower()
        ws.jobs.retry(paper.id, password="wrong")
        ws.jobs.wait(paper.id)
        assert ws.paper(paper.id).status == "failed"
        ws.jobs.retry(paper.id, password="correct horse")
        ws.jobs.wait(paper.id)
        assert ws.paper(paper.id).status == "ready"
        assert ws.pages.picture(paper.id, 1).data
    with Workspace.open(folder, Settings()) as ws:
        with pytest.raises(PasswordNeeded):
            ws.pages.picture(paper.id, 1)
        ws.pages.unlock(paper.id, "correct horse")
        assert ws.pages.picture(paper.id, 1).data
    for path in folder.rglob("*"):
        assert not path.is_file() or b"correct horse" not in path.read_bytes()


def test_a_paper_over_the_page_limit_is_refused(ws: Workspace) -> None:
    ws.settings.change(page_limit=1)
    paper = ws.add_paper(make_long(3))
    assert paper.status == "failed"
    assert "1" in paper.problem
    assert "limit" in paper.problem


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "data", Settings()) as ws:
        ws.settings.change(disk_margin_mb=10**9)
        before = sorted((ws.folder / "papers").rglob("*"))
        paper = ws.add_paper(OTTERS.data)
        assert paper.status == "failed"
        assert "Free some space" in paper.problem
        assert sorted((ws.folder / "papers").rglob("*")) == before


# one folder, one process


def test_a_second_open_gives_the_same_workspace_until_the_last_is_closed(tmp_path: Path) -> None:
    first = Workspace.open(tmp_path / "data", Settings())
    second = Workspace.open(tmp_path / "data", Settings())
    assert second is first
    first.close()
    assert second.papers() == []
    second.close()
    with Workspace.open(tmp_path / "data", Settings()) as third:
        assert third is not first


def run(code: str, folder: Path, *arguments: str, **options: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(folder), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def test_another_process_is_told_that_the_folder_is_in_use(tmp_path: Path) -> None:
    other = run(
        """
        import sys
        from lib.workspace import Workspace
        with Workspace.open(sys.argv[1]):
            print("open", flush=True)
            sys.stdin.read()
        """,
        tmp_path,
        stdin=subprocess.PIPE,
    )
    assert other.stdout.readline() == "open\n"
    with pytest.raises(FolderInUse, match="Another Sidelight has the data folder"):
        Workspace.open(tmp_path, Settings())
    other.communicate("")
    Workspace.open(tmp_path, Settings()).close()


@pytest.mark.parametrize("stage", ["reading", "indexing", "the end"])
def test_what_a_kill_interrupts_is_taken_up_at_the_next_start(tmp_path: Path, stage: str) -> None:
    papers = [
        print_paper(title=f"Paper {n}", sections=[("Results", [f"Otter number {n} swam. " * 30] * 4)]).data
        for n in range(4)
    ]
    for n, data in enumerate(papers):
        (tmp_path / f"{n}.pdf").write_bytes(data)
    folder = tmp_path / "data"
    victim = run(
        """
        import pathlib, sys, time
        from lib.workspace import Workspace
        folder, stage = pathlib.Path(sys.argv[1]), sys.argv[2]
        ws = Workspace.open(folder)
        for path in sorted(folder.parent.glob("*.pdf")):
            ws.jobs.add(path.name, path.read_bytes())
        if stage != "the end":
            while not any(p.stage == stage and p.done for p in ws.jobs.progress().values()):
                time.sleep(0.001)
            print(stage, flush=True)
            time.sleep(60)
        """,
        folder,
        stage,
    )
    if stage != "the end":  # else the script ends with everything under way and nothing closed
        assert victim.stdout.readline() == f"{stage}\n"
        victim.send_signal(signal.SIGKILL)
    victim.wait(30)
    victim.stdout.close()
    with Workspace.open(folder, Settings()) as ws:
        for paper in ws.papers():
            ws.jobs.wait(paper.id)
        assert [paper.status for paper in ws.papers()] == ["ready"] * len(papers)
        assert ws.open_index().count() == ws.usage().passages > 0
        assert all(ws.open_index().count(paper.id) > 0 for paper in ws.papers())


def test_closing_in_the_middle_goes_on_at_the_next_start(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        ids = [ws.jobs.add("a.pdf", OTTERS.data), ws.jobs.add("b.pdf", OWLS.data)]
        assert set(ws.jobs.progress()) == set(ids), "both are under way when it is closed"
    with Workspace.open(tmp_path, Settings()) as ws:
        for paper_id in ids:
            ws.jobs.wait(paper_id)
        assert [ws.paper(paper_id).status for paper_id in ids] == ["ready", "ready"]
        assert ws.open_index().count() == ws.usage().passages


def test_an_index_that_lost_its_points_is_made_again(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        paper = ws.add_paper(OTTERS.data)
        points = ws.open_index().count()
        ws.open_index().delete(paper.id)
        assert ws.open_index().count() == 0
    with Workspace.open(tmp_path, Settings()) as ws:
        deadline = time.monotonic() + 30
        while (
            ws.ask(QUESTION).stopped and time.monotonic() < deadline
        ):  # its points are there before it is searched again
            time.sleep(0.05)
        assert ws.open_index().count() == points
        assert ws.ask(QUESTION).found


def test_papers_whose_index_is_being_made_again_are_not_said_to_say_nothing(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        paper = ws.add_paper(OTTERS.data)
        ws.open_index().delete(paper.id)
    with Workspace.open(tmp_path, Settings()) as ws:
        answer = ws.ask(QUESTION)
        while not answer.found:
            assert "index is being made again" in answer.stopped
            time.sleep(0.05)
            answer = ws.ask(QUESTION)
        assert answer.stopped is None


def test_opening_waits_for_no_embedder(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, Settings()) as ws:
        assert ws.papers() == []
        time.sleep(0.3)
        assert not ws.index.ready


# many at once


def test_the_same_bytes_from_many_sessions_at_once_are_one_ready_paper(ws: Workspace) -> None:
    with ThreadPoolExecutor(8) as sessions:
        papers = list(sessions.map(lambda n: ws.add_paper(OTTERS.data, filename=f"{n}.pdf"), range(8)))
    assert {paper.status for paper in papers} == {"ready"}
    assert len(ws.papers()) == 1
    assert ws.open_index().count() == ws.usage().passages


def test_removing_while_others_ask_leaves_plain_outcomes(ws: Workspace) -> None:
    ws.add_paper(OWLS.data)
    stop = threading.Event()
    faults: list[Exception] = []

    def ask() -> None:
        while not stop.is_set():
            try:
                ws.ask(QUESTION)
            except Exception as error:  # noqa: BLE001 - any fault is what the test looks for
                faults.append(error)

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for _ in range(3):
        paper = ws.add_paper(OTTERS.data)
        assert paper.status == "ready"
        assert ws.sentences(paper.id)
        ws.remove_paper(paper.id)
    stop.set()
    for asker in askers:
        asker.join()
    assert faults == []


def test_a_paper_removed_while_it_is_read_is_gone(ws: Workspace) -> None:
    paper_id = ws.jobs.add("otters.pdf", OTTERS.data)
    ws.remove_paper(paper_id)
    assert ws.papers() == []
    assert ws.jobs.progress() == {}
    assert ws.open_index().count(paper_id) == 0


def test_a_cancelled_paper_says_so_and_can_be_retried(ws: Workspace) -> None:
    paper_id = ws.jobs.add("long.pdf", make_long(60))
    ws.jobs.cancel(paper_id)
    ws.jobs.wait(paper_id)
    assert ws.paper(paper_id).status == "failed"
    ws.jobs.retry(paper_id)
    ws.jobs.wait(paper_id)
    assert ws.paper(paper_id).status == "ready"


# faults of the world


def test_a_database_that_fails_is_a_plain_sentence_and_no_paper_hangs(ws: Workspace) -> None:
    ws.add_paper(OTTERS.data)
    with ws._engine.begin() as connection:
        connection.execute(text("DROP TABLE answers"))
    assert "could not be saved" in ws.ask(QUESTION).stopped
    with ws._engine.begin() as connection:
        connection.execute(text("DROP TABLE sentences"))
    other = ws.add_paper(OWLS.data)
    assert other.status == "failed"
    assert "database" in other.problem


def test_a_folder_that_cannot_be_one_is_a_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ConfigError, match="cannot be the data folder"):
        Workspace.open(tmp_path / "file" / "data", Settings())


def test_a_file_missing_from_the_folder_is_a_plain_sentence(ws: Workspace) -> None:
    paper = ws.add_paper(OTTERS.data)
    for path in (ws.folder / "papers").rglob("*.pdf"):
        path.unlink()
    for call in (lambda: ws.pages.picture(paper.id, 1), lambda: ws.pages.pdf_bytes(paper.id)):
        with pytest.raises(ReadingError, match="missing from the data folder"):
            call()


def test_opening_a_folder_with_an_empty_database_deletes_no_file(tmp_path: Path) -> None:
    data = make_blank()
    with Workspace.open(tmp_path / "data") as ws:
        paper = ws.add_paper(data)
    with Workspace.open(tmp_path / "data", Settings(database_url=f"sqlite:///{tmp_path / 'other.sqlite3'}")) as ws:
        assert ws.papers() == []
    with Workspace.open(tmp_path / "data") as ws:
        assert ws.pages.pdf_bytes(paper.id) == data


def test_a_workspace_closed_while_it_warms_leaves_the_folder_free(tmp_path: Path) -> None:
    ws = Workspace.open(tmp_path / "data")
    ws.warm()
    ws.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "warm"]
    with Workspace.open(tmp_path / "data") as other:
        other.open_index()


def test_a_closed_workspace_opens_no_index(tmp_path: Path) -> None:
    ws = Workspace.open(tmp_path / "data")
    ws.close()
    with pytest.raises(StoreError, match="closed"):
        ws.open_index()
    assert not ws.index.ready
    with Workspace.open(tmp_path / "data") as other:
        other.open_index()


def test_a_question_of_half_characters_is_answered(ws: Workspace) -> None:
    ws.add_paper(OTTERS.data)
    assert ws.ask(QUESTION + " \ud83d").stopped is None


def test_closing_twice_does_not_close_a_newer_workspace(tmp_path: Path) -> None:
    old = Workspace.open(tmp_path, Settings())
    old.close()
    with Workspace.open(tmp_path, Settings()) as new:
        old.close()
        assert Workspace.open(tmp_path, Settings()) is new
        new.close()


def test_the_front_door_opens_without_the_heavy_libraries() -> None:
    heavy = {"onnxruntime", "llama_index", "anthropic", "qdrant_edge", "spox", "torch", "streamlit"}
    code = "import sys, lib.workspace; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not heavy & set(eval(loaded))  # noqa: S307 - printed by the line above


# models


def test_a_models_answer_is_kept_with_its_trace_and_without_its_key(tmp_path: Path) -> None:
    secret = "sk-ant-very-secret"
    reply = claude_reply([Block("57 otters crossed the transect.", [(0, 0, 1)])], usage={"input_tokens": 10})
    with ModelServer(reply) as server:
        settings = Settings(addresses={"ANTHROPIC_BASE_URL": server.url})
        with Workspace.open(tmp_path / "data", settings) as ws:
            paper = ws.add_paper(OTTERS.data, filename="otters.pdf")
            answer = ws.ask(QUESTION, answerer="claude", keys={"anthropic": secret})
            whole = ws.ask(QUESTION, [paper.id], "claude", whole_paper=True, keys={"anthropic": secret})
            without = ws.ask(QUESTION, answerer="claude")
            assert ws.answer(answer.id) == answer
        assert server.headers[0]["authorization"] == f"Bearer {secret}"
    assert (answer.found, answer.stopped) == (True, None)
    assert cited(answer)[0].sentence_ids == answer.passages[0].sentence_ids[:1]
    assert QUESTION in answer.prompt
    assert answer.raw
    assert answer.tokens == {"input": 10, "output": 42}
    assert answer.settings["passage_limit"] == 8
    assert cited(whole)[0].sentence_ids == [0]
    assert without.stopped is not None
    assert "no key for Claude" in without.stopped
    assert without.passages  # what was found is there for the next try
    written = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert secret.encode() not in written


def test_styles_of_the_user_are_kept_in_the_data_folder(ws: Workspace) -> None:
    ws.styles.keep("study", "{context}\n\nQuestion: {question}")
    assert ws.styles.names() == ["sidelight", "reference", "study"]
    assert ws.styles.template("study") == "{context}\n\nQuestion: {question}"
    assert ws.styles.template("reference") is None
    ws.styles.remove("study")
    assert ws.styles.names() == ["sidelight", "reference"]


def test_stop_in_the_background_hangs_up_on_the_model_and_keeps_what_came(tmp_path: Path) -> None:
    with ModelServer(claude_reply(["57 otters crossed. "] * 500, pause_s=0.01)) as server:
        settings = Settings(addresses={"ANTHROPIC_BASE_URL": server.url}, secrets={"ANTHROPIC_API_KEY": "k"})
        with Workspace.open(tmp_path / "data", settings) as ws:
            ws.add_paper(OTTERS.data, filename="otters.pdf")
            running = ws.jobs.ask(QUESTION, answerer="claude")
            wait_until(lambda: running.text != "")
            running.stop()
            wait_until(lambda: running.result is not None)
            assert running.result is not None
            assert running.result.stopped == "Stopped before the answer was complete."
            assert running.result.text == running.text
            assert ws.answer(running.id) == running.result
        assert server.hung_up.wait(5)


def wait_until(happened: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not happened() and time.monotonic() < until:
        time.sleep(0.02)
    assert happened()
