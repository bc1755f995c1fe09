"""The records of a screening as files: CSV with the columns of Rayyan or Covidence, RIS, and the PRISMA 2020 flow."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator, Mapping, Sequence

from lib.exporting.phrases import MADE_WITH
from lib.exporting.spreadsheet_cells import Cell, safe_csv_cell
from lib.records.screening import BibRecord, RecordDecision, Stage
from lib.surveys.record_flow import Flow, Standing
from lib.text.cleaning import one_line
from lib.text.references import inverted

RAYYAN_WORDS = {"include": "Included", "exclude": "Excluded", "maybe": "Maybe", "not_retrieved": "Excluded"}
BOX_WIDTH, BOX_GAP, LINE_HEIGHT, PADDING = 330, 36, 18, 10
"""Of the picture, pixels."""
FONT_PX = 13


Latest = Mapping[tuple[int, Stage], Mapping[str, RecordDecision]]
"""What each person last decided, by record and stage, as `ScreenedRecords.latest` has it."""


def rayyan_csv(records: Sequence[BibRecord], latest: Latest, stage: Stage) -> bytes:
    """Return the records with the columns that Rayyan reads, who decided what at that stage among the notes; UTF-8 with a
    byte order mark.
    """
    heads = (
        "key",
        "title",
        "year",
        "authors",
        "journal",
        "volume",
        "pages",
        "doi",
        "pmid",
        "abstract",
        "notes",
        "source",
    )
    rows = (
        (
            one.number, one.title, one.year, "; ".join(one.authors), one.journal, one.volume, one.pages, one.doi, one.pmid,
            one.abstract, rayyan_notes(latest.get((one.number, stage), {})), one.source,
        )
        for one in records
    )  # fmt: skip
    return _csv(heads, rows)


def covidence_csv(records: Sequence[BibRecord], standings: Mapping[int, Standing]) -> bytes:
    """Return the records with the columns that Covidence uses, what stands of each among the tags."""
    heads = (
        "Title",
        "Authors",
        "Abstract",
        "Published Year",
        "Journal",
        "Volume",
        "Pages",
        "DOI",
        "Covidence #",
        "Tags",
    )
    rows = (
        (
            one.title, "; ".join(one.authors), one.abstract, one.year, one.journal, one.volume, one.pages, one.doi,
            f"#{one.number}",
            _tag(one, standings),
        )
        for one in records
    )  # fmt: skip
    return _csv(heads, rows)


def _tag(one: BibRecord, standings: Mapping[int, Standing]) -> str:
    if one.duplicate_of:
        return "duplicate"
    if one.removed:
        return f"removed before screening: {one.removed}"
    return standings.get(one.number, "").replace("_", " ") or "not at this stage"


def records_ris(records: Sequence[BibRecord], latest: Latest, stage: Stage) -> bytes:
    """Return the records as RIS, who decided what at that stage as a note, UTF-8."""
    lines = [line for one in records for line in _ris_lines(one, rayyan_notes(latest.get((one.number, stage), {})))]
    return "\r\n".join([*lines, ""]).encode("utf-8", "replace")


def rayyan_notes(said: Mapping[str, RecordDecision]) -> str:
    """Return decisions as Rayyan writes them: `RAYYAN-INCLUSION: {"Ada"=>"Included"} | RAYYAN-EXCLUSION-REASONS: …`."""
    given = {one.person: one for one in said.values()}
    if not given:
        return ""
    words = ", ".join(f'"{_quoted(person)}"=>"{RAYYAN_WORDS[one.decision]}"' for person, one in given.items())
    reasons = ",".join(dict.fromkeys(one_line(one.reason) for one in given.values() if one.reason))
    return f"RAYYAN-INCLUSION: {{{words}}}" + (f" | RAYYAN-EXCLUSION-REASONS: {reasons}" if reasons else "")


def _quoted(person: str) -> str:
    return one_line(person).replace('"', "'")


def _ris_lines(one: BibRecord, notes: str) -> Iterator[str]:
    first, _, last = one.pages.partition("-")
    values = [
        ("TY", "JOUR" if one.journal else "GEN"),
        ("ID", str(one.number)),
        *(("AU", inverted(name, one.families.get(name, ""))) for name in one.authors),
        ("TI", one.title), ("PY", str(one.year or "")), ("T2", one.journal), ("VL", one.volume), ("SP", first), ("EP", last),
        ("DO", one.doi), ("AB", one.abstract), ("DB", one.source),
        ("AN", one.pmid if "PubMed" in one.source else ""), ("N1", notes),
    ]  # fmt: skip
    yield from (f"{tag}  - {line}" for tag, value in values if (line := one_line(value)))
    yield "ER  - "
    yield ""


def _csv(heads: Sequence[str], rows: Iterator[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(heads)
    for row in rows:
        lines.writerow(["" if cell is None else safe_csv_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig", "replace")


# the flow


def flow_rows(numbers: Flow) -> list[tuple[str, int]]:
    """Return the flow as a table: what each box says, and its number; what is still to be decided only where there is any."""
    rows = [(f"Records identified from {source}", number) for source, number in numbers.identified.items()]
    rows.append(("Duplicate records removed", numbers.duplicates))
    rows += [(f"Records removed for other reasons: {reason}", number) for reason, number in numbers.removed.items()]
    rows += [
        ("Records screened", numbers.screened),
        ("Records excluded", numbers.excluded),
    ]
    rows += [("Records not decided yet", numbers.undecided)] if numbers.undecided else []
    rows += [("Reports sought for retrieval", numbers.sought), ("Reports not retrieved", numbers.not_retrieved)]
    rows += [("Reports not decided yet", numbers.unassessed)] if numbers.unassessed else []
    rows.append(("Reports assessed for eligibility", numbers.assessed))
    rows += [(f"Reports excluded: {reason}", number) for reason, number in numbers.excluded_reports.items()]
    return [
        *rows,
        ("Studies included in review", numbers.studies),
        ("Reports of included studies", numbers.included),
    ]


def flow_csv(numbers: Flow) -> bytes:
    """Return the table of the flow as CSV."""
    return _csv(("box", "n"), iter(flow_rows(numbers)))


def flow_svg(numbers: Flow) -> str:
    """Return the flow as a picture: what goes on down the left, what is left out beside it. All text is escaped."""
    identified = [f"{source} (n = {number:,})" for source, number in numbers.identified.items()]
    reports = [f"{reason} (n = {number:,})" for reason, number in numbers.excluded_reports.items()]
    removed = [f"Duplicate records removed (n = {numbers.duplicates:,})"]
    if numbers.removed:
        removed += [f"Records removed for other reasons (n = {sum(numbers.removed.values()):,})"]
        removed += [f"{reason} (n = {number:,})" for reason, number in numbers.removed.items()]
    rows = [
        (["Records identified from:", *identified], removed),
        (
            [f"Records screened (n = {numbers.screened:,})"],
            [f"Records excluded (n = {numbers.excluded:,})", *_open("Not decided yet", numbers.undecided)],
        ),
        (
            [f"Reports sought for retrieval (n = {numbers.sought:,})"],
            [f"Reports not retrieved (n = {numbers.not_retrieved:,})"],
        ),
        (
            [
                f"Reports assessed for eligibility (n = {numbers.assessed:,})",
                *_open("Not decided yet", numbers.unassessed),
            ],
            [f"Reports excluded (n = {sum(numbers.excluded_reports.values()):,})", *reports],
        ),
        (
            [
                f"Studies included in review (n = {numbers.studies:,})",
                f"Reports of included studies (n = {numbers.included:,})",
            ],
            [],
        ),
    ]
    parts, top = [], BOX_GAP
    for at, (left, right) in enumerate(rows):
        height = 2 * PADDING + LINE_HEIGHT * max(len(left), len(right))
        middle = top + height / 2
        parts.append(_box(BOX_GAP, top, height, left))
        if right:
            parts += [
                _box(2 * BOX_GAP + BOX_WIDTH, top, height, right),
                _arrow(BOX_GAP + BOX_WIDTH, middle, BOX_GAP, 0),
            ]
        if at < len(rows) - 1:
            parts.append(_arrow(BOX_GAP + BOX_WIDTH / 2, top + height, 0, BOX_GAP))
        top += height + BOX_GAP
    width = 3 * BOX_GAP + 2 * BOX_WIDTH
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" width="{width}" height="{top}" '
        f'font-family="sans-serif" font-size="{FONT_PX}"><title>PRISMA 2020 flow, made with {html.escape(MADE_WITH)}</title>'
        '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z"/></marker></defs><rect width="100%" height="100%" fill="#fff"/>'
        f"{''.join(parts)}</svg>"
    )


def _open(words: str, number: int) -> list[str]:
    return [f"{words} (n = {number:,})"] if number else []


def _box(x: float, top: float, height: float, lines: Sequence[str]) -> str:
    text = "".join(
        f'<text x="{x + PADDING}" y="{top + PADDING + LINE_HEIGHT * (place + 0.75)}">{html.escape(_fitted(line))}</text>'
        for place, line in enumerate(lines)
    )
    return f'<rect x="{x}" y="{top}" width="{BOX_WIDTH}" height="{height}" fill="none" stroke="#000"/>{text}'


def _fitted(line: str) -> str:
    """Return a line as it fits into a box, its number kept."""
    text = one_line(line)
    most = int((BOX_WIDTH - 2 * PADDING) / (FONT_PX * 0.55))  # a letter is about so wide
    if len(text) <= most:
        return text
    words, _, number = text.rpartition(" (n = ")
    return f"{words[: most - len(number) - 8]}… (n = {number}"


def _arrow(x: float, y: float, across: float, down: float) -> str:
    return f'<line x1="{x}" y1="{y}" x2="{x + across}" y2="{y + down}" stroke="#000" marker-end="url(#tip)"/>'
