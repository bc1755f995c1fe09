"""How exactly and how fast papers are read: `python -m benchmarks.reading FOLDER [MOST_PAGES]`.

pdfium judges, which the app uses for pictures only. Compared are letters and digits; exact is a similarity of at least 0.98.
Bare pdfplumber (`page.chars` of every page) runs beside, on as many processes as the reader, on the same pages.
"""

from __future__ import annotations

import ctypes
import difflib
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.errors import ReadingError
from lib.reading.process.pool import ReadingPool
from lib.reading.reading import PaperReading
from lib.records import Box, Sentence

EXACT = 0.98
"""Similarity of a sentence to the text in its boxes from which on these are exact."""
SLACK = 0.0015
"""Share of the page by which a character's middle may lie outside a box: rounding of both readers."""
LEAST_LETTERS = 30
"""A shorter sentence is not judged: one letter would decide."""
JUDGED_KINDS = ("body", "caption", "footnote", "front")
SCALE = 20_000
"""Size of the page on which pdfium gives whole pixels."""
NO_CHARACTER = (0, 2, 0xFFFE)
"""What pdfium gives for a glyph without a Unicode and for a hyphen at a line's end."""
PILE_PT, PILE_LEADING_PT = 1.5, 3.5
"""A letter this close to another (across, down) lies on it."""
PILE_CELL_PT = 4
"""Side of the cells in which letters are looked up; no less than either distance."""
PILED_SHARE = 0.05
"""Of a page's letters those that lie on others: more, and it has a second text layer."""
MOST_PAGES = 60
"""Papers with more pages are left out unless the second argument says otherwise."""
DEFECTS = {
    "unmapped glyph": re.compile(r"\(cid:\d+\)|\ufffd"),
    "broken hyphen": re.compile(r"[a-z]- [a-z]"),
    "double blank": re.compile(r"\s\s"),
    "glued words": re.compile(r"[a-z]{30,}"),
}
BARE = """
import sys, pdfplumber
for path in sys.argv[1:]:
    with pdfplumber.open(path) as pdf:
        sum(len(page.chars) for page in pdf.pages)
"""


def squash(text: str) -> str:
    """Return letters and digits alone, lower case."""
    return re.sub(r"[^0-9a-z]+", "", unicodedata.normalize("NFKC", text).lower())


def similarity(first: str, second: str) -> float:
    """Return 2 x matching letters / all letters."""
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()


class Judge:
    """Where pdfium sees each character: its middle as fractions of the page as shown."""

    def __init__(self, pdf: Path | BinaryIO) -> None:
        self.document = pypdfium2.PdfDocument(pdf)
        self._pages: dict[int, list[tuple[str, float, float]]] = {}

    def characters(self, number: int) -> list[tuple[str, float, float]]:
        """Return the page's characters, each with its x and y."""
        if number not in self._pages:
            page = self.document[number - 1]
            text = page.get_textpage()
            x, y = ctypes.c_int(), ctypes.c_int()
            left, right, bottom, top = (ctypes.c_double() for _ in range(4))
            found = []
            for n in range(text.count_chars()):
                code = pdfium.FPDFText_GetUnicode(text, n)
                if code in NO_CHARACTER or not pdfium.FPDFText_GetCharBox(text, n, left, right, bottom, top):
                    continue
                across, up = (left.value + right.value) / 2, (bottom.value + top.value) / 2
                pdfium.FPDF_PageToDevice(page, 0, 0, SCALE, SCALE, 0, across, up, x, y)
                found.append((chr(code), x.value / SCALE, y.value / SCALE))
            self._pages[number] = found
        return self._pages[number]

    def under(self, boxes: list[Box]) -> str:
        """Return the text whose characters' middles lie in the boxes."""
        parts = []
        for box in boxes:
            for char, x, y in self.characters(box.page):
                if box.x0 - SLACK <= x <= box.x1 + SLACK and box.top - SLACK <= y <= box.bottom + SLACK:
                    parts.append(char)
        return "".join(parts)

    def piled(self, number: int) -> bool:
        """Return whether many letters of the page lie on others: a second, hidden text layer, which no judge by text
        can weigh.
        """
        width, height = self.document[number - 1].get_size()
        cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
        hits = letters = 0
        for char, across, down in self.characters(number):
            if not char.isalnum():
                continue
            letters += 1
            x, y = across * width, down * height
            column, row = int(x / PILE_CELL_PT), int(y / PILE_CELL_PT)
            near = [place for i in (-1, 0, 1) for k in (-1, 0, 1) for place in cells[column + i, row + k]]
            hits += any(abs(x - a) < PILE_PT and abs(y - b) < PILE_LEADING_PT for a, b in near)
            cells[column, row].append((x, y))
        return hits > PILED_SHARE * letters

    def group(self, sentence: Sentence) -> list[str]:
        """Return the groups the sentence is counted in."""
        pages = {box.page for box in sentence.boxes}
        groups = ["all", "over a break" if len(pages) > 1 else "one page"]
        if any(self.document[page - 1].get_rotation() for page in pages):
            groups.append("rotated")
        if any(self._is_cropped(page) for page in pages):
            groups.append("cropped")
        return groups

    def _is_cropped(self, number: int) -> bool:
        page = self.document[number - 1]
        return [round(v) for v in page.get_cropbox()] != [round(v) for v in page.get_mediabox()]


def bare_seconds(paths: list[Path], processes: int) -> float:
    """Return the seconds in which plain pdfplumber lists the characters of all pages, the papers dealt over the processes."""
    start = time.perf_counter()
    running = [
        subprocess.Popen([sys.executable, "-c", BARE, *map(str, paths[n::processes])], stderr=subprocess.DEVNULL)
        for n in range(processes)
        if paths[n::processes]
    ]
    for process in running:
        process.wait()
    return time.perf_counter() - start


def judge_paper(
    reading: PaperReading, judge: Judge, exact: dict[str, list[bool]], defects: dict[str, list[bool]]
) -> float:
    """Add the paper's sentences to the counts; return the share of pdfium's letters that stand in its sentences."""
    piled = {number for number in range(1, reading.page_count + 1) if judge.piled(number)}
    for sentence in reading.sentences:
        for name, pattern in DEFECTS.items():
            defects[name].append(bool(pattern.search(sentence.text)))
        wanted = squash(sentence.text)
        if sentence.kind not in JUDGED_KINDS or len(wanted) < LEAST_LETTERS or piled & {b.page for b in sentence.boxes}:
            continue
        got = squash(judge.under(sentence.boxes))
        hit = got == wanted or similarity(got, wanted) >= EXACT
        for group in judge.group(sentence):
            exact[group].append(hit)
    seen = sum(len(squash("".join(c for c, *_ in judge.characters(n + 1)))) for n in range(len(judge.document)))
    read = sum(len(squash(line)) for sentence in reading.sentences for line in sentence.lines)
    return min(1.0, read / seen) if seen else 1.0


def share(hits: list[bool]) -> str:
    """Return such as "99.50 % of 200"."""
    return f"{100 * sum(hits) / len(hits):.2f} % of {len(hits)}" if hits else "none"


def main() -> None:
    """Print the figures for a folder of PDFs."""
    folder = Path(sys.argv[1])
    pdfs = sorted(folder.glob("*.pdf"))
    if not pdfs:
        sys.exit(f"There are no PDFs in {folder}.")
    most_pages = int(sys.argv[2]) if len(sys.argv) > 2 else MOST_PAGES
    exact: dict[str, list[bool]] = defaultdict(list)
    defects: dict[str, list[bool]] = defaultdict(list)
    shares_read: list[float] = []
    readings: dict[Path, PaperReading] = {}
    processes = os.cpu_count() or 1
    pool = ReadingPool(processes)
    for path in pdfs:
        try:
            readings[path] = pool.read(path, page_limit=most_pages)
        except ReadingError as error:
            print(f"{path.name}: {error.message}")
    paths = list(readings)
    start = time.perf_counter()
    with ThreadPoolExecutor(processes) as threads:
        list(threads.map(pool.read, paths))
    seconds = time.perf_counter() - start
    pool.close()
    bare = bare_seconds(paths, processes)
    for path, reading in readings.items():
        shares_read.append(judge_paper(reading, Judge(path), exact, defects))
    pages = sum(reading.page_count for reading in readings.values())
    for name, hits in exact.items():
        print(f"boxes whose text is the sentence, {name}: {share(hits)}")
    for name, hits in defects.items():
        print(f"sentences with {name}: {share(hits)}")
    print(f"letters kept: {100 * sum(shares_read) / max(1, len(shares_read)):.1f} %")
    print(f"pages a second: {pages / seconds:.1f}; bare pdfplumber {pages / bare:.1f}; ratio {bare / seconds:.2f}")


if __name__ == "__main__":
    main()
