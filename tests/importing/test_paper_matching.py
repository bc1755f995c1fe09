"""A row finds its paper by DOI, file name or title, and never by guessing."""

import pytest

from lib.importing.paper_matching import PaperMatcher, PaperReference, match_papers
from lib.records import Paper

PAPERS = [
    Paper(
        "a",
        "10.1016_j.ecoinf.2022.1.pdf",
        title="Counting Bärs in the forest with cameras",
        doi="10.1016/j.ecoinf.2022.1",
    ),
    Paper("b", "87.pdf", title="A short"),
    Paper("c", "Same name.pdf", title="The same long title of two papers"),
    Paper("d", "same NAME.PDF", title="The same long title of two papers"),
    Paper("e", "Full text.pdf", title="Otters in the reeds of the Avon"),
    Paper("f", "full text.pdf", title="Owls in the barns of the Avon"),
]


def test_doi_file_name_and_title_each_find_the_paper() -> None:
    matcher = PaperMatcher(PAPERS)
    assert matcher.match(PaperReference("x", doi="https://doi.org/10.1016/J.ECOINF.2022.1")) == "a"
    assert matcher.match(PaperReference("10.1016_j.ecoinf.2022.1.pdf")) == "a"
    assert matcher.match(PaperReference("10.1016/j.ecoinf.2022.1")) == "a"
    assert matcher.match(PaperReference("87")) == "b"
    assert matcher.match(PaperReference("x", title="Counting bars in the Forest, with cameras.")) == "a"


def test_a_short_title_an_unknown_key_and_a_name_of_two_papers_find_none() -> None:
    matcher = PaperMatcher(PAPERS)
    assert matcher.match(PaperReference("x", title="A short")) is None
    assert matcher.match(PaperReference("88")) is None
    assert matcher.match(PaperReference("Full text.pdf")) is None
    assert matcher.match(PaperReference()) is None


def test_copies_of_one_paper_are_all_meant_and_the_first_stands_for_them() -> None:
    matcher = PaperMatcher(PAPERS)
    for named in (PaperReference("Same name.pdf"), PaperReference("x", title="The same long title of two papers")):
        assert matcher.copies(named) == ["c", "d"]
        assert matcher.match(named) == "c"
    doi = "10.5555/otters.1"
    twice = PaperMatcher([Paper("g", "g.pdf", doi=doi), Paper("h", "h.pdf", title="Misread", doi=doi)])
    assert twice.copies(PaperReference("x", doi=doi)) == ["g", "h"]


def test_a_title_of_two_works_means_neither_without_a_doi() -> None:
    title = "Counting otters: a protocol and its use"
    matcher = PaperMatcher(
        [Paper("g", "g.pdf", title=title, doi="10.1/a"), Paper("h", "h.pdf", title=title, doi="10.1/b")]
    )
    assert matcher.match(PaperReference("x", title=title)) is None
    assert matcher.match(PaperReference("x", title=title, doi="10.1/B")) == "h"


def test_a_file_ties_after_doi_and_title() -> None:
    matcher = PaperMatcher(PAPERS)
    assert matcher.match(PaperReference(title="Something else altogether here", files=("87.PDF",))) == "b"
    assert matcher.match(PaperReference(doi="10.1016/j.ecoinf.2022.1", files=("87.pdf",))) == "a"


def test_unmatched_keys_are_left_out() -> None:
    assert match_papers({"87": PaperReference("87"), "99": PaperReference("99")}, PAPERS) == {"87": "b"}


def test_another_doi_than_the_row_gives_is_another_paper_whatever_its_title() -> None:
    matcher = PaperMatcher(PAPERS)
    title = "Counting Bärs in the forest with cameras"
    assert matcher.match(PaperReference("x", doi="10.1016/other.2", title=title)) is None
    assert matcher.match(PaperReference("10.1016_other.2.pdf", title=title)) is None
    assert matcher.match(PaperReference("10.1016_j.ecoinf.2022.1", doi="10.1016/j.ecoinf.2022.1")) == "a"
    numbered = PaperMatcher([Paper("f", "12.pdf", title=title, doi="10.1016/own")])
    assert numbered.match(PaperReference("12", doi="10.1016/other.2")) is None
    assert numbered.match(PaperReference("12", doi="10.1016/own")) == numbered.match(PaperReference("12")) == "f"
    assert numbered.match(PaperReference("12", doi="n/a")) == "f"
    without = PaperMatcher([Paper("e", "e.pdf", title=title)])
    assert without.match(PaperReference("x", doi="10.1016/other.2", title=title)) == "e"


@pytest.mark.parametrize(
    ("key", "paper"),
    [
        ("van der Berg 2001", "a"), ("Berg et al. 2001", "a"), ("Van der Berg, 2001", "a"), ("García Márquez (1999)", "b"),
        ("Garcia Marquez 1999", "b"), ("Márquez et al., 1999", "b"), ("Smith 2001", "c"), ("Smith & Jones 2001", "c"),
        ("Smith and Jones, 2001a", "c"), ("Smith, Jones, Wu (2001)", "c"), ("SMITH 2001", "c"), ("Smith, A. (2001)", "c"),
        ("Smith A 2001", "c"), ("Smith et al. [2001]", "c"), ("Smith u.a. 2001", "c"), ("Smith 2003", None), ("Smith 2004", None),
        ("2001", None), ("Otters in 2001", None),
    ],
)  # fmt: skip
def test_a_study_is_found_by_its_first_author_and_year(key: str, paper: str | None) -> None:
    papers = [
        Paper("a", "1.pdf", "Otters in the rivers of the north", ["Jane van der Berg"], 2001),
        Paper("b", "2.pdf", "Owls in the reeds of the south", ["Gabriel García Márquez"], 1999,
              families={"Gabriel García Márquez": "García Márquez"}),
        Paper("c", "3.pdf", "Toads in the ponds of the east", ["Ann Smith", "Bob Jones"], 2001),
        Paper("d", "4.pdf", "Newts in the ponds of the west", ["Ann Smith"], 2003),
        Paper("e", "5.pdf", "Frogs in the ponds of the west", ["Bob Smith"], 2003),
    ]  # fmt: skip
    assert PaperMatcher(papers).match(PaperReference(key)) == paper
    assert PaperMatcher(papers).match(PaperReference(key, title="Another title that is long enough")) is None
    assert PaperMatcher(papers).match(PaperReference(key, doi="10.1/none")) is None
