from dataclasses import replace

import pytest

from mineral_desk.domain.storing.rules import UnknownHeight
from mineral_desk.domain.storing.sizes import Side, StoredSpecimen, ThirdSide, View, sides_of, third_side

STONE = StoredSpecimen(1, "FMM 1", length_mm=52.0, length_error_mm=1.2, width_mm=33.0, width_error_mm=0.9)


def view(length_mm: float, width_mm: float, error_mm: float = 1.0) -> View:
    return View(Side(length_mm, error_mm), Side(width_mm, error_mm))


def test_a_typed_height_or_depth_is_the_third_side() -> None:
    for stone, third_mm in (
        (replace(STONE, height_mm=21.0), 21.0),
        (replace(STONE, depth_mm=40.0), 40.0),
        (replace(STONE, height_mm=21.0, depth_mm=40.0), 40.0),
    ):
        sides = sides_of(stone, UnknownHeight.WIDTH)
        assert (sides.third, sides.source) == (Side(third_mm), ThirdSide.TYPED)
        assert sides.source.is_known


@pytest.mark.parametrize(
    ("unknown", "third_mm", "source"),
    [
        (UnknownHeight.WIDTH, 33.0, ThirdSide.ASSUMED),
        (UnknownHeight.LENGTH, 52.0, ThirdSide.ASSUMED),
        (UnknownHeight.NONE, None, ThirdSide.LEFT_OUT),
    ],
)
def test_an_unknown_side_is_assumed_and_called_so(
    unknown: UnknownHeight, third_mm: float | None, source: ThirdSide
) -> None:
    sides = sides_of(STONE, unknown)
    assert (None if sides.third is None else sides.third.length_mm) == third_mm
    assert sides.source is source
    assert not sides.source.is_known


@pytest.mark.parametrize(
    ("other", "third_mm"),
    [
        (view(52.5, 21.0), 21.0),  # turned about its length
        (view(33.4, 20.0), 20.0),  # turned about its width, seen from its end
        (view(70.0, 51.0), 70.0),  # the first photo did not show the longest side
        (view(52.5, 33.4), None),  # the same side again
        (view(80.0, 20.0), None),  # nothing agrees: perhaps another stone
        (view(51.0, 50.0), None),  # its width is its length again
    ],
)
def test_a_second_photo_shows_the_third_side_where_the_specimen_was_turned(other: View, third_mm: float | None) -> None:
    first = view(52.0, 33.0)
    found = third_side(first, other)
    assert (None if found is None else found.length_mm) == third_mm
    sides = sides_of(replace(STONE, others=(first, other)), UnknownHeight.WIDTH)
    assert (sides.source is ThirdSide.SECOND_PHOTO) == (third_mm is not None)


def test_a_specimen_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match="no size"):
        sides_of(replace(STONE, width_mm=None), UnknownHeight.WIDTH)
