"""The index of passages: what is written for a reading, and what a question finds."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryMode

from lib.background.threads import DaemonThreads
from lib.config import Settings
from lib.embedding.embedder import SPECIAL_TOKENS, Embedder, TokenEmbedder, TokenEmbeddings, Vectors
from lib.embedding.late_interaction import QUESTION_PIECES
from lib.embedding.minilm import MiniLM
from lib.errors import StoreAway
from lib.indexing.candidates import Hit, ReadingKey, gather
from lib.indexing.finding import PartOf, SentencesOf, find, rank
from lib.indexing.fusion import ASKED_FOR, KEYWORDS, SIMILARITY
from lib.indexing.index_check import are_whole
from lib.indexing.judged_ranking import judged
from lib.indexing.named_languages import with_languages
from lib.indexing.nodes import FIRST, LAST, PAPER, READING, document_id, make_node, reading_filter
from lib.indexing.passages import Cut, cut_passages, whole_unicode
from lib.indexing.ranking import QuestionVectors
from lib.indexing.reading_vectors import QuantisedBatch, reading_vectors, sentence_tokens
from lib.indexing.section_ranking import with_sections
from lib.indexing.stores import VectorStore, Weights, equal_weights, open_store
from lib.indexing.term_counts import TermCounts
from lib.indexing.vector_files import VectorFiles
from lib.judging.comparisons import compares
from lib.judging.judge import bundled_judge
from lib.places.place import FilePlace, FolderPlace
from lib.records import Passage, Sentence
from lib.text.reference_marks import searchable

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import BaseNode

    from lib.indexing.server_connection import ServerConnection
    from lib.records.homes import Home

QUESTIONS_KEPT = 256
"""Vectors of so many questions are remembered: a survey asks the same ones of every paper."""
BATCH_PASSAGES = 128
"""Embedded and written at a time."""
FUSED, FUSED_OF_ONE = 48, 64
"""Points of both lists that are re-ranked with their neighbours, of several papers or of one."""
MANY_PAPERS = 30
"""Papers asked at once from which the store is asked without a filter first."""


SentenceKey = tuple[str, int, int]
"""Paper id, reading and sentence id."""


class EmbeddingAhead:
    """The passages of a reading, of which the first ones are being embedded while the caller does something else."""

    def __init__(self, index: PassageIndex, sentences: Sequence[Sentence]) -> None:
        self._embedder = index.embedder
        self._threads = DaemonThreads(1, "embed-ahead")
        self._first: Future[tuple[list[Cut], TokenEmbeddings]] | None
        self._first = self._threads.submit(index.cut_and_embed, sentences)

    def take(self, embedder: Embedder) -> tuple[list[Cut], TokenEmbeddings] | None:
        """Return what `cut_and_embed` comes to with this embedder, once it is there, or raise its error; None where another
        one was asked or it was taken before: who failed and tries again shall not fail for the same reason.
        """
        first, self._first = self._first, None
        return first.result() if first is not None and embedder is self._embedder else None

    def close(self) -> None:
        """End its thread, once it has done what it has begun."""
        self._threads.close(wait=False)


class PassageIndex:
    """Passages of all readings; thread-safe."""

    def __init__(self, store: VectorStore, files: VectorFiles, embedder: Embedder, owner: str = "") -> None:
        self._store, self._files, self._embedder, self._owner = store, files, embedder, owner
        self._question_vectors = functools.lru_cache(maxsize=QUESTIONS_KEPT)(self._embed_question)
        self.note: str | None = None
        """What there is to say of how it was opened; None where there is nothing."""

    @classmethod
    def open(
        cls,
        folder: Path,
        settings: Settings,
        embedder: Embedder,
        owner: str = "",
        weights: Weights = equal_weights,
        server: ServerConnection | None = None,
        home: Home | None = None,
        place_of: Callable[[Path], FilePlace] = FolderPlace,
    ) -> PassageIndex:
        """Return the library's index in `folder`, or on the server that the settings name.

        `owner`: the library's id; `weights`: what the terms of a question weigh; `server`: the connection, where there is one;
        `home`: where the library's database lies; `place_of`: where the vector files lie that have this folder by themselves.
        Raises FolderInUse where another process has it, DiskFull where too little space is left, StoreAway where the server does
        not answer, ConfigError for an address that cannot be one, Claimed where another database has the points, StoreError else.
        """
        opened = open_store(folder, settings, embedder, owner, weights, server, home)
        index = cls(opened.store, VectorFiles(place_of(opened.vectors)), embedder, owner)
        index.note = opened.note
        return index

    def add(
        self,
        paper_id: str,
        reading: int,
        sentences: Sequence[Sentence],
        on_progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        ahead: EmbeddingAhead | None = None,
    ) -> int:
        """Write a reading; return how many points it has in the store, the same ones however often it is repeated.

        When `cancelled` it stops between batches and what was written stays: the caller deletes the reading. Where it can be
        cancelled, a server that is away is waited for. `ahead`: what `embed_ahead` gave for the same sentences.
        """
        taken = ahead.take(self._embedder) if ahead is not None else None
        cuts, first = taken or self.cut_and_embed(sentences)
        embedded: list[QuantisedBatch] = []
        for start in range(0, len(cuts), BATCH_PASSAGES):
            if cancelled is not None and cancelled():
                return start
            batch = cuts[start : start + BATCH_PASSAGES]
            embeddings = self._embed_cuts(batch) if start else first
            nodes = [
                make_node(self._owner, paper_id, reading, *pair) for pair in zip(batch, embeddings.texts, strict=True)
            ]
            if not self._written(nodes, cancelled or (lambda: False)):
                return start
            embedded.append(QuantisedBatch.of(embeddings))
            if on_progress is not None:
                on_progress(start + len(batch), len(cuts))
        if cuts:
            self._files.write(paper_id, reading, reading_vectors(cuts, embedded))
        return len(cuts)

    def embed_ahead(self, sentences: Sequence[Sentence]) -> EmbeddingAhead:
        """Begin to embed a reading that will be added, on the cores that are idle until then; to be closed."""
        return EmbeddingAhead(self, sentences)

    def cut_and_embed(self, sentences: Sequence[Sentence]) -> tuple[list[Cut], TokenEmbeddings]:
        """Return the passages of a reading, and the vectors of the first `BATCH_PASSAGES` of them."""
        cuts = cut_passages(sentences, self._embedder.window, self._embedder.count_tokens)
        none = TokenEmbeddings(np.zeros((0, self._embedder.dimensions), np.float32), [])
        return cuts, self._embed_cuts(cuts[:BATCH_PASSAGES]) if cuts else none

    def delete(self, paper_id: str, reading: int | None = None) -> None:
        """Delete the points and vectors of the paper, or of one of its readings."""
        self._store.delete_nodes(filters=reading_filter(paper_id, reading))
        self._files.delete(paper_id, reading)

    def count(self, paper_id: str | None = None, reading: int | None = None) -> int:
        """Return how many points the store has in all, of a paper or of one of its readings."""
        return self._store.count(reading_filter(paper_id, reading))

    def counts(self) -> dict[ReadingKey, int]:
        """Return how many points the store has of each reading that has any."""
        counts: dict[ReadingKey, int] = {}
        for document, points in self._store.counts().items():
            paper_id, _, reading = document.rpartition(":")
            counts[paper_id, int(reading)] = points
        return counts

    def term_counts(self, paper_id: str, reading: int) -> TermCounts:
        """Return in how many of a reading's points each term stands, as the store has them."""
        return TermCounts.of(list(self._store.terms(reading_filter(paper_id, reading))))

    def take_over(self, paper_id: str, reading: int) -> int:
        """Return how many points of a reading were taken over from what a version before this one stored on the server."""
        return self._store.take_over(paper_id, reading)

    def find(
        self,
        question: str,
        readings: Mapping[str, int],
        part_of: PartOf,
        limit: int = 8,
    ) -> list[Passage]:
        """Return the passages that answer best, best first, of the given reading of each paper; none for an empty question.

        They share no sentence. Reference lists are not among them.
        """
        question = whole_unicode(question).strip()
        if not question or not readings:
            return []
        asked = self._question_vectors(question)
        hits = self._hits(question, asked, readings)
        files = {hit.reading: self._files.read(*hit.reading) for hit in hits}
        candidates = gather(hits, files, asked)
        scores = rank(candidates)
        if compares(question) and isinstance(
            self._embedder, MiniLM
        ):  # the judge reads the bundled encoder's word pieces
            scores = judged(question, candidates, scores, files, part_of, bundled_judge())
        scores = with_languages(question, candidates, scores, part_of)
        scores = with_sections(question, candidates, scores, part_of)
        return find(question, candidates, scores, part_of, limit)

    def sentence_tokens(self, passages: Sequence[Passage], sentences_of: SentencesOf) -> dict[SentenceKey, Vectors]:
        """Return the word-piece vectors of the passages' sentences; those of a reading without a vector file are left out."""
        found: dict[SentenceKey, Vectors] = {}
        wanted: dict[ReadingKey, list[int]] = {}
        for passage in passages:
            wanted.setdefault((passage.paper_id, passage.reading), []).extend(passage.sentence_ids)
        for key, ids in wanted.items():
            vectors = self._files.read(*key)
            if vectors is not None:
                tokens = sentence_tokens(ids, sentences_of(*key), vectors, self._embedder)
                found |= {(*key, i): rows for i, rows in tokens.items()}
        return found

    def as_llama_index(self) -> VectorStoreIndex:
        """Return LlamaIndex's own index over the same points, for its retrievers and engines.

        Plain dense search, all readings.
        """
        from llama_index.core import VectorStoreIndex

        from lib.embedding.llama import LlamaEmbedding

        store: Any = self._store
        return VectorStoreIndex.from_vector_store(store, embed_model=LlamaEmbedding(self._embedder))

    def build_graph(self) -> bool:
        """Build a search graph, in another process, for a store too large to look at every point; return whether it did."""
        return self._store.build_graph()

    @property
    def embedder(self) -> Embedder:
        """The one that questions are embedded with."""
        return self._embedder

    def embed_with(self, embedder: Embedder) -> None:
        """Ask another embedder that gives the same vectors from now on, such as one with a new key."""
        self._embedder = embedder

    def holds(self, paper_id: str, reading: int) -> bool:
        """Return whether all passages of the reading are in it: its vectors are written last, whole."""
        return self._files.read(paper_id, reading) is not None

    def agrees(self, paper_id: str, reading: int) -> bool:
        """Return whether the reading's points and vectors are as they were written; reads all of them. Raises StoreError.

        A reading without passages has neither.
        """
        filters = reading_filter(paper_id, reading)
        vectors = self._files.read(paper_id, reading)
        if vectors is None:
            return not self._store.count(filters)
        return self._files.is_sound(paper_id, reading) and are_whole(self._store.stored(filters), vectors)

    def readings(self) -> set[ReadingKey]:
        """Return the readings it holds."""
        return self._files.readings()

    def destroy(self) -> None:
        """Close it and remove its points and vectors. A collection on a server stays: others may use it."""
        self._store.destroy()
        self._files.destroy()

    def close(self) -> None:
        """Close it, so that the folder is free for another process."""
        self._files.close()
        self._store.close()

    def _written(self, nodes: Sequence[BaseNode], cancelled: Callable[[], bool]) -> bool:
        """Return whether the nodes are in the store, once its server takes them; False where it was cancelled meanwhile."""
        while True:
            try:
                self._store.add(nodes)
                return True
            except StoreAway as away:
                if not away.wait(lambda: not cancelled()):
                    if cancelled():
                        return False
                    raise

    def _embed_cuts(self, cuts: Sequence[Cut]) -> TokenEmbeddings:
        """Return the passages' vectors, each embedded below its headings; the headings' own word pieces are left out.

        What a heading has said, its text does not say again: coverage of broad questions within 4,000 characters rose from
        0.500 to 0.553 on one half of the development papers and from 0.546 to 0.591 on the other.
        """
        above = [f"{cut.heading}. " if cut.heading else "" for cut in cuts]
        found = self._embed([heading + searchable(cut.text) for heading, cut in zip(above, cuts, strict=True)])
        counts = dict(zip(above, self._embedder.count_tokens(above), strict=True))
        tokens = [rows[counts[heading] - SPECIAL_TOKENS :] for rows, heading in zip(found.tokens, above, strict=True)]
        return TokenEmbeddings(found.texts, tokens)

    def _embed(self, texts: Sequence[str]) -> TokenEmbeddings:
        if isinstance(self._embedder, TokenEmbedder):
            return self._embedder.embed_tokens(texts)
        none = np.zeros((0, 1), np.float32)
        return TokenEmbeddings(self._embedder.embed(texts), [none] * len(texts))

    def _embed_question(self, question: str) -> QuestionVectors:
        embeddings = self._embed([question])
        return QuestionVectors(embeddings.texts[0], embeddings.tokens[0][:QUESTION_PIECES])

    def _hits(self, question: str, asked: QuestionVectors, readings: Mapping[str, int]) -> list[Hit]:
        """Return what the store finds of the readings.

        A filter costs the store twice the scan itself. Where many papers are asked they are nearly all there are, so it is
        asked without one first, and with one only if too much of what came belongs to others.
        """
        query = VectorStoreQuery(
            query_embedding=asked.text.tolist(),
            query_str=question,
            mode=VectorStoreQueryMode.HYBRID,
            similarity_top_k=ASKED_FOR,
            sparse_top_k=ASKED_FOR,
            output_fields=[PAPER, READING, FIRST, LAST],
        )
        if len(readings) >= MANY_PAPERS:
            found = self._query(dataclasses.replace(query, hybrid_top_k=2 * FUSED))
            hits = [_hit(data) for data in found if readings.get(data[PAPER]) == data[READING]]
            if len(hits) >= FUSED:
                return hits[:FUSED]
        filtered = dataclasses.replace(
            query,
            hybrid_top_k=FUSED_OF_ONE if len(readings) == 1 else FUSED,
            doc_ids=[document_id(paper_id, reading) for paper_id, reading in readings.items()],
        )
        return [_hit(data) for data in self._query(filtered)]

    def _query(self, query: VectorStoreQuery) -> list[dict[str, Any]]:
        return [node.metadata for node in self._store.query(query).nodes or ()]


def _hit(metadata: Mapping[str, Any]) -> Hit:
    key: ReadingKey = (metadata[PAPER], metadata[READING])
    return Hit(key, metadata[FIRST], metadata[LAST], metadata[SIMILARITY], metadata[KEYWORDS])
