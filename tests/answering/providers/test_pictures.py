"""A model that sees is shown the figures that a question needs, where that is switched on; what it read off them says so."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from lib.answering.answerer import AskRequest
from lib.answering.cited_places import draft_with_places
from lib.answering.providers.claude.answerer import ClaudeAnswerer
from lib.answering.providers.keys import Key
from lib.answering.providers.openai.answerer import OpenAIAnswerer
from lib.answering.providers.openai.settings import Endpoint
from lib.answering.shown_pictures import LONGEST_PX, cut_picture, figures_asked
from lib.answering.support.draft_check import check_draft
from lib.drawing.records import Picture
from lib.errors import ReadingError
from lib.records import Box, Figure
from tests.answering.providers.asking import ask_at
from tests.answering.requests import request, sentence
from tests.answering.servers import Block, Reply, chat_error, claude_reply, structured_reply

TEXTS = ["Otters were counted in winter.", "Weather was mild.", "Figure 2. Records of otters by month."]
BOX = Box(1, 0.25, 0.25, 0.75, 0.5)


def draw(paper_id: str, page: int, width: int) -> Picture:
    out = io.BytesIO()
    Image.new("RGB", (width, 2 * width), (9, 120, 60)).save(out, "WEBP")
    return Picture(out.getvalue(), width, 2 * width)


def asked(question: str = "How many otters does Figure 2 show in May?", *, found: bool = True) -> AskRequest:
    sentences = [sentence(n, text, "caption" if n == 2 else "body") for n, text in enumerate(TEXTS)]
    made = request(question, {"p": sentences}, passage_size=1)
    passages = made.passages if found else made.passages[:2]
    figures = [
        Figure("Figure 1", "Map", BOX, sentence_ids=[9]),
        Figure("Figure 2", "Records by month", BOX, sentence_ids=[2]),
    ]
    return replace(made, passages=passages, figures={("p", 1): figures}, draw_page=draw)


def ask_claude(given: AskRequest, *, pictures: bool = True) -> Any:
    def open_it(url: str) -> ClaudeAnswerer:
        key = Key("sk-ant-secret")
        return ClaudeAnswerer("claude", "claude-sonnet-5-5", key, url, seconds=5, patience_s=0.01, pictures=pictures)

    return ask_at(open_it, [claude_reply([Block("It shows 31 otters in May.", [(2, 0, 1)])])], given)


def sent(server: Any) -> list[dict[str, Any]]:
    return [block for block in server.requests[0]["messages"][0]["content"] if block["type"] == "image"]


@pytest.mark.parametrize("found", [True, False], ids=["caption found", "named only"])
def test_claude_is_shown_the_figure_and_can_cite_its_caption(found: bool) -> None:
    given = asked(found=found)
    draft, _, server = ask_claude(given)
    (picture,) = sent(server)
    image = Image.open(io.BytesIO(base64.b64decode(picture["source"]["data"])))
    assert image.size == (800, 800)
    placed = check_draft(draft_with_places(draft, given), given)
    (citation,) = placed.sentences[0].citations
    assert citation.figure == 1
    assert citation.picture is not None
    assert citation.picture.sent
    assert (placed.sentences[0].support, placed.sentences[0].why) == (
        "weak",
        "read off the picture of Figure 2, not checked",
    )
    assert any("shown pictures: Figure 2" in note for note in draft.notes)


def test_no_picture_goes_out_unless_it_is_switched_on_and_asked_for() -> None:
    assert sent(ask_claude(asked(), pictures=False)[2]) == []
    assert sent(ask_claude(asked("How many otters were counted?"))[2]) == []


def test_a_question_without_a_number_takes_the_figures_that_were_found() -> None:
    assert [figure.label for _, _, figure in figures_asked(asked("What does the plot of otters show?"))] == ["Figure 2"]
    assert figures_asked(asked("What does the plot of otters show?", found=False)) == []


def test_a_page_that_cannot_be_drawn_leaves_the_question_as_it_is() -> None:
    def fail(paper_id: str, page: int, width: int) -> Picture:
        raise ReadingError("The file is missing.")

    draft, _, server = ask_claude(replace(asked(), draw_page=fail))
    assert sent(server) == []
    assert draft.notes == []


def test_a_picture_is_cut_to_its_box_and_no_larger_than_models_look_at() -> None:
    image = Image.open(io.BytesIO(cut_picture(draw, "p", Box(1, 0.0, 0.0, 1.0, 1.0))))
    assert max(image.size) == LONGEST_PX
    part = Image.open(io.BytesIO(cut_picture(draw, "p", BOX)))
    assert part.size == (800, 800)


def ask_lab(answer: Any) -> Any:
    def open_it(url: str) -> OpenAIAnswerer:
        endpoint = Endpoint("lab", url + "/v1", "sees")
        return OpenAIAnswerer("openai:lab", endpoint, Key("k"), seconds=5, patience_s=0.01, pictures=True)

    return ask_at(open_it, [answer], asked())


def parts(body: dict[str, Any]) -> list[str]:
    content = body["messages"][1]["content"]
    return ["text"] if isinstance(content, str) else [part["type"] for part in content]


def test_an_open_model_is_shown_the_figure() -> None:
    draft, _, server = ask_lab(structured_reply(("It shows 31 otters.", [3])))
    assert parts(server.requests[0]) == ["text", "text", "image_url"]
    assert draft.shown == [("p", 1, 1)]


def test_an_open_model_that_takes_no_picture_is_asked_without() -> None:
    def answer(body: dict[str, Any]) -> Reply:
        if "image_url" in parts(body):
            return chat_error(400, "This model does not support image input.")
        return structured_reply(("Otters were counted.", [1]))

    draft, _, server = ask_lab(answer)
    assert draft.text == "Otters were counted."
    assert parts(server.requests[-1]) == ["text"]
    assert draft.shown == []
