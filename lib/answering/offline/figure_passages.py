"""The passages that hold the figures and tables which a question names by their number: no search finds a number surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from lib.answering.offline.named_figures import NamedFigures, find_figure, names_of
from lib.answering.offline.part_passages import FiguresOf, SentencesOf, TablesOf, passage_of
from lib.records import Passage, Why

PAPERS_LOOKED_AT = 3
"""Papers of which a named figure is looked for though nothing was found in them; of more, in those that were found."""
MOST_REFERRING, MOST_ROWS = 2, 40
"""Sentences of the running text, and rows of a table, that are told beside a caption; of a longer table a search finds others."""


def with_named_figures(
    named: NamedFigures,
    passages: Sequence[Passage],
    readings: Mapping[str, int],
    sentences_of: SentencesOf,
    tables_of: TablesOf,
    figures_of: FiguresOf,
) -> list[Passage]:
    """Return the passages with those before them that hold the figures and tables named: caption, rows, and what the text says
    of them; no sentence stands in two.

    `readings`: the current reading of each paper asked; none of more papers than PAPERS_LOOKED_AT need be there.
    """
    if not named.labels:
        return list(passages)
    keys = list(dict.fromkeys((one.paper_id, one.reading) for one in passages))
    if len(readings) <= PAPERS_LOOKED_AT:
        keys += [key for key in readings.items() if key not in keys]
    taken = {(one.paper_id, one.reading, i) for one in passages for i in one.sentence_ids}
    best = max((passage.score for passage in passages), default=1.0)
    first: list[Passage] = []
    for paper_id, number in keys:
        reading, tables = sentences_of(paper_id, number), tables_of(paper_id, number)
        figures = figures_of(paper_id, number)
        for label in named.labels:
            found = find_figure(label, named.panels, reading, tables, figures)
            if found is None:
                continue
            told = [*found.caption, *found.rows[:MOST_ROWS], *found.referring[:MOST_REFERRING]]
            new = sorted({one.id for one in told} - {i for of, at, i in taken if (of, at) == (paper_id, number)})
            taken |= {(paper_id, number, i) for i in new}
            for _, run in groupby(enumerate(new), key=lambda pair: (pair[1] - pair[0], reading[pair[1]].section)):
                passage = passage_of(paper_id, number, [reading[i] for _, i in run], best)
                first.append(replace(passage, why=Why([names_of(label)], 0.0, passage.section)))
    return [*first, *passages]
