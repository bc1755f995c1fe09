"""Papers in few words."""

import pytest

from lib.records import Paper
from lib.text.references import author_year, author_years, inverted, letters


def paper(of: str, *authors: str, year: int | None = 2024, title: str = "Otters") -> Paper:
    return Paper(of, f"{of}.pdf", title, list(authors), year)


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("Anna van der Berg", "van der Berg, Anna"),
        ("Berg, Anna", "Berg, Anna"),
        ("Plato", "Plato"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("  ", ""),
    ],
)
def test_the_family_stands_first_with_what_belongs_to_it(name: str, turned: str) -> None:
    assert inverted(name) == turned


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (paper("a", "Ada Lovelace"), "Lovelace 2024"),
        (paper("a", "Ada Lovelace", "Vincent van Gogh"), "Lovelace and van Gogh 2024"),
        (paper("a", "Ada Lovelace", "B C", "D E", year=None), "Lovelace et al. n.d."),
        (paper("a", title="Otters in the reeds"), "Otters in the reeds 2024"),
        (paper("a", year=None, title=""), "a.pdf"),
        (paper("a", "\u202eAda Lovelace"), "Lovelace 2024"),
    ],
)
def test_a_paper_is_named_by_authors_and_year_or_what_there_is(of: Paper, words: str) -> None:
    assert author_year(of) == words


def test_papers_of_the_same_authors_and_year_have_letters_whatever_their_order() -> None:
    papers = [paper("a", "Ada Lovelace", title="Owls"), paper("b", "Ada Lovelace"), paper("c", "Grace Hopper")]
    expected = {"a": "Lovelace 2024b", "b": "Lovelace 2024a", "c": "Hopper 2024"}
    assert author_years(papers) == expected
    papers.reverse()
    assert author_years(papers) == expected


def test_a_letter_is_told_from_what_stands_before_it_where_no_year_does() -> None:
    undated = [paper("a", "Ada Lovelace", year=None), paper("b", "Ada Lovelace", year=None, title="Owls")]
    assert author_years(undated) == {"a": "Lovelace n.d.-a", "b": "Lovelace n.d.-b"}
    unknown = [paper("a", year=None), paper("b", year=None)]
    assert author_years(unknown) == {"a": "Otters a", "b": "Otters b"}


def test_letters_go_on_behind_z() -> None:
    assert [letters(n) for n in (0, 25, 26, 27, 701, 702)] == ["a", "z", "aa", "ab", "zz", "aaa"]
