"""Screenings: which papers are on topic, by keywords and by one question."""
