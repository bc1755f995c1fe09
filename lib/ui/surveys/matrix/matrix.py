"""The matrix: papers down, questions across, one component for a run and for what changed between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.records.final_values import FinalValue, Reviewed
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.records.surveys import CellRow
from lib.reviews.extraction import layer_words
from lib.surveys.categories import NO_LABEL
from lib.surveys.category_signs import SIGNS
from lib.surveys.comparing import CellChange, Place, Vote, votes
from lib.ui.kit.escaping import shorten, visible
from lib.ui.kit.streamlit_internals import component, component_state

VOTE = "vote"
"""What several answerers make of a cell together, in the place of one answerer."""
FINAL = "final"
"""What a cell is held to be after all layers, in the place of one answerer."""
VALUES_UP_TO = 40_000
"""Cells; of a larger matrix the values are not sent to the browser."""
VALUE_CHARACTERS = 60
READ_AHEAD = 4
"""Of so many times the characters shown a value is cleaned: hidden ones may be among them."""
TITLE_CHARACTERS = 160

_HERE = Path(__file__).parent
_component = component("sidelight_matrix", "matrix", "matrix", _HERE / "matrix.css", _HERE / "matrix.js")


@dataclass(frozen=True)
class CellKind:
    """A kind of cell: its letter in the data, its name, sign and colour."""

    code: str
    name: str
    sign: str
    tone: str


CATEGORY_KINDS = {
    "reported": CellKind("r", "reported", SIGNS["reported"], "strong"),
    "not_reported": CellKind("n", "not reported", SIGNS["not_reported"], "pale"),
    "unclear": CellKind("u", "unclear", SIGNS["unclear"], "mid"),
    "not_applicable": CellKind("x", "not applicable", SIGNS["not_applicable"], "faint"),
    "failed": CellKind("f", "failed", SIGNS["failed"], "broken"),
    "tie": CellKind("t", "tie", SIGNS["tie"], "split"),
}
FINAL_KINDS = CATEGORY_KINDS | {
    "disputed": CellKind("d", "disputed", SIGNS["disputed"], "open"),
    "none": CellKind("o", "held to be wrong, no value", SIGNS["none"], "faint"),
}
CHANGE_KINDS = {
    "category": CellKind("c", "category changed", "C", "strong"),
    "value": CellKind("v", "value changed", "V", "mid"),
    "evidence": CellKind("e", "other evidence", "E", "pale"),
    "same": CellKind("s", "same", "=", "none"),
}
"""By what changed most; a change of the category is told before one of the value."""
NOT_ASKED = "."
DISPUTED, PERSON = "d", "p"
MARKS = ((DISPUTED, "disputed", "◥", "disputed"), (PERSON, "changed by a person", "●", "person"))
REVIEW_MARKS = (
    ("0", "read by nobody", "", ""),
    ("1", "read by one", "1", "rated"),
    ("2", "read by two, of different things", "2", "rated"),
    ("a", "agreed", "⚌", "rated"),
    ("s", "settled", "■", "rated"),
    (PERSON, "changed by a person", "●", "person"),
)
"""Of final values: the letter in the data, what it says, its sign in the corner of the cell, its look."""
_REVIEW_FLAGS: dict[Reviewed, str] = {"0": "0", "1": "1", "2": "2", "agreed": "a", "disputed": "", "settled": "s"}
"""A disputed cell says so by its kind."""


def mount_matrix(data: Mapping[str, Any], key: str, on_cell: Callable[[], None], on_close: Callable[[], None]) -> None:
    """Mount the matrix; the callbacks read what was asked by `clicked_cell`."""
    _component(key=key, data=data, on_cell_change=on_cell, on_close_change=on_close)


def clicked_cell(key: str) -> tuple[str, int] | None:
    """Return paper id and question of the cell that was clicked in this run."""
    asked = component_state(key, "cell")
    return (str(asked["paper"]), int(asked["question"])) if asked else None


def survey_data(
    plan: SurveyPlan,
    rows: Sequence[CellRow],
    view: str,
    known: Iterable[str],
    *,
    matrix_id: str,
) -> dict[str, Any]:
    """Return a run for the component: the cells of one answerer, or the vote of all; `known` are ids of the library's papers."""
    several = len(plan.answerers) > 1
    voted = votes(rows) if several else []
    flags: dict[Place, str] = {(vote.paper_id, vote.question): DISPUTED for vote in voted if vote.disputed}
    kinds: dict[Place, CellKind] = {}
    values: dict[Place, str] = {}
    if view == VOTE:
        kinds = {(vote.paper_id, vote.question): CATEGORY_KINDS[vote.label] for vote in voted}
        values = {(vote.paper_id, vote.question): _vote_words(vote) for vote in voted}
    for row in rows:
        place = (row.paper_id, row.question)
        if row.changed and view in (VOTE, row.answerer):
            flags[place] = flags.get(place, "").replace(PERSON, "") + PERSON
        if row.answerer == view:
            kinds[place] = CATEGORY_KINDS[row.category]
            if row.value is not None:
                values[place] = shorten(visible(row.value.text[: READ_AHEAD * VALUE_CHARACTERS]), VALUE_CHARACTERS)
    return _data(plan, kinds, flags, values, CATEGORY_KINDS.values(), known, matrix_id)


def final_data(
    plan: SurveyPlan, finals: Mapping[Place, FinalValue], known: Iterable[str], *, matrix_id: str
) -> dict[str, Any]:
    """Return what the cells are held to be for the component, marked by who reviewed them; `known` are ids of the
    library's papers.
    """
    kinds: dict[Place, CellKind] = {}
    flags: dict[Place, str] = {}
    values: dict[Place, str] = {}
    notes: dict[Place, str] = {}
    for place, final in finals.items():
        kinds[place] = FINAL_KINDS[final.category or final.state]
        flags[place] = _REVIEW_FLAGS[final.reviewed] + (PERSON if final.layer == "changed" else "")
        if final.value is not None:
            values[place] = shorten(visible(final.value.text[: READ_AHEAD * VALUE_CHARACTERS]), VALUE_CHARACTERS)
        if final.layer not in (None, "answerer"):
            notes[place] = visible(layer_words(final))
    return _data(plan, kinds, flags, values, FINAL_KINDS.values(), known, matrix_id, REVIEW_MARKS, notes)


def changes_data(
    plan: SurveyPlan,
    changes: Sequence[CellChange],
    compared: set[Place],
    known: Iterable[str],
    *,
    matrix_id: str,
) -> dict[str, Any]:
    """Return what changed between two runs for the component; `compared` are the places that both could have."""
    kinds = dict.fromkeys(compared, CHANGE_KINDS["same"])
    order = list(CHANGE_KINDS.values())
    values: dict[Place, str] = {}
    flags = {(one.paper_id, one.question): PERSON for one in changes if any(one.person)}
    for change in changes:
        place = (change.paper_id, change.question)
        kind = CHANGE_KINDS[change.what[0] if change.answer_changed else "same"]
        kinds[place] = min(kind, kinds.get(place, kind), key=order.index)
        values[place] = shorten(visible(change_words(change)), VALUE_CHARACTERS)
    return _data(plan, kinds, flags, values, order, known, matrix_id)


def _vote_words(vote: Vote) -> str:
    """Return how many of those that voted say so."""
    cast = [label for label in vote.votes.values() if label != "failed"]
    most = max(Counter(cast).values(), default=0)
    return f"{most} of {len(cast)}" if cast else ""


def cursor_data(plan: SurveyPlan, opened: Place | None, now: Iterable[str] = ()) -> dict[str, Any]:
    """Return what changes from click to click: the open cell, and the papers (`now`) that are being asked."""
    index = {paper.id: i for i, paper in enumerate(plan.papers)}
    return {
        "open": {"row": index[opened[0]], "column": opened[1]} if opened and opened[0] in index else None,
        "now": sorted(index[paper_id] for paper_id in set(now) if paper_id in index),
    }


def change_words(change: CellChange) -> str:
    """Return what changed, in a few words: "reported → unclear"."""
    pairs = {"category": change.category, "value": change.value}
    parts = [
        f"{(pairs[what][0] or 'none').replace('_', ' ')} → {(pairs[what][1] or 'none').replace('_', ' ')}"
        for what in change.what
        if what in pairs
    ]
    if change.evidence_changed:
        parts.append("other evidence")
    parts += [
        f"a person said {said} {when}" for said, when in zip(change.person, ("earlier", "here"), strict=True) if said
    ]
    return "; ".join(parts)


def _data(
    plan: SurveyPlan,
    kinds: Mapping[Place, CellKind],
    flags: Mapping[Place, str],
    values: Mapping[Place, str],
    legend: Iterable[CellKind],
    known: Iterable[str],
    matrix_id: str,
    marks: Sequence[tuple[str, str, str, str]] = MARKS,
    notes: Mapping[Place, str] | None = None,
) -> dict[str, Any]:
    said = notes or {}
    places = range(len(plan.questions))
    there = set(known)
    codes = ["".join(kinds[p.id, q].code if (p.id, q) in kinds else NOT_ASKED for q in places) for p in plan.papers]
    counts, flagged = Counter("".join(codes)), Counter(flags.values())  # counted once: cells are tens of thousands
    with_values = bool(values) and len(plan.papers) * len(plan.questions) <= VALUES_UP_TO
    kinds_shown = list(legend)
    return {
        "id": matrix_id,
        "columns": [
            {
                "label": visible(question.label) or f"Q{q + 1}",
                "text": visible(question.text),
                "share": _share(Counter(of[q] for of in codes), kinds_shown[0].code),
            }
            for q, question in enumerate(plan.questions)
        ],
        "rows": [
            {
                "paper": paper.id,
                "title": shorten(planned_title(paper), TITLE_CHARACTERS),
                "year": paper.year,
                "gone": paper.id not in there,
                "codes": of,
                "flags": {q: flags[paper.id, q] for q in places if (paper.id, q) in flags},
                "notes": {q: said[paper.id, q] for q in places if (paper.id, q) in said},
            }
            for paper, of in zip(plan.papers, codes, strict=True)
        ],
        "values": [[values.get((p.id, q), "") for q in places] for p in plan.papers] if with_values else None,
        "legend": [
            {"code": k.code, "name": k.name, "sign": k.sign, "tone": k.tone, "count": counts[k.code]}
            for k in kinds_shown
        ],
        "marks": [
            {
                "flag": flag,
                "name": name,
                "sign": sign,
                "look": look,
                "count": sum(n for f, n in flagged.items() if flag in f),
            }
            for flag, name, sign, look in marks
        ],
        **cursor_data(plan, None),
    }


def planned_title(paper: PlannedPaper) -> str:
    """Return a survey's paper as it was called when the survey was begun."""
    return visible(paper.title) or visible(paper.filename) or "Untitled"


def _share(codes: Counter[str], code: str) -> float | None:
    """Return the share of the code among the cells that were asked, did not fail and apply; None where there are none."""
    judged = codes.total() - codes[NOT_ASKED] - sum(codes[CATEGORY_KINDS[name].code] for name in NO_LABEL)
    return codes[code] / judged if judged else None
