"""Papers read in worker processes: what their pages hold, and the text of those that are pictures."""

from __future__ import annotations

from collections.abc import Sequence

from lib.config import Preferences, WorkspaceSettings
from lib.errors import PasswordNeeded, ReadingCancelled
from lib.library.paper_job import PaperJob, Stage
from lib.library.passwords import Passwords
from lib.reading.ocr import RECOGNISER_VERSION
from lib.reading.process.pool import ReadingPool, Recognition, recognisable
from lib.reading.reading import PaperReading
from lib.storage.files import PaperFiles
from lib.storage.papers import PaperStore
from lib.storage.recognition import RecognitionStore


class PaperReader:
    """Reads the papers of one library. Thread-safe."""

    def __init__(
        self, library: PaperStore, files: PaperFiles, passwords: Passwords, settings: WorkspaceSettings
    ) -> None:
        self._library = library
        self._files = files
        self._passwords = passwords
        self._settings = settings
        self._pool = ReadingPool(memory_mb=self._preferences().reading_memory_mb)
        self._recognitions = RecognitionStore(library.engine, RECOGNISER_VERSION)

    def read(self, job: PaperJob) -> PaperReading:
        """Return what can be read at once, with what was recognised before; raises ReadingError, UnknownPaper, StoreAway."""
        return self._read_pages(job, "reading", recognise=False)

    def recognise(self, job: PaperJob) -> PaperReading:
        """Return the reading with the text of pages that are pictures; each is kept as soon as it is recognised.

        Raises ReadingError, UnknownPaper.
        """
        try:
            return self._read_pages(job, "recognising", recognise=True)
        except ReadingCancelled as error:
            kept = len(self._recognitions.pages(job.paper_id))
            problem = (
                f"Recognising the text was stopped; {kept} of its pages are recognised and kept. Go on, or remove it."
            )
            raise ReadingCancelled(problem) from error

    def want_recognition(self, paper_id: str, wanted: bool = True) -> None:
        """Keep whether the pages of this paper that are pictures are to be recognised. Raises UnknownPaper."""
        self._recognitions.set_wanted(paper_id, wanted)

    def must_recognise(self, job: PaperJob, page_quality: Sequence[str]) -> bool:
        """Return whether pages are to be recognised and can be: all scans by the settings, or this paper by wish."""
        asked = self._recognitions.is_wanted(job.paper_id)
        wanted = self._preferences().recognise_scans or asked
        return bool(wanted and recognisable(page_quality, doubtful=asked))

    @property
    def pool(self) -> ReadingPool:
        """The worker processes."""
        return self._pool

    def close(self) -> None:
        """Stop what is being read."""
        self._pool.close()

    def _preferences(self) -> Preferences:
        return self._settings.current.preferences

    def _read_pages(self, job: PaperJob, stage: Stage, *, recognise: bool) -> PaperReading:
        if job.stopped:
            raise ReadingCancelled("Reading was cancelled. Retry to read it.")
        preferences = self._preferences()
        self._library.begin_stage(job.paper_id, "reading")
        job.enter(stage)
        recognition = Recognition(
            self._recognitions.pages(job.paper_id),
            lambda page, content: self._recognitions.store(job.paper_id, page, content),
            wanted=recognise,
            doubtful=self._recognitions.is_wanted(job.paper_id),
            letters=preferences.recognise_scans,
            on_page=job.advance,
        )
        try:
            return self._pool.read(
                self._files.path_to_read(job.paper_id),
                password=self._passwords.get(job.paper_id),
                page_limit=preferences.page_limit,
                seconds_without_page=preferences.seconds_without_page,
                on_page=None if recognise else job.advance,
                cancelled=lambda: job.stopped,
                recognition=recognition,
            )
        except PasswordNeeded:
            self._passwords.forget(job.paper_id)
            raise
