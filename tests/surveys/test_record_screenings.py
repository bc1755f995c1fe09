"""Records of several databases, screened by two people, and the numbers that come of it."""

from __future__ import annotations

import csv
import io
import json
import random
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from lib.errors import ConfigError, SidelightError
from lib.exporting.record_files import covidence_csv, flow_csv, flow_rows, flow_svg, rayyan_csv, records_ris
from lib.importing.bibliography import read_bibliography
from lib.importing.duplicates import find_duplicates
from lib.importing.reference_entry import BibliographyError
from lib.records.screening import DECISIONS, NAMELESS, STAGES, BibRecord, RecordDecision
from lib.storage.database import open_database
from lib.storage.record_screenings import RecordScreeningStore
from lib.surveys.record_flow import ScreenedRecords, latest_decisions, standing
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


def test_numbers_of_pubmed_come_back_from_ris(screenings: RecordScreenings) -> None:
    one = screenings.begin("Otters")
    screenings.add_file(one.id, "a.nbib", PUBMED.encode(), "PubMed")
    again = screenings.begin("Again")
    screenings.add_file(again.id, "a.ris", records_ris(screenings.records(one.id), {}, "title"), "PubMed")
    assert [r.pmid for r in screenings.records(again.id)] == ["12345678", "22345678"]


def test_where_records_were_found_can_be_said_later_and_the_flow_follows(screenings: RecordScreenings) -> None:
    one = screenings.begin("Otters")
    screenings.add_file(one.id, "a.nbib", PUBMED.encode(), "")
    screenings.add_file(one.id, "b.ris", SCOPUS.encode(), "")
    assert screenings.flow(one.id).identified == {"a.nbib": 2, "b.ris": 2}
    screenings.decide(one.id, 1, "title", "Ada", "include")
    screenings.rename_source(one.id, "a.nbib", " PubMed  Central ")
    screenings.set_source(one.id, [4], "PubMed Central")
    assert screenings.flow(one.id).identified == {"PubMed Central": 3, "b.ris": 1}
    assert [one.decision for one in screenings.decisions(one.id)] == ["include"]
    with pytest.raises(ConfigError, match="Name the database"):
        screenings.rename_source(one.id, "b.ris", " ")
    with pytest.raises(ConfigError, match="no such record"):
        screenings.set_source(one.id, [9], "Scopus")


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


def test_a_short_title_is_of_one_work_where_pages_or_abstract_say_so_too() -> None:
    one = BibRecord(1, "x", "Otters at dawn", ["Ada Lovelace"], 2020, volume="12", pages="3-9")
    assert find_duplicates([one, replace(one, number=2, source="y", title="Otters at Dawn.")]) == [None, 0]
    assert find_duplicates([one, replace(one, number=2, pages="10-12")]) == [None, None], "two editorials of one editor"
    assert find_duplicates([one, replace(one, number=2, year=2012)]) == [None, None]
    bare = replace(one, volume="", pages="")
    assert find_duplicates([bare, replace(bare, number=2)]) == [None, None]
    told = replace(bare, abstract="We counted otters at the river. " * 5)
    assert find_duplicates([told, replace(told, number=2, abstract="We counted Otters, at the river " * 5)]) == [
        None,
        0,
    ]
    assert find_duplicates([told, replace(told, number=2, volume="3", pages="4-5")]) == [None, 0]
    placed = replace(told, volume="3", pages="4-5")
    for elsewhere in ({"volume": "4"}, {"pages": "5-6"}):
        assert find_duplicates([placed, replace(placed, number=2, **elsewhere)]) == [None, None]


@pytest.mark.parametrize(
    ("volume", "pages", "same"),
    [
        ("12", "pp. 12-15", True),
        ("Vol. 12", "12-15", True),
        ("12(3)", "12–15", True),
        ("Vol. 12 (3)", "p. 12-15", True),
        ("12(4)", "12-15", True),
        ("13(3)", "12-15", False),
        ("Vol. 13", "12-15", False),
        ("12", "pp. 13-15", False),
    ],
)
def test_volume_and_pages_are_one_however_they_are_written(volume: str, pages: str, same: bool) -> None:
    one = BibRecord(1, "x", "Editorial", [], 2020, volume="12", pages="12-15")
    assert find_duplicates([one, replace(one, number=2, volume=volume, pages=pages)]) == [None, 0 if same else None]


def test_two_issues_of_a_volume_are_two_places() -> None:
    one = BibRecord(1, "x", "Editorial", [], 2020, volume="12(3)", pages="1-2")
    assert find_duplicates([one, replace(one, number=2, volume="12(4)")]) == [None, None]


PNAS = "Proceedings of the National Academy of Sciences of the United States of America"


@pytest.mark.parametrize(
    ("journals", "same"),
    [
        (("Lancet", "BMJ"), False),
        (("Lancet", "Lancet Oncol"), False),
        (("Lancet", "The Lancet (London, England)"), True),
        (("BMJ", "British Medical Journal"), True),
        (("BMJ", "BMJ : British Medical Journal"), True),
        (("N. Engl. J. Med.", "The New England Journal of Medicine"), True),
        (("Natl Health", "National Health"), True),
        (("", "Lancet"), True),
        ((PNAS, "Proc. Natl. Acad. Sci. U.S.A."), True),
        ((PNAS, "Proc Natl Acad Sci U S A"), True),
        ((PNAS, "Proc. Natl. Acad. Sci. USA"), True),
        ((PNAS, "PNASUSA"), True),
        (("Proc. Natl. Acad. Sci. U.S.A.", "Proc Natl Acad Sci U S A"), True),
        ((PNAS, "Proc. Natl. Acad. Sci. India"), False),
        (("Ann. N.Y. Acad. Sci.", "Annals of the New York Academy of Sciences"), True),
        (("Ann N Y Acad Sci", "Annals of the New York Academy of Sciences"), True),
        (("J. R. Soc. Interface", "Journal of the Royal Society Interface"), True),
        (("J. R. Soc. Med.", "Journal of the Royal Society Interface"), False),
        (("J. Phys. Chem. A", "J. Phys. Chem. B"), False),
    ],
)
def test_works_of_one_short_title_at_one_place_of_two_journals_are_two(journals: tuple[str, str], same: bool) -> None:
    one, other = (
        BibRecord(number, "x", "Editorial", [], 2020, journal=journal, volume="12", pages="1-2")
        for number, journal in enumerate(journals, 1)
    )
    assert find_duplicates([one, other]) == [None, 0 if same else None]


@pytest.mark.parametrize(
    "abstract",
    [
        "[No abstract available]",
        "An abstract is not available for this content so a preview has been provided. Please use the Get access link above "
        "for information on how to access this content.",
    ],
)
def test_words_in_place_of_an_abstract_make_no_two_works_one(abstract: str) -> None:
    one = BibRecord(1, "x", "Editorial", [], 2020, abstract=abstract)
    assert find_duplicates([one, replace(one, number=2)]) == [None, None]


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


def test_agreement_knows_that_maybe_stands_between_and_what_could_have_been_said(screenings: RecordScreenings) -> None:
    one = screenings.begin("Otters")
    for number in range(6):
        screenings.add_file(one.id, "a.ris", f"TY  - JOUR\nTI  - Otters of river {number}\nER  - \n".encode(), "PubMed")
        screenings.decide(one.id, number + 1, "title", "Ada", "maybe" if number == 0 else "exclude")
        screenings.decide(one.id, number + 1, "title", "Ben", "include" if number == 0 else "exclude")
    found = screenings.screened(one.id).agreement("Ada", "Ben", "title")
    assert found.ac1 is not None
    assert found.weighted is not None
    assert found.kappa is not None
    assert found.weighted > found.kappa
    screenings.decide(one.id, 1, "title", "Ada", "exclude")
    screenings.decide(one.id, 1, "title", "Ben", "exclude")
    alike = screenings.screened(one.id).agreement("Ada", "Ben", "title")
    assert (alike.kappa, alike.ac1) == (None, 1)


def test_decisions_are_never_overwritten_and_the_last_of_each_person_counts(screenings: RecordScreenings) -> None:
    one = screenings.begin("Otters")
    screenings.add_file(one.id, "a.nbib", PUBMED.encode(), "PubMed")
    for person, decision in (("Ada", "exclude"), ("Ben", "include"), ("Ada", "include")):
        screenings.decide(one.id, 1, "title", person, decision)  # type: ignore[arg-type]
    kept = screenings.decisions(one.id)
    assert [(d.person, d.decision) for d in kept] == [("Ada", "exclude"), ("Ben", "include"), ("Ada", "include")]
    assert all(d.at for d in kept)
    screened = screenings.screened(one.id)
    assert screened.standings("title") == {1: "include", 2: "undecided"}
    found = screened.agreement("Ada", "Ben", "title")
    assert (found.n, found.agreed) == (1, 1)
    with pytest.raises(ConfigError):
        screenings.decide(one.id, 1, "full_text", "Ada", "maybe")
    with pytest.raises(ConfigError):
        screenings.decide(one.id, 1, "title", " ", "include")


def test_the_numbers_of_the_flow_add_up_whatever_was_decided() -> None:
    for seed in range(200):
        draw = random.Random(seed)  # noqa: S311
        records = [
            BibRecord(
                n, draw.choice("ABC"), f"Title {n}", duplicate_of=draw.choice([None, None, 1]) if n > 1 else None,
                study_of=draw.choice([None, None, 1, 2]) if n > 2 else None,
                removed=draw.choice(["", "", "", NAMELESS, "other"]),
            )
            for n in range(1, draw.randint(2, 40))
        ]  # fmt: skip
        decisions = []
        for _ in range(draw.randint(0, 150)):
            stage = draw.choice(STAGES)
            decisions.append(
                RecordDecision(
                    draw.randint(1, len(records)), stage, draw.choice(["Ada", "Ben"]), draw.choice(DECISIONS[stage]),
                    draw.choice(["", "other design"]), settles=draw.random() < 0.1,
                )
            )  # fmt: skip
        n = ScreenedRecords(records, decisions, draw.choice([1, 2])).flow
        assert sum(n.identified.values()) == len(records) == n.duplicates + sum(n.removed.values()) + n.screened
        assert n.screened == n.excluded + n.undecided + n.sought
        assert n.sought == n.not_retrieved + n.unassessed + n.assessed
        assert n.assessed == sum(n.excluded_reports.values()) + n.included
        assert min(1, n.included) <= n.studies <= n.included
        table = dict(flow_rows(n))
        assert table["Records screened"] == n.screened
        assert [table[f"Records removed for other reasons: {why}"] for why in n.removed] == list(n.removed.values())
        assert (table["Studies included in review"], table["Reports of included studies"]) == (n.studies, n.included)


def test_the_flow_is_a_picture_and_a_table_with_the_same_numbers() -> None:
    records = [record(1), record(2), BibRecord(3, "<b>Scopus</b> & others", "x", duplicate_of=1)]
    decisions = [said(n, who, "include") for n in (1, 2) for who in ("Ada", "Ben")]
    decisions += [said(1, who, "exclude", "full_text", "other design") for who in ("Ada", "Ben")]
    numbers = ScreenedRecords(records, decisions, 2).flow
    picture = "".join(ElementTree.fromstring(flow_svg(numbers)).itertext())  # noqa: S314 - our own
    for words in (
        "<b>Scopus</b> & others (n = 1)",
        "Duplicate records removed (n = 1)",
        "Reports sought for retrieval (n = 2)",
        "other design (n = 1)",
        "Not decided yet (n = 1)",
        "Studies included in review (n = 0)",
        "Reports of included studies (n = 0)",
    ):
        assert words in picture
    assert b"Reports excluded: other design,1" in flow_csv(numbers)


def test_exports_have_the_columns_of_rayyan_and_covidence_and_come_back() -> None:
    records = [
        record(1, "=1+1 otters, a title", authors=["Ada Lovelace"], year=2024, doi="10.1234/a", abstract="Text"),
        record(2),
    ]
    decisions = [said(1, "Ada", "include"), said(1, "Ben", "exclude", reason="other design")]
    (first, second) = csv.DictReader(
        io.StringIO(rayyan_csv(records, latest_decisions(decisions), "title").decode("utf-8-sig"))
    )
    assert (first["key"], first["title"], first["authors"]) == ("1", "'=1+1 otters, a title", "Ada Lovelace")
    assert first["notes"] == (
        'RAYYAN-INCLUSION: {"Ada"=>"Included", "Ben"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: other design'
    )
    assert second["notes"] == ""
    (first, _) = csv.DictReader(
        io.StringIO(
            covidence_csv(records, ScreenedRecords(records, decisions, 2).standings("title")).decode("utf-8-sig")
        )
    )
    assert (first["Published Year"], first["Covidence #"], first["Tags"]) == ("2024", "#1", "conflict")
    back = read_bibliography("a.ris", records_ris(records, latest_decisions(decisions), "title")).entries
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
    assert (added.added, added.decisions, added.removed, added.notes) == (3, 3, 1, [])
    told = [(one.number, one.person, one.decision, one.reason) for one in screenings.decisions(screening.id)]
    assert told == [
        (1, "Ada", "include", ""),
        (1, "Ben", "exclude", "wrong outcome, no data"),
        (2, "Ada", "maybe", ""),
    ]
    screenings.decide(screening.id, 1, "title", "Ada", "exclude")
    again = screenings.add_file(screening.id, "rayyan.csv", RAYYAN.encode(), "Rayyan, later")
    assert (again.added, again.duplicates, again.decisions) == (3, 2, 0), "nobody's word here is overwritten"


def test_a_record_that_names_no_work_is_counted_and_removed_before_screening(screenings: RecordScreenings) -> None:
    of = screenings.begin("Otters", people=1).id
    screenings.add_file(of, "rayyan.csv", RAYYAN.encode(), "Rayyan")
    numbered = "PMID- 33345678\nDP  - 2020\n\nPMID- 12345678\nTI  - Herons of the lake\nDP  - 2021\n"
    screenings.add_file(of, "a.nbib", numbered.encode(), "PubMed")
    removed = [(one.number, one.title, one.year) for one in screenings.records(of) if one.removed]
    assert removed == [(3, "", 2020)], "a number of PubMed names a work"
    flow = screenings.flow(of)
    assert (flow.identified, flow.removed, flow.screened) == ({"Rayyan": 3, "PubMed": 2}, {NAMELESS: 1}, 4)
    assert ("Records removed for other reasons: no title, DOI or PubMed number", 1) in flow_rows(flow)
    picture = "".join(ElementTree.fromstring(flow_svg(flow)).itertext())  # noqa: S314 - our own
    assert "Records removed for other reasons (n = 1)" in picture
    standings = screenings.screened(of).standings("title")
    assert 3 not in standings
    lines = list(csv.DictReader(io.StringIO(covidence_csv(screenings.records(of), standings).decode("utf-8-sig"))))
    assert lines[2]["Tags"] == "removed before screening: no title, DOI or PubMed number"
    screenings.mark_copies(of, [3, 4])
    assert [one.duplicate_of for one in screenings.records(of)] == [None, None, 4, None, None]
    screenings.set_duplicate(of, 3, None)
    screenings.screen_again(of, 3)
    assert (screenings.flow(of).removed, screenings.flow(of).screened) == ({}, 5)


@pytest.mark.parametrize("before", [None, 1])
def test_a_record_that_is_screened_stays_so_though_it_is_said_to_repeat_a_removed_one(
    screenings: RecordScreenings, before: int | None
) -> None:
    of = screenings.begin("Otters", people=1).id
    screenings.add_file(of, "rayyan.csv", RAYYAN.encode(), "Rayyan")
    screenings.set_duplicate(of, 2, before)
    screenings.set_duplicate(of, 2, 3)
    assert [one.duplicate_of for one in screenings.records(of)] == [None, None, 2], "the third one names no work"
    assert screenings.flow(of).screened == 2


@pytest.mark.parametrize(
    ("name", "text", "screened", "removed"),
    [
        ("a.nbib", "PMID- 33345678\n\nPMID- 43345678\n", 2, {}),
        ("a.csv", "PMID,Year\n33345678,2020\n43345678,2021\n", 2, {}),
        ("a.csv", "Title,Authors,Year\n,Ada Lovelace,2020\n,Grace Hopper,\n", 0, {NAMELESS: 2}),
        ("a.ris", "TY  - JOUR\nAU  - Liu, R.\nER  - \n", 0, {NAMELESS: 1}),
    ],
)
def test_a_file_whose_records_have_neither_title_nor_doi_is_counted(
    screenings: RecordScreenings, name: str, text: str, screened: int, removed: dict[str, int]
) -> None:
    of = screenings.begin("Otters").id
    screenings.add_file(of, name, text.encode(), "PubMed")
    assert (screenings.flow(of).screened, screenings.flow(of).removed) == (screened, removed)
    with pytest.raises(BibliographyError, match="holds no reference"):
        read_bibliography(name, text.encode())  # which is for those who need names


@pytest.mark.parametrize(
    ("name", "text"), [("a.json", '{"colour": "blue"}'), ("a.csv", "Title,Colour\n,blue\n"), ("a.txt", "x")]
)
def test_a_file_that_says_nothing_of_any_work_adds_no_record(
    screenings: RecordScreenings, name: str, text: str
) -> None:
    of = screenings.begin("Otters").id
    with pytest.raises(SidelightError, match="holds no reference"):
        screenings.add_file(of, name, text.encode(), "PubMed")


def test_notes_and_attachments_that_zotero_lists_beside_works_are_no_records(screenings: RecordScreenings) -> None:
    of = screenings.begin("Otters").id
    items = [
        {"itemType": "journalArticle", "title": "Otters in the reeds"},
        {"itemType": "attachment", "title": "Full Text PDF"},
        {"data": {"itemType": "note", "note": "<p>Read this</p>"}},
        {"itemType": "annotation", "annotationText": "otters"},
        {"data": {"itemType": "book", "title": "Owls of the old barn"}},
    ]
    added = screenings.add_file(of, "zotero.json", json.dumps(items).encode(), "Zotero")
    assert (added.added, added.removed) == (2, 0)
    assert [one.title for one in screenings.records(of)] == ["Otters in the reeds", "Owls of the old barn"]


def test_a_screening_stored_before_there_were_removed_records_opens() -> None:
    stored = record(1).to_dict()
    del stored["removed"]
    assert BibRecord.from_dict(stored).is_screened


def test_what_was_decided_here_comes_back_through_rayyans_columns(screenings: RecordScreenings) -> None:
    screening = screenings.begin("Owls")
    screenings.add_file(screening.id, "rayyan.csv", RAYYAN.encode(), "Rayyan")
    records, decisions = screenings.records(screening.id), screenings.decisions(screening.id)
    latest = latest_decisions(decisions)
    elsewhere = screenings.begin("Elsewhere")
    for name, data in (
        ("back.csv", rayyan_csv(records, latest, "title")),
        ("back.ris", records_ris(records, latest, "title")),
    ):
        other = screenings.begin(name)
        screenings.add_file(other.id, name, data, "back")
        back = [(one.number, one.person, one.decision) for one in screenings.decisions(other.id)]
        assert back == [(one.number, one.person, one.decision) for one in decisions], name
    screenings.add_file(elsewhere.id, "covidence.csv", COVIDENCE.encode(), "Covidence")
    (record,) = screenings.records(elsewhere.id)
    assert (record.authors, record.year, record.doi) == (["Ada Lovelace", "Grace Hopper"], 2024, "10.1234/otters")
    assert screenings.decisions(elsewhere.id) == []


def five(screenings: RecordScreenings, people: int = 2) -> str:
    """Return the id of a screening of five records without duplicates."""
    screening = screenings.begin("Five", people)
    lines = [
        f"TY  - JOUR\nTI  - A study of otters of its own, number {n}\nDO  - 10.1234/{n}\nER  -\n" for n in range(1, 6)
    ]
    screenings.add_file(screening.id, "five.ris", "".join(lines).encode(), "PubMed")
    return screening.id


def studies(screenings: RecordScreenings, of: str) -> list[int | None]:
    return [one.study_of for one in screenings.records(of)]


def test_several_reports_of_one_study_are_counted_once(screenings: RecordScreenings) -> None:
    of = five(screenings, people=1)
    for number in (1, 2, 3, 5):
        screenings.decide(of, number, "title", "Ada", "include")
        screenings.decide(of, number, "full_text", "Ada", "include")
    assert (screenings.flow(of).studies, screenings.flow(of).included) == (4, 4)
    screenings.tie_reports(of, [2, 3])
    assert (screenings.flow(of).studies, screenings.flow(of).included) == (3, 4)
    screenings.tie_reports(of, [3, 1])
    assert studies(screenings, of) == [None, 1, 1, None, None], "those tied before come along"
    assert (screenings.flow(of).studies, screenings.flow(of).included) == (2, 4)
    screenings.untie_report(of, 1)
    assert studies(screenings, of) == [None, None, 2, None, None], "the others stay together"
    for wrong in ([2], [2, 2], [2, 99], [0, 1]):
        with pytest.raises(ConfigError):
            screenings.tie_reports(of, wrong)


def test_a_copy_is_no_second_report_and_takes_its_own_copies_along(screenings: RecordScreenings) -> None:
    of = five(screenings)
    screenings.tie_reports(of, [2, 4])
    screenings.set_duplicate(of, 3, 2)
    screenings.mark_copies(of, [2, 1])
    assert [one.duplicate_of for one in screenings.records(of)] == [None, 1, 1, None, None]
    assert studies(screenings, of) == [None] * 5, "the copy's study had one other report, which now stands alone"
    with pytest.raises(ConfigError, match="copies of one record are one report"):
        screenings.tie_reports(of, [1, 3])
    with pytest.raises(ConfigError, match="not marked as copies"):
        screenings.mark_copies(of, [1, 2])
    added = screenings.add_file(
        of, "again.ris", b"TY  - JOUR\nTI  - Otters of its own\nDO  - 10.1234/2\nER  -\n", "Scopus"
    )
    assert (added.duplicates, screenings.records(of)[5].duplicate_of) == (1, 1), "as people said, not as the file would"


def test_two_who_decide_at_once_lose_no_decision(screenings: RecordScreenings) -> None:
    of = five(screenings)

    def decide(person: str) -> None:
        for number in (*range(1, 6), 1):  # the first one anew at the end
            screenings.decide(of, number, "title", person, "include")

    with ThreadPoolExecutor(2) as people:
        list(people.map(decide, ("Ada", "Ben")))
    kept = screenings.decisions(of)
    for person in ("Ada", "Ben"):
        assert [one.number for one in kept if one.person == person] == [1, 2, 3, 4, 5, 1]
    assert screenings.screened(of).standings("title") == dict.fromkeys(range(1, 6), "include")
    assert (screenings.flow(of).screened, screenings.flow(of).sought) == (5, 5)


def test_of_two_who_settle_at_once_the_second_is_told_and_nothing_is_overwritten(screenings: RecordScreenings) -> None:
    of = five(screenings)
    screenings.decide(of, 1, "title", "Ada", "include")
    screenings.decide(of, 1, "title", "Ben", "exclude")
    seen = len(screenings.decisions(of))
    screenings.decide(of, 2, "title", "Cem", "include")  # of another record: it matters to nobody
    screenings.decide(of, 1, "title", "Ada", "include", settles=True, seen=seen)
    with pytest.raises(ConfigError, match="Ada has settled it meanwhile"):
        screenings.decide(of, 1, "title", "Ben", "exclude", settles=True, seen=seen)
    assert screenings.screened(of).standings("title")[1] == "include"
    screenings.decide(of, 1, "title", "Ben", "exclude", settles=True, seen=len(screenings.decisions(of)))
    assert screenings.screened(of).standings("title")[1] == "exclude", "after a look at it they may"
    assert len(screenings.decisions(of)) == 5


@pytest.mark.parametrize(("people", "is_told"), [(1, True), (2, False)])
def test_who_decides_on_what_others_have_just_decided_enough_on_is_told(
    screenings: RecordScreenings, people: int, is_told: bool
) -> None:
    of = five(screenings, people)
    seen = len(screenings.decisions(of))
    screenings.decide(of, 1, "title", "Ada", "include", seen=seen)
    if is_told:
        with pytest.raises(ConfigError, match="Ada has decided on this record meanwhile"):
            screenings.decide(of, 1, "title", "Ben", "exclude", seen=seen)
    else:
        screenings.decide(of, 1, "title", "Ben", "exclude", seen=seen)
    assert [one.person for one in screenings.decisions(of)] == (["Ada"] if is_told else ["Ada", "Ben"])


def test_another_process_sees_what_was_decided_and_changed_here(tmp_path: Path) -> None:
    here, there = (RecordScreenings(RecordScreeningStore(open_database(tmp_path))) for _ in range(2))
    of = five(here)
    assert there.screened(of) is there.screened(of), "put together once until something changes"
    here.decide(of, 1, "title", "Ada", "include")
    here.set_duplicate(of, 2, 1)
    assert [one.person for one in there.decisions(of)] == ["Ada"]
    assert there.records(of)[1].duplicate_of == 1


@pytest.mark.parametrize(
    ("title", "other", "same"),
    [
        ("水獭在北方河流中的分布与数量", "水獭在北方河流中的分布与数量。", True),
        ("Сова в старом амбаре зимой", "СОВА В СТАРОМ АМБАРЕ ЗИМОЙ", True),
        ("البوم في الحظيرة القديمة شتاء", "البوم في الحظيرة القديمة شتاء.", True),
        ("水獭的数量", "水獭的数量", False),
    ],
)
def test_titles_of_other_scripts_are_compared_too(title: str, other: str, same: bool) -> None:
    works = [BibRecord(1, "a", title, year=2020), BibRecord(2, "b", other, year=2020)]
    assert find_duplicates(works) == [None, 0 if same else None]


@pytest.mark.parametrize(
    ("title", "authors", "same"),
    [
        ("北方河流水獭数量调查", ["李明"], True),
        ("[Counting otters of the northern river]", ["Ming Li"], True),
        ("[Counting otters of the northern river]", ["Ada Hopper"], False),
        ("A chapter on owls", ["Ming Li"], False),
    ],
)
def test_a_translated_title_under_one_doi_is_one_work(title: str, authors: list[str], same: bool) -> None:
    first = BibRecord(1, "a", "Estimación de la nutria fluvial", ["Ming Li"], 2020, "10.1/a")
    assert find_duplicates([first, BibRecord(2, "b", title, authors, 2020, "10.1/a")]) == [None, 0 if same else None]
