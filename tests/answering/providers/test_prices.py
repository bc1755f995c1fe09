"""What an answer costs."""

import pytest

from lib.answering.providers.prices import cost, price_of


def test_each_part_of_the_tokens_has_its_price() -> None:
    tokens = {"input": 1_000_000, "output": 1_000_000, "cache_read": 1_000_000, "cache_write": 1_000_000}
    assert cost("claude-haiku-4-5", tokens) == pytest.approx(1 + 5 + 0.1 + 1.25)


def test_a_dated_name_costs_as_its_model() -> None:
    assert price_of("claude-haiku-4-5-20251001") == price_of("claude-haiku-4-5")


def test_a_long_prompt_costs_more_where_the_model_says_so() -> None:
    assert cost("claude-haiku-5-5", {"input": 100_000, "output": 0}) == pytest.approx(0.01)
    assert cost("claude-haiku-5-5", {"input": 60_000, "cache_read": 40_001, "output": 0}) == pytest.approx(
        5 * (60_000 * 0.1 + 40_001 * 0.01) / 1e6
    )


def test_an_unknown_price_is_none_and_the_settings_know_better() -> None:
    tokens = {"input": 1_000_000, "output": 0, "cache_read": 1_000_000}
    assert cost("llama", tokens) is None
    assert cost("llama", tokens, {"llama": {"input": 0.5, "output": 1}}) == pytest.approx(1.0)
    assert cost("claude-sonnet-5-5", {}) is None
