"""Whether others than whoever sits at this machine can reach the app, and what holds then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lib.addresses import is_loopback
from lib.errors import ConfigError
from lib.records.people import Role

WITHOUT_SIGN_IN = "SIDELIGHT_WITHOUT_SIGN_IN"
"""The variable that lets others in without signing in; its value is the role that everybody has then."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How the app can be reached."""

    address: str = "localhost"
    """Where it listens, or by what name a browser came to it; empty: on every address of the machine."""
    signs_in: bool = False
    """Whether people sign in."""
    everybody: Role | None = None
    """The role that whoever reaches it has where nobody signs in; None: nobody may come from elsewhere."""

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        return is_loopback(self.address)

    @property
    def problem(self) -> str | None:
        """Why it must not be served so, and what to do; None where it may."""
        if self.is_local or self.signs_in or self.everybody is not None:
            return None
        roles = ", ".join(Role)
        return (
            f"Sidelight can be reached from other machines ({self.address or 'it listens on every address'}), and nobody has to "
            "sign in: everybody who finds it would read all papers and answers, change the settings and ask models with this "
            "machine's keys. Set up sign-in (docs/administration.md), or let it listen on this machine only "
            f"(--server.address=localhost). To let everybody in all the same, set {WITHOUT_SIGN_IN} to the role that they "
            f"then have: {roles}."
        )

    @property
    def warning(self) -> str | None:
        """What it means that it is served so; None where nobody else can come in unknown."""
        if self.is_local or self.signs_in or self.everybody is None:
            return None
        what = {
            Role.READER: "reads all papers and answers",
            Role.RATER: "reads everything, adds papers, asks models with this machine's keys and judges under any name",
            Role.ADMINISTRATOR: "reads, changes and removes everything, and asks models with this machine's keys",
        }
        return f"Nobody signs in: everybody who reaches Sidelight at {self.address or 'this machine'} {what[self.everybody]}."


def role_of_everybody(environ: Mapping[str, str]) -> Role | None:
    """Return the role that the environment gives to whoever comes without signing in; None where it gives none.

    Raises ConfigError for what is no role.
    """
    given = environ.get(WITHOUT_SIGN_IN, "").strip().lower()
    if not given:
        return None
    try:
        return Role(given)
    except ValueError:
        raise ConfigError(f"{WITHOUT_SIGN_IN} must be one of {', '.join(Role)}, not {given!r}.") from None
