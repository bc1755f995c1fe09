from lib.answering.providers.capabilities import Refusals


def test_what_one_place_refuses_is_not_held_against_another() -> None:
    refusals = Refusals()
    refusals.add(("http://a/v1", "llama"), "temperature")
    refusals.add(("http://a/v1", "llama"), "response_format")
    assert refusals.of(("http://a/v1", "llama")) == {"temperature", "response_format"}
    assert refusals.of(("http://b/v1", "llama")) == refusals.of(("http://a/v1", "other")) == frozenset()
