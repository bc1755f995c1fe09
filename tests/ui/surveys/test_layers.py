"""How an open cell tells what was settled."""

from lib.records.final_values import LayerValue
from lib.ui.surveys.matrix.layers import settled_line

SETTLED = LayerValue("settled", "Cleo", "reported", None, "2026-12-01T00:06:19+00:00", "read it twice")


def test_what_was_settled_before_the_question_was_asked_again_says_so_first() -> None:
    assert settled_line(SETTLED).startswith("settled as **✓ reported** by Cleo, ")
    again = LayerValue(**{**{name: getattr(SETTLED, name) for name in SETTLED.__slots__}, "outdated": True})
    assert settled_line(again) == f"asked again since · {settled_line(SETTLED)}"
    assert settled_line(SETTLED).endswith(": read it twice")
