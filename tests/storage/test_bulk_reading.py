"""Reading many records at a time."""

from __future__ import annotations

import gc

import pytest

from lib.storage.bulk_reading import collector_paused


def test_the_collector_rests_until_the_last_reader_is_done() -> None:
    assert gc.isenabled()
    with collector_paused():
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled(), "another one still reads"
    assert gc.isenabled()


def test_the_collector_works_again_after_a_reading_that_failed() -> None:
    with pytest.raises(ValueError, match="half-way"), collector_paused():
        raise ValueError("half-way")
    assert gc.isenabled()
