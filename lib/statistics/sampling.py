"""A random sample of what is to be reviewed, drawn again the same way from its seed."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence

from lib.errors import ConfigError
from lib.records.core import NAME
from lib.records.reviews import Sample
from lib.times import now


def draw(answer_ids: Sequence[str], size: int, seed: int, stratum_of: Callable[[str], str] | None = None) -> list[str]:
    """Draw that many of the answers, in random order; all of them where there are no more.

    With `stratum_of` each stratum gives its share (largest remainders), and at least one where the size allows.
    """
    if size < 1:
        raise ConfigError("A sample holds at least one answer.")
    generator = random.Random(seed)  # noqa: S311 - to be drawn again, not to keep a secret
    ordered = sorted(answer_ids)
    if stratum_of is None or size >= len(ordered):
        return generator.sample(ordered, min(size, len(ordered)))
    strata: dict[str, list[str]] = defaultdict(list)
    for answer_id in ordered:
        strata[stratum_of(answer_id)].append(answer_id)
    shares = _shares({name: len(members) for name, members in sorted(strata.items())}, size)
    drawn = [answer_id for name, share in shares.items() for answer_id in generator.sample(strata[name], share)]
    generator.shuffle(drawn)
    return drawn


def _shares(sizes: dict[str, int], size: int) -> dict[str, int]:
    """Return how many of each stratum, `size` in all: one each where that is possible, the rest by largest remainders."""
    total = sum(sizes.values())
    base = 1 if size >= len(sizes) else 0
    exact = {name: size * members / total for name, members in sizes.items()}
    shares = {name: min(sizes[name], max(base, int(exact[name]))) for name in sizes}
    while sum(shares.values()) > size:
        above = [name for name in shares if shares[name] > base]
        largest = max(above, key=lambda name: (shares[name] - exact[name], name))
        shares[largest] -= 1
    while sum(shares.values()) < size:
        open_ones = [name for name in sizes if shares[name] < sizes[name]]
        neediest = max(open_ones, key=lambda name: (exact[name] - shares[name], name))
        shares[neediest] += 1
    return shares


def draw_sample(
    name: str,
    answer_ids: Sequence[str],
    size: int,
    seed: int,
    strata: str = "",
    stratum_of: Callable[[str], str] | None = None,
    blind: str = "",
) -> Sample:
    """Draw a sample."""
    return Sample(
        id=uuid.uuid4().hex,
        name=name.strip()[:NAME] or f"Sample of {size}",
        created_at=now(),
        seed=seed,
        size=size,
        strata=strata,
        of=len(set(answer_ids)),
        answer_ids=draw(list(set(answer_ids)), size, seed, stratum_of),
        blind=blind,
    )
