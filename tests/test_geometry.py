"""Page transforms against pdfium's own mapping, and what holds for all boxes."""

import ctypes
import io

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.geometry import PageFrame, bounding, union_boxes
from lib.records import Box

coordinates = st.floats(-500, 500, allow_nan=False)
frames = st.builds(
    lambda x, y, width, height, rotation: PageFrame(1, (x, y, x + width, y + height), rotation),
    coordinates,
    coordinates,
    st.floats(10, 2000),
    st.floats(10, 2000),
    st.sampled_from([0, 90, 180, 270]),
)


@given(frames, st.floats(0, 1), st.floats(0, 1))
def test_every_point_of_the_page_is_shown_inside_it(frame: PageFrame, across: float, up: float) -> None:
    x0, y0, x1, y1 = frame.crop
    x, y = frame.show(x0 + across * (x1 - x0), y0 + up * (y1 - y0))
    assert -1e-6 <= x <= 1 + 1e-6
    assert -1e-6 <= y <= 1 + 1e-6


@given(frames, coordinates, coordinates, st.floats(0, 300), st.floats(0, 300))
def test_a_box_is_ordered_and_cut_to_the_page(
    frame: PageFrame, x: float, y: float, width: float, height: float
) -> None:
    box = frame.box((x, y, x + width, y + height))
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
    frame = PageFrame(1, visible, rotation)
    for point in [(visible[0] + 10, visible[1] + 20), (visible[0] + 200, visible[1] + 333)]:
        raw.FPDF_PageToDevice(shown, 0, 0, scale, scale, 0, *point, x, y)
        assert frame.show(*point) == pytest.approx((x.value / scale, y.value / scale), abs=2e-5)
    assert frame.size_pt == pytest.approx(shown.get_size(), abs=0.01)
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
    frame = PageFrame(1, (-30.0, 40.0, 500.0, 800.0), rotation)
    assert frame.show(*frame.place(across, down)) == pytest.approx((across, down), abs=1e-9)
