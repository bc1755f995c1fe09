"""The reading worker: `python -m lib.reading.process.worker MEMORY_MB` answers requests on its standard input until it ends.

{"do": "open", "path", "password"}            -> {"pages", "info"}
{"do": "read", "path", "password", "pages", "second"}
                                              -> {"page"} with the page as body, or {"page", "failed"}; then {"done"}
{"do": "recognise", "path", "password", "page", "quality", "threads"}
                                              -> {"page"} with the page and what was recognised as body
{"do": "lay out", "page", "quality"}          -> {"page"} with the page as body; the request's body holds what was recognised
{"do": "find panels", "path", "password", "figure", "threads"}
                                              -> {"found": true} with panels and problem as body, or {"found": false}; their
                                                 letters are recognised where `threads` are given
{"do": "greet"}                               -> {"greeting"}
{"do": "put together", "page_count", "info"}  -> {"reading"} with the reading as body; the request's body holds the pages
a fault                                       -> {"error": class name, "message", "wrong"}
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from lib.errors import ReadingError
from lib.processes.limits import begin_worker
from lib.processes.protocol import read_message, write_error, write_message
from lib.reading.document import Document, open_document
from lib.reading.figures.drawn_panels import find_drawn_panels
from lib.reading.layout.pages import PageText
from lib.reading.pdfium_document import PdfiumDocument
from lib.reading.reading import put_together
from lib.records import Figure

if TYPE_CHECKING:
    from lib.reading.ocr.page_recognition import Recogniser

COLLECT_EVERY_PAGES = 20
"""Garbage is collected by hand, since automatic collection is off."""


class _State:
    """What the worker holds between requests: the document that was read last, so that its next pages need no opening,
    and the recogniser.
    """

    def __init__(self) -> None:
        self._key: tuple[str, str | None, bool] | None = None
        self._document: Document | PdfiumDocument | None = None
        self._recogniser: Recogniser | None = None

    def recogniser(self, threads: int) -> Recogniser:
        """Return the recogniser, loaded when it is first needed."""
        if self._recogniser is None:
            from lib.reading.ocr.page_recognition import Recogniser

            self._recogniser = Recogniser(threads)
        return self._recogniser

    def document(self, request: dict[str, Any]) -> Document | PdfiumDocument:
        """Return the document that a request names, opened unless it is the last one's."""
        key = (request["path"], request.get("password"), request.get("second", False))
        if self._document is None or self._key != key:
            self.close_document()
            self._document = open_document(Path(key[0]), key[1], second=key[2])
            self._key = key
        return self._document

    def close_document(self) -> None:
        """Close the document, if one is open."""
        if self._document is not None:
            self._document.close()
        self._document = self._key = None
        gc.collect()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the stream ends."""
    state = _State()
    while (message := read_message(requests)) is not None:
        request, body = message
        try:
            _answer(state, request, body, answers)
        except ReadingError as error:
            write_error(answers, error)
        except (MemoryError, RecursionError):
            # nothing sure can be said of the state of this process any more
            write_error(answers, ReadingError("The PDF needs more memory than reading is allowed."))
            return


def _answer(state: _State, request: dict[str, Any], body: bytes, answers: BinaryIO) -> None:
    if request["do"] == "open":
        document = state.document(request)
        write_message(answers, {"pages": document.page_count, "info": document.info()})
    elif request["do"] == "read":
        _read(state.document(request), request["pages"], answers)
    elif request["do"] == "recognise":
        _recognise(state.recogniser(request["threads"]), request, answers)
    elif request["do"] == "greet":
        write_message(answers, {"greeting": True})
    elif request["do"] == "lay out":
        _lay_out(request, body, answers)
    elif request["do"] == "find panels":
        _find_panels(state, request, answers)
    else:
        state.close_document()
        pages = [PageText.from_plain(page) for page in json.loads(body)]
        reading = put_together(pages, request["page_count"], request["info"])
        write_message(answers, {"reading": True}, json.dumps(reading.to_plain()).encode())


def _read(document: Document | PdfiumDocument, numbers: list[int], answers: BinaryIO) -> None:
    for count, number in enumerate(numbers):
        try:
            page = json.dumps(document.page(number).to_plain()).encode()
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a parser of untrusted files raises anything; the page is named
            write_message(answers, {"page": number, "failed": type(error).__name__})
        else:
            write_message(answers, {"page": number}, page)
        if count % COLLECT_EVERY_PAGES == COLLECT_EVERY_PAGES - 1:
            gc.collect()
    write_message(answers, {"done": True})


def _lay_out(request: dict[str, Any], body: bytes, answers: BinaryIO) -> None:
    from lib.reading.ocr.scans import RecognisedPage, lay_out

    page = lay_out(request["page"], RecognisedPage.from_plain(json.loads(body)), request["quality"])
    write_message(answers, {"page": request["page"]}, json.dumps(page.to_plain()).encode())


def _recognise(recogniser: Recogniser, request: dict[str, Any], answers: BinaryIO) -> None:
    from lib.reading.ocr.scans import lay_out, recognise_page

    number = request["page"]
    recognised = recognise_page(recogniser, Path(request["path"]), number, request.get("password"))
    both = {"page": lay_out(number, recognised, request["quality"]).to_plain(), "recognised": recognised.to_plain()}
    write_message(answers, {"page": number}, json.dumps(both).encode())


def _find_panels(state: _State, request: dict[str, Any], answers: BinaryIO) -> None:
    recogniser = state.recogniser(request["threads"]) if request["threads"] else None
    figure = Figure.from_dict(request["figure"])
    found = find_drawn_panels(Path(request["path"]), request.get("password"), figure, recogniser)
    if found is None:
        write_message(answers, {"found": False})
    else:
        body = {"panels": [panel.to_dict() for panel in found.panels], "problem": found.problem}
        write_message(answers, {"found": True}, json.dumps(body).encode())


def main(memory_mb: int) -> None:
    """Answer requests until the app ends, within so much memory."""
    requests, answers = begin_worker(memory_mb)
    with contextlib.suppress(BrokenPipeError):
        serve(requests, answers)


if __name__ == "__main__":
    main(int(sys.argv[1]))
