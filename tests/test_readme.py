"""What the README says works as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

from lib.config import Settings
from tests.pdfs import make_paper

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    run, test = blocks("bash")
    assert test in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "streamlit run app.py" in run


def test_the_example_without_a_browser_runs_as_printed(tmp_path: Path) -> None:
    text = "The data were taken from 40 camera traps. We used two weeks of recordings."
    (tmp_path / "paper.pdf").write_bytes(make_paper(sections=[("Methods", [text])]))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    (example,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "The data were taken from 40 camera traps." in done.stdout
    assert "How many cameras? reported 40 camera" in done.stdout
    assert (tmp_path / "survey.xlsx").read_bytes().startswith(b"PK")


def test_every_variable_of_the_readme_sets_something() -> None:
    names = re.findall(r"`([A-Z]+_[A-Z_]+)`", README)
    assert len(names) >= 9
    for name in names:
        assert Settings.from_environment({name: "x"}) != Settings(), name


def test_the_rooms_of_the_readme_are_there() -> None:
    for room in re.findall(r"`(lib/\w+/)`", README):
        assert (ROOT / room / "__init__.py").exists(), room


def test_the_gitignore_keeps_lib() -> None:
    done = subprocess.run(["git", "check-ignore", "-q", "lib/workspace.py"], cwd=ROOT, check=False)
    assert done.returncode == 1, "lib/ is ignored, or this is no git checkout"
