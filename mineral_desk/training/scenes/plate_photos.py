"""Photos of real label plates, to be laid into rendered scenes."""

from pathlib import Path

from mineral_desk.domain.errors import UsageError
from mineral_desk.training.photos import decode_small
from mineral_desk.training.scenes.noise import Floats, floats

_TRIM = 0.05
"""Share that is cut off at each side: what lay behind the plate when it was photographed."""
_LEAST_PX = 60


def read_plates(folder: Path) -> tuple[Floats, ...]:
    """The plates of a folder of JPEG crops, each (H, W, 3) linear colours, in the order of their names.

    Raises :class:`UsageError` where there is none.
    """
    found = []
    for file in sorted(folder.glob("*.jpg")):
        pixels = decode_small(file.read_bytes(), file.name)
        height, width = pixels.shape[:2]
        top, left = round(_TRIM * height), round(_TRIM * width)
        if min(height, width) >= _LEAST_PX:
            found.append(floats((pixels[top : height - top, left : width - left] / 255.0) ** 2.2))
    if not found:
        raise UsageError(f"There are no JPEG photos of plates in {folder}.", "Give another folder.")
    return tuple(found)
