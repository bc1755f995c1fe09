"""What the rows and columns of tables are called: words of labels and heads, short forms written out, words that only ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.answering.offline.relevance import word_weights
from lib.records import Sentence, Table, TableCell
from lib.text.terms import content_stems, tokens

_PLACE_WORDS = re.compile(
    r"\b(?:in|of|from) (?:the )?(?:rows?|columns?|tables?|cells?)\b|\breported as\b", re.IGNORECASE
)
"""Words for the place of a cell, not for what it says."""
_HOW = re.compile(r"\bhow (?:long|old|large|big|high|low|often|far|fast|tall|deep|heavy|wide)\b", re.IGNORECASE)
"""Words that ask for a number; "high" of "how high" names no row of high risk."""
_SAYS = frozenset(
    content_stems(
        "reach reached achieve achieved obtain obtained contain contains report reported record recorded measure measured give"
        " given show shown find found observe observed rate rated count counted score scored value result number amount"
        " quantity total level belong say said answer answered state tell list call name"
    )
)
"""Words that say that there is a value, not which one."""
_SHARE = frozenset(content_stems("percentage percent share proportion rate fraction"))
"""Words for what is printed with "%"."""
_SHORT_FORM = re.compile(r"\b[A-Z][A-Za-z]{0,4}[A-Z]\b")
_BEFORE_BRACKET = re.compile(r"((?:[A-Za-z][\w-]*\s+){1,6})\(([A-Z][A-Za-z]{0,4}[A-Z])s?\)")
_IN_NOTE = re.compile(r"\b([A-Z][A-Za-z]{0,4}[A-Z])\s*[,:=–]\s*((?:[A-Za-z][\w-]*\s?){1,6})")
_COUNTED = re.compile(r"^\d{1,3}[.)]?\s+(?=\D)")
"""The number that counts a row, before its name."""
_LETTER = re.compile(r"(?<![\w'’])[A-Z](?![\w'’.])")
"""A letter by itself, as groups are named."""
_UNIT = re.compile(r"[(\[][^()\[\]]*[)\]]|,\s*\S{1,8}$")


@dataclass(frozen=True)
class AskedWords:
    """The words of a question, as the names of cells are compared with them."""

    weights: Mapping[str, float]
    """How rare each stem is in the paper."""
    plain: frozenset[str]
    """All its words as they stand, the commonest too: heads such as "No" and "Notes" are made of them."""
    long_forms: Mapping[str, str]
    """Of the paper's short forms."""

    def stems_of(self, text: str) -> set[str]:
        """Return the stems of a label or head, those of its short forms written out among them."""
        found = set(content_stems(text))
        for short in set(_SHORT_FORM.findall(text)) & self.long_forms.keys():
            found.update(content_stems(self.long_forms[short]))
        return found | (_SHARE if "%" in text else frozenset())

    def share_named(self, name: str) -> float:
        """Return the share of a label's words that the question has, its unit in brackets and its running number left out; 0
        for none.
        """
        bare = _COUNTED.sub("", name.strip())
        stems = set(content_stems(_UNIT.sub(" ", bare))) or set(content_stems(bare))
        if not stems:
            words = set(tokens(bare))
            return len(words & self.plain) / len(words) if words else 0.0
        return max(_share(stems, self.weights), self._long_share(bare))

    def _long_share(self, name: str) -> float:
        long = self.long_forms.get(_UNIT.sub(" ", name).strip())
        return _share(set(content_stems(long)), self.weights) if long else 0.0


def _share(stems: set[str], asked: Mapping[str, float]) -> float:
    return len(stems & asked.keys()) / len(stems) if stems else 0.0


def asked_words(question: str, sentences: Sequence[Sentence], tables: Sequence[Table]) -> AskedWords:
    """Return the words of a question, weighed by how rare they are in the paper. A word that only asks counts where a label or
    a head has it.
    """
    bare = _PLACE_WORDS.sub(" ", _HOW.sub(" ", question))
    named = {
        stem for table in tables for cell in table.cells if cell.is_head or cell.column == 0 for stem in _stems(cell)
    }
    stems = {stem for stem in content_stems(bare) if stem not in _SAYS or stem in named}
    weights, _ = word_weights(sentences, stems)
    return AskedWords(weights, frozenset(tokens(bare)), long_forms(sentences, tables))


def single_letters(text: str) -> set[str]:
    """Return the capital letters that stand by themselves, as in "group C", which are no words."""
    return set(_LETTER.findall(text))


def _stems(cell: TableCell) -> Iterable[str]:
    return content_stems(cell.text)


def long_forms(sentences: Sequence[Sentence], tables: Sequence[Table]) -> dict[str, str]:
    """Return what the short forms in labels and heads stand for: "False Positive (FP)" in the text, "FP, false positive" in a
    note; the words' first letters must be the short form's.
    """
    wanted = {
        short
        for table in tables
        for cell in table.cells
        if cell.is_head or cell.column == 0
        for short in _SHORT_FORM.findall(cell.text)
    }
    if not wanted:
        return {}
    out: dict[str, str] = {}
    notes = [note for table in tables for note in [*table.notes, table.caption]]
    for text in [*notes, *(sentence.text for sentence in sentences if "(" in sentence.text)]:
        pairs = [(short, words) for words, short in _BEFORE_BRACKET.findall(text)] + _IN_NOTE.findall(text)
        for short, words in pairs:
            if short in wanted and (found := _written_out(short, words.split())):
                out.setdefault(short, found)
    return out


def _written_out(short: str, words: Sequence[str]) -> str:
    """Return the words whose first letters are the short form's, from the first or up to the last of them; empty for none."""
    letters = short.upper()
    for run in (words[-len(letters) :], words[: len(letters)]):
        if "".join(word[:1].upper() for word in run) == letters:
            return " ".join(run)
    return ""
