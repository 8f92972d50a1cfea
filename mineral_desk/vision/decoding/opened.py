"""A photo whose header has been read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.decoding.exif import ExifFacts

Size = tuple[int, int]
"""(width, height) in pixels."""


@dataclass(frozen=True, slots=True)
class OpenedPhoto:
    """``load(size)`` decodes to sRGB pixels of exactly that size, (H, W, 3) uint8, not yet turned upright."""

    stored_size: Size
    load: Callable[[Size], Pixels]
    facts: ExifFacts = field(default_factory=ExifFacts)

    @property
    def upright_size(self) -> Size:
        """Width and height after the EXIF orientation; 5 to 8 lie on their side."""
        width, height = self.stored_size
        return (height, width) if self.facts.orientation >= 5 else (width, height)
