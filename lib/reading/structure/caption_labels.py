"""Labels of tables and figures, split off from their captions."""

from __future__ import annotations

import re

from lib.reading.structure.blocks import CAPTION

_LONG_FORMS = (("tab.", "Table"), ("tab", "Table"), ("fig.", "Figure"), ("fig", "Figure"))
_TABLE, _FIGURE = (
    re.compile(r"tab", re.IGNORECASE),
    re.compile(r"fig|scheme|plate|chart|map|abb|carte|photo|graph|exhibit", re.IGNORECASE),
)


def split_label(caption: str) -> tuple[str, str]:
    """Return label and text of a caption: ("Table 3", "Numbers of otters"); an empty label where it begins with none."""
    match = CAPTION.match(caption)
    if match is None:
        return "", caption.strip()
    before = caption[: match.start("what")]
    what = match["what"]
    what = next((long for short, long in _LONG_FORMS if what.lower() == short), what)
    words = what.title() if what.isupper() else what
    label = f"{before}{words} {match['number'].rstrip('.')}"
    return " ".join(label.split()), caption[match.end() :].strip()


def is_figure_caption(caption: str) -> bool:
    """Return whether the caption is a figure's; "Graphs" has no number and is none."""
    match = CAPTION.match(caption)
    return match is not None and _FIGURE.match(match["what"]) is not None and not match["number"].islower()


def is_table_caption(caption: str) -> bool:
    """Return whether the caption is a table's."""
    match = CAPTION.match(caption)
    return match is not None and _TABLE.match(match["what"]) is not None
