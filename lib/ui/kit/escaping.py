"""Text of papers, people and models as it may stand on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from lib.records import Paper
from lib.text.hidden_characters import without_hidden
from lib.text.markdown import escape_for_screen
from lib.text.references import family_names, year_words
from lib.text.wording import shorten as shorten

AUTHORS_NAMED = 3
LABEL_LETTERS = 40
"""Of a title that stands for a paper without authors or year."""
NOTE_LETTERS = 300
"""Of a note, a problem or a reason below what it is about."""
HEADING_LETTERS = 160
"""Of a title or a name that stands above its part of the page."""
NAME_LETTERS = 120
"""Of a title or a name in a line of its own."""
ENTRY_LETTERS = 110
"""Of a title or a question that is one entry of a menu or a list."""
QUOTED_LETTERS = 90
"""Of a title or a name within a sentence."""
SHORT_NAME_LETTERS = 80
"""Of a name with a figure, a date or a reason beside it."""
COLUMN_LETTERS = 60
"""Of the name of a column, a file, a person or a list, one of several in a row."""
WORD_LETTERS = 40
"""Of a label or a person's name among others in one line."""
SECONDS_UP_TO_S = 90
"""A shorter time is told in seconds, a longer one in minutes."""


def plain(text: str, limit: int | None = None) -> str:
    """Return `text` for a place that reads Markdown, shown letter by letter.

    No link, picture, HTML, formula, icon or emoji comes of it. With `limit`, at most so many characters, cut at a word.
    """
    text = visible(text)
    if limit is not None:
        text = shorten(text, limit)
    return escape_for_screen(text)


def visible(text: str) -> str:
    """Return `text` on one line without control characters, so that none can turn the direction of what follows."""
    return without_hidden(" ".join(text.split()))


def authors_line(authors: Sequence[str]) -> str:
    """Return up to three authors by name; of more, the first and "et al."."""
    return ", ".join(authors) if len(authors) <= AUTHORS_NAMED else f"{authors[0]} et al."


def paper_title(paper: Paper) -> str:
    """Return the title, or the file's name where none is known."""
    return visible(paper.title) or visible(paper.filename) or "Untitled"


def paper_label(paper: Paper) -> str:
    """Return how a paper is called in few words: "Zheng 2024", "Zheng n.d.", or a short title where its authors are unknown."""
    family = visible(next(iter(family_names(paper)), ""))
    if family:
        return f"{family} {year_words(paper.year)}"
    return shorten(paper_title(paper), LABEL_LETTERS)


def megabytes(size: int) -> str:
    """Return bytes as a person reads them: "0.4 MB", "12 MB", "3.1 GB"."""
    mb = size / 1e6
    if mb >= 1000:
        return f"{mb / 1000:.1f} GB"
    return f"{mb:.0f} MB" if mb >= 10 else f"{mb:.1f} MB"


def file_size(size: int) -> str:
    """Return the size of a file as a person reads it: "1 KB", "340 KB", "3.1 MB"."""
    return f"{max(1, round(size / 1000)):,} KB" if size < 1_000_000 else megabytes(size)


def time_left(seconds: float | None) -> str:
    """Return how long it still takes: "about 8 s left", "about 3 min left", empty where it is not known."""
    if seconds is None:
        return ""
    if seconds < SECONDS_UP_TO_S:
        return f"about {max(1, round(seconds))} s left"
    return f"about {round(seconds / 60)} min left"
