"""The `sidelight` command."""

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import NoReturn

import pytest

from lib import cli
from lib.config import Settings
from lib.errors import StoreAway
from lib.sharing.connection import Connection
from lib.workspace import Workspace
from tests.indexing.qdrant_server import QdrantServer
from tests.sharing.library import QUESTION, SENTENCE, paper_bytes

ROOT = Path(__file__).parent.parent


def test_in_a_clone_it_opens_the_app_beside_lib() -> None:
    assert cli.app_file() == ROOT / "server.py"


@pytest.mark.parametrize("arguments", [["serve", "--help"], ["--server.port", "8600", "--help"]])
def test_what_stands_behind_serve_reaches_streamlit_from_any_folder(tmp_path: Path, arguments: list[str]) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from lib import cli; cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "streamlit run" in done.stdout


@pytest.mark.parametrize("arguments", [["--data", "{data}", "serve", "--help"], ["--data={data}", "serve", "--help"]])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no way to put the app in a process's place")
def test_the_app_takes_the_commands_place_on_the_folder_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    started: list[tuple[list[str], str]] = []

    def execve(path: str, command: list[str], env: dict[str, str]) -> NoReturn:
        assert path == sys.executable
        started.append((command[-1:], env["SIDELIGHT_DATA"]))
        raise SystemExit(cli.DONE)  # nothing follows

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.setattr(sys, "argv", ["sidelight", *(one.format(data=tmp_path / "data") for one in arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.DONE
    assert started == [(["--help"], str(tmp_path / "data"))]


def run(*arguments: object) -> int:
    return cli.run([str(one) for one in arguments])


def test_papers_and_questions_become_a_workbook_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.pdf").write_bytes(paper_bytes())
    (papers / "b.pdf").write_bytes(paper_bytes("The data were taken from 7 drones."))
    questions = tmp_path / "questions.txt"
    questions.write_text(f"{QUESTION}\nHow many weeks of recordings were used?\n")
    book, data = tmp_path / "survey.xlsx", tmp_path / "data"
    assert run("--data", data, "survey", questions, papers, "--out", book) == cli.DONE
    out, err = capsys.readouterr()
    assert json.loads(out) == {"path": str(book), "notes": []}
    assert "2/2 b.pdf: ready" in err
    assert "4/4 answers" in err
    assert zipfile.is_zipfile(io.BytesIO(book.read_bytes()))
    assert [one.name for one in tmp_path.glob("*.xlsx")] == [book.name]

    assert run("--data", data, "surveys") == cli.DONE
    (survey,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (survey["status"], survey["done"]) == ("finished", 4)
    assert run("--data", data, "export", "--survey", survey["id"], "--format", "extraction_csv", "--out", tmp_path) == 0
    written = Path(json.loads(capsys.readouterr().out)["path"])
    assert SENTENCE in written.read_text(encoding="utf-8-sig")
    other = tmp_path / "other"
    other.mkdir()
    mine = other / written.name
    mine.write_text("not to be touched")
    asked = ("export", "--survey", survey["id"], "--format", "extraction_csv", "--out", other / "mine.csv")
    assert run("--data", data, *asked) == cli.DONE
    assert json.loads(capsys.readouterr().out)["path"] == str(other / "mine.csv")
    assert mine.read_text() == "not to be touched"
    assert sorted(one.name for one in other.iterdir()) == sorted([mine.name, "mine.csv"])
    assert run("--data", data, *asked[:-1], book / "x.csv") == cli.FAILED
    assert "cannot be written" in capsys.readouterr().err
    assert run("--data", data, "search", QUESTION, "--limit", 1) == cli.DONE
    (found,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert SENTENCE in found["citation"]["quote"]


def test_a_survey_that_a_person_stopped_is_done_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "questions.txt").write_text(QUESTION)
    progress = {"status": "stopped", "failed": 0, "reason": None}
    monkeypatch.setattr(Connection, "call", lambda *_: {"id": "s", "cells": [], "progress": progress})
    assert run("--data", tmp_path, "survey", tmp_path / "questions.txt") == cli.INCOMPLETE
    assert "stopped" in capsys.readouterr().err


def test_a_paper_that_cannot_be_read_makes_it_done_in_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad\x1b[2J.pdf").write_bytes(b"no PDF")
    assert run("--data", tmp_path / "data", "add", tmp_path / "bad\x1b[2J.pdf") == cli.INCOMPLETE
    out, err = capsys.readouterr()
    assert json.loads(out)["status"] == "failed"
    assert "\x1b" not in out + err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ask", QUESTION), cli.INCOMPLETE, "paper"),
        (("ask", QUESTION, "--paper", "none.pdf"), cli.FAILED, "no paper is called “none.pdf”"),
        (("survey", "not-there.txt"), cli.FAILED, "not-there.txt: No such file"),
        (("export", "--survey", "x"), cli.FAILED, "survey"),
        (("claim", "copy"), cli.FAILED, "No other data folder uses the passages"),
        (("move",), cli.FAILED, "--database, --index, or both"),
        (("move", "--index", "folder"), cli.FAILED, "There is no data folder"),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_an_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, words: str
) -> None:
    assert run("--data", tmp_path / "data", *arguments) == code
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [("nothing",), ("ask",), ("export",), ("--data",)])
def test_a_wrong_call_exits_with_2(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == cli.USAGE


def test_a_backup_is_made_and_restored_from_a_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(paper_bytes())
    data, other = tmp_path / "data", tmp_path / "other"
    assert run("--data", data, "add", tmp_path / "a.pdf") == cli.DONE
    capsys.readouterr()
    assert run("--data", data, "backup", "--out", tmp_path / "one.zip") == cli.DONE
    made = json.loads(capsys.readouterr().out)
    assert (made["path"], made["papers"]) == (str(tmp_path / "one.zip"), 1)
    assert run("--data", other, "restore", tmp_path / "one.zip") == cli.DONE
    assert json.loads(capsys.readouterr().out)["papers"] == 1
    assert run("--data", other, "search", QUESTION, "--limit", 1) == cli.DONE
    assert SENTENCE in json.loads(capsys.readouterr().out)["citation"]["quote"]
    assert run("--data", other, "check") == cli.DONE
    assert run("--data", other, "restore", tmp_path / "a.pdf") == cli.FAILED
    assert "no backup" in capsys.readouterr().err


def test_a_library_is_moved_from_a_shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(paper_bytes())
    assert run("--data", tmp_path / "data", "add", tmp_path / "a.pdf") == cli.DONE
    server = QdrantServer()
    try:
        capsys.readouterr()
        assert run("--data", tmp_path / "data", "move", "--index", server.url) == cli.DONE
        out, err = capsys.readouterr()
        assert json.loads(out)["passages"] > 0
        assert "From now on set QDRANT_URL." in err
        monkeypatch.setenv("QDRANT_URL", server.url)
        assert run("--data", tmp_path / "data", "search", QUESTION, "--limit", 1) == cli.DONE
        assert SENTENCE in json.loads(capsys.readouterr().out)["citation"]["quote"]
        assert run("--data", tmp_path / "data", "move", "--index", "folder") == cli.DONE
        assert "From now on start Sidelight without QDRANT_URL." in capsys.readouterr().err
    finally:
        server.stop()


def test_a_worker_waits_for_what_is_away_as_it_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "OPENED_AGAIN_S", 0.001)
    tried: list[Path] = []

    def opened(folder: Path, settings: Settings) -> str:
        tried.append(folder)
        if len(tried) < 3:
            raise StoreAway("It is away.", lambda goes_on: False)  # as of a store that was closed when opening failed
        return "opened"

    monkeypatch.setattr(Workspace, "open", opened)
    ended = threading.Event()
    assert cli._opened(Settings(), ended) == "opened"  # type: ignore[comparison-overlap]
    assert len(tried) == 3
    assert capsys.readouterr().err == "It is away.\n", "once"
    tried.clear()
    ended.set()
    with pytest.raises(StoreAway):
        cli._opened(Settings(), ended)
