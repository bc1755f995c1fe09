"""The components of a page as AppTest has them."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

OF_EVERY_PAGE = frozenset({"sidelight_choice_titles", "sidelight_name_memory"})


def components(at: AppTest) -> list[Any]:
    """Return the page's own components, without those that the app mounts on every page."""
    return [one for one in at.get("bidi_component") if one.proto.component_name not in OF_EVERY_PAGE]


def data_of(component: Any) -> Any:
    """Return what a component's script gets."""
    (data,) = json.loads(component.proto.json)
    return data
