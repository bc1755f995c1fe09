"""How far raters agree, with one another and with machines, and what they differ on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.errors import SidelightError
from lib.reviews.agreement import Agreement
from lib.reviews.group import GroupAgreement
from lib.reviews.queue import QueueItem
from lib.reviews.verdicts import Judgement
from lib.ui import faults
from lib.ui.reviews import plots
from lib.ui.reviews.choices import draw_source, papers_of
from lib.ui.reviews.disagreements import draw_disagreements, draw_gold
from lib.ui.reviews.place import here, move
from lib.ui.reviews.sides import Side, items_of, outside, sides_of
from lib.ui.reviews.words import JUDGEMENTS, agreement_line, figure, interval_words, kappa_words, label_words
from lib.ui.text import plain, shorten, visible
from lib.wording import count
from lib.workspace import Workspace

LABEL = 60


def draw_agreement(workspace: Workspace, top: DeltaGenerator) -> None:
    """Progress by rater, two compared, all of them, and the list of what is to be settled."""
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
        items = items_of(workspace, source)
    except SidelightError as fault:
        faults.say(fault)
        return
    sides = sides_of(workspace, items, judgement)
    raters = {id_: side for id_, side in sides.items() if id_.startswith("rater:")}
    if not raters and len(sides) < 2:
        st.info(
            f"Nobody has judged these {len(items):,} answers as “{JUDGEMENTS[judgement]}” yet. "
            "Review some in the queue; agreement needs two who judged the same answers.",
            icon=":material/info:",
        )
    elif len(sides) < 2:
        name = next(iter(raters.values())).title
        st.info(
            f"{plain(name)} is the only one so far, so there is nobody to agree with. A second rater reviews the same "
            "answers (“second reading” in the queue), or “what the paper reports” is compared with the answerers.",
            icon=":material/info:",
        )
    if raters:
        _draw_progress(raters, len(items))
    if len(sides) > 1:
        _draw_pair(workspace, items, sides, judgement)
    if len(raters) > 2:
        _draw_group(workspace, raters)
    draw_disagreements(workspace, items, judgement)
    draw_gold(workspace)


def _set_source() -> None:
    chosen = str(st.session_state["review_agreement_source"])
    sample = chosen.removeprefix("sample:") if chosen.startswith("sample:") else None
    move(source=None if sample else chosen, sample=sample, answer=None)


def _draw_progress(raters: Mapping[str, Side], total: int) -> None:
    frame = pd.DataFrame([{"rater": visible(s.title), "reviewed": len(s.labels)} for s in raters.values()])
    st.altair_chart(plots.progress_by_rater(frame, total), theme="streamlit")


# two


def _draw_pair(
    workspace: Workspace, items: Sequence[QueueItem], sides: Mapping[str, Side], judgement: Judgement
) -> None:
    ids = list(sides)
    with st.container(horizontal=True, vertical_alignment="center", key="review_pair"):
        first = _choose("First", ids, sides, 0)
        st.markdown("with", width="content")
        second = _choose("Second", ids, sides, 1)
    one, other = sides[first], sides[second]
    if first == second:
        st.caption("Choose two different ones.")
        return
    reviews = workspace.reviews
    found = reviews.agreement(one.labels, other.labels)
    if not found.n:
        st.info(f"{plain(one.title)} and {plain(other.title)} have judged no answer in common yet.")
        return
    _draw_figures(found, other.title)
    for side in (one, other):
        if strange := outside(side, judgement):
            st.caption(f":orange[{plain(strange)}]")
    if one.labels.keys() & other.labels.keys() and _one_label(one, other):
        st.caption(_undefined(one, other))
    left, right = st.columns(2, gap="large")
    with left:
        titles = {item.question: shorten(visible(item.question), LABEL) for item in items}
        _draw_parts("question", reviews.agreement_by("question", judgement, one.labels, other.labels, items), titles)
    with right:
        st.markdown("**Who said what**")
        st.altair_chart(_confusion(one, other), theme="streamlit")
    with st.expander("By paper"):
        by_paper = reviews.agreement_by("paper", judgement, one.labels, other.labels, items)
        known = papers_of(workspace, list(items))
        names = {key: " · ".join(known.get(i, i[:12]) for i in key.split(" ")) for key in by_paper}
        _draw_table("paper", by_paper, names)


def _choose(label: str, ids: Sequence[str], sides: Mapping[str, Side], default: int) -> str:
    key = f"review_pair_{label.lower()}"
    if st.session_state.get(key) not in ids:
        st.session_state[key] = ids[default]
    return st.selectbox(
        label,
        ids,
        format_func=lambda one: visible(sides[one].title) if one in sides else "",
        key=key,
        label_visibility="collapsed",
        width=330,
        persist_state="session",
    )


def _draw_figures(found: Agreement, second: str) -> None:
    share, kappa, baseline = st.columns(3)
    share.metric("Agree", f"{found.share:.1%}")
    share.caption(f"{found.agreed:,} of {found.n:,} answers")
    draw_kappa(kappa, found)
    baseline.metric("Always the commonest label", f"{found.majority_share:.1%}")
    baseline.caption(
        f"{round(found.majority_share * found.n):,} of {found.n:,}: what saying {plain(visible(second))}’s commonest "
        "label every time would reach"
    )


def draw_kappa(place: DeltaGenerator, found: Agreement) -> None:
    """Nothing; kappa stands there with its interval, or why there is none."""
    if found.kappa is None or found.kappa_interval is None:
        place.metric("Cohen’s κ", "–")
        place.caption(plain(kappa_words(found)))
    else:
        place.metric("Cohen’s κ", figure(found.kappa))
        place.caption(interval_words(found.kappa_interval))


def _one_label(one: Side, other: Side) -> bool:
    both = one.labels.keys() & other.labels.keys()
    return len({one.labels[i] for i in both} | {other.labels[i] for i in both}) == 1


def _undefined(one: Side, other: Side) -> str:
    label = one.labels[next(iter(one.labels.keys() & other.labels.keys()))]
    return (
        f"All verdicts of both are “{plain(label_words(label))}”. Where nobody uses a second word, agreement cannot be told "
        "from chance: the share says how often they agree, kappa says nothing."
    )


def _confusion(one: Side, other: Side) -> Any:
    both = one.labels.keys() & other.labels.keys()
    pairs = Counter((label_words(one.labels[i]), label_words(other.labels[i])) for i in both)
    labels = sorted({label for pair in pairs for label in pair})
    rows = [{"first": a, "second": b, "answers": pairs[a, b]} for a in labels for b in labels]
    return plots.confusion(pd.DataFrame(rows), visible(one.title), visible(other.title))


def _draw_parts(part: Literal["question"], found: Mapping[str, Agreement], names: Mapping[str, str]) -> None:
    st.markdown(f"**By {part}**")
    rows = [
        {"part": names[key], "kappa": a.kappa, "low": a.kappa_interval[0], "high": a.kappa_interval[1], "n": a.n}
        for key, a in found.items()
        if a.kappa is not None and a.kappa_interval is not None
    ]
    if rows:
        st.altair_chart(plots.kappa_by_part(pd.DataFrame(rows)), theme="streamlit")
    if undefined := [names[key] for key, a in found.items() if a.kappa is None]:
        told = "; ".join(plain(name) for name in undefined[:6])
        more = f" and {len(undefined) - 6} more" if len(undefined) > 6 else ""
        st.caption(f"Undefined, as both gave one label throughout: {told}{more}.")
    _draw_table(part, found, names)


def _draw_table(part: str, found: Mapping[str, Agreement], names: Mapping[str, str]) -> None:
    frame = pd.DataFrame([{part: names.get(key, key)} | table_row(one) for key, one in found.items()])
    st.dataframe(frame, hide_index=True, column_config=TABLE_COLUMNS)


def table_row(one: Agreement) -> dict[str, object]:
    """An agreement as a row of a table, kappa in words."""
    return {
        "agree": one.share,
        "answers": f"{one.agreed:,} of {one.n:,}",
        "kappa": kappa_words(one) if one.kappa is not None else "undefined",
        "commonest": one.majority_share,
    }


TABLE_COLUMNS = {
    "agree": st.column_config.ProgressColumn("agree", format="percent", min_value=0.0, max_value=1.0),
    "answers": st.column_config.TextColumn("answers", width="small"),
    "kappa": st.column_config.TextColumn("Cohen’s κ (95 %)"),
    "commonest": st.column_config.ProgressColumn(
        "always the commonest label", format="percent", min_value=0.0, max_value=1.0
    ),
}


# all of them


def _draw_group(workspace: Workspace, raters: Mapping[str, Side]) -> None:
    group = workspace.reviews.group_agreement({side.title: side.labels for side in raters.values()})
    if group is None:
        return
    st.markdown(f"**All {group.raters} raters**")
    st.markdown(plain(group_words(group)))
    rows = []
    sides = list(raters.values())
    for i, one in enumerate(sides):
        for other in sides[i + 1 :]:
            found = workspace.reviews.agreement(one.labels, other.labels)
            rows.append(f"- {plain(one.title)} and {plain(other.title)}: {plain(agreement_line(found))}")
    st.markdown("\n".join(rows))


def group_words(group: GroupAgreement) -> str:
    """The figures of several raters, what is undefined said in words."""
    if not group.items:
        return "No answer was judged by two of them yet."
    parts = [
        f"{count(group.items, 'answer')} judged by two or more: {group.share:.1%} of the pairs of verdicts are the same"
    ]
    parts.append(f"always the commonest label: {group.majority_share:.1%}")
    if group.fleiss is not None and group.fleiss_interval is not None:
        parts.append(
            f"Fleiss’ κ {figure(group.fleiss)} ({interval_words(group.fleiss_interval)}) on {group.complete:,} judged by all"
        )
    else:
        parts.append(
            f"Fleiss’ κ is undefined: {count(group.complete, 'answer')} judged by all, or one and the same label throughout"
        )
    if group.alpha is not None and group.alpha_interval is not None:
        parts.append(f"Krippendorff’s α {figure(group.alpha)} ({interval_words(group.alpha_interval)})")
    else:
        parts.append("Krippendorff’s α is undefined: one and the same label throughout")
    return "; ".join(parts) + "."
