import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.domain.slips import Slip, is_multiple, slips_of, wrong_digits, wrong_units

WHOLE = st.integers(1, 99_999)


def meant(side: float, slip: Slip, rounding: float = 1.0) -> set[float]:
    return {round(one.side_mm, 6) for one in slips_of(side, rounding) if one.slip is slip}


def test_units() -> None:
    assert [round(one.side_mm, 3) for one in wrong_units(10.0, 1.0)] == [100, 1, 25.4, 3.937, 254]
    assert next(wrong_units(5.0, 1.0)).rounding_mm == 10, "a centimetre, once it is one"


def test_digits_swapped() -> None:
    assert meant(52, Slip.DIGITS_SWAPPED) == {25}
    assert meant(123, Slip.DIGITS_SWAPPED) == {213, 132}
    assert meant(5.2, Slip.DIGITS_SWAPPED, 0.1) == {2.5}
    assert meant(55, Slip.DIGITS_SWAPPED) == set()
    assert meant(50, Slip.DIGITS_SWAPPED) == set(), "05 is no number that was meant"


def test_a_digit_too_many() -> None:
    assert meant(55, Slip.DIGIT_TOO_MANY) == {5}
    assert meant(105, Slip.DIGIT_TOO_MANY) == {15, 10}
    assert meant(7, Slip.DIGIT_TOO_MANY) == set()


def test_a_digit_missed() -> None:
    found = meant(5, Slip.DIGIT_MISSED)
    assert found == {float(10 * k + 5) for k in range(1, 10)} | {float(50 + k) for k in range(10)}


@given(WHOLE, st.sampled_from([0.1, 1.0, 10.0]))
def test_every_digit_slip_is_another_positive_size(number: int, rounding: float) -> None:
    side = number * min(rounding, 1.0)
    for one in wrong_digits(side, rounding):
        assert one.side_mm > 0
        assert one.side_mm != side
        assert one.rounding_mm == rounding


@settings(max_examples=30)
@given(WHOLE)
def test_what_one_missed_the_other_has_too_many(number: int) -> None:
    for one in wrong_digits(float(number), 1.0):
        if one.slip is Slip.DIGIT_MISSED:
            assert number in meant(one.side_mm, Slip.DIGIT_TOO_MANY)
        elif one.slip is Slip.DIGITS_SWAPPED and number % 10:
            assert number in meant(one.side_mm, Slip.DIGITS_SWAPPED)


@pytest.mark.parametrize(("side", "step", "whole"), [(60, 10, True), (52, 10, False), (52, 1, True), (52.3, 0.1, True)])
def test_multiples(side: float, step: float, whole: bool) -> None:
    assert is_multiple(side, step) is whole
