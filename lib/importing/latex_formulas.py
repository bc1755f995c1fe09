r"""Formulas of a bibliography that are no more than a sign, a raised or a lowered piece: "TNF-$\alpha$", "CO$_2$", "10$^{-3}$".

They are typed as formulas since LaTeX has no other way; in a title they are letters. What has a variable with an operator, an
index or a power, is a formula and stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from lib.text.super_subscripts import lowered, raised

LONGEST = 60
"""Characters of a formula that is read; what is longer is no sign."""
_FORMULA = re.compile(
    rf"(?<!\\)(?:\$\$(?P<display>[^$]{{1,{LONGEST}}}?)\$\$|\$(?P<inline>[^$]{{1,{LONGEST}}}?)(?<!\\)\$"
    rf"|\\\((?P<round>[^$]{{1,{LONGEST}}}?)\\\))"
)
_TOKEN = re.compile(
    r"(?P<blank>\s+|~|\\[,;:! ])|(?P<escaped>\\[%&#_{}$])|(?P<script>[\^_])|\\(?P<command>[A-Za-z]+)\s*|(?P<group>\{[^{}]*\})"
    r"|(?P<letter>[^\W\d_])|(?P<plain>[\d+\-=<>/().,;:|'*−–]|[^\x00-\x7f])"
)
_UPRIGHT = frozenset(
    {
        "mathrm",
        "mathit",
        "mathbf",
        "mathsf",
        "mathtt",
        "text",
        "textrm",
        "textit",
        "textbf",
        "rm",
        "it",
        "bf",
        "mbox",
        "mathcal",
        "mathbb",
        "mathscr",
        "mathfrak",
        "boldsymbol",
    }
)
"""Commands that only change the type of their letters: words and chemical elements, not variables."""
_SIGNS = {
    "degree": "°",
    "circ": "∘",
    "prime": "′",
    "ast": "*",
    "textdegree": "°",
    "percent": r"\%",
    "lt": "<",
    "gt": ">",
}
"""Of commands that pylatexenc lacks, or reads as another sign than print shows."""
_OPERATORS = frozenset("+-=<>/|−")


class _IsFormula(Exception):
    """What stands there is a formula, or LaTeX that is not known."""


def with_signs_of_formulas(text: str) -> str:
    """Return the text in which formulas that are signs have become them; still LaTeX."""
    return _FORMULA.sub(_as_signs, text) if "$" in text or r"\(" in text else text


def _as_signs(formula: re.Match[str]) -> str:
    try:
        signs = _Reader(formula["display"] or formula["inline"] or formula["round"]).read()
    except _IsFormula:
        return formula.group()
    return signs if signs.strip() else formula.group()


class _Reader:
    """Reads one formula, raising where it is one."""

    def __init__(self, text: str, *, upright: bool = False) -> None:
        self._text = text
        self._at = 0
        self._upright = upright
        self._letters = 0
        self._operators = 0

    def read(self) -> str:
        """Return the formula as signs."""
        out = []
        while self._at < len(self._text):
            out.append(self._next())
        if self._letters > 1 or (self._letters and self._operators):
            raise _IsFormula
        return "".join(out)

    def _next(self) -> str:
        token = _TOKEN.match(self._text, self._at)
        if token is None:
            raise _IsFormula
        self._at = token.end()
        if token["blank"]:
            return "" if token.group() == r"\!" else " "
        if token["script"]:
            return self._script(token.group())
        if token["command"]:
            return self._command(token["command"])
        if token["group"]:
            return self._inside(token["group"][1:-1], upright=self._upright)
        if token["letter"] and not self._upright:
            self._letters += 1
        self._operators += token.group() in _OPERATORS
        return token.group()

    def _script(self, mark: str) -> str:
        if self._letters:
            raise _IsFormula  # "x_1" and "x^2": of a variable
        move: Callable[[str], str] = raised if mark == "^" else lowered
        inner = self._argument()
        moved = move(inner)
        return moved if moved[:1] != mark else inner  # "PM2.5" reads better than "PM_2.5"

    def _command(self, name: str) -> str:
        if name in _UPRIGHT:
            rest = self._text[self._at :]
            if rest.startswith("{"):
                return self._argument()
            self._at = len(self._text)
            return self._inside(rest, upright=True)
        sign = _SIGNS.get(name) or _sign(name)
        if sign is None:
            raise _IsFormula
        return sign

    def _argument(self) -> str:
        """Return what a command or a script takes: a group, a command or one character; upright, since it is no variable."""
        rest = self._text[self._at :]
        if rest.startswith("{"):
            end = _group_end(rest)
            self._at += end
            return self._inside(rest[1 : end - 1], upright=True)
        found = re.match(r"\\[A-Za-z]+|[^\\\s]", rest)
        if found is None:
            raise _IsFormula
        self._at += found.end()
        return self._inside(found.group(), upright=True)

    @staticmethod
    def _inside(text: str, *, upright: bool) -> str:
        return _Reader(text, upright=upright).read()


def _group_end(text: str) -> int:
    depth = 0
    for at, char in enumerate(text):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return at + 1
    raise _IsFormula


@cache
def _sign(name: str) -> str | None:
    """Return the one character that a command of formulas stands for; None where it is not that."""
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    sign = spec.simplify_repl if spec is not None else None
    return sign if isinstance(sign, str) and len(sign) == 1 and not sign.isascii() else None
