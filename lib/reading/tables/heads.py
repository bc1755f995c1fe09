"""The heads of a table's columns: how many rows they take, and which columns each stands over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from lib.geometry import Rect
from lib.reading.layout.lines import Line
from lib.reading.layout.words import Word
from lib.reading.tables.columns import is_number, pieces_of, row_words
from lib.reading.tables.grid import GridCell, GridRow
from lib.reading.tables.ruling import Level, uprights_at

MOST_HEAD_ROWS = 8
MOST_HEAD_SHARE = 0.6
"""Heads are at most this share of the printed lines."""
MOST_HEAD_RULES = 3
"""More rules inside a table part its rows, and the first alone its heads from them."""
LONGEST_HEAD = 150
"""Letters of the longest head of a column."""
NUMBERS_SHARE = 0.5
"""A row with this share of numbers among its cells, the first left out, is no head."""
RULE_SLACK_PT = 1.0
COVERED_SHARE = 0.5
"""A head over more than this share of a column's cells, or of itself, stands over the column."""
MOST_FURTHER_ROWS = 5
"""Heads under a second rule have at most so many printed lines."""
HEAD_LEADING_EM = 1.6
"""Lines of one head stand no further under each other."""
LEAST_COUNTED = 3
"""So many numbers that count on are heads."""
LEAST_WALLS = 2
"""So many upright rules between the columns box the heads."""
_COUNT = re.compile(r"^\(?\s*n\s*=|^\(?%\)?$|^(?:19|20)\d\d$|^\d{1,2}\s?(?:st|nd|rd|th)$", re.IGNORECASE)
"""Numbers that stand in heads: of people, percent signs, years, places in an order."""
_UNIT = re.compile(r"^[(\[][^()\[\]]{1,15}[)\]]$")

Extent = tuple[float, float]


def head_count(printed: Sequence[Sequence[Line]], levels: Sequence[Level]) -> int:
    """Return how many printed lines are heads, a row of units under them among these."""
    count = _count_without_units(printed, levels)
    return count + 1 if 0 < count < len(printed) - 1 and _are_units(printed[count], printed[0]) else count


def _are_units(row: Sequence[Line], head: Sequence[Line]) -> bool:
    """Return whether the row's cells are units in brackets, none under the first head: "(g)", "[cm]"."""
    pieces = pieces_of(row_words(row), row[0].size)
    texts = [unicodedata.normalize("NFKC", " ".join(word.text for word in piece)) for piece in pieces]
    inner = min(line.u0 for line in row) > min(line.u0 for line in head) + row[0].size
    return inner and all(_UNIT.match(text) and not is_number(text) for text in texts)


def _count_without_units(printed: Sequence[Sequence[Line]], levels: Sequence[Level]) -> int:
    """Return how many printed lines are heads: those over the first full rule inside the table, and over the next ones as
    long as no numbers stand between; where no rule tells, those over the first row of numbers.
    """
    most = min(MOST_HEAD_ROWS, max(1, int(MOST_HEAD_SHARE * len(printed))))
    heights = [max(line.v for line in row) for row in printed]
    inside = [level for level in levels if heights[0] - RULE_SLACK_PT < level.v < heights[-1] - RULE_SLACK_PT]
    few = (
        len(inside) <= MOST_HEAD_RULES and not inside[0].joints() if inside else False
    )  # else all are drawn cell by cell
    count = 0
    for level in inside:
        over = sum(v < level.v + RULE_SLACK_PT for v in heights)
        if over > most:
            break
        if count and not _heads_on(printed[:count], printed[count:over], level, few=few):
            break
        count = over
    if count and _is_long(printed[:count]):
        return 0
    if count and (_counts_on(printed[count - 1]) or not all(is_numeric(row) for row in printed[:count])):
        return count
    if count and _is_bold(printed[:count]) and not _is_bold(printed[count : count + 1]):
        return count
    bold = _bold_rows(printed)
    if 0 < bold <= most:
        return _without_label(printed, bold)
    for n, row in enumerate(printed[: most + 1]):
        if is_numeric(row):
            return _without_label(printed, n)
    return 1


def _counts_on(row: Sequence[Line]) -> bool:
    """Return whether the row's cells behind the first count on: 1, 2, 3, be there words behind them."""
    texts = [" ".join(word.text for word in piece) for piece in pieces_of(row_words(row), row[0].size)][1:]
    count = next((n for n, text in enumerate(texts) if not text.isdecimal()), len(texts))
    numbers = [int(text) for text in texts[:count]]
    return len(numbers) >= LEAST_COUNTED and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_bold(rows: Sequence[Sequence[Line]]) -> bool:
    return all(line.bold for row in rows for line in row)


def _bold_rows(printed: Sequence[Sequence[Line]]) -> int:
    """Return how many printed lines at the top are wholly bold over one whose cells behind the first are not."""
    count = next((n for n, row in enumerate(printed) if not all(line.bold for line in row)), 0)
    under = printed[count] if count < len(printed) else []
    return count if len(under) > 1 and not any(line.bold for line in under[1:]) else 0


def _is_long(rows: Sequence[Sequence[Line]]) -> bool:
    """Return whether the rows hold a text longer than any head."""
    texts: dict[int, int] = {}
    for row in rows:
        for n, piece in enumerate(pieces_of(row_words(row), row[0].size)):
            texts[n] = texts.get(n, 0) + sum(len(word.text) for word in piece)
    return max(texts.values(), default=0) > LONGEST_HEAD


def _heads_on(over: Sequence[Sequence[Line]], rows: Sequence[Sequence[Line]], level: Level, *, few: bool) -> bool:
    """Return whether the rows over a further rule are heads as well: they hold more pieces than those over the rule before,
    or are few, under `few` rules, the last of them drawn column by column.
    """
    if not rows or len(rows) > MOST_FURTHER_ROWS or any(is_numeric(row) for row in rows):
        return False
    more = max(_pieces(row) for row in rows) > max(_pieces(row) for row in over)
    return more or (few and len(level.joints()) > 0)


def _pieces(row: Sequence[Line]) -> int:
    return len(pieces_of(row_words(row), row[0].size))


def _without_label(printed: Sequence[Sequence[Line]], n: int) -> int:
    """Return the count without a row of one label right over the first numbers."""
    while n > 1 and len(pieces_of(row_words(printed[n - 1]), printed[n - 1][0].size)) == 1:
        row = printed[n - 1]
        if row[0].u0 > min(line.u0 for line in printed[n]) + 2 * row[0].size:
            break
        n -= 1
    return n


def is_numeric(row: Sequence[Line]) -> bool:
    """Return whether numbers are most of the row's cells behind its first one, such as heads hold left out."""
    texts = [" ".join(w.text for w in piece) for piece in pieces_of(row_words(row), row[0].size)][1:]
    texts = [text for text in texts if text]
    numbers = sum(
        is_number(text) and not _COUNT.match(unicodedata.normalize("NFKC", text)) and text.count(")") <= text.count("(")
        for text in texts
    )
    return bool(texts) and numbers >= NUMBERS_SHARE * len(texts)


def head_rows(
    printed: Sequence[Sequence[Line]],
    content: Sequence[Extent],
    edges: Sequence[float],
    levels: Sequence[Level],
    rules: Sequence[Rect],
) -> list[GridRow]:
    """Return the rows of heads; `content` is what the cells of each column cover, `edges` part the columns."""
    placed = [_placed(row, content, edges, _walls_at(row[0], content, rules)) for row in printed]
    walled = any(len(_inner_walls(row, content, rules)) >= LEAST_WALLS for row in placed if row)
    for n, row in enumerate(placed):
        below = [other for later in placed[n + 1 :] for other in later]
        boxed = walled and _spread_boxed(row, content, rules)
        _spread([] if boxed else row, below, content, [level for level in levels if _between(level, printed, n)])
    out: list[GridRow] = []
    for row in placed:
        fresh = []
        for piece in row:
            over = _goes_on(piece, out, levels)
            if over is None:
                fresh.append(piece)
            else:
                over.lines.extend(piece.lines)
        if fresh:
            out.append(GridRow(fresh, head=True))
    for n, made in enumerate(out):
        if _inner_walls(made.cells, content, rules):
            continue  # its box tells its columns
        below = out[n + 1].cells if n + 1 < len(out) else []
        titled = made.cells[0].column == 0 and any(cell.column == 0 for cell in below)
        if len(made.cells) == 1 and (len(out) == 1 or titled):  # the only head of its height stands over every column
            made.cells[0].column, made.cells[0].column_span = 0, len(content)
    return out


def column_heads(rows: Sequence[GridRow], columns: int) -> list[list[str]]:
    """Return the heads of each column from the top down."""
    return [
        [cell.text for row in rows for cell in row.cells if cell.column <= column < cell.column + cell.column_span]
        for column in range(columns)
    ]


def _between(level: Level, printed: Sequence[Sequence[Line]], n: int) -> bool:
    v = max(line.v for line in printed[n])
    below = min(line.v for line in printed[n + 1]) if n + 1 < len(printed) else float("inf")
    return v - RULE_SLACK_PT < level.v < below


def _placed(
    row: Sequence[Line], content: Sequence[Extent], edges: Sequence[float], walls: Sequence[float]
) -> list[GridCell]:
    """Return the row's pieces, each over the columns whose cells it covers; upright rules at `walls` part them."""
    size = max(line.size for line in row)
    out: list[GridCell] = []
    for words in _cut_at(pieces_of(row_words(row), size), edges, walls, size):
        first = row[0]
        line = Line(words, first.turn, first.page, first.block, first.column)
        over = [n for n, extent in enumerate(content) if _covers((line.u0, line.u1), extent)]
        if not over:
            middle = (line.u0 + line.u1) / 2
            over = [min(range(len(content)), key=lambda n: abs((content[n][0] + content[n][1]) / 2 - middle))]
        if out and out[-1].column + out[-1].column_span > over[0]:
            if over[-1] > over[0]:
                over = [n for n in over if n >= out[-1].column + out[-1].column_span]
            elif out[-1].column_span > 1:
                out[-1].column_span = max(1, over[0] - out[-1].column)
            else:
                out[-1].lines.append(line)
                continue
        out.append(GridCell(over[0], [line], over[-1] - over[0] + 1))
    return out


def _cut_at(
    pieces: Sequence[list[Word]], edges: Sequence[float], walls: Sequence[float], size: float
) -> list[list[Word]]:
    """Return the pieces, cut where a blank wider than usual lies at the edge of a column, and where an upright rule stands
    between two words.
    """
    out: list[list[Word]] = []
    for piece in pieces:
        out.append([piece[0]])
        for word in piece[1:]:
            before = out[-1][-1]
            at_edge = any(before.u1 - 1 <= edge <= word.u0 + 1 for edge in edges)
            walled = any((before.u0 + before.u1) / 2 < wall <= word.u0 + 1 for wall in walls)
            if walled or (at_edge and word.u0 - before.u1 > 0.33 * size):
                out.append([word])
            else:
                out[-1].append(word)
    return out


def _covers(piece: Extent, content: Extent) -> bool:
    both = min(piece[1], content[1]) - max(piece[0], content[0])
    return both > COVERED_SHARE * min(piece[1] - piece[0], content[1] - content[0])


def _spread_boxed(row: Sequence[GridCell], content: Sequence[Extent], rules: Sequence[Rect]) -> bool:
    """Return whether upright rules box the row's heads, and let each stand over the columns of its box."""
    walls = _inner_walls(row, content, rules) if row else []
    if not walls:
        return False
    for cell in row:
        middle = (cell.u0 + cell.u1) / 2
        left = max((wall for wall in walls if wall < middle), default=float("-inf"))
        right = min((wall for wall in walls if wall > middle), default=float("inf"))
        if sum(left < (other.u0 + other.u1) / 2 < right for other in row) > 1:
            continue  # several heads in one box
        columns = [n for n, (u0, u1) in enumerate(content) if left < (u0 + u1) / 2 < right]
        if columns:
            cell.column, cell.column_span = columns[0], len(columns)
    return True


def _inner_walls(row: Sequence[GridCell], content: Sequence[Extent], rules: Sequence[Rect]) -> list[float]:
    """Return where upright rules between the columns cross the row's height."""
    return _walls_at(row[0].lines[0], content, rules)


def _walls_at(line: Line, content: Sequence[Extent], rules: Sequence[Rect]) -> list[float]:
    return [wall for wall in uprights_at(rules, line.v - line.size / 3) if content[0][1] < wall < content[-1][0]]


def _spread(row: list[GridCell], below: Sequence[GridCell], content: Sequence[Extent], levels: Sequence[Level]) -> None:
    """Let heads over several columns stand over all of them: those that a rule under the head spans, or those over which
    it is centred.
    """
    taken = {n for cell in row for n in range(cell.column, cell.column + cell.column_span)}
    for cell in row:
        middle = (cell.u0 + cell.u1) / 2
        stroke = next((s for level in levels for s in level.strokes() if s[0] <= middle <= s[1]), None)
        columns = [n for n, (u0, u1) in enumerate(content) if stroke and stroke[0] - 3 < (u0 + u1) / 2 < stroke[1] + 3]
        own = set(range(cell.column, cell.column + cell.column_span))
        if columns and len(columns) < len(content) - 1 and not (set(columns) - own) & taken and below:
            cell.column, cell.column_span = columns[0], len(columns)
        elif below:
            first, last = _centred(cell, {n for n in taken if n not in own}, below, content)
            cell.column, cell.column_span = first, last - first + 1
        taken |= set(range(cell.column, cell.column + cell.column_span))


def _centred(cell: GridCell, taken: set[int], below: Sequence[GridCell], content: Sequence[Extent]) -> tuple[int, int]:
    """Return first and last of the free columns with heads below over which the head is centred best."""
    headed = {n for other in below for n in range(other.column, other.column + other.column_span)}
    free = [n for n in range(len(content)) if n not in taken and (n in headed and n > 0)]
    first, last = cell.column, cell.column + cell.column_span - 1
    if first == 0 and last == 0:
        return first, last
    middle = (cell.u0 + cell.u1) / 2
    best = (abs((content[first][0] + content[last][1]) / 2 - middle), first, last)
    a = first
    while a - 1 in free:
        a -= 1
    b = last
    while b + 1 in free:
        b += 1
    spans = [(left, right) for left in range(a, first + 1) for right in range(last, b + 1)]
    for left, right in sorted(spans, key=lambda span: span[1] - span[0]):  # of two alike the narrower one
        off = abs((content[left][0] + content[right][1]) / 2 - middle)
        if off < best[0] - 2:
            best = (off, left, right)
    return best[1], best[2]


def _goes_on(piece: GridCell, rows: Sequence[GridRow], levels: Sequence[Level]) -> GridCell | None:
    """Return the head above that the piece goes on with: over the same columns, close under it, no rule between."""
    for row in reversed(rows):
        for cell in row.cells:
            last = cell.lines[-1]
            same = cell.column == piece.column and cell.column_span == piece.column_span
            near = piece.lines[0].v - last.v < HEAD_LEADING_EM * piece.lines[0].size
            middle = (piece.u0 + piece.u1) / 2
            ruled = any(
                last.v - RULE_SLACK_PT < level.v < piece.lines[0].v - RULE_SLACK_PT
                and any(u0 <= middle <= u1 for u0, u1 in level.pieces)
                for level in levels
            )
            if same and near and not ruled and last.font == piece.lines[0].font:
                return cell
    return None
