"""An open screening of records: what comes in, one record after the other to decide on, and the flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.errors import SidelightError, UnknownSurvey
from lib.exporting.record_files import covidence_csv, flow_csv, flow_rows, flow_svg, rayyan_csv, records_ris
from lib.importing.bibliography import ENDINGS
from lib.records.screening import DECISIONS, BibRecord, Decision, RecordDecision, RecordScreening, Stage
from lib.surveys.record_flow import Standing, agreement, flow, latest_decisions, standings
from lib.text.wording import count
from lib.ui.kit.escaping import HEADING_LETTERS, NOTE_LETTERS, authors_line, plain, visible
from lib.ui.kit.person import LETTERS, set_person, who_judges
from lib.ui.surveys.route import draw_choice, draw_link_button
from lib.workspace import Workspace

VIEWS = {"title": "Title and abstract", "full_text": "Full text", "flow": "Flow and files", "add": "Records"}
KEYS = {"include": "I", "maybe": "M", "exclude": "E", "not_retrieved": "N"}
WORDS = {"include": "Include", "maybe": "Maybe", "exclude": "Exclude", "not_retrieved": "Not retrieved"}
SAID = "survey_records_said"
"""What the last button came to, for the next run."""
ROWS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class _Open:
    workspace: Workspace
    screening: RecordScreening
    records: Sequence[BibRecord]
    decisions: Sequence[RecordDecision]

    def standings(self, stage: Stage) -> dict[int, Standing]:
        return standings(self.records, self.decisions, self.screening.people, stage)


def draw_records(workspace: Workspace, screening_id: str) -> None:
    """Draw the whole screening."""
    draw_link_button("Records", "survey_records_back", "chevron_left", to={"part": "records"})
    front = workspace.record_screenings
    try:
        screening = front.one(screening_id)
    except UnknownSurvey as error:
        st.info(error.message)
        return
    st.markdown(f"**{plain(screening.name, HEADING_LETTERS)}**")
    if said := st.session_state.pop(SAID, ""):
        st.info(plain(str(said)))
    opened = _Open(workspace, screening, front.records(screening_id), front.decisions(screening_id))
    view = draw_choice("View", "view", VIEWS, "title" if opened.records else "add")
    if view == "add" or not opened.records:
        _draw_adding(opened)
    elif view == "flow":
        _draw_flow(opened)
    else:
        _draw_deciding(opened, "full_text" if view == "full_text" else "title")


def _draw_adding(opened: _Open) -> None:
    source = st.text_input("Database or register", key="survey_records_source", placeholder="PubMed")
    file = st.file_uploader("Its records", type=list(ENDINGS), key=f"survey_records_file_{len(opened.records)}")
    if file is not None:
        try:
            added = opened.workspace.record_screenings.add_file(
                opened.screening.id, file.name, file.getvalue(), source or file.name
            )
        except SidelightError as error:
            st.error(plain(error.message), icon=":material/error:")
            return
        told = [f"{count(added.decisions, 'decision')} taken over from its notes."] if added.decisions else []
        st.session_state[SAID] = " ".join(
            [f"{count(added.added, 'record')} added, {added.duplicates:,} of them there already.", *told, *added.notes]
        )
        st.rerun()
    _draw_reasons(opened)
    pairs = [one for one in opened.records if one.duplicate_of is not None]
    if pairs:
        st.markdown(f"**{count(len(pairs), 'duplicate')}**")
    for one in pairs[:ROWS_SHOWN]:
        _draw_pair(opened, one)


def _draw_pair(opened: _Open, one: BibRecord) -> None:
    """Draw a duplicate beside the record that it repeats."""
    original = opened.records[(one.duplicate_of or 1) - 1]
    left, right, apart = st.columns([4, 4, 1.2], vertical_alignment="center")
    for place, record in ((left, original), (right, one)):
        place.caption(f"{plain(_line(record), NOTE_LETTERS)}")
    apart.button(
        "Not one",
        key=f"survey_records_apart_{one.number}",
        help="These are two works: both are screened",
        on_click=opened.workspace.record_screenings.set_duplicate,
        args=(opened.screening.id, one.number, None),
    )


def _line(record: BibRecord) -> str:
    return f"{visible(record.title) or 'No title'} · {_source_line(record)}"


def _source_line(record: BibRecord) -> str:
    """Return whose a record is and where it stands."""
    parts = (authors_line(record.authors), str(record.year or ""), record.journal, record.doi, record.source)
    return " · ".join(visible(part) for part in parts if part)


def _draw_reasons(opened: _Open) -> None:
    key = f"survey_records_reasons_{opened.screening.id}"
    st.session_state.setdefault(key, "\n".join(opened.screening.reasons))
    st.text_area(
        "Reasons to exclude, one a line",
        key=key,
        on_change=_set_reasons,
        args=(opened.workspace, opened.screening.id, key),
    )


def _set_reasons(workspace: Workspace, screening_id: str, key: str) -> None:
    workspace.record_screenings.set_reasons(screening_id, str(st.session_state[key]).splitlines())


def _draw_deciding(opened: _Open, stage: Stage) -> None:
    """Draw the next record that the person has not decided on, or, after all, those that they and others differ on."""
    person = who_judges()
    if not person:
        st.text_input(
            "Your name, kept with your decisions",
            key="survey_records_person",
            max_chars=LETTERS,
            on_change=lambda: set_person(str(st.session_state["survey_records_person"])),
        )
        return
    stands, latest = opened.standings(stage), latest_decisions(opened.decisions)
    mine = [number for number in stands if person in latest.get((number, stage), {})]
    left = [number for number in stands if number not in set(mine) and "" not in latest.get((number, stage), {})]
    conflicts = [number for number, of in stands.items() if of == "conflict" and number in set(mine)]
    done = f"{len(mine):,} of {count(len(stands), 'record')} decided"
    st.caption(f"{plain(person)}: {done} · {count(len(conflicts), 'conflict')} to settle")
    if not stands:
        st.info("No record has passed title and abstract yet." if stage == "full_text" else "There is no record yet.")
    elif left:
        _draw_record(opened, stage, left[0], person, settles=False)
    elif conflicts:
        number = conflicts[0]
        _draw_record(opened, stage, number, person, settles=True)
        for who, one in latest[number, stage].items():
            reason = f": {one.reason}" if one.reason else ""
            st.write(plain(f"{who} said {WORDS[one.decision].lower()}{reason}"))
    else:
        st.success("You have decided on all records here; nothing is to be settled.")


def _draw_record(opened: _Open, stage: Stage, number: int, person: str, *, settles: bool) -> None:
    """Draw a record with a button for each decision. Nobody sees what others decided before they have decided themselves."""
    record = opened.records[number - 1]
    if settles:
        st.markdown("**You and others differ on this record. Settle it:**")
    st.subheader(plain(record.title or "No title"), anchor=False)
    st.caption(plain(_source_line(record), NOTE_LETTERS))
    st.write(plain(record.abstract) if record.abstract else "No abstract came with this record.")
    reason = st.selectbox(
        "Reason to exclude",
        ["", *opened.screening.reasons],
        key=f"survey_records_reason_{stage}_{number}",
        format_func=visible,
    )
    with st.container(horizontal=True):
        for decision in DECISIONS[stage]:
            st.button(
                WORDS[decision],
                key=f"survey_records_{decision}",
                shortcut=KEYS[decision],
                on_click=_decide,
                args=(opened, stage, number, person, decision, reason if decision == "exclude" else ""),
                kwargs={"settles": settles},
            )


def _decide(
    opened: _Open, stage: Stage, number: int, person: str, decision: Decision, reason: str, *, settles: bool
) -> None:
    try:
        opened.workspace.record_screenings.decide(
            opened.screening.id, number, stage, person, decision, reason, settles=settles
        )
    except SidelightError as error:
        st.session_state[SAID] = error.message


def _draw_flow(opened: _Open) -> None:
    numbers = flow(opened.records, opened.decisions, opened.screening.people)
    picture = flow_svg(numbers)
    st.image(picture)
    st.dataframe(
        pd.DataFrame([{"box": visible(words), "n": number} for words, number in flow_rows(numbers)]), hide_index=True
    )
    _draw_agreement(opened)
    by_title = opened.standings("title")
    files = (
        ("PRISMA flow (SVG)", "flow.svg", "image/svg+xml", picture.encode()),
        ("PRISMA flow (CSV)", "flow.csv", "text/csv", flow_csv(numbers)),
        ("Records for Rayyan (CSV)", "rayyan.csv", "text/csv", rayyan_csv(opened.records, opened.decisions, "title")),
        ("Records for Covidence (CSV)", "covidence.csv", "text/csv", covidence_csv(opened.records, by_title)),
        ("Records (RIS)", "records.ris", "text/plain", records_ris(opened.records, opened.decisions, "title")),
    )
    with st.container(horizontal=True):
        for label, name, kind, data in files:
            st.download_button(
                label, data, file_name=name, mime=kind, key=f"survey_records_get_{name}", on_click="ignore"
            )


def _draw_agreement(opened: _Open) -> None:
    people = sorted({one.person for one in opened.decisions if not one.settles})
    for at, first in enumerate(people):
        for second in people[at + 1 :]:
            for stage in ("title", "full_text"):
                found = agreement(opened.decisions, first, second, "title" if stage == "title" else "full_text")
                if found.n:
                    kappa = f", Cohen's kappa {found.kappa:.2f}" if found.kappa is not None else ""
                    where = VIEWS[stage].lower()
                    st.write(
                        plain(
                            f"{first} and {second} agree on {found.agreed:,} of {count(found.n, 'record')} ({where}){kappa}."
                        )
                    )
