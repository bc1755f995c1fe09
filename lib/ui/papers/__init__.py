"""The Papers screen."""
