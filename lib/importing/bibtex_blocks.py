"""The blocks of a BibTeX file, read as far as they can be: strings put in, what is missing told by its line.

bibtexparser and pybtex lose an entry, or a field in another one, where a comma is missing, where values are joined by "#" or
where round brackets stand for braces.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
JOINED_FIELDS = frozenset({"author", "editor"})
"""Fields that some programs write once a person."""
JOINED_CHARACTERS = 100_000
"""Of a value that is joined at most; what would make it longer is left out: strings that name themselves grow without end."""
PARENTS = 5
"""Generations of `crossref` that are followed."""
MOST_UNCLOSED = 20
"""Values of an entry whose bracket or quote, looked for to the entry's end, never comes; one with more is read no further."""
WHOLES = ("journaltitle", "journal", "booktitle")
"""Fields that name what an entry stands in."""
INHERITED = ("year", "date", "author", "volume", *WHOLES)
"""What an entry takes from the one that `crossref` names, where it lacks it; title, pages, address and DOI are the book's own."""
IN_BOOKS = frozenset({"incollection", "inproceedings", "conference"})
"""Kinds of entries whose book's title may stand as the title of the entry that `crossref` names, as biblatex has it."""
_BLOCK = re.compile(r"@\s*([A-Za-z][\w:.-]*)\s*([{(])")
_NEXT_BLOCK = re.compile(r"^[ \t]*@\s*[A-Za-z]+\s*[{(]\s*[^\s,{}()=\"]+\s*,", re.MULTILINE)
_BETWEEN = re.compile(r"(?:[\s,;]|%[^\n]*\n)*")
_NAME = re.compile(r"([^\s=,{}()\"#%@]+)\s*=\s*")
_WORD = re.compile(r"[^\s,{}()\"#=%]+")
_WORDS = re.compile(r"[^\s,{}()\"#=%]+(?:[ \t]+[^\s,{}()\"#=%]+)*(?=\s*[,})])")
"""Of a value that stands without braces."""
_JOIN = re.compile(r"\s*#\s*")
_KEY = re.compile(r"\s*+([^,\n=})]*+)(?:\s*+(?:,|(?=[})]))|\n)")
_BRACE = re.compile(r"\\.|[{})]", re.DOTALL)
_BRACE_OR_QUOTE = re.compile(r"\\.|[{}\"]", re.DOTALL)
_QUOTE_END = re.compile(r'"\s*+(?=[,#})]|[A-Za-z][\w:-]*\s*=\s*[{"\w]|$)')
_RECOVERY = re.compile(
    r",\s*(?=[A-Za-z][\w:-]*\s*=\s*[{\"\w])|\n[^\S\n]*(?=[A-Za-z][\w:-]*\s*=\s*[{\"\w])|\n[^\S\n]*[})]"
    r"|[})](?=\s*(?:@|\Z))"
)


@dataclass(slots=True)
class Block:
    """An entry as it is written."""

    kind: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    """By name in small letters."""


class BrokenBlock(Exception):
    """A block without an end; the reading goes on with the next one."""


class BibtexReader:
    """Reads one file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_ends = [found.start() for found in re.finditer("\n", text)]
        self._begins = [found.start() for found in _NEXT_BLOCK.finditer(text)]
        self._strings = {month: month for month in MONTHS}
        self._later: dict[str, str] = {}
        """Strings of the whole file, for those that stand behind their first use."""
        self.blocks: list[Block] = []
        self.preambles: list[str] = []
        """What stands in `@preamble`, as written."""
        self.notes: list[str] = []

    def read(self) -> list[Block]:
        """Return the entries in their order, with what they inherit."""
        self._look_ahead()
        at = 0
        while (begun := _BLOCK.search(self._text, at)) is not None:
            try:
                at = self._read_block(begun)
            except BrokenBlock:
                line = self._line(begun.start())
                self.notes.append(f"The entry in line {line:,} cannot be read and was left out.")
                at = self._next_block(begun.end())
        self._inherit()
        return self.blocks

    def _look_ahead(self) -> None:
        """Keep the first value of each string: some programs write those behind the entries that use them."""
        for begun in _BLOCK.finditer(self._text):
            if begun[1].lower() == "string":
                with suppress(BrokenBlock):
                    fields, _ = self._fields(begun.end(), "}" if begun[2] == "{" else ")", begun.start())
                    for name, value in fields.items():
                        self._later.setdefault(name, value)
        self.notes.clear()  # each is told again in its turn

    def _line(self, at: int) -> int:
        return bisect_left(self._line_ends, at) + 1

    def _next_block(self, at: int) -> int:
        """Return where the next block begins; the end of the text where none does."""
        place = bisect_left(self._begins, at)
        return self._begins[place] if place < len(self._begins) else len(self._text)

    def _read_block(self, begun: re.Match[str]) -> int:
        kind, closing = begun[1].lower(), "}" if begun[2] == "{" else ")"
        if kind in {"comment", "preamble"}:
            try:
                content, end = self._balanced(begun.end(), closing)
            except BrokenBlock:
                return begun.end()
            if kind == "preamble":
                self.preambles.append(content)
            return end
        if kind == "string":
            fields, at = self._fields(begun.end(), closing, begun.start())
            self._strings.update(fields)
            return at
        key = _KEY.match(self._text, begun.end())
        if key is None:  # it has no key at all
            name, at = "", begun.end()
        else:
            name, at = key[1].strip(), key.end()
        fields, at = self._fields(at, closing, begun.start())
        self.blocks.append(Block(kind, name, self._line(begun.start()), fields))
        return at

    def _fields(self, at: int, closing: str, begun: int) -> tuple[dict[str, str], int]:
        """Return the fields up to the closing bracket, and the place behind it."""
        fields: dict[str, str] = {}
        unclosed = 0
        while True:
            between = _BETWEEN.match(self._text, at)
            at = between.end() if between else at
            if at >= len(self._text):
                return self._without_end(fields, begun), at
            if self._text[at] == closing:
                return fields, at + 1
            if fields and self._next_block(at) == at:
                return self._without_end(fields, begun), at
            named = _NAME.match(self._text, at)
            if named is None:
                at = self._recovered(at, begun)
                continue
            try:
                value, at = self._value(named.end(), closing)
            except BrokenBlock:
                unclosed += 1
                if unclosed > MOST_UNCLOSED:
                    return self._without_end(fields, begun), at
                value, at = self._unclosed(named, begun)
            _put(fields, named[1].lower(), value)

    def _recovered(self, at: int, begun: int) -> int:
        """Return where the next field begins, or the block ends, behind something that is no field."""
        found = _RECOVERY.search(self._text, at, self._next_block(at))
        if found is None:
            raise BrokenBlock
        self.notes.append(
            f"In the entry in line {self._line(begun):,}, line {self._line(at):,} is no field and was left out."
        )
        end = found.end()
        return end - 1 if self._text[end - 1] in "})" else end

    def _without_end(self, fields: dict[str, str], begun: int) -> dict[str, str]:
        """Return the fields of an entry that never ends, each cut where it swallowed the next; raises BrokenBlock for none."""
        if not fields:
            raise BrokenBlock
        self.notes.append(f"The entry in line {self._line(begun):,} has no end; it is taken as far as it goes.")
        return {
            name: value[: found.start()] if (found := _RECOVERY.search(value)) else value
            for name, value in fields.items()
        }

    def _unclosed(self, named: re.Match[str], begun: int) -> tuple[str, int]:
        """Return a value whose bracket or quote never ends, up to where the next field begins or the entry ends."""
        found = _RECOVERY.search(self._text, named.end(), self._next_block(named.end()))
        if found is None:
            raise BrokenBlock
        line, whose = self._line(named.start()), self._line(begun)
        self.notes.append(
            f"In the entry in line {whose:,}, the {named[1].lower()} in line {line:,} has no end; look at it."
        )
        return self._text[named.end() : found.start()].lstrip('{"').rstrip('}", \n'), found.start()

    def _value(self, at: int, closing: str) -> tuple[str, int]:
        """Return a value, its parts joined, and the place behind it."""
        parts, length = list[str](), 0
        while True:
            part, at = self._part(at, closing)
            length += len(part)
            if length <= JOINED_CHARACTERS or not parts:
                parts.append(part)
            join = _JOIN.match(self._text, at)
            if join is None:
                return "".join(parts), at
            at = join.end()

    def _part(self, at: int, closing: str) -> tuple[str, int]:
        if at >= len(self._text):
            raise BrokenBlock
        if self._text[at] == "{":
            return self._balanced(at + 1, "}")
        if self._text[at] == '"':
            return self._quoted(at + 1)
        word = _WORD.match(self._text, at)
        if word is None:
            return "", at
        name = word.group().lower()
        if name in self._strings or name in self._later:
            return self._strings.get(name, self._later.get(name, "")), word.end()
        words = _WORDS.match(self._text, at) or word
        return words.group(), words.end()

    def _balanced(self, at: int, closing: str) -> tuple[str, int]:
        """Return what stands before the closing bracket, and the place behind it. Raises BrokenBlock where it never comes."""
        depth = 0
        for found in _BRACE.finditer(self._text, at, self._next_block(at)):
            sign = found.group()
            if sign == closing and depth == 0:
                return self._text[at : found.start()], found.end()
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if depth < 0:
                raise BrokenBlock
        raise BrokenBlock

    def _quoted(self, at: int) -> tuple[str, int]:
        """Return what stands before the closing quote: one outside braces, with nothing but the next field behind it."""
        depth = 0
        for found in _BRACE_OR_QUOTE.finditer(self._text, at, self._next_block(at)):
            sign = found.group()
            if sign == '"' and depth <= 0 and _QUOTE_END.match(self._text, found.start()):
                return self._text[at : found.start()], found.end()
            depth += {"{": 1, "}": -1}.get(sign, 0)
        raise BrokenBlock

    def _inherit(self) -> None:
        by_key = {block.key.lower(): block for block in reversed(self.blocks) if block.key}
        for block in self.blocks:
            for name in block.fields.get("xdata", "").lower().split(","):
                source = by_key.get(name.strip())
                for inherited, value in source.fields.items() if source is not None else ():
                    block.fields.setdefault(inherited, value)
        for block in self.blocks:
            parent = block
            for _ in range(PARENTS):
                above = by_key.get(parent.fields.get("crossref", "").strip().lower())
                if above is None or above is block:
                    break
                parent = above
                _take_over(block, parent.fields)


def _take_over(block: Block, parent: Mapping[str, str]) -> None:
    """Give an entry what it lacks and the one above it has."""
    own = block.fields
    has_whole = any(own.get(name, "").strip() for name in WHOLES)
    for name in INHERITED:
        is_given = ("editor" in own) if name == "author" else has_whole if name in WHOLES else False
        if name in parent and not is_given:
            own.setdefault(name, parent[name])
    if block.kind in IN_BOOKS and "title" in own and "title" in parent and not any(name in own for name in WHOLES):
        own["booktitle"] = parent["title"]


def _put(fields: dict[str, str], name: str, value: str) -> None:
    """Put a field beside the others; of one given twice the later counts, but people are added up."""
    before = fields.get(name, "")
    if name in JOINED_FIELDS and before.strip() and value.strip() and value.strip() not in before:
        fields[name] = f"{before} and {value}"
    elif value.strip() or not before:
        fields[name] = value
