"""What the evidence view shows, as plain JSON: sentences, numbered citations, passages and the lines of the pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.answering.certainty import CERTAINTY_WORDS, certainty_in_words, chance_in_words
from lib.citations import Numbered, citation_key, equation_boxes, place_of
from lib.errors import PAPER_REMOVED
from lib.records import Answer, AnswerSentence, Box, Citation, Paper, Passage, Sentence, Support
from lib.records.annotations import AddedCitation
from lib.records.core import CHANCES
from lib.records.notices import STANDING_WORDS, PaperStanding
from lib.text.hidden_characters import without_hidden
from lib.text.references import year_words
from lib.text.wording import count, listed
from lib.ui.kit.escaping import authors_line, paper_label, paper_title, visible

PageKey = tuple[str, int]
"""Paper id and 1-based page."""
SUPPORT_WORDS: dict[Support, str] = {
    "supported": "supported",
    "weak": "only partly in the passages",
    "unsupported": "not in the passages",
    "contradicted": "the passages say otherwise",
    "no_claim": "without a claim",
}
WORDS_NAMED = 6
PAPERS_NAMED, PAPERS_LISTED = 2, 20
"""Papers without evidence that the line above an answer names, and papers asked at once of which those not cited are listed."""
PLACES = 5
"""Of a fraction of the page: a hundredth of a pixel of its picture."""
PLACE_MARKS = ("figure", "cell", "row-label", "head", "equation")
EQUATION_MARGIN = 0.006
"""Of a page's width and height, around an equation by itself: large signs and scripts reach out of the boxes of their fonts."""
DOUBTED = ("weak", "unsupported", "contradicted")
"""What is said beside the sentence itself."""


def pages_of(boxes: Iterable[Box]) -> list[int]:
    """Return the pages that the boxes stand on, ascending."""
    return sorted({box.page for box in boxes})


@dataclass(frozen=True)
class Line:
    """One marked or plain printed line of a page."""

    box: Box
    text: str
    mark: str = ""
    """`cited`, `retrieved`, `found` or none; `cell`, `row-label` and `head` of a table's cell, `figure` around a picture,
    `equation` inside a sentence."""
    cites: tuple[int, ...] = ()
    passages: tuple[int, ...] = ()
    """Ranks, from 1, of the passages that hold it."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as the component takes it."""
        box = self.box
        place = [round(value, PLACES) for value in (box.x0, box.top, box.x1, box.bottom)]
        line: dict[str, Any] = {"at": place, "text": self.text}
        if self.mark:
            line |= {"mark": self.mark, "cites": list(self.cites), "passages": list(self.passages)}
        return line


@dataclass
class _SentenceMarks:
    """Who marks a sentence."""

    cites: list[int] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)


class Marks:
    """The marks of one view, by paper and reading: which sentences are cited, which only retrieved."""

    def __init__(
        self,
        numbered: Numbered,
        passages: Sequence[Passage] = (),
        found: Sequence[Box] = (),
        framed: Sequence[Box] = (),
    ) -> None:
        self._numbered = list(numbered.values())
        self._passages = list(passages)
        self._found = list(found)
        self._framed = list(framed)

    def pages(self) -> list[PageKey]:
        """Return the pages that hold a mark: those of the citations in their order, then those of the passages."""
        keys = [(c.paper_id, page) for _, c in self._numbered for page in pages_of(_boxes(c))]
        keys += [(p.paper_id, page) for p in self._passages for page in pages_of(p.boxes)]
        return list(dict.fromkeys(keys))

    def readings(self, paper_id: str) -> set[int]:
        """Return the readings of the paper that the marks speak of."""
        ours = [(c.paper_id, c.reading) for _, c in self._numbered] + [(p.paper_id, p.reading) for p in self._passages]
        return {reading for paper, reading in ours if paper == paper_id}

    def lines(self, paper_id: str, page: int, sentences: Mapping[int, Sequence[Sentence]]) -> list[Line]:
        """Return the page's lines in reading order; `sentences` are those on it, by reading, the one for plain text first.

        Where a reading's sentences are gone (the paper was removed) the marks still stand, by the boxes kept with the answer.
        """
        text = next(iter(sentences.values()), [])
        shown = {reading: {sentence.id for sentence in of} for reading, of in sentences.items()}
        lines: list[Line] = []
        for reading, of in sentences.items():
            by_sentence = self._marks_of(paper_id, reading)
            for sentence in of:
                marks = by_sentence.get(sentence.id)
                if marks or of is text:
                    lines += _sentence_lines(sentence, page, marks)
        lines += self._stored_lines(paper_id, page, shown)
        lines = _with_places(lines, self._place_marks(paper_id, page))
        lines += [Line(box, "", "found") for box in self._found if box.page == page]
        lines += [Line(box, "", "figure") for box in self._framed if box.page == page]
        return lines

    def _marks_of(self, paper_id: str, reading: int) -> dict[int, _SentenceMarks]:
        by_sentence: dict[int, _SentenceMarks] = {}
        for number, citation in self._numbered:
            if (citation.paper_id, citation.reading) == (paper_id, reading) and citation.column is None:
                for sentence_id in citation.sentence_ids:
                    by_sentence.setdefault(sentence_id, _SentenceMarks()).cites.append(number)
        for rank, passage in enumerate(self._passages, 1):
            if (passage.paper_id, passage.reading) == (paper_id, reading):
                for sentence_id in passage.sentence_ids:
                    by_sentence.setdefault(sentence_id, _SentenceMarks()).passages.append(rank)
        return by_sentence

    def _stored_lines(self, paper_id: str, page: int, shown: Mapping[int, set[int]]) -> list[Line]:
        """Return the marks of sentences that cannot be looked up any more."""
        lines = []
        for number, citation in self._numbered:
            gone = citation.reading not in shown or not shown[citation.reading] & set(citation.sentence_ids)
            if citation.paper_id == paper_id and gone and citation.column is None:
                lines += [Line(box, "", "cited", (number,)) for box in citation.boxes if box.page == page]
        return lines

    def _place_marks(self, paper_id: str, page: int) -> dict[tuple[Box, str], list[int]]:
        """Return the marks of cells and pictures on the page, each with the numbers of its citations; cells come first."""
        marks: dict[tuple[Box, str], list[int]] = {}
        for number, citation in self._numbered:
            if citation.paper_id != paper_id:
                continue
            for mark, boxes in _place_boxes(citation):
                for box in boxes:
                    if box.page == page:
                        marks.setdefault((box, mark), []).append(number)
        return dict(sorted(marks.items(), key=lambda item: PLACE_MARKS.index(item[0][1])))


def _place_boxes(citation: Citation) -> list[tuple[str, list[Box]]]:
    """Return what is marked besides sentences, by the name of the mark."""
    marked: list[tuple[str, list[Box]]] = []
    if citation.column is not None:
        marked.append(("cell", citation.boxes))
    if citation.cell is not None:
        marked += [("row-label", citation.cell.label_boxes), ("head", citation.cell.head_boxes)]
    if citation.picture is not None:
        marked.append(("figure", [citation.picture.box]))
    marked.append(("equation", equation_boxes(citation)))
    return marked


def _with_places(lines: Sequence[Line], marks: Mapping[tuple[Box, str], Sequence[int]]) -> list[Line]:
    """Return the page's lines with the marks of cells and pictures; a line that stands just there is marked itself."""
    texts = {line.box: line.text for line in lines if not line.mark or line.mark == "retrieved"}
    places = {box for box, _ in marks}
    kept = [line for line in lines if line.box not in places or line.mark not in ("", "retrieved")]
    return [*kept, *(Line(box, texts.pop(box, ""), mark, tuple(cites)) for (box, mark), cites in marks.items())]


def _sentence_lines(sentence: Sentence, page: int, marks: _SentenceMarks | None) -> list[Line]:
    printed = [(box, text) for box, text in zip(sentence.boxes, sentence.lines, strict=True) if box.page == page]
    if marks is None:
        return [Line(box, visible(text)) for box, text in printed]
    mark = "cited" if marks.cites else "retrieved"
    return [Line(box, visible(text), mark, tuple(marks.cites), tuple(marks.passages)) for box, text in printed]


def citation_data(
    number: int,
    citation: Citation,
    papers: Mapping[str, Paper],
    section: str = "",
    labels: Sequence[str] = (),
    standing: PaperStanding | None = None,
) -> dict[str, Any]:
    """Return a numbered citation as the component takes it; `labels`: printed on the pages of its paper, `standing`: where
    that was retracted or corrected.
    """
    pages = pages_of(_boxes(citation))
    return {
        "number": number,
        "paper": citation.paper_id,
        "label": _label(citation.paper_id, papers),
        "pages": pages,
        "printed": _printed(pages, labels),
        "section": visible(section),
        "quote": visible(citation.quote),
        "standing": STANDING_WORDS[standing.standing] if standing is not None else "",
        "reference": _reference_of(citation.paper_id, papers, standing),
        "place": visible(place_of(citation)),
        "caption": visible(_caption(citation)),
        "clips": _clips(citation),
    }


def _printed(pages: Sequence[int], labels: Sequence[str]) -> list[str]:
    """Return the labels printed on the pages where one differs from its place in the file, else nothing."""
    printed = [visible(labels[page - 1]) if page <= len(labels) else "" for page in pages]
    differ = any(label and label != str(page) for label, page in zip(printed, pages, strict=True))
    return [label for label in printed if label] if differ else []


def reference(paper: Paper) -> str:
    """Return a paper as a list of references names it, as far as it is known: authors, year, title, journal, DOI."""
    who = visible(authors_line(paper.authors)) if paper.authors else ""
    year = year_words(paper.year) if who else str(paper.year or "")
    dated = " ".join(part for part in (who, f"({year})" if year else "") if part)
    where = ", ".join(part for part in (visible(paper.journal), visible(paper.volume), visible(paper.pages)) if part)
    doi = f"https://doi.org/{visible(paper.doi)}" if paper.doi else ""
    parts = [part.rstrip(".") for part in (dated, paper_title(paper), where) if part]
    return " ".join(part for part in (". ".join(parts) + ".", doi) if part)


def _reference_of(paper_id: str, papers: Mapping[str, Paper], standing: PaperStanding | None) -> str:
    if paper_id not in papers:
        return ""
    stands = f"[{STANDING_WORDS[standing.standing]}]" if standing is not None else ""
    return " ".join(part for part in (reference(papers[paper_id]), stands) if part)


def verdict_line(
    answer: Answer,
    papers: Mapping[str, Paper] | None = None,
    standings: Mapping[str, PaperStanding] | None = None,
) -> str:
    """Return whether the papers answer, in a line: how likely, from how many, which of few does not, and whether that rests on
    papers in doubt; empty for an answer that ended early. `standings`: of papers that were retracted or corrected, by id.
    """
    if answer.stopped is not None:
        return ""
    asked = count(len(answer.paper_ids), "paper")
    if answer.certainty == "not_found" or not answer.found:
        return f"{CERTAINTY_WORDS['not_found'].capitalize()} in {asked}"
    cited = {citation.paper_id for sentence in answer.sentences for citation in sentence.citations}
    word = CERTAINTY_WORDS[answer.certainty].capitalize()
    line = f"{word}, from {len(cited)} of {asked}" if len(answer.paper_ids) > 1 and cited else word
    certainty = certainty_in_words(answer)
    if certainty != CERTAINTY_WORDS[answer.certainty]:
        line += f" · {certainty}"
    without = papers_without(answer)
    if 0 < len(without) <= PAPERS_NAMED:
        line += f" · not from {listed([_label(one, papers or {}) for one in without])}"
    doubt = _papers_in_doubt(cited, standings or {})
    return f"{line} · rests on {doubt}" if doubt else line


def papers_without(answer: Answer) -> list[str]:
    """Return ids of the papers asked in which nothing was found or, of an answer from several at once, that it does not cite.

    None of more than PAPERS_LISTED that were asked at once: there the answer is of the likeliest few.
    """
    if answer.without_evidence or not answer.found:
        return list(answer.without_evidence)
    if answer.settings.get(CHANCES) or not 1 < len(answer.paper_ids) <= PAPERS_LISTED:
        return []
    cited = {citation.paper_id for sentence in answer.sentences for citation in sentence.citations}
    return [paper_id for paper_id in answer.paper_ids if paper_id not in cited] if cited else []


def missing_words(answer: Answer) -> str:
    """Return what is said of the papers of `papers_without`: nothing found, or not cited beside better ones; empty for none."""
    papers = count(len(papers_without(answer)), "paper")
    return (
        f"Nothing found in {papers}"
        if answer.without_evidence
        else f"Not cited: {papers}"
        if papers_without(answer)
        else ""
    )


def _papers_in_doubt(cited: Collection[str], standings: Mapping[str, PaperStanding]) -> str:
    """Return which of the cited papers are retracted or in doubt: "a retracted paper", "2 retracted papers"."""
    kinds = [standings[paper_id].standing for paper_id in cited if paper_id in standings]
    retracted, concern = kinds.count("retracted"), kinds.count("concern")
    of = ["a retracted paper" if retracted == 1 else f"{retracted} retracted papers"] if retracted else []
    papers = "a paper" if concern == 1 else f"{concern} papers"
    of += [f"{papers} {STANDING_WORDS['concern']}"] if concern else []
    return " and ".join(of)


def _clips(citation: Citation) -> list[dict[str, Any]]:
    """Return what is shown of the pages beside the words: the picture that is cited, the equations that they run through."""
    picture = citation.picture
    if picture is not None:
        said = " ".join(part for part in (f"{picture.label}: {picture.caption}", picture.problem) if part)
        return [_clip("figure", picture.box, said, sent=picture.sent)]
    return [_clip("equation", _with_margin(one.box), f"Equation: {one.text}") for one in citation.equations]


def _clip(kind: str, box: Box, words: str, *, sent: bool = False) -> dict[str, Any]:
    place = [round(value, PLACES) for value in (box.x0, box.top, box.x1, box.bottom)]
    return {"kind": kind, "page": box.page, "at": place, "words": visible(words), "sent": sent}


def _with_margin(box: Box) -> Box:
    left, top = max(0.0, box.x0 - EQUATION_MARGIN), max(0.0, box.top - EQUATION_MARGIN)
    return Box(box.page, left, top, min(1.0, box.x1 + EQUATION_MARGIN), min(1.0, box.bottom + EQUATION_MARGIN))


def _boxes(citation: Citation) -> list[Box]:
    """Return the places of what is cited, of a figure its picture's first."""
    picture = [citation.picture.box] if citation.picture is not None else []
    return [*picture, *citation.boxes, *equation_boxes(citation)]


def _caption(citation: Citation) -> str:
    """Return the caption of the table or figure that is cited, empty for running text."""
    kept = citation.cell or citation.picture
    return kept.caption if kept is not None else ""


def passage_data(rank: int, passage: Passage, cites: Sequence[int], papers: Mapping[str, Paper]) -> dict[str, Any]:
    """Return a retrieved passage as the component takes it, with the numbers of the citations that stand in it."""
    return {
        "rank": rank,
        "paper": passage.paper_id,
        "label": _label(passage.paper_id, papers),
        "section": visible(passage.section),
        "pages": list(passage.pages),
        "score": round(passage.score, 3),
        "why": why_line(passage),
        "text": visible(passage.text),
        "cites": list(cites),
    }


def why_line(passage: Passage) -> str:
    """Return why a passage was found, in a few words."""
    words = ", ".join(f"“{visible(word)}”" for word in passage.why.matched_words[:WORDS_NAMED])
    if not words and not passage.why.similarity:  # no search found it: a caption, or the part of a paper asked for
        return "found by its place in the paper"
    likeness = f"similarity {passage.why.similarity:.2f}"
    return f"has {words} · {likeness}" if words else f"close in meaning · {likeness}"


def _doubt(sentence: AnswerSentence) -> str:
    """Return what is said beside a sentence that is not fully supported, with why where that is known."""
    if sentence.support not in DOUBTED:
        return ""
    words = SUPPORT_WORDS[sentence.support]
    return f"{words}: {visible(sentence.why)}" if sentence.why else words


def sentence_data(sentence: AnswerSentence, numbered: Numbered, heading: str = "", gap: str = " ") -> dict[str, Any]:
    """Return a sentence of an answer as the component takes it; `heading` or `gap` (white space) stands before it."""
    return {
        "text": without_hidden(sentence.text),
        "cites": [numbered[citation_key(citation)][0] for citation in sentence.citations],
        "support": sentence.support,
        "words": _doubt(sentence),
        "heading": heading,
        "gap": gap,
        "answer": "",
        "added": "",
    }


def added_data(added: AddedCitation, numbered: Numbered, *, first: bool) -> dict[str, Any]:
    """Return a citation that a person added as a sentence of its own; the first one says whose they are."""
    heading = f"Quoted too, by {visible(added.person) or 'a person'}, no part of the answer" if first else ""
    sentence = AnswerSentence(added.citation.quote, [added.citation], "supported", 1.0)
    return {**sentence_data(sentence, numbered, heading), "added": added.id}


def gaps(answer: Answer) -> list[str]:
    """Return for each sentence the white space before it, so that a model's paragraphs and lists stay.

    A space where none is known.
    """
    spaces, at = [], 0
    for n, sentence in enumerate(answer.sentences):
        start = answer.text.find(sentence.text, at)
        between = answer.text[at:start] if start >= 0 else " "
        spaces.append(between if n and between.isspace() else " " if n else "")
        at = max(at, start + len(sentence.text)) if start >= 0 else at
    return spaces


def support_counts(sentences: Sequence[AnswerSentence], quoted: bool = False) -> str:
    """Return how many sentences are supported how, in words; empty for an answer without sentences.

    Quotes are only counted: that a quote stands in the paper says nothing of whether it answers the question.
    """
    if quoted:
        return f"{count(len(sentences), 'quote')}, word for word" if sentences else ""
    numbers = [(sum(s.support == kind for s in sentences), words) for kind, words in SUPPORT_WORDS.items()]
    return " · ".join(f"{number} {words}" for number, words in numbers if number)


def paper_headings(answer: Answer, papers: Mapping[str, Paper]) -> list[str]:
    """Return for each sentence of the answer the paper that begins with it, empty where none does; all empty for one paper."""
    cited = [{citation.paper_id for citation in sentence.citations} for sentence in answer.sentences]
    if len(set().union(*cited)) < 2 or any(len(of) != 1 for of in cited):
        return ["" for _ in cited]
    headings, before = [], ""
    chances = answer.settings.get(CHANCES) or {}
    for of in cited:
        (paper_id,) = of
        # In front, for a long title is cut.
        likely = f"{chance_in_words(chances[paper_id]).capitalize()} · " if paper_id in chances else ""
        headings.append(likely + paper_heading(paper_id, papers) if paper_id != before else "")
        before = paper_id
    return headings


def paper_heading(paper_id: str, papers: Mapping[str, Paper]) -> str:
    """Return a paper's label and title on one line."""
    paper = papers.get(paper_id)
    if paper is None:
        return "A paper that is not here"
    label, title = paper_label(paper), paper_title(paper)
    heading = title if title.startswith(label.rstrip("…")) else f"{label} · {title}"
    return f"{heading} (PDF not here)" if paper.problem == PAPER_REMOVED else heading


def _label(paper_id: str, papers: Mapping[str, Paper]) -> str:
    paper = papers.get(paper_id)
    if paper is None:
        return "paper not here"
    return f"{paper_label(paper)}, PDF not here" if paper.problem == PAPER_REMOVED else paper_label(paper)


def passage_numbers(passage: Passage, numbered: Numbered) -> list[int]:
    """Return the numbers of the citations that share a sentence with the passage."""
    ids = set(passage.sentence_ids)
    return [
        number
        for number, citation in numbered.values()
        if (citation.paper_id, citation.reading) == (passage.paper_id, passage.reading)
        and ids & set(citation.sentence_ids)
    ]
