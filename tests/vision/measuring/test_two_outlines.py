"""The network's outline beside the classical one, on a drawn scene."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.classes import Segment, SegmentClass, SegmentMap
from mineral_desk.vision.measuring.cube import CubeCandidate
from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.flags import LIMITS, outline_flags
from mineral_desk.vision.measuring.outline import SpecimenOutline, find_specimen
from mineral_desk.vision.measuring.preparation import prepare
from mineral_desk.vision.measuring.rim import Extents
from mineral_desk.vision.measuring.scale import SpecimenScale
from mineral_desk.vision.measuring.size_error import UNKNOWN_CAMERA_ERROR, size_error
from mineral_desk.vision.measuring.wireframe import project_pose
from tests.vision.measuring.drawn import CUBE, STONE, Drawn, Stone, draw

SEEN_SIDE = 192


def network(stone: Stone | None, sureness: float = 0.98, soft_px: float = 1.0) -> Segment:
    """A network that sees ``stone`` in a drawn scene, whatever is there."""

    def segment(pixels: Pixels) -> SegmentMap:
        scale = SEEN_SIDE / 1024
        seen = np.zeros((round(768 * scale), SEEN_SIDE), np.float32)
        if stone is not None:
            centre = round(stone.x * scale * 16), round(stone.y * scale * 16)
            axes = round(stone.half_length * scale * 16), round(stone.half_width * scale * 16)
            cv2.ellipse(seen, centre, axes, stone.turned_deg, 0, 360, (1.0,), -1, shift=4)
        seen = cv2.GaussianBlur(seen, (0, 0), soft_px) * sureness
        planes = np.zeros((len(SegmentClass), *seen.shape), np.float32)
        planes[SegmentClass.SPECIMEN], planes[SegmentClass.BACKGROUND] = seen, 1 - seen
        return SegmentMap(planes)

    return segment


def taken_for_cubes(scene: Drawn, stone: Stone) -> Segment:
    """A network that takes both the stone and the cube of a drawn scene for cubes."""

    def segment(pixels: Pixels) -> SegmentMap:
        seen = network(stone)(pixels).probabilities
        corners = project_pose(scene.cube, scene.camera)[0] * SEEN_SIDE / 1024
        cube = np.zeros(seen.shape[1:], np.float32)
        cv2.fillConvexPoly(cube, np.round(cv2.convexHull(corners.astype(np.float32))).astype(np.int32), (0.98,))
        planes = np.zeros_like(seen)
        planes[SegmentClass.CUBE] = np.maximum(seen[SegmentClass.SPECIMEN], cube)
        planes[SegmentClass.BACKGROUND] = 1 - planes[SegmentClass.CUBE]
        return SegmentMap(planes)

    return segment


def outlined(scene: Drawn, segment: Segment | None) -> SpecimenOutline:
    photo = prepare(scene.pixels, None)
    if segment is not None:
        photo = replace(photo, classes=segment(photo.coarse_rgb).at(*photo.coarse_rgb.shape[:2]))
    corners, _ = project_pose(scene.cube, scene.camera)
    found = find_specimen(photo, corners * photo.coarse_scale, [])
    assert found is not None
    return found


def doubts(found: SpecimenOutline) -> set[str]:
    flags = outline_flags(found, 1.0, LIMITS)
    return {name for flag in flags if flag.code is FlagCode.OUTLINE_UNCERTAIN for name in flag.values}


def test_where_both_agree_nothing_is_doubted_and_the_rim_is_the_photos() -> None:
    found = outlined(draw(), network(STONE))
    assert found.network is not None
    assert found.second_difference.larger < 0.05
    assert doubts(found) == set()
    size = feret(found.contour / (640 / 1024))
    assert size.length == pytest.approx(2 * STONE.half_length, rel=0.015)
    assert size.width == pytest.approx(2 * STONE.half_width, rel=0.025)


def test_a_stone_that_the_network_takes_for_a_cube_is_outlined_as_if_it_took_it_for_a_stone() -> None:
    scene = draw()
    found = outlined(scene, taken_for_cubes(scene, STONE))
    assert found.network is not None
    assert doubts(found) == set()
    assert feret(found.contour / (640 / 1024)).length == pytest.approx(2 * STONE.half_length, rel=0.015)


def test_a_sure_network_may_differ_and_an_unsure_one_may_not() -> None:
    other = replace(STONE, half_length=150.0)
    assert "difference_percent" not in doubts(outlined(draw(), network(other)))
    unsure = outlined(draw(), network(other, sureness=0.9))
    assert "difference_percent" in doubts(unsure)
    assert unsure.outline.doubtful is not None
    assert unsure.outline.doubtful.any()


def test_an_unsure_network_is_doubted_even_where_both_agree() -> None:
    assert "sure_percent" in doubts(outlined(draw(), network(STONE, sureness=0.8)))


def test_a_network_that_sees_no_specimen_leaves_the_classical_outline_in_doubt() -> None:
    blind, without = outlined(draw(), network(None)), outlined(draw(), None)
    assert blind.network is None
    assert (blind.contour == without.contour).all()
    assert "unseen" in doubts(blind)
    assert doubts(without) == set()


def test_a_stone_that_goes_on_behind_the_cube_is_doubted() -> None:
    behind = replace(STONE, x=CUBE.x + 170, y=470.0, turned_deg=0.0)
    found = outlined(draw(stone=behind), network(behind))
    assert found.hidden_ends == 1
    assert "cube_contact_percent" in doubts(found)
    assert "hidden_ends" in doubts(replace(found, hidden_ends=2))
    assert outlined(draw(), network(STONE)).hidden_ends == 0


def test_a_stone_that_a_label_hides_for_the_most_is_doubted() -> None:
    drawn, seen = draw(), network(STONE)

    def with_label(pixels: Pixels) -> SegmentMap:
        planes = seen(pixels).probabilities.copy()
        factor = planes.shape[1] / drawn.pixels.shape[0]
        planes[:, round(STONE.y * factor) :] = 0
        planes[SegmentClass.LABEL, round(STONE.y * factor) :] = 1
        return SegmentMap(planes)

    assert "label_contact_percent" in doubts(outlined(drawn, with_label))
    assert outlined(drawn, seen).label_contact == 0


def test_an_outline_that_holds_a_label_is_doubted_and_one_that_holds_a_number_is_not() -> None:
    found = outlined(draw(), network(STONE))
    x, y = found.outline.box_px.centre
    half_px = 0.25 * found.outline.box_px.height
    label, number = (Box(x, y, x, y).padded(share * half_px) for share in (1.0, 0.2))
    (flag,) = outline_flags(found, 1.0, LIMITS, [label])
    assert flag.code is FlagCode.OUTLINE_UNCERTAIN
    assert set(flag.values) == {"label_percent"}
    assert outline_flags(found, 1.0, LIMITS, [number]) == []


def test_an_end_behind_the_cube_and_an_unknown_camera_make_a_size_less_certain() -> None:
    found = outlined(draw(), network(STONE))
    cube = CubeCandidate(CUBE, 0.99, (0.1, 0.1, 0.01, 0.01, 0.01, 0.01))

    def error(of: SpecimenOutline, focal_length_known: bool) -> float:
        scale = SpecimenScale(0.1, 0.03)
        return size_error(feret(of.contour), scale, cube, of, 640 / 1024, focal_length_known).length

    usual, unknown, hidden = (
        error(found, True),
        error(found, False),
        error(replace(found, hidden=Extents(0.1, 0.0)), True),
    )
    assert unknown == pytest.approx(math.hypot(usual, UNKNOWN_CAMERA_ERROR))
    assert hidden == pytest.approx(math.hypot(usual, 0.1))


def test_a_cube_before_a_long_stone_does_not_make_it_two() -> None:
    long = replace(STONE, half_length=300.0, half_width=60.0, x=520.0, turned_deg=0.0)

    def segment(pixels: Pixels) -> SegmentMap:
        seen = network(long)(pixels)
        height, width = seen.probabilities.shape[1:]
        left, right, above = (round(side * width / 1024) for side in (420, 600, 350))
        planes = seen.probabilities.copy()
        planes[:, above:height, left:right] = 0
        planes[SegmentClass.CUBE, above:height, left:right] = 1
        return SegmentMap(planes)

    photo = prepare(draw(cube=None, stone=long).pixels, None)
    photo = replace(photo, classes=segment(photo.coarse_rgb).at(*photo.coarse_rgb.shape[:2]))
    square = np.array([[x, y] for x in (420.0, 600.0) for y in (350.0, 530.0)] * 2)
    apart, together = (find_specimen(photo, corners * photo.coarse_scale, []) for corners in (square[:0], square))
    assert apart is not None
    assert together is not None
    assert FlagCode.SEVERAL_SPECIMENS in {flag.code for flag in outline_flags(apart, 1.0, LIMITS)}
    assert FlagCode.SEVERAL_SPECIMENS not in {flag.code for flag in outline_flags(together, 1.0, LIMITS)}
