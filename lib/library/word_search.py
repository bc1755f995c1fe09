"""Exact search over the words of all papers, as `ws.words`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lib.reading.text.word_boxes import span_boxes
from lib.records import Sentence
from lib.records.word_hits import PaperHits, Span, WordHit, WordSearch
from lib.storage.full_text import FullText
from lib.text.word_query import WordQuery, parse_words

HITS_A_PAPER = 3
PAPERS = 30
"""Shown at once; the count tells of the others."""


class WordSearcher:
    """Finds words in the papers of one library. Thread-safe."""

    def __init__(self, full_text: FullText) -> None:
        self._full_text = full_text

    def fill(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Make the papers of older versions searchable, and return how many there were; False from `go_on` stops."""
        return self._full_text.fill(go_on)

    def look_again(self) -> None:
        """Let the next `fill` look for papers that cannot be searched yet, such as came back from the bin."""
        self._full_text.look_again()

    def search(
        self,
        words: str,
        paper_ids: Sequence[str] | None = None,
        papers: int | None = PAPERS,
        hits_a_paper: int | None = HITS_A_PAPER,
    ) -> WordSearch:
        """Return the sentences of the ready papers (None: of all) in which all the words stand, the paper with most first.

        A word is found in all its forms, with or without accents and case; words in quotation marks as they are printed,
        beside one another; "immun*" whatever its end; a number however it is written. Whatever is typed, it is no error.
        `papers` and `hits_a_paper` (None: all) are how many of them come along, beside the counts of all. Papers of older
        versions are made searchable first, where that was not done in the background yet.
        """
        self.fill()
        query = parse_words(words, self._full_text.languages())
        wanted = None if paper_ids is None else set(paper_ids)
        found = [of for of in self._full_text.counts(query) if wanted is None or of.paper_id in wanted]
        found.sort(key=lambda of: (-of.count, of.paper_id))
        shown = found[:papers]
        places = self._full_text.first(query, shown, hits_a_paper)
        sentences = self._full_text.sentences(places)
        hits: dict[str, list[WordHit]] = {of.paper_id: [] for of in shown}
        languages = {of.paper_id: of.language for of in shown}
        for place in places:
            sentence = sentences.get(place)
            if sentence is not None and sentence.boxes:  # else its paper was removed meanwhile, or its place is damaged
                hits[place.paper_id].append(_hit(sentence, query, languages[place.paper_id]))
        listed = [PaperHits(of.paper_id, of.reading, of.count, hits[of.paper_id]) for of in shown]
        return WordSearch(words, sum(of.count for of in found), len(found), listed, [of.paper_id for of in found])


def _hit(sentence: Sentence, query: WordQuery, language: str) -> WordHit:
    spans = query.spans(sentence.text, language)
    boxes = span_boxes(sentence, spans)
    page = (boxes or sentence.boxes)[0].page
    places = [Span(start, end) for start, end in spans]
    return WordHit(sentence.id, sentence.text, sentence.section, sentence.kind, page, places, boxes)
