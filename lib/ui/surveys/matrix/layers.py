"""What an open cell is held to be, and who says what of it: each layer kept apart, the settlement with who, when and why."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from lib.records import Cell
from lib.records.final_values import FinalValue, LayerValue
from lib.reviews.extraction import REVIEWED_WORDS, layer_words
from lib.surveys.categories import CATEGORY_WORDS
from lib.surveys.category_signs import SIGNS
from lib.ui.kit.answerer_choice import answerer_label
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import COLUMN_LETTERS, NOTE_LETTERS, plain
from lib.ui.kit.person import who_judges
from lib.ui.surveys.matrix.matrix import FINAL_KINDS
from lib.workspace import Workspace

LAYER_WORDS = {
    "answerer": "answerer",
    "vote": "vote",
    "changed": "changed by",
    "rater": "rater",
    "settled": "settled by",
}
PEOPLE = ("rater", "settled")
"""The layers that a rater who has still to judge does not see."""


def hides_people(workspace: Workspace, source: str, cells: Iterable[Cell | None]) -> bool:
    """Return whether others judged an answer of the cell that whoever looks has still to judge without knowing."""
    ids = {cell.answer.id for cell in cells if cell is not None and cell.answer is not None}
    items = [item for item in workspace.reviews.items(source) if item.answer_id in ids]
    return bool(who_judges()) and bool(workspace.reviews.hidden_from(who_judges(), items))


def is_by_people(final: FinalValue) -> bool:
    """Return whether people said anything of the cell."""
    return final.reviewed != "0" or final.layer not in ("answerer", "vote")


def draw_final(final: FinalValue, key: str, *, hidden: bool) -> None:
    """Draw what the cell is held to be, whose word that is, and all layers behind a button; `hidden`: without what raters say."""
    if hidden:
        st.caption(
            f"reviewed: {REVIEWED_WORDS[final.reviewed]}; what others say is shown once you have judged it",
            width="content",
        )
    else:
        kind = FINAL_KINDS[final.category or final.state]
        st.markdown(f"**{kind.sign} {plain(kind.name)}**", width="content")
        if final.value is not None:
            st.markdown(plain(final.value.text, COLUMN_LETTERS), width="content")
        if (settled := settled_layer(final)) is not None:
            line = settled_line(settled)
            with st.container(key="survey_settled", width="content"):  # gives way to what stands behind it
                st.caption(line, help=line)
        else:
            st.caption(f"{plain(layer_words(final))} · reviewed: {REVIEWED_WORDS[final.reviewed]}", width="content")
    shown = [one for one in final.layers if not (hidden and one.layer in PEOPLE)]
    with st.popover(f"Layers ({len(shown)})", icon=":material/layers:", type="tertiary", width="content", key=key):
        for layer in reversed(shown):
            st.markdown(layer_line(layer))


def settled_layer(final: FinalValue) -> LayerValue | None:
    """Return the settlement that counts; None where nothing was settled."""
    return next((one for one in reversed(final.layers) if one.layer == "settled"), None)


def settled_line(layer: LayerValue) -> str:
    """Return who settled it as what, when and why, as Markdown."""
    note = f": {plain(layer.note, NOTE_LETTERS)}" if layer.note else ""
    asked = "asked again since · " if layer.outdated else ""
    return f"{asked}settled as **{plain(_said(layer))}** by {plain(layer.who, COLUMN_LETTERS)}, {day(layer.at)}{note}"


def layer_line(layer: LayerValue) -> str:
    """Return what a layer says, as Markdown."""
    who = answerer_label(layer.who) if layer.layer == "answerer" else layer.who
    name = f"{LAYER_WORDS[layer.layer]} **{plain(who, COLUMN_LETTERS)}**" if who else LAYER_WORDS[layer.layer]
    pages = sorted({box.page for citation in layer.evidence for box in citation.boxes})
    evidence = f" · points at page {', '.join(map(str, pages))}" if pages else ""
    note = f" · “{plain(layer.note, NOTE_LETTERS)}”" if layer.note else ""
    at = f" · {day(layer.at)}" if layer.at else ""
    asked = " · of an answer before this one" if layer.outdated else ""
    return f"{name}: {plain(_said(layer))}{evidence}{note}:small[{at}{asked}]"


def _said(layer: LayerValue) -> str:
    parts = [layer.label.replace("_", " ")] if layer.label else []
    if layer.category is not None:
        parts.append(f"{SIGNS[layer.category]} {CATEGORY_WORDS[layer.category]}")
    if layer.value is not None:
        parts.append(f"“{layer.value.text[:COLUMN_LETTERS]}”")
    return " · ".join(parts) or "no category"
