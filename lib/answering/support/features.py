"""What the contexts hold for a sentence: words, their neighbours, numbers, names, negation; each a feature of 0 to 1."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lib.answering.support.claims import is_negated
from lib.text.sentences import split_sentences, tidy
from lib.text.terms import STOP_WORDS, content_stems, letters_and_digits, names, numbers, tokens
from lib.text.terms import stem as stem_of

WINDOW_WORDS = 60
"""About two sentences: what one claim usually rests on."""
LEAST_LETTERS = 3
"""Of a word that is counted by itself; shorter ones tell little."""
PREFIX = 6
"""Letters that two forms of one long word share."""
MOST_MISSING = 3
"""Names that no context has, from which the feature is 1."""
INITIALS_WORDS = (3, 4, 5)
"""Words that a short form stands for; of two, too many letters would meet by chance."""
_ABSENT_COUNT = 0.5
"""Added to the pieces that have a word, so that one in none has a weight, too."""
_AFTERTHOUGHT = re.compile(
    r",\s+(?:which|thus|thereby|\w+ing)\b|\s+(?:in order )?to (?:prevent|improve|ensure|help|increase|reduce|enhance|achieve)\b",
    re.IGNORECASE,
)
REPORTING_STEMS = frozenset(
    content_stems(
        "context text provided provide given information paper study author researcher mention state describe discuss specific "
        "specifically explicitly additionally furthermore moreover firstly secondly thirdly lastly finally overall summary "
        "conclusion therefore however include including following such various several different certain other another "
        "involve ensure help allow based according appear seem suggest indicate likely example instance case question answer "
        "mentioned stated described note worth noting important way thing well make may might need"
    )
)
"""Stems with which an answer speaks about its source; they claim nothing."""


@dataclass(frozen=True)
class PreparedContexts:
    """The contexts, made ready once for all sentences of an answer."""

    pieces: list[str]
    """The sentences of all contexts."""
    piece_stems: list[set[str]]
    """For each piece its stems."""
    context_stems: list[set[str]]
    """For each context its stems."""
    windows: list[set[str]]
    """The stems of every run of neighbouring pieces of about `WINDOW_WORDS` words."""
    window_texts: list[str]
    """The texts of the windows."""
    amounts: set[str]
    """The numbers of all contexts."""
    units: dict[str, set[str]]
    """By number the units right behind it."""
    pairs: set[tuple[str, str]]
    """Neighbouring stems."""
    letters: str
    """All contexts as lower-case letters and digits."""
    piece_counts: Counter[str]
    """In how many pieces a stem stands."""
    vocabulary: dict[str, str]
    """From the first letters of a long stem to that stem: a claim's form of the word meets the contexts' form."""
    words: set[str]
    """All words, as they are."""
    initials: dict[str, list[str]]
    """From the initials of neighbouring words to their stems: "sgd" to stochastic, gradient, descent."""


def prepare_contexts(contexts: Sequence[str]) -> PreparedContexts:
    """Return the contexts ready for `lexical_features`: hyphens at line ends joined, cut into sentences."""
    clean = [tidy(context) for context in contexts]
    split = [(piece, owner) for owner, context in enumerate(clean) for piece in split_sentences(context)]
    pieces = [piece for piece, _ in split]
    piece_stems = [content_stems(piece) for piece in pieces]
    owners = [owner for _, owner in split]
    counts: Counter[str] = Counter()
    for stems in piece_stems:
        counts.update(set(stems))
    return PreparedContexts(
        window_texts=_window_texts(pieces, piece_stems, owners),
        amounts=amounts(" ".join(clean)),
        units=units(" ".join(clean)),
        pieces=pieces,
        piece_stems=[set(stems) for stems in piece_stems],
        context_stems=[
            set().union(*(stems for stems, owner in zip(piece_stems, owners, strict=True) if owner == number))
            for number in range(len(clean))
        ],
        windows=_windows(piece_stems, owners),
        pairs={pair for stems in piece_stems for pair in pairwise(stems)},
        letters=letters_and_digits(" ".join(clean)),
        words=set(tokens(" ".join(clean))),
        piece_counts=counts,
        vocabulary={word[:PREFIX]: word for word in sorted(counts) if len(word) >= PREFIX},
        initials={letters: words for piece in pieces for letters, words in _initials(piece)},
    )


def shared_words(claimed: str, contexts: PreparedContexts) -> float:
    """Return the share of the claim's words of LEAST_LETTERS and more that the contexts have as they are, 0-1; 0 without any."""
    own = {word for word in tokens(claimed) if len(word) >= LEAST_LETTERS and word not in STOP_WORDS}
    return len(own & contexts.words) / len(own) if own else 0.0


def _spans(piece_stems: Sequence[Sequence[str]], owners: Sequence[int]) -> list[tuple[int, int]]:
    """Return for each piece the run of neighbouring pieces of about WINDOW_WORDS words that begins with it: first and end."""
    spans = []
    for first in range(len(piece_stems)):
        words = 0
        end = first
        while (
            end < len(piece_stems)
            and owners[end] == owners[first]
            and (not words or words + len(piece_stems[end]) <= WINDOW_WORDS)
        ):
            words += len(piece_stems[end])
            end += 1
        spans.append((first, end))
    return spans


def _windows(piece_stems: Sequence[Sequence[str]], owners: Sequence[int]) -> list[set[str]]:
    return [set().union(*piece_stems[first:end]) for first, end in _spans(piece_stems, owners)]


def _window_texts(pieces: Sequence[str], piece_stems: Sequence[Sequence[str]], owners: Sequence[int]) -> list[str]:
    return [" ".join(pieces[first:end]) for first, end in _spans(piece_stems, owners)]


ALIGNED = 3
"""Windows of the contexts, those nearest to a claim, that it is compared with."""
LEXICAL_FEATURES = (
    "window", "head", "all", "fresh_none", "pairs", "names_missing", "negation", "number_changed", "unit_changed", "denied",
)  # fmt: skip


def lexical_features(claimed: str, question: str, contexts: PreparedContexts) -> dict[str, float]:
    """Return the features of a claim by name, as `LEXICAL_FEATURES` lists it, each 0-1.

    `window`: share of its words in the best stretch of the contexts, by how rare they are there; a word that no context
    has counts most. `head`: the same for the main clause. `all`: in all contexts together. `fresh_none`: it has no word
    beside those of the question. `pairs`: share of neighbouring words that are neighbours there too. `names_missing`: 1/3
    for each that no context has. `negation`: it is negated and the sentence nearest to it is not, or the other way round.
    What stands otherwise in the stretches that it rests on counts by how much of the claim they have: `number_changed`: a
    number that no context has; `unit_changed`: a number with another unit; `denied`: a word that one of the two denies
    and the other does not.
    """
    stems = _stems(claimed, contexts)
    asked = set(_stems(question, contexts))
    wanted = {stem: _weight(stem, contexts) for stem in stems}
    head = {stem: wanted[stem] for stem in _stems(_AFTERTHOUGHT.split(claimed)[0], contexts) if stem in wanted}
    pairs = set(pairwise(stems))
    own_names = names(claimed)
    rest = {stem: weight for stem, weight in wanted.items() if not stem[0].isdigit()}
    nearest = sorted(range(len(contexts.windows)), key=lambda place: -_share(rest, contexts.windows[place]))[:ALIGNED]
    close = _share(rest, contexts.windows[nearest[0]]) if nearest else 0.0
    own_numbers = amounts(claimed)
    return {
        "window": _best_share(wanted, contexts.windows),
        "head": _best_share(head, contexts.windows),
        "all": _share(wanted, set().union(*contexts.context_stems)),
        "fresh_none": float(not wanted.keys() - asked),
        "pairs": len(pairs & contexts.pairs) / len(pairs) if pairs else 0.0,
        "names_missing": _missing(own_names, {name for name in own_names if name in contexts.letters}),
        "negation": _negation_differs(claimed, wanted, contexts),
        "number_changed": close * bool(own_numbers - contexts.amounts),
        "unit_changed": close * _unit_changed(claimed, contexts),
        "denied": close * _denied(claimed, [contexts.window_texts[place] for place in nearest]),
    }


_UNIT = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s?(%|percent|[munpkc]?m²?|km2|m2|ha|[mk]?g|[mµμu]?[lL]|m?s|secs?|seconds?|mins?|minutes?|h|hours?"
    r"|days?|weeks?|months?|years?|[KMGT]B|[kMG]?Hz|[kM]?W|[mk]?V|°\s?C|pixels?|px|metres?|meters?|kilomet(?:re|er)s?|dpi)(?!\w)"
)
_DENIED = re.compile(
    r"(?:\b(?:not|no|never|without|neither|nor|cannot|non)|n['’]t)\b\W*((?:[\w-]+\W+){0,3}[\w-]+)", re.IGNORECASE
)
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_IN_WORDS = {word: str(number) for number, word in enumerate(_SMALL)}


def amounts(text: str) -> set[str]:
    """Return the numbers of the text, those in words as well, in figures without needless zeros; ordinals of lists left out."""
    words = (word for word in tokens(text) if word in _IN_WORDS)
    return {_plain(number) for number in numbers(text)} | {_IN_WORDS[word] for word in words if word != "one"}


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def units(text: str) -> dict[str, set[str]]:
    """Return by number the stems of the units right behind it."""
    found: dict[str, set[str]] = {}
    for number, unit in _UNIT.findall(unicodedata.normalize("NFKC", text)):
        found.setdefault(_plain(number.replace(",", "")), set()).add(stem_of(unit.lower()))
    return found


def _unit_changed(claimed: str, contexts: PreparedContexts) -> float:
    """Return 1 where a number has another unit than the contexts ever have behind it."""
    return float(any(contexts.units.get(number, own).isdisjoint(own) for number, own in units(claimed).items()))


def denied(text: str) -> set[str]:
    """Return the stems of what the text denies: the few words behind each "not"."""
    return {word for found in _DENIED.findall(text) for word in content_stems(found)[:2]}


def _denied(claimed: str, texts: Sequence[str]) -> float:
    """Return 1 where the claim denies a word that the texts say without denying it, or says one that they all deny."""
    own, claimed_stems = denied(claimed), set(content_stems(claimed))
    theirs = set().union(*(denied(text) for text in texts))
    present = set().union(*(set(content_stems(text)) for text in texts))
    if any(word in present and word not in theirs for word in own):
        return 1.0
    first = denied(texts[0]) if texts else set()
    return float(not own and len(first & claimed_stems) > 0 and not is_negated(claimed))


def _missing(wanted: set[str], have: set[str]) -> float:
    """Return 0 where all are there, then 1/3, 2/3, 1."""
    return min(len(wanted - have), MOST_MISSING) / MOST_MISSING


def _negation_differs(claimed: str, wanted: dict[str, float], contexts: PreparedContexts) -> float:
    """Return how much of the claim the sentence nearest to it has, where one of the two is negated and the other is not."""
    shares = [_share(wanted, stems) for stems in contexts.piece_stems]
    nearest = max(range(len(shares)), key=shares.__getitem__, default=None)
    if nearest is None or is_negated(claimed) == is_negated(contexts.pieces[nearest]):
        return 0.0
    return shares[nearest]


def _stems(text: str, contexts: PreparedContexts) -> list[str]:
    """Return the stems that claim something, in the contexts' own form where they have the word, its initials or its
    long form.
    """
    found = []
    short = {stem for letters, words in _initials(text) if letters in contexts.piece_counts for stem in words}
    for stem in content_stems(text):
        if stem in REPORTING_STEMS:
            continue
        if stem in contexts.piece_counts:
            found.append(stem)
        elif stem in contexts.initials:
            found += contexts.initials[stem]
        elif stem in short:
            continue
        else:
            found.append(contexts.vocabulary.get(stem[:PREFIX], stem))
    return found


def _initials(text: str) -> list[tuple[str, list[str]]]:
    """Return the initials of every three to five neighbouring words, with the stems of these words."""
    words = [word for word in tokens(text) if word not in STOP_WORDS and word.isalpha()]
    letters, stems = "".join(word[0] for word in words), [stem_of(word) for word in words]
    return [
        (letters[first : first + size], stems[first : first + size])
        for size in INITIALS_WORDS
        for first in range(len(words) - size + 1)
    ]


def best_context(claimed: str, contexts: PreparedContexts) -> int | None:
    """Return the index of the context that has most of the claim; None where none has any of it."""
    wanted = {stem: _weight(stem, contexts) for stem in _stems(claimed, contexts)}
    shares = [_share(wanted, stems) for stems in contexts.context_stems]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] > 0 else None


def _weight(stem: str, contexts: PreparedContexts) -> float:
    return math.log1p(max(len(contexts.pieces), 1) / (_ABSENT_COUNT + contexts.piece_counts[stem]))


def _share(wanted: dict[str, float], have: set[str]) -> float:
    total = sum(wanted.values())
    return sum(weight for stem, weight in wanted.items() if stem in have) / total if total else 0.0


def _best_share(wanted: dict[str, float], places: Sequence[set[str]]) -> float:
    return max((_share(wanted, place) for place in places), default=0.0)
