"""The list of all records of a screening: found by words or by how they stand, opened, marked as copies, tied as reports."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.records.core import NAME
from lib.records.screening import STAGES, BibRecord, Stage
from lib.text.wording import count
from lib.ui.kit.access import may_write
from lib.ui.kit.escaping import COLUMN_LETTERS, NOTE_LETTERS, authors_line, plain, shorten, visible
from lib.ui.kit.outcomes import try_to
from lib.ui.kit.person import who_judges
from lib.ui.surveys.records.adding import SOURCE_PX
from lib.ui.surveys.records.deciding import decision_line
from lib.ui.surveys.records.record_screening import (
    DUPLICATE,
    NO_TITLE,
    PART,
    REMOVED,
    STAGE_WORDS,
    STANDING_WORDS,
    TO_DO,
    WAITING,
    OpenScreening,
    draw_abstract,
    record_line,
)
from lib.ui.surveys.route import move

ROWS_A_PAGE = 100
CHOSEN = "survey_records_chosen"
ALL, TIED = "all", "one of several reports"
STANDS = (
    ALL,
    TO_DO,
    WAITING,
    *(word for word in STANDING_WORDS.values() if word != "undecided"),
    DUPLICATE,
    REMOVED,
    TIED,
)


def draw_table(opened: OpenScreening) -> None:
    """Draw the search, a page of the records that it finds, and what can be done with those chosen."""
    person = who_judges()
    with st.container(horizontal=True, vertical_alignment="bottom", key="survey_records_find"):
        words = st.text_input("Words of title, authors, DOI or abstract", key="survey_records_words")
        stands = st.selectbox("How it stands", STANDS, key="survey_records_stands", width=210)
        found = _found(opened, person, words, stands)
        page = _draw_page(len(found))
    shown = found[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    st.caption(f"{count(len(found), 'record')} of {len(opened.screened.records):,}")
    if shown:
        st.dataframe(
            pd.DataFrame([_row(opened, person, one) for one in shown]),
            hide_index=True,
            column_config={"title": st.column_config.TextColumn(width="large")},
        )
    _draw_chosen(opened, person, _draw_choice(opened, shown))


def _found(opened: OpenScreening, person: str, words: str, stands: str) -> list[BibRecord]:
    """Return the records that hold each of the words and stand so."""
    records = list(opened.screened.records)
    for word in words.casefold().split():
        records = [one for one in records if word in _searched(one)]
    if stands == TIED:
        firsts = {one.study_of for one in opened.screened.records}
        return [one for one in records if one.study_of is not None or one.number in firsts]
    if stands == ALL:
        return records
    return [one for one in records if any(opened.standing_for(person, one.number, stage) == stands for stage in STAGES)]


def _searched(one: BibRecord) -> str:
    return f"{one.number} {one.title} {' '.join(one.authors)} {one.doi} {one.source} {one.abstract}".casefold()


def _draw_page(found: int) -> int:
    pages = max(1, -(-found // ROWS_A_PAGE))
    if pages == 1:
        return 1
    key = "survey_records_page"
    if key in st.session_state:
        st.session_state[key] = min(pages, int(st.session_state[key]))
    return int(st.number_input(f"Page, of {pages:,}", 1, pages, key=key, width=140))


def _row(opened: OpenScreening, person: str, one: BibRecord) -> dict[str, object]:
    return {
        "number": one.number,
        "title": visible(one.title) or NO_TITLE,
        "authors": visible(authors_line(one.authors)),
        "year": str(one.year or ""),
        "source": visible(one.source),
        "title and abstract": f"copy of {one.duplicate_of}"
        if one.duplicate_of
        else opened.standing_for(person, one.number, "title"),
        "full text": opened.standing_for(person, one.number, "full_text"),
        "report of the study of": str(one.study_of or ""),
    }


def _draw_choice(opened: OpenScreening, shown: Sequence[BibRecord]) -> list[int]:
    """Return the numbers of the records chosen: of this page, and those chosen on another before."""
    total = len(opened.screened.records)
    before = [number for number in st.session_state.get(CHOSEN, []) if number <= total]
    options = sorted({*before, *(one.number for one in shown)})
    return st.multiselect(
        "Chosen records",
        options,
        key=CHOSEN,
        format_func=lambda number: f"{number} · {shorten(_named(opened.record(number)), COLUMN_LETTERS)}",
        wrap=True,
        placeholder="Choose one to open it, or several to say that they are one work or one study",
    )


def _named(record: BibRecord) -> str:
    return visible(record.title) or NO_TITLE


def _draw_chosen(opened: OpenScreening, person: str, chosen: Sequence[int]) -> None:
    if len(chosen) == 1:
        _draw_one(opened, person, opened.record(chosen[0]))
    elif chosen and may_write():
        front, of = opened.workspace.record_screenings, opened.screening.id
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.button(
                "Copies of one record",
                key="survey_records_copies",
                help="One is screened, the others are counted as duplicates",
                on_click=try_to,
                args=(PART, front.mark_copies, of, sorted(chosen)),
            )
            st.button(
                "Reports of one study",
                key="survey_records_tie",
                help="Each is screened, the study is counted once",
                on_click=try_to,
                args=(PART, front.tie_reports, of, sorted(chosen)),
            )
    if chosen and may_write():
        _draw_source(opened, chosen)


def _draw_source(opened: OpenScreening, chosen: Sequence[int]) -> None:
    """Draw the field that says in which database the chosen records were found."""
    front, of = opened.workspace.record_screenings, opened.screening.id
    sources = list(dict.fromkeys(opened.record(number).source for number in chosen))
    key = f"survey_records_source_of_{'_'.join(map(str, chosen[:20]))}_{'_'.join(sources[:2])}"
    st.session_state.setdefault(key, sources[0] if len(sources) == 1 else "")
    st.text_input(
        "Found in",
        key=key,
        max_chars=NAME,
        width=SOURCE_PX,
        placeholder="" if len(sources) == 1 else "several",
        on_change=lambda: try_to(PART, front.set_source, of, sorted(chosen), str(st.session_state[key])),
    )


def _draw_one(opened: OpenScreening, person: str, record: BibRecord) -> None:
    """Draw a record with what was decided on it, as far as the person may see it, and what can be done with it."""
    front, of, number = opened.workspace.record_screenings, opened.screening.id, record.number
    st.markdown(f"**{plain(record.title or NO_TITLE)}**")
    st.caption(plain(record_line(record), NOTE_LETTERS))
    if record.removed:
        st.caption(f"Removed before screening: {plain(record.removed)}.")
    for stage in STAGES:
        for one in opened.visible_to(person, number, stage):
            st.caption(f"{STAGE_WORDS[stage]}: {decision_line(one)}")
    if not may_write():
        draw_abstract(record)
        return
    with st.container(horizontal=True):
        for stage in STAGES:
            if number in opened.screened.standings(stage):
                _draw_way(stage, number)
        if record.duplicate_of is not None:
            st.button(
                f"Not a copy of {record.duplicate_of}",
                key="survey_records_no_copy",
                on_click=try_to,
                args=(PART, front.set_duplicate, of, number, None),
            )
        if record.removed:
            st.button(
                "Screen it all the same",
                key="survey_records_screen_again",
                on_click=try_to,
                args=(PART, front.screen_again, of, number),
            )
        if record.study_of is not None or any(one.study_of == number for one in opened.screened.records):
            st.button(
                "The only report of its study",
                key="survey_records_untie",
                on_click=try_to,
                args=(PART, front.untie_report, of, number),
            )
    draw_abstract(record)


def _draw_way(stage: Stage, number: int) -> None:
    st.button(
        f"Decide ({STAGE_WORDS[stage]})",
        key=f"survey_records_open_{stage}",
        on_click=move,
        kwargs={"view": stage, "record": str(number)},
    )
