"""Papers that look like copies of others in the library: found, shown, left out until a person has decided."""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lib.importing.paper_matching import TITLE_LETTERS, match_key
from lib.records import Paper
from lib.storage.paper_relations import PaperRelation, PaperRelationStore
from lib.storage.papers import PaperStore
from lib.text.dois import bare_doi
from lib.text.sketch import likeness

SAME_TEXT = 0.8
"""Of their runs of words two copies share this much: one text saved, stamped or typeset anew; a later version shares less."""

_PLACEHOLDER = re.compile(r"n{3,}|x{4,}|0{6,}")
"""In a DOI that a template left in."""
_SUPPLEMENT_TITLE = re.compile(
    r"^\W*(?:electronic |online )?(?:supplement(?:s|al|ary)?\b|supporting (?:information|material)|additional (?:file|material)|"
    r"appendi(?:x|ces)\b)",
    re.IGNORECASE,
)
"""How the title of a supplement begins."""
_SUPPLEMENT_FILE = re.compile(
    r"^supplementa(?:ry|l)[-_ .]|^supporting[-_ .]info|"
    r"(?:^|[-_ .])(?:supp(?:l|lement\w*|info)?|moesm|esm|appendix|supporting[-_ .]?information)[-_ .]?\d{0,3}$",
    re.IGNORECASE,
)
"""What the file of a supplement is called."""

Reason = Literal["DOI", "title", "text"]
REASONS: dict[Reason, str] = {
    "DOI": "the same DOI",
    "title": "the same title and first author",
    "text": "nearly the same text",
}


@dataclass(frozen=True, slots=True)
class PaperCopy:
    """A paper that looks like a copy of one that was added before it."""

    paper: Paper
    original: Paper
    reason: Reason
    supplement: bool
    """Its name says that it is a supplement of the other one."""

    @property
    def better(self) -> Paper:
        """The one to be kept: whose text is whole, that was published, the later, the longer; the first of equals."""
        return max((self.original, self.paper), key=_worth)


class Copies:
    """The copies among the papers of one library. Thread-safe."""

    def __init__(self, papers: PaperStore) -> None:
        self._papers = papers
        self._relations = PaperRelationStore(papers.engine)
        self._lock = threading.Lock()
        self._found: tuple[object, list[PaperCopy]] = (None, [])

    def undecided(self, ready: Sequence[Paper] | None = None) -> list[PaperCopy]:
        """Return the papers that look like copies and of which nobody has decided, in the order in which they were added.

        `ready`: the ready papers, the oldest first, where they are at hand.
        """
        papers = list(self._papers.ready_papers().values() if ready is None else ready)
        relations = self._relations.all()
        key = (tuple((p.id, p.doi, p.title, tuple(p.authors[:1]), p.filename) for p in papers), tuple(relations))
        with self._lock:
            if self._found[0] != key:
                self._found = (key, list(_find(papers, self._relations.sketches(), relations)))
            return list(self._found[1])

    def without_copies(self, paper_ids: Sequence[str] | None) -> list[str] | None:
        """Return the papers that a question of these (None: of all) goes to: no copy beside what it looks like a copy of.

        None where all are asked.
        """
        if paper_ids is not None and len(paper_ids) < 2:
            return list(paper_ids)
        asked = None if paper_ids is None else set(paper_ids)
        left_out = {c.paper.id for c in self.undecided() if asked is None or {c.paper.id, c.original.id} <= asked}
        if not left_out:
            return None if paper_ids is None else list(paper_ids)
        wanted = self._papers.ready_papers() if paper_ids is None else paper_ids
        return [paper_id for paper_id in wanted if paper_id not in left_out]

    def further(self, paper_ids: Sequence[str], asked: Sequence[str]) -> list[str]:
        """Return those of the papers that may be asked beside the ones that are asked already: no copy of one of either."""
        pairs = [(copy.paper.id, copy.original.id) for copy in self.undecided()]
        taken = set(asked)
        out: list[str] = []
        for paper_id in paper_ids:
            others = {b if a == paper_id else a for a, b in pairs if paper_id in (a, b)}
            if paper_id in asked or not others & taken:
                out.append(paper_id)
                taken.add(paper_id)
        return out

    def keep_both(self, copy: PaperCopy) -> None:
        """Store that the two are different papers. Raises UnknownPaper where one is gone."""
        self._relations.decide(copy.paper.id, copy.original.id, "different")

    def tie(self, paper_id: str, main_id: str) -> None:
        """Store that the paper is a supplement of the other one. Raises UnknownPaper where one is gone."""
        self._relations.decide(paper_id, main_id, "supplement")

    def supplements(self) -> dict[str, str]:
        """Return the id of the paper that each supplement belongs to, by the supplement's."""
        return {one.paper_id: one.other_id for one in self._relations.all() if one.relation == "supplement"}


def _find(
    papers: Sequence[Paper], sketches: Mapping[str, Sequence[int]], relations: Sequence[PaperRelation]
) -> Iterator[PaperCopy]:
    """Yield each paper that looks like one before it; `papers` in the order in which they were added."""
    decided = {frozenset((one.paper_id, one.other_id)) for one in relations}
    seen = _Seen()
    for paper in papers:
        for original, reason in seen.alike(paper, sketches.get(paper.id, ())):
            if frozenset((paper.id, original.id)) not in decided:
                yield PaperCopy(paper, original, reason, is_supplement(paper) and not is_supplement(original))
                break
        seen.add(paper, sketches.get(paper.id, ()))


class _Seen:
    """The papers so far, by what tells a copy."""

    def __init__(self) -> None:
        self._by_doi: dict[str, list[Paper]] = defaultdict(list)
        self._by_title: dict[tuple[str, str], list[Paper]] = defaultdict(list)
        self._by_hash: dict[int, list[str]] = defaultdict(list)
        self._by_id: dict[str, tuple[Paper, Sequence[int]]] = {}

    def add(self, paper: Paper, sketch: Sequence[int]) -> None:
        """Take in a paper."""
        self._by_id[paper.id] = paper, sketch
        if doi := _doi(paper):
            self._by_doi[doi].append(paper)
        if title := _title(paper):
            self._by_title[title].append(paper)
        for number in sketch:
            self._by_hash[number].append(paper.id)

    def alike(self, paper: Paper, sketch: Sequence[int]) -> Iterator[tuple[Paper, Reason]]:
        """Yield the papers before it that it looks like, and why, the surest first."""
        for other in self._by_doi.get(_doi(paper), ()):
            yield other, "DOI"
        if title := _title(paper):
            for other in self._by_title.get(title, ()):
                yield other, "title"
        shared = Counter(paper_id for number in sketch for paper_id in self._by_hash.get(number, ()))
        for paper_id, count in shared.most_common():
            other, other_sketch = self._by_id[paper_id]
            most = count / min(len(sketch), len(other_sketch))  # of what they share some may be among neither's least
            if most >= SAME_TEXT and likeness(sketch, other_sketch) >= SAME_TEXT:
                yield other, "text"


def is_supplement(paper: Paper) -> bool:
    """Return whether the paper's title or file name says that it is a supplement."""
    stem = paper.filename.rpartition(".")[0] or paper.filename
    return bool(_SUPPLEMENT_TITLE.match(paper.title) or _SUPPLEMENT_FILE.search(stem))


def _doi(paper: Paper) -> str:
    doi = bare_doi(paper.doi)
    return "" if _PLACEHOLDER.search(doi.partition("/")[2]) else doi


def _title(paper: Paper) -> tuple[str, str] | None:
    """Return title and first author's family name, to be compared; None where either says too little."""
    title = match_key(paper.title)
    if len(title) < TITLE_LETTERS or not paper.authors:
        return None
    return title, match_key(paper.authors[0].split()[-1])


def _worth(paper: Paper) -> tuple[int, bool, int, int]:
    """Return what makes one copy better than another, the greatest first."""
    published = bool(paper.doi) and "arxiv" not in paper.doi and not paper.doi.startswith("10.1101/")
    return -len(paper.pages_without_text), published, paper.year or 0, paper.page_count
