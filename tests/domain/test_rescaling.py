from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.rescaling import rescaled_decision, rescaled_measurement, why_kept

LENGTHS = [one.name for one in fields(Measurement) if "mm" in one.name and "35mm" not in one.name]
lengths = st.none() | st.floats(0.01, 1e4)


@given(st.fixed_dictionaries(dict.fromkeys(LENGTHS, lengths)), st.floats(0.05, 20))
def test_there_and_back_is_where_it_was(sizes: dict[str, float | None], factor: float) -> None:
    found = Measurement(MeasurementStatus.FLAGGED, scale_error_fraction=0.01, **sizes)
    there = rescaled_measurement(found, factor)
    back = rescaled_measurement(there, 1 / factor)
    for name in LENGTHS:
        assert getattr(back, name) == (None if sizes[name] is None else pytest.approx(sizes[name], rel=1e-12))
        assert getattr(there, name) == (None if sizes[name] is None else pytest.approx(sizes[name] * factor))
    assert replace(back, **sizes) == found


def test_height_and_depth_were_typed_and_stay() -> None:
    size = SizeDecision(SizeVerb.ACCEPTED, 20.0, 10.0, 7.0, 1.0, 0.5, depth_mm=8.0)
    assert rescaled_decision(size, 2.54) == SizeDecision(
        SizeVerb.ACCEPTED, pytest.approx(50.8), pytest.approx(25.4), 7.0, pytest.approx(2.54), pytest.approx(1.27), 8.0
    )


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        (SizeDecision(SizeVerb.TYPED, 20.0), True),
        (SizeDecision(SizeVerb.NONE), True),
        (SizeDecision(SizeVerb.OPEN), False),
        (SizeDecision(SizeVerb.ACCEPTED, 20.0), False),
        (SizeDecision(SizeVerb.ADJUSTED, 20.0, marks=HandMarks(cube_edge_mm=25.4)), True),
        (SizeDecision(SizeVerb.ADJUSTED, 20.0, marks=HandMarks(scale_line_px=((0, 0), (1, 0)), scale_line_mm=2)), True),
        (SizeDecision(SizeVerb.ADJUSTED, 20.0, marks=HandMarks(scale_line_px=((0, 0), (1, 0)))), False),
        (SizeDecision(SizeVerb.ADJUSTED, 20.0, marks=HandMarks(outline_px=((0, 0), (1, 0), (1, 1)))), False),
    ],
)
def test_what_a_hand_set_stays_unless_it_rests_on_the_edge(size: SizeDecision, kept: bool) -> None:
    assert bool(why_kept(Decision(1, Verb.ACCEPT, "Anna", size=size))) is kept


def test_nothing_is_kept_where_nobody_decided() -> None:
    assert why_kept(None) == ""
