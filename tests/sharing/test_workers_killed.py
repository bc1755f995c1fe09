"""Workers as processes of their own, killed while they work: nothing is lost and nothing is there twice."""

from pathlib import Path

import pytest

from benchmarks import workers
from tests import postgres


@pytest.mark.timeout(660)  # processes are started anew while others work: 30 s, and many times that on a busy machine
def test_papers_and_cells_of_killed_workers_are_done_once_by_others(
    postgres_server: postgres.Server, tmp_path: Path
) -> None:
    with postgres_server.database() as url:
        found = workers.run(5, 2, kill_every=8, seconds=600, folder=tmp_path, database=url, kills=2)
    assert {kind: many for kind, many in found.items() if many} == {}
