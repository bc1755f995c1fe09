"""The drawing worker: `python -m lib.drawing.worker MEMORY_MB` answers requests on its standard input until it ends.

Each names "path", "password" and "memory_mb", which it is held to:
{"do": "picture", "page", "width_px"}     -> {"width_px", "height_px"} with the picture as body
{"do": "clipping", "width_px", "lit"}   -> {"page", "width_px", "height_px"} with the picture as body
{"do": "labels"}                          -> {"labels"}
{"do": "letters", "page"}                 -> {"letters"}, as `lib.drawing.page_letters` has them
{"do": "places"}                          -> {"rects"} in PDF user space; the request's body holds the boxes
{"do": "highlight", "out", "made_with", "tags"}
                                          -> {"notes"}, the copy is written to `out`; the request's body holds the highlights
a fault                                   -> {"error": class name, "message", "wrong"}
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf  # noqa: F401 - here, since what is imported before a fork is imported once
import PIL.WebPImagePlugin  # noqa: F401
from PIL import Image

from lib.drawing.annotating import user_rects, write_annotated
from lib.drawing.clippings import cut_clipping
from lib.drawing.page_labels import page_labels
from lib.drawing.page_letters import page_letters
from lib.drawing.pictures import draw_page, page_picture
from lib.drawing.records import Highlight, LitBox
from lib.errors import ReadingError
from lib.processes.limits import begin_worker, limit_memory
from lib.processes.protocol import read_message, write_error, write_message
from lib.records import Box


class _LastPage:
    """The picture that was cut last, since neighbouring answers often rest on one page."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] | None = None
        self._image: Image.Image | None = None

    def image(self, path: str, page: int, width_px: int, password: str | None) -> Image.Image:
        """Return the picture of a page (1-based); raises ReadingError where it cannot be drawn."""
        key = path, page, width_px, password
        if self._image is None or self._key != key:
            self._key, self._image = None, None
            self._image = draw_page(Path(path), page, width_px, password)
            self._key = key
        return self._image


def serve(requests: BinaryIO, answers: BinaryIO, most_mb: int) -> None:
    """Answer requests until the stream ends."""
    last = _LastPage()
    while (message := read_message(requests)) is not None:
        request, body = message
        limit_memory(request["memory_mb"], most_mb)
        try:
            header, data = _answer(last, request, body)
        except ReadingError as error:
            write_error(answers, error)
        except (MemoryError, RecursionError):
            # nothing sure can be said of the state of this process any more
            return
        except Exception:  # noqa: BLE001 - libraries that take in untrusted files raise anything; it is the file's fault
            write_error(answers, ReadingError("The PDF is damaged: this cannot be drawn."))
        else:
            write_message(answers, header, data)
        gc.collect()


def _answer(last: _LastPage, request: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    path, password = request["path"], request["password"]
    if request["do"] == "picture":
        picture = page_picture(Path(path), request["page"], request["width_px"], password)
        return {"width_px": picture.width_px, "height_px": picture.height_px}, picture.data
    if request["do"] == "clipping":
        lit = [LitBox.from_plain(one) for one in request["lit"]]
        cut = cut_clipping(last.image(path, lit[0].box.page, request["width_px"], password), lit)
        return {"page": cut.page, "width_px": cut.width_px, "height_px": cut.height_px}, cut.data
    if request["do"] == "labels":
        return {"labels": page_labels(Path(path), password)}, b""
    if request["do"] == "letters":
        return {"letters": page_letters(Path(path), request["page"], password)}, b""
    if request["do"] == "places":
        boxes = [Box.from_dict(one) for one in json.loads(body)]
        return {"rects": user_rects(Path(path), boxes, password)}, b""
    highlights = [Highlight.from_plain(one) for one in json.loads(body)]
    with Path(request["out"]).open("wb") as out:
        notes = write_annotated(
            Path(path), highlights, out, password, made_with=request["made_with"], tags=request["tags"]
        )
    return {"notes": notes}, b""


def main(memory_mb: int) -> None:
    """Answer requests until the app ends, within so much memory."""
    requests, answers = begin_worker(memory_mb)
    with contextlib.suppress(BrokenPipeError):
        serve(requests, answers, memory_mb)


if __name__ == "__main__":
    main(int(sys.argv[1]))
