import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import ImpossibleMarks
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.hand import NO_MARKS, HandMarks
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.services import reviewing
from mineral_desk.services.by_hand import (
    changed_marks,
    default_cube_px,
    measure_by_hand,
    start_marks,
)
from mineral_desk.services.desk import Desk
from mineral_desk.vision.measuring.wireframe import CubePose
from tests.services.hand_scene import CUBE, EDGE_MM, machine_size, scene, true_corners, with_corners

FOUND = scene()
NO_CUBE = scene(found=False)
FRONT = (0, 1, 4, 5)
ALL = tuple(range(8))
OTHER_CUBE = CubePose(1320.0, 1980.0, math.log(430.0), math.radians(32), math.radians(24), 0.0)


def size_of(measurement: Measurement) -> tuple[float, float]:
    assert measurement.length_mm is not None
    assert measurement.width_mm is not None
    return measurement.length_mm, measurement.width_mm


def errors_of(measurement: Measurement) -> tuple[float, float]:
    assert measurement.length_error_mm is not None
    assert measurement.width_error_mm is not None
    return measurement.length_error_mm, measurement.width_error_mm


@pytest.mark.parametrize("marks", [NO_MARKS, start_marks(FOUND)], ids=["nothing", "everything as it was"])
def test_without_a_mark_of_a_person_the_machines_size_comes_back(marks: HandMarks) -> None:
    again = measure_by_hand(FOUND, marks)
    assert size_of(again) == pytest.approx(size_of(FOUND.measurement), rel=1e-4)
    assert errors_of(again) == pytest.approx(errors_of(FOUND.measurement), rel=0.02)
    assert np.array(again.cube_corners_px) == pytest.approx(np.array(FOUND.measurement.cube_corners_px), abs=0.05)
    assert again.hidden_corners == FOUND.measurement.hidden_corners
    assert changed_marks(FOUND, marks) == NO_MARKS


def test_one_corner_brings_its_corner_along_and_hardly_moves_the_far_ones() -> None:
    start = np.array(FOUND.measurement.cube_corners_px)
    dragged = start.copy()
    dragged[1] += (30, -10)
    found = measure_by_hand(FOUND, with_corners(start_marks(FOUND), dragged, (1,)))
    moved = np.hypot(*(np.array(found.cube_corners_px) - start).T)
    assert np.hypot(*(np.array(found.cube_corners_px)[1] - dragged[1])) < 1.5
    assert moved.max() == moved[1]
    assert size_of(found) == pytest.approx(size_of(FOUND.measurement), rel=0.08)


@settings(max_examples=15, deadline=None)
@given(st.tuples(*[st.floats(-200, 200)] * 2), st.tuples(*[st.floats(-1, 1)] * 2), st.integers(0, 7))
def test_a_dragged_corner_moves_the_size_steadily(
    to: tuple[float, float], step: tuple[float, float], corner: int
) -> None:
    """A pixel further must never make the size jump."""
    start = np.array(FOUND.measurement.cube_corners_px)
    lengths = []
    for more in (0.0, 1.0):
        dragged = start.copy()
        dragged[corner] += np.array(to) + more * np.array(step)
        try:
            lengths.append(size_of(measure_by_hand(FOUND, with_corners(NO_MARKS, dragged, (corner,))))[0])
        except ImpossibleMarks:
            return
    assert lengths[1] == pytest.approx(lengths[0], rel=0.02)


anywhere = st.one_of(st.sampled_from([0.0, 1500.0, 1e6, -1e6]), st.floats(-5000, 9000))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(anywhere, anywhere), min_size=8, max_size=8),
    st.sets(st.integers(0, 7), min_size=1),
    st.booleans(),
)
def test_whatever_is_dragged_wherever_there_is_a_finite_answer_or_a_refusal(
    corners: list[tuple[float, float]], moved: set[int], found: bool
) -> None:
    marks = with_corners(NO_MARKS, np.array(corners), tuple(moved))
    try:
        answer = measure_by_hand(FOUND if found else NO_CUBE, marks)
    except ImpossibleMarks:
        return
    assert np.isfinite(np.array(answer.cube_corners_px)).all()
    numbers = (answer.length_mm, answer.length_error_mm, answer.width_mm, answer.mm_per_px, answer.scale_error_fraction)
    assert all(math.isfinite(one) and one > 0 for one in numbers if one is not None)


def test_a_cube_set_elsewhere_owes_nothing_to_the_one_found() -> None:
    far = CubePose(3300.0, 2500.0, math.log(300.0), math.radians(30), math.radians(20), 0.0)
    corners = true_corners(far)
    few = measure_by_hand(FOUND, with_corners(NO_MARKS, corners, (0, 1)))
    assert few.status is MeasurementStatus.NOT_MEASURED
    enough, alone = (measure_by_hand(one, with_corners(NO_MARKS, corners, FRONT)) for one in (FOUND, NO_CUBE))
    assert enough.mm_per_px == pytest.approx(alone.mm_per_px)


@pytest.mark.parametrize("moved", [FRONT, ALL])
@pytest.mark.parametrize("found", [True, False], ids=["machine wrong", "no machine"])
def test_true_corners_give_the_true_scale_whatever_the_machine_thought(moved: tuple[int, ...], found: bool) -> None:
    analysis = scene(found=found)
    assert analysis.outline is not None
    truth = machine_size(OTHER_CUBE, analysis.outline)
    start = start_marks(analysis) if found else HandMarks(cube_corners_px=default_cube_px(analysis))
    corners = np.array(start.cube_corners_px)
    corners[list(moved)] = true_corners(OTHER_CUBE)[list(moved)]
    found_size = measure_by_hand(analysis, with_corners(start, corners, moved))
    assert found_size.status is MeasurementStatus.MEASURED
    assert size_of(found_size) == pytest.approx(size_of(truth), rel=2e-3 if moved == FRONT else 1e-4)
    assert np.array(found_size.cube_corners_px) == pytest.approx(true_corners(OTHER_CUBE), abs=12)


@settings(max_examples=20, deadline=None)
@given(st.floats(4, 70), st.floats(0, 360), st.floats(250, 700), st.floats(-3, 3), st.integers(0, 2**32 - 1))
def test_shaky_corners_give_the_true_scale_within_four_errors(
    elevation: float, yaw: float, edge: float, roll: float, seed: int
) -> None:
    cube = CubePose(1500.0, 1900.0, math.log(edge), math.radians(elevation), math.radians(yaw), math.radians(roll))
    shaky = true_corners(cube) + np.random.default_rng(seed).normal(size=(8, 2)) * 1.5
    found = measure_by_hand(NO_CUBE, with_corners(NO_MARKS, shaky, ALL))
    assert NO_CUBE.outline is not None
    truth = machine_size(cube, NO_CUBE.outline)
    length, error = size_of(found)[0], errors_of(found)[0]
    assert abs(length - size_of(truth)[0]) < 4 * error


@settings(max_examples=20, deadline=None)
@given(st.floats(-150, 150), st.floats(-150, 150))
def test_everything_moved_alike_changes_nothing_but_positions(x: float, y: float) -> None:
    """But for perspective: what lies further from the middle of the photo is seen a little more from the side."""
    marks = with_corners(start_marks(FOUND), true_corners(), ALL)
    here = measure_by_hand(FOUND, replace(marks, outline_px=shifted(marks.outline_px, 0, 0.5)))
    moved = replace(
        marks,
        cube_corners_px=shifted(marks.cube_corners_px, x, y),
        outline_px=shifted(marks.outline_px, x, y + 0.5),
        length_line_px=None,
        width_line_px=None,
    )
    there = measure_by_hand(FOUND, moved)
    assert size_of(there) == pytest.approx(size_of(here), rel=0.02)
    assert np.array(there.cube_corners_px) - np.array(here.cube_corners_px) == pytest.approx(
        np.tile([x, y], (8, 1)), abs=4
    )


def test_lines_moved_alike_with_a_ruler_change_nothing_at_all() -> None:
    marks = HandMarks(
        scale_line_px=((100, 100), (1100, 150)), scale_line_mm=20.0, length_line_px=((500, 900), (2000, 900))
    )
    moved = HandMarks(
        scale_line_px=((400, 300), (1400, 350)), scale_line_mm=20.0, length_line_px=((800, 1100), (2300, 1100))
    )
    here, there = measure_by_hand(FOUND, marks), measure_by_hand(FOUND, moved)
    assert there.length_mm == pytest.approx(here.length_mm)
    assert there.length_error_mm == pytest.approx(here.length_error_mm)


def test_the_cubes_error_grows_with_the_hands() -> None:
    marks = with_corners(NO_MARKS, true_corners(), ALL)
    fine, coarse = (measure_by_hand(FOUND, marks, error) for error in (4.0, 8.0))
    assert coarse.scale_error_fraction == pytest.approx(2 * (fine.scale_error_fraction or 0), rel=0.1)
    assert size_of(coarse) == pytest.approx(size_of(fine), rel=1e-4)
    assert errors_of(coarse) > errors_of(fine)


def test_corners_that_fit_no_cube_well_are_trusted_less() -> None:
    shaken = true_corners() + np.random.default_rng(3).normal(size=(8, 2)) * 40
    steady = measure_by_hand(FOUND, with_corners(NO_MARKS, true_corners(), ALL))
    shaky = measure_by_hand(FOUND, with_corners(NO_MARKS, shaken, ALL))
    assert (shaky.scale_error_fraction or 0) > 2 * (steady.scale_error_fraction or 0)
    assert FlagCode.CUBE_IMPRECISE in [flag.code for flag in shaky.flags]
    assert shaky.status is MeasurementStatus.MEASURED


def test_a_cube_with_few_corners_set_follows_the_hand_but_gives_no_size_yet() -> None:
    guess = np.array(default_cube_px(NO_CUBE))
    guess[3] += (40, 25)
    found = measure_by_hand(NO_CUBE, with_corners(NO_MARKS, guess, (3,)))
    assert found.status is MeasurementStatus.NOT_MEASURED
    assert found.length_mm is None
    assert [flag.code for flag in found.flags] == [FlagCode.NO_CUBE]
    assert np.hypot(*(np.array(found.cube_corners_px)[3] - guess[3])) < 3


def test_the_cube_to_be_dragged_stands_in_the_photo() -> None:
    corners = np.array(default_cube_px(NO_CUBE))
    assert corners.shape == (8, 2)
    assert (corners > 0).all()
    assert (corners < [NO_CUBE.photo.width_px, NO_CUBE.photo.height_px]).all()


def test_a_line_of_known_length_counts_instead_of_the_cube() -> None:
    marks = HandMarks(scale_line_px=((100, 100), (1100, 100)), scale_line_mm=20.0)
    found = measure_by_hand(FOUND, marks)
    assert found.mm_per_px == pytest.approx(0.02)
    assert found.length_mm == pytest.approx(0.02 * math.dist(*(FOUND.measurement.length_line_px or ((0, 0), (0, 0)))))
    assert found.cube_corners_px == ()
    assert found.flags == ()
    assert found.status is MeasurementStatus.MEASURED
    assert errors_of(found)[0] / size_of(found)[0] > errors_of(FOUND.measurement)[0] / size_of(FOUND.measurement)[0]
    standing = measure_by_hand(FOUND, replace(marks, scale_line_px=((100, 100), (100, 1100))))
    assert errors_of(standing)[0] > errors_of(found)[0]


def test_a_line_without_its_length_is_not_used_yet() -> None:
    found = measure_by_hand(FOUND, HandMarks(scale_line_px=((100, 100), (1100, 100))))
    assert size_of(found) == pytest.approx(size_of(FOUND.measurement), rel=1e-4)


def test_size_lines_count_as_they_are_drawn() -> None:
    line = ((2100.0, 1500.0), (3300.0, 1700.0))
    found = measure_by_hand(FOUND, replace(start_marks(FOUND), length_line_px=line))
    assert found.length_line_px == line
    assert found.width_line_px == FOUND.measurement.width_line_px
    assert found.length_mm == pytest.approx(math.dist(*line) * (found.mm_per_px or 0))
    assert found.width_mm == pytest.approx(FOUND.measurement.width_mm, rel=1e-4)


def test_a_corrected_outline_gives_new_lines_and_lines_drawn_go_before_it() -> None:
    start = start_marks(FOUND)
    smaller = tuple((x, y) for x, y in start.outline_px if x < 3200)
    found = measure_by_hand(FOUND, replace(start, outline_px=smaller))
    assert size_of(found)[0] < 0.9 * size_of(FOUND.measurement)[0]
    assert max(x for x, _ in found.length_line_px or ()) < 3200
    line = ((2100.0, 1500.0), (3300.0, 1700.0))
    assert measure_by_hand(FOUND, replace(start, outline_px=smaller, length_line_px=line)).length_line_px == line


def test_a_drawn_specimen_needs_no_outline_of_the_machines() -> None:
    bare = replace(FOUND, outline=None, measurement=replace(FOUND.measurement, length_line_px=None, width_line_px=None))
    nothing = measure_by_hand(bare, NO_MARKS)
    assert nothing.status is MeasurementStatus.NOT_MEASURED
    assert [flag.code for flag in nothing.flags] == [FlagCode.NO_SPECIMEN]
    length = FOUND.measurement.length_line_px
    drawn = measure_by_hand(bare, HandMarks(length_line_px=length))
    assert drawn.length_mm == pytest.approx(FOUND.measurement.length_mm, rel=0.05)
    assert drawn.width_mm is None
    around = measure_by_hand(bare, HandMarks(outline_px=start_marks(FOUND).outline_px))
    assert size_of(around) == pytest.approx(size_of(FOUND.measurement), rel=0.01)


@settings(max_examples=20, deadline=None)
@given(st.floats(1, 200))
def test_sizes_grow_with_the_edge(edge_mm: float) -> None:
    marks = with_corners(NO_MARKS, true_corners(), ALL)
    one, other = (measure_by_hand(FOUND, replace(marks, cube_edge_mm=edge)) for edge in (EDGE_MM, edge_mm))
    assert size_of(other) == pytest.approx([side * edge_mm / EDGE_MM for side in size_of(one)])
    assert errors_of(other) == pytest.approx([side * edge_mm / EDGE_MM for side in errors_of(one)])
    assert other.cube_edge_mm == edge_mm


def test_without_a_cube_the_scale_that_the_machine_read_off_a_ruler_counts() -> None:
    by_ruler = Measurement(MeasurementStatus.FLAGGED, mm_per_px=0.02, scale_error_fraction=0.12)
    analysis = replace(NO_CUBE, measurement=by_ruler)
    found = measure_by_hand(analysis, HandMarks(length_line_px=((2100, 1500), (3600, 1500))))
    assert found.length_mm == pytest.approx(30.0)
    assert found.length_error_mm == pytest.approx(30.0 * 0.12, rel=0.01)
    assert found.status is MeasurementStatus.MEASURED


def test_what_the_specimen_stands_on_tells_how_far_away_it_is() -> None:
    assert FOUND.outline is not None
    lowest = float(FOUND.outline.points_px[:, 1].max())
    pedestal = ((2500.0, lowest), (3200.0, lowest), (3200.0, lowest + 300), (2500.0, lowest + 300))
    marks = with_corners(NO_MARKS, true_corners(), ALL)
    standing = measure_by_hand(replace(FOUND, measurement=replace(FOUND.measurement, foot_px=pedestal)), marks)
    assert size_of(standing)[0] < 0.97 * size_of(measure_by_hand(FOUND, marks))[0]


def test_what_still_matters_is_flagged() -> None:
    engraved = replace(FOUND, measurement=replace(FOUND.measurement, cube_engraving="1 cm"))
    inch = measure_by_hand(engraved, HandMarks(cube_edge_mm=25.4))
    assert [flag.code for flag in inch.flags] == [FlagCode.CUBE_EDGE_CONTRADICTED]
    short = measure_by_hand(FOUND, HandMarks(length_line_px=((2800, 1500), (2990, 1500))))
    assert FlagCode.RATIO_OUT_OF_RANGE in [flag.code for flag in short.flags]


@pytest.mark.parametrize(
    "marks",
    [
        with_corners(NO_MARKS, np.full((8, 2), 700.0), ALL),
        with_corners(NO_MARKS, np.full((8, 2), 700.0), FRONT),
        with_corners(NO_MARKS, np.random.default_rng(1).uniform(0, 3000, (8, 2)), ALL),
        with_corners(NO_MARKS, np.full((8, 2), np.nan), (0,)),
        with_corners(NO_MARKS, np.ones((3, 2)), (0,)),
        with_corners(NO_MARKS, true_corners(), (8,)),
        HandMarks(scale_line_px=((5, 5), (5, 5)), scale_line_mm=10.0),
        HandMarks(scale_line_px=((5, 5), (50, 5)), scale_line_mm=0.0),
        HandMarks(scale_line_px=((5, 5), (50, 5)), scale_line_mm=math.inf),
        HandMarks(length_line_px=((5, 5), (5, 5.5))),
        HandMarks(width_line_px=((5, 5), (math.inf, 5))),
        HandMarks(outline_px=((1, 1), (2, 2))),
        HandMarks(outline_px=((1, 1), (200, 200), (100, 100))),
        HandMarks(cube_edge_mm=-1.0),
    ],
)
def test_marks_that_cannot_be_right_are_refused_in_words(marks: HandMarks) -> None:
    with pytest.raises(ImpossibleMarks) as refused:
        measure_by_hand(FOUND, marks)
    assert refused.value.message
    assert refused.value.hint


def test_a_photo_that_was_never_opened_has_no_size_by_hand() -> None:
    unopened = replace(FOUND, photo=replace(FOUND.photo, width_px=0, height_px=0), outline=None)
    with pytest.raises(ImpossibleMarks, match=r"stone\.jpg"):
        measure_by_hand(unopened, HandMarks(length_line_px=((1, 1), (5, 1))))


def test_the_start_outline_has_few_points_and_the_same_size() -> None:
    marks = start_marks(FOUND)
    assert 3 <= len(marks.outline_px) <= 60
    drawn_anew = measure_by_hand(FOUND, HandMarks(outline_px=shifted(marks.outline_px, 0.0, 1.0)))
    assert size_of(drawn_anew) == pytest.approx(size_of(FOUND.measurement), rel=2e-3)


def test_the_same_marks_give_the_same_size_after_the_catalogue_was_closed(desk: Desk, tmp_path: Path) -> None:
    photo_id, _, _ = desk.write(lambda catalogue: catalogue.photos.add(FOUND.photo, "7", "typed"))
    desk.write(lambda catalogue: catalogue.analyses.add(photo_id, FOUND, "f"))
    before = reviewing.open_photo(desk, photo_id).analysis
    assert before is not None
    marks = with_corners(start_marks(before), true_corners(OTHER_CUBE) + 0.123456, (0, 1, 4))
    marks = changed_marks(before, replace(marks, cube_edge_mm=25.4))
    assert marks.outline_px == ()
    found = measure_by_hand(before, marks)
    sides, errors = (found.length_mm, found.width_mm), (found.length_error_mm, found.width_error_mm)
    size = SizeDecision(SizeVerb.ADJUSTED, *sides, 12.0, *errors, 9.0, marks)
    reviewing.decide(desk, Decision(photo_id, Verb.ACCEPT, "Anna", "Quartz", size=size))
    path = tmp_path / "Каталог № 1.mdc"
    with Desk(desk.folders, desk.settings, path) as other:
        stored = reviewing.open_photo(other, photo_id)
        assert stored.decision is not None
        assert stored.analysis is not None
        assert stored.decision.size == size
        again = measure_by_hand(stored.analysis, stored.decision.size.marks)
        assert size_of(again) == (size.length_mm, size.width_mm)
        specimen = other.reading.specimens.of_photo(photo_id)
        assert specimen is not None
        assert (specimen.length_mm, specimen.height_mm, specimen.depth_mm) == (size.length_mm, 12.0, 9.0)
        told = reviewing.history(other, photo_id)[0]
        assert told.who == "Anna"
        assert told.what.endswith("mm set by hand from the cube's corners and the cube's edge")


def shifted(points: tuple[tuple[float, float], ...], x: float, y: float) -> tuple[tuple[float, float], ...]:
    return tuple((px + x, py + y) for px, py in points)


def test_the_cube_that_stands_for_truth_is_the_one_that_was_found() -> None:
    assert np.array(FOUND.measurement.cube_corners_px) == pytest.approx(true_corners(CUBE))
