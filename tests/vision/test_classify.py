"""Suggestions: at most five, calibrated, and none when the classifier does not know."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import Calibration, ModelCard, TrustLevel
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.vision.classify import COLOUR_SHARE, Classifier, softmax
from mineral_desk.vision.colour import colour_centres
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.suggested import group_members, recommend, suggested
from tests.vision.small_model import SPECIES, SmallModel, picture


def load(folder: Path, **changes: object) -> Classifier:
    SmallModel(**changes).write(folder)
    return Classifier(ModelStore([folder]).load("small"), threads=1)


def edit(folder, old, new):
    card = folder / "small.toml"
    text = card.read_text()
    assert old in text
    card.write_text(text.replace(old, new))


def test_five_best_first_with_calibrated_probabilities(tmp_path):
    found = load(tmp_path).classify(picture())
    probabilities = [item.probability for item in found.suggestions.items]
    assert len(probabilities) == 5
    assert probabilities == sorted(probabilities, reverse=True)
    assert found.suggestions.best.species == SPECIES[int(found.logits.argmax())]
    np.testing.assert_allclose(found.probabilities, softmax(found.logits / np.float32(2)), atol=1e-6)
    assert found.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(found.embedding) == pytest.approx(1, abs=1e-5)
    assert found.activations.shape == (6, 8, 8)
    assert found.embedding.dtype == found.activations.dtype == np.float32


def test_the_same_picture_gives_the_same_answer(tmp_path):
    classifier = load(tmp_path)
    one, two = classifier.classify(picture()), classifier.classify(picture())
    np.testing.assert_array_equal(one.logits, two.logits)
    np.testing.assert_array_equal(one.embedding, two.embedding)
    assert one.suggestions == two.suggestions


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 500), (700, 20)])
def test_any_shape_is_classified(tmp_path, height, width):
    found = load(tmp_path).classify(np.full((height, width, 3), 90, np.uint8))
    assert np.isfinite(found.logits).all()


def test_few_species_give_few_suggestions(tmp_path):
    found = load(tmp_path, species=("Calcite", "Quartz")).classify(picture())
    assert len(found.suggestions.items) == 2


def test_an_unknown_species_is_refused_by_name(tmp_path):
    with pytest.raises(ModelUnfit, match="does not know Vivianite"):
        load(tmp_path).species_index("Vivianite")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('name = "image"', 'name = "picture"', "takes"),
        ("size_px = 32", "size_px = 64", "takes"),
        ('logits = "logits"', 'logits = "scores"', "has no output 'scores'"),
        ('embedding = "embedding"', 'embedding = "activations"', "does not fit its card"),
        ("[input]", "[somewhere]", "it is no classifier"),
    ],
)
def test_a_card_that_does_not_fit_its_model_is_refused(tmp_path, old, new, reason):
    SmallModel().write(tmp_path)
    edit(tmp_path, old, new)
    with pytest.raises(ModelUnfit, match=reason) as refused:
        Classifier(ModelStore([tmp_path]).load("small"), threads=1)
    assert refused.value.hint


LIMITS = Calibration(
    levels=(
        TrustLevel(Recommendation.STRONG, 0.8, 0.3),
        TrustLevel(Recommendation.MEDIUM, 0.5, 0.2),
        TrustLevel(Recommendation.LOW, 0.2, 0.1),
    ),
    least_likeness=0.4,
)


@pytest.mark.parametrize(
    ("best", "likeness", "expected"),
    [
        ([0.9, 0.05], 0.9, Recommendation.STRONG),
        ([0.9, 0.05], 0.39, Recommendation.NONE),
        ([0.8, 0.55], 0.9, Recommendation.MEDIUM),
        ([0.45, 0.44], 0.9, Recommendation.NONE),
        ([0.3, 0.1], 0.9, Recommendation.LOW),
        ([0.1, 0.0], 0.9, Recommendation.NONE),
        ([1.0], 0.9, Recommendation.STRONG),
    ],
)
def test_recommendations_need_probability_gap_and_likeness(best, likeness, expected):
    assert recommend(best, likeness, LIMITS) is expected


def test_without_limits_nothing_is_recommended():
    assert recommend([1.0], 1.0, Calibration()) is Recommendation.NONE


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=50))
def test_softmax_is_a_distribution(logits):
    probabilities = softmax(np.array(logits, np.float32))
    assert probabilities.min() >= 0
    assert probabilities.sum() == pytest.approx(1, abs=1e-4)


def test_the_shipped_model_names_a_museum_photo(models_folder, shared_data):
    import cv2

    classifier = Classifier(ModelStore([models_folder]).load("species"), threads=1)
    data = np.fromfile(shared_data / "validation_photos" / "quartz-simonecnt-1.jpg", np.uint8)
    found = classifier.classify(np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1]))
    assert len(found.suggestions.items) == 5
    assert {item.species for item in found.suggestions.items} <= set(classifier.card.labels)


def test_the_shipped_model_uses_colour(models_folder):
    import cv2

    classifier = Classifier(ModelStore([models_folder]).load("species"), threads=1)
    data = np.fromfile(models_folder.parent / "resources" / "demo" / "FMM_31906_01.jpg", np.uint8)
    green = np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])
    red = np.ascontiguousarray(green[..., [1, 0, 2]])
    malachite = classifier.species_index("Malachite")
    as_it_is, dyed = (classifier.classify(pixels).probabilities[malachite] for pixels in (green, red))
    assert as_it_is > 2 * dyed


def test_alike_photos_are_told_by_network_and_colours_together(models_folder):
    import cv2

    classifier = Classifier(ModelStore([models_folder]).load("species"), threads=1)
    data = np.fromfile(models_folder.parent / "resources" / "demo" / "FMM_31906_01.jpg", np.uint8)
    green = np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])
    as_it_is, dyed = (
        classifier.classify(one).embedding for one in (green, np.ascontiguousarray(green[..., [1, 0, 2]]))
    )
    colours = len(colour_centres())
    assert len(as_it_is) == classifier.head.projection.shape[0] + colours
    np.testing.assert_allclose(np.linalg.norm(as_it_is), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(as_it_is[-colours:]) ** 2, COLOUR_SHARE, atol=1e-5)
    assert as_it_is[-colours:] @ dyed[-colours:] < 0.5 * COLOUR_SHARE  # another colour is less alike


def test_groups_and_familiarity_of_a_picture() -> None:
    labels = ("Almandine", "Pyrope", "Quartz", "Opal")
    card = ModelCard("m", "1", "m.onnx", "0" * 64, labels=labels, calibration=Calibration(least_familiarity=0.9))
    members = group_members(labels, {"Almandine": "Garnet", "Pyrope": "Garnet", "Quartz": "Silica", "Opal": "Silica"})
    probabilities = np.array([0.35, 0.3, 0.3, 0.05], np.float32)
    plain = suggested(card, members, probabilities, 1.0, 0.95)
    assert [(one.group, round(one.probability, 3)) for one in plain.groups] == [("Garnet", 0.65), ("Silica", 0.35)]
    assert (plain.offered, plain.unfamiliar) == (None, False)  # the card gives the model alone no limit for groups
    offering = replace(card, calibration=Calibration(least_familiarity=0.9, least_group=0.6))
    found = suggested(offering, members, probabilities, 1.0, 0.95)
    assert found.offered is not None
    assert found.offered.name == "Garnet group"
    strange = suggested(offering, members, probabilities, 1.0, 0.89)
    assert (strange.unfamiliar, strange.offered, strange.recommendation) == (True, None, Recommendation.NONE)
