"""The styles in which models can be asked, as `ws.styles`: the built-in ones, and templates that were kept."""

from __future__ import annotations

from pathlib import Path

from lib.acting import require
from lib.answering.style_copies import copy_styles
from lib.answering.styles import (
    OWN,
    REFERENCE,
    TEMPLATE_FOLDER,
    Style,
    check_new_style,
    keep_style,
    list_kept_styles,
    list_styles,
    no_such_style,
    open_style,
    remove_style,
)
from lib.records.people import Role
from lib.storage.shared_values import SharedValues

STYLE = "style "
"""How the names begin under which the database keeps templates that several processes share."""


class SavedStyles:
    """The styles of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Return the names of the styles: `sidelight`, `reference`, then the templates kept here."""
        return list_styles(self._folder)

    def open(self, name: str) -> Style:
        """Return the style of that name; a script may also give the path of a template file. Raises ConfigError."""
        return open_style(name, self._folder)

    def template(self, name: str) -> str | None:
        """Return the text of a template, None for a built-in style; raises ConfigError where there is none."""
        return self.open(name).template

    def keep(self, name: str, template: str) -> None:
        """Keep a template with `{context}` and `{question}` as a style. Raises ConfigError."""
        require(Role.ADMINISTRATOR)
        keep_style(name, template, self._folder)
        copy_styles(self._folder)

    def remove(self, name: str) -> None:
        """Remove a template. Answers made with it keep the prompt they were given."""
        require(Role.ADMINISTRATOR)
        remove_style(name, self._folder)
        copy_styles(self._folder)


class SharedStyles(SavedStyles):
    """The styles of a library that several processes have open: its database keeps them."""

    def __init__(self, folder: Path, values: SharedValues) -> None:
        super().__init__(folder)
        self._values = values

    def names(self) -> list[str]:
        """Return the names of the styles: `sidelight`, `reference`, then the templates that are kept."""
        return [OWN, REFERENCE, *self._values.named(STYLE)]

    def open(self, name: str) -> Style:
        """Return the style of that name; a script may also give the path of a template file. Raises ConfigError."""
        if (template := self._values.get(STYLE + name)) is not None:
            return Style(name, template)
        if (self._folder / TEMPLATE_FOLDER / f"{name}.txt").is_file():  # what one machine has, others have not
            raise no_such_style(name, self.names())
        return super().open(name)

    def keep(self, name: str, template: str) -> None:
        """Keep a template with `{context}` and `{question}` as a style. Raises ConfigError, StoreError."""
        require(Role.ADMINISTRATOR)
        check_new_style(name, template)
        self._put(name, template)

    def remove(self, name: str) -> None:
        """Remove a template. Answers made with it keep the prompt they were given."""
        require(Role.ADMINISTRATOR)
        self._values.remove(STYLE + name)

    def _put(self, name: str, template: str) -> None:
        self._values.change(STYLE + name, lambda _: template)

    def bring(self) -> None:
        """Keep the templates of the data folder too, of names that are not taken. Raises StoreError."""
        kept = self._values.named(STYLE)
        for name in list_kept_styles(self._folder):
            if name not in kept:
                self._put(name, super().open(name).template or "")
