"""The library of papers at work: reading and indexing them, searching them, answering questions of them."""
