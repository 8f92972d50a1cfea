"""Drawers go on the paper, at the largest of the scales there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.paper import PAPERS_MM
from mineral_desk.domain.storing.boxes import LONGEST_MM, DrawerSize
from mineral_desk.services.storing.on_paper.sheet import BAR_MM, HEAD_MM, MARGIN_MM, SCALES, sheet_of

SIDES = st.floats(1.0, LONGEST_MM)


@given(SIDES, SIDES, st.sampled_from(tuple(PAPERS_MM)))
def test_every_drawer_stands_on_the_page_to_scale(length_mm: float, width_mm: float, paper: str) -> None:
    sheet = sheet_of(DrawerSize(length_mm, width_mm, 100.0), paper)
    assert sheet.scale in SCALES
    assert sheet.drawer_mm == pytest.approx((length_mm / sheet.scale, width_mm / sheet.scale))
    assert sorted((sheet.width_mm, sheet.height_mm)) == sorted(PAPERS_MM[paper])
    assert sheet.a_page >= 1
    room = sheet.room_mm
    for place in range(sheet.a_page):
        left, top = sheet.corner_mm(place)
        assert left >= MARGIN_MM - 1e-6
        assert top - HEAD_MM >= MARGIN_MM - 1e-6
        assert left + max(sheet.drawer_mm[0], sheet.head_mm) <= MARGIN_MM + room[0] + 1e-6
        assert top + sheet.drawer_mm[1] + BAR_MM <= MARGIN_MM + room[1] + 1e-6


@pytest.mark.parametrize(
    ("drawer", "paper", "scale", "a_page", "lies"),
    [
        ((600, 400), "A4", 2.5, 1, True),
        ((600, 400), "A3", 2.0, 1, True),
        ((600, 150), "A4", 2.5, 2, True),
        ((250, 160), "A4", 1.0, 1, True),
        ((170, 100), "A4", 1.0, 2, False),
        ((3000, 3000), "A5", 25.0, 1, False),
    ],
)
def test_scale_and_drawers_on_a_page(
    drawer: tuple[float, float], paper: str, scale: float, a_page: int, lies: bool
) -> None:
    sheet = sheet_of(DrawerSize(*drawer, 100.0), paper)
    assert (sheet.scale, sheet.a_page, sheet.width_mm > sheet.height_mm) == (scale, a_page, lies)
