"""The small parts of a record."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain import record_numbers as numbers
from mineral_desk.domain.geometry import Box


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_rounded_number_is_finite_and_stays(value: float) -> None:
    for rounding in (lambda x: numbers.rounded(x, 3), numbers.fraction, numbers.significant):
        once = rounding(value)
        assert once is None or math.isfinite(once)
        assert rounding(once) == once


@pytest.mark.parametrize(
    ("value", "short"), [(0.0812345678, 0.08123457), (123456789.0, 123456800.0), (1e-9, 1e-9), (None, None)]
)
def test_significant_digits_are_seven(value: float | None, short: float | None) -> None:
    assert numbers.significant(value) == short


def test_points_are_rounded_and_a_coordinate_that_is_none_is_0() -> None:
    points = np.array([[1.006, 2.004], [np.nan, np.inf]], np.float32)
    assert numbers.points_to_list(points) == [[1.01, 2.0], [0.0, 0.0]]
    assert numbers.points_to_list(()) == []


@pytest.mark.parametrize("values", [None, [], [1, 2, 3], [1, 2, 3, None], [1, 2, 3, "4"]])
def test_what_is_no_box_is_none(values: list[float] | None) -> None:
    assert numbers.box_from_list(values) is None


def test_boxes_that_are_none_are_left_out() -> None:
    assert numbers.boxes_from_list([[0, 0, 1, 1], [1, 2]]) == (Box(0, 0, 1, 1),)
    assert numbers.box_to_list(Box(0, 0, math.inf, 1)) is None


def test_a_grid_keeps_256_steps() -> None:
    grid = np.array([[0.0, 0.5, 1.0], [2.0, -1.0, np.nan]], np.float32)
    again = numbers.grid_from_record(numbers.grid_to_record(grid))
    np.testing.assert_allclose(again, [[0.0, 0.5, 1.0], [1.0, 0.0, 0.0]], atol=1 / 500)
    assert again.dtype == np.float32
    assert again.flags.writeable


@given(st.binary(min_size=1, max_size=20).filter(lambda raw: b"/" not in raw and b"\x00" not in raw))
def test_file_names_of_any_bytes_come_back(raw: bytes) -> None:
    path = Path(raw.decode("utf-8", "surrogateescape"))
    text = numbers.path_to_text(path)
    text.encode("utf-8")
    if not any(0xEF80 <= ord(letter) <= 0xEFFF for letter in str(path)):
        assert numbers.path_from_text(text) == path
