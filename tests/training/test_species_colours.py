"""The colours of species from photos and traits."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from mineral_desk.domain.progress import finish
from mineral_desk.training.photos import decode_small, read_photo_table
from mineral_desk.training.species_colours import fit_colours, shares_of
from mineral_desk.vision.colour import colour_shares


def test_shares_of_photos_are_those_at_run_time(tiny):
    photos = read_photo_table(tiny / "photos")
    shares = finish(shares_of(photos))
    assert shares.shape[0] == len(photos)
    np.testing.assert_array_equal(shares[2], colour_shares(decode_small(photos[2].bytes(), "x")))


def test_photos_are_most_alike_to_their_own_species():
    rng = np.random.default_rng(0)
    shades = ((20, 140, 80), (30, 50, 170), (230, 210, 40))
    labels = np.repeat(np.arange(3), 40)
    pictures = [np.clip(rng.normal(shades[one], 20, (48, 48, 3)), 0, 255).astype(np.uint8) for one in labels]
    shares = np.stack([colour_shares(picture) for picture in pictures])
    table = fit_colours(shares[::2], labels[::2], np.eye(3, dtype=np.float32))
    np.testing.assert_array_equal(table.likeness(shares[1::2]).argmax(axis=1), labels[1::2])


def test_species_without_photos_have_the_colours_of_their_traits():
    green, blue = (np.full((60, 60, 3), colour, np.uint8) for colour in ((20, 140, 80), (30, 50, 170)))
    shares = np.stack([colour_shares(green)] * 40 + [colour_shares(blue)] * 40)
    traits = np.array([[1, 0, 1]] * 41 + [[0, 1, 1]] * 41, np.float32)
    labels = np.array([*range(40), *range(41, 81)])
    table = fit_colours(shares, labels, traits)
    green_unseen, blue_unseen = table.likeness(colour_shares(green))[[40, 81]]
    assert green_unseen > 0.5
    assert blue_unseen < -0.5
