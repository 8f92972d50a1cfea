"""From a classification to the map and mask of one species (paper, section 6)."""

from dataclasses import replace
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.classify import Classification, Classifier
from mineral_desk.vision.explain.gradcam import gradcam_plus_plus, scaled_to_one
from mineral_desk.vision.explain.mask import area_fraction
from mineral_desk.vision.explain.otsu import otsu_threshold
from mineral_desk.vision.explain.road import LIMIT, View, road_combined
from mineral_desk.vision.views import crop_pixels, inner_box, square_view

METHOD = "gradcam++"
MAP_PX = 56
"""The long side of the map kept: fine enough for bilinear enlargement to lose nothing of a 7 x 7 grid."""


def explain(  # noqa: PLR0917 - the order of the sentence: by what, from what, where, which, how
    classifier: Classifier,
    classification: Classification,
    pixels: Pixels,
    box_px: Box,
    species: str,
    method: str = METHOD,
) -> Explanation:
    """What speaks for ``species`` in the part ``box_px`` of a photo.

    ``pixels`` (H, W, 3) uint8 is the whole photo as the classifier saw it (plates covered); ``classification`` is what
    ``classifier`` found in ``crop_pixels(pixels, box_px)``. Raises :class:`ModelUnfit` for a species that the model
    does not know, and for a method that it was not made for.
    """
    if method != METHOD:
        raise ModelUnfit(
            f"The model {classifier.card.name} cannot make {method} maps.",
            f"Choose {METHOD} under Settings, or with --explain {METHOD}.",
        )
    index = classifier.species_index(species)
    crop = crop_pixels(pixels, box_px)
    heat = gradcam_plus_plus(classification.activations, classifier.head, index)
    heat_map = map_of_crop(heat, crop, classifier.image.size_px)
    road = _road(classifier, crop, heat, index)
    explanation = Explanation(
        method=method,
        species=species,
        heat_map=heat_map,
        box_px=box_px,
        threshold=otsu_threshold(heat_map),
        road_combined=road,
        kept=road > LIMIT,
        area_fraction=0.0,
    )
    height_px, width_px = pixels.shape[:2]
    return replace(explanation, area_fraction=area_fraction(explanation, width_px, height_px))


def map_of_crop(heat: npt.NDArray[np.float32], crop: Pixels, size_px: int) -> npt.NDArray[np.float32]:
    """The part of the map ``heat`` of a square view that shows the crop itself, with the long side MAP_PX, 0 to 1."""
    left, top, width, height = inner_box(crop.shape[1], crop.shape[0], size_px)
    enlarged = cv2.resize(heat, (size_px, size_px), interpolation=cv2.INTER_LINEAR)
    inner = enlarged[top : top + height, left : left + width]
    scale = MAP_PX / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return scaled_to_one(np.asarray(cv2.resize(inner, size, interpolation=cv2.INTER_AREA), np.float32))


def _road(classifier: Classifier, crop: Pixels, heat: npt.NDArray[np.float32], index: int) -> float:
    size_px = classifier.image.size_px
    left, top, width, height = inner_box(crop.shape[1], crop.shape[0], size_px)
    inside = np.zeros((size_px, size_px), np.bool_)
    inside[top : top + height, left : left + width] = True
    return road_combined(square_view(crop, size_px), heat, inside, partial(_scores, classifier, index))


def _scores(classifier: Classifier, index: int, views: list[View]) -> npt.NDArray[np.float32]:
    """The calibrated score of one species for each view."""
    logits, _, _ = classifier.run(views)
    return np.asarray(logits[:, index] / classifier.card.calibration.temperature, np.float32)
