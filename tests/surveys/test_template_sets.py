"""The question sets that come along."""

from pathlib import Path

import pytest

from lib.surveys import template_sets
from lib.surveys.questions import LABEL_CHARACTERS, cleaned
from lib.surveys.template_sets import Template, templates


@pytest.mark.parametrize("one", templates(), ids=lambda one: one.id)
def test_a_template_can_be_saved_as_it_is(one: Template) -> None:
    found = cleaned(one.questions)
    assert found.questions == one.questions, "labels, types and choices are fit, no two alike"
    assert found.notes == []
    assert one.name
    assert one.about
    assert all(question.hint and len(question.label) <= LABEL_CHARACTERS for question in one.questions)
    assert all(bool(question.choices) == (question.answer_type == "choice") for question in one.questions)


def test_every_file_is_offered_once_and_deep_learning_first() -> None:
    files = {path.stem for path in Path(template_sets.__file__).with_name("templates").glob("*.json")}
    assert files == {one.id for one in templates()}
    assert len(templates()) == len(files)
    assert len({one.name for one in templates()}) == len(files)
    assert len(templates()[0].questions) == 28


def test_what_follows_a_guidance_names_it() -> None:
    assert [one.id for one in templates() if not one.source] == ["deep_learning"]
