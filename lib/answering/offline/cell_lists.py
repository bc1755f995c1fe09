"""Questions for a list that a column of a table answers: "which drugs ..." by labels under a head or of a group of that name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lib.answering.answerer import AskRequest
from lib.answering.cited_places import cite_cell
from lib.answering.offline.cell_evidence import left_over, title_of
from lib.answering.offline.cell_names import AskedWords, asked_words
from lib.answering.offline.question_analysis import AskedQuestion
from lib.records import Citation, Table, TableCell
from lib.text.terms import content_stems

LEAST_ITEMS = 2
MOST_ITEMS = 50
"""Of a longer list the first ones are cited."""
LEAST_COVERAGE, SURE_COVERAGE = 0.5, 0.8
"""Of the question's words, by weight, those that head, group and caption have: for any list, and for a sure one."""
NUMBERS_SHARE = 0.5
"""A column with more numbers among its cells than this share names nothing."""
_WHICH = re.compile(
    r"^\W*(?:(?:and|but|so|of|in|for|to|on|by) )?(?:which|what)(?: are the| were the)? (?P<what>[^?.,;]+)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s(?:is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|that|which|who|of|in|for|on|at|from|with|used"
    r"|found)\b.*$",
    re.IGNORECASE,
)
_EACH = r"\b(?:each|every|per|by|all|different|of the|of)\s+(?:\w+\s+)?{noun}"
"""How a caption says what its rows are: "of each moth species"."""
_WHOLE = re.compile(r"^(?:sub)?total\b|^(?:all|overall|sum|mean|average|any)\b", re.IGNORECASE)
"""Rows over the others are none of them."""


@dataclass(frozen=True)
class ListAnswer:
    """Cells of one paper that are the items of a list."""

    citations: list[Citation]
    """One an item, in the order of the table, each quoting the item alone."""
    coverage: float
    """Share of the question's words, by weight, that stand at the list, 0-1."""
    left_over: frozenset[str]
    """Stems of the question that nothing at the table accounts for."""

    @property
    def is_sure(self) -> bool:
        """Whether nearly all that was asked for stands at the list, and the rest at its table."""
        return self.coverage >= SURE_COVERAGE and not self.left_over


def list_answers(asked: AskedQuestion, request: AskRequest) -> list[ListAnswer]:
    """Return, by paper, the list that answers, the best covered first; none for a question that asks for no list."""
    noun = _asked_for(asked.text)
    if asked.kind != "list" or asked.about or not noun:
        return []
    out = []
    for key, tables in request.tables.items():
        words = asked_words(asked.text, request.sentences.get(key, ()), tables)
        found = [
            one for n, table in enumerate(tables) if table.problem is None for one in _lists(n, table, noun, words)
        ]
        best = max(found, key=lambda one: one.coverage, default=None)
        if best is not None and best.coverage >= LEAST_COVERAGE:
            cells = best.cells[:MOST_ITEMS]
            citations = [replace(cite_cell(key, best.table, tables, cell), quote=cell.text) for cell in cells]
            left = left_over(words, tables[best.table], None, [title_of(request, key)]) - best.said
            out.append(ListAnswer(citations, best.coverage, frozenset(left)))
    return sorted(out, key=lambda one: -one.coverage)


@dataclass(frozen=True)
class _List:
    table: int
    cells: list[TableCell]
    coverage: float
    said: set[str]
    """Stems of its head or group, and of the condition that its items meet."""


def _asked_for(question: str) -> list[str]:
    """Return the stems of what "which" or "what" asks for, the last of them the noun; empty for other questions."""
    match = _WHICH.match(question)
    return content_stems(_ENDS.sub("", f" {match['what']} ")) if match else []


def _lists(number: int, table: Table, noun: Sequence[str], words: AskedWords) -> Iterator[_List]:
    """Yield the columns whose head, and the groups of rows whose label, has the noun; else the labels where the caption says
    that its rows are such.
    """
    whole = sum(words.weights.values()) or 1.0
    wanted = noun[-1]
    caption = set(content_stems(f"{table.label} {table.caption}"))
    body = [cell for cell in table.cells if not cell.is_head and cell.text.strip() and cell.column_span == 1]
    names = _names(body)
    by_group: dict[str, list[TableCell]] = {}
    for cell in names:
        group = cell.row_label.rpartition(" > ")[0]
        if wanted in content_stems(group):
            by_group.setdefault(group, []).append(cell)
    found = [(cells, set(content_stems(group))) for group, cells in by_group.items()]
    for column in {cell.column for cell in body}:
        cells = [cell for cell in body if cell.column == column]
        heads = cells[0].heads
        if heads and wanted in content_stems(heads[-1]):
            found.append((cells, set(content_stems(" ".join(heads)))))
    if not found and _says_each(table.caption, wanted):
        found = [(names, set())]
    for cells, at_list in found:
        kept, said = _kept(cells, body, words, at_list | caption)
        if len({cell.text for cell in kept}) >= LEAST_ITEMS:
            covered = sum(words.weights[stem] for stem in words.weights.keys() & (at_list | caption | said))
            yield _List(number, kept, covered / whole, at_list | said)


def _names(body: Sequence[TableCell]) -> list[TableCell]:
    """Return the cells that name the rows: those of the first column, of counted rows those behind their numbers."""
    first = min((cell.column for cell in body), default=0)
    names = [cell for cell in body if cell.column == first and len([c for c in body if c.row == cell.row]) > 1]
    counted = [cell for cell in names if cell.text.rstrip(".)").isdigit()]
    if counted and len(counted) == len(names):
        rows = {cell.row for cell in names}
        return [cell for cell in body if cell.column == first + 1 and cell.row in rows]
    return names


def _kept(
    cells: Sequence[TableCell], body: Sequence[TableCell], words: AskedWords, known: set[str]
) -> tuple[list[TableCell], set[str]]:
    """Return the items, each once, and the stems of the condition that they meet: where another cell of some rows says what is
    left of the question ("NT" in "which animals have the status NT?"), only those rows' items.
    """
    left = words.weights.keys() - known
    meets: dict[int, set[str]] = {}
    for cell in body:
        stems = set(content_stems(cell.text))
        if stems and stems <= left and not cell.row_label.endswith(cell.text):
            meets.setdefault(cell.row, set()).update(stems)
    most = max((len(stems) for stems in meets.values()), default=0)
    rows = {row for row, stems in meets.items() if len(stems) == most} if most else {cell.row for cell in cells}
    items: dict[str, TableCell] = {}
    for cell in cells:
        if cell.row in rows and not _WHOLE.match(cell.text) and re.search(r"[^\W\d]{2}", cell.text):
            items.setdefault(cell.text, cell)
    if len(items) < (1 - NUMBERS_SHARE) * len({cell.text for cell in cells if cell.row in rows}):
        return [], set()
    said = {stem for row in rows for stem in meets.get(row, set())}
    return list(items.values()), said


def _says_each(caption: str, noun: str) -> bool:
    """Return whether the caption says that the table's rows are such: "for each plant organ"."""
    tokens = re.finditer(r"\b\w+\b", caption)
    return any(
        re.search(_EACH.format(noun=re.escape(match[0])), caption, re.IGNORECASE)
        for match in tokens
        if content_stems(match[0])[:1] == [noun]
    )
