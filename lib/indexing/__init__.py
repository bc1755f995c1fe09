"""Passages from sentences, the two Qdrant stores behind one interface, and finding.

`lib.indexing.index` brings LlamaIndex, which takes a second to import: import it where it is first needed.
"""
