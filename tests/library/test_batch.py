"""How far the papers that are under way together are."""

import pytest

from lib.library.paper_job import Batch, PaperProgress
from lib.ui.papers.batch_progress import batch_line


def test_a_batch_counts_papers_from_the_first_that_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("lib.library.paper_job.time.monotonic", lambda: clock[0])
    batch = Batch()
    batch.add(first=True)
    for _ in range(3):
        batch.add(first=False)
    half_read = PaperProgress("reading", 5, 10, None)
    assert batch.progress([half_read]).seconds_left is None, "too early to tell"
    clock[0], batch.done = 160.0, 1
    made = batch.progress([half_read, PaperProgress("indexing", 1, 2, None), PaperProgress("queued", 0, 0, None)])
    assert (made.done, made.total, made.share) == (1, 4, 0.5)
    assert made.seconds_left == pytest.approx(60)
    assert batch_line(made) == "1 of 4 papers done · about 60 s left"
    batch.add(first=True)
    assert (batch.progress([]).done, batch.progress([]).total) == (0, 1)
