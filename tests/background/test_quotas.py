"""Nobody holds up the others: how much one person may have under way at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, suppress

import pytest

from lib.acting import acting_as
from lib.background.quotas import Quotas, Totals, Work
from lib.config import Preferences
from lib.disk import MEGABYTE
from lib.errors import NotAllowed, StoreError
from lib.records.people import OWNER, Person, Role

ROB, MIA = (Person(f"{name}@example.org", name, Role.RATER) for name in ("rob", "mia"))
FEW = Preferences(papers_a_person=2, questions_a_person=3, models_a_person=1, surveys_a_person=1)


def begin(held: AbstractContextManager[Work], is_under_way: Callable[[], bool] = lambda: True) -> None:
    with held as work:
        work.is_under_way = is_under_way


def ask(held: AbstractContextManager[Work]) -> None:
    """Hold a place and give it back; raises where there is none."""
    begin(held, lambda: False)


def test_a_person_has_so_many_papers_waiting_and_others_have_theirs() -> None:
    quotas, ended = Quotas(), set[int]()
    with acting_as(ROB):
        for number in range(2):
            begin(quotas.paper(FEW, 1_000), lambda number=number: number not in ended)
        with pytest.raises(NotAllowed, match="2 of your papers"):
            ask(quotas.paper(FEW, 1_000))
        ask(quotas.question(FEW, False))
    with acting_as(MIA):
        ask(quotas.paper(FEW, 1_000))
    ended.add(0)
    with acting_as(ROB):
        ask(quotas.paper(FEW, 1_000))


def test_questions_to_models_are_counted_by_themselves_too() -> None:
    quotas = Quotas()
    with acting_as(ROB):
        begin(quotas.question(FEW, True))
        with pytest.raises(NotAllowed, match="with models"):
            ask(quotas.question(FEW, True))
        ask(quotas.question(FEW, False))
        for _ in range(2):
            begin(quotas.question(FEW, False))
        with pytest.raises(NotAllowed, match="3 of your questions"):
            ask(quotas.question(FEW, False))


def test_whoever_works_alone_has_no_quota() -> None:
    quotas = Quotas()
    with acting_as(OWNER):
        for _ in range(10):
            begin(quotas.paper(FEW, 1_000))
            begin(quotas.question(FEW, True))


def test_a_person_has_so_many_surveys_running() -> None:
    quotas = Quotas()
    with acting_as(ROB):
        begin(quotas.survey(FEW))
        with pytest.raises(NotAllowed, match="1 of your surveys"):
            ask(quotas.survey(FEW))
    with acting_as(MIA):
        ask(quotas.survey(FEW))


def test_a_person_has_so_many_megabytes_waiting() -> None:
    quotas, ended = Quotas(), set[int]()
    few = Preferences(megabytes_a_person=10)
    with acting_as(ROB):
        begin(quotas.paper(few, 9 * MEGABYTE), lambda: 0 not in ended)
        ask(quotas.paper(few, MEGABYTE))
        with pytest.raises(NotAllowed, match="10 MB of papers"):
            ask(quotas.paper(few, MEGABYTE + 1))
        ended.add(0)
        ask(quotas.paper(few, MEGABYTE + 1))
    with acting_as(OWNER):
        ask(quotas.paper(few, 20 * MEGABYTE))


def test_a_place_is_held_while_something_is_begun_and_free_where_that_fails() -> None:
    quotas = Quotas()
    with acting_as(ROB):
        with suppress(StoreError), quotas.survey(FEW):
            with pytest.raises(NotAllowed):
                ask(quotas.survey(FEW))
            raise StoreError("It cannot be begun.")
        ask(quotas.survey(FEW))


def test_a_project_s_pdfs_take_no_more_room_than_they_may() -> None:
    quotas, little = Quotas(), Preferences(gigabytes_a_project=0.5)
    for person in (ROB, OWNER):
        with acting_as(person):
            quotas.require_room(little, 100 * MEGABYTE, lambda: 400 * MEGABYTE)
            with pytest.raises(NotAllowed, match=r"0\.5 GB together"):
                quotas.require_room(little, 113 * MEGABYTE, lambda: 400 * MEGABYTE)
    quotas.require_room(Preferences(), 1 << 50, lambda: pytest.fail("nobody asked"))


class KeptWork:
    """What a database would keep of the work under way."""

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}
        self.is_away = False

    def add(self, person: str, kind: str, size: int, check: Callable[[Totals], None]) -> str:
        check({kind: (list(self.rows.values()).count(kind), 0) for kind in self.rows.values()})
        name = str(len(self.rows))
        self.rows[name] = kind
        return name

    def end(self, ids: Collection[str]) -> None:
        if self.is_away:
            raise StoreError("The database failed.")
        for name in ids:
            del self.rows[name]


def test_what_ended_while_the_database_was_away_is_taken_out_of_it_later() -> None:
    quotas, kept, ended = Quotas(), KeptWork(), set[int]()
    quotas.share(kept)
    try:
        with acting_as(ROB):
            begin(quotas.survey(FEW), lambda: 0 not in ended)
            kept.is_away = True
            ended.add(0)
            with pytest.raises(StoreError):
                ask(quotas.survey(FEW))
            kept.is_away = False
            begin(quotas.survey(FEW))
        assert list(kept.rows.values()) == ["survey"]
    finally:
        quotas.share_no_more()


def test_others_are_counted_while_it_is_asked_whether_something_is_under_way() -> None:
    quotas, is_asked, goes_on = Quotas(), threading.Event(), threading.Event()

    def is_under_way() -> bool:
        is_asked.set()
        return goes_on.wait(60)

    def ask_too() -> None:
        with acting_as(ROB):
            ask(quotas.survey(Preferences()))

    with acting_as(ROB):
        begin(quotas.survey(Preferences()), is_under_way)
    asking = threading.Thread(target=ask_too)
    asking.start()
    assert is_asked.wait(60)
    assert quotas._lock.acquire(timeout=0), "nobody else waits for a database that one person's work asks"
    quotas._lock.release()
    goes_on.set()
    asking.join()
