"""Cutting a reading into passages: runs of whole sentences of one section that fit the embedder's window."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lib.embedding.embedder import SPECIAL_TOKENS
from lib.records import Sentence, SentenceKind
from lib.text.reference_marks import searchable

TARGET_CHARACTERS = 300
"""Small passages smoothed over their neighbours find more of short evidence, large ones of broad. Coverage within 4,000
characters on the development papers, factual and broad questions: 0.97 and 0.55 at 250, 0.96 and 0.56 at 300, 0.94 and 0.57 at
400, 0.92 and 0.54 at 600."""

NUMBER = re.compile(r"^(?:[A-Z]\.|[IVX]+\.?|[A-Z]?\d[\d.]*)\s+")
"""Of a section, such as "3.2", "IV." or "A.1"."""
HEADING_CHARACTERS = 80
"""Of a heading that are embedded; a longer one is no heading."""

NAMESPACE = uuid.UUID("6f1d7a52-3f0e-5b0c-9d43-5a1de11697c1")
"""Of the points' UUIDs; with another one no stored point would be found again."""

GROUPS: dict[SentenceKind, str] = {
    "body": "body",
    "equation": "body",
    "caption": "float",
    "table": "float",
    "footnote": "footnote",
    "front": "front",
}
"""Which kinds stand in one passage. A heading stands in none: it is the section of the sentences below it. Nor does a reference:
whoever asks what a paper says does not mean its bibliography, whose words would only crowd the answer out."""
GROUP_NAMES = ("body", "float", "footnote", "front")


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage as it is stored: sentences of one section and group."""

    sentence_ids: list[int]
    text: str
    """The sentences joined by one space, whole Unicode."""
    section: str
    group: str
    """One of GROUP_NAMES."""

    @property
    def heading(self) -> str:
        """The headings above it from the outermost in, without their numbers; empty where there is none."""
        names = (NUMBER.sub("", name).strip() for name in whole_unicode(self.section).split(" > "))
        return ". ".join(name[:HEADING_CHARACTERS] for name in names if name)

    @property
    def first(self) -> int:
        """Id of its first sentence."""
        return self.sentence_ids[0]

    @property
    def last(self) -> int:
        """Id of its last sentence."""
        return self.sentence_ids[-1]


def span_id(owner: str, paper_id: str, reading: int, first: int, last: int) -> str:
    """Return the UUID of a library's point for the sentences from `first` to `last` of a reading, always the same one.

    `owner`: the library's id, so that two libraries with the same paper on one server have a point each. It decides the second
    half alone: where scores tie the id decides, and the same papers shall be ranked alike in every library.
    """
    passage = f"{paper_id}:{reading}:{first}-{last}"
    half, owned = uuid.uuid5(NAMESPACE, passage), uuid.uuid5(NAMESPACE, f"{owner}:{passage}")
    return str(uuid.UUID(bytes=half.bytes[:8] + owned.bytes[8:]))


def whole_unicode(text: str) -> str:
    """Return the text with lone surrogates, which no store takes, as question marks."""
    return text.encode("utf-8", "replace").decode()


def cut_passages(
    sentences: Sequence[Sentence],
    window: int,
    count_tokens: Callable[[Sequence[str]], list[int]],
    target: int = TARGET_CHARACTERS,
) -> list[Cut]:
    """Return the passages of a reading by first sentence; none is over `window` word pieces but for a single longer sentence."""
    written = [sentence for sentence in sentences if sentence.kind in GROUPS and sentence.text.strip()]
    texts = [whole_unicode(sentence.text) for sentence in written]
    pieces = (
        [count - SPECIAL_TOKENS for count in count_tokens([searchable(text) for text in texts])] if texts else []
    )  # special tokens stand once a passage
    weights = {sentence.id: (len(text), count) for sentence, text, count in zip(written, texts, pieces, strict=True)}
    room = window - SPECIAL_TOKENS
    cuts = [_cut(part, group) for group, run in _runs(sentences) for part in _parts(run, weights, room, target)]
    return sorted(cuts, key=lambda cut: cut.first)


def sentences_of_cut(sentences: Sequence[Sentence], first: int, last: int) -> list[Sentence]:
    """Return the sentences of the stored passage that runs from id `first` to id `last` of a reading, others left out."""
    return of_first_group(sentences[first : last + 1])


def of_first_group(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences of the stored passage that begins with the first and ends with the last, others between
    them left out.
    """
    group = GROUPS[sentences[0].kind]
    return [s for s in sentences if GROUPS.get(s.kind) == group and s.text.strip()]


def _runs(sentences: Iterable[Sentence]) -> list[tuple[str, list[Sentence]]]:
    """Return sentences of one group and section in reading order; a heading ends every run, a figure between two
    pages does not.
    """
    done: list[tuple[str, list[Sentence]]] = []
    open_runs: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        if sentence.kind == "heading":
            open_runs.clear()
        elif sentence.kind in GROUPS and sentence.text.strip():
            group = GROUPS[sentence.kind]
            run = open_runs.get(group)
            if run is None or run[-1].section != sentence.section:
                run = open_runs[group] = []
                done.append((group, run))
            run.append(sentence)
    return done


def _parts(
    run: Sequence[Sentence], weights: dict[int, tuple[int, int]], pieces_limit: int, target: int
) -> list[list[Sentence]]:
    """Return the run in parts of about `target` characters, as even as its sentences allow, each within the limit of
    word pieces.
    """
    total = sum(weights[sentence.id][0] for sentence in run)
    size = total / max(1, round(total / target))
    parts: list[list[Sentence]] = []
    place, before, pieces = -1, 0, 0
    for sentence in run:
        length, count = weights[sentence.id]
        wanted = int((before + length / 2) / size)  # the part in which the sentence's middle falls
        if wanted != place or pieces + count > pieces_limit:
            parts.append([])
            place, pieces = wanted, 0
        parts[-1].append(sentence)
        before, pieces = before + length, pieces + count
    return parts


def _cut(sentences: Sequence[Sentence], group: str) -> Cut:
    text = " ".join(whole_unicode(sentence.text) for sentence in sentences)
    return Cut([sentence.id for sentence in sentences], text, sentences[0].section, group)
