"""The sign of each category, on the screen and in files."""

from __future__ import annotations

SIGNS = {
    "reported": "✓",
    "not_reported": "–",
    "unclear": "?",
    "not_applicable": "∅",
    "failed": "!",
    "tie": "=",
    "disputed": "≠",
    "none": "✗",
}
"""One for each category, and for each state of a final value that has none, so that none is told by its colour alone."""
