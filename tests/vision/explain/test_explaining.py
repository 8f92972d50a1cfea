"""From a classification to a map and a mask."""

import numpy as np
import pytest

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.geometry import Box
from mineral_desk.vision.classify import Classifier
from mineral_desk.vision.explain import explain
from mineral_desk.vision.explain.gradcam import gradcam_plus_plus
from mineral_desk.vision.explain.mask import render_mask
from mineral_desk.vision.head import Head
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.views import crop_pixels
from mineral_desk.vision.zero_shot import ZeroShotClassifier
from tests.vision.small_model import SmallModel, picture
from tests.vision.small_zero_shot import LOGIT_SCALE, SmallZeroShot

BOX = Box(20, 10, 140, 90)


@pytest.fixture
def classifier(tmp_path):
    SmallModel(seed=2).write(tmp_path)
    return Classifier(ModelStore([tmp_path]).load("small"), threads=1)


def explained(classifier, species=None):
    pixels = picture(5, 120, 200)
    found = classifier.classify(crop_pixels(pixels, BOX))
    species = species or found.suggestions.best.species
    return pixels, explain(classifier, found, pixels, BOX, species, "gradcam++")


def test_everything_is_filled_in(classifier):
    _, found = explained(classifier)
    assert (found.method, found.box_px) == ("gradcam++", BOX)
    assert found.heat_map.shape == (8, 8)
    assert found.heat_map.dtype == np.float32
    assert 0 <= found.heat_map.min() <= found.heat_map.max() <= 1
    assert 0 < found.threshold < 1
    assert np.isfinite(found.road_combined)
    assert found.kept == (found.road_combined > 0.2)
    mask = render_mask(found, 200, 120)
    assert found.area_fraction == pytest.approx(np.count_nonzero(mask) / mask.size)
    assert 0 < found.area_fraction <= BOX.area / (200 * 120)


def test_other_species_rest_on_other_places(classifier):
    _, azurite = explained(classifier, "Azurite")
    _, quartz = explained(classifier, "Quartz")
    assert np.abs(azurite.heat_map - quartz.heat_map).max() > 0.05


def test_is_repeatable(classifier):
    (_, one), (_, two) = explained(classifier), explained(classifier)
    np.testing.assert_array_equal(one.heat_map, two.heat_map)
    assert (one.road_combined, one.threshold) == (two.road_combined, two.threshold)


def test_an_even_picture_is_explained_without_fault(classifier):
    pixels = np.full((50, 50, 3), 127, np.uint8)
    found = classifier.classify(pixels)
    one = explain(classifier, found, pixels, Box(0, 0, 50, 50), "Quartz", "gradcam++")
    assert np.isfinite(one.road_combined)


def test_a_method_that_the_model_was_not_made_for_is_refused(classifier):
    pixels = picture(5, 120, 200)
    found = classifier.classify(pixels)
    with pytest.raises(ModelUnfit, match="cannot make fullgrad maps") as refused:
        explain(classifier, found, pixels, BOX, "Quartz", "fullgrad")
    assert "gradcam++" in refused.value.hint


def test_an_unknown_species_is_refused(classifier):
    pixels = picture(5, 120, 200)
    with pytest.raises(ModelUnfit, match="does not know Vivianite"):
        explain(classifier, classifier.classify(pixels), pixels, BOX, "Vivianite", "gradcam++")


@pytest.fixture
def zero_shot(tmp_path):
    SmallZeroShot(seed=2).write(tmp_path)
    return ZeroShotClassifier(ModelStore([tmp_path]).load("small-clip"), threads=1)


def test_a_zero_shot_model_is_explained_the_same_way(zero_shot):
    _, found = explained(zero_shot)
    assert (found.method, found.box_px, found.heat_map.shape) == ("gradcam++", BOX, (8, 8))
    assert 0 < found.threshold < 1
    assert np.isfinite(found.road_combined)
    assert found.kept == (found.road_combined > 0.2)
    mask = render_mask(found, 200, 120)
    assert found.area_fraction == pytest.approx(np.count_nonzero(mask) / mask.size)
    _, azurite = explained(zero_shot, "Azurite")
    _, quartz = explained(zero_shot, "Quartz")
    assert np.abs(azurite.heat_map - quartz.heat_map).max() > 0.05


def test_its_map_is_the_closed_form_of_a_network_that_averages(zero_shot):
    model = SmallZeroShot(seed=2)
    head = Head(model.projection, np.zeros(4, np.float32), LOGIT_SCALE * zero_shot.texts, np.zeros(7, np.float32))
    pixels, found = explained(zero_shot, "Galena")
    activations = zero_shot.classify(crop_pixels(pixels, BOX)).activations
    expected = gradcam_plus_plus(activations, head, zero_shot.species_index("Galena"))
    assert np.ptp(expected) > 0
    np.testing.assert_allclose(found.heat_map, expected, atol=1e-4)


def test_a_zero_shot_model_makes_no_other_maps(zero_shot):
    pixels = picture(5, 120, 200)
    with pytest.raises(ModelUnfit, match="cannot make fullgrad maps"):
        explain(zero_shot, zero_shot.classify(pixels), pixels, BOX, "Quartz", "fullgrad")
