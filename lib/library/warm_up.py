"""What takes seconds to open, opened in the background as soon as the app starts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from lib.absence import patiently
from lib.answering.answerers import load_sdks
from lib.config import WorkspaceSettings
from lib.errors import SidelightError
from lib.library.live_index import LiveIndex
from lib.library.word_search import WordSearcher
from lib.surveys.screenings import Screenings
from lib.surveys.surveys import Surveys

SECONDS_TO_CLOSE = 10.0
"""At most waited for what still opens in the background."""

log = logging.getLogger(__name__)


class WarmUp:
    """Opens the index of one library, takes up what a kill interrupted, and loads what searching and asking need."""

    def __init__(
        self,
        index: LiveIndex,
        words: WordSearcher,
        screenings: Screenings,
        surveys: Surveys,
        settings: WorkspaceSettings,
    ) -> None:
        self._index = index
        self._words = words
        self._screenings = screenings
        self._surveys = surveys
        self._settings = settings
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin in the background, anew where it was begun before."""
        thread = threading.Thread(target=self._run, name="warm", daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Open nothing more; what is being opened now is opened still."""
        self._stopped.set()

    def wait(self) -> None:
        """Wait until nothing is being opened, for `SECONDS_TO_CLOSE` at most."""
        for thread in self._threads:
            thread.join(SECONDS_TO_CLOSE)

    def _run(self) -> None:
        steps: tuple[Callable[[], object], ...] = (
            lambda: patiently(self._index.open_index, lambda: not self._stopped.is_set()),
            self._screenings.resume_interrupted,
            self._surveys.resume_interrupted,
            lambda: self._words.fill(lambda: not self._stopped.is_set()),
            lambda: self._index.open_index().build_graph(),
        )
        try:
            for step in steps:
                if self._stopped.is_set():
                    return
                step()
        except SidelightError as error:
            log.warning("The index cannot be opened: %s", error.message)
        # These take seconds and touch nothing of the folder: closing waits for the threads above alone.
        threading.Thread(target=load_sdks, args=(self._settings.current,), name="load-sdks", daemon=True).start()
