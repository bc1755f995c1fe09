"""The Reader screen: any paper page by page, with the marks of its answers and of words that are looked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import wait
from functools import partial

import streamlit as st

from lib.errors import PasswordNeeded, SidelightError
from lib.exporting.file_names import file_name
from lib.exporting.table_files import table_csv, table_xlsx
from lib.records import Answer, Box, Figure, Paper, Table
from lib.records.word_hits import WordHit
from lib.ui.evidence.component import mount_evidence
from lib.ui.evidence.page_images import page_renderer
from lib.ui.evidence.reader_data import Found, pages_near, reader_data
from lib.ui.kit import error_messages
from lib.ui.kit.escaping import paper_title, plain, shorten, visible
from lib.ui.kit.field_values import send_again
from lib.ui.kit.no_papers import draw_no_papers
from lib.ui.kit.papers_to_ask import choose_papers, hand_on_question
from lib.ui.kit.session import open_page
from lib.ui.reader.annotations import change_annotations, question_on
from lib.ui.reader.outline import Entry, frames_of, outline_of, table_data
from lib.ui.reader.reading_order import in_reading_order
from lib.workspace import Workspace

PAPER = "reader_paper"
PAGE = "reader_page"
WORDS = "reader_words"
TABLE = "reader_table"
"""Place among the paper's tables of the one that is open, None where none is."""
OUTLINE = "reader_outline"
CLOSED = "reader_table_closed"
"""Set for the run after the open table was closed: a widget's choice is taken back before it is drawn."""
TABLE_FILES: Sequence[tuple[str, Callable[[Table], bytes], str, str]] = (
    ("CSV", table_csv, "csv", "text/csv"),
    ("Excel", table_xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
FILE_LETTERS = 50
"""Of the paper's title in the name of a table's file."""
DROPPED = "reader_dropped"
"""Whether the places of what reading left out are marked."""
ANSWERS_SHOWN = 30
PAGE_DIGITS = 5
"""Of a page number in the address at most: a longer one is none."""
MISSING = "reader_missing"
"""Whether the address named a paper that is not here, and another one is shown until a person chooses."""
NOT_HERE = "The paper of this address is not in the library, or was removed. Another one is shown."
LOCK_WAIT_S = 1.0
"""How long is waited to learn whether the page needs a password; it is shown as one that is being drawn then."""


def draw_reader(workspace: Workspace) -> None:
    """Draw the whole screen; the address names paper and page."""
    papers = {paper.id: paper for paper in workspace.papers() if paper.page_count}
    if not papers:
        draw_no_papers("There is no paper to read yet.", "reader_empty")
        return
    _read_address(papers)
    with st.container(horizontal=True, vertical_alignment="center", key="reader_controls"):
        paper = papers[_draw_choice(papers)]
        figure = _draw_outline(workspace, paper)
        hits = _draw_search(workspace, paper)
        found = Found(hits, _draw_dropped(workspace, paper), frames_of(figure))
        _draw_download(workspace, paper)
    if st.session_state[MISSING]:
        st.info(NOT_HERE)
    if _draw_locked(workspace, paper, st.session_state[PAGE]):
        return
    if paper.problem:
        st.caption(plain(paper.problem))
    if figure is not None and figure.problem:
        st.caption(plain(f"{figure.label}: {figure.problem}"))
    answers = workspace.answers(limit=ANSWERS_SHOWN, paper_id=paper.id)
    _draw_pages(workspace, paper, answers, found, _open_table(workspace, paper))


@st.fragment
def _draw_pages(
    workspace: Workspace,
    paper: Paper,
    answers: Sequence[Answer],
    found: Found,
    table: Mapping[str, object] | None,
) -> None:
    """Draw the pages: a turned page, and pages that were not drawn yet, ask for this part alone."""
    page = st.session_state[PAGE]
    _write_address(paper, page)
    asked = mount_evidence(
        reader_data(workspace, paper, page, answers, found, table),
        key="reader_evidence",
        on={
            "page": lambda turned: _turn_to(paper, int(turned)),
            "annotation": lambda change: change_annotations(workspace, paper, change),
        },
    )
    if asked["ask"] is not None:
        choose_papers([paper.id])
        hand_on_question(question_on(asked["ask"]))
        open_page("ask")
    if asked["answer"] is not None:
        open_page("ask", answer=str(asked["answer"]["answer"]))
    if asked["open"] is not None:
        open_page("reader", paper=str(asked["open"]["paper"]), page="1")
    if asked["table"] is not None:
        st.session_state[CLOSED] = True
        st.rerun()


def _turn_to(paper: Paper, page: int) -> None:
    st.session_state[PAGE] = min(max(1, page), paper.page_count)


def _read_address(papers: dict[str, Paper]) -> None:
    """Take paper, page and words from the address where that has changed, before the widgets are drawn."""
    address = (st.query_params.get("paper"), st.query_params.get("page"))
    is_new = address != st.session_state.get("reader_address")
    if is_new:
        st.session_state["reader_address"] = address
        st.session_state[MISSING] = bool(address[0]) and address[0] not in papers
        if address[0] in papers:
            st.session_state[PAPER] = address[0]
            st.session_state[PAGE] = _number(address[1])
        if words := st.query_params.get("words"):
            st.session_state[WORDS] = words
    send_again((PAPER, WORDS), "reader_told", given=is_new)
    if st.session_state.get(PAPER) not in papers:
        if st.session_state.get(PAPER):  # it was removed while it was read
            st.session_state[MISSING] = True
        st.session_state[PAPER] = next(iter(papers))
        st.session_state[PAGE] = 1
    last = papers[st.session_state[PAPER]].page_count
    st.session_state[PAGE] = min(max(1, st.session_state.get(PAGE) or 1), last)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= PAGE_DIGITS else 1


def _write_address(paper: Paper, page: int) -> None:
    address = (paper.id, str(page))
    st.session_state["reader_address"] = address
    if (st.query_params.get("paper"), st.query_params.get("page")) != address:
        st.query_params.from_dict({"paper": paper.id, "page": str(page)})


def _draw_choice(papers: dict[str, Paper]) -> str:
    return st.selectbox(
        "Paper",
        list(papers),
        format_func=lambda paper_id: paper_title(papers[paper_id]),  # whole: what is typed is looked for in it
        key=PAPER,
        label_visibility="collapsed",
        on_change=_first_page,
        width=430,
    )


def _first_page() -> None:
    st.session_state[PAGE] = 1
    st.session_state[MISSING] = False


def _draw_outline(workspace: Workspace, paper: Paper) -> Figure | None:
    """Draw the paper's tables and figures; choosing one turns to its page, a table opens beside it. Return the chosen figure."""
    entries = outline_of(workspace, paper)
    if not entries:
        return None
    known = f"{OUTLINE}_of"
    closed = st.session_state.pop(CLOSED, False)
    if closed or st.session_state.get(known) != paper.id:  # another paper's choice is none of this one
        st.session_state[known] = paper.id
        st.session_state[OUTLINE] = None
        st.session_state[TABLE] = None
    chosen = st.selectbox(
        "Outline",
        range(len(entries)),
        index=None,
        format_func=lambda n: entries[n].line,
        key=OUTLINE,
        placeholder="Tables and figures",
        label_visibility="collapsed",
        on_change=_go_to,
        args=(entries,),
        width=280,
    )
    return None if chosen is None else entries[chosen].figure


def _go_to(entries: Sequence[Entry]) -> None:
    """Turn to what was chosen in the outline."""
    chosen = st.session_state[OUTLINE]
    if chosen is None or chosen >= len(entries):
        st.session_state[TABLE] = None
        return
    st.session_state[TABLE] = entries[chosen].table
    st.session_state[PAGE] = entries[chosen].page


def _open_table(workspace: Workspace, paper: Paper) -> dict[str, object] | None:
    """Return the open table for the view, with its files to take away drawn above it; None where none is open."""
    number = st.session_state.get(TABLE)
    if number is None:
        return None
    try:
        tables = workspace.tables(paper.id)
    except SidelightError as error:
        error_messages.draw_error(error)
        return None
    data = table_data(tables, number)
    if data is None:
        return None
    with st.container(horizontal=True, key="reader_table_files"):
        name = f"{shorten(paper_title(paper), FILE_LETTERS)} - {tables[number].label or 'table'}"
        for label, make, kind, mime in TABLE_FILES:
            st.download_button(
                label,
                partial(make, tables[number]),
                file_name=file_name(name, kind),
                mime=mime,
                icon=":material/download:",
                key=f"reader_table_{kind}",
                type="tertiary",
                on_click="ignore",
            )
    return data


def _draw_search(workspace: Workspace, paper: Paper) -> list[list[Box]]:
    words = st.text_input(
        "Find words", key=WORDS, placeholder="Find words in this paper", label_visibility="collapsed", width=260
    )
    if not words.strip():
        return []
    try:
        found = find_words(workspace, paper.id, words, pages_near(st.session_state[PAGE], paper.page_count))
    except SidelightError as error:
        error_messages.draw_error(error)
        return []
    if not found:
        st.caption("These words were not found in the paper.", width="content")
    return found


def find_words(workspace: Workspace, paper_id: str, words: str, near: Collection[int] = frozenset()) -> list[list[Box]]:
    """Return the boxes of the words that are looked for, by sentence, in reading order; of a quote over several sentences those
    of its lines.

    On the pages that are `near` they lie on the very letters.
    """
    papers = workspace.words.search(words, [paper_id], hits_a_paper=None).papers
    found = [hit for of in papers for hit in of.hits if hit.boxes]
    lines = {one.id: one.boxes for one in workspace.sentences(paper_id)} if found else {}
    placed = [(hit, _lines_from(lines.get(hit.sentence_id, []), hit.boxes[0])) for hit in found]
    hits = [_boxes_of(workspace, paper_id, hit, near) for hit in in_reading_order(placed)]
    quoted = [] if hits else workspace.locate(paper_id, words)
    return hits or ([quoted] if quoted else [])


def _lines_from(lines: Sequence[Box], word: Box) -> Sequence[Box]:
    """Return the printed lines of a sentence from the one on that a word stands in; the word's own box where none holds it."""
    middle = (word.top + word.bottom) / 2
    for at, line in enumerate(lines):
        if line.page == word.page and line.top <= middle <= line.bottom and line.x0 <= word.x1 and word.x0 <= line.x1:
            return lines[at:]
    return [word]


def _boxes_of(workspace: Workspace, paper_id: str, hit: WordHit, near: Collection[int]) -> list[Box]:
    if not any(box.page in near for box in hit.boxes):
        return hit.boxes
    sentence = next((one for one in workspace.pages.sentences(paper_id, hit.page) if one.id == hit.sentence_id), None)
    if sentence is None or sentence.text != hit.text:
        return hit.boxes
    return workspace.pages.word_boxes(paper_id, sentence, [(span.start, span.end) for span in hit.spans])


def _draw_dropped(workspace: Workspace, paper: Paper) -> list[Box]:
    """Return the places of what reading left out, where they are asked for."""
    asked = st.toggle(
        "Left out", key=DROPPED, help="Mark the text that stands in no sentence: headers, line numbers, …"
    )
    if not asked:
        return []
    try:
        pieces = workspace.dropped(paper.id)
    except SidelightError as error:
        error_messages.draw_error(error)
        return []
    if not pieces:
        st.caption("Nothing is known to be left out.", width="content")
    return [piece.box for piece in pieces]


def _draw_download(workspace: Workspace, paper: Paper) -> None:
    st.download_button(
        "PDF",
        lambda: workspace.pages.pdf_bytes(paper.id),
        file_name=visible(paper.filename) or "paper.pdf",
        mime="application/pdf",
        icon=":material/download:",
        key="reader_pdf",
        type="tertiary",
        on_click="ignore",
    )


def _draw_locked(workspace: Workspace, paper: Paper, page: int) -> bool:
    """Draw the field for the password where the pages wait for one; return whether they do."""
    (picture,) = page_renderer(workspace).request([(paper.id, page)])
    wait([picture], timeout=LOCK_WAIT_S)
    problem = picture.exception() if picture.done() else None  # a page that takes long shows its words meanwhile
    if not isinstance(problem, PasswordNeeded):
        return False  # the page says itself why it cannot be drawn
    st.info(plain(problem.message), icon=":material/lock:")
    with st.form("reader_unlock", border=False, clear_on_submit=True):
        password = st.text_input("Password", type="password", key="reader_password", width=300)
        if st.form_submit_button("Unlock") and password:
            try:
                workspace.pages.unlock(paper.id, password)
                page_renderer(workspace).forget(paper.id)
            except SidelightError as error:
                error_messages.draw_error(error)
            else:
                st.rerun()
    return True
