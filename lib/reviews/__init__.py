"""Verdicts of people: the queue of answers to review, what was said of them, and who is compared with whom."""
