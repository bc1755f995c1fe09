"""A BERT encoder as an ONNX graph, built straight from its weights, so that no torch is needed to run it.

Architecture: Devlin et al. 2019 (post-norm layers, learned positions); names of the weights as Hugging Face writes them.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import onnx

Weights = Mapping[str, npt.NDArray[np.float32]]

MASKED = -10_000.0
"""Added to the attention of padding; large beside any score, small enough for half precision."""


@dataclass(frozen=True, slots=True)
class BertShape:
    """The numbers of a BERT encoder that its weights' shapes do not tell."""

    layers: int
    heads: int
    epsilon: float

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> BertShape:
        """Return the shape of a Hugging Face `config.json`; raises ValueError for an encoder that is no plain BERT."""
        kind, act = config.get("model_type"), config.get("hidden_act")
        if kind != "bert" or act != "gelu" or config.get("position_embedding_type", "absolute") != "absolute":
            raise ValueError(f"a plain BERT encoder expected, got {kind} with {act}")
        return cls(config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"])


def read_weights(folder: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Return the tensors of `model.safetensors` by name, as 32-bit floats; a "bert." before the names is left out."""
    from safetensors.numpy import load_file

    return {
        name.removeprefix("bert."): value.astype(np.float32)
        for name, value in load_file(folder / "model.safetensors").items()
        if value.dtype.kind == "f"
    }


def bert_graph(weights: Weights, shape: BertShape) -> onnx.ModelProto:
    """Return the encoder: `ids` and `mask` (batch, pieces) int64 to `hidden` (batch, pieces, width) float32."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spox looks at symbolic shapes aloud
        return _Builder(weights, shape).model()


class _Builder:
    """Lays the nodes of one graph; weights are initializers, since the quantizer passes over Constant nodes."""

    def __init__(self, weights: Weights, shape: BertShape) -> None:
        import spox.opset.ai.onnx.v20 as op

        self.op: Any = op
        self.weights = weights
        self.shape = shape
        self.width = weights["embeddings.LayerNorm.weight"].shape[0]

    def model(self) -> onnx.ModelProto:
        import spox

        dims = ("batch", "pieces")
        ids, mask = spox.argument(spox.Tensor(np.int64, dims)), spox.argument(spox.Tensor(np.int64, dims))
        hidden = self.embedded(ids)
        bias = self.attention_bias(mask)
        for number in range(self.shape.layers):
            hidden = self.layer(hidden, bias, f"encoder.layer.{number}")
        return spox.build({"ids": ids, "mask": mask}, {"hidden": hidden})

    def constant(self, value: npt.ArrayLike, dtype: type = np.float32) -> Any:
        from spox._future import initializer

        return initializer(np.asarray(value, dtype))

    def embedded(self, ids: Any) -> Any:
        op, name = self.op, "embeddings"
        first_type = self.weights[f"{name}.token_type_embeddings.weight"][0]  # one text at a time: type 0 throughout
        positions = self.constant(self.weights[f"{name}.position_embeddings.weight"] + first_type)
        length = op.shape(ids, start=1, end=2)
        here = op.slice(positions, self.constant([0], np.int64), length, self.constant([0], np.int64))
        words = op.gather(self.constant(self.weights[f"{name}.word_embeddings.weight"]), ids)
        return self.norm(op.add(words, here), f"{name}.LayerNorm")

    def attention_bias(self, mask: Any) -> Any:
        op = self.op
        missing = op.sub(self.constant(1.0), op.cast(mask, to=np.float32))
        return op.unsqueeze(op.mul(missing, self.constant(MASKED)), self.constant([1, 2], np.int64))

    def layer(self, hidden: Any, bias: Any, name: str) -> Any:
        op = self.op
        attended = self.linear(self.attention(hidden, bias, f"{name}.attention.self"), f"{name}.attention.output.dense")
        hidden = self.norm(op.add(attended, hidden), f"{name}.attention.output.LayerNorm")
        inner = op.gelu(self.linear(hidden, f"{name}.intermediate.dense"))
        return self.norm(op.add(self.linear(inner, f"{name}.output.dense"), hidden), f"{name}.output.LayerNorm")

    def attention(self, hidden: Any, bias: Any, name: str) -> Any:
        op, heads = self.op, self.shape.heads
        size = self.width // heads
        split = self.constant([0, 0, heads, size], np.int64)
        query, key, value = (
            op.reshape(self.linear(hidden, f"{name}.{part}"), split) for part in ("query", "key", "value")
        )
        scores = op.matmul(op.transpose(query, perm=[0, 2, 1, 3]), op.transpose(key, perm=[0, 2, 3, 1]))
        weights = op.softmax(op.add(op.mul(scores, self.constant(size**-0.5)), bias), axis=-1)
        mixed = op.transpose(op.matmul(weights, op.transpose(value, perm=[0, 2, 1, 3])), perm=[0, 2, 1, 3])
        return op.reshape(mixed, self.constant([0, 0, self.width], np.int64))

    def linear(self, value: Any, name: str) -> Any:
        weight = np.ascontiguousarray(self.weights[f"{name}.weight"].T)
        return self.op.add(self.op.matmul(value, self.constant(weight)), self.constant(self.weights[f"{name}.bias"]))

    def norm(self, value: Any, name: str) -> Any:
        scale, bias = self.constant(self.weights[f"{name}.weight"]), self.constant(self.weights[f"{name}.bias"])
        return self.op.layer_normalization(value, scale, bias, epsilon=self.shape.epsilon)[0]
