"""Labels that an outline holds whole are told from numbers on stones and from cards that stones lie on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.vision.measuring.swallowed_labels import labels_among, swallowed_share

STONE = np.array([[100.0, 50.0], [300.0, 50.0], [300.0, 150.0], [100.0, 150.0]])


def plate(text: str) -> Region:
    return Region(RegionKind.LABEL, Box(1, 2, 30, 40), 0.9, text)


@pytest.mark.parametrize("text", ["Quartz", "Кварц, Урал\nПирит", "FMM 12"])
def test_what_bears_words_is_a_label(text: str) -> None:
    assert labels_among([plate(text)]) == [plate(text).box_px]


@pytest.mark.parametrize("text", ["", "1 CM", '1"', "82451", "10 mm", "ii"])
def test_edges_numbers_and_scratches_are_none(text: str) -> None:
    assert labels_among([plate(text)]) == []


def test_a_label_within_the_outline_counts_with_its_area() -> None:
    assert swallowed_share(STONE, [Box(100, 50, 200, 150)]) == pytest.approx(0.5, abs=0.02)


def test_a_stone_on_its_card_swallows_nothing() -> None:
    assert swallowed_share(STONE, [Box(60, 20, 340, 200)]) == 0
    assert swallowed_share(STONE, [Box(60, 50, 180, 150)]) == 0


def test_without_labels_nothing_is_swallowed() -> None:
    assert swallowed_share(STONE, []) == 0
    assert swallowed_share(STONE, [Box(400, 400, 420, 420)]) == 0


@given(
    moved=st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
    size=st.floats(5, 60),
    at=st.tuples(st.floats(0, 250), st.floats(0, 150)),
)
def test_the_share_goes_with_the_outline_wherever_it_is(
    moved: tuple[float, float], size: float, at: tuple[float, float]
) -> None:
    x, y = round(moved[0]), round(moved[1])
    label = Box(60 + at[0], 20 + at[1], 60 + at[0] + size, 20 + at[1] + size)
    here = swallowed_share(STONE, [label])
    there = swallowed_share(STONE + np.array((x, y)), [Box(label.x0 + x, label.y0 + y, label.x1 + x, label.y1 + y)])
    assert there == pytest.approx(here, abs=1e-9)
    assert 0 <= here <= 1
