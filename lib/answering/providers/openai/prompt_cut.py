"""Whether a server read the whole of a prompt."""

from __future__ import annotations

from lib.answering.providers.service_errors import Service

MOST_CHARACTERS = 8
"""Of one token, on average over a prompt: English has 4 to 5, other scripts fewer."""
USUAL_CHARACTERS = 3
"""Of one token, at the least, in English with many numbers."""
CONTEXTS = frozenset(2**power for power in range(11, 18))
"""Tokens of the contexts that servers have by default, 2,048 to 131,072: a prompt of exactly that many was cut there."""
LEAST_COUNT = 256
"""Tokens of a prompt, below which a server counts only what it had not cached."""


def cut_prompt(service: Service, characters: int, tokens: int) -> str | None:
    """Return a note that a server read only a part of what it was sent; None where nothing points to that.

    Local servers cut the front of a prompt that is longer than their context, without a word: the count alone tells it. A count
    below the least is of what was not cached.
    """
    if tokens < LEAST_COUNT:
        return None
    too_few = characters > tokens * MOST_CHARACTERS
    is_context = tokens in CONTEXTS and characters > tokens * USUAL_CHARACTERS
    if not (too_few or is_context):
        return None
    return (
        f"{service.name} read only a part of what it was given: {tokens:,} tokens of about {characters // 4:,}. The beginning "
        "was cut off, instructions included. Give it a larger context (with Ollama, set OLLAMA_CONTEXT_LENGTH), or ask with "
        "fewer passages."
    )
