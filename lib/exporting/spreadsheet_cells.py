"""Cells of spreadsheets that hold text of papers, people and models: never a formula, never too long."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from lib.text.cleaning import clean

Cell = str | int | float | None
LONGEST = 32_767
"""Characters that a cell of Excel holds, counted in UTF-16 units (its specifications and limits)."""
REPEATED, TEXTS_KEPT = 200, 8_192
"""Characters of texts that a table repeats row by row, such as a paper's title, and how many of them are remembered."""
CUT = " … [cut: a cell holds no more; the whole text is in the JSONL export]"
_STARTERS = frozenset("=+-@")
_STARTERS_INSIDE = re.compile(r"([;\n][ \xa0\"]*)(?=[=+\-@＝＋－＠﹢﹣﹫﹦])")
_PLAIN_NUMBER = re.compile(
    r"[+\-\N{MINUS SIGN}]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+\-\N{MINUS SIGN}]?[0-9]{1,2})?"
)
_LEADING_ZERO = re.compile(r"[+\-\N{MINUS SIGN}]?0[0-9]")
MOST_DIGITS = 15
"""Digits of a number that a cell of Excel keeps (its specifications and limits)."""


def safe_cell(value: Cell) -> Cell:
    """Return the cell as it may stand in a spreadsheet; numbers stay numbers, but for those that are none (NaN, infinities).

    Text that a spreadsheet would run (`=`, `+`, `-`, `@` first, blanks and their wide forms apart) gets an apostrophe in
    front, as OWASP's page on CSV injection has it, unless all of it is one number, which runs nothing. Control characters,
    tabs among them, go.
    """
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return _safe_text(value) if isinstance(value, str) and len(value) <= REPEATED else _made_safe(str(value))


def _made_safe(value: str) -> str:
    text = clean(value)
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])
    if first[:1] in _STARTERS and first and not _PLAIN_NUMBER.fullmatch(text.strip()):
        text = "'" + text
    return _cut(text)


def printed_number(text: str) -> Decimal | None:
    """Return the number that a text is and nothing beside it, its decimal places kept; None for all other text.

    Taken: a sign (U+2212 too), digits, commas at thousands, a decimal point, an exponent. Not taken: what a spreadsheet would
    not keep as it is printed, as the zeros in front of "0012" and the last digits of a very long number.
    """
    text = clean(text).strip()
    if not _PLAIN_NUMBER.fullmatch(text) or _LEADING_ZERO.match(text):
        return None
    number = Decimal(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))
    return number if len(number.as_tuple().digits) <= MOST_DIGITS else None


_safe_text = lru_cache(maxsize=TEXTS_KEPT)(_made_safe)


def safe_csv_cell(value: Cell) -> Cell:
    """Return the cell as `safe_cell` does, safe also where a spreadsheet takes the semicolon for the delimiter.

    Then it passes over the quotes, and cells begin at semicolons and line ends inside the text, at quotes after them too.
    """
    text = safe_cell(value)
    return _STARTERS_INSIDE.sub(r"\1'", text) if isinstance(text, str) else text


def is_cut(value: Cell) -> bool:
    """Return whether `safe_cell` left words out."""
    return isinstance(value, str) and value.endswith(CUT)


def _cut(text: str) -> str:
    if 2 * len(text) <= LONGEST:  # whatever its letters are
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= LONGEST:
        return text
    kept = units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore")
    return kept + CUT
