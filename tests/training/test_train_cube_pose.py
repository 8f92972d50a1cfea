"""The pose network's training: windows and crops keep the truth, the ONNX file says what the network says."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.truth import CubeTruth, Expected, SceneTruth, SpecimenTruth
from mineral_desk.training.cube_examples import TrueCube, read_scenes
from mineral_desk.training.pose_crops import draw_batch
from mineral_desk.training.pose_net import PoseNet, export_pose_net, pose_loss
from mineral_desk.training.pose_windows import Window, local_angles, windows_of
from mineral_desk.training.train_cube_pose import main
from mineral_desk.vision.measuring.pose_estimate import ANSWERS, CROP_EDGES, CROP_PX, pose_network
from mineral_desk.vision.measuring.wireframe import Camera, project, project_pose
from mineral_desk.vision.model_store import ModelStore
from tests.vision.measuring.drawn import CUBE, STONE, draw


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes")
    scene = draw()
    Image.fromarray(scene.pixels).save(folder / "000001.png")
    points = tuple((float(x), float(y)) for x, y in project_pose(CUBE, scene.camera)[0])
    truth = SceneTruth(
        "000001.png", 1, "plain", Expected.MEASURE, 1024, 768,
        SpecimenTruth((), Box(0, 0, 1, 1), 2 * STONE.half_length, 2 * STONE.half_width, ((0, 0), (1, 1)), 1.0, 1.0),
        (CubeTruth(10.0, points, None, 1.0, CUBE.edge_px),), focal_length_35mm=55.0,
    )  # fmt: skip
    (folder / "truth.json").write_text(json.dumps([truth.as_dict()]), "utf-8")
    return folder


@pytest.fixture(scope="module")
def windows(scenes: Path) -> list[Window]:
    (scene,) = read_scenes(scenes)
    return list(windows_of(scene, 6, np.random.default_rng(0), 55.0))


def test_windows_show_the_cube_and_other_places(windows: list[Window]) -> None:
    cubes = [window for window in windows if np.isfinite(window.angles).all()]
    assert len(cubes) == 1
    assert len(windows) > 2
    assert cubes[0].angles[0] == pytest.approx(CUBE.elevation, abs=math.radians(8))


def test_corners_that_no_cube_has_teach_nothing() -> None:
    corners, _ = project_pose(CUBE, draw().camera)
    corners = corners.copy()
    corners[0] += 40
    assert local_angles(TrueCube(corners, CUBE.edge_px), draw().camera) is None


def test_answers_belong_to_the_crop_however_it_is_drawn(windows: list[Window]) -> None:
    """The cube's silhouette, drawn from the answers, is dark as the cube is, and the table around it is not."""
    (cube,) = (window for window in windows if np.isfinite(window.angles).all())
    count = 30
    batch = draw_batch(
        np.repeat(cube.pixels[None], count, 0), np.repeat(cube.angles[None], count, 0), np.random.default_rng(4)
    )
    shown = [number for number in range(count) if batch.weights[number, 1]]
    assert 15 < len(shown) < count
    agreeing = []
    for number in shown:
        _, x, y, log_edge, cosine, sine, elevation, roll = batch.answers[number].astype(float)
        edge_px = math.exp(log_edge) * CROP_PX / CROP_EDGES
        pose = np.array([[0, 0, math.log(edge_px), elevation, math.atan2(sine, cosine) / 4, roll]])
        corners = project(pose, Camera(12 * edge_px, 0, 0))[0][0] + np.array([x + 1, y + 1]) * CROP_PX / 2
        agreeing.append(_contrast(batch.crops[number], corners))
    assert np.mean(np.array(agreeing) > 0.5) > 0.9


def _contrast(crop: np.ndarray, corners: np.ndarray) -> float:
    """How much the lightness just inside of the silhouette differs from that just outside of it."""
    import cv2

    hull = cv2.convexHull(corners.astype(np.float32))
    distance = np.array(
        [[cv2.pointPolygonTest(hull, (x + 0.5, y + 0.5), True) for x in range(CROP_PX)] for y in range(CROP_PX)]
    )
    inside, outside = ((distance > 2) & (distance < 5)), ((distance < -2) & (distance > -5))
    seen = crop[3] > 0
    return abs(float(crop[0][inside & seen].mean() - crop[0][outside & seen].mean()))


def test_the_onnx_file_says_what_the_network_says(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = PoseNet()
    crops = torch.randn(5, 4, CROP_PX, CROP_PX)
    net.train()
    net(crops)
    net.eval()
    (tmp_path / "model.onnx").write_bytes(export_pose_net(net))
    from mineral_desk.vision.inference import Network

    found = Network(export_pose_net(net), "pose", 1).run({"crops": crops.numpy()}, ["answers"])[0]
    with torch.no_grad():
        assert np.allclose(found, net(crops).numpy(), atol=1e-4)
    assert found.std(0).min() > 1e-6


def test_only_crops_with_a_cube_say_something_about_poses(windows: list[Window]) -> None:
    (bare, *_) = (window for window in windows if not np.isfinite(window.angles).all())
    batch = draw_batch(bare.pixels[None], bare.angles[None], np.random.default_rng(0))
    answers = torch.zeros(1, len(ANSWERS))
    away = answers.clone()
    away[:, 1:] = 9
    assert pose_loss(answers, batch) == pose_loss(away, batch)


def test_the_command_trains_goes_on_and_writes_a_model_that_loads(
    scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mineral_desk.training.train_cube_pose.HELD_OUT", 3)
    command = ["--scenes", str(scenes), "--out", str(tmp_path / "models"), "--cache", str(tmp_path / "cache")]
    command += ["--batch", "2"]
    assert main([*command, "--epochs", "1"]) == 0
    assert main([*command, "--epochs", "2"]) == 0
    model = ModelStore([tmp_path / "models"]).load("cube_pose")
    answers = pose_network(model)(np.zeros((3, 4, CROP_PX, CROP_PX), np.float32))
    assert answers.shape == (3, len(ANSWERS))
    assert model.card.kind == "cube_pose"
    state = torch.load(tmp_path / "cache" / "checkpoint.pt", weights_only=True)
    assert state["epoch"] == 2
