"""PDFs made to eat memory and time: python -m benchmarks.hostile [--kinds NAME ...]

A library with a good paper takes in one hostile file of each kind of `tests/hostile_pdfs.py`; of each the first page's picture
and a highlighted copy are asked for as well. All the while, every `EVERY_S` seconds, a question is asked of the good paper and a
picture of one of its pages is drawn anew. Prints what became of each file, how long the others waited, and the most memory that
all processes held together (proportional set size, so that what they share counts once). Asked for: nobody waits over 1 s on two
quiet cores, under 3 GB, and each file either read or refused in a sentence.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.errors import SidelightError
from lib.workspace import Workspace
from tests import hostile_pdfs
from tests.pdfs import make_paper

EVERY_S = 0.5
QUESTION = "What was measured?"
LONGEST_WAIT_S = 1.0
MOST_BYTES = 3 << 30
PICTURE_WIDTHS_PX = range(500, 900)
"""A width of its own for each picture, so that none comes from memory."""


class Others:
    """Those who work with a good paper meanwhile: how long they wait."""

    def __init__(self, workspace: Workspace, paper_id: str) -> None:
        self._workspace = workspace
        self._paper_id = paper_id
        self._end = threading.Event()
        self.waits_s: dict[str, list[float]] = {"question": [], "picture": []}
        self.failures: list[str] = []
        self._threads = [
            threading.Thread(target=self._repeat, args=(what, do), daemon=True)
            for what, do in (("question", self._ask), ("picture", self._draw))
        ]

    def __enter__(self) -> Others:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, what: str, do: Callable[[int], object]) -> None:
        number = 0
        while not self._end.wait(EVERY_S):
            began = time.perf_counter()
            try:
                do(number)
            except SidelightError as error:
                self.failures.append(f"{what}: {error}")
            self.waits_s[what].append(time.perf_counter() - began)
            number += 1

    def _ask(self, _number: int) -> object:
        return self._workspace.ask(QUESTION, [self._paper_id])

    def _draw(self, number: int) -> object:
        width = PICTURE_WIDTHS_PX[number % len(PICTURE_WIDTHS_PX)]
        return self._workspace.pages.picture(self._paper_id, 1, width)


class Memory:
    """The most memory that this process and its children held together, in bytes."""

    def __init__(self) -> None:
        self.most = 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(0.2):
            self.most = max(self.most, sum(map(proportional_bytes, family(os.getpid()))))


def family(root: int) -> list[int]:
    """Return the ids of a process and all that come from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended
        children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found = [root]
    for one in found:
        found += children.get(one, [])
    return found


def proportional_bytes(process: int) -> int:
    """Return a process's proportional set size; 0 of one that has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def main() -> None:
    """Print what became of each file and of the others; leave with 1 where the machine's memory or a file was lost."""
    kinds = {one.__name__: one for one in hostile_pdfs.EVERY_KIND}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", nargs="*", choices=sorted(kinds), default=list(kinds))
    given = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    with TemporaryDirectory() as made, Workspace.open(Path(made) / "library") as workspace:
        good = workspace.add_paper(make_paper(), "good.pdf")
        workspace.ask(QUESTION, [good.id])
        files = {name: kinds[name]() for name in given.kinds}  # made before: that takes 21 s of a processor
        with Memory() as memory, Others(workspace, good.id) as others:
            for name, data in files.items():
                print(f"{name}: {take_in(workspace, data, name, Path(made))}", flush=True)
    for what, waits in others.waits_s.items():
        over = sum(wait > LONGEST_WAIT_S for wait in waits)
        print(
            f"others' {what}s: {len(waits)}, median {statistics.median(waits):.2f} s, longest {max(waits):.2f} s, "
            f"{over} over {LONGEST_WAIT_S:.0f} s"
        )
    print(f"others' failures: {len(others.failures)} {others.failures[:3]}")
    print(f"most memory of all processes together: {memory.most / 2**20:.0f} MB")
    sys.exit(1 if others.failures or memory.most > MOST_BYTES else 0)


def take_in(workspace: Workspace, data: bytes, name: str, folder: Path) -> str:
    """Return in words what became of a file: added, its first page drawn, a copy highlighted."""
    began = time.perf_counter()
    said = [f"{len(data) / 1000:.0f} kB"]
    paper = workspace.add_paper(data, f"{name}.pdf")
    said.append(f"{paper.status} after {time.perf_counter() - began:.0f} s ({paper.problem or 'no problem'})")
    for what, do in (
        ("picture", lambda: workspace.pages.picture(paper.id, 1)),
        ("copy", lambda: workspace.pages.write_highlighted(paper.id, [], folder / "copy.pdf", "benchmark")),
    ):
        began = time.perf_counter()
        try:
            do()
            said.append(f"{what} made")
        except SidelightError as error:
            said.append(f"{what}: {error}")
        said[-1] += f" after {time.perf_counter() - began:.0f} s"
    workspace.remove_paper(paper.id)
    return "; ".join(said)


if __name__ == "__main__":
    main()
