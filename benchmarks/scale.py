"""Search times and memory over synthetic passages: python -m benchmarks.scale [--passages 5000 30000 100000] [--folder FOLDER]

Passages are made of random words and, to fill a store in minutes, of random vectors; questions go through the bundled embedder,
so that what is timed is the whole of `PassageIndex.find`: embedding, both lists, re-ranking, joining. Times are medians (and the
95th percentile) in milliseconds, over one paper and over all; beside them the processor time, which other work on the machine
does not change.

With --server URL (and QDRANT_API_KEY and the other variables of docs/scaling.md) the passages lie on that Qdrant server, in a
collection of their own that is removed afterwards. Times right after the fill are printed, then those once the server has
finished its graphs, over one paper, 300 and all; beside them the memory of both sides, and with --storage FOLDER, where the
server keeps its data on this machine, its disk.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import resource
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.config import Settings
from lib.disk import size_on_disk
from lib.embedding.embedder import TokenEmbedder, TokenEmbeddings
from lib.embedding.encoder import normalised
from lib.embedding.minilm import MiniLM
from lib.indexing.index import PassageIndex
from lib.indexing.server import connect
from lib.indexing.server_connection import ServerConnection
from lib.indexing.stores import equal_weights, index_name
from lib.records import Box, Sentence

PASSAGES_A_PAPER = 100
PIECES_A_PASSAGE = 90
QUESTIONS = 40
POOL = 4096
"""Vectors of word pieces that all passages share."""
WORDS = 3000
"""That the sentences are made of."""
SOME_PAPERS = 300
FINISHED_S = 3600.0
"""For so long a server is waited for that builds its graphs."""
LOOKED_FOR_EVERY_S = 0.5
QUIET_LOOKS = 3
"""So often in a row a server must say that it is done: right after a write it may not have begun."""
UNKNOWN = "unknown"


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


def wait_until_finished(server: ServerConnection, collection: str) -> float:
    """Return the seconds until the server says that its optimiser has nothing left to do; raises TimeoutError."""
    began, quiet = time.monotonic(), 0
    while quiet < QUIET_LOOKS:
        told = server.get_collection(collection)
        status = str(getattr(told.status, "value", told.status)).lower()
        quiet = quiet + 1 if status == "green" else 0
        if time.monotonic() - began > FINISHED_S:
            raise TimeoutError(f"The server's optimiser is {status} after {FINISHED_S:.0f} s.")
        time.sleep(LOOKED_FOR_EVERY_S)
    return time.monotonic() - began


def server_memory(settings: Settings, server: ServerConnection) -> str:
    """Return the megabytes that a server says it has in memory."""
    headers = {"api-key": settings.qdrant_api_key} if settings.qdrant_api_key else {}
    try:
        told = httpx.get(f"{server.addresses[0].url}/metrics", headers=headers, timeout=10)
    except httpx.HTTPError:
        return UNKNOWN
    found = re.search(r"^memory_resident_bytes\s+(\S+)", told.text, re.MULTILINE) if told.is_success else None
    return UNKNOWN if found is None else f"{float(found[1]) / 1e6:.0f} MB"


def measure(passages: int, folder: Path, settings: Settings, storage: Path | None = None) -> None:
    """Print the lines of one size."""
    generator = np.random.default_rng(1)
    words = np.array(["".join(generator.choice(list("abcdefghilmnoprstu"), 6)) for _ in range(WORDS)])
    embedder = SyntheticEmbedder(MiniLM(), generator)
    with ExitStack() as stack:
        server = stack.enter_context(closing(connect(settings))) if settings.qdrant_url else None
        index = PassageIndex.open(folder, settings, embedder, uuid.uuid4().hex, equal_weights, server)
        stack.callback(index.close)
        if server is not None:
            stack.callback(server.delete_collection, index_name(embedder))
        sentences = make_sentences(words, generator)  # every paper says the same: memory is the index's own
        began = time.perf_counter()
        papers = {f"paper{number}": 1 for number in range(max(1, passages // PASSAGES_A_PAPER))}
        for paper_id in papers:
            index.add(paper_id, 1, sentences)
        filled = time.perf_counter() - began
        questions = [" ".join(generator.choice(words, 5)) for _ in range(QUESTIONS)]  # about 15 word pieces each
        gc.collect()
        for question in questions[:3]:
            index.find(question, papers, lambda paper_id, reading, first, last: sentences[first : last + 1])
        some = dict.fromkeys(list(papers)[:SOME_PAPERS], 1)
        one = {next(iter(papers)): 1}

        def rows(when: str) -> None:
            parts = [("one paper", one), (f"{len(some)} papers", some), ("all", papers)]
            times = ", ".join(f"{name} {timed(index, questions, asked, sentences)} ms" for name, asked in parts)
            print(f"{index.count():7} passages{when}: {times}", flush=True)

        if server is None:
            rows("")
        else:
            rows(f", by {server.protocol} right after the fill")
            waited = wait_until_finished(server, index_name(embedder))
            rows(f", graphs finished after {waited:.0f} s more")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        line = f"{'':7} memory {memory:.0f} MB, disk {size_on_disk(folder) / 1e6:.0f} MB"
        if server is not None:
            disk = UNKNOWN if storage is None else f"{size_on_disk(storage) / 1e6:.0f} MB"
            line += f"; of the server memory {server_memory(settings, server)}, disk {disk}"
        print(f"{line}; written in {filled:.0f} s", flush=True)


def main() -> None:
    """Print the lines for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[5_000, 30_000, 100_000])
    parser.add_argument("--folder", type=Path, help="where the stores are made; a temporary folder by default")
    parser.add_argument(
        "--server", default="", help="the address of a Qdrant server, in the place of the embedded store"
    )
    parser.add_argument("--storage", type=Path, help="the folder in which that server keeps its data, where it is here")
    given = parser.parse_args()
    settings = replace(Settings.from_environment(os.environ), qdrant_url=given.server)
    for passages in given.passages:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            measure(passages, Path(folder), settings, given.storage)


if __name__ == "__main__":
    main()
