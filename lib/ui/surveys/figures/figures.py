"""The figures of a survey: how each answerer fared, where they agree, by question, by paper, by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.answering.answerer import OFFLINE
from lib.records.final_values import FinalValue
from lib.records.plan import SurveyPlan
from lib.records.surveys import CellRow, SurveyHead
from lib.surveys.categories import Ground
from lib.surveys.comparing import AnswererFigures, agreements, figures, votes
from lib.text.wording import count
from lib.ui.kit.answerer_choice import answerer_label
from lib.ui.kit.escaping import plain, shorten, visible
from lib.ui.surveys.figures import figure_frames, final_values, plots
from lib.ui.surveys.matrix.matrix import FINAL, planned_title
from lib.ui.surveys.route import draw_choice
from lib.ui.surveys.survey_terms import answerer_name, answerer_names
from lib.ui.surveys.visible_values import visible_finals
from lib.workspace import Workspace

OF = {FINAL: "Final values", "answerers": "Answerers"}
"""What the figures are of: what the cells are held to be, or what each answerer said."""
ALL = -1
"""All questions together, in the choice of one."""
SHARE = {
    "share": st.column_config.ProgressColumn("share", format="percent", min_value=0.0, max_value=1.0),
    "commonest": st.column_config.NumberColumn("always the commonest", format="percent"),
}
YEAR = {"year": st.column_config.NumberColumn("year", format="%d")}
KAPPA = {"kappa": st.column_config.NumberColumn("Cohen’s κ", format="%.2f", help="Empty where it is undefined")}
SECONDS = {"seconds": st.column_config.NumberColumn("seconds", format="%.2f")}


def draw_figures(workspace: Workspace, head: SurveyHead) -> None:
    """Draw all figures and plots; of a survey that runs, of its cells so far."""
    rows = workspace.surveys.rows(head.id)
    if not rows:
        st.caption("There are no figures before the first cell is finished.")
        return
    of = draw_choice("Figures of", "figures", OF, FINAL)
    if of == FINAL:
        finals = visible_finals(workspace, head)
        _draw_of_final_values(head.plan, list(finals.values()), rows)
        return
    known = answerer_names(workspace)
    names = {one: answerer_name(one, known) for one in head.plan.answerers}
    if len(set(names.values())) < len(names):  # two of one name: tell them by their ids
        names = {one: visible(one) for one in names}
    st.caption(plain(_ground(head, rows)))
    _draw_frame(pd.DataFrame([_line(names[one.answerer], one) for one in figures(rows, head.plan.answerers)]))
    left, right = st.columns(2, gap="large")
    with left:
        _draw_by_question(head.plan, rows, names)
    with right:
        if len(names) > 1:
            _draw_agreement(head.plan, rows, names)
        _draw_by_year(head.plan, rows, names)
        _draw_time(head.plan, rows, names)
    _draw_tables(head.plan, rows, names)


def _draw_of_final_values(plan: SurveyPlan, finals: Sequence[FinalValue], rows: Sequence[CellRow]) -> None:
    """Draw the figures of what the cells are held to be, and whose word how many of them are."""
    names = {FINAL: "final value"}
    st.caption(plain(f"{final_values.layers_sentence(finals)} {Ground.of(rows).words(answerer_label)}".strip()))
    counted = final_values.as_rows(finals)
    left, right = st.columns(2, gap="large")
    with left:
        _draw_by_question(plan, counted, names)
    with right:
        _draw_by_year(plan, counted, names)
        st.markdown(f"**{plain(final_values.review_sentence(finals))}**")
        _draw_frame(final_values.by_layer(plan, finals))


def _ground(head: SurveyHead, rows: Sequence[CellRow]) -> str:
    """Return what the figures are of, and by what rule the categories were given."""
    size = head.plan.size
    of = f"All {count(size, 'cell')}" if len(rows) == size else f"{len(rows):,} of {count(size, 'cell')}, so far"
    return f"{of}. {Ground.of(rows).words(answerer_label)}".strip()


def _draw_figure(title: str, chart: Any, note: str, table: pd.DataFrame, columns: Mapping[str, Any]) -> None:
    """Draw one figure: the sentence that it shows, the plot, what it is of, and the table behind it on demand."""
    st.markdown(f"**{plain(title)}**")
    if chart is not None:
        st.altair_chart(chart, theme="streamlit")
    st.caption(plain(note))
    if len(table):
        with st.expander("As a table"):
            st.dataframe(table, hide_index=True, column_config=dict(columns))


def _draw_by_question(plan: SurveyPlan, rows: Sequence[CellRow], names: Mapping[str, str]) -> None:
    frame = figure_frames.by_question(plan, rows, names)
    several = len(names) > 1
    note = (
        f"{count(len(plan.papers), 'paper')}. Of each question those papers count whose cell is finished and did not fail"
        + (
            ", for each answerer its own; the numbers are in the table."
            if several
            else ": the second number at the bar."
        )
    )
    few = frame["papers"] < figure_frames.FEW_PAPERS
    if few.any():
        note += f" Of fewer than {figure_frames.FEW_PAPERS} papers there is no bar."
    chart = None if frame.empty or (several and few.all()) else plots.share_by_question(frame, list(names.values()))
    _draw_figure(figure_frames.question_sentence(frame), chart, note, frame, SHARE)


def _draw_by_year(plan: SurveyPlan, rows: Sequence[CellRow], names: Mapping[str, str]) -> None:
    counts = figure_frames.papers_by_year(plan)
    if len(counts) < 2:
        return
    title, choice = st.container(), st.container()
    labels = {ALL: "all questions together"} | dict(figure_frames.question_labels(plan))
    question = choice.selectbox(
        "Question", list(labels), format_func=lambda one: labels[one], key="survey_year_question", width=340,
        label_visibility="collapsed",
    )  # fmt: skip
    frame = figure_frames.by_year(plan, rows, names, None if question == ALL else question)
    title.markdown(f"**{plain(figure_frames.year_sentence(frame))}**")
    years = int(counts["year"].min()), int(counts["year"].max())
    if frame["enough"].any():
        st.altair_chart(plots.share_by_year(frame, list(names.values()), years), theme="streamlit")
    st.altair_chart(plots.papers_by_year(counts, years), theme="streamlit")
    without = len(plan.papers) - int(counts["papers"].sum())
    left_out = f"; {count(without, 'paper')} without a year left out" if without else ""
    st.caption(
        f"n = {count(int(counts['papers'].sum()), 'paper')}{left_out}. Years with fewer than {figure_frames.FEW_PAPERS} papers "
        "have a bar and no share; lines join years in a row that have more."
    )
    with st.expander("As a table"):
        st.dataframe(frame.drop(columns=["enough", "run"]), hide_index=True, column_config=SHARE | YEAR)


def _draw_agreement(plan: SurveyPlan, rows: Sequence[CellRow], names: Mapping[str, str]) -> None:
    frame = figure_frames.by_pair(agreements(rows, plan.answerers), names)
    known = frame[frame["share"].notna()]
    note = (
        f"n = {_range(known['n'])} cells, those that neither of the two failed. Always the commonest category of the second "
        f"would agree in {_percents(known['commonest'])}."
        if len(known)
        else "Cells that neither of two failed are compared."
    )
    chart = plots.agreement_grid(known, list(names.values())) if len(known) else None
    _draw_figure(figure_frames.pair_sentence(frame), chart, note, frame, SHARE | KAPPA)


def _range(numbers: pd.Series) -> str:
    low, high = int(numbers.min()), int(numbers.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _percents(shares: pd.Series) -> str:
    low, high = f"{shares.min():.0%}", f"{shares.max():.0%}"
    return low if low == high else f"{low} to {high}"


def _draw_time(plan: SurveyPlan, rows: Sequence[CellRow], names: Mapping[str, str]) -> None:
    frame = figure_frames.by_paper(plan, rows, names)
    chart = None if frame.empty else plots.seconds_by_paper(frame, list(names.values()))
    note = figure_frames.time_note(frame, len(plan.questions)) if len(frame) else "It is shown as soon as one has."
    _draw_figure(figure_frames.time_sentence(frame), chart, note, frame, SECONDS)


def _draw_tables(plan: SurveyPlan, rows: Sequence[CellRow], names: Mapping[str, str]) -> None:
    by_question: dict[int, list[CellRow]] = {q: [] for q in range(len(plan.questions))}
    for row in rows:
        by_question[row.question].append(row)
    disputed = [vote for vote in votes(rows) if vote.disputed] if len(names) > 1 else []
    with st.expander("All figures by question"):
        labels = figure_frames.question_labels(plan)
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
    with st.expander("All figures by paper"):
        titles = {paper.id: shorten(planned_title(paper), figure_frames.TITLE) for paper in plan.papers}
        _draw_frame(_places_frame(by_paper, titles, plan.answerers, names, of_paper, "paper"))


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
        "not applicable": one.not_applicable,
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
