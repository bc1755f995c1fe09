"""Papers, readings and what is marked to go, without reader or index."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from lib.errors import StoreError, UnknownPaper
from lib.reading.reading import PaperReading
from lib.records import Answer, AnswerSentence, Box, Citation, Dropped, Figure, Panel, Paper, Sentence, Table, TableCell
from lib.storage.answers import AnswerStore
from lib.storage.papers import Deletion, PaperStore
from lib.storage.recognition import RecognitionStore
from lib.storage.schema import ALL_READINGS
from tests.conftest import Database


@pytest.fixture
def papers(database: Database) -> PaperStore:
    return PaperStore(database.open())


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
        language="en",
        journal="Otters",
        volume="3",
        pages="1-9",
        dropped=[Dropped("Journal 1", 1, Box(1, 0.1, 0.02, 0.4, 0.03), "running header")],
    )


def read(papers: PaperStore, paper_id: str, result: PaperReading) -> int:
    papers.queue(paper_id, "a.pdf")
    number = papers.readings.begin(paper_id, result, reader_version=1)
    papers.readings.finish(paper_id, number, result, points=len(result.sentences))
    return number


def cite(papers: PaperStore, paper_id: str, number: int) -> Answer:
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
    AnswerStore(papers.engine).add(answer)
    return answer


def test_a_queued_paper_is_work_until_its_reading_is_finished(papers: PaperStore) -> None:
    assert papers.queue("p", "a.pdf")
    assert [paper.id for paper in papers.unfinished()] == ["p"]
    assert papers.readings.current() == {}
    read(papers, "p", reading("One.", "Two."))
    assert papers.unfinished() == []
    assert papers.readings.current() == {"p": 1}
    paper = papers.paper("p")
    assert (paper.status, paper.title, paper.authors, paper.year, paper.doi) == (
        "ready",
        "A title",
        ["Ada Lovelace"],
        2024,
        "10.1/a",
    )


def test_sentences_come_back_as_they_were_read(papers: PaperStore) -> None:
    result = reading("One.", "Zwei – ≤ 3 \U0001f9a6.")
    assert papers.readings.sentences("p", read(papers, "p", result)) == result.sentences


def test_tables_and_figures_come_back_as_they_were_read_and_go_with_the_paper(papers: PaperStore) -> None:
    box = Box(1, 0.1, 0.2, 0.3, 0.4)
    cell = TableCell(
        1, 1, "57", row_label="Otters", heads=["All", "2020"], boxes=[box], sentence_ids=[0], notes=["a b"]
    )
    tables = [Table("Table 1", "Otters.", ["a b"], [1], [cell], [1]), Table("Table 2", "Owls.", problem="A picture.")]
    figures = [Figure("Figure 1", "A map.", box, [Panel("A", box)], [2]), Figure("Figure 2", "", None)]
    number = read(papers, "p", replace(reading("One."), tables=tables, figures=figures))
    assert papers.readings.tables("p", number) == tables
    assert papers.readings.figures("p", number) == figures
    other = read(papers, "p", reading("New."))
    assert (papers.readings.tables("p", number), papers.readings.tables("p", other)) == ([], [])
    read(papers, "q", replace(reading("One."), tables=tables, figures=figures))
    papers.remove("q")
    assert (papers.readings.tables("q", 1), papers.readings.figures("q", 1)) == ([], [])


def test_a_reading_from_before_tables_were_kept_says_so(papers: PaperStore) -> None:
    old = read(papers, "p", reading("One."))
    assert not papers.readings.reads_tables("p", old)
    new = papers.readings.begin("p", reading("One."), reader_version=4)
    assert papers.readings.reads_tables("p", new)


def test_queueing_twice_changes_nothing_and_a_failed_one_is_tried_again(papers: PaperStore) -> None:
    assert papers.queue("p", "a.pdf")
    assert not papers.queue("p", "b.pdf")
    papers.set_status("p", "failed", "Broken.")
    assert papers.queue("p", "b.pdf")
    assert papers.paper("p").status == "queued"
    assert papers.paper("p").problem is None
    assert papers.paper("p").filename == "a.pdf"


def test_a_new_reading_is_current_only_when_finished(papers: PaperStore) -> None:
    read(papers, "p", reading("One."))
    number = papers.readings.begin("p", reading("New."), reader_version=2)
    assert papers.readings.current() == {"p": 1}
    papers.readings.finish("p", number, reading("New.", title="New title"), points=1)
    assert papers.readings.current() == {"p": 2}
    assert papers.readings.sentences("p", 1) == []
    assert papers.deletions() == [Deletion("p", 1)]
    assert papers.paper("p").title == "New title"


def test_a_cited_reading_stays_when_a_new_one_is_current(papers: PaperStore) -> None:
    first = reading("One.")
    cite(papers, "p", read(papers, "p", first))
    assert read(papers, "p", reading("New.")) == 2
    assert papers.readings.sentences("p", 1) == first.sentences
    assert papers.deletions() == [Deletion("p", 1)], "its points go all the same: only the current one is searched"


def test_an_unfinished_reading_is_dropped_at_the_next_start(papers: PaperStore) -> None:
    papers.queue("p", "a.pdf")
    papers.readings.begin("p", reading("Half."), reader_version=1)
    papers.readings.drop_unfinished()
    assert papers.readings.sentences("p", 1) == []
    assert papers.deletions() == [Deletion("p", 1)]
    assert [paper.id for paper in papers.unfinished()] == ["p"]


def test_removing_leaves_the_answers_and_marks_points_and_file(papers: PaperStore) -> None:
    answer = cite(papers, "p", read(papers, "p", reading("One.")))
    papers.remove("p")
    assert papers.papers() == []
    assert papers.readings.sentences("p", 1) == []
    assert papers.counts() == {"papers": 0, "pages": 0, "sentences": 0}
    assert papers.deletions() == [Deletion("p", ALL_READINGS)]
    papers.deleted(Deletion("p", ALL_READINGS))
    assert papers.deletions() == []
    assert AnswerStore(papers.engine).get("a1") == answer


def test_a_paper_added_again_gets_a_number_above_every_cited_one(papers: PaperStore) -> None:
    cite(papers, "p", read(papers, "p", reading("One.")))
    papers.remove("p")
    assert read(papers, "p", reading("One.")) == 2


def test_a_reading_number_never_comes_back(papers: PaperStore) -> None:
    read(papers, "p", reading("One."))
    papers.remove("p")
    assert read(papers, "p", reading("One.")) == 2


def test_a_doi_is_kept_bare_and_lower_case(papers: PaperStore) -> None:
    read(papers, "p", reading("One."))
    assert papers.edit("p", {"doi": "https://doi.org/10.1000/ABC"}).doi == "10.1000/abc"
    with pytest.raises(TypeError, match="tittle"):
        papers.edit("p", {"tittle": "x"})


def test_family_names_stay_with_the_authors_they_are_of(papers: PaperStore) -> None:
    papers.queue("p", "a.pdf")
    families = {"Gabriel García Márquez": "García Márquez", "Somebody Else": "Else"}
    edited = papers.edit("p", {"authors": ["Gabriel García Márquez", "Ada Lovelace"], "families": families})
    assert edited.families == {"Gabriel García Márquez": "García Márquez"}
    assert Paper.from_dict(edited.to_dict()) == edited == papers.paper("p")
    assert papers.edit("p", {"authors": ["Ada Lovelace"]}).families == {}


def test_half_characters_of_broken_fonts_do_not_break_the_database(papers: PaperStore) -> None:
    read(papers, "p", reading("Half \ud83d and \0 nothing."))
    assert "Half" in papers.readings.sentences("p", 1)[0].text


def test_a_person_s_words_stand_over_what_was_read(papers: PaperStore) -> None:
    read(papers, "p", reading("One."))
    assert papers.edit("p", {"title": "Mine", "year": None}).title == "Mine"
    read(papers, "p", reading("One.", title="Read again"))
    paper = papers.paper("p")
    assert (paper.title, paper.year, paper.doi) == ("Mine", None, "10.1/a")


def test_what_the_database_does_is_a_plain_sentence(papers: PaperStore) -> None:
    with papers.engine.begin() as connection:
        connection.execute(text("DROP TABLE papers"))
    with pytest.raises(StoreError, match="The database failed"):
        papers.papers()


def test_an_unknown_paper_raises(papers: PaperStore) -> None:
    for call in (papers.paper, papers.remove, lambda p: papers.edit(p, {"title": "x"})):
        with pytest.raises(UnknownPaper):
            call("nobody")
    papers.set_status("nobody", "failed", "gone meanwhile is no error")


def test_papers_come_newest_first(papers: PaperStore) -> None:
    for paper_id in ("a", "b", "c"):
        papers.queue(paper_id, f"{paper_id}.pdf")
    assert [paper.id for paper in papers.papers()] == ["c", "b", "a"]
    assert all(isinstance(paper, Paper) for paper in papers.papers())


def test_answers_of_a_paper_are_those_that_show_or_cite_it(papers: PaperStore) -> None:
    answers = AnswerStore(papers.engine)
    answer = cite(papers, "p", read(papers, "p", reading("One.")))
    assert answers.latest(paper_id="p") == [answer]
    assert answers.latest(paper_id="q") == []
    answers.remove(answer.id)
    assert answers.get(answer.id) is None
    assert answers.count() == 0


def test_a_removed_paper_keeps_its_title_for_the_answers_that_cite_it(papers: PaperStore) -> None:
    number = read(papers, "p1", reading("One."))
    cite(papers, "p1", number)
    papers.edit("p1", {"title": "My title"})
    papers.remove("p1")
    removed = papers.removed_papers(["p1", "p2"])
    assert set(removed) == {"p1"}
    assert (removed["p1"].title, removed["p1"].authors, removed["p1"].year) == ("My title", ["Ada Lovelace"], 2024)


def test_nothing_is_kept_of_a_removed_paper_that_no_answer_mentions(papers: PaperStore) -> None:
    read(papers, "p1", reading("One."))
    papers.remove("p1")
    assert papers.removed_papers(["p1"]) == {}


def test_a_removed_paper_that_is_added_again_is_no_removed_one(papers: PaperStore) -> None:
    cite(papers, "p1", read(papers, "p1", reading("One.")))
    papers.remove("p1")
    papers.queue("p1", "a.pdf")
    assert papers.removed_papers(["p1"]) == {}


def test_a_paper_that_is_read_again_stays_ready_and_is_work_to_do(papers: PaperStore) -> None:
    read(papers, "p1", reading("One."))
    papers.queue_again("p1")
    papers.begin_stage("p1", "reading")
    assert papers.paper("p1").status == "ready"
    assert [paper.id for paper in papers.unfinished()] == ["p1"]
    papers.fail("p1", "It did not work.")
    assert papers.paper("p1").status == "ready"
    assert papers.unfinished() == []


def test_a_failed_scan_keeps_the_quality_of_its_pages(papers: PaperStore) -> None:
    papers.queue("p1", "a.pdf")
    papers.fail("p1", "A scan.", ["scan without text"] * 2)
    paper = papers.paper("p1")
    assert (paper.status, paper.page_count, paper.pages_without_text) == ("failed", 2, [1, 2])
    assert papers.page_quality(["p1"]) == {"p1": ["scan without text"] * 2}


def test_readings_of_an_earlier_reader_are_known(papers: PaperStore) -> None:
    read(papers, "p1", reading("One."))
    assert papers.readings.made_before(1) == []
    assert papers.readings.made_before(2) == ["p1"]


def test_recognised_pages_are_kept_until_the_recogniser_changes(papers: PaperStore) -> None:
    papers.queue("p1", "a.pdf")
    recognitions = RecognitionStore(papers.engine, version=1)
    recognitions.store("p1", 3, b"{}")
    recognitions.store("p1", 3, b"[]")
    recognitions.store("gone", 1, b"{}")
    assert recognitions.pages("p1") == {3: b"[]"}
    assert recognitions.pages("gone") == {}
    assert RecognitionStore(papers.engine, version=2).pages("p1") == {}
    papers.remove("p1")
    assert recognitions.pages("p1") == {}


@pytest.mark.parametrize("year", [0, -5, 10_000, 10**12, "2024", 2024.5])
def test_what_is_no_year_is_refused_before_it_is_kept(papers: PaperStore, year: object) -> None:
    papers.queue("p1", "a.pdf")
    papers.edit("p1", {"year": 2021})
    with pytest.raises(ValueError, match="no year"):
        papers.edit("p1", {"year": year})
    assert papers.paper("p1").year == 2021
    assert papers.edit("p1", {"year": None}).year is None


def test_language_and_journal_are_stored_and_a_person_may_correct_the_journal(papers: PaperStore) -> None:
    papers.queue("p", "a.pdf")
    new = papers.paper("p")
    assert (new.language, new.journal, new.volume, new.pages) == ("", "", "", "")
    read(papers, "p", reading("One."))
    paper = papers.edit("p", {"journal": "Otters of Europe", "pages": "e12"})
    assert (paper.language, paper.journal, paper.volume, paper.pages) == ("en", "Otters of Europe", "3", "e12")
    assert Paper.from_dict(paper.to_dict()) == paper


def test_papers_of_an_older_database_have_no_language_until_they_are_read_again(new_database: Database) -> None:
    with new_database.before_step("_language_and_journal") as connection:
        connection.execute(
            text(
                "INSERT INTO papers (id, filename, status, page_count, pages_without_text, title, authors, doi, edits, "
                "added_at, page_quality, recognise, again) "
                "VALUES ('p', 'a.pdf', 'ready', 1, '[]', 'Otters', '[]', '', '{}', '2026', '[]', FALSE, FALSE)"
            )
        )
    papers = PaperStore(new_database.open())
    assert (papers.paper("p").title, papers.paper("p").language, papers.paper("p").journal) == ("Otters", "", "")
    read(papers, "p", reading("One."))
    assert papers.paper("p").language == "en"


def test_what_a_reading_left_out_stays_with_it_and_goes_with_it(papers: PaperStore) -> None:
    first = read(papers, "p", reading("One."))
    header = Dropped("Journal 1", 1, Box(1, 0.1, 0.02, 0.4, 0.03), "running header")
    assert papers.readings.dropped("p", first) == [header]
    footers = [Dropped(f"{n}", n, Box(n, 0.4, 0.9, 0.5, 0.95), "page number") for n in (2, 1)]
    second = read(papers, "p", replace(reading("One."), dropped=[header, *footers]))
    assert papers.readings.dropped("p", first) == []
    assert papers.readings.dropped("p", second) == [header, footers[1], footers[0]]
    assert papers.readings.dropped_counts(["p", "q"]) == {"p": {"page number": 2, "running header": 1}}
    papers.remove("p")
    assert papers.readings.dropped("p", second) == []
    assert papers.readings.dropped_counts(["p"]) == {}
