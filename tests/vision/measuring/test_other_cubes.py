import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.cube import CubeCandidate, CubeSearch
from mineral_desk.vision.measuring.flags import LIMITS
from mineral_desk.vision.measuring.other_cubes import other_cubes
from mineral_desk.vision.measuring.outline import find_specimen
from mineral_desk.vision.measuring.preparation import PreparedPhoto, prepare
from mineral_desk.vision.measuring.wireframe import CubePose, project_pose
from tests.vision.measuring.drawn import CUBE, STONE, draw

ELSEWHERE = CubePose(STONE.x, STONE.y, math.log(100.0), 0.5, 0.4, 0.0)


def reading(pose: CubePose, probability: float) -> CubeCandidate:
    return CubeCandidate(pose, probability, (0.1,) * 6)


def photo_with(kind: SegmentClass | None) -> PreparedPhoto:
    """The drawn photo; a network sees all of it as ``kind``."""
    photo = prepare(draw().pixels, 55.0)
    planes = np.zeros((len(SegmentClass), *photo.coarse_lab.shape[:2]), np.float32)
    if kind is None:
        return photo
    planes[kind] = 1
    return replace(photo, classes=SegmentMap(planes))


def found(kind: SegmentClass | None, probability: float, *, engraved: bool = False) -> list[Box]:
    search = CubeSearch(((reading(CUBE, 0.99),), (reading(ELSEWHERE, probability),)))
    return other_cubes(photo_with(kind), search, None, [], LIMITS, engraved=engraved)


def test_what_fits_well_is_another_cube_whatever_a_network_sees() -> None:
    assert len(found(None, 0.9)) == len(found(SegmentClass.LABEL, 0.9)) == 1
    (box,) = found(None, 0.9)
    assert box.centre == (ELSEWHERE.x, ELSEWHERE.y)


def test_what_fits_less_is_one_where_the_network_sees_a_cube() -> None:
    assert len(found(SegmentClass.CUBE, 0.5)) == 1
    assert found(SegmentClass.LABEL, 0.5) == []
    assert found(None, 0.5) == []
    assert found(SegmentClass.CUBE, 0.1) == []


def test_a_block_beside_a_cube_that_names_its_edge_is_no_second_one() -> None:
    assert found(SegmentClass.CUBE, 0.5, engraved=True) == []
    assert len(found(SegmentClass.CUBE, 0.9, engraved=True)) == 1


def test_an_edge_named_in_the_midst_of_the_specimen_is_that_of_another_cube() -> None:
    photo, search = prepare(draw(cube=None).pixels, 55.0), CubeSearch(((reading(CUBE, 0.99),),))
    stone = find_specimen(photo, np.zeros((0, 2)), [])
    on_stone = Region(RegionKind.LABEL, Box(STONE.x, STONE.y, STONE.x, STONE.y).padded(20), 0.9, "1 inch")
    beside = replace(on_stone, box_px=Box(100, 650, 160, 680))
    number = replace(on_stone, text="FMM 82451")
    assert other_cubes(photo, search, stone, [beside, number, on_stone], LIMITS) == [on_stone.box_px]
    assert other_cubes(photo, search, stone, [beside, number], LIMITS) == []
    assert other_cubes(photo, search, None, [on_stone], LIMITS) == []


def photo_seen(*cubes: tuple[float, float, int]) -> PreparedPhoto:
    """The drawn photo; a network sees its stone, and discs (x, y, radius, pixels of the photo) as cubes."""
    photo = prepare(draw().pixels, 55.0)
    height, width = photo.coarse_lab.shape[:2]
    kinds, scale = np.zeros((height, width), np.uint8), width / 1024
    middle = (round(STONE.x * scale), round(STONE.y * scale))
    axes = (round(STONE.half_length * scale), round(STONE.half_width * scale))
    cv2.ellipse(kinds, middle, axes, STONE.turned_deg, 0, 360, (int(SegmentClass.SPECIMEN),), -1)
    for x, y, radius in cubes:
        cv2.circle(kinds, (round(x * scale), round(y * scale)), round(radius * scale), (int(SegmentClass.CUBE),), -1)
    planes = np.stack([kinds == kind for kind in SegmentClass]).astype(np.float32)
    return replace(photo, classes=SegmentMap(planes))


ON_IT = Box(380, 140, 420, 160)


def seen_besides(*cubes: tuple[float, float, int], text: str = "", at: Box = ON_IT) -> list[Box]:
    photo, search = photo_seen(*cubes), CubeSearch(((reading(CUBE, 0.99),),))
    stone = find_specimen(photo, project_pose(CUBE, photo.camera)[0] * photo.coarse_scale, [])
    plates = [Region(RegionKind.LABEL, at, 0.9, text)] if text else []
    return other_cubes(photo, search, stone, plates, LIMITS, engraved=True)


def test_what_only_the_network_takes_for_a_cube_may_be_another_one_or_a_part_of_the_specimen() -> None:
    (box,) = seen_besides((CUBE.x, CUBE.y, 85), (400.0, 150.0, 60))
    assert box.centre == pytest.approx((400.0, 150.0), abs=3)
    assert box.width == pytest.approx(120, abs=6)


def test_the_rim_and_the_shadow_of_the_cube_and_specks_are_no_other_cubes() -> None:
    assert seen_besides((CUBE.x, CUBE.y, 95)) == []
    assert seen_besides((CUBE.x, CUBE.y, 85), (CUBE.x - 90, CUBE.y + 30, 60)) == []
    assert seen_besides((CUBE.x, CUBE.y, 85), (400.0, 150.0, 25)) == []


def test_a_label_that_the_network_takes_for_a_cube_is_none_but_a_cube_that_names_its_edge_is() -> None:
    cubes = (CUBE.x, CUBE.y, 85), (400.0, 150.0, 60)
    assert seen_besides(*cubes, text="FMM 218") == []
    assert len(seen_besides(*cubes, text="1 cm")) == len(seen_besides(*cubes, text="N")) == 1
    assert len(seen_besides(*cubes, text="FMM 218", at=Box(80, 40, 160, 60))) == 1
