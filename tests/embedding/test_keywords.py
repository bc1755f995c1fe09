from __future__ import annotations

from lib.embedding.keywords import document_keywords, question_keywords


def test_words_match_by_stem_and_without_case() -> None:
    (document,) = document_keywords(["Resized images"])
    assert set(question_keywords("image RESIZING")[0]) == set(document[0])


def test_stop_words_and_nothing_have_no_terms() -> None:
    assert question_keywords("of the and") == ([], [])
    assert document_keywords(["", "the"]) == [([], []), ([], [])]


def test_a_repeated_word_weighs_more_but_not_in_proportion() -> None:
    (_, once), (_, twice) = document_keywords(["kappa", "kappa kappa"])
    assert once[0] < twice[0] < 2 * once[0]
