"""The list of references behind the reader's cards: numbers as cited, and which entries are in the library."""

from lib.records import Paper, Sentence
from lib.ui.evidence.marks import _printed
from lib.ui.evidence.references import references_of

TEXTS = [
    "[7] Hansen, B. (2004). Keeping-records of owls, and of moths. Journal 12.",
    "Duarte, F. (2012). Warm nights. doi:10.1000/ABC.",
    "3. Ivanova, E. (2016). Wind.",
]
SENTENCES = [Sentence(n, text, "References", "reference", [], []) for n, text in enumerate(TEXTS)]


def test_entries_have_their_printed_number_or_their_place_and_their_paper_by_title_or_doi() -> None:
    papers = [
        Paper("owls", "owls.pdf", title="Keeping Records of Owls and of Moths"),
        Paper("nights", "nights.pdf", title="Another title entirely", doi="10.1000/abc"),
        Paper("wind", "wind.pdf", title="Wind"),  # so short a title stands in many entries
        Paper("none", "none.pdf"),
    ]
    body = Sentence(9, "Hansen kept records.", "Methods", "body", [], [])
    found = [(entry["number"], entry["paper"]) for entry in references_of([body, *SENTENCES], papers)]
    assert found == [(7, "owls"), (2, "nights"), (3, "")]


def test_a_doi_that_begins_like_another_one_is_no_sign_of_it() -> None:
    papers = [Paper("short", "short.pdf", doi="10.1000/ab"), Paper("volume", "volume.pdf", doi="10.1000/abc")]
    texts = [
        "1. X. doi:10.1000/abc.",
        "2. X. https://doi.org/10.1000/ABC.2",
        "3. X. 10.1000/abc-1.",
        "4. (10.1000/ab).",
    ]
    entries = references_of([Sentence(n, text, "", "reference", [], []) for n, text in enumerate(texts)], papers)
    assert [entry["paper"] for entry in entries] == ["volume", "", "", "short"]


def test_printed_labels_stand_only_where_one_differs_from_the_page_of_the_file() -> None:
    assert _printed([2, 3], ["i", "ii", "iii"]) == ["ii", "iii"]
    assert _printed([2], ["1", "2"]) == []
    assert _printed([5], ["1", "2"]) == []
