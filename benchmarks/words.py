"""Exact search over a large library: python -m benchmarks.words [--papers 300] [--folder FOLDER]

Papers are made of words with the frequencies that words of a language have, 400 sentences each. Times are medians, and the
slowest, in milliseconds, of a whole `WordSearcher.search` (counts of all papers, the first hits of the first thirty with their
boxes); beside them the processor time, which other work on the machine does not change. Filling is what an older data folder
takes once, in the background.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.library.word_search import WordSearcher
from lib.reading.reading import PaperReading
from lib.records import Box, Sentence
from lib.storage.database import DATABASE_FILE, open_database
from lib.storage.full_text import FullText
from lib.storage.papers import PaperStore

SENTENCES = 400
WORDS_A_SENTENCE = 22
VOCABULARY = 60_000
MANDELBROT = 2.7
"""Of the law that frequencies of words follow (Mandelbrot 1953): the commonest is every twentieth to thirtieth word."""
REPEATS = 7
ENDINGS = ("", "s", "ed", "ing", "ation")


def reading_of(words: list[str], generator: np.random.Generator) -> PaperReading:
    """Return a paper of one-line sentences."""
    weights = 1 / (np.arange(len(words)) + MANDELBROT)
    ranks = generator.choice(len(words), (SENTENCES, WORDS_A_SENTENCE), p=weights / weights.sum())
    texts = [" ".join(words[rank] for rank in row) + "." for row in ranks]
    sentences = [
        Sentence(n, text, f"Section {n // 40}", "body", [Box(1 + n // 40, 0.1, 0.1, 0.9, 0.12)], [text])
        for n, text in enumerate(texts)
    ]
    return PaperReading(
        title="", authors=[], year=None, doi="", page_count=10, pages_without_text=[], problem=None, sentences=sentences,
        page_quality=["good"] * 10, language="en", journal="", volume="", pages="", dropped=[],
    )  # fmt: skip


def main() -> None:
    """Fill a library, then print a line for each kind of search."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--folder", type=Path, help="where the database is made; a temporary folder by default")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        measure(given.papers, Path(name))


def measure(number: int, folder: Path) -> None:
    """Print what searching so many papers takes."""
    generator = np.random.default_rng(1)
    letters = list("abcdefghilmnoprstu")
    stems = ["".join(generator.choice(letters, 3 + n % 6)) for n in range(VOCABULARY // len(ENDINGS))]
    words = [stem + ending for stem in stems for ending in ENDINGS]
    engine = open_database(folder)
    papers = PaperStore(engine)
    began = time.process_time()
    for place in range(number):
        papers.queue(f"paper{place}", "a.pdf")
        reading = reading_of(words, generator)
        papers.readings.finish(f"paper{place}", papers.readings.begin(f"paper{place}", reading, 1), reading, points=0)
    stored = time.process_time() - began
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sentence_tokens")
        connection.exec_driver_sql("DELETE FROM searched_readings")
    searcher = WordSearcher(FullText(engine))
    began = time.process_time()
    searcher.fill()
    print(
        f"{number} papers stored in {stored:.1f} s, made searchable anew in {time.process_time() - began:.1f} s (processor)"
    )
    print(f"{(folder / DATABASE_FILE).stat().st_size / 1e6:.0f} MB of database")
    for kind, query in (
        ("the commonest word", words[0]),
        ("a common word", words[40]),
        ("a rare word", words[20_000]),
        ("two words", f"{words[5]} {words[90]}"),
        ("a phrase", f'"{words[0]} {words[1]}"'),
        ("a beginning", f"{stems[3][:2]}*"),
        ("no word of the papers", "quantumgravity"),
    ):
        walls, before = [], time.process_time()
        for _ in range(REPEATS):
            start = time.perf_counter()
            found = searcher.search(query)
            walls.append(1000 * (time.perf_counter() - start))
        processor = 1000 * (time.process_time() - before) / REPEATS
        print(
            f"{kind:22} {found.count:7} hits in {found.paper_count:4} papers: {statistics.median(walls):6.1f} ms "
            f"(slowest {max(walls):6.1f}, processor {processor:6.1f})"
        )
    engine.dispose()


if __name__ == "__main__":
    main()
