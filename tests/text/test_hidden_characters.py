"""What nobody sees is left out alike of files, of the screen and of what models are sent."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering.sources import readable
from lib.text.cleaning import clean, one_line
from lib.text.hidden_characters import without_hidden
from lib.ui.kit.escaping import visible

HIDDEN = "\x00\x07\x0e\x1b\x7f\x9b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\U000e0041\ufeff\ufffe\uffff"


@pytest.mark.parametrize("hidden", HIDDEN, ids=[f"{ord(c):x}" for c in HIDDEN])
def test_every_way_out_leaves_out_every_hidden_character(hidden: str) -> None:
    for leave_out in (without_hidden, clean, one_line, visible, readable):
        assert leave_out(f"57{hidden}otters") == "57otters", leave_out.__name__


def test_halves_of_pairs_are_left_out_of_files_and_of_the_screen() -> None:
    for leave_out in (without_hidden, clean, one_line, visible):
        assert leave_out("57\ud83dotters") == "57otters"


@given(st.text())
def test_no_control_character_but_tab_and_line_feed_stays(text: str) -> None:
    left = without_hidden(text)
    assert not [c for c in left if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n"]


def test_letters_of_every_script_and_what_joins_them_stay() -> None:
    text = "Jörg 水獺 ثعلب‌ها 👩\u200d🔬 a\tb\nc"
    assert without_hidden(text) == text
