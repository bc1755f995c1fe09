"""The queue: what is to be reviewed, one answer after the other, each beside its evidence."""

from __future__ import annotations

import streamlit as st

from lib.errors import SidelightError
from lib.exporting.export_rows import Export, only_by
from lib.exporting.methods_paragraph import Compared
from lib.records.reviews import Blind, Sample
from lib.reviews.queue import QueueItem
from lib.statistics.agreement import pairwise
from lib.text.wording import count
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import plain
from lib.ui.kit.export_button import Takeaway, draw_export, papers_state
from lib.ui.kit.person import who_judges
from lib.ui.kit.session import go
from lib.ui.kit.streamlit_internals import DeltaGenerator
from lib.ui.reviews.queue.bar import bar_data, hear, show_bar
from lib.ui.reviews.queue.open_answer import draw_opened
from lib.ui.reviews.queue.queue_filters import draw_choices
from lib.ui.reviews.queue.queue_list import queue_list
from lib.ui.reviews.queue.rater import blind, draw_asking, draw_rater, go_on
from lib.ui.reviews.queue.rater_queue import END, Desk, clear_desk, open_desk
from lib.ui.reviews.review_terms import ONLY, sample_line
from lib.ui.reviews.route import here, move, wanted_of
from lib.workspace import Workspace


def draw_queue(workspace: Workspace, top: DeltaGenerator) -> None:
    """The choice of what to review, the progress, and the open answer."""
    if not workspace.surveys.heads() and not workspace.answers(limit=1):
        _draw_nothing_yet()
        return
    name = who_judges()
    if not name:
        draw_asking()
        return
    wanted = wanted_of(here())
    try:
        sample = workspace.reviews.sample(wanted.sample) if wanted.sample else None
        desk = open_desk(workspace, wanted, name)
    except SidelightError as fault:  # a sample that is gone
        error_messages.say(fault)
        st.button("All answers", key="review_all", on_click=move, kwargs={"sample": None, "answer": None})
        return
    hidden = _hidden(sample)
    hear(workspace, desk, hidden, wanted.sample)
    desk.listed = queue_list(workspace, desk, plainly=not hidden)
    _draw_head(workspace, desk, sample, top, hidden)
    item = _open_item(workspace, desk, here().get("answer", ""))
    if item is None:
        _draw_end(desk)
    else:
        draw_opened(workspace, desk, item, hidden, go_on())


def _hidden(sample: Sample | None) -> Blind:
    """Return what this rater does not see: as the sample says, else as they chose."""
    if sample is not None and sample.blind:
        return "answer_first" if sample.blind == "answer_first" else "no_earlier_verdicts"
    return blind()


def _draw_nothing_yet() -> None:
    st.write("To begin, a review needs an answer: ask a question, or run a survey, and judge here what came out.")
    with st.container(horizontal=True):
        if st.button("Ask a question", key="review_to_ask", icon=":material/search:"):
            go("ask")
        if st.button("Run a survey", key="review_to_survey", icon=":material/table_view:"):
            go("survey")
        st.button(
            "Bring in what another Sidelight exported",
            key="review_to_bring",
            icon=":material/upload:",
            on_click=move,
            kwargs={"part": "bring"},
        )


def _draw_head(workspace: Workspace, desk: Desk, sample: Sample | None, top: DeltaGenerator, hidden: Blind) -> None:
    with top:
        draw_choices(workspace, desk)
        draw_rater()
        if desk.everything:
            draw_export(workspace, _takeaway(workspace, desk, hidden))
    if sample is not None:
        st.caption(plain(sample_line(sample)))


def _state(workspace: Workspace, desk: Desk, hidden: Blind) -> object:
    """Equal as long as an export of the queue would be the same."""
    wanted = desk.wanted.source
    cells: list[object] = [
        workspace.surveys.rows(head.id) if head.id == wanted else (head.id, head.done, head.failed)
        for head in workspace.surveys.heads()
        if wanted in ("", head.id)
    ]
    verdicts, settled = workspace.reviews.stamp()
    samples = [sample.id for sample in workspace.reviews.samples()]
    of = desk.wanted, desk.rater, hidden, tuple(desk.everything)
    return of, cells, verdicts, settled, samples, papers_state(workspace)


def _takeaway(workspace: Workspace, desk: Desk, hidden: Blind) -> Takeaway:
    """Return everything that the queue means. A rater who does not see what others say gets no word of theirs."""

    def gather() -> Export:
        export = workspace.exports.of_review(desk.everything)
        return only_by(export, desk.rater) if hidden else export

    def compared() -> list[Compared]:
        """Return how far raters agree, for the methods paragraph."""
        if hidden:
            return []
        ids = set(desk.everything)
        items = [item for item in workspace.reviews.items(desk.wanted.source) if item.answer_id in ids]
        pairs = pairwise(workspace.reviews.labels("correct", items))
        return [Compared(first, second, found) for (first, second), found in pairs.items() if found.n]

    of = f"review {desk.rater} {hidden}"
    size, narrowed = len(desk.everything), str(hash(desk.wanted))
    return Takeaway("review", of, "Review", size, gather, lambda: _state(workspace, desk, hidden), compared, narrowed)


def _open_item(workspace: Workspace, desk: Desk, answer_id: str) -> QueueItem | None:
    if answer_id == END:
        return None
    if answer_id and desk.place_of(answer_id) is None:
        desk.show(workspace, answer_id)  # opened from elsewhere: a disagreement, a link
    item = desk.current(answer_id)
    if item is not None and item.answer_id != answer_id:
        move(answer=item.answer_id)
    return item


def _draw_end(desk: Desk) -> None:
    st.caption(desk.progress)
    show_bar(bar_data("end", END, [], [], desk, go_on()))
    if not desk.everything:
        st.info("No answer fits these choices. Choose another source, or fewer filters.", icon=":material/filter_alt:")
    elif not desk.items:
        words = ONLY[desk.wanted.only]
        st.info(
            f"Nothing here is “{words}”: {count(len(desk.done), 'answer')} of {len(desk.everything):,} reviewed.",
            icon=":material/check:",
        )
    elif set(desk.everything) <= desk.done:
        st.success(f"All {len(desk.everything):,} of this queue are reviewed.", icon=":material/check:")
    else:
        st.info("This is the end of the queue.", icon=":material/check:")
    with st.container(horizontal=True):
        st.button("Look for more", key="review_again", icon=":material/refresh:", on_click=clear_desk)
        st.button("See how raters agree", key="review_to_agreement", on_click=move, kwargs={"part": "agreement"})
