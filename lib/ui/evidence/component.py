"""The evidence view: an answer beside the pages it rests on, one component for Ask and Reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from lib.answering.answerer import OFFLINE, OTHER_LANGUAGE
from lib.answering.certainty import CERTAINTY_WORDS
from lib.answering.providers.catalogue import AnswererChoice
from lib.background.answer_tasks import AnswerTask
from lib.citations import Numbered, number_citations, numbered_in, numbered_with, section_of
from lib.errors import SidelightError
from lib.records import Answer, AnswerSentence, Citation, Paper, Passage, Sentence
from lib.records.annotations import AddedCitation
from lib.records.core import CALL_EACH
from lib.records.notices import STANDINGS, PaperStanding
from lib.text.hidden_characters import without_hidden
from lib.ui.evidence.marks import (
    Marks,
    PageKey,
    added_data,
    citation_data,
    gaps,
    missing_words,
    paper_headings,
    papers_without,
    passage_data,
    passage_numbers,
    sentence_data,
    support_counts,
    verdict_line,
)
from lib.ui.evidence.page_images import ask_for, drawable, page_pictures
from lib.ui.evidence.paper_order import PaperOrder, sentence_order
from lib.ui.kit.access import may_write
from lib.ui.kit.answerer_choice import spent
from lib.ui.kit.escaping import paper_title, visible
from lib.ui.kit.streamlit_internals import component, component_state
from lib.workspace import Workspace

TRIGGERS = (
    "open", "page", "stop", "again", "trace", "opinion", "table", "ask", "annotation", "verdict", "quote", "point",
    "answer", "draw",
)  # fmt: skip
"""What the view asks for: paper and page to read, page to turn to, to stop the `answer` or the `opinion`, an answerer to ask
again, how it was made, a judge, the table to open (-1: none),
a question on selected words, a change of what is marked, a verdict on the answer, a passage to be quoted too, words that a
rater points at as the right evidence, an answer to go back to, pages to be drawn of evidence that was opened."""
MOST_DRAWN = 8
"""Pages that one piece of evidence has drawn at once."""

LITTLE_SUPPORT = "Less than half of what this says was found in the passages: read the evidence first."

_HERE = Path(__file__).parent

_component = component("sidelight_evidence", "evidence", "view", _HERE / "evidence.css", _HERE / "evidence.js")


def mount_evidence(
    data: Mapping[str, Any], key: str, on: Mapping[str, Callable[[Any], None]] | None = None
) -> dict[str, Any]:
    """Mount the view; return what was asked of it in this run, by `TRIGGERS`.

    What `on` names is called with what was asked, before the run that this asks for.
    """
    callbacks: dict[str, Any] = {f"on_{name}_change": lambda: None for name in TRIGGERS}
    for name, listen in {"draw": ask_for_pages, **(on or {})}.items():
        callbacks[f"on_{name}_change"] = partial(_call_with_state, listen, key, name)
    result = _component(key=key, data=data, **callbacks)
    return {name: result.get(name) for name in TRIGGERS}


def _call_with_state(listen: Callable[[Any], None], key: str, name: str) -> None:
    value = component_state(key, name)
    if value is not None:
        listen(value)


def ask_for_pages(asked: Any) -> None:
    """Take pages from the browser as pages, whatever it sent."""
    paper, pages = (asked.get("paper"), asked.get("pages")) if isinstance(asked, Mapping) else (None, None)
    if isinstance(paper, str) and isinstance(pages, list):
        ask_for([(paper, page) for page in pages[:MOST_DRAWN] if isinstance(page, int)])


@dataclass(frozen=True)
class AnswerExtras:
    """What stands beside an answer: the models that can be asked of it, and what some of them said."""

    again: Sequence[tuple[str, str]] = ()
    """Id and label of the answerers that an incomplete answer can be asked of again."""
    judges: Sequence[AnswererChoice] = ()
    """The models that can give a second opinion."""
    opinions: Sequence[Mapping[str, Any]] = ()
    """What models said of it, and one that is being asked."""
    verdict: Mapping[str, Any] | None = None
    """What the person here said of it, and whether their name is known; None where no verdict is asked for."""
    added: Sequence[AddedCitation] = ()
    """Citations that people added to it."""
    pointing: bool = False
    """Whether a rater may point at words as the right evidence."""
    pointed: Sequence[Citation] = ()
    """What the rater pointed at so far."""
    order: PaperOrder = "as found"
    """Of the papers that were asked one after the other."""
    stopped: str = ""
    """Why it is not whole, where the screen says that in other words than the answer."""


def answer_data(workspace: Workspace, answer: Answer, label: str, extras: AnswerExtras | None = None) -> dict[str, Any]:
    """Return a finished answer for the view, with those of its pages that are drawn by now."""
    extras = extras or AnswerExtras()
    papers = known_papers(workspace, answer.paper_ids)
    quotes = answer.answerer == OFFLINE
    numbered = numbered_with(answer, extras.added)
    order, spaces = sentence_order(answer, extras.order, papers), gaps(answer)
    shown = replace(answer, sentences=[answer.sentences[i] for i in order])
    by_paper = quotes or bool(answer.settings.get(CALL_EACH))
    headings = paper_headings(shown, papers) if by_paper else ["" for _ in order]
    sentences = [
        sentence_data(answer.sentences[i], numbered, heading, spaces[i])
        for i, heading in zip(order, headings, strict=True)
    ]
    if not sentences and answer.text:
        sentences = [sentence_data(AnswerSentence(answer.text, [], "no_claim", 1.0), numbered, gap="")]
    sentences += [added_data(one, numbered, first=n == 0) for n, one in enumerate(extras.added)]
    marks = Marks(numbered, answer.passages, found=[box for citation in extras.pointed for box in citation.boxes])
    doubts = _doubts(answer)
    standings = workspace.retractions.of(papers.values())
    return {
        **empty_view("answer"),
        "id": answer.id,
        "pointing": extras.pointing,
        "found": answer.found,
        "quotes": quotes,
        "label": label,
        "note": visible(extras.stopped or answer.stopped or ""),
        "again": [{"id": id_, "label": words} for id_, words in extras.again] if answer.stopped else [],
        "general": without_hidden(answer.general),
        "doubts": [visible(note) for note in [*_standing_lines(numbered, papers, standings), *doubts]],
        "remarks": [visible(note) for note in answer.notes if note not in doubts],
        "verdict": verdict_line(answer, papers, standings),
        "certainty": CERTAINTY_WORDS[answer.certainty] if answer.stopped is None else "",
        "nearest": [_nearest(citation, answer.passages, papers) for citation in answer.nearest],
        "missing": [_missing(papers.get(paper_id)) for paper_id in papers_without(answer)],
        "missingWords": missing_words(answer),
        "counts": support_counts(answer.sentences, quoted=answer.answerer == "extractive"),
        "trace": True,
        "rating": None if extras.verdict is None else dict(extras.verdict),
        "judges": [{"id": judge.id, "name": visible(judge.name)} for judge in extras.judges],
        "opinions": list(extras.opinions),
        "took": spent(answer),
        "sentences": sentences,
        "citations": [
            citation_data(
                n,
                c,
                papers,
                section_of(c, answer.passages),
                workspace.pages.known_labels(c.paper_id),
                standings.get(c.paper_id),
            )
            for n, c in numbered.values()
        ],
        "passages": _passages(answer.passages, numbered, papers),
        **pages_data(workspace, marks, marks.pages(), papers),
    }


def _doubts(answer: Answer) -> list[str]:
    """Return what stands above an answer: why it may be none, or why little was found."""
    if answer.answerer == OFFLINE:
        return list(answer.notes)  # it remarks on nothing else
    if OTHER_LANGUAGE in answer.settings and answer.notes:
        return answer.notes[:1]
    return [LITTLE_SUPPORT] if answer.certainty == "perhaps" and answer.sentences else []


def _standing_lines(
    numbered: Numbered, papers: Mapping[str, Paper], standings: Mapping[str, PaperStanding]
) -> list[str]:
    """Return a sentence on each cited paper that was retracted or corrected, the gravest first."""
    cited = dict.fromkeys(citation.paper_id for _, citation in numbered.values())
    marked = [paper_id for paper_id in cited if paper_id in standings and paper_id in papers]
    marked.sort(key=lambda paper_id: STANDINGS.index(standings[paper_id].standing))
    return [f"“{paper_title(papers[paper_id])}” is {standings[paper_id].words()}." for paper_id in marked]


def _nearest(citation: Citation, passages: Sequence[Passage], papers: Mapping[str, Paper]) -> dict[str, Any]:
    """Return a sentence that comes near the question, with where it stands: the rank of its passage is 0 where none holds it."""
    place, wanted = (citation.paper_id, citation.reading), set(citation.sentence_ids)
    holders = (
        rank
        for rank, passage in enumerate(passages, 1)
        if (passage.paper_id, passage.reading) == place and wanted <= set(passage.sentence_ids)
    )
    return {
        "label": _missing(papers.get(citation.paper_id)),
        "pages": sorted({box.page for box in citation.boxes}),
        "quote": visible(citation.quote),
        "passage": next(holders, 0),
    }


def _missing(paper: Paper | None) -> str:
    return paper_title(paper) if paper is not None else "Paper not here"


def empty_view(mode: str) -> dict[str, Any]:
    """Return a view with nothing in it."""
    return {
        "mode": mode,
        "live": False,
        "found": True,
        "quotes": True,
        "label": "",
        "note": "",
        "again": [],
        "general": "",
        "doubts": [],
        "remarks": [],
        "verdict": "",
        "certainty": "",
        "nearest": [],
        "missing": [],
        "missingWords": "",
        "counts": "",
        "trace": False,
        "rating": None,
        "judges": [],
        "opinions": [],
        "took": "",
        "sentences": [],
        "citations": [],
        "passages": [],
        "start": 0,
        "pointing": False,
        "marking": may_write(),
        "addressed": False,
    }


def running_data(workspace: Workspace, running: AnswerTask, label: str) -> dict[str, Any]:
    """Return an answer under way for the view: its text so far, cut where citations came, each piece with its numbers."""
    text, citations, passages = running.text, running.citations, running.passages
    papers = known_papers(workspace)
    numbered = number_citations(citation for _, citation in citations)
    marks = Marks(numbered, passages)
    return {
        **empty_view("answer"),
        "id": running.id,
        "live": True,
        "label": label,
        "took": "Writing …" if text else ("Reading the passages …" if passages else "Looking through the papers …"),
        "sentences": [sentence_data(piece, numbered, gap="") for piece in _pieces(text, citations)],
        "citations": [citation_data(n, c, papers, section_of(c, passages)) for n, c in numbered.values()],
        "passages": _passages(passages, numbered, papers),
        **pages_data(workspace, marks, marks.pages(), papers),
    }


def _pieces(text: str, citations: Sequence[tuple[int, Citation]]) -> list[AnswerSentence]:
    """Return the text cut behind each place where citations came; what follows the last one is not cited yet."""
    by_end: dict[int, list[Citation]] = {}
    for end, citation in citations:
        by_end.setdefault(min(end, len(text)), []).append(citation)
    ends = list(dict.fromkeys([*by_end, len(text)]))
    spans = pairwise([0, *ends])
    pieces = [AnswerSentence(text[start:end], by_end.get(end, []), "supported", 1.0) for start, end in spans]
    return [piece for piece in pieces if piece.text or piece.citations]


def pages_data(
    workspace: Workspace, marks: Marks, wanted: Sequence[PageKey], papers: Mapping[str, Paper]
) -> dict[str, Any]:
    """Return the wanted pages that are drawn by now, each with its lines; `pending` is how many are still to come."""
    wanted = drawable(wanted)
    pictures = page_pictures(workspace, wanted)
    pages = [
        {
            "paper": paper_id,
            "page": page,
            "title": paper_title(papers[paper_id]) if paper_id in papers else "Paper not here",
            **picture.to_dict(),
            "lines": _lines(workspace, marks, paper_id, page, papers),
        }
        for (paper_id, page), picture in pictures.items()
    ]
    return {"pages": pages, "pending": len(wanted) - len(pages)}


def _lines(
    workspace: Workspace, marks: Marks, paper_id: str, page: int, papers: Mapping[str, Paper]
) -> list[dict[str, Any]]:
    sentences = _sentences_on(workspace, papers.get(paper_id), page, marks.readings(paper_id))
    return [line.to_dict() for line in marks.lines(paper_id, page, sentences)]


def _sentences_on(
    workspace: Workspace, paper: Paper | None, page: int, readings: set[int]
) -> dict[int, Sequence[Sentence]]:
    """Return the page's sentences by reading, the newest first; none of a removed paper."""
    if paper is None:
        return {}
    try:
        if not readings:
            return {0: workspace.pages.sentences(paper.id, page)}
        return {
            reading: workspace.pages.sentences(paper.id, page, reading) for reading in sorted(readings, reverse=True)
        }
    except SidelightError:  # removed meanwhile: the boxes kept with the answer stand in
        return {}


def _passages(passages: Sequence[Passage], numbered: Numbered, papers: Mapping[str, Paper]) -> list[dict[str, Any]]:
    return [passage_data(rank, p, passage_numbers(p, numbered), papers) for rank, p in enumerate(passages, 1)]


def evidence_pages(answer: Answer) -> list[PageKey]:
    """Return the pages that an answer's evidence stands on, the cited ones first."""
    return Marks(numbered_in(answer), answer.passages).pages()


def known_papers(workspace: Workspace, mentioned: Sequence[str] = ()) -> dict[str, Paper]:
    """Return every paper of the library by id, and what is still known of those mentioned that were removed."""
    papers = {paper.id: paper for paper in workspace.papers()}
    gone = [paper_id for paper_id in mentioned if paper_id not in papers]
    return {**papers, **workspace.removed_papers(gone)} if gone else papers
