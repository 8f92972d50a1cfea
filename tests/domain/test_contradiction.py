import math
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.domain.contradiction import (
    LIMIT_SD,
    Agreement,
    Explanation,
    TypedSize,
    check_typed_size,
    contradiction_flag,
)
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.measurement import NOT_MEASURED, Measurement, MeasurementStatus
from mineral_desk.domain.slips import Slip

MEASURED = Measurement(MeasurementStatus.MEASURED, (), 52.3, 1.2, 33.0, 0.9)
LENGTHS = st.floats(1.0, 400.0)


def measured(length, width, share=0.02):
    return Measurement(MeasurementStatus.MEASURED, (), length, share * length, width, share * width)


def check(*sides, step_mm=None):
    return check_typed_size(TypedSize(*sides, step_mm=step_mm), MEASURED)


@pytest.mark.parametrize(
    "sides",
    [
        (52, 33),
        (33, 52),  # interchanged is no contradiction
        (50, 30),  # whole centimetres
        (55, 33),
        (80, 52, 33),  # the first one is the depth
        (33, 80, 52),
        (52, None, 70),  # the height is what the photo hides
        (52, None, 33),
        (52, None, None),
        (None, 33, None),
    ],
)
def test_sizes_that_agree(sides):
    assert check(*sides).agreement is Agreement.AGREES
    assert contradiction_flag(TypedSize(*sides, step_mm=10), MEASURED) is None


@pytest.mark.parametrize(
    ("sides", "slip", "meant"),
    [
        ((5.2, 3.3), Slip.TEN_TIMES_TOO_SMALL, 52),
        ((5, 3), Slip.TEN_TIMES_TOO_SMALL, 50),
        ((520, 330), Slip.TEN_TIMES_TOO_LARGE, 52),
        ((5.2, 33), Slip.TEN_TIMES_TOO_SMALL, 52),
        ((20.5, 13), Slip.INCHES_AS_CENTIMETRES, 52.07),
        ((133, 84), Slip.CENTIMETRES_AS_INCHES, 133 / 2.54),
        ((2.05, 1.3), Slip.INCHES_AS_MILLIMETRES, 52.07),
        ((25, 33), Slip.DIGITS_SWAPPED, 52),
        ((52, 333), Slip.DIGIT_TOO_MANY, 33),
        ((52, 3), Slip.DIGIT_MISSED, 33),
        ((52, 33.5, 250), None, None),
    ],
)
def test_the_likely_slip_is_named(sides, slip, meant):
    found = check(*sides)
    assert found.slip is slip
    assert found.meant_mm == (None if meant is None else pytest.approx(meant))
    assert (found.agreement is Agreement.CONTRADICTS) == (slip is not None)


def test_a_doubled_digit_that_was_missed():
    found = check_typed_size(TypedSize(5), measured(55.0, 40.0, 0.01))
    assert (found.slip, found.meant_mm) == (Slip.DIGIT_MISSED, 55)


def test_a_side_that_runs_into_the_depth_may_be_right():
    found = check(60, 33)
    assert (found.agreement, found.explanation) == (Agreement.MAY_AGREE, Explanation.DEPTH)
    assert (found.typed_mm, found.measured_mm) == (60, 52.3)
    assert check(60, 33, 20).explanation is Explanation.DEPTH


def test_sides_shorter_than_the_way_from_corner_to_corner_may_be_right():
    found = check_typed_size(TypedSize(61, 61), measured(85.0, 83.0, 0.01))
    assert (found.agreement, found.explanation) == (Agreement.MAY_AGREE, Explanation.CORNERS)


@pytest.mark.parametrize("sides", [(120, 83), (38, 26), (60, 52, 47), (170, 33), (1, 1)])
def test_what_no_hidden_side_explains_is_a_contradiction(sides):
    found = check(*sides)
    assert found.agreement is Agreement.CONTRADICTS
    assert found.explanation is None


def test_the_flag_has_both_numbers():
    flag = contradiction_flag(TypedSize(60, 33), MEASURED)
    assert flag == Flag(FlagCode.MANUAL_SIZE_CONTRADICTED, {"typed_mm": 60, "measured_mm": 52.3})


def test_beside_the_measured_size_sixty_means_sixty():
    assert check(60).agreement is Agreement.AGREES, "whole centimetres in an old list"
    flag = contradiction_flag(TypedSize(60), MEASURED)
    assert flag is not None
    assert flag.values["typed_mm"] == 60


@pytest.mark.parametrize(
    "measurement",
    [
        NOT_MEASURED,
        replace(MEASURED, status=MeasurementStatus.NOT_MEASURED),
        replace(MEASURED, status=MeasurementStatus.FLAGGED, flags=(Flag(FlagCode.CUBE_CUT),)),
        replace(MEASURED, length_error_mm=None),
    ],
)
def test_without_a_size_that_is_vouched_for_nothing_can_be_told(measurement):
    assert check_typed_size(TypedSize(5, 3), measurement).agreement is Agreement.CANNOT_TELL
    assert contradiction_flag(TypedSize(5, 3), measurement) is None


def test_nothing_typed_or_a_height_alone_tells_nothing():
    assert check().agreement is Agreement.CANNOT_TELL
    assert check(None, None, 500).agreement is Agreement.CANNOT_TELL


def test_an_earlier_contradiction_does_not_hide_the_next():
    again = replace(MEASURED, status=MeasurementStatus.FLAGGED, flags=(Flag(FlagCode.MANUAL_SIZE_CONTRADICTED),))
    assert check_typed_size(TypedSize(5.2, 3.3), again).slip is Slip.TEN_TIMES_TOO_SMALL


def test_a_length_without_a_width_is_compared_alone():
    alone = replace(MEASURED, width_mm=None, width_error_mm=None)
    assert check_typed_size(TypedSize(52, 33), alone).agreement is Agreement.AGREES
    assert check_typed_size(TypedSize(None, 33), alone).agreement is Agreement.CANNOT_TELL
    assert check_typed_size(TypedSize(11, 7), alone).agreement is Agreement.CONTRADICTS


def test_slips_come_before_contradictions_before_what_may_be_explained():
    found = [check(60, 33), check(52, 33), check(38, 26), check(5.2, 3.3), check(120, 83)]
    ordered = sorted(found, key=lambda one: one.certainty, reverse=True)
    assert [one.typed_mm for one in ordered[:4]] == [5.2, 83, 38, 60]


@pytest.mark.parametrize(
    ("sides", "step"), [((50, 30), 10), ((52, 30), 1), ((52.5, 30), 0.1), ((None, 20), 10), ((), 10)]
)
def test_rounding_is_read_off_the_numbers(sides, step):
    assert TypedSize(*sides).rounding_mm == step


@pytest.mark.parametrize("side", [0, -5, math.nan, math.inf])
def test_sides_that_are_no_sizes_are_refused(side):
    with pytest.raises(ValueError, match="positive"):
        TypedSize(52, side)


@given(LENGTHS, LENGTHS)
def test_what_was_measured_agrees_with_itself(one, other):
    length, width = max(one, other), min(one, other)
    found = check_typed_size(TypedSize(length, width), measured(length, width))
    assert found.agreement is Agreement.AGREES
    assert found.deviation_sd == 0


@settings(max_examples=25)
@given(st.lists(LENGTHS, min_size=3, max_size=3), LENGTHS, st.floats(0.1, 1.0))
def test_the_order_of_three_sides_does_not_matter(sides, length, aspect):
    measurement = measured(length, length * aspect)
    found = {check_typed_size(TypedSize(*order), measurement).agreement for order in permutations(sides)}
    assert len(found) == 1


@given(LENGTHS, LENGTHS, st.sampled_from([0.5, 1.0, 10.0]))
def test_one_side_agrees_just_when_it_is_within_three_combined_deviations(typed, length, step):
    measurement = measured(length, length / 2)
    found = check_typed_size(TypedSize(typed, step_mm=step), measurement)
    combined = math.hypot(0.02 * length, step / math.sqrt(12), 0.02 * length)
    assert (found.agreement is Agreement.AGREES) == (abs(typed - length) <= LIMIT_SD * combined)
    assert found.error_mm == pytest.approx(combined)


@given(LENGTHS, st.floats(0.3, 1.0), st.sampled_from([10.0, 0.1]))
def test_all_sides_ten_times_wrong_is_that_slip(length, aspect, factor):
    typed = TypedSize(length * factor, length * aspect * factor, step_mm=0.1 * factor)
    found = check_typed_size(typed, measured(length, length * aspect))
    assert found.agreement is Agreement.CONTRADICTS
    assert found.slip is (Slip.TEN_TIMES_TOO_LARGE if factor > 1 else Slip.TEN_TIMES_TOO_SMALL)


@given(st.lists(st.floats(0.01, 1e5) | st.none(), min_size=3, max_size=3), LENGTHS, st.floats(0.01, 1.0))
def test_every_answer_is_complete(sides, length, aspect):
    found = check_typed_size(TypedSize(*sides), measured(length, length * aspect))
    if found.agreement is Agreement.CANNOT_TELL:
        assert sides[:2] == [None, None]
    else:
        assert found.typed_mm in sides
        assert found.measured_mm in (length, length * aspect)
        assert (found.slip is None) or found.agreement is Agreement.CONTRADICTS
        assert (found.explanation is not None) == (found.agreement is Agreement.MAY_AGREE)
