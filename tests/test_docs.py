"""What README.md and docs/ tell to type is there as they tell it, and so are the files and figures that they name."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from lib import cli

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"```(?:bash|sh)?\n(.*?)```|^((?:    .*\n)+)", re.S | re.M)


def commands(page: Path) -> list[str]:
    """Return the lines to type in a page: in blocks, and in single code spans."""
    text = page.read_text(encoding="utf-8")
    typed = [line.strip() for block in BLOCK.findall(text) for line in "".join(block).replace("\\\n", " ").splitlines()]
    return [*typed, *re.findall(r"`([^`\n]+)`", text)]


SIDELIGHT = sorted(
    {
        (page.name, line[line.index("sidelight ") :])
        for page in PAGES
        for line in commands(page)
        if re.match(r"(?:[A-Z_]+=\S+ )*sidelight [a-z-]", line)
    }
)


@pytest.mark.parametrize(("page", "line"), SIDELIGHT)
def test_a_command_of_sidelight_is_called_as_it_stands_there(page: str, line: str) -> None:
    while line != (shorter := re.sub(r"\[[^\[\]]*\]|…", " ", line)):
        line = shorter  # what stands in brackets may be left out
    arguments = shlex.split(line)[1:]
    if not arguments or arguments[0] == "serve":
        return  # what follows is Streamlit's
    try:
        cli._parser().parse_args(arguments)
    except SystemExit as wrong:
        pytest.fail(f"{page}: {line} is called wrongly ({wrong.code})")


def test_the_pages_tell_commands() -> None:
    assert len(SIDELIGHT) >= 6


def test_every_script_that_a_page_names_is_there() -> None:
    for page in PAGES:
        for line in commands(page):
            for module in re.findall(r"\bbenchmarks[./](\w+)", line):
                assert list((ROOT / "benchmarks").glob(f"{module}.*")), f"{page.name}: {module}"
            for script in re.findall(r"\bscripts/([\w.]+)", line):
                assert (ROOT / "scripts" / script).exists(), f"{page.name}: {script}"


def test_every_link_within_the_pages_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http://", "https://")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_pictures_of_the_readme_are_those_that_the_script_takes() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(docs/pictures/(\w+)\.webp\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    script = (ROOT / "scripts" / "readme_pictures.py").read_text(encoding="utf-8")
    assert shown == re.findall(r'take\(page, "(\w+)"\)', script)
