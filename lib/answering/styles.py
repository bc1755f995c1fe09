"""How a model is asked and its output read: our own way, the reference study's, or a template of the user's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lib.answering.loop_detection import loop_start
from lib.errors import ConfigError

OWN, REFERENCE = "sidelight", "reference"
TEMPLATE_FOLDER = "styles"
"""Folder of templates in the data folder, one `NAME.txt` each."""
TEMPLATE_LIMIT = 100_000
"""Characters of a template."""

LABEL = re.compile(r"^[ \t>*_#]*Answer[ \t*_]*:(?:::?)?[ \t*_]*", re.IGNORECASE | re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{(context|question)\}")


@dataclass(frozen=True, slots=True)
class Style:
    """A way of asking, by its name."""

    name: str = OWN
    template: str | None = None
    """A prompt with `{context}` and `{question}`; None for the two built-in styles."""

    @property
    def streams(self) -> bool:
        """Whether the text is shown as it comes; what stands in a form is shown when it is whole."""
        return self.name == OWN

    @property
    def labelled(self) -> bool:
        """Whether the output is asked for behind an `Answer:` label."""
        return self.template is None or bool(re.search(r"Answer\s*:::", self.template))

    def fill(self, question: str, context: str) -> str:
        """Return the template with both in place; braces in what is put in, and all others, stay as they are."""
        values = {"question": question, "context": context}
        return _PLACEHOLDER.sub(lambda match: values[match.group(1)], self.template or "")


def list_styles(folder: Path) -> list[str]:
    """Return the names of all styles: the built-in ones, then the templates of a data folder."""
    return [OWN, REFERENCE, *list_kept_styles(folder)]


def list_kept_styles(folder: Path) -> list[str]:
    """Return the names of the templates of a data folder."""
    files = sorted((folder / TEMPLATE_FOLDER).glob("*.txt"))
    return [file.stem for file in files if file.stem not in {OWN, REFERENCE}]


def open_style(name: str, folder: Path) -> Style:
    """Return the style of that name; a script may also give the path of a template file. Raises ConfigError where it is none."""
    if name in {OWN, REFERENCE}:
        return Style(name)
    named = folder / TEMPLATE_FOLDER / f"{name}.txt" if re.fullmatch(r"[\w .+-]+", name) else None
    path = named if named is not None and named.is_file() else Path(name)
    if not path.is_file() or path.suffix not in {".txt", ".md"}:
        raise no_such_style(name, list_styles(folder))
    try:
        return Style(name, check_template(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f'The template of the style "{name}" cannot be read as text.') from error


def no_such_style(name: str, names: Sequence[str]) -> ConfigError:
    """Return the error to raise for a name that is none of these."""
    return ConfigError(f'There is no style "{name}". Choose {", ".join(names)}.')


def keep_style(name: str, template: str, folder: Path) -> None:
    """Keep the template in the data folder under its name. Raises ConfigError where it cannot be one."""
    check_new_style(name, template)
    (folder / TEMPLATE_FOLDER).mkdir(exist_ok=True)
    write_whole(folder / TEMPLATE_FOLDER / f"{name}.txt", template)


def check_new_style(name: str, template: str) -> None:
    """Raise ConfigError where a style cannot be called so, or the template cannot be one."""
    if not re.fullmatch(r"\w[\w +-]{0,59}", name) or name in {OWN, REFERENCE}:
        raise ConfigError(f'A style cannot be called "{name}": use letters, digits, spaces and hyphens.')
    check_template(template)


def write_whole(path: Path, text: str) -> None:
    """Write a file by rename, so that a kill leaves the old or the new one. Raises OSError."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def remove_style(name: str, folder: Path) -> None:
    """Remove the template. Answers made with it keep the prompt they were given."""
    if re.fullmatch(r"[\w .+-]+", name):
        (folder / TEMPLATE_FOLDER / f"{name}.txt").unlink(missing_ok=True)


def check_template(template: str) -> str:
    """Return the template itself; raises ConfigError where a place for the context or the question is missing."""
    missing = [f"{{{part}}}" for part in ("context", "question") if f"{{{part}}}" not in template]
    if missing:
        raise ConfigError(f"A template needs {' and '.join(missing)}, where Sidelight puts what was found and asked.")
    if len(template) > TEMPLATE_LIMIT:
        raise ConfigError(f"A template has at most {TEMPLATE_LIMIT:,} characters.")
    return template


@dataclass(frozen=True, slots=True)
class Reading:
    """What of an output is the answer."""

    start: int
    end: int
    problem: str | None = None
    """Plain words: why the output cannot be used as it is. Even then the place holds whatever there is."""


EMPTY = "it was empty."
ONLY_THOUGHT = "it holds nothing but thoughts."
LOOPING = "it says the same again and again."
CUT = "it was cut off before its end."
UNLABELLED = "it does not have the form asked for."


def read_output(raw: str, style: Style, *, cut: bool) -> Reading:
    """Return the place of the answer in a raw output, never without one; the output's worst problem with it.

    The form is `Answer:::`, `Answer: ...`, `Answer:::`. Models leave out the first line, the last or both colons, write
    the label bold, or repeat the form.
    """
    start, end, labelled = _between_labels(raw)
    circle = loop_start(raw[start:end].rstrip())
    if circle is not None:
        return Reading(start, start + circle, LOOPING)
    if not re.search(r"\w", raw[start:end]):
        return Reading(start, start, EMPTY)
    if cut:
        return Reading(start, end, CUT)
    return Reading(start, end, None if labelled or not style.labelled else UNLABELLED)


def _between_labels(raw: str) -> tuple[int, int, bool]:
    """Return start and end of what stands behind the labels, else of the whole; and whether there is a label.

    Different texts behind several labels are kept together with what is between them; one that only repeats the first
    is not. What stands before the first label is kept where it says more than what stands behind.
    """
    labels = list(LABEL.finditer(raw))
    if not labels:
        return *_trimmed(raw, 0, len(raw)), False
    ends = [*(label.start() for label in labels[1:]), len(raw)]
    spans = [_trimmed(raw, label.end(), end) for label, end in zip(labels, ends, strict=True)]
    said = [(start, end) for start, end in spans if start < end]
    before = _trimmed(raw, 0, labels[0].start())
    if not said:
        return *(before if before[0] < before[1] else spans[0]), True
    first = raw[slice(*said[0])]
    last = next((span for span in reversed(said) if raw[slice(*span)] not in first), said[0])
    if len(raw[slice(*before)].split()) > len(raw[said[0][0] : last[1]].split()):
        return before[0], last[1], True
    return said[0][0], last[1], True


def _trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    """Return the place without white space and left-over colons at its ends."""
    text = raw[start:end]
    begun = len(text) - len(text.lstrip(" \t\r\n:"))
    ended = len(text.rstrip(" \t\r\n"))
    return (start + begun, start + ended) if begun < ended else (start, start)
