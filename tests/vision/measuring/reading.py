"""Lettered cubes, and readers that say what a test wants."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.wireframe import FACE_CORNERS, project_pose
from mineral_desk.vision.text import TextBox
from tests.vision.measuring.drawn import Drawn

LETTERS_PX = 400


class Says:
    """A reader that finds one level line in every picture and always says the same; it counts its readings."""

    def __init__(self, text: str, confidence: float = 1.0) -> None:
        self.text, self.confidence = text, confidence
        self.readings = 0

    def detect(self, pixels: Pixels, side_px: int | None = None) -> list[TextBox]:
        height, width = pixels.shape[:2]
        assert side_px == max(height, width)
        corners = np.array([[0.1, 0.4], [0.9, 0.4], [0.9, 0.6], [0.1, 0.6]]) * [width, height]
        return [TextBox(corners.astype(np.float32), 1.0)]

    def read(self, crop: Pixels) -> tuple[str, float]:
        assert crop.ndim == 3
        self.readings += 1
        return self.text, self.confidence


def lettered(
    scene: Drawn, lines: Sequence[str], quarter_turns: int = 0, ink: int = -70, font: Path | None = None
) -> Pixels:
    """The scene with ``lines`` on every visible face of its cube; ``ink`` is added to the face's own grey.

    Without a ``font`` they are drawn in strokes, which there are of Latin letters only.
    """
    drawn = _letters(lines) if font is None else _printed(lines, font)
    letters = np.rot90(drawn, quarter_turns).copy()
    corners, faces = project_pose(scene.cube, scene.camera)
    pixels = scene.pixels.astype(np.float32)
    edge = LETTERS_PX
    for face in np.flatnonzero(faces):
        quad = corners[FACE_CORNERS[face]].astype(np.float32)
        quad = quad if cv2.contourArea(quad, True) > 0 else quad[::-1].copy()
        quad = np.roll(quad, -int(np.argmax(quad[:, 1] - quad[:, 0])), axis=0)
        source = np.array([[0, edge], [0, 0], [edge, 0], [edge, edge]], np.float32)
        warp = cv2.getPerspectiveTransform(source, quad)
        cover = cv2.warpPerspective(letters, warp, scene.pixels.shape[1::-1], flags=cv2.INTER_AREA)
        pixels += ink * cv2.GaussianBlur(cover, (0, 0), 0.8)[..., None]
    return np.clip(pixels, 0, 255).astype(np.uint8)


def _letters(lines: Sequence[str]) -> np.ndarray:
    """(400, 400) float32, 1 where there is ink."""
    face = np.zeros((LETTERS_PX, LETTERS_PX), np.uint8)
    pitch = LETTERS_PX / (len(lines) + 1)
    for number, line in enumerate(lines, start=1):
        (width, height), _ = cv2.getTextSize(line, cv2.FONT_HERSHEY_SIMPLEX, 1, 2)
        scale = min(0.8 * LETTERS_PX / width, 0.7 * pitch / height, 5.0)
        origin = (round((LETTERS_PX - scale * width) / 2), round(number * pitch + scale * height / 2))
        cv2.putText(face, line, origin, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, round(4 * scale), cv2.LINE_AA)
    return face.astype(np.float32) / 255


def _printed(lines: Sequence[str], font: Path) -> np.ndarray:
    """(400, 400) float32, 1 where there is ink."""
    face = Image.new("L", (LETTERS_PX, LETTERS_PX))
    pitch = LETTERS_PX / (len(lines) + 1)
    for number, line in enumerate(lines, start=1):
        x0, y0, x1, y1 = ImageFont.truetype(str(font), 100).getbbox(line)
        size = 100 * min(0.8 * LETTERS_PX / (x1 - x0), 0.7 * pitch / (y1 - y0))
        letters = ImageFont.truetype(str(font), round(size))
        ImageDraw.Draw(face).text((LETTERS_PX / 2, number * pitch), line, fill=255, font=letters, anchor="mm")
    return np.asarray(face, np.float32) / 255
