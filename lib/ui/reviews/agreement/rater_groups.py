"""How far three raters or more agree, or three answerers: all together, by question, by paper, two by two."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from lib.statistics.agreement import FEWEST_ITEMS
from lib.statistics.group_agreement import GroupAgreement
from lib.text.wording import count
from lib.ui.kit.escaping import plain, visible
from lib.ui.reviews.agreement.comparison_cache import PARTS, Kind, Part, SourceComparison
from lib.ui.reviews.review_terms import agreement_line, figure, interval_words

WHO: dict[Kind, str] = {"rater": "raters", "machine": "answerers"}


def draw_group(comparison: SourceComparison, kind: Kind, papers: Mapping[str, str]) -> None:
    """Draw the figures of all of a kind, by question, by paper, and those of every two.

    `papers`: what the papers are called, by their ids.
    """
    group = comparison.group[kind]
    st.markdown(f"**All {group.raters} {WHO[kind]}**")
    st.markdown(plain(group_words(group)))
    rows = [
        f"- {plain(one.title)} and {plain(other.title)}: {plain(agreement_line(found))}"
        for one, other, found in comparison.pairwise[kind]
    ]
    st.markdown("\n".join(rows))
    for part in PARTS:
        with st.expander(f"All {group.raters} {WHO[kind]} by {part}"):
            _draw_table(part, comparison.groups(kind, part), papers if part == "paper" else {})


def _draw_table(part: Part, found: Mapping[str, GroupAgreement], names: Mapping[str, str]) -> None:
    rows = [
        {
            part: visible(names.get(name, name)),
            "judged by two or more": one.items,
            "agree": one.share if one.items >= FEWEST_ITEMS else None,
            "Fleiss’ κ (95 %)": _figure(one.fleiss, one.fleiss_interval, one.complete),
            "Krippendorff’s α (95 %)": _figure(one.alpha, one.alpha_interval, one.items),
            "always the commonest label": one.majority_share if one.items >= FEWEST_ITEMS else None,
        }
        for name, one in found.items()
        if one.items
    ]
    share = st.column_config.ProgressColumn(format="percent", min_value=0.0, max_value=1.0)
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, column_config={"agree": share, "always the commonest label": share}
    )


def _figure(value: float | None, interval: tuple[float, float] | None, items: int) -> str:
    if items < FEWEST_ITEMS:
        return "too few"
    if value is None or interval is None:
        return "undefined"
    return f"{figure(value)} ({interval_words(interval)})"


def group_words(group: GroupAgreement) -> str:
    """Return the figures of several, what is undefined said in words."""
    if not group.items:
        return "Nothing was judged by two of them yet."
    parts = [
        f"{count(group.items, 'item')} judged by two or more: {group.share:.1%} of the pairs of labels are the same",
        f"always the commonest label: {group.majority_share:.1%}",
    ]
    if group.items < FEWEST_ITEMS:
        return (
            "; ".join([*parts, f"too few to tell: Fleiss’ κ and Krippendorff’s α are left out below {FEWEST_ITEMS}"])
            + "."
        )
    if group.complete < FEWEST_ITEMS:
        parts.append(f"Fleiss’ κ is left out: {group.complete:,} judged by all are too few to tell")
    elif group.fleiss is None:
        parts.append(
            f"Fleiss’ κ is undefined: {count(group.complete, 'item')} judged by all, one and the same label throughout"
        )
    else:
        kappa = _figure(group.fleiss, group.fleiss_interval, group.complete)
        parts.append(f"Fleiss’ κ {kappa} on {group.complete:,} judged by all")
    if group.alpha is None:
        parts.append("Krippendorff’s α is undefined: one and the same label throughout")
    else:
        parts.append(f"Krippendorff’s α {_figure(group.alpha, group.alpha_interval, group.items)}")
    return "; ".join(parts) + "."
