"""Naming by texts: suggestions like the classifier's, and honest where nobody calibrated them."""

import hashlib

import numpy as np
import pytest

from mineral_desk.domain.errors import ModelAltered, ModelMissing, ModelUnfit
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.vision.classify import Classifier, softmax
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.pipeline import naming_model
from mineral_desk.vision.zero_shot import ZeroShotClassifier
from tests.vision.small_model import SPECIES, SmallModel, picture
from tests.vision.small_zero_shot import LOGIT_SCALE, SmallZeroShot

STRONG = "[calibration.levels.strong]\nprobability = 0.0\ngap = 0.0\n"


def load(folder, **changes):
    SmallZeroShot(**changes).write(folder)
    return ZeroShotClassifier(ModelStore([folder]).load("small-clip"), threads=1)


def edit(folder, old, new):
    card = folder / "small-clip.toml"
    text = card.read_text()
    assert old in text
    card.write_text(text.replace(old, new))


def exchange_texts(folder, data):
    """Other vectors, with the sha256 on the card set right."""
    file = folder / "small-clip.texts.f16"
    edit(folder, hashlib.sha256(file.read_bytes()).hexdigest(), hashlib.sha256(data).hexdigest())
    file.write_bytes(data)


def test_five_best_first_by_cosine_and_temperature(tmp_path):
    classifier = load(tmp_path)
    found = classifier.classify(picture())
    assert [item.species for item in found.suggestions.items] == [SPECIES[one] for one in np.argsort(-found.logits)[:5]]
    np.testing.assert_allclose(found.probabilities, softmax(found.logits / np.float32(2)), atol=1e-6)
    assert found.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(found.embedding) == pytest.approx(1, abs=1e-5)
    # the order of the logits is that of the cosines of the one vector that the museum's memory keeps
    np.testing.assert_array_equal(np.argsort(-(classifier.texts @ found.embedding)), np.argsort(-found.logits))


def test_logits_are_scaled_cosines(tmp_path):
    logits, embeddings, states = load(tmp_path).run([picture(1, 40, 40)[:32, :32], picture(2, 40, 40)[:32, :32]])
    texts = SmallZeroShot().texts.astype(np.float32)
    lengths = np.linalg.norm(texts, axis=1)
    np.testing.assert_allclose(logits, LOGIT_SCALE * embeddings @ (texts / lengths[:, None]).T, atol=1e-4)
    assert states.shape == (2, 6, 8, 8)
    assert np.ptp(logits[0] - logits[1]) > 0.1


def test_the_same_picture_gives_the_same_answer(tmp_path):
    classifier = load(tmp_path)
    one, two = classifier.classify(picture()), classifier.classify(picture())
    np.testing.assert_array_equal(one.logits, two.logits)
    assert one.suggestions == two.suggestions


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 500), (700, 20)])
def test_any_shape_is_named(tmp_path, height, width):
    assert np.isfinite(load(tmp_path).classify(np.full((height, width, 3), 90, np.uint8)).logits).all()


@pytest.mark.parametrize(
    ("calibrated_on", "levels", "expected"),
    [(40, STRONG, Recommendation.STRONG), (0, STRONG, Recommendation.LOW), (0, "", Recommendation.NONE)],
)
def test_a_model_that_nobody_calibrated_is_recommended_low_at_most(tmp_path, calibrated_on, levels, expected):
    classifier = load(tmp_path, calibrated_on=calibrated_on, levels=levels)
    assert classifier.classify(picture()).suggestions.recommendation is expected


def test_pictures_unlike_every_name_get_no_recommendation(tmp_path):
    SmallZeroShot(levels=STRONG).write(tmp_path)
    edit(tmp_path, "temperature = 2.0", "temperature = 2.0\nleast_likeness = 1.01")
    classifier = ZeroShotClassifier(ModelStore([tmp_path]).load("small-clip"), threads=1)
    assert classifier.classify(picture()).suggestions.recommendation is Recommendation.NONE


def test_the_kind_on_the_card_says_what_names(tmp_path):
    SmallZeroShot().write(tmp_path)
    SmallModel().write(tmp_path)
    store = ModelStore([tmp_path])
    assert isinstance(naming_model(store.load("small-clip")), ZeroShotClassifier)
    assert isinstance(naming_model(store.load("small")), Classifier)
    assert [card.kind for card in store.list()] == ["classifier", "zero-shot"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('name = "image"', 'name = "picture"', "takes"),
        ("size_px = 32", "size_px = 64", "takes"),
        ('state = "state"', 'state = "tokens"', "has no output 'tokens'"),
        ("[input]", "[somewhere]", "takes no pictures"),
        ("dimensions = 4", "dimensions = 5", "does not hold 5 numbers for each of 7 names"),
        ("dimensions = 4", "dimensions = 0", "does not make sense"),
        ("dimensions = 4", "dimensions = 4.5", "does not make sense"),
        ("logit_scale = 20.0", "logit_scale = -1", "does not make sense"),
        ("logit_scale = 20.0", "logit_scale = inf", "does not make sense"),
        ("[texts]", "[text]", "texts is missing"),
        ("[zero_shot]", "[other]", "zero_shot is missing"),
        ("calibrated_on = 40", 'calibrated_on = "many"', "does not make sense"),
        ('file = "small-clip.texts.f16"', 'file = "../small-clip.texts.f16"', "outside its folder"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(tmp_path, old, new, reason):
    SmallZeroShot().write(tmp_path)
    edit(tmp_path, old, new)
    with pytest.raises(ModelUnfit, match=reason) as refused:
        ZeroShotClassifier(ModelStore([tmp_path]).load("small-clip"), threads=1)
    assert refused.value.hint


@pytest.mark.parametrize("vectors", [np.zeros((7, 4)), np.full((7, 4), np.nan), np.full((7, 4), 3.0)])
def test_vectors_that_are_none_are_refused(tmp_path, vectors):
    SmallZeroShot().write(tmp_path)
    exchange_texts(tmp_path, vectors.astype("<f2").tobytes())
    with pytest.raises(ModelUnfit, match="no unit vectors"):
        ZeroShotClassifier(ModelStore([tmp_path]).load("small-clip"), threads=1)


def test_names_of_another_length_than_the_embedding_are_refused(tmp_path):
    SmallZeroShot().write(tmp_path)
    exchange_texts(tmp_path, (np.eye(7, 6) + np.eye(7, 6, -6)).astype("<f2").tobytes())
    edit(tmp_path, "dimensions = 4", "dimensions = 6")
    with pytest.raises(ModelUnfit, match=r"gives embeddings of the shape \(4,\)"):
        ZeroShotClassifier(ModelStore([tmp_path]).load("small-clip"), threads=1)


@pytest.mark.parametrize("file", ["small-clip.onnx", "small-clip.texts.f16", "small-clip.maps.onnx"])
def test_every_file_is_checked_before_it_is_used(tmp_path, file):
    SmallZeroShot().write(tmp_path)
    path = tmp_path / file
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ModelAltered, match=file):
        ModelStore([tmp_path]).load("small-clip")
    path.unlink()
    with pytest.raises(ModelMissing, match=file):
        ModelStore([tmp_path]).load("small-clip")


def test_an_unknown_species_is_refused_by_name(tmp_path):
    with pytest.raises(ModelUnfit, match="does not know Vivianite"):
        load(tmp_path).species_index("Vivianite")


def test_maps_of_another_model_are_refused(tmp_path):
    model = SmallZeroShot()
    model.maps_proto = model.image_proto  # type: ignore[method-assign]
    model.write(tmp_path)
    classifier = ZeroShotClassifier(ModelStore([tmp_path]).load("small-clip"), threads=1)
    with pytest.raises(ModelUnfit, match="does not fit its card"):
        classifier.map_parts(classifier.classify(picture()).activations, 0)
