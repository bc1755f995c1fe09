"""Label tables as the screen reads them: once for each session, by paper and question of the library."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from lib.importing.label_table import named_papers, sources_of
from lib.importing.paper_matching import match_key, match_papers
from lib.records.reviews import Label, LabelTable, plain_key
from lib.reviews.label_sources import Place, place_of
from lib.reviews.queue import QueueItem
from lib.workspace import Workspace

LABELS_NAMED = 6
LABELS_READ = "review_label_tables"
"""Labels by table, read once: a table is added to and never changed."""


@dataclass(frozen=True)
class TableSource:
    """One source of one table."""

    table: LabelTable
    name: str

    @property
    def id(self) -> str:
        """Distinct among all sources."""
        return f"{self.table.id}:{self.name}"

    @property
    def title(self) -> str:
        """How it is called."""
        return self.name if self.name == self.table.name else f"{self.name} · {self.table.name}"


def labels_in(workspace: Workspace, table: LabelTable) -> list[Label]:
    """Return the labels of a table."""
    read: dict[tuple[str, int], list[Label]] = st.session_state.setdefault(LABELS_READ, {})
    key = table.id, table.size
    if key not in read:
        read[key] = workspace.labels.labels(table.id)
    return read[key]


def all_sources(workspace: Workspace) -> dict[str, TableSource]:
    """Return every source of every table, by its id."""
    found = [
        TableSource(table, name)
        for table in workspace.labels.tables()
        for name in sources_of(labels_in(workspace, table))
    ]
    return {source.id: source for source in found}


def labels_of(workspace: Workspace, source: TableSource) -> list[Label]:
    """Return what one source said."""
    return [label for label in labels_in(workspace, source.table) if label.source == source.name]


def paper_ids(workspace: Workspace, labels: Iterable[Label], asked: Iterable[str] = ()) -> dict[str, str]:
    """Return the papers of the library that labels mean, by key as compared; a paper's own id is a key too.

    `asked`: ids of papers that answers are about, also where their PDF is not here (any more).
    """
    papers = workspace.papers()
    gone = set(asked) - {paper.id for paper in papers}
    papers = [*papers, *workspace.removed_papers(sorted(gone)).values()]
    named = named_papers(labels)
    own = {paper.id for paper in papers}
    return {key: key for key in named if key in own} | match_papers(named, papers)


def question_texts(workspace: Workspace, items: Iterable[QueueItem]) -> dict[str, str]:
    """Return the text of each question of the surveys that the items come from, by its text and label, letters and digits only.

    A label that means two questions there names none, as each survey numbers its own: what is named by it stays out.
    """
    surveys = {item.source for item in items}
    asked = [q for head in workspace.surveys.heads() if head.id in surveys for q in head.plan.questions]
    labelled: dict[str, set[str]] = defaultdict(set)
    for question in asked:
        labelled[match_key(question.label)].add(question.text)
    texts = {label: meant.pop() for label, meant in labelled.items() if label and len(meant) == 1}
    return texts | {match_key(question.text): question.text for question in asked}


def by_place(workspace: Workspace, labels: Sequence[Label], items: Iterable[QueueItem]) -> dict[Place, str]:
    """Return the label of each paper and question of the items that the labels name."""
    items = list(items)
    asked = {paper_id for item in items for paper_id in item.paper_ids}
    papers, texts = paper_ids(workspace, labels, asked), question_texts(workspace, items)
    by_question = {}
    for label in labels:
        paper = papers.get(plain_key(label.paper_key))
        if paper and label.label:
            by_question[paper, texts.get(match_key(label.question), label.question)] = label.label
    return {
        place_of(item, "category"): by_question[named] for item in items if (named := _table_key(item)) in by_question
    }


def _table_key(item: QueueItem) -> tuple[str, str]:
    """Return paper and question as a table names them; no row is about several papers."""
    return " ".join(item.paper_ids), item.question


def label_shares(labels: Iterable[str]) -> str:
    """Return how often each label stands, in words: "No 72.9 %, Yes 27.1 %"."""
    counts = Counter(label for label in labels if label)
    total = sum(counts.values())
    return (
        ", ".join(f"{label} {number / total:.2%}" for label, number in counts.most_common(LABELS_NAMED))
        if total
        else "none"
    )
