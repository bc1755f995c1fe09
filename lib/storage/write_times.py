"""When something is said that must count after all that was said before, whatever the clock says."""

from __future__ import annotations

from sqlalchemy import Column, Connection, func, select

from lib.times import later_than


def next_write_time(connection: Connection, column: Column[str]) -> str:
    """Return the present moment, but later than every one in the column: its table's order is the order of writing."""
    return later_than(connection.execute(select(func.max(column))).scalar() or "")
