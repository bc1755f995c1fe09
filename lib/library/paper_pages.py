"""The pages of papers, as `ws.pages`: their pictures, the sentences on them, how good their text is."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lib.answering.example_questions import SectionSize
from lib.errors import FILE_MISSING, ReadingError, ReadingGone
from lib.library.passwords import Passwords
from lib.records import DropReason, Sentence
from lib.storage.files import PaperFiles
from lib.storage.papers import PaperStore
from lib.storage.sentence_cache import SentenceCache

if TYPE_CHECKING:
    from lib.reading.pdf.render import Picture

PICTURES = 64
"""Held in memory, those seen last."""
PICTURE_WIDTH_PX = 1400
TRIAL_WIDTH_PX = 100
"""Of the picture that is drawn only to see whether a password opens a file."""


class PaperPages:
    """Pages of the papers of one library. Thread-safe."""

    def __init__(self, papers: PaperStore, files: PaperFiles, sentences: SentenceCache, passwords: Passwords) -> None:
        self._papers = papers
        self._files = files
        self._sentences = sentences
        self._passwords = passwords
        self._draw = functools.lru_cache(maxsize=PICTURES)(_draw)

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
        self._papers.paper(paper_id)
        return self._draw(self._files.path(paper_id), page, width_px, self._passwords.get(paper_id))

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
            return self._files.path(paper_id).read_bytes()
        except OSError as error:
            raise ReadingError(FILE_MISSING) from error

    def unlock(self, paper_id: str, password: str) -> None:
        """Let the pages of a paper be drawn until the app ends. Raises PasswordNeeded where it is the wrong one."""
        _draw(self._files.path(paper_id), 1, TRIAL_WIDTH_PX, password)
        self._passwords.remember(paper_id, password)

    def forget_pictures(self) -> None:
        """Draw every page anew from now on."""
        self._draw.cache_clear()


def _draw(path: Path, page: int, width_px: int, password: str | None) -> Picture:
    from lib.reading.pdf.render import page_picture

    return page_picture(path, page, width_px, password)
