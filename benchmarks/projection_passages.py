"""Write the paragraphs that projections of word pieces are fitted on: python -m benchmarks.projection_passages PAPERS.jsonl

PAPERS.jsonl has, a line each, a paper under CC BY as its publisher's XML tells it: `title`, `authors`, `year`, `doi`, `sections`
with their `paragraphs`. Of each, paragraphs at even distances are taken; where they are from stands above them, as their licence
asks. Writes lib/embedding/projection_passages.txt.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.embedding.token_projection import PASSAGES

A_PAPER = 25
SHORTEST, LONGEST = 150, 500
"""Letters of a paragraph; a longer one is cut at a sentence's end."""
_CUT = re.compile(rf"^.{{{SHORTEST},{LONGEST}}}[.!?](?= |$)")
AUTHORS_NAMED = 3


def paragraphs(paper: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paper's paragraphs in order, each up to the end of a sentence within LONGEST."""
    for section in paper["sections"]:
        for text in section["paragraphs"]:
            found = _CUT.match(" ".join(text.split()))
            if found:
                yield found[0]


def credit(paper: Mapping[str, Any]) -> str:
    """Return where the paragraphs of a paper are from."""
    authors = "; ".join(paper["authors"][:AUTHORS_NAMED]) + (" et al." if len(paper["authors"]) > AUTHORS_NAMED else "")
    return f"# {authors} ({paper['year']}): {paper['title']}. https://doi.org/{paper['doi']}"


def main() -> None:
    """Write the file."""
    papers = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").split("\n") if line]
    drawn = []
    for paper in papers:
        own = list(paragraphs(paper))
        drawn += own[:: max(1, len(own) // A_PAPER)][:A_PAPER]
    heads = ["# Paragraphs, some of them cut, of these papers, all under CC BY:", *map(credit, papers)]
    PASSAGES.write_text("\n".join([*heads, *drawn]) + "\n", encoding="utf-8")
    print(f"{len(drawn)} paragraphs of {len(papers)} papers")


if __name__ == "__main__":
    main()
