"""PDFs made by script, whose sentences stand at known places.

    paper = print_paper(sections=[("Methods", ["We trained a model. It has 3 layers."])], columns=2)
    paper.data                                  # the bytes
    paper.places("It has 3 layers.")            # list[Box], one per printed line, fractions of the page as shown
    make_paper(...)                             # only the bytes

A paragraph is a string; its sentences are cut after ". " unless it is given as a list of sentences.
`turned`, `cropped` and `shifted` give the same paper on changed pages, its places still known.
"""

from __future__ import annotations

import ctypes
import io
import random
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from lib.records import Box

PAGE_PT = (595.0, 842.0)
MARGIN_PT = 60.0
GUTTER_PT = 20.0
ASCENT, DESCENT = 0.72, 0.21

Paragraph = str | Sequence[str]
Section = tuple[str, Sequence[Paragraph]]

LOREM = (
    "The camera traps recorded every animal that crossed the transect during the night. "
    "Each picture was resized to 512 pixels and normalised before the network saw it. "
    "We split the records by site so that no site stands in both the training and the test set. "
    "A model that has seen a site before tends to remember its background instead of the animal."
)


@dataclass(frozen=True)
class PrintedLine:
    """One printed line of one sentence: its text and its ink in PDF user space (pt, origin bottom left)."""

    page: int
    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class PrintedPaper:
    """A PDF's bytes and where its sentences were printed."""

    data: bytes
    lines: dict[str, list[PrintedLine]] = field(default_factory=dict)
    """By sentence, as it was given."""

    @property
    def sentences(self) -> list[str]:
        """Every sentence in reading order, headings and captions included."""
        return list(self.lines)

    def places(self, sentence: str) -> list[Box]:
        """Return the sentence's printed lines as fractions of the page as shown, mapped by pdfium, not by the code under test."""
        document = pypdfium2.PdfDocument(self.data)
        try:
            return [_shown(document, line) for line in self.lines[sentence]]
        finally:
            document.close()

    def turned(self, degrees: int) -> PrintedPaper:
        """Return the same paper with /Rotate on every page."""
        return self._changed(lambda page: page.rotate(degrees, relative=False))

    def cropped(self, left: float, bottom: float, right: float, top: float) -> PrintedPaper:
        """Return the same paper with a CropBox that leaves out these margins (pt)."""

        def crop(page: pikepdf.Page) -> None:
            x0, y0, x1, y1 = (float(v) for v in page.mediabox)
            page.cropbox = [x0 + left, y0 + bottom, x1 - right, y1 - top]

        return self._changed(crop)

    def shifted(self, dx: float, dy: float) -> PrintedPaper:
        """Return the same paper with the MediaBox's origin at (dx, dy), everything moved along."""

        def shift(page: pikepdf.Page) -> None:
            x0, y0, x1, y1 = (float(v) for v in page.mediabox)
            page.mediabox = [x0 + dx, y0 + dy, x1 + dx, y1 + dy]
            page.contents_add(f"1 0 0 1 {dx} {dy} cm".encode(), prepend=True)

        moved = {
            sentence: [replace(k, x0=k.x0 + dx, y0=k.y0 + dy, x1=k.x1 + dx, y1=k.y1 + dy) for k in lines]
            for sentence, lines in self.lines.items()
        }
        return replace(self._changed(shift), lines=moved)

    def encrypted(self, user: str, owner: str = "owner") -> PrintedPaper:
        """Return the same paper that opens with the user's password; with "" it needs none, as after a mere print ban."""
        with pikepdf.open(io.BytesIO(self.data)) as document:
            return replace(self, data=_saved(document, encryption=pikepdf.Encryption(owner=owner, user=user)))

    def with_info(self, **info: str) -> PrintedPaper:
        """Return the same paper with entries of the document information, such as Title="..."."""
        with pikepdf.open(io.BytesIO(self.data)) as document:
            for name, value in info.items():
                document.docinfo[f"/{name}"] = value
            return replace(self, data=_saved(document))

    def _changed(self, change) -> PrintedPaper:  # type: ignore[no-untyped-def]
        with pikepdf.open(io.BytesIO(self.data)) as document:
            for page in document.pages:
                change(page)
            return replace(self, data=_saved(document))


def _saved(document: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def _shown(document: pypdfium2.PdfDocument, line: PrintedLine) -> Box:
    page = document[line.page - 1]
    scale = 100_000
    x, y = ctypes.c_int(), ctypes.c_int()
    points = []
    for across, up in ((line.x0, line.y0), (line.x1, line.y1)):
        pdfium.FPDF_PageToDevice(page, 0, 0, scale, scale, 0, across, up, x, y)
        points.append((x.value / scale, y.value / scale))
    (a, b), (c, d) = points
    return Box(line.page, min(a, c), min(b, d), max(a, c), max(b, d))


def unlike_sentences(count: int, seed: int = 7) -> list[str]:
    """Return so many sentences of 12 to 25 words, no two alike."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = sorted({word.strip(".") for word in LOREM.lower().split()} | {"forest", "river", "season", "annotation"})
    out = []
    for number in range(count):
        chosen = [chance.choice(words) for _ in range(chance.randint(12, 25))]
        out.append(f"{' '.join(chosen).capitalize()} number {number}.")
    return out


def cut_sentences(paragraph: Paragraph) -> list[str]:
    """Return the paragraph's sentences: as given, or cut after a full stop, question or exclamation mark."""
    return re.split(r"(?<=[.?!]) ", paragraph) if isinstance(paragraph, str) else list(paragraph)


@dataclass
class _Press:
    """Prints words line by line, column by column, page by page, and remembers where."""

    canvas: Canvas
    columns: int
    header: str
    footer: str
    justified: bool
    hyphenated: bool
    page_pt: tuple[float, float]
    top_pt: float = 0.0
    """Where the columns of the page begin, from its bottom."""
    page: int = 0
    column: int = 0
    y: float = 0.0
    lines: dict[str, list[PrintedLine]] = field(default_factory=dict)

    @property
    def column_width(self) -> float:
        inner = self.page_pt[0] - 2 * MARGIN_PT
        return (inner - (self.columns - 1) * GUTTER_PT) / self.columns

    @property
    def left(self) -> float:
        return MARGIN_PT + self.column * (self.column_width + GUTTER_PT)

    def new_page(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.column, self.top_pt = 0, self.page_pt[1] - MARGIN_PT - 20
        self.y = self.top_pt
        self.canvas.setFont("Helvetica", 8)
        if self.header:
            self.canvas.drawString(MARGIN_PT, self.page_pt[1] - 40, self.header.format(page=self.page))
        if self.footer:
            self.canvas.drawCentredString(self.page_pt[0] / 2, 30, self.footer.format(page=self.page))

    def next_column(self) -> None:
        if self.column + 1 < self.columns:
            self.column += 1
            self.y = self.top_pt
        else:
            self.new_page()

    def room_for(self, height: float) -> None:
        if self.y - height < MARGIN_PT:
            self.next_column()

    def across(self, sentences: Sequence[str], font: str, size: float) -> None:
        """Print over the whole page width; the columns begin below it."""
        columns, self.columns = self.columns, 1
        self.paragraph(sentences, font, size, indent=0)
        self.columns = columns
        self.top_pt = self.y

    def paragraph(self, sentences: Sequence[str], font: str, size: float, indent: float = 12) -> None:
        queue = [(word, sentence) for sentence in sentences for word in sentence.split()]
        offset = indent
        while queue:
            self.room_for(size * 1.25)
            line, queue = self._fill(queue, font, size, self.column_width - offset)
            self._print(line, font, size, offset, last=not queue)
            self.y -= size * 1.25
            offset = 0
        self.y -= size * 0.5

    def _fill(self, queue, font, size, width):  # type: ignore[no-untyped-def]
        line, used, blank = [], 0.0, stringWidth(" ", font, size)
        while queue:
            word, sentence = queue[0]
            need = stringWidth(word, font, size) + (blank if line else 0)
            if used + need <= width:
                line.append(queue.pop(0))
                used += need
                continue
            room = width - used - (blank if line else 0)
            cut = self._cut(word, font, size, room)
            if cut:
                line.append((word[:cut] + "-", sentence))
                queue[0] = (word[cut:], sentence)
            elif not line:
                line.append(queue.pop(0))
            break
        return line, queue

    def _cut(self, word: str, font: str, size: float, room: float) -> int:
        """Return how many letters of the word fit before a hyphen, 0 where it must not be cut."""
        if not (self.hyphenated and word.isalpha() and word.islower() and len(word) >= 7):
            return 0
        fits = [n for n in range(3, len(word) - 2) if stringWidth(word[:n] + "-", font, size) <= room]
        return max(fits, default=0)

    def _print(self, line, font, size, offset, last):  # type: ignore[no-untyped-def]
        words = [word for word, _ in line]
        natural = stringWidth(" ".join(words), font, size)
        gaps = len(words) - 1
        spare = self.column_width - offset - natural
        extra = spare / gaps if self.justified and gaps and not last and 0 < spare < 0.8 * size * gaps else 0.0
        text = self.canvas.beginText(self.left + offset, self.y - size)
        text.setFont(font, size)
        text.setWordSpace(extra)
        text.textOut(" ".join(words))
        self.canvas.drawText(text)
        x = self.left + offset
        for position, (word, sentence) in enumerate(line):
            width = stringWidth(word, font, size)
            self._remember(sentence, word, x, x + width, self.y - size, size, first=position == 0)
            x += width + stringWidth(" ", font, size) + extra

    def _remember(self, sentence, word, x0, x1, baseline, size, *, first):  # type: ignore[no-untyped-def]
        printed = self.lines.setdefault(sentence, [])
        y0, y1 = baseline - DESCENT * size, baseline + ASCENT * size
        if printed and not first and (printed[-1].page, printed[-1].y0) == (self.page, y0):
            printed[-1] = replace(printed[-1], text=f"{printed[-1].text} {word}", x1=x1)
        else:
            printed.append(PrintedLine(self.page, word, x0, y0, x1, y1))


def print_paper(
    sections: Sequence[Section] = (("Introduction", [LOREM]), ("Methods", [LOREM.replace("camera", "sound")])),
    *,
    title: str = "Counting animals in pictures of camera traps",
    authors: Sequence[str] = ("Ada Lovelace", "Grace Hopper"),
    abstract: str = "",
    references: Sequence[str] = (),
    columns: int = 1,
    header: str = "",
    footer: str = "",
    justified: bool = False,
    hyphenated: bool = False,
    size: float = 10,
    page_pt: tuple[float, float] = PAGE_PT,
) -> PrintedPaper:
    """Return a paper with a title block, sections and a reference list.

    `header` and `footer` stand on every page and may hold {page}. A section's heading may be "" for none; a paragraph
    that begins with "Figure N" or "Table N" is printed small, as a caption. A sentence given twice keeps both places.
    """
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=page_pt, pageCompression=0, invariant=1)
    press = _Press(canvas, columns, header, footer, justified, hyphenated, page_pt)
    press.new_page()
    if title:
        press.across([title], "Helvetica-Bold", 16)
    if authors:
        press.across([", ".join(authors)], "Helvetica", 11)
    if abstract:
        press.across(["Abstract"], "Helvetica-Bold", size + 1)
        press.across(cut_sentences(abstract), "Times-Roman", size)
    for heading, paragraphs in sections:
        if heading:
            press.room_for(size * 4)
            press.paragraph([heading], "Helvetica-Bold", size + 2, indent=0)
        for paragraph in paragraphs:
            sentences = cut_sentences(paragraph)
            caption = re.match(r"(Figure|Table) \d", sentences[0]) is not None
            press.paragraph(sentences, "Times-Roman", size - 2 if caption else size, indent=0 if caption else 12)
    if references:
        press.room_for(size * 4)
        press.paragraph(["References"], "Helvetica-Bold", size + 2, indent=0)
        for entry in references:
            press.paragraph([entry], "Times-Roman", size - 1, indent=0)
    canvas.save()
    return PrintedPaper(out.getvalue(), press.lines)


def width_of(text: str, font: str, size: float) -> float:
    """Return how wide the text is printed (pt)."""
    return float(stringWidth(text, font, size))


Piece = tuple[str, float, float, str, float]
"""Text, x and baseline from the page's top left corner (pt), font, size."""


def print_loose(pages: Sequence[Sequence[Piece]], page_pt: tuple[float, float] = PAGE_PT) -> bytes:
    """Return a PDF whose pieces of text stand where they are put, in the order in which they are given."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=page_pt, pageCompression=0, invariant=1)
    for pieces in pages:
        for text, x, down, font, size in pieces:
            canvas.setFont(font, size)
            canvas.drawString(x, page_pt[1] - down, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def column(
    text: str, x: float, down: float, width: float, *, font: str = "Times-Roman", size: float = 10, first: float = 0
) -> list[Piece]:
    """Return the text as the lines of a column, each filled to its width; `first` is the first line's indent."""
    lines: list[str] = []
    for word in text.split():
        room = width - (first if len(lines) == 1 else 0)
        if lines and stringWidth(f"{lines[-1]} {word}", font, size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    pieces: list[Piece] = []
    for n, line in enumerate(lines):
        pieces.append((line, x + (0 if n else first), down + 1.2 * size * n, font, size))
    return pieces


def make_paper(**options: object) -> bytes:
    """Return the bytes of `print_paper` with the same options."""
    return print_paper(**options).data  # type: ignore[arg-type]


def make_scan(pages: int = 1) -> bytes:
    """Return a PDF whose pages hold a picture and no text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE_PT, invariant=1)
    for page in range(pages):
        picture = Image.new("L", (60, 80), 200 - page % 100)
        canvas.drawImage(ImageReader(picture), 0, 0, *PAGE_PT)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scan_of(
    data: bytes, pages: Collection[int] | None = None, *, dpi: int = 150, skew: float = 0, turn: int = 0
) -> bytes:
    """Return the PDF with the given pages (1-based; None: all) replaced by their pictures.

    `skew`: degrees by which they lie aslant on the glass, counter-clockwise; `turn`: by which they were put in, 90, 180 or 270.
    """
    from PIL import Image

    drawn = pypdfium2.PdfDocument(data)
    with pikepdf.open(io.BytesIO(data)) as document:
        for number in pages or range(1, len(drawn) + 1):
            picture = drawn[number - 1].render(scale=dpi / 72, grayscale=True).to_pil()
            picture = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).rotate(turn, expand=True)
            out = io.BytesIO()
            picture.save(out, "PDF", resolution=dpi)
            with pikepdf.open(out) as scan:
                document.pages[number - 1] = scan.pages[0]
        return _saved(document)


def make_blank(pages: int = 1) -> bytes:
    """Return a PDF with empty pages; 0 gives a page tree without any page."""
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=PAGE_PT)
        return _saved(document)


def make_broken() -> bytes:
    """Return bytes that begin like a PDF and hold none."""
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\xff\xfe garbage without an end"


def make_long(pages: int) -> bytes:
    """Return a PDF with one short sentence a page: "This is page N of a long text."."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE_PT, invariant=1)
    for page in range(1, pages + 1):
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(MARGIN_PT, 700, f"This is page {page} of a long text.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def make_slow(page: int = 1, pages: int = 1, repeats: int = 400_000) -> bytes:
    """Return a PDF whose given page takes a parser very long: one text object repeated many times."""
    with pikepdf.open(io.BytesIO(make_long(pages))) as document:
        heavy = b"BT /F1 1 Tf 1 0 0 1 10 10 Tm (slow slow slow slow slow slow slow slow) Tj ET\n" * repeats
        document.pages[page - 1].contents_add(heavy)
        return _saved(document)
