"""Which column of somebody's table holds which part of a verdict, and what its words mean."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from lib.errors import SheetError
from lib.importing.column_names import PAPER_COLUMNS
from lib.importing.sheets import Sheet
from lib.records import Record
from lib.records.reviews import SCHEMES, Judgement
from lib.text.wording import bare

JUDGED: tuple[Judgement, ...] = ("correct", "supported", "category")
TEXTS = ("reason", "correction", "note")
NAMES: dict[str, tuple[str, ...]] = {
    "answer": ("answer id",),
    "paper": ("file", "filename", "file name", "pdf", *PAPER_COLUMNS),
    "doi": ("doi",),
    "title": ("title", "article title", "article name", "article", "paper title"),
    "question": ("question", "question label", "variable", "item"),
    "answerer": ("answerer", "model", "system"),
    "citation": ("citation",),
    "rater": ("rater", "reviewer", "annotator", "expert", "who", "person", "name", "source"),
    "at": ("at", "time", "date", "judged at"),
    "correct": ("correct", "correct for the paper", "correctness", "right", "verdict", "decision", "rating"),
    "supported": ("supported", "supported by the evidence shown", "supports it", "support"),
    "category": ("category", "what the paper reports", "category by rater"),
    "right_passage": ("right passage",),
    "flag": ("flagged", "flag"),
    "reason": ("reason", "why"),
    "correction": ("correction", "corrected answer"),
    "note": ("note", "notes", "comment", "remarks"),
}
"""What a column of each part is called, the best name first."""
_CANNOT = {"cannottell", "canttell", "nottobetold", "unsure", "unknown", "dontknow", "na"}
_YES, _NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}
MEANINGS: dict[Judgement, dict[str, set[str]]] = {
    "correct": {
        "correct": {"correct", "right", *_YES},
        "partly": {"partly", "partlycorrect", "partial", "partially", "partiallycorrect"},
        "wrong": {"wrong", "incorrect", *_NO},
        "cannot_tell": _CANNOT,
    },
    "supported": {
        "yes": {"supported", "fullysupported", *_YES},
        "partly": {"partly", "partlysupported", "partial", "partially", "partiallysupported"},
        "no": {"notsupported", "unsupported", *_NO},
        "cannot_tell": _CANNOT,
    },
    "category": {
        "reported": {"reported", *_YES},
        "not_reported": {"notreported", *_NO},
        "unclear": {"unclear", *_CANNOT - {"na"}},
        "not_applicable": {"notapplicable", "na", "doesnotapply"},
    },
}
"""By judgement and word of the scheme, what people write for it: letters and digits, lower case."""


@dataclass(frozen=True, slots=True)
class VerdictColumns(Record):
    """A column's name for each part of a verdict; empty where there is none."""

    answer: str = ""
    paper: str = ""
    doi: str = ""
    title: str = ""
    question: str = ""
    answerer: str = ""
    citation: str = ""
    rater: str = ""
    at: str = ""
    correct: str = ""
    supported: str = ""
    category: str = ""
    right_passage: str = ""
    flag: str = ""
    reason: str = ""
    correction: str = ""
    note: str = ""
    rater_name: str = ""
    """Whose the verdicts are where no column, or an empty cell, says it."""
    words: dict[str, str] = field(default_factory=dict)
    """By judgement and word as written, such as `correct:so-so`, the word of the scheme."""

    def meant(self, judgement: Judgement, written: str) -> str | None:
        """Return the word of the scheme that a word as written means; None where it means none."""
        word = self.words.get(f"{judgement}:{written}", "") or written
        compared = bare(word)
        meanings = MEANINGS[judgement].items()
        return word if word in SCHEMES[judgement] else next((of for of, names in meanings if compared in names), None)


PARTS = tuple(one.name for one in fields(VerdictColumns) if one.name in NAMES)


def guessed_verdict_columns(sheet: Sheet, rater_name: str = "") -> VerdictColumns:
    """Return the columns as their names suggest, each for one part; a person has the last word."""
    taken: set[str] = set()
    found = {}
    for part in PARTS:
        free = Sheet([column for column in sheet.columns if column not in taken], [])
        column = free.column(*NAMES[part])
        if column is not None:
            found[part] = column
            taken.add(column)
    return VerdictColumns.from_dict({**found, "rater_name": rater_name})


def holds_verdicts(sheet: Sheet) -> bool:
    """Return whether a table looks like one of verdicts: it names answers, or says of them whether they are right or
    supported.
    """
    return sheet.column("answer id", "correct", "supported", "supported by the evidence shown") is not None


def check_columns(columns: VerdictColumns) -> None:
    """Raise SheetError where the columns cannot name an answer, or say nothing of it."""
    named = columns.paper or columns.doi or columns.title
    if not columns.answer and not named:
        raise SheetError(
            "No column names the paper: by file name, DOI or title. Choose one, or the column of answer ids."
        )
    if not columns.answer and not columns.question:
        raise SheetError("No column names the question. Choose it, or the column of answer ids.")
    if not any(getattr(columns, judgement) for judgement in JUDGED) and not columns.right_passage:
        raise SheetError("No column holds a verdict. Choose the one for “correct”, “supported” or “category”.")
