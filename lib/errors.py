"""Every error Sidelight raises on purpose, as one tree.

SidelightError                 `message`: one plain sentence for the user
├── FolderInUse                another process has the data folder open
├── DiskFull                   too little space to write safely
├── StoreError                 the vector store cannot be opened or refuses what it is given
│   └── StoreAway              a server or a shared place does not answer now; the same may work later
├── QueueFull                  too much waits already
├── NotAllowed                 whoever is at work may not do this
├── ConfigError                a setting that cannot be used
├── ModelFault                 a model's server cannot be asked what it offers
├── UnknownPaper               a paper id that is not in the library
├── UnknownSurvey              a survey id that is not in the library
├── SheetError                 a table of a user's that cannot be used: questions, labels
├── ReadingGone                a reading that went while it was being used
└── ReadingError               a PDF that cannot be read; the paper becomes `failed` with this sentence
    ├── NotAPdf
    ├── PasswordNeeded         `wrong`: a password was given and does not open it
    ├── NoText                 no sentence in it: a scan, or nothing at all
    ├── TooManyPages
    ├── NotInstalled           a package that reading it needs is missing
    ├── ReadingTimedOut
    └── ReadingCancelled
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PAPER_REMOVED = "This paper was removed."
IN_BIN = "This paper was removed. It lies in the bin on Papers, from where it can be brought back."
FILE_MISSING = "The PDF is missing from the data folder. Add it again to see its pages."
FILE_DAMAGED = (
    "The PDF in the data folder is damaged: its bytes are not those that were added. Add it again to see its pages."
)


class SidelightError(Exception):
    """A fault whose message is one plain sentence for the user."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class FolderInUse(SidelightError):
    """Another process has the data folder open."""


class DiskFull(SidelightError):
    """Too little free space to write safely."""


class StoreError(SidelightError):
    """The vector store cannot be opened or refuses what it is given."""


class QueueFull(SidelightError):
    """Too much waits already to be begun."""


class NotAllowed(SidelightError):
    """Whoever is at work may not do this."""


class StoreAway(StoreError):
    """A server or a shared place that is needed does not answer now; the same may work later.

    `wait` returns whether the server is back, once it is; False as soon as what it is given does: nobody waits any longer.
    """

    def __init__(self, message: str, wait: Callable[[Callable[[], bool]], bool]) -> None:
        super().__init__(message)
        self.wait = wait


class ConfigError(SidelightError):
    """A setting that cannot be used."""


class ModelFault(SidelightError):
    """A model's server cannot be asked what it offers."""


class UnknownPaper(SidelightError):
    """A paper id that is not in the library."""


class UnknownSurvey(SidelightError):
    """A survey id that is not in the library."""


class SheetError(SidelightError):
    """A table of a user's that cannot be used."""


class ReadingGone(SidelightError):
    """A reading that went while it was being used: its paper was removed or read again."""


class ReadingError(SidelightError):
    """A PDF that cannot be read."""


class NotAPdf(ReadingError):
    """Bytes that are no PDF."""


class PasswordNeeded(ReadingError):
    """A PDF that opens with a password only."""

    def __init__(self, message: str, *, wrong: bool = False) -> None:
        super().__init__(message)
        self.wrong = wrong


class NoText(ReadingError):
    """A PDF without a single sentence; `page_quality` is the verdict on each page, where there are any."""

    def __init__(self, message: str, page_quality: list[Any] | None = None) -> None:
        super().__init__(message)
        self.page_quality = page_quality or []


class TooManyPages(ReadingError):
    """A PDF over the page limit."""


class NotInstalled(ReadingError):
    """Reading that needs a package which is not installed."""


class ReadingTimedOut(ReadingError):
    """A PDF whose reading went over its limit."""


class ReadingCancelled(ReadingError):
    """The reading was stopped by the user or by the app closing."""
