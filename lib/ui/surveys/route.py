"""Where on the Survey screen one is: kept in the address, so that a reload or another page in between changes nothing."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.ui.kit.route import Route

NAMES = (
    "part",
    "survey",
    "view",
    "figures",
    "answerer",
    "paper",
    "question",
    "column",
    "set",
    "draft",
    "again",
    "earlier",
    "beside",
    "screening",
    "records",
    "record",
    "rows_of",
)
"""`part`: a list of the start; `survey`: the open one, with its `view`; `figures`: of final values or of answerers; `paper` and
`question`: the open cell; `column`: the question that is read across all papers; `set`: the question set being edited, `draft`:
the number under which the server holds what was typed and not saved;
`again`: the survey that is set up once more; `earlier`: the run compared with; `beside`: whether it is compared with a run or
with people; `screening`: the open one, or the one whose papers are to be asked; `records`: the open screening of records,
`record`: the number of the one that is decided on; `rows_of`: the group of repeating questions whose rows are shown."""

STRIP = "survey_strip"
"""Key of what stands over an open cell: one row of the matrix or table, the page scrolled to it (`stripTop` of the kit)."""

_route = Route("survey_place", NAMES)
here = _route.here
go_to = _route.go_to
move = _route.move
last_place = _route.last


def draw_link_button(
    label: str, key: str, icon: str = "", *, to: dict[str, str] | None = None, quiet: bool = True, tip: str = ""
) -> None:
    """Draw a button that leads to another place of the screen, the start where none is given."""
    st.button(
        label,
        key=key,
        icon=f":material/{icon}:" if icon else None,
        type="tertiary" if quiet else "secondary",
        help=tip or None,
        on_click=go_to,
        kwargs=to or {},
    )


def draw_choice(label: str, name: str, options: Mapping[str, str], first: str, **also: str | None) -> str:
    """Draw a choice of `options` (words by what stands in the address under `name`) and return what is chosen.

    `first` where the address has none. A click changes the address, and what of it is in `also`.
    """
    key = f"survey_one_of_{name}"
    chosen = last_place().get(name, first)
    st.session_state[key] = chosen if chosen in options else first
    return str(
        st.segmented_control(
            label,
            list(options),
            format_func=options.__getitem__,
            key=key,
            label_visibility="collapsed",
            required=True,
            on_change=lambda: move(**also, **{name: st.session_state[key]}),
        )
    )
