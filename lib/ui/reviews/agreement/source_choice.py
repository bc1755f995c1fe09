"""Who can be compared: raters, answerers, their vote, label tables, the settled labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lib.records.reviews import SCHEMES, Judgement
from lib.reviews.label_sources import VOTE, Place
from lib.reviews.queue import QueueItem
from lib.ui.kit.answerer_choice import answerer_label
from lib.ui.kit.escaping import visible
from lib.ui.reviews.table_cache import all_sources, by_place, labels_of
from lib.workspace import Workspace


@dataclass(frozen=True)
class Labeller:
    """One that labelled answers, or what papers report."""

    title: str
    labels: dict[Place, str]


def items_of(workspace: Workspace, source: str) -> list[QueueItem]:
    """Return the answers of a source as the screen names them, a sample's by `sample:` and its id. Raises ConfigError."""
    if source.startswith("sample:"):
        ids = set(workspace.reviews.sample(source.removeprefix("sample:")).answer_ids)
        return [item for item in workspace.reviews.items() if item.answer_id in ids]
    return workspace.reviews.items(source)


def labellers_of(workspace: Workspace, items: Sequence[QueueItem], judgement: Judgement) -> dict[str, Labeller]:
    """Return all that labelled some of the items, by an id of its own; the raters first."""
    reviews = workspace.reviews
    found = {f"rater:{name}": Labeller(name, labels) for name, labels in reviews.labels(judgement, items).items()}
    if judgement == "category":
        for name, labels in reviews.machine_labels(items).items():
            title = "Vote of the answerers" if name == VOTE else answerer_label(name)
            found[f"machine:{name}"] = Labeller(title, labels)
        for source in all_sources(workspace).values():
            labels = by_place(workspace, labels_of(workspace, source), items)
            if labels:
                found[f"table:{source.id}"] = Labeller(f"{visible(source.title)} (table)", labels)
    gold = reviews.gold_labels(judgement, items)
    if gold:
        found["gold"] = Labeller("Settled labels", gold)
    return found


def off_scheme_note(labeller: Labeller, judgement: Judgement) -> str:
    """Say which labels are no words of the scheme; empty where all are."""
    off_scheme = Counter(label for label in labeller.labels.values() if label not in SCHEMES[judgement])
    if not off_scheme:
        return ""
    examples = ", ".join(f"“{visible(label)[:40]}” ({number})" for label, number in off_scheme.most_common(5))
    scheme = ", ".join(word.replace("_", " ") for word in SCHEMES[judgement])
    return (
        f"{labeller.title} also says {examples}, which no rater here can say ({scheme}). They are compared as they stand and "
        "so never agree; import the table again and say which label each word means."
    )
