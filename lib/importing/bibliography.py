"""Bibliographies that people bring, BibTeX or RIS, tied to the papers of the library."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lib.errors import SidelightError
from lib.importing.paper_matching import PaperMatcher, PaperReference
from lib.importing.sheets import decoded
from lib.records import Paper, Record
from lib.text.cleaning import one_line
from lib.text.dois import DOI_IN_BIBLIOGRAPHY, bare_doi
from lib.text.wording import count

MEGABYTES = 50
"""Of a file at most."""
KEY_CHARACTERS = 200
"""Of an entry's key; more of it is cut."""
RIS_BEGINS_WITHIN = 50
"""Lines in which a file of RIS has its first entry."""
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_RIS_LINE = re.compile(r"^\s*([A-Z][A-Z0-9])  ?- ?(.*)$")
_RIS_TITLES = ("TI", "T1", "CT")
_RIS_AUTHORS = ("AU", "A1")
_RIS_YEARS = ("PY", "Y1", "DA")
_RIS_DOIS = ("DO", "M3", "UR", "L3", "LK")
_ORGANISATION = re.compile(r"^\{.*\}$", re.DOTALL)


FieldName = Literal["title", "authors", "year", "doi"]
FIELDS: tuple[FieldName, ...] = ("title", "authors", "year", "doi")


class BibliographyError(SidelightError):
    """A bibliography that cannot be used."""


@dataclass(frozen=True, slots=True)
class Entry(Record):
    """A work as a bibliography names it; what it does not say is empty."""

    key: str
    """As written, such as "mueller2020"; of RIS its number in the file."""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    """Each "Given Family"."""
    year: int | None = None
    doi: str = ""
    """Bare, lower case."""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What a file gave."""

    entries: list[Entry]
    notes: list[str]
    """Plain sentences on parts that could not be read."""


@dataclass(frozen=True, slots=True)
class MetadataEdit:
    """What an entry of a bibliography would change in the paper that it means."""

    paper_id: str
    changes: dict[str, Any]
    """By `title`, `authors`, `year`, `doi`, as `Workspace.edit_paper` takes them; empty where all is the same already."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one paper that a bibliography would write."""

    paper_id: str
    name: FieldName
    before: Any
    after: Any
    kind: Literal["empty", "read", "typed"]
    """What it would take the place of: nothing, what was read in the PDF, what a person gave."""


@dataclass(frozen=True, slots=True)
class MatchedBibliography:
    """A bibliography beside a library."""

    edits: list[MetadataEdit]
    """One a paper, those that change nothing included."""
    unmatched: list[Entry]
    """Entries of works that are not in the library."""
    repeated: list[Entry]
    """Entries of papers that an entry before them means already."""
    notes: list[str]

    def summary(self) -> str:
        """Return what was found, in a sentence."""
        changing = sum(bool(edit.changes) for edit in self.edits)
        none = len(self.unmatched)
        sentence = f"{count(len(self.edits), 'paper')} of the library found, {changing:,} with something to change."
        sentence += f" {none:,} {'entry matches' if none == 1 else 'entries match'} no paper here." if none else ""
        return sentence + (f" {len(self.repeated):,} mean a paper twice." if self.repeated else "")


def read_bibliography(name: str, data: bytes) -> Bibliography:
    """Return the entries of a BibTeX or RIS file, by what is in it; raises BibliographyError, SheetError with a sentence."""
    if len(data) > MEGABYTES * 1_000_000:
        raise BibliographyError(f"“{name}” is larger than {MEGABYTES} MB. Split it into smaller files.")
    text = decoded(name, data)
    first_lines = text.splitlines()[:RIS_BEGINS_WITHIN]
    is_ris = any(_RIS_LINE.match(line) for line in first_lines if line.lstrip("\ufeff ").startswith("TY"))
    entries, notes = _read_ris(text) if is_ris else _read_bibtex(text)
    if not entries:
        why = f" {notes[0]}" if notes else ""
        raise BibliographyError(
            f"“{name}” holds no BibTeX and no RIS entry.{why} Export your references as one of these."
        )
    return Bibliography(entries, notes)


def match_bibliography(bibliography: Bibliography, papers: Sequence[Paper]) -> MatchedBibliography:
    """Return the entries tied to papers, by DOI first, then by title, and what each would change."""
    matcher = PaperMatcher(papers)
    by_id = {paper.id: paper for paper in papers}
    found: dict[str, MetadataEdit] = {}
    unmatched, repeated = [], []
    for entry in _surest_first(bibliography.entries, matcher):
        paper_id = matcher.match(PaperReference(doi=entry.doi, title=entry.title))
        if paper_id is None:
            unmatched.append(entry)
        elif paper_id in found:
            repeated.append(entry)
        else:
            found[paper_id] = MetadataEdit(paper_id, _changes(by_id[paper_id], entry))
    return MatchedBibliography(list(found.values()), unmatched, repeated, bibliography.notes)


def field_changes(
    matched: MatchedBibliography, papers: Sequence[Paper], edited: Mapping[str, Collection[str]]
) -> list[FieldChange]:
    """Return what each field would become, paper by paper; `edited`: which fields of a paper a person gave, by paper id."""
    by_id = {paper.id: paper for paper in papers}
    out = []
    for edit in matched.edits:
        paper, given = by_id[edit.paper_id], edited.get(edit.paper_id, ())
        for name in FIELDS:
            if name not in edit.changes:
                continue
            before = getattr(paper, name)
            kind: Literal["empty", "read", "typed"] = "typed" if name in given else "read" if before else "empty"
            out.append(FieldChange(paper.id, name, before, edit.changes[name], kind))
    return out


def _surest_first(entries: Iterable[Entry], matcher: PaperMatcher) -> list[Entry]:
    """Return those that a DOI ties first: a preprint of the same title must not take their place."""
    return sorted(
        entries, key=lambda entry: matcher.match(PaperReference(doi=entry.doi)) is None if entry.doi else True
    )


def _changes(paper: Paper, entry: Entry) -> dict[str, Any]:
    offered = {"title": entry.title, "authors": entry.authors, "year": entry.year, "doi": entry.doi}
    return {name: value for name, value in offered.items() if value and value != getattr(paper, name)}


# BibTeX


def _read_bibtex(text: str) -> tuple[list[Entry], list[str]]:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock
    from bibtexparser.model import Entry as Block

    logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # what it warns of is told in the notes
    library = parse_string(text)
    blocks = list(library.entries)
    notes = []
    for failed in library.failed_blocks:
        if isinstance(failed, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and isinstance(
            failed.ignore_error_block, Block
        ):
            blocks.append(failed.ignore_error_block)
        else:
            notes.append(f"The entry in line {(failed.start_line or 0) + 1:,} cannot be read and was left out.")
    entries = [_entry_of(block.key, {f.key.lower(): str(f.value) for f in block.fields}) for block in blocks]
    return entries, notes


def _entry_of(key: str, fields: dict[str, str]) -> Entry:
    subtitle = fields.get("subtitle", "")
    title = ": ".join(part for part in (_latex(fields.get("title", "")), _latex(subtitle)) if part)
    year = YEAR.search(fields.get("year", "")) or YEAR.search(fields.get("date", ""))
    doi = _first_doi(_raw(fields.get(name, "")) for name in ("doi", "url", "ee"))
    names = _people(fields.get("author", "") or fields.get("editor", ""))
    return Entry(one_line(key)[:KEY_CHARACTERS], title, names, int(year[1]) if year else None, doi)


def _raw(text: str) -> str:
    """Return the text of an address or DOI as it was before somebody escaped it for LaTeX."""
    named = re.sub(
        r"\{?\\text(less|greater)(?![a-z])(?:\{\})?\s*\}?", lambda sign: "<" if sign[1] == "less" else ">", text
    )
    return re.sub(r"\$([<>])\$", r"\1", re.sub(r"\\([_%&#<>])", r"\1", named))


def _first_doi(texts: Iterable[str]) -> str:
    """Return the first DOI in these texts, bare and in lower case; empty where there is none."""
    found = next((match[0] for text in texts if (match := DOI_IN_BIBLIOGRAPHY.search(text))), "")
    return bare_doi(found).rstrip(".,;)") if found.count("(") < found.count(")") else bare_doi(found).rstrip(".,;")


def _latex(text: str) -> str:
    """Return the text without LaTeX: accents as letters, braces and formatting gone, formulas as they are written."""
    from pylatexenc.latex2text import LatexNodes2Text

    if not re.search(r"[\\{}~$]|--|``|''", text):
        return one_line(text)
    escaped = re.sub(r"(?<!\\)%", r"\\%", text)  # else a comment to the end of the line
    escaped = escaped.replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")  # which pylatexenc lacks
    escaped = re.sub(r"\\textasciicircum(?![A-Za-z])(?:\{\})?", "^", escaped)  # an accent's sign to it
    reader = LatexNodes2Text(math_mode="verbatim", keep_comments=True, strict_latex_spaces=False)
    try:
        plain = reader.latex_to_text(escaped, tolerant_parsing=True)
    except (RecursionError, ValueError, IndexError):  # braces without end are no text of anybody's
        plain = re.sub(r"[\\{}]", "", text)
    return one_line(plain.replace("\xa0", " "))


def _people(text: str) -> list[str]:
    """Return the names of an author field as "Given Family"; "others" left out, organisations in braces whole."""
    names = []
    for name in _split_outside_braces(text, r"\s+and\s+"):
        plain = " ".join(name.split())
        if plain and plain.lower() != "others":
            names.append(_latex(plain) if _ORGANISATION.match(plain) else _given_first(plain))
    return [name for name in names if name]


def _given_first(name: str) -> str:
    """Return the name with its family last: "von Family, Jr, Given" or "Family, Given" as "Given von Family Jr"."""
    parts = [_latex(part) for part in _split_outside_braces(name, r"\s*,\s*")]
    if len(parts) == 1:
        return parts[0]
    family, given, junior = parts[0], parts[-1], " ".join(parts[1:-1])
    return " ".join(part for part in (given, family, junior) if part)


def _split_outside_braces(text: str, separator: str) -> Iterator[str]:
    depth, start = 0, 0
    pattern = re.compile(separator)
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        match = pattern.match(text, at) if depth <= 0 else None
        if match and match.end() > at:
            yield text[start:at]
            start = at = match.end()
            continue
        at += 1
    yield text[start:]


# RIS


def _read_ris(text: str) -> tuple[list[Entry], list[str]]:
    """Return the entries of RIS: "TY" begins one, whether or not an "ER" ended the one before."""
    records: list[dict[str, list[str]]] = []
    tag = ""
    for line in text.lstrip("\ufeff").splitlines():
        found = _RIS_LINE.match(line)
        if found is None:
            if tag and line.strip() and records:
                records[-1][tag][-1] += f" {line.strip()}"  # a long title goes on in the next line
            continue
        tag = found[1]
        if tag == "TY":
            records.append({})
        if tag == "ER" or not records:
            tag = ""
            continue
        records[-1].setdefault(tag, []).append(found[2].strip())
    entries = [_entry_of_ris(number, record) for number, record in enumerate(records, start=1)]
    kept = [entry for entry in entries if entry.title or entry.doi]
    lost = len(entries) - len(kept)
    return kept, [f"{lost:,} entries have neither title nor DOI and were left out."] if lost else []


def _entry_of_ris(number: int, record: dict[str, list[str]]) -> Entry:
    def values(tags: Sequence[str]) -> list[str]:
        return [one_line(value) for tag in tags for value in record.get(tag, []) if value.strip()]

    year = next((found for value in values(_RIS_YEARS) if (found := YEAR.search(value))), None)
    doi = _first_doi(values(_RIS_DOIS))
    authors = [_given_first_ris(name) for name in values(_RIS_AUTHORS)]
    title = next(iter(values(_RIS_TITLES)), "")
    return Entry(f"entry {number}", title, authors, int(year[1]) if year else None, doi)


def _given_first_ris(name: str) -> str:
    """Return the name with its family last: "Family, Given, Jr" as "Given Family Jr"."""
    family, _, rest = name.partition(",")
    given, _, junior = rest.partition(",")
    return " ".join(part.strip() for part in (given, family, junior) if part.strip())
