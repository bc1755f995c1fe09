"""What is said of the text of a paper's pages."""

from lib.ui.papers.page_quality import page_quality_line, time_to_recognise


def test_a_paper_whose_pages_are_all_good_needs_no_word():
    assert page_quality_line(["good", "good"]) == ""
    assert page_quality_line([]) == ""


def test_pages_are_counted_by_verdict_and_those_that_lack_text_are_named():
    pages = ["good"] * 12
    pages[2] = pages[6] = "scan without text"
    pages[8] = "garbled"
    pages[9] = "scan with recognised text"
    assert page_quality_line(pages) == (
        "12 pages: 8 good, 2 scans without text (3 and 7), 1 with unreadable letters (9), 1 scan with recognised text"
    )


def test_one_verdict_for_all_pages_is_said_once():
    assert page_quality_line(["scan without text"] * 4) == "4 pages: all scans without text"
    assert page_quality_line(["unreadable"]) == "1 page: unreadable"


def test_pages_of_which_text_was_left_out_are_named():
    assert page_quality_line(["good", "text left out"]) == (
        "2 pages: 1 good, 1 with text left out that may be seen (2)"
    )


def test_the_time_is_told_in_seconds_and_then_in_minutes():
    assert time_to_recognise(1).endswith(" s")
    assert time_to_recognise(10_000).endswith(" min")
