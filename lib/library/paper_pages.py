"""The pages of papers, as `ws.pages`: their pictures, the sentences on them, how good their text is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from lib.answering.example_questions import SectionSize
from lib.drawing.clippings import clippings_of
from lib.drawing.page_letters import PlacedLetter
from lib.drawing.pool import DrawingPool
from lib.drawing.records import Clipping, Highlight, Picture
from lib.errors import FILE_MISSING, ReadingError, ReadingGone
from lib.geometry import Rect
from lib.library.passwords import Passwords
from lib.reading.text.word_boxes import span_boxes
from lib.records import Box, Citation, DropReason, Sentence
from lib.storage.files import PaperFiles
from lib.storage.papers import PaperStore
from lib.storage.reading_cache import ReadingCache

PICTURES = 64
"""Held in memory, those seen last."""
PICTURE_WIDTH_PX = 1400
LETTERED_PAGES = 32
"""Whose letters are held in memory, those asked for last: some 3,000 letters a page."""
LETTERS_WAIT_S = 0.3
"""How long a screen waits for the letters of a page before it does without."""
TRIAL_WIDTH_PX = 100
"""Of the picture that is drawn only to see whether a password opens a file."""


class PaperPages:
    """Pages of the papers of one library. Thread-safe."""

    def __init__(self, papers: PaperStore, files: PaperFiles, sentences: ReadingCache, passwords: Passwords) -> None:
        self._papers = papers
        self._files = files
        self._sentences = sentences
        self._passwords = passwords
        self._drawing = DrawingPool()
        self._pictures: OrderedDict[tuple[str, int, int], Future[Picture]] = OrderedDict()
        self._letters: OrderedDict[tuple[str, int], Future[list[PlacedLetter]]] = OrderedDict()
        self._labels: dict[str, Future[list[str]]] = {}
        self._label_reader = ThreadPoolExecutor(1, thread_name_prefix="page-labels")
        self._lock = threading.Lock()

    def sentences(self, paper_id: str, page: int, reading: int | None = None) -> list[Sentence]:
        """Return the sentences that touch a page (1-based), of the current reading or an older one; none of one that is gone."""
        number = self._papers.readings.current([paper_id]).get(paper_id) if reading is None else reading
        if number is None:
            return []
        try:
            sentences = self._sentences.sentences(paper_id, number)
        except ReadingGone:
            return []
        return [sentence for sentence in sentences if any(box.page == page for box in sentence.boxes)]

    def picture(self, paper_id: str, page: int, width_px: int = PICTURE_WIDTH_PX) -> Picture:
        """Return a page (1-based) as a viewer shows it, as WebP; raises UnknownPaper, PasswordNeeded, ReadingError."""
        return self.request_picture(paper_id, page, width_px).result()

    def request_picture(self, paper_id: str, page: int, width_px: int = PICTURE_WIDTH_PX) -> Future[Picture]:
        """Return the picture to come, without waiting for it; what `picture` raises is its exception. Raises UnknownPaper."""
        self._papers.paper(paper_id)
        try:
            path = self._files.checked_path(paper_id)  # outside the lock: it may read the whole file
        except ReadingError as error:
            refused: Future[Picture] = Future()
            refused.set_exception(error)
            return refused
        key = paper_id, page, width_px
        with self._lock:
            kept = self._pictures.get(key)
            if kept is not None and not (kept.done() and kept.exception() is not None):
                self._pictures.move_to_end(key)
                return kept
            drawn = self._drawing.picture(path, page, width_px, self._passwords.get(paper_id))
            self._pictures[key] = drawn
            while len(self._pictures) > PICTURES:
                self._pictures.popitem(last=False)
        return drawn

    def clip(self, citation: Citation) -> list[Clipping]:
        """Return the parts of pages that show what is cited, in its colours and order; raises ReadingError."""
        path, password = self._files.checked_path(citation.paper_id), self._passwords.get(citation.paper_id)
        return [self._drawing.clipping(path, lit, password) for lit in clippings_of(citation)]

    def word_boxes(self, paper_id: str, sentence: Sentence, spans: Sequence[tuple[int, int]]) -> list[Box]:
        """Return the boxes of parts of a sentence's text as `span_boxes` does, on the very letters where the page says them."""
        pages = {box.page for box in sentence.boxes}
        return span_boxes(sentence, spans, {page: self._letters_of(paper_id, page) for page in pages})

    def _letters_of(self, paper_id: str, page: int) -> list[PlacedLetter]:
        """Return the letters of a page; none where they cannot be read, or not soon enough for whoever waits."""
        try:
            path = self._files.checked_path(paper_id)
            with self._lock:
                is_new = (paper_id, page) not in self._letters
                if is_new:
                    self._letters[paper_id, page] = self._drawing.letters(path, page, self._passwords.get(paper_id))
                self._letters.move_to_end((paper_id, page))
                wanted = self._letters[paper_id, page]
                while len(self._letters) > LETTERED_PAGES:
                    self._letters.popitem(last=False)
            return wanted.result(LETTERS_WAIT_S if is_new else 0)
        except (ReadingError, TimeoutError):
            return []

    def page_labels(self, paper_id: str) -> list[str]:
        """Return the labels printed on the pages ("iv", "212"), empty where a page has none; none where they cannot be read."""
        try:
            path = self._files.checked_path(paper_id)
        except ReadingError:
            return []
        return self._drawing.page_labels(path, self._passwords.get(paper_id))

    def known_labels(self, paper_id: str) -> list[str]:
        """Return the labels printed on the pages as `page_labels` does, without waiting: none before they are read."""
        with self._lock:
            if paper_id not in self._labels:
                self._labels[paper_id] = self._label_reader.submit(self.page_labels, paper_id)
            read = self._labels[paper_id]
        return read.result() if read.done() and not read.cancelled() and read.exception() is None else []

    def write_highlighted(self, paper_id: str, highlights: Sequence[Highlight], out: Path, made_with: str) -> list[str]:
        """Write a copy of the PDF with highlights to the file `out`; return plain sentences on what its reader should know.

        Raises PasswordNeeded, ReadingError.
        """
        path, password = self._files.checked_path(paper_id), self._passwords.get(paper_id)
        return self._drawing.write_highlighted(path, highlights, out, made_with, password)

    def user_rects(self, paper_id: str, boxes: Sequence[Box]) -> list[Rect | None]:
        """Return where boxes lie in the PDF's user space (x0, y0, x1, y1 in points); None of a page that it does not have.

        Raises UnknownPaper, PasswordNeeded, ReadingError.
        """
        path, password = self._files.checked_path(paper_id), self._passwords.get(paper_id)
        return self._drawing.user_rects(path, boxes, password)

    def quality(self, paper_id: str) -> list[str]:
        """Return the quality of the text of each page; none before the paper was read."""
        return self.qualities([paper_id]).get(paper_id, [])

    def qualities(self, paper_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the quality of the pages of several papers, those of failed scans too."""
        return self._papers.page_quality(paper_ids)

    def dropped_counts(self, paper_ids: Sequence[str]) -> dict[str, dict[DropReason, int]]:
        """Return how many pieces of text reading left out, by paper and reason; papers without any are left out."""
        return self._papers.readings.dropped_counts(paper_ids)

    def sections(self, paper_ids: Sequence[str]) -> list[SectionSize]:
        """Return the sections of the papers with the number of their sentences, in reading order."""
        return [SectionSize(*row) for row in self._papers.readings.section_sizes(paper_ids)]

    def pdf_bytes(self, paper_id: str) -> bytes:
        """Return the file as it was added; raises UnknownPaper, ReadingError where it is missing."""
        self._papers.paper(paper_id)
        try:
            return self._files.checked_path(paper_id).read_bytes()
        except OSError as error:
            raise ReadingError(FILE_MISSING) from error

    def unlock(self, paper_id: str, password: str) -> None:
        """Let the pages of a paper be drawn until the app ends. Raises PasswordNeeded where it is the wrong one."""
        self._drawing.picture(self._files.checked_path(paper_id), 1, TRIAL_WIDTH_PX, password).result()
        self._passwords.remember(paper_id, password)

    def forget_pictures(self, paper_id: str | None = None) -> None:
        """Draw the pages anew from now on, of one paper or (None) of all."""
        with self._lock:
            for key in [key for key in self._pictures if paper_id in (None, key[0])]:
                del self._pictures[key]
            self._labels.pop(paper_id or "", None)
        if paper_id is not None:
            self._drawing.forget(self._files.path(paper_id))

    def warm(self) -> None:
        """Make ready to draw, so that the first page comes quickly."""
        self._drawing.warm()

    def close(self) -> None:
        """Stop drawing; what is still to come fails."""
        self._label_reader.shutdown(wait=False, cancel_futures=True)
        self._drawing.close()
