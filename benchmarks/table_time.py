"""How much longer papers are read for their tables: with them beside without, on the same pages in one process.

    python -m benchmarks.table_time FOLDER [--pages 60]

FOLDER holds PDFs; those with more than --pages pages are left out. Every page is read once. The paper is then put together
from its pages twice: as it is, and with no page's tables found, so that their lines are blocks as any others are. Printed in
seconds of the processor, the least of three runs each, and as the ratio of the whole reading's.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from lib.errors import SidelightError
from lib.reading.document import open_document
from lib.reading.layout.pages import PageText
from lib.reading.reading import put_together

RUNS = 3
_TABLES = "lib.reading.structure.page_tables.find_regions"
_PLACES = "lib.reading.structure.classify.captions_stand_under"


def seconds_of(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the least processor seconds of some runs."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def measure(path: Path, most_pages: int) -> tuple[float, float, float] | None:
    """Return the seconds of a paper's pages, of putting it together with its tables and without; None for one that is too long
    or cannot be read.
    """
    try:
        document = open_document(path, None)
    except SidelightError:
        return None
    try:
        if document.page_count > most_pages:
            return None
        pages: list[PageText] = []
        of_pages = seconds_of(lambda: pages.extend(map(document.page, range(1, document.page_count + 1))), runs=1)
        plain = [page.to_plain() for page in pages]

        def put() -> object:
            return put_together([PageText.from_plain(page) for page in plain], document.page_count, document.info())

        with_tables = seconds_of(put)
        with patch(_TABLES, lambda *_, **__: []), patch(_PLACES, lambda *_: False):
            without = seconds_of(put)
        return of_pages, with_tables, without
    finally:
        document.close()


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--pages", type=int, default=60, help="papers with more are left out")
    given = arguments.parse_args()
    found = [one for path in sorted(given.folder.glob("*.pdf")) if (one := measure(path, given.pages))]
    pages, with_tables, without = (sum(part) for part in zip(*found, strict=True))
    print(
        f"{len(found)} papers: pages {pages:.1f} s, put together {with_tables:.1f} s with tables, {without:.1f} s without"
    )
    print(f"reading with tables takes {(pages + with_tables) / (pages + without):.2f} times as long as without")


if __name__ == "__main__":
    main()
