"""Review: what is exported, and what another Sidelight exported, imported."""

import io
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from openpyxl import load_workbook
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from lib.errors import SidelightError
from lib.exporting import formats
from lib.exporting.exports import ExportFile
from lib.ui.reviews.importing.import_answers import imported_upload
from lib.ui.reviews.route import wanted_of
from lib.workspace import Workspace
from tests.exporting.test_formats import QUESTIONS as QUESTIONS_FORMAT
from tests.pages.conftest import CAMERAS, SOUNDS, Screen, show_all_verdicts

QUESTIONS = ["How long was training?", "What was recorded?"]
SECONDS = 20


@pytest.fixture(scope="module")
def questions() -> list[str]:
    """Return what is asked in the survey of this module."""
    return QUESTIONS


def begin(screen: Screen, name: str = "Ada", **query: str) -> Any:
    at = screen.open("review", only="all", **query)
    at.text_input(key="review_rater_name").set_value(name)
    at.button(key="review_rater_begin").click().run()
    return at


def wanted(at: Any, words: str, of: str = "review Ada ") -> None:
    """Open the choice of formats and takes that one."""
    at.session_state[f"export_{of}"] = True
    at.run()
    at.radio(key=f"export_format_{of}").set_value(words).run()
    assert not at.exception, at.exception


def buttons(at: Any) -> list[str]:
    return [one.label for one in at.get("download_button")]


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """Return what a press of each download button would fetch, by the file's name: AppTest itself fetches nothing."""
    found: dict[str, Callable[[], bytes]] = {}
    real = st.download_button

    def download_button(label: str, data: Callable[[], bytes], **options: Any) -> bool:
        found[options["file_name"]] = data
        return real(label, data, **options)

    monkeypatch.setattr(st, "download_button", download_button)
    return found


def test_the_queue_is_fetched_by_one_press_with_its_verdicts(
    surveyed_library: Workspace, screen: Screen, fetched: dict[str, Callable[[], bytes]]
) -> None:
    surveyed_library.reviews.give(
        surveyed_library.reviews.items()[0].answer_id, "Bob", correct="wrong", reason="Another species."
    )
    show_all_verdicts(surveyed_library)
    at = begin(screen)
    wanted(at, "csv")
    assert buttons(at) == ["Download"]
    rows = fetched["Review.csv"]().decode("utf-8-sig")
    assert "Another species." in rows
    assert all(question in rows for question in QUESTIONS)
    wanted(at, "xlsx")
    assert load_workbook(io.BytesIO(fetched["Review.xlsx"]())).sheetnames == [
        "Answers",
        "Citations",
        "Verdicts",
        "Papers",
        "About",
    ]
    surveyed_library.reviews.give(surveyed_library.reviews.items()[0].answer_id, "Ada", correct="wrong")
    wanted(at, "methods")
    words = fetched["Review - methods.txt"]().decode()
    assert "Ada and Bob agreed on 1 of 1 item, fewer than 5" in words


def test_a_blind_rater_fetches_their_own_word_only(
    surveyed_library: Workspace, screen: Screen, fetched: dict[str, Callable[[], bytes]]
) -> None:
    surveyed_library.reviews.give(
        surveyed_library.reviews.items()[0].answer_id, "Bob", correct="wrong", reason="Another species."
    )
    at = begin(screen)
    wanted(at, "jsonl", "review Ada ")
    assert b"Another species." not in fetched["Review.jsonl"]()


def file_of(**place: str) -> str:
    """Return the name of the file that Ada's queue with that filter is made under."""
    return f"review Ada  {hash(wanted_of(place))}"


def ended(surveyed_library: Workspace, at: Any, of: str = "") -> None:
    making = surveyed_library.exports.task(of or file_of(only="all"))
    assert making is not None
    deadline = time.monotonic() + SECONDS
    while not making.ended and time.monotonic() < deadline:
        time.sleep(0.02)
    at.run()
    assert not at.exception, at.exception


def test_a_large_file_is_made_first_and_offered_with_its_size_and_made_anew_once_it_would_be_another(
    surveyed_library: Workspace, screen: Screen, fetched: dict[str, Callable[[], bytes]]
) -> None:
    at = begin(screen)
    wanted(at, "pdf")
    assert buttons(at) == []
    at.button(key="export_make_review Ada ").click().run()
    ended(surveyed_library, at)
    (label,) = buttons(at)
    assert label.startswith("Download (")
    assert label.endswith(" KB)")
    assert fetched["Review - highlighted.zip"]()[:2] == b"PK"
    assert "A ZIP with a copy of each paper." in screen.words
    surveyed_library.reviews.give(surveyed_library.reviews.items()[0].answer_id, "Cleo", correct="wrong")
    at.run()
    (label,) = buttons(at)
    assert label.startswith("Download (")
    assert "Made before the latest changes" in screen.words
    at.button(key="export_make_review Ada ").click().run()
    ended(surveyed_library, at)
    assert "Made before the latest changes" not in screen.words
    otters = surveyed_library.papers()[0]
    surveyed_library.edit_paper(otters.id, year=1999 if otters.year != 1999 else 1998)
    at.run()
    assert "Made before the latest changes" in screen.words


def test_two_filters_of_one_rater_have_a_file_each(surveyed_library: Workspace, screen: Screen) -> None:
    at = begin(screen)
    wanted(at, "pdf")
    at.button(key="export_make_review Ada ").click().run()
    ended(surveyed_library, at)
    assert surveyed_library.exports.task(file_of(only="all")) is not None
    assert surveyed_library.exports.task(file_of(only="all", question=QUESTIONS[0])) is None


def test_why_a_file_that_is_made_at_once_did_not_come_is_said_at_the_next_run(
    surveyed_library: Workspace,
    screen: Screen,
    fetched: dict[str, Callable[[], bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(*_: Any) -> Any:
        raise SidelightError("All of these answers are gone.")

    at = begin(screen)
    wanted(at, "csv")
    monkeypatch.setattr(surveyed_library.exports, "of_review", gone)
    with pytest.raises(SidelightError):
        fetched["Review.csv"]()
    assert "All of these answers are gone." not in screen.words
    at.run()
    assert "All of these answers are gone." in screen.words


def test_a_format_that_is_added_to_the_tuple_stands_on_the_button(
    surveyed_library: Workspace,
    screen: Screen,
    fetched: dict[str, Callable[[], bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only_surveys = replace(QUESTIONS_FORMAT, id="surveyed", words="Of surveys alone", kinds=("survey",))
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, QUESTIONS_FORMAT, only_surveys))
    at = begin(screen)
    wanted(at, "questions")
    offered = at.radio(key="export_format_review Ada ").options
    assert offered[-1] == "The questions alone"
    assert "Of surveys alone" not in offered
    assert all(question.encode() in fetched["Review - questions.txt"]() for question in QUESTIONS)


def test_why_there_is_no_file_is_said_in_a_sentence(
    surveyed_library: Workspace, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    never_at_once = tuple(replace(one, answers_at_once=0) if one.id == "csv" else one for one in formats.FORMATS)
    monkeypatch.setattr(formats, "FORMATS", never_at_once)
    at = begin(screen)
    wanted(at, "csv")
    at.button(key="export_make_review Ada ").click().run()
    made = surveyed_library.exports.task(file_of(only="all"))
    assert made is not None
    ended(surveyed_library, at)
    made.result, made.problem = None, "The disk is full."
    at.run()
    assert "The disk is full." in screen.words


# what another Sidelight exported


@pytest.fixture(scope="module")
def exported(surveyed: Workspace) -> ExportFile:
    """Return the survey as another installation has it."""
    return surveyed.exports.survey(surveyed.surveys.heads()[0].id, "jsonl")


def upload(screen: Screen, data: bytes) -> Any:
    at = screen.open("review", part="bring")
    at.file_uploader[0].upload("export.jsonl", data)
    at.run()
    assert not at.exception, at.exception
    return at


def test_the_empty_screen_leads_to_bringing_in(empty: Workspace, screen: Screen) -> None:
    at = screen.open("review")
    at.button(key="review_to_bring").click().run()
    assert "another Sidelight exported as “JSON lines”" in screen.words


def test_a_file_is_weighed_then_brought_in_and_reviewed_without_its_pdfs(
    empty: Workspace, screen: Screen, exported: ExportFile
) -> None:
    at = upload(screen, exported.data)
    assert "New here: 1 survey, 4 cells, 4 answers" in screen.words
    assert [one.label for one in at.expander] == [
        "2 papers without their PDF here: quote and page number are shown as text; add the PDF to see the page"
    ]
    assert empty.surveys.heads() == []
    at.button(key="review_bring_in").click().run()
    assert "1 survey, 4 cells, 4 answers" in screen.words
    assert "imported." in screen.words
    (head,) = empty.surveys.heads()
    at.button(key="review_bring_open").click().run()
    at.text_input(key="review_rater_name").set_value("Ada")
    at.button(key="review_rater_begin").click().run()
    assert "of 4 reviewed" in screen.words
    assert "add the PDF to see the page" in screen.words
    assert at.session_state["review_source"] == head.id
    empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    at.run()
    assert "add the PDF to see the page" not in screen.words


def test_a_double_click_brings_every_record_in_once_and_both_clicks_hear_the_same(
    empty: Workspace, exported: ExportFile
) -> None:
    file = UploadedFile(UploadedFileRec("double", "export.jsonl", "text/plain", exported.data), FileURLs())
    with ThreadPoolExecutor(2) as threads:
        clicks = [threads.submit(imported_upload, empty, file.file_id, file) for _ in range(2)]
        first, second = (click.result() for click in clicks)
    assert first is second
    assert (first.left_out, first.new["answers"], first.new["cells"]) == (0, 4, 4)


def test_what_is_here_already_is_not_offered_again(
    surveyed_library: Workspace, screen: Screen, exported: ExportFile
) -> None:
    at = upload(screen, exported.data)
    assert "Everything in it is here already." in screen.words
    assert "review_bring_in" not in [button.key for button in at.button]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no export of Sidelight"),
        (b"a,b\n1,2\n", "no export of Sidelight"),
        (b'{"record":"sidelight-export","version":99}\n', "A newer Sidelight exported this file"),
    ],
)
def test_a_file_that_is_no_export_says_what_to_choose(
    empty: Workspace, screen: Screen, data: bytes, words: str
) -> None:
    upload(screen, data)
    assert words in screen.words


def test_lines_that_cannot_be_used_are_named(empty: Workspace, screen: Screen, exported: ExportFile) -> None:
    lines = exported.data.splitlines()
    line = json.loads(lines[2])
    at = upload(screen, b"\n".join([*lines[:2], b"{", json.dumps(line).encode(), *lines[3:]]))
    assert "1 line cannot be used and is left out" in [one.label for one in at.expander]
    assert "Line 3 was left out" in screen.words


def test_titles_in_a_file_are_shown_letter_by_letter(empty: Workspace, screen: Screen, exported: ExportFile) -> None:
    at = upload(screen, exported.data.replace(b"Hearing bats in the dark", b"![x](http://evil.example/p.png)"))
    shown = " ".join(str(one.value) for one in (*at.markdown, *at.caption))
    assert "![x](" not in shown
    assert "evil" in screen.words


def test_the_file_of_an_export_lies_in_the_library_until_it_is_fetched(surveyed_library: Workspace) -> None:
    made = surveyed_library.exports.begin(
        "x", "csv", lambda: surveyed_library.exports.of_survey(surveyed_library.surveys.heads()[0].id)
    )
    deadline = time.monotonic() + SECONDS
    while not made.ended and time.monotonic() < deadline:
        time.sleep(0.02)
    assert made.result is not None
    assert Path(surveyed_library.folder) in made.result.path.parents
