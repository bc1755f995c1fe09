"""Plain text cut into sentences, where no reading of a paper has done so: what a model was given, a claim's source."""

from __future__ import annotations

import re
import unicodedata

from lib.text.reference_marks import without_raised_marks

_BROKEN_WORD = re.compile(r"(\w)[-\u00ad\ufffe\u0002]\s*\n\s*(?=[a-z])")
_UNKNOWN_GLYPH = re.compile(r"\(cid:\d+\)")
_SENTENCE_END = re.compile(r"(?<!\bal)(?<!\be\.g)(?<!\bi\.e)(?<!\bFig)(?<!\b[A-Z])[.!?]\s+(?=[A-Z0-9(])|\n\s*\n")


def tidy(text: str) -> str:
    """Return the text with words joined over line ends, unknown glyphs dropped and runs of blanks made one; paragraphs stay."""
    text = unicodedata.normalize("NFKC", _UNKNOWN_GLYPH.sub(" ", without_raised_marks(text)))
    text = _BROKEN_WORD.sub(r"\1", text)
    return re.sub(r"[^\S\n]+", " ", text)


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a tidy text, line ends inside them made blanks; a paragraph ends one, too."""
    parts = (re.sub(r"\s+", " ", part).strip() for part in _SENTENCE_END.split(text))
    return [part for part in parts if re.search(r"\w\w", part)]
