"""The colours of species, from few photos and from what is known about minerals."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.photos import LabelledPhoto, decode_small
from mineral_desk.vision.colour import ColourTable, colour_shares, colour_vectors
from mineral_desk.vision.inference import Array

RIDGE = 30.0
"""Holds back what is learnt about rare traits."""


def shares_of(photos: Sequence[LabelledPhoto]) -> Job[Array]:
    """The colours (M, R) of photos, as the program sees them at run time."""
    found = []
    for done, photo in enumerate(photos):
        found.append(colour_shares(decode_small(photo.bytes(), photo.path.name)))
        yield Progress(done + 1, len(photos), f"colours of {photo.path.name}")
    return np.stack(found)


def fit_colours(shares: Array, labels: npt.NDArray[np.int64], traits: npt.NDArray[np.float32]) -> ColourTable:
    """The table of colours from photos' ``shares`` (M, R), their species ``labels`` (M,) and ``traits`` (C, T).

    A species' vector is what ridge regression from traits (words for colour and lustre, elements, groups) expects of
    it. Its own photos count through the traits only: one photo shows one specimen, not the species, and moving the
    vector towards them made held-out photos less likely.
    """
    roots = np.sqrt(shares)
    mean, deviation = roots.mean(axis=0), roots.std(axis=0) + np.float32(1e-3)
    sums = np.zeros((len(traits), shares.shape[1]), np.float32)
    np.add.at(sums, labels, colour_vectors(shares, mean, deviation))
    means = _unit(sums)
    gram = traits.T @ traits + RIDGE * np.eye(traits.shape[1], dtype=np.float32)
    expected = traits @ np.linalg.solve(gram, traits.T @ means)
    return ColourTable(_unit(expected), mean, deviation)


def _unit(vectors: Array) -> Array:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
