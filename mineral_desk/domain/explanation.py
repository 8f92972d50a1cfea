"""What a suggestion rests on: the class-activation map and the mask cut from it (paper, section 6)."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Box


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """A class-activation map of ``species`` over ``box_px``, the part of the photo that the model saw.

    ``heat_map`` is (h, w) float32, 0 to 1, on the network's own coarse grid; it is enlarged bilinearly wherever it is
    shown. The mask is the enlarged map above ``threshold`` (Otsu). ``road_combined`` is the ROAD score of the map;
    ``kept`` says whether it passes the paper's limit of 0.2. ``area_fraction`` is the mask's share of the whole photo.
    """

    method: str
    species: str
    heat_map: npt.NDArray[np.float32]
    box_px: Box
    threshold: float
    road_combined: float
    kept: bool
    area_fraction: float
    mask_file: Path | None = None

    def scaled(self, factor: float) -> "Explanation":
        """The same explanation in a photo enlarged by ``factor``."""
        return replace(self, box_px=self.box_px.scaled(factor))
