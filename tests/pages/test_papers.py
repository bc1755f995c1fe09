"""The Papers page: adding, finding, choosing, editing, removing."""

import io
import sqlite3
import zipfile

import pytest

from lib.library.deployment import Alone
from lib.library.paper_job import PaperProgress
from lib.library.sample_paper import sample_id
from lib.surveys.shared_runner import NOBODY
from lib.ui.kit.escaping import plain
from lib.ui.papers.list_component import LIST
from tests.pages.conftest import CAMERAS, SOUNDS, Screen
from tests.pages.paper_list import choose, choose_all, list_data, tell
from tests.pdfs import make_scan, print_paper, scan_of, unlike_sentences


def paper_of(workspace, filename):
    return next(paper for paper in workspace.papers() if paper.filename == filename)


def upload(at, *files):
    for name, data in files:
        at.file_uploader[0].upload(name, data)
    at.run()
    assert not at.exception


def settle(workspace, at):
    for paper in workspace.papers():
        workspace.jobs.wait(paper.id)
    at.run()
    assert not at.exception


def titles(at):
    """Return the titles of the rows whose paper can be opened, as they stand."""
    return [row["title"] for row in list_data(at)["rows"] if row.get("isReady")]


def row_of(at, paper):
    """Return a paper's row."""
    (row,) = [row for row in list_data(at)["rows"] if row["id"] == paper.id]
    return row


def test_an_empty_library_says_so(empty, screen):
    screen.open("papers")
    assert "The library is empty" in screen.words


@pytest.mark.parametrize("page", ["papers", "ask"])
def test_a_press_on_the_sample_after_somebody_else_added_a_paper_adds_nothing_later(empty, screen, page):
    at = screen.open(page)
    paper = empty.add_paper(b"%PDF-1.4 of somebody else", "else.pdf")
    at.button(key=f"{page}_welcome_sample").click().run()
    empty.remove_paper(paper.id)
    screen.open(page)
    assert empty.papers() == []


def test_an_empty_library_offers_the_sample_paper_and_goes_on_to_ask_it(empty, screen):
    at = screen.open("papers")
    assert "see the exact words it rests on" in screen.words
    at.button(key="papers_welcome_sample").click().run()
    assert not at.exception
    assert [paper.id for paper in empty.papers()] == [sample_id()]
    empty.jobs.wait(sample_id())
    at = screen.open("ask")
    assert "What do you want to know?" in screen.words
    at.button(key="ask_example_1").click().run()
    assert not at.exception
    assert at.subheader[0].value.replace("\\", "") == "What does the paper say about “Privacy”?"


def test_a_file_of_another_kind_is_named_with_what_to_do_and_not_kept(empty, screen):
    at = screen.open("papers")
    upload(at, ("draft.docx", b"PK\3\4 words"), ("cameras.pdf", CAMERAS.data))
    settle(empty, at)
    assert "draft.docx: This is a text document: save it as PDF and add that." in screen.words
    assert [paper.filename for paper in empty.papers()] == ["cameras.pdf"]


def test_a_paper_is_listed_with_title_authors_pages_and_status(library, screen):
    at = screen.open("papers")
    for part in ("Grace Hopper", "1 p. · ready"):
        assert part in screen.words
    sounds = paper_of(library, "sounds.pdf")
    assert titles(at) == ["Hearing bats in the dark", "Counting animals in pictures of camera traps"]
    tell(at, "edit", paper=sounds.id)
    assert "sounds.pdf · 1 page · English" in screen.words, "what a row does not say"


def test_a_title_opens_its_paper(library, screen):
    sounds = paper_of(library, "sounds.pdf")
    at = tell(screen.open("papers"), "open", paper=sounds.id)
    assert not at.exception
    assert at.selectbox(key="reader_paper").value == sounds.id


def test_a_command_is_taken_once_and_one_of_a_paper_that_is_gone_not_at_all(library, screen):
    at = screen.open("papers")
    choose_all(at)
    at.button(key="papers_none").click().run()
    assert "2 chosen" not in screen.words, "the browser sends along what it sent before"
    for kind in ("open", "edit", "stop", "again", "recognise"):
        tell(at, kind, paper="0" * 64)
        assert not at.exception
    choose(at, "0" * 64)
    assert list_data(at)["chosen"] == []


def test_an_upload_is_kept_and_read_and_a_bad_file_fails_alone(empty, screen):
    at = screen.open("papers")
    upload(at, ("cameras.pdf", CAMERAS.data), ("notes.pdf", b"<html>no PDF</html>"))
    settle(empty, at)
    assert paper_of(empty, "cameras.pdf").status == "ready"
    bad = paper_of(empty, "notes.pdf")
    assert bad.status == "failed"
    assert bad.problem in screen.words
    assert "2 files added, 1 could not be read." in screen.words


def test_the_same_bytes_twice_are_told_and_not_added(empty, screen):
    empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    at = screen.open("papers")
    upload(at, ("copy.pdf", CAMERAS.data))
    assert len(empty.papers()) == 1
    assert "nothing was added twice" in screen.words


def test_a_zip_gives_its_papers_and_names_what_it_left_out(empty, screen):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/cameras.pdf", CAMERAS.data)
        archive.writestr("a/readme.txt", "hello")
    at = screen.open("papers")
    upload(at, ("papers.zip", packed.getvalue()))
    settle(empty, at)
    assert [paper.filename for paper in empty.papers()] == ["cameras.pdf"]


def test_a_folder_of_this_machine_is_taken_in_by_its_path(empty, screen, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pdfs")
    (folder / "sounds.pdf").write_bytes(SOUNDS.data)
    at = screen.open("papers")
    at.segmented_control(key="papers_way").select("A folder on this machine, by path").run()
    at.text_input(key="papers_path").set_value(str(folder))
    at.form_submit_button[0].click().run()
    settle(empty, at)
    assert [paper.filename for paper in empty.papers()] == ["sounds.pdf"]


def test_a_folder_that_is_not_there_is_a_plain_sentence(empty, screen):
    at = screen.open("papers")
    at.segmented_control(key="papers_way").select("A folder on this machine, by path").run()
    at.text_input(key="papers_path").set_value("/no/such/folder")
    at.form_submit_button[0].click().run()
    assert not at.exception
    assert len(at.error) == 1


def test_the_words_searched_for_stay_while_the_session_goes_elsewhere(library, screen):
    tell(screen.open("papers"), "search", words="hopper dark")
    screen.open("ask")
    at = screen.open("papers")
    assert list_data(at)["search"] == "hopper dark"
    assert (len(list_data(at)["rows"]), list_data(at)["total"]) == (2, 2), "the browser finds in all of them"
    choose(at, paper_of(library, "cameras.pdf").id)
    assert "1 chosen, not shown" in screen.words


def test_chosen_papers_are_asked(library, screen):
    at = screen.open("papers")
    paper = paper_of(library, "sounds.pdf")
    choose(at, paper.id)
    at.button(key="papers_ask").click().run()
    assert not at.exception
    assert at.session_state["ask_papers"] == [paper.id]


def test_all_shown_are_chosen_and_let_go_together(library, screen):
    at = screen.open("papers")
    choose_all(at)
    assert "2 chosen" in screen.words
    choose_all(at, on=False)
    assert "chosen" not in screen.words


def test_chosen_papers_stay_chosen_while_a_search_hides_them(library, screen):
    cameras, sounds = (paper_of(library, name).id for name in ("cameras.pdf", "sounds.pdf"))
    at = screen.open("papers")
    choose(at, cameras)
    tell(at, "search", words="bats")
    at.run()
    assert "1 chosen, not shown" in screen.words
    choose(at, sounds)
    assert "2 chosen, 1 of them not shown" in screen.words
    tell(at, "search", words="")
    at.run()
    assert "2 chosen |" in screen.words
    assert set(list_data(at)["chosen"]) == {cameras, sounds}


def test_papers_that_a_search_hides_are_asked_and_let_go_with_the_others(library, screen):
    sounds = paper_of(library, "sounds.pdf")
    at = screen.open("papers")
    choose(at, sounds.id)
    tell(at, "search", words="counting")
    cameras = paper_of(library, "cameras.pdf").id
    choose(at, cameras)
    choose(at, cameras, on=False)
    assert "1 chosen, not shown" in screen.words
    at.button(key="papers_none").click().run()
    at.run()
    assert "chosen" not in screen.words
    tell(at, "search", words="")
    at.run()
    assert list_data(at)["chosen"] == []
    choose(at, sounds.id)
    tell(at, "search", words="counting")
    at.run()
    assert "1 chosen, not shown" in screen.words
    at.button(key="papers_ask").click().run()
    assert at.session_state["ask_papers"] == [sounds.id]


def test_a_click_is_not_taken_back_by_what_the_browser_sends_along_from_before_it(library, screen):
    at = screen.open("papers")
    choose_all(at)
    for _ in range(3):
        at.run()  # as a page that asks for news does
        assert "2 chosen" in screen.words
        assert set(list_data(at)["chosen"]) == {paper.id for paper in library.papers()}


def test_removing_asks_first_and_then_removes_only_the_chosen(empty, screen):
    doomed = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    at = screen.open("papers")
    choose(at, doomed.id)
    at.button(key="papers_remove").click().run()
    assert f"Remove “{plain(doomed.title)}”?" in screen.words
    assert len(empty.papers()) == 2
    at.button(key="papers_remove_yes").click().run()
    assert not at.exception
    assert [paper.filename for paper in empty.papers()] == ["sounds.pdf"]


def test_a_removal_is_named_and_undone(empty, screen):
    doomed = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    at = screen.open("papers")
    choose(at, doomed.id)
    at.button(key="papers_remove").click().run()
    assert "Within 30 days it can be brought back" in screen.words
    at.button(key="papers_remove_yes").click().run()
    assert f"Removed “{plain(doomed.title)}”" in screen.words
    at.button(key="papers_undo").click().run()
    assert not at.exception
    assert empty.papers() == [doomed]
    assert "Removed “" not in screen.words
    assert not [button for button in at.button if button.key == "papers_bin"]


def test_the_bin_brings_a_paper_back_and_is_emptied(empty, screen):
    cameras = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    sounds = empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    empty.bin.put([cameras.id, sounds.id])
    at = screen.open("papers")
    assert "The library is empty" in screen.words
    at.button(key="papers_bin").click().run()
    assert "for 29 more days" in screen.words
    at.button(key=f"papers_bin_back_{cameras.id}").click().run()
    assert empty.papers() == [cameras]
    at.button(key="papers_bin_empty").click().run()
    assert not at.exception
    assert empty.bin.papers() == []
    assert [path.stem for path in (empty.folder / "papers").rglob("*.pdf")] == [cameras.id]


def test_a_removal_of_several_names_each_before_it_is_done(library, screen):
    at = screen.open("papers")
    choose_all(at)
    at.button(key="papers_remove").click().run()
    (asked,) = [element.value for element in at.markdown if element.value.startswith("Remove “")]
    assert "Hearing bats" in asked
    assert "Counting animals" in asked
    assert len(library.papers()) == 2


def test_a_removal_that_was_not_confirmed_is_forgotten_when_others_are_chosen(library, screen):
    cameras, sounds = (paper_of(library, name).id for name in ("cameras.pdf", "sounds.pdf"))
    at = screen.open("papers")
    choose(at, cameras)
    at.button(key="papers_remove").click().run()
    choose(at, cameras, on=False)
    choose(at, sounds)
    assert "File, text and index go" not in screen.words
    assert len(library.papers()) == 2


def test_edited_metadata_is_kept(empty, screen):
    paper = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    at = screen.open("papers")
    tell(at, "edit", paper=paper.id)
    at.text_area(key=f"papers_title_{paper.id}").set_value("Traps, counted")
    at.text_area(key=f"papers_authors_{paper.id}").set_value("Ada Lovelace; García Márquez, Gabriel")
    at.number_input(key=f"papers_year_{paper.id}").set_value(1843)
    at.button(key=f"papers_save_{paper.id}").click().run()
    assert not at.exception
    edited = empty.paper(paper.id)
    names = ["Ada Lovelace", "Gabriel García Márquez"]
    assert (edited.title, edited.authors, edited.year) == ("Traps, counted", names, 1843)
    assert edited.families == {"Gabriel García Márquez": "García Márquez"}
    assert titles(at) == ["Traps, counted"]
    tell(at, "edit", paper=paper.id)
    assert at.text_area(key=f"papers_authors_{paper.id}").value == "Ada Lovelace; García Márquez, Gabriel"


def test_the_details_of_a_very_old_text_open(empty, screen):
    paper = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    empty.edit_paper(paper.id, year=1021)  # as a bibliography says
    at = screen.open("papers")
    tell(at, "edit", paper=paper.id)
    assert not at.exception
    assert at.number_input(key=f"papers_year_{paper.id}").value == 1021


def test_a_locked_paper_asks_for_its_password_on_its_row(empty, screen):
    locked = empty.add_paper(CAMERAS.encrypted("sesame").data, filename="locked.pdf")
    assert locked.status == "failed"
    at = screen.open("papers")
    assert locked.problem in screen.words
    assert row_of(at, locked)["needsPassword"]
    at.session_state[LIST] = {"unlock": {"paper": locked.id, "password": "sesame"}}
    at.run()
    settle(empty, at)
    assert empty.paper(locked.id).status == "ready"


def test_cancelled_edits_are_not_kept(empty, screen):
    paper = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    at = screen.open("papers")
    tell(at, "edit", paper=paper.id)
    at.text_area(key=f"papers_title_{paper.id}").set_value("Traps, counted")
    at.button(key=f"papers_cancel_{paper.id}").click().run()
    assert empty.paper(paper.id).title == paper.title
    assert not [button for button in at.button if button.label == "Save"]


def test_a_scan_says_so_before_it_is_asked_and_is_recognised_by_a_click(empty, screen):
    scan = empty.add_paper(scan_of(CAMERAS.data), filename="scan.pdf")
    at = screen.open("papers")
    assert "1 page: scan without text" in screen.words
    tell(at, "recognise", paper=scan.id)
    settle(empty, at)
    assert "1 page: scan with recognised text" in screen.words
    assert empty.paper(scan.id).status == "ready"


def test_all_scans_are_recognised_by_one_click(empty, screen):
    for pages in (1, 2):
        empty.add_paper(make_scan(pages), filename=f"{pages}.pdf")
    at = screen.open("papers")
    assert "2 papers hold 3 pages without readable text." in screen.words
    at.button(key="papers_recognise_all").click().run()
    assert not at.exception
    assert len(empty.jobs.progress()) == 2


def test_papers_of_an_earlier_reader_are_read_again_by_a_click(empty, screen):
    paper = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    at = screen.open("papers")
    assert "older reader" not in screen.words
    with sqlite3.connect(empty.folder / "sidelight.sqlite3") as database:
        database.execute("UPDATE readings SET reader_version = 0")
    empty.edit_paper(paper.id, title="My title")
    at.run()
    assert "1 paper was read by an older reader." in screen.words
    at.button(key="papers_read_again").click().run()
    settle(empty, at)
    assert "older reader" not in screen.words
    assert empty.paper(paper.id).title == "My title"


def test_what_reading_left_out_is_counted_and_shown_with_the_papers_details(empty, screen):
    data = print_paper(sections=[("Methods", [unlike_sentences(60)])], header="Bats **today**", footer="{page}").data
    paper = empty.add_paper(data, filename="bats.pdf")
    at = screen.open("papers")
    tell(at, "edit", paper=paper.id)
    assert not at.exception
    pages = paper.page_count
    assert [one.label for one in at.expander] == [f"Left out: {pages} page numbers, {pages} running headers"]
    (table,) = at.dataframe
    rows = table.value.to_dict("records")
    assert [(row["why"], row["page"]) for row in rows[:2]] == [("page number", 1), ("page number", 2)]
    assert {row["text"] for row in rows if row["why"] == "running header"} == {"Bats **today**"}


def test_papers_are_sorted_and_filtered(library, screen):
    at = screen.open("papers")
    at.selectbox(key="papers_order").select("Title").run()
    assert [title.split()[0] for title in titles(at)] == ["Counting", "Hearing"]
    at.selectbox(key="papers_order").select("First author").run()
    assert [title.split()[0] for title in titles(at)] == ["Hearing", "Counting"]
    at.multiselect(key="papers_filter_language").set_value(["en"]).run()
    assert len(titles(at)) == 2
    at.button_group(key="papers_filter_status").set_value(["ready"]).run()
    assert len(titles(at)) == 2
    at.button(key="papers_filter_clear").click().run()
    assert not at.exception
    assert len(titles(at)) == 2


def test_chosen_papers_are_tagged_together_and_found_by_their_tag(library, screen):
    cameras, sounds = paper_of(library, "cameras.pdf"), paper_of(library, "sounds.pdf")
    library.groups.put("tag", "night", [sounds.id])
    at = screen.open("papers")
    choose_all(at)
    (tags,) = [one for one in at.multiselect if one.label == "Tags"]
    assert tags.value == [], "only one of them has it"
    assert "Some of them also have: night" in screen.words
    tags.set_value(["night"])
    (save,) = [button for button in at.button if button.label == "Save for 2 papers"]
    save.click().run()
    assert not at.exception
    (group,) = library.groups.all()
    assert set(group.paper_ids) == {cameras.id, sounds.id}
    at.multiselect(key="papers_filter_group").set_value([group.id]).run()
    assert len(titles(at)) == 2
    (tags,) = [one for one in at.multiselect if one.label == "Tags"]
    assert tags.value == ["night"]
    tags.set_value([])
    (save,) = [button for button in at.button if button.label == "Save for 2 papers"]
    save.click().run()
    assert not at.exception
    assert library.groups.all() == []


def test_a_long_title_and_one_that_runs_to_the_left_stay_text_of_their_row(empty, screen):
    paper = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    empty.edit_paper(paper.id, title="\u202e" + "بحث " * 100, authors=["أحمد علي"] * 30)
    at = screen.open("papers")
    (title,) = titles(at)
    assert len(title) <= 181
    assert "\u202e" not in title
    assert "أحمد علي et al." in screen.words


def test_a_copy_is_named_left_out_and_decided(empty, screen):
    cameras = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    sounds = empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    for paper in (cameras, sounds):
        empty.edit_paper(paper.id, doi="10.1234/x")
    at = screen.open("papers")
    assert "looks like a copy of" in screen.words
    assert "the same DOI" in screen.words
    at.button(key=f"papers_both_{sounds.id[:16]}").click().run()
    assert not at.exception
    assert "looks like a copy of" not in screen.words
    assert len(empty.papers()) == 2


def test_the_worse_copy_is_removed_by_a_click(empty, screen):
    for data, name, year in ((CAMERAS.data, "old.pdf", 2019), (SOUNDS.data, "new.pdf", 2021)):
        empty.edit_paper(empty.add_paper(data, filename=name).id, doi="10.1234/x", year=year)
    at = screen.open("papers")
    new = paper_of(empty, "new.pdf")
    at.button(key=f"papers_better_{new.id[:16]}").click().run()
    assert not at.exception
    assert [paper.filename for paper in empty.papers()] == ["new.pdf"]


def test_a_supplement_stands_under_the_name_of_its_paper(empty, screen):
    for data, name in ((CAMERAS.data, "cameras.pdf"), (SOUNDS.data, "cameras_supplement.pdf")):
        empty.edit_paper(empty.add_paper(data, filename=name).id, doi="10.1234/x")
    at = screen.open("papers")
    extra = paper_of(empty, "cameras_supplement.pdf")
    at.button(key=f"papers_tie_{extra.id[:16]}").click().run()
    assert not at.exception
    assert "Supplement of" in screen.words


def test_what_another_tab_removed_is_neither_asked_nor_removed_twice(empty, screen):
    cameras = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    sounds = empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    here, there = Screen(), screen
    for tab in (here, there):
        choose_all(tab.open("papers"))
        tab.at.button(key="papers_remove").click().run()
    here.at.button(key="papers_none").click().run()
    choose(here.at, cameras.id)
    here.at.button(key="papers_remove").click().run()
    here.at.button(key="papers_remove_yes").click().run()
    assert empty.papers() == [sounds]
    there.at.button(key="papers_remove_yes").click().run()
    assert not there.at.exception
    assert empty.papers() == [sounds], "it named a paper that is gone: it is asked anew"
    assert "1 chosen" in there.words
    there.at.button(key="papers_remove").click().run()
    there.at.button(key="papers_remove_yes").click().run()
    assert empty.papers() == []
    assert len(empty.bin.papers()) == 2
    assert "Hearing bats" in there.words, "only what this tab removed can be undone here"
    assert "Counting animals" not in there.words
    there.at.button(key="papers_undo").click().run()
    assert empty.papers() == [sounds]
    here.at.run()
    here.at.button(key="papers_undo").click().run()
    assert not here.at.exception
    assert len(empty.papers()) == 2


def test_a_paper_that_is_removed_while_it_is_read_gives_way_to_another(empty, screen):
    cameras = empty.add_paper(CAMERAS.data, filename="cameras.pdf")
    empty.add_paper(SOUNDS.data, filename="sounds.pdf")
    at = screen.open("reader", paper=cameras.id)
    empty.bin.put([cameras.id])
    at.run()
    assert not at.exception
    assert "Another one is shown." in " ".join(info.value for info in at.info)
    empty.bin.put([paper.id for paper in empty.papers()])
    at.run()
    assert "no paper to read yet" in screen.words


def test_a_reload_begins_with_none_chosen_and_all_there(library, screen):
    choose_all(screen.open("papers"))
    assert "2 chosen" in screen.words
    again = Screen()
    again.open("papers")
    assert "chosen" not in again.words
    assert len(titles(again.at)) == 2


def test_tags_are_renamed_and_removed_and_their_papers_stay(library, screen):
    sounds = paper_of(library, "sounds.pdf")
    night, day = (library.groups.put("tag", name, [sounds.id]) for name in ("night", "day"))
    at = screen.open("papers")
    at.button(key="papers_groups_manage").click().run()
    at.text_input(key=f"papers_group_name_{night}").set_value("dusk").run()
    assert [group.name for group in library.groups.all()] == ["day", "dusk"]
    at.text_input(key=f"papers_group_name_{night}").set_value("DAY").run()
    assert "There is a tag “DAY” already." in screen.words
    for group_id in (night, day):
        at.button(key=f"papers_group_remove_{group_id}").click().run()
    assert not at.exception
    assert library.groups.all() == []
    assert len(library.papers()) == 2


def test_the_papers_shown_and_the_chosen_ones_are_taken_away_each_by_themselves(library, screen):
    at = screen.open("papers")
    tell(at, "search", words="bats")
    at.session_state["export_papers_shown"] = True  # what a click on the button does
    at.run()
    formats = at.radio(key="export_format_papers_shown")
    assert [option for option in formats.options if "PDF" in option] == ["PDFs, with your highlights and notes"]
    formats.set_value("papers_csv").run()
    assert at.get("download_button")[0].proto.label == "Download"
    choose_all(at)
    at.session_state["export_papers_of_choice"] = True
    at.run()
    assert at.radio(key="export_format_papers_of_choice").options == formats.options


def test_papers_that_nobody_takes_and_files_that_are_away_are_said(library, screen, monkeypatch):
    paper = library.papers()[0]
    monkeypatch.setattr(library.jobs, "progress", lambda: {paper.id: PaperProgress("queued", 0, 0, None)})
    monkeypatch.setattr(library.deployment, "idle_reason", lambda: NOBODY)
    monkeypatch.setattr(Alone, "files_away", "The shared place for files has been away since 10:11:12 UTC.")
    screen.open("papers")
    assert "start `sidelight worker`" in screen.words
    assert "away since 10:11:12 UTC" in screen.words.replace("\\", "")
