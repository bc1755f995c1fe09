"""A model's output as it grows, without the thinking aloud and the control tokens in it."""

from __future__ import annotations

from typing import Any

import regex

_NAME = (
    r"(?:[\w:-]{0,20}(?:think|thought|reasoning|scratchpad|monologue)[\w:-]{0,20}"
    r"|(?:\w{1,12}:)?(?:reason|(?:self[_-]?)?reflection|analysis|cot(?:_\w{1,20})?|plan(?:ning)?|deliberation|brainstorm(?:ing)?))"
)
"""Of a tag around thinking: every model has its own, such as <think>, <seed:think>, <longcat_think>, <inner_thoughts>."""
_LESS, _MORE = r"(?:\\?[<＜]|&lt;)", r"(?:\\?[>＞]|&gt;)"
_BAR, _GAP = r"[|｜]", r"[_▁ ]"
_THOUGHT = r"(?:think(?:ing)?|thoughts?|reasoning)"
"""In the name of a control token around thinking."""
_REST = r"(?:[^<]|<\|constrain\|>){0,60}"
"""Of the head of a message in the harmony format: to whom it goes, and in which form."""
_OPEN = "|".join(
    (
        rf"{_LESS}\s*{_NAME}(?:\s[^<>\n]{{0,60}})?\s*{_MORE}",  # R1, QwQ, Qwen3, GLM, MiniMax, EXAONE, Reka
        r"\[(?:THINK(?:ING)?|REASONING)\]",  # Magistral
        r"◁\s*think(?:ing)?\s*▷",  # Kimi
        rf"<{_BAR}(?:(?:begin|start){_GAP}(?:of{_GAP})?)?{_THOUGHT}(?:{_GAP}(?:begin|start))?{_BAR}>",  # Command A, Sky-T1
        r"<\|im_start\|>\s*think\b",  # s1
        rf"<\|channel\|>\s*(?:analysis|commentary){_REST}<\|message\|>",  # gpt-oss: the harmony format
        r"<\|channel>\s*thought",  # Gemma 4
        r"<unused94>\s*thought",  # MedGemma
        r"\A\s*analysis(?=[A-Z])",  # harmony whose control tokens a server took out: "analysisWe need ...assistantfinal31"
        r"\A\s*Here (?:is my thought process|are my reasoning steps):",  # Granite, Apriel
        r"\A\s*Thinking\.\.\.\s*\n",  # what Ollama prints in a terminal
        r"<details\s+type=\"reasoning\"[^<>]{0,100}>",  # what Open WebUI makes of thinking
    )
)
_CLOSE = "|".join(
    (
        rf"{_LESS}\s*/\s*{_NAME}\s*{_MORE}",
        r"\[/(?:THINK(?:ING)?|REASONING)\]",
        r"◁\s*/\s*think(?:ing)?\s*▷",
        rf"<{_BAR}(?:end{_GAP}(?:of{_GAP})?{_THOUGHT}|{_THOUGHT}{_GAP}end|/\s*{_THOUGHT}|content){_BAR}>",  # the last: Solar
        r"<\|im_start\|>\s*answer\b",
        rf"<\|channel\|>\s*final{_REST}<\|message\|>",
        r"<channel\|>",
        r"<unused95>",
        r"assistantfinal(?=\S)",
        r"\[BEGIN FINAL RESPONSE\]",
        r"\.\.\.\s*done thinking\.",
    )
)
_CLOSE_OF_WORDS = r"\n\s*Here is my response:|</details>"
"""What ends thinking, and outside it is text."""
_END = (
    r"<\|(?:im_end|eot_id|eom_id|eot|end|end_of_text|endoftext|end_of_turn|end_of_turn_token|eos|return|user|observation)\|>"
    r"|<｜end▁of▁sentence｜>|<｜User｜>|</s>|<eos>|<end_of_turn>|<turn\|>|\[/INST\]|\[EOS\]|\[\|endofturn\|\]|<sep>"
    r"|<reserved_\d{1,4}>|\[END FINAL RESPONSE\]"
)
"""With which a model ends its turn; what it says after that is a conversation that it makes up."""
_OTHER = (
    r"<\|(?:im_start|start|begin|start_header_id)\|>(?:\s*(?:assistant|model)\b)?(?:<\|end_header_id\|>)?"
    rf"|{_LESS}\s*{_NAME}\s*/\s*{_MORE}"  # thinking that is empty: <think/>
    r"|<\|(?!channel|message|constrain)[a-z_]{1,40}\|>|<｜[^｜<>\n]{1,40}｜>|<s>|<bos>|<start_of_turn>(?:model\b)?|\[INST\]"
)
_WRAP = r"<(?P<side>/?)(?P<of>answer|final_?answer|final|response|output|solution)>"
"""Around an answer that has thinking before it (Hunyuan, ERNIE, Marco-o1, R1's own training)."""
_MARK = regex.compile(
    f"(?P<open>{_OPEN})|(?P<close>{_CLOSE})|(?P<end>{_END})|(?P<token>{_OTHER})|(?P<wrap>{_WRAP})", regex.IGNORECASE
)
_CLOSING = regex.compile(f"(?P<close>{_CLOSE}|{_CLOSE_OF_WORDS})", regex.IGNORECASE)
LOOK_AHEAD = 2
"""Characters behind a tag by which it is told whether the text only speaks of it."""
ROLE_AHEAD = 30
"""Characters behind a turn's beginning, which may name whose turn it is."""
_QUOTES = "`\"'“‘«("


class ModelOutput:
    """A growing output. Its templates decide how a model thinks aloud; a server takes all, a part or nothing of it out.

    Thinking whose opening tag was taken out is taken for the answer until its closing tag comes: `withdrawals` counts that.
    """

    def __init__(self) -> None:
        self.raw = ""
        """All of the output."""
        self.text = ""
        """What it says."""
        self.thought = False
        """Whether it thought aloud."""
        self.withdrawals = 0
        """How often its text turned out to be thinking."""
        self._at = 0
        self._thinks = False
        self._is_over = False
        self._skips_blanks = False
        self._is_wrapped = False

    def add(self, piece: str) -> None:
        """Add a piece; only what is new is looked through, for some think long."""
        self.raw += piece
        self._read(at_end=False)

    def end(self) -> None:
        """Take what was held back because it might have become a tag."""
        self._read(at_end=True)

    def _read(self, *, at_end: bool) -> None:
        while True:
            pattern = _CLOSING if self._thinks or self._is_over else _MARK
            found = pattern.search(self.raw, self._at, partial=not at_end)
            if found is None:
                self._pass(len(self.raw))
                return
            self._pass(found.start())
            ahead = ROLE_AHEAD if found.lastgroup == "token" else LOOK_AHEAD
            if found.partial or (not at_end and len(self.raw) < found.end() + ahead):
                return
            self._take(found)
            self._at = found.end()

    def _pass(self, end: int) -> None:
        """Take the output up to a place: as text, or as what the model does not say."""
        piece, self._at = self.raw[self._at : end], end
        if self._thinks or self._is_over:
            return
        if self._skips_blanks:
            piece = piece.lstrip()
            self._skips_blanks = not piece
        self.text += piece

    def _take(self, found: Any) -> None:
        if not self._thinks and self._is_mentioned(*found.span()):
            self.text += "" if self._is_over else found.group()
            return
        match found.lastgroup:
            case "open":
                self._thinks = self.thought = True
            case "close":
                self._close()
            case "wrap":
                self._unwrap(found)
            case "end":
                self._is_over = bool(self.text.strip())
            case _:
                self._skips_blanks = not self.text.strip()

    def _unwrap(self, found: Any) -> None:
        """Leave out the tags around the whole of an answer, and one that ends what no tag began; elsewhere they are text."""
        begins = not found["side"] and not self.text.strip()
        is_alone = found["side"] and found["of"].lower() == "answer" and "<answer>" not in self.text.lower()
        if begins or (found["side"] and self._is_wrapped) or is_alone:
            self._is_wrapped, self._skips_blanks = begins, begins
        else:
            self.text += found.group()

    def _close(self) -> None:
        if not self._thinks:
            self.withdrawals += bool(self.text.strip())
            self.text = ""
        self.thought, self._thinks, self._is_over, self._skips_blanks = True, False, False, True
        self._is_wrapped = False

    def _is_mentioned(self, start: int, end: int) -> bool:
        """Return whether the text only speaks of a tag, as papers on such models do: in quotes, or within a sentence."""
        before, after = self.raw[max(start - LOOK_AHEAD, 0) : start], self.raw[end : end + LOOK_AHEAD]
        if before[-1:] and before[-1] in _QUOTES:
            return True
        within = bool(regex.search(r"[\w,] $", before))
        return within and bool(regex.match(r"[.,;:)\]'\"”’`]|\s[\p{Ll}\[(]", after))
