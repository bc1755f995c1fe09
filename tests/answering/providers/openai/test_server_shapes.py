"""What the servers of the presets answer, in all the shapes that the benchmark knows."""

from __future__ import annotations

import pytest

from benchmarks.server_shapes import SHAPES, Shape
from benchmarks.servers import what_is_wrong
from lib.answering.providers.openai.settings import ENDPOINTS


@pytest.mark.parametrize("shape", SHAPES, ids=[f"{one.preset}: {one.what}" for one in SHAPES])
def test_a_shape_is_understood(shape: Shape) -> None:
    assert what_is_wrong(shape) is None


def test_every_preset_has_shapes() -> None:
    assert {preset.label for preset in ENDPOINTS.presets} <= {shape.preset for shape in SHAPES}
