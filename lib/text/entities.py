"""Character references of HTML ("&lt;", "&#8211;") in text that is no HTML."""

from __future__ import annotations

import html
import re
from html.entities import html5

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def without_entities(text: str) -> str:
    """Return the text with character references as characters, those alone that are whole.

    `html.unescape` reads "&sect" and "&not" without their semicolon too, which spoils addresses ("?doi=…&section=2") and words.
    """
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    written = found.group()
    return html.unescape(written) if written[1] == "#" or written[1:] in html5 else written
