"""Moments sort as text, whatever was written in the same second."""

from __future__ import annotations

from lib.times import a_while_before, now


def test_a_while_before_is_earlier_by_the_overlap_written_alike_and_nothing_stays_nothing() -> None:
    assert a_while_before("2026-01-01T00:00:10.000000+00:00") == "2025-12-31T23:59:40.000000+00:00"
    assert a_while_before("2026-01-01T01:00:30.5+01:00") == "2026-01-01T00:00:00.500000+00:00"
    assert a_while_before(now()) < now()
    assert a_while_before("") == ""
