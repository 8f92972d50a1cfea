"""The whole command: from photos to a model that the program uses, killed on the way and gone on with."""

import csv
import json
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("timm")
pytest.importorskip("onnx")

from mineral_desk.cli.main import main as cli
from mineral_desk.domain.analysis import Analysis, AnalysisSettings
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.progress import finish
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.taking_in import take_in
from mineral_desk.training.fewshot.train import main
from mineral_desk.vision.classify import Classifier
from mineral_desk.vision.explain import has_place
from mineral_desk.vision.model_store import ModelStore
from tests.training.fewshot.pictures import COLOURS, write_photo, write_tree

HOW = "--network test_resnet --size-px 32 --batch 4 --least-photos 3 --rate 2e-4 --threads 1 --workers 1 --crop salient"


def arguments(folder, *more, epochs=2, name="tried", cache="cache"):
    places = ["--photos", str(folder / "photos"), "--out", str(folder / "out"), "--cache", str(folder / cache)]
    return [*HOW.split(), *places, "--epochs", str(epochs), "--name", name, *more]


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_command_writes_a_model_that_the_program_uses(tmp_path, capsys, resources_folder, monkeypatch):
    write_tree(tmp_path / "photos")
    (tmp_path / "photos" / "Azurite" / "broken.jpg").write_bytes(b"no picture")
    for number in range(4):
        write_photo(tmp_path / "photos" / "=Rock from Mars" / f"{number}.png", (200, 60, 40), seed=900 + number)
    write_photo(tmp_path / "photos" / "Rarite" / "0.png", seed=990)
    assert main(arguments(tmp_path, "--fold", "all", "--folds", "2", "--licence", "CC0")) == 0
    printed = capsys.readouterr().out
    assert "Not in the IMA list: =Rock from Mars." in printed
    assert "fold 1, epoch 2: loss" in printed
    assert "fold all, epoch 2: loss" in printed
    assert f"mineral-desk analyse --model {tmp_path / 'out' / 'tried'}" in printed

    told = tmp_path / "out" / "tried.training"
    assert {row["label"] for row in rows(told / "folds.csv")} == {*COLOURS, "=Rock from Mars"}
    assert {row["fold"] for row in rows(told / "folds.csv")} == {"0", "1"}
    lost = {row["what"].rpartition("/")[2]: row["reason"] for row in rows(told / "left_out.csv")}
    assert "no picture" in lost["broken.jpg"]
    assert lost["Rarite"] == "1 photo, fewer than 3"
    assert {row["written"]: row["found"] for row in rows(told / "names.csv")}["'=Rock from Mars"] == "unknown"
    epochs = [json.loads(line) for line in (told / "epochs-0.jsonl").read_text().splitlines()]
    assert [epoch["epoch"] for epoch in epochs] == [1, 2]
    assert [row["top_5"] for row in rows(told / "epochs-0.csv")] == [str(epoch["top_5"]) for epoch in epochs]
    assert "top_1" not in (told / "epochs-all.csv").read_text()

    store = ModelStore([tmp_path / "out"])
    card = store.card("tried")
    scores = card.facts["accuracy"]
    assert card.labels == ("=Rock from Mars", *sorted(COLOURS))
    assert scores["fold_0"]["photos"] + scores["fold_1"]["photos"] == 22
    assert {"mean", "deviation", "frozen_features", "recommendations"} <= scores.keys()
    assert card.licence == "CC0"
    assert card.facts["command"].startswith("mineral-desk train few-shot --network")
    assert card.facts["training"]["averaging"] == 0
    classifier = Classifier(store.load("tried"), threads=1)
    found = classifier.classify(np.zeros((40, 50, 3), np.uint8) + np.arange(50, dtype=np.uint8)[:, None])
    assert classifier.fullgrad is not None
    assert has_place(found) is False  # 32 pixels are one cell of this network

    # the run is over: the same command goes on from its checkpoints, trains nothing and writes the same
    before = (tmp_path / "out" / "tried.onnx").read_bytes()
    assert main(arguments(tmp_path, "--fold", "all", "--folds", "2", "--licence", "CC0")) == 0
    assert "epoch 2, step" not in capsys.readouterr().out
    assert (tmp_path / "out" / "tried.onnx").read_bytes() == before


def test_the_program_analyses_with_a_model_elsewhere(tmp_path, capsys, resources_folder, monkeypatch):
    write_tree(tmp_path / "photos", each=4)
    assert main(arguments(tmp_path, "--fold", "0", "--folds", "2", "--size-px", "64", epochs=1)) == 0
    monkeypatch.setenv("MINERAL_DESK_HOME", str(tmp_path / "home"))
    photo = str(tmp_path / "photos" / "Azurite" / "0.png")
    capsys.readouterr()
    assert cli(["analyse", photo, "--model", str(tmp_path / "out" / "tried"), "--jsonl", "-"]) == 0
    record = json.loads(capsys.readouterr().out.splitlines()[0])
    assert {one["species"] for one in record["suggestions"]} == set(COLOURS)
    assert record["models"]["classifier"]["name"] == "tried"
    assert record["mask"]["method"] == "gradcam++"
    assert cli(["analyse", photo, "--model", str(tmp_path / "out" / "nothing"), "--jsonl", "-"]) != 0
    assert cli(["models", "install", str(tmp_path / "out" / "tried.toml")]) == 0  # checked whole, run once
    capsys.readouterr()
    settings = Settings(analysis=AnalysisSettings(model=str(tmp_path / "out" / "tried.toml")))
    desk = Desk(Folders((tmp_path,), resources_folder, tmp_path), settings)
    assert desk.memory.card.name == "tried"  # the window's memory is that of the chosen model


def test_learns_from_what_was_confirmed_in_a_catalogue(tmp_path, models_folder, resources_folder):
    write_tree(tmp_path / "photos", each=4)
    path = tmp_path / "музей.mdc"
    with Desk(Folders((models_folder,), resources_folder, tmp_path), Settings(), path) as desk:
        finish(take_in(desk, [tmp_path / "photos"]))
        for photo_id in range(1, 13):
            photo = desk.reading.photos.facts(photo_id)
            analysis = Analysis(photo, QualityReport(Verdict.OK), classified_px=Box(5, 5, 70, 55))
            desk.write(lambda one, made=analysis, number=photo_id: one.analyses.add(number, made, "mark"))
            if photo_id != 12:
                decision = Decision(photo_id, Verb.CORRECT, "Anna", photo.path.parent.name)
                reviewing.decide(desk, decision)
    places = ["--catalogue", str(path), "--out", str(tmp_path / "out"), "--cache", str(tmp_path / "cache")]
    assert main([*HOW.split()[:-2], *places, "--name", "ours", "--folds", "2", "--epochs", "1"]) == 0
    card = ModelStore([tmp_path / "out"]).card("ours")
    assert card.labels == tuple(COLOURS)
    assert card.data == "11 photos of 3 names from музей.mdc; crop: program."


def test_a_run_that_was_killed_ends_like_one_that_was_not(tmp_path, capsys):
    write_tree(tmp_path / "photos", each=4)
    assert main(arguments(tmp_path, epochs=3, cache="whole")) == 0
    whole = (tmp_path / "out" / "tried.onnx").read_bytes()
    options = arguments(tmp_path, "--save-every-s", "0", epochs=3)
    command = [sys.executable, "-m", "mineral_desk.training.fewshot.train", *options]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "epoch 1: loss" in line:
                process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert (tmp_path / "cache" / "tried" / "fold-0.pt").is_file()
    capsys.readouterr()
    assert main(options) == 0
    assert "epoch 1: loss" not in capsys.readouterr().out
    assert (tmp_path / "out" / "tried.onnx").read_bytes() == whole


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--fold", "7"], "There is no fold 7"),
        (["--fold", "first"], "is no fold"),
        (["--name", "../evil"], "is no name of a model"),
        (["--size-px", "5"], "makes no sense"),
        (["--least-photos", "100"], "names have at least 100 photos"),
        (["--network", "resnet5O"], "timm knows no network"),
        (["--photos", "nowhere"], "nowhere does not exist"),
        (["--catalogue", "nowhere.mdc"], "There is no catalogue at nowhere.mdc"),
        (["--epochs", "0"], "--epochs 0 makes no sense"),
        (["--specimen-pattern", "{x}"], "unknown place"),
    ],
)
def test_what_makes_no_sense_is_said_in_words(tmp_path, capsys, more, words):
    write_tree(tmp_path / "photos", each=3)
    assert main(arguments(tmp_path, *more)) == 1
    assert words in capsys.readouterr().err


def test_nothing_to_learn_from(capsys):
    assert main([]) == 1
    assert "nothing to learn from" in capsys.readouterr().err
