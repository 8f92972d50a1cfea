"""Close-ups show the cube where their truth says it is, also bent by a lens and cut by the photo's border."""

import math
from functools import cache

import cv2
import numpy as np
import pytest

pytest.importorskip("scipy", reason="rendering scenes needs the training extra")

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.backdrop import Backdrop
from mineral_desk.training.scenes.camera import looking_at
from mineral_desk.training.scenes.close_ups import close_ups
from mineral_desk.training.scenes.framing import Aim, framed, near_part, shown_faces
from mineral_desk.training.scenes.lens import distort_points
from mineral_desk.training.scenes.material import Material
from mineral_desk.training.scenes.mesh import rounded_box, sheet
from mineral_desk.training.scenes.noise import floats
from mineral_desk.training.scenes.render import Effort, render
from mineral_desk.training.scenes.things import STEEL, Thing, cube
from mineral_desk.training.scenes.varied.compose import compose_varied
from mineral_desk.training.scenes.varied.grounds import pick_light

GREY, GLASS = Backdrop("grey", (0.5, 0.5, 0.5)), Material((0.8, 0.8, 0.9), clarity=0.8)
SUBJECT = floats([40, -10, 5])
AIM = Aim((900, 600), (0.8, 0.7), 25.0, 0.05, 35.0)


@cache
def shown():
    return list(close_ups(compose_varied(3, 320), 3, np.random.default_rng(3)))


def test_the_same_draw_gives_the_same_pictures():
    again = next(close_ups(compose_varied(3, 320), 3, np.random.default_rng(3)))
    assert (again.pixels == shown()[0].pixels).all()


def test_close_ups_are_small_and_most_show_a_cube():
    cubes = [one for one in shown() if one.corners_px is not None]
    assert len(cubes) > 0.5 * len(shown()) > 3
    assert all(max(one.pixels.shape) < 300 for one in shown())
    assert all(np.allclose(one.corners_px.mean(axis=0), one.middle) for one in cubes)


def test_a_cubes_turn_size_and_place_give_its_corners():
    for one in shown():
        if one.corners_px is not None:
            unit = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
            seen = unit @ one.turn.T + one.ray / 10.0
            flat = seen[:, :2] / seen[:, 2:] * one.ray[2] / 10.0 * one.edge_px
            away = (flat - flat.mean(axis=0)) - (one.corners_px - one.middle)
            assert np.abs(away).max() < 0.1 * one.edge_px


def test_light_differs_at_the_cubes_silhouette():
    steps = []
    for one in shown():
        if one.corners_px is not None and one.edge_px > 30:
            hull = cv2.convexHull(one.corners_px.astype(np.float32))
            grey = one.pixels.mean(axis=2)
            rows, columns = np.indices(grey.shape)
            distance = np.array(
                [
                    cv2.pointPolygonTest(hull, (float(x) + 0.5, float(y) + 0.5), True)
                    for x, y in zip(columns.ravel(), rows.ravel(), strict=True)
                ]
            ).reshape(grey.shape)
            inside, outside = (distance > 2) & (distance < 5), (distance < -2) & (distance > -5)
            steps.append(abs(float(grey[inside].mean() - grey[outside].mean())))
    assert np.median(steps) > 8


@pytest.mark.parametrize("distortion", [0.0, 0.06, -0.06])
def test_a_framing_is_a_piece_of_the_whole_photo(distortion):
    whole = looking_at(SUBJECT, 300, math.radians(25), 0.05, 35 / 36 * 900, (900, 600))
    framing = framed(
        Aim(AIM.whole, AIM.place, AIM.elevation_deg, AIM.roll, AIM.focal_35mm, distortion), SUBJECT, 3.0, 120
    )
    points = SUBJECT + floats([[0, 0, 0], [4, 1, 2], [-3, 2, 5]])
    seen = framing.camera.project(points)[0]
    assert seen[0] + framing.corner == pytest.approx(np.array([720, 420]), abs=0.01)
    assert framing.bent_points(seen) + framing.bent_corner == pytest.approx(
        distort_points(seen + framing.corner, distortion, AIM.whole), abs=0.01
    )
    assert framing.camera.focal_px == pytest.approx(whole.focal_px)
    assert framing.camera.rotation == pytest.approx(whole.rotation)


def test_a_bent_square_shows_points_where_they_are_said_to_be():
    framing = framed(Aim((400, 300), (0.9, 0.85), 30.0, 0.0, 30.0, 0.08), SUBJECT, 5.0, 100)
    light = np.zeros((100, 100, 3), np.float32)
    light[39:42, 59:62] = 1
    rows, columns = np.nonzero(framing.bent(light)[..., 0] > 0.5)
    found = np.array([columns.mean() + 0.5, rows.mean() + 0.5])
    assert found == pytest.approx(framing.bent_points(floats([[60.5, 40.5]]))[0], abs=0.4)


def test_only_what_lies_in_the_photo_is_inside():
    framing = framed(Aim((400, 300), (0.99, 0.5), 30.0, 0.0, 30.0), SUBJECT, 5.0, 100)
    rows, columns = framing.inside()
    assert (rows.start, rows.stop) == (0, 100)
    assert (columns.start, columns.stop) == (0, 54)


def test_what_is_far_from_the_subject_or_behind_the_camera_is_left_out():
    thing = cube(10.0, 0.3, STEEL, None).thing
    assert near_part(thing, floats([0, 0, 5]), 30) is thing
    assert near_part(thing, floats([100, 0, 5]), 30) is None
    part = near_part(thing, floats([5, 0, 5]), 6)
    assert 0 < len(part.mesh.faces) < len(thing.mesh.faces)
    framing = framed(AIM, SUBJECT, 3.0, 120)
    behind = rounded_box((10, 10, 10), 0.5, 4).placed(shift=framing.camera.centre - 20 * framing.camera.rotation[2])
    assert not shown_faces(behind, framing.camera, SUBJECT).any()


def test_a_clear_crystal_whose_far_side_was_left_out_is_still_drawn():
    pane = Thing(sheet(20, 20, (4, 4)).placed(shift=(0, 0, 4)), GLASS, MaskValue.SPECIMEN, 20.0)
    rig = pick_light(GREY, False, np.random.default_rng(0))
    camera = looking_at(floats([0, 0, 4]), 200, math.radians(50), 0.0, 300, (40, 40))
    picture = render([pane], GREY, camera, rig, Effort(1.0, 2, 2, 20))
    assert (picture.kinds == MaskValue.SPECIMEN).any()
    assert np.isfinite(picture.light).all()
