"""The papers of an export as BibTeX, for a reference manager."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from lib.exporting.phrases import MADE_WITH
from lib.records import Paper
from lib.records.notices import PaperStanding
from lib.text.cleaning import one_line
from lib.text.dois import doi_link
from lib.text.references import family_names, is_body, letters, name_parts

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, escaped ones too
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
FAMILY_LETTERS, WORD_LETTERS, ID_LETTERS = 30, 20, 8
"""At most in a key: of the family, of the title's first word, of the paper's id where neither gives letters."""
_SMALL_WORDS = frozenset(
    ["a", "an", "the", "on", "of", "in", "for", "to", "and", "der", "die", "das", "ein", "eine", "le", "la", "les"]
)


def bibtex(
    papers: Sequence[Paper],
    tags: Mapping[str, Sequence[str]] | None = None,
    standings: Mapping[str, PaperStanding] | None = None,
) -> str:
    """Return a comment on what made the text, and an entry for each paper; `tags` by paper id become its keywords, `standings` by
    paper id its note.

    An entry's key is family, year and first word of the title, such as `lovelace2024otters`.
    Two keys alike get `a`, `b`, … in the order of the papers' ids, so that the same papers always have the same keys.
    """
    keys, tags, standings = citation_keys(papers), tags or {}, standings or {}
    entries = (_entry(paper, keys[paper.id], tags.get(paper.id, ()), standings.get(paper.id)) for paper in papers)
    return "\n\n".join([f"% Made with {MADE_WITH}", *entries]) + "\n"


def citation_keys(papers: Sequence[Paper]) -> dict[str, str]:
    """Return the key by paper id: ASCII letters and digits, no two alike, whatever their case."""
    stems: dict[str, list[str]] = {}
    for paper in sorted(papers, key=lambda paper: paper.id):
        stems.setdefault(_stem(paper), []).append(paper.id)
    keys: dict[str, str] = {}
    taken = {stem for stem, of in stems.items() if len(of) == 1}
    for stem, of in stems.items():
        place = 0
        for paper_id in of:
            key = stem
            while len(of) > 1 and (key == stem or key in taken):
                key, place = f"{stem}{letters(place)}", place + 1
            taken.add(key)
            keys[paper_id] = key
    return keys


def sentence_of(standing: PaperStanding) -> str:
    """Return how a paper stands, as a note of its own: "Retracted (Retraction, 2021-05-03: …)"."""
    words = one_line(standing.words())
    return words[0].upper() + words[1:]


def escaped(text: str) -> str:
    """Return the text with everything that LaTeX would read as more than a letter escaped; other letters stay UTF-8."""
    return "".join(_SPECIAL.get(c, c) for c in one_line(text))


def _entry(paper: Paper, key: str, tags: Sequence[str], standing: PaperStanding | None) -> str:
    notes = ["" if one_line(paper.title) else f"File {escaped(paper.filename)}"]
    notes += [escaped(sentence_of(standing))] if standing is not None else []
    doi = paper.doi if doi_link(paper.doi) and not set(paper.doi) & set("{}\\%") else ""
    fields = {
        "title": f"{{{escaped(paper.title)}}}" if one_line(paper.title) else "",
        "author": " and ".join(_author(name, paper.families.get(name, "")) for name in paper.authors if one_line(name)),
        "year": str(paper.year or ""),
        "journal": escaped(paper.journal),
        "volume": escaped(paper.volume),
        "pages": escaped(paper.pages).replace("-", "--"),
        "doi": doi,
        "url": doi_link(doi).replace("%", r"\%") if doi else "",
        "keywords": ", ".join(escaped(tag.replace(",", ";")) for tag in tags),
        "note": "; ".join(note for note in notes if note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{'article' if doi or paper.journal else 'misc'}{{{key},", *lines, "}"])


def _author(name: str, family: str) -> str:
    parts = name_parts(name, family)
    if (
        is_body(name) and not parts.given
    ):  # in braces, else its last word would be a family's, and an "and" part it in two
        return f"{{{escaped(parts.family)}}}"
    return escaped(", ".join(part for part in (parts.family, parts.suffix, parts.given) if part))


def _stem(paper: Paper) -> str:
    family = next(iter(family_names(paper)), "")
    words = [word for word in re.split(r"[\W_]+", one_line(paper.title).lower()) if word not in _SMALL_WORDS]
    first = next((_ascii(word) for word in words if _ascii(word)), "")
    stem = _ascii(family)[:FAMILY_LETTERS] + str(paper.year or "") + first[:WORD_LETTERS]
    return stem if re.search("[a-z]", stem) else f"paper{stem or paper.id[:ID_LETTERS]}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("ł", "l")).lower()
    return re.sub(r"[^a-z0-9]", "", plain)
