"""A small library that other programs ask."""

from pathlib import Path

from lib.config import Settings
from lib.sharing.owner import Owner
from lib.workspace import Workspace
from tests.pdfs import make_paper

SENTENCE = "The data were taken from 40 camera traps."
QUESTION = "How many camera traps were used?"


def settings(folder: Path) -> Settings:
    return Settings(data=folder)


def paper_bytes(text: str = SENTENCE) -> bytes:
    return make_paper(sections=[("Methods", [f"{text} We used two weeks of recordings."])])


def open_owner(folder: Path, app: str = "http://localhost:8501", *, gives_way: bool = False) -> Owner:
    return Owner(Workspace.open(folder, settings(folder)), app, gives_way=gives_way)
