import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.scoring import (
    Overlap,
    accuracy_by_class,
    compare_boxes,
    compare_masks,
    coverage,
    covered_share,
    fill_polygon,
    match_boxes,
    per_class_mean,
    relative_errors,
    summarise_errors,
    top_n_accuracy,
)

RANKED = [["Quartz", "Calcite"], ["Calcite", "Quartz"], ["Pyrite"], []]
TRUTH = ["Quartz", "Quartz", "Pyrite", "Pyrite"]

sizes = st.lists(st.tuples(st.floats(1, 1000), st.floats(0.1, 2000)), min_size=1, max_size=30)
corner = st.floats(0, 100)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), corner, corner, st.floats(0.5, 50), st.floats(0.5, 50))


def test_top_n_counts_the_true_name_among_the_first_n():
    assert top_n_accuracy(RANKED, TRUTH, 1) == 0.5
    assert top_n_accuracy(RANKED, TRUTH, 2) == 0.75


def test_per_class_mean_weighs_species_not_photos():
    by_class = accuracy_by_class([["Quartz"]] * 3 + [["Quartz"]], ["Quartz"] * 3 + ["Pyrite"])
    assert by_class == {"Pyrite": 0.0, "Quartz": 1.0}
    assert per_class_mean(by_class) == 0.5


@given(st.lists(st.tuples(st.lists(st.sampled_from("abcde"), max_size=5), st.sampled_from("abcde")), min_size=1))
def test_more_suggestions_never_lower_the_accuracy(photos):
    ranked, truth = [list(names) for names, _ in photos], [true for _, true in photos]
    accuracies = [top_n_accuracy(ranked, truth, n) for n in range(1, 6)]
    assert accuracies == sorted(accuracies)


def test_mape_is_equation_2():
    summary = summarise_errors(relative_errors([10, 20, 40], [11, 15, 40]))
    assert summary.mape == pytest.approx((0.1 + 0.25 + 0) / 3)
    assert summary.median == pytest.approx(0.1)
    assert (summary.count, summary.over_10, summary.over_20) == (3, 1, 1)


@given(sizes, st.floats(0.01, 100))
def test_relative_errors_do_not_depend_on_the_unit(pairs, unit):
    true, found = np.array(pairs).T
    assert relative_errors(true * unit, found * unit) == pytest.approx(relative_errors(true, found), rel=1e-6, abs=1e-9)


@given(sizes)
def test_a_summary_is_ordered(pairs):
    true, found = np.array(pairs).T
    summary = summarise_errors(relative_errors(true, found))
    assert 0 <= summary.median <= summary.p90
    assert summary.over_20 <= summary.over_10 <= summary.count


def test_a_true_size_of_zero_is_refused():
    with pytest.raises(ValueError, match="positive"):
        relative_errors([0.0], [1.0])


def test_nothing_to_measure_is_nan():
    assert math.isnan(summarise_errors([]).mape)
    assert math.isnan(top_n_accuracy([], [], 1))
    assert math.isnan(Overlap(0, 0, 0).iou)


def test_honest_normal_errors_cover_as_promised():
    rng = np.random.default_rng(7)
    deviations = rng.uniform(0.5, 3, 20_000)
    true = np.full(20_000, 50.0)
    shares = coverage(true, true + rng.standard_normal(20_000) * deviations, deviations)
    assert shares == pytest.approx((0.683, 0.954, 0.997), abs=0.01)


def test_mask_measures_are_equations_3_to_6():
    true = np.zeros((4, 4), bool)
    true[:2] = True
    found = np.zeros((4, 4), bool)
    found[1:] = True
    overlap = compare_masks(true, found)
    assert overlap == Overlap(4, 8, 4)
    assert (overlap.precision, overlap.recall) == (4 / 12, 4 / 8)
    assert overlap.iou == 4 / 16
    assert overlap.f1 == pytest.approx(2 * (1 / 3) * 0.5 / (1 / 3 + 0.5))


def test_masks_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match="different shapes"):
        compare_masks(np.zeros((2, 2), bool), np.zeros((2, 3), bool))


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_iou_never_exceeds_f1_and_both_follow_from_each_other(both, false, missed):
    overlap = Overlap(both, false, missed)
    if both + false + missed:
        assert overlap.iou <= overlap.f1
        assert overlap.f1 == pytest.approx(2 * overlap.iou / (1 + overlap.iou))


@given(st.lists(boxes, max_size=5), st.lists(boxes, max_size=5))
def test_matching_uses_each_box_once(true, found):
    pairs = match_boxes(true, found)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(true[i].overlap(found[j]) >= 0.5 for i, j in pairs)


@given(st.lists(boxes, min_size=1, max_size=5, unique=True))
def test_the_same_boxes_match_completely(these):
    assert compare_boxes(these, list(reversed(these))).f1 == 1.0


def test_the_better_pair_is_matched_first():
    true = [Box(0, 0, 10, 10), Box(2, 0, 12, 10)]
    assert match_boxes(true, [Box(2, 0, 12, 10)]) == ((1, 0),)


def test_a_plate_found_line_by_line_counts_as_covered():
    plate = Box(0, 0, 100, 30)
    lines = [Box(-5, 0, 105, 12), Box(0, 10, 100, 20), Box(0, 20, 50, 40)]
    assert covered_share(plate, lines) == pytest.approx((100 * 20 + 50 * 10) / 3000)


@given(boxes, st.lists(boxes, max_size=4))
def test_covered_share_is_a_share_and_grows_with_covers(target, covers):
    some, more = covered_share(target, covers[:2]), covered_share(target, covers)
    assert -1e-9 <= some <= more + 1e-9
    assert more <= 1 + 1e-9
    assert covered_share(target, [*covers, target]) == pytest.approx(1)


def test_a_polygon_is_filled_to_its_pixel_centres():
    square = np.array([[2, 1], [6, 1], [6, 4], [2, 4]], float)
    mask = fill_polygon(square, 10, 6)
    wanted = np.zeros((6, 10), bool)
    wanted[1:4, 2:6] = True
    assert (mask == wanted).all()


@given(st.lists(st.tuples(st.floats(-20, 60), st.floats(-20, 60)), min_size=3, max_size=12))
def test_a_filled_polygon_does_not_depend_on_where_it_starts(points):
    polygon = np.array(points)
    mask = fill_polygon(polygon, 40, 30)
    assert (mask == fill_polygon(np.roll(polygon, 2, axis=0), 40, 30)).all()
    outside = ~((polygon.min(axis=0) < [40, 30]) & (polygon.max(axis=0) > 0)).all()
    assert not (outside and mask.any())


def test_a_filled_circle_has_its_area():
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    circle = np.stack([50 + 30.3 * np.cos(turn), 50 + 30.3 * np.sin(turn)], axis=1)
    assert fill_polygon(circle, 100, 100).sum() == pytest.approx(np.pi * 30.3**2, rel=0.01)
