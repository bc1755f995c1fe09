"""A project lies apart in its folder, and in a schema of its own where the database is a server's."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.config import Settings
from lib.errors import ConfigError
from lib.workspace import PROJECTS, Workspace
from tests.conftest import Database
from tests.pdfs import print_paper

PAPER = print_paper(sections=[("Methods", ["Each picture was resized to 512 pixels before training."])]).data


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_project_has_rows_of_its_own(new_database: Database, tmp_path: Path, comes_back: bool) -> None:
    settings = Settings(database_url=new_database.url)
    with Workspace.open(tmp_path / "data", settings) as first:
        made = first.people.make_project("Trial")
        with first.open_project(made.id) as trial:
            assert trial.folder == first.folder / PROJECTS / made.id
            assert trial.add_paper(PAPER, filename="a.pdf").status == "ready"
            answer = trial.ask("What size had each picture?")
            assert answer.passages
            assert first.papers() == []
            assert first.answers() == []
            assert first.search("picture").count == 0
            assert first.find_passages("picture") == []
            assert trial.people.projects() == [first.people.projects()[0]], "members are kept in the first project"
    if comes_back:
        with Workspace.open(tmp_path / "data", settings) as first, first.open_project(made.id) as trial:
            assert [one.id for one in trial.answers()] == [answer.id]
            assert first.answers() == []


def test_settings_are_those_of_the_installation(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as first:
        made = first.people.make_project("Trial")
        with first.open_project(made.id) as trial:
            trial.settings.change(word_limit=123)
            assert first.settings.preferences.word_limit == 123
            first.settings.change(word_limit=321)
            assert trial.settings.current.preferences.word_limit == 321
            assert trial.settings.current.data == trial.folder
    with Workspace.open(tmp_path) as first:
        assert first.settings.preferences.word_limit == 321


@pytest.mark.parametrize("project", ["unknown", "../../etc", "..", "/etc"])
def test_what_is_no_project_is_not_opened(tmp_path: Path, project: str) -> None:
    with Workspace.open(tmp_path) as first, pytest.raises(ConfigError, match="no such project"):
        first.open_project(project)


def test_the_first_project_is_the_data_folder_itself(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as first, first.open_project("") as same:
        assert same is first
    with Workspace.open(tmp_path) as again:
        assert again.is_open


def test_another_embedder_is_for_all_projects(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as first:
        made, later = first.people.make_project("Trial"), first.people.make_project("Later")
        with first.open_project(made.id) as trial:
            for ws in (first, trial):
                assert ws.add_paper(PAPER, filename="a.pdf").status == "ready"
            trial.change_embedder("minilm-fp32")
            for ws in (first, trial):
                ws.embedding.wait()
                assert ws.index.setting == "minilm-fp32"
                assert ws.find_passages("picture")
        with first.open_project(later.id) as opened:
            opened.open_index()
            assert opened.index.setting == "minilm-fp32"
