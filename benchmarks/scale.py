"""Search times and memory over synthetic passages: python -m benchmarks.scale [--passages 5000 30000 100000] [--folder FOLDER]

Passages are made of random words and, to fill a store in minutes, of random vectors; questions go through the bundled embedder,
so that what is timed is the whole of `PassageIndex.find`: embedding, both lists, re-ranking, joining. Times are medians (and the
95th percentile) in milliseconds, over one paper and over all; beside them the processor time, which other work on the machine
does not change.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.config import Settings
from lib.embedding.embedder import TokenEmbedder, TokenEmbeddings
from lib.embedding.encoder import normalised
from lib.embedding.minilm import MiniLM
from lib.indexing.index import PassageIndex
from lib.records import Box, Sentence

PASSAGES_A_PAPER = 100
PIECES_A_PASSAGE = 90
QUESTIONS = 40
POOL = 4096
"""Vectors of word pieces that all passages share."""
WORDS = 3000
"""That the sentences are made of."""
BLOCK_BYTES = 512
"""Of a file's size on disk, as `st_blocks` counts."""


class SyntheticEmbedder:
    """Random vectors for passages, the real ones for questions."""

    window = 256

    def __init__(self, real: TokenEmbedder, generator: np.random.Generator) -> None:
        self.id, self.dimensions, self.token_dimensions = "synthetic", real.dimensions, real.token_dimensions
        self.real, self.generator = real, generator
        self.pool = normalised(generator.normal(size=(POOL, real.token_dimensions)).astype(np.float32))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return words, which is near enough."""
        return [len(text.split()) + 2 for text in texts]

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return the question's vector, or random ones."""
        return self.real.embed(texts) if len(texts) == 1 else self.embed_tokens(texts).texts

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        """Return the question's vectors, or random ones."""
        if len(texts) == 1:
            return self.real.embed_tokens(texts)
        starts = self.generator.integers(0, len(self.pool) - PIECES_A_PASSAGE, len(texts))
        vectors = normalised(self.generator.normal(size=(len(texts), self.dimensions)).astype(np.float32))
        return TokenEmbeddings(vectors, [self.pool[start : start + PIECES_A_PASSAGE] for start in starts])


def make_sentences(words: np.ndarray, generator: np.random.Generator) -> list[Sentence]:
    """Return a paper of 150-character sentences, two a passage."""
    sentences = []
    for number in range(2 * PASSAGES_A_PAPER):
        text = " ".join(generator.choice(words, 22))[:149] + "."
        sentences.append(Sentence(number, text, f"Section {number // 20}", "body", [Box(1, 0, 0, 1, 1)], [text]))
    return sentences


def timed(index: PassageIndex, questions: Sequence[str], papers: dict[str, int], sentences: Sequence[Sentence]) -> str:
    """Return median and 95th percentile of a search, and the processor time of one."""
    walls, start = [], time.process_time()
    for question in questions:
        began = time.perf_counter()
        index.find(question, papers, lambda paper_id, reading, first, last: sentences[first : last + 1])
        walls.append(1000 * (time.perf_counter() - began))
    processor = 1000 * (time.process_time() - start) / len(questions)
    return f"{statistics.median(walls):6.1f} ({np.percentile(walls, 95):6.1f}, processor {processor:6.1f})"


def measure(passages: int, folder: Path) -> None:
    """Print one line of the table."""
    generator = np.random.default_rng(1)
    words = np.array(["".join(generator.choice(list("abcdefghilmnoprstu"), 6)) for _ in range(WORDS)])
    real = MiniLM()
    index = PassageIndex.open(folder, Settings(), SyntheticEmbedder(real, generator))
    sentences = make_sentences(words, generator)  # every paper says the same: memory is the index's own
    began = time.perf_counter()
    papers = {f"paper{number}": 1 for number in range(passages // PASSAGES_A_PAPER)}
    for paper_id in papers:
        index.add(paper_id, 1, sentences)
    filled = time.perf_counter() - began
    questions = [" ".join(generator.choice(words, 5)) for _ in range(QUESTIONS)]  # about 15 word pieces each
    gc.collect()
    for question in questions[:3]:
        index.find(question, papers, lambda paper_id, reading, first, last: sentences[first : last + 1])
    one = {next(iter(papers)): 1}
    rows = timed(index, questions, one, sentences), timed(index, questions, papers, sentences)
    disk = sum(path.stat().st_blocks * BLOCK_BYTES for path in folder.rglob("*") if path.is_file()) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{index.count():7} passages: one paper {rows[0]} ms, all {rows[1]} ms; memory {memory:.0f} MB, disk {disk:.0f} MB; "
        f"written in {filled:.0f} s",
        flush=True,
    )
    index.close()


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[5_000, 30_000, 100_000])
    parser.add_argument("--folder", type=Path, help="where the stores are made; a temporary folder by default")
    given = parser.parse_args()
    for passages in given.passages:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            measure(passages, Path(folder))


if __name__ == "__main__":
    main()
