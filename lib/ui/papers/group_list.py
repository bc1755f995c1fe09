"""All tags and collections over the page, to be renamed and removed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.errors import SidelightError
from lib.records.groups import PaperGroup
from lib.storage.paper_groups import NAME_LETTERS
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.workspace import Workspace

OPEN = "papers_groups_open"
"""Whether the list is open."""


def draw_group_list_button(groups: Sequence[PaperGroup]) -> None:
    """Draw the button that opens the list; nothing where there are no groups."""
    if groups:
        st.button(
            f"Tags ({len(groups)})",
            key="papers_groups_manage",
            icon=":material/label:",
            type="tertiary",
            help="Rename or remove tags and collections",
            on_click=_set_open,
            args=(True,),
        )


def draw_group_list(workspace: Workspace, groups: Sequence[PaperGroup]) -> None:
    """Draw the list over the page where it is open."""
    if not groups:
        _set_open(False)  # the last one was removed in it
    if st.session_state.get(OPEN):
        st.dialog("Tags and collections", on_dismiss=lambda: _set_open(False))(_draw_list)(workspace, groups)


def _draw_list(workspace: Workspace, groups: Sequence[PaperGroup]) -> None:
    st.caption("Papers stay when a tag or a collection is removed. An empty collection stays until then.")
    for group in groups:
        name, number, remove = st.columns([5, 2, 1], vertical_alignment="center")
        typed = name.text_input(
            f"Name of the {group.kind}",
            group.name,
            max_chars=NAME_LETTERS,
            key=f"papers_group_name_{group.id}",
            icon=":material/label:" if group.kind == "tag" else ":material/folder:",
            label_visibility="collapsed",
        )
        number.caption(count(len(group.paper_ids), "paper"))
        is_removed = remove.button(
            "", key=f"papers_group_remove_{group.id}", icon=":material/delete:", help=f"Remove this {group.kind}"
        )
        try:
            if is_removed:
                workspace.groups.remove(group.id)
            elif typed != group.name:
                workspace.groups.rename(group.id, typed)
            else:
                continue
        except SidelightError as error:
            error_messages.draw_error(error)
        else:
            st.rerun()


def _set_open(is_open: bool) -> None:
    st.session_state[OPEN] = is_open
