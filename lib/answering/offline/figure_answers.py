"""The quotes that tell what a named figure or table shows: its caption, and what the text says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.answering.answerer import AskRequest
from lib.answering.offline.figure_passages import MOST_REFERRING
from lib.answering.offline.named_figures import Label, NamedFigures, find_figure, label_of, names_of
from lib.answering.offline.quoting import Quote
from lib.records import Sentence
from lib.text.wording import count, listed


@dataclass(frozen=True, slots=True)
class FigureAnswer:
    """What one paper tells of the figures and tables named."""

    quotes: list[Quote]
    """The captions first."""
    captioned: tuple[Label, ...]
    """Those of which the paper has the caption."""
    places: frozenset[tuple[str, int, int]]
    """Paper id, reading and id of every sentence that is of them or names them."""

    @property
    def has_caption(self) -> bool:
        """Whether the paper has one of them itself, and does not only speak of it."""
        return bool(self.captioned)


def figure_answers(named: NamedFigures, request: AskRequest) -> list[FigureAnswer]:
    """Return what each paper tells of the figures and tables named; papers that have and name none are left out."""
    answers = []
    for key, reading in request.sentences.items():
        captions: dict[Label, Quote] = {}
        referring: list[Sentence] = []
        ids: set[int] = set()
        for label in named.labels:
            found = find_figure(label, named.panels, reading, request.tables.get(key, ()), request.figures.get(key, ()))
            if found is None:
                continue
            if found.caption:
                captions[label] = Quote(*key, found.caption)
            ids |= found.ids
            referring += [one for one in found.referring[:MOST_REFERRING] if one not in referring]
        few = referring[:0] if captions and request.one_of_several else referring
        quotes = [*captions.values(), *(Quote(*key, [one]) for one in few)]
        if quotes:
            answers.append(FigureAnswer(quotes, tuple(captions), frozenset((*key, i) for i in ids)))
    with_caption = [one for one in answers if one.has_caption]
    return with_caption or answers


def of_named_tables(named: NamedFigures, request: AskRequest) -> AskRequest:
    """Return the request with the cells of the tables named alone: another's are no answer, nor a figure's.

    What is left out keeps its place: citations count a reading's tables.
    """
    tables = {
        key: [one if label_of(one.label) in named.labels else replace(one, cells=[]) for one in of_reading]
        for key, of_reading in request.tables.items()
    }
    return replace(request, tables=tables)


def note_on_several(named: NamedFigures, answers: Sequence[FigureAnswer]) -> list[str]:
    """Return a note where several papers have what was asked of one; none else."""
    twice = [label for label in named.labels if sum(label in one.captioned for one in answers) > 1]
    if not twice:
        return []
    have = sum(bool(set(twice) & set(one.captioned)) for one in answers)
    names = listed([names_of(label) for label in twice])
    return [f"{count(have, 'paper')} have a {names}. Name the paper, or choose it, to ask of one."]


def note_on_absent(named: NamedFigures) -> str:
    """Return that what is named was not found, for an answer that stands elsewhere."""
    return f"Not found: {listed([names_of(label) for label in named.labels])}. The answer stands elsewhere."
