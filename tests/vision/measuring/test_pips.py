"""A die is told by its pips, however it lies and whatever its colours; letters, stains and plain faces are no pips."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.cube import CubeAcceptance
from mineral_desk.vision.measuring.face_pictures import FACE_SIDE_PX, FacePicture
from mineral_desk.vision.measuring.measure import measure
from mineral_desk.vision.measuring.pips import is_die, pips
from mineral_desk.vision.measuring.wireframe import FACE_CORNERS, project_pose
from tests.vision.measuring.drawn import CUBE, CUBE_EDGE_MM, Drawn, draw

QUARTER, HALF, REST = 0.25, 0.5, 0.75
DIE = {
    1: [(HALF, HALF)],
    2: [(QUARTER, QUARTER), (REST, REST)],
    3: [(QUARTER, QUARTER), (HALF, HALF), (REST, REST)],
    4: [(x, y) for x in (QUARTER, REST) for y in (QUARTER, REST)],
    5: [(HALF, HALF), *((x, y) for x in (QUARTER, REST) for y in (QUARTER, REST))],
    6: [(x, y) for x in (QUARTER, REST) for y in (QUARTER, HALF, REST)],
}
GROUND, INK = 215, 40


def face(number: int, shift: tuple[float, float] = (0, 0), radius: float = 0.09) -> np.ndarray:
    """(160, 160) uint8: a face of a die."""
    picture = np.full((FACE_SIDE_PX, FACE_SIDE_PX), GROUND, np.uint8)
    for x, y in DIE[number]:
        middle = (round((x + shift[0]) * FACE_SIDE_PX), round((y + shift[1]) * FACE_SIDE_PX))
        cv2.circle(picture, middle, round(radius * FACE_SIDE_PX), INK, -1, cv2.LINE_AA)
    return picture


def lettered(text: str) -> np.ndarray:
    picture = np.full((FACE_SIDE_PX, FACE_SIDE_PX), GROUND, np.uint8)
    cv2.putText(picture, text, (14, 100), cv2.FONT_HERSHEY_SIMPLEX, 1.5, INK, 5, cv2.LINE_AA)
    return picture


def with_faces(scene: Drawn, pictures: list[np.ndarray]) -> Pixels:
    """The scene with a picture on each face of the cube that is seen."""
    shown = scene.pixels.copy()
    corners, faces = project_pose(scene.cube, scene.camera)
    square = np.array([[0, 0], [0, 1], [1, 1], [1, 0]], np.float32) * FACE_SIDE_PX
    for number, picture in zip(np.flatnonzero(faces), pictures, strict=False):
        quad = corners[FACE_CORNERS[number]].astype(np.float32)
        warp = cv2.getPerspectiveTransform(square, quad)
        size = shown.shape[1::-1]
        shade = cv2.warpPerspective(picture, warp, size, flags=cv2.INTER_AREA, borderValue=GROUND)
        shown = np.clip(shown * (shade[..., None] / GROUND), 0, 255).astype(np.uint8)
    return shown


@given(
    st.integers(1, 6), st.integers(0, 3), st.tuples(st.floats(-0.09, 0.09), st.floats(-0.09, 0.09)),
    st.floats(0.06, 0.11), st.booleans(),
)  # fmt: skip
def test_pips_are_counted_however_the_die_lies(
    number: int, turns: int, shift: tuple[float, float], radius: float, inverse: bool
) -> None:
    picture = np.rot90(face(number, shift, radius), turns).copy()
    assert pips(FacePicture(255 - picture if inverse else picture, 100.0)) == number


@pytest.mark.parametrize("text", ["1 CM", "10", "1cm", "T 1", "o", "i i", "...", "OO"])
def test_letters_are_no_pips(text: str) -> None:
    assert pips(FacePicture(lettered(text), 100.0)) <= 1


def test_a_plain_face_and_a_row_of_holes_have_none() -> None:
    grain = np.random.default_rng(3).normal(GROUND, 6, (FACE_SIDE_PX, FACE_SIDE_PX))
    assert pips(FacePicture(np.clip(grain, 0, 255).astype(np.uint8), 100.0)) == 0
    row = np.full((FACE_SIDE_PX, FACE_SIDE_PX), GROUND, np.uint8)
    for x in range(20, 150, 30):
        cv2.circle(row, (x, 80), 9, INK, -1)
    assert pips(FacePicture(row, 100.0)) == 0


def test_a_cube_is_a_die_by_all_the_faces_that_are_seen() -> None:
    scene = draw()
    seen = project_pose(scene.cube, scene.camera)
    assert is_die(with_faces(scene, [face(1), face(2), face(6)]), *seen)
    assert is_die(with_faces(scene, [lettered(""), face(3), lettered("")]), *seen)
    assert not is_die(scene.pixels, *seen)
    assert not is_die(with_faces(scene, [lettered("1 CM"), face(1), lettered("10")]), *seen)


def test_nothing_is_measured_by_a_die(accept: CubeAcceptance) -> None:
    scene = draw()
    cube = measure(scene.pixels, CUBE_EDGE_MM, 55.0, accept=accept)
    assert abs(cube.cubes[0].box_px.centre[0] - CUBE.x) < CUBE.edge_px / 2
    die = measure(with_faces(scene, [face(4), face(1), face(5)]), CUBE_EDGE_MM, 55.0, accept=accept)
    assert not die.cubes
    assert FlagCode.NO_CUBE in [flag.code for flag in die.measurement.flags]
    assert die.measurement.length_mm is None
