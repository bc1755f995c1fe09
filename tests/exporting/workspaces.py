"""Exports over a real workspace."""

from __future__ import annotations

from lib.exporting.exports import Exports
from lib.exporting.gathering import Sources
from lib.storage.imports import ImportStore
from lib.workspace import Workspace


def exports_of(ws: Workspace) -> Exports:
    """The exports of a workspace."""
    there = {paper.id: paper for paper in ws.papers()}
    sources = Sources(
        answer=ws.answer,
        surveys=ws.surveys,
        papers=lambda ids: {i: p for i, p in {**there, **ws.removed_papers(ids)}.items() if i in set(ids)},
        verdicts=lambda ids: [verdict for i in ids for verdict in ws.reviews.history(i)],
        samples=ws.reviews.samples,
        settled=dict,
        path=ws._files.path,
        password=ws._ingestion.password,
    )
    return Exports(sources, ws.page_picture, ImportStore(ws._engine))
