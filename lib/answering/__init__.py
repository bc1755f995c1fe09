"""Answers from passages: prompts, the answerers behind one protocol, and the check of every sentence against its evidence."""
