"""What the log says of a whole run: which paper, which answer, how long; nothing that papers, people, models or keys say."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.answering.providers.openai.settings import Endpoint
from lib.logs import OURS, write_lines
from lib.storage.job_taker import _GivenBack
from lib.ui.kit.streamlit_internals import log_faults_in_lines
from lib.workspace import Workspace
from tests.answering.servers import ModelServer, Reply
from tests.pdfs import print_paper

SECRETS = ("zibeline", "quokkas", "hoatzins", "sk-very-secret", "password-of-mine")
"""Words of the paper, of the question, of the model, a key, a password."""
PAPER = print_paper(sections=[("Methods", ["All zibeline coats were counted by hand in the valley."])]).data
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|WARNING|ERROR) lib[\w.]*: \S")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    out = io.StringIO()
    handler = write_lines(out)
    levels = [logging.getLogger(name).level for name in OURS]
    yield out
    for name, level in zip(OURS, levels, strict=True):
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(level)


def test_the_log_of_a_whole_run_has_ids_and_times_and_no_text(
    tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = Reply(
        ['{"error": {"message": "The key sk-very-secret is wrong, said hoatzins"}}'], 401, "application/json"
    )
    with ModelServer(refusal) as server, Workspace.open(tmp_path) as workspace:
        workspace.settings.change(endpoints=(Endpoint("lab", f"{server.url}/v1", "m"),))
        good = workspace.add_paper(PAPER, "zibeline.pdf", password="password-of-mine")
        bad = workspace.add_paper(b"%PDF-1.4 zibeline", "zibeline.pdf")
        answer = workspace.ask("How many quokkas were counted?")
        refused = workspace.ask("How many quokkas?", answerer="openai:lab", keys={"openai:lab": "sk-very-secret"})
        survey = workspace.run_survey(["Which quokkas?"], [good.id])

        def fail(*_: object) -> None:
            raise ValueError("zibeline coats were counted")

        monkeypatch.setattr(workspace.index, "open_index", fail)
        workspace.jobs.read_again(good.id)
        workspace.jobs.wait(good.id)
    said = log.getvalue()
    for expected in (
        rf"INFO lib\.library\.paper_work: Paper {good.id} is ready after \d+\.\d s: \d+ passages\.",
        rf"INFO lib\.library\.paper_work: Paper {bad.id} failed after \d+\.\d s: ",
        rf"INFO lib\.library\.ask_service: Answer {answer.id} by extractive after \d+\.\d s: ",
        rf"Answer {refused.id} by openai:lab after \d+\.\d s: stopped\.",
        rf"Survey {survey.id} is finished\.",
        rf"ERROR lib\.library\.paper_work: Reading or indexing {good.id} failed \(ValueError at tests/test_logs\.py:\d+, lib/",
    ):
        assert re.search(expected, said), expected
    assert [secret for secret in SECRETS if secret in said] == []
    assert all(LINE.match(line) for line in said.splitlines())
    assert "Traceback" not in said


def _fail() -> None:
    raise ValueError("zibeline coats were counted, 100 %")


def _faulty_page() -> None:
    from tests.test_logs import _fail

    _fail()


def test_no_logger_writes_what_a_fault_says(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Streamlit logs the faults of a page, the event loop those of its tasks, Python those of its threads."""
    handler = logging.StreamHandler(log)  # with the lines of whoever logs
    loggers = [logging.getLogger(name) for name in ("streamlit.error_util", "asyncio", "other")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        log_faults_in_lines()
        AppTest.from_function(_faulty_page).run()

        async def fail_later() -> None:
            _fail()

        async def forget() -> None:
            tasks = [asyncio.create_task(fail_later())]
            await asyncio.sleep(0.01)
            tasks.clear()

        looping = threading.Thread(target=lambda: asyncio.run(forget()))
        looping.start()
        looping.join()
        monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
        write_lines(log)
        failing = threading.Thread(target=_fail, name="counting")
        failing.start()
        failing.join()
        try:
            _fail()
        except ValueError:
            logging.getLogger("other").warning("%s broke off", "It", exc_info=True)
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    said = log.getvalue()
    at = r"\(ValueError at tests/test_logs\.py:\d+, "
    for expected in (
        "Uncaught app execution ",
        "Task exception was never retrieved ",
        "ended by a fault ",
        "It broke off ",
    ):
        assert re.search(rf"^.*{expected}{at}.*\)$", said, re.MULTILINE), expected
    assert "zibeline" not in said + "".join(capsys.readouterr())
    assert "Traceback" not in said


def test_the_kind_of_a_fault_is_on_its_record_so_that_a_job_given_back_is_no_error_in_the_log(log: io.StringIO) -> None:
    worker = logging.getLogger("procrastinate.worker.survey")
    handler = logging.StreamHandler(log)
    worker.addHandler(handler)
    try:
        for fault in (_GivenBack(), ValueError("zibeline coats were counted")):
            worker.error("A job ended", exc_info=fault)
    finally:
        worker.removeHandler(handler)
    assert log.getvalue().split(" at ")[0] == "A job ended (ValueError", "the one that was given back is another's now"
    assert log.getvalue().count("A job ended") == 1
