"""The language of a paper is that of its body."""

import pytest

from lib.reading.language import LEAST_BODY_LETTERS, language_of, short_text_language
from lib.records import Sentence, SentenceKind
from lib.text.language_names import language_name

ENGLISH = "The cameras recorded every animal that crossed the transect during the night."
TEXTS = {
    "en": ENGLISH,
    "fr": "Les caméras ont enregistré chaque animal qui traversait la rivière pendant la nuit.",
    "de": "Die Kameras nahmen jedes Tier auf, das in der Nacht über den Bach ging.",
    "es": "Las cámaras registraron cada animal que cruzó el río durante la noche.",
    "pt": "As câmaras registaram cada animal que atravessou o rio durante a noite.",
    "pl": "Kamery zarejestrowały każde zwierzę, które w nocy przekroczyło rzekę.",
    "ru": "Камеры записали каждое животное, которое ночью пересекло реку.",
    "zh": "夜间，相机记录了每一只穿过河流的动物，并且我们统计了它们的数量。" * 2,
    "ja": "夜間にカメラは川を渡ったすべての動物を記録し、その数を数えました。" * 2,
    "fa": "دوربین‌ها هر حیوانی را که در طول شب از رودخانه عبور کرد ثبت کردند.",
}


def sentences(*parts: tuple[str, SentenceKind, str]) -> list[Sentence]:
    return [Sentence(n, text, section, kind, [], []) for n, (text, kind, section) in enumerate(parts)]


@pytest.mark.parametrize("code", TEXTS)
def test_a_few_sentences_tell_their_language(code: str) -> None:
    assert language_of("", sentences((TEXTS[code], "body", ""))) == code
    assert language_name(code) != code


def test_the_body_decides_where_title_and_abstract_are_in_another_language() -> None:
    times = LEAST_BODY_LETTERS // len(TEXTS["fr"]) + 1
    parts: list[tuple[str, SentenceKind, str]] = [(ENGLISH, "body", "Abstract")] * 3 * times
    parts += [(TEXTS["fr"], "body", "Méthodes")] * times + [(ENGLISH, "reference", "Références")] * 9 * times
    assert language_of(ENGLISH, sentences(*parts)) == "fr"


def test_a_paper_of_an_abstract_alone_has_the_language_of_the_abstract() -> None:
    assert language_of(ENGLISH, sentences((TEXTS["es"] * 4, "body", "Abstract"), ("Madrid", "front", ""))) == "es"


@pytest.mark.parametrize("text", ["", "12.5 14.1 18.0", "x = 3", "3.14 2.71 " * 90, "Otter"])
def test_numbers_and_single_words_have_none(text: str) -> None:
    assert language_of("", sentences((text, "body", ""))) == ""


def test_a_name_that_is_not_known_is_its_code() -> None:
    assert language_name("ty") == "ty"
    assert language_name("") == ""


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("多少蛾子?", "zh"),
        ("深層学習による画像分類は?", "ja"),
        ("나방은 몇 마리인가?", "ko"),
        ("¿Cuántas polillas se contaron?", "es"),
    ],
)
def test_few_words_tell_a_language_that_has_its_own_signs(question: str, language: str) -> None:
    assert short_text_language(question) == language


def test_a_greek_letter_makes_no_greek_question() -> None:
    assert short_text_language("How was α-diversity measured at night?") != "el"
