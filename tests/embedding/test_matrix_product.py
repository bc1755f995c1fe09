from __future__ import annotations

import numpy as np
import pytest

from lib.embedding.matrix_product import product


@pytest.mark.parametrize("rows", [0, 1, 7, 5000])
def test_product_in_blocks_is_the_product(rows: int) -> None:
    generator = np.random.default_rng(0)
    left = generator.integers(-127, 128, (rows, 96)).astype(np.int8)
    right = generator.normal(size=(96, 300)).astype(np.float32)
    assert np.allclose(product(left, right), left.astype(np.float32) @ right, rtol=1e-4, atol=1e-3)
