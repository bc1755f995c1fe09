"""Whether a question that names a figure or table by its number is answered by it: python -m benchmarks.named_figures FOLDER

FOLDER holds PDFs. Of every labelled figure and table of each paper it is asked offline, of that paper alone and of all papers
with its title, what it shows. Printed for each:

first    share whose first quote is of its caption
cited    share with a quote of its caption
absent   share declined of questions for a figure and a table of a number that the paper has not

and the same for the panels that were read.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.records import Answer, Figure, Paper, Table
from lib.workspace import Workspace

FORMS = ("What does {} show?", "What is presented in {}?", "Describe {}.", "Explain {} in a few words.")
"""By turns."""
NOT_THERE = ("Figure 87", "Table 87")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of PDFs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        for path in sorted(given.folder.rglob("*.pdf")):
            workspace.add_paper(path)
        papers = [one for one in workspace.papers() if one.status == "ready"]
        own, named, panels, absent = [], [], [], []
        for paper in papers:
            everything: list[Figure | Table] = [*workspace.figures(paper.id), *workspace.tables(paper.id)]
            labelled = [one for one in everything if one.label and one.sentence_ids]
            for number, one in enumerate(labelled):
                asked = FORMS[number % len(FORMS)].format(one.label)
                own.append(_standing(workspace.ask(asked, [paper.id]), one, paper))
                asked = f"What does {one.label} of “{paper.title}” show?"
                named.append(_standing(workspace.ask(asked, [each.id for each in papers]), one, paper))
                for panel in one.panels if isinstance(one, Figure) else ():
                    asked = f"What does panel {panel.label.strip('().')} of {one.label} show?"
                    panels.append(_standing(workspace.ask(asked, [paper.id]), one, paper))
            absent += [not workspace.ask(f"What does {one} show?", [paper.id]).found for one in NOT_THERE]
        print(f"{len(papers)} papers")
        for name, standings in (("of its paper", own), ("of all, its paper named", named), ("panels", panels)):
            first, cited = (sum(kind in kinds for kind in standings) for kinds in ({"first"}, {"first", "cited"}))
            print(f"{name:24} first {first}/{len(standings)}, cited {cited}/{len(standings)}")
        print(f"{'absent':24} declined {sum(absent)}/{len(absent)}")


def _standing(answer: Answer, one: Figure | Table, paper: Paper) -> str:
    """Return where the caption stands among the quotes: `first`, `cited` later, or `none`."""
    quotes = [citation for sentence in answer.sentences for citation in sentence.citations]
    hits = [
        citation.paper_id == paper.id and bool(set(citation.sentence_ids) & set(one.sentence_ids))
        for citation in quotes
    ]
    return "first" if hits[:1] == [True] else "cited" if any(hits) else "none"


if __name__ == "__main__":
    main()
