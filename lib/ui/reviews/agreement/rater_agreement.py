"""How far raters agree, with one another and with machines, and what they differ on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.errors import SidelightError
from lib.records.reviews import Judgement
from lib.reviews.label_sources import place_of
from lib.statistics.agreement import FEWEST_ITEMS, Agreement
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import plain, shorten, visible
from lib.ui.kit.streamlit_internals import DeltaGenerator
from lib.ui.reviews.agreement import plots
from lib.ui.reviews.agreement.comparison_cache import Pair, SourceComparison, comparison_of
from lib.ui.reviews.agreement.disagreements import draw_disagreements, draw_gold_set
from lib.ui.reviews.agreement.rater_groups import draw_group
from lib.ui.reviews.agreement.source_choice import Labeller, off_scheme_note
from lib.ui.reviews.queue.queue_filters import draw_source, papers_of
from lib.ui.reviews.review_terms import (
    JUDGEMENTS,
    beside_kappa,
    figure,
    interval_words,
    kappa_words,
    label_words,
)
from lib.ui.reviews.route import here, move
from lib.workspace import Workspace

LABEL = 60
UNDEFINED_NAMED = 6
COEFFICIENTS = (
    "Kappa falls where one label is much the commonest, however often two agree; Gwet’s AC1 does not. Weighted κ counts labels "
    "that stand beside one another in their order (correct, partly, wrong) as half agreed; “cannot tell” has no place in it."
)
NOUNS: dict[Judgement, str] = {"correct": "answers", "supported": "answers", "category": "questions of papers"}
"""What is judged; a question of a paper counts once, however many answered it."""


def draw_agreement(workspace: Workspace, top: DeltaGenerator) -> None:
    """Draw progress by rater, two compared, all of them, and the list of what is to be settled."""
    with top:
        place = here()
        chosen = f"sample:{place['sample']}" if place.get("sample") else place.get("source", "")
        source = draw_source(workspace, chosen, "review_agreement_source", _set_source)
        judgement: Judgement = st.segmented_control(
            "Judgement",
            list(JUDGEMENTS),
            default="correct",
            format_func=JUDGEMENTS.__getitem__,
            key="review_judgement",
            label_visibility="collapsed",
            required=True,
            persist_state="session",
        )
    try:
        comparison = comparison_of(workspace, source, judgement)
    except SidelightError as error:
        error_messages.draw_error(error)
        return
    raters = comparison.kind("rater")
    _draw_missing(comparison)
    if raters:
        _draw_progress(raters, len({place_of(item, judgement) for item in comparison.items}))
    if len(comparison.labellers) > 1:
        _draw_pair(workspace, comparison)
    for kind in comparison.group:
        draw_group(comparison, kind, names_of_papers(workspace, comparison))
    draw_disagreements(workspace, comparison.items, comparison.disagreements)
    draw_gold_set(workspace)


def _draw_missing(comparison: SourceComparison) -> None:
    """Draw what agreement still needs, where it needs anything."""
    if len(comparison.labellers) > 1:
        return
    raters = comparison.kind("rater")
    if not raters:
        st.info(
            f"Nobody has judged these {len(comparison.items):,} answers as “{JUDGEMENTS[comparison.judgement]}” yet. "
            "Review some in the queue; agreement needs two who judged the same answers.",
            icon=":material/info:",
        )
        return
    name = next(iter(raters.values())).title
    st.info(
        f"{plain(name)} is the only one so far, so there is nobody to agree with. A second rater reviews the same "
        "answers (“second reading” in the queue), or “what the paper reports” is compared with the answerers.",
        icon=":material/info:",
    )


def _set_source() -> None:
    chosen = str(st.session_state["review_agreement_source"])
    sample = chosen.removeprefix("sample:") if chosen.startswith("sample:") else None
    move(source=None if sample else chosen, sample=sample, answer=None)


def _draw_progress(raters: Mapping[str, Labeller], total: int) -> None:
    frame = pd.DataFrame([{"rater": visible(s.title), "reviewed": len(s.labels)} for s in raters.values()])
    st.altair_chart(plots.progress_by_rater(frame, total), theme="streamlit")


# two


def _draw_pair(workspace: Workspace, comparison: SourceComparison) -> None:
    labellers, judgement = comparison.labellers, comparison.judgement
    ids = list(labellers)
    with st.container(horizontal=True, vertical_alignment="center", key="review_pair"):
        first = _draw_labeller_choice("First", ids, labellers, 0)
        st.markdown("with", width="content")
        second = _draw_labeller_choice("Second", ids, labellers, 1)
    one, other = labellers[first], labellers[second]
    if first == second:
        st.caption("Choose two different ones.")
        return
    pair = comparison.pair(first, second)
    if not pair.overall.n:
        nothing = f"have judged no {NOUNS[judgement]} in common yet, so there is nothing to compare."
        st.info(f"{plain(one.title)} and {plain(other.title)} {nothing}")
        return
    _draw_figures(pair.overall, other.title, judgement)
    for labeller in (one, other):
        if note := off_scheme_note(labeller, judgement):
            st.caption(f":orange[{plain(note)}]")
    if len({label for labels in pair.label_pairs for label in labels}) == 1:
        st.caption(_undefined_note(next(iter(pair.label_pairs))[0]))
    if pair.overall.is_few:
        return
    titles = {question: shorten(visible(question), LABEL) for question in pair.by["question"]}
    kappas = _kappa_frame(pair.by["question"], titles)
    matrix, beside = (st.container(), None) if kappas.empty else st.columns(2, gap="large")
    with matrix:
        st.markdown("**Confusion matrix**")
        st.altair_chart(_confusion(pair, one.title, other.title), theme="streamlit")
    if beside is not None:
        with beside:
            st.markdown("**Cohen’s κ by question**")
            st.altair_chart(plots.kappa_by_part(kappas), theme="streamlit")
    st.markdown("**By question**")
    _draw_table("question", pair.by["question"], titles)
    _draw_undefined(pair.by["question"], titles)
    with st.expander("By paper"):
        _draw_table("paper", pair.by["paper"], names_of_papers(workspace, comparison))


def _draw_labeller_choice(label: str, ids: Sequence[str], labellers: Mapping[str, Labeller], default: int) -> str:
    key = f"review_pair_{label.lower()}"
    if st.session_state.get(key) not in ids:
        st.session_state[key] = ids[default]
    return st.selectbox(
        label,
        ids,
        format_func=lambda one: visible(labellers[one].title) if one in labellers else "",
        key=key,
        label_visibility="collapsed",
        width=330,
        persist_state="session",
    )


def _draw_figures(found: Agreement, second: str, judgement: Judgement) -> None:
    share, kappa, baseline = st.columns(3)
    if found.is_few:
        share.metric("Agree", f"{found.agreed:,} of {found.n:,}")
        share.caption(f"{NOUNS[judgement]}; too few for a share")
        draw_kappa(kappa, found)
        return
    share.metric("Agree", f"{found.share:.1%}")
    share.caption(f"{found.agreed:,} of {found.n:,} {NOUNS[judgement]}{share_words(found)}")
    draw_kappa(kappa, found)
    baseline.metric("Always the commonest label", f"{found.majority_share:.1%}")
    baseline.caption(
        f"{round(found.majority_share * found.n):,} of {found.n:,}: what saying {plain(visible(second))}’s commonest "
        "label every time would reach"
    )


def share_words(found: Agreement) -> str:
    """Return the 95 % interval of the share, behind it; none of so few that it says nothing."""
    if found.is_few or found.share_interval is None:
        return ""
    low, high = found.share_interval
    return f" · 95 % {low:.0%} to {high:.0%}"


def draw_kappa(place: DeltaGenerator, found: Agreement) -> None:
    """Draw kappa with its interval and what stands beside it, or why there is none."""
    if found.is_few or found.kappa is None or found.kappa_interval is None:
        place.metric("Cohen’s κ", "–")
        place.caption(plain(kappa_words(found)))
    else:
        place.metric("Cohen’s κ", figure(found.kappa), help=COEFFICIENTS)
        place.caption(" · ".join([interval_words(found.kappa_interval), *beside_kappa(found)]))


def _undefined_note(label: str) -> str:
    return (
        f"All verdicts of both are “{plain(label_words(label))}”. Where nobody uses a second word, agreement cannot be computed "
        "from chance: the share says how often they agree, kappa says nothing."
    )


def _confusion(pair: Pair, first: str, second: str) -> Any:
    label_counts: Counter[tuple[str, str]] = Counter()
    for (one, other), number in pair.label_pairs.items():
        label_counts[label_words(one), label_words(other)] += number
    labels = sorted({label for two in label_counts for label in two})
    rows = [{"first": a, "second": b, "answers": label_counts[a, b]} for a in labels for b in labels]
    return plots.confusion(pd.DataFrame(rows), visible(first), visible(second))


def names_of_papers(workspace: Workspace, comparison: SourceComparison) -> dict[str, str]:
    """Return what the papers of the items are called, by their ids with a blank between."""
    known = papers_of(workspace, comparison.items)
    keys = dict.fromkeys(" ".join(item.paper_ids) for item in comparison.items)
    return {key: " · ".join(known.get(i, i[:12]) for i in key.split(" ")) for key in keys}


def _kappa_frame(found: Mapping[str, Agreement], names: Mapping[str, str]) -> pd.DataFrame:
    """Return kappa by question with its interval, of those that have one."""
    rows = [
        {"part": names[key], "kappa": a.kappa, "low": a.kappa_interval[0], "high": a.kappa_interval[1], "n": a.n}
        for key, a in found.items()
        if not a.is_few and a.kappa is not None and a.kappa_interval is not None
    ]
    return pd.DataFrame(rows)


def _draw_undefined(found: Mapping[str, Agreement], names: Mapping[str, str]) -> None:
    """Draw which questions have no kappa, and why."""
    if undefined := [names[key] for key, a in found.items() if a.is_few or a.kappa_interval is None]:
        listed = "; ".join(plain(name) for name in undefined[:UNDEFINED_NAMED])
        more = f" and {len(undefined) - UNDEFINED_NAMED} more" if len(undefined) > UNDEFINED_NAMED else ""
        st.caption(
            f"No kappa, as both gave one label throughout or have fewer than {FEWEST_ITEMS} in common: {listed}{more}."
        )


def _draw_table(part: str, found: Mapping[str, Agreement], names: Mapping[str, str]) -> None:
    frame = pd.DataFrame([{part: names.get(key, key)} | table_row(one) for key, one in found.items()])
    st.dataframe(frame, hide_index=True, column_config=TABLE_COLUMNS)


def table_row(one: Agreement) -> dict[str, object]:
    """Return an agreement as a row of a table, kappa in words; of too few the numbers alone."""
    if one.is_few:
        return {
            "agree": None,
            "answers": f"{one.agreed:,} of {one.n:,}",
            "kappa": "too few",
            "ac1": "",
            "commonest": None,
        }
    kappa = "undefined"
    if one.kappa is not None and one.kappa_interval is not None:
        kappa = f"{figure(one.kappa)} ({interval_words(one.kappa_interval)})"
    return {
        "agree": one.share,
        "answers": f"{one.agreed:,} of {one.n:,}",
        "kappa": kappa,
        "ac1": "" if one.ac1 is None else figure(one.ac1),
        "commonest": one.majority_share,
    }


TABLE_COLUMNS = {
    "agree": st.column_config.ProgressColumn("agree", format="percent", min_value=0.0, max_value=1.0),
    "answers": st.column_config.TextColumn("answers", width="small"),
    "kappa": st.column_config.TextColumn("Cohen’s κ (95 %)"),
    "ac1": st.column_config.TextColumn("AC1", width="small", help="Gwet’s, beside kappa"),
    "commonest": st.column_config.ProgressColumn(
        "always the commonest label", format="percent", min_value=0.0, max_value=1.0
    ),
}
