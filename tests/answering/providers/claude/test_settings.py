"""What can be set about Claude is what its API takes."""

from typing import get_args, get_type_hints

from anthropic.types import OutputConfigParam

from lib.answering.providers.claude.settings import EFFORT


def test_every_effort_of_the_sdk_can_be_chosen() -> None:
    taken = {word for of in get_args(get_type_hints(OutputConfigParam)["effort"]) for word in get_args(of)}
    assert "max" in taken
    assert set(EFFORT.choices) == {"", *taken}
