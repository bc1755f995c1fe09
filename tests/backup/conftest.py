"""A small data folder with a database, two PDFs, settings and a template."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from lib.config import Preferences
from lib.storage.database import DATABASE_FILE, open_database
from lib.storage.files import PaperFiles
from lib.storage.papers import PaperStore

PDFS = (b"%PDF-1.4 one", b"%PDF-1.4 two")


class Library:
    """The data folder, as far as backups know it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.files = PaperFiles(folder / "papers", lambda: 1)
        self.engine: Engine = open_database(folder)

    def add(self, data: bytes) -> str:
        paper_id = self.files.store(io.BytesIO(data), len(data))
        PaperStore(self.engine).queue(paper_id, "a.pdf")
        return paper_id

    def close(self) -> None:
        self.engine.dispose()


def paper_ids(folder: Path) -> set[str]:
    """Return the ids in the database of a folder that is closed."""
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM papers")}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "data")
    for data in PDFS:
        library.add(data)
    Preferences(word_limit=123).write(library.folder)
    (library.folder / "styles").mkdir()
    (library.folder / "styles" / "short.txt").write_text("{context} {question}", encoding="utf-8")
    yield library
    library.close()
