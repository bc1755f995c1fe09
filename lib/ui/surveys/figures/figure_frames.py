"""What the figures of a survey are drawn from: one table a figure, and the sentence that stands over it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain
from itertools import count as count_from
from typing import TypeVar

import pandas as pd

from lib.records.plan import SurveyPlan
from lib.records.surveys import CellRow
from lib.surveys.categories import NO_LABEL
from lib.surveys.comparing import PairAgreement
from lib.text.wording import count, listed
from lib.ui.kit.escaping import shorten, visible
from lib.ui.surveys.matrix.matrix import planned_title
from lib.ui.surveys.survey_terms import duration

LABEL, TITLE = 40, 90
TIES_NAMED = 3
"""Questions with the same share that a sentence names; of more it says how many."""
FEW_PAPERS = 5
"""Of fewer papers, or cells of two answerers, a share says little: the numbers stand there, and nothing is drawn."""

Group = TypeVar("Group", bound=Hashable)
Names = Mapping[str, str]
"""How each answerer is called, by its id, in the survey's order."""


def question_labels(plan: SurveyPlan) -> dict[int, str]:
    """Return what stands for each question on an axis; no two are alike. A label that only counts has the question's
    words beside it.
    """
    labels: dict[int, str] = {}
    taken: set[str] = set()
    for q, question in enumerate(plan.questions):
        bare = not question.label or re.fullmatch(r"Q\d+", question.label)
        label = visible(f"{question.label or f'Q{q + 1}'} · {question.text}" if bare else question.label)
        label = shorten(label, LABEL)
        others = (f"{label} ({number})" for number in count_from(q + 1))  # a label may end in a number of its own
        labels[q] = next(one for one in chain([label], others) if one not in taken)
        taken.add(labels[q])
    return labels


# by question


def by_question(plan: SurveyPlan, rows: Sequence[CellRow], names: Names) -> pd.DataFrame:
    """Return `question`, `answerer`, `reported`, `papers`, `share` (0-1): of the papers whose cell did not fail; of too few of
    them no share.
    """
    labels = question_labels(plan)
    found = _counted(((labels[row.question], row) for row in rows), names)
    order = [(labels[q], who) for q in labels for who in names]
    counts = {place: found[place] for place in order if place in found}
    lines = [[of, names[who], *n, _share(*n) if n[1] >= FEW_PAPERS else None] for (of, who), n in counts.items()]
    return pd.DataFrame(lines, columns=["question", "answerer", "reported", "papers", "share"])


def question_sentence(frame: pd.DataFrame) -> str:
    """Return which question is reported most and which least, of all answerers together."""
    if frame.empty:
        return "No cell is finished that did not fail."
    sums = frame.groupby("question", sort=False)[["reported", "papers"]].sum()
    shares = sums["reported"] / sums["papers"]
    most, least = _tied(shares, shares.max()), _tied(shares, shares.min())
    answers = "papers" if frame["answerer"].nunique() == 1 else "answers"

    def words(names: Sequence[str]) -> str:
        """Return in how many, each once where the questions were asked of differently many."""
        counts = [f"{int(sums['reported'][name]):,} of {int(sums['papers'][name]):,}" for name in names]
        return f"{' and '.join(dict.fromkeys(counts))} {answers}"

    if len(most) == len(shares):
        return f"Every question is reported alike: {words(most)}." if len(shares) > 1 else f"Reported in {words(most)}."
    verb = "is" if len(most) == 1 else "are"
    return f"{_names(most)} {verb} reported most, in {words(most)}; {_names(least)} least, in {words(least)}."


def _tied(shares: pd.Series, wanted: float) -> list[str]:
    """Return the names of all that have this share, in their order."""
    return [str(name) for name, share in shares.items() if share == wanted]


def _names(names: Sequence[str]) -> str:
    """Return questions as a sentence names them, those beyond a few by their number."""
    quoted = [f"“{name}”" for name in names[:TIES_NAMED]]
    if more := len(names) - len(quoted):
        quoted.append(f"{more:,} more")
    return listed(quoted)


# by year


def by_year(plan: SurveyPlan, rows: Sequence[CellRow], names: Names, question: int | None = None) -> pd.DataFrame:
    """Return `year`, `answerer`, `reported`, `answers`, `share` (0-1), `papers`, `enough`, `run`; papers without a year left out.

    `run` is the same number for years in a row that all have enough papers: a line goes through those alone.
    """
    year_of = {paper.id: paper.year for paper in plan.papers if paper.year is not None}
    asked = [row for row in rows if row.paper_id in year_of and question in (None, row.question)]
    found = _counted(((year_of[row.paper_id], row) for row in asked), names)
    papers: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in asked:
        if row.category not in NO_LABEL:
            papers[year_of[row.paper_id] or 0, row.answerer].add(row.paper_id)
    lines = []
    for who in names:
        run, before = 0, None
        for year in sorted(year for year, one in found if one == who):
            counts, n = found[year, who], len(papers[year, who])
            enough = n >= FEW_PAPERS
            if not enough or before != year - 1:
                run += 1
            before = year if enough else None
            lines.append([year, names[who], *counts, _share(*counts), n, enough, run])
    columns = ["year", "answerer", "reported", "answers", "share", "papers", "enough", "run"]
    return pd.DataFrame(lines, columns=columns)


def papers_by_year(plan: SurveyPlan) -> pd.DataFrame:
    """Return `year`, `papers`: how many papers of the survey are of each year."""
    years = pd.Series([paper.year for paper in plan.papers if paper.year is not None], dtype="int64")
    counts = years.value_counts().sort_index()
    return pd.DataFrame({"year": counts.index.astype(int), "papers": counts.to_numpy().astype(int)})


def year_sentence(frame: pd.DataFrame) -> str:
    """Return the share of the first and the last year that have enough papers; that there are none, where there are none."""
    enough = frame[frame["enough"]]
    sums = enough.groupby("year")[["reported", "answers"]].sum()
    if len(sums) < 2:
        return f"There is no trend over the years to show: fewer than two years have {FEW_PAPERS} papers."
    first, last = sums.iloc[0], sums.iloc[-1]
    return (
        f"Of the answers {first['reported'] / first['answers']:.0%} are “reported” for papers of {sums.index[0]}, "
        f"{last['reported'] / last['answers']:.0%} for those of {sums.index[-1]}."
    )


# agreement


def by_pair(pairs: Sequence[PairAgreement], names: Names) -> pd.DataFrame:
    """Return `first`, `second`, `share` (0-1), `agreed`, `n`, `kappa`, `commonest`; of too few cells the counts alone."""
    lines = [
        [
            names[pair.first],
            names[pair.second],
            None if pair.agreement.is_few else pair.agreement.share,
            pair.agreement.agreed,
            pair.agreement.n,
            None if pair.agreement.is_few else pair.agreement.kappa,
            None if pair.agreement.is_few else pair.agreement.majority_share,
        ]
        for pair in pairs
    ]
    return pd.DataFrame(lines, columns=["first", "second", "share", "agreed", "n", "kappa", "commonest"])


def pair_sentence(frame: pd.DataFrame) -> str:
    """Return which two answerers agree most and which least."""
    if not frame["n"].any():
        return "No two answerers have finished the same cell yet."
    known = frame[frame["share"].notna()]
    if known.empty:
        return f"Of fewer than {FEW_PAPERS} cells that two answerers finished no agreement is drawn."

    def words(row: pd.Series) -> str:
        return f"{row['first']} and {row['second']}"

    most, least = known.loc[known["share"].idxmax()], known.loc[known["share"].idxmin()]
    if len(known) == 1:
        return f"{words(most)} give the same category in {most['share']:.0%} of the cells."
    return (
        f"{words(most)} agree most, in {most['share']:.0%} of the cells; {words(least)} least, in {least['share']:.0%}."
    )


# time


def by_paper(plan: SurveyPlan, rows: Sequence[CellRow], names: Names) -> pd.DataFrame:
    """Return `paper`, `answerer`, `seconds`: of the papers all whose questions an answerer has finished."""
    took: dict[tuple[str, str], float] = defaultdict(float)
    cells: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        took[row.paper_id, row.answerer] += row.figures.get("seconds", 0.0)
        cells[row.paper_id, row.answerer] += 1
    whole = len(plan.questions)
    lines = [
        [shorten(planned_title(paper), TITLE), names[who], took[paper.id, who]]
        for who in names
        for paper in plan.papers
        if cells.get((paper.id, who)) == whole and took[paper.id, who] > 0
    ]
    return pd.DataFrame(lines, columns=["paper", "answerer", "seconds"])


def time_sentence(frame: pd.DataFrame) -> str:
    """Return the median time for a paper, by answerer."""
    if frame.empty:
        return "No paper has all its questions answered yet."
    medians = frame.groupby("answerer", sort=False)["seconds"].median()
    if len(medians) == 1:
        return f"Half of the papers took at most {duration(medians.iloc[0])} for all questions."
    words = ", ".join(f"{duration(seconds)} with {name}" for name, seconds in list(medians.items())[:6])
    return f"Half of the papers took at most: {words}."


def time_note(frame: pd.DataFrame, questions: int) -> str:
    """Return how many papers each answerer's times are of."""
    papers = frame.groupby("answerer", sort=False)["seconds"].size()
    words = ", ".join(f"{name} {n:,}" for name, n in papers.items()) if len(papers) > 1 else f"{papers.sum():,}"
    return f"Each stroke is one paper, over all {count(questions, 'question')}; the thick one is the median. n papers: {words}."


def _counted(groups: Iterable[tuple[Group, CellRow]], names: Names) -> dict[tuple[Group, str], tuple[int, int]]:
    """Return by group and answerer how many cells are reported and how many did not fail and apply."""
    found: dict[tuple[Group, str], tuple[int, int]] = {}
    for group, row in groups:
        if row.category not in NO_LABEL and row.answerer in names:
            reported, judged = found.get((group, row.answerer), (0, 0))
            found[group, row.answerer] = reported + (row.category == "reported"), judged + 1
    return found


def _share(reported: int, judged: int) -> float:
    return reported / judged
