"""Put the ES modules of a component together into the one script that Streamlit takes."""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{[\w\s,]+\} from "(\.{1,2}/[\w/.-]+\.js)";\n', re.MULTILINE)
"""The one form of import that is understood: names by which they are exported, from a file by its relative path."""
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const|let)\b)", re.MULTILINE)
_REMAINING = re.compile(r"^(?:import\b|export (?!default function \()).*", re.MULTILINE)
_RENAMED = re.compile(r"\bas\b")


def join_modules(entry: Path) -> str:
    """Return a module and all it imports as one module, each once and behind those it imports, without their imports and exports.

    Node and the type checker read the files as they are; the browser gets them joined, since Streamlit takes a component's script
    as one text. All names share that text: two files of a component may not declare the same one. Raises ValueError for an
    import or export of another form than `import { name, ... } from "./path.js";` and an `export` in front of a declaration.
    """
    parts: dict[Path, str] = {}
    _add(entry.resolve(), parts)
    return "\n".join(parts.values())


def _add(path: Path, parts: dict[Path, str]) -> None:
    if path in parts:
        return
    text = path.read_text(encoding="utf-8")
    parts[path] = ""  # a circle of imports ends here; functions and classes are there when the first is called
    for found in _IMPORT.finditer(text):
        if _RENAMED.search(found[0]):
            raise ValueError(f"{path.name}: what is imported keeps its name, not so in {found[0].strip()!r}")
        _add((path.parent / found[1]).resolve(), parts)
    script = _EXPORT.sub("", _IMPORT.sub("", text))
    if unknown := _REMAINING.search(script):
        raise ValueError(f"{path.name}: this form of import or export is not understood: {unknown[0]!r}")
    del parts[path]
    parts[path] = script
