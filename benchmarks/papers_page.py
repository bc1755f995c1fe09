"""How long the server works for *Papers* in a large library: python -m benchmarks.papers_page [--papers 300] [--answers 500]

Papers and answers are made without PDFs. Each page is drawn as a browser's session has it drawn, without the browser: what is
printed are processor milliseconds, medians of several, which other work on the machine does not change. *search* is what the
server does once the browser tells it what was searched for, after the last letter; the list follows each letter without it.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import itertools
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from streamlit.testing.v1 import AppTest

from lib.reading.reading import PaperReading
from lib.records import Answer, AnswerSentence, Box, Citation, Sentence
from lib.storage.answers import AnswerStore
from lib.storage.database import open_database
from lib.storage.paper_groups import PaperGroupStore
from lib.storage.papers import PaperStore
from lib.ui.papers.list_component import LIST

APP = Path(__file__).resolve().parents[1] / "app.py"
SECONDS = 120
REPEATS = 7
SENTENCES = 200
WORDS = ("otters", "count", "rings", "dawn", "river", "method", "sample", "field", "owl", "trap", "picture", "sound", "night",
         "model", "error", "mean")  # fmt: skip


def reading_of(number: int) -> PaperReading:
    """Return a paper of one-line sentences with names of its own."""
    texts = [
        " ".join(f"{WORDS[(number + n * 3 + k) % len(WORDS)]}{number if k % 3 else n}" for k in range(14)) + "."
        for n in range(SENTENCES)
    ]
    sentences = [
        Sentence(n, text, f"Section {n // 40}", "body", [Box(1 + n // 40, 0.1, 0.1, 0.9, 0.12)], [text])
        for n, text in enumerate(texts)
    ]
    return PaperReading(
        title=f"{WORDS[number % 16].title()} and {WORDS[number // 16 % 16]} in study {number}",
        authors=[f"Ada Author{number % 90}", "Grace Second"], year=1990 + number % 35, doi=f"10.1234/{number}", page_count=5,
        pages_without_text=[], problem=None, sentences=sentences, page_quality=["good"] * 5, language="en",
        journal="Otters", volume="1", pages="", dropped=[],
    )  # fmt: skip


def fill(folder: Path, papers: int, answers: int) -> None:
    """Make a library of so many papers and answers."""
    engine = open_database(folder)
    store, kept = PaperStore(engine), AnswerStore(engine)
    ids = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(papers)]
    for number, paper_id in enumerate(ids):
        store.queue(paper_id, f"paper {number}.pdf")
        reading = reading_of(number)
        store.readings.finish(paper_id, store.readings.begin(paper_id, reading, 99), reading, points=0)
    for number in range(answers):
        paper_id = ids[number % papers]
        citation = Citation(paper_id, 1, [1], "Otters count.", [Box(1, 0.1, 0.1, 0.9, 0.12)])
        said = [AnswerSentence("Otters count.", [citation], "supported", 1.0)]
        made = Answer(
            f"a{number}", f"What counts in {number}?", True, "Otters count.", said, [], "extractive", "", [paper_id]
        )
        kept.add(
            dataclasses.replace(made, created_at=f"2026-01-01T00:{number // 60 % 60:02}:{number % 60:02}.000000+00:00")
        )
    groups = PaperGroupStore(engine)
    for n in range(8):
        groups.put("tag", f"tag {n}", ids[n::9])
    engine.dispose()


def main() -> None:
    """Fill a library, then print a line a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--answers", type=int, default=500)
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        fill(Path(name), given.papers, given.answers)
        os.environ["SIDELIGHT_DATA"] = name
        measure(given.papers, given.answers)


def measure(papers: int, answers: int) -> None:
    """Print what each page costs."""
    print(f"{papers} papers, {answers} answers; processor ms of the server, median of {REPEATS} (the most)")
    at = AppTest.from_file(str(APP), default_timeout=SECONDS)
    at.run()
    for page in ("papers", "ask", "words"):
        at.switch_page(f"pages/{page}.py").run()
        report(at, page, at.run)
    at.switch_page("pages/papers.py").run()
    numbers = itertools.count(1)

    def tell(**command: Any) -> None:
        at.session_state[LIST] = {"outbox": {"client": "benchmark", "commands": [{"n": next(numbers), **command}]}}
        at.run()

    letters = iter("otters and rings in study"[:n] for n in range(1, 3 * REPEATS))
    report(at, "papers: search", lambda: tell(kind="search", words=next(letters)))
    tell(kind="search", words="")
    paper = hashlib.sha256(b"0").hexdigest()
    report(at, "papers: a tick", lambda: tell(kind="choose", papers=[paper], on=True))


def report(at: AppTest, name: str, do: Callable[[], Any]) -> None:
    """Print the processor time of what is done several times; raises RuntimeError where the page fails."""
    times = []
    for _ in range(REPEATS):
        began = time.process_time()
        do()
        times.append(1000 * (time.process_time() - began))
        if at.exception:
            raise RuntimeError(at.exception[0].message)
    print(f"{name:16} {statistics.median(times):6.0f} ms ({max(times):.0f})")


if __name__ == "__main__":
    main()
