"""How many cells of printed tables are read with their row and their column, beside other readers on the same papers.

    python -m benchmarks.tables FOLDER [--limit 0] [--pymupdf4llm PYTHON] [--img2table PYTHON]

FOLDER holds `pdfs/` and `tables.jsonl`: one numeric cell a row with `paper_id`, `cell`, its `row` label and its column `heads`
from the top down, as the publisher's own file has them. pdfplumber is measured as it is installed here; the other two
each by the interpreter of an environment of its own that has it (some are under licences that this project cannot take in), and
skipped where none is given; a paper that one of them fails on has no
cells of its. What a reader gives as a grid is told as kindly as can be, since it tells neither heads nor labels:
all that stands over a cell in its column counts as its heads, all that stands before it in its row, or last stood in the
first column, as its row's label. Printed for each:

label    share of the cells that stand in a row with their label
head     and under the lowest of their heads
all      and under every one of them
papers   the mean over papers of `head`
invented share of tables that hold none of the cells and whose label the paper does not print, where the reader gives labels;
         else of tables that hold none of the cells
lit      of the cells found, those whose boxes hold the cell's text and nothing else, as pdfium sees it; where boxes are given
seconds  of the processor, children's too
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2

from lib.config import Settings
from lib.records import Box
from lib.workspace import Workspace

LEAST_FUZZY = 6
"""A label of so many letters may differ in a few of them: ligatures, other signs."""
ALIKE = 0.9
SLACK = 0.0015
"""Share of the page by which a letter's middle may stand outside a box."""
_LABEL = re.compile(r"(?im)^\s*((?:supplementary |suppl\.? )?table\s+(?:[A-Z]?\d+|[IVX]+)[A-Za-z]?)\b")

PYMUPDF4LLM = """
import json, sys, pymupdf
doc = pymupdf.open(sys.argv[1])
import pymupdf4llm
out = []
for page in pymupdf4llm.to_markdown(doc, page_chunks=True, show_progress=False):
    rows = []
    for line in page["text"].splitlines() + [""]:
        if line.startswith("|"):
            cells = [c.replace("<br>", " ").replace("**", "").strip() for c in line.strip().strip("|").split("|")]
            if not all(set(c) <= set("-: ") for c in cells):
                rows.append(cells)
        elif rows:
            out.append(rows)
            rows = []
print("GRIDS" + json.dumps(out))
"""
IMG2TABLE = """
import json, sys
from img2table.document import PDF
found = PDF(sys.argv[1]).extract_tables(borderless_tables=True, implicit_rows=True)
out = []
for page in found.values():
    for table in page:
        out.append([[cell.value or "" for cell in row] for row in table.content.values()])
print("GRIDS" + json.dumps(out))
"""
"""What the other readers run: the grids of a PDF's tables, rows of texts, as JSON behind a mark."""


@dataclass(frozen=True)
class ReadCell:
    """A cell as a reader has it."""

    text: str
    label: str
    heads: str
    table: int
    boxes: Sequence[Box] = ()


@dataclass
class ReadPaper:
    """What a reader has of a paper."""

    cells: list[ReadCell]
    labels: list[str]
    """Of its tables, empty where it gives none."""


@dataclass
class Score:
    """Counts over the papers."""

    labelled: list[bool] = field(default_factory=list)
    headed: list[bool] = field(default_factory=list)
    every: list[bool] = field(default_factory=list)
    papers: list[float] = field(default_factory=list)
    invented: list[bool] = field(default_factory=list)
    lit: list[bool] = field(default_factory=list)
    seconds: float = 0.0


def squash(text: str) -> str:
    """Return letters and digits alone, lower case."""
    return re.sub(r"[^0-9a-z]+", "", unicodedata.normalize("NFKC", text or "").lower())


def holds(want: str, got: str) -> bool:
    """Return whether the text that is wanted stands in the other one, a few letters apart."""
    wanted, given = squash(want), squash(got)
    if not wanted or wanted in given:
        return True
    if len(wanted) < LEAST_FUZZY or len(given) < 0.7 * len(wanted):
        return False
    matcher = SequenceMatcher(None, wanted, given, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) >= ALIKE * len(wanted)


def of_grids(grids: Sequence[Sequence[Sequence[str | None]]]) -> ReadPaper:
    """Return the cells of tables that are grids of texts, heads and labels told as kindly as the module says."""
    cells: list[ReadCell] = []
    for number, grid in enumerate(grids):
        above: dict[int, list[str]] = defaultdict(list)
        label = ""
        for row in grid:
            label = (row[0] if row else "") or label
            for column, text in enumerate(row):
                beside = [label, *(one or "" for one in row[1:column])]
                cells.append(ReadCell(text or "", " | ".join(beside), " | ".join(above[column]), number))
            for column, text in enumerate(row):
                above[column].append(text or "")
    return ReadPaper(cells, [""] * len(grids))


PDFPLUMBER: dict[str, dict[str, str]] = {
    "pdfplumber": {},
    "… by text": {"vertical_strategy": "text", "horizontal_strategy": "text"},
    "… by both": {"vertical_strategy": "text", "horizontal_strategy": "lines"},
}
"""Its settings: by rules alone, as it comes, which finds no columns where a table has only level rules; by the alignment of
words; columns by words between rows by rules."""


def by_pdfplumber(options: dict[str, str]) -> Callable[[Path], ReadPaper]:
    """Return the reader that pdfplumber's own extraction is, asked of pages that print a table's label."""

    def read(path: Path) -> ReadPaper:
        with pdfplumber.open(path) as pdf:
            pages = [page for page in pdf.pages if _LABEL.search(page.extract_text())]
            return of_grids([table for page in pages for table in page.extract_tables(options)])

    return read


def by_interpreter(python: str, script: str) -> Callable[[Path], ReadPaper]:
    """Return the reader that another environment runs."""

    def read(path: Path) -> ReadPaper:
        done = subprocess.run([python, "-c", script, str(path)], capture_output=True, text=True, check=False)
        marked = [line for line in done.stdout.splitlines() if line.startswith("GRIDS")]
        if not marked:
            print(
                f"{path.name} could not be read: {(done.stderr.strip().splitlines() or ['-'])[-1][:120]}",
                file=sys.stderr,
            )
            return ReadPaper([], [])
        return of_grids(json.loads(marked[-1][5:]))

    return read


def by_sidelight(ws: Workspace) -> Callable[[Path], ReadPaper]:
    """Return the reader that this is."""

    def read(path: Path) -> ReadPaper:
        tables = ws.tables(ws.add_paper(path, filename=path.name).id)
        cells = [
            ReadCell(cell.text, cell.row_label, " | ".join(cell.heads), number, cell.boxes)
            for number, table in enumerate(tables)
            for cell in table.cells
            if not cell.is_head
        ]
        return ReadPaper(cells, [table.label for table in tables])

    return read


def measure(read: Callable[[Path], ReadPaper], truth: dict[str, list[dict[str, Any]]], folder: Path) -> Score:
    """Return how a reader does on the papers."""
    score = Score()
    before = _processor_seconds()
    readings = {paper_id: read(folder / "pdfs" / f"{paper_id}.pdf") for paper_id in truth}
    score.seconds = _processor_seconds() - before
    for paper_id, cells in truth.items():
        _count(score, readings[paper_id], cells, pypdfium2.PdfDocument(folder / "pdfs" / f"{paper_id}.pdf"))
    return score


def _count(score: Score, reading: ReadPaper, cells: Sequence[dict[str, Any]], pdf: pypdfium2.PdfDocument) -> None:
    by_text: dict[str, list[ReadCell]] = defaultdict(list)
    for cell in reading.cells:
        by_text[squash(cell.text)].append(cell)
    hit: set[int] = set()
    mine: list[bool] = []
    for cell in cells:
        found = by_text.get(squash(cell["cell"]), [])
        hit.update(one.table for one in found)
        rowed = [one for one in found if holds(cell["row"], one.label)]
        full = [one for one in rowed if not cell["heads"] or holds(cell["heads"][-1], one.heads)]
        score.labelled.append(bool(rowed))
        mine.append(bool(full))
        score.every.append(any(all(holds(head, one.heads) for head in cell["heads"]) for one in rowed))
        if full and full[0].boxes:
            score.lit.append(squash(letters_under(pdf, full[0].boxes)) == squash(cell["cell"]))
    score.headed.extend(mine)
    score.papers.append(sum(mine) / len(mine))
    texts = [page.get_textpage().get_text_range() for page in pdf]
    left = {squash(match[1]) for text in texts for match in _LABEL.finditer(text)}
    left -= {squash(reading.labels[number]) for number in hit}
    for number, label in enumerate(reading.labels):
        score.invented.append(number not in hit and squash(label) not in left)
        left.discard(squash(label))


def letters_under(pdf: pypdfium2.PdfDocument, boxes: Sequence[Box]) -> str:
    """Return the letters whose middles stand in the boxes; pages that are turned or cropped are not asked for."""
    parts: list[str] = []
    for box in boxes:
        page = pdf[box.page - 1]
        text = page.get_textpage()
        for n in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(n)
            x, y = _shown(page, (left + right) / 2, (bottom + top) / 2)
            if box.x0 - SLACK <= x <= box.x1 + SLACK and box.top - SLACK <= y <= box.bottom + SLACK:
                parts.append(text.get_text_range(n, 1))
    return "".join(parts)


def _shown(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Return a place in user space as fractions of the page as shown."""
    left, bottom, right, top = page.get_cropbox()
    across, down = (x - left) / (right - left), (top - y) / (top - bottom)
    turns = {0: (across, down), 90: (1 - down, across), 180: (1 - across, 1 - down), 270: (down, 1 - across)}
    return turns[page.get_rotation()]


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _share(values: Sequence[bool] | Sequence[float]) -> str:
    return f"{100 * sum(values) / len(values):6.2f}" if values else "     -"


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--limit", type=int, default=0, help="papers, 0 for all")
    arguments.add_argument("--pymupdf4llm", metavar="PYTHON", help="interpreter of an environment that has pymupdf4llm")
    arguments.add_argument("--img2table", metavar="PYTHON", help="interpreter of an environment that has img2table")
    given = arguments.parse_args()
    truth: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (given.folder / "tables.jsonl").read_text(encoding="utf-8").splitlines():
        cell = json.loads(line)
        truth[cell["paper_id"]].append(cell)
    if given.limit:
        truth = {paper_id: truth[paper_id] for paper_id in sorted(truth)[: given.limit]}
    print(f"{'':14}  label   head    all papers invented   lit  seconds")
    with tempfile.TemporaryDirectory() as folder, Workspace.open(folder, Settings()) as ws:
        _print("sidelight", measure(by_sidelight(ws), truth, given.folder))
    for name, options in PDFPLUMBER.items():
        _print(name, measure(by_pdfplumber(options), truth, given.folder))
    for name, python, script in (
        ("pymupdf4llm", given.pymupdf4llm, PYMUPDF4LLM),
        ("img2table", given.img2table, IMG2TABLE),
    ):
        if python is None or not Path(python).exists():
            print(f"{name:14}  skipped: no interpreter with it is given (--{name})")
        else:
            _print(name, measure(by_interpreter(python, script), truth, given.folder))


def _print(name: str, score: Score) -> None:
    shares = [
        _share(part) for part in (score.labelled, score.headed, score.every, score.papers, score.invented, score.lit)
    ]
    print(f"{name:14} {' '.join(shares)} {score.seconds:8.1f}")


if __name__ == "__main__":
    main()
