"""Passages from sentences, and finding them."""
