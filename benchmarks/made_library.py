"""A library made by script: papers of all kinds and answers to single questions, for benchmarks and pictures of the screens.

The papers are the project's own text; titles, authors and years are made up. Among them are what screens break on: a title of
three hundred letters, one that is written from right to left, a paper without authors or year, a PDF that is damaged, one that
needs a password.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from lib.records import Paper
from lib.workspace import Workspace
from tests.pdfs import PrintedPaper, print_paper

SEED = 20
SUBJECTS = (
    "moth", "bat", "orchid", "lichen", "trout", "hedgehog", "dragonfly", "mussel", "owl", "fern", "beetle", "newt", "heron",
    "bumblebee", "seagrass", "wolf", "snail", "oak", "plankton", "swift",
)  # fmt: skip
WAYS = (
    ("Counting {0}s in camera pictures", "a detector was trained on labelled pictures"),
    ("A sound recorder for {0}s at night", "sound was recorded every night and cut into clips"),
    ("Mapping the range of the {0} from the air", "drones flew over each site twice a season"),
    ("What citizens report of {0}s, and what they miss", "reports of volunteers were compared with transects"),
    ("Environmental DNA of the {0} in small rivers", "water was filtered and its DNA was amplified"),
)
FAMILIES = (
    "Abebe",
    "Bjerge",
    "Castro",
    "Duarte",
    "Eriksen",
    "Fonseca",
    "Grzybowska",
    "Hansen",
    "Ivanova",
    "Jansson",
    "Köhler",
)
GIVEN = ("Ada", "Bo", "Clara", "Dawit", "Elin", "Filipe", "Greta", "Hugo", "Inés", "Jonas")
LONG_TITLE = (
    "On the many circumstances under which the observation of small animals by means of cameras, recorders and volunteers may "
    "or may not agree with what is found on the ground, with remarks on weather, on the patience of observers, on the "
    "batteries of instruments, and on how a title may grow until no list can hold it on one line any more"
)
LEFTWARD_TITLE = "ספירת עטלפים בלילה: השוואה בין מקליטים לבין צופים"
LONG_PAPER_PARAGRAPHS = 40
QUESTIONS = (
    "What data were used?",
    "How many sites were visited?",
    "Which methods were compared?",
    "What are the limitations of the study?",
    "How was the {0} found?",
    "Where were {0}s counted?",
    "What is the price of copper in Lusaka?",
)
EACH_QUESTION = "How many sites were visited in each paper?"


def made_paper(number: int) -> PrintedPaper:
    """Return the paper of that number, from 0; the same at every call."""
    chance = random.Random(SEED * 1000 + number)  # noqa: S311 - no secret
    subject = SUBJECTS[number % len(SUBJECTS)]
    title, way = WAYS[(number // len(SUBJECTS)) % len(WAYS)]
    sites, days, share = chance.randint(5, 90), chance.randint(20, 400), chance.randint(61, 97)
    methods = (
        f"In this study {way}. We visited {sites} sites over {days} days. Every {subject} was counted by two people who did not "
        f"know of each other's counts. Paper number {number} keeps its records by site and day [1]."
    )
    results = (
        f"The method found {share} % of the {subject}s that people saw. Recall fell at sites with dense vegetation. Both ways of "
        "counting agreed best on warm nights without wind [2, 3]."
    )
    limits = (
        f"A limitation of the study is that rain stopped the work on {days // 7} days. No site was visited in winter."
    )
    filler = [f"{methods} {results}"] * (LONG_PAPER_PARAGRAPHS if number % 25 == 0 else 1)
    return print_paper(
        title=_title(number, title.format(subject)),
        authors=_authors(number),
        abstract=f"We asked how well {subject}s can be counted without disturbing them. {methods}",
        sections=[
            (
                "1 Introduction",
                [f"The {subject} is hard to count. Its numbers matter for the care of whole landscapes."],
            ),
            ("2 Methods", [methods, *filler]),
            ("3 Results", [results]),
            ("4 Limitations", [limits]),
        ],
        references=[
            f"[1] Hansen, B. and Castro, C. ({2000 + number % 20}). Keeping records of {subject}s. Journal of Counting 12, 1-9.",
            "[2] Duarte, F. (2012). Warm nights and what they bring. Annals of Night Work 3, 44-51.",
            "[3] Ivanova, E. (2016). Wind. Proceedings of Weather 7, 101-117.",
        ],
        columns=2,
    )


def _title(number: int, title: str) -> str:
    return LONG_TITLE if number == 1 else title


def _authors(number: int) -> list[str]:
    chance = random.Random(number)  # noqa: S311 - no secret
    return [f"{chance.choice(GIVEN)} {chance.choice(FAMILIES)}" for _ in range(chance.randint(1, 6))]


def fill(folder: Path, papers: int, answers: int) -> list[Paper]:
    """Fill a data folder up to so many papers and answers to single questions, and return its ready papers.

    What is there already stays, so that a folder that was cut short goes on.
    """
    with Workspace.open(folder) as workspace:
        known = {paper.filename: paper for paper in workspace.papers()}
        for number in range(papers):
            name = f"paper {number:03}.pdf"
            if name not in known:
                added = workspace.add_paper(made_paper(number).data, filename=name)
                workspace.edit_paper(added.id, **known_of(number))
        for name, data in (
            ("damaged.pdf", b"%PDF-1.7 and then nothing more"),
            ("locked.pdf", print_paper(title="A paper under lock and key").encrypted("secret").data),
        ):
            if name not in known:
                workspace.add_paper(data, filename=name)
        ready = [paper for paper in workspace.papers() if paper.status == "ready"]
        _ask(workspace, ready, answers)
        return ready


def known_of(number: int) -> dict[str, object]:
    """Return title, authors and year as a person gave them; one paper has neither authors nor year."""
    if number == 3:
        return {"authors": [], "year": None, "title": ""}
    title = {1: LONG_TITLE, 2: LEFTWARD_TITLE}.get(number)
    return {"authors": _authors(number), "year": 1990 + number % 35, **({"title": title} if title else {})}


def _ask(workspace: Workspace, ready: Sequence[Paper], answers: int) -> None:
    there = len(workspace.answers(limit=answers))
    for number in range(there, answers):
        subject = SUBJECTS[number % len(SUBJECTS)]
        question = QUESTIONS[number % len(QUESTIONS)].format(subject)
        some = None if number % 5 == 0 else [paper.id for paper in ready[number % 40 :: 40]][:8]
        workspace.ask(question, some)
    if not any(answer.question == EACH_QUESTION for answer in workspace.answers(limit=answers + 1)):
        workspace.ask(EACH_QUESTION, [paper.id for paper in ready[:60]], each_paper=True)
