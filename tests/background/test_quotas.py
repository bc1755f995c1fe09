"""Nobody holds up the others: how much one person may have under way at once."""

from __future__ import annotations

import pytest

from lib.acting import acting_as
from lib.background.quotas import Quotas
from lib.config import Preferences
from lib.disk import MEGABYTE
from lib.errors import NotAllowed
from lib.records.people import OWNER, Person, Role

ROB, MIA = (Person(f"{name}@example.org", name, Role.RATER) for name in ("rob", "mia"))
FEW = Preferences(papers_a_person=2, questions_a_person=3, models_a_person=1, surveys_a_person=1)


def test_a_person_has_so_many_papers_waiting_and_others_have_theirs() -> None:
    quotas, ended = Quotas(), set[int]()
    with acting_as(ROB):
        for number in range(2):
            quotas.require_paper(FEW, 1_000)
            quotas.add_paper(1_000, lambda number=number: number not in ended)
        with pytest.raises(NotAllowed, match="2 of your papers"):
            quotas.require_paper(FEW, 1_000)
        quotas.require_question(FEW, False)
    with acting_as(MIA):
        quotas.require_paper(FEW, 1_000)
    ended.add(0)
    with acting_as(ROB):
        quotas.require_paper(FEW, 1_000)


def test_questions_to_models_are_counted_by_themselves_too() -> None:
    quotas = Quotas()
    with acting_as(ROB):
        quotas.add_question(True, lambda: True)
        with pytest.raises(NotAllowed, match="with models"):
            quotas.require_question(FEW, True)
        quotas.require_question(FEW, False)
        for _ in range(2):
            quotas.add_question(False, lambda: True)
        with pytest.raises(NotAllowed, match="3 of your questions"):
            quotas.require_question(FEW, False)


def test_whoever_works_alone_has_no_quota() -> None:
    quotas = Quotas()
    with acting_as(OWNER):
        for _ in range(10):
            quotas.require_paper(FEW, 1_000)
            quotas.add_paper(1_000, lambda: True)
            quotas.require_question(FEW, True)
            quotas.add_question(True, lambda: True)


def test_a_person_has_so_many_surveys_running() -> None:
    quotas = Quotas()
    with acting_as(ROB):
        quotas.require_survey(FEW)
        quotas.add_survey(lambda: True)
        with pytest.raises(NotAllowed, match="1 of your surveys"):
            quotas.require_survey(FEW)
    with acting_as(MIA):
        quotas.require_survey(FEW)


def test_a_person_has_so_many_megabytes_waiting() -> None:
    quotas, ended = Quotas(), set[int]()
    few = Preferences(megabytes_a_person=10)
    with acting_as(ROB):
        quotas.add_paper(9 * MEGABYTE, lambda: 0 not in ended)
        quotas.require_paper(few, MEGABYTE)
        with pytest.raises(NotAllowed, match="10 MB of papers"):
            quotas.require_paper(few, MEGABYTE + 1)
        ended.add(0)
        quotas.require_paper(few, MEGABYTE + 1)
    with acting_as(OWNER):
        quotas.require_paper(few, 20 * MEGABYTE)


def test_a_project_s_pdfs_take_no_more_room_than_they_may() -> None:
    quotas, little = Quotas(), Preferences(gigabytes_a_project=0.5)
    for person in (ROB, OWNER):
        with acting_as(person):
            quotas.require_room(little, 100 * MEGABYTE, lambda: 400 * MEGABYTE)
            with pytest.raises(NotAllowed, match=r"0\.5 GB together"):
                quotas.require_room(little, 113 * MEGABYTE, lambda: 400 * MEGABYTE)
    quotas.require_room(Preferences(), 1 << 50, lambda: pytest.fail("nobody asked"))
