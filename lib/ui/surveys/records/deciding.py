"""One record after the other to decide on, by keyboard, and then those that people differ on, to be settled."""

from __future__ import annotations

import streamlit as st

from lib.records.screening import DECISIONS, Decision, RecordDecision, Stage
from lib.text.wording import count
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import NOTE_LETTERS, plain, visible
from lib.ui.kit.outcomes import attempt
from lib.ui.kit.person import LETTERS, forget_person, set_person, who_judges
from lib.ui.surveys.records.record_screening import (
    DECISION_WORDS,
    NO_TITLE,
    PART,
    OpenScreening,
    draw_abstract,
    draw_ways_to_report,
    source_line,
)
from lib.ui.surveys.route import last_place, move

KEYS = {"include": "I", "maybe": "M", "exclude": "E", "not_retrieved": "N"}
BACK_KEY = "B"
TEXT_AND_BUTTONS = (2.6, 1)
"""Widths of the record and of what it is decided with."""
SETTLING = "Shift+"
"""Before the keys that settle: a key that was meant for the next record must settle nothing."""


def draw_deciding(opened: OpenScreening, stage: Stage) -> None:
    """Draw the record that the address names; else the next one that the person is to decide on, or, after all, those that
    people differ on.
    """
    person = who_judges()
    if not person:
        st.text_input(
            "Your name, kept with your decisions",
            key="survey_records_person",
            max_chars=LETTERS,
            on_change=lambda: set_person(str(st.session_state["survey_records_person"])),
        )
        return
    stands = opened.screened.standings(stage)
    mine = {number for number in stands if person in opened.screened.said(number, stage)}
    left = [number for number in stands if number not in mine and _is_needed(opened, number, stage)]
    conflicts = [number for number, of in stands.items() if of == "conflict"]
    _draw_progress(opened, stage, person, mine, len(left), len(conflicts))
    named = last_place().get("record", "")
    if named.isdecimal() and int(named) in stands:
        _draw_record(opened, stage, int(named), person)
    elif not stands:
        st.info("No record has passed title and abstract yet." if stage == "full_text" else "There is no record yet.")
    elif left:
        _draw_record(opened, stage, left[0], person)
    elif conflicts:
        _draw_record(opened, stage, conflicts[0], person)
    else:
        st.success("Nothing is left for you to decide here, and nothing is to be settled.", icon=":material/check:")


def _is_needed(opened: OpenScreening, number: int, stage: Stage) -> bool:
    """Return whether a record waits for the decision of another person."""
    said = opened.screened.said(number, stage)
    return "" not in said and len(said) < opened.screening.people


def _draw_progress(opened: OpenScreening, stage: Stage, person: str, mine: set[int], left: int, conflicts: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            f"{plain(person)}: {count(len(mine), 'record')} decided, {left:,} to do · {count(conflicts, 'conflict')} to settle",
            width="stretch",
        )
        last = next(
            (
                one.number
                for one in reversed(opened.screened.decisions)
                if _is_of(one, stage, person) and one.number in mine
            ),
            None,
        )
        if last is not None and last_place().get("record") != str(last):
            st.button(
                "Last one again",
                key="survey_records_again",
                icon=":material/undo:",
                type="tertiary",
                shortcut=BACK_KEY,
                help="Open the record that you decided on last, to decide otherwise",
                on_click=move,
                kwargs={"record": str(last)},
            )
        elif "record" in last_place():
            st.button(
                "Go on",
                key="survey_records_on",
                type="tertiary",
                shortcut=BACK_KEY,
                on_click=move,
                kwargs={"record": None},
            )
        st.button(
            "Somebody else",
            key="survey_records_other",
            type="tertiary",
            help="Decide under another name",
            on_click=forget_person,
        )


def _is_of(one: RecordDecision, stage: Stage, person: str) -> bool:
    return one.stage == stage and one.person == person and not one.settles


def _draw_record(opened: OpenScreening, stage: Stage, number: int, person: str) -> None:
    """Draw a record with a button for each decision. Nobody sees what others decided before they have decided themselves."""
    record, said = opened.record(number), opened.visible_to(person, number, stage)
    settles = opened.screened.standings(stage)[number] == "conflict"
    if settles:
        st.markdown("**People differ on this record. Settle it:**")
    st.subheader(plain(record.title or NO_TITLE), anchor=False)
    st.caption(plain(source_line(record), NOTE_LETTERS))
    for one in said:
        st.caption(decision_line(one))
    # Beside one another: the buttons stand in one place however long an abstract is, and what is decided on stands before them.
    text, decide = st.columns(TEXT_AND_BUTTONS, gap="large")
    with text:
        if stage == "full_text":
            draw_ways_to_report(opened.workspace, record)
        draw_abstract(record)
    with decide:
        reason = st.selectbox(
            "Reason to exclude",
            ["", *opened.screening.reasons],
            key=f"survey_records_reason_{stage}_{number}",
            format_func=visible,
        )
        for decision in DECISIONS[stage]:
            # The number in the key: a press on a record that is gone from the screen decides nothing on the next one.
            st.button(
                DECISION_WORDS[decision].capitalize(),
                key=f"survey_records_{decision}_{number}",
                shortcut=f"{SETTLING if settles else ''}{KEYS[decision]}",
                on_click=_decide,
                args=(opened, stage, number, person, decision, reason if decision == "exclude" else ""),
                kwargs={"settles": settles},
                width="stretch",
            )


def decision_line(one: RecordDecision) -> str:
    """Return who decided what, why and when, as Markdown."""
    did = "settled it as" if one.settles else "said"
    reason = f": {one.reason}" if one.reason else ""
    return plain(f"{one.person} {did} {DECISION_WORDS[one.decision]}{reason} · {day(one.at)}")


def _decide(
    opened: OpenScreening, stage: Stage, number: int, person: str, decision: Decision, reason: str, *, settles: bool
) -> None:
    front = opened.workspace.record_screenings
    attempt(
        PART,
        lambda: front.decide(
            opened.screening.id, number, stage, person, decision, reason, settles=settles, seen=opened.seen
        ),
    )
    if "record" in last_place():
        move(record=None)
