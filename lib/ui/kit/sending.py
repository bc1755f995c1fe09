"""What text goes to which host: said before the first question to a service, and the yes is kept."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from lib.ui.kit.escaping import plain
from lib.workspace import Workspace

WHAT_GOES = (
    "Your questions and the sentences of your papers that they are answered from (all of a paper where it is read whole) are "
    "sent to **{hosts}**, with your key. Nothing else leaves this machine. You are asked this once for each service."
)

OPINION_GOES = (
    "The question, the answer and the passages that it was given are sent to **{hosts}**, with your key. Nothing else leaves "
    "this machine. You are asked this once for each service."
)


def hosts_to_confirm(workspace: Workspace, answerers: Iterable[str]) -> list[str]:
    """Return the hosts that these answerers send text to and that nobody has said yes to yet."""
    return list(dict.fromkeys(host for one in answerers if (host := workspace.models.unconfirmed_host(one))))


def draw_what_goes(hosts: Iterable[str], words: str = WHAT_GOES) -> None:
    """Draw what goes to these hosts."""
    st.info(words.format(hosts=", ".join(plain(host) for host in hosts)), icon=":material/send:")


def confirm(workspace: Workspace, hosts: Iterable[str]) -> None:
    """Keep the yes to these hosts."""
    for host in hosts:
        workspace.models.confirm_host(host)
