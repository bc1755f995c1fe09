"""The queue: one answer after the other, each beside its evidence, judged in the verdict bar."""
