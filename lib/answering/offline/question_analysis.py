"""A question as it is to be answered, a follow-up made whole by the turn before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.answering.offline.definitions import term_of
from lib.answering.offline.question_kinds import LOOKED_AT, Kind, kind_of
from lib.answering.offline.question_words import ASKING, without_paper
from lib.text.terms import content_stems

_POINTS_BACK = re.compile(
    r"\b(it|its|they|them|their|theirs|former|latter|same|ones?|others?)\b"
    r"|\b(this|that|these|those)\b(?! (paper|papers|study|studies|work|article|review|survey|authors?|manuscript|report)\b)",
    re.IGNORECASE,
)
_OPENS_AS_FOLLOW_UP = re.compile(
    r"^\s*(and|but|so|also|why|what about|how about|what else|anything else|which ones?|how so|really|are you sure)\b",
    re.IGNORECASE,
)


LEAST_STEMS = 2
"""Words of meaning from which a question can be understood without the turn before."""


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is to be answered."""

    text: str
    """The question itself; it alone decides what is asked."""
    about: str = ""
    """The turn before, where the question leans on it: what "it" and "they" stand for."""
    examples: tuple[str, ...] = ()
    """What the question names as examples of an answer, "(e.g., flipping, cropping)": none of them need be in the answer."""
    hinted: tuple[str, ...] = ()
    """What its hint lists: examples of an answer, or what to write down of one. So it ranks sentences and does not tell whether
    one answers. Empty where a link is asked for."""

    @property
    def search(self) -> str:
        """What is searched for: the turn before, then the question."""
        return f"{self.about} {self.text}".strip()

    @property
    def stems(self) -> set[str]:
        """Stems of the question's own words, those it only asks with ("how long", "what kind of") left out."""
        return set(content_stems(without_paper(ASKING.sub(" ", self.text))))

    @property
    def opening(self) -> str:
        """The part of the question that tells what it asks for."""
        return self.text[:LOOKED_AT]

    @property
    def kind(self) -> Kind:
        """What it asks for."""
        return kind_of(self.text)


def analyse_question(question: str, previous: str | None, hint: str = "") -> AskedQuestion:
    """Return the question, with the turn before it where it leans on that one.

    `hint`: what people are told of a survey's question. It leans back when it points at something it does not name ("Which of
    them ...?"), opens like a follow-up, or names next to nothing itself.
    """
    question, examples = without_examples(first_asked(without_markup(question)))
    hinted = () if kind_of(question) == "link" else listed_in(hint)  # where links lie is weighed by itself
    if not previous or not is_follow_up(question):
        return AskedQuestion(question, examples=examples, hinted=hinted)
    return AskedQuestion(question.strip(), without_markup(previous).strip(), examples, hinted)


_EXAMPLES = re.compile(
    r"\s*\((?:e\.\s?g\.|eg\b|for (?:example|instance)|such as|like|including)[,:]?\s*(?P<named>[^()]{2,200})\)",
    re.IGNORECASE,
)
"""Examples in brackets. Without them nothing tells where they end: "How do models such as BERT perform on long documents?"."""
_BETWEEN_EXAMPLES = re.compile(r"\s*(?:[,;/]|\b(?:and|or)\b)\s*")


def without_examples(question: str) -> tuple[str, tuple[str, ...]]:
    """Return the question without the examples of an answer that it names, and these; unchanged where no other word is left.

    Who asks for "frameworks (e.g., X, Y)" asks for frameworks: a sentence that names a third one answers, and it has no word of
    the bracket.
    """
    found = [match["named"] for match in _EXAMPLES.finditer(question[:LOOKED_AT])]
    bare = _EXAMPLES.sub("", question[:LOOKED_AT]) + question[LOOKED_AT:] if found else question
    if not found or not content_stems(bare):
        return question, ()
    named = (one.strip(" .?!\"'“”") for text in found for one in _BETWEEN_EXAMPLES.split(text))
    return bare, tuple(one for one in named if content_stems(one))


MOST_EXAMPLE_WORDS, LEAST_OF_HINT = 3, 3
"""Words of an example in a hint, and how many must stand there in a row: "Flipping, rotating, cropping." The rest of a hint tells
people what to do."""
_TELLS_HOW = re.compile(
    r"^(?:how|what|where|when|who|with|by|not|no|at|on|in|the|their|its|other|others|another|nothing|also)\b",
    re.IGNORECASE,
)
"""How an item of a hint begins that is no example but tells what to write down: "with the version", "and the like"."""
_CLAUSE = re.compile(r"[;.:?!]\s|[;.:?!]$")
_INSTRUCTS = re.compile(
    r"^\W*(?:(?:please|also|always|only|first)\s+)?(?:add|answer|check|choose|cite|code|copy|count|describe|enter|explain|extract|fill|find"
    r"|give|identify|include|indicate|list|look|mark|mention|name|note|provide|quote|record|report|say|select|specify|state|summari[sz]e"
    r"|tell|tick|use|write)\s+(?!of\b|and\b|or\b)\w|\b(?:not|no|never|without|except)\b|n['’]t\b",
    re.IGNORECASE,
)
"""In a clause of a hint that tells what to write down or leave out: "Give name, version"; "not by day, name or number"."""


def listed_in(hint: str) -> tuple[str, ...]:
    """Return what a hint lists that may be examples of an answer; nothing of a clause that tells what to do or denies."""
    clauses = (one for one in _CLAUSE.split(hint) if not _INSTRUCTS.search(one))
    split = ([one.strip() for one in _BETWEEN_EXAMPLES.split(clause)] for clause in clauses)
    lists = (items for items in split if len(items) >= LEAST_OF_HINT)
    few = (one for items in lists for one in items if len(one.split()) <= MOST_EXAMPLE_WORDS)
    return tuple(one for one in few if content_stems(one) and not _TELLS_HOW.match(one))


_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,80}>|[*_`#]{2,}|(?<!\w)[*_`](?=\w)|(?<=\w)[*_`](?!\w)")


def without_markup(text: str) -> str:
    """Return the text without tags and signs of Markdown, which are no words; unchanged where nothing else is left."""
    bare = _MARKUP.sub(" ", text)
    return bare if bare.strip() else text


_TWO_QUESTIONS = re.compile(r"\?\s+\S.*\w.*\?")
_SECOND_QUESTION = re.compile(
    r"(?<=\w),? and (?:(?:for|by|at|in|on|to|from) )?(?:how (?:often|long|many|much|many times|frequently)"
    r"|when|where|why|how|by whom|who)"
    r"(?: (?:was|were|is|are|did|does|do)(?: (?:it|they|this|that))?)?\W*$",
    re.IGNORECASE,
)
"""A second question at the end of one, which names nothing itself: "..., and how often?"."""
_ASKS_ITSELF = re.compile(r"^\W*(?:and |but |so )?(?:\w+ )?(?:what|which|how|who|when|where|why)\b", re.IGNORECASE)


def first_asked(question: str) -> str:
    """Return the question without a second one at its end that names nothing itself: it would tell the kind of the first.

    Unchanged where the first part asks for nothing ("When and where ...?"), or names next to nothing.
    """
    second = _SECOND_QUESTION.search(question[:LOOKED_AT])
    first = question[: second.start()] if second else ""
    return f"{first}?" if _ASKS_ITSELF.match(first) and len(set(content_stems(first))) >= LEAST_STEMS else question


def asks_two(question: str) -> bool:
    """Return whether two questions stand in one."""
    return _TWO_QUESTIONS.search(question) is not None or first_asked(question) != question


def standalone(question: str, previous: str | None) -> str:
    """Return what is searched for a question: the turn before in front where it leans on that one, and its examples behind."""
    asked = analyse_question(question, previous)
    return " ".join([asked.search, *asked.examples])


def is_follow_up(question: str) -> bool:
    """Return whether the question cannot be understood without the turn before."""
    if _OPENS_AS_FOLLOW_UP.match(question) or _POINTS_BACK.search(question):
        return True
    return len(set(content_stems(question))) < LEAST_STEMS and not term_of(question)
