"""A worksheet that writes its cells of text quickly, and as text whatever they look like."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet

_LIKE_AN_ESCAPE = re.compile("(?=_x[0-9a-fA-F]{4}_)")
"""What Excel would read as the number of a letter."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no XML holds; `clean` has taken it out of what people and papers write."""
_CARRIAGE_RETURN = "_x000D_"
_REPEATED, _KEPT = 200, 8_192
"""Characters of texts that come again row by row, and how many of them are remembered."""
_letters_of = lru_cache(maxsize=None)(xl_col_to_name)


class TextWorksheet(Worksheet):  # type: ignore[misc]  # it has no types
    """A worksheet of xlsxwriter for `constant_memory`, where each cell of text holds its own.

    xlsxwriter writes a text that begins with `<r>` and ends with `</r>` into the file as markup, so that a paper's words
    could break the sheet; and it makes a list of attributes for each cell, three times the work.
    """

    def begin_row(self, row: int) -> None:
        """Write out the row before; texts come into this one by `put_text`."""
        self._check_dimensions(row, 0)
        if row > self.previous_row:
            self._write_single_row(row)

    def put_text(self, row: int, column: int, text: str, form: Format) -> None:
        """Put a text of no more than Excel's length into a column that has a head, without the checks of `write_string`."""
        self.table[row][column] = CellStringTuple(text, form)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write a cell of text here, any other as xlsxwriter does; rows and columns have no formats of their own."""
        if type(cell).__name__ != "String":
            super()._write_cell(row, col, cell)
            return
        text = cell.string
        inside = _repeated(text) if len(text) <= _REPEATED else _inside(text)
        style = f' s="{cell.format._get_xf_index()}"' if cell.format is not None else ""
        self.fh.write(f'<c r="{_letters_of(col)}{row + 1}"{style} t="inlineStr"><is>{inside}</is></c>')


def _inside(text: str) -> str:
    """Return a text as the element that holds it."""
    blank = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    if "_x" in text:
        text = _LIKE_AN_ESCAPE.sub("_x005F", text)
    if not text.isprintable():
        text = _NOT_XML.sub("", text).replace("\r", _CARRIAGE_RETURN)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<t{blank}>{text}</t>"


_repeated = lru_cache(maxsize=_KEPT)(_inside)
