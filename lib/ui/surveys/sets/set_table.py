"""The table in which a question set is edited."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from lib.records import AnswerType, Question
from lib.surveys.measures import MEASURES, measure_of
from lib.surveys.questions import CHARACTERS, LABEL_CHARACTERS
from lib.ui.kit.escaping import visible
from lib.ui.surveys.survey_terms import TYPES

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["order", "question", "label", "hint", "type", "choices", "group", "measure"]
ROW_PX, MOST_PX = 35, 640
_TYPE_OF = {words: kind for kind, words in TYPES.items()}


def frame_of(questions: Sequence[Question]) -> pd.DataFrame:
    """Return one row a question, numbered from 1; choices parted by semicolons."""
    rows = [
        [
            place,
            visible(q.text),
            visible(q.label),
            visible(q.hint),
            TYPES[q.answer_type],
            "; ".join(q.choices),
            visible(q.group),
            MEASURES.get(q.measure, ""),
        ]
        for place, q in enumerate(questions, 1)
    ]
    import pandas as pd  # here: an open survey does without it

    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"order": "float64", **dict.fromkeys(COLUMNS[1:], "object")})


def questions_of(frame: pd.DataFrame) -> list[Question]:
    """Return the rows as questions in the order of their numbers, one without a number last, empty ones included.

    Of two with one number that stands first which was moved up to it, and that last which was moved down.
    """
    numbered = zip(frame.index, frame.to_dict("records"), strict=True)
    return [_question(row) for _, row in sorted(numbered, key=lambda one: _place(one[0] + 1, _number(one[1]["order"])))]


def draw_table(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Draw the table; return it as edited."""
    return st.data_editor(
        frame,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        row_height=ROW_PX,
        height=min(MOST_PX, ROW_PX * (len(frame) + 2) + 3),
        column_config={
            "order": st.column_config.NumberColumn("#", help="Another number moves a question: 2.5 is between 2 and 3", width=55),
            "question": st.column_config.TextColumn("Question", width="large", max_chars=CHARACTERS),
            "label": st.column_config.TextColumn("Label", help="Over the matrix’s column", max_chars=LABEL_CHARACTERS),
            "hint": st.column_config.TextColumn("Hint", help="What a language model is told beside it", width="medium"),
            "type": st.column_config.SelectboxColumn("Answer", options=list(_TYPE_OF), default=TYPES["text"], width=130),
            "choices": st.column_config.TextColumn("Choices", help="Of a choice: parted by semicolons."),
            "group": st.column_config.TextColumn("Repeats for", max_chars=LABEL_CHARACTERS,
                help="Arm, outcome, time point, species, site: questions with the same word here give a row for each"),
            "measure": st.column_config.SelectboxColumn("Measure", options=list(MEASURES.values()), default="",
                help="What a meta-analysis takes a repeated number for"),
        },
    )  # fmt: skip


def _place(before: int, number: float) -> tuple[float, int]:
    """Return where a row sorts that had the one number and has the other."""
    return number, (number > before) - (number < before)


def _number(value: Any) -> float:
    return math.inf if value is None or math.isnan(value) else float(value)


def _question(row: dict[Any, Any]) -> Question:
    text, label, hint, kind, choices, group, measure = (_text(row[name]) for name in COLUMNS[1:])
    answer_type: AnswerType = _TYPE_OF.get(kind, "text")
    given = re.split(r"\s*[;|]\s*", choices) if choices else []
    return Question(text, label, hint, answer_type, given, group, measure_of(measure))


def _text(value: Any) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)
