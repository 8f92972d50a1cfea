import math

import numpy as np
import pytest

from mineral_desk.vision.measuring.engraving import CROP_PX, engraved_edge_mm, face_pictures, read_engraving
from tests.vision.measuring.drawn import CUBE, draw


@pytest.mark.parametrize(
    ("text", "edge_mm"),
    [
        ("1 cm", 10.0), ("1CM", 10.0), ("T. 1 CM S.", 10.0), ("Icm", 10.0), ("TCM", 10.0), ("10 mm", 10.0),
        ("1O mm", 10.0), ("1 in", 25.4), ("1 inch", 25.4), ('1"', 25.4), ("2.54 cm", 25.4), ("1 см", 10.0),
    ],
)  # fmt: skip
def test_the_spellings_of_scale_cubes_are_read(text: str, edge_mm: float) -> None:
    assert engraved_edge_mm(text) == pytest.approx(edge_mm)


@pytest.mark.parametrize("text", ["", "N1", "S.", "FMM 82451", "in 1999", "1 cmos", "Quartz", "10"])
def test_other_texts_name_no_edge(text: str) -> None:
    assert engraved_edge_mm(text) is None


def test_faces_are_straightened_with_the_sides_first() -> None:
    scene = draw()
    pictures = list(face_pictures(scene.pixels, CUBE, scene.camera))
    assert len(pictures) == 3
    assert all(picture.shape == (CROP_PX, CROP_PX, 3) for picture in pictures)
    middles = [picture[40:120, 40:120] for picture in pictures]
    assert all(float(middle.std()) < 6 for middle in middles)
    assert middles[2].mean() > max(middles[0].mean(), middles[1].mean())


def test_faces_too_small_to_read_are_left_out() -> None:
    tiny = CUBE.scaled(0.1)
    scene = draw()
    assert list(face_pictures(scene.pixels, tiny, scene.camera.scaled(0.1))) == []


def test_the_first_line_that_names_an_edge_is_the_engraving() -> None:
    scene = draw()
    seen: list[int] = []

    def read(line: np.ndarray) -> str:
        seen.append(len(line))
        return " 1  cm " if len(seen) == 3 else "T."

    assert read_engraving(scene.pixels, CUBE, scene.camera, read) == "1 cm"
    assert len(seen) == 3


def test_writing_stands_upright_on_the_straightened_face() -> None:
    scene = draw(cube=CUBE.from_vector(np.array([500, 400, math.log(200), math.radians(20), math.radians(10), 0.0])))
    pose = scene.cube
    marked = scene.pixels.copy()
    marked[: round(pose.y)] = np.minimum(255, marked[: round(pose.y)].astype(int) + 40).astype(np.uint8)
    side = next(face_pictures(marked, pose, scene.camera))
    assert side[5:40].mean() > side[120:155].mean() + 20
