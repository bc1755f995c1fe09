"""The app around the pages: every page opens, and a library that cannot be opened is a plain sentence."""

import pytest

from lib.errors import ConfigError
from tests.pages.conftest import Screen

PAGES = ["papers", "ask", "survey", "review", "reader", "settings"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_an_empty_library(empty, screen, page):
    screen.open(page)


@pytest.mark.parametrize("page", ["survey", "review"])
def test_a_page_that_is_not_built_says_what_is_needed_to_begin(empty, screen, page):
    screen.open(page)
    assert "To begin, a " in screen.words


def test_settings_that_cannot_be_read_are_a_plain_sentence_with_a_way_out(folder, screen):
    (folder / "settings.json").write_text("{broken", encoding="utf-8")
    at = screen.at.run()
    assert not at.exception
    assert "settings.json" in at.error[0].value.replace("\\", "")
    assert "Try again" in [button.label for button in at.button]


def test_after_the_fault_is_mended_the_library_opens(folder):
    broken = folder / "settings.json"
    broken.write_text("{broken", encoding="utf-8")
    screen = Screen()
    screen.at.run()
    broken.unlink()
    screen.open("papers")
    assert "The library is empty" in screen.words


def test_every_fault_of_opening_has_a_way_out():
    from lib.errors import DiskFull, FolderInUse, StoreError
    from lib.ui.kit.error_messages import REMEDIES

    assert {FolderInUse, DiskFull, StoreError, ConfigError} <= set(REMEDIES)
