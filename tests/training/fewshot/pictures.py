"""Small photos of three minerals that differ in colour, for trees, tables and training."""

from pathlib import Path

import cv2
import numpy as np

COLOURS = {"Azurite": (40, 80, 200), "Malachite": (30, 160, 70), "Sulphur": (220, 210, 60)}


def write_photo(path: Path, colour: tuple[int, int, int] = (40, 80, 200), seed: int = 0) -> Path:
    """An ellipse of that colour on a ground of its own: no two seeds give alike pictures."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 60, (6, 8, 3)).astype(np.uint8)
    picture = np.asarray(cv2.resize(coarse, (80, 60), interpolation=cv2.INTER_CUBIC), np.uint8)
    centre = (int(rng.integers(30, 50)), int(rng.integers(22, 38)))
    axes = (int(rng.integers(12, 26)), int(rng.integers(8, 20)))
    shade = [int(np.clip(value + rng.normal(0, 15), 0, 255)) for value in colour[::-1]]
    cv2.ellipse(picture, centre, axes, int(rng.integers(180)), 0, 360, shade, -1)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return path


def write_tree(folder: Path, each: int = 6) -> Path:
    """SPECIES/photo with ``each`` photos a species."""
    for number, (species, colour) in enumerate(COLOURS.items()):
        for place in range(each):
            write_photo(folder / species / f"{place}.png", colour, seed=100 * number + place)
    return folder
