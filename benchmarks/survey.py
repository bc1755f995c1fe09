"""How long a survey takes beside the reading of its papers, and what published labels give.

    python -m benchmarks.survey FOLDER [--labels FOLDER]

FOLDER holds PDFs: each is read and indexed, then asked the example set of 28 questions offline, and the times stand beside
one another. With --labels, a folder of published label tables (see `published`), vote and agreement are computed as the
product does it and printed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.importing.label_columns import guessed_columns
from lib.importing.label_table import compare_labels, read_labels, sources_of, votes_of
from lib.importing.sheets import read_sheet
from lib.records import Question
from lib.records.reviews import Label
from lib.surveys.template_sets import templates
from lib.workspace import Workspace

VARIABLES = {
    "Dataset": "CQ5",
    "Source Code": "CQ10",
    "Open source frameworks or environment": "CQ19",
    "Model architecture": "CQ12",
    "Hyper-parameters": "CQ13",
    "Evaluation metrics": "CQ22",
}
"""Columns of the earlier manual table and the questions that ask the same."""


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path, nargs="?", help="folder of PDFs")
    parser.add_argument("--labels", type=Path, help="folder of published label tables")
    chosen = parser.parse_args()
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()} {load}")
    if chosen.papers:
        survey(chosen.papers)
    if chosen.labels:
        published(chosen.labels)


def survey(folder: Path) -> None:
    """Print the seconds of reading and of asking, by paper and for all together."""
    questions = templates()[0].questions
    with tempfile.TemporaryDirectory() as data, Workspace.open(data) as ws:
        ws.open_index()
        ready = []
        for path in sorted(folder.glob("*.pdf")):
            began = time.perf_counter()
            paper = ws.add_paper(path)
            read = time.perf_counter() - began
            if paper.status != "ready":
                print(f"{path.name[:40]:40} {paper.problem}")
                continue
            ready.append(paper.id)
            first, processor = _seconds_of_run(ws, questions, [paper.id])
            print(
                f"{path.name[:40]:40} {paper.page_count:4} pages, read and indexed in {read:5.1f} s, "
                f"{len(questions)} questions in {first:5.2f} s ({first / read:.2f} x; {processor:.2f} s of processor)"
            )
        together, processor = _seconds_of_run(ws, questions, ready)
        cells = len(ready) * len(questions)
        print(
            f"all {len(ready)} papers again in one survey: {cells} cells in {together:.1f} s, {cells / together:.1f} a second; "
            f"{processor:.1f} s of processor, which other work on the machine does not lengthen"
        )
        began = time.perf_counter()
        rows = ws.surveys.rows(ws.surveys.heads()[0].id)
        print(f"rows of its matrix: {len(rows)} in {1000 * (time.perf_counter() - began):.0f} ms")
        print("categories:", dict(Counter(row.category for row in rows)))


def _seconds_of_run(ws: Workspace, questions: list[Question], paper_ids: list[str]) -> tuple[float, float]:
    """Return seconds from start to end, and of processor time in this process, threads of the encoder included."""
    began, processor = time.perf_counter(), time.process_time()
    made = ws.run_survey(questions, paper_ids)
    if made.status != "finished":
        raise SystemExit(f"the survey did not finish: {made.reason}")
    return time.perf_counter() - began, time.process_time() - processor


def published(root: Path) -> None:
    """Print vote and agreement over published tables.

    `LLM_reponses/*.csv`: one row a paper, a column a question, one file a model. `Human_responses/*.csv`: what people say
    of each model's answers. `Data_from_previous_work/Final_data.csv`: an earlier manual table.
    """
    models: list[Label] = []
    for path in sorted(root.glob("LLM_reponses/*.csv")):
        models += _labels(path, path.stem.removesuffix("_updated"))
    names = sources_of(models)
    votes = votes_of(models, names)
    words = {"y": "Yes", "n": "No"}
    manual = _labels(root / "Data_from_previous_work" / "Final_data.csv", "people", VARIABLES, words)
    against = compare_labels(votes, manual)
    print(
        f"vote of {len(names)} models against the manual table: {against.overall.agreed} of {against.overall.n} "
        f"({against.overall.share:.1%}); always the commonest label of each question: {against.majority} of "
        f"{against.overall.n} ({against.majority / against.overall.n:.1%})"
    )
    yes = sum(vote.label == "Yes" for vote in votes)
    print(f"'Yes' by vote: {yes} of {len(votes)} ({yes / len(votes):.2%}); ties {sum(v.label == 'tie' for v in votes)}")
    agreed = asked = labelled = 0
    for path in sorted(root.glob("Human_responses/*.csv")):
        people = _labels(path, "people")
        name = path.stem.removeprefix("CQs_answer_").removesuffix("_random_sample_GT")
        of_model = [label for label in models if label.source == name]
        found = compare_labels(of_model, people)
        agreed, labelled = agreed + found.overall.agreed, labelled + found.overall.n
        asked += found.overall.n + found.unlabelled
        low, high = found.overall.kappa_interval or (0.0, 0.0)
        print(
            f"{name:22} {found.overall.agreed} of {found.overall.n + found.unlabelled} "
            f"({found.unlabelled} without a label), kappa {found.overall.kappa:.4f} [{low:.3f}, {high:.3f}], "
            f"commonest label {found.overall.majority_share:.1%}"
        )
    print(f"models against people: {agreed} of {asked} ({asked - labelled} without a label)")


def _labels(
    path: Path, source: str, questions: dict[str, str] | None = None, words: dict[str, str] | None = None
) -> list[Label]:
    sheet = read_sheet(path.name, path.read_bytes())
    columns = guessed_columns(sheet, source)
    columns = replace(columns, questions=questions or columns.questions, words=words or {})
    return read_labels(sheet, columns).labels


if __name__ == "__main__":
    main()
