"""Passages that name a language, for questions that ask for one: the name shares no word with the question."""

from __future__ import annotations

import re

import numpy as np

from lib.indexing.candidates import Candidates
from lib.indexing.finding import PartOf
from lib.indexing.ranking import Scores

ASKS_FOR_LANGUAGE = re.compile(r"\b(?:which|what)\s+(?:(?!programming\b)\w+\s+){0,2}languages?\b", re.IGNORECASE)
NAMES_LANGUAGE = re.compile(
    r"\b(?:English|German|French|Spanish|Italian|Portuguese|Dutch|Swedish|Danish|Norwegian|Finnish|Icelandic|Polish|Czech|Slovak"
    r"|Slovene|Slovenian|Croatian|Serbian|Bosnian|Bulgarian|Macedonian|Romanian|Hungarian|Greek|Turkish|Russian|Ukrainian"
    r"|Belarusian|Estonian|Latvian|Lithuanian|Albanian|Irish|Welsh|Gaelic|Breton|Basque|Catalan|Galician|Maltese|Arabic|Hebrew"
    r"|Persian|Farsi|Dari|Pashto|Kurdish|Urdu|Hindi|Bengali|Punjabi|Gujarati|Marathi|Tamil|Telugu|Kannada|Malayalam|Sinhala"
    r"|Nepali|Sanskrit|Chinese|Mandarin|Cantonese|Japanese|Korean|Mongolian|Tibetan|Vietnamese|Thai|Lao|Khmer|Burmese|Malay"
    r"|Indonesian|Javanese|Tagalog|Filipino|Swahili|Hausa|Yoruba|Igbo|Amharic|Tigrinya|Somali|Zulu|Xhosa|Afrikaans|Chichewa"
    r"|Georgian|Armenian|Azerbaijani|Kazakh|Uzbek|Latin|Esperanto|Inuktitut|Quechua|Guarani|M[aā]ori|Hawaiian|Samoan)\b"
)
"""Languages that papers are about or use most."""
LANGUAGE_WEIGHT = 2.0
"""Added, beside the sum of standardised scores, to a passage that names a language."""
READ = 120
"""Candidates that are looked through: the best by the scores they were found with."""


def with_languages(question: str, candidates: Candidates, scores: Scores, part_of: PartOf) -> Scores:
    """Return the scores with LANGUAGE_WEIGHT added to those of the best that name a language; unchanged if none is asked for."""
    if ASKS_FOR_LANGUAGE.search(question) is None:
        return scores
    out = scores.copy()
    for i in np.argsort(-scores, kind="stable")[:READ].tolist():
        paper_id, reading = candidates.readings[candidates.reading[i]]
        sentences = part_of(paper_id, reading, int(candidates.first[i]), int(candidates.last[i]))
        if any(NAMES_LANGUAGE.search(sentence.text) for sentence in sentences):
            out[i] += LANGUAGE_WEIGHT
    return out
