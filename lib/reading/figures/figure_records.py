"""Records of a paper's figures, with the ids of their captions' sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.geometry import Rect, fractions_of
from lib.reading.figures.figures import FoundFigure
from lib.reading.figures.named_parts import parts_not_made_out
from lib.reading.layout.pages import PageText
from lib.reading.structure.caption_labels import split_label
from lib.reading.structure.paragraphs import Paragraph
from lib.records import Box, Figure, Panel, Sentence


def figure_records(
    figures: Sequence[FoundFigure],
    parts: Sequence[Paragraph],
    sentences: Mapping[int, Sequence[Sentence]],
    pages: Mapping[int, PageText],
) -> list[Figure]:
    """Return the figures in the order of their captions; `sentences` are those of each paragraph, by its place among `parts`."""
    captions = {id(part.lines[0]): n for n, part in enumerate(parts) if part.kind == "caption"}
    return [_record(one, sentences.get(captions.get(id(one.caption[0]), -1), ()), pages) for one in figures]


def _record(figure: FoundFigure, caption: Sequence[Sentence], pages: Mapping[int, PageText]) -> Figure:
    page = pages[figure.page]
    _, text = split_label(" ".join(sentence.text for sentence in caption))
    panels = [Panel(panel.label, _box(panel.place, page)) for panel in figure.panels]
    box = None if figure.picture is None else _box(figure.picture, page)
    problem = None if panels or box is None else parts_not_made_out(text)
    return Figure(figure.label, text, box, panels, [sentence.id for sentence in caption], problem)


def _box(rect: Rect, page: PageText) -> Box:
    return fractions_of(page.page, rect, page.crop)
