"""Whether the offline answerer finds what is there and declines what is not.

    python benchmarks/answers.py FOLDER FOLDER [--keep WORKSPACE]

Each FOLDER is a field: `corpus.jsonl` (`paper_id`, `pdf`) and `questions.jsonl` (`paper_id`, `question`, `evidence`). Every
question is asked of its own paper, of a paper of the other field and, where its wording is its own in the folder, of
another paper of the field. Prints the share declined and the share wrongly answered with the threshold chosen on one half
of the papers and measured on the other, the same for the weights that ship, and how often a sentence of the answer lies
in the gold evidence. --keep keeps the workspace, so that a second run need not read the papers again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.train_support import fit
from lib.answering.answerer import AskRequest
from lib.answering.extractive import by_paper, choose
from lib.answering.found import BY_MEANING, BY_WORDS, Weighed, logistic, weigh
from lib.answering.questions import kind_of
from lib.answering.words import squash
from lib.embedding.embedder import TokenEmbedder, TokenEmbeddings, open_embedder
from lib.workspace import Workspace

DECLINED = 0.08
"""Share of answerable questions, of the field where most are declined, that choosing the threshold allows."""
SHINGLE = 20
OWN, SAME_FIELD, OTHER_FIELD = "own paper", "same field", "other field"


class Remembering:
    """An embedder that embeds no text twice: the same sentences come back for many questions."""

    def __init__(self, embedder: TokenEmbedder) -> None:
        self.id = embedder.id
        self._embedder = embedder
        self._known: dict[str, tuple[NDArray[np.float32], NDArray[np.float16]]] = {}

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        """What the embedder gives, the word pieces rounded to half precision on the way."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            found = self._embedder.embed_tokens(new)
            halves = (tokens.astype(np.float16) for tokens in found.tokens)
            self._known.update(zip(new, zip(found.texts, halves, strict=True), strict=True))
        vectors, tokens = zip(*(self._known[text] for text in texts), strict=True)
        return TokenEmbeddings(np.array(vectors), [one.astype(np.float32) for one in tokens])


@dataclass(frozen=True)
class Asked:
    """A question with the paper that it was asked of."""

    field: str
    paper_id: str
    """The paper it is about."""
    asked_of: str
    """OWN, SAME_FIELD or OTHER_FIELD."""
    question: str
    evidence: list[str]
    weighed: Weighed


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def add_papers(workspace: Workspace, folder: Path) -> dict[str, str]:
    """The folder's paper ids with the workspace's; a paper that cannot be read is named and left out."""
    ids = {}
    for row in rows(folder / "corpus.jsonl"):
        path = folder / row["pdf"]
        paper = workspace.add_paper(path, filename=path.name)
        if paper.status == "ready":
            ids[row["paper_id"]] = paper.id
        else:
            print(f"not read: {path.name}: {paper.problem}")
    return ids


def ask_all(workspace: Workspace, folders: Sequence[Path]) -> Iterator[Asked]:
    """Every question asked of its own paper and of papers that do not answer it."""
    embedder = Remembering(open_embedder("minilm"))  # type: ignore[arg-type]
    ids = {folder.name: add_papers(workspace, folder) for folder in folders}
    chance = random.Random(7)  # noqa: S311  which paper is asked is no secret
    for folder in folders:
        questions = [row for row in rows(folder / "questions.jsonl") if row["paper_id"] in ids[folder.name]]
        wordings = Counter(row["question"] for row in questions)
        for row in questions:
            papers = {OWN: ids[folder.name][row["paper_id"]]}
            others = [paper for name, found in ids.items() if name != folder.name for paper in sorted(found.values())]
            papers[OTHER_FIELD] = chance.choice(others)
            if wordings[row["question"]] < 3:
                papers[SAME_FIELD] = chance.choice(
                    [p for k, p in sorted(ids[folder.name].items()) if k != row["paper_id"]]
                )
            for asked_of, paper_id in papers.items():
                passages = workspace.find_passages(row["question"], paper_ids=[paper_id])
                reading = passages[0].reading if passages else 1
                sentences = {(paper_id, reading): workspace.sentences(paper_id)}
                request = AskRequest(row["question"], passages, sentences, {})
                weighed = weigh(row["question"], request, embedder)  # type: ignore[arg-type]
                yield Asked(folder.name, row["paper_id"], asked_of, row["question"], row["evidence"], weighed)


def learn(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, float]:
    """Logistic weights for these figures, the constant moved so that 0.5 declines DECLINED of the field declined most."""
    figures = table(asked, names)
    own = np.array([one.asked_of == OWN for one in asked])
    weights = fit(figures, own[:, None].astype(float), np.where(own, 1.0, 0.7))[:, 0]
    values = figures @ weights[:-1] + weights[-1]
    fields = np.array([one.field for one in asked])
    shift = min(float(np.quantile(values[own & (fields == field)], DECLINED)) for field in set(fields))
    return dict(zip((*names, "constant"), [*weights[:-1], weights[-1] - shift], strict=True))


def table(asked: Sequence[Asked], names: Sequence[str]) -> NDArray[np.float64]:
    """A row of figures for each."""
    return np.array([[one.weighed.figures[name] for name in names] for one in asked])


def half_of(one: Asked) -> int:
    """0 or 1, by paper."""
    return int(hashlib.sha256(one.paper_id.encode()).hexdigest(), 16) % 2


def tell_errors(name: str, asked: Sequence[Asked], found: Sequence[bool]) -> None:
    """Prints both error rates and the balanced accuracies."""

    def share(asked_of: str, field: str | None = None) -> float:
        chosen = [
            f for one, f in zip(asked, found, strict=True) if one.asked_of == asked_of and field in (None, one.field)
        ]
        return mean(chosen) if chosen else float("nan")

    fields = sorted({one.field for one in asked})
    own_fields = {one.field for one in asked if one.asked_of == SAME_FIELD}
    own = mean(f for one, f in zip(asked, found, strict=True) if one.asked_of == OWN and one.field in own_fields)
    print(name)
    print(
        "  declined though answerable: "
        + ", ".join(f"{field} {100 * (1 - share(OWN, field)):.1f} %" for field in fields)
    )
    print(
        "  answered though of another field: " + ", ".join(f"{f} {100 * share(OTHER_FIELD, f):.1f} %" for f in fields)
    )
    print(f"  answered though of another paper of the field: {100 * share(SAME_FIELD):.1f} %")
    print(
        f"  balanced accuracy: other field {(share(OWN) + 1 - share(OTHER_FIELD)) / 2:.3f}, "
        f"other paper of the field {(own + 1 - share(SAME_FIELD)) / 2:.3f}"
    )


def tell_hits(field: str, asked: Sequence[Asked], word_limit: int) -> None:
    """Prints how often the answers to answerable questions hold gold evidence."""
    first, some, inside, words = [], [], [], []
    for one in asked:
        if one.asked_of != OWN or one.field != field or not one.weighed.scored:
            continue
        kind = kind_of(one.question)
        groups = by_paper(choose(one.weighed.scored, word_limit, kind), kind != "other")
        texts = [s.candidate.sentence.text for runs in groups for run in runs for s in run]
        hits = [is_inside(text, one.evidence) for text in texts]
        first.append(hits[0])
        some.append(any(hits))
        inside.append(mean(hits))
        words.append(sum(len(text.split()) for text in texts))
    print(
        f"{field}: {len(some)} answers, a sentence in the evidence {mean(some):.3f}, the first one {mean(first):.3f}, "
        f"share of sentences {mean(inside):.3f}, words {mean(words):.0f}"
    )


def is_inside(text: str, evidence: Sequence[str]) -> bool:
    """Whether half of the sentence lies in a piece of evidence, or a piece lies in it."""
    sentence = squash(text)
    own = {sentence[i : i + SHINGLE] for i in range(max(len(sentence) - SHINGLE + 1, 1))}
    for piece in map(squash, evidence):
        if len(piece) >= 2 and (piece in sentence or sum(shingle in piece for shingle in own) * 2 >= len(own)):
            return True
    return False


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--words", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, Workspace.open(given.keep or Path(scratch)) as workspace:
        asked = list(ask_all(workspace, given.folders))
    for name, weights in (("by meaning", BY_MEANING), ("by words alone", BY_WORDS)):
        names = [figure for figure in weights if figure != "constant"]
        found = [False] * len(asked)
        for half in (0, 1):
            learned = learn([one for one in asked if half_of(one) != half], names)
            for place, one in enumerate(asked):
                if half_of(one) == half:
                    found[place] = logistic(one.weighed.figures, learned) >= 0.5
        tell_errors(f"{name}, learned on one half of the papers, measured on the other", asked, found)
        tell_errors(f"{name}, as shipped", asked, [logistic(one.weighed.figures, weights) >= 0.5 for one in asked])
        print("  learned on all:", {key: round(float(value), 2) for key, value in learn(asked, names).items()})
    for folder in given.folders:
        tell_hits(folder.name, asked, given.words)


if __name__ == "__main__":
    main()
