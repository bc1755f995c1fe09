"""What the list of screenings and an open one both show: the rule in a line."""

from __future__ import annotations

from lib.records.surveys import ScreeningRule

PART = "screening"
"""As whose fault a button says what it could not do."""
KEYWORDS_SHOWN = 6


def rule_line(rule: ScreeningRule) -> str:
    """Return the rule of a screening in few words."""
    keywords = f"{', '.join(rule.keywords[:KEYWORDS_SHOWN])}{' …' if len(rule.keywords) > KEYWORDS_SHOWN else ''}"
    parts = [f"at least {rule.at_least} × {keywords}"] if rule.keywords else []
    return " · ".join([*parts, *([f"“{rule.question}”"] if rule.question else [])])
