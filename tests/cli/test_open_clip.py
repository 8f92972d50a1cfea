"""``models export`` from end to end: weights in, suggestions and figures out, without torch in between."""

import json
import shutil
from pathlib import Path

import pytest

from mineral_desk.cli import train
from tests.cli.conftest import Run


def test_without_the_training_extra_it_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train.importlib.util, "find_spec", lambda _: None)
    status, _, err = run("models", "export", "--open-clip", "ViT-B-32", "--pretrained", "openai")
    assert status == 2
    assert "pip install 'mineral-desk[training]'" in err
    status, _, err = run("models", "export", "--open-clip", "ViT-B-32")
    assert status == 2
    assert "--pretrained" in err


def test_every_option_reaches_the_program(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []
    monkeypatch.setattr(train.subprocess, "call", lambda command: given.append(command) or 0)
    monkeypatch.setattr(train.importlib.util, "find_spec", lambda _: object())
    assert run("models", "install", "--open-clip", "ViT-B-32", "--pretrained", "openai", "--no-maps")[0] == 0
    assert (
        run("models", "export", "--open-clip", "RN50", "--pretrained", "w.pt", "--out", "d", "--names", "n.txt")[0] == 0
    )
    program = "mineral_desk.training.open_clip.export"
    install, export = (command[command.index("-m") + 1 :] for command in given)
    assert install == [program, "--open-clip", "ViT-B-32", "--pretrained", "openai", "--no-maps", "--install"]
    assert export == [program, "--open-clip", "RN50", "--pretrained", "w.pt", "--names", "n.txt", "--out", "d"]


def test_from_weights_to_suggestions_and_figures(run: Run, tmp_path: Path, resources_folder: Path) -> None:
    pytest.importorskip("mineral_desk.training.open_clip.library")
    from tests.training.open_clip.small import write_names, write_weights

    config, weights = write_weights(tmp_path, "small-convnext")
    options = ["--open-clip", config, "--pretrained", weights, "--names", write_names(tmp_path), "--threads", 1]
    assert run("models", "install", *options, "--name", "minerals")[0] == 0
    assert "minerals" in run("models", "list")[1]
    assert "intact" in run("models", "verify")[1]
    photo = tmp_path / "data" / "Malachite" / "один.jpg"
    photo.parent.mkdir(parents=True)
    shutil.copy(resources_folder / "demo" / "FMM_31906_01.jpg", photo)
    status, out, err = run("analyse", photo, "--model", "minerals", "--jsonl", "-", "--masks", tmp_path / "masks")
    assert (status, err) == (0, "")
    line = json.loads(out)
    assert line["models"]["classifier"]["name"] == "minerals"
    assert len(line["suggestions"]) == 5
    assert line["recommendation"] in ("none", "low")
    assert line["mask"]["method"] == "gradcam++"
    assert Path(line["mask"]["file"]).is_file()
    figures = tmp_path / "figures.json"
    status, out, _ = run(
        "evaluate", "classification", "--data", tmp_path / "data", "--model", "minerals", "--json", figures
    )
    assert status == 0
    assert "all photos, 8 names" in out
    assert "the 1 that occur" in out
    assert json.loads(figures.read_text("utf-8"))["occurring_names_top_1"] == 1
