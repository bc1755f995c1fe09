"""Matrix products on one thread.

OpenBLAS wakes its threads for products that take microseconds; beside other work (a paper being embedded) waiting for them
then takes 30 ms. It stays on one thread below 2^18 multiplications, so larger products are done in rows of less.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MULTIPLICATIONS = 1 << 18
"""OpenBLAS's threshold for a product of matrices: 4 * 65,536 (interface/gemm.c, GEMM_MULTITHREAD_THRESHOLD)."""


def product(left: npt.NDArray[np.generic], right: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return `left @ right` as float32; `left` may be of any number type and is converted block by block, which spares memory."""
    out = np.empty((len(left), right.shape[1]), np.float32)
    rows = max(1, MULTIPLICATIONS // max(1, right.size))
    for start in range(0, len(left), rows):
        block = slice(start, start + rows)
        np.matmul(left[block].astype(np.float32), right, out=out[block])
    return out
