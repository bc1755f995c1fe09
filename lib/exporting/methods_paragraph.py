"""A paragraph for a methods section, with the numbers filled in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib import __version__
from lib.exporting.export_rows import Export, Row
from lib.exporting.methods_people import (
    Reading,
    final_sentences,
    reading_sentences,
    sample_sentences,
    settled_sentences,
)
from lib.exporting.phrases import MADE_WITH
from lib.records.notices import STANDING_WORDS, STANDINGS
from lib.records.reviews import ReviewVerdict
from lib.statistics.agreement import FEWEST_ITEMS, Agreement
from lib.statistics.group_agreement import GroupAgreement
from lib.surveys.categories import Ground
from lib.text.cleaning import one_line
from lib.text.wording import count, listed, two_places

CORRECT = (("correct", "correct"), ("partly", "partly correct"), ("wrong", "wrong"), ("cannot_tell", "cannot tell"))
SUPPORTED = (
    ("yes", "supported"),
    ("partly", "partly supported"),
    ("no", "not supported"),
    ("cannot_tell", "cannot tell"),
)
TOLD_ELSEWHERE = frozenset(("version", "embedder", "passage_limit", "model", "chance"))
"""Settings of an answer that stand in a sentence of their own, or differ from answer to answer."""
YES_NO = {True: "yes", False: "no"}
UNTOLD_VERSION = "an earlier version"
"""Answers say since 0.9.0 what made them."""
CATEGORIES = (("reported", "reported"), ("not_reported", "not reported"), ("unclear", "unclear"))
"""Of the cells that count; one that is not applicable does not."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sources that labelled the same items, or a group of raters, and how far they agree."""

    first: str
    second: str
    """Empty of a group, which `first` names."""
    agreement: Agreement | GroupAgreement
    on: str = ""
    """What they labelled, in words: "what the papers report"."""


@dataclass
class _Tally:
    """What the rows of an export count up to."""

    found: int = 0
    answered: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    ground: Ground = field(default_factory=Ground)
    models: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    citations: int = 0
    questions: set[str] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)
    styles: set[str] = field(default_factory=set)
    embedders: set[str] = field(default_factory=set)
    passages: set[int] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)
    """Of Sidelight that made the answers; empty of one that does not say so."""
    settings: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    """By answerer the values of each of its settings."""
    reading: Reading = field(default_factory=Reading)
    verdicts: list[ReviewVerdict] = field(default_factory=list)
    of_citations: list[ReviewVerdict] = field(default_factory=list)

    def add(self, row: Row) -> None:
        self.questions.add(row.question.text)
        self.papers.update(paper.id for paper in row.papers)
        if row.category:
            self.categories[row.category] += 1
            self.ground.add(row)
        self.citations += len(row.evidence)
        self.verdicts += row.verdicts
        self.of_citations += [verdict for evidence in row.evidence for verdict in evidence.verdicts]
        self.reading.add(row.verdicts, [verdict for evidence in row.evidence for verdict in evidence.verdicts])
        if row.answer is not None:
            self.answered += 1
            self.found += row.answer.found
            self.models[row.answerer].add(row.answer.model)
            self.days[row.answerer].append(row.answer.created_at[:10])
            self.styles.add(row.answer.style)
            self._note_settings(row.answerer, row.answer.settings)

    def _note_settings(self, answerer: str, settings: dict[str, object]) -> None:
        for name, value in settings.items():
            if name not in TOLD_ELSEWHERE and isinstance(value, str | int | float | bool):
                self.settings[answerer][name].add(YES_NO[value] if isinstance(value, bool) else one_line(str(value)))
        embedder, limit, version = (settings.get(name) for name in ("embedder", "passage_limit", "version"))
        self.versions.add(version if isinstance(version, str) else "")
        if isinstance(embedder, str):
            self.embedders.add(embedder)
        if isinstance(limit, int):
            self.passages.add(limit)


def methods_paragraph(export: Export, compared: Sequence[Compared] = ()) -> str:
    """Return the paragraph: papers, questions, who answered and when, how often, what raters held of it, how far they agree."""
    tally = _Tally()
    for row in export.rows():
        tally.add(row)
    sentences = [
        *_asking(tally),
        *_left_out(export),
        *_retracted(export),
        *_answers(tally),
        *sample_sentences(export.samples),
        *reading_sentences(tally.reading, tally.answered),
        *_verdicts(tally),
        *settled_sentences(export),
        *final_sentences(export),
        *(_agreement(one) for one in compared),
    ]
    if any(map(_has_figures, compared)):
        sentences.append(
            "Intervals of kappa follow Fleiss, Cohen and Everitt (1969), AC1 follows Gwet (2008); the majority baseline is what "
            "always giving the commonest label of the second source would score."
        )
    return " ".join(sentence for sentence in sentences if sentence)


def _asking(tally: _Tally) -> list[str]:
    who = listed([_answerer(name, tally) for name in tally.models]) or "nobody"
    asked = f"{count(len(tally.questions), 'question')} of {count(len(tally.papers), 'paper')}"
    out = [
        f"We asked {asked} with {_versions(tally)}, which reads each PDF into sentences that it can point at.",
        "It served as an automation tool in the collection of data: a paper is a report, a question a data item (PRISMA 2020, "
        "items 9 and 10).",
        f"Answers were given by {who}.",
    ]
    if tally.passages or tally.embedders:
        most = f"the {max(tally.passages)} best passages" if tally.passages else "the best passages"
        by = f" (embedder {listed(sorted(tally.embedders))})" if tally.embedders else ""
        out.append(f"Each answerer was given at most {most} found for the question{by}.")
    if tally.styles - {"sidelight"}:
        out.append(f"The questions were put in the style {listed(sorted(tally.styles))}.")
    return out


def _left_out(export: Export) -> list[str]:
    """Return what is no part of it: papers that screening left out, cells that are not finished."""
    out = []
    if export.question_set:
        out.append(f"The data items were those of the question set “{one_line(export.question_set)}”.")
    if excluded := sum(len(head.plan.excluded) for head in export.surveys):
        out.append(f"Screening had left out {count(excluded, 'paper')} before.")
    if export.kind == "survey" and (missing := sum(head.plan.size - head.done for head in export.surveys)) > 0:
        out.append(
            f"{count(missing, 'cell').capitalize()} {'is' if missing == 1 else 'are'} not finished and not counted here."
        )
    return out


def _retracted(export: Export) -> list[str]:
    """Return what a list of retractions says of the papers, whether or not it names any."""
    of = export.notice_list
    if of is None:
        return []
    newest = f", its newest of {of.newest}" if of.newest else ""
    held = f"The papers were held against a list of {count(of.rows, 'notice')}{newest}, by DOI, else by title and year"
    found = Counter(standing.standing for standing in export.standings.values())
    words = listed([f"{found[one]:,} {STANDING_WORDS[one]}" for one in STANDINGS if found[one]])
    return [f"{held}: {words}." if words else f"{held}; it names none of them."]


def _versions(tally: _Tally) -> str:
    """Return what made the answers, and this paragraph where that is another version."""
    if tally.versions <= {__version__}:
        return MADE_WITH
    made = [one_line(version) for version in sorted(tally.versions, key=_numbers) if version]
    made += [UNTOLD_VERSION] if "" in tally.versions else []
    return f"Sidelight {listed(made)} (put together by {MADE_WITH})"


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version's numbers, by which versions are sorted: 0.10 comes after 0.9."""
    return tuple(map(int, re.findall(r"\d+", version)))


def _answerer(name: str, tally: _Tally) -> str:
    """Return an answerer with its models and the days on which it was asked."""
    models = sorted(model for model in tally.models[name] if model and model != name)
    days = sorted(day for day in tally.days[name] if day)
    what = (
        "Sidelight's offline answerer, which quotes the papers and is no language model"
        if name == "extractive"
        else name
    )
    model = f" (model {listed(models)})" if models else ""
    when = (
        ""
        if not days
        else f", asked on {days[0]}"
        if days[0] == days[-1]
        else f", asked between {days[0]} and {days[-1]}"
    )
    kept = {key: values for key, values in tally.settings[name].items() if len(values) == 1}
    told = [f"{key.replace('_', ' ')} {next(iter(values))}" for key, values in sorted(kept.items())]
    settings = f" ({'; '.join(told)})" if told else ""
    return one_line(what + model + settings + when)


def _answers(tally: _Tally) -> list[str]:
    if not tally.categories:
        none = tally.answered - tally.found
        return [
            f"Of {count(tally.answered, 'answer')}, {_share(tally.found, tally.answered)} rested on passages of the papers, with "
            f"{count(tally.citations, 'citation')} in all; for {none:,} nothing was found that answers."
        ]
    judged = sum(tally.categories[name] for name, _ in CATEGORIES)
    shares = [f"{_share(tally.categories[name], judged)} {words}" for name, words in CATEGORIES]
    cells = sum(tally.categories.values())
    out = [
        f"Of {count(cells, 'cell')} (a question, a paper and an answerer each), {tally.categories['failed']:,} failed."
    ]
    if beside := tally.categories["not_applicable"]:
        out.append(f"In {count(beside, 'cell')} the question did not apply to the paper; no share counts them.")
    if judged:
        out.append(f"Of the other {judged:,}, {listed(shares)}; they carry {count(tally.citations, 'citation')}.")
    out.append(tally.ground.words(one_line))
    return out


def _verdicts(tally: _Tally) -> list[str]:
    if not tally.reading.raters:
        return []
    out = []
    correct: Counter[str] = Counter(verdict.correct for verdict in tally.verdicts if verdict.correct)
    supported: Counter[str] = Counter(verdict.supported for verdict in tally.verdicts if verdict.supported)
    cited: Counter[str] = Counter(verdict.supported for verdict in tally.of_citations if verdict.supported)
    for found, words, what in (
        (correct, CORRECT, "held to be right for the paper"),
        (supported, SUPPORTED, "held to be borne by the evidence shown"),
        (cited, SUPPORTED, "on single citations"),
    ):
        if found:
            total = sum(found.values())
            shares = listed([f"{_share(found[name], total)} {said}" for name, said in words if found[name]])
            out.append(f"Verdicts {what} (n = {total:,}): {shares}.")
    return out


def _has_figures(compared: Compared) -> bool:
    """Return whether more than numbers is told of how far two or more agree."""
    one = compared.agreement
    return one.items >= FEWEST_ITEMS if isinstance(one, GroupAgreement) else one.n > 0 and not one.is_few


def _agreement(compared: Compared) -> str:
    one = compared.agreement
    if isinstance(one, GroupAgreement):
        return _group_agreement(compared, one)
    pair = f"{one_line(compared.first)} and {one_line(compared.second)}"
    if not one.n:
        return f"{pair} labelled nothing in common."
    on = f"On {compared.on}, " if compared.on else ""
    items = count(one.n, "item")
    if one.is_few:
        return f"{on}{pair} agreed on {one.agreed:,} of {items}, fewer than {FEWEST_ITEMS}, which tell no coefficient."
    start = f"{on}{pair} agreed on {_share(one.agreed, one.n)} of {items}"
    majority = f"the majority baseline is {100 * one.majority_share:.1f} %"
    beside = _beside_kappa(one)
    if one.kappa is None or one.kappa_interval is None:
        return "; ".join(
            [f"{start}; Cohen's kappa is undefined, since all labels are the same", *beside, f"{majority}."]
        )
    low, high = map(two_places, one.kappa_interval)
    figures = "; ".join([f"Cohen's kappa {two_places(one.kappa)}, 95 % interval {low} to {high}", *beside])
    return f"{start} ({figures}); {majority}."


def _group_agreement(compared: Compared, one: GroupAgreement) -> str:
    """Return the agreement of three raters or more, nothing of too few items."""
    if one.items < FEWEST_ITEMS:
        return ""
    start = f"On {compared.on}, {one_line(compared.first)} gave the same label in {100 * one.share:.1f} % of the pairs of labels"
    figures = [
        f"Krippendorff's alpha {_figure(one.alpha, one.alpha_interval)} on {count(one.items, 'item')} of two or more"
    ]
    if one.complete >= FEWEST_ITEMS:
        figures.append(f"Fleiss' kappa {_figure(one.fleiss, one.fleiss_interval)} on {one.complete:,} of all")
    return f"{start} ({'; '.join(figures)}); the commonest label is {100 * one.majority_share:.1f} % of them."


def _figure(value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None or interval is None:
        return "undefined"
    return f"{two_places(value)}, 95 % interval {two_places(interval[0])} to {two_places(interval[1])},"


def _beside_kappa(one: Agreement) -> list[str]:
    """Return Gwet's AC1 and, of labels that have an order, the weighted kappa."""
    found = [] if one.ac1 is None else [f"Gwet's AC1 {two_places(one.ac1)}"]
    if one.shown_weighted is not None:
        of = "" if one.weighted_n == one.n else f" on the {one.weighted_n:,} with ordered labels"
        found.append(f"linearly weighted kappa {two_places(one.shown_weighted)}{of}")
    return found


def _share(part: int, whole: int) -> str:
    """Return a number with its share of the whole: "12 (34.3 %)"."""
    return f"{part:,} ({100 * part / whole:.1f} %)" if whole else f"{part:,}"
