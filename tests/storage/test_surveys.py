"""What the database holds two surveys of one plan to."""

import json
import threading
from dataclasses import replace

import pytest
from sqlalchemy import text

from lib.records import Question
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.storage.surveys import SurveyStore
from tests.conftest import Database

PLAN = SurveyPlan([Question("What?")], [PlannedPaper("p1", "p1.pdf")], ["extractive"], name="First")


@pytest.fixture
def stores(database: Database) -> list[SurveyStore]:
    """Return one database opened twice, as by two processes."""
    return [SurveyStore(database.open()) for _ in range(2)]


def test_of_two_that_join_at_once_one_makes_the_survey_and_both_get_it(stores: list[SurveyStore]) -> None:
    together, made = threading.Barrier(2), list[str]()

    def join(store: SurveyStore) -> None:
        for turn in range(20):
            together.wait(10)
            made.append(store.add(replace(PLAN, style=str(turn)), join=True))

    threads = [threading.Thread(target=join, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 40
    assert len(set(made)) == len(stores[0].heads()) == 20


def test_a_plan_is_held_while_its_survey_runs_or_waits_and_again_once_it_goes_on(stores: list[SurveyStore]) -> None:
    store = stores[0]
    first = store.add(PLAN)
    assert store.under_way(replace(PLAN, name="Another name")) == first
    assert store.under_way(replace(PLAN, answerers=["claude"])) is None
    store.set_status(first, "waiting", "It needs a key.")
    assert store.under_way(PLAN) == first
    for ended in ("paused", "cancelled", "stopped", "finished"):
        store.set_status(first, ended)  # type: ignore[arg-type]
        assert store.under_way(PLAN) is None
    second = store.add(PLAN)
    store.set_status(first, "running")
    assert store.under_way(PLAN) == second, "the one that goes on beside another takes nothing from it"
    store.remove(second)
    store.set_status(first, "running")
    assert store.under_way(PLAN) == first


def test_surveys_of_an_older_database_are_kept_and_hold_their_plan_once_they_go_on(new_database: Database) -> None:
    with new_database.before_step("_claims") as connection:
        connection.execute(
            text(
                "INSERT INTO surveys (id, name, created_at, status, plan) VALUES ('s', 'First', '2026', 'running', :plan)"
            ),
            {"plan": json.dumps(PLAN.to_dict())},
        )
    store = SurveyStore(new_database.open())
    assert [(head.id, head.status, head.plan) for head in store.heads()] == [("s", "running", PLAN)]
    assert store.under_way(PLAN) is None
    store.set_status("s", "running")
    assert store.under_way(PLAN) == "s"
