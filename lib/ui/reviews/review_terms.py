"""The terms of the Review screen, and how it words verdicts and figures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from itertools import count as count_from

from lib.records.reviews import Blind, Judgement, ReviewVerdict, Sample, SettledLabel
from lib.reviews.queue import ASK, Only, Order
from lib.statistics.agreement import FEWEST_ITEMS, Agreement
from lib.surveys.categories import CATEGORY_WORDS
from lib.text.wording import two_places
from lib.ui.kit.dates import day
from lib.ui.kit.escaping import COLUMN_LETTERS, NOTE_LETTERS, plain, shorten, visible
from lib.workspace import Workspace

ONLY: dict[Only, str] = {
    "to do": "to do",
    "assigned": "assigned to me",
    "second": "second reading",
    "reviewed": "reviewed by me",
    "flagged": "flagged",
    "disputed": "disputed",
    "all": "all",
}
ORDER: dict[Order, str] = {
    "least supported": "least supported first",
    "newest": "newest first",
    "paper": "paper by paper",
    "question": "question by question",
}
JUDGEMENTS: dict[Judgement, str] = {
    "correct": "correct for the paper",
    "supported": "supported by the evidence shown",
    "category": "what the paper reports",
}
BLIND: dict[Blind, str] = {
    "": "as the survey says",
    "no_earlier_verdicts": "others’ verdicts hidden until mine",
    "answer_first": "I answer first, then see the answer",
}
ADVANCE = {
    "all": "after all three judgements",
    "both": "after both judgements",
    "correct": "after “correct for the paper”",
    "never": "by key only",
}
"""When the queue goes on to the next answer by itself."""
STRATA = {"": "nothing", "question": "question", "paper": "paper", "answerer": "answerer", "category": "category"}


def source_names(workspace: Workspace) -> dict[str, str]:
    """Return by id of a source (empty: all) what it is called, no two alike: a choice is told by its words; a sample's id
    begins with `sample:`.
    """
    named = {"": "All answers", ASK: "Ask"}
    named |= {
        head.id: f"{shorten(visible(head.name), COLUMN_LETTERS)} · {day(head.created_at)}"
        for head in workspace.surveys.heads()
    }
    named |= {
        f"sample:{one.id}": f"Sample: {shorten(visible(one.name), COLUMN_LETTERS)}"
        for one in workspace.reviews.samples()
    }
    return _each_its_own(named)


def _each_its_own(named: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for id_, name in named.items():
        taken = set(found.values())
        others = (f"{name} ({number})" for number in count_from(2))
        found[id_] = next(one for one in chain([name], others) if one not in taken)
    return found


def sample_line(sample: Sample) -> str:
    """Return how a sample was drawn."""
    kind = f"stratified by {sample.strata}" if sample.strata else "random"
    blind = f" · {BLIND[sample.blind]}" if sample.blind in BLIND and sample.blind else ""
    return f"{len(sample.answer_ids):,} of {sample.of:,}, {kind}, seed {sample.seed}{blind} · {day(sample.created_at)}"


def label_words(label: str) -> str:
    """Return a word of the scheme as people read it, any other as it is."""
    return visible(label.replace("_", " "))


def verdict_words(verdict: ReviewVerdict) -> str:
    """Return what a verdict says, in few words; empty where it says nothing."""
    parts = [label_words(verdict.correct)] if verdict.correct else []
    if verdict.supported:
        parts.append(f"supported: {label_words(verdict.supported)}")
    if verdict.right_passage is not None:
        parts.append("right passage" if verdict.right_passage else "wrong passage")
    if verdict.category:
        parts.append(f"the paper: {CATEGORY_WORDS[verdict.category]}")
    if verdict.flag:
        parts.append("flagged")
    return " · ".join(parts)


def verdict_line(verdict: ReviewVerdict) -> str:
    """Return a verdict with what was written, as Markdown."""
    where = f" on citation {verdict.citation}" if verdict.citation is not None else ""
    written = [
        f"{name} “{plain(text, NOTE_LETTERS)}”"
        for name, text in (
            ("reason", verdict.reason),
            ("correction", verdict.correction),
            ("note", verdict.note),
            ("own answer", verdict.own_answer),
        )
        if text
    ]
    words = "taken back" if verdict.withdraws else plain(verdict_words(verdict)) or "no judgement"
    return f"**{plain(verdict.rater, COLUMN_LETTERS)}**{where}: {'; '.join([words, *written])}"


def settled_words(label: SettledLabel) -> str:
    """Return what was settled, by whom, when and why, as Markdown."""
    about = JUDGEMENTS[label.judgement] if label.judgement else "not known"
    value = f", value “{plain(label.value, COLUMN_LETTERS)}”" if label.value else ""
    note = f": {plain(label.note, NOTE_LETTERS)}" if label.note else ""
    who = plain(label.person, COLUMN_LETTERS)
    return f"settled by **{who}**, {day(label.at)} · {about}: **{plain(label_words(label.label))}**{value}{note}"


def kappa_words(agreement: Agreement) -> str:
    """Return Cohen's kappa with its interval and what stands beside it, or why there is none."""
    if agreement.n == 0:
        return "no kappa: they have no answer in common"
    if agreement.is_few:
        return f"no kappa: too few to tell, {agreement.n} judged by both; it is shown from {FEWEST_ITEMS} on"
    if agreement.kappa is None or agreement.kappa_interval is None:
        undefined = "kappa is undefined: both gave one and the same label throughout, so chance alone would agree"
        return "; ".join([undefined, *beside_kappa(agreement)])
    return "; ".join(
        [f"κ {figure(agreement.kappa)} ({interval_words(agreement.kappa_interval)})", *beside_kappa(agreement)]
    )


def beside_kappa(agreement: Agreement) -> list[str]:
    """Return Gwet's AC1 and, of labels that have an order, the weighted kappa; nothing of too few."""
    if agreement.is_few:
        return []
    found = [] if agreement.ac1 is None else [f"AC1 {figure(agreement.ac1)}"]
    if agreement.shown_weighted is not None:
        of = "" if agreement.weighted_n == agreement.n else f" of {agreement.weighted_n:,} with ordered labels"
        found.append(f"weighted κ {figure(agreement.shown_weighted)}{of}")
    return found


def figure(value: float) -> str:
    """Return a figure with two places and a minus sign."""
    return two_places(value).replace("-", "−")


def interval_words(interval: tuple[float, float]) -> str:
    """Return a 95 % interval."""
    return f"95 % {figure(interval[0])} to {figure(interval[1])}"


def agreement_line(agreement: Agreement) -> str:
    """Return share, kappa and the majority baseline, in one line; of too few the numbers alone."""
    if agreement.is_few:
        return f"{agreement.agreed:,} of {agreement.n:,} · {kappa_words(agreement)}"
    baseline = round(agreement.majority_share * agreement.n)
    return (
        f"{agreement.agreed:,} of {agreement.n:,} ({agreement.share:.1%}) · {kappa_words(agreement)} · "
        f"always the commonest label: {baseline:,} of {agreement.n:,} ({agreement.majority_share:.1%})"
    )
