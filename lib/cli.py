"""The `sidelight` command: opens the app, and does from a shell what its pages do. JSON lines go out, progress to stderr."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lib
from lib.config import Settings
from lib.errors import SidelightError, StoreAway
from lib.storage.permissions import write_privately

if TYPE_CHECKING:
    from lib.sharing.connection import Connection
    from lib.workspace import Workspace

DONE, FAILED, USAGE, INCOMPLETE = 0, 1, 2, 3
"""Exit codes: all done; nothing done, stderr says why; wrongly called; done in part (a paper unread, a
survey stopped)."""
SAID_EVERY_S = 1.0
"""Seconds between two lines that say how far something is."""
OPENED_AGAIN_S = 5.0
"""Seconds after which a worker tries again to open a library of which something is away."""
IDLE_S = 30.0
"""Seconds without a call after which the assistants' server lets a data folder of its own go."""

_said_at = [float("-inf")]
NOT_SHARED = (
    "Other processes may have this library open, since it is shared (SIDELIGHT_SHARED). End them all, bring its files home with "
    "“sidelight move --files folder”, take that variable away, and do this on that data folder."
)
NO_PLACE = "The files lie in the data folder already: SIDELIGHT_SHARED names no place that they could be brought from."
FILES_FIRST = "Bring the files home first, with --files alone; then take SIDELIGHT_SHARED away and move the rest."
WORKER_WORDS = (
    "Take papers to be read and surveys to be run from the queue of a library that several processes share, until ended. Start "
    "as many as there are machines, each with the apps' DATABASE_URL, QDRANT_URL, SIDELIGHT_SHARED and keys of services, and a "
    "data folder of its own (--data) for copies of files."
)


def app_file() -> Path:
    """Return `server.py`: beside `lib/` in a clone, in `sidelight_app/` beside it where Sidelight is installed."""
    beside = Path(__file__).resolve().parents[1]
    installed = beside / "sidelight_app" / "server.py"
    return installed if installed.is_file() else beside / "server.py"


def main() -> None:
    """Run the command that stands in the arguments and exit with its code; without one, open the app."""
    arguments = sys.argv[1:]
    write_privately()
    if not arguments or arguments[0] == "serve":
        sys.exit(_serve(arguments[1:]))
    if arguments[0].startswith("--") and arguments[0].partition("=")[0] not in {"--help", "--version", "--data"}:
        sys.exit(_serve(arguments))  # options of Streamlit, such as --server.port 8600
    sys.exit(run(arguments))


def run(arguments: Sequence[str]) -> int:
    """Return the exit code of a command; raises SystemExit for a wrong call."""
    given, more = _parser().parse_known_args(arguments)
    if given.command == "serve":
        return _serve(more, given.data)
    if more:
        _parser().error(f"unrecognized arguments: {' '.join(more)}")
    settings = Settings.from_environment()
    if given.data is not None:
        settings = replace(settings, data=given.data)
    try:
        if (own := _OF_THEIR_OWN.get(given.command)) is not None:
            return own(settings, given)
        from lib.sharing.connection import Connection

        with Connection(settings) as connection:
            code: int = given.run(connection, given)
            return code
    except SidelightError as error:
        return _failed(error.message)
    except OSError as error:
        return _failed(f"{error.filename or 'The file'}: {error.strerror or error}.")
    except KeyboardInterrupt:
        return _failed("Stopped.")


def _serve(arguments: Sequence[str], data: Path | None = None) -> int:
    """Open the app in the place of this process, so that what ends the command ends the app; Windows can only wait for it."""
    command = [sys.executable, "-m", "streamlit", "run", str(app_file()), *arguments]
    environment = dict(os.environ) if data is None else {**os.environ, "SIDELIGHT_DATA": str(data.absolute())}
    if sys.platform != "win32":
        os.execve(sys.executable, command, environment)  # noqa: S606 - no shell is wanted
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:  # Ctrl+C reaches Streamlit too, which says good-bye by itself
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "sidelight",
        description="Ask papers. Without a command: open the app in the browser.",
        epilog="Exit codes: 0 done, 1 failed, 2 wrongly called, 3 done in part.",
    )
    parser.add_argument("--version", action="version", version=lib.__version__)
    parser.add_argument("--data", type=Path, help="the data folder; else that of SIDELIGHT_DATA, else ./data")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="open the app; what follows goes to Streamlit", add_help=False)
    add = _command(commands, "add", _add, "take in PDFs and folders of them; a line a paper")
    add.add_argument("paths", nargs="+", type=Path)
    add.add_argument("--password")
    _command(commands, "papers", _papers, "list the papers; a line each")
    search = _command(commands, "search", _search, "find passages; a line each")
    search.add_argument("query")
    search.add_argument("--paper", action="append", help="id, file name or DOI; may be repeated")
    search.add_argument("--limit", type=int, default=8)
    ask = _command(commands, "ask", _ask, "ask one question; one line, the answer with its citations")
    ask.add_argument("question")
    ask.add_argument("--paper", action="append", help="id, file name or DOI; may be repeated")
    ask.add_argument("--answerer", default="extractive")
    ask.add_argument("--yes", action="store_true", help="text may be sent to the answerer's host")
    survey = _command(commands, "survey", _survey, "ask a list of questions of every paper; a line a cell")
    survey.add_argument("questions", type=Path, help="TXT, CSV or XLSX")
    survey.add_argument("paths", nargs="*", type=Path, help="PDFs and folders, taken in first; without any, all papers")
    survey.add_argument("--answerer", action="append", help="may be repeated; without one, the offline one")
    survey.add_argument("--name", default="")
    survey.add_argument("--out", type=Path, help="write the survey to this file, and no lines")
    survey.add_argument("--format", default="xlsx", help="of that file: xlsx, csv, jsonl, markdown, ...")
    survey.add_argument("--yes", action="store_true", help="text may be sent to the answerers' hosts")
    _command(commands, "surveys", _surveys, "list the surveys; a line each")
    export = _command(commands, "export", _export, "write a survey or an answer to a file; one line, its path")
    what = export.add_mutually_exclusive_group(required=True)
    what.add_argument("--survey", default="", help="id")
    what.add_argument("--answer", default="", help="id")
    export.add_argument("--format", default="xlsx")
    export.add_argument("--out", type=Path, default=Path(), help="a folder or a file's name")
    backup = _command(commands, "backup", _backup, "write a backup of the data folder; one line, what it holds")
    backup.add_argument("--out", type=Path, help="a file or a folder; without it, where backups are kept")
    backup.add_argument("--without-pdfs", action="store_true", help="the database and the settings alone")
    _command(commands, "check", _check, "hold database, PDFs and index against each other; a line a finding")
    claim = _command(
        commands, "claim", _claim, "say why another data folder uses this library's passages on the server"
    )
    claim.add_argument(
        "kind", choices=("copy", "moved"), help="this folder is a copy; or it was moved, the other is gone"
    )
    move = commands.add_parser("move", help="move the library that DATABASE_URL and QDRANT_URL name to other engines")
    move.add_argument(
        "--database", help="postgresql+psycopg://user@host/name (the password by PGPASSWORD), or “folder”"
    )
    move.add_argument("--index", help="the address of a Qdrant server (its key in QDRANT_API_KEY), or “folder”")
    move.add_argument(
        "--files", choices=("folder",), help="bring the files of SIDELIGHT_SHARED into the data folder; by itself"
    )
    restore = commands.add_parser("restore", help="put a backup in the place of what the data folder holds")
    restore.add_argument("file", type=Path)
    commands.add_parser("worker", help="read papers and run surveys of a shared library", description=WORKER_WORDS)
    mcp = commands.add_parser("mcp", help="serve AI assistants by the Model Context Protocol, on stdin and stdout")
    mcp.add_argument("--http", type=int, nargs="?", const=0, metavar="PORT", help="on loopback instead, with a token")
    return parser


def _command(commands: Any, name: str, run: Any, words: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    made.set_defaults(run=run)
    return made


def _add(connection: Connection, given: argparse.Namespace) -> int:
    papers = _taken_in(connection, given.paths, given.password)
    for paper in papers:
        _line(paper)
    return DONE if papers and all(paper["status"] == "ready" for paper in papers) else INCOMPLETE


def _papers(connection: Connection, _: argparse.Namespace) -> int:
    return _lines(connection.call("papers", {}))


def _search(connection: Connection, given: argparse.Namespace) -> int:
    return _lines(connection.call("search", {"query": given.query, "papers": given.paper, "limit": given.limit}))


def _ask(connection: Connection, given: argparse.Namespace) -> int:
    wanted = {"question": given.question, "papers": given.paper, "answerer": given.answerer, "confirmed": given.yes}
    answer = connection.call("ask", wanted)
    _line(answer)
    return _stopped(answer["answer"]["stopped"])


def _survey(connection: Connection, given: argparse.Namespace) -> int:
    from lib.surveys.questions import questions_of_file

    listed = questions_of_file(given.questions.name, given.questions.read_bytes())
    for note in listed.notes:
        _say(note)
    papers = _taken_in(connection, given.paths) if given.paths else None
    wanted = {
        "questions": [question.to_dict() for question in listed.questions],
        "papers": None if papers is None else [paper["id"] for paper in papers if paper["status"] == "ready"],
        "answerers": given.answerer or ["extractive"],
        "name": given.name,
        "confirmed": given.yes,
    }
    survey = connection.call("survey", wanted, _tell_survey)
    progress = survey["progress"]
    if given.out is None:
        _lines(survey["cells"])
    else:
        _write(connection, {"survey": survey["id"]}, given)
    unread = any(paper["status"] != "ready" for paper in papers or [])
    return (
        INCOMPLETE
        if unread or progress["failed"]
        else _stopped(progress["status"] != "finished" and (progress["reason"] or "The survey was stopped."))
    )


def _surveys(connection: Connection, _: argparse.Namespace) -> int:
    return _lines(connection.call("surveys", {}))


def _export(connection: Connection, given: argparse.Namespace) -> int:
    _write(connection, {"survey": given.survey, "answer": given.answer}, given)
    return DONE


def _backup(connection: Connection, given: argparse.Namespace) -> int:
    path = "" if given.out is None else str(given.out.absolute())
    made = connection.call("backup", {"path": path, "with_pdfs": not given.without_pdfs})
    _line({name: made[name] for name in ("path", "papers", "answers", "with_pdfs", "missing", "size")})
    return INCOMPLETE if made["missing"] else DONE


def _check(connection: Connection, _: argparse.Namespace) -> int:
    found: list[str] = connection.call("check", {})
    _lines(found)
    return INCOMPLETE if found else DONE


def _claim(connection: Connection, given: argparse.Namespace) -> int:
    _line(connection.call("claim", {"is_copy": given.kind == "copy"}, _tell_passages))
    return DONE


def _restore(settings: Settings, given: argparse.Namespace) -> int:
    """Restore with the folder's lock held: nobody may have it open meanwhile."""
    if settings.shared:
        return _failed(NOT_SHARED)
    from lib.backup.restore import decide_restore, finish_restore, prepare_restore
    from lib.storage.lock import lock_folder

    folder = settings.data.expanduser().resolve()
    with lock_folder(folder):
        backup = prepare_restore(given.file, folder, settings.in_folder(folder).preferences.disk_margin_mb)
        decide_restore(folder)
        replaced = finish_restore(folder)
    _line({"papers": backup.papers, "answers": backup.answers, "made_at": backup.made_at, "replaced": str(replaced)})
    return DONE


def _move(settings: Settings, given: argparse.Namespace) -> int:
    """Move with the folder's lock held: nobody may have the library open meanwhile."""
    if given.files is not None:
        return _bring_home(settings, given)
    if settings.shared:
        return _failed(NOT_SHARED)
    from lib.library.relocation import FOLDER, relocate

    if given.database is None and given.index is None:
        return _failed("Name where to: --database, --index, or both.")
    moved = relocate(
        settings, given.database, given.index, lambda what, done, total: _say_now_and_then(f"{done}/{total} {what}")
    )
    _line(moved.to_dict())
    for variable, to in (("DATABASE_URL", given.database), ("QDRANT_URL", given.index)):
        if to is not None:
            _say(f"From now on start Sidelight without {variable}." if to == FOLDER else f"From now on set {variable}.")
    return DONE


def _bring_home(settings: Settings, given: argparse.Namespace) -> int:
    """Bring the files of a shared place into the data folder."""
    if given.database is not None or given.index is not None:
        return _failed(FILES_FIRST)
    if not settings.shared:
        return _failed(NO_PLACE)
    from lib.library.unsharing import bring_home

    brought = bring_home(settings, lambda what, done, total: _say_now_and_then(f"{done}/{total} {what}"))
    _line(brought.to_dict())
    _say(
        "From now on start Sidelight without SIDELIGHT_SHARED, in one process. Delete the shared place once all is well."
    )
    return DONE


def _work(settings: Settings, _: argparse.Namespace) -> int:
    """Take jobs until the process is told to end; what is under way then is given back to the others."""
    from lib.logs import write_lines
    from lib.sharing.queue_worker import QueueWorker

    write_lines()
    if not settings.shared:
        return _failed(
            "A worker takes jobs of a library that several processes share: set SIDELIGHT_SHARED (docs/scaling.md)."
        )
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with _opened(settings, ended) as workspace:
        worker = QueueWorker(workspace, say=_say)
        try:
            _say("Taking jobs. Ctrl+C ends it; what is under way goes back into the queue.")
            while not ended.wait(1.0):
                pass
        except KeyboardInterrupt:
            pass
        finally:
            worker.close()
    return DONE


def _opened(settings: Settings, ended: threading.Event) -> Workspace:
    """Return the workspace, once what it needs and is away is back. Raises SidelightError, StoreAway where the process ends."""
    from lib.workspace import Workspace

    said = ""
    while True:
        try:
            return Workspace.open(settings.data, settings)
        except StoreAway as away:  # of connections that are closed by now: it is opened anew rather than waited for
            if away.message != said:
                said = away.message
                _say(said)
            if ended.wait(OPENED_AGAIN_S):
                raise


def _assist(settings: Settings, given: argparse.Namespace) -> int:
    from lib.assistants.server import LOOPBACK, TOKEN_FILE, USUAL_PORT, make_server, serve_http, token_of
    from lib.sharing.connection import Connection

    folder = settings.data.expanduser().resolve()
    with Connection(settings, gives_way=True, idle_s=IDLE_S) as connection:
        server = make_server(connection)
        if given.http is None:
            server.run("stdio")
        else:
            token, port = token_of(folder), given.http or USUAL_PORT
            _say(f"http://{LOOPBACK}:{port}/mcp, with the token in {folder / TOKEN_FILE} as a bearer token")
            serve_http(server, token, port)
    return DONE


_OF_THEIR_OWN = {"mcp": _assist, "restore": _restore, "move": _move, "worker": _work}
"""Commands that open the data folder themselves."""


# in and out


def _taken_in(connection: Connection, paths: Sequence[Path], password: str | None = None) -> list[dict[str, Any]]:
    wanted = {"paths": [str(path.absolute()) for path in paths], "password": password}
    papers: list[dict[str, Any]] = connection.call("add", wanted, _tell_paper)
    return papers


def _tell_paper(progress: dict[str, Any]) -> bool:
    paper = progress.get("paper")
    if paper is None:
        _say(f"{progress['done']}/{progress['total']} {progress['reason']}")
        return True
    _say(f"{progress['done']}/{progress['total']} {paper['filename']}: {paper['problem'] or paper['status']}")
    return True


def _tell_passages(progress: dict[str, Any]) -> bool:
    _say(f"{progress['done']}/{progress['total']} passages")
    return True


def _tell_survey(progress: dict[str, Any]) -> bool:
    _say(f"{progress['done']}/{progress['total']} answers {progress['reason'] or ''}".rstrip())
    return True


def _write(connection: Connection, of: dict[str, str], given: argparse.Namespace) -> None:
    written = connection.call("export", {**of, "path": str(given.out.absolute()), "wanted": given.format})
    for note in written["notes"]:
        _say(note)
    _line(written)


def _lines(values: Sequence[Any]) -> int:
    for value in values:
        _line(value)
    return DONE


def _line(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")  # ASCII: it holds whatever the shell's encoding is


def _say(text: str) -> None:
    shown = "".join(letter if letter.isprintable() else " " for letter in text)  # no escape sequence of a file's name
    sys.stderr.write(shown + "\n")
    sys.stderr.flush()


def _say_now_and_then(text: str) -> None:
    """Say how far something is, where that was not said just now."""
    moment = time.monotonic()
    if moment - _said_at[0] >= SAID_EVERY_S:
        _said_at[0] = moment
        _say(text)


def _failed(sentence: str) -> int:
    _say(sentence)
    return FAILED


def _stopped(reason: object) -> int:
    if not reason:
        return DONE
    _say(str(reason))
    return INCOMPLETE
