"""What leans on Streamlit's insides is written for one version, and every private import of it stands in one module."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from lib.ui.kit import streamlit_internals
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


def test_a_file_made_on_a_thread_of_no_session_is_held_under_a_session_of_no_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    there = SimpleNamespace(exists=lambda: True, get_instance=lambda: SimpleNamespace(media_file_mgr=files))
    monkeypatch.setattr(streamlit_internals, "runtime", there)
    with ThreadPoolExecutor() as pool:
        assert pool.submit(streamlit_internals.hold_download, b"words", "a.txt", "text/plain").result() == b"words"
        assert pool.submit(streamlit_internals.has_session).result() is False
    assert list(files._files_by_session_and_coord) == [streamlit_internals.DOWNLOADS_SESSION]


MOUNT = """
import sys
from lib.ui.papers.drop_anywhere import _component
_component(key="any", data={"rows": [{"paper": "a"}], "open": {"row": 1}})
print("pandas" in sys.modules, "pyarrow" in sys.modules)
"""


def test_a_component_makes_a_fresh_server_import_no_data_frames() -> None:
    run = subprocess.run(
        [sys.executable, "-c", MOUNT], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.split() == ["False", "False"]
