"""The colours of a crop and what they say about species."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.vision.classify import Classifier
from mineral_desk.vision.colour import ColourTable, colour_centres, colour_shares, colour_vectors
from mineral_desk.vision.model_store import ModelStore
from tests.vision.small_model import SPECIES, SmallModel, picture

GREEN, BLUE, YELLOW, GREY = (20, 140, 80), (30, 50, 170), (230, 210, 40), (128, 128, 128)
REGIONS = len(colour_centres())


def disc(colour, background=GREY, side=120):
    scene = np.full((side, side, 3), background, np.uint8)
    across, down = np.mgrid[:side, :side] - side / 2
    scene[across**2 + down**2 < (side * 0.35) ** 2] = colour
    return scene


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 150), st.integers(1, 150), st.integers(0, 2**32 - 1))
def test_any_crop_has_shares_that_sum_to_one(height, width, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    shares = colour_shares(pixels)
    assert shares.shape == (REGIONS,)
    assert shares.dtype == np.float32
    assert shares.min() >= 0
    assert shares.sum() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(("colour", "a_sign", "b_sign"), [(GREEN, -1, 1), (BLUE, 1, -1), (YELLOW, 0, 1)])
def test_a_vivid_stone_is_vivid_on_any_background(colour, a_sign, b_sign):
    for background in ((250, 250, 250), GREY, (5, 5, 5)):
        shares = colour_shares(disc(colour, background))
        lightness, a, b = colour_centres()[shares.argmax()]
        assert np.hypot(a, b) > 20
        assert a_sign * a >= 0
        assert b_sign * b > 0
        assert 0 < lightness < 100


def test_the_background_counts_little():
    on_white, on_black = (colour_shares(disc(GREEN, (shade,) * 3)) for shade in (250, 5))
    swapped = colour_shares(disc(BLUE, (250, 250, 250)))
    assert np.abs(on_white - on_black).sum() < 0.5 * np.abs(on_white - swapped).sum()


def test_size_does_not_matter():
    np.testing.assert_allclose(colour_shares(disc(GREEN, side=192)), colour_shares(disc(GREEN, side=768)), atol=0.02)


def test_vectors_are_unit_and_likeness_is_a_cosine():
    shares = np.stack([colour_shares(disc(colour)) for colour in (GREEN, BLUE, YELLOW)])
    roots = np.sqrt(shares)
    mean, deviation = roots.mean(axis=0), roots.std(axis=0) + np.float32(1e-3)
    vectors = colour_vectors(shares, mean, deviation)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    likeness = ColourTable(vectors, mean, deviation).likeness(shares)
    np.testing.assert_allclose(np.diag(likeness), 1, atol=1e-5)
    assert likeness.argmax(axis=1).tolist() == [0, 1, 2]


def coloured(folder, weight=30.0, **changes):
    """The small model, for which malachite is the colour of green discs and all others of grey ones."""
    green, grey = (np.sqrt(colour_shares(disc(colour, (200, 200, 200)))) for colour in (GREEN, GREY))
    mean = (green + grey) / 2
    species = np.stack([green - mean if name == "Malachite" else grey - mean for name in SPECIES])
    arrays = {
        "species_colours": species / np.linalg.norm(species, axis=1, keepdims=True),
        "colour_mean": mean,
        "colour_deviation": np.ones(REGIONS, np.float32),
    } | changes
    SmallModel(arrays={name: array.astype(np.float32) for name, array in arrays.items()}).write(folder)
    card = folder / "small.toml"
    card.write_text(card.read_text().replace("temperature = 2.0", f"temperature = 2.0\ncolour_weight = {weight}"))
    return ModelStore([folder]).load("small")


def test_colours_are_added_with_the_weight_of_the_card(tmp_path):
    green = disc(GREEN, (200, 200, 200))
    plain = Classifier(coloured(tmp_path / "plain", weight=0.0), threads=1)
    classifier = Classifier(coloured(tmp_path / "coloured"), threads=1)
    assert plain.colours is None
    assert classifier.colours is not None
    without, found = plain.classify(green), classifier.classify(green)
    added = 30 * classifier.colours.likeness(colour_shares(green))
    np.testing.assert_allclose(found.logits, without.logits + added, rtol=1e-4, atol=1e-3)
    by_network = found.embedding[: len(without.embedding)]
    np.testing.assert_allclose(by_network / np.linalg.norm(by_network), without.embedding, atol=1e-5)
    assert found.suggestions.best.species == "Malachite"
    assert classifier.classify(disc(GREY, (200, 200, 200))).suggestions.best.species != "Malachite"


def test_a_model_without_colours_answers_as_before(tmp_path):
    SmallModel().write(tmp_path)
    classifier = Classifier(ModelStore([tmp_path]).load("small"), threads=1)
    assert classifier.colours is None
    logits, _, _ = classifier.run([picture(height=40, width=40)[:32, :32]])
    assert np.isfinite(logits).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"colour_mean": np.zeros(REGIONS + 1)},
        {"species_colours": np.zeros((2, REGIONS))},
        {"colour_deviation": np.zeros(REGIONS)},
    ],
)
def test_colours_that_do_not_fit_are_refused(tmp_path, changes):
    with pytest.raises(ModelUnfit, match="do not fit its card"):
        Classifier(coloured(tmp_path, **changes), threads=1)


def test_a_weight_without_colours_is_refused(tmp_path):
    SmallModel().write(tmp_path)
    card = tmp_path / "small.toml"
    card.write_text(card.read_text().replace("temperature = 2.0", "temperature = 2.0\ncolour_weight = 3.0"))
    with pytest.raises(ModelUnfit, match="lacks the colours"):
        Classifier(ModelStore([tmp_path]).load("small"), threads=1)
