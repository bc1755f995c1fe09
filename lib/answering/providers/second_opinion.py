"""A second opinion on an answer: a model says of each sentence whether the passages support it."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lib.answering import prompts
from lib.answering.answerer import Answerer, AskRequest, ReadingKey
from lib.answering.styles import Style
from lib.records import Answer, Passage, SecondOpinion, Sentence, SentenceVerdict, Support, Why
from lib.times import now

STYLE = Style("second opinion", prompts.SECOND_OPINION)
NO_CLAIMS = "This answer has no sentence that could be checked."
STOPPED = "Stopped before the opinion was complete."
NO_VERDICT = "The model gave no verdict that could be read. Its words are kept with the opinion."

_LINE = re.compile(
    r"^\W*(\d{1,4})\W+(supported|partly|partially|unsupported|not supported)\b[^\w\n]*(.*)$", re.I | re.M
)
_WORDS: Mapping[str, Support] = {
    "supported": "supported",
    "partly": "weak",
    "partially": "weak",
    "unsupported": "unsupported",
    "not supported": "unsupported",
}


def second_opinion(answer: Answer, answerer: Answerer, go_on: Callable[[], bool] = lambda: True) -> SecondOpinion:
    """Return the verdicts of a model on the sentences of an answer that claim something, against its own copy of the evidence.

    `go_on` is asked again and again; False hangs up.
    """
    blank = SecondOpinion(
        id=uuid.uuid4().hex,
        answer_id=answer.id,
        answerer=answerer.id,
        verdicts=[],
        model="",
        created_at=now(),
    )
    claims = {i: one.text for i, one in enumerate(answer.sentences) if one.support != "no_claim"}
    if not claims:
        return replace(blank, stopped=NO_CLAIMS)
    began = time.perf_counter()
    numbered = "\n".join(f"{number}. {' '.join(text.split())}" for number, text in claims.items())
    draft = answerer.answer(request_about(answer, numbered, STYLE), lambda _: go_on())
    verdicts = _verdicts(draft.text, claims)
    stopped = draft.stopped or (None if verdicts else NO_VERDICT)
    return replace(
        blank,
        verdicts=verdicts,
        model=draft.model,
        prompt=draft.prompt,
        raw=draft.raw,
        seconds=time.perf_counter() - began,
        tokens=draft.tokens,
        cost=draft.cost,
        stopped=STOPPED if stopped == prompts.STOPPED_BY_USER else stopped,
    )


def request_about(answer: Answer, question: str, style: Style) -> AskRequest:
    """Return a question about an answer, with its evidence as the passages: the answer's own copy, which outlives its papers."""
    texts = [(passage.paper_id, passage.reading, passage.text) for passage in answer.passages]
    for citation in (citation for one in answer.sentences for citation in one.citations):
        if not any(citation.quote in text for _, _, text in texts):
            texts.append((citation.paper_id, citation.reading, citation.quote))
    sentences: dict[ReadingKey, Sequence[Sentence]] = {}
    passages: list[Passage] = []
    for number, (paper_id, reading, text) in enumerate(texts):
        sentence = Sentence(number, text, "", "body", [], [])
        sentences[paper_id, reading] = [*sentences.get((paper_id, reading), ()), sentence]
        passages.append(_passage(paper_id, reading, sentence))
    return AskRequest(question, passages, sentences, {}, style=style)


def _passage(paper_id: str, reading: int, sentence: Sentence) -> Passage:
    passage_id = f"{paper_id}:{reading}:{sentence.id}-{sentence.id}"
    return Passage(passage_id, paper_id, reading, [sentence.id], sentence.text, "", [], 0.0, Why([], 0.0, ""), [])


def _verdicts(text: str, claims: Mapping[int, str]) -> list[SentenceVerdict]:
    """Return the verdicts that can be read, on sentences that were asked about; the first of each counts."""
    verdicts: dict[int, SentenceVerdict] = {}
    for number, word, reason in _LINE.findall(text):
        index = int(number)
        if index in claims and index not in verdicts:
            verdicts[index] = SentenceVerdict(index, _WORDS[word.lower()], reason.strip())
    return [verdicts[index] for index in sorted(verdicts)]
