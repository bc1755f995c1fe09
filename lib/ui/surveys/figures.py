"""The figures of a survey: how each answerer fared, where they agree, by question, by paper, by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.storage.surveys import CellRow, SurveyHead
from lib.surveys.comparing import AnswererFigures, agreements, figures, votes
from lib.surveys.plan import SurveyPlan
from lib.ui.models import OFFLINE
from lib.ui.surveys import plots
from lib.ui.surveys.matrix import planned_title
from lib.ui.surveys.words import answerer_name, answerer_names
from lib.ui.text import shorten, visible
from lib.workspace import Workspace

LABEL = 40
TITLE = 90


def draw_figures(workspace: Workspace, head: SurveyHead) -> None:
    """All figures and plots; of a survey that runs, of its cells so far."""
    rows = workspace.surveys.rows(head.id)
    if not rows:
        st.caption("There are no figures before the first cell is finished.")
        return
    known = answerer_names(workspace)
    names = {one: answerer_name(one, known) for one in head.plan.answerers}
    if len(set(names.values())) < len(names):  # two of one name: tell them by their ids
        names = {one: visible(one) for one in names}
    st.markdown("**By answerer**")
    _draw_frame(pd.DataFrame([_line(names[one.answerer], one) for one in figures(rows, head.plan.answerers)]))
    by_question: dict[int, list[CellRow]] = {q: [] for q in range(len(head.plan.questions))}
    for row in rows:
        by_question[row.question].append(row)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Reported, by question**")
        labels = question_labels(head.plan)
        _chart(plots.share_by_question(_shares(by_question, labels, names, "question"), list(names.values())))
    with right:
        if len(names) > 1:
            _draw_agreement(head.plan, rows, names)
        _draw_by_year(head.plan, rows, names)
        st.markdown("**Time for a paper**")
        _chart(plots.seconds_by_paper(_seconds(rows, names), list(names.values())))
    _draw_tables(head.plan, rows, by_question, names)


def question_labels(plan: SurveyPlan) -> dict[int, str]:
    """What stands for each question on an axis."""
    return {q: shorten(visible(question.label or question.text), LABEL) for q, question in enumerate(plan.questions)}


def _draw_agreement(plan: SurveyPlan, rows: Sequence[CellRow], names: Mapping[str, str]) -> None:
    pairs = agreements(rows, plan.answerers)
    frame = pd.DataFrame(
        [
            {
                "first": names[pair.first],
                "second": names[pair.second],
                "share": pair.agreement.share,
                "kappa": pair.agreement.kappa,
                "n": pair.agreement.n,
            }
            for pair in pairs
        ]
    )
    st.markdown("**Agreement between answerers**")
    _chart(plots.agreement_grid(frame, list(names.values())))
    told = [
        f"{visible(names[pair.first])} and {visible(names[pair.second])}: {pair.agreement.agreed:,} of {pair.agreement.n:,}"
        + (f", κ {pair.agreement.kappa:.2f}" if pair.agreement.kappa is not None else "")
        for pair in pairs
    ]
    st.caption("The same category on cells that neither failed. " + " · ".join(told))


def _draw_by_year(plan: SurveyPlan, rows: Sequence[CellRow], names: Mapping[str, str]) -> None:
    year_of = {paper.id: paper.year for paper in plan.papers}
    by_year: dict[int, list[CellRow]] = defaultdict(list)
    for row in rows:
        year = year_of.get(row.paper_id)
        if year is not None:
            by_year[year].append(row)
    if len(by_year) > 1:
        st.markdown("**Reported, by year**")
        frame = _shares(dict(sorted(by_year.items())), {year: str(year) for year in by_year}, names, "year")
        _chart(plots.share_by_year(frame, list(names.values())))


def _draw_tables(
    plan: SurveyPlan, rows: Sequence[CellRow], by_question: Mapping[int, list[CellRow]], names: Mapping[str, str]
) -> None:
    disputed = [vote for vote in votes(rows) if vote.disputed] if len(names) > 1 else []
    with st.expander("By question, as a table"):
        labels = question_labels(plan)
        of_question: dict[int, int] = defaultdict(int)
        for vote in disputed:
            of_question[vote.question] += 1
        _draw_frame(_places_frame(by_question, labels, plan.answerers, names, of_question, "question"))
    by_paper: dict[str, list[CellRow]] = defaultdict(list)
    for row in rows:
        by_paper[row.paper_id].append(row)
    of_paper: dict[str, int] = defaultdict(int)
    for vote in disputed:
        of_paper[vote.paper_id] += 1
    with st.expander("By paper, as a table"):
        titles = {paper.id: shorten(planned_title(paper), TITLE) for paper in plan.papers}
        _draw_frame(_places_frame(by_paper, titles, plan.answerers, names, of_paper, "paper"))


def _shares(
    groups: Mapping[Any, Sequence[CellRow]], labels: Mapping[Any, str], names: Mapping[str, str], of: str
) -> pd.DataFrame:
    """One row a group and answerer with the share of reported cells; where all failed there is none."""
    made = [(labels[group], one) for group, rows in groups.items() for one in figures(rows, list(names))]
    lines = [[label, names[one.answerer], one.share, one.cells] for label, one in made if one.share is not None]
    return pd.DataFrame(lines, columns=[of, "answerer", "share", "cells"])


def _seconds(rows: Sequence[CellRow], names: Mapping[str, str]) -> pd.DataFrame:
    took: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        took[row.paper_id, row.answerer] += row.figures.get("seconds", 0.0)
    lines = [{"answerer": names[who], "seconds": seconds} for (_, who), seconds in took.items() if who in names]
    return pd.DataFrame(lines, columns=["answerer", "seconds"])


def _places_frame(
    groups: Mapping[Any, Sequence[CellRow]],
    labels: Mapping[Any, str],
    answerers: Sequence[str],
    names: Mapping[str, str],
    disputed: Mapping[Any, int],
    of: str,
) -> pd.DataFrame:
    lines = [
        {of: labels[group]}
        | _line(names[one.answerer], one)
        | ({"disputed": disputed.get(group, 0)} if len(names) > 1 else {})
        for group, rows in groups.items()
        for one in figures(rows, answerers)
    ]
    return pd.DataFrame(lines)


def _line(name: str, one: AnswererFigures) -> dict[str, Any]:
    return {
        "answerer": name,
        "share": one.share,
        "reported": one.reported,
        "not reported": one.not_reported,
        "unclear": one.unclear,
        "failed": one.failed,
        "seconds": one.seconds,
        "seconds a cell": one.seconds / one.cells if one.cells else None,
        "tokens in": one.input,
        "tokens out": one.output,
        "cost": 0.0 if one.answerer == OFFLINE else one.cost,
    }


def _draw_frame(frame: pd.DataFrame) -> None:
    st.dataframe(
        frame,
        hide_index=True,
        column_config={
            "share": st.column_config.ProgressColumn("reported, share", format="percent", min_value=0.0, max_value=1.0),
            "seconds": st.column_config.NumberColumn("seconds", format="%.1f"),
            "seconds a cell": st.column_config.NumberColumn("seconds a cell", format="%.2f"),
            "tokens in": st.column_config.NumberColumn("tokens in", format="localized"),
            "tokens out": st.column_config.NumberColumn("tokens out", format="localized"),
            "cost": st.column_config.NumberColumn("cost", format="dollar", help="Empty where no price is known"),
        },
    )


def _chart(chart: Any) -> None:
    st.altair_chart(chart, theme="streamlit")
