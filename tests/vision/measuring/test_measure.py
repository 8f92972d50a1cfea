import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.vision.measuring.cube import CubeAcceptance
from mineral_desk.vision.measuring.flags import PhotoSharpness
from mineral_desk.vision.measuring.measure import MeasureResult, measure
from mineral_desk.vision.measuring.wireframe import project_pose
from tests.vision.measuring.drawn import CUBE, CUBE_EDGE_MM, STONE, Drawn, draw
from tests.vision.measuring.reading import Says
from tests.vision.measuring.rulers import ruler_card


def run(scene: Drawn, accept: CubeAcceptance, **more: object) -> MeasureResult:
    return measure(scene.pixels, CUBE_EDGE_MM, None, accept=accept, **more)  # type: ignore[arg-type]


def codes(measurement: Measurement) -> set[FlagCode]:
    return {flag.code for flag in measurement.flags}


@pytest.fixture(scope="module")
def plain(accept: CubeAcceptance) -> MeasureResult:
    return run(draw(), accept)


def test_a_plain_scene_is_measured_within_its_error(plain: MeasureResult) -> None:
    found = plain.measurement
    assert found.status is MeasurementStatus.MEASURED, found.flags
    assert found.length_mm is not None
    assert found.length_error_mm is not None
    assert found.width_mm is not None
    scale = CUBE.edge_px / CUBE_EDGE_MM
    # the ellipse is drawn at the cube's distance; what its depth adds is in the error
    assert found.length_mm == pytest.approx(2 * STONE.half_length / scale, abs=3 * found.length_error_mm)
    assert found.width_mm == pytest.approx(2 * STONE.half_width / scale, rel=0.15)
    assert 0.01 < found.length_error_mm / found.length_mm < 0.15


def test_the_wire_frame_and_the_outline_lie_on_what_was_drawn(plain: MeasureResult) -> None:
    scene = draw()
    truth, _ = project_pose(scene.cube, scene.camera)
    found = np.array(plain.measurement.cube_corners_px)
    gaps = np.hypot(*(truth[:, None] - found[None]).transpose(2, 0, 1)).min(axis=1)
    assert gaps.max() < 0.08 * CUBE.edge_px
    assert plain.outline is not None
    mask = np.zeros(scene.pixels.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(plain.outline.points_px).astype(np.int32)], 1)
    true_mask = np.zeros_like(mask)
    axes = (round(STONE.half_length), round(STONE.half_width))
    cv2.ellipse(true_mask, (round(STONE.x), round(STONE.y)), axes, STONE.turned_deg, 0, 360, 1, -1)
    assert (mask & true_mask).sum() / (mask | true_mask).sum() > 0.93


def test_regions_name_the_specimen_and_the_cube(plain: MeasureResult) -> None:
    kinds = [region.kind for region in plain.regions]
    assert kinds == [RegionKind.SPECIMEN, RegionKind.CUBE]
    assert plain.specimen is not None
    assert plain.specimen.box_px == plain.outline.box_px  # type: ignore[union-attr]
    assert plain.cubes[0].confidence > 0.5


def test_lines_pixels_and_millimetres_agree(plain: MeasureResult) -> None:
    found = plain.measurement
    assert found.length_line_px is not None
    assert found.mm_per_px is not None
    assert math.dist(*found.length_line_px) * found.mm_per_px == pytest.approx(found.length_mm)
    assert found.width_line_px is not None
    assert math.dist(*found.width_line_px) * found.mm_per_px == pytest.approx(found.width_mm)


def test_scaling_a_measurement_keeps_its_millimetres(plain: MeasureResult) -> None:
    there = plain.measurement.scaled(2.5)
    assert there.length_mm == plain.measurement.length_mm
    back = there.scaled(0.4)
    assert np.allclose(back.cube_corners_px, plain.measurement.cube_corners_px)
    assert back.mm_per_px == pytest.approx(plain.measurement.mm_per_px)
    assert math.dist(*there.length_line_px) * there.mm_per_px == pytest.approx(there.length_mm)  # type: ignore


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_the_size_of_the_file_does_not_change_the_millimetres(
    plain: MeasureResult, accept: CubeAcceptance, factor: float
) -> None:
    scene = draw()
    resized = cv2.resize(scene.pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    found = measure(np.asarray(resized, np.uint8), CUBE_EDGE_MM, None, accept=accept).measurement
    assert found.length_mm == pytest.approx(plain.measurement.length_mm, rel=0.03)
    assert found.mm_per_px == pytest.approx(plain.measurement.mm_per_px / factor, rel=0.03)  # type: ignore[operator]


def test_twice_the_edge_is_twice_the_size(plain: MeasureResult, accept: CubeAcceptance) -> None:
    found = measure(draw().pixels, 2 * CUBE_EDGE_MM, None, accept=accept).measurement
    assert found.length_mm == pytest.approx(2 * plain.measurement.length_mm, rel=1e-6)  # type: ignore[operator]


def test_without_a_cube_nothing_is_measured(accept: CubeAcceptance) -> None:
    result = run(draw(cube=None), accept)
    assert result.measurement.status is MeasurementStatus.NOT_MEASURED
    assert codes(result.measurement) == {FlagCode.NO_CUBE}
    assert result.measurement.length_mm is None
    assert result.cubes == ()
    assert result.specimen is not None


def test_without_a_specimen_nothing_is_measured(accept: CubeAcceptance) -> None:
    result = run(draw(stone=None), accept)
    assert result.measurement.status is MeasurementStatus.NOT_MEASURED
    assert FlagCode.NO_SPECIMEN in codes(result.measurement)
    assert result.outline is None


def test_an_empty_photo_has_neither(accept: CubeAcceptance) -> None:
    even = np.full((300, 400, 3), 128, np.uint8)
    found = measure(even, CUBE_EDGE_MM, None, accept=accept).measurement
    assert codes(found) == {FlagCode.NO_CUBE, FlagCode.NO_SPECIMEN}


def test_a_cube_cut_by_the_frame_is_not_vouched_for(accept: CubeAcceptance) -> None:
    scene = draw(cube=replace(CUBE, x=28.0))
    found = run(scene, accept).measurement
    assert found.status is not MeasurementStatus.MEASURED
    assert codes(found) & {FlagCode.CUBE_CUT, FlagCode.NO_CUBE, FlagCode.CUBE_AMBIGUOUS}


def test_a_specimen_cut_by_the_frame_is_flagged_with_its_place(accept: CubeAcceptance) -> None:
    found = run(draw(stone=replace(STONE, x=960.0)), accept).measurement
    assert found.status is not MeasurementStatus.MEASURED
    cut = [flag for flag in found.flags if flag.code is FlagCode.SPECIMEN_CUT]
    assert cut
    assert cut[0].evidence_px is not None
    assert cut[0].evidence_px.x1 > 1000


def test_two_specimens_are_flagged(accept: CubeAcceptance) -> None:
    scene = draw()
    second = scene.pixels.copy()
    second[60:220, 80:300] = draw(stone=replace(STONE, x=190.0, y=140.0)).pixels[60:220, 80:300]
    found = measure(second, CUBE_EDGE_MM, None, accept=accept).measurement
    assert FlagCode.SEVERAL_SPECIMENS in codes(found)
    assert found.status is not MeasurementStatus.MEASURED


def test_a_persons_word_chooses_the_specimen(accept: CubeAcceptance) -> None:
    scene = draw()
    second = scene.pixels.copy()
    second[60:220, 80:300] = draw(stone=replace(STONE, x=190.0, y=140.0)).pixels[60:220, 80:300]
    result = measure(second, CUBE_EDGE_MM, None, accept=accept, specimen_px=Box(70, 50, 310, 230))
    assert result.specimen is not None
    assert result.specimen.box_px.x1 < 350
    assert FlagCode.SEVERAL_SPECIMENS not in codes(result.measurement)


def test_a_blurred_photo_is_not_vouched_for(accept: CubeAcceptance) -> None:
    found = run(draw(), accept, sharpness=PhotoSharpness(12.0, 40.0)).measurement
    assert found.status is MeasurementStatus.FLAGGED
    assert found.flags[-1].values == {"sharpness": 12.0, "limit": 30.0}
    assert found.length_mm is not None


def test_an_engraving_on_the_cube_is_no_plate_and_contradicts_a_wrong_edge(accept: CubeAcceptance) -> None:
    corners, _ = project_pose(CUBE, draw().camera)
    face = Box(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()).padded(-30)
    on_cube = Region(RegionKind.LABEL, face, 0.9, "1 in")
    elsewhere = Region(RegionKind.LABEL, Box(600, 660, 800, 740), 0.9, "FMM 1")
    result = run(draw(), accept, plates=[on_cube, elsewhere])
    assert result.engraved_plates == (on_cube,)
    assert result.measurement.cube_engraving == "1 in"
    flag = next(flag for flag in result.measurement.flags if flag.code is FlagCode.CUBE_EDGE_CONTRADICTED)
    assert flag.values == {"engraving": "1 in", "edge_mm": CUBE_EDGE_MM}
    assert result.measurement.status is MeasurementStatus.FLAGGED


def test_a_ruler_contradicts_the_edge_unless_the_cube_says_it_itself(accept: CubeAcceptance) -> None:
    pixels = draw().pixels.copy()
    card = cv2.resize(ruler_card(90), (540, 96), interpolation=cv2.INTER_AREA)
    pixels[660:756, 300:840] = card[..., None]
    spoken = measure(pixels, CUBE_EDGE_MM, 55.0, accept=accept, read_text=Says("1 cm")).measurement
    silent = measure(pixels, CUBE_EDGE_MM, 55.0, accept=accept).measurement
    (flag,) = (flag for flag in silent.flags if flag.code is FlagCode.CUBE_EDGE_CONTRADICTED)
    told_mm, _, unit = str(flag.values["engraving"]).partition(" ")
    assert (float(told_mm), unit) == (pytest.approx(20, rel=0.1), "mm")
    assert FlagCode.CUBE_EDGE_CONTRADICTED not in codes(spoken)


def test_an_engraving_proves_a_well_fitted_cube_that_the_judge_refuses() -> None:
    corners, _ = project_pose(CUBE, draw().camera)
    face = Box(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()).padded(-20)

    refuse = CubeAcceptance(lambda features: np.full(len(features), 0.001))
    mark = Region(RegionKind.LABEL, face, 0.9, "1 cm")
    assert run(draw(), refuse).cubes == ()
    (cube,) = run(draw(), refuse, plates=[mark]).cubes
    assert cube.confidence > 0.85
    assert cube.box_px.overlap(face.padded(20)) > 0.9
    label = Region(RegionKind.LABEL, Box(600, 660, 800, 740), 0.9, "1 cm")
    assert run(draw(), refuse, plates=[label]).cubes == ()


def test_two_stones_joined_by_a_shadow_are_flagged(accept: CubeAcceptance) -> None:
    joined = draw(stone=replace(STONE, x=560.0, half_length=110.0, half_width=100.0)).pixels.copy()
    other = draw(stone=replace(STONE, x=840.0, half_length=130.0, half_width=110.0)).pixels
    joined[:, 690:] = other[:, 690:]
    cv2.rectangle(joined, (600, 440), (780, 466), (90, 60, 55), -1)
    found = measure(joined, CUBE_EDGE_MM, None, accept=accept).measurement
    assert FlagCode.SEVERAL_SPECIMENS in codes(found)


def test_the_cubes_faces_are_read_when_no_plate_tells(accept: CubeAcceptance) -> None:
    result = run(draw(), accept, read_text=Says("1 cm"))
    assert result.measurement.cube_engraving == "1 cm"
    assert FlagCode.CUBE_EDGE_CONTRADICTED not in codes(result.measurement)
    assert result.cubes[0].text == "1 cm"


def test_the_same_photo_gives_the_same_answer(plain: MeasureResult, accept: CubeAcceptance) -> None:
    assert run(draw(), accept).measurement == plain.measurement
