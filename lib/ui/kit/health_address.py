"""The address that says whether the app works, for containers and whatever watches over a server.

It says of each part whether it answers and no more: anybody who reaches the app may read it.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from lib.errors import SidelightError
from lib.ui.kit import reach, session

ADDRESS = "/health"
OK, UNAVAILABLE = 200, 503
"""Status codes of HTTP."""


def _parts() -> dict[str, bool]:
    """Return whether each part answers; opens the library where no page did, as its first page would. Raises SidelightError."""
    workspace = session.open_workspace(reach.settings_of(reach.environment(), reach.exposure_of_server()))
    session.warm(workspace.folder, workspace)
    return {one.part: one.problem is None for one in workspace.health().parts}


async def answer(_: Request) -> JSONResponse:
    """Answer with 200 where every part does, else with 503."""
    try:
        parts = await run_in_threadpool(_parts)
    except SidelightError:
        parts = {"library": False}
    return JSONResponse(parts, OK if all(parts.values()) else UNAVAILABLE)


HEALTH = Route(ADDRESS, answer)
