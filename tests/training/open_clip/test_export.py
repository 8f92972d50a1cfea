"""The command that exports: whole or not at all, and what it writes is what the program runs."""

import pytest

pytest.importorskip("mineral_desk.training.open_clip.library")

from mineral_desk.domain.errors import OutputError, UsageError
from mineral_desk.training.open_clip import exporting
from mineral_desk.training.open_clip.export import main
from mineral_desk.training.open_clip.exporting import names_of
from mineral_desk.training.open_clip.files import check_place, unfinished_folder
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.zero_shot import ZeroShotClassifier
from tests.training.open_clip.small import SPECIES, write_names, write_weights
from tests.training.tiny_run import write_photos
from tests.vision.small_model import picture


@pytest.fixture
def arguments(tmp_path):
    config, weights = write_weights(tmp_path, "small-vit")
    names = write_names(tmp_path)
    return [
        "--open-clip", str(config), "--pretrained", str(weights), "--names", str(names), "--threads", "1",
        "--out", str(tmp_path / "out"),
    ]  # fmt: skip


def test_the_command_writes_a_model_that_the_program_runs(arguments, tmp_path, capsys):
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "Wrote" in out
    assert "never recommended above 'low'" in out
    store = ModelStore([tmp_path / "out"])
    card = store.card("small-vit")
    assert (card.kind, card.labels, card.version) == ("zero-shot", SPECIES, "small-vit.safetensors")
    assert card.licence == "As stated by whoever made the weights."
    assert card.facts["command"].startswith("python -m mineral_desk.training.open_clip.export --open-clip")
    assert not card.zero_shot.calibrated
    classifier = ZeroShotClassifier(store.load("small-vit"), threads=1)
    assert classifier.has_maps
    found = classifier.classify(picture())
    assert len(found.suggestions.items) == 5
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "small-vit.labels.txt", "small-vit.maps.onnx", "small-vit.onnx", "small-vit.texts.f16", "small-vit.toml",
    ]  # fmt: skip


def test_held_out_photos_calibrate_it(arguments, tmp_path, capsys):
    write_photos(tmp_path / "held_out", each=4, seed=2, collections=("north", "south"))
    assert main([*arguments, "--held-out", str(tmp_path / "held_out"), "--no-maps", "--templates", "paper"]) == 0
    assert "all names" in capsys.readouterr().out
    card = ModelStore([tmp_path / "out"]).card("small-vit")
    assert card.zero_shot.calibrated
    assert card.calibration.temperature != 1
    assert not card.zero_shot.maps_file
    assert card.facts["accuracy"]["all_names"]["all"]["photos"] == 12
    assert card.facts["accuracy"]["occurring_names"]["north"]["photos"] == 6


def test_a_model_is_not_written_over_unless_asked(arguments, tmp_path, capsys):
    arguments.append("--no-maps")
    assert main(arguments) == 0
    before = (tmp_path / "out" / "small-vit.toml").read_bytes()
    assert main(arguments) == 2
    assert "There is a model small-vit in" in capsys.readouterr().err
    assert (tmp_path / "out" / "small-vit.toml").read_bytes() == before
    assert main([*arguments, "--replace", "--templates", "paper"]) == 0
    assert ModelStore([tmp_path / "out"]).load("small-vit").card.labels == SPECIES
    assert main([*arguments, "--name", "other"]) == 0
    assert ModelStore([tmp_path / "out"]).names() == ("other", "small-vit")


@pytest.mark.parametrize("moment", ["embed_names", "judge", "ZeroShotClassifier", "put_in_place"])
def test_an_interrupted_export_leaves_nothing(arguments, tmp_path, monkeypatch, capsys, moment):
    write_photos(tmp_path / "held_out", each=2, seed=2)

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, moment, stopped)
    assert main([*arguments, "--held-out", str(tmp_path / "held_out")]) == 130
    assert "Nothing half-made" in capsys.readouterr().err
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_what_a_killed_export_left_is_removed_by_the_next(tmp_path):
    with unfinished_folder(tmp_path, "one") as folder:
        left = folder.with_name(folder.name + "left")
        left.mkdir()
        (left / "one.onnx").write_bytes(b"half")
    with unfinished_folder(tmp_path, "one"):
        assert not left.exists()
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="Nothing can be written into"), unfinished_folder(tmp_path / "file", "one"):
        pass


@pytest.mark.parametrize("name", ["../out", "a/b", "", ".hidden"])
def test_strange_names_are_refused(tmp_path, name):
    with pytest.raises(UsageError, match="no name for a model"):
        check_place(tmp_path, name, replace=False)


def test_the_names_are_those_of_the_list_or_of_a_file(tmp_path):
    ima = names_of("ima")
    assert len(ima) > 5900
    assert {"Quartz", "Malachite"} <= set(ima)
    path = tmp_path / "names.txt"
    path.write_text("\ufeffQuartz\n\n  Beryl \nQuartz\n", encoding="utf-8")
    assert names_of(str(path)) == ["Quartz", "Beryl"]
    for content in (b"", b"Quartz\n", b"\xff\xfe\x00"):
        path.write_bytes(content)
        with pytest.raises(UsageError, match="names"):
            names_of(str(path))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"--open-clip": "no-such-model"}, "open_clip knows no model"),
        ({"--pretrained": "no_such_tag"}, "neither a file nor a tag"),
        ({"--names": "nowhere.txt"}, "is no list of names"),
    ],
)
def test_wrong_usage_is_told_in_words(arguments, capsys, changes, words):
    for option, value in changes.items():
        arguments[arguments.index(option) + 1] = value
    assert main(arguments) == 2
    assert words in capsys.readouterr().err
