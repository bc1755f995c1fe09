"""Where on the Survey screen one is: kept in the address, so that a reload or another page in between changes nothing."""

from __future__ import annotations

import streamlit as st

PLACE = "survey_place"
NAMES = ("part", "survey", "view", "answerer", "paper", "question", "set", "again", "earlier")
"""`part`: a list of the start; `survey`: the open one, with its `view`; `paper` and `question`: the open cell; `set`: the
question set being edited; `again`: the survey that is set up once more; `earlier`: the run compared with."""


def here() -> dict[str, str]:
    """The place that the address names; where it names none, the one that was left last."""
    named = {name: value for name, value in st.query_params.to_dict().items() if name in NAMES}
    if named or PLACE not in st.session_state:
        st.session_state[PLACE] = named
    elif st.session_state[PLACE]:
        st.query_params.from_dict(st.session_state[PLACE])
    return dict(st.session_state[PLACE])


def go_to(**place: str | None) -> None:
    """Nothing; that is the place from the next run on, and no other name holds."""
    _set({name: value for name, value in place.items() if value})


def move(**changes: str | None) -> None:
    """Nothing; the place changes in these names only, None takes one away."""
    _set({name: value for name, value in {**st.session_state.get(PLACE, {}), **changes}.items() if value})


def _set(place: dict[str, str]) -> None:
    st.session_state[PLACE] = place
    st.query_params.from_dict(place)


def draw_way(
    label: str, key: str, icon: str = "", *, to: dict[str, str] | None = None, quiet: bool = True, tip: str = ""
) -> None:
    """A button that leads to another place of the screen, the start where none is given."""
    st.button(
        label,
        key=key,
        icon=f":material/{icon}:" if icon else None,
        type="tertiary" if quiet else "secondary",
        help=tip or None,
        on_click=go_to,
        kwargs=to or {},
    )
