"""The PRISMA 2020 flow of a screening of records, how far people agree, and its files."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pandas as pd
import streamlit as st

from lib.exporting.record_files import covidence_csv, flow_csv, flow_rows, flow_svg, rayyan_csv, records_ris
from lib.records.screening import STAGES, Stage
from lib.statistics.agreement import Agreement
from lib.text.wording import count
from lib.ui.kit.escaping import plain, visible
from lib.ui.reviews.review_terms import kappa_words
from lib.ui.surveys.records.record_screening import STAGE_WORDS, OpenScreening


def draw_flow(opened: OpenScreening) -> None:
    """Draw picture and table of the flow, the agreement and the files."""
    numbers = opened.screened.flow
    st.image(flow_svg(numbers))
    st.dataframe(
        pd.DataFrame([{"box": visible(words), "n": number} for words, number in flow_rows(numbers)]),
        hide_index=True,
        column_config={"box": st.column_config.TextColumn(width="large")},
    )
    _draw_agreement(opened)
    _draw_files(opened)


def _draw_agreement(opened: OpenScreening) -> None:
    people = sorted({one.person for one in opened.screened.decisions if not one.settles})
    for first, second in combinations(people, 2):
        for stage in STAGES:
            found = opened.screened.agreement(first, second, stage)
            if found.n:
                agreed = f"agree on {found.agreed:,} of {count(found.n, 'record')} ({STAGE_WORDS[stage]})"
                st.write(plain(f"{first} and {second} {agreed}: {kappa_words(found)}{_baseline(found, second)}."))


def _baseline(found: Agreement, second: str) -> str:
    """Return what always deciding as the second most often did would reach; nothing of too few."""
    return "" if found.is_few else f"; always {second}’s commonest decision: {found.majority_share:.1%}"


def _draw_files(opened: OpenScreening) -> None:
    """Draw the downloads, each made as it is asked for: of many thousand records each takes seconds."""
    screened, numbers = opened.screened, opened.screened.flow
    stage: Stage = st.segmented_control(
        "Files of the records",
        STAGES,
        format_func={"title": "all, by title and abstract", "full_text": "those sought in full"}.__getitem__,
        default="title",
        required=True,
        key="survey_records_files_of",
    )
    stands = screened.standings(stage)
    records = [one for one in screened.records if stage == "title" or one.number in stands]
    files: tuple[tuple[str, str, str, Callable[[], bytes]], ...] = (
        ("PRISMA flow (SVG)", "flow.svg", "image/svg+xml", lambda: flow_svg(numbers).encode()),
        ("PRISMA flow (CSV)", "flow.csv", "text/csv", lambda: flow_csv(numbers)),
        ("Records for Rayyan (CSV)", "rayyan.csv", "text/csv", lambda: rayyan_csv(records, screened.latest, stage)),
        ("Records for Covidence (CSV)", "covidence.csv", "text/csv", lambda: covidence_csv(records, stands)),
        (
            "Records (RIS)",
            "records.ris",
            "application/x-research-info-systems",
            lambda: records_ris(records, screened.latest, stage),
        ),
    )
    with st.container(horizontal=True):
        for label, name, kind, data in files:
            st.download_button(
                label, data, file_name=name, mime=kind, key=f"survey_records_get_{name}", on_click="ignore"
            )
