"""What models cite of a table comes back as its cell or its row, and a number that stands in none of them is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft
from lib.answering.cited_places import draft_with_places
from lib.answering.providers.claude.answerer import ClaudeAnswerer
from lib.answering.providers.keys import Key
from lib.answering.support.draft_check import check_draft
from lib.records import AnswerSentence
from tests.answering.providers.asking import OTTERS, ask_at, ask_lab
from tests.answering.requests import request, sentence
from tests.answering.servers import Block, Reply, chat_reply, claude_reply, structured_reply
from tests.answering.tables import table

ROWS = [["Model", "Accuracy", "Recall"], ["ResNet", "91.2", "88.0"], ["VGG", "88.0", "88.0"]]
Place = tuple[int | None, int | None, int | None]


def of_table() -> AskRequest:
    """Return a question with a passage of the caption, numbered 1, and of both rows, 2 and 5, with two cells each."""
    texts = [
        "Table 1 Results of both models.",
        *(f"Model: {name}; Accuracy: {one}; Recall: {two}" for name, one, two in ROWS[1:]),
    ]
    sentences = [sentence(n, text, "table" if n else "caption") for n, text in enumerate(texts)]
    asked = request("How accurate was the model?", {"p": sentences})
    return replace(asked, tables={("p", 1): [table(ROWS, caption=texts[0], first=0)]})


def checked(draft: Draft) -> tuple[AnswerSentence, list[Place]]:
    """Return the answer's one sentence as it is kept, and the places that it cites."""
    asked = of_table()
    (said,) = check_draft(draft_with_places(draft, asked), asked).sentences
    return said, [(one.table, one.row, one.column) for one in said.citations]


@pytest.mark.parametrize(
    ("said", "number", "place"),
    [
        ("VGG reached a recall of 88.0.", 7, (0, 2, 2)),
        ("VGG reached 88.0.", 6, (0, 2, 1)),  # the row has the value twice: only the number says which
        ("VGG reached 88.0.", 5, (0, 2, None)),
        ("ResNet reached 91.2.", 2, (0, 1, 1)),  # of a row the cell that is said
    ],
)
def test_a_number_given_by_a_model_is_its_cell_or_row(said: str, number: int, place: Place) -> None:
    replies = {"structured": structured_reply((said, [number])), "numbered": chat_reply(f"{said[:-1]} [{number}].")}
    for form, reply in replies.items():
        draft, _, server = ask_lab(reply, asked=of_table(), form=form)
        sentence_, places = checked(draft)
        assert places == [place]
        assert "stands in nothing that is cited" not in sentence_.why
        system, user = (message["content"] for message in server.requests[0]["messages"])
        assert prompts.CELLS_NUMBERED in system
        assert "[5] Model: VGG; [6] Accuracy: 88.0; [7] Recall: 88.0" in user


def test_a_number_that_stands_in_another_cell_is_marked() -> None:
    draft, _, _ = ask_lab(structured_reply(("VGG reached an accuracy of 91.2.", [6])), asked=of_table())
    said, places = checked(draft)
    assert places == [(0, 2, 1)]
    assert said.support != "supported"
    assert said.why


def claude(reply: Reply) -> Draft:
    def opened(url: str) -> ClaudeAnswerer:
        return ClaudeAnswerer("claude", "claude-test", Key("sk-test"), url, seconds=5, patience_s=0.01)

    draft, _, _ = ask_at(opened, [reply], of_table())
    return draft


def test_a_row_that_claude_cites_is_the_cell_that_it_says() -> None:
    said, places = checked(claude(claude_reply([Block("ResNet reached an accuracy of 91.2.", [(0, 1, 2)])])))
    assert places == [(0, 1, 1)]
    assert said.support == "supported"


def test_without_rows_of_tables_nothing_is_said_of_cells() -> None:
    _, _, server = ask_lab(structured_reply(("31 otters were found.", [2])), asked=request("How many?", {"p": OTTERS}))
    assert prompts.CELLS_NUMBERED not in server.requests[0]["messages"][0]["content"]
