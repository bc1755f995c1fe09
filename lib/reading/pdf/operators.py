"""Operators of a content stream with their operands: one regular expression instead of pdfminer's parser.

Tokenising is most of what pdfminer spends on a page; this way it is about four times as fast.
Syntax: ISO 32000-1, 7.2-7.3 and 8.9.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT, literal_name

_TOKEN = re.compile(
    rb"[\x00\t\n\x0c\r ]*(?:"
    rb"((?:[+-]?(?:\d++(?:\.\d*+)?+|\.\d++)[\t\n\x0c\r ]++){2,6}+)([A-Za-z'\"][A-Za-z0-9*'\"]*)"  # 1, 2 numbers, their operator
    rb"|\[((?:[\x00\t\n\x0c\r ]*+(?:\([^()\\]*+\)|[+-]?(?:\d++(?:\.\d*+)?+|\.\d++)(?=[\x00\t\n\x0c\r \[\]/<>()%])))*+)"
    rb"[\x00\t\n\x0c\r ]*+\][\x00\t\n\x0c\r ]*+TJ(?=[\x00\t\n\x0c\r \[\]/<>()%]|$)"  # 3 plain strings and numbers, shown
    rb"|([+-]?\d+)(?=[\x00\t\n\x0c\r \[\]/<>()%]|$)"  # 4 integer
    rb"|([+-]?(?:\d+\.\d*|\.\d+))(?=[\x00\t\n\x0c\r \[\]/<>()%]|$)"  # 5 real
    rb"|\(([^()\\]*)\)"  # 6 plain string
    rb"|([A-Za-z'\"][A-Za-z0-9*'\"]*)"  # 7 operator
    rb"|/([^\x00\t\n\x0c\r \[\]/<>(){}%]*)"  # 8 name
    rb"|<([0-9A-Fa-f\x00\t\n\x0c\r ]*)>"  # 9 hexadecimal string
    rb"|(\[|\]|<<|>>)"  # 10 bracket
    rb"|\(((?:[^()\\]|\\[\s\S])*)\)"  # 11 string with escapes
    rb"|(\()"  # 12 string with brackets inside
    rb"|(%[^\r\n]*)"  # 13 comment
    rb"|([^\x00\t\n\x0c\r \[\]/<>()%]+)"  # 14 anything else up to a delimiter
    rb"|([\s\S])"  # 15 a stray byte
    rb")"
)
(
    _NUMBERS, _THEIR_OPERATOR, _SHOWN,
    _INTEGER, _REAL, _STRING, _OPERATOR, _NAME, _HEXADECIMAL, _BRACKET, _ESCAPED_STRING, _NESTED_STRING, _COMMENT, _OTHER, _STRAY,
) = range(1, 16)  # fmt: skip
"""The groups of `_TOKEN`. An operator is taken together with the numbers before it, and TJ with its array: most tokens
of a drawing, and of text, are such."""
_SHOWN_ITEM = re.compile(rb"\(([^()\\]*+)\)|([+-]?[\d.]++)")
"""A string or a number of a plain array."""
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
PAINTING = re.compile(rb"(?<![^\s])(?:BI|Do|sh|[fFBb]\*?|[Ss]|Tj|TJ|['\"])(?![^\s])")
"""Operators by which a form or a glyph puts something on the page (ISO 32000-1, annex A)."""
_INLINE_END = re.compile(rb"[\x00\t\n\x0c\r ]EI(?=[\x00\t\n\x0c\r ]|$)")
_CONSTANTS = {b"true": True, b"false": False, b"null": None}


def operators(data: bytes) -> Iterator[tuple[str, list[Any]]]:  # noqa: C901 - the hot loop; a call a token costs a third
    """Yield each operator's name with its operands (numbers, bytes, names, lists, dicts), in order; faulty syntax is
    passed over.
    """
    operands: list[Any] = []
    open_lists: list[list[Any]] = []
    at = 0
    while at is not None:
        restart: int | None = None
        for match in _TOKEN.finditer(data, at):
            kind = match.lastindex
            if kind == _THEIR_OPERATOR:
                operands += [float(number) if b"." in number else int(number) for number in match[_NUMBERS].split()]
                kind = _OPERATOR
            elif kind == _SHOWN:
                operands.append(_shown_items(match[_SHOWN]))
                kind = _OPERATOR
            if kind == _INTEGER:
                operands.append(int(match[_INTEGER]))
            elif kind == _REAL:
                operands.append(float(match[_REAL]))
            elif kind == _STRING:
                operands.append(match[_STRING])
            elif kind == _OPERATOR:
                word = match[_OPERATOR] or match[_THEIR_OPERATOR] or b"TJ"
                if word in _CONSTANTS:
                    operands.append(_CONSTANTS[word])
                elif word == b"ID":
                    stream, restart = _inline_picture(data, match.end(), operands)
                    yield "EI", [stream]
                    operands, open_lists = [], []
                    break
                elif word != b"BI":
                    if open_lists:
                        operands = open_lists[0] + operands
                        open_lists = []
                    yield word.decode("latin-1"), operands
                    operands = []
                else:
                    operands = []
            elif kind == _NAME:
                operands.append(_name(match[_NAME]))
            elif kind == _HEXADECIMAL:
                operands.append(_hexadecimal(match[_HEXADECIMAL]))
            elif kind == _BRACKET:
                operands = _bracket(match[_BRACKET], operands, open_lists)
            elif kind == _ESCAPED_STRING:
                operands.append(_ESCAPE.sub(_unescape, match[_ESCAPED_STRING]))
            elif kind == _NESTED_STRING:
                text, restart = _nested_string(data, match.end())
                operands.append(text)
                break
            elif kind == _OTHER:
                number = _lenient_number(match[_OTHER])
                if number is not None:
                    operands.append(number)
        at = restart  # type: ignore[assignment]


def _shown_items(data: bytes) -> list[Any]:
    """Return the strings and numbers of a plain array, given without its brackets."""
    return [
        (float(number) if b"." in number else int(number)) if number else string
        for string, number in _SHOWN_ITEM.findall(data)
    ]


def _bracket(token: bytes, operands: list[Any], open_lists: list[list[Any]]) -> list[Any]:
    """Return the operands after an opening or closing bracket."""
    if token in (b"[", b"<<"):
        open_lists.append(operands)
        return []
    if not open_lists:
        return operands
    inner: Any = operands
    if token == b">>":
        keys = operands[::2]
        inner = {
            literal_name(k): v for k, v in zip(keys, operands[1::2], strict=False) if not isinstance(k, list | dict)
        }
    return [*open_lists.pop(), inner]


def _name(raw: bytes) -> Any:
    if b"#" in raw:
        raw = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), raw)
    try:
        return LIT(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return LIT(raw)


def _hexadecimal(raw: bytes) -> bytes:
    digits = raw.translate(None, b"\x00\t\n\x0c\r ")
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if b"0" <= code[:1] <= b"7":
        return bytes([int(code, 8) & 255])
    return _ESCAPED.get(code, code)


def _nested_string(data: bytes, start: int) -> tuple[bytes, int]:
    """Return the string whose opening bracket stands before `start`, and where it ends; brackets inside are balanced."""
    depth, at = 1, start
    for match in re.compile(rb"\\[\s\S]|[()]").finditer(data, start):
        if match[0] == b"(":
            depth += 1
        elif match[0] == b")":
            depth -= 1
            if not depth:
                return _ESCAPE.sub(_unescape, data[start : match.start()]), match.end()
        at = match.end()
    return data[start:at], len(data)


def _inline_picture(data: bytes, start: int, operands: list[Any]) -> tuple[PDFStream, int]:
    """Return the inline picture whose data begin at `start`, and where they end."""
    end = _INLINE_END.search(data, start)
    keys = [literal_name(key) if not isinstance(key, list | dict | bytes) else "" for key in operands[::2]]
    return PDFStream(dict(zip(keys, operands[1::2], strict=False)), b""), end.end() if end else len(data)


def _lenient_number(raw: bytes) -> float | None:
    """Return what viewers read of a faulty number such as "--5", "1.2.3" or "0.0-5": its beginning."""
    match = re.match(rb"[+-]*(\d+\.?\d*|\.\d+)", raw)
    if match is None:
        return None
    return -float(match[1]) if raw.startswith(b"-") else float(match[1])
