"""What every record can do: become plain JSON types and come back equal, each value checked to be of its field's type."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections import abc
from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Self


class Record:
    """What every record can do: become plain JSON types and come back equal."""

    def to_dict(self) -> dict[str, Any]:
        """Return a dict of JSON types only, nested records as dicts."""
        return {f.name: plain_value(getattr(self, f.name)) for f in dataclasses.fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the record that `to_dict` wrote; raises TypeError where a field is missing or not of its type, at any depth."""
        return cls._read(values)

    @classmethod
    def _read(cls, values: Mapping[str, Any]) -> Self:
        if type(values) is not dict and not isinstance(values, Mapping):
            raise TypeError(f"{cls.__name__} cannot be made of {type(values).__name__}")
        known = {}
        for name, (plain, read) in _readers(cls).items():  # type: ignore[arg-type]
            if name in values:
                value = values[name]
                known[name] = value if type(value) in plain else read(value)
        return cls(**known)


@functools.cache
def field_types(cls: Hashable) -> dict[str, Any]:
    """Return the type of each field of a dataclass, in order."""
    hints = typing.get_type_hints(cls)
    return {f.name: hints[f.name] for f in dataclasses.fields(cls)}  # type: ignore[arg-type]


@functools.cache
def _readers(cls: Hashable) -> dict[str, _Reader]:
    return {name: _reader(kind) for name, kind in field_types(cls).items()}


def plain_value(value: Any) -> Any:
    """Return a field's value as JSON types."""
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    return value


class _Reader(NamedTuple):
    """How a plain value becomes one of a field's kind."""

    plain: Container[type]
    """Types of which a value is one already."""
    read: Callable[[Any], Any]
    """Makes it of any other value, or raises TypeError."""


class _Everything:
    """Holds all there is."""

    def __contains__(self, _: object) -> bool:
        return True


def typed(kind: Any, value: Any) -> Any:
    """Return the plain `value` as `kind`, the annotation of its field; raises TypeError where it cannot be one."""
    plain, read = _reader(kind)
    return value if type(value) in plain else read(value)


@functools.cache
def _reader(kind: Any) -> _Reader:
    """Return what makes a value of that kind of a plain one.

    Found out once a kind: a large survey is read from many thousand records.
    """
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _union_reader(typing.get_args(kind))
    if origin is list:
        return _Reader((), _list_reader(*typing.get_args(kind)))
    if origin in (dict, abc.Mapping):
        return _Reader((), _dict_reader(typing.get_args(kind)[1]))
    if origin is Literal:
        return _Reader((), _literal_reader(typing.get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, Record):
        return _Reader((), kind.from_dict)
    if kind in PLAIN_TYPES:
        return _Reader(PLAIN_TYPES[kind], functools.partial(_instance, kind))
    return _Reader(_Everything(), lambda value: value)


PLAIN_TYPES: Mapping[type, frozenset[type]] = {
    str: frozenset({str}),
    bool: frozenset({bool}),
    int: frozenset({int}),
    float: frozenset({float, int}),
}


def _union_reader(kinds: Sequence[Any]) -> _Reader:
    """Return the reader of a kind or nothing."""
    (kind,) = (one for one in kinds if one is not types.NoneType)
    plain, read = _reader(kind)
    if isinstance(plain, frozenset):
        return _Reader(plain | {types.NoneType}, read)
    return _Reader(plain, lambda value: None if value is None else read(value))


def _list_reader(kind: Any) -> Callable[[Any], Any]:
    plain, read = _reader(kind)

    def read_list(value: Any) -> list[Any]:
        return [one if type(one) in plain else read(one) for one in _instance((list, tuple), value)]

    return read_list


def _dict_reader(kind: Any) -> Callable[[Any], Any]:
    plain, read = _reader(kind)

    def read_dict(value: Any) -> dict[str, Any]:
        items = _instance(abc.Mapping, value).items()
        return {name: one if type(one) in plain else read(one) for name, one in items}

    return read_dict


def _literal_reader(known: Sequence[Any]) -> Callable[[Any], Any]:
    def read_literal(value: Any) -> Any:
        if not isinstance(value, Hashable) or value not in known:
            raise TypeError(f"{value!r:.40} is none of {known}")
        return value

    return read_literal


def _instance(kind: Any, value: Any) -> Any:
    """Return the value, which must be of that type; raises TypeError."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"{type(value).__name__} where {kind} is expected")
    return value
