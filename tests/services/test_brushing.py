"""A brush adds to an outline and takes away from it."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.domain.geometry import Point
from mineral_desk.services.brushing import brush_outline

SQUARE: tuple[Point, ...] = ((100.0, 100.0), (300.0, 100.0), (300.0, 300.0), (100.0, 300.0))


def area(points: tuple[Point, ...]) -> float:
    """The shoelace formula."""
    pairs = zip(points, (*points[1:], points[0]), strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def test_adding_at_the_edge_makes_half_a_disc() -> None:
    grown = brush_outline(SQUARE, [(300.0, 200.0)], 40.0, add=True)
    assert area(grown) == pytest.approx(area(SQUARE) + math.pi * 40**2 / 2, rel=0.005)
    assert max(x for x, _ in grown) == pytest.approx(340.0, abs=0.6)


def test_erasing_along_an_edge_takes_a_strip_away() -> None:
    stroke = [(float(x), 300.0) for x in range(50, 360, 20)]
    less = brush_outline(SQUARE, stroke, 30.0, add=False)
    assert max(y for _, y in less) == pytest.approx(270.0, abs=0.6)
    assert area(less) == pytest.approx(200 * 170, rel=0.01)


def test_the_largest_piece_remains() -> None:
    cut = brush_outline(SQUARE, [(240.0, 60.0), (240.0, 340.0)], 10.0, add=False)
    assert max(x for x, _ in cut) == pytest.approx(230.0, abs=0.6)


def test_a_stroke_over_everything_changes_nothing() -> None:
    assert brush_outline(SQUARE, [(200.0, 200.0)], 500.0, add=False) == SQUARE


def test_an_outline_can_be_begun_by_adding_only() -> None:
    disc = brush_outline((), [(50.0, 60.0)], 20.0, add=True)
    assert area(disc) == pytest.approx(math.pi * 400, rel=0.02)
    assert brush_outline((), [(50.0, 60.0)], 20.0, add=False) == ()
    assert brush_outline(SQUARE, [], 20.0, add=True) == SQUARE


def test_large_photos_are_painted_smaller_and_stay_true() -> None:
    large = tuple((20 * x, 20 * y) for x, y in SQUARE)
    grown = brush_outline(large, [(6000.0, 4000.0)], 800.0, add=True)
    assert area(grown) == pytest.approx(area(large) + math.pi * 800**2 / 2, rel=0.005)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 400), st.floats(0, 400), st.floats(3, 60), st.booleans(), st.integers(1, 4).map(lambda n: n / 2))
def test_many_strokes_do_not_let_the_rest_drift(x: float, y: float, radius: float, add: bool, factor: float) -> None:
    outline = tuple((px * factor, py * factor) for px, py in SQUARE)
    once = brush_outline(outline, [(x, y)], radius, add)
    again = brush_outline(once, [(x, y)], radius, add)
    assert area(again) == pytest.approx(area(once), rel=0.01)
    assert (area(once) >= area(outline) * 0.985) if add else (area(once) <= area(outline) * 1.015)
