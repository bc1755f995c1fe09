"""How a model is asked and its output read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answering.styles import (
    CUT,
    EMPTY,
    LOOPING,
    UNLABELLED,
    Style,
    keep_style,
    list_styles,
    open_style,
    read_output,
    remove_style,
)
from lib.errors import ConfigError

REFERENCE = Style("reference")


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        ("Answer:::\nAnswer: They used Adam.\n\nAnswer:::", "They used Adam."),
        ("Answer: They used Adam.", "They used Adam."),
        ("**Answer:** They used Adam.", "They used Adam."),
        ("Answer:::\n\nThey used Adam.\nIt was fast.\nAnswer:::", "They used Adam.\nIt was fast."),
        ("Sure!\n\nAnswer:::\nAnswer: They used Adam.\nAnswer:::", "They used Adam."),
        ("Answer: They used Adam.\n\nAnswer:::\nAnswer: They used Adam.\n\nAnswer:::", "They used Adam."),
        ("They used Adam.\nAnswer:::", "They used Adam."),
        ("Answer: I don't know.\nAnswer: They used Adam.", "I don't know.\nAnswer: They used Adam."),
        ("They used Adam with a rate of 0.1.\nAnswer: yes", "They used Adam with a rate of 0.1.\nAnswer: yes"),
    ],
)
def test_the_form_is_read_as_models_write_it(raw: str, answer: str) -> None:
    reading = read_output(raw, REFERENCE, cut=False)
    assert (raw[reading.start : reading.end], reading.problem) == (answer, None)


@pytest.mark.parametrize(
    ("raw", "cut", "problem"),
    [
        ("", False, EMPTY),
        ("Answer:::\nAnswer:\n\nAnswer:::", False, EMPTY),
        ("Answer: " + "I do not know it. " * 30, False, LOOPING),
        ("Answer: They us", True, CUT),
        ("They used Adam.", False, UNLABELLED),
    ],
)
def test_what_cannot_be_used_is_named(raw: str, cut: bool, problem: str) -> None:
    assert read_output(raw, REFERENCE, cut=cut).problem == problem


@given(
    st.lists(st.sampled_from(["Answer:::", "Answer:", "\n", "They used Adam.", "It was 7 mm.", " ", "no"]), max_size=9)
)
def test_a_word_of_the_output_is_never_lost_while_there_is_one(parts: list[str]) -> None:
    raw = "".join(parts)
    reading = read_output(raw, REFERENCE, cut=False)
    said = any(part.strip() and not part.startswith("Answer") for part in parts)
    assert bool(raw[reading.start : reading.end].strip()) == said or "Answer" in raw[reading.start : reading.end]


def test_a_template_without_the_form_takes_the_output_as_it_is() -> None:
    style = Style("mine", "{context}\n{question}")
    assert read_output("They used Adam.", style, cut=False).problem is None
    labelled = Style("mine", "{context}\n{question}\nAnswer:::")
    assert read_output("They used Adam.", labelled, cut=False).problem == UNLABELLED


def test_what_is_filled_in_is_not_filled_again() -> None:
    assert Style("m", "{context}|{question}|{x}").fill("{context}", "{question}") == "{question}|{context}|{x}"


def test_templates_are_kept_listed_and_removed(tmp_path: Path) -> None:
    keep_style("my study", "{context} {question}", tmp_path)
    assert list_styles(tmp_path) == ["sidelight", "reference", "my study"]
    assert open_style("my study", tmp_path).template == "{context} {question}"
    remove_style("my study", tmp_path)
    assert list_styles(tmp_path) == ["sidelight", "reference"]


def test_a_script_may_name_a_template_file(tmp_path: Path) -> None:
    path = tmp_path / "prompt.txt"
    path.write_text("{context} {question}")
    assert open_style(str(path), tmp_path / "data").template == "{context} {question}"


@pytest.mark.parametrize("name", ["nope", "", "../secret", "/etc/passwd", "a/b"])
def test_an_unknown_style_is_a_plain_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no style"):
        open_style(name, tmp_path)


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("sidelight", "{context} {question}"),
        ("../x", "{context} {question}"),
        ("x", "{context}"),
        ("x", "{question}"),
        ("x", ""),
    ],
)
def test_what_cannot_be_a_template_is_refused(name: str, template: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        keep_style(name, template, tmp_path)
    assert list_styles(tmp_path) == ["sidelight", "reference"]
