"""How long a turn of the Review screen takes on a large review, and its files.

    python -m benchmarks.review FOLDER [papers] [questions] [answerers] [raters]

Makes a library in FOLDER, where none is, with answers and verdicts drawn at random from a fixed seed, and prints CPU seconds
of what a turn asks for, the first time and again, then of its Excel workbooks.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert

from lib.config import Settings
from lib.exporting.spreadsheet import write_extraction_xlsx, write_xlsx
from lib.records import Answer, AnswerSentence, Box, Citation, Passage, Question, Why
from lib.records.plan import PlannedPaper, SurveyPlan
from lib.records.reviews import CORRECT, SUPPORTED, ReviewVerdict
from lib.reviews.queue import QueueFilter
from lib.storage.schema import answers, survey_cells, surveys
from lib.storage.verdicts import VerdictStore
from lib.times import now
from lib.workspace import Workspace

SIZES = (464, 28, 2, 3)
"""Papers, questions, answerers and raters of the large review, where none are given."""
OTHERS = 5
"""Surveys beside it, without verdicts."""
TURNS = 4
"""How often each step is taken: the first time, and again."""
CATEGORIES = ("reported", "not_reported", "unclear")
CITED, QUOTE_WORDS, LINES = 2, 25, 3
"""Citations of an answer, the words of a quote and the lines on which they stand."""
PASSAGES, PASSAGE_WORDS = 6, 120
"""That an answer keeps, and their words."""
WORDS = (
    "oak",
    "stands",
    "river",
    "counted",
    "model",
    "trained",
    "α",
    "<0.05",
    "of",
    "the",
    "in",
    "and",
    "n",
    "=",
    "31",
)


def drawn_answer(generator: random.Random, answer_id: str, question: str, answerer: str, paper_id: str) -> Answer:
    """Return an answer with citations and passages as a model's have them, its words drawn at random, so that none repeats."""

    def words(number: int) -> str:
        return " ".join(generator.choices(WORDS, k=number))

    citations = []
    for number in range(CITED):
        top = generator.random() * 0.9
        boxes = [Box(2, 0.1, top + line * 0.02, 0.9, top + line * 0.02 + 0.015) for line in range(LINES)]
        citations.append(Citation(paper_id, 1, [20 * number], words(QUOTE_WORDS), boxes))
    text = f"It was an oak: {words(QUOTE_WORDS)}."
    passages = [
        Passage(f"{paper_id}:1:{20 * n}-{20 * n + 4}", paper_id, 1, [*range(20 * n, 20 * n + 5)], words(PASSAGE_WORDS),
                "Methods", [2], 0.5, Why([], 0.5, "Methods"), [])
        for n in range(PASSAGES)
    ]  # fmt: skip
    sentences = [AnswerSentence(text, citations, "supported", 0.9)]
    return Answer(answer_id, question, True, text, sentences, passages, answerer, "m", [paper_id])


def make(workspace: Workspace, papers: int, questions: int, answerers: int, raters: int, number: int) -> None:
    """Store a survey with its answers, and verdicts on all of them where there are raters."""
    generator = random.Random(number)  # noqa: S311 - to be drawn again, not to keep a secret
    survey_id = f"survey{number}"
    plan = SurveyPlan(
        [Question(f"Which thing number {q} was used?") for q in range(questions)],
        [PlannedPaper(f"{p:064x}", f"{p}.pdf", f"A paper on the subject number {p}") for p in range(papers)],
        [f"openai:m{a}" for a in range(answerers)],
        name=f"Survey {number}",
    )
    places = [(p.id, q, a) for p in plan.papers for q in range(questions) for a in plan.answerers]
    with workspace._engine.begin() as connection:
        row = {"id": survey_id, "name": plan.name, "created_at": now(), "status": "finished", "plan": plan.to_dict()}
        connection.execute(insert(surveys).values(**row))
        ids = [f"a{number}-{n}" for n in range(len(places))]
        texts = [question.text for question in plan.questions]
        made = [drawn_answer(generator, i, texts[q], a, p) for i, (p, q, a) in zip(ids, places, strict=True)]
        connection.execute(
            insert(answers),
            [{"id": one.id, "created_at": now(), "seconds": 1.0, "record": one.to_dict()} for one in made],
        )
        cells = []
        for i, (p, q, a) in zip(ids, places, strict=True):
            category = generator.choice(CATEGORIES)
            figures = {"seconds": 1.0, "input": 900, "output": 80, "supported": 0.5, "text": "It was an oak. " * 10}
            cells.append(
                {"survey_id": survey_id, "paper_id": p, "question": q, "answerer": a, "answer_id": i,
                 "category": category, "judged": category, "judged_by": "rule", "value": None, "problem": None,
                 "figures": figures, "finished_at": now()}
            )  # fmt: skip
        connection.execute(insert(survey_cells), cells)
    VerdictStore(workspace._engine).add_all(
        [
            ReviewVerdict(
                f"v{number}-{r}-{i}",
                i,
                f"Rater {r}",
                now(),
                correct=generator.choice(CORRECT),
                supported=generator.choice(SUPPORTED),
                category=generator.choice(CATEGORIES),
                seconds=4.0,
            )
            for i in ids
            for r in range(raters)
        ]
    )


def turn(workspace: Workspace, source: str) -> dict[str, Callable[[], object]]:
    """Return the steps of a turn by name, as the screen takes them."""
    from lib.records.reviews import Judgement
    from lib.ui.reviews.agreement.comparison_cache import comparison_of

    reviews = workspace.reviews

    def compared(judgement: Judgement) -> None:
        found = comparison_of(workspace, source, judgement)
        first, second, *_ = found.labellers
        found.pair(first, second)
        for kind in found.group:
            found.groups(kind, "question")
        _ = found.pairwise

    return {
        "items": lambda: reviews.items(source),
        "agreement, correct": lambda: compared("correct"),
        "agreement, category": lambda: compared("category"),
        "queue": lambda: reviews.queue(QueueFilter(source=source), "Rater 1"),
    }


def matrix_steps(workspace: Workspace, survey_id: str) -> dict[str, Callable[[], object]]:
    """Return the steps until the survey's matrix has its first cell, and until the extraction table has its first page."""
    from lib.ui.surveys.extraction.extraction import PAPERS_A_PAGE, table_data
    from lib.ui.surveys.matrix.matrix import final_data

    head = workspace.surveys.head(survey_id)
    known = set(head.plan.paper_ids)

    def matrix() -> None:
        finals = workspace.reviews.final_values(survey_id)
        json.dumps(final_data(head.plan, finals, known, matrix_id=survey_id))

    def table() -> None:
        ids = list(workspace.exports.extraction_names(survey_id))[:PAPERS_A_PAGE]
        rows = list(workspace.exports.extraction(survey_id, ids))
        json.dumps(table_data(head, rows, range(len(head.plan.questions)), None, is_list=False))

    return {"matrix of final values": matrix, "extraction, a page": table}


def measure(source: str, name: str, step: Callable[[], object]) -> None:
    """Print the processor seconds of a step, the first time and again."""
    seconds = []
    for _ in range(TURNS):
        start = time.process_time()
        step()
        seconds.append(time.process_time() - start)
    print(f"{source:8} {name:22} first {seconds[0]:.2f} s, again {min(seconds[1:]):.3f} s CPU")


def main() -> None:
    """Print the figures."""
    folder, *sizes = sys.argv[1:]
    papers, questions, answerers, raters = (*map(int, sizes), *SIZES[len(sizes) :])
    with Workspace.open(Path(folder), Settings()) as workspace:
        if not workspace.surveys.heads():
            make(workspace, papers, questions, answerers, raters, 0)
            for number in range(1, 1 + OTHERS):
                make(workspace, 100, questions, answerers, 0, number)
        print(f"{len(workspace.reviews.items('survey0')):,} answers, {workspace.reviews.stamp()[0]:,} verdicts")
        for name, step in matrix_steps(workspace, "survey0").items():
            measure("survey0", name, step)
        for source in ("survey0", ""):
            for name, step in turn(workspace, source).items():
                measure(source or "all", name, step)
        for name, write in (("whole workbook", write_xlsx), ("extraction workbook", write_extraction_xlsx)):
            start = time.process_time()
            with tempfile.TemporaryFile() as out:
                write(workspace.exports.of_survey("survey0"), out)
                taken = time.process_time() - start
                print(f"{'survey0':8} {name:22} {taken:.2f} s CPU, {out.tell() / 1_000_000:.1f} MB")


if __name__ == "__main__":
    main()
