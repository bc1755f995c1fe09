"""Panels of figures whose letters are drawn in the picture: by the white between them, by recognition, or said to be unknown."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lib.errors import ReadingError
from lib.processes.worker import Worker, WorkerDied
from lib.reading.figures.drawn_panels import BY_WHITE, RECOGNISED, find_drawn_panels
from lib.reading.figures.named_parts import named_parts, parts_not_made_out
from lib.reading.figures.white_space import parts_by_white
from lib.reading.ocr.page_recognition import Recogniser
from lib.reading.process.figure_panels import FigurePanels
from lib.reading.process.pool import ReadingPool
from lib.reading.process.workers import Workers
from lib.reading.reading import PaperReading
from lib.records import Box, Figure
from tests import pdfs
from tests.reading.test_figures import caption, text

PX = 3
"""Of a pixel picture for each point of its page."""
PLACE = (100, 400, 400, 240)
"""Left, bottom, width and height (pt) of the picture on its page."""


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    pool = ReadingPool(workers=1)
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(2, 1000)
    yield workers
    workers.close()


def picture(parts: Sequence[tuple[int, int, int, int]], letters: str = "") -> Image.Image:
    """Return a picture with grey parts (pt from its upper left corner), each under its letter."""
    image = Image.new("L", (PLACE[2] * PX, PLACE[3] * PX), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=14 * PX)
    for n, (x0, top, x1, bottom) in enumerate(parts):
        draw.rectangle((x0 * PX, top * PX, x1 * PX, bottom * PX), fill=120)
        if letters:
            draw.text((x0 * PX, (top - 18) * PX), letters[n], font=font, fill=0)
    return image


GRID = [(0, 20, 190, 110), (210, 20, 400, 110), (0, 150, 190, 240), (210, 150, 400, 240)]


def paper(path: Path, image: Image.Image, words: str) -> Path:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pdfs.PAGE_PT, invariant=1)
    text(canvas, 790, 8)
    canvas.drawImage(ImageReader(image), *PLACE)
    caption(canvas, 100, 380, words)
    text(canvas, 350, 20, seed=8)
    canvas.save()
    path.write_bytes(out.getvalue())
    return path


def shown(box: Box) -> tuple[float, ...]:
    """Return a box in pt from the picture's upper left corner."""
    width, height = pdfs.PAGE_PT
    left, upper = PLACE[0], height - PLACE[1] - PLACE[3]
    return box.x0 * width - left, box.top * height - upper, box.x1 * width - left, box.bottom * height - upper


def is_near(box: Box, place: tuple[int, int, int, int], slack: float = 3) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(shown(box), place, strict=True))


@pytest.mark.parametrize(
    ("words", "letters"),
    [
        ("Otters. (a) In spring. (b) In autumn, as in (a). (c) At night.", "abc"),
        ("Otters by season (A–C) and by night (D).", "ABCD"),
        ("Otters (A, B) and owls (C and D).", "ABCD"),
        ("Otters. a In spring. b In autumn.", "ab"),
        ("A, Otters seen in spring. B, Owls heard in autumn.", "AB"),
        ("a) Otters in spring; b) owls in autumn", "ab"),
        ("Otters of group (A) and of the other group.", ""),
        ("A map of otters. Numbers (n) are of nights.", ""),
        ("Otters (b) and owls (c).", ""),
        ("A. Otters in spring. B. Owls in autumn.", "AB"),
        ("a. otters in spring. b. owls in autumn.", "ab"),
        ("(a) Otters, whose letters differ. (b) Owls.", "ab"),
        ("Values with different letters (A, B) differ: (a) otters, (b) owls.", "ab"),
        ("A. thaliana grew well. B. subtilis did not.", ""),
        ("A.  thaliana grew well. B.  subtilis did not.", ""),
        ("Values with different letters (a–c) differ significantly.", ""),
        ("Superscripts (a, b) mark what differs.", ""),
        ("Different letters above bars (a and b) mark what differs.", ""),
        ("Letter (a) marks otters, letter (b) owls.", ""),
    ],
)
def test_a_caption_names_parts_from_the_first_letter_on(words: str, letters: str) -> None:
    assert named_parts(words) == list(letters)


def test_white_through_a_picture_parts_it_row_by_row() -> None:
    parts = parts_by_white(np.asarray(picture(GRID)), 4)
    assert [tuple(round(side / PX) for side in part) for part in parts] == [
        (x0, top, x1, bottom) for x0, top, x1, bottom in GRID
    ]


def test_white_that_does_not_make_as_many_clear_parts_tells_none() -> None:
    row = [(n * 100, 20, n * 100 + 80, 240) for n in range(4)]
    assert parts_by_white(np.asarray(picture(row)), 3) == []  # whites as wide are left
    assert parts_by_white(np.asarray(picture(GRID[:1])), 2) == []  # none at all
    legend = [(0, 0, 400, 220), (150, 232, 170, 240)]
    assert parts_by_white(np.asarray(picture(legend)), 2) == []  # one part is no panel
    assert parts_by_white(np.full((50, 50), 255, np.uint8), 2) == []


def test_parts_of_a_picture_are_placed_and_the_figure_says_how(pool: ReadingPool, tmp_path: Path) -> None:
    words = "Figure 1. Records of otters. (a) Spring. (b) Summer. (c) Autumn. (d) Winter."
    (figure,) = pool.read(paper(tmp_path / "paper.pdf", picture(GRID), words)).figures
    assert [panel.label for panel in figure.panels] == list("abcd")
    assert all(is_near(panel.box, place) for panel, place in zip(figure.panels, GRID, strict=True))
    assert figure.problem == BY_WHITE


def test_parts_that_cannot_be_made_out_are_said_to_be(pool: ReadingPool, tmp_path: Path) -> None:
    words = "Figure 1. Records of otters. (a) Spring. (b) Summer. (c) Autumn."
    (figure,) = pool.read(paper(tmp_path / "paper.pdf", picture([(0, 0, 400, 240)]), words)).figures
    assert figure.box is not None
    assert figure.panels == []
    assert figure.problem == "The caption names parts a to c; where they stand in the picture could not be made out."
    (plain,) = pool.read(paper(tmp_path / "plain.pdf", picture(GRID), "Figure 1. Records of otters.")).figures
    assert (plain.panels, plain.problem) == ([], None)


def test_letters_in_a_picture_are_recognised_where_that_is_wanted(tmp_path: Path) -> None:
    words = "Records of otters. (A) Spring. (B) Summer. (C) Autumn. (D) Winter."
    path = paper(tmp_path / "paper.pdf", picture(GRID, "ACBD"), f"Figure 1. {words}")  # down the columns
    width, height = pdfs.PAGE_PT
    left, bottom, wide, high = PLACE
    box = Box(1, left / width, (height - bottom - high) / height, (left + wide) / width, (height - bottom) / height)
    found = find_drawn_panels(path, None, Figure("Figure 1", words, box), Recogniser())
    assert found is not None
    assert found.problem == RECOGNISED
    places = {panel.label: shown(panel.box) for panel in found.panels}
    for letter, (x0, top, x1, low) in zip("ACBD", GRID, strict=True):
        place = places[letter]
        assert place[0] < (x0 + x1) / 2 < place[2]
        assert place[1] < (top + low) / 2 < place[3]


def test_a_worker_that_dies_over_a_picture_costs_no_reading(
    pool: ReadingPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = paper(tmp_path / "paper.pdf", picture(GRID), "Figure 1. Otters. (a) Spring. (b) Summer.")
    send = Worker.send

    def dying(self: Worker, request: dict[str, object], body: bytes = b"") -> None:
        if request["do"] == "find panels":
            raise WorkerDied("It died.")
        send(self, request, body)

    monkeypatch.setattr(Worker, "send", dying)
    reading = pool.read(path)
    assert reading.sentences
    assert (reading.figures[0].problem or "").startswith("The caption names parts a to b;")


def test_a_page_that_cannot_be_drawn_is_named(tmp_path: Path) -> None:
    path = paper(tmp_path / "paper.pdf", picture(GRID), "Figure 1. Otters. (a) Spring. (b) Summer.")
    with pytest.raises(ReadingError, match="Page 7 cannot be drawn"):
        find_drawn_panels(path, None, Figure("Figure 1", "(a) Spring. (b) Summer.", Box(7, 0.1, 0.1, 0.9, 0.9)), None)


# of all figures of a paper

WORDS = "Records of otters. (a) Spring. (b) Summer. (c) Autumn. (d) Winter."


def figures_of(workers: Workers, folder: Path, count: int, *, recognise: bool) -> list[Figure]:
    """Return so many figures, all the same grid, with the panels that were found."""
    path = paper(folder / "paper.pdf", picture(GRID), f"Figure 1. {WORDS}")
    width, height = pdfs.PAGE_PT
    left, bottom, wide, high = PLACE
    box = Box(1, left / width, (height - bottom - high) / height, (left + wide) / width, (height - bottom) / height)
    figures = [Figure(f"Figure {n}", WORDS, box, problem=parts_not_made_out(WORDS)) for n in range(1, count + 1)]
    reading = PaperReading("", [], None, "", 1, [], None, [], ["good"], figures=figures)
    panels = FigurePanels(workers, {"path": str(path), "password": None}, None)
    return panels.added(reading, recognise=recognise).figures


def noted(monkeypatch: pytest.MonkeyPatch, before: Callable[[Mapping[str, object]], None]) -> list[bool]:
    """Return the list to which each request for panels adds whether letters are to be recognised; `before` is called first."""
    requests: list[bool] = []
    send = Worker.send

    def noting(self: Worker, request: dict[str, object], body: bytes = b"") -> None:
        requests.append(bool(request["threads"]))
        before(request)
        send(self, request, body)

    monkeypatch.setattr(Worker, "send", noting)
    return requests


def die_of_recognising(request: Mapping[str, object]) -> None:
    if request["threads"]:
        raise WorkerDied


@pytest.mark.parametrize("fault", ["dies", "is missing"])
def test_where_recognising_fails_the_white_parts_all_figures_and_that_is_logged_once(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    if fault == "is missing":
        (tmp_path / "empty" / "rapidocr").mkdir(parents=True)
        (tmp_path / "empty" / "rapidocr" / "__init__.py").touch()  # found before the installed one, and without models
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "empty"))
    requests = noted(monkeypatch, die_of_recognising if fault == "dies" else lambda request: None)
    figures = figures_of(workers, tmp_path, 2, recognise=True)
    assert [(len(figure.panels), figure.problem) for figure in figures] == [(4, BY_WHITE)] * 2
    assert requests == [True, False, False]
    assert [record.name for record in caplog.records] == ["lib.reading.process.figure_panels"]


def test_a_figure_that_kills_its_worker_costs_the_others_nothing(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die_once(request: Mapping[str, object]) -> None:
        if len(requests) == 1:
            raise WorkerDied

    requests = noted(monkeypatch, die_once)
    figures = figures_of(workers, tmp_path, 2, recognise=False)
    assert [len(figure.panels) for figure in figures] == [0, 4]


def test_the_figures_of_a_paper_share_a_time_of_the_processor(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.reading.process.figure_panels.SECONDS_A_PAPER", 5.0)
    taken = iter(range(0, 100, 2))  # two seconds for each figure
    monkeypatch.setattr("lib.reading.process.figure_panels.processor_clock", lambda pid: lambda: float(next(taken)))
    figures = figures_of(workers, tmp_path, 5, recognise=False)
    assert [len(figure.panels) for figure in figures] == [4, 4, 4, 0, 0]
    assert figures[4].problem == parts_not_made_out(WORDS)


def test_recognising_lets_a_reader_in_that_it_keeps_from_every_slot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = Workers(1, 1000)
    order: list[str] = []
    begun, asked = threading.Event(), threading.Event()

    def read_pages() -> None:
        begun.wait(60)
        with workers.worker(50.0, lambda: asked.set() or False):
            order.append("pages")

    def answer(self: FigurePanels, worker: Worker, figure: Figure) -> Figure:
        begun.set()
        assert asked.wait(60)
        order.append(figure.label)
        return figure

    monkeypatch.setattr(FigurePanels, "_with_panels", answer)
    thread = threading.Thread(target=read_pages)
    thread.start()
    try:
        figures_of(workers, tmp_path, 3, recognise=True)
        thread.join(60)
    finally:
        workers.close()
    assert order == ["Figure 1", "pages", "Figure 2", "Figure 3"]
