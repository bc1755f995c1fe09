"""The Survey screen, one module for each thing on it."""
