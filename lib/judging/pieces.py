"""Texts as the judge reads them: word pieces with their vectors, and what is known of a word piece by itself."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lib.embedding.embedder import Vectors

Ids = npt.NDArray[np.int32]

RARITY = Path(__file__).with_name("rarity.npy")
"""For each word piece of the bundled encoder how rare it is among sentences of papers and web pages, 0-1, as uint8; written by
`benchmarks/count_rarity.py`."""

_CLASS_WORDS = (
    # what a word does to a claim, whatever it is about
    "not no never without neither nor none cannot nothing t unable fail failed fails lack lacked lacking absence absent non",
    "increase increased increases increasing higher greater more rise risen rose rising elevated elevate raised raise raises "
    "longer larger bigger faster exceed exceeded grew growth gain gains gained upward stronger enhance enhanced enhances "
    "enhancing promote promotes promoted promoting above up heavier older earlier accelerated",
    "decrease decreased decreases decreasing lower fewer less reduce reduced reduces reducing reduction reductions decline "
    "declined declines drop dropped fell fall falls falling fallen shorter smaller slower diminished diminish loss lost "
    "suppress suppressed suppresses inhibit inhibited inhibits inhibition attenuated attenuate attenuates downward weaker "
    "prevent prevents prevented preventing below down lowered lowering lighter younger later lowest smallest least",
    "better improve improved improves improving improvement improvements benefit benefits beneficial effective superior "
    "efficacy favorable favourable favor favored favours success successful best protect protects protective advantage safe",
    "worse worsen worsened worsening impair impaired impairment deteriorate deterioration inferior harm harmful harms "
    "adverse ineffective unfavorable poor poorer poorly worst disadvantage unsafe risk risks danger",
    "similar similarly same equal equally comparable equivalent unchanged identical alike constant stable remained maintained",
    "differ differed differs differing difference differences different differently change changes changed distinct",
    "significant significantly significance statistically p ns",
    "than versus vs compared comparing compare comparison relative between against whereas while unlike contrast",
    "may might could possibly likely perhaps potential potentially appear appears appeared seem seems seemed suggest suggests "
    "suggested probably possible would unclear uncertain trend tended",
    "we our us this present here",
    "previous previously others et al reported literature earlier studies",
    "all every always only both entire whole each any",
    "some several many most often sometimes few various partly usually mostly certain",
    "show shows showed shown found find finds demonstrate demonstrated demonstrates reveal revealed evidence confirmed confirm "
    "observed indicate indicates indicated associated association correlated correlation correlates cause caused causes "
    "lead leads",
    "what which who whom whose when where why how does did do is was were are can",
)
CLASSES = len(_CLASS_WORDS) + 1
"""How many classes a word piece may be of; the last is numbers."""
NUMBER_CLASS = CLASSES - 1
NEGATION, UP, DOWN, BETTER, WORSE, SAME, DIFFERENT = range(7)
SHOW = 14
"""Numbers of the classes that the features name."""
_OPPOSED_WORDS = (
    "positive negative|positively negatively|above below|faster slower|stronger weaker|high low|gain loss|gains losses"
    "|promotes inhibits|promoted inhibited|promote inhibit|activates suppresses|activated suppressed|activates inhibits"
    "|before after|most least|early late|earlier later|upregulated downregulated|maximum minimum|maximal minimal|always never"
    "|enhanced impaired|beneficial harmful|benefit harm|safe unsafe|safe dangerous|similar different|similarly differently"
    "|same different|with without|long short|large small|larger smaller|longer shorter|older younger|majority minority"
    "|all none|present absent|possible impossible|effective ineffective|superior inferior|agonist antagonist|left right"
    "|dominant recessive|acute chronic|internal external|upper lower|strong weak|wet dry|warm cold|hot cold|male female"
    "|men women|accept reject|accepted rejected|allow prevent|allows prevents|success failure|successful unsuccessful"
)
"""Opposites that no class above tells apart, as English has them: two a pair."""
_DIGITS = re.compile(r"(?:##)?\d+")
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_IN_WORDS = {word: str(number) for number, word in enumerate(_SMALL) if word != "one"}
"""Numbers written as words; "one" is a pronoun as often."""
CONTINUES = "##"
"""Before a word piece that goes on with the word of the one before."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text's word pieces in their order, special ones left out."""

    ids: Ids
    """Shape (pieces,): their numbers in the encoder's vocabulary."""
    vectors: Vectors
    """Shape (pieces, token_dimensions), L2-normalised: each knows the text around it."""

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, first: int, last: int) -> Pieces:
        """Return the pieces from `first` up to before `last`."""
        return Pieces(self.ids[first:last], self.vectors[first:last])


def joined(parts: Sequence[Pieces]) -> Pieces:
    """Return the parts one behind the other; at least one is given."""
    return Pieces(np.concatenate([part.ids for part in parts]), np.concatenate([part.vectors for part in parts]))


@dataclass(frozen=True, slots=True)
class PieceTable:
    """What is known of each word piece of the vocabulary by itself."""

    classes: Vectors
    """Shape (vocabulary, CLASSES), 0 or 1."""
    rarity: Vectors
    """Shape (vocabulary,), 0-1."""
    words: tuple[str, ...]
    """As the vocabulary writes them."""
    opposites: Mapping[int, frozenset[int]]
    """For a word that has them the words of the opposite meaning, whatever their class."""


def piece_table(vocabulary: dict[str, int]) -> PieceTable:
    """Return the table of a vocabulary of lower-case word pieces."""
    words = [""] * (max(vocabulary.values()) + 1)
    classes = np.zeros((len(words), CLASSES), np.float32)
    for word, number in vocabulary.items():
        words[number] = word
        if _DIGITS.fullmatch(word):
            classes[number, NUMBER_CLASS] = 1
    for column, listed in enumerate(_CLASS_WORDS):
        for word in listed.split():
            if word in vocabulary:
                classes[vocabulary[word], column] = 1
    return PieceTable(classes, _rarity(len(words)), tuple(words), _opposites(vocabulary))


def _opposites(vocabulary: Mapping[str, int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for pair in _OPPOSED_WORDS.split("|"):
        numbers = [vocabulary[word] for word in pair.split() if word in vocabulary]
        for one, other in itertools.permutations(numbers, 2):
            found.setdefault(one, set()).add(other)
    return {one: frozenset(others) for one, others in found.items()}


def _rarity(size: int) -> Vectors:
    rarity = np.full(size, 1.0, np.float32)
    if RARITY.exists():
        known = np.load(RARITY).astype(np.float32) / 255
        rarity[: len(known)] = known[:size]
    return rarity


@functools.lru_cache(maxsize=1)
def bundled_table() -> PieceTable:
    """Return the table of the bundled encoder's vocabulary."""
    from tokenizers import Tokenizer

    from lib.embedding.graph_cache import model_folder

    return piece_table(Tokenizer.from_file(str(model_folder() / "tokenizer.json")).get_vocab())


def numbers_of(ids: Ids | Sequence[int], table: PieceTable) -> list[tuple[str, int, int]]:
    """Return the numbers among the pieces as written, each with its first piece and the one behind it: "0.05", "1024".

    A point or a comma between digits belongs to the number; thousands separators and needless zeros are left out.
    """
    words = [table.words[i] for i in ids]
    found = []
    place = 0
    while place < len(words):
        if words[place] in _IN_WORDS:
            found.append((_IN_WORDS[words[place]], place, place + 1))
        if not words[place][:1].isdigit():
            place += 1
            continue
        end = place + 1
        text = words[place]
        while end < len(words):
            if _DIGITS.fullmatch(words[end]) and words[end].startswith(CONTINUES):
                text += words[end].removeprefix(CONTINUES)
            elif words[end] in {".", ",", "·"} and end + 1 < len(words) and words[end + 1].isdigit():
                text += ("," if words[end] == "," else ".") + words[end + 1]
                end += 1
            else:
                break
            end += 1
        found.append((plain_number(text), place, end))
        place = end
    return found


def plain_number(text: str) -> str:
    """Return the number without thousands separators and needless zeros."""
    text = re.sub(r",(?=\d{3}(?!\d))", "", text).replace(",", ".")
    return text.rstrip("0").rstrip(".") if "." in text else text
