from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.storing.boxes import BoxSize
from mineral_desk.domain.storing.fitting import (
    Boxed,
    TooLarge,
    crossing_of,
    fit,
    holds,
    needed_mm,
    smallest_box,
    too_small_probability,
)
from mineral_desk.domain.storing.rules import Borderline, StorageRules
from mineral_desk.domain.storing.sizes import StoredSpecimen, UnknownHeight
from tests.domain.storing import drawn
from tests.domain.storing.drawn import RULES

C, F = RULES.boxes[3], RULES.boxes[4]
CLOSE = StoredSpecimen(
    7, "FMM 31894", length_mm=82.4, length_error_mm=2.1, width_mm=40.0, width_error_mm=1.0, height_mm=30
)


@given(drawn.specimens(), drawn.rules())
def test_the_box_is_the_smallest_that_holds_the_specimen_in_any_position(
    specimen: StoredSpecimen, rules: StorageRules
) -> None:
    fitted = fit(specimen, rules)
    needs = needed_mm(fitted.sides, rules)
    holding = [box for box in rules.boxes if any_position(box, needs)]
    if isinstance(fitted, TooLarge):
        assert holding == []
    else:
        assert fitted.smallest.volume_mm3 == min(box.volume_mm3 for box in holding)
        assert any_position(fitted.box, needs)


def any_position(box: BoxSize, needs_mm: tuple[float, ...]) -> bool:
    """The long way: every way to turn the specimen."""
    room = (box.length_mm, box.width_mm, box.height_mm)
    return any(
        all(need <= side + 1e-6 for need, side in zip(turned, room, strict=True))
        for turned in permutations((*needs_mm, *(0.0,) * (3 - len(needs_mm))))
    )


@given(drawn.specimens(), drawn.rules(), st.integers(0, 10))
def test_more_padding_never_gives_a_smaller_box(specimen: StoredSpecimen, rules: StorageRules, more: int) -> None:
    rules = replace(rules, borderline=Borderline.SMALLER)
    now, padded = fit(specimen, rules), fit(specimen, replace(rules, padding_mm=rules.padding_mm + more))
    if isinstance(now, TooLarge):
        assert isinstance(padded, TooLarge)
    elif isinstance(padded, Boxed):
        assert padded.box.volume_mm3 >= now.box.volume_mm3


@given(drawn.specimens(), drawn.rules(), st.floats(0.5, 1.0))
def test_a_smaller_specimen_never_needs_a_larger_box(specimen: StoredSpecimen, rules: StorageRules, by: float) -> None:
    smaller = replace(
        specimen,
        **{
            name: None if getattr(specimen, name) is None else getattr(specimen, name) * by
            for name in ("length_mm", "width_mm", "height_mm", "depth_mm")
        },
    )
    now, then = fit(specimen, rules), fit(smaller, rules)
    if isinstance(now, Boxed):
        assert isinstance(then, Boxed)
        assert then.smallest.volume_mm3 <= now.smallest.volume_mm3


@given(drawn.specimens(), drawn.rules())
def test_a_case_is_borderline_exactly_where_its_safety_needs_more(
    specimen: StoredSpecimen, rules: StorageRules
) -> None:
    fitted = fit(specimen, rules)
    if isinstance(fitted, TooLarge):
        return
    safe = needed_mm(fitted.sides, rules, rules.safety_sd)
    assert fitted.is_borderline == (not holds(fitted.smallest, safe))
    assert 0.0 <= fitted.too_small <= 1.0
    if not fitted.is_borderline:
        assert fitted.box == fitted.smallest
        return
    crossing = crossing_of(fitted, rules)
    assert crossing.needs_mm > crossing.limit_mm
    assert crossing.side.error_mm > 0, "an assumed side has no error, so it makes no borderline case"
    assert fitted.larger == smallest_box(safe, rules.boxes)
    if rules.borderline is Borderline.LARGER and fitted.larger is not None:
        assert holds(fitted.box, safe)
    else:
        assert fitted.box == fitted.smallest


def test_the_case_of_the_looks() -> None:
    fitted = fit(CLOSE, RULES)
    assert isinstance(fitted, Boxed)
    assert (fitted.box, fitted.larger, fitted.is_borderline) == (C, F, True)
    crossing = crossing_of(fitted, RULES)
    assert (crossing.side.length_mm, crossing.limit_mm) == (82.4, 90.0)
    assert crossing.needs_mm == pytest.approx(90.6)
    assert fit(CLOSE, replace(RULES, borderline=Borderline.LARGER)).box == F
    assert not fit(CLOSE, replace(RULES, safety_sd=1.0)).is_borderline


def test_the_probability_is_that_of_drawn_sizes() -> None:
    stone = replace(CLOSE, width_mm=64.0, width_error_mm=1.5)
    fitted = fit(stone, RULES)
    chance = np.random.default_rng(1)
    lengths, widths = chance.normal(82.4, 2.1, 200_000), chance.normal(64.0, 1.5, 200_000)
    too_small = np.mean((lengths + 4 > C.length_mm) | (widths + 4 > C.width_mm))
    assert fitted.too_small == pytest.approx(too_small, abs=0.003)
    assert too_small_probability(fitted.sides, C, RULES.padding_mm) == fitted.too_small


def test_a_specimen_may_lie_on_any_side() -> None:
    rod = StoredSpecimen(1, "rod", length_mm=80, width_mm=20, height_mm=20)
    assert fit(rod, replace(RULES, boxes=RULES.boxes[2:3])).box.name == "tall"


def test_what_fits_no_box() -> None:
    huge = StoredSpecimen(1, "FMM 32044", length_mm=312, width_mm=220)
    assert fit(huge, RULES) == TooLarge(huge, UnknownHeight.WIDTH)
    flat = replace(huge, length_mm=270, width_mm=180)
    assert isinstance(fit(flat, RULES), TooLarge), "as high as wide it does not go in"
    assert fit(flat, replace(RULES, unknown_height=UnknownHeight.NONE)).box == F
