"""What is engraved on a cube: its edge, as scale cubes spell it ("1 cm", "10 mm", "T. 1 CM S.", "1 in")."""

import re
from collections.abc import Callable, Iterator

import cv2
import numpy as np

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.wireframe import FACE_CORNERS, Camera, CubePose, project_pose

ReadText = Callable[[Pixels], str]
"""Reads one line of text in a small picture (H, W, 3) uint8 RGB."""

UNITS_MM = {"cm": 10.0, "mm": 1.0, "in": 25.4, "inch": 25.4, '"': 25.4, "см": 10.0, "мм": 1.0}
PATTERN = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s*(cm|mm|inch|in|см|мм|\")(?![a-zа-я])", re.IGNORECASE)
CROP_PX = 160
LEAST_FACE_PX = 18.0
"""Smaller faces cannot be read."""
STRIPS = ((0.3, 0.7), (0.0, 1.0), (0.15, 0.55), (0.45, 0.85), (0.1, 0.45))
"""A reader takes one line at a time: where on a face (from top to bottom) the line with the edge may be."""


def engraved_edge_mm(text: str) -> float | None:
    """The edge in mm that ``text`` names, or nothing where it names none."""
    plain = re.sub(r"\s+", " ", text.replace("|", "1"))
    plain = re.sub(r"(?i)\b[ilt](?=\s?(?:cm|см)\b)", "1", plain)
    plain = re.sub(r"(?i)(?<=1)o(?=\s*mm\b)", "0", plain)
    found = PATTERN.search(plain)
    if found is None:
        return None
    return float(found.group(1).replace(",", ".")) * UNITS_MM[found.group(2).lower()]


def face_pictures(pixels: Pixels, pose: CubePose, camera: Camera) -> Iterator[Pixels]:
    """The visible faces of a cube, straightened; pose and camera are in pixels of ``pixels``. Sides come first."""
    corners, faces = project_pose(pose, camera)
    seen = [
        (float(cv2.contourArea(corners[FACE_CORNERS[f]].astype(np.float32))), int(f)) for f in np.flatnonzero(faces)
    ]
    target = np.array([[0, CROP_PX], [0, 0], [CROP_PX, 0], [CROP_PX, CROP_PX]], np.float32)
    for area, face in sorted(seen, key=lambda one: (one[1] >= 4, -one[0])):
        if area < LEAST_FACE_PX**2:
            continue
        quad = corners[FACE_CORNERS[face]].astype(np.float32)
        if cv2.contourArea(quad, True) * cv2.contourArea(target, True) < 0:
            quad = quad[::-1].copy()
        lowest_left = int(np.argmax(quad[:, 1] - quad[:, 0]))
        quad = np.roll(quad, -lowest_left, axis=0)
        warp = cv2.getPerspectiveTransform(quad, target)
        yield np.asarray(cv2.warpPerspective(pixels, warp, (CROP_PX, CROP_PX)), dtype=np.uint8)


def read_engraving(pixels: Pixels, pose: CubePose, camera: Camera, read_text: ReadText) -> str:
    """The first text on a visible face that names an edge; empty where none does."""
    for picture in face_pictures(pixels, pose, camera):
        for top, bottom in STRIPS:
            strip = picture[round(top * CROP_PX) : round(bottom * CROP_PX)]
            text = " ".join(read_text(np.ascontiguousarray(strip)).split())
            if engraved_edge_mm(text) is not None:
                return text
    return ""
