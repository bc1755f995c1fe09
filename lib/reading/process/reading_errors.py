"""What could not be read of a paper: the errors and the sentences that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.errors import NoText, ReadingError, ReadingTimedOut
from lib.reading.reading import PaperReading


def pages_in_words(numbers: Sequence[int]) -> str:
    """Return the pages in words, such as "page 3" or "pages 3-5 and 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"page {text}" if len(numbers) == 1 else f"pages {text}"


def lost_pages_in_words(lost: Mapping[int, str]) -> str | None:
    """Return which pages could not be read and why, None where all were."""
    if not lost:
        return None
    by_reason: dict[str, list[int]] = {}
    for number, reason in sorted(lost.items()):
        by_reason.setdefault(reason, []).append(number)
    parts = [f"{pages_in_words(numbers)} could not be read ({reason})" for reason, numbers in by_reason.items()]
    text = "; ".join(parts) + "."
    return text[0].upper() + text[1:]


def no_page_read(lost: Mapping[int, str]) -> ReadingError:
    """Return the error of a paper without a page that could be read."""
    reasons = set(lost.values())
    if reasons == {"takes too long"}:
        return ReadingTimedOut("The PDF takes too long to read.")
    return ReadingError(
        "No page of the PDF can be read: it is damaged." if reasons == {"is damaged"} else "The PDF breaks the reader."
    )


def no_sentence(reading: PaperReading, not_recognised: Mapping[int, str]) -> NoText:
    """Return the error of a paper whose pages were read and hold no sentence; `not_recognised`: where that was tried in vain."""
    verdicts = set(reading.page_quality)
    if not_recognised:
        message = f"The text of its pictures could not be recognised. {lost_pages_in_words(not_recognised)}"
    elif "scan without text" in verdicts:
        message = "The PDF is a scan: its pages are pictures without text. Recognise its text (OCR) to ask it."
    elif "garbled" in verdicts:
        message = (
            "The PDF's fonts do not tell which letters they show, so its text cannot be read. "
            "It can be recognised from the pages' pictures (OCR)."
        )
    else:
        message = "The PDF has no text."
    return NoText(message, list(reading.page_quality))
