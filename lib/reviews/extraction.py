"""The extraction table: one row a paper, one column a question, each cell what the paper is held to report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lib.answering.answerer import OFFLINE, OFFLINE_NAME
from lib.answering.certainty import certainty_in_words
from lib.records import Answer, Citation, Question
from lib.records.final_values import FinalValue, Reviewed
from lib.text.cleaning import clean, one_line
from lib.text.wording import listed, shorten

SHOWN_CHARACTERS = 600
"""Of a cell of the table; longer ones are cut at a word, and stand whole among the details."""
STATE_WORDS = {"tie": "tie", "disputed": "disputed", "none": "no value: the answer is held to be wrong"}
TELLING = frozenset({"reported", "unclear"})
"""Categories of cells that say what the paper reports."""
REVIEWED_WORDS: dict[Reviewed, str] = {
    "0": "by nobody",
    "1": "by one",
    "2": "by two or more",
    "agreed": "agreed",
    "disputed": "disputed",
    "settled": "settled",
}


@dataclass(frozen=True, slots=True)
class ExtractedCell:
    """What a question of a paper is held to be, as it stands in every table that is shown or exported."""

    final: FinalValue
    answer: Answer | None
    """The one that shows it best."""
    shown: str
    """What stands in the table."""

    @property
    def whole(self) -> str:
        """The same, not cut."""
        return _words(self.final, self.answer)

    @property
    def is_value(self) -> bool:
        """Whether what stands in the cell is what the paper reports, no judgement on it, such as "not reported (answerer)"."""
        return (
            self.final.state == "given" and self.final.category == "reported" and bool(_said(self.final, self.answer))
        )

    @property
    def certainty(self) -> str:
        """How sure the answer is, in words; empty where people speak in its place, or where there is none."""
        machine = self.final.layer in ("answerer", "vote")
        return certainty_in_words(self.answer) if self.answer is not None and machine else ""

    @property
    def evidence(self) -> list[Citation]:
        """What people pointed at; else what the answer cites for the value, else all it cites; of an answer that people hold to
        be wrong, or that says otherwise than the cell, nothing.
        """
        if self.final.evidence:
            return list(self.final.evidence)
        if self.answer is None or not _is_held(self.final, self.answer):
            return []
        place = self.final.value.sentence if self.final.value is not None else None
        sentences = self.answer.sentences
        if place is not None and 0 <= place < len(sentences) and sentences[place].citations:
            return _each_once(sentences[place].citations)
        return _each_once(citation for sentence in sentences for citation in sentence.citations)


def extracted_cell(final: FinalValue, answer: Answer | None) -> ExtractedCell:
    """Return the cell; `answer`: that of `final.answer_id`, None where it is gone or there is none."""
    return ExtractedCell(final, answer, shorten(_words(final, answer), SHOWN_CHARACTERS))


def layer_words(final: FinalValue) -> str:
    """Return whose word the cell is: "answerer: gpt", "vote of 3", "changed by Ada", "raters: Ada, Ben", "settled by Ada"."""
    whose = [one for one in final.layers if one.layer == final.layer]
    names = [one_line(one.who) for one in whose if one.who]
    if final.layer == "answerer":
        return f"answerer: {OFFLINE_NAME if names[:1] == [OFFLINE] else names[0]}" if names else "answerer"
    if final.layer == "vote":
        return f"vote of {sum(one.layer == 'answerer' for one in final.layers)}"
    if final.layer == "rater":
        return f"{'rater' if len(names) == 1 else 'raters'}: {', '.join(names)}"
    if final.layer in ("changed", "settled"):
        return f"{final.layer} by {names[-1]}" if names else str(final.layer)
    return STATE_WORDS.get(final.state, "")


def final_category(cell: ExtractedCell) -> str:
    """Return the category that a cell is held to be of, in words; where there is none, why: "disputed", "tie", "none"."""
    return cell.final.category.replace("_", " ") if cell.final.category else cell.final.state


def layer_in_short(final: FinalValue) -> str:
    """Return whose word the cell is, in short: "answerer", "vote of 3", "Ada and Ben", "settled by Ada"; empty for nobody."""
    if final.layer == "answerer":
        return "answerer"
    if final.layer == "rater":
        return listed(list(dict.fromkeys(one_line(one.who) for one in final.raters)))
    return layer_words(final) if final.layer is not None else ""


def question_heading(question: Question, place: int) -> str:
    """Return what stands over a question's column: its label, else the question; `place` from 0."""
    return one_line(question.label) or one_line(question.text) or f"Question {place + 1}"


def _words(final: FinalValue, answer: Answer | None) -> str:
    """Return the value; where there is none the state or category, a judgement always with whose it is."""
    if final.state != "given":
        return STATE_WORDS[final.state]
    if final.category == "failed":
        return "failed"
    said = _said(final, answer) if final.category in TELLING else ""
    if said and final.category == "reported":
        return said
    judged = f"{str(final.category).replace('_', ' ')} ({layer_in_short(final)})"
    return f"{judged}: {said}" if said else judged


def _said(final: FinalValue, answer: Answer | None) -> str:
    held = answer is not None and _is_held(final, answer)
    return clean(_value_words(final, answer if held else None)).strip()


def _value_words(final: FinalValue, answer: Answer | None) -> str:
    """Return the value as text, else the answer; the whole answer, or all items, where the value's text is their beginning."""
    if final.value is None:
        return answer.text if answer is not None else ""
    if (items := "; ".join(final.value.items)).startswith(final.value.text):
        return items
    begun = final.value.text.removesuffix("…")
    if answer is not None and begun != final.value.text and one_line(answer.text).startswith(begun):
        return answer.text
    return final.value.text


def _is_held(final: FinalValue, answer: Answer) -> bool:
    """Return whether an answer stands for what the cell is held to be: both or neither tell what the paper reports, and nobody
    who counts calls it wrong.
    """
    said = [one for one in final.layers if one.answer_id == answer.id]
    of = [one.category for one in said if one.layer == "answerer"]
    if not of or final.state != "given":  # what is disputed is shown with its evidence
        return True
    wrong = any(one.label == "wrong" for one in said if one.layer == final.layer)
    return not wrong and any((category in TELLING) == (final.category in TELLING) for category in of)


def _each_once(citations: Iterable[Citation]) -> list[Citation]:
    seen: dict[tuple[str, tuple[int, ...]], Citation] = {}
    for citation in citations:
        seen.setdefault((citation.paper_id, tuple(citation.sentence_ids)), citation)
    return list(seen.values())
