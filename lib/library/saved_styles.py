"""The styles in which models can be asked, as `ws.styles`: the built-in ones, and templates kept in the data folder."""

from __future__ import annotations

from pathlib import Path

from lib.acting import require
from lib.answering.style_copies import copy_styles
from lib.answering.styles import keep_style, list_styles, open_style, remove_style
from lib.records.people import Role


class SavedStyles:
    """The styles of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Return the names of the styles: `sidelight`, `reference`, then the templates kept here."""
        return list_styles(self._folder)

    def template(self, name: str) -> str | None:
        """Return the text of a template, None for a built-in style; raises ConfigError where there is none."""
        return open_style(name, self._folder).template

    def keep(self, name: str, template: str) -> None:
        """Keep a template with `{context}` and `{question}` as a style. Raises ConfigError."""
        require(Role.ADMINISTRATOR)
        keep_style(name, template, self._folder)
        copy_styles(self._folder)

    def remove(self, name: str) -> None:
        """Remove a template."""
        require(Role.ADMINISTRATOR)
        remove_style(name, self._folder)
        copy_styles(self._folder)
