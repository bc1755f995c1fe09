"""How an answer and a table show themselves in a notebook: HTML in which everything of papers, people and models is escaped."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape
from typing import Any

DrawsClippings = Callable[[Any], list[bytes]]
"""Returns the parts of the pages that a citation lights, as WebP; none where they cannot be drawn."""
SUPPORT_WORDS = {"weak": "weakly supported", "unsupported": "not supported", "contradicted": "contradicted"}
CLIPPINGS = 6
"""Of one answer at most: each is a picture of some tens of kilobytes in the notebook's file."""

_draws: DrawsClippings | None = None


def register_clippings(draws: DrawsClippings | None) -> None:
    """Let answers show the parts of pages they rest on, drawn by the workspace that is open; None: their words alone."""
    global _draws
    _draws = draws


def answer_html(answer: Any) -> str:
    """Return an answer: question, sentences with numbers, then each quote with its page and, where it can be drawn, its place."""
    numbers: dict[str, int] = {}
    sentences = []
    shown: list[tuple[int, Any]] = []
    for sentence in answer.sentences:
        marks = ""
        for citation in sentence.citations:
            key = f"{citation.paper_id}:{citation.reading}:{citation.sentence_ids}:{citation.quote}"
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                shown.append((numbers[key], citation))
            marks += f" [{numbers[key]}]"
        words = SUPPORT_WORDS.get(sentence.support, "")
        doubt = f" <em>({words}{': ' + escape(sentence.why) if sentence.why else ''})</em>" if words else ""
        sentences.append(f"{escape(sentence.text)}{marks}{doubt}")
    text = "<br>".join(sentences) if sentences else escape(answer.text)
    parts = [f"<p><strong>{escape(answer.question)}</strong></p>", f"<p>{text}</p>"]
    if answer.stopped:
        parts.append(f"<p><em>{escape(answer.stopped)}</em></p>")
    parts += [_quote(number, citation, draw=number <= CLIPPINGS) for number, citation in shown]
    return "<div>" + "".join(parts) + "</div>"


def table_html(table: Any) -> str:
    """Return a table with its caption, heads and notes, cells over several places as such."""
    rows: dict[int, str] = {}
    for cell in table.cells:
        tag = "th" if cell.is_head else "td"
        spans = "".join(
            f' {name}="{count}"'
            for name, count in (("rowspan", cell.row_span), ("colspan", cell.column_span))
            if count > 1
        )
        rows[cell.row] = rows.get(cell.row, "") + f"<{tag}{spans}>{escape(cell.text)}</{tag}>"
    body = "".join(f"<tr>{rows[number]}</tr>" for number in sorted(rows))
    head = f"<caption>{escape(' '.join(part for part in (table.label, table.caption) if part))}</caption>"
    notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in (*table.notes, *filter(None, [table.problem])))
    return f"<div><table>{head}{body}</table>{notes}</div>"


def _quote(number: int, citation: Any, *, draw: bool) -> str:
    pages = sorted({box.page for box in citation.boxes})
    place = f" (page {', '.join(map(str, pages))})" if pages else ""
    drawn = _draws(citation) if draw and _draws is not None else []
    pictures = "".join(
        f'<br><img alt="" style="max-width:100%" src="data:image/webp;base64,{base64.b64encode(data).decode()}">'
        for data in drawn
    )
    return f"<p>[{number}] “{escape(citation.quote)}”{place}{pictures}</p>"
