import numpy as np

from mineral_desk.vision.measuring.preparation import prepare
from mineral_desk.vision.measuring.second_tries import fit_around
from mineral_desk.vision.measuring.wireframe import project, project_pose
from tests.vision.measuring.drawn import CUBE, draw


def test_a_fit_turned_away_from_the_cube_comes_back_to_it() -> None:
    scene = draw()
    photo = prepare(scene.pixels, None)
    astray = CUBE.vector + np.array([4.0, -3.0, 0.05, np.radians(-12), np.radians(15), 0.0])
    found = fit_around(photo, astray[None])
    truth, _ = project_pose(CUBE, scene.camera)
    corners, _ = project(found.poses, photo.camera)
    gaps = np.hypot(*(truth[None, :, None] - corners[:, None]).transpose(3, 0, 1, 2)).min(2).max(1)
    assert gaps.min() < 0.03 * CUBE.edge_px
