"""How answerers, tokens and costs are called on the screen."""

import pytest

from lib.ui.kit.answerer_choice import answerer_label, cost_line


@pytest.mark.parametrize(
    ("answerer", "model", "label"),
    [
        ("extractive", "extractive", "Quotes from the papers, no language model"),
        ("claude", "claude-x", "Claude · claude-x"),
        ("claude:claude-x", "", "Claude · claude-x"),
        ("claude:claude-x", "claude-x-20260101", "Claude · claude-x-20260101"),
        ("openai", "llama", "OpenAI protocol · llama"),
        ("openai:lab", "llama", "lab · llama"),
        ("openai:lab", "", "lab"),
    ],
)
def test_an_answerer_is_called_by_its_service_and_its_model(answerer, model, label):
    assert answerer_label(answerer, model) == label


def test_tokens_from_the_cache_are_named():
    tokens = {"input": 34, "cache_read": 1000, "output": 200}
    assert cost_line(tokens, 0.0123) == ["1,234 tokens (1,000 from the cache)", "$0.0123"]
    assert cost_line({"input": 5, "output": 5}, None) == ["10 tokens"]
    assert cost_line({}, None) == []
