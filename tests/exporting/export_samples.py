"""Exports made by hand, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lib.exporting.export_rows import Export, Row, evidence_of, whole_answer
from lib.records import Answer, Box, Citation, Paper, Question, Value
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.records.reviews import ReviewVerdict
from lib.records.surveys import SurveyHead
from tests.surveys.answers import answer

OTTERS = Paper(
    "a" * 64, "otters.pdf", "Otters in the reeds", ["Ada Lovelace", "Grace Hopper"], 2024, "10.1234/otters", 3, "ready"
)
OWLS = Paper("b" * 64, "owls.pdf", "Owls in the barn", ["Jörg Müller"], 2021, "", 2, "ready")
HOW_MANY = Question("How many otters?", "count", answer_type="number")


def verdict(answer_id: str, rater: str = "Ada", at: str = "2026-02-01T00:00:00+00:00", **said: Any) -> ReviewVerdict:
    """Return a verdict whose id is made of what it says."""
    return ReviewVerdict(f"{answer_id}-{rater}-{at}-{said.get('citation')}", answer_id, rater, at, **said)


def citing(quote: str, *boxes: Box, paper: Paper = OTTERS, ids: Sequence[int] = (1,), reading: int = 1) -> Citation:
    """Return a citation of these words."""
    return Citation(paper.id, reading, list(ids), quote, list(boxes) or [Box(2, 0.1, 0.2, 0.5, 0.22)])


def row(made: Answer | None = None, verdicts: Sequence[ReviewVerdict] = (), **fields: Any) -> Row:
    """Return a row on the otters, of a survey's cell that is reported."""
    made = made or answer("We saw 57 otters.", paper_id=OTTERS.id)
    papers = {paper.id: paper for paper in (OTTERS, OWLS)}
    values: dict[str, Any] = {
        "papers": [OTTERS],
        "question": HOW_MANY,
        "answerer": "extractive",
        "answer": made,
        "evidence": evidence_of(made, papers, verdicts),
        "verdicts": whole_answer(verdicts),
        "category": "reported",
        "judged": "reported",
        "judged_by": "rule",
        "value": Value("number", "57", 57.0),
    }
    return Row(**{**values, **fields})


def export(*rows: Row, **fields: Any) -> Export:
    """Return an export of rows."""
    kept = list(rows) or [row()]
    values: dict[str, Any] = {
        "kind": "survey",
        "title": "Otters and owls",
        "made_at": "2026-03-01T00:00:00+00:00",
        "papers": [OTTERS, OWLS],
        "rows": lambda: iter(kept),
    }
    return Export(**{**values, **fields})


def head(**fields: Any) -> SurveyHead:
    """Return a finished survey of one question to two papers."""
    papers = [PlannedPaper(p.id, p.filename, p.title, p.year, p.doi) for p in (OTTERS, OWLS)]
    plan = SurveyPlan([HOW_MANY], papers, ["extractive"], "Animals")
    made = SurveyHead("s1", "Animals", "2026-01-01T00:00:00+00:00", "finished", None, plan, 2, 0)
    return replace(made, **fields)


NASTY = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\x00=1+1",
    "\u202e=1+1",
    "＝1+1",
    "\u00a0@x",
)
"""Texts that a spreadsheet would run."""
TEXTS = [*NASTY, "#N/A", "1/2", "0012", "TRUE", "3.14", "plain words\nin two lines", "“quotes”; and, commas", "😀"]
"""These, and others that a spreadsheet takes for something else than text."""


def nasty_export() -> Export:
    """Return an export whose every text, in every column, is one of `TEXTS`."""
    rows = []
    for text in TEXTS:
        made = answer(text, general=text)
        paper = replace(OTTERS, title=text, filename=text, authors=[text], doi=text)
        said = [verdict(made.id, text or "Ada", correct="wrong", reason=text, correction=text, note=text)]
        one = row(made, said, question=Question(text, text), value=Value("text", text), papers=[paper])
        evidence = [replace(e, paper=paper, section=text, pages=[(1, text)]) for e in one.evidence]
        rows.append(replace(one, evidence=evidence, problem=text))
    return export(
        *rows, title="=1+1", papers=[Paper("a" * 64, "=x.pdf")], verdicts=[v for r in rows for v in r.verdicts]
    )
