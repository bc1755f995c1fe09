"""How much of the marked evidence is found: python -m benchmarks.retrieval SET_FOLDER... [--half even|odd]
    [--papers N] [--embedder NAME]

A set folder holds `questions.jsonl` (`paper_id`, `question`, `evidence`, optionally `label`) and `corpus.jsonl` (`paper_id`,
`pdf`). Coverage: both texts squashed to lower-case letters and digits, the evidence cut into its 20-letter shingles, the share of
them that stands in the retrieved text, which is the passages by rank up to a budget of characters; mean over questions.

Beside it in the same run the reference way: pdfminer's text, 1,000-character recursive chunks with 50 overlap, the same encoder
in fp32 over the first 256 word pieces, cosine; by sentence-transformers where that is installed, else by our own graph, which is
several times faster. Papers are added one by one; both ways' times are printed, ours also as processor seconds of the app and of
the reading processes, which other work on the machine does not change much.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import resource
import statistics
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from pdfminer.high_level import extract_text

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.config import Settings
from lib.embedding.graph_cache import model_folder
from lib.embedding.minilm import WINDOW, MiniLM
from lib.records import Passage
from lib.workspace import Workspace

BUDGETS = (1000, 2000, 4000, 8000)
COMPARED_BUDGET = 4_000
"""Characters at which kinds of questions and the worst ones are compared."""
SHINGLE = 20
"""Letters."""
MARGIN = 1.05
"""Times a budget, up to which texts are taken: whole ones rarely end on it."""
LEAST_PIECE_LETTERS, LEAST_EVIDENCE_LETTERS = 12, 20
"""Of a piece of evidence, and of all of a question's: shorter ones stand anywhere."""
PASSAGES, SHOWN_PASSAGES = 40, 8
"""Asked for, and shown on the screen."""
SHORTENED = 0.95
"""What is kept of a text at each try to fit it into the window."""
SEPARATORS = ("\n\n", "\n", " ", "")


@dataclass(frozen=True)
class Asked:
    """A question with what both ways gave, best first."""

    question: str
    label: str
    evidence: list[str]
    passages: list[Passage]
    ours: list[str]
    reference: list[str]

    def covered(self, texts: Sequence[str], budget: int) -> float:
        """Return the coverage of the evidence by the texts up to the budget."""
        return coverage(self.evidence, within(texts, budget))


def squash(text: str) -> str:
    """Return the lower-case letters and digits alone."""
    return re.sub(r"[^0-9a-z]+", "", unicodedata.normalize("NFKC", text).lower())


def coverage(evidence: Sequence[str], text: str) -> float:
    """Return the share of the evidence's shingles that stand in the text, 0-1."""
    where, found, total = squash(text), 0, 0
    for piece in map(squash, evidence):
        shingles = {piece[i : i + SHINGLE] for i in range(max(1, len(piece) - SHINGLE + 1))}
        total += len(shingles)
        found += sum(shingle in where for shingle in shingles)
    return found / total if total else 0.0


def within(texts: Sequence[str], budget: int) -> str:
    """Return the texts in order as long as they fit the budget, the first cut where it is longer."""
    taken, length = [], 0
    for text in texts:
        if taken and length + len(text) > budget * MARGIN:
            break
        taken.append(text)
        length += len(text) + 1
    return " ".join(taken)[: int(budget * MARGIN)]


def recursive_chunks(
    text: str, size: int = 1000, overlap: int = 50, separators: Sequence[str] = SEPARATORS
) -> list[str]:
    """Return the text cut at the coarsest separator that it has, longer parts cut again, short ones put together with
    an overlap.
    """
    separator = next(s for s in separators if s in text)
    finer = separators[separators.index(separator) + 1 :]
    chunks: list[str] = []
    short: list[str] = []
    for part in text.split(separator) if separator else list(text):
        if len(part) < size:
            short.append(part)
        elif part:
            chunks += merged(short, separator, size, overlap)
            short = []
            chunks += recursive_chunks(part, size, overlap, finer) if finer else [part]
    return chunks + merged(short, separator, size, overlap)


def merged(parts: Sequence[str], separator: str, size: int, overlap: int) -> list[str]:
    """Return the parts joined to chunks of at most `size`, each beginning with up to `overlap` characters of the one before."""
    chunks: list[str] = []
    current: list[str] = []
    for part in parts:
        if current and len(separator.join([*current, part])) > size:
            chunks.append(separator.join(current).strip())
            while current and (len(separator.join(current)) > overlap or len(separator.join([*current, part])) > size):
                current.pop(0)
        current.append(part)
    chunks.append(separator.join(current).strip())
    return [chunk for chunk in chunks if chunk]


class ReferenceEncoder:
    """The encoder as the reference way runs it."""

    def __init__(self) -> None:
        self.ours = MiniLM("fp32")
        self.theirs: Any = None
        if importlib.util.find_spec("sentence_transformers"):
            from sentence_transformers import SentenceTransformer

            self.theirs = SentenceTransformer(str(model_folder()))

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return vectors of shape (texts, 384), L2-normalised; what goes beyond the window is dropped."""
        if self.theirs is not None:
            return np.asarray(self.theirs.encode(list(texts), normalize_embeddings=True))
        return self.ours.embed([first_window(self.ours, text) for text in texts])


def processor_seconds() -> dict[str, float]:
    """Return the seconds used so far by this process, and by those of its children that ended."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"app": own.ru_utime + own.ru_stime, "reading processes": ended.ru_utime + ended.ru_stime}


def first_window(encoder: MiniLM, text: str) -> str:
    """Return the words that fit the encoder's window: the reference way drops the rest in silence."""
    words = text.split()
    while len(words) > 1 and encoder.count_tokens([" ".join(words)])[0] > WINDOW:
        words = words[: int(len(words) * SHORTENED)]
    return " ".join(words)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def questions_of(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the questions by paper; evidence under 12 letters is left out, and questions with under 20 letters of it in all."""
    asked: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_rows(folder / "questions.jsonl"):
        row["evidence"] = [
            piece for piece in row["evidence"] if len(re.sub("[^0-9a-zA-Z]", "", piece)) >= LEAST_PIECE_LETTERS
        ]
        if sum(len(re.sub("[^0-9a-zA-Z]", "", piece)) for piece in row["evidence"]) >= LEAST_EVIDENCE_LETTERS:
            asked[row["paper_id"]].append(row)
    return asked


def ask_set(
    folder: Path, chosen: slice, encoder: ReferenceEncoder, embedder: str
) -> tuple[list[Asked], dict[str, float]]:
    """Return what both ways give for every question of the chosen papers, and the seconds they took; ours with this embedder."""
    files = {row["paper_id"]: folder / row["pdf"] for row in read_rows(folder / "corpus.jsonl")}
    asked = questions_of(folder)
    results, seconds = [], defaultdict(float)
    readers = processor_seconds()["reading processes"]
    with tempfile.TemporaryDirectory() as data, Workspace.open(data, Settings(embedding=embedder)) as workspace:
        workspace.find_passages("warm", None)
        for paper_id in sorted(asked)[chosen]:
            began, used = time.perf_counter(), processor_seconds()["app"]
            paper = workspace.add_paper(files[paper_id], filename=files[paper_id].name)
            seconds["our ingest"] += time.perf_counter() - began
            seconds["our ingest, processor, app"] += processor_seconds()["app"] - used
            began = time.perf_counter()
            chunks = recursive_chunks(extract_text(files[paper_id]))
            vectors = encoder.encode(chunks)
            seconds["reference ingest"] += time.perf_counter() - began
            for row in asked[paper_id]:
                began = time.perf_counter()
                passages = workspace.find_passages(row["question"], [paper.id], limit=PASSAGES)
                seconds["find"] += time.perf_counter() - began
                order = np.argsort(-(vectors @ encoder.encode([row["question"]])[0]), kind="stable")
                results.append(
                    Asked(
                        row["question"],
                        row.get("label") or "-",
                        row["evidence"],
                        passages,
                        [passage.text for passage in passages],
                        [chunks[i] for i in order],
                    )
                )
    seconds["our ingest, processor, reading"] = processor_seconds()["reading processes"] - readers
    return results, seconds


def overlap(results: Sequence[Asked]) -> float:
    """Return the mean share of sentences, in the first eight passages, that two different questions of a paper share."""
    by_paper: dict[str, dict[str, set[int]]] = defaultdict(dict)
    for asked in results:
        for passage in asked.passages[:SHOWN_PASSAGES]:
            by_paper[passage.paper_id].setdefault(asked.question, set()).update(passage.sentence_ids)
    shares = [
        len(one & other) / len(one | other)
        for found in by_paper.values()
        for one, other in combinations(found.values(), 2)
    ]
    return statistics.mean(shares) if shares else 0.0


def report(name: str, results: Sequence[Asked], seconds: dict[str, float], worst: int) -> None:
    """Print the figures."""
    print(f"{name}: {len(results)} questions")
    for budget in BUDGETS:
        ours = statistics.mean(asked.covered(asked.ours, budget) for asked in results)
        theirs = statistics.mean(asked.covered(asked.reference, budget) for asked in results)
        print(f"  {budget:5} characters: ours {ours:.3f}  reference {theirs:.3f}  ratio {ours / theirs:.2f}")
    kinds: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for asked in results:
        kinds[asked.label].append(
            (asked.covered(asked.ours, COMPARED_BUDGET), asked.covered(asked.reference, COMPARED_BUDGET))
        )
    for label, pairs in sorted(kinds.items(), key=lambda item: -len(item[1])):
        ours, theirs = (statistics.mean(pair[side] for pair in pairs) for side in (0, 1))
        print(f"    {label}: ours {ours:.2f} reference {theirs:.2f} ({len(pairs)})")
    print(f"  two questions of one paper share {overlap(results):.2f} of what they retrieve")
    times = {key: round(value, 1) for key, value in seconds.items()}
    print(f"  seconds {times}; ingest {seconds['reference ingest'] / seconds['our ingest']:.2f} x the reference way")
    for asked in sorted(results, key=lambda asked: asked.covered(asked.ours, COMPARED_BUDGET))[:worst]:
        print(
            f"    worst: {asked.covered(asked.ours, COMPARED_BUDGET):.2f} {asked.question[:80]} | {asked.evidence[0][:80]}"
        )


def main() -> None:
    """Print a report for each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--half", choices=["even", "odd"], help="every other paper by name; all by default")
    parser.add_argument("--papers", type=int, help="how many papers at most")
    parser.add_argument("--embedder", default="minilm", help="ours, as Settings names it; the bundled one by default")
    parser.add_argument("--worst", type=int, default=5, help="how many of the worst questions to print")
    given = parser.parse_args()
    chosen = slice({"even": 0, "odd": 1, None: 0}[given.half], None, 2 if given.half else 1)
    if given.papers:
        chosen = slice(chosen.start, chosen.start + given.papers * (chosen.step or 1), chosen.step)
    encoder = ReferenceEncoder()
    for folder in given.folders:
        report(folder.name, *ask_set(folder, chosen, encoder, given.embedder), given.worst)


if __name__ == "__main__":
    main()
