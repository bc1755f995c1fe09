"""The object that holds an answer sentence by sentence, as models write it: almost right, and under other names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import json_repair

from lib.answering.providers.openai.citation_marks import MARKER, numbers_of

SENTENCES_NAMES = (
    "sentences", "answer", "answers", "statements", "claims", "response", "result", "results", "items", "arguments", "parameters",
    "properties",
)  # fmt: skip
TEXT_NAMES = ("text", "sentence", "statement", "claim", "answer", "content", "value")
IDS_NAMES = (
    "ids", "id", "citations", "citation", "cites", "sentence_ids", "sources", "source", "source_ids", "references", "refs",
    "evidence", "numbers", "number", "index", "indices",
)  # fmt: skip
"""What models call the parts of the object, ours first."""
DEPTH = 3
"""Levels of lists and objects in which ids are looked for."""

_IDS_NAME = re.compile(
    r"(?:^|_|\b)(?:ids?|cit\w*|refs?|references?|sources?|evidence|numbers?|nos?|ind(?:ex|ices)|sentences|passages|based_on"
    r"|supported_by|support)$"
)
_BESIDE = re.compile(
    r"think\w*|thoughts?|reason\w*|rationales?|analys[ie]s|plan\w*|scratchpad|steps?|notes?|sources?|contexts?|passages?|documents?"
    r"|evidence|quot\w+|excerpts?|snippets?|references?|refs?|citations?"
)
"""Words of names under which models put their thinking, and what they were given."""
_NEVER_ANSWER = re.compile(
    r"think\w*|thoughts?|reason\w*|rationales?|scratchpad|sources?|contexts?|documents?|references?|refs?|citations?"
)
"""Those of them whose lists are no answer even where they have ids; "preprocessing_steps" and "key_passages" may be one."""
_ID = re.compile(r"[\s\[(#]*(?:[a-z]{1,9}[\s_.:-]*)?(-?[0-9]{1,9})(?:\.0)?[\s\])]*", re.I | re.A)
_IDS = re.compile(r"[\s\[(]*[0-9]{1,9}(?:[\s,;\[\]()–-]+[0-9]{1,9})*[\s\])]*", re.A)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
"""Where a word begins in a name such as "sentenceIds"."""
_WIDE_COLON, _WIDE_COMMA = re.compile(r'(?<=")\s*：'), re.compile(r'(?<=["\]}\de])\s*，(?=\s*["{\[])')
"""Of Chinese and Japanese keyboards, where JSON has its own."""
_FULL_WIDTH = str.maketrans("０１２３４５６７８９［］【】（），", "0123456789[][](),")
_LATEX = (
    "alpha|bar|begin|beta|bf|binom|bot|breve|bullet|fbox|flat|footnotesize|forall|frac|nabla|neg|neq|newline|nmid|not|notin"
    "|nu|rangle|rceil|rfloor|rho|right|rightarrow|rightharpoonup|rm|tan|tanh|tau|text|textbf|textit|textrm|theta|tilde|times|to|top"
    "|triangle"
)
_BACKSLASH = re.compile(rf"""\\(?:([\\"/])|(u[0-9a-fA-F]{{4}})|((?:{_LATEX})(?![A-Za-z]))|([bfnrt])|)""")


@dataclass(frozen=True, slots=True)
class AnswerSentenceItem:
    """A sentence of the object."""

    text: str
    numbers: list[int] | None
    """Of the sentences it rests on; None where it gives none that can be read."""


def with_latex(written: str) -> str:
    r"""Return JSON in which the backslashes of LaTeX are doubled, so that they are read as such: "\alpha", "\times", "\(".

    "\t" and its like stay white space but where they begin a command of LaTeX.
    """

    def doubled(found: re.Match[str]) -> str:
        escaped, code, _, blank = found.groups()
        return found.group() if escaped or code or blank else "\\" + found.group()

    return _BACKSLASH.sub(doubled, written)


def repaired_items(rest: str) -> list[Any]:
    """Return what can be read of the items of a list whose JSON is not valid or not whole; `rest` begins behind "["."""
    told = _repaired('{"sentences": [' + with_latex(rest))
    items = told.get("sentences") if isinstance(told, dict) else None
    return items if isinstance(items, list) else []


def repaired_object(text: str) -> tuple[bool | None, list[Any]]:
    """Return `found` and the items of the object in a text, under whatever names; nothing where there is none."""
    begun = re.search(r"\{|\[(?=\s*[{\"'])", text)
    if begun is None:
        return None, []
    written = _WIDE_COMMA.sub(",", _WIDE_COLON.sub(":", with_latex(text[begun.start() :])))
    objects = _objects_in_a_row(written)
    return _found_and_items(objects if len(objects) > 1 else _repaired(written), DEPTH)


def _objects_in_a_row(written: str) -> list[object]:
    """Return the objects that stand one behind the other, as where each sentence has a line of its own."""
    objects: list[object] = []
    at = 0
    while begun := re.compile(r"[\s,]*(?=\{)").match(written, at):
        try:
            told, at = json.JSONDecoder(strict=False).raw_decode(written, begun.end())
        except (ValueError, RecursionError):
            break
        objects.append(told)
    return objects


def _repaired(written: str) -> object:
    """Return what can be read of JSON; None where it is nested beyond all sense."""
    try:
        return json_repair.loads(written)
    except (ValueError, RecursionError):
        return None


def _found_and_items(told: object, depth: int) -> tuple[bool | None, list[Any]]:
    if isinstance(told, list):
        if told and all(isinstance(one, dict) and "sentences" in one for one in told):
            told = told[-1]  # several objects: the last one is the answer
        else:
            return None, [item for item in told if isinstance(item, dict | str)]
    if not isinstance(told, dict) or depth == 0:
        return None, []
    told = _folded(told)
    found = {"true": True, "yes": True, "false": False, "no": False}.get(str(told.get("found")).lower())
    for name in SENTENCES_NAMES:
        inner = told.get(name)
        if isinstance(inner, str) and inner.lstrip()[:1] in {"{", "["}:  # the arguments of a call are JSON in a text
            inner = _repaired(inner)
        if isinstance(inner, list):
            return found, inner
        if name == "sentences" and isinstance(inner, str):
            return found, [inner]
        if isinstance(inner, dict) and inner and all(isinstance(one, dict) for one in inner.values()):
            return found, list(inner.values())  # by their numbers
        if isinstance(inner, dict):
            inner_found, items = _found_and_items(inner, depth - 1)
            return (inner_found if found is None else found), items
    return found, _under_another_name(told, depth, found=found)


def _under_another_name(told: Mapping[str, Any], depth: int, *, found: bool | None) -> list[Any]:
    """Return the object itself where it is a sentence, else the first list of sentences under a name that is not known: one whose
    sentences have ids, then one that is not beside an answer; none of what a model thinks and was given, nor where nothing was
    found.
    """
    if _has_text(told) or found is False:
        return [told] if _has_text(told) else []
    lists: list[list[Any]] = []
    beside: list[list[Any]] = []
    for name, inner in told.items():
        if _is_named(name, _NEVER_ANSWER):
            continue
        if isinstance(inner, dict):
            inner = _found_and_items(inner, depth - 1)[1]
        if (
            isinstance(inner, list)
            and inner
            and all(isinstance(one, dict) and _has_text(_folded(one)) for one in inner)
        ):
            (beside if _is_named(name, _BESIDE) else lists).append(inner)
    return next(filter(_has_ids, [*lists, *beside]), lists[0] if lists else [])


def _is_named(name: str, kind: re.Pattern[str]) -> bool:
    """Return whether the name is of a kind that stands beside an answer: "thoughts", "source_texts", not
    "statements_with_sources".
    """
    words = name.split("_")
    return "with" not in words and bool(kind.fullmatch(words[0]) or kind.fullmatch(words[-1]))


def _has_ids(items: list[Any]) -> bool:
    return any((item := read_item(one)) is not None and item.numbers for one in items)


def _has_text(item: Mapping[str, Any]) -> bool:
    return any(isinstance(item.get(name), str) for name in TEXT_NAMES)


def read_item(item: object) -> AnswerSentenceItem | None:
    """Return an item as a sentence, the numbers that stand in its text taken out; None where it has no text."""
    numbers: list[int] | None = None
    if isinstance(item, str):
        text: object = item
    elif isinstance(item, list) and len(item) == 2 and isinstance(item[0], str):
        text, numbers = item[0], read_ids(item[1], DEPTH)
    elif isinstance(item, Mapping):
        item = _folded(item)
        text = next((item[name] for name in TEXT_NAMES if isinstance(item.get(name), str)), None)
        given = _ids_of(item)
        if text is None and len(item) == 1 and " " in (said := next(iter(item))):  # the ids by the sentence
            text, given = said, item[said]
        numbers = None if given is False else read_ids(given, DEPTH)
        if given is not False and numbers is None:
            return AnswerSentenceItem("", None)  # what it rests on cannot be told
    else:
        return None
    if not isinstance(text, str):
        return None
    marked = [number for marker in MARKER.finditer(text) for number in numbers_of(marker.group())]
    if numbers is None and not marked:
        return AnswerSentenceItem(text.strip(), None)
    return AnswerSentenceItem(MARKER.sub("", text).strip(), [*(numbers or []), *marked])


def _folded(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with the names that it may have in small letters, their words parted by "_"; a sentence that is a name
    stays as it is.
    """
    return {
        name if " " in name else _HUMP.sub("_", name.strip()).lower().replace("-", "_"): value
        for name, value in item.items()
    }


def _ids_of(item: Mapping[str, object]) -> object:
    """Return the ids of an object under whatever name speaks of them, such as "supporting_ids"; False where there is none."""
    named = next((item[name] for name in IDS_NAMES if name in item), False)
    return next((value for name, value in item.items() if _IDS_NAME.search(name)), False) if named is False else named


def read_ids(ids: object, depth: int) -> list[int] | None:
    """Return ids as numbers: one or several, as numbers, text or objects; None where they are none."""
    if ids is None:
        return []
    if isinstance(ids, bool) or depth == 0:
        return None
    if isinstance(ids, str | int | float):
        written = str(ids).translate(_FULL_WIDTH)
        if (one := _ID.fullmatch(written)) is not None:
            return [int(one[1])]
        return (numbers_of(written) if _IDS.fullmatch(written) else None) if written.strip() else []
    if isinstance(ids, Mapping):
        return read_ids(_ids_of(_folded(ids)), depth - 1)
    if not isinstance(ids, list):
        return None
    lists = [read_ids(one, depth - 1) for one in ids]
    return None if None in lists else [number for one in lists if one is not None for number in one]
