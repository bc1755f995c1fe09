"""Small encoders made by script, laid out as sentence-transformers writes them, and a server that speaks for one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from lib.embedding.bert import BertShape, bert_graph, read_weights
from tests.embedding.hashing import HashingEmbedder

WIDTH, LAYERS, HEADS, PLACES = 32, 2, 4, 64
WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *"abcdefghijklmnopqrstuvwxyz0123456789.,",
    *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
]


def make_folder(folder: Path, *, pooling: str = "mean_tokens", exported: bool = False, seed: int = 1) -> Path:
    """Return the folder, now holding a tiny BERT of random weights; as safetensors, or exported to ONNX."""
    folder.mkdir(parents=True, exist_ok=True)
    _tokenizer().save(str(folder / "tokenizer.json"))
    config = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": PLACES,
    }
    _write(folder / "config.json", config)
    modules = [{"path": "", "type": "sentence_transformers.models.Transformer"}]
    modules.append({"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"})
    _write(folder / "modules.json", modules)
    (folder / "1_Pooling").mkdir(exist_ok=True)
    _write(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": WIDTH, f"pooling_mode_{pooling}": True})
    save_file(_weights(np.random.default_rng(seed)), folder / "model.safetensors")
    if exported:
        graph = bert_graph(read_weights(folder), BertShape.from_config(config))
        (folder / "onnx").mkdir(exist_ok=True)
        (folder / "onnx" / "model.onnx").write_bytes(graph.SerializeToString())
        (folder / "model.safetensors").unlink()
    return folder


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(WordPiece({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer


def _weights(generator: np.random.Generator) -> dict[str, np.ndarray]:
    def some(*shape: int) -> np.ndarray:
        return generator.normal(scale=0.3, size=shape).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": some(len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": some(PLACES, WIDTH) * 0.1,
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        norms += [f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm"]
        shapes = {f"attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
        shapes |= {"attention.output.dense": (WIDTH, WIDTH)}
        shapes |= {"intermediate.dense": (2 * WIDTH, WIDTH), "output.dense": (WIDTH, 2 * WIDTH)}
        for name, shape in shapes.items():
            weights |= {f"{at}.{name}.weight": some(*shape), f"{at}.{name}.bias": some(shape[0])}
    for name in norms:
        weights |= {f"{name}.weight": np.ones(WIDTH, np.float32), f"{name}.bias": np.zeros(WIDTH, np.float32)}
    return weights


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content))


class EmbeddingServer:
    """Answers /v1/embeddings with hashed words; `refusals` are status codes it gives first, one a request."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.refusals: list[int] = []
        self.keys: list[str] = []
        self.texts: list[str] = []
        self.dimensions = 64
        self.gate = threading.Event()
        """While cleared, answers are held back."""
        self.gate.set()
        self.let_through = 10**9
        """Requests that are answered even while the gate is cleared."""
        self.waiting = 0
        self.spoil: Any = None
        """What it answers instead of vectors, where that is set."""

    def answer(self, texts: Sequence[str]) -> object:
        if self.spoil is not None:
            return self.spoil
        vectors = HashingEmbedder(self.dimensions).embed([text or " " for text in texts]) * 3
        rows = [{"index": i, "embedding": vector.tolist()} for i, vector in enumerate(vectors)]
        return {"data": rows[::-1]}  # the protocol promises no order


@contextmanager
def embedding_server() -> Iterator[EmbeddingServer]:
    """Yield a server of this machine that runs until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if len(fake.keys) >= fake.let_through:
                fake.waiting += 1
                fake.gate.wait(60)
            fake.keys.append(self.headers.get("Authorization", ""))
            status = fake.refusals.pop(0) if fake.refusals else 200
            if self.path != "/v1/embeddings":
                status = 404
            fake.texts += body["input"] if status == 200 else []
            content = json.dumps(fake.answer(body["input"]) if status == 200 else {"error": "no"}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = EmbeddingServer(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
