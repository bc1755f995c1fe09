"""Stems of words by language, so that a search for one form of a word finds the others (Snowball's algorithms; Porter 2001)."""

from __future__ import annotations

import functools
import threading

from snowballstemmer import stemmer

from lib.text.search_tokens import search_tokens

ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Snowball's name of a language by ISO 639-1."""
UNKNOWN = "en"
"""How papers are stemmed whose language is not known, as of those read before languages were."""

_stemming = threading.Lock()
"""A stemmer works on a word within itself: one thread at a time."""


def stem(word: str, language: str) -> str:
    """Return the stem of a word (lower case, with its accents) without accents.

    The word itself where the language (ISO 639-1) has no algorithm, and a number as it is.
    """
    algorithm = ALGORITHMS.get(language or UNKNOWN)
    return _stem(word, algorithm) if algorithm and not any(char.isdigit() for char in word) else _plain(word)


@functools.lru_cache(maxsize=200_000)
def _stem(word: str, algorithm: str) -> str:
    with _stemming:
        return _plain(_stemmer(algorithm).stemWord(word))


@functools.cache
def _stemmer(algorithm: str):  # type: ignore[no-untyped-def]
    return stemmer(algorithm)


def _plain(word: str) -> str:
    """Return the word as it is compared; what is no single token stays."""
    tokens = search_tokens(word)
    return tokens[0].form if len(tokens) == 1 else word
