"""A sentence encoder as an ONNX graph, run by onnxruntime on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from lib.background.threads import DaemonThreads
from lib.embedding.embedder import SPECIAL_TOKENS, Vectors

Pooling = Literal["mean", "first"]
"""A text's vector is the mean over its word pieces, or the first one's."""

BATCH_PIECES = 512
"""Word pieces of one batch, padding included; about seven passages. At 2,048 padding is 16 % of the work, at 512 it is 5 %."""
SLOW_FUSIONS = ["SkipLayerNormFusion"]
"""onnxruntime 1.31 computes the fused operator number by number: addition and layer normalisation apart take a sixth of the time,
and encoding 12 % less in all."""
IDS = ("ids", "input_ids")
MASK = ("mask", "attention_mask")
"""Names of a graph's inputs, ours and those of exported models; any other input is filled with zeros."""

LOG_ERRORS = 3
"""onnxruntime's severity level from which it logs: errors, no warnings."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Window:
    """A run of a text's word pieces that is encoded as one."""

    text: int
    number: int
    pieces: list[int]
    """Special tokens included."""


class Encoder:
    """An Embedder; safe to call from several threads."""

    def __init__(self, name: str, tokenizer: Path, graph: bytes | Path, window: int, pooling: Pooling = "mean") -> None:
        """Load the tokenizer and `graph`: ONNX, from word pieces and their mask to hidden states as its first output."""
        import onnxruntime
        from tokenizers import Tokenizer

        self.id, self.window, self._pooling = name, window, pooling
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._start, self._end = self._tokenizer.encode("").ids  # such as [CLS] and [SEP]
        options = onnxruntime.SessionOptions()
        options.log_severity_level = LOG_ERRORS
        options.intra_op_num_threads = 1  # batches side by side keep all cores busier than threads that share one
        self._session = onnxruntime.InferenceSession(
            graph if isinstance(graph, bytes) else str(graph),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOW_FUSIONS,
        )
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._output = self._session.get_outputs()[0].name
        self.dimensions = int(self._run([[self._start, self._end]])[0].shape[1])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many word pieces each text has, special tokens included."""
        return [len(pieces) + SPECIAL_TOKENS for pieces in self.piece_ids(texts)]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return shape (texts, dimensions), L2-normalised; a text over the window is the normalised mean of its windows."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for window, vector in self.encoded(texts, self.pooled):
            vectors[window.text] += vector
        return normalised(vectors)

    def pooled(self, hidden: Vectors) -> Vectors:
        """Return one window's vector from its hidden states, L2-normalised."""
        return normalised(hidden.mean(axis=0) if self._pooling == "mean" else hidden[0])

    def encoded(self, texts: Sequence[str], take: Callable[[Vectors], Result]) -> Iterator[tuple[Window, Result]]:
        """Yield each window of each text with what `take` makes of its hidden states, shape (pieces, width); batches
        on all cores.
        """
        windows = [
            Window(text, number, [self._start, *part, self._end])
            for text, pieces in enumerate(self.piece_ids(texts))
            for number, part in enumerate(split_evenly(pieces, self.window - SPECIAL_TOKENS))
        ]
        windows.sort(key=lambda window: len(window.pieces))  # padding costs as much as words do
        batches = list(_batches(windows))

        def encode(batch: list[Window]) -> list[Result]:
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

    def piece_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return each text's word pieces as their numbers in the vocabulary, special tokens left out."""
        clean = [text.encode("utf-8", "replace").decode() for text in texts]  # lone surrogates raise in the tokenizer
        return [encoding.ids for encoding in self._tokenizer.encode_batch(clean, add_special_tokens=False)]

    def _run(self, pieces: Sequence[Sequence[int]]) -> list[Vectors]:
        ids = np.zeros((len(pieces), max(map(len, pieces))), np.int64)
        mask = np.zeros_like(ids)
        for row, part in enumerate(pieces):
            ids[row, : len(part)] = part
            mask[row, : len(part)] = 1
        given = {name: ids if name in IDS else mask if name in MASK else np.zeros_like(ids) for name in self._inputs}
        (hidden,) = self._session.run([self._output], given)
        return [hidden[row, : len(part)] for row, part in enumerate(pieces)]


def normalised(vectors: npt.NDArray[np.float32]) -> Vectors:
    """Return the vectors along the last axis at length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    out: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return out


def split_evenly(pieces: Sequence[int], limit: int) -> list[Sequence[int]]:
    """Return the pieces in runs of at most `limit`, as even as can be, so that no short rest weighs as much as a full window."""
    count = max(1, -(-len(pieces) // limit))
    size = -(-len(pieces) // count)
    return [pieces[i * size : (i + 1) * size] for i in range(count)]


def _batches(windows: Sequence[Window]) -> Iterator[list[Window]]:
    """Yield the windows, given by ascending length, in batches of at most BATCH_PIECES with padding."""
    batch: list[Window] = []
    for window in windows:
        if batch and len(window.pieces) * (len(batch) + 1) > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch
