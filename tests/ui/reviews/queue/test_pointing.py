"""Words that a rater points at are kept with their verdict, and so is the right value."""

from __future__ import annotations

from pathlib import Path

from lib.reviews.queue import QueueFilter
from lib.ui.reviews.queue.pointing import keep_pointed, own_verdict
from lib.ui.reviews.queue.rater_queue import RaterQueue
from lib.workspace import Workspace
from tests.pdfs import print_paper

WORDS = "The count found 31 otters."


def test_what_a_rater_points_at_and_the_right_value_stay_with_later_verdicts(tmp_path: Path) -> None:
    made = print_paper(sections=[("Methods", ["Otters were counted in winter.", WORDS])], title="Otters")
    with Workspace.open(tmp_path) as workspace:
        paper = workspace.add_paper(made.data, filename="otters.pdf")
        answer = workspace.ask("When were the otters counted?", [paper.id])
        (item,) = workspace.reviews.items()
        queue = RaterQueue(QueueFilter(), "Ada", [item], [item.answer_id], set())
        (box, *_) = workspace.locate(paper.id, WORDS)
        place = [box.page, box.x0, box.top, box.x1, box.bottom]
        keep_pointed(workspace, queue, item, paper.id, {"blind": "", "sample": ""}, {"boxes": [place], "value": "31"})
        kept = own_verdict(workspace, queue, answer.id)
        assert kept is not None
        assert [WORDS in one.quote for one in kept.evidence] == [True]
        assert (kept.evidence[0].paper_id, kept.correction) == (paper.id, "31")
        assert queue.done == {answer.id}, "whoever writes what it should say judges it"
        keep_pointed(workspace, queue, item, paper.id, {}, {"boxes": [[1, 0.0, 0.99, 0.01, 1.0]]})
        assert "No sentence, row or cell" in queue.message
        keep_pointed(workspace, queue, item, paper.id, {}, {"boxes": "nonsense"})
        assert queue.message == "These words could not be kept."
        again = own_verdict(workspace, queue, answer.id)
        assert again is not None
        assert again.evidence == kept.evidence
