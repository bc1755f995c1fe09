"""Tests' modules, whose assertions pytest rewrites when they are first imported: that takes seven seconds of a processor."""

from __future__ import annotations

import importlib
from contextlib import suppress
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def import_share(config: pytest.Config) -> None:
    """Import a worker's share of the tests' modules, so that they lie there rewritten for the other workers, as theirs for it.

    Nothing where one process runs alone, or only some of the tests; what cannot be imported is reported when it is collected.
    """
    worker: dict[str, str | int] = getattr(config, "workerinput", {})
    if not worker or [Path(given).resolve() for given in config.args] != [TESTS]:
        return
    number, count = int(str(worker["workerid"]).removeprefix("gw")), int(worker["workercount"])
    for path in sorted(TESTS.rglob("test_*.py"))[number::count]:
        with suppress(Exception, pytest.skip.Exception):
            importlib.import_module(".".join(path.relative_to(TESTS.parent).with_suffix("").parts))
