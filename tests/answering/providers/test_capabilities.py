from lib.answering.providers.capabilities import Capabilities


def test_what_one_place_refuses_is_not_held_against_another() -> None:
    capabilities = Capabilities()
    capabilities.add_refused(("http://a/v1", "llama"), "temperature")
    capabilities.add_refused(("http://a/v1", "llama"), "response_format")
    assert capabilities.refused(("http://a/v1", "llama")) == {"temperature", "response_format"}
    assert (
        capabilities.refused(("http://b/v1", "llama")) == capabilities.refused(("http://a/v1", "other")) == frozenset()
    )
