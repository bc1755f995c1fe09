"""The bundled sentence encoder, all-MiniLM-L6-v2, with a vector for each word piece beside a text's own."""

from __future__ import annotations

import functools
from pathlib import Path

from lib.embedding.graph_cache import Precision, load_graph, model_folder
from lib.embedding.token_encoder import TokenEncoder
from lib.embedding.token_projection import load

WINDOW = 256
"""`max_seq_length` of the model's `sentence_bert_config.json`."""
TOKEN_PROJECTION = Path(__file__).with_name("token_projection.npy")
"""What its word pieces are projected with, as `token_projection.save` writes it."""


class MiniLM(TokenEncoder):
    """An Embedder and TokenEmbedder of 384 dimensions; safe to call from several threads."""

    def __init__(self, precision: Precision = "int8", graph: Path | None = None) -> None:
        """Open the graph kept at `graph` (None: in the user's cache folder), building it at the first start (about 5 s)."""
        built = load_graph(precision, graph)
        super().__init__(
            f"minilm-{precision}",
            model_folder() / "tokenizer.json",
            built,
            WINDOW,
            projection=lambda _: load(TOKEN_PROJECTION),
        )


@functools.lru_cache(maxsize=1)
def bundled_encoder() -> MiniLM:
    """Return the encoder at int8, opened once a process: finding and judging share it."""
    return MiniLM()
