"""Workers that are killed: python -m benchmarks.workers [--papers 300] [--workers 3] [--kill-every 20] [--seconds 900]

Starts PostgreSQL (Debian's) and the Qdrant server of the tests, or the one that QDRANT_URL names, two apps with data folders of
their own and so many `sidelight worker`. Small papers are put in through both apps, and a survey is run over all of them, while
one worker after the other is killed (SIGKILL) and started again. Their files lie in a folder, or in the bucket of an object
store that SIDELIGHT_S3_URL and the AWS_ variables name (s3://bucket; a new prefix of it, which stays). Printed is what became
of it: seconds, memory, papers lost or failed, readings and points that stand twice or lack, cells lost or asked twice, and
whether both apps find the same. Exit code 1 for any fault. Taken in unattended without any kill: --papers 1000 --kill-every 0.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.absence import patiently
from lib.config import Settings
from lib.disk import MEGABYTE
from lib.processes.memory import resident_bytes
from lib.storage.database import read_only
from lib.workspace import Workspace
from tests import postgres
from tests.indexing.qdrant_server import QdrantServer
from tests.small_papers import small_paper

QUESTIONS = ["How many animals or plants were counted?", "Where were they counted?"]
LOOK_S = 0.5
MARKS_S = 60.0
"""Seconds in which what is marked to go from the index has gone, also where the server was slow when it should have."""
MEMORY_EVERY_S = 5.0
"""Seconds between two looks at the memory of all processes."""
SHOWN = 5
"""Papers and cells of which it is printed what went wrong with them."""


@dataclass
class Workers:
    """The processes of `sidelight worker`, killed and started again."""

    folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]]
    killed: int = 0

    @classmethod
    def start(cls, folder: Path, environment: dict[str, str], many: int) -> Workers:
        """Return so many, started."""
        workers = cls(folder, environment, [])
        workers.processes = [workers._started(number) for number in range(many)]
        return workers

    def kill(self, number: int) -> None:
        """Kill one as the system does that runs out of memory, and start another."""
        self.processes[number].send_signal(signal.SIGKILL)
        self.processes[number].wait()
        self.killed += 1
        self.processes[number] = self._started(number)

    def end(self) -> None:
        """End all of them as a person does."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()

    def _started(self, number: int) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-c",
            "from lib.cli import main; main()",
            "--data",
            str(self.folder / f"worker{number}"),
            "worker",
        ]
        with (self.folder / f"worker{number}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                env=self.environment,
                cwd=Path(__file__).parents[1],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def faults(apps: list[Workspace], wanted: list[str], survey_id: str) -> Counter[str]:
    """Return what is not as it should be, by kind."""
    _wait_for_marks(apps[0])
    found: Counter[str] = Counter()
    papers = {paper.id: paper for paper in apps[0].papers()}
    found["papers lost"] = len(set(wanted) - papers.keys())
    unready = [paper for paper in papers.values() if paper.status != "ready"]
    found["papers not ready"] = len(unready)
    for paper in unready[:SHOWN]:
        print(f"       {paper.filename}: {paper.status}, {paper.problem}")
    with read_only(apps[0]._engine) as connection:
        readings = connection.execute(text("SELECT paper_id, number, points, complete FROM readings")).all()
        cells = connection.execute(
            text("SELECT paper_id, question, category, problem FROM survey_cells WHERE survey_id = :id"),
            {"id": survey_id},
        ).all()
        answers = connection.execute(text("SELECT count(*) FROM answers")).scalar_one()
        deletions = connection.execute(text("SELECT count(*) FROM deletions")).scalar_one()
    found["readings twice"] = len(readings) - len({row.paper_id for row in readings})
    found["readings unfinished"] = sum(not row.complete for row in readings)
    points, kept = apps[0].open_index().counts(), apps[0].open_index().readings()
    expected = {(row.paper_id, row.number): row.points for row in readings}
    found["readings with too few points"] = sum(points.get(key, 0) < many for key, many in expected.items())
    found["readings with too many points"] = sum(points.get(key, 0) > many for key, many in expected.items())
    found["points of no reading"] = len(points.keys() - expected.keys())
    found["vector files lacking"] = len(expected.keys() - kept)
    found["vector files of no reading"] = len(kept - expected.keys())
    found["marks left"] = int(deletions)
    found["cells lost"] = len(wanted) * len(QUESTIONS) - len(cells)
    found["cells twice"] = len(cells) - len({(row.paper_id, row.question) for row in cells})
    failed = [row for row in cells if row.category == "failed"]
    found["cells failed"] = len(failed)
    for row in failed[:SHOWN]:
        print(f"       question {row.question} of {row.paper_id[:8]}: {row.problem}")
    found["answers of no cell"] = int(answers) - sum(row.category != "failed" for row in cells)
    chance = random.Random(1)  # noqa: S311 - no secret
    for paper_id in chance.sample(wanted, min(20, len(wanted))):
        lists = [_found(app, paper_id) for app in apps]
        found["lists that differ"] += lists[0] != lists[1] or not lists[0]
    return found


def _wait_for_marks(app: Workspace) -> None:
    until_s = time.monotonic() + MARKS_S
    while app._library.deletions() and time.monotonic() < until_s:
        time.sleep(LOOK_S)


def _found(app: Workspace, paper_id: str) -> list[str]:
    """Return the ids of the passages that an app finds, once its servers answer."""
    found = patiently(lambda: app.find_passages(QUESTIONS[0], [paper_id]), lambda: True)
    return [passage.id for passage in found]


def run(
    papers: int, workers: int, kill_every: float, seconds: float, folder: Path, database: str, kills: int = 1000
) -> Counter[str]:
    """Return what is not as it should be at the end, by the address of an empty database; prints how it went.

    `kills`: how many at the most, since a machine under load may not start a worker before the next would be killed.
    """
    with ExitStack() as stack:
        qdrant = os.environ.get("QDRANT_URL", "")
        if not qdrant:
            fake = QdrantServer()
            stack.callback(fake.stop)
            qdrant = fake.url
        bucket = os.environ.get("SIDELIGHT_S3_URL")
        shared = f"{bucket.rstrip('/')}/{uuid.uuid4()}" if bucket else str(folder / "shared")
        servers = {"DATABASE_URL": database, "QDRANT_URL": qdrant, "SIDELIGHT_SHARED": shared}
        apps = [
            stack.enter_context(
                Workspace.open(folder / name, Settings(database_url=database, qdrant_url=qdrant, shared=shared))
            )
            for name in ("app1", "app2")
        ]
        began = time.monotonic()
        crew = Workers.start(folder, {**os.environ, **servers}, workers)
        stack.callback(crew.end)
        wanted = [apps[n % 2].jobs.add(f"{n}.pdf", small_paper(n)) for n in range(papers)]
        peak, weighed_at = 0, 0.0
        chance, killed_at, survey_id, read_s = random.Random(2), time.monotonic(), "", 0.0  # noqa: S311 - no secret
        while time.monotonic() - began < seconds:
            time.sleep(LOOK_S)
            if time.monotonic() - weighed_at > MEMORY_EVERY_S:
                peak, weighed_at = max(peak, resident_bytes() or 0), time.monotonic()
            if kill_every and crew.killed < kills and time.monotonic() - killed_at > kill_every:
                crew.kill(chance.randrange(workers))
                killed_at = time.monotonic()
            if not survey_id and not apps[0].unfinished_papers():
                read_s = time.monotonic() - began
                survey_id = apps[1].surveys.start(apps[1].surveys.plan(QUESTIONS, wanted))
            if survey_id and apps[0].surveys.progress(survey_id).status == "finished":
                break
        all_s = time.monotonic() - began
        print(f"{papers} papers read after {read_s:.0f} s, {len(wanted) * len(QUESTIONS)} cells after {all_s:.0f} s;")
        print(
            f"{workers} workers, {crew.killed} killed; {peak / MEGABYTE:,.0f} MB of memory at the most, of all but PostgreSQL"
        )
        found = faults(apps, wanted, survey_id)
        for kind, many in found.items():
            print(f"{many:6} {kind}")
        return found


def main() -> None:
    """Run it with what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--kill-every", type=float, default=20.0, help="seconds between two kills; 0: none")
    parser.add_argument("--kills", type=int, default=1000, help="how many at the most")
    parser.add_argument("--seconds", type=float, default=1800.0, help="after which it is given up")
    given = parser.parse_args()
    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL is not installed (Debian: apt-get install postgresql).")
    with (
        tempfile.TemporaryDirectory(prefix="sidelight-workers-") as folder,
        postgres.serve(programs) as server,
        server.database() as database,
    ):
        found = run(given.papers, given.workers, given.kill_every, given.seconds, Path(folder), database, given.kills)
    sys.exit(1 if any(found.values()) else 0)


if __name__ == "__main__":
    main()
