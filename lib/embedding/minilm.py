"""The bundled sentence encoder, all-MiniLM-L6-v2, run by onnxruntime."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import TokenEmbeddings, Vectors
from lib.embedding.graph_cache import Precision, load_graph, model_folder
from lib.embedding.products import product
from lib.threads import DaemonThreads

WINDOW = 256
"""`max_seq_length` of the model's `sentence_bert_config.json`."""
DIMENSIONS = 384
TOKEN_DIMENSIONS = 96
"""Of a word piece's vector: a quarter of the 384 ranks about as well. Coverage of broad questions rose from 0.516 to 0.529, of
factual ones fell from 0.947 to 0.940; fitted without either by benchmarks/fit_token_projection.py."""
TOKEN_PROJECTION = Path(__file__).with_name("token_projection.npy")
"""Row 0 the mean of word-piece vectors, then one principal component a row, float16."""
BATCH_PIECES = 512
"""Word pieces of one batch, padding included; about seven passages. At 2,048 padding is 16 % of the work, at 512 it is 5 %."""
SLOW_FUSIONS = ["SkipLayerNormFusion"]
"""onnxruntime 1.31 computes the fused operator number by number: addition and layer normalisation apart take a sixth of the time,
and encoding 12 % less in all."""

Taken = TypeVar("Taken")


@dataclass(frozen=True, slots=True)
class _Window:
    text: int
    number: int
    pieces: list[int]


class MiniLM:
    """An Embedder and TokenEmbedder; safe to call from several threads."""

    dimensions = DIMENSIONS
    token_dimensions = TOKEN_DIMENSIONS
    window = WINDOW

    def __init__(self, precision: Precision = "int8", graph: Path | None = None) -> None:
        """Opens the graph kept at `graph` (None: in the user's cache folder), building it at the first start (about 5 s)."""
        import onnxruntime
        from tokenizers import Tokenizer

        self.id = f"minilm-{precision}"
        self._tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._start, self._end = self._tokenizer.encode("").ids  # [CLS] and [SEP]
        self._mean, self._components = load_projection()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # batches side by side keep all cores busier than threads that share one
        self._session = onnxruntime.InferenceSession(
            load_graph(precision, graph),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOW_FUSIONS,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, special tokens included."""
        return [len(pieces) + 2 for pieces in self._pieces(texts)]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, 384), L2-normalised: the mean over word pieces; over 256 of them, the mean of its windows."""
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        for window, mean in self._encoded(texts, _mean):
            vectors[window.text] += mean
        return normalised(vectors)

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        """What `embed` gives, and each text's word pieces without special tokens in their order, shape (pieces, 96)."""
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        parts: list[dict[int, Vectors]] = [{} for _ in texts]
        for window, (mean, tokens) in self._encoded(texts, lambda hidden: (_mean(hidden), self._project(hidden))):
            vectors[window.text] += mean
            parts[window.text][window.number] = tokens
        return TokenEmbeddings(normalised(vectors), [_in_order(part) for part in parts])

    def whole_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """Each text's word pieces without special tokens in their order, shape (pieces, 384), before the projection."""
        parts: list[dict[int, Vectors]] = [{} for _ in texts]
        for window, tokens in self._encoded(texts, _tokens):
            parts[window.text][window.number] = tokens
        return [_in_order(part) for part in parts]

    def _project(self, hidden: Vectors) -> Vectors:
        return normalised(product(_tokens(hidden) - self._mean, self._components))

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        clean = [text.encode("utf-8", "replace").decode() for text in texts]  # lone surrogates raise in the tokenizer
        return [encoding.ids for encoding in self._tokenizer.encode_batch(clean, add_special_tokens=False)]

    def _encoded(self, texts: Sequence[str], take: Callable[[Vectors], Taken]) -> Iterator[tuple[_Window, Taken]]:
        """Each window of each text with what `take` makes of its hidden states, shape (pieces, 384); batches on all cores."""
        windows = [
            _Window(text, number, [self._start, *part, self._end])
            for text, pieces in enumerate(self._pieces(texts))
            for number, part in enumerate(split_evenly(pieces, WINDOW - 2))
        ]
        windows.sort(key=lambda window: len(window.pieces))  # padding costs as much as words do
        batches = list(_batches(windows))

        def encode(batch: list[_Window]) -> list[Taken]:
            return [take(hidden) for hidden in self._run([window.pieces for window in batch])]

        if len(batches) < 2:  # a question: no thread is worth starting
            for batch in batches:
                yield from zip(batch, encode(batch), strict=True)
            return
        threads = DaemonThreads(min(os.cpu_count() or 1, len(batches)), "embed")
        try:
            for batch, future in [(batch, threads.submit(encode, batch)) for batch in reversed(batches)]:
                yield from zip(batch, future.result(), strict=True)
        finally:
            threads.close(wait=False)

    def _run(self, pieces: Sequence[Sequence[int]]) -> list[Vectors]:
        ids = np.zeros((len(pieces), max(map(len, pieces))), np.int64)
        mask = np.zeros_like(ids)
        for row, part in enumerate(pieces):
            ids[row, : len(part)] = part
            mask[row, : len(part)] = 1
        (hidden,) = self._session.run(["hidden"], {"ids": ids, "mask": mask})
        return [hidden[row, : len(part)] for row, part in enumerate(pieces)]


def load_projection() -> tuple[Vectors, Vectors]:
    """The mean of word-piece vectors, shape (384,), and the components they are projected on, shape (384, 96)."""
    rows: Vectors = np.load(TOKEN_PROJECTION).astype(np.float32)
    return rows[0], np.ascontiguousarray(rows[1:].T)


def _mean(hidden: Vectors) -> Vectors:
    return normalised(hidden.mean(axis=0))


def _tokens(hidden: Vectors) -> Vectors:
    return normalised(hidden[1:-1])


def _in_order(parts: dict[int, Vectors]) -> Vectors:
    return parts[0] if len(parts) == 1 else np.concatenate([parts[number] for number in range(len(parts))])


def normalised(vectors: npt.NDArray[np.float32]) -> Vectors:
    """The vectors along the last axis at length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    out: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return out


def split_evenly(pieces: Sequence[int], limit: int) -> list[Sequence[int]]:
    """The pieces in runs of at most `limit`, as even as can be, so that no short rest weighs as much as a full window."""
    count = max(1, -(-len(pieces) // limit))
    size = -(-len(pieces) // count)
    return [pieces[i * size : (i + 1) * size] for i in range(count)]


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """The windows, given by ascending length, in batches of at most BATCH_PIECES with padding."""
    batch: list[_Window] = []
    for window in windows:
        if batch and len(window.pieces) * (len(batch) + 1) > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch
