"""What leans on Streamlit's insides is written for one version, and every private import of it stands in one module."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st

from lib.ui.kit.streamlit_internals import WRITTEN_FOR

ROOT = Path(__file__).parents[3]
INTERNALS = ROOT / "lib" / "ui" / "kit" / "streamlit_internals.py"


def test_the_installed_streamlit_is_the_one_that_this_was_written_for() -> None:
    assert st.__version__ == WRITTEN_FOR, (
        f"Streamlit {st.__version__} is installed, and lib/ui/kit/streamlit_internals.py (with its .js, and app.css) was "
        f"written for {WRITTEN_FOR}. Read what it leans on against the new version, run the browser tests, then set WRITTEN_FOR."
    )


def test_the_script_names_the_same_version() -> None:
    script = INTERNALS.with_suffix(".js").read_text(encoding="utf-8")
    assert re.findall(r"Streamlit (\d+\.\d+\.\d+)", script) == [WRITTEN_FOR]


def test_nothing_else_imports_what_is_private_to_streamlit() -> None:
    private = re.compile(
        r"^\s*(from streamlit\b|import streamlit\.)|st\.components\.v2|\bruntime\.(exists|get_instance)", re.M
    )
    sources = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "lib").rglob("*.py")]
    assert [path for path in sources if path != INTERNALS and private.search(path.read_text(encoding="utf-8"))] == []


def test_no_other_script_names_what_streamlit_calls_its_elements() -> None:
    scripts = [path for path in (ROOT / "lib").rglob("*.js") if path != INTERNALS.with_suffix(".js")]
    names = re.compile(r"data-testid|\bst[A-Z]\w+|\bparentElement\b")
    assert [path for path in scripts if names.search(path.read_text(encoding="utf-8"))] == []
