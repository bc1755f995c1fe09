"""Do all stores rank alike: QDRANT_URL=... python -m benchmarks.stores DATA_FOLDER QUESTIONS.jsonl [--without N]

The library in the folder is copied, point by point, to the Qdrant server that QDRANT_URL names (without one to the client's own
memory), as another library beside it. Each line of the questions has `question`; those with `paper` (a paper's id) or `file` (a
name in the folder) are asked of that paper, all of all papers. Printed is how many of the lists of 40 passages are the same, and
the same again after N papers were removed from both.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qdrant_client import QdrantClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.config import Settings
from lib.indexing.index import PassageIndex
from lib.indexing.nodes import owned_nodes
from lib.indexing.server import connect
from lib.indexing.server_connection import ServerConnection
from lib.workspace import Workspace

PASSAGES = 40
OTHER = "benchmark"
"""Owner of the copied points."""


def copied(workspace: Workspace, folder: Path, server: ServerConnection) -> PassageIndex:
    """Return the library's index, copied to the server."""
    own = workspace.open_index()
    settings = replace(
        Settings.from_environment(), qdrant_url=Settings.from_environment().qdrant_url or "http://localhost"
    )
    index = PassageIndex.open(folder, settings, own.embedder, OTHER, workspace.index.term_weights, server)
    index._store.add(list(owned_nodes(own._store.stored(), OTHER)))
    shutil.copytree(own._files._place.folder, index._files._place.folder, dirs_exist_ok=True)
    return index


def lists(index: PassageIndex, workspace: Workspace, asked: list[tuple[str, list[str]]]) -> Iterator[list[str]]:
    """Yield what is found for each question."""
    current = workspace._library.readings.current()
    for question, papers in asked:
        readings = {paper: current[paper] for paper in papers if paper in current}
        yield [passage.id for passage in index.find(question, readings, workspace._readings.part, PASSAGES)]


def compare(index: PassageIndex, workspace: Workspace, asked: list[tuple[str, list[str]]], when: str) -> None:
    """Print how many lists are the same."""
    pairs = list(zip(lists(workspace.open_index(), workspace, asked), lists(index, workspace, asked), strict=True))
    same = sum(own == other for own, other in pairs)
    first = sum(own[:1] == other[:1] for own, other in pairs)
    print(f"{when}: {same} of {len(pairs)} lists are the same, {first} first passages", flush=True)


def main() -> None:
    """Print both comparisons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--without", type=int, default=8, help="papers removed before the second comparison")
    given = parser.parse_args()
    url = Settings.from_environment().qdrant_url
    server = connect(Settings.from_environment()) if url else ServerConnection([], client=QdrantClient(":memory:"))
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "data"
        shutil.copytree(given.folder, copy)
        with Workspace.open(copy, Settings()) as workspace:
            workspace.index.wait_until_whole(600)
            index = copied(workspace, Path(made) / "index", server)
            rows = [
                json.loads(line) for line in given.questions.read_text(encoding="utf-8").splitlines() if line.strip()
            ]
            papers = workspace.papers()
            named = {paper.filename: paper.id for paper in papers} | {paper.id: paper.id for paper in papers}
            own = [
                (row["question"], [named[key]]) for row in rows if (key := row.get("paper") or row.get("file")) in named
            ]
            everything = [
                (question, [paper.id for paper in papers]) for question in dict.fromkeys(r["question"] for r in rows)
            ]
            compare(index, workspace, own + everything, f"{len(papers)} papers")
            for paper in papers[: given.without]:
                workspace.remove_paper(paper.id)
                index.delete(paper.id)
            left = {paper.id for paper in workspace.papers()}
            asked = [one for one in own if one[1][0] in left] + [(text, sorted(left)) for text, _ in everything]
            compare(index, workspace, asked, f"{len(left)} papers, {given.without} removed")
            index.destroy()
    server.close()


if __name__ == "__main__":
    main()
