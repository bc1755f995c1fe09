"""Every fixed sentence that an answerer says or a model is told, in one place; tests use the same constants."""

NOT_FOUND = "The papers do not say."
"""The whole text of an answer with `found` False, whatever the answerer."""

STOPPED_BY_USER = "Stopped before the answer was complete."
"""`Draft.stopped` where the listener returned False."""
