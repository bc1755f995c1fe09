"""The bundled sentence encoder, all-MiniLM-L6-v2, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import TokenEmbeddings, Vectors
from lib.embedding.graph_cache import Precision, load_graph, model_folder

WINDOW = 256
"""`max_seq_length` of the model's `sentence_bert_config.json`."""
DIMENSIONS = 384
BATCH_PIECES = 2048
"""Word pieces of one batch, padding included: more gains nothing on two cores and costs memory."""


@dataclass(frozen=True, slots=True)
class _Window:
    text: int
    number: int
    pieces: list[int]


class MiniLM:
    """An Embedder and TokenEmbedder; safe to call from several threads."""

    dimensions = DIMENSIONS
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
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle cores are the readers'
        self._session = onnxruntime.InferenceSession(
            load_graph(precision, graph), options, providers=["CPUExecutionProvider"]
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, special tokens included."""
        return [len(pieces) + 2 for pieces in self._pieces(texts)]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, 384), L2-normalised: the mean over word pieces; over 256 of them, the mean of its windows."""
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        for window, hidden in self._hidden(texts):
            vectors[window.text] += normalised(hidden.mean(axis=0))
        return normalised(vectors)

    def embed_tokens(self, texts: Sequence[str]) -> TokenEmbeddings:
        """What `embed` gives, and each text's word pieces without special tokens, L2-normalised, in their order."""
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        tokens: list[dict[int, Vectors]] = [{} for _ in texts]
        for window, hidden in self._hidden(texts):
            vectors[window.text] += normalised(hidden.mean(axis=0))
            tokens[window.text][window.number] = normalised(hidden[1:-1])
        return TokenEmbeddings(
            normalised(vectors), [np.concatenate([parts[i] for i in range(len(parts))]) for parts in tokens]
        )

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        clean = [text.encode("utf-8", "replace").decode() for text in texts]  # lone surrogates raise in the tokenizer
        return [encoding.ids for encoding in self._tokenizer.encode_batch(clean, add_special_tokens=False)]

    def _hidden(self, texts: Sequence[str]) -> Iterator[tuple[_Window, Vectors]]:
        """Each window of each text with its hidden states (pieces, 384), shortest first: padding costs as much as words do."""
        windows = [
            _Window(text, number, [self._start, *part, self._end])
            for text, pieces in enumerate(self._pieces(texts))
            for number, part in enumerate(split_evenly(pieces, WINDOW - 2))
        ]
        windows.sort(key=lambda window: len(window.pieces))
        for batch in _batches(windows):
            yield from zip(batch, self._run([window.pieces for window in batch]), strict=True)

    def _run(self, pieces: Sequence[Sequence[int]]) -> list[Vectors]:
        ids = np.zeros((len(pieces), max(map(len, pieces))), np.int64)
        mask = np.zeros_like(ids)
        for row, part in enumerate(pieces):
            ids[row, : len(part)] = part
            mask[row, : len(part)] = 1
        (hidden,) = self._session.run(["hidden"], {"ids": ids, "mask": mask})
        return [hidden[row, : len(part)] for row, part in enumerate(pieces)]


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
