"""The main job, timed: PDFs in, a question out.

    python -m benchmarks.main_job FOLDER [QUESTION ...]

Prints, for the PDFs of a folder: pages and passages a second, seconds from the first upload to the first answer, seconds until
everything is ready, and the median time to find and to answer. The figures are of this machine and of what else runs on it;
beside them stands bare pdfplumber listing the characters of a sample of the same pages, as a measure of the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pdfplumber

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.workspace import Workspace

QUESTIONS = (
    "What data were used?",
    "How many samples were collected?",
    "Which methods were compared?",
    "What are the limitations of the study?",
    "Where is the code available?",
)
SAMPLE_PAGES = 40
"""Of all files together, for bare pdfplumber."""
SAMPLE_FILES, SAMPLE_STEPS = 8, 5
"""Files that are sampled, and steps through the pages of one."""


def main() -> None:
    """Run the benchmark and print what it saw."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("question", nargs="*", default=QUESTIONS)
    given = arguments.parse_args()
    paths = sorted(given.folder.glob("*.pdf"))
    processor = platform.processor() or platform.machine()
    print(
        f"machine: {processor}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with Workspace.open(folder) as ws:
            print(f"workspace open after {time.perf_counter() - began:.2f} s")
            add_papers(ws, paths, given.question[0])
            ask(ws, given.question)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"peak memory: app {own} MB, largest reading process {workers} MB")
    print(f"bare pdfplumber, one core, every n-th page: {bare_pages_per_second(paths):.1f} pages/s")


def add_papers(ws: Workspace, paths: list[Path], question: str) -> None:
    """Add every file as an upload does and ask once the first is ready."""
    began = time.perf_counter()
    ids = [ws.jobs.add(path.name, path.read_bytes()) for path in paths]
    print(f"{len(ids)} files on disk and queued after {time.perf_counter() - began:.2f} s")
    while not any(paper.status == "ready" for paper in ws.papers()):
        time.sleep(0.02)
    answer = ws.ask(question)
    print(f"first answer after {time.perf_counter() - began:.2f} s (found: {answer.found})")
    for paper_id in ids:
        ws.jobs.wait(paper_id)
    seconds = time.perf_counter() - began
    usage = ws.usage()
    states = [paper.status for paper in ws.papers()]
    print(f"all in after {seconds:.1f} s: {states.count('ready')} ready, {states.count('failed')} failed")
    print(f"reading and indexing together: {usage.pages} pages, {usage.pages / seconds:.1f} pages/s")
    print(f"                               {usage.passages} passages, {usage.passages / seconds:.1f} passages/s")
    sizes = (usage.index_bytes, usage.database_bytes, usage.files_bytes)
    print("on disk: index {:.1f} MB, database {:.1f} MB, papers {:.1f} MB".format(*(size / 1e6 for size in sizes)))


def ask(ws: Workspace, questions: list[str]) -> None:
    """Find and answer every question over all papers and over each alone."""
    find, answer = [], []
    choices = [None, *([paper.id] for paper in ws.papers() if paper.status == "ready")]
    for choice in choices:
        for question in questions:
            began = time.perf_counter()
            ws.find_passages(question, choice)
            find.append(time.perf_counter() - began)
            began = time.perf_counter()
            ws.ask(question, choice)
            answer.append(time.perf_counter() - began)
    print(f"find: median {1000 * statistics.median(find):.1f} ms of {len(find)} questions")
    print(f"ask (find, answer and keep): median {1000 * statistics.median(answer):.1f} ms")


def bare_pages_per_second(paths: list[Path]) -> float:
    """Return how fast plain pdfplumber lists characters on one core."""
    pages, seconds = 0, 0.0
    for path in paths[:: max(1, len(paths) // SAMPLE_FILES)]:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages[:: max(1, len(pdf.pages) // SAMPLE_STEPS)][: SAMPLE_PAGES // SAMPLE_FILES]:
                began = time.perf_counter()
                len(page.chars)
                seconds += time.perf_counter() - began
                pages += 1
                page.close()
    return pages / seconds


if __name__ == "__main__":
    main()
