"""The `sidelight` command."""

import subprocess
import sys
from pathlib import Path

from lib import cli

ROOT = Path(__file__).parent.parent


def test_in_a_clone_it_opens_the_app_beside_lib() -> None:
    assert cli.app_file() == ROOT / "app.py"


def test_what_stands_behind_it_reaches_streamlit_from_any_folder(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['sidelight', '--help']; from lib import cli; cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "streamlit run" in done.stdout
