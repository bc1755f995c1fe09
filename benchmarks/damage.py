"""Damage to each file of a data folder, one at a time: python -m benchmarks.damage [--folder F] [--files PATTERN] [--share 1/4]

A library of three papers with answers and a backup is made. Each file of it is damaged in five ways (deleted, emptied, cut in
half, 4 kB of zeros in its middle, 4 kB of noise there); the copy is opened as the app opens it and, once what runs in the
background has ended and *Check the library* was pressed, compared with the one that is whole: papers, sentences, answers, what is
found, pictures. Printed is how often nothing was changed by it (unharmed), all is there again (healed), something is missing and
said (told), the opening was refused with a sentence (refused), or something is missing or other and nothing says so (silent).
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.config import Settings
from lib.errors import SidelightError
from lib.storage.lock import LOCK_FILE
from lib.workspace import Workspace
from tests.pdfs import make_paper, unlike_sentences

BLOCK_BYTES = 4096
SENTENCES = 60
PICTURE_TRIES = 4
"""A picture has ten seconds, which on a machine that does much else are few."""
QUESTIONS = ("What was measured?", "Which method was used?")
NEVER_MEANT = {LOCK_FILE}
"""Files that hold nothing."""


def main() -> None:
    """Print a line for each damage that is not healed, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the folders are made; a temporary one by default")
    parser.add_argument("--files", default="*", help="which of its files are damaged, as in “index/*/payload_index/*”")
    parser.add_argument(
        "--share", default="1/1", help="which part of them, as in 1/4: four runs beside one another do all"
    )
    given = parser.parse_args()
    part, parts = map(int, given.share.split("/"))
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        _run(Path(name), given.files, slice(part - 1, None, parts))


def _run(work: Path, pattern: str, share: slice) -> None:
    whole = work / "whole"
    expected = _make(whole)
    outcomes: Counter[tuple[str, str]] = Counter()
    files = sorted(
        file
        for path in whole.rglob("*")
        if path.is_file() and path.name not in NEVER_MEANT and fnmatch(str(file := path.relative_to(whole)), pattern)
    )[share]
    for file in files:
        for way, damage in WAYS.items():
            copy = work / "copy"
            if way == "deleted" and file.parts[0] == "backups":
                continue  # who deletes a backup means it
            shutil.copytree(whole, copy)
            damage(copy / file)
            outcome, why = _outcome(copy, expected)
            print(f"{outcome} {way} {file}", file=sys.stderr, flush=True)
            outcomes[_kind(file), outcome] += 1
            if outcome in ("silent", "refused", "told"):
                print(f"{outcome:8} {way:8} {file}: {why}", flush=True)
            shutil.rmtree(copy)
    print(f"\n{len(files)} files, {len(WAYS)} ways each")
    names = ("unharmed", "healed", "told", "refused", "silent")
    print(f"{'':24}" + "".join(f"{name:>10}" for name in names))
    for kind in sorted({kind for kind, _ in outcomes}):
        print(f"{kind:24}" + "".join(f"{outcomes[kind, name]:10}" for name in names))
    print(f"{'all':24}" + "".join(f"{sum(n for (_, o), n in outcomes.items() if o == name):10}" for name in names))


def _make(folder: Path) -> dict[str, Any]:
    """Make the library, and return what it holds."""
    with Workspace.open(folder, Settings(data=folder)) as workspace:
        for seed in (1, 2, 3):
            text = unlike_sentences(SENTENCES, seed)
            sections = [
                ("Introduction", [" ".join(text[: SENTENCES // 2])]),
                ("Methods", [" ".join(text[SENTENCES // 2 :])]),
            ]
            workspace.add_paper(make_paper(sections=sections, title=f"Paper number {seed}"), f"paper{seed}.pdf")
        for question in QUESTIONS:
            workspace.ask(question)
        workspace.settings.change(word_limit=300)
        workspace.styles.keep("short", "Answer from {context}: {question}")
        workspace.backups.make(with_pdfs=True)
        return _contents(workspace)


def _contents(workspace: Workspace) -> dict[str, Any]:
    papers = sorted(workspace.papers(), key=lambda paper: paper.id)
    found: dict[str, Any] = {
        "papers": [(paper.id, paper.status, paper.title, paper.filename) for paper in papers],
        "sentences": {paper.id: [sentence.text for sentence in workspace.sentences(paper.id)] for paper in papers},
        "answers": sorted(answer.id for answer in workspace.answers()),
        "texts": {answer.id: [sentence.text for sentence in answer.sentences] for answer in workspace.answers()},
        "words": workspace.settings.preferences.word_limit,
        "styles": [(name, workspace.styles.template(name)) for name in workspace.styles.names()],
        "backups": [backup.papers for backup in workspace.backups.all()],
    }
    found["passages"] = {
        question: [(passage.paper_id, passage.sentence_ids) for passage in workspace.find_passages(question)]
        for question in QUESTIONS
    }
    found["pictures"] = {paper.id: _picture_size(workspace, paper.id) for paper in papers}
    return found


def _picture_size(workspace: Workspace, paper_id: str) -> int:
    """Return the bytes of a page's picture; on a machine that does much else it may take more than one try."""
    for _ in range(PICTURE_TRIES - 1):
        with suppress(SidelightError):
            return len(workspace.pages.picture(paper_id, 1).data)
    return len(workspace.pages.picture(paper_id, 1).data)


def _outcome(folder: Path, expected: dict[str, Any]) -> tuple[str, str]:
    notes: list[str] = []
    try:
        with Workspace.open(folder, Settings(data=folder)) as workspace:
            workspace.open_index()
            _settle(workspace)
            checked = workspace.inspection.run()
            _settle(workspace)
            found = _contents(workspace)
            notes = [*workspace.repairs.notes(), *checked, *workspace.backups.unreadable()]
    except SidelightError as error:
        return ("told" if notes else "refused"), " ".join([*notes, error.message])
    except Exception as error:  # noqa: BLE001 - no sentence, whatever it is
        return "silent", f"{type(error).__name__}: {error}"
    if found == expected:
        return ("healed" if notes else "unharmed"), " ".join(notes)
    other = ", ".join(name for name in expected if found[name] != expected[name])
    return ("told" if notes else "silent"), f"other {other}; {' '.join(notes)}"


def _settle(workspace: Workspace) -> None:
    """Wait until nothing is under way in the background."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if not workspace.index.is_recovering and not workspace.jobs.progress():
            return
        time.sleep(0.05)
    raise TimeoutError("the library was not settled after two minutes")


def _kind(file: Path) -> str:
    name = file.parts[0] if len(file.parts) > 1 else file.name
    return f"{name} ({file.suffix or 'none'})" if len(file.parts) > 1 else name


def _middle(path: Path, block: Callable[[int], bytes]) -> None:
    data = bytearray(path.read_bytes())
    start = max(0, (len(data) - BLOCK_BYTES) // 2)
    size = min(BLOCK_BYTES, len(data) - start)
    data[start : start + size] = block(size)
    path.write_bytes(bytes(data))


WAYS: dict[str, Callable[[Path], object]] = {
    "deleted": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "halved": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "zeros": lambda path: _middle(path, bytes),
    "noise": lambda path: _middle(path, random.Random(1).randbytes),  # noqa: S311
}


if __name__ == "__main__":
    main()
