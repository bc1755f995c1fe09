"""How well and how fast scanned pages are recognised: pages with known text are drawn, and their pictures are read.

    python -m benchmarks.ocr FOLDER [--pages 1] [--dpi 200] [--skew 0] [--limit 0] [--show]

Of each PDF of the folder the pages nearest its middle that hold text. Printed a page and in all:
words     share of the page's words that are recognised, and of the recognised words that stand on the page
letters   share of letters and digits that stand in both, in order
order     of the words that are recognised, how many follow each other as in the text that was known
sentences share of the known sentences that are read whole (letters and digits alike, similarity >= 0.98), and
boxes     how far apart their boxes' corners are at the median, in thousandths of the page
seconds   of the clock and of all processors, a page
"""

from __future__ import annotations

import argparse
import io
import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from statistics import median

import pikepdf
import pypdfium2
from PIL import Image

from lib.errors import ReadingError
from lib.geometry import PT_PER_INCH
from lib.reading.process.pool import ReadingPool, Recognition
from lib.records import Sentence

LEAST_WORDS = 150
"""A page with fewer is a figure or a table."""
SAME = 0.98
"""Similarity from which a sentence is read whole."""
LEAST_LETTERS = 20
"""Shorter sentences say nothing of how whole ones are read."""
LENGTHS_DIFFER = 0.05
"""Sentences whose lengths differ by a larger share are not compared."""
JPEG_QUALITY = 75
"""Of the pictures, as scanners write them."""


@dataclass
class Score:
    """Counts of one page or of all."""

    known: int = 0
    read: int = 0
    both: int = 0
    in_order: int = 0
    letters: int = 0
    letters_in_order: int = 0
    sentences: int = 0
    whole: int = 0
    box_offsets: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count the other in."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def __str__(self) -> str:
        def share(part: int, whole: int) -> str:
            return f"{100 * part / max(1, whole):5.1f}"

        return (
            f"words {share(self.both, self.known)} / {share(self.both, self.read)}  "
            f"letters {share(self.letters_in_order, self.letters)}  order {share(self.in_order, self.both)}  "
            f"sentences {share(self.whole, self.sentences)}  boxes {1000 * median(self.box_offsets or [0]):4.1f}  "
            f"seconds {median(self.seconds or [0]):5.1f}, of processors {median(self.processor or [0]):5.1f}"
        )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=1, help="of each PDF")
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--skew", type=float, default=0.0, help="degrees")
    parser.add_argument("--limit", type=int, default=0, help="PDFs, 0 for all")
    parser.add_argument("--show", action="store_true", help="the sentences that are not read whole")
    options = parser.parse_args()
    pool, all_pages = ReadingPool(), Score()
    paths = sorted(options.folder.rglob("*.pdf"))
    for path in paths[: options.limit or None]:
        for number, data in known_pages(pool, path, options.pages):
            score = score_page(pool, data, options.dpi, options.skew, options.show)
            all_pages.add(score)
            print(f"{path.name} {number}: {score}", flush=True)
    pool.close()
    print(f"all {len(all_pages.seconds)} pages: {all_pages}")


def known_pages(pool: ReadingPool, path: Path, count: int) -> Iterator[tuple[int, bytes]]:
    """Yield pages with text, each with its number and a PDF of it alone."""
    try:
        reading = pool.read(path)
    except ReadingError:
        return
    words: Counter[int] = Counter()
    for sentence in reading.sentences:
        for box, line in zip(sentence.boxes, sentence.lines, strict=True):
            words[box.page] += len(line.split())
    good = [n for n in words if words[n] >= LEAST_WORDS and reading.page_quality[n - 1] == "good"]
    good.sort(key=lambda n: abs(n - reading.page_count / 2))
    with pikepdf.open(path) as document:
        for number in good[:count]:
            with pikepdf.new() as alone:
                alone.pages.append(document.pages[number - 1])
                out = io.BytesIO()
                alone.save(out)
            yield number, out.getvalue()


def score_page(pool: ReadingPool, data: bytes, dpi: int, skew: float, show: bool) -> Score:
    """Return how a page's picture is read, held against the page."""
    with tempfile.TemporaryDirectory() as folder:
        page, scan = Path(folder) / "page.pdf", Path(folder) / "scan.pdf"
        page.write_bytes(data)
        scan.write_bytes(picture_of(data, dpi, skew))
        known = pool.read(page).sentences
        began, before = time.monotonic(), _processor_seconds()
        try:
            read = pool.read(scan, recognition=Recognition({})).sentences
        except ReadingError as error:
            print(error.message)
            read = []
        return compare(known, read, time.monotonic() - began, _processor_seconds() - before, show)


def picture_of(data: bytes, dpi: int, skew: float) -> bytes:
    """Return a PDF with the page's picture, as a scanner makes it."""
    picture = pypdfium2.PdfDocument(data)[0].render(scale=dpi / PT_PER_INCH, grayscale=True, draw_annots=False).to_pil()
    out = io.BytesIO()
    picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).save(out, "PDF", resolution=dpi, quality=JPEG_QUALITY)
    return out.getvalue()


def compare(known: list[Sentence], read: list[Sentence], seconds: float, processor: float, show: bool) -> Score:
    """Return the counts of one page."""
    words, found = _words(known), _words(read)
    matcher = SequenceMatcher(None, words, found, autojunk=False)
    letters, found_letters = "".join(words), "".join(found)
    score = Score(
        known=len(words),
        read=len(found),
        both=(Counter(words) & Counter(found)).total(),
        in_order=sum(block.size for block in matcher.get_matching_blocks()),
        letters=len(letters),
        letters_in_order=sum(
            block.size for block in SequenceMatcher(None, letters, found_letters, autojunk=False).get_matching_blocks()
        ),
        seconds=[seconds],
        processor=[processor],
    )
    by_text = {_squash(sentence.text): sentence for sentence in read}
    for sentence in known:
        if len(text := _squash(sentence.text)) < LEAST_LETTERS:
            continue
        score.sentences += 1
        other = by_text.get(text) or next((s for t, s in by_text.items() if _same(text, t)), None)
        if other is None:
            if show:
                print(f"    not whole: {sentence.kind} {sentence.text[:150]}")
            continue
        score.whole += 1
        for a, b in zip(sentence.boxes, other.boxes, strict=False):
            score.box_offsets.append(
                max(abs(a.x0 - b.x0), abs(a.x1 - b.x1), abs(a.top - b.top), abs(a.bottom - b.bottom))
            )
    return score


def _processor_seconds() -> float:
    # a worker that recognised is ended, and so counted here
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + ended.ru_utime + ended.ru_stime


def _words(sentences: list[Sentence]) -> list[str]:
    return [squashed for s in sentences for word in s.text.split() if (squashed := _squash(word))]


def _squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _same(a: str, b: str) -> bool:
    return (
        abs(len(a) - len(b)) < LENGTHS_DIFFER * len(a) and SequenceMatcher(None, a, b, autojunk=False).ratio() >= SAME
    )


if __name__ == "__main__":
    main()
