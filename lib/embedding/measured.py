"""What embedders were measured at, for those who choose one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasuredEmbedder:
    """An embedder with how much of the evidence that experts marked is found by it within 4,000 characters, 0-1."""

    setting: str
    """What it is called in Settings."""
    with_pieces: float
    """As it is used: with vectors for word pieces on 96 principal components."""
    alone: float | None
    """With vectors of whole passages alone, as a server's are used; None where it was not measured so."""


MEASURED = (
    MeasuredEmbedder("minilm", 0.604, None),
    MeasuredEmbedder("BAAI/bge-small-en-v1.5", 0.580, 0.540),
    MeasuredEmbedder("intfloat/e5-small-v2", 0.574, 0.563),
)
"""On the 40 development papers of Howcroft et al. 2020, one version of Sidelight for all three (`benchmarks/retrieval.py
--embedder`); a later version finds a little more or less by each. Best first."""
MEASURED_ON = "questions on 40 papers with marked evidence"
EVIDENCE_CHARACTERS = 4_000
"""Of passages, best first, in which the evidence is looked for."""
