"""What an answer costs, from a dated table that the settings can override."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DATED = "2026-11-21"
"""When the prices below were looked up (platform.claude.com, Pricing and the models' own pages)."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars a million tokens."""

    input: float
    output: float
    cache_read: float | None = None
    """None: as input."""
    cache_write: float | None = None
    """For five minutes; None: as input."""
    long_prompt: float = float("inf")
    """Tokens of prompt, caches included, above which everything costs `long_factor` times as much."""
    long_factor: float = 1.0


HOUR_FACTOR = 2.0
"""Times the price of input that what is cached for an hour costs to write (Prompt caching, Pricing)."""

PRICES = {
    "claude-fable-5-1": Price(10, 50, 0.25, 12.5),
    "claude-fable-5": Price(10, 50, 1, 12.5),
    "claude-opus-5-5": Price(4, 20, 0.2, 5),
    "claude-opus-5": Price(5, 25, 0.5, 6.25),
    "claude-opus-4-8": Price(5, 25, 0.5, 6.25),
    "claude-opus-4-7": Price(5, 25, 0.5, 6.25),
    "claude-opus-4-6": Price(5, 25, 0.5, 6.25),
    "claude-opus-4-5": Price(5, 25, 0.5, 6.25),
    "claude-sonnet-5-5": Price(2, 10, 0.1, 2.5),
    "claude-sonnet-5": Price(2, 10, 0.2, 2.5),
    "claude-sonnet-4-6": Price(3, 15, 0.3, 3.75),
    "claude-sonnet-4-5": Price(3, 15, 0.3, 3.75),
    "claude-haiku-5-5": Price(0.1, 0.5, 0.01, 0.125, long_prompt=100_000, long_factor=5),
    "claude-haiku-4-5": Price(1, 5, 0.1, 1.25),
}


def price_of(model: str, overrides: Mapping[str, Mapping[str, float]] | None = None) -> Price | None:
    """Return the price of a model, the settings' own first; a dated name ("…-20251001") costs as the name before its date."""
    for name in (model, _undated(model)):
        if overrides and name in overrides:
            return Price(**overrides[name])
        if name in PRICES:
            return PRICES[name]
    return None


def cost(
    model: str, tokens: Mapping[str, int], overrides: Mapping[str, Mapping[str, float]] | None = None
) -> float | None:
    """Return US dollars for one call's tokens (`input`, `output`, `cache_read`, `cache_write`, `cache_write_hour`); None for an
    unknown price.
    """
    price = price_of(model, overrides)
    if price is None or not tokens:
        return None
    prompt = sum(tokens.get(part, 0) for part in ("input", "cache_read", "cache_write", "cache_write_hour"))
    factor = price.long_factor if prompt > price.long_prompt else 1.0
    dollars = (
        tokens.get("input", 0) * price.input
        + tokens.get("output", 0) * price.output
        + tokens.get("cache_read", 0) * (price.input if price.cache_read is None else price.cache_read)
        + tokens.get("cache_write", 0) * (price.input if price.cache_write is None else price.cache_write)
        + tokens.get("cache_write_hour", 0) * price.input * HOUR_FACTOR
    )
    return factor * dollars / 1_000_000


def price_table(overrides: Mapping[str, Mapping[str, float]] | None = None) -> dict[str, tuple[Price, str]]:
    """Return all known prices by model, each with when it was looked up, or "yours" where the settings name it."""
    own = {model: (Price(**parts), "yours") for model, parts in (overrides or {}).items()}
    return own | {model: (price, DATED) for model, price in PRICES.items() if model not in own}


def _undated(model: str) -> str:
    stem, _, date = model.rpartition("-")
    return stem if len(date) == 8 and date.isdigit() else model
