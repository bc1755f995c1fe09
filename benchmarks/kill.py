"""Kills at durable steps and at random: python -m benchmarks.kill [--kills 200] [--seed 1] [--steps N ...]

A process adds papers, asks, runs a survey, exports it, takes in what another library exported, gives a title, reads again, embeds
anew, removes, empties the bin and backs up; it notes each thing once it is done. It is killed (SIGKILL) right before or after one
of its durable steps (a renaming, a deletion, a commit of the database, an update of the index), at as many of them as `--kills`
reaches, evenly spread, a quarter of the kills at a random moment instead; with `--steps` at these alone. The data folder is then
opened as the app opens it and, once it is settled, held against the notes: what was done and is missing (lost), what is there
twice (doubled), files, points and rows that belong to nothing (orphaned).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import qdrant_edge
from sqlalchemy import event
from sqlalchemy.engine import Engine

from lib.config import Settings
from lib.workspace import Workspace
from tests.embedding.models import make_folder
from tests.pdfs import make_paper, unlike_sentences

SENTENCES, OTHER_SEED = 30, 9
PAPERS, REMOVED = 3, 1
"""How many papers are added, and the place of the one that is removed."""
QUESTION = "What was measured?"
BROUGHT = "Which method did the others use?"
"""What was asked in the library whose answer is taken in."""
EXPORT, EMBEDDER = "jsonl", "embedder"
"""The format of files that go out and come in; the folder of the other embedder."""
SHARE_AT_RANDOM = 4
"""One kill in so many comes at a random moment."""
SETTLE_S = 120.0


def main() -> None:
    """Run the child, or kill children and print what became of their folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, nargs="+", default=[], help="numbers of durable steps, as printed")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--beside", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--at", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child is not None:
        _work(given.child, given.beside, given.at)
    else:
        _kill_many(given.kills, given.steps, random.Random(given.seed))  # noqa: S311 - nothing secret


# the one that is killed


def _work(folder: Path, beside: Path, at: int) -> None:
    """Do everything once, and note it; at the durable step `at` the process kills itself (0: never).

    `beside` holds what `_make_beside` made.
    """
    steps = _count_steps(at)
    folder.parent.mkdir(parents=True, exist_ok=True)
    notes = (folder.parent / "notes.jsonl").open("a", encoding="utf-8")

    def note(what: str, of: Any) -> None:
        notes.write(json.dumps([what, of]) + "\n")
        notes.flush()
        os.fsync(notes.fileno())

    with Workspace.open(folder, Settings(data=folder)) as workspace:
        ids = []
        for seed in range(PAPERS):
            paper = workspace.add_paper(_paper(seed), f"{seed}.pdf")
            ids.append(paper.id)
            note("paper", paper.id)
        answer = workspace.ask(QUESTION)
        note("answer", answer.id)
        survey = workspace.run_survey([QUESTION, "Which method was used?"], ids)
        note("survey", survey.id)
        saved = workspace.exports.save(workspace.exports.of_survey(survey.id), EXPORT, folder.parent / "exports")
        note("export", str(saved.path))
        with (beside / f"brought.{EXPORT}").open("rb") as brought:
            for answer_id in workspace.imports.import_file(brought).answer_ids:
                note("brought", answer_id)
        workspace.edit_paper(ids[0], title="Another title")
        note("title", ids[0])
        workspace.jobs.read_again(ids[0])
        workspace.jobs.wait(ids[0])
        workspace.change_embedder(str(beside / EMBEDDER))
        workspace.embedding.wait()
        note("embedder", str(beside / EMBEDDER))
        note("removing", ids[REMOVED])
        workspace.remove_paper(ids[REMOVED])
        note("removed", ids[REMOVED])
        workspace.bin.empty()
        note("emptied", ids[REMOVED])
        workspace.backups.make()
        note("backup", 1)
    (folder.parent / "steps").write_text(str(steps()), encoding="utf-8")


def _count_steps(at: int) -> Any:
    """Count each durable step, before and after it, and kill the process at the one of that number."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrap(owner: Any, name: str) -> None:
        call = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            step()
            result = call(*args, **kwargs)
            step()
            return result

        setattr(owner, name, wrapped)

    wrap(Path, "replace")
    wrap(Path, "unlink")
    shard = qdrant_edge.EdgeShard
    qdrant_edge.EdgeShard = _stepped(shard, step)  # type: ignore[misc]
    event.listen(Engine, "commit", lambda connection: step())
    return lambda: done


def _stepped(shard: Any, step: Any) -> Any:
    """Return a stand-in for the class of shards, whose updates are steps."""

    class Stepped:
        def __init__(self, real: Any) -> None:
            self._real = real

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

        def update(self, *args: Any) -> Any:
            step()
            result = self._real.update(*args)
            step()
            return result

        @staticmethod
        def load(*args: Any) -> Any:
            return Stepped(shard.load(*args))

        @staticmethod
        def create(*args: Any) -> Any:
            return Stepped(shard.create(*args))

    return Stepped


def _paper(seed: int) -> bytes:
    return make_paper(sections=[("Methods", unlike_sentences(SENTENCES, seed + 1))], title=f"Paper number {seed}")


# the one that kills


def _kill_many(kills: int, steps: list[int], chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        _make_beside(Path(name))
        _kill_with(Path(name), kills, steps, chance)


def _make_beside(beside: Path) -> None:
    """Make what each child needs: a small embedder, and the export of another library with one answer."""
    make_folder(beside / EMBEDDER, exported=True)
    with Workspace.open(beside / "other", Settings(data=beside / "other")) as workspace:
        workspace.add_paper(_paper(OTHER_SEED), "other.pdf")
        answer = workspace.ask(BROUGHT)
        (beside / f"brought.{EXPORT}").write_bytes(workspace.exports.answer(answer.id, EXPORT).data)


def _kill_with(beside: Path, kills: int, steps: list[int], chance: random.Random) -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        total = int(_run(Path(name), beside, 0)[1] or 0)
        whole_s = time.monotonic() - began
    if not total:
        sys.exit("The process that nobody kills did not come to its end.")
    faults: Counter[str] = Counter()
    aimed = kills - kills // SHARE_AT_RANDOM
    places = [round(1 + n * (total - 1) / max(1, aimed - 1)) for n in range(aimed)]
    if steps:
        kills, aimed, places = len(steps), len(steps), steps
    for number in range(kills):
        at = places[number] if number < aimed else 0
        with tempfile.TemporaryDirectory() as name:
            work = Path(name)
            _run(work, beside, at, None if at else chance.uniform(0.5, whole_s))
            found = _look(work)
            print(f"{number + 1} of {kills}", file=sys.stderr, flush=True)
            for fault in found:
                faults[fault.split(":")[0]] += 1
                print(f"step {at or 'random'}: {fault}", flush=True)
    print(f"{kills} kills, {aimed} of them at {total} durable steps; {platform.machine()}, {os.cpu_count()} cores")
    print(f"lost {faults['lost']}, doubled {faults['doubled']}, orphaned {faults['orphaned']}, other {faults['other']}")


def _run(work: Path, beside: Path, at: int, after_s: float | None = None) -> tuple[int, str]:
    """Run a child to its end or its kill; return its exit code and how many steps it counted."""
    arguments = [sys.executable, "-m", "benchmarks.kill", "--child", str(work / "data"), "--beside", str(beside)]
    arguments += ["--at", str(at)]
    child = subprocess.Popen(arguments, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        child.wait(after_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    steps = work / "steps"
    return child.returncode, steps.read_text(encoding="utf-8") if steps.exists() else ""


def _look(work: Path) -> list[str]:
    """Return what is wrong with the folder, each beginning with `lost`, `doubled`, `orphaned` or `other`."""
    path, folder = work / "notes.jsonl", work / "data"
    noted = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    done = {what: [of for name, of in noted if name == what] for what, _ in noted}
    if not folder.exists():
        return ["lost: everything"] if noted else []
    try:
        with Workspace.open(folder, Settings(data=folder)) as workspace:
            workspace.open_index()
            workspace.surveys.resume_interrupted()
            _settle(workspace)
            return [*_missing(workspace, done), *_twice(workspace), *_orphans(workspace, folder)]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        return [f"other: {type(error).__name__}: {error}"]


def _settle(workspace: Workspace) -> None:
    until = time.monotonic() + SETTLE_S
    while time.monotonic() < until:
        running = [head for head in workspace.surveys.heads() if head.status == "running"]
        moving = workspace.embedding.running
        if not workspace.index.is_recovering and not workspace.jobs.progress() and not running and not moving:
            return
        time.sleep(0.02)
    raise TimeoutError("not settled")


def _missing(workspace: Workspace, done: dict[str, list[Any]]) -> list[str]:
    papers = {paper.id: paper for paper in workspace.papers()}
    removed = set(done.get("removed", []))
    found = [
        f"lost: paper {i[:8]}"
        for i in done.get("paper", [])
        if i not in papers and not _may_be_gone(workspace, i, done)
    ]
    found += [f"lost: reading of {i[:8]}" for i, paper in papers.items() if paper.status != "ready"]
    found += [f"lost: removal of {i[:8]}" for i in removed if i in papers]
    kept = [*done.get("answer", []), *done.get("brought", [])]
    found += [f"lost: answer {i[:8]}" for i in kept if workspace.answer(i) is None]
    found += [f"lost: export {path}" for path in done.get("export", []) if not _is_whole(Path(path))]
    wanted = done.get("embedder", [])
    found += [f"lost: embedder {setting}" for setting in wanted if workspace.index.wanted_embedder != setting]
    found += [f"lost: title of {i[:8]}" for i in done.get("title", []) if papers[i].title != "Another title"]
    for survey_id in done.get("survey", []):
        cells = workspace.surveys.survey(survey_id).cells
        if len(cells) != 2 * PAPERS or any(cell.answer is None for cell in cells.values()):
            found.append(f"lost: cells of {survey_id[:8]}")
    if done.get("backup") and not workspace.backups.all():
        found.append("lost: backup")
    return found


def _is_whole(export: Path) -> bool:
    """Return whether an export of JSON lines is there, each of its lines a record."""
    try:
        return all(json.loads(line) for line in export.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        return False


def _may_be_gone(workspace: Workspace, paper_id: str, done: dict[str, list[Any]]) -> bool:
    """Return whether it is the one whose removal for good had begun, or one in the bin."""
    return paper_id in done.get("removing", []) or paper_id in {binned.paper.id for binned in workspace.bin.papers()}


def _twice(workspace: Workspace) -> list[str]:
    found = []
    names = [paper.filename for paper in workspace.papers()]
    if len({*names}) != len(names):
        found.append("doubled: papers")
    cells = [
        (survey.id, key) for survey in map(workspace.surveys.survey, _survey_ids(workspace)) for key in survey.cells
    ]
    if len(set(cells)) != len(cells):
        found.append("doubled: cells")
    asked = Counter(answer.question for answer in workspace.answers())
    found += [f"doubled: answer to “{question}”" for question in (QUESTION, BROUGHT) if asked[question] > 1]
    return found


def _survey_ids(workspace: Workspace) -> list[str]:
    return [head.id for head in workspace.surveys.heads()]


def _orphans(workspace: Workspace, folder: Path) -> list[str]:
    known = {paper.id for paper in workspace.papers()} | {binned.paper.id for binned in workspace.bin.papers()}
    files = {path.stem for path in folder.glob("papers/*/*.pdf")}
    found = [f"orphaned: file {i[:8]}" for i in files - known]
    found += [f"orphaned: {path.relative_to(folder)}" for path in folder.rglob("*.part")]
    index, readings = workspace.open_index(), workspace._library.readings
    expected = sum(readings.points().values()) + workspace._library.bin.points()
    if index.count() != expected:
        found.append(f"orphaned: {index.count() - expected} points")
    current = readings.current()
    found += [f"orphaned: vectors of {i[:8]}" for i, _ in index.readings() if i not in known]
    found += [f"lost: points of {i[:8]}" for i, number in current.items() if not index.agrees(i, number)]
    return found


if __name__ == "__main__":
    main()
