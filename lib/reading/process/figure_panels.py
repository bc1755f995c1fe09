"""Panels of figures whose letters are drawn in the picture, found by worker processes when the paper's text is read."""

from __future__ import annotations

import json
import logging
import os
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lib.errors import NotInstalled, ReadingCancelled, ReadingTimedOut
from lib.processes.processor_time import processor_clock
from lib.processes.worker import STOPPED, Cancelled, Worker, WorkerDied
from lib.reading.process.workers import RECOGNITION_PRIORITY, Workers
from lib.reading.reading import PaperReading
from lib.records import Figure, Panel

log = logging.getLogger(__name__)

SECONDS_A_FIGURE, WAIT_S = 10.0, 60.0
"""Of a processor, and by the clock. Drawing its page takes a tenth of a second, a page full of paths several, recognising its
letters two.
"""
SECONDS_A_PAPER = 120.0
"""Of a processor, for all figures: enough to recognise the letters of fifty."""
MOST_FIGURES = 100
"""Of a paper that are looked at; a thesis has fewer whose parts have letters."""
MOST_LOST = 3
"""Figures that took too long or killed their worker; then those that are left are not looked at."""
RECOGNISER_MB = 480
"""What a worker that recognises takes: 390 MB of address space at its peak on an A4 page, more with each thread."""
PRIORITY = 0.0
"""The paper's text is read, and waits for this, which takes a moment unless letters are recognised."""


class FigurePanels:
    """Finds the panels of a paper's figures."""

    def __init__(self, workers: Workers, file: Mapping[str, str | None], cancelled: Cancelled) -> None:
        self._workers = workers
        self._file = file
        self._cancelled = cancelled
        self._recognise = False
        self._seconds = SECONDS_A_PAPER

    def added(self, reading: PaperReading, *, recognise: bool) -> PaperReading:
        """Return the reading with the panels of those figures that said that theirs could not be made out; those that a worker
        fails on, or for which no time is left, still say so.

        `recognise`: by the letters in the picture, where there are some and recognising works, else by the white between parts.
        """
        self._recognise = recognise
        figures = list(reading.figures)
        left = deque([n for n, figure in enumerate(figures) if figure.problem and figure.box][:MOST_FIGURES])
        lost = 0
        while left and lost < MOST_LOST and self._seconds > 0:
            try:
                self._find_some(figures, left)
            except (ReadingTimedOut, WorkerDied) as error:
                if self._workers.closed:
                    raise ReadingCancelled(STOPPED) from error
                if self._recognise:
                    self._do_without_letters("takes too long or needs too much memory")
                else:
                    left.popleft()
                    lost += 1
        return replace(reading, figures=figures)

    def _find_some(self, figures: list[Figure], left: deque[int]) -> None:
        """Find panels until no figure or time is left, or until recognising keeps somebody who waits from every slot.

        Raises ReadingTimedOut and WorkerDied over the first figure that is left.
        """
        recognise = self._recognise
        slots = self._workers.slots_for(RECOGNISER_MB) if recognise else 1
        priority = RECOGNITION_PRIORITY if recognise else PRIORITY
        with self._workers.worker(priority, self._cancelled, slots, new=recognise) as worker:
            while left and self._seconds > 0:
                figures[left[0]] = self._with_panels(worker, figures[left[0]])
                left.popleft()
                if recognise and slots == self._workers.count and self._workers.wanted_before(priority):
                    return

    def _with_panels(self, worker: Worker, figure: Figure) -> Figure:
        answer, body = self._ask(worker, figure, recognise=self._recognise)
        if "error" in answer and self._recognise:
            if answer["error"] == NotInstalled.__name__:
                self._do_without_letters(answer["message"])
            answer, body = self._ask(worker, figure, recognise=False)
        if "error" in answer or not answer["found"]:
            return figure
        found = json.loads(body)
        return replace(figure, panels=[Panel.from_dict(panel) for panel in found["panels"]], problem=found["problem"])

    def _ask(self, worker: Worker, figure: Figure, *, recognise: bool) -> tuple[dict[str, Any], bytes]:
        clock = processor_clock(worker.pid)
        begun = clock()
        threads = (os.cpu_count() or 1) if recognise else 0
        try:
            worker.send({"do": "find panels", **self._file, "figure": figure.to_dict(), "threads": threads})
            limit = min(SECONDS_A_FIGURE, self._seconds)
            return worker.receive(WAIT_S, self._cancelled, processor_seconds=limit)
        finally:
            self._seconds -= clock() - begun

    def _do_without_letters(self, why: str) -> None:
        """Recognise no letters in the figures that are left."""
        self._recognise = False
        log.warning(
            "Letters of panels are not recognised in a paper, whose pictures are parted by their white: %s", why
        )
