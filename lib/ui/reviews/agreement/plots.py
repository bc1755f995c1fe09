"""The plots of a review. Altair's charts are drawn by what Streamlit brings: nothing is loaded from elsewhere."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

BLUE, GREY = "#1f78b4", "#999999"
DARK_FROM = 0.55
"""Share of the largest count from which a square is so dark that its number is white."""
LOWEST_KAPPA = -0.2
"""Where the axis begins, if no interval reaches below."""


def kappa_by_part(frame: pd.DataFrame) -> Any:
    """Return the chart of `part`, `kappa`, `low`, `high`, `n`: a point with its 95 % interval each."""
    order = list(frame["part"])
    base = alt.Chart(frame).encode(
        y=alt.Y("part:N", sort=order, title=None, axis=alt.Axis(labelLimit=300)),
        tooltip=[
            "part",
            alt.Tooltip("kappa", format=".2f"),
            alt.Tooltip("low", format=".2f"),
            alt.Tooltip("high", format=".2f"),
            "n",
        ],
    )
    scale = alt.Scale(domain=[min(LOWEST_KAPPA, float(frame["low"].min())), 1])
    rule = base.mark_rule(strokeWidth=3, color=BLUE, opacity=0.45).encode(
        x=alt.X("low:Q", scale=scale, title="κ with its 95 % interval"), x2="high:Q"
    )
    point = base.mark_point(filled=True, size=70, color=BLUE, opacity=1).encode(x=alt.X("kappa:Q", scale=scale))
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=GREY, strokeDash=[3, 3]).encode(x="at:Q")
    return (zero + rule + point).properties(height=alt.Step(26))


def confusion(frame: pd.DataFrame, first: str, second: str) -> Any:
    """Return the chart of `first`, `second`, `answers`: a square for each two labels."""
    labels = sorted({*frame["first"], *frame["second"]})
    base = alt.Chart(frame).encode(
        x=alt.X("second:N", sort=labels, title=second, axis=alt.Axis(labelAngle=0, labelLimit=130)),
        y=alt.Y("first:N", sort=labels, title=first, axis=alt.Axis(labelLimit=130)),
        tooltip=["first", "second", "answers"],
    )
    most = max(1, int(frame["answers"].max()))
    squares = base.mark_rect(cornerRadius=4).encode(
        color=alt.Color("answers:Q", scale=alt.Scale(domain=[0, most], range=["#e8eef3", BLUE]), legend=None)
    )
    ink = alt.condition(alt.datum.answers > DARK_FROM * most, alt.value("white"), alt.value("#24211d"))
    return (squares + base.mark_text(fontSize=14).encode(text="answers:Q", color=ink)).properties(height=alt.Step(46))


def progress_by_rater(frame: pd.DataFrame, total: int) -> Any:
    """Return the chart of `rater`, `reviewed`: a bar each, on a scale of all there are."""
    base = alt.Chart(frame).encode(
        x=alt.X(
            "reviewed:Q",
            scale=alt.Scale(domain=[0, max(1, total)]),
            title=f"reviewed, of {total:,}",
            axis=alt.Axis(tickMinStep=1),
        ),
        y=alt.Y("rater:N", sort="-x", title=None, axis=alt.Axis(labelLimit=200)),
        tooltip=["rater", "reviewed"],
    )
    return base.mark_bar(height=16, color=BLUE).properties(height=alt.Step(28))
