"""The papers of an export as RIS and as CSL-JSON, for reference managers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lib.exporting.bibtex import citation_keys, sentence_of
from lib.exporting.phrases import MADE_WITH
from lib.records import Paper
from lib.records.notices import PaperStanding
from lib.text.cleaning import one_line
from lib.text.dois import doi_link
from lib.text.references import family_first


def ris(
    papers: Sequence[Paper],
    tags: Mapping[str, Sequence[str]] | None = None,
    standings: Mapping[str, PaperStanding] | None = None,
) -> str:
    """Return an entry for each paper, journal articles as JOUR, others as GEN; lines end as RIS has them, by CR and LF.

    `tags` by paper id become its keywords, `standings` by paper id its note.
    """
    keys, tags, standings = citation_keys(papers), tags or {}, standings or {}
    entries = (_ris_lines(one, keys[one.id], tags.get(one.id, ()), standings.get(one.id)) for one in papers)
    lines = [line for entry in entries for line in [*entry, ""]]
    return "\r\n".join([*lines, ""])


def csl_json(
    papers: Sequence[Paper],
    tags: Mapping[str, Sequence[str]] | None = None,
    standings: Mapping[str, PaperStanding] | None = None,
) -> str:
    """Return a list of works as the Citation Style Language has them, one each paper, its id that of the BibTeX entry.

    `tags` by paper id become its keyword, `standings` by paper id its note.
    """
    keys, tags, standings = citation_keys(papers), tags or {}, standings or {}
    works = [_csl(one, keys[one.id], tags.get(one.id, ()), standings.get(one.id)) for one in papers]
    return json.dumps(works, ensure_ascii=False, indent=1) + "\n"


def _ris_lines(paper: Paper, key: str, tags: Sequence[str], standing: PaperStanding | None) -> Iterator[str]:
    first, _, last = one_line(paper.pages).partition("-")
    values = [
        ("TY", "JOUR" if _is_article(paper) else "GEN"),
        ("ID", key),
        *(("AU", family_first(name)) for name in paper.authors),
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
        ("N1", sentence_of(standing) if standing is not None else ""),
        ("N1", f"Exported with {MADE_WITH}"),
    ]
    yield from (f"{tag}  - {value}" for tag, value in values if value)
    yield "ER  - "


def _csl(paper: Paper, key: str, tags: Sequence[str], standing: PaperStanding | None) -> dict[str, Any]:
    work = {
        "id": key,
        "type": "article-journal" if _is_article(paper) else "document",
        "title": one_line(paper.title) or one_line(paper.filename),
        "author": [_csl_name(name) for name in paper.authors if one_line(name)],
        "issued": {"date-parts": [[paper.year]]} if paper.year else None,
        "container-title": one_line(paper.journal),
        "volume": one_line(paper.volume),
        "page": one_line(paper.pages),
        "DOI": paper.doi if doi_link(paper.doi) else "",
        "keyword": ", ".join(one_line(tag).replace(",", ";") for tag in tags),
        "note": sentence_of(standing) if standing is not None else "",
        "source": f"Exported with {MADE_WITH}",
    }
    return {name: value for name, value in work.items() if value}


def _csl_name(name: str) -> dict[str, str]:
    """Return a person's name in its parts; that of a body, and one of a single word, whole."""
    family, comma, given = family_first(name).partition(", ")
    if not comma or re.search(r"\band\b", name, re.IGNORECASE):
        return {"literal": one_line(name)}
    return {"family": family, "given": given}


def _is_article(paper: Paper) -> bool:
    return bool(paper.journal or doi_link(paper.doi))
