"""Sentences, boxes and sections of papers whose text stands at known places."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.reading.document import Document
from lib.reading.reading import PaperReading, put_together
from lib.records import Box, Sentence
from lib.text.dois import DOI_IN_PAPER
from tests import pdfs


def read(folder: Path, data: bytes) -> PaperReading:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    document = Document(path)
    pages = [document.page(number) for number in range(1, document.page_count + 1)]
    try:
        return put_together(pages, document.page_count, document.info())
    finally:
        document.close()


def sentence(reading: PaperReading, text: str) -> Sentence:
    (found,) = [s for s in reading.sentences if s.text == text]
    return found


def assert_same_places(found: list[Box], known: list[Box], tolerance: float = 0.004) -> None:
    """Assert that every printed line is lit once, from its first letter to its last."""
    assert [box.page for box in found] == [box.page for box in known]
    for box, place in zip(found, known, strict=True):
        assert (box.x0, box.x1) == pytest.approx((place.x0, place.x1), abs=tolerance)
        assert (box.top, box.bottom) == pytest.approx((place.top, place.bottom), abs=tolerance)


UNIQUE = pdfs.unlike_sentences(96)


def paper(**options: object) -> pdfs.PrintedPaper:
    return pdfs.print_paper(sections=[("Methods", [UNIQUE[n : n + 6] for n in range(0, 96, 6)])], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_boxes_are_the_printed_lines_of_each_sentence(tmp_path: Path, columns: int) -> None:
    printed = paper(columns=columns, justified=True, hyphenated=True, header="Journal of traps, page {page}")
    reading = read(tmp_path, printed.data)
    for text in UNIQUE:
        assert_same_places(sentence(reading, text).boxes, printed.places(text))


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.turned(90),
        lambda p: p.turned(180),
        lambda p: p.turned(270),
        lambda p: p.cropped(20, 25, 30, 35),
        lambda p: p.shifted(-80, 200),
        lambda p: p.shifted(50, -90).cropped(20, 25, 30, 35).turned(90),
        lambda p: p.cropped(20, 25, 30, 35).turned(270),
    ],
    ids=["90", "180", "270", "cropped", "offset", "offset, cropped and turned", "cropped and turned"],
)
def test_boxes_are_fractions_of_the_page_as_shown(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]
    printed = change(paper(columns=2))
    reading = read(tmp_path, printed.data)
    for text in UNIQUE[::5]:
        assert_same_places(sentence(reading, text).boxes, printed.places(text))


def test_a_sentence_over_a_page_break_is_one_sentence_without_the_running_header(tmp_path: Path) -> None:
    printed = paper(header="Journal of traps {page}", footer="{page}")
    reading = read(tmp_path, printed.data)
    broken = [text for text in UNIQUE if len({line.page for line in printed.lines[text]}) == 2]
    assert broken
    for text in broken:
        assert_same_places(sentence(reading, text).boxes, printed.places(text))
    assert not any("Journal of traps" in s.text for s in reading.sentences)
    assert {d.reason for d in reading.dropped} == {"running header", "page number"}


def test_hyphens_at_line_ends_are_joined_and_true_compounds_kept(tmp_path: Path) -> None:
    text = "A semi-supervised network was used because semi-supervised training needs few labels of any experienced naturalist."
    printed = pdfs.print_paper(sections=[("Methods", [[text, *UNIQUE[:3]]] * 1)], columns=3, hyphenated=True)
    reading = read(tmp_path, printed.data)
    assert text in [s.text for s in reading.sentences]


def test_headings_give_sentences_their_section_path(tmp_path: Path) -> None:
    printed = pdfs.print_paper(
        abstract="We count animals in pictures. It works well enough.",
        sections=[
            ("1 Introduction", [UNIQUE[:3]]),
            ("2 Methods", [UNIQUE[3:6]]),
            ("2.1 Sites", [UNIQUE[6:9]]),
            ("3 Results", [UNIQUE[9:12]]),
        ],
    )
    reading = read(tmp_path, printed.data)
    assert sentence(reading, "It works well enough.").section == "Abstract"
    assert sentence(reading, UNIQUE[0]).section == "1 Introduction"
    assert sentence(reading, UNIQUE[7]).section == "2 Methods > 2.1 Sites"
    assert sentence(reading, UNIQUE[10]).section == "3 Results"
    assert sentence(reading, "2.1 Sites").kind == "heading"


def test_references_are_told_from_body_also_with_an_appendix_after_them(tmp_path: Path) -> None:
    entries = [
        f"Author{n} A, Writer{n} B (20{n}) How to count animals in many pictures of traps. Journal of Traps {n}: 1-9."
        for n in range(10, 22)
    ]
    printed = pdfs.print_paper(sections=[("Introduction", [UNIQUE[:6]])], references=entries, columns=2)
    reading = read(tmp_path, printed.data)
    assert [s.text for s in reading.sentences if s.kind == "reference"] == entries
    assert {s.kind for s in reading.sentences if s.text in UNIQUE} == {"body"}


def test_captions_stay_out_of_sentences(tmp_path: Path) -> None:
    caption = "Figure 1. A camera trap on a tree beside the river that is checked once a month."
    printed = pdfs.print_paper(sections=[("Methods", [UNIQUE[:4], [caption], UNIQUE[4:8]])])
    reading = read(tmp_path, printed.data)
    assert sentence(reading, caption).kind == "caption"
    assert {s.kind for s in reading.sentences if s.text in UNIQUE} == {"body"}
    (figure,) = reading.figures
    assert (figure.label, figure.caption) == ("Figure 1", caption.removeprefix("Figure 1. "))
    assert reading.sentences[figure.sentence_ids[0]].text == caption


def test_a_reading_comes_back_equal_from_plain_types(tmp_path: Path) -> None:
    reading = read(tmp_path, paper().data)
    assert PaperReading.from_plain(reading.to_plain()) == reading


def test_a_doi_with_angle_brackets_is_whole_and_one_in_them_is_bare() -> None:
    serial = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"
    for printed, doi in ((f"doi: {serial}, in print", serial), ("see <10.1234/traps.7>; and", "10.1234/traps.7")):
        found = DOI_IN_PAPER.search(printed)
        assert found is not None
        assert found[0] == doi


def test_title_authors_year_and_doi_are_found(tmp_path: Path) -> None:
    printed = pdfs.print_paper(
        title="Counting hedgehogs in gardens at night",
        authors=["Ada Lovelace", "Grace Brewster Hopper"],
        abstract="Published 3 May 2021. https://doi.org/10.1234/Traps.2021.5 We count hedgehogs.",
    ).with_info(Title="Microsoft Word - final2.docx")
    reading = read(tmp_path, printed.data)
    assert reading.title == "Counting hedgehogs in gardens at night"
    assert reading.authors == ["Ada Lovelace", "Grace Brewster Hopper"]
    assert (reading.year, reading.doi) == (2021, "10.1234/traps.2021.5")
