"""An export as JSON lines: every record whole, so that another installation opens it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, BinaryIO

from lib.exporting.export_rows import Export
from lib.exporting.phrases import MADE_WITH
from lib.records.groups import groups_of
from lib.records.interchange import FORMAT, VERSION
from lib.reviews.extraction import ExtractedCell, layer_words
from lib.storage.schema import whole


def write_jsonl(export: Export, out: BinaryIO) -> None:
    """Write a header line and one line a record, UTF-8, a line feed at the end of each."""
    for line in _lines(export):
        out.write(whole(_json(line)).encode() + b"\n")


def _json(line: dict[str, Any]) -> str:
    try:
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError:  # JSON has no word for infinity
        return json.dumps(_finite(line), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _lines(export: Export) -> Iterator[dict[str, Any]]:
    yield {
        "record": FORMAT,
        "version": VERSION,
        "kind": export.kind,
        "title": export.title,
        "made_at": export.made_at,
        "notes": export.notes,
        "made_with": MADE_WITH,
    }
    yield from _paper_lines(export)
    for name, asked in (("question_set", export.question_sets), ("survey", export.surveys)):
        for one in asked:
            yield {"record": name, **one.to_dict()}
    for row in export.rows():
        if row.answer is not None:
            yield {"record": "answer", **row.answer.to_dict()}
        if row.survey_id:
            yield {
                "record": "cell",
                "survey_id": row.survey_id,
                "paper_id": row.papers[0].id,
                "question": row.question_place,
                "answerer": row.answerer,
                "answer_id": row.answer.id if row.answer else None,
                "category": row.category,
                "judged": row.judged,
                "judged_by": row.judged_by,
                "value": row.value.to_dict() if row.value else None,
                "suggestion": row.suggestion.to_dict() if row.suggestion else None,
                "problem": row.problem,
                "figures": row.figures,
                "finished_at": row.finished_at,
                **({"final": _final(row.final)} if row.final is not None else {}),
            }
    for name, records in (
        ("change", export.changes),
        ("verdict", export.verdicts),
        ("sample", export.samples),
        ("settled", export.settled),
        ("annotation", [one for of in export.annotations.values() for one in of]),
        ("added_citation", export.added),
    ):
        for record in records:
            yield {"record": name, **record.to_dict()}
    for table, labels in export.labels:
        yield {"record": "label_table", **table.to_dict()}
        for label in labels:
            yield {"record": "label", "table_id": table.id, **label.to_dict()}


def _final(cell: ExtractedCell) -> dict[str, Any]:
    """Return what the cell's question of the paper is held to be and whose word that is. For other programs: whoever opens the
    file in Sidelight finds it out anew from the answers, verdicts and settlements, which the other lines hold.
    """
    final = cell.final
    return {
        "text": cell.whole,
        "state": final.state,
        "category": final.category,
        "value": final.value.to_dict() if final.value else None,
        "layer": final.layer,
        "whose": layer_words(final),
        "reviewed": final.reviewed,
        "evidence": [citation.to_dict() for citation in cell.evidence],
        "answer_id": final.answer_id,
    }


def _paper_lines(export: Export) -> Iterator[dict[str, Any]]:
    """Yield the papers, each with the names of its tags and collections where it has any."""
    tags, collections = groups_of(export.groups, "tag"), groups_of(export.groups, "collection")
    for paper in export.papers:
        standing = export.standings.get(paper.id)
        more = {
            "tags": tags.get(paper.id),
            "collections": collections.get(paper.id),
            "standing": standing.to_dict() if standing is not None else None,
        }
        yield {"record": "paper", **paper.to_dict(), **{name: of for name, of in more.items() if of}}
