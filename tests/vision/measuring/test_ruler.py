"""Millimetre scales are read at their own distance; inches, noise and photos without a ruler are not."""

import math

import numpy as np
import pytest

from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.region import RegionKind
from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.preparation import prepare
from mineral_desk.vision.measuring.ruler import RulerReading, read_ruler
from mineral_desk.vision.measuring.ruler_size import ruler_flags, ruler_region, sized_by_ruler, table_scale
from mineral_desk.vision.measuring.wireframe import Camera, CubePose
from tests.vision.measuring.drawn import CUBE, draw
from tests.vision.measuring.rulers import FOCAL_LENGTH_35MM, RulerScene, ruler_card, ruler_scene


def read(scene: RulerScene) -> RulerReading | None:
    return read_ruler(prepare(scene.pixels, FOCAL_LENGTH_35MM), scene.pixels)


@pytest.fixture(scope="module")
def plain() -> RulerReading:
    found = read(ruler_scene(ruler_card(80)))
    assert found is not None
    return found


def test_every_millimetre_is_found_and_the_scale_is_that_of_the_rulers_distance(plain: RulerReading) -> None:
    scene = ruler_scene(ruler_card(80))
    assert len(plain.ticks_px) == pytest.approx(77, abs=1)
    # the ticks lie along the far edge, a little farther away than the middle
    farther = 1 + 8 * math.cos(math.radians(45)) / 300
    assert plain.mm_per_px[1] == pytest.approx(scene.mm_per_px * farther, rel=0.01)
    assert 0.003 < plain.error < 0.05
    assert plain.confidence > 0.5
    assert plain.box_px.width == pytest.approx(scene.ends_px[1, 0] - scene.ends_px[0, 0], rel=0.1)


@pytest.mark.parametrize(
    ("distance", "turned", "tilted", "dark"),
    [(220.0, 0.0, 0.0, True), (320.0, 0.0, 12.0, False), (260.0, -20.0, 0.0, False), (240.0, 20.0, -15.0, True)],
)
def test_turned_and_tilted_rulers_are_read_within_their_error(
    distance: float, turned: float, tilted: float, dark: bool
) -> None:
    scene = ruler_scene(
        ruler_card(60, dark=dark), distance_mm=distance, turned_deg=turned, tilted_deg=tilted, elevation_deg=55
    )
    found = read(scene)
    assert found is not None
    assert len(found.ticks_px) >= 50
    assert found.mm_per_px[1] == pytest.approx(scene.mm_per_px, rel=0.03 + 3 * found.error)


def test_the_nearer_end_has_the_finer_scale() -> None:
    found = read(ruler_scene(ruler_card(80), turned_deg=30, elevation_deg=40))
    assert found is not None
    first, last = found.ticks_px[0], found.ticks_px[-1]
    lower, upper = (first, last) if first[1] > last[1] else (last, first)
    assert found.mm_per_px_near(lower) < found.mm_per_px_near(upper) * 0.95


@pytest.mark.parametrize("long_every", [(4, 8), (2, 4), (8, 16), (200, 300), (3, 9)])
def test_other_rhythms_are_no_millimetres(long_every: tuple[int, int]) -> None:
    assert read(ruler_scene(ruler_card(80, long_every))) is None


def test_photos_without_a_ruler_have_none() -> None:
    scene = draw()
    assert read_ruler(prepare(scene.pixels, None), scene.pixels) is None
    noise = np.random.default_rng(3).integers(0, 255, (600, 800, 3)).astype(np.uint8)
    assert read_ruler(prepare(noise, None), noise) is None


def _map(pixels: Pixels, ruler: slice) -> SegmentMap:
    planes = np.zeros((6, *pixels.shape[:2]), np.float32)
    planes[SegmentClass.RULER, ruler] = 0.9
    planes[SegmentClass.BACKGROUND] = 1 - planes[SegmentClass.RULER]
    return SegmentMap(planes)


def test_the_networks_ruler_limits_the_search_and_is_shown_where_it_cannot_be_read() -> None:
    scene = ruler_scene(ruler_card(80))
    here = prepare(scene.pixels, None, lambda pixels: _map(pixels, slice(100, 320)))
    assert read_ruler(here, scene.pixels) is not None
    elsewhere = prepare(scene.pixels, None, lambda pixels: _map(pixels, slice(0, 60)))
    assert read_ruler(elsewhere, scene.pixels) is None
    shown = ruler_region(elsewhere, None)
    assert shown is not None
    assert shown.kind is RegionKind.RULER
    assert shown.box_px.y1 == pytest.approx(60 * 1400 / 640, abs=3)
    assert ruler_region(prepare(scene.pixels, None), None) is None


def test_without_a_cube_the_size_comes_from_the_ruler_and_stays_flagged(plain: RulerReading) -> None:
    square = Outline(np.array([[100, 100], [200, 100], [200, 150], [100, 150]], np.float32), 0.9)
    bare = Measurement(MeasurementStatus.NOT_MEASURED, (Flag(FlagCode.NO_CUBE),))
    found = sized_by_ruler(bare, square, plain)
    assert found.status is MeasurementStatus.FLAGGED
    assert found.flags[0].values["ruler_mm_per_px"] == found.mm_per_px
    assert found.flags[0].evidence_px == plain.box_px
    assert found.mm_per_px is not None
    assert found.length_mm == pytest.approx(math.hypot(100, 50) * found.mm_per_px)
    assert found.length_error_mm is not None
    assert found.length_error_mm > 0.1 * (found.length_mm or 0)
    assert sized_by_ruler(bare, square, None) is bare
    assert sized_by_ruler(bare, None, plain) is bare


def test_the_tables_scale_is_the_cubes_own_under_the_cube() -> None:
    scene = draw()
    beneath = table_scale(np.array([CUBE.x, CUBE.y]), CUBE, scene.camera, 10.0)
    assert beneath == pytest.approx(10.0 / CUBE.edge_px, rel=0.15)
    above_the_horizon = np.array([CUBE.x, -4000.0])
    assert table_scale(above_the_horizon, CUBE, scene.camera, 10.0) == 0.0


@pytest.mark.parametrize(("edge_mm", "contradicted"), [(10.0, False), (11.0, False), (25.4, True), (5.0, True)])
def test_a_wrong_edge_is_contradicted_by_the_ruler(plain: RulerReading, edge_mm: float, contradicted: bool) -> None:
    camera = Camera(FOCAL_LENGTH_35MM / 36 * 1400, 700.0, 450.0)
    edge_px = 10.0 / float(plain.mm_per_px[1])
    x, y = plain.ticks_px[len(plain.ticks_px) // 2]
    pose = CubePose(float(x), float(y) - edge_px / 2, math.log(edge_px), math.radians(45), 0.3, 0.0)
    flags = ruler_flags(plain, pose, camera, edge_mm, 0.01)
    assert [flag.code for flag in flags] == [FlagCode.CUBE_EDGE_CONTRADICTED] * contradicted
    if flags:
        assert flags[0].evidence_px == plain.box_px
        assert float(str(flags[0].values["engraving"]).split()[0]) == pytest.approx(10.0, rel=0.15)
