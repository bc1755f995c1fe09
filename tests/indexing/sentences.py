"""Made-up readings for the tests of this room."""

from __future__ import annotations

from lib.records import Box, Sentence, SentenceKind


def sentence(number: int, text: str, section: str = "Methods", kind: SentenceKind = "body", page: int = 1) -> Sentence:
    return Sentence(number, text, section, kind, [Box(page, 0.1, 0.1, 0.9, 0.12)], [text])


def reading(*parts: tuple[str, SentenceKind, str]) -> list[Sentence]:
    """Return sentences in order from (section, kind, text)."""
    return [sentence(i, text, section, kind) for i, (section, kind, text) in enumerate(parts)]


def filler(count: int, section: str = "Introduction", word: str = "filler") -> list[tuple[str, SentenceKind, str]]:
    return [
        (section, "body", f"{word.title()} number {i} says little of note about {word}{i} and its kin.")
        for i in range(count)
    ]


WHALES = reading(
    ("", "front", "Counting whales from aeroplanes"),
    *filler(12),
    ("Methods", "heading", "Methods"),
    ("Methods", "body", "Whales were counted from aeroplanes at a height of 300 metres."),
    ("Methods", "body", "Two observers counted independently."),
    ("Methods > Training", "heading", "Training"),
    ("Methods > Training", "body", "The network was trained on 4,000 aerial pictures for 50 epochs."),
    ("Methods > Training", "caption", "Table 1: Hyperparameters of the network."),
    ("Methods > Training", "table", "parameter: learning rate; value: 0.001"),
    ("Methods > Training", "body", "Training stopped early when the loss rose."),
    ("References", "heading", "References"),
    ("References", "reference", "[1] A. Ahab. Whales counted from aeroplanes. 1851."),
)
BIRDS = reading(
    *filler(12, word="other"),
    ("Results", "heading", "Results"),
    ("Results", "body", "Birds were recorded with microphones in the forest."),
    ("Results", "body", "The kappa of the two raters was 0.77."),
)
