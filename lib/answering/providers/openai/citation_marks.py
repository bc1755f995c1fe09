"""The marks with which models cite numbered sentences: "[3, 7]", and the other forms that they have learnt to write."""

from __future__ import annotations

import regex

RANGE_LIMIT = 50
"""Sentences that one range may span."""

_NUMBER = r"\d{1,6}"
_KINDS = (
    r"(?:sentences?|sents?|sid|lines?|citations?|cites?|refs?|references?|sources?|passages?|docs?|documents?|contexts?"
    r"|excerpts?|chunks?|snippets?|evidence|ids?|nos?|oaicite|statements?|segments?|quotes?|facts?|items?|paragraphs?"
    r"|satz|sätze|quellen?|phrases?|fuentes?|oración|oraciones|frases?|frasi|font[ei]|zin|zinnen|bron|bronnen|zdani[ea]|źródł[oa]"
    r"|предложени[ея]|источники?|句子?|文献|来源|來源|出典|資料)"
)
"""What models call a sentence or a source, in the languages they answer in."""
_WORD = rf"(?:{_KINDS}\.?(?:[\s_-]?(?:ids?|nos?|numbers?))?\s*[:#_=]?\s*|[#^@§¶Ss]\s*)?"
"""What may stand in front of a number: "[citation:2]" (DeepSeek), "[cite: 2]" (Gemini), "[^2]", "[S2]", "[Satz 2]"."""
_AND = r"(?:and|und|et|y|e|en|i|и|或|和|及|と|to|through|&)"
_SEPARATOR = rf"\s*(?:[,;|，、；]\s*(?:{_AND}\s*)?|[–—-]|\.{{2,3}}|…|{_AND}\s)\s*"
_PLACE = r"(?:,\s*(?:pp?|pages?)\.?\s*\d{1,4}(?:[–-]\d{1,4})?\s*)?"
_LINK = r"\((?:(?:\#|https?://|/)(?:[^()\s]|\([^()\s]{0,100}\)){0,200})?\)"
_TAGS = r"(?:ref|cite|citation|source)"
_ONE = "|".join(
    (
        rf"\[\[?(?&body){_PLACE}[.,;]?\s*\]\]?(?:{_LINK})?",
        r"\\\[(?&body)\\\]",
        r"[［〔〖⟦](?&body)[］〕〗⟧]",
        rf"【\s*{_WORD}{_NUMBER}[^【】\n]{{0,60}}】",  # 【3†source】, and 【3:0†source】 with the place in a list behind it
        rf":contentReference\[oaicite:{_NUMBER}\]\{{index=\d{{1,6}}\}}",
        r"\(\s*(?:sentences?|citations?|cites?|ids?|sources?|satz|sätze|quellen?|句子?|来源)\s*:?\s*(?&body)\)",
        r"\[cite_(?:start|end)\]",
        r"\\cite[a-z]*\{(?&body)\}",
        r"\{\{?\s*(?:cite|citation|ref|source)s?\s*[:=]\s*(?&body)\}\}?",
        r"\{\{(?&body)\}\}",
        rf"\[{_TAGS}\](?&body)\[/{_TAGS}\]",
        rf"<{_TAGS}>(?&body)</{_TAGS}>",
        rf"<{_TAGS}\s+\w{{1,12}}\s*=\s*[\"']?(?&body)[\"']?\s*(?:/>|>\s*</{_TAGS}>)",
        r"(?<=[.,;:!?)\]”’\" \t])<sup>(?&body)</sup>(?!\w)",  # elsewhere it is a power, or an isotope: m<sup>2</sup>
    )
)
_JOIN = rf"[ \t]*(?:[,;–—-]|,?[ \t]*{_AND}[ \t])?[ \t]*"
_GRAMMAR = (
    "(?(DEFINE)"
    r"(?P<lead>(?:see|cf\.?|sources?:?|refs?[.:]?)\s)"
    rf"(?P<item>{_WORD}{_NUMBER}\^?(?:†[^\]】\n]{{0,30}})?)"
    rf"(?P<body>\s*(?&item)(?:{_SEPARATOR}(?&item))*\s*)"
    rf"(?P<one>{_ONE})"
    rf"(?P<some>(?&one)(?:{_JOIN}(?&one))*)"
    r"(?P<wrapped><(?:sup|cite|ref)>\s*(?&some)\s*</(?:sup|cite|ref)>|\*{1,3}(?&some)\*{1,3}|(?<!\w)_(?&some)_|\$(?&some)\$"
    r"|\$\s*\^\s*\{(?&some)\}\s*\$"
    r"|\\textsuperscript\{(?&some)\}|\^(?&some)\^?|`(?&some)`|\(\s*(?&lead)?\s*(?&some)\s*\)|(?&one))"
    ")"
)
"""Each part once and called by its name: spelt out, the pattern takes a second to compile whenever the app starts."""
_WRAPPING = regex.compile(
    r"[ \t]*(?:<(?:sup|cite|ref)>\s*|\*{1,3}|_|\$(?:\s*\^\s*\{?)?|\^|\\textsuperscript\{|`"
    r"|\(\s*(?:(?:see|cf\.?|sources?:?|refs?[.:]?)\s*)?|:contentReference)$",
    regex.IGNORECASE,
)
_NEXT = regex.compile(rf"{_GRAMMAR}{_JOIN}(?&wrapped)", regex.IGNORECASE)
_A_LINK = regex.compile(_LINK, regex.IGNORECASE)
MARKER = regex.compile(rf"{_GRAMMAR}[ \t]*(?&wrapped)(?:{_JOIN}(?&wrapped))*", regex.IGNORECASE)
"""One mark, or several one behind the other, with the blanks in front."""

_NO_NUMBERS = regex.compile(r"\]\([^)]*\)|†[^\]】,;]*|(?<=\d):\d+|,\s*p[^\]\d]*[\d–-]+|\{index=\d+\}", regex.IGNORECASE)
_RANGE = regex.compile(
    rf"({_NUMBER})[\s\]］〕〗⟧)^]*(?:[–—-]|\.{{2,3}}|…|to\s|through\s)[\s\[［〔〖⟦(^]*{_WORD}({_NUMBER})|({_NUMBER})",
    regex.IGNORECASE,
)


def numbers_of(marker: str) -> list[int]:
    """Return the numbers of a marker, ranges filled."""
    numbers: list[int] = []
    for first, last, single in _RANGE.findall(_NO_NUMBERS.sub(" ] ", marker)):
        if single:
            numbers.append(int(single))
        elif 0 <= int(last) - int(first) < RANGE_LIMIT:
            numbers += range(int(first), int(last) + 1)
        else:
            numbers += [int(first), int(last)]
    return numbers


def next_marker(text: str, start: int, *, at_end: bool) -> tuple[int, int] | None:
    """Return the place of the next marker from `start` on; None where there is none.

    Where more of the text is to come, an end before the start says: from there on it is not certain yet.
    """
    found = MARKER.search(text, start, partial=not at_end)
    if found is None:
        return None
    if not at_end and (wrapping := _WRAPPING.search(text, start, found.start())) is not None:
        within = MARKER.match(text, wrapping.start(), partial=True)
        if within is not None and within.partial:
            return wrapping.start(), -1
    open_ended = found.partial or (not at_end and _may_go_on(text, found.end()))
    return (found.start(), -1) if open_ended else found.span()


def _may_go_on(text: str, end: int) -> bool:
    """Return whether what comes may belong to the marker that ends there: another, or the link of a bracket."""
    if end == len(text):
        return True
    follows = _NEXT.match(text, end, partial=True)
    link = _A_LINK.match(text, end, partial=True)
    return bool((follows and follows.partial) or (link and link.partial))
