"""The section path that headings give to what follows them."""

from __future__ import annotations

from lib.reading.structure.headings import HeadingStyle, clean_heading, numbering_depth


class SectionPath:
    """The headings above the current place, from the outermost in."""

    def __init__(self) -> None:
        self._open: list[tuple[str, HeadingStyle, int]] = []

    def enter(self, text: str, style: HeadingStyle, *, top: bool = False) -> None:
        """Take in a heading: numbered ones by their number, others by the style they share with one that is open."""
        depth = 1 if top else numbering_depth(text)
        name = clean_heading(text)
        keep = len(self._open)
        if depth:
            keep = self._above_number(depth, style)
        else:
            for n, (_, other, other_depth) in enumerate(self._open):
                if (other.alike(style) and not other_depth) or (
                    other.alike(style) and other_depth and style.size == other.size
                ):
                    keep = n
                    break
                if style.stronger(other):
                    keep = n
                    break
        del self._open[keep:]
        self._open.append((name, style, depth))

    def name(self, text: str) -> None:
        """Take in a section of the first level that has no printed heading."""
        self._open = [(text, HeadingStyle(0, "", False, False, False), 1)]

    def _above_number(self, depth: int, style: HeadingStyle) -> int:
        for n, (_, other, other_depth) in enumerate(self._open):
            if other_depth >= depth or (
                not other_depth and (depth == 1 or other.alike(style) or not other.stronger(style))
            ):
                return n
        return len(self._open)

    def __str__(self) -> str:
        return " > ".join(name for name, _, _ in self._open)
