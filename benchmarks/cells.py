"""Whether questions for one cell of a printed table are answered offline by that cell, and that cell alone is lit.

    python -m benchmarks.cells FOLDER [--each 10] [--show] [--written FOLDER]

FOLDER holds `pdfs/` and `tables.jsonl`, as `benchmarks.tables` reads them. Questions are made by script of the publisher's own
cells: up to `--each` a paper, drawn by a fixed seed among those whose row and heads have words and name no second cell of the
paper, in four forms of asking by turns. Papers are parted by their order in two halves, `tune` (what the answerer may be tuned
on) and `held out`. Printed for each:

right    share of the questions whose first citation says the cell's value
cited    share with that value in any citation
lit      of the first ones that are right, those whose boxes hold the value and nothing else, as pdfium sees it
wrong    share that is answered surely by another cell's value, or by a row without saying which of its cells
sure     share that is answered surely
of these share of the sure ones whose first quote, of a cell or of the text, does not even have the value
silent   share for which nothing was found

--show prints each question of the half to tune on that is not answered right.

--written asks the questions of `cell_questions.jsonl` as well, of the papers under its own FOLDER: they were written by hand,
before the answerer was tuned, about tables of other fields, some for a whole column or row. Such a list is right where all
that is cited of it are its values and at least 80 % of these are among them.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2

from benchmarks.tables import letters_under, squash
from lib.config import Settings
from lib.records import Answer, Citation
from lib.workspace import Workspace

FORMS = (
    "What was the {head} for {row}?",
    "How high is the {head} of {row}?",
    "What is reported as {head} in the row {row}?",
    "{row}: what is the {head}?",
)
SEED = 7
MOST_OF_LIST = 0.8
"""Of a list's values those that an answer has."""
_WORD = re.compile(r"[^\W\d_]{3}")
"""A row or a head without one cannot be asked for in words."""


@dataclass(frozen=True)
class Asked:
    """A question with the value that answers it, and what came of it."""

    question: str
    value: str
    answer: Answer
    lit: bool | None
    """Whether the first citation's boxes hold the value alone; None where the first one is not right."""

    @property
    def citations(self) -> list[Citation]:
        """All citations, in the answer's order."""
        return [citation for sentence in self.answer.sentences for citation in sentence.citations]

    def says(self, citation: Citation) -> bool:
        """Return whether a cell is cited that says the value."""
        return citation.cell is not None and squash(citation.cell.text) == squash(self.value)

    @property
    def right(self) -> bool:
        """Whether the first citation says the value."""
        return bool(self.citations) and self.says(self.citations[0])

    @property
    def surely_wrong(self) -> bool:
        """Whether another cell is given for a sure answer."""
        return self.sure and not self.right and any(one.cell for one in self.citations[:1])

    @property
    def sure(self) -> bool:
        """Whether the answer claims to be sure."""
        return self.answer.certainty == "sure"

    @property
    def has_value(self) -> bool:
        """Whether the first quote has the value, whatever else it says."""
        return self.right or any(squash(self.value) in squash(one.quote) for one in self.citations[:1])


def questions_of(cells: list[dict[str, Any]], each: int) -> Iterator[tuple[str, str]]:
    """Yield questions for cells of one paper, each with the cell's value."""
    names = Counter((cell["row"], *cell["heads"]) for cell in cells)
    askable = [
        cell
        for cell in cells
        if cell["heads"]
        and _WORD.search(cell["row"])
        and _WORD.search(cell["heads"][-1])
        and names[(cell["row"], *cell["heads"])] == 1
    ]
    chosen = random.Random(SEED).sample(askable, min(each, len(askable)))  # noqa: S311
    for number, cell in enumerate(chosen):
        *above, head = cell["heads"]
        named = f"{head} of {', '.join(above)}" if above else head
        row = cell["row"].replace(" > ", ", ")
        yield FORMS[number % len(FORMS)].format(head=named, row=row), cell["cell"]


def ask_paper(workspace: Workspace, path: Path, cells: list[dict[str, Any]], each: int) -> list[Asked]:
    """Return what comes of the questions of one paper; raises SystemExit where it cannot be read."""
    paper = workspace.add_paper(path, filename=path.name)
    if paper.status != "ready":
        raise SystemExit(f"{path.name}: {paper.problem}")
    pdf = pypdfium2.PdfDocument(path)
    out = []
    for question, value in questions_of(cells, each):
        asked = Asked(question, value, workspace.ask(question, [paper.id], "extractive"), None)
        lit = squash(letters_under(pdf, asked.citations[0].boxes)) == squash(value) if asked.right else None
        out.append(Asked(question, value, asked.answer, lit))
    return out


@dataclass(frozen=True)
class Written:
    """A question written by hand, with the values that answer it."""

    pdf: str
    """Path under the folder of all papers."""
    question: str
    values: list[str]

    def is_answered_by(self, answer: Answer) -> bool:
        """Return whether the cell is cited first, or a list's cells are, most of them and no others."""
        said = [squash(one.cell.text) for part in answer.sentences for one in part.citations if one.cell is not None]
        wanted = [squash(value) for value in self.values]
        if len(wanted) == 1:
            return said[:1] == wanted
        return set(said) <= set(wanted) and len(set(said)) >= MOST_OF_LIST * len(wanted)


def ask_written(workspace: Workspace, folder: Path, *, show: bool) -> tuple[list[bool], list[bool]]:
    """Return of the questions for one cell and of those for a list whether each is answered right."""
    out: tuple[list[bool], list[bool]] = ([], [])
    lines = Path(__file__).with_name("cell_questions.jsonl").read_text(encoding="utf-8").splitlines()
    for one in (Written(**json.loads(line)) for line in lines):
        path = folder / one.pdf
        paper = workspace.add_paper(path, filename=path.name)
        answer = workspace.ask(one.question, [paper.id], "extractive")
        right = one.is_answered_by(answer)
        out[len(one.values) > 1].append(right)
        if show and not right:
            print(f"{path.stem} {one.question} {one.values}\n    {answer.certainty}: {answer.text[:160]!r}")
    return out


def print_figures(name: str, asked: list[Asked]) -> None:
    """Print the shares of one half."""
    shares = [
        _share([one.right for one in asked]),
        _share([any(map(one.says, one.citations)) for one in asked]),
        _share([bool(one.lit) for one in asked if one.lit is not None]),
        _share([one.surely_wrong for one in asked]),
        _share([not one.answer.found for one in asked]),
        _share([one.sure for one in asked]),
        _share([not one.has_value for one in asked if one.sure]),
    ]
    print(f"{name:10} {len(asked):4} " + " ".join(f"{share:>7}" for share in shares))


def _share(values: list[bool]) -> str:
    return f"{100 * sum(values) / len(values):.1f}" if values else "-"


def main() -> None:
    """Ask and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--each", type=int, default=10, help="questions a paper")
    arguments.add_argument("--show", action="store_true", help="print what is not answered right")
    arguments.add_argument("--written", type=Path, metavar="FOLDER", help="the folder of all papers")
    given = arguments.parse_args()
    truth: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (given.folder / "tables.jsonl").read_text(encoding="utf-8").splitlines():
        cell = json.loads(line)
        truth[cell["paper_id"]].append(cell)
    halves: dict[str, list[Asked]] = {"tune": [], "held out": []}
    with tempfile.TemporaryDirectory() as folder, Workspace.open(folder, Settings()) as workspace:
        for number, paper_id in enumerate(sorted(truth)):
            path = given.folder / "pdfs" / f"{paper_id}.pdf"
            half = "held out" if number % 2 else "tune"
            asked = ask_paper(workspace, path, truth[paper_id], given.each)
            halves[half] += asked
            if given.show and half == "tune":
                for one in (one for one in asked if not one.right):
                    first = one.citations[0] if one.citations else None
                    what = (
                        "-"
                        if first is None
                        else (first.cell.place + ": " + first.cell.text if first.cell else first.quote)
                    )
                    print(f"{paper_id} {one.question} [{one.value}]\n    {one.answer.certainty}: {what[:160]}")
        written = ask_written(workspace, given.written, show=given.show) if given.written else ([], [])
    print(f"{'':10} {'n':>4}   right   cited     lit   wrong  silent    sure of these")
    for half, some in halves.items():
        print_figures(half, some)
    for name, rights in zip(("written", "… lists"), written, strict=True):
        if rights:
            print(f"{name:10} {len(rights):4} {_share(rights):>7}")


if __name__ == "__main__":
    main()
