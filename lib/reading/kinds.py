"""What each block of a paper is: heading, body, caption, table, footnote, front or reference."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from lib.reading.blocks import CAPTION, FINAL, Block, Style, caption_match, cut_blocks, is_prose, rows_of, shown_top
from lib.reading.headings import ABSTRACT, KNOWN, REFERENCES, HeadingStyle, looks_like_heading, run_in_length
from lib.reading.interruptions import settle_interruptions
from lib.reading.lines import Line
from lib.reading.pages import PageText

_FOOTNOTE_MARK = re.compile(r"^(?:\d{1,2}(?=\s?[A-Za-z“\"(])|[*†‡§¶#∗⋆]|[a-z]\s?(?=[A-Z]))")
_FRONT_WORDS = re.compile(
    r"^(?:[a ]*key\s?words?|key-words|index terms|correspond|\*?\s*correspond|e-?mail|received|accepted|published|"
    r"citation|how to cite|cite this|copyright|©|"
    r"academic editor|editor|edited by|reviewed by|doi|https?://doi|open access|article history|article info|"
    r"licen[cs]e|specialty section|subject|this article|"
    r"this is an open|.{0,40}licensee|"
    r"mots[- ]cl[ée]s|abbreviations|available online|to cite|funding|competing interests|data availability|"
    r"contributed equally|these authors|issn|pacs|msc|jel|ccs|acm)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"^(?:©|\(c\)|copyright|this is an open|this article is distributed)", re.IGNORECASE)
_REFERENCE_ENDS = re.compile(
    r"^(?:[A-Z]\.?\s+|\d+\.?\s+)?(?:appendi|supplement|supporting|acknowledg|author|about the author|biograph|"
    r"additional|figure|table|notes?$|index|how to cite|annex|"
    r"online material|electronic|data avail|publisher|conflict|competing|fund|ethic|credit|abbrev)",
    re.IGNORECASE,
)
_MATHS = re.compile(r"[=≈≤≥<>±×÷∑∏∫√∞∂∇∈∀∃→←↔⇒∝+−*/^|{}αβγδεζηθλμνξπρστφχψω�]")


def classify(pages: Sequence[PageText], style: Style) -> list[Block]:
    """The paper's blocks in reading order, each with its kind."""
    blocks: list[Block] = []
    for page in pages:
        cut = [piece for block in cut_blocks(page) for piece in _split(block, style)]
        blocks.extend(_mark_page(page, _tables_apart(cut), style))
    _mark_references(blocks, style)
    _mark_stray_references(blocks, style)
    _mark_front(blocks, style)
    settle_interruptions(blocks, style)
    return [piece for block in blocks for piece in _split_run_ins(block, style)]


def _split(block: Block, style: Style) -> list[Block]:
    """The block in pieces: captions and headings stand alone."""
    pieces: list[Block] = []
    lines = block.lines
    start = 0
    n = 0
    while n < len(lines):
        length = _heading_length(lines, n, style)
        if length:
            if n > start:
                pieces.append(Block(lines[start:n]))
            pieces.append(Block(lines[n : n + length], kind="heading"))
            n = start = n + length
            continue
        starts = n == start or _ends_short(lines[n - 1], lines[n])
        if n > start and starts and caption_match(lines[n], style, starts=True):
            pieces.append(Block(lines[start:n]))
            start = n
        n += 1
    if start < len(lines):
        pieces.append(Block(lines[start:]))
    return pieces


def _tables_apart(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, a table's rows beside its caption cut off from the text that stands as close."""
    out: list[Block] = []
    for n, block in enumerate(blocks):
        above, below = (_is_table_caption(blocks[k]) if 0 <= k < len(blocks) else False for k in (n - 1, n + 1))
        if block.kind or not (above or below):
            out.append(block)
            continue
        rows = rows_of(block.lines)
        head = (
            next((k for k, row in enumerate(rows) if not _is_cells(row, rows[k + 1 : k + 2])), len(rows))
            if above
            else 0
        )
        tail = next((k for k in range(len(rows), 0, -1) if not _is_cells(rows[k - 1], rows[k - 2 : k - 1])), 0)
        tail = tail if below else len(rows)
        cuts = sorted({0, head if head >= 2 else 0, tail if len(rows) - tail >= 2 else len(rows), len(rows)})
        for start, end in itertools.pairwise(cuts):
            out.append(Block([line for row in rows[start:end] for line in row]))
    return out


def _is_table_caption(block: Block) -> bool:
    return (
        not block.kind
        and re.match(r"^tab", block.text, re.IGNORECASE) is not None
        and CAPTION.match(block.text) is not None
    )


def _is_cells(row: Sequence[Line], beside: Sequence[Sequence[Line]]) -> bool:
    """Whether the row is in pieces, or a short piece next to such a row."""
    if len(row) > 1:
        return True
    line = row[0]
    short = line.u1 - line.u0 < 0.5 * (line.column[1] - line.column[0])
    return short and any(len(other) > 1 for other in beside)


def _split_run_ins(block: Block, style: Style) -> list[Block]:
    """The block, headings that stand at the beginning of a paragraph cut off as blocks of their own."""
    if block.kind != "body":
        return [block]
    pieces: list[Block] = []
    start = 0
    for n, line in enumerate(block.lines):
        if n and not _ends_short(block.lines[n - 1], line):
            continue
        count = run_in_length(line, style)
        if not count:
            continue
        if n > start:
            pieces.append(Block(block.lines[start:n], "body", block.section if not start else ""))
        head, rest = _cut_line(line, count)
        pieces.append(Block([head], "heading", run_in=True))
        block.lines[n] = rest
        start = n
    if not pieces:
        return [block]
    pieces.append(Block(block.lines[start:], "body"))
    return pieces


def _cut_line(line: Line, count: int) -> tuple[Line, Line]:
    parts = []
    for words in (line.words[:count], line.words[count:]):
        words[0].glued = False
        parts.append(Line(words, line.turn, line.page, line.block, line.column))
    return parts[0], parts[1]


def _ends_short(before: Line, line: Line) -> bool:
    return before.u1 < line.column[1] - 2 * line.size or abs(before.size - line.size) > 0.3 or before.font != line.font


def _heading_length(lines: Sequence[Line], start: int, style: Style) -> int:
    """How many lines from `start` on are one heading, 0 for none."""
    first = lines[start]
    if start and not _may_follow(lines[start - 1], first):
        return 0
    if caption_match(first, style, starts=True) or _beside(lines, start):
        return 0
    end = start + 1
    if not KNOWN.match(first.text.strip()):
        while end < len(lines) and end - start < 4 and _same_heading(lines[end - 1], lines[end], style):
            end += 1
    after = lines[end] if end < len(lines) else None
    alone = after is None and start == 0
    return end - start if looks_like_heading(lines[start:end], style, alone=alone, after=after) else 0


def _beside(lines: Sequence[Line], n: int) -> bool:
    """Whether another piece of text stands on the same height: a table's row, no heading."""
    return any(abs(lines[k].v - lines[n].v) < 0.5 * lines[n].size for k in (n - 1, n + 1) if 0 <= k < len(lines))


def _same_heading(before: Line, line: Line, style: Style) -> bool:
    """Whether the heading goes on in this line."""
    look, other = HeadingStyle.of(before), HeadingStyle.of(line)
    if abs(look.size - other.size) > 0.5 or not before.faces & line.faces or (look.capitals and not other.capitals):
        return False
    if before.faces <= style.faces and before.size < style.size + 0.6:
        return False
    numbered = re.match(r"^\d+(\.\d+)*\.?\s", line.text) is not None
    return not numbered and not KNOWN.match(line.text.strip()) and 0 < line.v - before.v < 1.6 * line.size


def _may_follow(before: Line, line: Line) -> bool:
    """Whether a heading may begin after this line of the same block: a paragraph ends here."""
    if abs(before.size - line.size) > 0.4 or before.u1 < line.column[1] - 3 * line.size:
        return True
    return not before.faces & line.faces and re.search(r"[.:?!)\d]$", before.text) is not None


def _mark_page(page: PageText, blocks: list[Block], style: Style) -> list[Block]:
    """The page's blocks with the kinds that a page's looks tell: captions, footnotes, tables and figures, body."""
    main = max((line.turn for line in page.lines), key=[line.turn for line in page.lines].count, default=0)
    for n, block in enumerate(blocks):
        if block.kind:
            continue
        if block.lines[0].turn != main:
            block.kind = "table"
        elif caption_match(block.lines[0], style, starts=True):
            block.kind = "caption"
        elif _is_footnote(page, blocks, n, style):
            block.kind = "footnote"
        elif is_prose(block, style):
            block.kind = "body"
    return _mark_floats(blocks, style)


def _is_footnote(page: PageText, blocks: list[Block], n: int, style: Style) -> bool:
    """Whether the block is small text at the foot of its column."""
    block = blocks[n]
    if block.size > 0.93 * style.size or shown_top(page, block.lines[0]) < 0.45:
        return False
    last_of_column = all(
        other.lines[0].column != block.lines[0].column or other.size <= 0.93 * style.size for other in blocks[n + 1 :]
    )
    return (
        last_of_column
        and bool(_FOOTNOTE_MARK.match(block.text))
        and (block.lines[0].words[0].script == 1 or is_prose(block, style) or len(block.text) > 25)
    )


def _mark_floats(blocks: list[Block], style: Style) -> list[Block]:
    """The page's blocks, those without a kind told: figure and table text, equations, lines of running text among them."""
    near_caption = any(block.kind == "caption" for block in blocks)
    in_table = False
    out: list[Block] = []
    for block in blocks:
        if block.kind == "caption":
            in_table = block.text[:3].lower() == "tab"
        elif block.kind in ("body", "heading"):
            in_table = False
        if block.kind:
            out.append(block)
        elif not in_table and _holds_running_text(block, style):
            out.extend(_parted_formulas(block))
        else:
            loose = near_caption or block.size < 0.93 * style.size or _many_fragments(block)
            block.kind = "table" if loose and not _is_equation(block, style) else "body"
            block.formula = block.kind == "body"
            out.append(block)
    out = _joined_captions(out, style)
    _after_table_captions(out, style)
    return out


def _joined_captions(blocks: Sequence[Block], style: Style) -> list[Block]:
    """The blocks, lines set wide apart under a caption that is not finished taken into it."""
    out: list[Block] = []
    for block in blocks:
        if (
            out
            and out[-1].kind == "caption"
            and block.kind in ("body", "table")
            and _ends_caption(out[-1], block, style)
        ):
            out[-1].lines = [*out[-1].lines, *block.lines]
        else:
            out.append(block)
    return out


def _ends_caption(caption: Block, block: Block, style: Style) -> bool:
    last, first = caption.lines[-1], block.lines[0]
    alike = abs(last.size - first.size) < 0.2 and last.font == first.font and abs(last.u0 - first.u0) < first.size
    near = last.page == first.page and 0 < first.v - last.v < 2.2 * first.size
    other = first.font not in style.faces or abs(first.size - style.size) > 0.35
    return alike and near and other and not FINAL.search(last.text) and len(rows_of(block.lines)) == len(block.lines)


def _holds_running_text(block: Block, style: Style) -> bool:
    """Whether lines of running text stand among the block's equations or fragments."""
    near = [line for line in block.lines if abs(line.size - style.size) <= 0.35]
    return any(_is_text_line(line) and line.u1 - line.u0 > 0.6 * (line.column[1] - line.column[0]) for line in near)


def _is_text_line(line: Line) -> bool:
    words = [w.text for w in line.words if re.fullmatch(r"[(\[“\"'‘]?[a-zà-ÿ’'-]{2,}[.,;:)\]”\"'’]*", w.text)]
    return len(words) >= 2 and len(words) >= 0.45 * len(line.words) and line.u0 < line.column[0] + 3 * line.size


def _parted_formulas(block: Block) -> list[Block]:
    """The block in pieces of running text and pieces of formulas between them."""
    out: list[Block] = []
    for line in block.lines:
        formula = not _is_text_line(line)
        if out and out[-1].formula == formula:
            out[-1].lines.append(line)
        else:
            out.append(Block([line], "body", formula=formula))
    return out


def _after_table_captions(blocks: list[Block], style: Style) -> None:
    """Small prose inside a table (long cells) belongs to the table."""
    inside = False
    for block in blocks:
        if block.kind == "caption":
            inside = block.text[:3].lower() == "tab"
        elif block.kind == "heading" or (block.kind == "body" and abs(block.size - style.size) < 0.3):
            inside = False
        elif inside and block.kind == "body" and block.size < style.size - 0.35:
            block.kind = "table"


def _is_equation(block: Block, style: Style) -> bool:
    text = block.text
    return (
        len(block.lines) <= 6
        and abs(block.size - style.size) < 0.15 * style.size
        and len(_MATHS.findall(text)) >= 1
        and len(text) < 200
    )


def _many_fragments(block: Block) -> bool:
    rows = {round(line.v / 3) for line in block.lines}
    return len(block.lines) >= 1.5 * len(rows) and len(block.lines) > 2


def _mark_references(blocks: list[Block], style: Style) -> None:
    """Everything under a references heading, up to a heading that begins something else."""
    inside: HeadingStyle | None = None
    for block in blocks:
        if block.kind == "heading":
            look = HeadingStyle.of(block.lines[0])
            if REFERENCES.match(block.text.strip()):
                inside = look
            elif (
                inside is not None
                and (_REFERENCE_ENDS.match(block.text.strip()) or (look == inside and KNOWN.match(block.text.strip())))
            ) or (
                inside is not None
                and look == inside
                and len(block.text) < 60
                and not re.search(r"\d{4}|[,;]", block.text)
            ):
                inside = None
            elif inside is not None:
                block.kind = "reference"
        elif inside is not None and block.kind in ("body", "footnote", "table"):
            block.kind = "reference"


def _mark_stray_references(blocks: list[Block], style: Style) -> None:
    """References that go on after other short sections, as where a page's columns end in them side by side."""
    sizes = Counter(round(block.size, 1) for block in blocks if block.kind == "reference")
    if not sizes:
        return
    usual = sizes.most_common(1)[0][0]
    first = next(n for n, block in enumerate(blocks) if block.kind == "reference")
    for block in blocks[first:]:
        if (
            block.kind in ("body", "table", "footnote")
            and abs(block.size - usual) < 0.2
            and abs(usual - style.size) > 0.4
            and _cites(block)
        ):
            block.kind = "reference"


def _cites(block: Block) -> bool:
    """Whether the block reads like a list of works: years, initials and page ranges, no running text."""
    text = block.text
    years = len(re.findall(r"\b(?:19|20)\d\d[a-z]?\b", text))
    initials = len(re.findall(r"\b[A-Z]\.|\b[A-Z]{1,3}[,;]", text))
    return years >= 1 and years + initials >= len(text) / 60


def _mark_front(blocks: list[Block], style: Style) -> None:
    """The title block, and what stands around the abstract: affiliations, key words, dates, notes on rights."""
    if not blocks:
        return
    first_page = blocks[0].page
    begun = next(
        (n for n, block in enumerate(blocks) if block.page <= first_page + 1 and _begins_text(block, style)), None
    )
    running = next(
        (n for n, block in enumerate(blocks) if block.page <= first_page + 1 and _is_running_text(block, style)), None
    )
    if begun is None or (running is not None and running < begun):
        begun = running if running is not None else begun or 0
        _name_unmarked(blocks, begun, style)
    for block in blocks[:begun]:
        if not block.section:
            block.kind = "front"
    _mark_above(blocks, begun)
    in_abstract, abstract = False, None
    captioned = any(block.kind == "caption" and block.page == first_page for block in blocks)
    for block in blocks[begun:]:
        if block.page > first_page + 1:
            break
        if block.kind == "heading":
            look = HeadingStyle.of(block.lines[0])
            opens = bool(ABSTRACT.match(block.text.strip()))
            # "Background", "Methods", "Results" in lesser type under it are parts of the abstract
            in_abstract = opens or (in_abstract and abstract is not None and abstract.stronger(look))
            abstract = look if opens else abstract
        if block.page == first_page or _is_note_at_side(block, style) or _RIGHTS.match(block.text):
            if block.kind == "table" and captioned and not _FRONT_WORDS.match(block.text):
                continue
            _mark_beside_abstract(block, style, in_abstract=in_abstract or block.section == "Abstract")


def _mark_above(blocks: Sequence[Block], begun: int) -> None:
    """What stands higher on the page than the abstract's heading, in whichever column, belongs to the title block."""
    first = blocks[begun]
    if not ABSTRACT.match(first.text.strip()):
        return
    end = next((n for n in range(begun, len(blocks)) if blocks[n].page != first.page), len(blocks))
    below: Block | None = None
    for block in reversed(blocks[begun + 1 : end]):
        above = block.kind in ("body", "heading", "table") and block.lines[-1].v < first.lines[0].v
        if above and (below is None or below.kind == "front" or _apart(block, below)):
            block.kind = "front"
        below = block


def _apart(block: Block, below: Block) -> bool:
    """Whether there is white between the block and the next one, or they stand in different columns."""
    last, first = block.lines[-1], below.lines[0]
    return last.column != first.column or first.v - last.v > 1.9 * last.size


def _is_note_at_side(block: Block, style: Style) -> bool:
    """Whether the block is small and in a narrow column beside the text."""
    width = block.lines[0].column[1] - block.lines[0].column[0]
    return block.size < 0.93 * style.size and width < 0.6 * style.measure


def _mark_beside_abstract(block: Block, style: Style, *, in_abstract: bool) -> None:
    """Key words, dates, affiliations and notes on rights on the first page."""
    small = block.size < style.size - 0.35
    if _FRONT_WORDS.match(block.text):
        front = block.kind in ("body", "footnote", "table", "heading")
    elif block.kind == "body":
        front = small and (not in_abstract or _is_note_at_side(block, style) or block.size < 0.85 * style.size)
    else:
        front = block.kind == "footnote" or (block.kind == "table" and small)
    if front:
        block.kind = "front"


def _is_running_text(block: Block, style: Style) -> bool:
    """Whether the block is a paragraph in the paper's running style."""
    same = abs(block.size - style.size) < 0.35 and block.lines[-1].font in style.faces
    return (
        block.kind == "body"
        and same
        and len(block.lines) >= 4
        and is_prose(block, style)
        and not _FRONT_WORDS.match(block.text)
    )


def _is_paragraph(block: Block, style: Style) -> bool:
    return block.kind == "body" and is_prose(block, style) and not _FRONT_WORDS.match(block.text)


def _name_unmarked(blocks: Sequence[Block], begun: int, style: Style) -> None:
    """Names an abstract without a printed heading, and the introduction after it."""
    known = [b.text.strip() for b in blocks[begun:] if b.kind == "heading" and KNOWN.match(b.text.strip())]
    if not known:
        return
    large = [b for b in blocks[:begun] if len(b.text) > 300 and len(b.lines) >= 4 and _is_paragraph(b, style)]
    introduced = any(re.search(r"introduction|einleitung", text, re.IGNORECASE) for text in known)
    if large:
        large[-1].section = "Abstract"
        if not introduced:
            blocks[begun].section = "Introduction"
    elif introduced:
        blocks[begun].section = "Abstract"


def _begins_text(block: Block, style: Style) -> bool:
    """Whether the block is where a paper's text begins: its abstract or its first known or numbered heading."""
    text = block.text.strip()
    if block.kind == "heading":
        known = KNOWN.match(text) and not _FRONT_WORDS.match(text)
        return bool(known) or re.match(r"^(?:1|I)\.?\s+[A-Z]", text) is not None
    return bool(ABSTRACT.match(text)) and bool(
        re.match(r"^\S+(?:\s\S+)?\s?[:.—–-]", text) or block.lines[0].words[0].font != block.lines[-1].font
    )
