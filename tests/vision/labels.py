"""Draws label plates for the tests."""

from collections.abc import Sequence

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels


def ground(width: int = 1000, height: int = 700, shade: int = 150) -> Pixels:
    """An uneven grey ground."""
    chance = np.random.default_rng(1)
    scene = np.full((height, width, 3), shade, np.float32) * np.linspace(0.9, 1.05, width, dtype=np.float32)[:, None]
    return (scene + chance.normal(0, 3, scene.shape)).clip(0, 255).astype(np.uint8)


def desk(width: int = 1000, height: int = 700) -> Pixels:
    """The ground with a brown stone in its upper middle."""
    scene = ground(width, height)
    cv2.ellipse(scene, (width // 2, height // 3), (width // 5, height // 4), 10, 0, 360, (110, 70, 40), cv2.FILLED)
    return scene


def plate(scene: Pixels, box: Box, lines: Sequence[str], paper: int = 245, ink: int = 15) -> None:
    """Lay a paper with ``lines`` on the scene."""
    corner, opposite = (round(box.x0), round(box.y0)), (round(box.x1) - 1, round(box.y1) - 1)
    cv2.rectangle(scene, corner, opposite, (paper, paper, paper), cv2.FILLED)
    pitch = box.height / (len(lines) + 0.6)
    for number, line in enumerate(lines, start=1):
        (width, height), _ = cv2.getTextSize(line, cv2.FONT_HERSHEY_SIMPLEX, 1, 2)
        scale = min(0.8 * box.width / width, 0.55 * pitch / height)
        origin = (round(box.centre[0] - scale * width / 2), round(box.y0 + number * pitch))
        colour = (ink, ink, ink)
        cv2.putText(scene, line, origin, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, 2, cv2.LINE_AA)
