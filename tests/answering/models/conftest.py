"""What the tests of models share."""

from collections.abc import Iterator

import pytest

from lib.answering.models import claude, openai


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """What one test's server refused is no news of the next one's."""
    yield
    claude.refusals.clear()
    openai.refusals.clear()
