"""The language of a paper, by the words of its body (py3langid, whose model comes in its package)."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lib.records import Sentence

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LEAST_BODY_LETTERS = 600
"""With fewer letters of running text the abstract and the title are heard too: half a column."""
MOST_LETTERS = 8000
"""Looked at, taken evenly from the whole text: two pages, 3 ms."""
LEAST_LETTERS = 40
"""Fewer tell no language: some eight words."""
LEAST_PROBABILITY = 0.3
"""Of the likeliest language. Text of two close ones (Czech and Slovak) shares it, lists of names and numbers have less."""
CODE_LETTERS = 2
"""Of ISO 639-1; the model knows languages too that have no such code."""
LEAST_SHORT_LETTERS, LEAST_OTHER_LETTERS, SURE_PROBABILITY = 15, 4, 0.6
"""Of a short text: Latin letters, letters of other scripts, and the probability of its likeliest language, from which it is
told. Technical terms in a row, of no language, reach 0.5 at the most on a dozen tried."""
LATIN = "la"
"""Taken for the language where species are named; nobody asks in it."""
NO_LANGUAGE = "zxx"
"""The model's own answer for numbers, formulas, code."""

LEAST_SIGN_SHARE = 0.3
"""Of the letters, in a script that one language is written in; names of programs are in Latin letters in any."""
_TOLD_BY_SIGN = (
    ("ko", re.compile("[\uac00-\ud7af]+")),
    ("zh", re.compile("[\u4e00-\u9fff\u3040-\u30ff]+")),
    ("th", re.compile("[\u0e01-\u0e4f]+")),
    ("el", re.compile("[\u0386-\u03ce]{3,}")),
    ("he", re.compile("[\u05d0-\u05ea]+")),
)
"""Scripts of one language; Chinese signs with kana among them are Japanese."""
_KANA = re.compile("[\u3040-\u30ff]")

_loading = threading.Lock()


def language_of(title: str, sentences: Sequence[Sentence]) -> str:
    """Return the ISO 639-1 code of the language in which most of the paper is written; empty where nothing tells.

    The body decides: many papers carry a title or an abstract in English too.
    """
    body = [s.text for s in sentences if s.kind == "body" and s.section != "Abstract"]
    if sum(map(len, body)) < LEAST_BODY_LETTERS:
        body = [title, *(s.text for s in sentences if s.kind != "reference")]
    text = " ".join(_evenly(body))
    if sum(c.isalpha() for c in text) < LEAST_LETTERS:
        return ""
    with _loading:
        ranked = _identifier().rank(text)
    if ranked[0][0] == NO_LANGUAGE:
        return ""
    code, probability = next((code, share) for code, share in ranked if len(code) == CODE_LETTERS)
    return str(code) if probability >= LEAST_PROBABILITY else ""


def short_text_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of a question or a title; empty where its few words do not tell it surely."""
    letters = [c for c in text if c.isalpha()]
    if letters and (told := _by_signs(text, len(letters))):
        return told
    if "¿" in text:
        return "es"
    least = LEAST_SHORT_LETTERS if any(c < "\u0250" for c in letters) else LEAST_OTHER_LETTERS
    if len(letters) < least:
        return ""
    with _loading:
        code, probability = _identifier().rank(text[:MOST_LETTERS])[0]
    return str(code) if len(code) == CODE_LETTERS and code != LATIN and probability >= SURE_PROBABILITY else ""


def _by_signs(text: str, letters: int) -> str:
    """Return the language whose script has its share of the letters; empty where none has."""
    for code, sign in _TOLD_BY_SIGN:
        if sum(map(len, sign.findall(text))) >= LEAST_SIGN_SHARE * letters:
            return "ja" if code == "zh" and _KANA.search(text) else code
    return ""


def _evenly(texts: Sequence[str]) -> list[str]:
    """Return every n-th text, so that no more than `MOST_LETTERS` come together."""
    step = max(1, -(-sum(map(len, texts)) // MOST_LETTERS))
    return list(texts[::step])


@functools.cache
def _identifier() -> LanguageIdentifier:
    """Return the model, read once in a process (0.7 s, 80 MB)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
