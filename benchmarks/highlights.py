"""How exactly exported highlights lie on what was cited: `python -m benchmarks.highlights FOLDER [MOST_PAGES] [SENTENCES]`.

Of each paper some sentences are highlighted as citations are, an annotation each, in a copy of its PDF. pdfium then reads the
copy as a reference manager that takes the annotations in as its own: the characters whose middle lies in an annotation's
rectangles are its text. Compared are letters and digits: equal, or alike from a similarity of 0.98.
"""

from __future__ import annotations

import ctypes
import io
import random
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import pypdfium2.raw as pdfium

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.reading import (
    EXACT,
    JUDGED_KINDS,
    LEAST_LETTERS,
    MOST_PAGES,
    SCALE,
    Judge,
    share,
    similarity,
)
from lib.drawing.annotating import write_annotated
from lib.drawing.records import Highlight
from lib.errors import ReadingError
from lib.reading.process.pool import ReadingPool
from lib.records import Box, Sentence

SENTENCES = 40
"""Highlighted in a paper at most: answers cite a few each."""
SEED = 18
WORST_SHOWN = 20


class CopyJudge(Judge):
    """What pdfium finds in a copy."""

    def annotations(self) -> dict[str, list[Box]]:
        """Return the rectangles of the highlights by their number, in the order of pages, rectangles and annotations."""
        found: dict[str, list[Box]] = defaultdict(list)
        for number in range(1, len(self.document) + 1):
            page = self.document[number - 1]
            for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
                annotation = pdfium.FPDFPage_GetAnnot(page, index)
                title = _string(annotation, b"T")
                if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_HIGHLIGHT and "Sidelight" in title:
                    key = title[1 : title.index("]")]
                    found[key] += self._rectangles(page, number, annotation)
                pdfium.FPDFPage_CloseAnnot(annotation)
        return found

    def _rectangles(self, page: object, number: int, annotation: object) -> list[Box]:
        boxes = []
        for index in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation)):
            points = pdfium.FS_QUADPOINTSF()
            pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, points)
            x, y = ctypes.c_int(), ctypes.c_int()
            corners = []
            for corner in range(1, 5):
                at = getattr(points, f"x{corner}"), getattr(points, f"y{corner}")
                pdfium.FPDF_PageToDevice(page, 0, 0, SCALE, SCALE, 0, *at, x, y)
                corners.append((x.value / SCALE, y.value / SCALE))
            across, down = zip(*corners, strict=True)
            boxes.append(Box(number, min(across), min(down), max(across), max(down)))
        return boxes


def letters(text: str) -> str:
    """Return letters and digits alone, lower case, accents taken off: the two readers may write one as a sign of its own."""
    return re.sub(r"[^0-9a-z]+", "", unicodedata.normalize("NFKD", text).lower())


def _string(annotation: object, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[:-2].decode("utf-16-le")


def chosen(sentences: list[Sentence], judge: Judge, most: int) -> list[Sentence]:
    """Return sentences to highlight: some of those that are long enough, and all that go over a page's end."""
    fit = [
        one
        for one in sentences
        if one.kind in JUDGED_KINDS
        and len(letters(one.text)) >= LEAST_LETTERS
        and not any(judge.piled(page) for page in {box.page for box in one.boxes})
    ]
    breaks = [one for one in fit if len({box.page for box in one.boxes}) > 1]
    some = random.Random(SEED).sample(fit, min(most, len(fit)))  # noqa: S311 - no secret
    return list({one.id: one for one in [*some, *breaks]}.values())


def main() -> None:
    """Print the figures for a folder of PDFs."""
    folder = Path(sys.argv[1])
    most_pages = int(sys.argv[2]) if len(sys.argv) > 2 else MOST_PAGES
    most = int(sys.argv[3]) if len(sys.argv) > 3 else SENTENCES
    pdfs = sorted(folder.glob("*.pdf"))
    if not pdfs:
        sys.exit(f"There are no PDFs in {folder}.")
    equal: dict[str, list[bool]] = defaultdict(list)
    alike: list[bool] = []
    worst: list[tuple[float, str]] = []
    pool = ReadingPool(1)
    for path in pdfs:
        try:
            reading = pool.read(path, page_limit=most_pages)
        except ReadingError as error:
            print(f"{path.name}: {error.message}")
            continue
        cited = chosen(list(reading.sentences), Judge(path), most)
        copy = io.BytesIO()
        marks = [Highlight(str(number), one.boxes, "cited", one.text) for number, one in enumerate(cited)]
        write_annotated(path, marks, copy, made_with="Sidelight", tags=False)
        judge = CopyJudge(copy)
        lit = judge.annotations()
        own = []
        for number, sentence in enumerate(cited):
            wanted, got = letters(sentence.text), letters(judge.under(lit.get(str(number), [])))
            score = 1.0 if got == wanted else similarity(got, wanted)
            own.append(got == wanted)
            alike.append(score >= EXACT)
            if got != wanted:
                worst.append(
                    (score, f"{path.name} p. {sentence.boxes[0].page}: {sentence.text[:90]!r} has {got[:60]!r}")
                )
            for group in judge.group(sentence):
                equal[group].append(got == wanted)
        print(f"{path.name}: {share(own)}", flush=True)
    pool.close()
    for score, line in sorted(worst)[:WORST_SHOWN]:
        print(f"  {score:.3f} {line}")
    for name, hits in equal.items():
        print(f"annotations whose text equals the cited sentence, {name}: {share(hits)}")
    print(f"alike from a similarity of {EXACT}: {share(alike)}")


if __name__ == "__main__":
    main()
