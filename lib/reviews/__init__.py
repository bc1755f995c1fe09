"""Verdicts of people and how far they agree."""
