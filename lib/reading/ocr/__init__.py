"""Text of pages that are pictures: lines found, read and placed."""

RECOGNISER_VERSION = 1
"""Raised whenever what is recognised changes in a release: pages that an older one recognised are recognised again."""
