"""The Settings screen, one module for each thing on it."""
