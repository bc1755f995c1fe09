"""The papers of an export as RIS and as CSL-JSON, for reference managers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lib.exporting.bibtex import citation_keys, sentence_of
from lib.exporting.export_rows import Export
from lib.exporting.phrases import MADE_WITH, final_line
from lib.records import Paper
from lib.records.annotations import Annotation
from lib.records.notices import PaperStanding
from lib.text.cleaning import one_line, pages_line
from lib.text.dois import doi_link
from lib.text.references import inverted, name_parts

NOTE_CHARACTERS = 8_000
"""Of a note at most."""


def ris(
    papers: Sequence[Paper],
    tags: Mapping[str, Sequence[str]] | None = None,
    standings: Mapping[str, PaperStanding] | None = None,
    notes: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Return an entry for each paper, journal articles as JOUR, others as GEN; lines end as RIS has them, by CR and LF.

    By paper id: `tags` become its keywords, `standings` and `notes` its notes.
    """
    keys, tags, notes = citation_keys(papers), tags or {}, notes_of(papers, standings or {}, notes or {})
    entries = (_ris_lines(one, keys[one.id], tags.get(one.id, ()), notes[one.id]) for one in papers)
    lines = [line for entry in entries for line in [*entry, ""]]
    return "\r\n".join([*lines, ""])


def csl_json(
    papers: Sequence[Paper],
    tags: Mapping[str, Sequence[str]] | None = None,
    standings: Mapping[str, PaperStanding] | None = None,
    notes: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Return a list of works as the Citation Style Language has them, one each paper, its id that of the BibTeX entry.

    By paper id: `tags` become its keyword, `standings` and `notes` its note.
    """
    keys, tags, notes = citation_keys(papers), tags or {}, notes_of(papers, standings or {}, notes or {})
    works = [_csl(one, keys[one.id], tags.get(one.id, ()), notes[one.id]) for one in papers]
    return json.dumps(works, ensure_ascii=False, indent=1) + "\n"


def notes_of(
    papers: Sequence[Paper], standings: Mapping[str, PaperStanding], notes: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return what is noted of each paper by its id: first how it stands, where it was retracted or corrected."""
    standing = {paper_id: [sentence_of(of)] for paper_id, of in standings.items()}
    return {one.id: [*standing.get(one.id, []), *notes.get(one.id, ())] for one in papers}


def answer_notes(export: Export) -> dict[str, list[str]]:
    """Return a note by paper for each answer that cites it: the question, in a survey what it is held to be and whose word that
    is, what was answered, the quotes with their pages.
    """
    notes: dict[str, list[str]] = defaultdict(list)
    for row in export.rows():
        by_paper: dict[str, list[str]] = defaultdict(list)
        for one in row.evidence:
            by_paper[one.paper.id].append(f"“{one_line(one.citation.quote)}” ({pages_line(one.pages)})")
        text = one_line(row.answer.text) if row.answer is not None else ""
        for paper_id, quotes in by_paper.items():
            said = [] if all(text in quote for quote in quotes) else [text]  # a quote alone is the answer
            held = [f"final value: {final_line(row.final)}"] if row.final is not None else []
            note = " — ".join([one_line(row.question.text), *held, *said, "; ".join(quotes)])
            notes[paper_id].append(note[:NOTE_CHARACTERS])
    return notes


def reference_notes(export: Export) -> dict[str, list[str]]:
    """Return the notes by paper: the answers that cite it; of papers that are taken away by themselves what people marked."""
    if export.kind != "papers":
        return answer_notes(export)
    return {paper_id: [_marked(one) for one in of] for paper_id, of in export.annotations.items()}


def _marked(one: Annotation) -> str:
    pages = sorted({box.page for box in one.boxes})
    where = f" (p. {', '.join(map(str, pages))})" if pages else ""
    said = f" — {one_line(one.note)}" if one.note else ""
    return f"“{one_line(one.text)}”{where}{said}"[:NOTE_CHARACTERS]


def _ris_lines(paper: Paper, key: str, tags: Sequence[str], notes: Sequence[str]) -> Iterator[str]:
    first, _, last = one_line(paper.pages).partition("-")
    values = [
        ("TY", "JOUR" if _is_article(paper) else "GEN"),
        ("ID", key),
        *(("AU", inverted(name, paper.families.get(name, ""))) for name in paper.authors),
        ("TI", one_line(paper.title) or one_line(paper.filename)),
        ("PY", str(paper.year or "")),
        ("T2", one_line(paper.journal)),
        ("VL", one_line(paper.volume)),
        ("SP", first),
        ("EP", last),
        ("DO", paper.doi if doi_link(paper.doi) else ""),
        ("UR", doi_link(paper.doi)),
        *(("KW", one_line(tag)) for tag in tags),
        ("L1", one_line(paper.filename)),
        *(("N1", one_line(note)) for note in notes),
        ("N1", f"Exported with {MADE_WITH}"),
    ]
    yield from (f"{tag}  - {value}" for tag, value in values if value)
    yield "ER  - "


def _csl(paper: Paper, key: str, tags: Sequence[str], notes: Sequence[str]) -> dict[str, Any]:
    work = {
        "id": key,
        "type": "article-journal" if _is_article(paper) else "document",
        "title": one_line(paper.title) or one_line(paper.filename),
        "author": [_csl_name(name, paper.families.get(name, "")) for name in paper.authors if one_line(name)],
        "issued": {"date-parts": [[paper.year]]} if paper.year else None,
        "container-title": one_line(paper.journal),
        "volume": one_line(paper.volume),
        "page": one_line(paper.pages),
        "DOI": paper.doi if doi_link(paper.doi) else "",
        "keyword": ", ".join(one_line(tag).replace(",", ";") for tag in tags),
        "note": "\n".join(one_line(note) for note in notes),
        "source": f"Exported with {MADE_WITH}",
    }
    return {name: value for name, value in work.items() if value}


def _csl_name(name: str, family: str) -> dict[str, str]:
    """Return a person's name in its parts; that of a body, and one of a single word, whole."""
    parts = name_parts(name, family)
    if not parts.given:
        return {"literal": parts.family}
    return {"family": parts.family, "given": parts.given, **({"suffix": parts.suffix} if parts.suffix else {})}


def _is_article(paper: Paper) -> bool:
    return bool(paper.journal or doi_link(paper.doi))
