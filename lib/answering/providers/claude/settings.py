"""What is set about Claude: its key, its address, which of its models is asked and how long it thinks."""

from __future__ import annotations

from collections.abc import Mapping

from lib.answering.providers.keys import Key, find_key
from lib.answering.providers.provider import ModelsOption, TextOption, pictures_option
from lib.answering.providers.service_errors import KEYS_TYPED
from lib.config import KeyField, Settings, check_address

PREFIX, LABEL = "claude", "Claude"
ADDRESS = "https://api.anthropic.com"
ADDRESS_VARIABLE = "ANTHROPIC_BASE_URL"
KEY = KeyField("anthropic", "ANTHROPIC_API_KEY")
KEY_HINT = f"Type one {KEYS_TYPED}, or set {KEY.variable}."

MODEL = TextOption(
    "claude_model",
    "Model",
    "claude-sonnet-5-5",
    is_model=True,
    help="Fetch the list below, or type a model's id.",
)
"""What `claude` asks."""
MODELS = ModelsOption("claude_models", "More of its models to choose from when asking")
"""Others of its models that can be chosen when asking, as `claude:MODEL`."""
EFFORT = TextOption(
    "claude_effort",
    "How long it thinks",
    "medium",
    {
        "": "as the model likes",
        "low": "low",
        "medium": "medium",
        "high": "high",
        "xhigh": "very high",
        "max": "as long as it can",
    },
    help="Models that know no such setting do without.",
)
"""How long Claude thinks; empty leaves it to the model. Models that know none do without."""

PICTURES = pictures_option(
    "claude_pictures",
    "About 1,600 tokens a picture, two at the most a question. What is read off a picture is marked as such.",
)
"""Whether it is shown figures as pictures."""


def claude_key(settings: Settings, keys: Mapping[str, str]) -> Key:
    """Return the key for Claude: typed (`anthropic`), else of the settings; empty where there is none."""
    return find_key(settings, keys, KEY, PREFIX)


def claude_address(settings: Settings) -> str:
    """Return where Claude is asked; raises ConfigError for an address that cannot be one."""
    address = settings.addresses.get(ADDRESS_VARIABLE) or ADDRESS
    check_address(LABEL, address)
    return address
