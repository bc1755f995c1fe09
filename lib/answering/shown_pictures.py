"""Pictures of figures for a model that sees: which a question needs, cut out of their pages, and what is kept of it."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft, ReadingKey
from lib.answering.sources import readable
from lib.drawing.records import Picture
from lib.errors import SidelightError
from lib.records import Box, Figure, Passage, Why

DrawPage = Callable[[str, int, int], Picture]
"""The picture of a paper's page (1-based), so many pixels wide; raises SidelightError."""
LONGEST_PX = 1568
"""Of a picture's longer side: what models that see scale larger ones down to (the providers' guides on vision)."""
PAGE_PX = 1600
"""Width of the page that a picture is cut from."""
TOKENS_A_PICTURE = 1600
"""A picture of that size at the most (width times height by 750, same guide)."""
MOST_PICTURES = 2
"""Sent with one question."""
SEEN = re.compile(
    r"\b(?:plot(?:s|ted)?|graph|chart|curve|diagram|map|photo(?:graph)?|image|picture|heat ?map|histogram|axis|axes|colou?rs?"
    r"|flow ?chart|figures?)\b",
    re.IGNORECASE,
)
"""Words of a question for what stands in pictures."""
_NUMBERED = re.compile(r"\bfig(?:ure)?s?\.?\s*(?P<number>[SA]?\d{1,3})", re.IGNORECASE)


@dataclass(frozen=True)
class ShownPicture:
    """A figure's picture as it is sent."""

    key: ReadingKey
    number: int
    """Place among the reading's figures, from 0."""
    figure: Figure
    png: bytes

    @property
    def base64(self) -> str:
        """The PNG as text."""
        return base64.b64encode(self.png).decode()

    @property
    def words(self) -> str:
        """What stands before it in a message."""
        caption = readable(" ".join(f"{self.figure.label}: {self.figure.caption}".split()))
        return prompts.PICTURE.format(caption=caption)


def may_need_picture(question: str) -> bool:
    """Return whether the question is worded so that a picture may answer it."""
    return SEEN.search(question) is not None or _NUMBERED.search(question) is not None


def figures_asked(request: AskRequest) -> list[tuple[ReadingKey, int, Figure]]:
    """Return the figures that the question needs: those it names by number, else, where it speaks of what is seen in
    pictures, those whose captions were found for it, best first; `MOST_PICTURES` at most.
    """
    if not may_need_picture(request.question):
        return []
    named = {match["number"].upper() for match in _NUMBERED.finditer(request.question)}
    out = []
    found = {
        (p.paper_id, p.reading, i): rank
        for rank, p in reversed(list(enumerate(request.passages)))
        for i in p.sentence_ids
    }
    for key, figures in request.figures.items():
        for number, figure in enumerate(figures):
            own = figure.label.rsplit(" ", 1)[-1].upper()
            ranks = [found[(*key, i)] for i in figure.sentence_ids if (*key, i) in found]
            if figure.box is not None and (own in named if named else ranks):
                out.append((min(ranks, default=len(found)), key, number, figure))
    return [(key, number, figure) for _, key, number, figure in sorted(out, key=lambda one: one[:3])[:MOST_PICTURES]]


def pictures_for(request: AskRequest) -> list[ShownPicture]:
    """Return the pictures that the question needs; a page that cannot be drawn is left out."""
    if request.draw_page is None:
        return []
    out = []
    for key, number, figure in figures_asked(request):
        try:
            png = cut_picture(request.draw_page, key[0], figure.box) if figure.box is not None else b""
        except SidelightError:
            continue  # its caption is given all the same
        out.append(ShownPicture(key, number, figure, png))
    return out


def cut_picture(draw: DrawPage, paper_id: str, box: Box) -> bytes:
    """Return what stands in the box as PNG; raises SidelightError where the page cannot be drawn."""
    from PIL import Image

    try:
        page = Image.open(io.BytesIO(draw(paper_id, box.page, PAGE_PX).data)).convert("RGB")
    except (OSError, ValueError) as error:
        raise SidelightError(f"Page {box.page} cannot be drawn.") from error
    left, top = int(box.x0 * page.width), int(box.top * page.height)
    right, bottom = round(box.x1 * page.width), round(box.bottom * page.height)
    part = page.crop((left, top, max(left + 1, right), max(top + 1, bottom)))
    part.thumbnail((LONGEST_PX, LONGEST_PX))
    out = io.BytesIO()
    part.save(out, "PNG")
    return out.getvalue()


def with_captions(request: AskRequest, shown: Sequence[ShownPicture]) -> AskRequest:
    """Return the request with the captions of the pictures among its passages, so that they can be cited."""
    given = {(p.paper_id, p.reading, i) for p in request.passages for i in p.sentence_ids}
    added = []
    for picture in shown:
        missing = [i for i in picture.figure.sentence_ids if (*picture.key, i) not in given]
        if missing and request.whole is None:
            sentences = [request.sentences[picture.key][i] for i in missing]
            paper_id, reading = picture.key
            section = sentences[0].section
            added.append(
                Passage(
                    f"{paper_id}:{reading}:{missing[0]}-{missing[-1]}", paper_id, reading, missing,
                    " ".join(sentence.text for sentence in sentences), section,
                    sorted({box.page for sentence in sentences for box in sentence.boxes}), 0.0, Why([], 0.0, section),
                    [box for sentence in sentences for box in sentence.boxes],
                )
            )  # fmt: skip
    return replace(request, passages=[*request.passages, *added]) if added else request


def with_note(draft: Draft, shown: Sequence[ShownPicture]) -> Draft:
    """Return the draft with a note on the pictures that the model was shown."""
    if not shown:
        return draft
    labels = ", ".join(picture.figure.label or "a figure" for picture in shown)
    note = prompts.PICTURES_SHOWN.format(labels=labels)
    keys = [(*picture.key, picture.number) for picture in shown]
    return replace(draft, notes=[*draft.notes, note], shown=keys)
