"""The front of importing, as `ws.imports`: files that come in."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import BinaryIO

from lib.importing.bibliography import read_bibliography
from lib.importing.bibliography_matching import MatchedBibliography, match_bibliography
from lib.importing.jsonl_import import ImportedFile, dry_run, import_records
from lib.records import Paper
from lib.storage.imports import ImportStore


class Imports:
    """Takes in what another installation exported, and reads bibliographies. Thread-safe."""

    def __init__(self, store: ImportStore) -> None:
        self._store = store
        self._importing = threading.Lock()

    def import_file(self, stream: BinaryIO) -> ImportedFile:
        """Return what became of a file that was exported as JSON lines, here or elsewhere; raises ImportFileError.

        One file after the other: two at once would each count as new what the other keeps.
        """
        with self._importing:
            return import_records(stream, self._store)

    def dry_run(self, stream: BinaryIO) -> ImportedFile:
        """Return what `import_file` would make of the file now; nothing is kept. Raises ImportFileError."""
        return dry_run(stream, self._store)

    def bibliography(self, name: str, data: bytes, papers: Sequence[Paper]) -> MatchedBibliography:
        """Return a bibliography beside these papers: what it would change in them; raises SidelightError with a
        sentence.
        """
        return match_bibliography(read_bibliography(name, data), papers)
