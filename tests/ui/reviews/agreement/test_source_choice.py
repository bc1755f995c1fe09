"""Labels that a table brings and that no rater can say."""

from lib.ui.reviews.agreement.source_choice import Labeller, off_scheme_note

PLACE = ("a" * 64, "How many otters?")


def test_labels_of_another_scheme_are_named_with_how_often_and_with_what_to_do() -> None:
    labels = {
        (PLACE[0], f"Question {n}?"): word for n, word in enumerate(("yes, somewhat", "reported", "yes, somewhat"))
    }
    note = off_scheme_note(Labeller("By hand (table)", labels), "category")
    assert note.startswith("By hand (table) also says “yes, somewhat” (2), which no rater here can say (reported,")
    assert "import the table again and say which label each word means" in note


def test_nothing_is_said_where_every_label_is_of_the_scheme() -> None:
    assert off_scheme_note(Labeller("Ada", {PLACE: "reported"}), "category") == ""
