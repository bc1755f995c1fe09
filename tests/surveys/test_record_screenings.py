"""Records of several databases, screened by two people, and the numbers that come of it."""

from __future__ import annotations

import csv
import io
import random
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from lib.errors import ConfigError
from lib.exporting.record_files import covidence_csv, flow_csv, flow_rows, flow_svg, rayyan_csv, records_ris
from lib.importing.bibliography import read_bibliography
from lib.importing.duplicates import find_duplicates
from lib.records.screening import DECISIONS, STAGES, BibRecord, RecordDecision
from lib.storage.database import open_database
from lib.storage.record_screenings import RecordScreeningStore
from lib.surveys.record_flow import agreement, flow, standing, standings
from lib.surveys.record_screenings import RecordScreenings

PUBMED = """PMID- 12345678
TI  - Otters in the reeds of the northern river
FAU - Lovelace, Ada
DP  - 2024
AB  - We counted otters.
LID - 10.1234/otters [doi]

PMID- 22345678
TI  - Owls of the old barn in winter
FAU - Hopper, Grace
DP  - 2021
"""
SCOPUS = """TY  - JOUR
TI  - Otters in the Reeds of the Northern River.
AU  - Lovelace, A.
PY  - 2023
DO  - https://doi.org/10.1234/OTTERS
ER  -
TY  - JOUR
TI  - Herons: a review
AU  - Curie, Marie
PY  - 2020
ER  -
"""


@pytest.fixture
def screenings(tmp_path: Path) -> RecordScreenings:
    return RecordScreenings(RecordScreeningStore(open_database(tmp_path)))


def record(number: int, title: str = "", **fields: object) -> BibRecord:
    return BibRecord(number, "PubMed", title or f"A title of its own, number {number}", **fields)  # type: ignore[arg-type]


def test_records_of_two_databases_come_in_with_their_duplicates_marked(screenings: RecordScreenings) -> None:
    one = screenings.begin("Otters")
    first = screenings.add_file(one.id, "a.nbib", PUBMED.encode(), "PubMed")
    second = screenings.add_file(one.id, "b.ris", SCOPUS.encode(), "Scopus")
    assert (first.added, first.duplicates, second.added, second.duplicates) == (2, 0, 2, 1)
    records = screenings.records(one.id)
    assert [(r.number, r.source, r.duplicate_of) for r in records] == [
        (1, "PubMed", None), (2, "PubMed", None), (3, "Scopus", 1), (4, "Scopus", None)
    ]  # fmt: skip
    assert (records[0].pmid, records[0].abstract) == ("12345678", "We counted otters.")
    screenings.set_duplicate(one.id, 3, None)
    assert screenings.flow(one.id).duplicates == 0
    with pytest.raises(ConfigError, match="no such record"):
        screenings.set_duplicate(one.id, 3, 99)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (record(2, "OTTERS in the reeds – of the river", authors=["A. Lovelace"], year=2025), True),
        (record(2, "Otters in the reeds of the river", authors=["B. Hopper"], year=2024), False),
        (record(2, "Otters in the reeds of the river", authors=["Ada Lovelace"], year=2010), False),
        (record(2, "Otters in the reeds of the river", doi="10.1/other"), False),
        (record(2, "Something else, a chapter on owls", doi="10.1/a"), False),
        (record(2, "", doi="10.1/A"), False),
    ],
)
def test_what_is_one_work_and_what_is_not(other: BibRecord, same: bool) -> None:
    first = record(1, "Otters in the reeds of the river", authors=["Ada Lovelace"], year=2024, doi="10.1/a")
    if other.title == "A title of its own, number 2":
        other = BibRecord(2, "x", "", doi="10.1/A")
        same = True
    assert find_duplicates([first, other]) == [None, 0 if same else None]


def test_what_repeats_a_repetition_repeats_the_first() -> None:
    works = [record(1, doi="10.1/a"), record(2, "", doi="10.1/a", pmid="1234"), record(3, "", pmid="1234")]
    works = [BibRecord(one.number, one.source, "", doi=one.doi, pmid=one.pmid) for one in works]
    assert find_duplicates(works) == [None, 0, 0]


def said(
    number: int, person: str, decision: str, stage: str = "title", reason: str = "", **more: bool
) -> RecordDecision:
    return RecordDecision(number, stage, person, decision, reason, f"2026-01-0{number % 9 + 1}", **more)  # type: ignore[arg-type]


def test_two_people_must_decide_and_a_conflict_waits_for_a_settlement() -> None:
    ada, ben = said(1, "Ada", "include"), said(1, "Ben", "exclude")
    assert standing({"Ada": ada}, 2) == "undecided"
    assert standing({"Ada": ada}, 1) == "include"
    assert standing({"Ada": ada, "Ben": ben}, 2) == "conflict"
    assert standing({"Ada": ada, "Ben": ben, "": said(1, "Cem", "maybe", settles=True)}, 2) == "maybe"


def test_decisions_are_never_overwritten_and_the_last_of_each_person_counts(screenings: RecordScreenings) -> None:
    one = screenings.begin("Otters")
    screenings.add_file(one.id, "a.nbib", PUBMED.encode(), "PubMed")
    for person, decision in (("Ada", "exclude"), ("Ben", "include"), ("Ada", "include")):
        screenings.decide(one.id, 1, "title", person, decision)  # type: ignore[arg-type]
    kept = screenings.decisions(one.id)
    assert [(d.person, d.decision) for d in kept] == [("Ada", "exclude"), ("Ben", "include"), ("Ada", "include")]
    assert all(d.at for d in kept)
    assert standings(screenings.records(one.id), kept, 2, "title") == {1: "include", 2: "undecided"}
    found = agreement(kept, "Ada", "Ben", "title")
    assert (found.n, found.agreed) == (1, 1)
    with pytest.raises(ConfigError):
        screenings.decide(one.id, 1, "full_text", "Ada", "maybe")
    with pytest.raises(ConfigError):
        screenings.decide(one.id, 1, "title", " ", "include")


def test_the_numbers_of_the_flow_add_up_whatever_was_decided() -> None:
    for seed in range(200):
        draw = random.Random(seed)  # noqa: S311
        records = [
            BibRecord(n, draw.choice("ABC"), f"Title {n}", duplicate_of=draw.choice([None, None, 1]) if n > 1 else None)
            for n in range(1, draw.randint(2, 40))
        ]
        decisions = []
        for _ in range(draw.randint(0, 150)):
            stage = draw.choice(STAGES)
            decisions.append(
                RecordDecision(
                    draw.randint(1, len(records)), stage, draw.choice(["Ada", "Ben"]), draw.choice(DECISIONS[stage]),
                    draw.choice(["", "other design"]), settles=draw.random() < 0.1,
                )
            )  # fmt: skip
        n = flow(records, decisions, draw.choice([1, 2]))
        assert sum(n.identified.values()) == len(records) == n.duplicates + n.screened
        assert n.screened == n.excluded + n.undecided + n.sought
        assert n.sought == n.not_retrieved + n.unassessed + n.assessed
        assert n.assessed == sum(n.excluded_reports.values()) + n.included
        table = dict(flow_rows(n))
        assert table["Records screened"] == n.screened
        assert table["Reports included in review"] == n.included


def test_the_flow_is_a_picture_and_a_table_with_the_same_numbers() -> None:
    records = [record(1), record(2), BibRecord(3, "<b>Scopus</b> & others", "x", duplicate_of=1)]
    decisions = [said(n, who, "include") for n in (1, 2) for who in ("Ada", "Ben")]
    decisions += [said(1, who, "exclude", "full_text", "other design") for who in ("Ada", "Ben")]
    numbers = flow(records, decisions, 2)
    picture = "".join(ElementTree.fromstring(flow_svg(numbers)).itertext())  # noqa: S314 - our own
    for words in (
        "<b>Scopus</b> & others (n = 1)",
        "Duplicate records removed (n = 1)",
        "Reports sought for retrieval (n = 2)",
        "other design (n = 1)",
        "Not decided yet (n = 1)",
        "Reports included in review (n = 0)",
    ):
        assert words in picture
    assert b"Reports excluded: other design,1" in flow_csv(numbers)


def test_exports_have_the_columns_of_rayyan_and_covidence_and_come_back() -> None:
    records = [
        record(1, "=1+1 otters, a title", authors=["Ada Lovelace"], year=2024, doi="10.1234/a", abstract="Text"),
        record(2),
    ]
    decisions = [said(1, "Ada", "include"), said(1, "Ben", "exclude", reason="other design")]
    (first, second) = csv.DictReader(io.StringIO(rayyan_csv(records, decisions, "title").decode("utf-8-sig")))
    assert (first["key"], first["title"], first["authors"]) == ("1", "'=1+1 otters, a title", "Ada Lovelace")
    assert first["notes"] == (
        'RAYYAN-INCLUSION: {"Ada"=>"Included", "Ben"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: other design'
    )
    assert second["notes"] == ""
    (first, _) = csv.DictReader(
        io.StringIO(covidence_csv(records, standings(records, decisions, 2, "title")).decode("utf-8-sig"))
    )
    assert (first["Published Year"], first["Covidence #"], first["Tags"]) == ("2024", "#1", "conflict")
    back = read_bibliography("a.ris", records_ris(records, decisions, "title")).entries
    assert [(one.title, one.authors, one.year, one.doi, one.abstract) for one in back] == [
        (one.title, one.authors, one.year, one.doi, one.abstract) for one in records
    ]


def test_twenty_thousand_records_are_compared_by_keys() -> None:
    records = [
        record(n, f"Study number {n % 15_000} of the long series", authors=["A B"], year=2020) for n in range(1, 20_001)
    ]
    assert sum(one is not None for one in find_duplicates(records)) == 5_000


RAYYAN = (
    "key,title,year,authors,abstract,notes\r\n"
    '1,Otters in the reeds of the northern river,2024,"Lovelace, Ada",We counted otters.,'
    '"RAYYAN-INCLUSION: {""Ada""=>""Included"", ""Ben""=>""Excluded""} | RAYYAN-EXCLUSION-REASONS: wrong outcome,no data"\r\n'
    '2,Сова в старом амбаре зимой,2021,"Hopper, Grace",,"RAYYAN-INCLUSION: {""Ada""=>""Maybe"", ""Ben""=>""Undecided""}"\r\n'
    "3,,2020,,,no title here\r\n"
)
COVIDENCE = (
    "Title,Authors,Abstract,Published Year,DOI,Covidence #,Tags\r\n"
    '"Otters in the reeds of the northern river","Lovelace, Ada; Hopper, Grace",Counted.,2024,10.1234/otters,#17,wet\r\n'
)


def test_decisions_that_rayyan_tells_are_taken_over_beside_what_people_decided_here(
    screenings: RecordScreenings,
) -> None:
    screening = screenings.begin("Otters")
    added = screenings.add_file(screening.id, "rayyan.csv", RAYYAN.encode(), "Rayyan")
    assert (added.added, added.decisions) == (2, 3)
    assert added.notes == ["1 row with neither a title nor a DOI left out."]
    told = [(one.number, one.person, one.decision, one.reason) for one in screenings.decisions(screening.id)]
    assert told == [
        (1, "Ada", "include", ""),
        (1, "Ben", "exclude", "wrong outcome, no data"),
        (2, "Ada", "maybe", ""),
    ]
    screenings.decide(screening.id, 1, "title", "Ada", "exclude")
    again = screenings.add_file(screening.id, "rayyan.csv", RAYYAN.encode(), "Rayyan, later")
    assert (again.added, again.duplicates, again.decisions) == (2, 2, 0), "nobody's word here is overwritten"


def test_what_was_decided_here_comes_back_through_rayyans_columns(screenings: RecordScreenings) -> None:
    screening = screenings.begin("Owls")
    screenings.add_file(screening.id, "rayyan.csv", RAYYAN.encode(), "Rayyan")
    records, decisions = screenings.records(screening.id), screenings.decisions(screening.id)
    elsewhere = screenings.begin("Elsewhere")
    for name, data in (
        ("back.csv", rayyan_csv(records, decisions, "title")),
        ("back.ris", records_ris(records, decisions, "title")),
    ):
        other = screenings.begin(name)
        screenings.add_file(other.id, name, data, "back")
        back = [(one.number, one.person, one.decision) for one in screenings.decisions(other.id)]
        assert back == [(one.number, one.person, one.decision) for one in decisions], name
    screenings.add_file(elsewhere.id, "covidence.csv", COVIDENCE.encode(), "Covidence")
    (record,) = screenings.records(elsewhere.id)
    assert (record.authors, record.year, record.doi) == (["Ada Lovelace", "Grace Hopper"], 2024, "10.1234/otters")
    assert screenings.decisions(elsewhere.id) == []
