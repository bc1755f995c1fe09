"""Papers of the library beside a list of retractions."""

from pathlib import Path

import pytest

from lib.errors import SheetError
from lib.library.retractions import Retractions
from lib.records import Paper
from lib.records.notices import PaperNotice, standing_of
from lib.storage.database import open_database
from lib.storage.notices import NoticeStore
from tests.importing.test_retraction_list import row, table

TITLE = "Otters in the reeds of the northern lakes"


@pytest.fixture
def retractions(tmp_path: Path) -> Retractions:
    return Retractions(NoticeStore(open_database(tmp_path, "")), list)


def paper(doi: str = "", title: str = TITLE, year: int | None = 2020) -> Paper:
    return Paper("a" * 64, "otters.pdf", title, year=year, doi=doi)


def standing(retractions: Retractions, of: Paper) -> str:
    found = retractions.of([of]).get(of.id)
    return "" if found is None else f"{found.standing}{' by title' if found.by_title else ''}"


def test_a_paper_is_found_by_doi_whatever_its_title(retractions: Retractions) -> None:
    retractions.take_in("rw.csv", table(row(title="Another title altogether, as it was printed")))
    assert standing(retractions, paper("10.1234/otters", "Misread")) == "retracted"
    assert standing(retractions, paper("10.1234/owls")) == ""


def test_a_paper_is_found_by_title_and_year_where_a_doi_is_missing(retractions: Retractions) -> None:
    retractions.take_in("rw.csv", table(row(title=TITLE, doi="unavailable")))
    assert standing(retractions, paper("10.1234/otters")) == "retracted by title"
    assert standing(retractions, paper(title=f"RETRACTED ARTICLE: {TITLE.upper()}", year=2021)) == "retracted by title"
    assert standing(retractions, paper(year=2015)) == ""
    assert standing(retractions, paper(year=None)) == ""


def test_the_same_title_with_another_doi_is_another_paper(retractions: Retractions) -> None:
    retractions.take_in("rw.csv", table(row(title=TITLE, doi="10.1234/otters")))
    assert standing(retractions, paper("10.9999/preprint")) == ""
    assert standing(retractions, paper()) == "retracted by title"


def test_a_short_title_tells_no_paper(retractions: Retractions) -> None:
    retractions.take_in("rw.csv", table(row(title="Editorial", doi="unavailable")))
    assert standing(retractions, paper(title="Editorial")) == ""


def test_concerns_and_corrections_are_no_retractions(retractions: Retractions) -> None:
    retractions.take_in("rw.csv", table(row(nature="Expression of concern"), row(nature="Correction")))
    assert standing(retractions, paper("10.1234/otters")) == "concern"
    retractions.take_in("rw.csv", table(row(nature="Correction")))
    assert standing(retractions, paper("10.1234/otters")) == "corrected"
    (found,) = retractions.of([paper("10.1234/otters")]).values()
    assert found.words().startswith("corrected after its publication (Correction, 2021-05-03")


def test_a_reinstatement_undoes_what_came_before_it() -> None:
    retraction = PaperNotice("retraction", "Retraction", "2020-01-02")
    back = PaperNotice("reinstatement", "Reinstatement", "2021-01-02")
    again = PaperNotice("retraction", "Retraction", "2022-01-02")
    undated = PaperNotice("retraction", "Retraction")

    def told(*notices: PaperNotice) -> str:
        found = standing_of(notices)
        assert found is not None
        return found.standing

    assert told(retraction, back) == told(back, retraction) == "reinstated"
    assert told(retraction, back, again) == "retracted"
    assert told(undated, back) == "retracted"
    assert standing_of([]) is None


def test_a_newer_list_takes_the_place_of_the_older_one(retractions: Retractions) -> None:
    retractions.take_in("old.csv", table(row(), row(doi="10.1234/owls")))
    taken = retractions.take_in("new.csv", table(row(doi="10.1234/owls", date="6/3/2022 0:00")))
    assert taken.sentences() == (
        "1 notice kept, the newest of 2022-06-03. They take the place of “old.csv”, 1 fewer than the list before had."
    )
    assert standing(retractions, paper("10.1234/otters")) == ""
    assert standing(retractions, paper("10.1234/owls")) == "retracted"
    older = retractions.take_in("older.csv", table(row(date="1/3/2019 0:00")))
    assert "This list is older: the one before went to 2022-06-03." in older.sentences()


def test_a_file_that_is_no_list_leaves_the_list_before(retractions: Retractions) -> None:
    retractions.take_in("rw.csv", table(row()))
    with pytest.raises(SheetError):
        retractions.take_in("page.csv", b"<html></html>")
    assert standing(retractions, paper("10.1234/otters")) == "retracted"
    retractions.remove()
    assert retractions.current() is None
    assert standing(retractions, paper("10.1234/otters")) == ""
