"""Whether the quote that is lit first answers questions as people ask them.

    python -m benchmarks.questions FOLDER [...] [--unseen] [--half NAME] [--show] [--keep WORKSPACE]

The FOLDERs hold the PDFs that `benchmarks/questions.jsonl` names. Each row of that file is a question of one paper: `kind`
(with `detail`, such as which role), `half` (`tune`: what the offline answerer was tuned on, `held out`: what was looked at for
the figures alone) and `answers`, the paper's sentences any one of which answers it; none where the paper does not answer
(`absent`). With --unseen the rows are those of `benchmarks/questions_unseen.jsonl`: of further papers, written without a look
at what the answerer does with them (`unseen`, `second tune` and so on; each held-out half was looked at for the figures
alone, and those before the fourth tuned on once they were written down). The fifth asks, beside the rest, for units, lengths of
time, short forms and what each kind of paper says of itself; the sixth, all of it held out, asks in near words for what eight
papers of as many fields do not tell. The questions and sentences were written down before anything was tuned on them. Every
question is asked offline of its paper. A question counts as answered where the first
citation's quote has at least half of one of the answering sentences, by pieces of SHINGLE letters; long quotes do not help
much, their mean length is printed. Prints by half and kind the share answered first and the share said to be found; --show
prints each miss. --keep keeps the workspace.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.records import Answer
from lib.text.terms import letters_and_digits
from lib.workspace import Workspace

QUESTIONS = Path(__file__).with_name("questions.jsonl")
UNSEEN = Path(__file__).with_name("questions_unseen.jsonl")
ABSENT = "absent"
"""The kind of a question that its paper does not answer."""
SHINGLE = 20
"""Letters of a piece by which quote and answer are compared."""
ENOUGH = 0.5
"""Of an answering sentence's pieces that must stand in the quote."""


@dataclass(frozen=True)
class Outcome:
    """A question with what came of it."""

    row: dict[str, Any]
    answer: Answer

    @property
    def quote(self) -> str:
        """The quote that is lit first; empty where nothing is quoted."""
        return next((citation.quote for sentence in self.answer.sentences for citation in sentence.citations), "")

    @property
    def hit(self) -> bool:
        """Whether the first quote answers, or nothing was found where there is nothing."""
        if self.row["kind"] == ABSENT:
            return not self.answer.found
        return self.answer.found and any(holds(self.quote, answer) for answer in self.row["answers"])

    @property
    def hit_by_any(self) -> bool:
        """Whether any of the quotes answers."""
        quotes = [citation.quote for sentence in self.answer.sentences for citation in sentence.citations]
        return self.answer.found and any(holds(quote, answer) for quote in quotes for answer in self.row["answers"])


def holds(quote: str, answer: str) -> bool:
    """Return whether the quote has at least half of the sentence."""
    wanted, given = letters_and_digits(answer), letters_and_digits(quote)
    pieces = [wanted[i : i + SHINGLE] for i in range(max(len(wanted) - SHINGLE + 1, 1))]
    return sum(piece in given for piece in pieces) >= ENOUGH * len(pieces)


def read_rows(path: Path = QUESTIONS) -> list[dict[str, Any]]:
    """Return the questions."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def ask_all(workspace: Workspace, rows: Sequence[dict[str, Any]], folders: Sequence[Path]) -> list[Outcome]:
    """Return what comes of every question; one whose PDF is in none of the folders is left out, and said."""
    paths = {path.name: path for folder in folders for path in folder.rglob("*.pdf")}
    ids: dict[str, str] = {}
    for name in dict.fromkeys(row["pdf"] for row in rows):
        if name not in paths:
            print(f"not there: {name}")
            continue
        ids[name] = workspace.add_paper(paths[name], filename=name).id
    return [
        Outcome(row, workspace.ask(row["question"], [ids[row["pdf"]]], "extractive"))
        for row in rows
        if row["pdf"] in ids
    ]


def print_figures(name: str, outcomes: Sequence[Outcome]) -> None:
    """Print the figures of one half, by kind and in all."""
    print(name)
    there = [one for one in outcomes if one.row["kind"] != ABSENT]
    for kind in dict.fromkeys(one.row["kind"] for one in outcomes):
        some = [one for one in outcomes if one.row["kind"] == kind]
        print(
            f"  {kind:11} {len(some):3} right first {sum(one.hit for one in some):3}"
            f"  found {sum(one.answer.found for one in some):3}"
        )
    quoted = [one for one in there if one.answer.found]
    if there and quoted:
        print(
            f"  answered in the paper: {len(there)}, right first {100 * mean(one.hit for one in there):.1f} %, right among"
            f" the quotes {100 * mean(one.hit_by_any for one in there):.1f} %, falsely not found"
            f" {sum(not one.answer.found for one in there)}; sentences quoted"
            f" {mean(len(one.answer.sentences) for one in quoted):.1f}, letters of the first quote"
            f" {mean(len(one.quote) for one in quoted):.0f}"
        )


def print_misses(outcomes: Sequence[Outcome]) -> None:
    """Print each question that was not answered first, with what was quoted."""
    for one in outcomes:
        if not one.hit:
            print(f"- {one.row['pdf'][:24]} [{one.row['kind']} {one.row['detail']}] {one.row['question']}")
            print(f"    found {one.answer.found} {one.answer.settings.get('chance')}: {one.quote[:240]}")
            print(f"    wanted: {(one.row['answers'] or ['nothing'])[0][:240]}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--half", choices=sorted({row["half"] for row in (*read_rows(), *read_rows(UNSEEN))}))
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    rows = [row for row in read_rows(UNSEEN if given.unseen else QUESTIONS) if given.half in (None, row["half"])]
    with tempfile.TemporaryDirectory() as scratch, Workspace.open(given.keep or Path(scratch)) as workspace:
        outcomes = ask_all(workspace, rows, given.folders)
    for half in dict.fromkeys(row["half"] for row in rows):
        some = [one for one in outcomes if one.row["half"] == half]
        print_figures(half, some)
        if given.show:
            print_misses(some)


if __name__ == "__main__":
    main()
