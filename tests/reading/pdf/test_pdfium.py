"""The second reader reads what the first one reads, in the same places, and takes over where that cannot."""

import io
from contextlib import closing
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from lib.errors import NoText, PasswordNeeded
from lib.reading.document import Document
from lib.reading.layout.pages import PageText
from lib.reading.pdfium_document import PdfiumDocument
from lib.reading.process.pool import ReadingPool
from tests import pdfs

PAPER = pdfs.print_paper(columns=2, header="Journal of otters {page}")


def write(folder: Path, data: bytes) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return path


def first_page(kind: type[Document] | type[PdfiumDocument], path: Path, password: str | None = None) -> PageText:
    with closing(kind(path, password)) as document:
        return document.page(1)


def placed(page: PageText) -> list[tuple[str, float, float, float, float]]:
    left, top = page.crop[:2]
    return [(w.text, w.u0 - left, w.u1 - left, w.v - top, w.size) for line in page.lines for w in line.words]


def same(first: PageText, second: PageText) -> None:
    one, other = placed(first), placed(second)
    assert [word for word, *_ in one] == [word for word, *_ in other]
    for (_, *place), (_, *there) in zip(one, other, strict=True):
        assert there == pytest.approx(place, abs=0.6)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_both_readers_find_the_same_words_in_the_same_places(tmp_path: Path, rotation: int) -> None:
    with pikepdf.open(io.BytesIO(PAPER.data)) as document:
        document.pages[0].rotate(rotation, relative=False)
        out = io.BytesIO()
        document.save(out)
    path = write(tmp_path, out.getvalue())
    first, second = first_page(Document, path), first_page(PdfiumDocument, path)
    assert (first.quality, second.quality) == ("good", "second reader")
    assert first.main_turn == second.main_turn
    same(first, second)


def test_boxes_of_the_second_reader_are_of_the_cropped_page(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(PAPER.data)) as document:
        x0, y0, x1, y1 = (float(v) for v in document.pages[0].mediabox)
        document.pages[0].cropbox = [x0 + 20, y0 + 30, x1 - 10, y1 - 15]
        out = io.BytesIO()
        document.save(out)
    path = write(tmp_path, out.getvalue())
    second = first_page(PdfiumDocument, path)
    assert (second.width, second.height) == pytest.approx((x1 - x0 - 30, y1 - y0 - 45), abs=0.1)
    same(first_page(Document, path), second)


def test_a_file_whose_pages_only_the_second_reader_finds_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, PAPER.data.replace(b"/Type /Page\n", b"/Typo /Page\n"))
    with closing(Document(path)) as document:
        assert document.page_count == 0
    pool = ReadingPool(workers=1)
    reading = pool.read(path)
    pool.close()
    assert set(reading.page_quality) == {"second reader"}
    assert PAPER.sentences[0] in [sentence.text for sentence in reading.sentences]


def ciphered(by: int) -> bytes:
    """Return a page whose font says other letters than it shows."""
    text = " ".join(pdfs.unlike_sentences(12))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT)
    moved = "".join(chr((ord(c) - 97 + by) % 26 + 97) if "a" <= c <= "z" else c for c in text.lower())
    words = moved.split()
    for n in range(0, len(words), 10):
        canvas.drawString(60, 700 - 1.4 * n, " ".join(words[n : n + 10]))
    canvas.save()
    return out.getvalue()


def test_a_page_whose_letters_stand_for_others_is_garbled_and_no_sentence_is_made_of_it(tmp_path: Path) -> None:
    pool = ReadingPool(workers=1)
    with pytest.raises(NoText) as fault:
        pool.read(write(tmp_path, ciphered(3)))
    pool.close()
    assert fault.value.page_quality == ["garbled"]
    assert "recognised" in fault.value.message


def test_the_second_reader_asks_for_a_password_too(tmp_path: Path) -> None:
    path = write(tmp_path, PAPER.encrypted("sesame").data)
    with pytest.raises(PasswordNeeded):
        PdfiumDocument(path)
    assert first_page(PdfiumDocument, path, "sesame").lines


@pytest.mark.parametrize("rotation", [0, 90])
def test_the_second_reader_leaves_out_what_is_not_seen_for_its_colour(tmp_path: Path, rotation: int) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT, invariant=1)
    canvas.drawString(60, 700, "Otters were counted in spring.")
    canvas.setFillGray(1)
    canvas.drawString(60, 680, "Nobody sees this white line.")
    canvas.setFillGray(0, 0.01)
    canvas.drawString(60, 660, "Nobody sees this clear line.")
    canvas.setFillGray(0.3, 1)
    canvas.rect(50, 590, 300, 40, fill=1)
    canvas.setFillGray(1)
    canvas.drawString(60, 600, "This white line stands on grey.")
    canvas.setFillGray(0, 0.6)
    canvas.drawString(60, 570, "This line is half clear.")
    canvas.save()
    with pikepdf.open(out) as document:
        document.pages[0].rotate(rotation, relative=False)
        document.save(tmp_path / "paper.pdf")
    page = first_page(PdfiumDocument, tmp_path / "paper.pdf")
    assert [" ".join(word.text for word in line.words) for line in page.lines] == [
        "Otters were counted in spring.",
        "This white line stands on grey.",
        "This line is half clear.",
    ]
    assert {piece.reason for piece in page.dropped} == {"white", "faint"}
