"""The tables of an export: answers, their citations, what raters said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from lib.answering.certainty import certainty_in_words
from lib.citations import place_of
from lib.exporting.export_rows import Evidence, Export, Row
from lib.exporting.phrases import ANSWERERS, CORRECT_WORDS, MADE_WITH, SUPPORTED_WORDS, answerer_line
from lib.exporting.spreadsheet_cells import Cell
from lib.records import Answer, Box, Citation, Paper, Support
from lib.records.notices import PaperStanding
from lib.records.reviews import ReviewVerdict
from lib.reviews.extraction import REVIEWED_WORDS, ExtractedCell, final_category, layer_words
from lib.text.cleaning import minute, one_line, pages_line, paper_title
from lib.text.wording import count

SUPPORT_ORDER: tuple[Support, ...] = ("supported", "weak", "unsupported", "contradicted", "no_claim")
PAPERS_NAMED = 20
"""Titles in one cell; more are counted, and stand in the table of papers."""

Of = TypeVar("Of")
SheetRow = tuple[str, str]
"""A sheet, and the id of what stands in the row."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Of]):
    """A column of a table."""

    name: str
    cell: Callable[[Of], Cell]
    width: int = 14
    """Characters, in a spreadsheet."""
    is_quiet: Callable[[Of], bool] | None = None
    """Says of which rows the cell is no value but a judgement, and looks so in a workbook."""
    doi: bool = False
    """Whether its cells are DOIs."""
    links_to: Callable[[Of], SheetRow | None] | None = None
    """The row of another sheet that its cell links to, in a workbook."""
    anchor: Callable[[Of], SheetRow] | None = None
    """What links to its row name it by."""
    comment: Callable[[Of], Cell] | None = None
    """What is shown beside a cell when it is pointed at, in a workbook."""
    head_links_to: SheetRow | None = None
    """The row of another sheet that its head links to, in a workbook."""
    head_comment: str = ""
    """What is shown beside its head when it is pointed at, in a workbook."""


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation with the row that it belongs to."""

    row: Row
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper with how it stands."""

    paper: Paper
    standing: PaperStanding | None


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict with the row that it belongs to."""

    row: Row
    verdict: ReviewVerdict


def papers_line(papers: Sequence[Paper]) -> str:
    """Return the titles of the papers, those over `PAPERS_NAMED` counted."""
    named = "; ".join(paper_title(paper) for paper in papers[:PAPERS_NAMED])
    return named if len(papers) <= PAPERS_NAMED else f"{named}; and {len(papers) - PAPERS_NAMED} more"


def _only_paper(row: Row) -> Paper | None:
    return row.papers[0] if len(row.papers) == 1 else None


def _paper_row(paper: Paper | None) -> SheetRow | None:
    return None if paper is None else ("Papers", paper.id)


def _answer_row(row: Row) -> SheetRow:
    return "Answers", row.answer.id if row.answer else ""


def _of_only_paper(read: Callable[[Paper], Cell]) -> Callable[[Row], Cell]:
    """Return what reads a cell from the one paper, empty where several were asked."""

    def cell(row: Row) -> Cell:
        paper = _only_paper(row)
        return None if paper is None else read(paper)

    return cell


def _of_answer(read: Callable[[Answer], Cell]) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        return None if row.answer is None else read(row.answer)

    return cell


def _of_final(read: Callable[[ExtractedCell], Cell]) -> Callable[[Row], Cell]:
    """Return what reads a cell from what the question of the paper is held to be, whoever answered."""

    def cell(row: Row) -> Cell:
        return None if row.final is None else read(row.final)

    return cell


def _by_rater(word: Callable[[ReviewVerdict], str]) -> Callable[[Row], Cell]:
    """Return what reads each rater's word on the answer: "Ada: correct; Ben: partly correct"."""

    def cell(row: Row) -> Cell:
        said = ((one_line(verdict.rater), word(verdict)) for verdict in row.verdicts)
        return "; ".join(f"{rater}: {words}" for rater, words in said if words) or None

    return cell


def _supports(answer: Answer) -> Cell:
    """Return how many of its sentences the passages support: "3 supported, 1 weak"."""
    found = Counter(sentence.support for sentence in answer.sentences)
    words = {"no_claim": "without a claim"}
    return ", ".join(f"{found[s]} {words.get(s, s)}" for s in SUPPORT_ORDER if found[s]) or None


def _quotes(row: Row) -> Cell:
    return "\n".join(f"[{e.number}] {e.citation.quote} ({_where(e, row)})" for e in row.evidence) or None


def _where(evidence: Evidence, row: Row) -> str:
    """Return the place in words, with the paper where several were asked."""
    place = ", ".join(part for part in (pages_line(evidence.pages), place_of(evidence.citation)) if part)
    return place if _only_paper(row) else f"{paper_title(evidence.paper)}, {place}"


def _stopped(row: Row) -> Cell:
    return row.problem or (row.answer.stopped if row.answer else None)


def _tokens(name: str) -> Callable[[Row], Cell]:
    return _of_answer(lambda answer: answer.tokens.get(name))


def settings_line(settings: Mapping[str, object]) -> str:
    """Return settings on one line: "passage_limit: 8; whole_paper: False"."""
    return "; ".join(f"{name}: {value}" for name, value in settings.items())


def boxes_line(boxes: Iterable[Box]) -> str:
    """Return boxes as text: "page x0 top x1 bottom", fractions of the page as shown, one after the other."""
    return "; ".join(f"{b.page} {b.x0:.5f} {b.top:.5f} {b.x1:.5f} {b.bottom:.5f}" for b in boxes)


ANSWERS: tuple[Column[Row], ...] = (
    Column("paper", lambda row: papers_line(row.papers), 40, links_to=lambda row: _paper_row(_only_paper(row))),
    Column("authors", _of_only_paper(lambda paper: "; ".join(paper.authors)), 24),
    Column("year", _of_only_paper(lambda paper: paper.year), 7),
    Column("doi", _of_only_paper(lambda paper: paper.doi), 24, doi=True),
    Column("file", _of_only_paper(lambda paper: paper.filename), 24),
    Column("question label", lambda row: row.question.label, 18),
    Column("question", lambda row: row.question.text, 40),
    Column("answerer", lambda row: row.answerer, 16),
    Column("answerer in words", lambda row: ANSWERERS.get(row.answerer, row.answerer), 20),
    Column("model", _of_answer(lambda answer: answer.model), 20),
    Column("category", lambda row: row.category, 13),
    Column("category as judged", lambda row: row.judged, 13),
    Column("judged by", lambda row: row.judged_by, 12),
    Column("changed by a person", lambda row: ("yes" if row.changed else "no") if row.category else None, 11),
    Column("changed by", lambda row: row.change.person if row.change else None, 14),
    Column("changed at", lambda row: row.change.at if row.change else None, 20),
    Column("note on the change", lambda row: (row.change.note or None) if row.change else None, 30),
    Column("final value", _of_final(lambda cell: cell.whole), 24),
    Column("final category", _of_final(final_category), 13),
    Column("final value is of", _of_final(lambda cell: layer_words(cell.final)), 24),
    Column("reviewed", _of_final(lambda cell: REVIEWED_WORDS[cell.final.reviewed]), 14),
    Column("value", lambda row: row.value.text if row.value else None, 20),
    Column("number", lambda row: row.value.number if row.value else None, 10),
    Column("unit", lambda row: row.value.unit if row.value else None, 9),
    Column("suggested value, not checked", lambda row: row.suggestion.text if row.suggestion else None, 20),
    Column("certainty", _of_answer(certainty_in_words), 11),
    Column("found", _of_answer(lambda answer: "yes" if answer.found else "no"), 8),
    Column("answer", _of_answer(lambda answer: answer.text), 70),
    Column("general knowledge, not from the papers", _of_answer(lambda answer: answer.general), 40),
    Column("support", _of_answer(_supports), 20),
    Column("evidence", _quotes, 70),
    Column("pages", lambda row: "; ".join(pages_line(e.pages) for e in row.evidence), 16),
    Column("correct", _by_rater(lambda v: CORRECT_WORDS.get(v.correct or "", "")), 22),
    Column("supported", _by_rater(lambda v: SUPPORTED_WORDS.get(v.supported or "", "")), 22),
    Column("category by rater", _by_rater(lambda v: v.category or ""), 22),
    Column("flagged", _by_rater(lambda v: "flagged" if v.flag else ""), 12),
    Column("reason", _by_rater(lambda v: v.reason), 30),
    Column("correction", _by_rater(lambda v: v.correction), 30),
    Column("note", _by_rater(lambda v: v.note), 30),
    Column("incomplete because", _stopped, 30),
    Column("style", _of_answer(lambda answer: answer.style), 11),
    Column("seconds", _of_answer(lambda answer: round(sum(answer.seconds.values()), 3)), 9),
    Column("tokens in", _tokens("input"), 9),
    Column("tokens out", _tokens("output"), 9),
    Column("cost in US dollars", _of_answer(lambda answer: answer.cost), 9),
    Column("settings", _of_answer(lambda answer: settings_line(answer.settings)), 30),
    Column("answered at", lambda row: (row.answer.created_at if row.answer else row.finished_at) or None, 20),
    Column("answer id", _of_answer(lambda answer: answer.id), 16, anchor=lambda row: _answer_row(row)),
    Column("survey id", lambda row: row.survey_id or None, 16),
)

CITATIONS: tuple[Column[CitationRow], ...] = (
    Column("answer id", lambda c: c.row.answer.id if c.row.answer else None, 16, links_to=lambda c: _answer_row(c.row)),
    Column("citation", lambda c: c.evidence.number, 9),
    Column("paper", lambda c: paper_title(c.evidence.paper), 40, links_to=lambda c: _paper_row(c.evidence.paper)),
    Column("doi", lambda c: c.evidence.paper.doi, 24, doi=True),
    Column("retracted or corrected", lambda c: c.evidence.standing.words() if c.evidence.standing else None, 20),
    Column("file", lambda c: c.evidence.paper.filename, 24),
    Column("question label", lambda c: c.row.question.label, 18),
    Column("question", lambda c: c.row.question.text, 40),
    Column("answerer", lambda c: c.row.answerer, 16),
    Column("answerer in words", lambda c: ANSWERERS.get(c.row.answerer, c.row.answerer), 20),
    Column("what the answer says", lambda c: c.evidence.statement, 50),
    Column("quote", lambda c: c.evidence.citation.quote, 70),
    Column("table cell or figure", lambda c: place_of(c.evidence.citation) or None, 40),
    Column("page", lambda c: "; ".join(str(page) for page, _ in c.evidence.pages), 8),
    Column("printed page", lambda c: "; ".join(label for _, label in c.evidence.pages if label) or None, 9),
    Column("section", lambda c: c.evidence.section, 28),
    Column("support", lambda c: "; ".join(dict.fromkeys(c.evidence.support)), 14),
    Column(
        "right passage",
        lambda c: _of_citation(c, lambda v: {True: "yes", False: "no", None: ""}[v.right_passage]),
        18,
    ),
    Column("supports it", lambda c: _of_citation(c, lambda v: SUPPORTED_WORDS.get(v.supported or "", "")), 18),
    Column("note", lambda c: _of_citation(c, lambda v: v.note or v.reason), 30),
    Column("boxes (page x0 top x1 bottom)", lambda c: boxes_line(c.evidence.citation.boxes), 40),
    Column("sentence ids", lambda c: " ".join(str(i) for i in c.evidence.citation.sentence_ids), 12),
    Column("reading", lambda c: c.evidence.citation.reading, 8),
    Column("paper id", lambda c: c.evidence.paper.id, 16),
)

VERDICTS: tuple[Column[VerdictRow], ...] = (
    Column("answer id", lambda j: j.verdict.answer_id, 16, links_to=lambda j: _answer_row(j.row)),
    Column("paper", lambda j: papers_line(j.row.papers), 40, links_to=lambda j: _paper_row(_only_paper(j.row))),
    Column("question label", lambda j: j.row.question.label, 18),
    Column("question", lambda j: j.row.question.text, 40),
    Column("answerer", lambda j: j.row.answerer, 16),
    Column("citation", lambda j: j.verdict.citation, 9),
    Column("rater", lambda j: j.verdict.rater, 16),
    Column("at", lambda j: j.verdict.at, 20),
    Column("correct", lambda j: CORRECT_WORDS.get(j.verdict.correct or ""), 14),
    Column("supported", lambda j: SUPPORTED_WORDS.get(j.verdict.supported or ""), 14),
    Column("right passage", lambda j: {True: "yes", False: "no", None: None}[j.verdict.right_passage], 12),
    Column("category", lambda j: j.verdict.category, 13),
    Column("flagged", lambda j: "yes" if j.verdict.flag else None, 9),
    Column("reason", lambda j: j.verdict.reason, 30),
    Column("correction", lambda j: j.verdict.correction, 30),
    Column("note", lambda j: j.verdict.note, 30),
    Column("own answer, before seeing the machine's", lambda j: j.verdict.own_answer, 30),
    Column("blind", lambda j: j.verdict.blind.replace("_", " "), 16),
    Column("evidence pointed at", lambda j: _pointed_at(j.verdict), 60),
    Column("its pages", lambda j: _pages_of(j.verdict.evidence) or None, 9),
    Column("its boxes (page x0 top x1 bottom)", lambda j: _boxes_of(j.verdict.evidence) or None, 40),
    Column("seconds", lambda j: j.verdict.seconds, 9),
    Column("verdict id", lambda j: j.verdict.id, 16),
)

PAPERS: tuple[Column[PaperRow], ...] = (
    Column("paper", lambda one: paper_title(one.paper), 60),
    Column("authors", lambda one: "; ".join(one.paper.authors), 40),
    Column("year", lambda one: one.paper.year, 7),
    Column("doi", lambda one: one.paper.doi, 30, doi=True),
    Column("retracted or corrected", lambda one: one.standing.words() if one.standing else None, 40),
    Column("file", lambda one: one.paper.filename, 30),
    Column("pages", lambda one: one.paper.page_count or None, 8),
    Column("paper id", lambda one: one.paper.id, 16, anchor=lambda one: ("Papers", one.paper.id)),
)


def _pointed_at(verdict: ReviewVerdict) -> Cell:
    """Return what the rater points at as the right evidence, a line each, with the table's cell or row where it is one."""
    lines = (
        f"{one_line(one.quote)} ({place})" if (place := place_of(one)) else one_line(one.quote)
        for one in verdict.evidence
    )
    return "\n".join(lines) or None


def _pages_of(citations: Sequence[Citation]) -> str:
    return "; ".join(str(page) for page in sorted({box.page for one in citations for box in one.boxes}))


def _boxes_of(citations: Sequence[Citation]) -> str:
    return boxes_line([box for one in citations for box in one.boxes])


def _of_citation(cited: CitationRow, word: Callable[[ReviewVerdict], str]) -> Cell:
    said = ((one_line(verdict.rater), word(verdict)) for verdict in cited.evidence.verdicts)
    return "; ".join(f"{rater}: {words}" for rater, words in said if words) or None


def paper_rows(export: Export) -> Iterator[PaperRow]:
    """Yield the rows of the table of papers."""
    return (PaperRow(paper, export.standings.get(paper.id)) for paper in export.papers)


def citations(row: Row) -> Iterator[CitationRow]:
    """Yield the rows of the table of citations that one answer gives."""
    return (CitationRow(row, evidence) for evidence in row.evidence)


def verdicts(row: Row) -> Iterator[VerdictRow]:
    """Yield the rows of the table of verdicts that one answer gives: those that count, on the whole answer first."""
    of_citations = (verdict for evidence in row.evidence for verdict in evidence.verdicts)
    return (VerdictRow(row, verdict) for verdict in chain(row.verdicts, of_citations))


def about(export: Export) -> list[tuple[str, Cell]]:
    """Return what the export is, as names and values."""
    lines: list[tuple[str, Cell]] = [
        ("Made with", MADE_WITH),
        ("Title", export.title),
        ("Made at", minute(export.made_at)),
        ("Papers", len(export.papers)),
    ]
    for head in export.surveys:
        lines += [
            ("Survey", head.name),
            ("Begun at", minute(head.created_at)),
            ("Status", head.status + (f": {head.reason}" if head.reason else "")),
            ("Cells finished", f"{head.done:,} of {head.plan.size:,}, {head.failed:,} of them failed"),
            ("Questions", len(head.plan.questions)),
            *([("Question set", export.question_set)] if export.question_set else []),
            ("Answerers", "; ".join(answerer_line(one) for one in head.plan.answerers)),
            ("Style of asking", head.plan.style),
            ("Categories judged by", head.plan.categories_by),
        ]
        if head.plan.excluded:
            lines.append(("Left out by screening", count(len(head.plan.excluded), "paper")))
    if export.verdicts:
        raters = list(dict.fromkeys(verdict.rater for verdict in export.verdicts))
        lines += [("Raters", "; ".join(raters)), ("Verdicts, withdrawn ones included", len(export.verdicts))]
    lines += [
        ("Pages", "Counted from 1 as the file has them; the printed page is the label in the PDF where it differs."),
        ("Boxes", "Fractions 0-1 of the page as a viewer shows it, from its top left corner."),
        (
            "Text in cells",
            "An apostrophe stands before text that a spreadsheet would take for a formula; control characters are left "
            "out; a cell holds 32,767 characters at the most and says where it was cut.",
        ),
    ]
    return lines + [("Note", note) for note in export.notes]
