"""Models that go round in circles."""

import pytest

from lib.answering.loop_detection import loop_start

PROSE = (
    "The network was trained for 300 epochs. The learning rate was 0.001. Images were resized to 512 pixels. "
    "Training took nine hours on one machine. Leaves were annotated by hand. The test set held 300 sheets. "
)


@pytest.mark.parametrize(
    "circle", ["I do not know. ", "a", "one two three four five six seven eight nine ten.\n", PROSE]
)
def test_a_circle_is_found_behind_its_first_round(circle: str) -> None:
    text = "It begins well, with a sentence of its own: " + circle * (4 if len(circle) > 100 else 200)
    start = loop_start(text)
    assert start is not None
    assert len(circle) <= start <= len(text) - 2 * len(circle)
    assert circle.strip()[:5] in text[:start]


@pytest.mark.parametrize(
    "text", ["", "Short.", PROSE, PROSE + PROSE, "." * 500, "0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 " * 2]
)
def test_a_text_that_repeats_itself_little_is_no_circle(text: str) -> None:
    assert loop_start(text) is None
