"""No place of a page is lit twice, and none that is cited is left out."""

import random

from lib.drawing.highlight_places import part_places
from lib.geometry import Rect, intersection, is_empty

LINE: Rect = (72.0, 100.0, 300.0, 112.0)
NEXT: Rect = (72.0, 111.0, 300.0, 123.0)


def test_the_same_words_of_several_citations_are_one_place() -> None:
    nearly: Rect = (72.4, 99.7, 300.3, 112.2)
    assert part_places([[LINE], [nearly], [LINE, NEXT]]) == [([0, 1, 2], [LINE]), ([2], [NEXT])]


def test_lines_that_touch_stay_two() -> None:
    assert part_places([[LINE], [NEXT]]) == [([0], [LINE]), ([1], [NEXT])]


def test_a_cell_in_a_row_is_cited_for_both_and_the_rest_of_the_row_for_one() -> None:
    cell: Rect = (100.0, 100.0, 150.0, 112.0)
    assert part_places([[LINE], [cell]]) == [
        ([0], [(72.0, 100.0, 100.0, 112.0), (150.0, 100.0, 300.0, 112.0)]),
        ([0, 1], [cell]),
    ]


def test_whatever_the_places_none_overlap_on_a_line_and_all_are_covered() -> None:
    for seed in range(300):
        draw = random.Random(seed)  # noqa: S311
        places: list[list[Rect]] = []
        for _ in range(draw.randint(1, 6)):
            rects: list[Rect] = []
            for _ in range(draw.randint(1, 4)):
                top, left = 12.0 * draw.randint(0, 4), 20.0 * draw.randint(0, 8)
                rects.append((left, top, left + 20.0 * draw.randint(1, 6), top + 12.0 * draw.randint(1, 2)))
            places.append(rects)
        lit = [(set(by), rect) for by, rects in part_places(places) for rect in rects]
        for at, (_, one) in enumerate(lit):
            assert all(is_empty(intersection(one, other)) for _, other in lit[at + 1 :]), seed
        for citation, rects in enumerate(places):
            for x0, top, x1, bottom in rects:
                for x in range(int(x0) + 2, int(x1), 4):
                    for y in range(int(top) + 2, int(bottom), 4):
                        assert any(r[0] <= x <= r[2] and r[1] <= y <= r[3] for _, r in lit), (seed, citation)
