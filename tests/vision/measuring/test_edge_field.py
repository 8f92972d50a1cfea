import numpy as np
import pytest

from mineral_desk.vision.measuring.edge_field import edge_field, profile_across, with_silhouettes


def test_an_outline_seen_by_the_network_shows_where_the_photo_is_even() -> None:
    field = edge_field(np.full((120, 160, 3), 40, np.float32), 1.0)
    seen = np.zeros((60, 80), np.float32)
    seen[20:40, 30:50] = 1
    guided = with_silhouettes(field, seen, 60.0)
    assert field.magnitude.max() == pytest.approx(0, abs=1e-4)
    rows, columns = np.nonzero(guided.magnitude > 0.5 * guided.magnitude.max())
    assert (rows.min(), rows.max()) == pytest.approx((39.5, 79.5), abs=1.6)
    assert (columns.min(), columns.max()) == pytest.approx((59.5, 99.5), abs=1.6)
    assert guided.noise == field.noise


def test_edges_of_the_photo_stay() -> None:
    lab = np.full((120, 160, 3), 40, np.float32)
    lab[:, 80:, 0] = 70
    field = edge_field(lab, 1.0)
    guided = with_silhouettes(field, np.zeros((60, 80), np.float32), 60.0)
    assert np.array_equal(guided.tensor, field.tensor)
    upright = field.tensor[60, 80]
    assert upright[0] > 10 * abs(upright[2])


def test_a_profile_sees_contrast_across_it_only_and_nothing_outside() -> None:
    lab = np.full((120, 160, 3), 40, np.float32)
    lab[:, 80:, 0] = 70
    field = edge_field(lab, 1.0)
    points = np.array([[80.0, 80.0, 20.0, 158.5], [60.0, 60.0, 60.0, 60.0]])
    normals = np.array([[1.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 0.0]])
    across = profile_across(field, points, normals, np.arange(-2.0, 3.0), 0.6)
    contrast = np.sqrt(across.squared.max(0))
    assert contrast[0] == pytest.approx(field.magnitude[60, 78:82].max())
    assert contrast[0] > 5 * field.threshold
    assert contrast[1:] == pytest.approx(0, abs=1e-3)
    assert across.outside is not None
    assert across.outside.any(0).tolist() == [False, False, False, True]
