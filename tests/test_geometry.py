"""Page transforms against pdfium's own mapping, and what holds for all boxes."""

import ctypes
import io
import math

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.geometry import (
    TURNS,
    Rect,
    ShownPage,
    TextFrame,
    bounding,
    crop_box,
    fractions_of,
    intersection,
    is_empty,
    move,
    nearest_turn,
    shown_rotation,
    sorted_rect,
    turn_back,
    turned_matrix,
    turned_matrix_y_up,
    turned_size,
    union_boxes,
    upside_down,
)
from lib.records import Box

coordinates = st.floats(-500, 500, allow_nan=False)
sizes = st.floats(10, 2000)
turns = st.sampled_from(TURNS)
areas = st.builds(lambda x, y, width, height: (x, y, x + width, y + height), coordinates, coordinates, sizes, sizes)
rects = st.builds(sorted_rect, coordinates, coordinates, coordinates, coordinates)
frames = st.builds(TextFrame, turns, sizes, sizes)


def within(area: Rect, across: float, up: float) -> tuple[float, float]:
    """Return the point at these shares of the area's width and height."""
    x0, y0, x1, y1 = area
    return x0 + across * (x1 - x0), y0 + up * (y1 - y0)


def fractions(page: ShownPage, rect: Rect) -> Box:
    """Return the rectangle of PDF user space as fractions of the page as shown."""
    return fractions_of(1, page.rect_from_user(rect), (0, 0, page.width, page.height))


@given(areas, turns, st.floats(0, 1), st.floats(0, 1))
def test_every_point_of_the_page_is_shown_inside_it(area: Rect, rotation: int, across: float, up: float) -> None:
    page = ShownPage(area, rotation)
    x, y = page.from_user(*within(area, across, up))
    assert -1e-6 <= x / page.width <= 1 + 1e-6
    assert -1e-6 <= y / page.height <= 1 + 1e-6


@given(areas, turns, coordinates, coordinates, st.floats(0, 300), st.floats(0, 300))
def test_a_box_is_ordered_and_cut_to_the_page(
    area: Rect, rotation: int, x: float, y: float, width: float, height: float
) -> None:
    box = fractions(ShownPage(area, rotation), (x, y, x + width, y + height))
    assert 0 <= box.x0 <= box.x1 <= 1
    assert 0 <= box.top <= box.bottom <= 1


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50, 70, 400, 600)], ids=["whole", "cropped"])
@pytest.mark.parametrize("origin", [(0, 0), (-30, 40)], ids=["zero", "offset"])
def test_a_point_stands_where_pdfium_shows_it(
    rotation: int, crop: tuple[float, ...] | None, origin: tuple[float, float]
) -> None:
    media = (origin[0], origin[1], origin[0] + 595, origin[1] + 842)
    visible = tuple(value + origin[i % 2] for i, value in enumerate(crop)) if crop else media
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.MediaBox, page.CropBox, page.Rotate = list(media), list(visible), rotation
        data = io.BytesIO()
        pdf.save(data)
    document = pypdfium2.PdfDocument(data.getvalue())
    shown, scale, x, y = document[0], 100_000, ctypes.c_int(), ctypes.c_int()
    ours = ShownPage(visible, rotation)
    for point in [(visible[0] + 10, visible[1] + 20), (visible[0] + 200, visible[1] + 333)]:
        raw.FPDF_PageToDevice(shown, 0, 0, scale, scale, 0, *point, x, y)
        across, down = ours.from_user(*point)
        assert (across / ours.width, down / ours.height) == pytest.approx((x.value / scale, y.value / scale), abs=2e-5)
    assert (ours.width, ours.height) == pytest.approx(shown.get_size(), abs=0.01)
    document.close()


@given(st.lists(st.tuples(coordinates, coordinates, coordinates, coordinates), min_size=1))
def test_the_bounding_rectangle_holds_all(rects: list[tuple[float, float, float, float]]) -> None:
    whole = bounding(rects)
    assert all(whole[0] <= r[0] and whole[1] <= r[1] and whole[2] >= r[2] and whole[3] >= r[3] for r in rects)


def test_boxes_of_two_pages_have_no_union() -> None:
    with pytest.raises(ValueError, match="one page"):
        union_boxes([Box(1, 0, 0, 1, 1), Box(2, 0, 0, 1, 1)])


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_shown_point_is_placed_where_it_came_from(rotation: int, across: float, down: float) -> None:
    page = ShownPage((-30.0, 40.0, 500.0, 800.0), rotation)
    x, y = page.from_user(*page.to_user(across * page.width, down * page.height))
    assert (x / page.width, y / page.height) == pytest.approx((across, down), abs=1e-9)


@given(areas, turns, coordinates, coordinates)
def test_a_point_of_user_space_comes_back_from_the_page(area: Rect, rotation: int, x: float, y: float) -> None:
    page = ShownPage(area, rotation)
    assert page.to_user(*page.from_user(x, y)) == pytest.approx((x, y), abs=1e-9)


@given(areas, st.sampled_from([0, 90, 180]), st.floats(0, 1), st.floats(0, 1))
def test_a_quarter_turn_more_brings_the_left_edge_to_the_top(
    area: Rect, rotation: int, across: float, up: float
) -> None:
    point = within(area, across, up)
    page, turned = ShownPage(area, rotation), ShownPage(area, rotation + 90)
    x, y = page.from_user(*point)
    assert turned.from_user(*point) == pytest.approx((page.height - y, x), abs=1e-9)
    assert (turned.width, turned.height) == (page.height, page.width)


def test_the_drawing_of_each_turn() -> None:
    """The bottom left corner of the unturned page lies bottom left, then goes clockwise from corner to corner."""
    area = (-10.0, 20.0, 190.0, 320.0)
    corners = {turn: ShownPage(area, turn).from_user(-10, 20) for turn in TURNS}
    assert corners == {0: (0, 300), 90: (0, 0), 180: (200, 0), 270: (300, 200)}


@given(areas, turns, coordinates, coordinates)
def test_pdfminers_page_is_the_page_as_shown_with_y_up(area: Rect, rotation: int, x: float, y: float) -> None:
    page = ShownPage(area, rotation)
    across, up = move(turned_matrix_y_up(area, rotation), x, y)
    assert (across, page.height - up) == pytest.approx(page.from_user(x, y), abs=1e-9)


@given(areas, turns, st.booleans(), coordinates, coordinates)
def test_every_quarter_turn_has_its_way_back(area: Rect, turn: int, y_up: bool, x: float, y: float) -> None:
    matrix = turned_matrix(area, turn, y_up=y_up)
    assert move(turn_back(matrix), *move(matrix, x, y)) == pytest.approx((x, y), abs=1e-9)
    a, b, c, d, _, _ = matrix
    assert sorted(map(abs, (a, b, c, d))) == [0, 0, 1, 1]
    assert a * d - b * c == (-1 if y_up else 1)


@given(frames, coordinates, coordinates)
def test_a_point_of_the_text_frame_comes_back_from_the_page(frame: TextFrame, u: float, v: float) -> None:
    assert frame.from_shown(*frame.to_shown(u, v)) == pytest.approx((u, v), abs=1e-9)


@given(frames, rects)
def test_a_rectangle_of_the_text_frame_comes_back_from_the_page(frame: TextFrame, rect: Rect) -> None:
    assert frame.rect_from_shown(frame.rect_to_shown(*rect)) == pytest.approx(rect, abs=1e-9)


@given(frames, st.lists(coordinates), coordinates)
def test_a_row_of_points_stands_where_each_of_them_does(frame: TextFrame, us: list[float], v: float) -> None:
    assert frame.row_to_shown(us, v) == [frame.to_shown(u, v) for u in us]


@pytest.mark.parametrize(("turn", "along"), [(0, (1, 0)), (90, (0, -1)), (180, (-1, 0)), (270, (0, 1))])
def test_text_turned_counter_clockwise_runs_that_way_on_the_page(turn: int, along: tuple[int, int]) -> None:
    frame = TextFrame(turn, 300, 200)
    (x0, y0), (x1, y1) = frame.to_shown(10, 20), frame.to_shown(11, 20)
    assert (x1 - x0, y1 - y0) == along
    assert nearest_turn(along[0], -along[1]) == turn


@given(turns, areas, st.sampled_from([0, 90, 180, 270]))
def test_text_printed_upright_is_turned_back_by_the_pages_rotation(turn: int, area: Rect, rotation: int) -> None:
    """The frame of text does not see by how much the page was turned: both quarter turns add up."""
    page = ShownPage(area, rotation)
    frame = TextFrame((turn - rotation) % 360, page.width, page.height)
    plain = ShownPage(area, 0)
    there = TextFrame(turn, plain.width, plain.height)
    point = within(area, 0.3, 0.8)
    assert frame.from_shown(*page.from_user(*point)) == pytest.approx(
        there.from_shown(*plain.from_user(*point)), abs=1e-9
    )


@given(frames, st.floats(0.1, 0.9), st.floats(0.1, 0.9), st.floats(-0.2, 0.2))
def test_skew_turns_the_middle_of_a_line_about_the_middle_of_the_page(
    frame: TextFrame, across: float, down: float, skew: float
) -> None:
    x, y = across * frame.width, down * frame.height
    middle_x, middle_y = frame.width / 2, frame.height / 2
    angle = math.atan(skew)
    turned_x = middle_x + (x - middle_x) * math.cos(angle) - (y - middle_y) * math.sin(angle)
    turned_y = middle_y + (x - middle_x) * math.sin(angle) + (y - middle_y) * math.cos(angle)
    assert frame.skewed((x, y, x, y), skew) == pytest.approx((turned_x, turned_y, turned_x, turned_y), abs=1e-6)


@given(frames, rects)
def test_without_skew_a_box_stays(frame: TextFrame, rect: Rect) -> None:
    assert frame.skewed(rect, 0.0) == pytest.approx(rect, abs=1e-9)


@given(frames, st.floats(-0.2, 0.2))
def test_a_skewed_line_slopes_down_to_the_right_in_its_frame(frame: TextFrame, skew: float) -> None:
    along = frame.height if frame.turn % 180 else frame.width
    line = frame.rect_to_shown(0.1 * along, 5, 0.9 * along, 5)
    u0, v0, u1, v1 = frame.rect_from_shown(frame.skewed(line, skew))
    assert v1 - v0 == pytest.approx(abs(skew) * (u1 - u0), abs=1e-6)


@given(rects, rects)
def test_what_two_rectangles_share_lies_in_both(first: Rect, second: Rect) -> None:
    shared = intersection(first, second)
    assert intersection(second, first) == shared
    assert intersection(None, first) == intersection(first, first) == first
    if not is_empty(shared):
        for rect in (first, second):
            assert intersection(rect, shared) == shared


@given(areas, st.none() | rects)
def test_the_crop_box_lies_in_the_media_box_and_has_a_size(media: Rect, crop: Rect | None) -> None:
    shown = crop_box(media, crop)
    assert not is_empty(shown)
    assert intersection(media, shown) == shown


def test_a_crop_box_off_the_media_box_is_passed_over() -> None:
    media = (-30.0, -40.0, 500.0, 800.0)
    assert crop_box(media, (600, 0, 700, 100)) == crop_box(media, (0, 10, 0, 20)) == crop_box(media, None) == media
    assert crop_box(media, (-100, 0, 200, 100)) == (-30, 0, 200, 100)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (0, 0),
        (90, 90),
        (180, 180),
        (270, 270),
        (360, 0),
        (450, 90),
        (-90, 270),
        (-270, 90),
        (45, 0),
        (100, 90),
        (-1, 270),
    ],
)
def test_rotations_are_quarter_turns_rounded_down(written: int, shown: int) -> None:
    assert shown_rotation(written) == shown


@given(areas, turns)
def test_a_turned_area_keeps_its_size(area: Rect, turn: int) -> None:
    page = ShownPage(area, turn)
    assert turned_size(area, turn) == (page.width, page.height)
    assert page.rect_from_user(area) == pytest.approx((0, 0, page.width, page.height), abs=1e-9)


@given(rects, sizes)
def test_a_rectangle_upside_down_twice_is_as_before(rect: Rect, height: float) -> None:
    once = upside_down(rect, height)
    assert once[1] <= once[3]
    assert upside_down(once, height) == pytest.approx(rect, abs=1e-9)


@given(areas, turns, rects)
def test_fractions_of_the_crop_box_are_the_same_wherever_the_page_was_measured(
    media: Rect, rotation: int, crop: Rect
) -> None:
    """The main reader measures on the MediaBox as shown, pdfium on the CropBox: their boxes are alike."""
    crop = crop_box(media, crop)
    if min(turned_size(crop, 0)) < 1:
        return
    rect = (*within(crop, 0.2, 0.3), *within(crop, 0.6, 0.7))
    on_media = ShownPage(media, rotation)
    box = fractions_of(1, on_media.rect_from_user(rect), on_media.rect_from_user(crop))
    other = fractions(ShownPage(crop, rotation), rect)
    assert box.to_dict() == pytest.approx(other.to_dict(), abs=2e-6)


def test_a_line_without_a_direction_stands_upright() -> None:
    assert nearest_turn(0.0, 0.0) == 0
