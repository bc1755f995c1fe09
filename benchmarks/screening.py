"""How long screening of many records takes: bringing them in, and each turn of the screen.

    python -m benchmarks.screening [records]

Makes records of two databases in a temporary folder, a quarter of them in both, decides on all of them by two people, and prints
seconds of processor time of what the screen asks for: as it opens, and again after each decision.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lib.exporting.record_files import covidence_csv, flow_svg, rayyan_csv, records_ris
from lib.records.screening import Decision, RecordDecision
from lib.storage.database import open_database
from lib.storage.record_screenings import RecordScreeningStore
from lib.surveys.record_screenings import RecordScreenings

RECORDS = 20_000
SHARED = 0.25
"""Of the records of one database that the other has too."""
ABSTRACT_WORDS = 200
WORDS = (
    "otter",
    "river",
    "winter",
    "counted",
    "camera",
    "of",
    "the",
    "in",
    "and",
    "population",
    "trend",
    "reed",
    "night",
)
TITLES: tuple[Decision, ...] = ("include", "maybe", "exclude", "exclude", "exclude")
TURNS = 10


def ris(numbers: range, generator: random.Random) -> bytes:
    """Return records of those numbers as RIS, each with an abstract."""

    def lines() -> Iterator[str]:
        for number in numbers:
            words = " ".join(generator.choices(WORDS, k=ABSTRACT_WORDS))
            yield from (
                "TY  - JOUR",
                f"TI  - A study of otters numbered {number} in the series of rivers",
                f"AU  - Lovelace{number % 700}, Ada",
                f"PY  - {1990 + number % 35}",
                f"DO  - 10.1234/otters.{number}",
                f"AB  - {words}",
                "ER  - ",
            )

    return "\n".join(lines()).encode()


def timed(name: str, step: Callable[[], object], times: int = 1) -> None:
    """Print the processor seconds of a step, the least of several."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        step()
        seconds.append(time.process_time() - start)
    print(f"{name:44} {min(seconds):7.3f} s CPU")


def main() -> None:
    """Print the figures."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    first = total // 2
    generator = random.Random(20)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder:
        store = RecordScreeningStore(open_database(Path(folder)))
        front = RecordScreenings(store)
        screening = front.begin("Otters")
        pubmed = ris(range(first), generator)
        scopus = ris(range(int(first * (1 - SHARED)), int(first * (1 - SHARED)) + total - first), generator)
        timed("the first database comes in", lambda: front.add_file(screening.id, "a.ris", pubmed, "PubMed"))
        timed("the second one, duplicates found", lambda: front.add_file(screening.id, "b.ris", scopus, "Scopus"))
        flow = front.flow(screening.id)
        print(f"{sum(flow.identified.values()):,} records, {flow.duplicates:,} duplicates")
        numbers = [one.number for one in front.records(screening.id) if one.duplicate_of is None]
        made = [
            RecordDecision(number, "title", person, generator.choice(TITLES))
            for number in numbers
            for person in ("A", "B")
        ]
        store.decide_all(screening.id, made)
        print(f"{len(made):,} decisions")
        opened = RecordScreenings(store)
        timed("the screen opens", lambda: _turn(opened, screening.id))

        def decide() -> None:
            opened.decide(
                screening.id,
                generator.choice(numbers),
                "title",
                "A",
                "include",
                seen=len(opened.decisions(screening.id)),
            )
            _turn(opened, screening.id)

        timed("a decision, and the next record", decide, TURNS)
        timed("two records are said to be one", lambda: opened.set_duplicate(screening.id, numbers[5], numbers[1]))
        timed("the turn after that", lambda: _turn(opened, screening.id))
        records, latest = opened.records(screening.id), opened.screened(screening.id).latest
        timed("Rayyan's CSV", lambda: rayyan_csv(records, latest, "title"))
        timed("Covidence's CSV", lambda: covidence_csv(records, opened.screened(screening.id).standings("title")))
        timed("RIS", lambda: records_ris(records, latest, "title"))
        timed("the flow's picture", lambda: flow_svg(opened.flow(screening.id)))


def _turn(front: RecordScreenings, screening_id: str) -> None:
    """Take the steps of a turn: what stands of each record, what is left, the numbers of the flow."""
    screened = front.screened(screening_id)
    stands = screened.standings("title")
    _ = [number for number in stands if "A" not in screened.said(number, "title")]
    _ = screened.standings("full_text"), screened.flow


if __name__ == "__main__":
    main()
