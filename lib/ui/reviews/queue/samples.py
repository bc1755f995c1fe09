"""Samples: drawn at random with a seed that is kept, to be reviewed by one rater or by several."""

from __future__ import annotations

import secrets

import streamlit as st

from lib.errors import SidelightError
from lib.ui.kit.escaping import SHORT_NAME_LETTERS, plain
from lib.ui.reviews.queue.rater_queue import RaterQueue
from lib.ui.reviews.queue.sample_progress import progress_words, sample_progress
from lib.ui.reviews.review_terms import BLIND, STRATA, sample_line
from lib.ui.reviews.route import move
from lib.workspace import Workspace

SEED = "review_sample_seed"
"""The seed that the form offers, made up once for each sample."""
LARGEST_SEED = 999_999
USUAL_SIZE = 20
"""Answers that the form of a new sample offers."""


def draw_samples(workspace: Workspace, queue: RaterQueue) -> None:
    """Draw the form of a new sample of what the queue means, and the samples there are."""
    if SEED not in st.session_state:
        st.session_state[SEED] = secrets.randbelow(LARGEST_SEED) + 1
    total = len(queue.all_ids)
    st.caption(f"Drawn from the {total:,} answers that the source and the filters name. The seed draws it again.")
    with st.form("review_sample_form", border=False):
        name = st.text_input("Name", key="review_sample_name", placeholder="such as “Pilot”", max_chars=120)
        left, right = st.columns(2)
        size = left.number_input("Answers", 1, max(1, total), min(USUAL_SIZE, max(1, total)), key="review_sample_size")
        offered = st.session_state[SEED]
        seed = right.number_input("Seed", 0, LARGEST_SEED, offered, key=f"{SEED}_{offered}")
        strata = st.selectbox("Stratified by", list(STRATA), format_func=STRATA.__getitem__, key="review_sample_strata")
        hidden = st.selectbox("Raters see", list(BLIND), format_func=BLIND.__getitem__, key="review_sample_blind")
        if st.form_submit_button("Draw", type="primary", key="review_sample_draw", disabled=not total):
            try:
                sample = workspace.reviews.draw_sample(name, queue.wanted, int(size), int(seed), strata, hidden)
            except SidelightError as error:
                st.error(plain(error.message), icon=":material/error:")
                return
            st.session_state.pop(SEED, None)
            move(sample=sample.id, source=None, answer=None)
            st.rerun()
    for sample in workspace.reviews.samples():
        st.button(
            plain(sample.name, SHORT_NAME_LETTERS),
            key=f"review_sample_open_{sample.id}",
            type="tertiary",
            on_click=move,
            kwargs={"sample": sample.id, "source": None, "answer": None},
        )
        st.caption(plain(sample_line(sample)))
        if done := sample_progress(workspace, sample):
            st.caption(plain(progress_words(sample, done)))
