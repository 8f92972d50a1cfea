"""ROAD rewards maps that mark what the score rests on, and punishes those that mark the rest."""

import numpy as np
import pytest

from mineral_desk.vision.explain.road import kept_pixels, road_combined


def view_with_signal():
    """Grey with noise, and a bright square that the score below counts."""
    view = np.random.default_rng(0).integers(90, 110, (64, 64, 3)).astype(np.uint8)
    view[16:40, 16:40] = 250
    return view


def brightness(views):
    return np.array([float((view[16:40, 16:40] > 180).mean()) for view in views], np.float32)


def test_a_right_map_scores_high_and_its_reverse_the_opposite():
    right = np.zeros((64, 64), np.float32)
    right[16:40, 16:40] = 1
    good = road_combined(view_with_signal(), right, brightness)
    bad = road_combined(view_with_signal(), 1 - right, brightness)
    assert good > 0.2
    assert bad < -0.1


def test_a_map_that_ranks_nothing_scores_nothing():
    assert road_combined(view_with_signal(), np.ones((7, 7), np.float32), brightness) == 0


def test_a_score_that_never_changes_gives_zero():
    heat = np.random.default_rng(1).random((7, 7)).astype(np.float32)
    assert road_combined(view_with_signal(), heat, lambda views: np.ones(len(views), np.float32)) == 0


def test_is_repeatable():
    heat = np.random.default_rng(1).random((7, 7)).astype(np.float32)
    one, two = (road_combined(view_with_signal(), heat, brightness) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("percentile", [20, 40, 60, 80])
def test_exactly_the_share_asked_for_goes_even_where_much_is_zero(percentile):
    ranks = np.zeros((20, 25), np.float32)
    ranks[:3] = np.random.default_rng(0).random((3, 25)) + 0.1
    without_most, without_least = kept_pixels(ranks, percentile)
    assert np.count_nonzero(~without_most) == np.count_nonzero(~without_least) == 500 * percentile // 100
    assert ranks[~without_most].min() >= ranks[without_most].max() - 1e-9
    assert ranks[~without_least].max() <= ranks[without_least].min() + 1e-9


def test_only_removed_pixels_change():
    seen = []

    def remember(views):
        seen.extend(views)
        return np.zeros(len(views), np.float32)

    view = np.random.default_rng(0).integers(0, 256, (112, 112, 3)).astype(np.uint8)
    heat = np.tile(np.linspace(0, 1, 112, dtype=np.float32), (112, 1))
    road_combined(view, heat, remember)
    assert len(seen) == 8
    np.testing.assert_array_equal(seen[0][:, :88], view[:, :88])
    assert (seen[0][:, 92:] != view[:, 92:]).mean() > 0.9
    np.testing.assert_array_equal(seen[1][:, 24:], view[:, 24:])
