"""Tests of lib.places."""
