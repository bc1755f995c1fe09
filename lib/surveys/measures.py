"""What meta-analyses take numbers for: the roles that a question of a repeating group may have, as the packages name them."""

from __future__ import annotations

ONE_GROUP = {"mean": "mi", "sd": "sdi", "n": "ni", "events": "xi"}
"""Of entries that are single groups (arms, sites): role and argument of `escalc` in the R package metafor."""
TWO_GROUPS = {
    "mean_1": "m1i", "sd_1": "sd1i", "n_1": "n1i", "events_1": "ai",
    "mean_2": "m2i", "sd_2": "sd2i", "n_2": "n2i", "events_2": "ci",
}  # fmt: skip
"""Of entries that compare two (outcomes, time points); 1 is the experimental group, 2 the control."""
ACCURACY = {"tp": "ai", "fp": "bi", "fn": "ci", "tn": "di"}
"""The 2 x 2 counts of a diagnostic test."""
MEASURES: dict[str, str] = {
    "": "",
    "mean": "mean",
    "sd": "SD",
    "n": "n",
    "events": "events",
    "mean_1": "mean, group 1",
    "sd_1": "SD, group 1",
    "n_1": "n, group 1",
    "events_1": "events, group 1",
    "mean_2": "mean, group 2",
    "sd_2": "SD, group 2",
    "n_2": "n, group 2",
    "events_2": "events, group 2",
    "tp": "true positives",
    "fp": "false positives",
    "fn": "false negatives",
    "tn": "true negatives",
}
"""Every role with what people read; the empty one is none."""


def measure_of(words: str) -> str:
    """Return the role that a person's words mean ("SD, group 1", "sd_1"); empty where they mean none."""
    plain = " ".join(words.casefold().replace("_", " ").split())
    return next(
        (role for role, said in MEASURES.items() if plain in (said.casefold(), role.replace("_", " "))),
        "",
    )
