import cv2
import numpy as np
import pytest

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.network_outline import NetworkOutline, network_outline
from mineral_desk.vision.measuring.wireframe import Floats

SHAPE = (300, 400)
NO_CUBE: Floats = np.zeros((0, 2))
CUBE_CORNERS = np.array([[x, y] for x in (40.0, 90.0) for y in (200.0, 250.0)] * 2)


def seen(
    *things: tuple[SegmentClass, tuple[int, int], int], sureness: float = 0.97, soft_px: float = 1.5
) -> SegmentMap:
    """What a network sees of discs: class, centre, radius; later ones lie on earlier ones."""
    kinds = np.zeros(SHAPE, np.uint8)
    for kind, centre, radius in things:
        cv2.circle(kinds, centre, radius, (int(kind),), -1)
    planes = np.stack([cv2.GaussianBlur((kinds == kind).astype(np.float32), (0, 0), soft_px) for kind in SegmentClass])
    return SegmentMap((planes * sureness + (1 - sureness) / len(SegmentClass)).astype(np.float32))


def found_in(classes: SegmentMap, corners: Floats = NO_CUBE, within: Box | None = None) -> NetworkOutline:
    found = network_outline(classes, corners, within)
    assert found is not None
    return found


def test_a_specimen_seen_surely_has_a_small_spread() -> None:
    found = found_in(seen((SegmentClass.SPECIMEN, (200, 150), 80)))
    assert found.mask.sum() == pytest.approx(np.pi * 80**2, rel=0.02)
    assert found.confidence > 0.95
    assert found.spread.larger < 0.04
    assert found.others == ()


def test_a_blurred_rim_has_a_larger_spread() -> None:
    sharp = found_in(seen((SegmentClass.SPECIMEN, (200, 150), 80)))
    soft = found_in(seen((SegmentClass.SPECIMEN, (200, 150), 80), soft_px=9))
    assert soft.spread.length > 2 * sharp.spread.length


def test_nothing_but_table_has_no_specimen() -> None:
    assert network_outline(seen(), NO_CUBE) is None
    assert network_outline(seen((SegmentClass.LABEL, (200, 150), 60)), NO_CUBE) is None


def test_a_number_stuck_on_the_stone_belongs_to_it() -> None:
    stone = (SegmentClass.SPECIMEN, (200, 150), 80)
    bare = found_in(seen(stone))
    inside = found_in(seen(stone, (SegmentClass.LABEL, (200, 150), 25)))
    at_rim = found_in(seen(stone, (SegmentClass.LABEL, (265, 150), 14)))
    assert inside.mask.sum() == pytest.approx(bare.mask.sum(), rel=0.02)
    assert at_rim.mask.sum() == pytest.approx(bare.mask.sum(), rel=0.03)


def test_a_plate_beside_the_stone_does_not() -> None:
    stone = (SegmentClass.SPECIMEN, (150, 150), 80)
    with_plate = found_in(seen(stone, (SegmentClass.LABEL, (300, 150), 50)))
    assert with_plate.mask.sum() == pytest.approx(found_in(seen(stone)).mask.sum(), rel=0.02)


def test_the_cube_is_cut_out_of_a_specimen_seen_over_it() -> None:
    stone, cube = (SegmentClass.SPECIMEN, (130, 180), 80), (SegmentClass.CUBE, (65, 225), 34)
    found = found_in(seen(stone, cube), CUBE_CORNERS)
    assert not found.mask[205:245, 45:85].any()


def test_what_stands_before_the_cube_belongs_to_the_specimen() -> None:
    cube, stone = (SegmentClass.CUBE, (65, 225), 34), (SegmentClass.SPECIMEN, (130, 180), 60)
    tip = (SegmentClass.SPECIMEN, (78, 215), 16)
    found = found_in(seen(cube, stone, tip), CUBE_CORNERS)
    assert found.mask[210:220, 68:84].all()
    assert not found.mask[225:245, 45:60].any()


def test_a_small_part_that_the_cube_may_cut_off_makes_the_length_doubtful() -> None:
    stone, tip = (SegmentClass.SPECIMEN, (200, 150), 60), (SegmentClass.SPECIMEN, (115, 175), 9)
    apart, near = found_in(seen(stone, tip)), found_in(seen(stone))
    assert apart.mask.sum() == near.mask.sum()
    assert apart.beside.length > 0.15
    assert near.beside.larger == 0


def test_a_part_that_nearly_touches_shares_the_rim_of_the_stone() -> None:
    stone, tip = (SegmentClass.SPECIMEN, (200, 150), 60), (SegmentClass.SPECIMEN, (124, 150), 14)
    found = found_in(seen(stone, tip, soft_px=0.5))
    assert np.ptp(found.contour[:, 0]) == pytest.approx(260 - 110, abs=3)


def test_a_face_that_looks_like_a_cube_belongs_to_the_stone_where_the_cube_is_elsewhere() -> None:
    cube = (SegmentClass.CUBE, (65, 225), 34)
    stone, face = (SegmentClass.SPECIMEN, (250, 150), 60), (SegmentClass.CUBE, (290, 150), 45)
    classes = seen(cube, stone, face)
    whole = found_in(seen(cube, stone, (SegmentClass.SPECIMEN, (290, 150), 45)), CUBE_CORNERS)
    assert found_in(classes, CUBE_CORNERS).mask.sum() == pytest.approx(whole.mask.sum(), rel=0.03)
    assert found_in(classes).mask.sum() < 0.8 * whole.mask.sum()


def test_a_second_cube_beside_the_stone_and_the_rim_of_the_cube_found_do_not() -> None:
    stone = (SegmentClass.SPECIMEN, (250, 150), 60)
    alone = found_in(seen(stone), CUBE_CORNERS).mask.sum()
    cubes = (SegmentClass.CUBE, (65, 225), 34), (SegmentClass.CUBE, (350, 150), 30)
    second = found_in(seen(stone, *cubes), CUBE_CORNERS)
    assert second.mask.sum() == pytest.approx(alone, rel=0.01)
    touching = np.array([[x, y] for x in (190.0, 230.0) for y in (200.0, 240.0)] * 2)
    beside = found_in(seen(stone, (SegmentClass.CUBE, (210, 220), 26)), touching)
    assert beside.mask.sum() == pytest.approx(alone, rel=0.08)


def test_a_crystal_that_looks_like_a_cube_is_the_specimen_where_nothing_looks_like_a_stone() -> None:
    cube, crystal = (SegmentClass.CUBE, (65, 225), 34), (SegmentClass.CUBE, (280, 150), 60)
    found = found_in(seen(cube, crystal), CUBE_CORNERS)
    assert found.mask.sum() == pytest.approx(np.pi * 60**2, rel=0.03)
    assert found.confidence > 0.9
    assert network_outline(seen(cube), CUBE_CORNERS) is None
    grown = (SegmentClass.SPECIMEN, (222, 165), 12)
    with_grown = found_in(seen(cube, crystal, grown), CUBE_CORNERS)
    assert with_grown.mask.sum() > found.mask.sum()


def test_two_specimens_are_told_apart_and_a_person_may_choose() -> None:
    both = seen((SegmentClass.SPECIMEN, (110, 150), 70), (SegmentClass.SPECIMEN, (300, 150), 50))
    found = found_in(both)
    assert len(found.others) == 1
    assert found.other_share == pytest.approx((50 / 70) ** 2, rel=0.05)
    chosen = found_in(both, within=Box(245, 95, 355, 205))
    assert chosen.others == ()
    assert chosen.mask.sum() == pytest.approx(np.pi * 50**2, rel=0.03)
