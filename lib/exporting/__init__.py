"""Answers, surveys and reviews as files."""
