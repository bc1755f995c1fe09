"""A template that is damaged or gone comes back out of its copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.answering.style_copies import COPIES_FILE, mend_styles
from lib.answering.styles import TEMPLATE_FOLDER
from lib.library.saved_styles import SavedStyles

TEXT = "Answer from {context}: {question}"


@pytest.fixture
def styles(tmp_path: Path) -> SavedStyles:
    styles = SavedStyles(tmp_path)
    styles.keep("short", TEXT)
    styles.keep("long", TEXT + " At length.")
    assert mend_styles(tmp_path) == []
    return styles


@pytest.mark.parametrize("damage", [None, b"", b"\xff\xfe\x00", TEXT[:10].encode()])
def test_a_template_that_is_gone_or_damaged_is_put_back(
    styles: SavedStyles, tmp_path: Path, damage: bytes | None
) -> None:
    path = tmp_path / TEMPLATE_FOLDER / "short.txt"
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    assert mend_styles(tmp_path) == ["short"]
    assert styles.template("short") == TEXT
    assert path.with_suffix(".damaged").exists() == (damage is not None)
    assert mend_styles(tmp_path) == []


def test_a_template_that_somebody_removed_or_wrote_by_hand_is_left_so(styles: SavedStyles, tmp_path: Path) -> None:
    styles.remove("short")
    (tmp_path / TEMPLATE_FOLDER / "long.txt").write_text("By hand: {question} of {context}")
    (tmp_path / TEMPLATE_FOLDER / "new.txt").write_text(TEXT)
    assert mend_styles(tmp_path) == []
    assert styles.names()[2:] == ["long", "new"]
    (tmp_path / TEMPLATE_FOLDER / "new.txt").unlink()
    assert mend_styles(tmp_path) == ["new"]
    assert styles.template("long") == "By hand: {question} of {context}"


def test_damaged_copies_are_written_anew(styles: SavedStyles, tmp_path: Path) -> None:
    (tmp_path / COPIES_FILE).write_bytes(b"\x00")
    assert mend_styles(tmp_path) == []
    (tmp_path / TEMPLATE_FOLDER / "short.txt").unlink()
    assert mend_styles(tmp_path) == ["short"]


def test_copies_lead_to_no_file_elsewhere(styles: SavedStyles, tmp_path: Path) -> None:
    (tmp_path / COPIES_FILE).write_text('{"../outside": "{context} {question}"}')
    mend_styles(tmp_path)
    assert not (tmp_path / "outside.txt").exists()
