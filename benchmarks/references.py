r"""How BibTeX of other people is read, beside an independent parser.

    python -m benchmarks.references FOLDER [FOLDER ...] [--all]

Reads every .bib file below the folders (such as the unpacked sources of pybtex, pybtex-docutils, pybtex-apa-style and
sphinxcontrib-bibtex, the first with 2,720 entries of TUGboat's bibliography) with Sidelight and with pybtex, which reads the
file, joins its strings and splits its names, and whose latexcodec makes letters of its LaTeX. Prints by field how many come out
alike, and the first that do not. Compared are letters and digits, whatever the case. Nothing of the files is kept.

A field has no reference where latexcodec leaves a command standing that is neither a typeface, a space nor a logo called what it
prints: such as TUGboat's \acro and \bs, which are defined in a file that its bibliography names and nobody has here. Such fields
are counted by themselves, and an entry is compared by the others.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pybtex.errors
from pybtex.database import BibliographyData, Person, parse_string
from pybtex.database import Entry as Reference
from pybtex.richtext import Text
from pybtex.scanner import PybtexSyntaxError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.importing.bibliography import read_bibliography
from lib.importing.paper_matching import match_key
from lib.importing.reference_entry import BibliographyError, Entry
from lib.importing.sheets import decoded
from lib.text.dois import first_doi

SHOWN = 12
"""Entries that are shown with what is unlike."""
FIELDS = ("title", "year", "doi", "authors", "journal", "volume", "pages")
_SILENT = re.compile(
    r"\\(?:(?:tt|sl|it|bf|rm|sf|sc|em|upshape|itshape|scshape|slshape|bfseries|text(?:bf|it|tt|sc|rm|sf|sl|up|md|normal)|emph|mbox"
    r"|hbox|textsuperscript|textsubscript|thinspace|negthinspace|enspace|quad|protect|relax|null|newblock)(?![A-Za-z])"
    r"|[/,\-:;! @])"
)
"""Commands of TeX and LaTeX that change the type or the distance of what they stand before and print nothing themselves."""
_LOGO = re.compile(r"\\([A-Za-z]*(?:TeX|Te|MF|MP|METAFONT)[A-Za-z]*)(?![A-Za-z])")
_DASH = re.compile(r"\\[Dd]ash(?![A-Za-z])")
_COMMAND = re.compile(r"\\[A-Za-z]+")


class NoReference(Exception):
    """The other parser leaves a command standing whose meaning it does not know."""


def main() -> None:
    """Run the benchmark and print what it saw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--all", action="store_true", help=f"show every entry that is unlike, not {SHOWN}")
    arguments = parser.parse_args()
    alike, of, unknown = Counter[str](), Counter[str](), Counter[str]()
    shown, missing, entries, whole = 0, 0, 0, 0
    for path in sorted(path for folder in arguments.folder for path in folder.rglob("*.bib")):
        pairs = paired(path.name, path.read_bytes())
        entries += len(pairs)
        for key, entry, fields in pairs:
            if entry is None:
                missing += 1
                print(f"  {path.name}: {key}: not read")
                continue
            told = {name: (of_entry(entry, name), theirs) for name, theirs in fields.items() if theirs is not None}
            unlike = {name: (ours[:70], theirs[:70]) for name, (ours, theirs) in told.items() if ours != theirs}
            there = [name for name in told if any(told[name])]
            unknown.update(name for name in fields if fields[name] is None)
            whole += len(told) == len(fields)
            of.update([*there, "entry"])
            alike.update([name for name in there if name not in unlike] + ([] if unlike else ["entry"]))
            shown += bool(unlike)
            if unlike and (shown <= SHOWN or arguments.all):
                print(f"  {path.name}: {key}: {unlike}")
    for name in (*FIELDS, "entry"):
        without = f", {unknown[name]} without a reference" if unknown[name] else ""
        print(f"{name:8} {alike[name]} of {of[name]}, {alike[name] / max(of[name], 1):.4f}{without}")
    print(f"entries: {entries}, of them {whole} with a reference of every field; not read: {missing}")


def paired(name: str, data: bytes) -> list[tuple[str, Entry | None, dict[str, str | None]]]:
    """Return of each entry its key, what Sidelight reads (None: nothing), and what the other parser does.

    Of several entries of one key the first, since the other parser reads no more.
    """
    ours: dict[str, Entry] = {}
    try:
        entries = read_bibliography(name, data).entries
    except BibliographyError:  # such as a file of macros alone
        entries = []
    for entry in entries:
        ours.setdefault(entry.key, entry)
    return [(key, ours.get(key), fields) for key, fields in read_independently(decoded(name, data)).items()]


def read_independently(text: str) -> dict[str, dict[str, str | None]]:
    """Return what pybtex reads of the fields that are compared, by key; None: it has no reference."""
    with pybtex.errors.capture():
        try:
            data = parse_string(text, "bibtex")
        except PybtexSyntaxError as error:
            print(f"  no reference: {error}")
            return {}
    return {key: compared(entry, data) for key, entry in data.entries.items()}


def compared(entry: Reference, data: BibliographyData) -> dict[str, str | None]:
    """Return the fields as they are compared, with what an entry inherits by `crossref`."""
    parent = data.entries.get(entry.fields.get("crossref", ""))

    def raw(*names: str) -> str:
        """Return the first of these fields that is there."""
        of = [entry.fields, *([parent.fields] if parent else [])]
        return next((fields[name] for name in names for fields in of if fields.get(name)), "")

    own = entry.persons.get("author") or entry.persons.get("editor")
    inherited = (parent.persons.get("author") or parent.persons.get("editor")) if parent else None
    people = list(own or inherited or [])
    years = known(raw("year", "date"))
    year = re.search(r"(1[5-9]|20)\d\d", years or "")
    return {
        "title": key_of(" ".join(part for part in (raw("title"), raw("subtitle")) if part)),
        "year": None if years is None else year[0] if year else "",
        "doi": first_doi([entry.fields.get("doi", ""), entry.fields.get("url", "")]),  # the book's is not the chapter's
        "authors": names_of(people),
        "journal": key_of(raw("journaltitle", "journal", "booktitle")),
        "volume": key_of(raw("volume")),
        "pages": _pages(known(entry.fields.get("pages", "") or entry.fields.get("eid", ""))),
    }


def known(text: str) -> str | None:
    """Return a field of LaTeX as latexcodec reads it; None where it leaves a command standing."""
    try:
        plain = str(Text.from_latex(_LOGO.sub(r"\1 ", _DASH.sub("--", text))))
    except (PybtexSyntaxError, UnicodeError):
        return None
    plain = _SILENT.sub("", plain).replace(
        "\u0131", "i"
    )  # below an accent, where latexcodec leaves the one without a dot
    return None if _COMMAND.search(plain) else plain


def key_of(text: str) -> str | None:
    """Return a field's letters and digits; None where it has no reference."""
    plain = known(text)
    return None if plain is None else match_key(plain)


def names_of(people: Sequence[Person]) -> str | None:
    """Return the letters of each name, sorted, so that no order of its parts matters; None where one has no reference."""
    keys = [key_of(" ".join(_parts(person))) for person in people if str(person) != "others"]
    return None if None in keys else " ".join(sorted("".join(sorted(key)) for key in keys if key))


def _parts(person: Person) -> list[str]:
    return [
        *person.first_names,
        *person.middle_names,
        *person.prelast_names,
        *person.last_names,
        *person.lineage_names,
    ]


def _pages(pages: str | None) -> str | None:
    """Return the key of pages with a last one that is cut short made whole ("24--5" is 24 to 25), a range of one page as that."""
    found = re.fullmatch(r"\s*(\w+)\s*[-–]+\s*(\w+)\s*", pages or "")
    if pages is None or found is None:
        return None if pages is None else match_key(pages)
    first, last = found.groups()
    if first.isdigit() and last.isdigit():
        last = first[: max(len(first) - len(last), 0)] + last
    return match_key(first if first == last else f"{first}-{last}")


def of_entry(entry: Entry, name: str) -> str:
    """Return a field of our own entry as it is compared."""
    value = getattr(entry, name)
    if name == "authors":
        return " ".join(sorted("".join(sorted(match_key(one))) for one in value))
    return str(value or "") if name in {"year", "doi"} else match_key(str(value or ""))


if __name__ == "__main__":
    main()
