"""How far raters are with a sample, and how far those agree who have judged all of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import streamlit as st

from lib.records.reviews import Sample
from lib.ui.kit.escaping import WORD_LETTERS, plain
from lib.ui.reviews.review_terms import JUDGEMENTS, agreement_line
from lib.workspace import Workspace


def sample_progress(workspace: Workspace, sample: Sample) -> dict[str, int]:
    """Return how many answers of the sample each rater has judged, by name."""
    wanted = set(sample.answer_ids)
    items = [item for item in workspace.reviews.items() if item.answer_id in wanted]
    return {rater: len(ids) for rater, ids in sorted(workspace.reviews.judged_by(items).items())}


def progress_words(sample: Sample, done: Mapping[str, int]) -> str:
    """Return how far each rater is: "Ada 20 of 20 · Ben 12 of 20"."""
    total = len(sample.answer_ids)
    return " · ".join(f"{rater[:WORD_LETTERS]} {number:,} of {total:,}" for rater, number in done.items())


def draw_sample_agreement(workspace: Workspace, sample: Sample, rater: str) -> None:
    """Draw how far the rater agrees with each other one who has judged all of the sample too; else who is how far."""
    done = sample_progress(workspace, sample)
    complete = [name for name, number in done.items() if number >= len(sample.answer_ids)]
    if rater not in complete or len(complete) < 2:
        if len(done) > 1 or (done and rater not in done):
            st.caption(plain(progress_words(sample, done)))
        st.caption("Agreement is shown here once two raters have judged the whole sample.")
        return
    wanted = set(sample.answer_ids)
    items = [item for item in workspace.reviews.items() if item.answer_id in wanted]
    lines = []
    for judgement, words in JUDGEMENTS.items():
        labels = workspace.reviews.labels(judgement, items)
        for one, other in combinations([name for name in complete if name in labels], 2):
            found = workspace.reviews.agreement(labels[one], labels[other], judgement)
            if found.n:
                lines.append(f"- {plain(one)} and {plain(other)}, {words}: {plain(agreement_line(found))}")
    st.markdown("\n".join(["**How far those agree who judged the whole sample**", "", *lines]))
