"""Whether an answer reports what was asked, told from the answer's own state and support."""

from __future__ import annotations

from lib.records import Answer, Category

CATEGORIES: tuple[Category, ...] = ("reported", "not_reported", "unclear", "failed")
CATEGORY_WORDS: dict[Category, str] = {
    "reported": "reported",
    "not_reported": "not reported",
    "unclear": "unclear",
    "failed": "failed",
}


def categorise(answer: Answer | None) -> Category:
    """The category of an answer.

    `failed`: none at all, an empty one, or one that ended early, whatever it says so far. `not_reported`: the papers do
    not say. `reported`: at least half of its claims stand in the passages. `unclear`: it claims nothing, or more than
    half of what it claims does not.
    """
    if answer is None or answer.stopped is not None or not (answer.text.strip() or answer.general.strip()):
        return "failed"
    if not answer.found:
        return "not_reported"
    share = supported_share(answer)
    return "reported" if share is not None and share >= 0.5 else "unclear"


def supported_share(answer: Answer) -> float | None:
    """The share of the claims that the passages support, a weak one counting half; None where it claims nothing."""
    claims = [sentence.support for sentence in answer.sentences if sentence.support != "no_claim"]
    if not claims:
        return None
    return sum({"supported": 1.0, "weak": 0.5}.get(support, 0.0) for support in claims) / len(claims)
