"""The list of references of a paper as the reader's cards show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lib.records import Paper, Sentence
from lib.ui.kit.escaping import visible

_NUMBER = re.compile(r"^\s*\[?(\d{1,3})[\].)]?\s")
LEAST_TITLE = 20
"""Letters of a title by which an entry is known: a shorter one stands in others too."""


def references_of(sentences: Sequence[Sentence], papers: Sequence[Paper]) -> list[dict[str, Any]]:
    """Return the entries with the numbers under which they are cited, and the paper of the library where it is one.

    An entry without a printed number has its place in the list, from 1. A paper is known by its DOI or its whole title.
    """
    titles = [(_plain(paper.title), paper) for paper in papers]
    known = [(title, paper) for title, paper in titles if len(title) >= LEAST_TITLE]
    entries = []
    for place, sentence in enumerate((one for one in sentences if one.kind == "reference"), start=1):
        printed = _NUMBER.match(sentence.text)
        entries.append(
            {
                "number": int(printed[1]) if printed else place,
                "text": visible(sentence.text),
                "paper": _paper_of(sentence.text, known, papers),
            }
        )
    return entries


def _paper_of(entry: str, known: Sequence[tuple[str, Paper]], papers: Sequence[Paper]) -> str:
    lower = entry.lower()
    by_doi = next((paper.id for paper in papers if paper.doi and _has_doi(lower, paper.doi.lower())), "")
    plain = _plain(entry)
    return by_doi or next((paper.id for title, paper in known if title in plain), "")


def _has_doi(entry: str, doi: str) -> bool:
    """Return whether an entry has the DOI, and not a longer one that begins like it."""
    return doi in entry and re.search(rf"{re.escape(doi)}(?![\w/-]|[.;:(][\w])", entry) is not None


def _plain(text: str) -> str:
    """Return the letters and digits alone, so that a hyphen or a comma makes no difference."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
