"""Copies of the templates that a data folder keeps, in one file: a template that is damaged or gone comes back out of it."""

from __future__ import annotations

import json
from pathlib import Path

from lib.answering.styles import TEMPLATE_FOLDER, check_template, write_whole
from lib.errors import ConfigError

COPIES_FILE = "styles-copy.json"


def copy_styles(folder: Path) -> None:
    """Copy the templates as they are now: what was removed is no longer among the copies. Raises OSError."""
    write_whole(folder / COPIES_FILE, json.dumps(_sound(folder), indent=2) + "\n")


def mend_styles(folder: Path) -> list[str]:
    """Put back templates that are gone or damaged, and return their names; new and changed ones are copied.

    A damaged file is kept beside its copy, as `NAME.damaged`. Raises OSError.
    """
    sound, copies = _sound(folder), _copies(folder)
    lost = {name: text for name, text in copies.items() if name not in sound}
    for name, text in lost.items():
        path = folder / TEMPLATE_FOLDER / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        if path.exists():
            path.replace(path.with_suffix(".damaged"))
        write_whole(path, text)
    if sound | lost != copies:
        copy_styles(folder)
    return sorted(lost)


def _sound(folder: Path) -> dict[str, str]:
    """Return the templates that can be used, by name."""
    found: dict[str, str] = {}
    for path in sorted((folder / TEMPLATE_FOLDER).glob("*.txt")):
        try:
            found[path.stem] = check_template(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ConfigError):
            continue
    return found


def _copies(folder: Path) -> dict[str, str]:
    """Return the copies; none where their file is missing or damaged."""
    try:
        kept = json.loads((folder / COPIES_FILE).read_text(encoding="utf-8"))
        return {str(name): check_template(str(text)) for name, text in kept.items() if Path(str(name)).name == name}
    except (OSError, ValueError, AttributeError, ConfigError):
        return {}
