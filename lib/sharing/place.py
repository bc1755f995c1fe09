"""Where the process that owns a data folder is reached: a file in the folder that only this user can read."""

from __future__ import annotations

import contextlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from lib.records import Record

PLACE_FILE = "owner.json"
OWN_USER_ONLY = 0o600
"""Of files that hold a token: read and written by this user."""
_LOOPBACK = re.compile(r"http://127\.0\.0\.1:\d{1,5}")


@dataclass(frozen=True, slots=True)
class Place(Record):
    """Where an owner is reached, and with which token; `app`: where the app stands in a browser."""

    address: str
    token: str
    app: str

    def write(self, folder: Path) -> None:
        """Keep it in the data folder, by rename; nobody else reads it at any moment. Raises OSError."""
        write_secret(folder / PLACE_FILE, json.dumps(self.to_dict()))

    @classmethod
    def read(cls, folder: Path) -> Place | None:
        """Return what stands in the data folder; None where nothing does, or nothing that leads to this machine."""
        try:
            place = cls.from_dict(json.loads((folder / PLACE_FILE).read_text(encoding="utf-8")))
            return place if _LOOPBACK.fullmatch(place.address) and place.token else None
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def remove(self, folder: Path) -> None:
        """Remove the file where it is still this one."""
        if Place.read(folder) == self:
            with contextlib.suppress(OSError):  # one that stays, as while another program reads it, leads to nobody
                (folder / PLACE_FILE).unlink()


def write_secret(path: Path, text: str) -> None:
    """Write a file that only this user reads, by rename; raises OSError."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_USER_ONLY), "w", encoding="utf-8") as out:
        out.write(text)
    part.replace(path)
