"""The things found in a photo."""

from dataclasses import dataclass, replace
from enum import StrEnum

from mineral_desk.domain.geometry import Box


class RegionKind(StrEnum):
    """What a region holds."""

    SPECIMEN = "specimen"
    CUBE = "cube"
    LABEL = "label"
    RULER = "ruler"
    CODE = "code"
    """A QR code or a barcode."""


@dataclass(frozen=True, slots=True)
class Region:
    """A box with what is in it, how sure that is (0 to 1) and the text read there."""

    kind: RegionKind
    box_px: Box
    confidence: float
    text: str = ""

    def scaled(self, factor: float) -> "Region":
        """The same region in a photo enlarged by ``factor``."""
        return replace(self, box_px=self.box_px.scaled(factor))
