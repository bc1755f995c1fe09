"""Highlights in the copy of a PDF lie on the words, as another library reads them."""

import ctypes
import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from numpy.typing import NDArray

from lib import __version__
from lib.drawing.annotating import write_annotated
from lib.drawing.records import Highlight
from lib.errors import PasswordNeeded, ReadingError
from lib.exporting.phrases import MADE_WITH
from lib.records import Box
from tests.pdfs import PrintedPaper, make_broken, print_paper

SENTENCE = (
    "Each picture was resized to 512 pixels and normalised before the network saw it, one after the other, in pairs."
)
PAPER = print_paper(sections=[("Methods", [[SENTENCE, "A second sentence stands beside it."]])], columns=2)
CROPS = {"whole": None, "cropped": (30.0, 50.0, 20.0, 40.0)}


def copy_of(
    tmp_path: Path, data: bytes, *highlights: Highlight, password: str | None = None
) -> tuple[bytes, list[str]]:
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    out = io.BytesIO()
    notes = write_annotated(path, highlights, out, password, made_with=MADE_WITH)
    return out.getvalue(), notes


def quads(data: bytes, page: int = 1, password: str | None = None) -> list[list[tuple[float, float, float, float]]]:
    """Return, by annotation, the bounding rectangles of its quads (PDF user space), as pdfium reads them."""
    document = pypdfium2.PdfDocument(data, password=password)
    shown = document[page - 1]
    found = []
    for at in range(raw.FPDFPage_GetAnnotCount(shown)):
        annotation = raw.FPDFPage_GetAnnot(shown, at)
        rects = []
        for quad in range(raw.FPDFAnnot_CountAttachmentPoints(annotation)):
            points = raw.FS_QUADPOINTSF()
            assert raw.FPDFAnnot_GetAttachmentPoints(annotation, quad, points)
            xs, ys = ([getattr(points, f"{axis}{i}") for i in range(1, 5)] for axis in "xy")
            rects.append((min(xs), min(ys), max(xs), max(ys)))
        found.append(rects)
        raw.FPDFPage_CloseAnnot(annotation)
    document.close()
    return found


def covered(data: bytes, rects: Sequence[tuple[float, float, float, float]], page: int = 1) -> str:
    """Return the letters whose middle lies in one of the rectangles, by pdfium."""
    document = pypdfium2.PdfDocument(data)
    text = document[page - 1].get_textpage()
    inside = []
    for at in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(at)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if any(r[0] <= x <= r[2] and r[1] <= y <= r[3] for r in rects):
            inside.append(text.get_text_range(at, 1))
    document.close()
    return "".join(inside)


def value_of(data: bytes, key: bytes, at: int = 0) -> str:
    document = pypdfium2.PdfDocument(data)
    annotation = raw.FPDFPage_GetAnnot(document[0], at)
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    raw.FPDFPage_CloseAnnot(annotation)
    document.close()
    return buffer.raw[:-2].decode("utf-16-le")


def letters(text: str) -> list[str]:
    """Return letters and digits sorted, since pdfium reads lines of a turned page in another order."""
    return sorted(c for c in text if c.isalnum())


def changed(paper: PrintedPaper, change) -> bytes:  # type: ignore[no-untyped-def]
    with pikepdf.open(io.BytesIO(paper.data)) as document:
        options = change(document) or {}
        out = io.BytesIO()
        document.save(out, **options)
    return out.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("origin", [(0, 0), (-30, 45)], ids=["zero", "offset"])
def test_a_highlight_covers_the_sentence_and_nothing_else(
    tmp_path: Path, turn: int, crop: str, origin: tuple[float, float]
) -> None:
    paper = PAPER.shifted(*origin) if origin != (0, 0) else PAPER
    paper = paper.cropped(*CROPS[crop]) if CROPS[crop] else paper
    paper = paper.turned(turn)
    data, notes = copy_of(tmp_path, paper.data, Highlight("1", paper.places(SENTENCE), "Why?"))
    (rects,) = quads(data)
    assert len(rects) == len(paper.places(SENTENCE)) > 1
    assert letters(covered(data, rects)) == letters(SENTENCE)
    assert notes == []


def test_a_highlight_lies_right_with_a_user_unit_and_inherited_boxes_in_an_object_stream(tmp_path: Path) -> None:
    paper = PAPER.cropped(30, 50, 20, 40).turned(90)

    def inherit(document: pikepdf.Pdf) -> dict:
        page = document.pages[0].obj
        parent = page.Parent
        for name in ("/MediaBox", "/CropBox", "/Rotate"):
            parent[name] = page[name]
            del page[name]
        page.UserUnit = 2
        return {"object_stream_mode": pikepdf.ObjectStreamMode.generate}

    data, _ = copy_of(tmp_path, changed(paper, inherit), Highlight("1", paper.places(SENTENCE), ""))
    assert letters(covered(data, quads(data)[0])) == letters(SENTENCE)


def test_number_question_and_quote_stand_in_the_annotation(tmp_path: Path) -> None:
    data, _ = copy_of(
        tmp_path, PAPER.data, Highlight("2.1", PAPER.places(SENTENCE), "How large?", "Each \u202epicture")
    )
    assert value_of(data, b"T") == "[2.1] Sidelight"
    assert value_of(data, b"Contents") == "How large?\n“Each picture”"


def test_a_sentence_that_several_answers_cite_is_lit_once_with_all_their_numbers(tmp_path: Path) -> None:
    boxes = PAPER.places(SENTENCE)
    marks = [Highlight(f"{n}.1", boxes, f"Question {n}?", SENTENCE) for n in range(1, 9)]
    data, _ = copy_of(tmp_path, PAPER.data, *marks)
    (rects,) = quads(data)
    assert letters(covered(data, rects)) == letters(SENTENCE)
    assert value_of(data, b"T") == "[1.1, 2.1, 3.1, 4.1, 5.1, 6.1, 7.1, 8.1] Sidelight"
    note = value_of(data, b"Contents")
    assert all(f"[{n}.1] Question {n}?" in note for n in range(1, 9))
    assert note.count(SENTENCE) == 1


def printed(data: bytes, *, scale: int = 4, annotations: bool = True) -> NDArray[np.float64]:
    """Return the first page as pdfium prints it, RGB 0-1."""
    document = pypdfium2.PdfDocument(data)
    picture = document[0].render(scale=scale, draw_annots=annotations, may_draw_forms=False).to_pil().convert("RGB")
    document.close()
    return np.asarray(picture) / 255


def poppler_printed(data: bytes, tmp_path: Path, *, scale: int = 4) -> NDArray[np.float64]:
    """Return the first page as poppler prints it, RGB 0-1; skips where it is not installed."""
    from PIL import Image

    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("poppler is not installed")
    (tmp_path / "copy.pdf").write_bytes(data)
    command = [
        program,
        "-r",
        str(72 * scale),
        "-png",
        "-singlefile",
        str(tmp_path / "copy.pdf"),
        str(tmp_path / "page"),
    ]
    subprocess.run(command, check=True, timeout=60)
    return np.asarray(Image.open(tmp_path / "page.png").convert("RGB")) / 255


def luminance(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the relative luminance (WCAG 2.2)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("viewer", ["pdfium", "poppler"])
def test_words_cited_by_eight_questions_keep_their_contrast(tmp_path: Path, viewer: str) -> None:
    whole = PAPER.places(SENTENCE)
    second = PAPER.places("A second sentence stands beside it.")
    marks = [Highlight(f"{n}", whole + second if n % 2 else whole, "") for n in range(8)]
    marks += [Highlight("9", [replace(whole[0], x1=(whole[0].x0 + whole[0].x1) / 2)], "")]
    data, _ = copy_of(tmp_path, PAPER.data, *marks)
    page = printed(data) if viewer == "pdfium" else poppler_printed(data, tmp_path)
    high, wide = page.shape[:2]
    for box in whole + second:
        place = page[int(box.top * high) : int(box.bottom * high), int(box.x0 * wide) : int(box.x1 * wide)]
        light = luminance(place)
        ground, letter = float(np.median(light)), float(light.min())
        assert place[..., 2].mean() < 0.5, "lit"
        assert (ground + 0.05) / (letter + 0.05) >= 4.5


@pytest.mark.parametrize("columns", [1, 2])
def test_the_tags_stand_in_the_margin_and_cover_nothing(tmp_path: Path, columns: int) -> None:
    sentences = [f"Sentence {n} tells of otters in {n} reeds." for n in range(120)]
    paper = print_paper(sections=[("Methods", [sentences])], columns=columns)
    marks = [Highlight(str(n), paper.places(sentence), "") for n, sentence in enumerate(paper.sentences) if n % 3 == 0]
    data, _ = copy_of(tmp_path, paper.data, *marks)
    plain, marked = printed(data, annotations=False), printed(data)
    tags = marked[..., 2] - marked[..., 0] > 0.05
    ink = luminance(plain) < 0.9
    assert not (tags & ink).any()
    outside = [np.flatnonzero(row)[[0, -1]] for row in ink if row.any()]
    beside = [
        tags[at, edges[0] : edges[1]].any() for at, edges in zip(np.flatnonzero(ink.any(axis=1)), outside, strict=True)
    ]
    assert not any(beside), "never between words of a line"
    assert tags[:, : plain.shape[1] // 2].any()
    assert tags[:, plain.shape[1] // 2 :].any(), "in the margin that is nearer"


def test_a_page_that_is_full_to_its_edges_has_lit_words_and_no_tag(tmp_path: Path) -> None:
    def fill(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        width, height = (float(value) for value in page.MediaBox[2:])
        lines = "".join(f"0 {y} {width} 2 re f " for y in range(0, int(height), 5))
        page.contents_add(f"q 0.5 g {lines} Q".encode(), prepend=True)

    data, _ = copy_of(tmp_path, changed(PAPER, fill), Highlight("1", PAPER.places(SENTENCE), ""))
    assert letters(covered(data, quads(data)[0])) == letters(SENTENCE)
    with pikepdf.open(io.BytesIO(data)) as document:
        assert b"Tj" not in document.pages[0].Annots[0].AP.N.read_bytes()


def test_annotations_already_there_are_kept_and_not_given_to_other_pages(tmp_path: Path) -> None:
    def annotate(document: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 20, 20], Contents="old"
        )
        document.pages.append(document.pages[0])
        shared = document.make_indirect(pikepdf.Array([document.make_indirect(note)]))
        for page in document.pages:
            page.obj.Annots = shared

    data, _ = copy_of(tmp_path, changed(PAPER, annotate), Highlight("1", PAPER.places(SENTENCE), ""))
    assert len(quads(data, 1)) == 2
    assert len(quads(data, 2)) == 1
    assert value_of(data, b"Contents", 0) == "old"


def test_a_sentence_over_a_page_break_is_marked_on_both_pages(tmp_path: Path) -> None:
    long = print_paper(sections=[("A", ["Word " * 900 + "ends here."])])
    places = long.places(long.sentences[-1])
    assert {box.page for box in places} == {1, 2}
    data, _ = copy_of(tmp_path, long.data, Highlight("1", places, ""))
    assert len(quads(data, 1)) == len(quads(data, 2)) == 1


def test_a_protected_pdf_keeps_its_protection_and_it_is_said(tmp_path: Path) -> None:
    locked = PAPER.encrypted("secret")
    data, notes = copy_of(tmp_path, locked.data, Highlight("1", PAPER.places(SENTENCE), ""), password="secret")
    assert "same password" in notes[0]
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(data)
    assert len(quads(data, password="secret")) == 1


@pytest.mark.parametrize("password", [None, "wrong"])
def test_a_locked_pdf_asks_for_its_password(tmp_path: Path, password: str | None) -> None:
    with pytest.raises(PasswordNeeded) as caught:
        copy_of(tmp_path, PAPER.encrypted("secret").data, password=password)
    assert caught.value.wrong == bool(password)


def test_a_pdf_that_anyone_may_open_is_annotated_without_a_password(tmp_path: Path) -> None:
    data, _ = copy_of(tmp_path, PAPER.encrypted("").data, Highlight("1", PAPER.places(SENTENCE), ""))
    assert len(quads(data)) == 1


def misplaced(paper: PrintedPaper) -> bytes:
    """Return the paper with its objects in a stream, whose table a hybrid trailer looks for one byte too late."""

    def compress(document: pikepdf.Pdf) -> dict:
        return {"object_stream_mode": pikepdf.ObjectStreamMode.generate}

    data = changed(paper, compress)
    start, root = re.search(rb"startxref\s+(\d+)", data), re.search(rb"/Root (\d+ 0 R)", data)
    assert start is not None
    assert root is not None
    whole = data.replace(b"startxref", b"startxrex") + b"\n"
    trailer = b"<</Size 99/Root %s/XRefStm %d>>" % (root[1], int(start[1]) + 1)
    return whole + b"xref\n0 0\ntrailer\n%s\nstartxref\n%d\n%%%%EOF" % (trailer, len(whole))


def test_a_file_that_only_a_viewer_can_mend_is_annotated_too(tmp_path: Path) -> None:
    data = misplaced(PAPER)
    with pytest.raises(pikepdf.PdfError):
        pikepdf.open(io.BytesIO(data))
    copy, _ = copy_of(tmp_path, data, Highlight("1", PAPER.places(SENTENCE), ""))
    assert letters(covered(copy, quads(copy)[0])) == letters(SENTENCE)


@pytest.mark.parametrize("before", ["pdfTeX-1.40", "Schreiber für Möwen", "", None])
def test_a_copy_says_what_made_it_behind_what_made_the_original(tmp_path: Path, before: str | None) -> None:
    with pikepdf.open(io.BytesIO(PAPER.data)) as document:
        document.docinfo["/Title"] = pikepdf.String("Its title")
        document.docinfo["/Producer"] = pikepdf.String(before or "")
        if before is None:
            document.docinfo["/Producer"] = pikepdf.Array([1])
        out = io.BytesIO()
        document.save(out)
    copied, notes = copy_of(tmp_path, out.getvalue())
    assert notes == []
    with pikepdf.open(io.BytesIO(copied)) as document:
        said = f"{before}; modified using " if before else ""
        assert str(document.docinfo["/Producer"]) == f"{said}Sidelight {__version__}"
        assert str(document.docinfo["/Title"]) == "Its title"


@pytest.mark.parametrize("entries", [None, pikepdf.Array([1]), pikepdf.String("x"), 7])
def test_a_pdf_with_broken_information_entries_is_copied_all_the_same(tmp_path: Path, entries: object) -> None:
    with pikepdf.open(io.BytesIO(PAPER.data)) as document:
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        if entries is not None:
            document.trailer["/Info"] = entries
        out = io.BytesIO()
        document.save(out)
    copied, _ = copy_of(tmp_path, out.getvalue())
    with pikepdf.open(io.BytesIO(copied)) as document:
        assert str(document.docinfo["/Producer"]) == f"Sidelight {__version__}"


def test_broken_and_missing_files_are_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="damaged"):
        copy_of(tmp_path, make_broken(), Highlight("1", [Box(1, 0, 0, 1, 1)], ""))
    with pytest.raises(ReadingError, match="missing"):
        write_annotated(tmp_path / "none.pdf", [], io.BytesIO(), made_with=MADE_WITH)


def test_marks_on_pages_that_are_not_there_are_counted(tmp_path: Path) -> None:
    data, notes = copy_of(tmp_path, PAPER.data, Highlight("1", [Box(99, 0, 0, 1, 1)], ""))
    assert "does not have" in notes[0]
    assert quads(data) == []
