"""Rows of which one may be damaged: the others are read all the same."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from lib.errors import ConfigError

Row = TypeVar("Row")
Record = TypeVar("Record")

log = logging.getLogger(__name__)


def readable(rows: Iterable[Row], make: Callable[[Row], Record]) -> Iterator[Record]:
    """Yield what is made of each row, but of those of which nothing can be made; the log says that there are some."""
    left_out = 0
    for row in rows:
        try:
            record = make(row)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, ConfigError):
            left_out += 1
        else:
            yield record
    if left_out:
        log.warning("%d rows of the database cannot be read and are left out.", left_out)


def readable_one(row: Row, make: Callable[[Row], Record]) -> Record | None:
    """Return what is made of the row; None where nothing can be made of it, and the log says so."""
    return next(readable([row], make), None)


def all_readable(rows: Sequence[Row], make: Callable[[Row], Record]) -> list[Record]:
    """Return what is made of the rows, none at all where one is damaged: of things that are known by their position."""
    made = list(readable(rows, make))
    return made if len(made) == len(rows) else []
