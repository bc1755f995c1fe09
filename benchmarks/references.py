"""How BibTeX of other people is read, beside an independent parser.

    python -m benchmarks.references FOLDER [FOLDER ...]

Reads every .bib file below the folders (such as the unpacked sources of pybtex and pybtex-docutils, whose examples hold 2,720
entries of TUGboat's bibliography) with Sidelight and with bibtexparser 2, and prints by field how many entries come out alike,
and the first that do not. Compared are letters and digits, whatever the case. Nothing of the files is kept.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections import Counter
from pathlib import Path

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware
from pylatexenc.latex2text import get_default_latex_context_db

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.importing.bibliography import read_bibliography
from lib.importing.paper_matching import match_key
from lib.importing.reference_entry import Entry
from lib.importing.sheets import decoded
from lib.text.dois import first_doi

SHOWN = 12
"""Entries that are shown with what is unlike."""
FIELDS = ("title", "year", "doi", "authors", "journal", "volume", "pages")
_MACRO = re.compile(r"\\([A-Za-z]{2,})(?![A-Za-z])")
_KNOWN = get_default_latex_context_db()
"""What the other parser's decoder knows; of any other macro it drops the name, though "\\TeX" is a word of the title."""
_SILENT = frozenset(
    [
        "tt",
        "sl",
        "it",
        "bf",
        "rm",
        "sf",
        "sc",
        "em",
        "thinspace",
        "negthinspace",
        "enspace",
        "hfil",
        "hfill",
        "kern",
        "raise",
        "lower",
        "char",
        "relax",
        "protect",
        "null",
        "strut",
        "tenrm",
        "newblock",
        "noopsort",
    ]
)
"""Macros that print nothing themselves."""


def main() -> None:
    """Run the benchmark and print what it saw."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, nargs="+")
    logging.disable(logging.CRITICAL)
    alike, of, shown, missing = Counter[str](), Counter[str](), 0, 0
    for path in sorted(path for folder in arguments.parse_args().folder for path in folder.rglob("*.bib")):
        pairs = paired(path.name, path.read_bytes())
        print(f"{path.name}: {len(pairs)} entries")
        missing += sum(entry is None for _, entry, _ in pairs)
        for key, entry, fields in pairs:
            if entry is None:
                continue
            told = {name: (of_entry(entry, name), fields.get(name, "")) for name in FIELDS}
            unlike = {name: (ours[:70], theirs[:70]) for name, (ours, theirs) in told.items() if ours != theirs}
            there = [name for name in FIELDS if any(told[name])]
            of.update([*there, "whole entry"])
            alike.update([name for name in there if name not in unlike] + ([] if unlike else ["whole entry"]))
            shown += bool(unlike)
            if unlike and shown <= SHOWN:
                print(f"  {key}: {unlike}")
    for name in (*FIELDS, "whole entry"):
        print(f"{name:12} {alike[name]} of {of[name]}, {alike[name] / max(of[name], 1):.4f}")
    print(f"not read: {missing}")


def paired(name: str, data: bytes) -> list[tuple[str, Entry | None, dict[str, str]]]:
    """Return of each entry its key, what Sidelight reads (None: nothing), and what the other parser does."""
    ours: dict[str, list[Entry]] = {}
    for entry in read_bibliography(name, data).entries:
        ours.setdefault(entry.key, []).append(entry)
    return [
        (key, ours.get(key, [])[number] if number < len(ours.get(key, [])) else None, fields)
        for key, entries in read_independently(decoded(name, data)).items()
        for number, fields in enumerate(entries)
    ]


def read_independently(text: str) -> dict[str, list[dict[str, str]]]:
    """Return what bibtexparser reads of the fields that are compared, by key, several entries of one key behind one another."""
    library = bibtexparser.parse_string(_MACRO.sub(_named, text))
    decoder = LatexDecodingMiddleware()
    found: dict[str, list[dict[str, str]]] = {}
    for block in library.blocks:
        entry = block if hasattr(block, "fields_dict") else getattr(block, "ignore_error_block", None)
        if entry is None or not hasattr(entry, "fields_dict"):
            continue
        raw = {name.lower(): str(field.value) for name, field in entry.fields_dict.items()}
        decoded_entry = decoder.transform_entry(entry, library)
        plain = {name.lower(): str(field.value) for name, field in decoded_entry.fields_dict.items()}
        found.setdefault(entry.key, []).append(compared(raw, plain))
    return found


def compared(raw: dict[str, str], plain: dict[str, str]) -> dict[str, str]:
    """Return the fields as they are compared."""
    title = " ".join(plain[name] for name in ("title", "subtitle") if plain.get(name))
    year = next((y[0] for name in ("year", "date") if (y := re.search(r"(1[5-9]|20)\d\d", raw.get(name, "")))), "")
    people = plain.get("author") or plain.get("editor") or ""
    names = [one for one in re.split(r"\s+and\s+", people) if one.strip() and one.strip() != "others"]
    pages = _whole_range(plain.get("pages", "") or plain.get("eid", ""))
    return {
        "title": match_key(title),
        "year": year,
        "doi": first_doi([raw.get(name, "") for name in ("doi", "url")]),
        "authors": " ".join(sorted("".join(sorted(match_key(one))) for one in names)),
        "journal": match_key(next((plain[n] for n in ("journaltitle", "journal", "booktitle") if plain.get(n)), "")),
        "volume": match_key(plain.get("volume", "")),
        "pages": match_key(pages),
    }


def _named(macro: re.Match[str]) -> str:
    r"""Return a macro that the decoder does not know as the word it is named by; TUGboat's \Dash is one."""
    name = macro.group(1)
    if name.lower() == "dash":
        return "--"
    is_said = name not in _SILENT and _KNOWN.get_macro_spec(name) is None
    return name if is_said else macro.group()


def _whole_range(pages: str) -> str:
    """Return pages with a last one that is cut short made whole ("24--5" is 24 to 25), and a range of one page as that."""
    found = re.fullmatch(r"\s*(\d+)\s*[-–]+\s*(\d+)\s*", pages)
    if found is None:
        return pages
    first, last = found.groups()
    last = first[: max(len(first) - len(last), 0)] + last
    return first if first == last else f"{first}-{last}"


def of_entry(entry: Entry, name: str) -> str:
    """Return a field of our own entry as it is compared."""
    value = getattr(entry, name)
    if name == "authors":
        return " ".join(sorted("".join(sorted(match_key(one))) for one in value))
    return str(value or "") if name in {"year", "doi"} else match_key(str(value or ""))


if __name__ == "__main__":
    main()
