import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.cli.conftest import Run


@pytest.fixture
def demo(resources_folder: Path) -> Path:
    return resources_folder / "demo"


def test_each_photo_gets_its_line_in_order_with_all_promised_keys(run: Run, demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("FMM_31909_01.jpg", "FMM_31906_01.jpg"):
        shutil.copy(demo / name, folder / name)
    (folder / "empty.jpg").touch()
    lines = tmp_path / "out.jsonl"
    status, out, err = run("analyse", folder, "--jsonl", lines, "--masks", tmp_path / "masks")
    assert status == 1
    assert "empty.jpg" in err
    assert "3 photos, 1 failed" in out
    records = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    assert [Path(record["photo"]).name for record in records] == ["FMM_31906_01.jpg", "FMM_31909_01.jpg", "empty.jpg"]
    first, labelled, broken = records
    promised = {
        "photo", "sha256", "width_px", "height_px", "quality", "regions", "measurement", "suggestions",
        "recommendation", "mask", "models", "seconds", "error",
    }  # fmt: skip
    for record in records:
        assert promised <= set(record)
    assert first["error"] is None
    assert first["quality"]["verdict"] in {"ok", "warn", "reject"}
    assert first["measurement"]["status"] in {"measured", "flagged", "not_measured"}
    assert first["measurement"]["cube_edge_mm"] == 10.0
    assert len(first["suggestions"]) == 5
    probabilities = [one["probability"] for one in first["suggestions"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) <= 1
    mask = cv2.imdecode(np.fromfile(tmp_path / "masks" / "FMM_31906_01.png", np.uint8), cv2.IMREAD_UNCHANGED)
    assert mask is not None
    assert mask.shape == (first["height_px"], first["width_px"])
    assert set(np.unique(mask)) <= {0, 255}
    assert Path(first["mask"]["file"]) == tmp_path / "masks" / "FMM_31906_01.png"
    assert any(region["kind"] == "label" and "31909" in region["text"] for region in labelled["regions"])
    assert "empty" in broken["error"]
    assert broken["suggestions"] == []


def test_lines_on_standard_output_are_alone_there(run: Run, demo: Path) -> None:
    status, out, _ = run("analyse", demo / "FMM_31906_01.jpg", "--jsonl", "-", "--explain", "none")
    assert status == 0
    record = json.loads(out)
    assert record["mask"] is None
    assert record["seconds"]["total"] > 0


def test_a_catalogue_remembers_and_again_computes_anew(run: Run, demo: Path, tmp_path: Path) -> None:
    photo, catalogue = demo / "FMM_31906_01.jpg", tmp_path / "Коллекция.mdc"
    outs = [
        run("analyse", photo, "--catalogue", catalogue, "--jsonl", "-", *more)[1]
        for more in ((), (), ("--again",), ("--cube-edge-mm", "25.4"))
    ]
    first, reused, again, other_edge = (json.loads(out) for out in outs)
    assert reused == first
    assert again["seconds"] != first["seconds"]
    assert again["suggestions"] == first["suggestions"]
    assert other_edge["measurement"]["cube_edge_mm"] == 25.4
    status, out, _ = run("history", photo, "--catalogue", catalogue)
    assert status == 0
    assert "FMM 31906" in out


def test_limit_takes_the_first(run: Run, demo: Path) -> None:
    _, out, _ = run("analyse", demo, "--limit", "1", "--jsonl", "-", "--explain", "none")
    assert len(out.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("analyse",),
        ("analyse", "nowhere.jpg"),
        ("analyse", ".", "--cube-edge-mm", "-1"),
        ("analyse", ".", "--explain", "tea leaves"),
        ("tell-fortunes",),
    ],
)
def test_wrong_usage_is_said_with_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, _, err = run(*arguments)
    assert status == 2
    assert err


def test_a_model_that_is_not_there_is_named(run: Run, demo: Path) -> None:
    status, _, err = run("analyse", demo / "FMM_31906_01.jpg", "--model", "crystal-ball")
    assert status == 1
    assert "crystal-ball" in err


def test_an_altered_model_is_refused(run: Run, demo: Path, tmp_path: Path, models_folder: Path) -> None:
    own = tmp_path / "home" / "models"
    own.mkdir(parents=True)
    for file in models_folder.glob("species*"):
        shutil.copy(file, own / file.name)
    with (own / "species.onnx").open("r+b") as model:
        model.seek(1000)
        model.write(b"\0\1\2\3")
    status, _, err = run("analyse", demo / "FMM_31906_01.jpg")
    assert status == 1
    assert "species.onnx" in err
    assert run("models", "verify")[0] == 1


def test_the_same_photo_twice_is_one_photo_with_two_lines(run: Run, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jpg"
    shutil.copy(demo / "FMM_31906_01.jpg", copy)
    _, out, _ = run("analyse", demo / "FMM_31906_01.jpg", copy, "--jsonl", "-", "--explain", "none")
    first, second = (json.loads(line) for line in out.splitlines())
    assert first["sha256"] == second["sha256"]
    assert first["quality"]["duplicate_of"] is None
    assert second["quality"]["duplicate_of"] == "FMM_31906_01.jpg"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("analyse",),
        ("evaluate",),
        ("evaluate", "size"),
        ("check-sizes",),
        ("models",),
        ("models", "list"),
        ("models", "verify"),
        ("train",),
        ("demo",),
        ("window",),
        ("history",),
        ("undo",),
    ],
)
def test_every_command_has_help(run: Run, words: tuple[str, ...]) -> None:
    status, out, _ = run(*words, "--help")
    assert status == 0
    assert "usage: mineral-desk" in out


def test_a_newer_catalogue_is_refused(run: Run, demo: Path, tmp_path: Path) -> None:
    catalogue = tmp_path / "a.mdc"
    run("analyse", demo / "FMM_31916_01.jpg", "--catalogue", catalogue)
    header = bytearray(catalogue.read_bytes())
    header[60:64] = (999).to_bytes(4, "big")  # user_version in SQLite's file header
    catalogue.write_bytes(header)
    status, _, err = run("analyse", demo / "FMM_31906_01.jpg", "--catalogue", catalogue)
    assert status == 1
    assert "newer" in err
