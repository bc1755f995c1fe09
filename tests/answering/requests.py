"""Requests made of plain lists of sentences, so that a test says what a paper says and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.answering.answerer import AskRequest
from lib.records import Answer, Box, Paper, Passage, Sentence, Why


def sentence(number: int, text: str, kind: str = "body", section: str = "Methods") -> Sentence:
    box = Box(1 + number // 10, 0.1, 0.05 + 0.08 * (number % 10), 0.9, 0.1 + 0.08 * (number % 10))
    return Sentence(number, text, section, kind, [box], [text])  # type: ignore[arg-type]


def passage(paper_id: str, sentences: Sequence[Sentence], score: float = 0.8) -> Passage:
    ids = [one.id for one in sentences]
    return Passage(
        id=f"{paper_id}:1:{ids[0]}-{ids[-1]}",
        paper_id=paper_id,
        reading=1,
        sentence_ids=ids,
        text=" ".join(one.text for one in sentences),
        section=sentences[0].section,
        pages=sorted({box.page for one in sentences for box in one.boxes}),
        score=score,
        why=Why([], 0.5, sentences[0].section),
        boxes=[box for one in sentences for box in one.boxes],
    )


def request(
    question: str,
    papers: Mapping[str, Sequence[str | Sentence]],
    *,
    previous: Answer | None = None,
    word_limit: int = 400,
    passage_size: int = 3,
) -> AskRequest:
    """Return a question with every sentence of every paper retrieved, in passages of a few sentences."""
    readings = {
        paper_id: [sentence(i, text) if isinstance(text, str) else text for i, text in enumerate(texts)]
        for paper_id, texts in papers.items()
    }
    passages = [
        passage(paper_id, sentences[start : start + passage_size])
        for paper_id, sentences in readings.items()
        for start in range(0, len(sentences), passage_size)
    ]
    return AskRequest(
        question=question,
        passages=passages,
        sentences={(paper_id, 1): sentences for paper_id, sentences in readings.items()},
        papers={paper_id: Paper(paper_id, f"{paper_id}.pdf", status="ready") for paper_id in papers},
        previous=previous,
        word_limit=word_limit,
    )


def answered(question: str, text: str = "") -> Answer:
    """Return an earlier turn of which only the words matter."""
    return Answer("previous", question, True, text, [], [], "extractive", "extractive", [])
