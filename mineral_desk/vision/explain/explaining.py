"""From a classification to the map and mask of one species (paper, section 6)."""

from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.phrase import said
from mineral_desk.vision.classify import Classification, Classifier
from mineral_desk.vision.explain.gradcam import gradcam_plus_plus, gradcam_plus_plus_by_cell, scaled_to_one
from mineral_desk.vision.explain.mask import area_fraction, enlarged
from mineral_desk.vision.explain.otsu import otsu_threshold
from mineral_desk.vision.explain.road import LIMIT, View, road_combined
from mineral_desk.vision.views import crop_pixels, whole_view
from mineral_desk.vision.zero_shot import ZeroShotClassifier

OTSU_PX = 112
"""The threshold is found on the map enlarged to this many cells a side: that is what the mask is cut from."""


def explain(  # noqa: PLR0917 - the order of the sentence: by what, from what, where, which, how
    classifier: Classifier | ZeroShotClassifier,
    classification: Classification,
    pixels: Pixels,
    box_px: Box,
    species: str,
    method: str = "gradcam++",
) -> Explanation:
    """What speaks for ``species`` in the part ``box_px`` of a photo.

    ``pixels`` (H, W, 3) uint8 is the whole photo as the classifier saw it (plates covered); ``classification`` is what
    ``classifier`` found in ``crop_pixels(pixels, box_px)``. Raises :class:`ModelUnfit` for a species that the model
    does not know, and for a method that it was not made for.
    """
    index = classifier.species_index(species)
    view = whole_view(crop_pixels(pixels, box_px), classifier.image.size_px)
    heat = _heat(classifier, classification, view, index, method)
    road = road_combined(view, heat, partial(_scores, classifier, index))
    explanation = Explanation(
        method=method,
        species=species,
        heat_map=heat,
        box_px=box_px,
        threshold=otsu_threshold(enlarged(heat, OTSU_PX, OTSU_PX)),
        road_combined=road,
        kept=road > LIMIT,
        area_fraction=0.0,
    )
    height_px, width_px = pixels.shape[:2]
    return replace(explanation, area_fraction=area_fraction(explanation, width_px, height_px))


def has_place(classification: Classification) -> bool:
    """Whether the features of the picture have a place in it: a feature map of one cell explains nothing."""
    return bool(classification.activations[0].size > 1)


def _heat(
    classifier: Classifier | ZeroShotClassifier, classification: Classification, view: View, index: int, method: str
) -> npt.NDArray[np.float32]:
    """The map (h, w), 0 to 1, by one of the methods."""
    if not has_place(classification):
        raise ModelUnfit(
            said(
                "The model {name} does not tell where in a photo it looks, so it makes no maps.",
                name=classifier.card.name,
            ),
            "Choose a network that ends in average pooling and a linear layer.",
        )
    if isinstance(classifier, ZeroShotClassifier):
        if method == "gradcam++":
            return gradcam_plus_plus_by_cell(*classifier.map_parts(classification.activations, index))
    elif method == "gradcam++":
        return gradcam_plus_plus(classification.activations, classifier.head, index)
    elif method == "fullgrad" and classifier.fullgrad is not None:
        gradient = classifier.head.gradient(classification.activations, index)
        return scaled_to_one(classifier.fullgrad.heat(view, gradient))
    raise ModelUnfit(
        said("The model {name} cannot make {method} maps.", name=classifier.card.name, method=method),
        "Choose gradcam++ under Settings, or with --explain gradcam++.",
    )


def _scores(classifier: Classifier | ZeroShotClassifier, index: int, views: list[View]) -> npt.NDArray[np.float32]:
    """The calibrated score of one species for each view."""
    logits, _, _ = classifier.run(views)
    return np.asarray(logits[:, index] / classifier.card.calibration.temperature, np.float32)
