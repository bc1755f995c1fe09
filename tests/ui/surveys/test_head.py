"""What a survey's head hands to the export."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from lib.ui.surveys import head as survey_head


def test_what_a_rater_may_not_see_yet_is_left_out_of_the_file_though_no_session_is_known_where_it_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = ["Ada"]
    monkeypatch.setattr(survey_head, "who_judges", lambda: person[0])
    monkeypatch.setattr(survey_head, "only_by", lambda export, of: f"{export} as {of} may see it")
    reviews = SimpleNamespace(hidden_places=lambda survey, of: {"a cell"} if of == "Ada" else set())
    workspace: Any = SimpleNamespace(reviews=reviews, exports=SimpleNamespace(of_survey=lambda survey: "the export"))
    source = survey_head._export_source(workspace, SimpleNamespace(id="s", name="Survey"), 3)  # type: ignore[arg-type]
    person[0] = ""  # as a thread without a session sees it
    assert source.gather() == "the export as Ada may see it"  # type: ignore[comparison-overlap]
