"""An open cell: the answer with its evidence, who says what of it, and a person's word."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.errors import SidelightError
from lib.records import Category, Cell, CellKey, Question, Value
from lib.records.final_values import FinalValue
from lib.records.surveys import CategoryChange, SurveyHead
from lib.records.voting import majority_vote
from lib.surveys.categories import CATEGORIES, CATEGORY_WORDS
from lib.surveys.category_signs import SIGNS
from lib.surveys.comparing import Place, similarity
from lib.surveys.values import typed_value
from lib.ui.ask.stored_answer import TRACED, draw_answer
from lib.ui.ask.trace_panel import draw_trace
from lib.ui.kit.access import may, may_write
from lib.ui.kit.answerer_choice import answerer_label, typed_keys
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import COLUMN_LETTERS, NOTE_LETTERS, SHORT_NAME_LETTERS, plain, visible
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.kit.person import is_name_fixed, set_person, who_judges
from lib.ui.kit.session import NEEDED, open_page
from lib.ui.surveys.matrix.layers import draw_final, hides_people, is_by_people
from lib.ui.surveys.matrix.matrix import planned_title
from lib.ui.surveys.route import last_place, move
from lib.ui.surveys.survey_terms import answerer_name, answerer_names
from lib.workspace import Workspace

CHOSEN_ANSWERER = "survey_cell_answerer"
"""Which answerer's answer is open where the matrix shows the vote."""
PART = "cell"
EXCERPT = 170
TITLE_LETTERS = 90
LABELS: tuple[Category, ...] = tuple(name for name in CATEGORIES if name != "failed")
"""What people say of a paper: that an answer failed is no word on it."""


@dataclass(frozen=True)
class OpenCell:
    """The open cell of a survey."""

    head: SurveyHead
    place: Place
    answerer: str

    @property
    def key(self) -> CellKey:
        """Where it stands."""
        return (*self.place, self.answerer)

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.head.plan.questions[self.place[1]]

    def widget(self, name: str) -> str:
        """Return the key of a field that belongs to this cell."""
        return f"survey_cell_{name}_{self.place[0][:16]}_{self.place[1]}_{self.answerer}"


def shown_answerer(workspace: Workspace, head: SurveyHead, view: str, place: Place) -> str:
    """Return whose answer an open cell shows: the one that the matrix shows; where it shows none, the one chosen there, else
    the one that shows best what the cell is held to be.
    """
    answerers = head.plan.answerers
    if view in answerers or len(answerers) == 1:
        return view if view in answerers else answerers[0]
    chosen = st.session_state.get(CHOSEN_ANSWERER)
    if chosen in answerers:
        return str(chosen)
    final = workspace.reviews.final_values(head.id).get(place)
    best = final.answer_id if final is not None else None
    layers = final.layers if final is not None and best else []
    return next((one.who for one in layers if one.layer == "answerer" and one.answer_id == best), answerers[0])


def draw_cell(workspace: Workspace, opened: OpenCell) -> None:
    """Draw the whole panel."""
    cells = {who: workspace.surveys.cell(opened.head.id, (*opened.place, who)) for who in opened.head.plan.answerers}
    cell = cells[opened.answerer]
    with st.container(gap="xxsmall"):
        _draw_question(opened)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="survey_verdict"):
            _draw_verdict(workspace, opened, cell, cells)
    draw_outcome(PART)
    if len(cells) > 1:
        _draw_side_by_side(workspace, opened, cells)
    if cell is None:
        st.caption("This question has not been asked of this paper yet.")
    elif cell.answer is None:
        st.info(plain(cell.problem or "There is no answer."), icon=":material/info:")
    else:
        draw_answer(workspace, cell.answer, key="survey_evidence")
        if st.session_state.pop(TRACED, None) == cell.answer.id:
            draw_trace(cell.answer, [])


def _draw_question(opened: OpenCell) -> None:
    paper = next(paper for paper in opened.head.plan.papers if paper.id == opened.place[0])
    with st.container(horizontal=True, vertical_alignment="top", key="survey_cell_head"):
        year = f" · {paper.year}" if paper.year else ""
        title = f":gray[{plain(planned_title(paper), TITLE_LETTERS)}{year}]"
        st.markdown(f"**{plain(opened.question.text)}** · :small[{title}]", width="stretch")
        st.button(
            "",
            key="survey_cell_close",
            icon=":material/close:",
            type="tertiary",
            help="Close the cell (Esc in the matrix)",
            on_click=close_cell,
        )


def close_cell() -> None:
    """Close the open cell."""
    move(paper=None, question=None)


# the verdict


def _draw_verdict(workspace: Workspace, opened: OpenCell, cell: Cell | None, cells: dict[str, Cell | None]) -> None:
    final = workspace.reviews.final_values(opened.head.id).get(opened.place)
    hidden = final is not None and hides_people(workspace, opened.head.id, cells.values())
    if final is not None and is_by_people(final):
        draw_final(final, opened.widget("layers"), hidden=hidden)
        if hidden and cell is not None:
            _draw_judged(workspace, opened, cell)
    else:
        _draw_vote(cells)
        if cell is not None:
            _draw_judged(workspace, opened, cell)
    if cell is not None:
        _draw_actions(workspace, opened, cell, final)


def _draw_vote(cells: dict[str, Cell | None]) -> None:
    if len(cells) < 2:
        return
    labels = [one.category for one in cells.values() if one is not None]
    vote = majority_vote(list(labels))
    share = f" ({labels.count(vote)} of {len(labels)})" if vote in labels else ""
    st.markdown(f"vote **{SIGNS[vote]} {_category_words(vote)}**{share}", width="content")


def _draw_judged(workspace: Workspace, opened: OpenCell, cell: Cell) -> None:
    """Draw the category of the answer that is shown, who gave it, and its value."""
    st.markdown(f"**{SIGNS[cell.category]} {CATEGORY_WORDS[cell.category]}**", width="content")
    changes = workspace.surveys.changes(opened.head.id, opened.key)
    by = "the rule" if cell.judged_by == "rule" else plain(answerer_label(cell.judged_by))
    if changes:
        judged = f", {by} said {CATEGORY_WORDS[cell.judged]}" if cell.judged and cell.judged != cell.category else ""
        st.caption(f"by {plain(changes[0].person, COLUMN_LETTERS)}{judged}", width="content")
    else:
        st.caption(f"by {by}", width="content")
    _draw_found_value(workspace, opened, cell)
    if cell.problem and cell.answer is not None and cell.problem != cell.answer.stopped:
        # What ended the answer stands beside it, and without an answer in its place: once.
        st.caption(plain(cell.problem, NOTE_LETTERS), width="content")


def _draw_actions(workspace: Workspace, opened: OpenCell, cell: Cell, final: FinalValue | None) -> None:
    """Draw what can be done with the cell; where raters have spoken, a change here would change nothing."""
    judged = final is not None and (final.layer in ("rater", "settled") or final.state == "disputed")
    if not judged and may_write():
        _draw_change(workspace, opened, cell)
    changes = workspace.surveys.changes(opened.head.id, opened.key)
    if changes:
        with st.popover(
            f"History ({len(changes)})", icon=":material/history:", width="content", key=opened.widget("history")
        ):
            for change in changes:
                st.markdown(_change_line(change))
    differ = final is not None and final.reviewed == "disputed"
    if (
        cell.answer is not None
        and may(NEEDED["review"])
        and st.button(
            "Settle it" if differ else "Review it",
            key=opened.widget("review"),
            icon=":material/rate_review:",
            type="tertiary",
            help="Settle it beside the evidence, with what each rater said"
            if differ
            else "Judge it as a rater: is it correct, does its evidence support it, what does the paper report",
        )
    ):
        open_page("review", source=opened.head.id, only="all", answer=cell.answer.id)
    if opened.head.status != "running" and may_write():
        st.button(
            "Ask again",
            key=opened.widget("again"),
            icon=":material/refresh:",
            type="tertiary",
            help="Ask this one cell again; its answer now is replaced",
            on_click=_ask_again,
            args=(workspace, opened),
        )


def _draw_found_value(workspace: Workspace, opened: OpenCell, cell: Cell) -> None:
    """Draw the value of a typed question, or the one that is suggested."""
    if cell.value is not None and opened.question.answer_type != "text":
        st.markdown(f"value **{plain(cell.value.text, COLUMN_LETTERS)}**", width="content")
    elif cell.value is None and cell.suggestion is not None and cell.category in ("reported", "unclear"):
        _draw_suggestion(workspace, opened, cell.category, cell.suggestion)


def _draw_suggestion(workspace: Workspace, opened: OpenCell, category: Category, value: Value) -> None:
    """Draw a value that the quote may tell, and take it by a click where the name of who takes it is known."""
    st.markdown(f"value? {plain(value.text, COLUMN_LETTERS)}", width="content")
    person = who_judges()
    if not may_write():
        st.caption("not checked", width="content")
        return
    if not person:
        st.caption("not checked; say who you are under “Change”, then it can be taken", width="content")
        return
    st.button(
        "Take it",
        key=opened.widget("take"),
        type="tertiary",
        help="Suggested from the quote, not checked: read the evidence first. It counts nowhere until it is taken.",
        on_click=_take,
        args=(workspace, opened, category, value, person),
    )


def _take(workspace: Workspace, opened: OpenCell, category: Category, value: Value, person: str) -> None:
    attempt(
        PART,
        lambda: workspace.surveys.change(opened.head.id, opened.key, category, person, value=value, note=""),
    )


def _change_line(change: CategoryChange) -> str:
    value = f", value “{plain(change.value.text, SHORT_NAME_LETTERS)}”" if change.value else ""
    note = f": {plain(change.note)}" if change.note else ""
    text = f"{SIGNS[change.category]} {CATEGORY_WORDS[change.category]}{value}{note}"
    return f"**{plain(change.person)}** · {day(change.at)}  \n{text}"


def _category_words(label: str) -> str:
    return label.replace("_", " ")


def _draw_change(workspace: Workspace, opened: OpenCell, cell: Cell) -> None:
    # The number of the form: once a change is kept, the next form is a fresh one and the popover closes.
    turn = st.session_state.get("survey_cell_turn", 0)
    with (
        st.popover(
            "Change", icon=":material/edit:", type="tertiary", width="content", key=f"{opened.widget('change')}_{turn}"
        ),
        st.form(f"{opened.widget('form')}_{turn}", border=False),
    ):
        category = st.radio(
            "Category",
            LABELS,
            index=None if cell.category not in LABELS else LABELS.index(cell.category),
            format_func=lambda one: f"{SIGNS[one]} {CATEGORY_WORDS[one]}",
            key=f"{opened.widget('category')}_{turn}",
            horizontal=True,
        )
        value = _draw_value(opened, cell, f"{opened.widget('value')}_{turn}")
        note = st.text_input(
            "Note", key=f"{opened.widget('note')}_{turn}", placeholder="why, for whoever reads it later"
        )
        typed = opened.widget("person")
        person = who_judges() if is_name_fixed() else st.text_input("Your name", who_judges(), key=f"{typed}_{turn}")
        saved = st.form_submit_button("Save", type="primary", key=f"{opened.widget('save')}_{turn}")
        if saved and category is None:
            st.info("Say what the paper reports: choose a category.")
        elif saved and category is not None:
            _save(workspace, opened, cell, category, value, person, note)


def _draw_value(opened: OpenCell, cell: Cell, key: str) -> str:
    now = cell.value.text if cell.value else ""
    question = opened.question
    options = {"yes_no": ["yes", "no"], "choice": list(question.choices)}.get(question.answer_type)
    if options is None:
        return st.text_input("Value", now, key=key, help="Items of a list are parted by semicolons")
    there = list(dict.fromkeys(["", *options, now]))
    return st.selectbox("Value", there, index=there.index(now), format_func=lambda one: visible(one) or "none", key=key)


def _save(
    workspace: Workspace, opened: OpenCell, cell: Cell, category: Category, value: str, person: str, note: str
) -> None:
    same = cell.value is not None and value == cell.value.text
    new_value = cell.value if same else typed_value(opened.question, value)
    try:
        workspace.surveys.change(opened.head.id, opened.key, category, person, value=new_value, note=note.strip())
    except SidelightError as error:
        st.error(plain(error.message), icon=":material/error:")  # beside the form, which keeps what was typed
        return
    set_person(person)
    st.session_state["survey_cell_turn"] = st.session_state.get("survey_cell_turn", 0) + 1
    st.rerun()


def _ask_again(workspace: Workspace, opened: OpenCell) -> None:
    attempt(PART, workspace.surveys.retry, opened.head.id, [opened.key], typed_keys())


# several answerers


def _draw_side_by_side(workspace: Workspace, opened: OpenCell, cells: dict[str, Cell | None]) -> None:
    """Draw what each answerer said, and how far it uses the words of the one shown below."""
    names = answerer_names(workspace)
    shown = cells[opened.answerer]
    ours = _answer_text(shown)
    for column, (who, cell) in zip(st.columns(len(cells), gap="small"), cells.items(), strict=True):
        with column.container(
            border=True, gap="xxsmall", key=f"survey_side_{'shown' if who == opened.answerer else 'other'}_{who}"
        ):
            sign = SIGNS[cell.category] if cell else "·"
            st.button(
                f"{sign} {plain(answerer_name(who, names), COLUMN_LETTERS)}",
                key=f"survey_side_{who}",
                type="tertiary",
                disabled=who == opened.answerer,
                help="Show this answer with its evidence",
                on_click=_show_answerer,
                args=(opened.head, who),
            )
            text = _answer_text(cell)
            st.caption(
                plain(text, EXCERPT)
                if text
                else plain(cell.problem or "no answer", EXCERPT)
                if cell
                else "not asked yet"
            )
            if who != opened.answerer and text and ours:
                st.caption(
                    f"similarity **{similarity(ours, text):.2f}**",
                    help="Of the words of the two answers: 1 is the same words, 0 none in common",
                )


def _answer_text(cell: Cell | None) -> str:
    return visible(cell.answer.text) if cell and cell.answer else ""


def _show_answerer(head: SurveyHead, answerer: str) -> None:
    st.session_state[CHOSEN_ANSWERER] = answerer
    if last_place().get("answerer") in head.plan.answerers:
        move(answerer=answerer)
