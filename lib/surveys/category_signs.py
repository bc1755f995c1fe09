"""The sign of each category, on the screen and in files."""

from __future__ import annotations

SIGNS = {"reported": "✓", "not_reported": "–", "unclear": "?", "not_applicable": "∅", "failed": "!", "tie": "="}
"""One for each category, so that none is told by its colour alone."""
