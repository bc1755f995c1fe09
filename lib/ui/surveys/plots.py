"""The plots of a survey. Altair's charts are drawn by what Streamlit brings: nothing is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

COLOURS = ["#1f78b4", "#e69f00", "#a6569b", "#2a9d8f", "#777777", "#c0504d"]
"""Apart for the colour-blind as far as six can be."""
BAR_PX = 22


def share_by_question(frame: pd.DataFrame, answerers: Sequence[str]) -> Any:
    """`question`, `answerer`, `share` (0-1), in the frame's order."""
    several = len(answerers) > 1
    order = list(dict.fromkeys(frame["question"]))
    encoding: dict[str, Any] = {"yOffset": alt.YOffset("answerer:N", sort=list(answerers))} if several else {}
    thick = max(7, BAR_PX // len(answerers)) if several else BAR_PX - 6
    chart = alt.Chart(frame).mark_bar(height=thick)
    return chart.encode(
        x=alt.X("share:Q", axis=alt.Axis(format="%", title="reported"), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("question:N", sort=order, title=None, axis=alt.Axis(labelLimit=260)),
        color=_colour(answerers),
        tooltip=["question", "answerer", alt.Tooltip("share", format=".0%")],
        **encoding,
    ).properties(height=alt.Step(thick * len(answerers) + 8) if not several else alt.Step(thick + 1))


def share_by_year(frame: pd.DataFrame, answerers: Sequence[str]) -> Any:
    """`year`, `answerer`, `share` (0-1), `cells`."""
    line = alt.Chart(frame).mark_line(point=True)
    return line.encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("share:Q", axis=alt.Axis(format="%", title="reported"), scale=alt.Scale(domain=[0, 1])),
        color=_colour(answerers),
        tooltip=["year", "answerer", alt.Tooltip("share", format=".0%"), "cells"],
    ).properties(height=260)


def agreement_grid(frame: pd.DataFrame, names: Sequence[str]) -> Any:
    """`first`, `second`, `share` (0-1), `kappa`, `n`: one square for each two."""
    base = alt.Chart(frame).encode(
        x=alt.X("first:N", sort=list(names), title=None, axis=alt.Axis(labelAngle=0, labelLimit=140)),
        y=alt.Y("second:N", sort=list(names), title=None, axis=alt.Axis(labelLimit=160)),
        tooltip=["first", "second", alt.Tooltip("share", format=".1%"), alt.Tooltip("kappa", format=".2f"), "n"],
    )
    squares = base.mark_rect(cornerRadius=4).encode(
        color=alt.Color("share:Q", scale=alt.Scale(domain=[0, 1], range=["#e8eef3", "#1f78b4"]), legend=None)
    )
    dark = alt.condition(alt.datum.share > 0.55, alt.value("white"), alt.value("#24211d"))
    words = base.mark_text(fontSize=13).encode(text=alt.Text("share:Q", format=".0%"), color=dark)
    return (squares + words).properties(height=alt.Step(44))


def seconds_by_paper(frame: pd.DataFrame, answerers: Sequence[str]) -> Any:
    """`seconds` of a paper and `answerer`: how many papers took how long."""
    bars = alt.Chart(frame).mark_bar(opacity=0.85)
    return bars.encode(
        x=alt.X("seconds:Q", bin=alt.Bin(maxbins=30), title="seconds for a paper"),
        y=alt.Y("count():Q", title="papers", stack=None if len(answerers) == 1 else "zero"),
        color=_colour(answerers),
        tooltip=["answerer", alt.Tooltip("count()", title="papers")],
    ).properties(height=260)


def _colour(answerers: Sequence[str]) -> alt.Color:
    legend: Mapping[str, Any] = (
        {"legend": None} if len(answerers) == 1 else {"legend": alt.Legend(orient="top", title=None)}
    )
    colours = [COLOURS[i % len(COLOURS)] for i in range(len(answerers))]
    return alt.Color("answerer:N", scale=alt.Scale(domain=list(answerers), range=colours), **legend)
