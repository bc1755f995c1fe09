"""The Settings screen: what is configured, what is missing, where the data lies and how much, and what can be changed."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib import __version__
from lib.answering.answerers import providers
from lib.answering.providers.provider import ServersOption
from lib.errors import SidelightError
from lib.records.people import Role
from lib.storage.usage import Usage
from lib.text.wording import count
from lib.ui.kit import access, error_messages
from lib.ui.kit.answerer_choice import answerers
from lib.ui.kit.escaping import megabytes, plain
from lib.ui.settings.backup_form import draw_backups
from lib.ui.settings.check_form import draw_check
from lib.ui.settings.embedder_form import draw_embedder
from lib.ui.settings.health_view import draw_health
from lib.ui.settings.key_forms import draw_keys
from lib.ui.settings.model_settings import draw_models
from lib.ui.settings.people_form import draw_exposure, draw_people
from lib.ui.settings.price_form import draw_prices
from lib.ui.settings.ready_list import draw_ready
from lib.ui.settings.server_forms import draw_servers
from lib.ui.settings.style_forms import draw_styles
from lib.workspace import Workspace


@dataclass(frozen=True)
class Limit:
    """A preference as the screen asks for it."""

    name: str
    label: str
    help: str
    largest: int


WIDTH = 820
"""Pixels of a tab that holds one column."""
PERSON_HELP = "Of people who sign in: so nobody holds up the others."
OF_PEOPLE = frozenset(
    {"papers_a_person", "megabytes_a_person", "questions_a_person", "models_a_person", "surveys_a_person"}
)
"""Limits that are asked for only where people sign in."""
LIMITS = [
    Limit("word_limit", "Words of an answer", "The answer keeps to it.", 5_000),
    Limit("passage_limit", "Passages an answer is made from", "More passages take longer to look through.", 50),
    Limit("page_limit", "Pages of a paper", "A longer PDF is refused.", 100_000),
    Limit("seconds_without_page", "Seconds for a page", "Reading gives a page up after so long.", 3_600),
    Limit(
        "reading_memory_mb",
        "MB of memory for reading",
        "For all reading processes together; takes effect at the next start.",
        64_000,
    ),
    Limit("max_upload_mb", "MB of one file in a ZIP or folder", "Larger files are left out.", 10_000),
    Limit(
        "seconds_without_word",
        "Seconds a model may be silent",
        "A model is given up after so long without a word.",
        7_200,
    ),
    Limit("bin_days", "Days for which removed papers can be brought back", "Then they go for good.", 3_650),
    Limit("papers_a_person", "Papers a person may have waiting to be read", PERSON_HELP, 100_000),
    Limit("megabytes_a_person", "MB of those papers", PERSON_HELP, 1_000_000),
    Limit("questions_a_person", "Questions of a person that are answered at once", PERSON_HELP, 1_000),
    Limit("models_a_person", "Of those, with models", PERSON_HELP, 1_000),
    Limit("surveys_a_person", "Surveys of a person that run at once", PERSON_HELP, 1_000),
    Limit("disk_margin_mb", "MB of disk that stay free", "Nothing is written below it.", 100_000),
]


MONEY = {
    "dollars_a_survey": "US dollars a survey may cost",
    "dollars_a_day": "US dollars the answers of a day may cost",
    "dollars_a_person": "US dollars the answers of a person and day may cost",
}
MONEY_HELP = (
    "A survey pauses there and goes on when it is resumed; single questions wait for the next day (UTC). 0: no limit. People "
    "are told apart by the name they give; those without one count as one. Models without a known price (see Prices) count "
    "nothing."
)


def draw_settings(workspace: Workspace) -> None:
    """Draw the whole screen."""
    error_messages.draw_problem(workspace)
    if not access.may(Role.ADMINISTRATOR):
        with st.container(width=WIDTH):
            draw_keys(workspace)
        return
    named = ["Answerers", "Styles", "Prices", "Reading and limits", "Data", "For experts"]
    models, styles, prices, limits, library, experts, *people = st.tabs(
        [*named, *(["People"] if access.signs_in() else [])]
    )
    for tab in people:
        with tab:
            draw_people(workspace)
    with models:
        left, right = st.columns(2, gap="large")
        with left:
            draw_ready(workspace)
            draw_keys(workspace)
            draw_models(workspace)
        with right:
            for provider in providers():
                for option in provider.shown_options(workspace.settings.current):
                    if isinstance(option, ServersOption):
                        draw_servers(workspace, provider, option)
    with styles.container(width=WIDTH):
        draw_styles(workspace)
    with prices.container(width=WIDTH):
        draw_prices(workspace)
    with limits.container(width=WIDTH):
        _draw_limits(workspace)
    with library.container(width=WIDTH):
        _draw_library(workspace.usage())
        draw_backups(workspace)
        draw_check(workspace)
    with experts:
        left, right = st.columns(2, gap="large")
        with left:
            draw_exposure()
            _draw_configured(workspace)
            draw_health(workspace)
        with right:
            draw_embedder(workspace)


def services(workspace: Workspace) -> list[tuple[str, str, bool]]:
    """Return what the app works with: name, how it is configured or what is missing, and whether it is there."""
    usage, settings = workspace.usage(), workspace.settings.current
    loaded = "loaded" if workspace.index.ready else ("cannot be used" if workspace.index.problem else "still loading")
    facts = [
        ("Embedder", f"{usage.embedder}, {loaded}", workspace.index.ready),
        ("Vector store", usage.store, True),
        ("Database", usage.database, True),
    ]
    for choice in answerers(workspace).values():
        needs = f"needs {choice.needs}" if choice.needs else "can be asked"
        facts.append((choice.name, needs, choice.needs is None))
    lacking = {provider.label: provider.lacks(settings) for provider in providers()}
    return facts + [(label, words, False) for label, words in lacking.items() if words is not None]


def _draw_configured(workspace: Workspace) -> None:
    st.subheader("What is configured", anchor=False)
    _draw_facts([("Version", f"Sidelight {__version__}", True), *services(workspace)])


def _draw_library(usage: Usage) -> None:
    st.subheader("Where the data lies", anchor=False)
    _draw_facts(
        [
            ("Folder", str(usage.folder), True),
            (
                "Papers",
                f"{count(usage.papers, 'paper')}, {count(usage.pages, 'page')}, {count(usage.sentences, 'sentence')}",
                True,
            ),
            ("Index", f"{count(usage.passages, 'passage')}, {megabytes(usage.index_bytes)}", True),
            ("Files", megabytes(usage.files_bytes), True),
            ("Answers", f"{count(usage.answers, 'answer')}, {megabytes(usage.database_bytes)} of database", True),
            ("Free on this disk", megabytes(usage.free_bytes), True),
        ]
    )
    if usage.advice:
        st.info(plain(usage.advice), icon=":material/database:")


def _draw_facts(facts: list[tuple[str, str, bool]]) -> None:
    with st.container(gap="small"):
        for name, words, there in facts:
            label, value = st.columns([1, 2.6], vertical_alignment="top")
            label.caption(name)
            value.markdown(plain(words) if there else f":gray[{plain(words)}]")


def _draw_limits(workspace: Workspace) -> None:
    st.subheader("Limits", anchor=False)
    current = workspace.settings.current.preferences
    with st.form("settings_limits", border=False):
        values = {
            limit.name: st.number_input(
                limit.label,
                1,
                limit.largest,
                getattr(current, limit.name),
                help=limit.help,
                key=f"settings_{limit.name}",
            )
            for limit in LIMITS
            if limit.name not in OF_PEOPLE or access.signs_in()
        }
        dollars = {
            name: st.number_input(
                label, 0.0, None, float(getattr(current, name)), 1.0, help=MONEY_HELP, key=f"settings_{name}"
            )
            for name, label in MONEY.items()
        }
        gigabytes = st.number_input(
            "GB that the PDFs of a project may take together",
            0.0, None, float(current.gigabytes_a_project), 1.0,
            help="Those in its bin too. 0: as much as the disk has.", key="settings_gigabytes_a_project",
        )  # fmt: skip
        recognise = st.checkbox(
            "Recognise the text of scanned pages without being asked",
            current.recognise_scans,
            help="After everything else is read; 5 to 10 seconds a page. Else each scan offers it on Papers.",
            key="settings_recognise_scans",
        )
        if not st.form_submit_button("Save", type="primary", key="settings_limits_save"):
            return
    limits: dict[str, float] = {name: int(value) for name, value in values.items()}
    limits |= {name: float(value or 0) for name, value in [*dollars.items(), ("gigabytes_a_project", gigabytes)]}
    try:
        workspace.settings.change(**limits, recognise_scans=recognise)
    except SidelightError as error:
        error_messages.draw_error(error)
    else:
        st.success("Saved.", icon=":material/check:")
