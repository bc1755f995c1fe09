"""What pyproject.toml says of the project holds."""

import re
import tomllib
from pathlib import Path
from typing import Any

import lib

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = {path.stem for path in (ROOT / "lib").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()} - {
    "__init__"
}

LONGEST_SCRIPT = 300
"""Lines: one that is longer holds more than one thing, as the verdict bar's once did."""


def contract(name: str) -> dict[str, Any]:
    """Return the import contract of that name."""
    return next(one for one in PROJECT["tool"]["importlinter"]["contracts"] if one["name"] == name)


def test_no_room_but_the_screens_may_know_streamlit() -> None:
    guarded = {module.removeprefix("lib.") for module in contract("Only the screens know Streamlit")["source_modules"]}
    assert guarded == ROOMS - {"ui"}


def test_every_room_has_its_layer() -> None:
    layers = contract("A room knows only the rooms below it")["layers"]
    assert {room.strip() for layer in layers for room in layer.split("|")} == ROOMS


def test_the_changelog_begins_with_this_version() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert newest is not None
    assert newest[1] == lib.__version__


def test_neither_torch_nor_opencv_stands_in_a_lock() -> None:
    for name in ("requirements.txt", "requirements-server.txt", "requirements-dev.txt"):
        packages = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.M)
        assert [one for one in packages if re.match(r"torch|nvidia|opencv|statsmodels|krippendorff", one)] == (
            ["krippendorff", "statsmodels"] if name == "requirements-dev.txt" else []
        )


def test_no_file_holds_what_a_merge_left_over() -> None:
    """Python would not run with such lines, but a stylesheet drops the rules beside them without a word."""
    folders = ("lib", "pages", "docs", "tests", "scripts", "benchmarks")
    kinds = {".py", ".js", ".css", ".md", ".toml", ".json", ".jsonl", ".txt"}
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in kinds]
    left_over = re.compile(r"^(?:<{7}|>{7}) ", re.M)
    assert len(files) > 100
    assert [str(path) for path in files if left_over.search(path.read_text(encoding="utf-8", errors="replace"))] == []


def test_a_script_is_short_enough_to_be_read_at_once() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "lib").rglob("*.js")}
    assert len(lengths) > 50
    assert {name: lines for name, lines in lengths.items() if lines >= LONGEST_SCRIPT} == {}
