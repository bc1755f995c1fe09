"""One row of somebody's table of verdicts: what its cells say, by field of a verdict."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lib.errors import SidelightError
from lib.importing.verdict_columns import JUDGED, TEXTS, VerdictColumns
from lib.text.wording import bare

SHOWN = 40
"""Characters of a cell in the reason why its row is left out."""
FIRST_YEAR = 1970
"""Of a time that is believed."""
_GUARDED = re.compile(r"\A'(?=\s*[=+\-@])")
"""The apostrophe that an export puts before what a spreadsheet would run."""
_YES = frozenset({"yes", "y", "true", "1", "x", "rightpassage", "flagged"})
_NO = frozenset({"no", "n", "false", "0", "notrightpassage"})


class WrongRow(SidelightError):
    """A row that cannot be imported."""


def fields_of_row(
    row: Mapping[str, str], columns: VerdictColumns, strange: Mapping[str, Counter[str]]
) -> dict[str, Any]:
    """Return what the row says, by field of a verdict. Raises WrongRow for a word outside the scheme, counted in `strange`."""
    fields: dict[str, Any] = {}
    wrong = ""
    for judgement in JUDGED:
        written = text(row, getattr(columns, judgement))
        meant = columns.meant(judgement, written) if written else None
        if meant is not None:
            fields[judgement] = meant
        elif written:
            strange[judgement][written] += 1
            wrong = wrong or f"“{written[:SHOWN]}” is no word for “{judgement}”; say above which one it means"
    if wrong:
        raise WrongRow(wrong)
    for name in ("right_passage", "flag"):
        written = cell(row, getattr(columns, name))
        if written:
            fields[name] = _yes_or_no(written, name)
    fields |= {name: written for name in TEXTS if (written := text(row, getattr(columns, name)))}
    return {name: word for name, word in fields.items() if word is not False or name == "right_passage"}


def _yes_or_no(written: str, name: str) -> bool:
    plain = bare(written)
    if plain not in _YES | _NO:
        raise WrongRow(f"“{written[:SHOWN]}” is neither yes nor no for “{name.replace('_', ' ')}”")
    return plain in _YES


def citation_of(row: Mapping[str, str], columns: VerdictColumns) -> int | None:
    """Return the number of the citation that the row is about; None for the whole answer. Raises WrongRow."""
    written = cell(row, columns.citation)
    if not written:
        return None
    if not re.fullmatch(r"[1-9]\d{0,3}", written):
        raise WrongRow(f"“{written[:SHOWN]}” is no number of a citation")
    return int(written)


def fields_of_citation(fields: dict[str, Any]) -> dict[str, Any]:
    """Return which of the fields can be said of one citation. Raises WrongRow where only the whole answer is judged."""
    left = {name: word for name, word in fields.items() if name not in ("correct", "category")}
    if left != fields and not left.keys() & {"supported", "right_passage"}:
        raise WrongRow(
            "it judges one citation by “correct” or “category”, which are of the whole answer; a citation is “supported” or "
            "not, or the right passage"
        )
    return left


def time_of(row: Mapping[str, str], columns: VerdictColumns) -> str:
    """Return when it was said, as ISO 8601 in UTC; empty where the row does not tell, or tells a time to come."""
    try:
        read = datetime.fromisoformat(cell(row, columns.at))
        at = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return at.isoformat(timespec="microseconds") if at.year >= FIRST_YEAR and at <= datetime.now(UTC) else ""


def cell(row: Mapping[str, str], column: str) -> str:
    """Return what stands in a column of the row; empty where there is no such column."""
    return row.get(column, "").strip() if column else ""


def text(row: Mapping[str, str], column: str) -> str:
    """Return what stands in a column, without the apostrophe of an export."""
    return _GUARDED.sub("", cell(row, column))
