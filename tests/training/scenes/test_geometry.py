import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("scipy", reason="rendering scenes needs the training extra")

from mineral_desk.training.scenes.camera import looking_at
from mineral_desk.training.scenes.lens import distort_picture, distort_points
from mineral_desk.training.scenes.mesh import (
    about_z,
    faceted_hull,
    icosphere,
    join,
    random_rotation,
    rounded_box,
    sheet,
    smooth_mesh,
)
from mineral_desk.training.scenes.raster import rasterise

CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)


def meshes():
    points, faces = icosphere(3)
    return {
        "sphere": smooth_mesh(points, faces),
        "hull": faceted_hull(CORNERS, 0.2),
        "box": rounded_box((2, 2, 2), 0.1, 10),
    }


def camera(distance=400.0, elevation=20.0):
    return looking_at(np.zeros(3), distance, math.radians(elevation), 0.0, 800.0, (320, 240))


@pytest.mark.parametrize("name", ["sphere", "hull", "box"])
def test_faces_and_normals_point_outwards(name):
    mesh = meshes()[name]
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    solid = np.linalg.norm(across, axis=1) > 1e-6
    assert ((across * (a + b + c)).sum(axis=1)[solid] > 0).all()
    assert ((mesh.normals * mesh.vertices).sum(axis=1) > 0).all()
    assert np.linalg.norm(mesh.normals, axis=1) == pytest.approx(np.ones(len(mesh.normals)), abs=1e-5)


@pytest.mark.parametrize(("name", "volume"), [("sphere", 4 / 3 * math.pi), ("hull", 8.0), ("box", 8.0)])
def test_meshes_are_closed(name, volume):
    mesh = meshes()[name]
    a, b, c = (mesh.vertices[mesh.faces[:, k]].astype(float) for k in range(3))
    assert np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6 == pytest.approx(volume, rel=0.03)


def test_a_sheet_faces_up_and_reads_from_its_upper_left():
    card = sheet(40, 20, (4, 2))
    a, b, c = (card.vertices[card.faces[:, k]] for k in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()
    first = card.local[:, :2].sum(axis=1).argmin()
    assert card.vertices[first].tolist() == [-20, 10, 0]


@given(st.integers(0, 2**32 - 1))
def test_rotations_keep_lengths_and_handedness(seed):
    turn = random_rotation(np.random.default_rng(seed))
    assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(turn) == pytest.approx(1)


def test_the_camera_stands_where_it_was_put():
    view = camera(elevation=30)
    assert view.centre == pytest.approx([0, -400 * math.cos(math.radians(30)), 200])
    pixels, depth = view.project(np.array([[0, 0, 0], [10, 0, 0], [0, 0, 10.0]]))
    assert pixels[0] == pytest.approx([160, 120])
    assert depth[0] == pytest.approx(400)
    assert pixels[1, 0] - pixels[0, 0] == pytest.approx(10 * 800 / 400)
    assert pixels[2, 1] < pixels[0, 1]


@settings(deadline=None)
@given(st.floats(-30, 30), st.floats(-20, 20), st.floats(1.05, 1.5))
def test_a_ray_goes_back_to_the_point_it_came_from(x, z, factor):
    view = camera().scaled(factor)
    point = np.array([[x, 5.0, z]])
    (column, row), depth = view.project(point)[0][0], view.project(point)[1][0]
    i, j = int(np.clip(column, 0, view.width - 1)), int(np.clip(row, 0, view.height - 1))
    back = view.centre + view.rays()[j, i] * depth
    assert np.linalg.norm(back - point[0]) <= 1.5 * depth / view.focal_px + 1e-3 * abs(column - i)


@pytest.mark.parametrize("name", ["sphere", "hull", "box"])
def test_the_picture_of_a_mesh_is_its_projected_hull(name):
    view = camera()
    mesh = meshes()[name].placed(about_z(0.4), (5, 0, 0), 20.0)
    hits = rasterise(mesh, view)
    hull = cv2.convexHull(view.project(mesh.vertices)[0])
    assert len(hits.pixel) == pytest.approx(cv2.contourArea(hull), rel=0.02)
    assert len(np.unique(hits.pixel)) == len(hits.pixel)
    assert hits.weights.sum(axis=1) == pytest.approx(np.ones(len(hits.pixel)), abs=1e-4)


def test_the_nearer_thing_hides_the_farther():
    view = camera(elevation=0.0)
    points, faces = icosphere(3)
    ball = smooth_mesh(points, faces)
    near, far = ball.placed(shift=(0, -40, 0), scale=10.0), ball.placed(shift=(0, 40, 0), scale=10.0)
    hits = rasterise(join([far, near]), view)
    assert (hits.face >= len(far.faces)).all()
    behind = rasterise(near, view, farthest=True)
    common = np.intersect1d(hits.pixel, behind.pixel)
    front = dict(zip(hits.pixel.tolist(), hits.depth.tolist(), strict=True))
    back = dict(zip(behind.pixel.tolist(), behind.depth.tolist(), strict=True))
    assert len(common) > 100
    assert all(back[pixel] > front[pixel] for pixel in common.tolist())


@settings(deadline=None)
@given(st.floats(-0.03, 0.03), st.floats(30, 290), st.floats(30, 170))
def test_truth_is_distorted_as_the_picture_is(k1, x, y):
    picture = np.zeros((200, 320), np.float32)
    picture[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2] = 1
    seen = np.asarray(distort_picture(picture, k1))
    rows, columns = np.mgrid[:200, :320] + 0.5
    middle = np.array([(seen * columns).sum(), (seen * rows).sum()]) / seen.sum()
    wanted = distort_points(np.float32([[int(x) + 0.5, int(y) + 0.5]]), k1, (320, 200))[0]
    assert middle == pytest.approx(wanted, abs=0.15)
