"""Second opinions in the database."""

from lib.records import Answer, SecondOpinion, SentenceVerdict
from lib.storage.answers import AnswerStore
from lib.storage.opinions import OpinionStore
from tests.conftest import Database


def opinion(name: str, at: str, answer_id: str = "a") -> SecondOpinion:
    verdicts = [SentenceVerdict(0, "weak", "no year")]
    return SecondOpinion(
        name, answer_id, "claude", verdicts, "m", "p", "r", 1.5, {"input": 3}, 0.01, "cut", created_at=at
    )


def test_opinions_come_back_equal_the_oldest_first_and_go_with_their_answer(database: Database) -> None:
    engine = database.open()
    answers, opinions = AnswerStore(engine), OpinionStore(engine)
    answers.add(Answer("a", "Why?", True, "So.", [], [], "claude", "m", []))
    later, earlier = opinion("1", "2026-02"), opinion("2", "2026-01")
    opinions.add(later)
    opinions.add(earlier)
    assert opinions.of("a") == [earlier, later]
    answers.remove("a")
    assert opinions.of("a") == []


def test_an_opinion_on_an_answer_that_was_removed_meanwhile_is_not_kept(database: Database) -> None:
    opinions = OpinionStore(database.open())
    opinions.add(opinion("1", "2026-02", "gone"))
    assert opinions.of("gone") == []
