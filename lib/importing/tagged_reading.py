"""Works of files with a tag in front of each line: RIS, PubMed's .nbib, Web of Science's .ciw, .enw, RefWorks, Cochrane."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from lib.importing.latex import without_tags
from lib.importing.person_names import families_of, family_first_initials, given_first, listed_people
from lib.importing.reference_entry import Entry, page_range, paths_in, pmid_in, year_in
from lib.text.dois import doi_of_note, first_doi

BEGINS_WITHIN = 50
"""Lines in which a file has its first entry."""
_RIS_LINE = re.compile(r"^\s*([A-Z][A-Z0-9])(?:  ?|\t)[-–] ?(.*)$")
_RIS_TYPE = re.compile(r"^\s*([Tt][Yy])(?:  ?|\t)[-–] ?[A-Za-z]", re.MULTILINE)
_RIS_TAG_OF_ANY_CASE = re.compile(r"^(\s*)([A-Za-z][A-Za-z0-9])(?=(?:  ?|\t)[-–](?: |\s*$))", re.MULTILINE)
_NBIB_LINE = re.compile(r"^([A-Z0-9]{2,4}) *- (.*)$")
_CIW_LINE = re.compile(r"^([A-Z][A-Z0-9])(?: (.*))?$")
_ENW_LINE = re.compile(r"^%([0-9A-Z@?!#$\]&(*+^>\[=~]) ?(.*)$")
_ENW_TAG = re.compile(r"^\ufeff?%(\S) ", re.MULTILINE)
_ENW_BEGINS = re.compile(r"\n\s*\n(?=%[A-Z0] )")

_COCHRANE_RECORD = re.compile(r"^Record #\d+ of \d+\s*$", re.MULTILINE)
_COCHRANE_LINE = re.compile(r"^([A-Z]{2,6}): (.*)$")
OF_REFWORKS = {"VO": "VL", "OP": "EP", "YR": "PY", "UL": "UR", "K1": "KW"}
OF_COCHRANE = {"SO": "T2", "YR": "PY", "PG": "SP", "DOI": "DO", "ID": "AN"}
"""Their tags that RIS calls otherwise."""

_BIBTEX_BLOCK = re.compile(r"^[ \t]*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)
"""In front of which lines with "%" are comments."""

Fields = dict[str, list[str]]
"""The values of a work by tag, in their order."""


def tagged_reader(text: str) -> Callable[[str], tuple[list[Entry], list[str]]] | None:
    """Return what reads a text, by its first lines; None where it has no such tags."""
    lines = [line for line in with_capital_tags(text.lstrip("\ufeff")).splitlines() if line.strip()][:BEGINS_WITHIN]
    tags = {found[1] for line in lines if (found := _RIS_LINE.match(line.lstrip("\ufeff")))}
    if {"PMID", "OID"} & {found[1] for line in lines if (found := _NBIB_LINE.match(line))}:
        return read_nbib
    if lines and lines[0].startswith("RT "):
        return read_refworks
    if lines and _COCHRANE_RECORD.match(lines[0]) and any(_COCHRANE_LINE.match(line) for line in lines):
        return read_cochrane
    if "TY" in tags or ("ER" in tags and tags & {"TI", "T1", "AU", "A1"}):
        return read_ris
    if lines and re.match(r"(FN |VR \d|PT [A-Z]$)", lines[0]):
        return read_ciw
    if _is_enw(lines) and not _BIBTEX_BLOCK.search(text):
        return read_enw
    return None


def with_capital_tags(text: str) -> str:
    """Return RIS whose types stand behind "ty" or "Ty" with all tags in capitals; any other text as it is.

    Where the types have capitals, "in  - " at the beginning of a line is text that was wrapped.
    """
    types = {found[1] for found in _RIS_TYPE.finditer(text)}
    if not types or "TY" in types:
        return text
    return _RIS_TAG_OF_ANY_CASE.sub(lambda found: found[1] + found[2].upper(), text)


def _is_enw(lines: Sequence[str]) -> bool:
    """Return whether lines have EndNote's tags: its "%0", or two different ones; a single "%A" may begin a comment."""
    tags = {line[1] for line in lines if re.match(r"%[0AT] ", line)}
    return "0" in tags or len(tags) > 1


def read_ris(text: str) -> tuple[list[Entry], list[str]]:
    """Return the works of RIS: "ER" ends one, a second "TY" too; some put fields before "TY", and some of those write no "ER"."""
    records: list[Fields] = []
    record: Fields = {}
    tag = ""
    lines = with_capital_tags(text.lstrip("\ufeff")).splitlines()
    tags = [found[1] for line in lines if (found := _RIS_LINE.match(line))]
    first = tags[0] if tags and tags[0] != "TY" and "ER" not in tags else ""
    for line in lines:
        found = _RIS_LINE.match(line)
        if found is None:
            if tag and line.strip():
                record[tag][-1] += f" {line.strip()}"  # a long title goes on in the next line
            continue
        before, tag = tag, found[1]
        if tag == "ER" or (tag == "TY" and "TY" in record) or (first and _begins_anew(tag, before, first, record)):
            records.append(record)
            record = {}
        if tag == "ER":
            tag = ""
            continue
        record.setdefault(tag, []).append(found[2].strip())
    return _entries([of for of in [*records, record] if of], _ris_entry)


def _begins_anew(tag: str, before: str, first: str, record: Fields) -> bool:
    """Return whether a tag begins the next work of a file that writes neither "TY" first nor "ER": as the first one began,
    once this one has its type, or with a second title.
    """
    is_as_first = tag == first != before and tag in record and "TY" in record
    return is_as_first or (tag in {"TI", "T1"} and tag in record)


def _ris_entry(number: int, record: Fields) -> Entry:
    values = _values(record)
    authors = values("AU", "A1") or (
        values("A2", "ED") if values("TY") and values("TY")[0] in {"BOOK", "EDBOOK"} else []
    )
    people = [one for line in authors for one in listed_people(line)]
    return Entry(
        key=f"entry {number}",
        title=without_tags(next(iter([*values("TI", "T1", "CT"), *values("BT")]), "")),
        authors=[one.name for one in people],
        families=families_of(people),
        year=year_in(values("PY", "Y1", "DA", "YR")),
        doi=first_doi([*values("DO", "DI", "M3", "UR", "L3", "LK"), *map(doi_of_note, values("N1"))]),
        paths=paths_in(values("L1", "L2", "L4", "UR")),
        journal=without_tags(next(iter(values("JF", "T2", "JO", "JA", "J2")), "")),
        volume=next(iter(values("VL")), ""),
        pages=page_range(next(iter(values("SP", "M1", "C7")), ""), next(iter(values("EP")), "")),
        abstract=without_tags(" ".join(values("AB") or values("N2"))),
        pmid=pmid_in(values("AN", "C2", "U1")) if "PubMed" in " ".join(values("DB", "DP")) else "",
        notes=" | ".join(values("N1")),
    )


def read_nbib(text: str) -> tuple[list[Entry], list[str]]:
    """Return the works of PubMed's format, which ERIC uses too: "PMID" or "OID" begins one."""
    begins = next((found[1] for line in text.splitlines() if (found := _NBIB_LINE.match(line))), "PMID")
    return _entries(_tagged(text, _NBIB_LINE, begins="OID" if begins == "OID" else "PMID", joins=True), _nbib_entry)


def _nbib_entry(number: int, record: Fields) -> Entry:
    values = _values(record)
    initials = [given_first(name) if "," in name else family_first_initials(name) for name in values("AU")]
    people = [given_first(name) for name in values("FAU")] or initials
    ids = [value for value in values("LID", "AID") if value.endswith("[doi]")]
    return Entry(
        key=f"PMID {values('PMID')[0]}" if values("PMID") else f"entry {number}",
        title=without_tags(next(iter(values("TI", "BTI")), "")),
        authors=[*(one.name for one in people), *values("CN")],
        families=families_of(people),
        year=year_in(values("DP", "DEP", "PHST", "YR")),
        doi=first_doi([*(value.removesuffix("[doi]") for value in ids), *values("SO")]),
        journal=without_tags(next(iter(values("JT", "TA")), "")),
        volume=next(iter(values("VI")), ""),
        pages=page_range(next(iter(values("PG")), "")),
        abstract=without_tags(" ".join(values("AB"))),
        pmid=pmid_in(values("PMID")),
    )


def read_ciw(text: str) -> tuple[list[Entry], list[str]]:
    """Return the works of Web of Science's plain text: "PT" begins one, people stand on a line each."""
    return _entries(_tagged(text, _CIW_LINE, begins="PT", joins=False), _ciw_entry)


def _ciw_entry(number: int, record: Fields) -> Entry:
    values = _values(record)
    lines = values("AF") or values("AU") or ([] if values("CA") else values("BE"))
    people = [one for line in lines for one in (listed_people(line) if ";" in line else [given_first(line)])]
    return Entry(
        key=next(iter(values("UT")), f"entry {number}"),
        title=without_tags(" ".join(values("TI") or values("SE"))),
        authors=[*(one.name for one in people), *values("CA")],
        families=families_of(people),
        year=year_in(values("PY", "EY", "EA")),
        doi=first_doi(values("DI", "D2")),
        journal=next(iter(values("SO")), ""),
        volume=next(iter(values("VL")), ""),
        pages=page_range(next(iter([*values("BP"), *values("AR")]), ""), next(iter(values("EP")), "")),
        abstract=" ".join(values("AB")),
        pmid=pmid_in(values("PM")),
    )


def read_refworks(text: str) -> tuple[list[Entry], list[str]]:
    """Return the works of RefWorks' tagged format: "RT" begins one."""
    return _entries(_renamed(_tagged(text, _CIW_LINE, begins="RT", joins=True), OF_REFWORKS), _ris_entry)


def read_cochrane(text: str) -> tuple[list[Entry], list[str]]:
    """Return the works of the Cochrane Library's plain text: "Record #1 of 20" begins one."""
    begun = _COCHRANE_RECORD.sub("RECORD: ", text)
    return _entries(_renamed(_tagged(begun, _COCHRANE_LINE, begins="RECORD", joins=True), OF_COCHRANE), _ris_entry)


def _renamed(records: Iterable[Fields], names: Mapping[str, str]) -> list[Fields]:
    """Return the works with the tags that RIS has for theirs."""
    return [{names.get(tag, tag): values for tag, values in record.items()} for record in records]


def read_enw(text: str) -> tuple[list[Entry], list[str]]:
    """Return the works of EndNote's tagged format: "%0" begins one; where the first has it not in front, a blank line does."""
    first = _ENW_TAG.search(text)
    if first is not None and first[1] != "0":
        text = "\n".join(_with_type_first(block) for block in _ENW_BEGINS.split(text.lstrip("\ufeff")))
    return _entries(_tagged(text, _ENW_LINE, begins="0", joins=True), _enw_entry)


def _with_type_first(block: str) -> str:
    """Return the lines of a work with its type in front; several works, each with a title, are parted by their types."""
    lines = block.strip().splitlines()
    if sum(line.startswith("%T ") for line in lines) < 2:
        lines = [line for line in lines if not line.startswith("%0 ")]
    return "\n".join(["%0 Generic", *lines])


def _enw_entry(number: int, record: Fields) -> Entry:
    values = _values(record)
    people = [one for line in values("A") or values("E") for one in listed_people(line.rstrip(",;"))]
    return Entry(
        key=next(iter(values("F")), f"entry {number}"),
        title=without_tags(next(iter(values("T")), "")),
        authors=[one.name for one in people],
        families=families_of(people),
        year=year_in(values("D", "8")),
        doi=first_doi(values("R", "U")),
        paths=paths_in(values(">")),
        journal=next(iter(values("J", "B")), ""),
        volume=next(iter(values("V")), ""),
        pages=page_range(next(iter(values("P")), "")),
        abstract=without_tags(" ".join(values("X"))),
    )


def _tagged(text: str, pattern: re.Pattern[str], *, begins: str, joins: bool) -> list[Fields]:
    """Return the works of a text; `joins`: a line without a tag goes on with the value before it, else it is a value."""
    records: list[Fields] = []
    tag = ""
    for line in text.lstrip("\ufeff").splitlines():
        found = pattern.match(line)
        if found is not None:
            tag = found[1]
            if tag == begins:
                records.append({})
            if records:
                records[-1].setdefault(tag, []).append((found[2] or "").strip())
        elif tag and line.strip() and records:
            if joins:
                records[-1][tag][-1] += f" {line.strip()}"
            else:
                records[-1][tag].append(line.strip())
    return records


def _values(record: Fields) -> Callable[..., list[str]]:
    """Return what gives the values of tags, in the order in which the tags are named."""

    def values(*tags: str) -> list[str]:
        return [value for tag in tags for value in record.get(tag, []) if value.strip()]

    return values


def _entries(records: Sequence[Fields], entry_of: Callable[[int, Fields], Entry]) -> tuple[list[Entry], list[str]]:
    """Return the works, and nothing that could not be read."""
    return [entry_of(number, record) for number, record in enumerate(records, start=1)], []
