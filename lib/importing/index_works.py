"""Works of OpenAlex's and Semantic Scholar's JSON, put into the words of CSL-JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def as_csl(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a work of one of these indexes as CSL-JSON has it; any other as it is."""
    if isinstance(item.get("authorships"), list) or "publication_year" in item:
        return _of_openalex(item)
    if isinstance(item.get("externalIds"), Mapping) or "paperId" in item:
        return _of_semantic_scholar(item)
    return item


def _of_openalex(item: Mapping[str, Any]) -> dict[str, Any]:
    source = _inside(item, "primary_location", "source")
    biblio = _inside(item, "biblio")
    return {
        "id": item.get("id"),
        "title": item.get("title") or item.get("display_name"),
        "author": [{"name": _inside(one, "author").get("display_name")} for one in _objects(item.get("authorships"))],
        "issued": item.get("publication_year"),
        "DOI": item.get("doi"),
        "container-title": source.get("display_name"),
        "volume": biblio.get("volume"),
        "page": "-".join(str(biblio[name]) for name in ("first_page", "last_page") if biblio.get(name)),
        "PMID": str(_inside(item, "ids").get("pmid") or "").rsplit("/", 1)[-1],
    }


def _of_semantic_scholar(item: Mapping[str, Any]) -> dict[str, Any]:
    ids, journal = _inside(item, "externalIds"), _inside(item, "journal")
    return {
        "id": item.get("paperId"),
        "title": item.get("title"),
        "author": [{"name": one.get("name")} for one in _objects(item.get("authors"))],
        "issued": item.get("year"),
        "DOI": ids.get("DOI"),
        "container-title": journal.get("name") or item.get("venue"),
        "volume": journal.get("volume"),
        "page": journal.get("pages"),
        "abstract": item.get("abstract"),
        "PMID": ids.get("PubMed"),
    }


def _inside(item: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        inner = item.get(name)
        item = inner if isinstance(inner, Mapping) else {}
    return item


def _objects(listed: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
