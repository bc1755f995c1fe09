"""How columns are called in the tables that people make by hand."""

from __future__ import annotations

PAPER_COLUMNS = (
    "paper", "paper key", "uid", "unique id", "file", "filename", "file name", "pdf", "key", "id", "no", "number",
)  # fmt: skip
"""Of what names the paper, the surest first."""
SURE_PAPER_COLUMNS = (
    *PAPER_COLUMNS[:8],
    "doi",
    "title",
    "article",
    "article title",
    "study",
    "study id",
    "publication",
)
"""Those that say so by themselves: an "id" or a "number" may be anything's."""
LIST_COLUMNS = ("questions", "text", "question text", "hint", "type", "choices")
"""Of a list of questions, besides the question's own."""
QUESTION_COLUMNS = ("question", "variable", "item", "field")
LABEL_COLUMNS = ("label", "decision", "verdict", "answer", "category", "value", "rating")
SOURCE_COLUMNS = (
    "source", "rater", "model", "annotator", "answerer", "labeller", "labeler", "coder", "reviewer", "who",
)  # fmt: skip
