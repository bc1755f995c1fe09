"""LaTeX and HTML in the fields of a bibliography, as plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from lib.importing.latex_formulas import with_signs_of_formulas
from lib.importing.latex_groups import group_ends
from lib.text.cleaning import one_line
from lib.text.entities import without_entities

SIGNS = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_", "textminus": "−", "textpm": "±", "texttimes": "×",
    "textdiv": "÷", "textmicro": "µ", "textmu": "µ", "textohm": "Ω", "texteuro": "€", "euro": "€", "EUR": "€", "pounds": "£",
    "textsterling": "£", "textyen": "¥", "textcent": "¢", "textcurrency": "¤", "textdollar": "$", "copyright": "©",
    "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "glqq": "„", "grqq": "“", "glq": "‚", "grq": "‘",
    "flqq": "«", "frqq": "»", "flq": "‹", "frq": "›", "quotedblbase": "„", "quotesinglbase": "‚", "guillemotleft": "«",
    "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›", "textquotesingle": "'", "textquotedbl": '"',
    "textquotestraightbase": "‚", "textquotestraightdblbase": "„", "textasciigrave": "`", "textasciiacute": "´",
    "textasciitilde": "∼", "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textonesuperior": "¹",
    "texttwosuperior": "²", "textthreesuperior": "³", "textordfeminine": "ª", "textordmasculine": "º", "textexclamdown": "¡",
    "textquestiondown": "¿", "textsection": "§", "textparagraph": "¶", "textdagger": "†", "textdaggerdbl": "‡",
    "textperthousand": "‰", "textpertenthousand": "‱", "textnumero": "№", "textrightarrow": "→", "textleftarrow": "←",
    "textuparrow": "↑", "textdownarrow": "↓", "textsurd": "√", "textlnot": "¬", "textvisiblespace": " ", "slash": "/",
    "textperiodcentered": "·", "textasteriskcentered": "*", "textopenbullet": "◦", "textfractionsolidus": "⁄",
    "textestimated": "℮", "textbaht": "฿", "textwon": "₩", "textpeso": "₱", "textmho": "℧", "textbrokenbar": "¦",
    "textmarried": "⚭", "textborn": "*",
    "textdied": "†", "textdegree": "°", "textcelsius": "℃", "nobreakspace": " ", "space": " ", "newline": " ", "linebreak": " ",
    "thinspace": " ", "enspace": " ", "quad": " ", "qquad": " ", "negthinspace": "", "hfil": " ", "Dash": "—", "dash": "–",
    "ldots": "…", "textellipsis": "…", "allowbreak": "", "protect": "", "relax": "", "noindent": "",
    "cprime": "′", "cdprime": "″", "cydot": "·", "Dbar": "Đ", "dbar": "đ",
}  # fmt: skip
"""Of text-mode commands that pylatexenc lacks (textcomp, babel's quotes, those of MathSciNet's files)."""
ACCENTS = {
    "polhk": "\u0328", "lfhook": "\u0326", "ocirc": "\u030a", "udot": "\u0323", "cfudot": "\u0323", "cftil": "\u0303",
    "cfac": "\u0301", "cfgrv": "\u0300",
}  # fmt: skip
"""Combining characters of the accents that MathSciNet's files define with boxes."""
SWITCHES = frozenset(
    {
        "em", "it", "bf", "sc", "rm", "tt", "sl", "sf", "upshape", "itshape", "scshape", "slshape", "bfseries", "mdseries",
        "rmfamily", "sffamily", "ttfamily", "normalfont", "tiny", "scriptsize", "footnotesize", "small", "normalsize", "large",
        "Large", "LARGE", "huge", "Huge", "displaystyle", "textstyle", "selectfont", "smc",
    }
)  # fmt: skip
"""Commands that change the type of what follows."""
WITHOUT_TEXT = {
    "noopsort": 1, "SortNoop": 1, "vspace": 1, "phantom": 1, "vphantom": 1, "hphantom": 1, "label": 1, "index": 1,
    "textcolor": 1, "color": 1, "raisebox": 1, "scalebox": 1, "rotatebox": 1, "parbox": 1, "colorbox": 1, "resizebox": 2,
    "foreignlanguage": 1, "selectlanguage": 1, "hyperlink": 1, "hypertarget": 1,
    "fontsize": 2, "rule": 2, "setlength": 2,
}  # fmt: skip
"""Commands with braces that hold nothing that is printed, and how many of them at the beginning: colours, distances, sizes."""
_DISTANCE = re.compile(
    r"(?<!\\)((?:\\\\)*)\\(?:[hmv]?kern|[hmv]skip|raise|lower|moveleft|moveright|[hv]box\s*to)(?![A-Za-z])\s*=?\s*"
    r"(?:[-+]\s*)*(?:\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:true\s*)?(?:pt|pc|in|bp|cm|mm|dd|cc|sp|em|ex|mu)(?![A-Za-z])\s?"
)
r"""How far something is moved, as TeX has it: \kern-.15em (The TeXbook, chapter 10)."""
TAGS = (
    "i|b|em|sub|sup|scp|sc|p|strong|u|span|small|tt|title|italic|bold|inf|emph|div|font"
    "|inline-formula|tex-math|alternatives|named-content|styled-content|ext-link|sans-serif"
)
PARTING = frozenset({"p", "div", "title", "jats:p", "jats:title", "br"})
"""Tags between whose texts a line ends."""
ESCAPED = frozenset("$_&%#")
"""Signs that need a backslash in LaTeX."""
_SPACE = re.compile(r"(?<!\\)((?:\\\\)*)\\hspace\*?\s*\{\s*(?P<back>[-+\s]*-)?[^{}]*\}")
_QUOTED = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:enquote|textquote)\*?\s*(?=\{)")
"""The command of csquotes that sets its text in quotes."""
_TAG = re.compile(
    rf"<(?P<end>/?)(?P<name>(?:jats|mml|xhtml|ns\d):[\w-]+|{TAGS}|(?P<alone>br))"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))*\s*(?P<closed>/?)>",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"[\\{}~$]|--|``|''|[!?]`")
"""What pylatexenc changes in a word."""
_PIECES = re.compile(r"\\[A-Za-z]+\s*|\\.|[{}]|\$+|[^\\{}$]+|\\", re.DOTALL)
_OUTER_BLANKS = re.compile(r"(\S*)(\s(?:.*\s)?)(\S*)", re.DOTALL)
"""Of text without commands: its first word, the last, and all between with the blanks."""
WORDS_KEPT = 20_000
"""Words with LaTeX whose text is kept in memory."""
_MATH = re.compile(r"(?<!\\)\$\$?.+?(?<!\\)\$\$?|\\\((?:(?!\\\().)+?\\\)", re.DOTALL)
r"""Formulas; one in \( \) holds no other, else the text is looked through to its end from each that has no end."""
_COMMAND = re.compile(r"(?<!\\)((?:\\\\)*)\\([A-Za-z]+)\*?(?:[ \t]*\[[^\[\]{}]*\](?=\s*\{))?")
_CODED = re.compile(
    r"(?<!\\)\\(?:char\s*(?:(?P<ten>\d{1,7})|'(?P<eight>[0-7]{1,7})|\"(?P<sixteen>[0-9A-F]{1,6})"
    r"|`(?:\\(?P<escaped>\S)|(?P<self>[^\s\\])))[ ]?"
    r"|symbol\s*\{(?P<symbol>\d{1,7})\})"
)
"""A character by its number, as TeX has it (The TeXbook, chapter 8): in tens, behind ' in eights, behind " in sixteens with
capitals, behind ` the character itself; one space behind the number belongs to it. LaTeX's symbol takes tens in braces.
"""
_VERBATIM = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:verb|lstinline)\*?([^\sA-Za-z*{}\\])(.*?)\2", re.DOTALL)
r"""Text between two equal signs that is printed as it stands: \verb|a_b|."""
_KEPT = {code: 0xE100 + code for code in range(0x21, 0x7F)}
"""ASCII's signs to private ones, which nothing reads as LaTeX, and back."""
_GIVEN_BACK = {kept: code for code, kept in _KEPT.items()}
_BASES = (("ten", 10), ("eight", 8), ("sixteen", 16), ("symbol", 10))
_PRIMES = re.compile(r"\$\s*('{1,3})\s*\$")
_LETTER = re.compile(r"\s*(?:\{\s*([^\W\d_])([^{}\\]*)\}|([^\W\d_]))")
"""What an accent stands on, in braces or bare."""
_GREEK = re.compile(r"text([A-Z]?[a-z]+)")


def plain_text(text: str) -> str:
    """Return a field without LaTeX and HTML: accents as letters, formulas as written; no command takes text away."""
    return without_tags(without_latex(text))


def without_tags(text: str) -> str:
    """Return the text with entities as characters and without the tags of titles, as databases write them."""
    for _ in range(2):  # "&amp;lt;" is "&lt;" of a program that escaped twice
        text = without_entities(text)
        text = _without_pairs(text) if "<" in text else text
    return one_line(text)


def _without_pairs(text: str) -> str:
    """Return the text without tags that close what another one opened, or themselves: "a < b" and a lone "<i>" are text."""
    out: list[str] = []
    open_tags: dict[str, list[int]] = {}
    """Where in `out` a tag stands whose end may still come, by its name."""
    at = 0
    for tag in _TAG.finditer(text):
        out += [text[at : tag.start()], tag.group()]
        at, name = tag.end(), tag["name"].lower()
        gap = " " if name in PARTING else ""
        begun = open_tags.setdefault(name, [])
        if tag["alone"] or tag["closed"]:
            out[-1] = gap
        elif not tag["end"]:
            begun.append(len(out) - 1)
        elif begun:
            out[begun.pop()] = out[-1] = gap
    return "".join([*out, text[at:]])


def without_latex(text: str) -> str:
    """Return the text without LaTeX."""
    if not re.search(r"[\\{}~$]|--|``|''", text):
        return one_line(text)
    text = _VERBATIM.sub(lambda found: found[1] + found[3].translate(_KEPT), text)
    text = _DISTANCE.sub(r"\1", _CODED.sub(_coded, text))
    text = _SPACE.sub(lambda found: found[1] + ("" if found["back"] else " "), text)
    text = _with_quotes(text) if "quote" in text else text
    text = _PRIMES.sub(lambda found: "′" * len(found[1]), text)  # TeX's way to print one
    text = with_signs_of_formulas(text)
    escaped = re.sub(r"(?<!\\)%", r"\\%", text)  # else a comment to the end of the line
    escaped = escaped.replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")  # which pylatexenc lacks
    escaped = re.sub(r"\\textasciicircum(?![A-Za-z])(?:\{\})?", "^", escaped)  # an accent's sign to it
    escaped = _outside_formulas(escaped)
    plain = "".join(_word_text(word) if _SPECIAL.search(word) else word for word in _words(escaped))
    return one_line(plain.replace("\xa0", " ").translate(_GIVEN_BACK))


def _with_quotes(text: str) -> str:
    """Return the text with the quotes that csquotes prints."""
    ends = group_ends(text)
    quotes: dict[int, str] = {}
    for found in _QUOTED.finditer(text):
        if (end := ends.get(found.end())) is not None:
            quotes |= dict.fromkeys(range(found.end(1), found.end()), "") | {found.end(): "“", end - 1: "”"}
    return "".join(quotes.get(at, sign) for at, sign in enumerate(text)) if quotes else text


def _words(text: str) -> Iterator[str]:
    """Yield the pieces of a text that are read by themselves, cut at blanks beside words with LaTeX; what stands in braces or a
    formula is of one word, and so is what stands behind a command's name.
    """
    word: list[str] = []
    depth, formula = 0, ""
    for piece in _PIECES.findall(text):
        if piece in {"{", "}"}:
            depth = max(0, depth + (1 if piece == "{" else -1))
        elif formula:
            formula = "" if piece == formula else formula
        elif piece[0] == "$" or piece == r"\(":
            formula = piece if piece[0] == "$" else r"\)"
        elif piece[0] != "\\" and not depth and (blanks := _OUTER_BLANKS.fullmatch(piece)) is not None:
            before, between, behind = blanks.groups()
            yield "".join([*word, before])
            yield between
            word = [behind]
            continue
        word.append(piece)
    yield "".join(word)


@lru_cache(WORDS_KEPT)
def _word_text(word: str) -> str:
    """Return a word without its LaTeX; kept, since a bibliography writes the same names again and again."""
    from pylatexenc.latex2text import LatexNodes2Text

    reader = LatexNodes2Text(math_mode="verbatim", keep_comments=True, strict_latex_spaces=False)
    try:
        return str(reader.latex_to_text(word, tolerant_parsing=True))
    except (RecursionError, ValueError, IndexError):  # braces without end are no text of anybody's
        return re.sub(r"[\\{}]", "", word)


def _coded(found: re.Match[str]) -> str:
    """Return the character that a number stands for, safe from being read as LaTeX; as written where it stands for none."""
    number = next((int(found[name], base) for name, base in _BASES if found[name]), None)
    number = ord(found["self"] or found["escaped"]) if number is None else number
    try:
        sign = chr(number)
    except (OverflowError, ValueError):
        return found.group()
    if not sign.isprintable():
        return found.group()
    return f"\\{sign}" if sign in ESCAPED or sign in "{}" else r"\textbackslash{}" if sign == "\\" else sign


def _outside_formulas(text: str) -> str:
    """Return the text in which commands that pylatexenc does not know have become what they mean."""
    out, at = [], 0
    for formula in _MATH.finditer(text):
        out += [_with_signs(text[at : formula.start()]), formula.group()]
        at = formula.end()
    return "".join([*out, _with_signs(text[at:])])


def _with_signs(text: str) -> str:
    out, at, ends = [], 0, group_ends(text)
    while found := _COMMAND.search(text, at):
        name, end = found[2], found.end()
        out += [text[at : found.start()], found[1]]
        group = _group_end(text, end, ends)
        sign = sign_of(name)
        if sign is not None:
            end = group if text[end:group].strip() == "{}" else end + len(text[end:]) - len(text[end:].lstrip(" "))
            out.append(f"\\{sign}" if sign in ESCAPED else sign)
        elif name in ACCENTS and (letter := _LETTER.match(text, end)) is not None:
            end = letter.end()
            accented = unicodedata.normalize("NFC", (letter[1] or letter[3]) + ACCENTS[name])
            out.append(accented + (letter[2] or ""))
        elif name in WITHOUT_TEXT or (name == "href" and group > end):
            for _ in range(WITHOUT_TEXT.get(name, 1)):
                end = _group_end(text, end, ends)
        elif name in SWITCHES:
            out.append("{}")
        elif _is_known(name):
            out.append(found.group()[len(found[1]) :])
        elif group - end <= 2 or text[end] != "{":
            out.append(name)
        at = end
    return "".join([*out, text[at:]])


def sign_of(name: str) -> str | None:
    """Return the sign that a text-mode command stands for; None where it stands for none."""
    greek = _GREEK.fullmatch(name)
    if name not in SIGNS and greek is not None:
        size = "CAPITAL" if greek[1][0].isupper() else "SMALL"
        try:
            return unicodedata.lookup(f"GREEK {size} LETTER {greek[1].replace('lambda', 'lamda').upper()}")
        except KeyError:
            return None
    return SIGNS.get(name)


def _group_end(text: str, start: int, ends: Mapping[int, int]) -> int:
    """Return where the braces end that follow at once; the start itself where none do. `ends`: of all groups."""
    opened = re.compile(r"\s*\{").match(text, start)
    return start if opened is None else ends.get(opened.end() - 1, start)


@cache
def _is_known(name: str) -> bool:
    return name != "url" and _macros().get_macro_spec(name) is not None


@cache
def _macros() -> Any:
    from pylatexenc.latex2text import get_default_latex_context_db

    return get_default_latex_context_db()
