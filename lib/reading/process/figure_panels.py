"""Panels of figures whose letters are drawn in the picture, found by worker processes when the paper's text is read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace

from lib.errors import ReadingCancelled, ReadingTimedOut
from lib.processes.worker import STOPPED, Cancelled, Worker, WorkerDied
from lib.reading.process.workers import Workers
from lib.reading.reading import PaperReading
from lib.records import Figure, Panel

SECONDS_A_FIGURE, WAIT_S = 10.0, 60.0
"""Of a processor, and by the clock. Drawing its page takes a tenth of a second, a page full of paths several, recognising its
letters two.
"""
MOST_FIGURES = 100
"""Of a paper that are looked at; a thesis has fewer whose parts have letters."""
RECOGNISER_MB = 480
"""What a worker that recognises takes: 390 MB of address space at its peak on an A4 page, more with each thread."""
PRIORITY = 0.0
"""The paper's text is read, and waits for this."""


class FigurePanels:
    """Finds the panels of a paper's figures."""

    def __init__(self, workers: Workers, file: Mapping[str, str | None], cancelled: Cancelled) -> None:
        self._workers = workers
        self._file = file
        self._cancelled = cancelled

    def added(self, reading: PaperReading, *, recognise: bool) -> PaperReading:
        """Return the reading with the panels of those figures that said that theirs could not be made out; as it is where a
        worker fails: it says so already. `recognise`: by the letters in the picture, where there are some.
        """
        wanting = [n for n, figure in enumerate(reading.figures) if figure.problem and figure.box][:MOST_FIGURES]
        if not wanting:
            return reading
        figures = list(reading.figures)
        try:
            with self._worker(recognise=recognise) as worker:
                for n in wanting:
                    figures[n] = self._with_panels(worker, figures[n], recognise=recognise)
        except ReadingTimedOut:
            pass  # those that are left say that their panels could not be made out
        except WorkerDied as error:
            if self._workers.closed:
                raise ReadingCancelled(STOPPED) from error
        return replace(reading, figures=figures)

    def _worker(self, *, recognise: bool) -> AbstractContextManager[Worker]:
        slots = self._workers.slots_for(RECOGNISER_MB) if recognise else 1
        return self._workers.worker(PRIORITY, self._cancelled, slots, new=recognise)

    def _with_panels(self, worker: Worker, figure: Figure, *, recognise: bool) -> Figure:
        threads = (os.cpu_count() or 1) if recognise else 0
        worker.send({"do": "find panels", **self._file, "figure": figure.to_dict(), "threads": threads})
        answer, body = worker.receive(WAIT_S, self._cancelled, processor_seconds=SECONDS_A_FIGURE)
        if "error" in answer or not answer["found"]:
            return figure
        found = json.loads(body)
        return replace(figure, panels=[Panel.from_dict(panel) for panel in found["panels"]], problem=found["problem"])
