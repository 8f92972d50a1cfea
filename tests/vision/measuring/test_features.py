from dataclasses import replace

import numpy as np
import pytest

from mineral_desk.vision.measuring.features import CUBE_FEATURES, cube_features
from mineral_desk.vision.measuring.pose_fit import PoseFits
from mineral_desk.vision.measuring.preparation import prepare
from mineral_desk.vision.measuring.surroundings import look_around
from mineral_desk.vision.measuring.wireframe import CubePose
from tests.vision.measuring.drawn import CUBE, draw

SIZE = 1024


def features_of(*poses: CubePose) -> list[dict[str, float]]:
    photo = prepare(draw(width=SIZE).pixels, 55.0)
    vectors = np.array([pose.vector for pose in poses])
    count = len(poses)
    fits = PoseFits(vectors, np.full(vectors.shape, 0.01), np.full(count, 0.5), np.ones(count), np.ones(count, bool))
    rows = cube_features(photo, look_around(photo, None), fits)
    assert rows.shape == (count, len(CUBE_FEATURES))
    assert np.isfinite(rows).all()
    return [dict(zip(CUBE_FEATURES, row.tolist(), strict=True)) for row in rows]


def test_the_true_pose_lies_on_edges_and_parts_the_faces() -> None:
    true, turned = features_of(CUBE, replace(CUBE, yaw=CUBE.yaw + 0.5, elevation=CUBE.elevation - 0.25))
    assert true["support"] > turned["support"]
    assert true["face_unity"] < 0.5
    assert turned["face_unity"] > true["face_unity"] + 0.2


def test_a_single_face_has_nothing_to_part() -> None:
    (level,) = features_of(replace(CUBE, x=512.0, y=384.0, yaw=0.0, elevation=0.035))
    assert level["face_unity"] == pytest.approx(1.0, abs=0.05)
