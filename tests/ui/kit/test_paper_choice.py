"""Lists of papers to choose from."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

LONG = "Effects of aerobic exercise on anxiety symptoms and cortical activity in patients with a long name of Panic Disorder"


def _page(title: str) -> None:
    from types import SimpleNamespace
    from typing import Any, cast

    from lib.ui.kit.paper_choice import draw_paper_choice

    paper = SimpleNamespace(id="a", title=title, filename="a.pdf", year=2018)
    draw_paper_choice(cast("Any", [paper]), "chosen")


def test_titles_are_whole_so_that_any_word_of_them_finds_the_paper() -> None:
    (choice,) = AppTest.from_function(_page, args=(LONG,)).run().multiselect
    assert choice.options == [f"{LONG} (2018)"]
