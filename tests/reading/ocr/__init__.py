"""Tests of recognising text."""
