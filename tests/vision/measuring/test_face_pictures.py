import math

import numpy as np

from mineral_desk.vision.measuring.face_pictures import FACE_SIDE_PX, face_pictures, whole_picture
from mineral_desk.vision.measuring.wireframe import CubePose, project_pose
from tests.vision.measuring.drawn import CUBE, draw


def test_faces_are_straightened_each_of_one_shade() -> None:
    scene = draw()
    faces = list(face_pictures(scene.pixels, *project_pose(CUBE, scene.camera)))
    assert len(faces) == 3
    assert all(face.grey.shape == (FACE_SIDE_PX, FACE_SIDE_PX) for face in faces)
    middles = [face.grey[40:120, 40:120] for face in faces]
    assert all(float(middle.std()) < 6 for middle in middles)
    assert len({round(float(middle.mean()) / 10) for middle in middles}) == 3


def test_faces_too_small_to_read_are_left_out() -> None:
    tiny, scene = CUBE.scaled(0.08), draw()
    assert list(face_pictures(scene.pixels, *project_pose(tiny, scene.camera.scaled(0.08)))) == []


def test_what_is_up_in_the_photo_is_up_on_a_side() -> None:
    scene = draw(cube=CubePose(500, 400, math.log(200), math.radians(20), math.radians(10), 0.0))
    marked = scene.pixels.copy()
    marked[: round(scene.cube.y)] = np.minimum(255, marked[: round(scene.cube.y)].astype(int) + 40)
    side = next(face_pictures(marked, *project_pose(scene.cube, scene.camera)))
    assert side.grey[5:40].mean() > side.grey[120:155].mean() + 20


def test_a_large_face_is_averaged_not_sampled() -> None:
    pose = CubePose(600, 500, math.log(640), math.radians(8), 0.0, 0.0)
    scene = draw(cube=pose, width=1200, height=1000)
    stripes = scene.pixels.copy()
    stripes[::2] = 0
    stripes[1::2] = 200
    side = next(face_pictures(stripes, *project_pose(pose, scene.camera)))
    assert float(side.grey.std()) < 12


def test_faint_letters_are_brought_out_and_even_faces_stay_plain() -> None:
    scene = draw()
    face = next(face_pictures(scene.pixels, *project_pose(CUBE, scene.camera)))
    faint = face.grey.copy()
    faint[70:90, 30:130] -= 6
    for picture in (type(face)(faint, 120.0).stretched(), type(face)(faint, 120.0).evened()):
        assert picture.shape == (FACE_SIDE_PX, FACE_SIDE_PX, 3)
        assert abs(float(picture[72:88, 40:120].mean()) - float(picture[30:60, 40:120].mean())) > 40


def test_the_whole_cube_is_shown_where_it_stands() -> None:
    scene = draw()
    corners, _ = project_pose(CUBE, scene.camera)
    picture = whole_picture(scene.pixels, corners)
    table, cube = picture.grey[:12, :12].mean(), picture.grey[70:90, 70:90].mean()
    assert table > cube + 40
