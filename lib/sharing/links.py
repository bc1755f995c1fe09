"""Addresses that open a place of evidence in the app."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from lib.records import Citation

USUAL_APP = "http://localhost:8501"
"""Where the app stands unless its start says otherwise: Streamlit's own port."""


def answer_link(app: str, answer_id: str, citation: int = 0) -> str:
    """Return the address of an answer, with the evidence of one citation (its printed number, 0: the first) in view."""
    query = {"answer": answer_id} | ({"citation": str(citation)} if citation else {})
    return f"{app}/ask?{urlencode(query)}"


def page_link(app: str, paper_id: str, page: int = 1) -> str:
    """Return the address of a paper's page (1-based) in the reader."""
    return f"{app}/reader?{urlencode({'paper': paper_id, 'page': str(page)})}"


def place_link(app: str, citation: Citation) -> str:
    """Return the address of the page on which a citation begins."""
    return page_link(app, citation.paper_id, citation.boxes[0].page if citation.boxes else 1)


def cited(app: str, citation: Citation, link: str = "") -> dict[str, Any]:
    """Return a citation with the address that opens it, `link` or its page in the reader."""
    return {"citation": citation.to_dict(), "link": link or place_link(app, citation)}
