"""Papers, readings and what is marked to go, without reader or index."""

from pathlib import Path

import pytest
from sqlalchemy import text

from lib.errors import StoreError, UnknownPaper
from lib.reading.reading import Dropped, PaperReading
from lib.records import Answer, AnswerSentence, Box, Citation, Paper, Sentence
from lib.storage.answers import AnswerStore
from lib.storage.database import open_database
from lib.storage.papers import Deletion, PaperStore
from lib.storage.recognition import Recognitions
from lib.storage.schema import ALL_READINGS


@pytest.fixture
def library(tmp_path: Path) -> PaperStore:
    return PaperStore(open_database(tmp_path))


def reading(*texts: str, title: str = "A title") -> PaperReading:
    sentences = [
        Sentence(i, text, "Methods > Data", "body", [Box(1, 0.1, 0.1 * i, 0.9, 0.1 * i + 0.02)], [text])
        for i, text in enumerate(texts)
    ]
    return PaperReading(
        title=title,
        authors=["Ada Lovelace"],
        year=2024,
        doi="10.1/a",
        page_count=1,
        pages_without_text=[],
        problem=None,
        sentences=sentences,
        page_quality=["good"],
        dropped=[Dropped(1, "running header", "Journal 1")],
    )


def read(library: PaperStore, paper_id: str, result: PaperReading) -> int:
    library.queue(paper_id, "a.pdf")
    number = library.begin_reading(paper_id, result, reader_version=1)
    library.finish_reading(paper_id, number, result, points=len(result.sentences))
    return number


def cite(library: PaperStore, paper_id: str, number: int) -> Answer:
    citation = Citation(paper_id, number, [0], "One.", [Box(1, 0, 0, 1, 1)])
    answer = Answer(
        "a1",
        "Why?",
        True,
        "One.",
        [AnswerSentence("One.", [citation], "supported", 1.0)],
        [],
        "extractive",
        "",
        [paper_id],
    )
    AnswerStore(library.engine).add(answer)
    return answer


def test_a_queued_paper_is_work_until_its_reading_is_finished(library: PaperStore) -> None:
    assert library.queue("p", "a.pdf")
    assert [paper.id for paper in library.unfinished()] == ["p"]
    assert library.current_readings() == {}
    read(library, "p", reading("One.", "Two."))
    assert library.unfinished() == []
    assert library.current_readings() == {"p": 1}
    paper = library.paper("p")
    assert (paper.status, paper.title, paper.authors, paper.year, paper.doi) == (
        "ready",
        "A title",
        ["Ada Lovelace"],
        2024,
        "10.1/a",
    )


def test_sentences_come_back_as_they_were_read(library: PaperStore) -> None:
    result = reading("One.", "Zwei – ≤ 3 \U0001f9a6.")
    assert library.sentences("p", read(library, "p", result)) == result.sentences


def test_queueing_twice_changes_nothing_and_a_failed_one_is_tried_again(library: PaperStore) -> None:
    assert library.queue("p", "a.pdf")
    assert not library.queue("p", "b.pdf")
    library.set_status("p", "failed", "Broken.")
    assert library.queue("p", "b.pdf")
    assert library.paper("p").status == "queued"
    assert library.paper("p").problem is None
    assert library.paper("p").filename == "a.pdf"


def test_a_new_reading_is_current_only_when_finished(library: PaperStore) -> None:
    read(library, "p", reading("One."))
    number = library.begin_reading("p", reading("New."), reader_version=2)
    assert library.current_readings() == {"p": 1}
    library.finish_reading("p", number, reading("New.", title="New title"), points=1)
    assert library.current_readings() == {"p": 2}
    assert library.sentences("p", 1) == []
    assert library.deletions() == [Deletion("p", 1)]
    assert library.paper("p").title == "New title"


def test_a_cited_reading_stays_when_a_new_one_is_current(library: PaperStore) -> None:
    first = reading("One.")
    cite(library, "p", read(library, "p", first))
    assert read(library, "p", reading("New.")) == 2
    assert library.sentences("p", 1) == first.sentences
    assert library.deletions() == [Deletion("p", 1)], "its points go all the same: only the current one is searched"


def test_an_unfinished_reading_is_dropped_at_the_next_start(library: PaperStore) -> None:
    library.queue("p", "a.pdf")
    library.begin_reading("p", reading("Half."), reader_version=1)
    library.drop_unfinished_readings()
    assert library.sentences("p", 1) == []
    assert library.deletions() == [Deletion("p", 1)]
    assert [paper.id for paper in library.unfinished()] == ["p"]


def test_removing_leaves_the_answers_and_marks_points_and_file(library: PaperStore) -> None:
    answer = cite(library, "p", read(library, "p", reading("One.")))
    library.remove("p")
    assert library.papers() == []
    assert library.sentences("p", 1) == []
    assert library.counts() == {"papers": 0, "pages": 0, "sentences": 0}
    assert library.deletions() == [Deletion("p", ALL_READINGS)]
    library.deleted(Deletion("p", ALL_READINGS))
    assert library.deletions() == []
    assert AnswerStore(library.engine).get("a1") == answer


def test_a_paper_added_again_gets_a_number_above_every_cited_one(library: PaperStore) -> None:
    cite(library, "p", read(library, "p", reading("One.")))
    library.remove("p")
    assert read(library, "p", reading("One.")) == 2


def test_a_reading_number_never_comes_back(library: PaperStore) -> None:
    read(library, "p", reading("One."))
    library.remove("p")
    assert read(library, "p", reading("One.")) == 2


def test_a_doi_is_kept_bare_and_lower_case(library: PaperStore) -> None:
    read(library, "p", reading("One."))
    assert library.edit("p", {"doi": "https://doi.org/10.1000/ABC"}).doi == "10.1000/abc"
    with pytest.raises(TypeError, match="tittle"):
        library.edit("p", {"tittle": "x"})


def test_half_characters_of_broken_fonts_do_not_break_the_database(library: PaperStore) -> None:
    read(library, "p", reading("Half \ud83d and \0 nothing."))
    assert "Half" in library.sentences("p", 1)[0].text


def test_a_person_s_words_stand_over_what_was_read(library: PaperStore) -> None:
    read(library, "p", reading("One."))
    assert library.edit("p", {"title": "Mine", "year": None}).title == "Mine"
    read(library, "p", reading("One.", title="Read again"))
    paper = library.paper("p")
    assert (paper.title, paper.year, paper.doi) == ("Mine", None, "10.1/a")


def test_what_the_database_does_is_a_plain_sentence(library: PaperStore) -> None:
    with library.engine.begin() as connection:
        connection.execute(text("DROP TABLE papers"))
    with pytest.raises(StoreError, match="The database did not do its part"):
        library.papers()


def test_an_unknown_paper_raises(library: PaperStore) -> None:
    for call in (library.paper, library.remove, lambda p: library.edit(p, {"title": "x"})):
        with pytest.raises(UnknownPaper):
            call("nobody")
    library.set_status("nobody", "failed", "gone meanwhile is no error")


def test_papers_come_newest_first(library: PaperStore) -> None:
    for paper_id in ("a", "b", "c"):
        library.queue(paper_id, f"{paper_id}.pdf")
    assert [paper.id for paper in library.papers()] == ["c", "b", "a"]
    assert all(isinstance(paper, Paper) for paper in library.papers())


def test_answers_of_a_paper_are_those_that_show_or_cite_it(library: PaperStore) -> None:
    answers = AnswerStore(library.engine)
    answer = cite(library, "p", read(library, "p", reading("One.")))
    assert answers.latest(paper_id="p") == [answer]
    assert answers.latest(paper_id="q") == []
    answers.remove(answer.id)
    assert answers.get(answer.id) is None
    assert answers.count() == 0


def test_a_removed_paper_keeps_its_title_for_the_answers_that_cite_it(library: PaperStore) -> None:
    number = read(library, "p1", reading("One."))
    cite(library, "p1", number)
    library.edit("p1", {"title": "My title"})
    library.remove("p1")
    removed = library.removed_papers(["p1", "p2"])
    assert set(removed) == {"p1"}
    assert (removed["p1"].title, removed["p1"].authors, removed["p1"].year) == ("My title", ["Ada Lovelace"], 2024)


def test_nothing_is_kept_of_a_removed_paper_that_no_answer_mentions(library: PaperStore) -> None:
    read(library, "p1", reading("One."))
    library.remove("p1")
    assert library.removed_papers(["p1"]) == {}


def test_a_removed_paper_that_is_added_again_is_no_removed_one(library: PaperStore) -> None:
    cite(library, "p1", read(library, "p1", reading("One.")))
    library.remove("p1")
    library.queue("p1", "a.pdf")
    assert library.removed_papers(["p1"]) == {}


def test_a_paper_that_is_read_again_stays_ready_and_is_work_to_do(library: PaperStore) -> None:
    read(library, "p1", reading("One."))
    library.queue_again("p1")
    library.begin_stage("p1", "reading")
    assert library.paper("p1").status == "ready"
    assert [paper.id for paper in library.unfinished()] == ["p1"]
    library.fail("p1", "It did not work.")
    assert library.paper("p1").status == "ready"
    assert library.unfinished() == []


def test_a_failed_scan_keeps_the_verdict_on_its_pages(library: PaperStore) -> None:
    library.queue("p1", "a.pdf")
    library.fail("p1", "A scan.", ["scan without text"] * 2)
    paper = library.paper("p1")
    assert (paper.status, paper.page_count, paper.pages_without_text) == ("failed", 2, [1, 2])
    assert library.page_quality(["p1"]) == {"p1": ["scan without text"] * 2}


def test_readings_of_an_earlier_reader_are_known(library: PaperStore) -> None:
    read(library, "p1", reading("One."))
    assert library.read_before(1) == []
    assert library.read_before(2) == ["p1"]


def test_recognised_pages_are_kept_until_the_recogniser_changes(library: PaperStore) -> None:
    library.queue("p1", "a.pdf")
    kept = Recognitions(library.engine, version=1)
    kept.keep("p1", 3, b"{}")
    kept.keep("p1", 3, b"[]")
    kept.keep("gone", 1, b"{}")
    assert kept.pages("p1") == {3: b"[]"}
    assert kept.pages("gone") == {}
    assert Recognitions(library.engine, version=2).pages("p1") == {}
    library.remove("p1")
    assert kept.pages("p1") == {}
