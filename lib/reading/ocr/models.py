"""The models that detect and recognise lines of text: PaddleOCR's PP-OCRv6 (small), as `rapidocr` packs them, run by onnxruntime.

Only the weights of that package are used. Its own code needs OpenCV, Shapely and OmegaConf, 230 MB on the disk and 0.6 GB of
address space a process, would download a model that it misses, and reads the same words (`benchmarks/ocr.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lib.bundled import find_model_files
from lib.errors import NotInstalled

if TYPE_CHECKING:
    import onnxruntime

DETECTOR, RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"

Grey = npt.NDArray[np.uint8]
"""A picture, shape (height, width), 0 black."""
Probabilities = npt.NDArray[np.float32]
"""0-1: of a pixel that it belongs to a line, or of each character in each column."""
HALF_RANGE = 127.5
"""Greys of 0-255 become -1 to 1, as the models were trained."""


class Network:
    """One of the models."""

    def __init__(self, name: str, threads: int) -> None:
        import onnxruntime

        folder = find_model_files("rapidocr", "models")
        if folder is None or not (folder / name).exists():
            raise NotInstalled("Recognising text needs the package rapidocr, which is not installed.")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # every line has a width of its own: memory kept for the next one of the same shape would only pile up
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: onnxruntime.InferenceSession = onnxruntime.InferenceSession(
            str(folder / name), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name

    def run(self, picture: Grey) -> Probabilities:
        """Return the output for one picture, without the batch's axis."""
        channel = picture.astype(np.float32) / HALF_RANGE - 1.0
        batch = np.broadcast_to(channel, (1, 3, *channel.shape))
        out: Probabilities = self._session.run(None, {self._input: np.ascontiguousarray(batch)})[0][0]
        return out

    def characters(self) -> list[str]:
        """Return the characters that the recognising model tells apart, the blank first."""
        metadata: dict[str, Any] = self._session.get_modelmeta().custom_metadata_map
        return ["", *metadata["character"].splitlines(), " "]
