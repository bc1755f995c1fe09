"""How texts end."""

from __future__ import annotations

import re

FINAL = re.compile(r"[.!?:。！？؟۔…]['\"”’»)\]]*(?:\d{1,3}(?:[,–-]\d{1,3})*)?$")
"""A text's end at which a sentence may end; note marks may follow."""
