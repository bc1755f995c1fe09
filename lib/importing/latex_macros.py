r"""Commands that a BibTeX file defines for itself in `@preamble`, put in where its fields use them.

TeX would run them; here their text is put in and nothing is run. What draws, as accents built of boxes do, is left as it is
used: `lib.importing.latex` knows the usual ones by name and keeps the arguments of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lib.importing.latex_groups import group_ends

DEEPEST = 8
"""Definitions inside one another that are followed."""
GROWTH = 4_000
"""Characters by which a field may grow: commands that double one another are no bibliography's."""
MOST_ARGUMENTS = 9
"""TeX has no more."""
_BEGINS = re.compile(
    r"\\(?:(?P<tex>[egx]?def)|(?P<let>let)|(?:newcommand|renewcommand|providecommand|DeclareRobustCommand)\*?)(?![A-Za-z])\s*"
)
_NAME = re.compile(r"(?:\{\s*\\([A-Za-z@]+)\s*\}|\\([A-Za-z@]+))\s*")
_PARAMETERS = re.compile(r"((?:#[1-9])*)\s*(?=\{)")
_OPTIONS = re.compile(r"(?:\[(\d)\])?\s*(?:\[([^\[\]{}]*)\])?\s*(?=\{)")
_MEANS = re.compile(r"=?\s*\\([A-Za-z@]+)")
_USED = re.compile(r"(?<!\\)((?:\\\\)*)\\([A-Za-z@]+)[ \t]*")
_TOKEN = re.compile(r"\s*(\\[A-Za-z@]+|\\.|[^\s{}])", re.DOTALL)
_DRAWS = re.compile(
    r"\\(?:[hv]box|setbox|ooalign|accent|[hv]kern|kern|raise|lower|mathaccent|vtop|hidewidth|leavevmode|rlap|llap)(?![A-Za-z])"
)
_JOIN = re.compile(r"\"\s*#\s*\"")


@dataclass(frozen=True, slots=True)
class Macro:
    """A command and the text it stands for."""

    arguments: int
    body: str
    """With "#1" where the first argument goes."""
    default: str | None = None
    """Of the first argument, where that may be left out."""


def macros_in(preambles: Iterable[str]) -> dict[str, Macro]:
    """Return the commands that the contents of `@preamble` define, by name; of one defined twice the first counts.

    The first, since files that were joined define the same command again.
    """
    found: dict[str, Macro] = {}
    for preamble in preambles:
        text = _JOIN.sub("", preamble)
        at, ends = 0, group_ends(text)
        while (begun := _BEGINS.search(text, at)) is not None:
            at = begun.end()
            named = _NAME.match(text, at)
            if named is None:
                continue
            macro, at = _definition(text, named.end(), begun, ends)
            if macro is not None and not _DRAWS.search(macro.body):
                found.setdefault(named[1] or named[2], macro)
    return found


def expand(text: str, macros: Mapping[str, Macro]) -> str:
    """Return the text with the commands put in; as it was where that would not end."""
    out = text
    for _ in range(DEEPEST):
        before, out = out, _expand_once(out, macros)
        if out == before:
            return out
        if len(out) > len(text) + GROWTH:
            return text
    return text


def _definition(text: str, at: int, begun: re.Match[str], ends: Mapping[int, int]) -> tuple[Macro | None, int]:
    """Return what is defined behind a name, and the place behind it; None for what is no plain definition."""
    if begun["let"]:
        means = _MEANS.match(text, at)
        return (Macro(0, f"\\{means[1]} "), means.end()) if means else (None, at)
    told = (_PARAMETERS if begun["tex"] else _OPTIONS).match(text, at)
    if told is None:
        return None, at
    end = ends.get(told.end())
    if end is None:
        return None, at
    body = text[told.end() + 1 : end - 1]
    if begun["tex"]:
        return Macro(len(told[1]) // 2, body), end
    return Macro(min(int(told[1] or 0), MOST_ARGUMENTS), body, told[2]), end


def _expand_once(text: str, macros: Mapping[str, Macro]) -> str:
    out: list[str] = []
    at, ends = 0, group_ends(text)
    while (used := _USED.search(text, at)) is not None:
        macro = macros.get(used[2])
        if macro is None:
            out.append(text[at : used.end()])
            at = used.end()
            continue
        arguments, end = _arguments(text, used.end(), macro, ends)
        out += [text[at : used.start()], used[1], _with_arguments(macro.body, arguments)]
        at = end
    return "".join([*out, text[at:]])


def _with_arguments(body: str, arguments: list[str]) -> str:
    """Return a body with the arguments in their places; one that is not there is empty."""
    given = {str(number): argument for number, argument in enumerate(arguments, start=1)}
    return re.sub(r"#([1-9])", lambda place: given.get(place[1], ""), body)


def _arguments(text: str, at: int, macro: Macro, ends: Mapping[int, int]) -> tuple[list[str], int]:
    """Return what stands behind a command for its arguments, and the place behind them."""
    arguments = []
    if macro.default is not None and macro.arguments:
        given = re.compile(r"\s*\[([^\[\]{}]*)\]").match(text, at)
        arguments.append(given[1] if given else macro.default)
        at = given.end() if given else at
    if not macro.arguments:  # "\cprime{}" ends a name, and its braces are no text
        return arguments, at + 2 if text.startswith("{}", at) else at
    while len(arguments) < macro.arguments:
        opened = re.compile(r"\s*\{").match(text, at)
        end = ends.get(opened.end() - 1) if opened else None
        if opened and end is not None:
            arguments.append(text[opened.end() : end - 1])
            at = end
            continue
        token = _TOKEN.match(text, at)
        if token is None:
            break
        arguments.append(token[1])
        at = token.end()
    return arguments, at
