"""The language of a question beside that of the papers it is asked of: across two the offline answerer finds little."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable

from lib.reading.language import short_text_language
from lib.records import Paper
from lib.text.language_names import language_name
from lib.text.terms import tokens

ENGLISH = "en"
_ENGLISH = "the what which who how why when where were are did does there this that these those and with from used"
ENGLISH_WORDS = frozenset(_ENGLISH.split())
"""Words of English questions that are none of German, Dutch, French, Spanish, Italian, Portuguese or the Nordic languages
(was, is, in, of, an, so are)."""
ENGLISH_SHARE = 0.25
"""Share of a question's words that must be such, since names of programs and places are English in any language."""
MOSTLY = 0.5
"""Share of the papers that must be in another language."""


@functools.lru_cache(maxsize=512)
def question_language(question: str) -> str:
    """Return the ISO 639-1 code of the question's language; empty where so few words tell none."""
    words = tokens(question)
    if words and sum(word in ENGLISH_WORDS for word in words) >= ENGLISH_SHARE * len(words):
        return ENGLISH
    return short_text_language(question)


def language_warning(question: str, papers: Iterable[Paper], offline: bool) -> str | None:
    """Return that the question is in another language than most of the papers, and what helps; None where it is not.

    `offline`: whether the answerer is asked that goes by the words. A model reads both, but what it is given is found by them.
    """
    languages = Counter(paper.language for paper in papers if paper.language)
    asked = question_language(question)
    if not asked or not languages:
        return None
    (common, number), total = languages.most_common(1)[0], sum(languages.values())
    if languages[asked] >= MOSTLY * total or number < MOSTLY * total:
        return None
    are = "the paper is" if total == 1 else "the papers are"
    helps = (
        f"ask in {language_name(common)}, or choose a language model" if offline else f"ask in {language_name(common)}"
    )
    where = f"Asked in {language_name(asked)}, {are} in {language_name(common)}"
    return f"{where}: little is found across languages. It helps to {helps}."
