"""The plots of a survey. Altair's charts are drawn by what Streamlit brings: nothing is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

COLOURS = ["#1f78b4", "#e69f00", "#a6569b", "#2a9d8f", "#777777", "#c0504d"]
"""Apart for the colour-blind as far as six can be, and from light and dark ground alike."""
BAR_PX = 22
QUARTERS = [0, 0.25, 0.5, 0.75, 1]
ROOM = 1.22
"""End of an axis of shares that leaves room for the count beside a full bar."""
WIDE_RANGE = 50
"""Times that lie further apart than this factor stand on a logarithmic axis."""
MANY_YEARS, YEAR_PX = 40, 10
"""Up to so many years each bar is so wide; more share the plot's width."""
THINNEST_PX = 7
DARK_FROM = 0.55
"""Share from which a square is so dark that its number is white."""
YEARS_NAMED = 12
Y_PX = 46
"""Width of the vertical axes of two plots that share their years."""


def share_by_question(frame: pd.DataFrame, answerers: Sequence[str]) -> Any:
    """Return the chart of `question`, `answerer`, `share` (0-1), `reported`, `papers`, in the frame's order.

    The counts stand at a single bar, and where no bar is for want of a share.
    """
    several = len(answerers) > 1
    order = list(dict.fromkeys(frame["question"]))
    offset: dict[str, Any] = {"yOffset": alt.YOffset("answerer:N", sort=list(answerers))} if several else {}
    thick = max(THINNEST_PX, BAR_PX // len(answerers)) if several else BAR_PX - 6
    end = 1 if several else ROOM
    axis = alt.Axis(format="%", title="papers with “reported”", values=QUARTERS)
    scale = alt.Scale(domain=[0, end], nice=False)
    base = alt.Chart(frame).encode(
        x=alt.X("share:Q", axis=axis, scale=scale),
        y=alt.Y("question:N", sort=order, title=None, axis=alt.Axis(labelLimit=150)),
        tooltip=[
            "question",
            "answerer",
            alt.Tooltip("share", format=".0%"),
            alt.Tooltip("reported", format="d"),
            alt.Tooltip("papers", format="d", title="of papers"),
        ],
        **offset,
    )
    bars: Any = base.mark_bar(height=thick).encode(color=_colour(answerers))
    if several:
        return bars.properties(height=alt.Step(thick + 1))
    counts = base.transform_calculate(
        count="datum.reported + ' of ' + datum.papers", end="isValid(datum.share) ? datum.share : 0"
    ).mark_text(align="left", dx=4, color=COLOURS[4], fontSize=11)
    return (bars + counts.encode(x=alt.X("end:Q", axis=axis, scale=scale), text="count:N")).properties(
        height=alt.Step(thick + 8)
    )


def share_by_year(frame: pd.DataFrame, answerers: Sequence[str], years: tuple[int, int]) -> Any:
    """Return the chart of `year`, `answerer`, `share` (0-1), `papers`, `enough`, `run`.

    Years with too few papers have no point; lines go through years in a row with enough.
    """
    base = alt.Chart(frame).encode(
        x=_years(years, title=None, labels=False),
        y=alt.Y(
            "share:Q",
            axis=alt.Axis(format="%", title="answers “reported”", values=QUARTERS, minExtent=Y_PX, maxExtent=Y_PX),
            scale=alt.Scale(domain=[0, 1]),
        ),
        color=_colour(answerers),
        tooltip=[
            alt.Tooltip("year:Q", format="d"),
            "answerer",
            alt.Tooltip("share", format=".0%"),
            alt.Tooltip("reported", format="d"),
            alt.Tooltip("answers", format="d", title="of answers"),
            alt.Tooltip("papers", format="d"),
        ],
    )
    lines = base.transform_filter("datum.enough").mark_line(strokeWidth=2).encode(detail=["answerer:N", "run:N"])
    full = base.transform_filter("datum.enough").mark_point(filled=True, size=60, opacity=1)
    return (lines + full).properties(height=220)


def papers_by_year(frame: pd.DataFrame, years: tuple[int, int]) -> Any:
    """Return the chart of `year`, `papers`: a bar for each year, in whole papers."""
    most = max(1, int(frame["papers"].max()))
    return (
        alt.Chart(frame)
        .mark_bar(color=COLOURS[4], opacity=0.6, width={"band": 0.7} if len(frame) > MANY_YEARS else YEAR_PX)
        .encode(
            x=_years(years, title="year of the paper"),
            y=alt.Y(
                "papers:Q",
                axis=alt.Axis(format="d", tickMinStep=1, tickCount=3, title="papers", minExtent=Y_PX, maxExtent=Y_PX),
                scale=alt.Scale(domain=[0, most]),
            ),
            tooltip=[alt.Tooltip("year:Q", format="d"), alt.Tooltip("papers", format="d")],
        )
        .properties(height=140)
    )


def _years(years: tuple[int, int], title: str | None, labels: bool = True) -> alt.X:
    first, last = years
    axis = alt.Axis(
        format="d", tickMinStep=1, tickCount=min(YEARS_NAMED, last - first + 1), title=title, labels=labels, grid=False
    )
    return alt.X("year:Q", axis=axis, scale=alt.Scale(domain=[first - 0.5, last + 0.5], nice=False))


def agreement_grid(frame: pd.DataFrame, names: Sequence[str]) -> Any:
    """Return the chart of `first`, `second`, `share` (0-1), `agreed`, `n`, `kappa`: one square for each two."""
    base = alt.Chart(frame).encode(
        x=alt.X("first:N", sort=list(names), title=None, axis=alt.Axis(labelAngle=0, labelLimit=110)),
        y=alt.Y("second:N", sort=list(names), title=None, axis=alt.Axis(labelLimit=110)),
        tooltip=[
            "first",
            "second",
            alt.Tooltip("share", format=".1%"),
            alt.Tooltip("agreed", format="d"),
            alt.Tooltip("n", format="d", title="of cells"),
            alt.Tooltip("kappa", format=".2f", title="Cohen’s κ"),
        ],
    )
    squares = base.mark_rect(cornerRadius=4).encode(
        color=alt.Color("share:Q", scale=alt.Scale(domain=[0, 1], range=["#e8eef3", "#1f78b4"]), legend=None)
    )
    dark = alt.condition(alt.datum.share > DARK_FROM, alt.value("white"), alt.value("#24211d"))
    words = base.mark_text(fontSize=13).encode(text=alt.Text("share:Q", format=".0%"), color=dark)
    return (squares + words).properties(height=alt.Step(44))


def seconds_by_paper(frame: pd.DataFrame, answerers: Sequence[str]) -> Any:
    """Return the chart of `paper`, `answerer`, `seconds`: a stroke for each paper, a thick one for the median."""
    far = frame["seconds"].max() > WIDE_RANGE * frame["seconds"].min()
    scale = alt.Scale(type="log", nice=True) if far else alt.Scale(zero=True)
    title = "seconds for all questions of a paper" + (" (logarithmic)" if far else "")
    base = alt.Chart(frame).encode(
        y=alt.Y("answerer:N", sort=list(answerers), title=None, axis=alt.Axis(labelLimit=110)),
        color=alt.Color("answerer:N", scale=_scale(answerers), legend=None),
    )
    axis = alt.Axis(format=",.4~g", tickCount=5, labelOverlap=True)
    strokes = base.mark_tick(thickness=1.5, size=22, opacity=0.5).encode(
        x=alt.X("seconds:Q", title=title, scale=scale, axis=axis),
        tooltip=["paper", "answerer", alt.Tooltip("seconds", format=".2f")],
    )
    median = base.mark_tick(thickness=4, size=30).encode(x=alt.X("median(seconds):Q", title=title, axis=axis))
    return (strokes + median).properties(height=alt.Step(44))


def _scale(answerers: Sequence[str]) -> alt.Scale:
    return alt.Scale(domain=list(answerers), range=[COLOURS[i % len(COLOURS)] for i in range(len(answerers))])


def _colour(answerers: Sequence[str]) -> alt.Color:
    legend: Mapping[str, Any] = (
        {"legend": None}
        if len(answerers) == 1
        else {"legend": alt.Legend(orient="top", title=None, columns=2, labelLimit=150)}
    )
    return alt.Color("answerer:N", scale=_scale(answerers), **legend)
