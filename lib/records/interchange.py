"""How an export says that it is one, so that another installation can read it."""

from __future__ import annotations

FORMAT = "sidelight-export"
VERSION = 1
"""Of the format; a higher one is not read by this installation."""
EXPORT_KINDS = {"answer": "an answer", "survey": "a survey", "review": "a review", "papers": "papers alone"}
"""What an export holds, each in words."""
