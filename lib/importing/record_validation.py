"""Records out of files of others: every value is checked against its field's type before a record is made of it."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from lib.errors import SidelightError
from lib.records import Box, Paper, Record
from lib.records.plan import PlannedPaper
from lib.records.record import field_types
from lib.records.surveys import CellRow
from lib.storage.cell_figures import fitting_figures

TEXT = 5_000_000
"""Characters of one text."""
ITEMS = 200_000
"""Of one list or mapping."""
INTEGER = 2**53
"""The largest whole number that every reader of JSON takes as it is, and the largest amount of anything."""
COLUMN = 2**31 - 1
"""The largest whole number that an INTEGER column of every database holds: years, readings, places."""
FLOAT = 1e300
"""A sum of many of them is still no infinity; of what is not a number no comparison holds."""
PAGES = 100_000
"""Of one paper."""
DEPTH = 8
"""Levels of lists and objects in a field that takes any JSON."""
PAGE_MARGIN = 0.01
"""How far a box may reach over the page's edge, as a share of it."""
QUOTED = 40
"""Characters of a wrong value that are repeated in a sentence."""
IDS = re.compile(r"[A-Za-z0-9_.:-]{1,120}")
PAPER_IDS = re.compile(r"[0-9a-f]{64}")
TIMES = re.compile(r"(?:19[7-9]\d|20\d\d|21\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?\+00:00")
"""ISO 8601 in UTC, which sorts as text."""
_TIME_FIELDS = frozenset({"at", "created_at", "finished_at", "added_at"})
_ID_FIELDS = frozenset({"id", "answer_id", "survey_id", "table_id", "previous", "withdraws"})
_PAPER_FIELDS = frozenset({"paper_id", "paper_ids"})
Checked = TypeVar("Checked", bound=Record)


class WrongRecord(SidelightError):
    """A record that is not what its type says."""


def read_record(cls: type[Checked], values: object) -> Checked:
    """Return the record of plain values; raises WrongRecord, which names the field, where they are not of its type.

    Fields that the type does not have are passed over. Ids of papers are SHA-256 in hex, other ids short and plain.
    """
    if not isinstance(values, Mapping):
        raise WrongRecord(f"a {cls.__name__} is expected, not {_in_words(values)}")
    kinds = field_types(cls)  # type: ignore[arg-type]
    read = {name: _value(kind, values[name], name) for name, kind in kinds.items() if name in values}
    try:
        record = cls(**read)
    except TypeError as error:
        raise WrongRecord(f"a {cls.__name__} lacks a field") from error
    if not _fits(record):
        raise WrongRecord(f"a {cls.__name__} is not what it should be")
    return record


def _value(kind: Any, value: Any, name: str) -> Any:
    """Return the value, checked to be of `kind`; `name` of its field. Raises WrongRecord."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _one_of(kind, value, name)
    if origin is typing.Literal:
        return _expect(isinstance(value, str) and value in typing.get_args(kind), value, name)
    if origin is list:
        _expect(isinstance(value, list) and len(value) <= ITEMS, value, name)
        (item_kind,) = typing.get_args(kind)
        return [_value(item_kind, item, name) for item in value]
    if origin in (dict, Mapping):
        return _mapping(kind, value, name)
    if isinstance(kind, type) and issubclass(kind, Record):
        return read_record(kind, value)
    return _plain(kind, value, name)


def _one_of(kind: Any, value: Any, name: str) -> Any:
    kinds = typing.get_args(kind)
    if value is None:
        return _expect(types.NoneType in kinds, value, name)
    return _value(next(one for one in kinds if one is not types.NoneType), value, name)


def _mapping(kind: Any, value: Any, name: str) -> dict[str, Any]:
    _expect(isinstance(value, dict) and len(value) <= ITEMS, value, name)
    _, item_kind = typing.get_args(kind)
    return {_plain(str, key, ""): _value(item_kind, item, "") for key, item in value.items()}


def _plain(kind: Any, value: Any, name: str) -> Any:
    if kind is bool:
        return _expect(isinstance(value, bool), value, name)
    if kind is int:
        return _expect(_is_number(value, int) and abs(value) <= COLUMN, value, name)
    if kind is float:
        return float(_expect(_is_number(value, int | float), value, name))
    if kind is str:
        _expect(isinstance(value, str) and len(value) <= TEXT, value, name)
        return _expect(_text_fits(name, value), value, name)
    if kind is Any:
        return _any(value, name)
    raise TypeError(f"no rule for fields of type {kind}")


def _any(value: Any, name: str, depth: int = DEPTH) -> Any:
    """Return the value, checked to be plain JSON and not too deep."""
    _expect(depth > 0, value, name)
    if isinstance(value, dict):
        return {_plain(str, key, ""): _any(item, name, depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        _expect(len(value) <= ITEMS, value, name)
        return [_any(item, name, depth - 1) for item in value]
    if isinstance(value, bool) or value is None or _is_number(value, int | float):
        return value
    return _expect(isinstance(value, str) and len(value) <= TEXT, value, name)


def _is_number(value: Any, kind: Any) -> bool:
    if not isinstance(value, kind) or isinstance(value, bool):
        return False
    return bool(abs(value) <= (INTEGER if isinstance(value, int) else FLOAT))


def _text_fits(name: str, value: str) -> bool:
    if name in _PAPER_FIELDS:
        return PAPER_IDS.fullmatch(value) is not None
    if name in _TIME_FIELDS:
        return not value or _is_time(value)
    return name not in _ID_FIELDS or IDS.fullmatch(value) is not None


def _is_time(value: str) -> bool:
    if not TIMES.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:  # the 31st of a short month
        return False
    return True


def _box_fits(box: Box) -> bool:
    across, down = (box.x0, box.x1), (box.top, box.bottom)
    return 1 <= box.page <= PAGES and all(
        -PAGE_MARGIN <= low <= high <= 1 + PAGE_MARGIN for low, high in (across, down)
    )


def _fits(record: Record) -> bool:
    """Return whether the record is right in what no type says."""
    if isinstance(record, Box):
        return _box_fits(record)
    if isinstance(record, Paper | PlannedPaper):
        return PAPER_IDS.fullmatch(record.id) is not None
    if isinstance(record, CellRow):
        return fitting_figures(record.figures) == record.figures
    return True


def _expect(fits: bool, value: Any, name: str) -> Any:
    """Return the value where it fits; raises WrongRecord where it does not."""
    if not fits:
        raise WrongRecord(f"“{name}” is {_in_words(value)}" if name else f"a value is {_in_words(value)}")
    return value


def _in_words(value: object) -> str:
    """Return a value in a few words, none of the file's own but short plain ones."""
    if isinstance(value, str) and len(value) <= QUOTED and value.isprintable():
        return f"“{value}”"
    if value is None or isinstance(value, bool | int | float):
        return f"{value!r:.{QUOTED}}".replace("None", "nothing")
    return (
        "a text that does not fit" if isinstance(value, str) else "a list" if isinstance(value, list) else "an object"
    )
