"""What the tests of models share."""

from collections.abc import Iterator

import pytest

import lib.answering.answerers  # noqa: F401 - registers the providers, whose keys the settings then know
from lib.answering.providers.claude import answerer as claude
from lib.answering.providers.openai import answerer as openai


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """Forget after each test what its server refused: it says nothing of the next one's."""
    yield
    claude.capabilities.clear()
    openai.capabilities.clear()
