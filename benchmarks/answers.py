"""Whether the offline answerer finds what is there and declines what is not.

    python -m benchmarks.answers FOLDER FOLDER [...] [--keep WORKSPACE]

Each FOLDER is a field: `corpus.jsonl` (`paper_id`, `pdf`) and `questions.jsonl` (`paper_id`, `question`, `evidence`). Every
question is asked of its own paper, of a paper of another field and, where its wording is its own in the folder, of
another paper of the field; and of several at once: five and all, with and without its own. Prints the share declined and
the share wrongly answered with the weights and the threshold learned on one half of the papers and measured on the other,
with each question type left out in turn, and for the weights that ship; how often a sentence of the answer lies in the
gold evidence; and seconds by stage. --keep keeps the workspace, so that a second run need not read the papers again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.train_support import fit
from lib.answering.answerer import AskRequest
from lib.answering.offline.answerability import BY_MEANING, BY_WORDS, PaperMatch, logistic, match_papers, threshold
from lib.answering.offline.answerer import is_answered
from lib.answering.offline.question_analysis import AskedQuestion
from lib.answering.offline.question_kinds import kind_of
from lib.answering.offline.quoting import choose
from lib.embedding.embedder import Embedder
from lib.embedding.registry import open_embedder
from lib.text.terms import letters_and_digits
from lib.workspace import Workspace

DECLINED = 0.085
"""Share of answerable questions, of the field where most are declined, that choosing the threshold allows."""
SHINGLE = 20
"""Letters of a piece by which sentence and evidence are compared."""
SEED = 7
COMMON_WORDING = 3
"""Papers of a folder asked the same words, from which another paper of the field may answer, too."""
SEVERAL_EVERY, FIVE = 4, 5
"""Of so many questions one is asked of several papers, five of them or all."""
OWN, SAME_FIELD, OTHER_FIELD = "own paper", "same field", "other field"
FIVE_WITHOUT, FIVE_WITH, ALL_WITHOUT, ALL_WITH = "five others", "five with its own", "all of other fields", "all"
SEVERAL = (FIVE_WITHOUT, FIVE_WITH, ALL_WITHOUT, ALL_WITH)


@dataclass(frozen=True)
class AskedCase:
    """A question with the papers that it was asked of."""

    field: str
    paper_id: str
    """The paper it is about."""
    asked_of: str
    """OWN, SAME_FIELD, OTHER_FIELD, or one of SEVERAL."""
    question: str
    evidence: list[str]
    papers: int
    """How many were asked."""
    matches: list[PaperMatch]
    """One for each paper that has a passage, the best found first."""
    seconds: dict[str, float] = field(default_factory=dict)

    def found(self, weights: Mapping[str, float]) -> bool:
        """Return whether one of the papers is taken to answer."""
        return any(
            is_answered(
                AskedQuestion(self.question),
                one,
                self.papers,
                logistic(one.features, weights, threshold(one.features, self.papers)),
            )
            for one in self.matches
        )


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file with one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def add_papers(workspace: Workspace, folder: Path) -> dict[str, str]:
    """Return the folder's paper ids with the workspace's; a paper that cannot be read is named and left out."""
    ids = {}
    for row in rows(folder / "corpus.jsonl"):
        path = folder / row["pdf"]
        paper = workspace.add_paper(path, filename=path.name)
        if paper.status == "ready":
            ids[row["paper_id"]] = paper.id
        else:
            print(f"not read: {path.name}: {paper.problem}")
    return ids


def ask_all(workspace: Workspace, folders: Sequence[Path]) -> Iterator[AskedCase]:
    """Yield every question asked of its own paper, of papers that do not answer it, and of several."""
    embedder = open_embedder("minilm")
    ids = {folder.name: add_papers(workspace, folder) for folder in folders}
    every = sorted({paper for found in ids.values() for paper in found.values()})
    chance = random.Random(SEED)  # noqa: S311  which paper is asked is no secret
    for folder in folders:
        questions = [row for row in rows(folder / "questions.jsonl") if row["paper_id"] in ids[folder.name]]
        wordings = Counter(row["question"] for row in questions)
        for number, row in enumerate(questions):
            own = ids[folder.name][row["paper_id"]]
            others = [paper for paper in every if paper not in ids[folder.name].values()]
            papers = {OWN: [own], OTHER_FIELD: [chance.choice(others)]}
            if wordings[row["question"]] < COMMON_WORDING:
                papers[SAME_FIELD] = [chance.choice([p for p in sorted(ids[folder.name].values()) if p != own])]
            if number % SEVERAL_EVERY == 0:
                five = chance.sample(others, FIVE)
                papers |= {
                    FIVE_WITHOUT: five,
                    FIVE_WITH: [*five[: FIVE - 1], own],
                    ALL_WITHOUT: others,
                    ALL_WITH: every,
                }
            for asked_of, chosen in papers.items():
                matches, seconds = ask(workspace, embedder, row["question"], chosen)
                yield AskedCase(
                    folder.name,
                    row["paper_id"],
                    asked_of,
                    row["question"],
                    row["evidence"],
                    len(chosen),
                    matches,
                    seconds,
                )


def ask(
    workspace: Workspace, embedder: Embedder, question: str, papers: Sequence[str]
) -> tuple[list[PaperMatch], dict[str, float]]:
    """Return what the papers hold for a question, and the seconds it took to find and to match."""
    began = time.perf_counter()
    passages = workspace.find_passages(question, paper_ids=papers)
    found_at = time.perf_counter()
    readings = {(passage.paper_id, passage.reading) for passage in passages}
    request = AskRequest(
        question,
        passages,
        {key: workspace.sentences(key[0]) for key in sorted(readings)},
        {},
        sentence_tokens=lambda some: workspace.open_index().sentence_tokens(
            some, lambda paper_id, _: workspace.sentences(paper_id)
        ),
    )
    matches = match_papers(AskedQuestion(question), request, embedder)
    return matches, {"find": found_at - began, "match": time.perf_counter() - found_at}


def learn(asked: Sequence[AskedCase], names: Sequence[str]) -> dict[str, float]:
    """Return logistic weights for these features, the constant moved so that 0.5 declines DECLINED of the field declined most.

    Every field counts the same, and in it the questions that are answered as much as those that are not.
    """
    asked = [one for one in asked if one.papers == 1 and one.matches]
    features = table(asked, names)
    own = np.array([one.asked_of == OWN for one in asked])
    fields = np.array([one.field for one in asked])
    sizes = Counter(zip(fields.tolist(), own.tolist(), strict=True))
    shares = np.array([100 / sizes[key] for key in zip(fields.tolist(), own.tolist(), strict=True)])
    weights = fit(features, own[:, None].astype(float), shares)[:, 0]
    values = features @ weights[:-1] + weights[-1]
    shift = min(float(np.quantile(values[own & (fields == field)], DECLINED)) for field in set(fields))
    return dict(zip((*names, "constant"), [*weights[:-1], weights[-1] - shift], strict=True))


def table(asked: Sequence[AskedCase], names: Sequence[str]) -> NDArray[np.float64]:
    """Return a row of features for each."""
    return np.array([[one.matches[0].features[name] for name in names] for one in asked])


def left_out(asked: Sequence[AskedCase], names: Sequence[str], group_of: Callable[[AskedCase], object]) -> list[bool]:
    """Return whether each is answered by weights learned without its group."""
    found = [False] * len(asked)
    for group in {group_of(one) for one in asked}:
        learned = learn([one for one in asked if group_of(one) != group], names)
        for place, one in enumerate(asked):
            if group_of(one) == group:
                found[place] = one.found(learned)
    return found


def half_of(one: AskedCase) -> int:
    """Return 0 or 1, by paper."""
    return int(hashlib.sha256(one.paper_id.encode()).hexdigest(), 16) % 2


def print_errors(name: str, asked: Sequence[AskedCase], found: Sequence[bool]) -> None:
    """Print both error rates and the balanced accuracies."""

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


def print_several(asked: Sequence[AskedCase], found: Sequence[bool]) -> None:
    """Print how often several papers at once are taken to answer, with the right one among them and without."""
    for name in sorted({one.field for one in asked}):
        shares = {
            asked_of: mean(
                f for one, f in zip(asked, found, strict=True) if (one.field, one.asked_of) == (name, asked_of)
            )
            for asked_of in SEVERAL
        }
        print(f"  {name}: answered, of " + ", ".join(f"{key} {100 * share:.1f} %" for key, share in shares.items()))


def print_hits(field: str, asked: Sequence[AskedCase]) -> None:
    """Print how often the answers to answerable questions hold gold evidence."""
    some, first, inside, count = [], [], [], []
    for one in asked:
        if one.asked_of != OWN or one.field != field or not one.matches or not one.matches[0].scored:
            continue
        kind = kind_of(one.question)
        chosen = choose(one.matches[0].scored, kind)
        hits = [is_inside(each.candidate.sentence.text, one.evidence) for each in chosen]
        some.append(any(hits))
        first.append(hits[0])
        inside.append(mean(hits))
        count.append(len(hits))
    print(
        f"{field}: {len(some)} answers, a sentence in the evidence {mean(some):.3f}, the first one {mean(first):.3f}, "
        f"share of sentences {mean(inside):.3f}, sentences {mean(count):.2f}"
    )


def print_seconds(asked: Sequence[AskedCase]) -> None:
    """Print the median milliseconds by stage, of one paper and of all."""
    for name, chosen in (("one paper", [OWN]), ("all papers", [ALL_WITH])):
        stages = [one.seconds for one in asked if one.asked_of in chosen]
        print(f"{name}: " + ", ".join(f"{key} {1000 * median(s[key] for s in stages):.1f} ms" for key in stages[0]))


def is_inside(text: str, evidence: Sequence[str]) -> bool:
    """Return whether half of the sentence lies in a piece of evidence, or a piece lies in it."""
    sentence = letters_and_digits(text)
    own = {sentence[i : i + SHINGLE] for i in range(max(len(sentence) - SHINGLE + 1, 1))}
    for piece in map(letters_and_digits, evidence):
        if len(piece) >= 2 and (piece in sentence or sum(shingle in piece for shingle in own) * 2 >= len(own)):
            return True
    return False


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, Workspace.open(given.keep or Path(scratch)) as workspace:
        asked = list(ask_all(workspace, given.folders))
    for name, weights in (("by meaning", BY_MEANING), ("by words alone", BY_WORDS)):
        names = [figure for figure in weights if figure != "constant"]
        shipped = [one.found(weights) for one in asked]
        print_errors(
            f"{name}, learned on one half of the papers, measured on the other", asked, left_out(asked, names, half_of)
        )
        kinds = left_out(asked, names, lambda one: kind_of(one.question))
        print_errors(f"{name}, each type of question left out in turn", asked, kinds)
        print_errors(f"{name}, each field left out in turn", asked, left_out(asked, names, lambda one: one.field))
        print_errors(f"{name}, as shipped", asked, shipped)
        print_several(asked, shipped)
        print("  learned on all:", {key: round(float(value), 2) for key, value in learn(asked, names).items()})
    for folder in given.folders:
        print_hits(folder.name, asked)
    print_seconds(asked)


if __name__ == "__main__":
    main()
