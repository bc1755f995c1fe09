"""The main job over every database: papers are added, asked, surveyed, judged, removed, and all of it is there again."""

from sqlalchemy import func, select

from lib.config import Settings
from lib.storage import schema
from lib.storage.database import DATABASE_FILE
from lib.workspace import Workspace
from tests.conftest import Database
from tests.pdfs import print_paper

OTTERS = print_paper(
    title="Otters in the reeds",
    sections=[("Results", ["In all 57 otters crossed the transect. Most of them crossed it at dawn."])],
)
OWLS = print_paper(
    title="Owls in the barn",
    sections=[("Methods", ["The barn owls were ringed by volunteers. Each ring was of steel."])],
)
QUESTIONS = ["How many otters crossed the transect?", "Who ringed the barn owls?"]


def plain_records(ws: Workspace, survey_id: str) -> dict[str, object]:
    """Return all that people and answerers said, as plain values."""
    return {
        "papers": [paper.to_dict() for paper in ws.papers()],
        "answers": [answer.to_dict() for answer in ws.answers()],
        "survey": ws.surveys.survey(survey_id).to_dict(),
        "changes": [change.to_dict() for change in ws.surveys.changes(survey_id)],
        "verdicts": [verdict.to_dict() for verdict in ws.reviews.all()],
    }


def test_papers_are_added_asked_surveyed_judged_removed_and_opened_again(database: Database) -> None:
    settings = Settings(database_url=database.url)
    with Workspace.open(database.folder, settings) as ws:
        otters, owls = (ws.add_paper(p.data, filename=f) for p, f in ((OTTERS, "otters\0.pdf"), (OWLS, "owls.pdf")))
        assert {paper.status for paper in ws.papers()} == {"ready"}
        ws.edit_paper(owls.id, title="Owls \0 in the \ud800 barn", year=2021)
        answer = ws.ask(QUESTIONS[0])
        assert "57 otters" in answer.text
        follow_up = ws.ask("When did they cross it?", previous=answer.id)
        survey = ws.run_survey(QUESTIONS, [otters.id, owls.id])
        assert survey.status == "finished"
        assert {cell.category for cell in survey.cells.values()} == {"reported", "not_reported"}
        ws.surveys.change(survey.id, (owls.id, 0, "extractive"), "unclear", "Ada", note="Which owls\0?")
        for item in ws.reviews.items(survey.id):
            ws.reviews.give(item.answer_id, "Ada", correct="correct", note="Ja, 😀 \ud83d")
        ws.reviews.give(answer.id, "Ben", citation=1, right_passage=True, supported="partly")
        ws.reviews.undo("Ben")
        assert ws.exports.survey(survey.id, "jsonl").data
        ws.remove_answer(follow_up.id)
        ws.groups.put("tag", "wet \0", [otters.id])
        ws.bin.put([otters.id, owls.id])
        assert ws.papers() == []
        assert "No paper is ready" in (ws.ask(QUESTIONS[0]).stopped or "")
        ws.bin.bring_back([otters.id, owls.id])
        assert ws.groups.all()[0].paper_ids == [otters.id]
        ws.remove_paper(owls.id)
        before = plain_records(ws, survey.id)
    with Workspace.open(database.folder, settings) as ws:
        assert plain_records(ws, survey.id) == before
        assert [paper.id for paper in ws.papers()] == [otters.id]
        assert ws.ask(QUESTIONS[0]).text == answer.text
        assert ws.resume_survey(survey.id).status == "finished"
    assert (database.folder / DATABASE_FILE).exists() == (not database.url)
    with database.open().connect() as connection:
        assert connection.execute(select(func.count()).select_from(schema.answers)).scalar_one() == 6
