"""The form that puts papers into tags and collections, or takes them out."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import streamlit as st

from lib.errors import SidelightError
from lib.records.groups import GroupKind, PaperGroup
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import WORD_LETTERS, plain, shorten, visible
from lib.workspace import Workspace

KINDS: tuple[tuple[GroupKind, str, str], ...] = (
    ("tag", "Tags", "Choose or type a tag"),
    ("collection", "Collections", "Choose or type a collection"),
)


def draw_group_form(workspace: Workspace, paper_ids: Sequence[str], key: str) -> None:
    """Draw tags and collections of these papers, in a popover; what all of them have stands chosen.

    `key`: what the keys of its fields begin with.
    """
    groups = workspace.groups.all()
    with st.popover("Tags and collections", icon=":material/label:"):
        with st.form(f"{key}_groups_{_mark(paper_ids)}", border=False):
            wanted = {kind: _draw_names(kind, label, hint, groups, paper_ids, key) for kind, label, hint in KINDS}
            saved = st.form_submit_button(f"Save for {count(len(paper_ids), 'paper')}", type="primary")
        some = [one for one in groups if 0 < len(set(one.paper_ids) & set(paper_ids)) < len(set(paper_ids))]
        if some:
            st.caption(f"Some of them also have: {', '.join(plain(one.name, WORD_LETTERS) for one in some)}")
    if saved:
        _save(workspace, groups, paper_ids, wanted)


def group_words(group: PaperGroup) -> str:
    """Return a group's name for a list that holds both kinds, without Markdown."""
    name = shorten(visible(group.name), WORD_LETTERS)
    return f"# {name}" if group.kind == "tag" else name


def _draw_names(
    kind: GroupKind, label: str, hint: str, groups: Sequence[PaperGroup], paper_ids: Sequence[str], key: str
) -> list[str]:
    of = [group for group in groups if group.kind == kind]
    every = [group.name for group in of if set(group.paper_ids) >= set(paper_ids)]
    chosen: list[str] = st.multiselect(
        label,
        [group.name for group in of],
        default=every,
        accept_new_options=True,
        placeholder=hint,
        format_func=visible,
        key=f"{key}_groups_{kind}_{_mark(paper_ids)}_{len(of)}",
    )
    return chosen


def _save(
    workspace: Workspace,
    groups: Sequence[PaperGroup],
    paper_ids: Sequence[str],
    wanted: dict[GroupKind, list[str]],
) -> None:
    try:
        for kind, names in wanted.items():
            kept = {name.casefold() for name in names}
            for name in names:
                workspace.groups.put(kind, name, paper_ids)
            for group in groups:
                if group.kind == kind and group.name.casefold() not in kept and set(group.paper_ids) >= set(paper_ids):
                    workspace.groups.take_out(group.id, paper_ids)
    except SidelightError as error:
        error_messages.draw_error(error)
        return
    st.rerun()


def _mark(paper_ids: Sequence[str]) -> int:
    """Return a number of these papers: other papers have another form, which begins with what those have."""
    return zlib.crc32(" ".join(sorted(paper_ids)).encode())
