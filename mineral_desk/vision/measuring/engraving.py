"""What is engraved on a cube: its edge, as scale cubes spell it ("1 cm", "10 mm", "T. 1 CM S.", "1 in", "1 дюйм")."""

from collections.abc import Iterator
from itertools import chain

from mineral_desk.domain.engraved_edge import engraved_edge_mm
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.face_pictures import FacePicture, face_pictures, whole_picture
from mineral_desk.vision.measuring.face_text import FaceText, ReadText, face_texts
from mineral_desk.vision.measuring.wireframe import Bools, Camera, CubePose, Floats, project_pose

__all__ = ["ReadText", "engraved_edge_mm", "read_engraving", "read_faces"]

NEEDED = {10.0: (0.7, 0.0), 25.4: (0.85, 26.0)}
RARELY_NEEDED = (0.9, 40.0)
"""By edge: the least confidence of the reading, and the least side of the face in the photo (px). A rare edge
contradicts nearly every setting: it has to be read surely, and on a face so large that a 1 is not taken for a 2."""
SPELT_OUT, NEEDED_SPELT_OUT = ("inch", "дюйм"), 0.6
"""Nothing else looks like so long a unit."""


def read_engraving(pixels: Pixels, pose: CubePose, camera: Camera, read_text: ReadText) -> str:
    """The first text on a visible face that surely names an edge; empty where none does.

    ``pose`` and ``camera`` are in pixels of ``pixels`` (H, W, 3) uint8 RGB.
    """
    return read_faces(pixels, *project_pose(pose, camera), read_text)


def read_faces(pixels: Pixels, corners: Floats, faces: Bools, read_text: ReadText) -> str:
    """The same for a cube with ``corners`` (8, 2) px and visible ``faces`` (6,)."""
    pictures = chain(face_pictures(pixels, corners, faces), (whole_picture(pixels, corners) for _ in range(1)))
    for picture in pictures:
        for found in _texts(picture, read_text):
            if _names_edge(found, picture):
                return found.text
    return ""


def _texts(picture: FacePicture, read_text: ReadText) -> Iterator[FaceText]:
    """All that is read; with light and contrast made even where nothing is found otherwise."""
    found = False
    for text in face_texts(picture.stretched(), read_text):
        found = True
        yield text
    if not found:
        yield from face_texts(picture.evened(), read_text)


def _names_edge(found: FaceText, face: FacePicture) -> bool:
    edge_mm = engraved_edge_mm(found.text)
    if edge_mm is None:
        return False
    confidence, side_px = NEEDED.get(edge_mm, RARELY_NEEDED)
    if edge_mm in NEEDED and any(unit in found.text.lower() for unit in SPELT_OUT):
        confidence = NEEDED_SPELT_OUT
    return found.confidence >= confidence and face.side_px >= side_px
