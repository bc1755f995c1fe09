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
from lib.ui.kit.export_button import ExportSource, draw_export, papers_state
from lib.ui.kit.person import who_judges
from lib.ui.kit.session import open_page
from lib.ui.kit.streamlit_internals import DeltaGenerator
from lib.ui.reviews.queue.bar import bar_data, handle_commands, mount_bar, takes_keys
from lib.ui.reviews.queue.open_answer import draw_open_answer
from lib.ui.reviews.queue.queue_filters import draw_queue_filters
from lib.ui.reviews.queue.queue_list import queue_list
from lib.ui.reviews.queue.rater import advance_mode, blind_mode, draw_name_form, draw_rater
from lib.ui.reviews.queue.rater_queue import END, RaterQueue, open_rater_queue, reset_rater_queue
from lib.ui.reviews.queue.sample_progress import draw_sample_agreement
from lib.ui.reviews.review_terms import ONLY, sample_line
from lib.ui.reviews.route import here, move, wanted_of
from lib.workspace import Workspace

FIRST_STEPS = """\
1. Say who you are: verdicts are kept with your name.
2. Judge each answer beside its page, by keys: is it correct, does its evidence support it, what does the paper report.
3. A second person judges the same answers without seeing yours; *Raters* of a survey says who reads what.
4. *Agreement* says how far the two agree. What they differ on is settled beside the evidence, and the survey's cells follow.
"""


def draw_queue(workspace: Workspace, top: DeltaGenerator) -> None:
    """Draw the choice of what to review, the progress, and the open answer."""
    if not workspace.surveys.heads() and not workspace.answers(limit=1):
        _draw_nothing_yet()
        return
    name = who_judges()
    if not name:
        draw_name_form()
        return
    wanted = wanted_of(here())
    try:
        sample = workspace.reviews.sample(wanted.sample) if wanted.sample else None
        queue = open_rater_queue(workspace, wanted, name)
    except SidelightError as error:  # a sample that is gone
        error_messages.draw_error(error)
        st.button("All answers", key="review_all", on_click=move, kwargs={"sample": None, "answer": None})
        return
    hidden = _hidden(sample)
    handle_commands(workspace, queue, hidden, wanted.sample)
    queue.list_data = queue_list(workspace, queue, with_support=not hidden)
    _draw_head(workspace, queue, sample, top, hidden)
    item = _open_item(workspace, queue, here().get("answer", ""))
    with st.container(gap="xxsmall", key="review_answer"):  # close together: the page of the evidence gets what is left
        if item is None:
            _draw_end(workspace, queue, sample)
        elif not takes_keys():
            mount_bar(bar_data("coming", item.answer_id, [], [], queue, advance_mode()))
        else:
            draw_open_answer(workspace, queue, item, {"blind": hidden, "sample": wanted.sample}, advance_mode())


def _hidden(sample: Sample | None) -> Blind:
    """Return what this rater does not see: as the sample says, else as they chose."""
    if sample is not None and sample.blind:
        return "answer_first" if sample.blind == "answer_first" else "no_earlier_verdicts"
    return blind_mode()


def _draw_nothing_yet() -> None:
    st.write("To begin, a review needs an answer: ask a question, or run a survey, and judge here what came out.")
    st.markdown(FIRST_STEPS)
    with st.container(horizontal=True):
        if st.button("Ask a question", key="review_to_ask", icon=":material/search:"):
            open_page("ask")
        if st.button("Run a survey", key="review_to_survey", icon=":material/table_view:"):
            open_page("survey")
        st.button(
            "Import what another Sidelight exported",
            key="review_to_bring",
            icon=":material/upload:",
            on_click=move,
            kwargs={"part": "bring"},
        )


def _draw_head(
    workspace: Workspace, queue: RaterQueue, sample: Sample | None, top: DeltaGenerator, hidden: Blind
) -> None:
    with top:
        draw_queue_filters(workspace, queue)
        draw_rater()
        if queue.all_ids:
            draw_export(workspace, _export_source(workspace, queue, hidden))
    if sample is not None:
        st.caption(plain(sample_line(sample)))


def _state(workspace: Workspace, queue: RaterQueue, hidden: Blind) -> object:
    """Return what is equal as long as an export of the queue would be the same."""
    wanted = queue.wanted.source
    cells: list[object] = [
        workspace.surveys.rows(head.id) if head.id == wanted else (head.id, head.done, head.failed)
        for head in workspace.surveys.heads()
        if wanted in ("", head.id)
    ]
    verdicts, settled = workspace.reviews.stamp()
    samples = [sample.id for sample in workspace.reviews.samples()]
    of = queue.wanted, queue.rater, hidden, tuple(queue.all_ids)
    return of, cells, verdicts, settled, samples, papers_state(workspace)


def _export_source(workspace: Workspace, queue: RaterQueue, hidden: Blind) -> ExportSource:
    """Return everything that the queue means. A rater who does not see yet what others say gets no word of theirs."""

    def items() -> list[QueueItem]:
        ids = set(queue.all_ids)
        return [item for item in workspace.reviews.items(queue.wanted.source) if item.answer_id in ids]

    def withheld() -> bool:
        """Return whether others said something that this rater does not see before having judged it."""
        if hidden and not set(queue.all_ids) <= queue.done:
            return True
        return bool(workspace.reviews.hidden_from(queue.rater, items()))

    def gather() -> Export:
        export = workspace.exports.of_review(queue.all_ids)
        return only_by(export, queue.rater) if withheld() else export

    def compared() -> list[Compared]:
        """Return how far raters agree, for the methods paragraph."""
        if withheld():
            return []
        pairs = pairwise(workspace.reviews.labels("correct", items()))
        return [Compared(first, second, found) for (first, second), found in pairs.items() if found.n]

    of = f"review {queue.rater} {hidden}"
    size, narrowed = len(queue.all_ids), str(hash(queue.wanted))
    return ExportSource(
        "review", of, "Review", size, gather, lambda: _state(workspace, queue, hidden), compared, part=narrowed
    )


def _open_item(workspace: Workspace, queue: RaterQueue, answer_id: str) -> QueueItem | None:
    if answer_id == END:
        return None
    if answer_id and queue.place_of(answer_id) is None:
        queue.open(workspace, answer_id)  # opened from elsewhere: a disagreement, a link
    item = queue.current(answer_id)
    if item is not None and item.answer_id != answer_id:
        move(answer=item.answer_id)
    return item


def _draw_end(workspace: Workspace, queue: RaterQueue, sample: Sample | None) -> None:
    st.caption(queue.progress)
    mount_bar(bar_data("end", END, [], [], queue, advance_mode()))
    if not queue.all_ids:
        st.info("No answer fits these choices. Choose another source, or fewer filters.", icon=":material/filter_alt:")
    elif not queue.items:
        words = ONLY[queue.wanted.only]
        st.info(
            f"Nothing here is “{words}”: {count(len(queue.done), 'answer')} of {len(queue.all_ids):,} reviewed.",
            icon=":material/check:",
        )
    elif set(queue.all_ids) <= queue.done:
        st.success(f"All {len(queue.all_ids):,} of this queue are reviewed.", icon=":material/check:")
    else:
        st.info("This is the end of the queue.", icon=":material/check:")
    if sample is not None:
        draw_sample_agreement(workspace, sample, queue.rater)
    with st.container(horizontal=True):
        st.button("Look for more", key="review_again", icon=":material/refresh:", on_click=reset_rater_queue)
        st.button("See how raters agree", key="review_to_agreement", on_click=move, kwargs={"part": "agreement"})
