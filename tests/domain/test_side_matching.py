import math

import pytest

from mineral_desk.domain.side_matching import PRACTICE, Role, ShownSide, TypedSide, best_reading, readings, worst_pair

SHOWN = [ShownSide(52.3, 1.2), ShownSide(33.0, 0.9)]


def sides(length: float | None = None, width: float | None = None, height: float | None = None) -> list[TypedSide]:
    given = zip(Role, (length, width, height), strict=True)
    return [TypedSide(role, side, 1.0) for role, side in given if side is not None]


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        (sides(52, 33), 2),
        (sides(52, 33, 20), 6),
        (sides(52, None, 33), 3),  # in both orders, or the height is hidden
        (sides(52), 1),
        (sides(None, 33), 1),
        (sides(None, None, 20), 0),
        ([], 0),
    ],
)
def test_the_ways_to_read_a_typed_size(typed: list[TypedSide], count: int) -> None:
    assert len(list(readings(typed, SHOWN))) == count
    assert (best_reading(typed, SHOWN) is None) == (count == 0)


def test_the_best_reading_differs_least_where_it_differs_most() -> None:
    reading = best_reading(sides(33, 80, 52), SHOWN)
    assert reading is not None
    assert [(pair.typed.side_mm, pair.shown.side_mm) for pair in reading] == [(52, 52.3), (33, 33.0)]
    assert worst_pair(reading).typed.side_mm == 52


def test_errors_are_combined() -> None:
    reading = best_reading(sides(60), SHOWN)
    assert reading is not None
    error = math.sqrt(1.2**2 + 1 / 12 + (PRACTICE * 52.3) ** 2)
    assert reading[0].error_mm == pytest.approx(error)
    assert reading[0].deviation_sd == pytest.approx((60 - 52.3) / error)
