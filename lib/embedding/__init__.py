"""Texts as vectors: the bundled encoder and keyword vectors. Nothing is imported until an embedder is opened."""
