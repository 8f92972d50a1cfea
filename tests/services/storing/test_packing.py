"""Every box stands in one drawer, once, inside it and on no other box."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.domain.storing.fitting import Boxed
from mineral_desk.domain.storing.plan import Drawer, PlacedBox, in_drawer_order
from mineral_desk.domain.storing.rules import StorageRules, UnknownHeight
from mineral_desk.domain.storing.sizes import StoredSpecimen
from mineral_desk.services.storing.packing import pack
from tests.domain.storing import drawn

TINY_MM = 0.02


def boxed(rules: StorageRules, which: list[int]) -> list[Boxed]:
    sizes = [rules.boxes[n % len(rules.boxes)] for n in which]
    return [
        Boxed(StoredSpecimen(n, str(n), length_mm=1.0, width_mm=1.0), UnknownHeight.WIDTH, size, size)
        for n, size in enumerate(sizes)
    ]


@settings(deadline=None)
@given(drawn.rules(), st.lists(st.integers(0, 50), max_size=120), st.booleans())
def test_boxes_are_placed_once_inside_and_apart(rules: StorageRules, which: list[int], by_box: bool) -> None:
    listed = in_drawer_order(boxed(rules, which), rules, by_box=by_box)
    drawers = list(pack(listed, rules))
    assert [one for drawer in drawers for one in drawer.boxes] == listed, "each once, in order"
    assert [drawer.number for drawer in drawers] == list(range(1, len(drawers) + 1))
    for drawer in drawers:
        assert drawer.boxes
        for one in drawer.placed:
            assert_inside(one, rules)
        for one, other in combinations(drawer.placed, 2):
            assert_apart(one, other)
        assert 0 < drawer.filled(rules.drawer) <= 1 + 1e-9


def assert_inside(one: PlacedBox, rules: StorageRules) -> None:
    assert one.x_mm >= 0
    assert one.y_mm >= 0
    assert one.x_mm + one.width_mm <= rules.drawer.length_mm + TINY_MM
    assert one.y_mm + one.depth_mm <= rules.drawer.width_mm + TINY_MM
    length, width, _ = rules.outside_mm(one.boxed.box)
    assert sorted((one.width_mm, one.depth_mm)) == pytest.approx(sorted((length, width)), abs=TINY_MM)


def assert_apart(one: PlacedBox, other: PlacedBox) -> None:
    beside = one.x_mm + one.width_mm <= other.x_mm + TINY_MM or other.x_mm + other.width_mm <= one.x_mm + TINY_MM
    behind = one.y_mm + one.depth_mm <= other.y_mm + TINY_MM or other.y_mm + other.depth_mm <= one.y_mm + TINY_MM
    assert beside or behind


def test_boxes_of_one_size_fill_a_drawer_as_a_grid() -> None:
    rules = replace(drawn.RULES, wall_mm=0.0, drawer=replace(drawn.DRAWER, length_mm=160.0, width_mm=120.0))
    drawers = list(pack(boxed(rules, [0] * 40), rules))
    assert [len(drawer.boxes) for drawer in drawers] == [16, 16, 8]
    assert drawers[0].filled(rules.drawer) == pytest.approx(1.0)


def test_a_box_that_goes_into_no_drawer_is_left_out_before() -> None:
    rules = replace(drawn.RULES, drawer=replace(drawn.DRAWER, height_mm=60.0))
    listed = in_drawer_order(boxed(rules, [0, 2, 4, 3]), rules, by_box=False)
    assert [one.box.name for one in listed] == ["A", "C"]


def test_nothing_needs_no_drawer() -> None:
    assert list(pack([], drawn.RULES)) == []


def test_drawers_come_one_by_one() -> None:
    drawers = pack(boxed(drawn.RULES, [4] * 1000), drawn.RULES)
    first = next(drawers)
    assert isinstance(first, Drawer)
    drawers.close()
