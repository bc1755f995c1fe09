"""The works of a bibliography tied to the papers of the library, and what each would change there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from lib.importing.bibliography import Bibliography
from lib.importing.paper_matching import TITLE_LETTERS, PaperMatcher, PaperReference, match_key, match_words
from lib.importing.reference_entry import Entry
from lib.records import Paper
from lib.records.reviews import plain_key
from lib.text.dois import bare_doi
from lib.text.wording import count

SHARED_WORDS = 0.5
"""Of the words of the shorter title, from which on two titles may be of one work: a subtitle or a misread line is none."""
YEARS_APART = 1
"""Years between the first printing of a work online and its issue."""
UNSURE_DOI = (
    "The entry “{key}” has the DOI of {file}, as others with other titles have. It was left out, being one of several."
)
OTHER_WORK = "The entry “{key}” has the DOI or the file of {file}, but the title of another work. It was left out."
COPIES = "{number} papers of the library are copies of one work and get the same entry: {files}."

FieldName = Literal["title", "authors", "year", "doi", "journal", "volume", "pages", "families"]
FIELDS: tuple[FieldName, ...] = get_args(FieldName)


@dataclass(frozen=True, slots=True)
class MetadataEdit:
    """What an entry of a bibliography would change in the paper that it means."""

    paper_id: str
    changes: dict[str, Any]
    """By a name of `FIELDS`, as `Workspace.edit_paper` takes them; empty where all is the same already."""
    entry: Entry


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one paper that a bibliography would write."""

    paper_id: str
    name: FieldName
    before: Any
    after: Any
    kind: Literal["empty", "read", "typed"]
    """What it would take the place of: nothing, what was read in the PDF, what a person gave."""


@dataclass(frozen=True, slots=True)
class MatchedBibliography:
    """A bibliography beside a library."""

    edits: list[MetadataEdit]
    """One a paper, those that change nothing included."""
    unmatched: list[Entry]
    """Entries of works that are not in the library."""
    repeated: list[Entry]
    """Entries of papers that an entry before them means already."""
    notes: list[str]

    def summary(self) -> str:
        """Return what was found, in a sentence."""
        changing = sum(bool(edit.changes) for edit in self.edits)
        none = len(self.unmatched)
        sentence = f"{count(len(self.edits), 'paper')} of the library found, {changing:,} with something to change."
        sentence += f" {none:,} {'entry matches' if none == 1 else 'entries match'} no paper here." if none else ""
        return sentence + (f" {len(self.repeated):,} mean a paper twice." if self.repeated else "")

    def told(self) -> str:
        """Return the same as `summary`, which scripts from outside call by this name."""
        return self.summary()


def match_bibliography(bibliography: Bibliography, papers: Sequence[Paper]) -> MatchedBibliography:
    """Return the entries tied to papers, by DOI, then by title, then by file, and what each would change.

    Copies of one paper each get its entry. One whose DOI is a paper's but whose title is another's is left out: its DOI is likely
    that of the whole book, or of nothing at all. Of several with one DOI the one with the paper's title is taken.
    """
    matcher = PaperMatcher(papers)
    by_id = {paper.id: paper for paper in papers}
    shared = Counter(file for entry in bibliography.entries for file in {match_key(file) for file in entry.files})
    of_several = _dois_of_several(bibliography.entries)
    found: dict[str, MetadataEdit] = {}
    unmatched, repeated, notes = [], [], list(bibliography.notes)
    for entry in _surest_first(bibliography.entries, matcher, by_id):
        files = tuple(file for file in entry.files if shared[match_key(file)] == 1)
        ids = matcher.copies(PaperReference(doi=entry.doi, title=entry.title, files=files))
        is_shared = entry.doi in of_several
        meant = [paper_id for paper_id in ids if not _is_another(by_id[paper_id], entry, is_shared=is_shared)]
        if ids and not meant:
            notes.append(OTHER_WORK.format(key=entry.key, file=by_id[ids[0]].filename))
        elif is_shared:
            unsure = [one for one in meant if _titles(by_id[one], entry) is None and not _names_file(by_id[one], files)]
            notes += [UNSURE_DOI.format(key=entry.key, file=by_id[one].filename) for one in unsure[:1]]
            meant = [one for one in meant if one not in unsure]
        new = [paper_id for paper_id in meant if paper_id not in found]
        if not meant:
            unmatched.append(entry)
        elif not new:
            repeated.append(entry)
        elif len(new) > 1:
            notes.append(COPIES.format(number=len(new), files=", ".join(by_id[paper_id].filename for paper_id in new)))
        found |= {paper_id: MetadataEdit(paper_id, _changes(by_id[paper_id], entry), entry) for paper_id in new}
    return MatchedBibliography(list(found.values()), unmatched, repeated, notes)


def field_changes(
    matched: MatchedBibliography, papers: Sequence[Paper], edited: Mapping[str, Collection[str]]
) -> list[FieldChange]:
    """Return what each field would become, paper by paper; `edited`: which fields of a paper a person gave, by paper id."""
    by_id = {paper.id: paper for paper in papers}
    out = []
    for edit in matched.edits:
        paper, given = by_id[edit.paper_id], edited.get(edit.paper_id, ())
        for name in FIELDS:
            if name not in edit.changes:
                continue
            before = getattr(paper, name)
            kind: Literal["empty", "read", "typed"] = "typed" if name in given else "read" if before else "empty"
            out.append(FieldChange(paper.id, name, before, edit.changes[name], kind))
    return out


def _surest_first(entries: Iterable[Entry], matcher: PaperMatcher, by_id: Mapping[str, Paper]) -> list[Entry]:
    """Return those that a DOI ties first, and of them those with the paper's title: neither a preprint of the same title nor
    another chapter of the same book must take their place.
    """

    def rank(entry: Entry) -> int:
        ids = matcher.copies(PaperReference(doi=entry.doi)) if entry.doi else []
        return 2 if not ids else 0 if any(_titles(by_id[paper_id], entry) for paper_id in ids) else 1

    return sorted(entries, key=rank)


def _dois_of_several(entries: Iterable[Entry]) -> set[str]:
    """Return the DOIs that entries with titles unlike each other give, as chapters give the one of their book."""
    titles: dict[str, str] = {}
    several = set()
    for entry in entries:
        if entry.doi and entry.title and _alike(titles.setdefault(entry.doi, entry.title), entry.title) is False:
            several.add(entry.doi)
    return several


def _is_another(paper: Paper, entry: Entry, *, is_shared: bool) -> bool:
    """Return whether an entry that a DOI or a file ties to a paper is of another work, by its title.

    A title that was misread is as unlike: with no other year, an author in common and a DOI that no entry of another title has
    (`is_shared`) it is still this work.
    """
    if _titles(paper, entry) is not False:
        return False
    years_apart = abs(paper.year - entry.year) > YEARS_APART if paper.year and entry.year else False
    is_tied = bool(entry.doi) and bare_doi(paper.doi) == entry.doi
    return is_shared or years_apart or not is_tied or not _families(paper.authors) & _families(entry.authors)


def _titles(paper: Paper, entry: Entry) -> bool | None:
    """Return whether the two have one title; None where one is missing or too short to say."""
    return _alike(paper.title, entry.title)


def _alike(first: str, second: str) -> bool | None:
    own, given = match_words(first), match_words(second)
    if len("".join(own)) < TITLE_LETTERS or len("".join(given)) < TITLE_LETTERS:
        return None
    return len(own & given) / min(len(own), len(given)) >= SHARED_WORDS


def _families(authors: Iterable[str]) -> set[str]:
    """Return the last words of names, which most have as their family's."""
    return {match_key(author.split()[-1]) for author in authors if author.split()} - {""}


def _names_file(paper: Paper, files: Iterable[str]) -> bool:
    return match_key(plain_key(paper.filename)) in {match_key(plain_key(file)) for file in files}


def _changes(paper: Paper, entry: Entry) -> dict[str, Any]:
    offered = {name: getattr(entry, name) for name in FIELDS}
    return {name: value for name, value in offered.items() if value and value != getattr(paper, name)}
