"""Labels from elsewhere: tables that are imported, voted on, and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from lib.errors import SidelightError
from lib.importing.label_table import Comparison, compare_labels, votes_of
from lib.records.reviews import Label, LabelTable
from lib.text.wording import count
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import NAME_LETTERS, WORD_LETTERS, plain, visible
from lib.ui.kit.streamlit_internals import DeltaGenerator
from lib.ui.reviews.agreement.rater_agreement import TABLE_COLUMNS, draw_kappa, table_row
from lib.ui.reviews.importing.label_import import draw_label_import
from lib.ui.reviews.importing.verdict_import import draw_import_result
from lib.ui.reviews.table_cache import TableSource, all_sources, label_shares, labels_in, labels_of
from lib.workspace import Workspace

REMOVING = "review_table_removing"


def draw_label_tables(workspace: Workspace, top: DeltaGenerator) -> None:
    """Draw the tables there are, a new one, and the comparison of two sources."""
    tables = workspace.labels.tables()
    if not tables:
        st.write(
            "Labels that people or models gave elsewhere, as CSV or Excel: one row a label, or one row a paper with a "
            "column for each question. They can be combined by vote, and compared with your raters and answerers. Verdicts on "
            "answers, one row each with its rater, are imported the same way and kept beside those given here."
        )
    draw_import_result()
    with st.expander("Import a table", icon=":material/upload:", expanded=not tables):
        draw_label_import(workspace)
    for table in tables:
        _draw_table(workspace, table)
    sources = all_sources(workspace)
    if len(sources) > 1:
        _draw_comparison(workspace, sources)


def _draw_table(workspace: Workspace, table: LabelTable) -> None:
    labels = labels_in(workspace, table)
    sources = list(dict.fromkeys(label.source for label in labels))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"review_row_{table.id}"):
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{plain(table.name, NAME_LETTERS)}**")
            named = ", ".join(plain(name, WORD_LETTERS) for name in sources[:6]) + (" …" if len(sources) > 6 else "")
            st.caption(f"{count(table.size, 'label')} by {named} · {day(table.created_at)}")
        if st.session_state.get(REMOVING) == table.id:
            st.button(
                "Remove it", key=f"review_table_gone_{table.id}", type="primary", on_click=_remove,
                args=(workspace, table.id),
            )  # fmt: skip
            st.button("Keep it", key=f"review_table_keep_{table.id}", on_click=_ask_removal, args=(None,))
        else:
            st.button(
                "", key=f"review_table_remove_{table.id}", icon=":material/delete:", type="tertiary",
                help="Remove this table", on_click=_ask_removal, args=(table.id,),
            )  # fmt: skip


def _ask_removal(table_id: str | None) -> None:
    st.session_state[REMOVING] = table_id


def _remove(workspace: Workspace, table_id: str) -> None:
    workspace.labels.remove(table_id)
    st.session_state.pop(REMOVING, None)


# two sources


def _draw_comparison(workspace: Workspace, sources: Mapping[str, TableSource]) -> None:
    st.markdown("**Compare**")
    names = {id_: visible(source.title) for id_, source in sources.items()}
    ids = list(sources)
    _drop_removed("review_compare_first", ids, ids[1:2])
    if st.session_state.get("review_compare_second") not in ids:
        st.session_state["review_compare_second"] = ids[0]
    left, right = st.columns(2)
    first = left.multiselect(
        "One source, or the vote of several",
        ids,
        format_func=lambda one: names.get(one, ""),
        key="review_compare_first",
        persist_state="session",
    )
    second = right.selectbox(
        "With",
        ids,
        format_func=lambda one: names.get(one, ""),
        key="review_compare_second",
        persist_state="session",
    )
    if not first:
        st.caption("Choose the source that is compared; of several, their vote is.")
        return
    ours = compared_labels(workspace, [sources[one] for one in first])
    title = names[first[0]] if len(first) == 1 else f"Vote of {len(first)}"
    st.caption(f"{plain(title)}: {count(len(ours), 'label')} – {plain(label_shares(one.label for one in ours))}")
    try:
        comparison = compare_labels(ours, labels_of(workspace, sources[second]))
    except SidelightError as error:
        st.info(
            plain(
                f"{error.message} Questions and papers must have the same names in both; names can be set as a table is imported."
            ),
            icon=":material/info:",
        )
        return
    draw_label_agreement(comparison, title, names[second])


def _drop_removed(key: str, ids: Sequence[str], default: Sequence[str]) -> None:
    """Drop from a choice of several those that are gone."""
    chosen = [one for one in st.session_state.get(key, default) if one in ids]
    st.session_state[key] = chosen


def compared_labels(workspace: Workspace, sources: Sequence[TableSource]) -> list[Label]:
    """Return the labels of one source; of several, their vote."""
    if len(sources) == 1:
        return labels_of(workspace, sources[0])
    # Two tables may call a source alike: each votes under a name of its own.
    labels = [
        Label(one.paper_key, one.question, source.id, one.label)
        for source in sources
        for one in labels_of(workspace, source)
    ]
    return votes_of(labels, [source.id for source in sources])


def draw_label_agreement(comparison: Comparison, first: str, second: str) -> None:
    """Draw the agreement over all and by question, always beside what the commonest label would reach."""
    overall = comparison.overall
    agree, kappa, baseline = st.columns(3)
    agree.metric("Agree", f"{overall.agreed:,} of {overall.n:,}")
    agree.caption(
        "of the labels that both gave" if overall.is_few else f"{overall.share:.1%} of the labels that both gave"
    )
    draw_kappa(kappa, overall)
    baseline.metric("Always each question’s commonest label", f"{comparison.majority:,} of {overall.n:,}")
    baseline.caption(f"{comparison.majority / overall.n:.1%}, going by {plain(second)}")
    if overall.agreed < comparison.majority:
        st.caption(
            f":orange[{plain(first)} agrees less with {plain(second)} than always saying the commonest label would.]"
        )
    if comparison.unlabelled:
        st.caption(f"{count(comparison.unlabelled, 'cell')} that one of them left without a label are not counted.")
    rows = [{"question": visible(question)} | table_row(one) for question, one in comparison.questions.items()]
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=TABLE_COLUMNS)
